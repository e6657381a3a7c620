//! Moving meetings about, for a terminal and for programs: what a new plan changes, what one move would change, and all
//! places of one meeting as a strip of days.

use super::input::Input;
use super::json::{alternative, dates, finding, prices, reason as reason_value};
use super::text::paragraph;
use super::words;
use crate::domain::demand::Level;
use crate::domain::finding::{Finding, Verdict};
use crate::domain::ids::{MeetingId, VenueId};
use crate::domain::meeting::Half;
use crate::domain::plan::Placement;
use crate::domain::reason::{Alternative, Change, Reason, WhatIf};
use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// So many demands are told behind the price of a move.
const BECAUSE: usize = 8;

/// A place in words: days, half and venue; `no date` where there is none.
pub fn place(input: &Input<'_>, at: Option<&Placement>) -> String {
    let Some(at) = at else { return "no date".to_owned() };
    format!("{}, {}", words::placement(at), venue(input, at.venue.as_ref()))
}

/// A venue in words.
pub(super) fn venue(input: &Input<'_>, venue: Option<&VenueId>) -> String {
    match venue {
        None => "electronic".to_owned(),
        Some(venue) => {
            input.scenario.venues().get(venue).map_or_else(|| venue.to_string(), |known| known.name.to_string())
        }
    }
}

/// What a new plan puts elsewhere than the one people know, old and new and why; empty when it changes nothing.
pub fn changes_text(input: &Input<'_>) -> String {
    let mut out = String::new();
    if input.changes.is_empty() {
        return out;
    }
    let _ = writeln!(out, "CHANGES ({})", input.changes.len());
    for change in input.changes {
        let known = change.from.as_ref().map_or("new", |from| from.firmness.word());
        paragraph(&mut out, "  ", &format!("{} ({}, {known})", input.title_of(&change.meeting), change.meeting));
        paragraph(&mut out, "      from ", &place(input, change.from.as_ref()));
        paragraph(&mut out, "      to   ", &place(input, change.to.as_ref()));
        paragraph(&mut out, "      why  ", &words::prose(&change.because));
    }
    out.push('\n');
    out
}

/// A change for programs.
pub(super) fn change(change: &Change) -> Value {
    json!({
        "meeting": change.meeting.as_str(),
        "from": change.from.as_ref().map(dates),
        "to": change.to.as_ref().map(dates),
        "because": change.because,
    })
}

/// What one move would change.
pub fn whatif_text(input: &Input<'_>, whatif: &WhatIf) -> String {
    let mut out = String::new();
    for (position, step) in whatif.moves.iter().enumerate() {
        let along = if position == 0 { "" } else { ", goes along" };
        paragraph(&mut out, "", &format!("{} ({}{along})", input.title_of(&step.meeting), step.meeting));
        paragraph(&mut out, "    from ", &place(input, step.from.as_ref()));
        paragraph(&mut out, "    to   ", &place(input, step.to.as_ref()));
    }
    let _ = writeln!(out, "\nThe plan: {}", words::price(&whatif.price));
    for difference in whatif.because.iter().take(BECAUSE) {
        let sign = if difference.points < 0 { '−' } else { '+' };
        let points = words::thousands(difference.points.unsigned_abs());
        let label = format!("  {:<7} {sign}{points:<6} ", difference.level.word());
        paragraph(&mut out, &label, &words::prose(&difference.why));
    }
    let more = whatif.because.len().saturating_sub(BECAUSE);
    if more > 0 {
        let _ = writeln!(out, "  and {}", words::count(more, "smaller difference", "smaller differences"));
    }
    for (heading, findings) in [("New findings", &whatif.appearing), ("Findings gone", &whatif.disappearing)] {
        let _ = writeln!(out, "\n{heading} ({})", findings.len());
        for finding in findings {
            said(&mut out, finding);
        }
    }
    out
}

fn strength(finding: &Finding) -> &'static str {
    match finding.verdict {
        Verdict::Broken => finding.strength.word(),
        Verdict::Missing(_) => "no data",
        Verdict::Note => "note",
    }
}

