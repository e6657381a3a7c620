//! A timetable as one self-contained page: style inside, no script, nothing loaded from anywhere. Values are prepared
//! here; `templates/` holds the markup and escapes every value.

mod cards;

use super::TimetableInput;
use super::facts::{self, Row};
use super::text::summary_line;
use crate::domain::event::{ServiceKind, clock_words};
use crate::domain::finding::Verdict;
use crate::report::words;
use cards::{Card, Palette, card};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};
use serde::Serialize;
use std::collections::BTreeSet;

const TEMPLATE: &str = include_str!("../../../templates/timetable.html.j2");
const STYLE: &str = include_str!("../../../templates/timetable.css");

/// Minutes of a row of the grid.
const GRAIN: u16 = 15;

/// One day of the grid.
#[derive(Serialize)]
struct Day {
    id: String,
    name: String,
    short: String,
    /// Rows of the grid.
    rows: usize,
    /// Row and hour.
    hours: Vec<(usize, String)>,
    rooms: Vec<RoomHead>,
    cards: Vec<Card>,
    /// Services in use on the day: a narrow column each.
    services: Vec<Column>,
}

#[derive(Serialize)]
struct RoomHead {
    column: usize,
    name: String,
    seats: u32,
}

/// The use of a service on a day.
#[derive(Serialize)]
struct Column {
    column: usize,
    name: String,
    full: String,
    spans: Vec<Use>,
}

/// Units used in some rows.
#[derive(Serialize)]
struct Use {
    from: usize,
    to: usize,
    units: u32,
    capacity: u32,
    words: String,
    over: bool,
}

#[derive(Serialize)]
struct Group {
    name: String,
    title: String,
    hue: u32,
    sessions: usize,
}

#[derive(Serialize)]
struct PersonRow {
    name: String,
    offices: String,
    sessions: usize,
    days: usize,
    hurries: usize,
    clashes: Vec<String>,
}

#[derive(Serialize)]
struct SharedRow {
    people: u32,
    bodies: String,
    count: usize,
    times: String,
}

#[derive(Serialize)]
struct RoomRow {
    name: String,
    seats: u32,
    sessions: usize,
    hours: String,
    percent: u32,
    most: Option<u32>,
}

#[derive(Serialize)]
struct ServiceRow {
    name: String,
    kind: &'static str,
    sessions: usize,
    peak: u32,
    capacity: u32,
    percent: u32,
}

#[derive(Serialize)]
struct FindingRow {
    strength: &'static str,
    rule: String,
    message: String,
    remedy: String,
    clause: String,
    waived: bool,
    note: bool,
}

#[derive(Serialize)]
struct ProofRow {
    level: String,
    cost: u64,
    bound: Option<u64>,
    closed: bool,
}

/// The page. Same input, same bytes.
pub fn html(input: &TimetableInput<'_>) -> String {
    match render(input) {
        Ok(page) => page,
        // The template is part of the program and every test renders it; a value cannot make it fail.
        Err(error) => unreachable!("the template of timetables is wrong: {error:#}"),
    }
}

fn render(input: &TimetableInput<'_>) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    // The name ends in `.html`, so that minijinja escapes every value.
    environment.add_template("timetable.html", TEMPLATE)?;
    let rows = facts::rows(input);
    let palette = Palette::of(input);
    let at = input.event.placement();
    environment.get_template("timetable.html")?.render(context! {
        style => Value::from_safe_string(STYLE.to_owned()),
        title => input.event.meeting().title.as_str(),
        dates => words::range(at.first(), at.last()),
        zone => input.event.zone().name(),
        quality => input.timetable.quality.word(),
        answers => Value::from(Serde(input.answers)),
        summary => summary_line(input),
        generated => input.generated,
        size => input.size.map(|size| format!(
            "{} sessions, {} starts, {} demands, {} relations",
            size.sessions, size.starts, size.demands, size.relations
        )),
        days => Value::from(Serde(days(input, &rows, &palette))),
        groups => Value::from(Serde(groups(input, &rows, &palette))),
        persons => Value::from(Serde(persons(input, &rows))),
        shared => Value::from(Serde(shared(input, &rows))),
        rooms => Value::from(Serde(rooms(input, &rows))),
        services => Value::from(Serde(services(input, &rows))),
        findings => Value::from(Serde(findings(input))),
        proof => Value::from(Serde(proof(input))),
    })
}

