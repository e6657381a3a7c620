//! The report for a terminal: no colour codes, lines of at most [`WIDTH`] characters where words allow.

use super::group::{Group, Numbered, gather, groups};
use super::input::Input;
use super::moves::changes_text;
use super::words;
use crate::domain::finding::{Finding, Waiverer};
use crate::domain::ids::MeetingId;
use crate::domain::plan::Placement;
use crate::rules::Tally;
use std::fmt::Write as _;

/// Width to which sentences are wrapped.
pub const WIDTH: usize = 100;

/// At most so many meetings are named after a finding that many share.
const NAMED: usize = 6;

/// So many unmet demands of a level are told with the proof.
const UNMET: usize = 4;

/// Title, quality, summary, findings and plan.
pub fn text(input: &Input<'_>) -> String {
    let tally = Tally::of(input.findings);
    let mut out = format!("{}, as of {}\n", input.title, words::plain_day(input.plan.as_of));
    paragraph(&mut out, "", &words::quality(input, &tally));
    for proof in &input.plan.proof {
        let proven = if proof.bound == Some(proof.cost) { "; no plan does better" } else { "" };
        for (index, unmet) in words::unmet(input, words::level_named(&proof.level), UNMET).iter().enumerate() {
            if index == 0 {
                let _ = writeln!(out, "Not met at the level {}{proven}:", proof.level);
            }
            paragraph(&mut out, "  ", unmet);
        }
    }
    let _ = writeln!(out, "{}\n", summary_line(input));
    out.push_str(&changes_text(input));
    out.push_str(&findings_text(input));
    out.push_str(&plan_text(input));
    out
}

/// One line: meetings placed, and findings by group.
pub fn summary_line(input: &Input<'_>) -> String {
    let tally = Tally::of(input.findings);
    let placed = input.view().all().count();
    let known = input.scenario.meetings().len();
    let meetings = if placed == known {
        words::count(known, "meeting", "meetings")
    } else {
        format!("{placed} of {} placed", words::count(known, "meeting", "meetings"))
    };
    format!(
        "{meetings} · {} must · {} should · {} prefer · {} waived · {} without data · {}",
        tally.must,
        tally.should,
        tally.prefer,
        tally.waived,
        tally.missing,
        words::count(tally.notes, "note", "notes")
    )
}

/// The findings, grouped by how binding they are.
pub fn findings_text(input: &Input<'_>) -> String {
    let mut out = String::new();
    for (group, findings) in groups(input.findings) {
        let _ = writeln!(out, "{} ({})", group.heading().to_uppercase(), findings.len());
        match group {
            Group::Missing | Group::Note => gathered(&mut out, &findings),
            Group::Must | Group::Should | Group::Prefer | Group::Waived => {
                for numbered in &findings {
                    finding(&mut out, numbered.finding, group);
                }
            }
        }
        out.push('\n');
    }
    if out.is_empty() {
        out.push_str("No findings: every rule is kept, and none lacks data.\n\n");
    }
    out
}

fn finding(out: &mut String, finding: &Finding, group: Group) {
    let label = format!("  {:<9} ", finding.origin.to_string());
    paragraph(out, &label, &words::prose(&finding.message));
    let bodies: Vec<String> = finding.hit.bodies.iter().map(ToString::to_string).collect();
    let strength = if group == Group::Waived { finding.strength.word() } else { "" };
    let rows = [
        ("strength", strength.to_owned()),
        ("meetings", meetings(finding.meetings.iter())),
        ("dates", dates(finding)),
        ("hits", words::hit(&bodies, finding.hit.people)),
        ("clause", finding.clause.clone()),
        ("remedy", words::prose(&finding.remedy)),
        ("waived", finding.waiver.as_ref().map(waived).unwrap_or_default()),
    ];
    for (name, value) in rows.iter().filter(|(_, value)| !value.is_empty()) {
        paragraph(out, &format!("            {name:<9} "), value);
    }
}

