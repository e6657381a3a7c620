//! What a series may be. All defects are told, each with the table, the entry and the key it is about.

use super::Parts;
use std::collections::BTreeMap;

/// Most meetings of a series.
pub const MOST_MEETINGS: usize = 60;

/// Most members of a series.
pub const MOST_MEMBERS: usize = 400;

/// Longest window of a meeting, in days.
pub const LONGEST_WINDOW: i64 = 400;

/// Something that makes no sense.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Defect {
    /// Stable code.
    pub code: &'static str,
    /// Table of the file: `series`, `member`, `meeting`, `held`, `clash`.
    pub table: &'static str,
    /// Which entry of that table, from 0.
    pub entry: usize,
    /// Key.
    pub key: &'static str,
    /// What is wrong and what was expected.
    pub message: String,
    /// One fix.
    pub help: &'static str,
}

/// All that is wrong with a series as a whole.
pub(super) fn defects(parts: &Parts) -> Vec<Defect> {
    let mut found = Vec::new();
    let mut tell = |code, table, entry, key, message: String, help| {
        found.push(Defect { code, table, entry, key, message, help });
    };
    for (table, key, count, most) in
        [("member", "name", parts.members.len(), MOST_MEMBERS), ("meeting", "id", parts.meetings.len(), MOST_MEETINGS)]
    {
        if count == 0 {
            let message = format!("the series has no {table}; expected at least one");
            tell("hours.empty", "series", 0, "name", message, "add one");
        } else if count > most {
            tell("hours.size", table, most, key, format!("{count} of [[{table}]]; at most {most}"), "split the series");
        }
    }
    let mut seen = BTreeMap::new();
    for (index, member) in parts.members.iter().enumerate() {
        if seen.insert(member.name.as_str().to_lowercase(), index).is_some() {
            let message = format!("the member {:?} stands twice", member.name.as_str());
            tell("id.duplicate", "member", index, "name", message, "add up their people, or give one another name");
        }
        if member.past.night > member.past.whole {
            let message = format!("{} points at night, but {} in all", member.past.night, member.past.whole);
            tell("hours.past", "member", index, "past", message, "count the points of the night in the whole too");
        }
    }
    let mut ids = BTreeMap::new();
    for (index, meeting) in parts.meetings.iter().enumerate() {
        if ids.insert(meeting.id.as_str().to_lowercase(), index).is_some() {
            let message = format!("the meeting {:?} stands twice", meeting.id.as_str());
            tell("id.duplicate", "meeting", index, "id", message, "give one another id");
        }
        let window = (meeting.latest - meeting.earliest).num_days();
        if window < 0 {
            let message = format!("the window ends on {} before it begins on {}", meeting.latest, meeting.earliest);
            tell("meeting.window", "meeting", index, "latest", message, "swap the two, or correct one");
        } else if window > LONGEST_WINDOW {
            let message = format!("the window has {} days; at most {LONGEST_WINDOW}", window + 1);
            tell("hours.size", "meeting", index, "latest", message, "narrow the window");
        }
        if meeting.weekdays.is_empty() {
            let message = "no weekday is left; expected at least one".to_owned();
            tell("hours.empty", "meeting", index, "weekdays", message, "name a weekday, or remove the key");
        }
        if let Some(hours) = meeting.hours.filter(|hours| hours.minutes() < meeting.minutes) {
            let message = format!("the meeting takes {} minutes; {hours} has {}", meeting.minutes, hours.minutes());
            tell("hours.duration", "meeting", index, "within", message, "widen the hours, or shorten the meeting");
        }
        if meeting.fixed && meeting.given.is_none() {
            let message = "the meeting is fixed, but no date and hour are given".to_owned();
            tell("scn.missing_key", "meeting", index, "fixed", message, "add date and hours, or remove fixed");
        }
    }
    let settings = &parts.settings;
    if let Some(most) = settings.most_days.filter(|most| *most < settings.least_days) {
        let message = format!("at most {most} days, but at least {}", settings.least_days);
        tell("scn.conflict", "series", 0, "most_days", message, "swap the two, or correct one");
    }
    for (index, clash) in parts.clashes.iter().enumerate() {
        if clash.last < clash.first {
            let message = format!("it ends on {} before it begins on {}", clash.last, clash.first);
            tell("meeting.order", "clash", index, "last", message, "swap the two, or correct last");
        }
    }
    found
}
