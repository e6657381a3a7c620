//! The page: self-contained, readable without colour and without script, in print and on a telephone.

use super::input::{HoursInput, Weight};
use super::words;
use crate::domain::finding::Strength;
use crate::domain::plan::Quality;
use crate::domain::series::Burden;
use crate::domain::series::outcome::{Aim, Assessed, HeatMap};
use crate::report::words::{day, plain_day, thousands};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};
use serde::Serialize;

/// Template names end in `.html`, so that minijinja escapes every value.
const TEMPLATES: [(&str, &str); 4] = [
    ("hours.html", include_str!("../../../templates/hours.html.j2")),
    ("hours-part.html", include_str!("../../../templates/hours-part.html.j2")),
    ("meetings.html", include_str!("../../../templates/hours-meetings.html.j2")),
    ("burden.html", include_str!("../../../templates/hours-burden.html.j2")),
];
const STYLES: [&str; 2] = [include_str!("../../../templates/report.css"), include_str!("../../../templates/hours.css")];

/// The page. Same input, same bytes.
#[must_use]
pub fn html(input: &HoursInput<'_>) -> String {
    rendered("hours.html", input)
}

/// What the page says, without what is around it, for another page.
#[must_use]
pub fn part(input: &HoursInput<'_>) -> String {
    rendered("hours-part.html", input)
}

fn rendered(template: &str, input: &HoursInput<'_>) -> String {
    match render(template, input) {
        Ok(page) => page,
        // The template is part of the program and tests render it; a value cannot make it fail.
        Err(error) => unreachable!("the template of the hours is wrong: {error:#}"),
    }
}

fn render(template: &str, input: &HoursInput<'_>) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    for (name, source) in TEMPLATES {
        environment.add_template(name, source)?;
    }
    let part = |name: &str, value: Value| -> Result<Value, minijinja::Error> {
        Ok(Value::from_safe_string(environment.get_template(name)?.render(value)?))
    };
    let page = page(input);
    let listed = |list: &[Meeting]| part("meetings.html", context! { list => Value::from(Serde(list)) });
    let table = |table: &Table, heading: &str| {
        part("burden.html", context! { table => Value::from(Serde(table)), heading => heading })
    };
    let (fairest_meetings, fairest_burden) = match &page.fairest {
        Some(fairest) => (listed(&fairest.meetings)?, table(&fairest.burden, "fairest-heading")?),
        None => Default::default(),
    };
    let parts = context! {
        meetings => listed(&page.meetings)?,
        burden => table(&page.burden, "burden-heading")?,
        fairest_meetings,
        fairest_burden,
    };
    environment.get_template(template)?.render(context! {
        page => Value::from(Serde(&page)),
        parts,
        style => Value::from_safe_string(STYLES.concat()),
    })
}

#[derive(Serialize)]
struct Page {
    title: String,
    quality: String,
    quality_key: &'static str,
    settings: String,
    facts: Vec<(&'static str, String)>,
    meetings: Vec<Meeting>,
    burden: Table,
    maps: Vec<Map>,
    legend: Vec<(&'static str, char, &'static str)>,
    why: Vec<String>,
    fairest: Option<Fairest>,
    clocks: Vec<String>,
    closed: Vec<String>,
    findings: Vec<Finding>,
    bands: Vec<Band>,
    levels: Vec<Level>,
    generated: String,
}

#[derive(Serialize)]
struct Meeting {
    id: String,
    title: String,
    day: String,
    hours: String,
    utc: String,
    due: Vec<(String, String)>,
    rank: String,
}

#[derive(Serialize)]
struct Table {
    meetings: Vec<(String, String)>,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    name: String,
    about: String,
    cells: Vec<Cell>,
    sums: Vec<String>,
    /// Share of the largest total, in hundredths, for a bar.
    bar: u32,
    night_bar: u32,
}

#[derive(Serialize)]
struct Cell {
    class: &'static str,
    sign: char,
    hour: String,
    points: u32,
    closed: String,
    label: String,
}

#[derive(Serialize)]
struct Map {
    days: String,
    hours: Vec<(String, bool)>,
    rows: Vec<(String, String, Vec<HourCell>)>,
    meetings: Vec<(String, String)>,
}

#[derive(Serialize)]
struct HourCell {
    class: &'static str,
    sign: char,
    hour: String,
    points: u32,
    chosen: bool,
    shift: i8,
}

#[derive(Serialize)]
struct Fairest {
    quality: String,
    meetings: Vec<Meeting>,
    burden: Table,
}

#[derive(Serialize)]
struct Finding {
    strength: &'static str,
    meeting: String,
    message: String,
    remedy: String,
    code: &'static str,
}

#[derive(Serialize)]
struct Band {
    hours: String,
    points: u16,
    night: bool,
    reason: String,
}

#[derive(Serialize)]
struct Level {
    what: String,
    value: u64,
    bound: u64,
    how: &'static str,
}

fn class(weight: Weight) -> &'static str {
    match weight {
        Weight::Free => "w0",
        Weight::Edge => "w1",
        Weight::Evening => "w2",
        Weight::Night => "w3",
        Weight::Deep => "w4",
    }
}

