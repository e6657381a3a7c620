//! Writes a timetable.

use super::FORMAT;
use crate::domain::event::{Sitting, Timetable, clock_words};
use crate::domain::ids::SessionId;
use std::fmt::Write as _;

/// A timetable as the text of its file: one block a session, sorted by day, hour, room and id.
#[must_use]
pub fn write(timetable: &Timetable) -> String {
    let mut out = String::new();
    line(&mut out, "format", &quoted(FORMAT));
    line(&mut out, "meeting", &quoted(timetable.meeting.as_str()));
    line(&mut out, "quality", &quoted(timetable.quality.word()));
    for proof in &timetable.proof {
        out.push_str("\n[[proof]]\n");
        line(&mut out, "level", &quoted(&proof.level));
        line(&mut out, "cost", &number(proof.cost));
        if let Some(bound) = proof.bound {
            line(&mut out, "bound", &number(bound));
        }
    }
    let mut sittings: Vec<(&SessionId, &Sitting)> = timetable.sittings.iter().collect();
    sittings.sort_by_key(|(id, at)| (at.day, at.start, &at.room, *id));
    for (id, at) in sittings {
        out.push_str("\n[[session]]\n");
        line(&mut out, "id", &quoted(id.as_str()));
        line(&mut out, "day", &at.day.to_string());
        line(&mut out, "start", &quoted(&clock_words(at.start)));
        if let Some(room) = &at.room {
            line(&mut out, "room", &quoted(room.as_str()));
        }
        if let Some(team) = &at.team {
            line(&mut out, "team", &quoted(team.as_str()));
        }
    }
    out
}

fn line(out: &mut String, key: &str, value: &str) {
    _ = writeln!(out, "{key} = {value}");
}

/// TOML's integers have 63 bits.
fn number(value: u64) -> String {
    value.min(i64::MAX.unsigned_abs()).to_string()
}

/// A basic string of TOML. Ids hold nothing to escape; names of levels neither, unless somebody wrote them by hand.
fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                out.push('\\');
                out.push(character);
            }
            _ => out.push(character),
        }
    }
    out.push('"');
    out
}
