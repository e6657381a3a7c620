//! The details of each meeting: dates, place, hours, why here, what else was possible, deadlines, findings.

use super::findings::{self, Link, link};
use super::page::{Compared, Fact, compared, venue};
use crate::domain::deadline::{Deadline, SetBy};
use crate::domain::letter::{Letter, LetterKind};
use crate::domain::meeting::{Meeting, Services};
use crate::domain::plan::Placement;
use crate::domain::reason::{Alternative, Reason};
use crate::report::input::Input;
use crate::report::words;
use chrono::{Days, NaiveDate};
use serde::Serialize;

/// Up to so many meetings are shown unfolded.
pub const OPEN: usize = 8;

/// A cell of the strip of dates: the plan's own date or another one.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Cell {
    /// Dates in short.
    pub dates: String,
    /// Weekday of the opening, and the year where it differs from the plan's.
    pub more: String,
    /// Price in words.
    pub price: String,
    /// Heat from 0 (the plan, or as good) to 4, 5 = forbidden.
    pub heat: u8,
    /// It is the plan's date.
    pub chosen: bool,
    /// Whole words, for a tooltip and screen readers.
    pub title: String,
}

/// A demand not met.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Unmet {
    /// Level.
    pub level: &'static str,
    /// Points.
    pub points: String,
    /// The demand.
    pub why: String,
    /// Other meetings concerned.
    pub others: Vec<Link>,
}

/// Why a meeting is where it is.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Why {
    /// One sentence.
    pub summary: String,
    /// Demands that bind.
    pub binds: Vec<String>,
    /// Demands not met.
    pub unmet: Vec<Unmet>,
    /// The strip of dates, by date.
    pub strip: Vec<Cell>,
    /// Musts that forbidden alternatives break: dates, musts.
    pub forbidden: Vec<(String, String)>,
}

/// A deadline.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Due {
    /// Day in words.
    pub day: String,
    /// ISO date, for `<time>`.
    pub iso: String,
    /// What is due.
    pub what: &'static str,
    /// How far before or after the opening.
    pub distance: String,
    /// The rule.
    pub rule: String,
    /// Title of the rule.
    pub title: &'static str,
    /// Who set it.
    pub set_by: &'static str,
    /// Why the day was moved; empty when it was not.
    pub moved: String,
    /// It lies before the day of the plan.
    pub past: bool,
}

/// A finding in short.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Short {
    /// Where it stands.
    pub href: String,
    /// Sign.
    pub sign: &'static str,
    /// Group.
    pub key: &'static str,
    /// Rule.
    pub rule: String,
    /// Message.
    pub message: String,
}

/// A session of the meeting's timetable.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct SessionRow {
    /// Day in words.
    pub day: String,
    /// Hours.
    pub hours: String,
    /// Title.
    pub title: String,
    /// Room.
    pub room: String,
    /// Interpretation, captions and so on.
    pub services: String,
}

/// One meeting.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Details {
    /// Anchor `m-…`.
    pub id: String,
    /// Title.
    pub title: String,
    /// Body.
    pub body: String,
    /// Name of the body.
    pub body_name: String,
    /// Class of the kind of body.
    pub kind: String,
    /// Dates in words.
    pub dates: String,
    /// Venue in words.
    pub venue: String,
    /// Status.
    pub status: &'static str,
    /// Facts.
    pub facts: Vec<Fact>,
    /// Signs of its findings: sign, key.
    pub signs: Vec<(&'static str, &'static str)>,
    /// Why here.
    pub why: Option<Why>,
    /// Comparison with the published date.
    pub compared: Option<Compared>,
    /// Deadlines, earliest first.
    pub deadlines: Vec<Due>,
    /// Findings.
    pub findings: Vec<Short>,
    /// Sessions, where the timetable is known.
    pub sessions: Vec<SessionRow>,
}

