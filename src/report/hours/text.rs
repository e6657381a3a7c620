//! The report for a terminal. With colour the map is painted; without, each hour bears a sign.

use super::input::{HoursInput, Weight};
use super::words;
use crate::domain::finding::Strength;
use crate::domain::series::outcome::{Assessed, HeatMap};
use crate::report::text::{WIDTH, paragraph};
use crate::report::words::{day, plain_day};
use std::fmt::Write as _;

/// Longest name of a member in the tables.
const NAME: usize = 22;

/// Width of a sum.
const SUMS: usize = 13;

/// The whole report; `colour` paints the map with the 256 colours of terminals.
#[must_use]
pub fn text(input: &HoursInput<'_>, colour: bool) -> String {
    let mut out = format!("{}, as of {}\n", input.series.title.as_str(), plain_day(input.series.as_of));
    paragraph(&mut out, "", &words::quality(input));
    paragraph(&mut out, "", &words::settings(input));
    meetings(&mut out, input);
    burdens(&mut out, input, input.shown);
    for map in &input.shown.maps {
        heat_map(&mut out, input, map, colour);
    }
    list(&mut out, "WHY THESE HOURS", &words::why(input));
    if let Some(fairest) = input.fairest {
        beside(&mut out, input, fairest);
    }
    let changes: Vec<String> = input
        .shown
        .changes
        .iter()
        .map(|change| words::clock_change(input, change))
        .chain(words::left_out(input))
        .collect();
    list(&mut out, "CLOCKS", &changes);
    list(&mut out, "CLOSED DAYS", &words::closed_days(input));
    findings(&mut out, input);
    out
}

fn meetings(out: &mut String, input: &HoursInput<'_>) {
    let _ = writeln!(out, "\nMEETINGS (hours of {})", input.series.zone);
    for meeting in &input.shown.meetings {
        let hours = meeting.hours();
        let utc = meeting.begins.to_utc().format("%H:%M");
        let _ = writeln!(out, "  {}  {hours}  ({utc} UTC)  {}", day(meeting.slot.date), meeting.id);
        let _ = writeln!(out, "      {}", input.title(&meeting.id));
        if let Some(notice) = &meeting.notice {
            let _ = writeln!(out, "      announce by {}", plain_day(notice.date));
        }
        for (name, due) in &meeting.due {
            let moved = if due.was_rolled() { " (moved from a closed day)" } else { "" };
            let _ = writeln!(out, "      {} by {}{moved}", name.as_str(), plain_day(due.date));
        }
    }
}

/// Burden by member and meeting: the local hour, and the points; `*` marks points of the night. Meetings come in as many
/// tables as the width of the page asks for, the sums beside the last.
fn burdens(out: &mut String, input: &HoursInput<'_>, assessed: &Assessed) {
    let _ = writeln!(
        out,
        "\nBURDEN (local start and points, * = asked at night; sums with the points of the night in brackets)"
    );
    let longest = assessed.meetings.iter().map(|meeting| meeting.id.as_str().chars().count()).max().unwrap_or(0);
    let width = longest.clamp(11, NAME);
    let room = (WIDTH - NAME - 2) / (width + 1);
    let beside_sums = ((WIDTH - NAME - 2 - SUMS * 3) / (width + 1)).max(1);
    let columns: Vec<usize> = (0..assessed.meetings.len()).collect();
    let (first, last) = columns.split_at(columns.len().saturating_sub(beside_sums));
    let pages: Vec<&[usize]> = first.chunks(room).chain([last]).collect();
    for (number, page) in pages.iter().enumerate() {
        let sums = number + 1 == pages.len();
        let _ = write!(out, "  {:NAME$}", "");
        for at in *page {
            let _ = write!(out, " {:>width$}", shortened(assessed.meetings[*at].id.as_str()));
        }
        if sums {
            let _ = write!(out, "{:>SUMS$}{:>SUMS$}{:>SUMS$}", "before", "series", "total");
        }
        out.push('\n');
        for (member, outcome) in assessed.members.iter().enumerate() {
            let _ = write!(out, "  {:NAME$}", shortened(input.member(member)));
            for at in *page {
                let local = &assessed.meetings[*at].locals[member];
                let mark = if local.burden.night > 0 { '*' } else { ' ' };
                let cell = format!("{}{mark}{:>5}", local.start.format("%H:%M"), local.burden.whole);
                let _ = write!(out, " {cell:>width$}");
            }
            if sums {
                for burden in [outcome.before, outcome.series, outcome.total()] {
                    let night = if burden.night > 0 { format!(" ({})", burden.night) } else { String::new() };
                    let _ = write!(out, "{:>SUMS$}", format!("{}{night}", burden.whole));
                }
            }
            out.push('\n');
        }
    }
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= NAME {
        return name.to_owned();
    }
    let kept: String = name.chars().take(NAME - 1).collect();
    format!("{}…", kept.trim_end())
}

