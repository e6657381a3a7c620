//! Every session sits, on a day of the event and of its own, inside the day, at one of its own starts, where it stays.

use super::{Look, Words};
use crate::domain::event::{Position, SessionFinding, Starts, Timetable, clock_words};
use crate::domain::finding::{Origin, Strength};
use crate::domain::ids::{Family, RuleId};
use crate::domain::meeting::SessionKind;

pub(super) fn check(look: &Look<'_>, timetable: &Timetable, findings: &mut Vec<SessionFinding>) {
    for session in look.event.sessions().values().filter(|session| !timetable.sittings.contains_key(&session.id)) {
        let words = Words::new(
            format!("{} ({}) is not in the timetable", session.title.as_str(), session.id),
            "give it a day, a start and a room, or take it out of the event",
        );
        let mut found = look.found(Origin::Scenario, Strength::Must, &[], words);
        found.sessions.push(session.id.clone());
        findings.push(found);
    }
    noon(look, findings);
    for seat in look.seats {
        let (session, at) = (seat.session, seat.at);
        let mut tell = |message: String, remedy: &str| findings.push(look.event(&[seat], message, remedy));
        let days = look.event.days();
        if !days.contains(&at.day) {
            tell(format!("{} is on a day without sessions", seat.named()), "move it to a day of the event");
        }
        if u32::from(at.start) + u32::from(session.minutes) > 1_440 {
            tell(format!("{} runs past midnight", seat.named()), "begin earlier");
        }
        if !session.days.is_empty() && !session.days.contains(&at.day) {
            let own: Vec<String> = session.days.iter().map(ToString::to_string).collect();
            tell(format!("{} may only sit on {}", seat.named(), own.join(", ")), "move it to one of these days");
        }
        match &session.starts {
            Starts::At(starts) if session.pinned.is_none() && !starts.contains(&at.start) => {
                let own: Vec<String> = starts.iter().map(|start| clock_words(*start)).collect();
                tell(format!("{} may only begin at {}", seat.named(), own.join(", ")), "move it to one of these hours");
            }
            _ => {}
        }
        if let Some(pinned) = &session.pinned
            && (pinned.day, pinned.start) != (at.day, at.start)
        {
            let there = format!("{} at {}", pinned.day, clock_words(pinned.start));
            tell(format!("{} was to stay on {there}", seat.named()), "move it back, or unpin it");
        }
        let end = match session.position {
            Some(Position::Opening) => days.first().map(|day| (day, "opens the event but is not on its first day")),
            Some(Position::Closing) => days.last().map(|day| (day, "closes the event but is not on its last day")),
            None => None,
        };
        if let Some((day, words)) = end.filter(|(day, _)| **day != at.day) {
            tell(format!("{} {words}, {day}", seat.named()), "move it to that day");
        }
    }
}

/// A session without hours of its own that runs through the pause at noon, as S-03 has it for Questions (those are asked
/// there) and S-01 for interpreted sessions.
fn noon(look: &Look<'_>, findings: &mut Vec<SessionFinding>) {
    let rule = RuleId::new(Family::Sessions, 3);
    let Some(edition) = look.event.edition(rule) else { return };
    let minute = |name: &str| edition.number(name).map(|number| number / 100 * 60 + number % 100);
    let (Some(from), Some(to)) = (minute("morning_closes"), minute("afternoon_opens")) else { return };
    for seat in look.seats {
        let session = seat.session;
        let asked_elsewhere = session.kind == SessionKind::Rapporteur || !session.interpretation.is_empty();
        let own_hours = session.starts != Starts::Usual || session.pinned.is_some() || look.event.starts().is_some();
        if asked_elsewhere || own_hours {
            continue;
        }
        let (start, end) = (i64::from(seat.at.start), i64::from(seat.end()));
        if start < from && to < end {
            let message = format!("{} runs through the pause at noon", seat.named());
            let words = Words::new(message, "move it into one half of the day").clause(&edition.clause);
            findings.push(look.found(Origin::Rule(rule), Strength::Prefer, &[seat], words));
        }
    }
}