fn said(out: &mut String, finding: &Finding) {
    let label = format!("  {:<9} {:<7} ", finding.origin.to_string(), strength(finding));
    paragraph(out, &label, &words::prose(&finding.message));
}

/// What one move would change, for programs.
pub fn whatif_json(whatif: &WhatIf) -> Value {
    json!({
        "format": "convoke-move/1",
        "moves": whatif.moves.iter().map(|step| json!({
            "meeting": step.meeting.as_str(),
            "from": step.from.as_ref().map(dates),
            "to": step.to.as_ref().map(dates),
        })).collect::<Vec<_>>(),
        "price": prices(&whatif.price),
        "because": whatif.because.iter().map(|difference| json!({
            "level": difference.level.word(),
            "points": difference.points,
            "why": difference.why,
        })).collect::<Vec<_>>(),
        "appearing": whatif.appearing.iter().map(finding).collect::<Vec<_>>(),
        "disappearing": whatif.disappearing.iter().map(finding).collect::<Vec<_>>(),
    })
}

/// Why a meeting is where it is, and all the places it could have.
pub fn why_text(input: &Input<'_>, meeting: &MeetingId, reason: Option<&Reason>, places: &[Alternative]) -> String {
    let mut out = String::new();
    let at = input.plan.placements.get(meeting);
    paragraph(&mut out, "", &format!("{} ({meeting})", input.title_of(meeting)));
    let firm = at.map_or(String::new(), |at| format!(", {}", at.firmness.word()));
    paragraph(&mut out, "", &format!("{}{firm}", place(input, at)));
    let about: Vec<&Finding> = input.findings.iter().filter(|finding| finding.meetings.contains(meeting)).collect();
    if !about.is_empty() {
        let _ = writeln!(out, "\nFindings ({})", about.len());
        about.iter().for_each(|finding| said(&mut out, finding));
    }
    for (heading, rows) in of_reason(input, reason) {
        let _ = writeln!(out, "\n{heading}");
        rows.iter().for_each(|row| paragraph(&mut out, "  ", row));
    }
    if let Some(reason) = reason {
        if reason.fixed {
            out.push_str("\nIts dates are fixed: they move only when the scenario is changed.\n");
        } else {
            let _ = writeln!(
                out,
                "\n{} allowed, {} just as good",
                words::count(reason.choices, "date is", "dates are"),
                words::count(reason.as_good, "other date is", "other dates are")
            );
        }
    }
    out.push('\n');
    out.push_str(&strip(input, at, places));
    out
}

/// What is said of a meeting and its dates, by headings: findings, what binds, what is not met, the next best dates.
pub(super) fn told_of(input: &Input<'_>, meeting: &MeetingId, reason: Option<&Reason>) -> Vec<(String, Vec<String>)> {
    let about = input.findings.iter().filter(|finding| finding.meetings.contains(meeting));
    let said =
        about.map(|finding| format!("{} {}: {}", finding.origin, strength(finding), words::prose(&finding.message)));
    let findings: Vec<String> = said.collect();
    let mut lists = of_reason(input, reason);
    if !findings.is_empty() {
        lists.insert(0, (format!("Findings ({})", findings.len()), findings));
    }
    lists
}

fn of_reason(input: &Input<'_>, reason: Option<&Reason>) -> Vec<(String, Vec<String>)> {
    let Some(reason) = reason else { return Vec::new() };
    let unmet = reason.unmet.iter().map(|unmet| {
        let points = words::thousands(unmet.points);
        format!("{} {points}: {}", unmet.level.word(), words::prose(&unmet.why))
    });
    let next = reason
        .alternatives
        .iter()
        .map(|row| format!("{}: {}", place(input, Some(&row.placement)), words::price(&row.price)));
    let lists: [(&str, Vec<String>); 3] = [
        ("What binds", reason.binds.iter().map(|bind| words::prose(bind)).collect()),
        ("Not met", unmet.collect()),
        ("Next best dates", next.collect()),
    ];
    lists.into_iter().filter(|(_, rows)| !rows.is_empty()).map(|(name, rows)| (name.to_owned(), rows)).collect()
}

