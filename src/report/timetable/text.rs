//! A timetable for a terminal.

use super::TimetableInput;
use super::facts::{self, Row};
use crate::domain::event::clock_words;
use crate::domain::finding::{Strength, Verdict};
use crate::report::words;
use crate::rules::Tally;
use std::fmt::Write as _;

/// Title, what was proven, the sittings day by day, rooms and services, and the count of findings.
pub fn text(input: &TimetableInput<'_>) -> String {
    let meeting = input.event.meeting();
    let at = input.event.placement();
    let mut out = format!("{}, {}\n", meeting.title, words::range(at.first(), at.last()));
    let _ = writeln!(out, "Hours of {}\n", input.event.zone());
    for answer in input.answers {
        let _ = writeln!(out, "* {answer}");
    }
    let _ = writeln!(out, "\n{}", summary_line(input));
    let rows = facts::rows(input);
    for (day, sittings) in facts::days(&rows) {
        let _ = writeln!(out, "\n{}", words::day(day).to_uppercase());
        for row in &sittings {
            let _ = writeln!(out, "  {}", line(row));
        }
    }
    let rooms = facts::rooms(input, &rows);
    if !rooms.is_empty() {
        out.push_str("\nROOMS\n");
    }
    for room in rooms {
        let _ = writeln!(
            out,
            "  {:<12} {:>4} seats  {:>3} sessions  {:>3}:{:02} h  {:>3} % of the event's hours",
            room.id,
            room.seats,
            room.sessions,
            room.minutes / 60,
            room.minutes % 60,
            room.percent
        );
    }
    let services = facts::services(input, &rows);
    if !services.is_empty() {
        out.push_str("\nSERVICES\n");
    }
    for one in services {
        let _ = writeln!(
            out,
            "  {:<36} {:>3} sessions, at most {} of {} at once",
            one.service.name.as_str(),
            one.rows.len(),
            one.peak,
            one.capacity
        );
    }
    out
}

/// `09:30-12:30  Popov  Opening plenary  [TSAG]  ar zh en fr ru es (team-1) · captions · webcast · remote`.
fn line(row: &Row<'_>) -> String {
    let hours = format!("{}-{}", clock_words(row.at.start), clock_words(row.end()));
    let room = row.at.room.as_ref().map_or("-", |room| room.as_str());
    let bodies = if row.session.groups.is_empty() { String::new() } else { format!("  [{}]", row.bodies()) };
    let services = services(row);
    let services = if services.is_empty() { String::new() } else { format!("  {}", services.join(" · ")) };
    format!("{hours}  {room:<10}  {}{bodies}{services}", row.session.title.as_str())
}

fn services(row: &Row<'_>) -> Vec<String> {
    let session = row.session;
    let mut list = Vec::new();
    if !session.interpretation.is_empty() {
        let languages: Vec<&str> = session.interpretation.iter().map(|language| language.tag()).collect();
        let team = row.at.team.as_ref().map_or(String::new(), |team| format!(" ({team})"));
        list.push(format!("{}{team}", languages.join(" ")));
    }
    if session.captions {
        list.push("captions".to_owned());
    }
    if session.sign_language > 0 {
        list.push(format!("sign language ({})", session.sign_language));
    }
    if session.webcast {
        list.push("webcast".to_owned());
    }
    if session.remote > 0 {
        list.push("remote".to_owned());
    }
    list.extend(session.hubs.iter().map(ToString::to_string));
    list
}

/// One line: sessions placed, and findings by group.
pub fn summary_line(input: &TimetableInput<'_>) -> String {
    let findings: Vec<_> = input.findings.iter().map(|found| found.finding.clone()).collect();
    let tally = Tally::of(&findings);
    let (placed, known) = (input.timetable.sittings.len(), input.event.sessions().len());
    let sessions = if placed == known {
        words::count(known, "session", "sessions")
    } else {
        format!("{placed} of {} placed", words::count(known, "session", "sessions"))
    };
    format!(
        "{sessions} · {} must · {} should · {} prefer · {} waived · {} without data · {}",
        tally.must,
        tally.should,
        tally.prefer,
        tally.waived,
        tally.missing,
        words::count(tally.notes, "note", "notes")
    )
}

/// The findings, the gravest first.
pub fn findings(input: &TimetableInput<'_>) -> String {
    let mut out = format!("{}\n", summary_line(input));
    let headings = [(Strength::Must, "MUST"), (Strength::Should, "SHOULD"), (Strength::Prefer, "PREFER")];
    for (strength, heading) in headings {
        let broken: Vec<_> = input
            .findings
            .iter()
            .filter(|found| found.finding.strength == strength && found.finding.verdict == Verdict::Broken)
            .collect();
        if !broken.is_empty() {
            let _ = writeln!(out, "\n{heading} ({})", broken.len());
        }
        for found in broken {
            let finding = &found.finding;
            let _ = writeln!(out, "  {} {}", finding.origin, finding.message);
            let _ = writeln!(out, "      {}; {}", finding.clause, finding.remedy);
            if let Some(waiver) = &finding.waiver {
                let _ = writeln!(out, "      waived by {}: {}", waiver.name, waiver.reason);
            }
        }
    }
    let others: Vec<_> = input.findings.iter().filter(|found| found.finding.verdict != Verdict::Broken).collect();
    if !others.is_empty() {
        let _ = writeln!(out, "\nNOTES AND WITHOUT DATA ({})", others.len());
    }
    for found in others {
        let _ = writeln!(out, "  {} {}", found.finding.origin, found.finding.message);
    }
    out
}

/// Persons with what they cannot both attend, and bodies with people in common that sit at once.
pub fn conflicts(input: &TimetableInput<'_>) -> String {
    let rows = facts::rows(input);
    let people = facts::persons(input, &rows);
    let mut out = String::from("PERSONS (officers and people whom a session names)\n");
    for person in &people {
        let days = person.days().len();
        let offices =
            if person.offices.is_empty() { String::new() } else { format!(", {}", person.offices.join(", ")) };
        let _ = writeln!(
            out,
            "  {}{offices}: {} on {}, {} at once, {} without a pause between rooms",
            person.name,
            words::count(person.sessions.len(), "session", "sessions"),
            words::count(days, "day", "days"),
            person.clashes.len(),
            person.hurries.len()
        );
        for (a, b) in &person.clashes {
            let _ =
                writeln!(out, "      {} {}: {} and {}", a.at.day, clock_words(b.at.start), a.session.id, b.session.id);
        }
    }
    let shared = facts::shared(input, &rows);
    if !shared.is_empty() {
        out.push_str("\nPEOPLE WHO FOLLOW TWO BODIES THAT SIT AT ONCE\n");
    }
    for one in shared {
        let times: Vec<String> = one
            .clashes
            .iter()
            .map(|(a, b)| format!("{} {}", a.at.day, clock_words(a.at.start.max(b.at.start))))
            .collect();
        let _ = writeln!(out, "  {} people, {} and {}: {}", one.people, one.a, one.b, times.join(", "));
    }
    out
}
