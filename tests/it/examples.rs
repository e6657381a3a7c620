//! The examples: what each must show, as a list of facts written by hand, beside snapshots of what is printed.

use crate::helpers::{read_file, seconds};
use chrono::NaiveDate;
use convoke::app::{self, Checked};
use convoke::domain::deadline::{Deadline, DeadlineKind, SetBy};
use convoke::domain::finding::{Finding, Verdict};
use convoke::domain::ids::{BodyId, MeetingId};
use convoke::domain::meeting::{Half, Hours};
use convoke::domain::plan::{Placement, Quality};
use convoke::domain::scenario::Scenario;
use convoke::milp::Highs;
use convoke::planning::Options;
use std::fmt::Write;

mod calendar;
mod small;

/// An example with its dates as published, checked.
fn given(name: &str) -> (Scenario, Checked) {
    let scenario = read_file(&format!("examples/{name}/given.toml"));
    let checked = app::check(&scenario, scenario.plan_of_fixed());
    (scenario, checked)
}

/// An example with its dates taken out, planned to the proven optimum.
#[track_caller]
fn planned(name: &str, explain: bool) -> (Scenario, Checked) {
    let scenario = read_file(&format!("examples/{name}/open.toml"));
    let options = Options { explain, ..Options::new(seconds(600.0)) };
    let checked = app::plan(&scenario, &Highs::default(), &options, &mut |_| {}).expect("the example has a plan");
    assert_eq!(checked.plan.quality, Quality::Optimal, "{name}");
    for proof in &checked.plan.proof {
        assert_eq!(proof.bound, Some(proof.cost), "{name}, level {}", proof.level);
    }
    let blocking: Vec<_> = checked.findings.iter().filter(|finding| finding.blocks()).collect();
    assert!(blocking.is_empty(), "{name}: {blocking:#?}");
    (scenario, checked)
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn id(text: &str) -> MeetingId {
    MeetingId::parse(text).expect("an id")
}

fn body(text: &str) -> BodyId {
    BodyId::parse(text).expect("an id")
}

#[track_caller]
fn at<'a>(checked: &'a Checked, meeting: &str) -> &'a Placement {
    checked.plan.placements.get(&id(meeting)).unwrap_or_else(|| panic!("{meeting} is not placed"))
}

#[track_caller]
fn dates(checked: &Checked, meeting: &str) -> (NaiveDate, NaiveDate) {
    let at = at(checked, meeting);
    (at.first(), at.last())
}

/// Findings of a rule about a meeting, by the kind of verdict: `broken`, `missing` or `note`.
fn found<'a>(checked: &'a Checked, rule: &str, kind: &str, meeting: &str) -> Vec<&'a Finding> {
    let meeting = id(meeting);
    checked
        .findings
        .iter()
        .filter(|finding| {
            finding.origin.to_string() == rule && word(&finding.verdict) == kind && finding.meetings.contains(&meeting)
        })
        .collect()
}

fn word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Broken => "broken",
        Verdict::Missing(_) => "missing",
        Verdict::Note => "note",
    }
}

#[track_caller]
fn deadline<'a>(checked: &'a Checked, meeting: &str, kind: DeadlineKind) -> &'a Deadline {
    checked.deadlines[&id(meeting)]
        .iter()
        .find(|deadline| deadline.kind == kind)
        .unwrap_or_else(|| panic!("{meeting} has no deadline for {}", kind.label()))
}

/// The published date of a meeting is the one planned, and no other date is better.
#[track_caller]
fn finds_the_published_date(checked: &Checked, meeting: &str) {
    let meeting = id(meeting);
    let comparison = checked.comparisons.iter().find(|comparison| comparison.meeting == meeting).expect("a comparison");
    assert!(comparison.same_dates(), "{comparison:#?}");
    assert_eq!(comparison.rank, Some(1));
    assert!(comparison.price.is_empty());
}

/// The findings and deadlines of an example, one line each, as a snapshot.
fn told(checked: &Checked) -> String {
    let mut text = String::new();
    for finding in &checked.findings {
        let meetings: Vec<_> = finding.meetings.iter().map(MeetingId::as_str).collect();
        let waived = if finding.waiver.is_some() { " (waived)" } else { "" };
        let _ = writeln!(
            text,
            "{} {} {}{waived} [{}]\n    {}",
            finding.origin,
            finding.strength,
            word(&finding.verdict),
            meetings.join(" "),
            finding.message
        );
    }
    text
}

/// The deadlines of a plan by day, one line each.
fn due(checked: &Checked) -> String {
    let mut all: Vec<_> = checked.deadlines.values().flatten().collect();
    all.sort_by_key(|deadline| (deadline.day, deadline.kind, deadline.meeting.clone()));
    let mut text = String::new();
    for deadline in all {
        let set_by = match deadline.set_by {
            SetBy::Letter => "letter",
            SetBy::TermsOfReference => "terms of reference",
            SetBy::Rule => "rule",
        };
        let _ = writeln!(
            text,
            "{} {} ({}, {}, {set_by})",
            deadline.day,
            deadline.kind.label(),
            deadline.meeting,
            deadline.rule
        );
    }
    text
}