/// 24 hours by members: in each cell the local hour.
fn heat_map(out: &mut String, input: &HoursInput<'_>, map: &HeatMap, colour: bool) {
    let days: Vec<String> = map.meetings.iter().map(|(_, slot, _)| plain_day(slot.date)).collect();
    let _ = writeln!(out, "\nHOURS of {} on {}", input.series.zone, days.join(", "));
    let _ = write!(out, "  {:NAME$} ", "");
    for hour in 0..24 {
        let _ = write!(out, "{hour:02} ");
    }
    out.push('\n');
    for (member, row) in map.rows.iter().enumerate() {
        let _ = write!(out, "  {:NAME$} ", shortened(input.member(member)));
        for cell in row {
            let weight = input.weight(*cell);
            let hour = cell.local_minute / 60;
            if colour {
                let _ = write!(out, "\u{1b}[{}m{hour:02} \u{1b}[0m", paint(weight));
            } else {
                let _ = write!(out, "{hour:02}{}", weight.sign());
            }
        }
        let _ = writeln!(out, "{}", if row.first().is_some_and(|cell| cell.local_minute % 60 != 0) { "+" } else { "" });
    }
    for (id, slot, minutes) in &map.meetings {
        let _ = write!(out, "  {:NAME$} ", shortened(id.as_str()));
        let end = slot.start_minute + minutes;
        for hour in 0..24_u16 {
            let inside = slot.start_minute < (hour + 1) * 60 && hour * 60 < end;
            out.push_str(if inside { "== " } else { "   " });
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
    }
    let legend: Vec<String> = Weight::ALL
        .iter()
        .map(|(weight, sign, words)| match (colour, sign) {
            (true, _) => format!("\u{1b}[{}m 00 \u{1b}[0m {words}", paint(*weight)),
            (false, ' ') => format!("07 {words}"),
            (false, sign) => format!("07{sign} {words}"),
        })
        .collect();
    let halves = map.rows.iter().flatten().any(|cell| cell.local_minute % 60 != 0);
    let _ = writeln!(out, "  {}{}", legend.join("   "), if halves { "   + = and some minutes" } else { "" });
}

/// Colours of terminals: the ink is said too, so that the hour can be read on any background.
fn paint(weight: Weight) -> &'static str {
    match weight {
        Weight::Free => "38;5;22;48;5;194",
        Weight::Edge => "38;5;58;48;5;229",
        Weight::Evening => "38;5;94;48;5;222",
        Weight::Night => "38;5;15;48;5;167",
        Weight::Deep => "38;5;15;48;5;88",
    }
}

fn list(out: &mut String, heading: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{heading}");
    for line in lines {
        paragraph(out, "  - ", line);
    }
}

/// The fairest plan beside the one shown.
fn beside(out: &mut String, input: &HoursInput<'_>, fairest: &Assessed) {
    let of = HoursInput { shown: fairest, fairest: None, ..*input };
    let _ = writeln!(out, "\nTHE FAIREST PLAN");
    paragraph(out, "  ", &words::quality(&of));
    for meeting in &fairest.meetings {
        let hours = meeting.hours();
        let _ = writeln!(out, "  {}  {hours}  {}", day(meeting.slot.date), meeting.id);
    }
    burdens(out, input, fairest);
}

fn findings(out: &mut String, input: &HoursInput<'_>) {
    let _ = writeln!(out, "\nFINDINGS ({})", input.shown.findings.len());
    for finding in &input.shown.findings {
        let who = finding.meeting.as_ref().map_or_else(String::new, |meeting| format!("{meeting}: "));
        let word = finding.strength.word();
        paragraph(out, &format!("  {word:<6} "), &format!("{who}{}. [{}]", finding.message, finding.code));
        if finding.strength != Strength::Prefer {
            paragraph(out, "         remedy: ", &format!("{}.", finding.remedy));
        }
    }
    if input.shown.findings.is_empty() {
        out.push_str("  none\n");
    }
}