fn gathered(out: &mut String, findings: &[Numbered<'_>]) {
    for gathered in gather(findings) {
        let label = format!("  {:<9} ", gathered.origin.to_string());
        let who = if gathered.meetings.is_empty() {
            String::new()
        } else {
            format!(" — {}", meetings(gathered.meetings.iter().copied()))
        };
        paragraph(out, &label, &format!("{}{who}", words::prose(&gathered.says)));
    }
}

fn waived(waiver: &crate::domain::finding::Waiver) -> String {
    let by = match waiver.by {
        Waiverer::Planner => "planner",
        Waiverer::Approver => "approver",
    };
    format!("by {} ({by}): {}", waiver.name, waiver.reason)
}

fn dates(finding: &Finding) -> String {
    let dates: Vec<String> = finding.dates.iter().take(NAMED).map(|date| words::day(*date)).collect();
    match finding.dates.len().saturating_sub(NAMED) {
        0 => dates.join(", "),
        more => format!("{} and {more} more", dates.join(", ")),
    }
}

/// The first names, and how many more.
fn meetings<'m>(meetings: impl ExactSizeIterator<Item = &'m MeetingId>) -> String {
    let more = meetings.len().saturating_sub(NAMED);
    let named: Vec<&str> = meetings.take(NAMED).map(MeetingId::as_str).collect();
    if more == 0 { named.join(", ") } else { format!("{} and {more} more", named.join(", ")) }
}

/// The plan as a table: dates, body, meeting, venue, status; in the order of the dates.
pub fn plan_text(input: &Input<'_>) -> String {
    let mut rows: Vec<(&Placement, [String; 5])> = input
        .plan
        .placements
        .iter()
        .map(|(id, at)| {
            let meeting = input.scenario.meetings().get(id);
            let venue = at.venue.as_ref().map_or_else(
                || "electronic".to_owned(),
                |venue| {
                    input.scenario.venues().get(venue).map_or_else(|| venue.to_string(), |known| known.name.to_string())
                },
            );
            let body = meeting.map(|meeting| meeting.body.to_string()).unwrap_or_default();
            (at, [words::placement(at), body, input.title_of(id), venue, at.firmness.word().to_owned()])
        })
        .collect();
    rows.sort_by_key(|(at, _)| (at.first(), at.half, at.last()));
    let mut out = format!("PLAN ({})\n", rows.len());
    let width = |column: usize| rows.iter().map(|(_, cells)| cells[column].chars().count()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2).min(48), width(3), 0];
    for (_, cells) in &rows {
        let mut line = String::from(" ");
        for (cell, width) in cells.iter().zip(widths) {
            let cell = shortened(cell, if width == 0 { usize::MAX } else { width });
            let _ = write!(line, " {cell}{} ", " ".repeat(width.saturating_sub(cell.chars().count())));
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
    let missing: Vec<&MeetingId> =
        input.scenario.meetings().keys().filter(|id| !input.plan.placements.contains_key(*id)).collect();
    if !missing.is_empty() {
        paragraph(&mut out, "  not placed: ", &meetings(missing.into_iter()));
    }
    out
}

fn shortened(cell: &str, width: usize) -> String {
    if cell.chars().count() <= width {
        return cell.to_owned();
    }
    let kept: String = cell.chars().take(width.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// Writes words after a label, wrapped, with the following lines indented as far as the label.
pub(in crate::report) fn paragraph(out: &mut String, label: &str, words: &str) {
    let indent = label.chars().count();
    let mut line = label.to_owned();
    let mut used = indent;
    let mut empty = true;
    for word in words.split(' ').filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        if !empty && used + 1 + length > WIDTH {
            let _ = writeln!(out, "{}", line.trim_end());
            line = " ".repeat(indent);
            used = indent;
            empty = true;
        }
        if !empty {
            line.push(' ');
            used += 1;
        }
        line.push_str(word);
        used += length;
        empty = false;
    }
    let _ = writeln!(out, "{}", line.trim_end());
}
