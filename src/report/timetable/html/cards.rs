//! Sessions as cards of the grid, each with the reasons behind it.

use crate::domain::event::{TierPrice, clock_words};
use crate::domain::ids::BodyId;
use crate::report::timetable::TimetableInput;
use crate::report::timetable::facts::Row;
use serde::Serialize;
use std::collections::BTreeSet;

/// A session in the grid.
#[derive(Serialize)]
pub(super) struct Card {
    id: String,
    title: String,
    bodies: String,
    hours: String,
    room: String,
    column: usize,
    from: usize,
    to: usize,
    hue: u32,
    kind: &'static str,
    badges: Vec<Badge>,
    /// The gravest finding about it: `must`, `should`, `prefer` or nothing.
    grave: &'static str,
    findings: Vec<String>,
    people: Vec<String>,
    needs: Vec<String>,
    choices: usize,
    as_good: usize,
    binds: Vec<String>,
    unmet: Vec<String>,
    others: Vec<String>,
    explained: bool,
}

#[derive(Serialize)]
struct Badge {
    sign: &'static str,
    words: String,
}

/// Hues by body: bodies one after another round the circle, in steps that keep neighbours apart.
pub(super) struct Palette<'a>(Vec<&'a BodyId>);

impl<'a> Palette<'a> {
    pub(super) fn of(input: &TimetableInput<'a>) -> Self {
        let own = &input.event.body().id;
        let bodies: BTreeSet<&BodyId> = input.event.sessions().values().flat_map(|session| &session.groups).collect();
        Self(bodies.into_iter().filter(|body| *body != own).collect())
    }

    /// 0 to 359; 360 for the body that meets.
    pub(super) fn hue(&self, body: &BodyId) -> u32 {
        match self.0.iter().position(|known| *known == body) {
            Some(position) => u32::try_from(position * 137 % 360).unwrap_or(0),
            None => 360,
        }
    }
}

/// A card in a column and between two rows.
pub(super) fn card(
    input: &TimetableInput<'_>,
    row: &Row<'_>,
    palette: &Palette<'_>,
    column: usize,
    from: usize,
    to: usize,
) -> Card {
    let session = row.session;
    let findings: Vec<_> = input
        .findings
        .iter()
        .filter(|found| found.sessions.contains(&session.id) && found.finding.waiver.is_none())
        .collect();
    let grave = findings.iter().map(|found| found.finding.strength).min().map_or("", |strength| strength.word());
    let reason = input.reasons.get(&session.id);
    let lines = |list: &[String]| list.to_vec();
    Card {
        id: session.id.to_string(),
        title: session.title.to_string(),
        bodies: row.bodies(),
        hours: format!("{}–{}", clock_words(row.at.start), clock_words(row.end())),
        room: row.at.room.as_ref().map_or("no room".to_owned(), |room| {
            input.event.rooms().get(room).map_or(room.to_string(), |known| known.room.name.to_string())
        }),
        column,
        from,
        to: to.max(from + 1),
        hue: session.groups.first().map_or(361, |body| palette.hue(body)),
        kind: match session.groups.len() {
            0 => "free",
            1 if session.exclusive => "plenary",
            1 => "one",
            _ => "joint",
        },
        badges: badges(row),
        grave,
        findings: findings
            .iter()
            .map(|found| {
                format!("{} {}: {}", found.finding.strength.word(), found.finding.origin, found.finding.message)
            })
            .collect(),
        people: people(input, row),
        needs: needs(row),
        choices: reason.map_or(0, |reason| reason.choices),
        as_good: reason.map_or(0, |reason| reason.as_good),
        binds: reason.map(|reason| lines(&reason.binds)).unwrap_or_default(),
        unmet: reason
            .map(|reason| {
                let words = |unmet: &crate::domain::event::UnmetDemand| {
                    format!("{} ({} points of {})", unmet.why, unmet.points, unmet.tier.word())
                };
                reason.unmet.iter().map(words).collect()
            })
            .unwrap_or_default(),
        others: reason
            .map(|reason| {
                let words = |other: &crate::domain::event::OtherSitting| {
                    let room = other.sitting.room.as_ref().map_or(String::new(), |room| format!(", {room}"));
                    let day = other.sitting.day.format("%a %-d %b");
                    format!("{day} {}{room}: {}", clock_words(other.sitting.start), price(&other.price))
                };
                reason.others.iter().map(words).collect()
            })
            .unwrap_or_default(),
        explained: reason.is_some(),
    }
}

fn price(rows: &[TierPrice]) -> String {
    if rows.is_empty() {
        return "as good".to_owned();
    }
    let words: Vec<String> = rows.iter().map(|price| format!("{:+} {}", price.points, price.tier.word())).collect();
    words.join(", ")
}

fn badges(row: &Row<'_>) -> Vec<Badge> {
    let session = row.session;
    let mut badges = Vec::new();
    if !session.interpretation.is_empty() {
        let languages: Vec<&str> = session.interpretation.iter().map(|language| language.tag()).collect();
        let team = row.at.team.as_ref().map_or(String::new(), |team| format!(", {team}"));
        badges.push(Badge { sign: "Int", words: format!("interpretation {}{team}", languages.join(" ")) });
    }
    if session.captions {
        badges.push(Badge { sign: "Cap", words: "captions".to_owned() });
    }
    if session.sign_language > 0 {
        let words = format!("{} sign-language interpreters", session.sign_language);
        badges.push(Badge { sign: "Sign", words });
    }
    if session.webcast {
        badges.push(Badge { sign: "Web", words: "webcast".to_owned() });
    }
    if session.remote > 0 {
        badges.push(Badge { sign: "Rem", words: format!("remote participation, {} seats", session.remote) });
    }
    for hub in &session.hubs {
        badges.push(Badge { sign: "Hub", words: hub.to_string() });
    }
    badges
}

fn needs(row: &Row<'_>) -> Vec<String> {
    let session = row.session;
    let mut needs: Vec<String> = session.attendance.iter().map(|people| format!("{people} people expected")).collect();
    needs.extend(session.equipment.iter().cloned());
    needs.extend(session.after.iter().map(|after| format!("after {}", after.session)));
    needs
}

fn people(input: &TimetableInput<'_>, row: &Row<'_>) -> Vec<String> {
    let bodies = row.session.groups.iter().filter_map(|body| input.event.group(body));
    let officers = bodies.flat_map(|body| body.officers.iter().map(|officer| officer.name.to_string()));
    let named = row.session.people.iter().map(ToString::to_string);
    let all: BTreeSet<String> = officers.chain(named).collect();
    all.into_iter().collect()
}