fn page(input: &HoursInput<'_>) -> Page {
    let proof = input.shown.proof.as_ref();
    let quality = proof.map_or(Quality::Unproven, |proof| proof.quality);
    let mut facts = vec![
        ("As of", plain_day(input.series.as_of)),
        ("Hours of", input.series.zone.name().to_owned()),
        ("Members", input.series.members.len().to_string()),
        ("Meetings", input.series.meetings.len().to_string()),
    ];
    if let Some(body) = &input.series.body {
        facts.insert(0, ("Body", body.to_string()));
    }
    Page {
        title: input.series.title.as_str().to_owned(),
        quality: words::quality(input),
        quality_key: quality.word(),
        settings: words::settings(input),
        facts,
        meetings: meetings(input, input.shown),
        burden: burden(input, input.shown),
        maps: input.shown.maps.iter().map(|map| heat_map(input, map)).collect(),
        legend: Weight::ALL.map(|(weight, sign, words)| (class(weight), sign, words)).to_vec(),
        why: words::why(input),
        fairest: input.fairest.map(|fairest| {
            let of = HoursInput { shown: fairest, fairest: None, ..*input };
            Fairest { quality: words::quality(&of), meetings: meetings(input, fairest), burden: burden(input, fairest) }
        }),
        clocks: input
            .shown
            .changes
            .iter()
            .map(|change| words::clock_change(input, change))
            .chain(words::left_out(input))
            .collect(),
        closed: words::closed_days(input),
        findings: findings(input),
        bands: bands(input),
        levels: levels(input),
        generated: input.generated.to_owned(),
    }
}

fn meetings(input: &HoursInput<'_>, assessed: &Assessed) -> Vec<Meeting> {
    let one = |meeting: &crate::domain::series::outcome::MeetingOutcome| {
        let announce = meeting.notice.iter().map(|notice| ("announce".to_owned(), plain_day(notice.date)));
        let due = meeting.due.iter().map(|(name, due)| (name.as_str().to_owned(), plain_day(due.date)));
        let rank = meeting.rank;
        Meeting {
            id: meeting.id.to_string(),
            title: input.title(&meeting.id).to_owned(),
            day: day(meeting.slot.date),
            hours: meeting.hours(),
            utc: format!("{}–{} UTC", meeting.begins.to_utc().format("%H:%M"), meeting.ends.to_utc().format("%H:%M")),
            due: announce.chain(due).collect(),
            rank: match rank.fairer {
                0 => format!("none of {} is fairer", thousands(rank.of as u64)),
                fairer => format!("{} of {} are fairer", thousands(fairer as u64), thousands(rank.of as u64)),
            },
        }
    };
    assessed.meetings.iter().map(one).collect()
}

fn points(burden: Burden) -> String {
    if burden.night > 0 { format!("{} ({})", burden.whole, burden.night) } else { burden.whole.to_string() }
}

fn about(input: &HoursInput<'_>, member: usize) -> String {
    let Some(member) = input.series.members.get(member) else { return String::new() };
    let country = member.country.map_or_else(String::new, |country| format!("{country}, "));
    let people = if member.people.get() > 1 { format!(", {} people", member.people) } else { String::new() };
    format!("{country}{}{people}", member.zone)
}