/// The details of all placed meetings, in the order of their dates.
pub fn details(input: &Input<'_>) -> Vec<Details> {
    let found = findings::by_meeting(input);
    let comparisons: std::collections::BTreeMap<_, _> =
        input.comparisons.iter().map(|row| (&row.meeting, row)).collect();
    let mut rows: Vec<_> =
        input.plan.placements.iter().filter_map(|(id, at)| Some((input.scenario.meetings().get(id)?, at))).collect();
    rows.sort_by_cached_key(|(meeting, at)| (at.first(), at.half, at.last(), words::natural(meeting.body.as_str())));
    rows.into_iter()
        .map(|(meeting, at)| {
            let body = input.scenario.body_of(meeting);
            let found = found.get(&meeting.id).map_or(&[][..], Vec::as_slice);
            Details {
                id: format!("m-{}", meeting.id),
                title: meeting.title.to_string(),
                body: body.id.to_string(),
                body_name: body.name.to_string(),
                kind: format!("k-{}", body.kind.word()),
                dates: words::placement(at),
                venue: venue(input, at),
                status: at.firmness.word(),
                facts: facts(input, meeting, at),
                signs: signs(found),
                why: input.reasons.get(&meeting.id).map(|reason| why(input, meeting, at, reason)),
                compared: comparisons.get(&meeting.id).map(|row| compared(input, row)),
                deadlines: due(input, meeting, at),
                findings: found.iter().map(short).collect(),
                sessions: sessions(meeting, at),
            }
        })
        .collect()
}