/// The same for programs.
pub fn why_json(input: &Input<'_>, meeting: &MeetingId, reason: Option<&Reason>, places: &[Alternative]) -> Value {
    json!({
        "format": "convoke-why/1",
        "meeting": meeting.as_str(),
        "planned": input.plan.placements.get(meeting).map(dates),
        "findings": input.findings.iter().filter(|one| one.meetings.contains(meeting)).map(finding).collect::<Vec<_>>(),
        "reason": reason.map(reason_value),
        "places": places.iter().map(alternative).collect::<Vec<_>>(),
    })
}

/// What a place is, in one sign: the most important level that differs decides.
pub(super) fn sign(at: Option<&Placement>, place: &Alternative) -> char {
    if at.is_some_and(|at| at.same_dates(&place.placement)) {
        return '@';
    }
    if !place.breaks.is_empty() {
        return 'x';
    }
    match place.price.first() {
        None => '=',
        Some(price) if price.points < 0 => '+',
        Some(price) => match price.level {
            Level::Must => 'x',
            Level::Should => 's',
            Level::Change => 'c',
            Level::Prefer => 'p',
        },
    }
}

/// All places as weeks of days, a block for each venue and half; weeks in which all is forbidden are told by their ends.
fn strip(input: &Input<'_>, at: Option<&Placement>, places: &[Alternative]) -> String {
    let mut blocks: Vec<(Option<&VenueId>, Option<Half>)> = Vec::new();
    let mut weeks: BTreeMap<NaiveDate, BTreeMap<(usize, u32), char>> = BTreeMap::new();
    for place in places {
        let block = (place.placement.venue.as_ref(), place.placement.half);
        let column = blocks.iter().position(|known| *known == block).unwrap_or_else(|| {
            blocks.push(block);
            blocks.len() - 1
        });
        let first = place.placement.first();
        let weekday = first.weekday().num_days_from_monday();
        let monday = first - Days::new(u64::from(weekday));
        weeks.entry(monday).or_default().insert((column, weekday), sign(at, place));
    }
    if blocks.is_empty() {
        return String::new();
    }
    let weekend =
        weeks.values().flat_map(BTreeMap::keys).any(|(_, weekday)| *weekday >= Weekday::Sat.num_days_from_monday());
    let days: u32 = if weekend { 7 } else { 5 };
    let names: Vec<String> = blocks
        .iter()
        .map(|(venue_id, half)| {
            let name = venue(input, *venue_id);
            half.map_or(name.clone(), |half| format!("{name}, {}", half.word()))
        })
        .collect();
    let width = |name: &String| name.chars().count().max(days as usize) + 2;
    let mut out = String::from("Opening on  ");
    for name in &names {
        let _ = write!(out, "{name}{}", " ".repeat(width(name) - name.chars().count()));
    }
    out.truncate(out.trim_end().len());
    out.push_str("\n            ");
    for name in &names {
        let letters: String = "MTWTFSS".chars().take(days as usize).collect();
        let _ = write!(out, "{letters}{}", " ".repeat(width(name) - days as usize));
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    let mut forbidden: Vec<NaiveDate> = Vec::new();
    let tell = |out: &mut String, forbidden: &mut Vec<NaiveDate>| {
        if let (Some(first), Some(last)) = (forbidden.first(), forbidden.last()) {
            let until = if first == last { String::new() } else { format!(" to the week of {last}") };
            let _ = writeln!(out, "{first}{until}: forbidden");
        }
        forbidden.clear();
    };
    for (monday, signs) in &weeks {
        if signs.values().all(|sign| *sign == 'x') {
            forbidden.push(*monday);
            continue;
        }
        tell(&mut out, &mut forbidden);
        let mut line = format!("{monday}  ");
        for (column, name) in names.iter().enumerate() {
            for weekday in 0..days {
                line.push(signs.get(&(column, weekday)).copied().unwrap_or(' '));
            }
            line.push_str(&" ".repeat(width(name) - days as usize));
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
    tell(&mut out, &mut forbidden);
    out.push_str("@ planned  = as good  + better  p costs at prefer  c at change  s at should  x forbidden\n");
    out
}