fn burden(input: &HoursInput<'_>, assessed: &Assessed) -> Table {
    let most = assessed.members.iter().map(|member| member.total().whole).max().unwrap_or(0).max(1);
    let row = |(member, outcome): (usize, &crate::domain::series::outcome::MemberOutcome)| {
        let cell = |meeting: &crate::domain::series::outcome::MeetingOutcome| {
            let local = &meeting.locals[member];
            let pieces = u32::from(input.minutes(&meeting.id).div_ceil(15)).max(1);
            // The weight of the average hour of the meeting.
            let hour =
                Burden { night: local.burden.night * 4 / pieces, whole: (local.burden.whole * 4).div_ceil(pieces) };
            let weight = Weight::of(hour, input.series.table.dearest());
            Cell {
                class: class(weight),
                sign: weight.sign(),
                hour: local.start.format("%H:%M").to_string(),
                points: local.burden.whole,
                closed: local.closed.iter().map(|known| known.day.name().to_owned()).collect::<Vec<_>>().join(", "),
                label: words::burden(local.burden),
            }
        };
        let total = outcome.total();
        Row {
            name: input.member(member).to_owned(),
            about: about(input, member),
            cells: assessed.meetings.iter().map(cell).collect(),
            sums: [outcome.before, outcome.series, total].map(points).to_vec(),
            bar: total.whole * 100 / most,
            night_bar: total.night * 100 / most,
        }
    };
    Table {
        meetings: assessed
            .meetings
            .iter()
            .map(|meeting| (meeting.id.to_string(), meeting.slot.date.format("%-d %b").to_string()))
            .collect(),
        rows: assessed.members.iter().enumerate().map(row).collect(),
    }
}

fn heat_map(input: &HoursInput<'_>, map: &HeatMap) -> Map {
    let chosen = |hour: u16| {
        map.meetings
            .iter()
            .any(|(_, slot, minutes)| slot.start_minute < (hour + 1) * 60 && hour * 60 < slot.start_minute + minutes)
    };
    let row = |(member, cells): (usize, &Vec<crate::domain::series::outcome::HeatCell>)| {
        let cell = |(hour, cell): (u16, &crate::domain::series::outcome::HeatCell)| {
            let weight = input.weight(*cell);
            let minutes = cell.local_minute % 60;
            let shown = if minutes == 0 {
                format!("{:02}", cell.local_minute / 60)
            } else {
                format!("{:02}:{minutes:02}", cell.local_minute / 60)
            };
            HourCell {
                class: class(weight),
                sign: weight.sign(),
                hour: shown,
                points: cell.burden.whole,
                chosen: chosen(hour),
                shift: cell.day_shift,
            }
        };
        let cells = (0..).zip(cells).map(cell).collect();
        (input.member(member).to_owned(), about(input, member), cells)
    };
    let days: Vec<String> = map.meetings.iter().map(|(_, slot, _)| plain_day(slot.date)).collect();
    Map {
        days: days.join(", "),
        hours: (0..24).map(|hour| (format!("{hour:02}"), chosen(hour))).collect(),
        rows: map.rows.iter().enumerate().map(row).collect(),
        meetings: map.meetings.iter().map(|(id, slot, minutes)| (id.to_string(), slot.hours(*minutes))).collect(),
    }
}

fn findings(input: &HoursInput<'_>) -> Vec<Finding> {
    let one = |finding: &crate::domain::series::outcome::SeriesFinding| Finding {
        strength: finding.strength.word(),
        meeting: finding.meeting.as_ref().map_or_else(String::new, ToString::to_string),
        message: finding.message.clone(),
        remedy: if finding.strength == Strength::Prefer { String::new() } else { finding.remedy.clone() },
        code: finding.code,
    };
    input.shown.findings.iter().map(one).collect()
}

fn bands(input: &HoursInput<'_>) -> Vec<Band> {
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let one = |band: &crate::domain::series::Band| Band {
        hours: format!("{}–{}", clock(band.from_minute), clock(band.until_minute)),
        points: band.points,
        night: band.night,
        reason: band.reason.clone(),
    };
    input.series.table.bands().iter().map(one).collect()
}

fn levels(input: &HoursInput<'_>) -> Vec<Level> {
    let proof = input.fairest.unwrap_or(input.shown).proof.as_ref();
    let one = |level: &crate::domain::series::outcome::LevelReached| Level {
        what: match level.aim {
            Aim::Closed => "asked on a closed day".to_owned(),
            Aim::Night { top: 1 } => "night: the worst-off".to_owned(),
            Aim::Night { top } => format!("night: the {top} worst-off together"),
            Aim::Whole { top: 1 } => "all hours: the worst-off".to_owned(),
            Aim::Whole { top } => format!("all hours: the {top} worst-off together"),
        },
        value: level.value,
        bound: level.bound,
        how: match (level.bound >= level.value, level.weighing.is_some()) {
            (false, _) => "open",
            (true, true) => "proven by weighing alone",
            (true, false) => "proven by search",
        },
    };
    proof.map_or_else(Vec::new, |proof| proof.levels.iter().map(one).collect())
}