fn days(input: &TimetableInput<'_>, rows: &[Row<'_>], palette: &Palette<'_>) -> Vec<Day> {
    let uses = facts::services(input, rows);
    let columns = columns(input, rows);
    facts::days(rows)
        .into_iter()
        .map(|(day, sittings)| {
            let opens = sittings.iter().map(|row| row.at.start).min().unwrap_or(0) / 60 * 60;
            let closes = sittings.iter().map(Row::end).max().unwrap_or(1_440);
            let slot = |minute: u16| usize::from(minute.saturating_sub(opens) / GRAIN) + 2;
            let rows = usize::from((closes - opens).div_ceil(GRAIN));
            let column = |room: Option<&str>| columns.iter().position(|known| *known == room).unwrap_or(0) + 2;
            let heads = columns
                .iter()
                .map(|room| {
                    let known = input.event.rooms().values().find(|known| Some(known.room.id.as_str()) == *room);
                    RoomHead {
                        column: column(*room),
                        name: known.map_or("no room".to_owned(), |known| known.room.name.to_string()),
                        seats: known.map_or(0, |known| known.room.seats.get()),
                    }
                })
                .collect();
            let cards = sittings
                .iter()
                .map(|row| {
                    let place = column(row.at.room.as_ref().map(|room| room.as_str()));
                    card(input, row, palette, place, slot(row.at.start), slot(row.end().div_ceil(GRAIN) * GRAIN))
                })
                .collect();
            let mut services = Vec::new();
            for used in uses.iter().filter(|used| used.rows.iter().any(|row| row.at.day == day)) {
                let own: Vec<Row<'_>> = used.rows.iter().filter(|row| row.at.day == day).copied().collect();
                services.push(Column {
                    column: columns.len() + 2 + services.len(),
                    name: short(used.service.kind).to_owned(),
                    full: used.service.name.to_string(),
                    spans: spans(&own, used, &slot),
                });
            }
            let hours = (opens..closes).step_by(60).map(|minute| (slot(minute), clock_words(minute))).collect();
            let name = words::day(day);
            let short = day.format("%a %-d").to_string();
            Day { id: format!("day-{day}"), name, short, rows, hours, rooms: heads, cards, services }
        })
        .collect()
}

/// The rooms in use, the largest first, the same on all days: a room keeps its place. Last, where needed, sessions
/// without a room.
fn columns<'a>(input: &TimetableInput<'a>, rows: &[Row<'_>]) -> Vec<Option<&'a str>> {
    let mut rooms: Vec<_> = input.event.rooms().values().map(|room| &room.room).collect();
    rooms.retain(|room| rows.iter().any(|row| row.at.room.as_ref() == Some(&room.id)));
    rooms.sort_by_key(|room| (std::cmp::Reverse(room.seats), &room.id));
    let homeless = rows.iter().any(|row| row.at.room.is_none()).then_some(None);
    rooms.into_iter().map(|room| Some(room.id.as_str())).chain(homeless).collect()
}

fn short(kind: ServiceKind) -> &'static str {
    match kind {
        ServiceKind::Interpretation => "Int",
        ServiceKind::Captioning => "Cap",
        ServiceKind::SignLanguage => "Sign",
        ServiceKind::Webcast => "Web",
        ServiceKind::Platform => "Seats",
        ServiceKind::Hub => "Hub",
    }
}