fn signs(found: &[crate::report::group::Numbered<'_>]) -> Vec<(&'static str, &'static str)> {
    let mut signs: Vec<_> =
        found.iter().map(|numbered| findings::sign(numbered.finding)).filter(|(_, key)| *key != "note").collect();
    signs.dedup();
    signs
}

fn short(numbered: &crate::report::group::Numbered<'_>) -> Short {
    let (sign, key) = findings::sign(numbered.finding);
    Short {
        // Notes are gathered in the list, so not each has an anchor of its own.
        href: if key == "note" { "#group-note".to_owned() } else { format!("#f-{}", numbered.number) },
        sign,
        key,
        rule: numbered.finding.origin.to_string(),
        message: words::prose(&numbered.finding.message),
    }
}

fn facts(input: &Input<'_>, meeting: &Meeting, at: &Placement) -> Vec<Fact> {
    let body = input.scenario.body_of(meeting);
    let venue = at.venue.as_ref().and_then(|venue| input.scenario.venues().get(venue));
    let mut facts = vec![
        Fact { name: "Dates", value: words::placement(at) },
        Fact {
            name: "Place",
            value: match venue {
                Some(venue) => match &venue.address {
                    Some(address) => format!("{}, {address} ({})", venue.name, venue.country),
                    None => format!("{} ({})", venue.name, venue.country),
                },
                None => super::page::venue(input, at),
            },
        },
        Fact { name: "Hours", value: words::hours(input, meeting, at, venue) },
        Fact { name: "Length", value: format!("{}, {}", words::length(meeting.length), words::format(meeting)) },
    ];
    if let Some(parent) = input.scenario.parent_of(body) {
        facts.push(Fact { name: "Parent", value: format!("{} ({})", parent.name, parent.id) });
    }
    if let Some(people) = meeting.attendance.or(body.attendance) {
        facts.push(Fact { name: "People", value: format!("about {people}") });
    }
    let services = services_in_words(&meeting.services);
    if !services.is_empty() {
        facts.push(Fact { name: "Services", value: services });
    }
    if let Some(letter) = &meeting.letter {
        facts.push(Fact { name: "Letter", value: letter_in_words(letter) });
    }
    facts.push(Fact {
        name: "Window",
        value: format!("{} to {}", words::plain_day(meeting.earliest), words::plain_day(meeting.latest)),
    });
    match (&meeting.source, meeting.invented) {
        (Some(source), true) => facts.push(Fact { name: "Source", value: format!("{source}; partly invented") }),
        (Some(source), false) => facts.push(Fact { name: "Source", value: source.to_string() }),
        (None, true) => facts.push(Fact { name: "Source", value: "invented for the example".to_owned() }),
        (None, false) => {}
    }
    facts
}

/// `circular 72 of 8 February 2023`.
fn letter_in_words(letter: &Letter) -> String {
    let kind = LetterKind::ALL.iter().find(|(kind, _)| *kind == letter.kind).map_or("letter", |(_, word)| word);
    let number = letter.number.as_ref().map(|number| format!(" {number}")).unwrap_or_default();
    let dated = letter.dated.map(|day| format!(" of {}", words::plain_day(day))).unwrap_or_default();
    format!("{}{number}{dated}", kind.replace('-', " "))
}

/// The sessions in the order of their hours.
fn sessions(meeting: &Meeting, at: &Placement) -> Vec<SessionRow> {
    let mut sessions: Vec<_> = meeting.sessions.iter().collect();
    sessions.sort_by_key(|session| (session.day, session.hours.start(), session.id.clone()));
    sessions
        .into_iter()
        .map(|session| {
            let day = at.first().checked_add_days(Days::new(u64::from(session.day.get()) - 1));
            let services = Services {
                interpretation: session.interpretation.clone(),
                captions: session.captions,
                sign_language_interpreters: session.sign_language_interpreters,
                webcast: session.webcast,
                registration_required: false,
            };
            let remote = if session.remote { "remote participation" } else { "" };
            let told = [services_in_words(&services), remote.to_owned()];
            SessionRow {
                day: day.map(words::day).unwrap_or_default(),
                hours: format!("{}–{}", session.hours.start().format("%H:%M"), session.hours.end_words()),
                title: session.title.to_string(),
                room: session.room.as_ref().map(ToString::to_string).unwrap_or_default(),
                services: told.into_iter().filter(|told| !told.is_empty()).collect::<Vec<_>>().join(", "),
            }
        })
        .collect()
}

fn services_in_words(services: &Services) -> String {
    let mut told = Vec::new();
    if !services.interpretation.is_empty() {
        let languages: Vec<&str> = services.interpretation.iter().map(|language| language.tag()).collect();
        told.push(format!("interpretation {}", languages.join(" ")));
    }
    for (offered, words) in [
        (services.captions, "captions"),
        (services.webcast, "webcast"),
        (services.registration_required, "registration compulsory"),
    ] {
        if offered {
            told.push(words.to_owned());
        }
    }
    if services.sign_language_interpreters > 0 {
        told.push(words::count(
            services.sign_language_interpreters.into(),
            "sign-language interpreter",
            "sign-language interpreters",
        ));
    }
    told.join(", ")
}

fn why(input: &Input<'_>, meeting: &Meeting, at: &Placement, reason: &Reason) -> Why {
    let as_good = match reason.as_good {
        0 => "No other would be as good: what must stay with it moves along, all others stay.".to_owned(),
        more => format!("{} would be just as good.", words::count(more, "other date", "other dates")),
    };
    let summary = if reason.fixed {
        "The dates were fixed in the scenario; nothing was chosen.".to_owned()
    } else {
        format!(
            "Chosen among {} that the demands on this meeting alone allow. {as_good}",
            words::count(reason.choices, "opening", "openings")
        )
    };
    Why {
        summary,
        binds: reason.binds.iter().map(|bind| words::prose(bind)).collect(),
        unmet: reason
            .unmet
            .iter()
            .map(|unmet| Unmet {
                level: words::level(unmet.level),
                points: words::thousands(unmet.points),
                why: words::prose(&unmet.why),
                others: unmet.meetings.iter().filter(|id| **id != meeting.id).map(|id| link(input, id)).collect(),
            })
            .collect(),
        strip: strip(at, &reason.alternatives),
        forbidden: reason
            .alternatives
            .iter()
            .filter(|alternative| !alternative.breaks.is_empty())
            .map(|alternative| (words::placement(&alternative.placement), words::prose(&alternative.breaks.join("; "))))
            .collect(),
    }
}

/// The plan's date among the next best ones, by date. Heat follows the order of prices, so that it also works where a
/// level outweighs all below it.
fn strip(at: &Placement, alternatives: &[Alternative]) -> Vec<Cell> {
    use chrono::Datelike;
    if alternatives.is_empty() {
        return vec![];
    }
    let free = |row: &Alternative| row.breaks.is_empty() && row.price.iter().all(|price| price.points <= 0);
    let priced: Vec<_> = alternatives.iter().filter(|row| row.breaks.is_empty() && !free(row)).collect();
    let heat = |row: &Alternative| {
        if !row.breaks.is_empty() {
            5
        } else if free(row) {
            0
        } else {
            let rank = priced.iter().position(|other| other.price == row.price).unwrap_or(0);
            u8::try_from(1 + 4 * rank / priced.len().max(1)).unwrap_or(4).min(4)
        }
    };
    let half = |at: &Placement| at.half.map(|half| format!(", {}", half.word())).unwrap_or_default();
    let cell = |at: &Placement, price: String, heat: u8, chosen: bool, year: i32| Cell {
        dates: words::short_range(at.first(), at.last()),
        more: if at.first().year() == year {
            format!("{}{}", at.first().format("%a"), half(at))
        } else {
            format!("{}{}", at.first().format("%a %Y"), half(at))
        },
        title: format!("{}: {price}", words::placement(at)),
        price,
        heat,
        chosen,
    };
    let year = at.first().year();
    let mut cells: Vec<(NaiveDate, Cell)> = vec![(at.first(), cell(at, "this plan".to_owned(), 0, true, year))];
    cells.extend(alternatives.iter().map(|row| {
        let price = match (row.breaks.is_empty(), free(row)) {
            (false, _) => "breaks a must".to_owned(),
            (true, true) if row.price.iter().all(|price| price.points == 0) => "as good".to_owned(),
            (true, _) => words::price(&row.price),
        };
        (row.placement.first(), cell(&row.placement, price, heat(row), false, year))
    }));
    cells.sort_by_key(|(first, _)| *first);
    cells.into_iter().map(|(_, cell)| cell).collect()
}

fn due(input: &Input<'_>, meeting: &Meeting, at: &Placement) -> Vec<Due> {
    input
        .deadlines
        .get(&meeting.id)
        .into_iter()
        .flatten()
        .map(|deadline| Due {
            day: words::day(deadline.day),
            iso: deadline.day.to_string(),
            what: deadline.kind.label(),
            distance: distance(deadline.day, at),
            rule: deadline.rule.to_string(),
            title: words::origin_title(crate::domain::finding::Origin::Rule(deadline.rule)),
            set_by: match deadline.set_by {
                SetBy::Letter => "letter",
                SetBy::TermsOfReference => "terms of reference",
                SetBy::Rule => "rule",
            },
            moved: moved(deadline),
            past: deadline.day < input.plan.as_of,
        })
        .collect()
}

fn distance(day: NaiveDate, at: &Placement) -> String {
    let before = (at.first() - day).num_days();
    let after = (day - at.last()).num_days();
    if before > 0 {
        format!("{} before", words::count(usize::try_from(before).unwrap_or(0), "day", "days"))
    } else if after > 0 {
        format!("{} after", words::count(usize::try_from(after).unwrap_or(0), "day", "days"))
    } else {
        "during".to_owned()
    }
}

fn moved(deadline: &Deadline) -> String {
    if deadline.day == deadline.counted {
        return String::new();
    }
    let names: Vec<&str> = deadline.rolled_over.iter().map(crate::domain::calendar::ClosedDay::name).collect();
    let over = if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) };
    format!("moved from {}{over}", words::day(deadline.counted))
}