/// Stretches of a day with the same use of a service.
fn spans(rows: &[Row<'_>], used: &facts::ServiceUse<'_>, slot: &dyn Fn(u16) -> usize) -> Vec<Use> {
    let edges: BTreeSet<u16> = rows.iter().flat_map(|row| [row.at.start, row.end()]).collect();
    let edges: Vec<u16> = edges.into_iter().collect();
    edges
        .windows(2)
        .filter_map(|pair| {
            let (from, to) = (pair[0], pair[1]);
            let sitting: Vec<&Row<'_>> = rows.iter().filter(|row| row.at.start <= from && from < row.end()).collect();
            let units: u32 = sitting.iter().map(|row| facts::units(row, used.service)).sum();
            let titles: Vec<&str> = sitting.iter().map(|row| row.session.title.as_str()).collect();
            (units > 0).then(|| Use {
                from: slot(from),
                to: slot(to.div_ceil(GRAIN) * GRAIN).max(slot(from) + 1),
                units,
                capacity: used.capacity,
                words: format!(
                    "{}, {}-{}: {units} of {} ({})",
                    used.service.name.as_str(),
                    clock_words(from),
                    clock_words(to),
                    used.capacity,
                    titles.join(", ")
                ),
                over: units > used.capacity,
            })
        })
        .collect()
}

fn groups(input: &TimetableInput<'_>, rows: &[Row<'_>], palette: &Palette<'_>) -> Vec<Group> {
    let sitting: BTreeSet<_> = rows.iter().flat_map(|row| &row.session.groups).collect();
    sitting
        .into_iter()
        .map(|body| Group {
            name: body.to_string(),
            title: input.event.group(body).map_or(String::new(), |body| body.name.to_string()),
            hue: palette.hue(body),
            sessions: rows.iter().filter(|row| row.session.groups.contains(body)).count(),
        })
        .collect()
}

fn persons(input: &TimetableInput<'_>, rows: &[Row<'_>]) -> Vec<PersonRow> {
    facts::persons(input, rows)
        .iter()
        .map(|person| PersonRow {
            name: person.name.to_owned(),
            offices: person.offices.join(", "),
            sessions: person.sessions.len(),
            days: person.days().len(),
            hurries: person.hurries.len(),
            clashes: person
                .clashes
                .iter()
                .map(|(a, b)| {
                    let when = clock_words(a.at.start.max(b.at.start));
                    format!("{} {when}: {} and {}", a.at.day, a.session.title.as_str(), b.session.title.as_str())
                })
                .collect(),
        })
        .collect()
}

fn shared(input: &TimetableInput<'_>, rows: &[Row<'_>]) -> Vec<SharedRow> {
    facts::shared(input, rows)
        .iter()
        .map(|one| {
            let time = |(a, b): &(Row<'_>, Row<'_>)| {
                format!("{} {}", a.at.day.format("%a %-d"), clock_words(a.at.start.max(b.at.start)))
            };
            SharedRow {
                people: one.people,
                bodies: format!("{} and {}", one.a, one.b),
                count: one.clashes.len(),
                times: one.clashes.iter().map(time).collect::<Vec<_>>().join(", "),
            }
        })
        .collect()
}

fn rooms(input: &TimetableInput<'_>, rows: &[Row<'_>]) -> Vec<RoomRow> {
    facts::rooms(input, rows)
        .iter()
        .map(|room| RoomRow {
            name: room.name.to_owned(),
            seats: room.seats,
            sessions: room.sessions,
            hours: format!("{}:{:02}", room.minutes / 60, room.minutes % 60),
            percent: room.percent.min(100),
            most: room.most,
        })
        .collect()
}

fn services(input: &TimetableInput<'_>, rows: &[Row<'_>]) -> Vec<ServiceRow> {
    facts::services(input, rows)
        .iter()
        .map(|one| ServiceRow {
            name: one.service.name.to_string(),
            kind: one.service.kind.label(),
            sessions: one.rows.len(),
            peak: one.peak,
            capacity: one.capacity,
            percent: (one.peak * 100).checked_div(one.capacity).unwrap_or(0).min(100),
        })
        .collect()
}

fn findings(input: &TimetableInput<'_>) -> Vec<FindingRow> {
    input
        .findings
        .iter()
        .map(|found| FindingRow {
            strength: found.finding.strength.word(),
            rule: found.finding.origin.to_string(),
            message: found.finding.message.clone(),
            remedy: found.finding.remedy.clone(),
            clause: found.finding.clause.clone(),
            waived: found.finding.waiver.is_some(),
            note: found.finding.verdict != Verdict::Broken,
        })
        .collect()
}

fn proof(input: &TimetableInput<'_>) -> Vec<ProofRow> {
    let row = |proof: &crate::domain::plan::LevelProof| ProofRow {
        level: proof.level.clone(),
        cost: proof.cost,
        bound: proof.bound,
        closed: proof.bound == Some(proof.cost),
    };
    input.timetable.proof.iter().map(row).collect()
}
