//! Findings as the page lists them.

use crate::domain::finding::{Finding, Waiverer};
use crate::domain::ids::{BodyId, MeetingId};
use crate::report::group::{self, Group, Numbered};
use crate::report::input::Input;
use crate::report::words;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A link to the details of a meeting.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Link {
    /// `#m-…`; empty when there are no details.
    pub href: String,
    /// Title of the meeting.
    pub title: String,
    /// Its dates in short, if placed.
    pub dates: String,
}

/// One finding, or several that say the same of many meetings.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Row {
    /// Number, for the anchor `f-…`.
    pub number: usize,
    /// Rule id, or `scenario`.
    pub rule: String,
    /// Title of the rule.
    pub title: String,
    /// Strength.
    pub strength: String,
    /// What it says.
    pub message: String,
    /// Clause.
    pub clause: String,
    /// What would mend it.
    pub remedy: String,
    /// Meetings.
    pub meetings: Vec<Link>,
    /// Days that matter, in words.
    pub dates: Vec<String>,
    /// Who is hit.
    pub bodies: Vec<String>,
    /// People hit, in words; empty when unknown.
    pub people: String,
    /// Who lets it stand, and why; empty when nobody.
    pub waiver: String,
    /// Bodies for the filter, separated by blanks: those hit and those that meet.
    pub filter: String,
}

/// A group with its rows.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Section {
    /// Key.
    pub key: &'static str,
    /// Heading.
    pub heading: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// Sign.
    pub sign: &'static str,
    /// Number of findings, those gathered counted one by one.
    pub count: usize,
    /// Rows.
    pub rows: Vec<Row>,
    /// Folded until asked for: what is only worth knowing does not push the rest away.
    pub folded: bool,
}

/// All findings, with the choices of the filters.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct List {
    /// Groups in order.
    pub sections: Vec<Section>,
    /// Rules that appear.
    pub rules: Vec<String>,
    /// Bodies that appear.
    pub bodies: Vec<String>,
    /// Rows in all.
    pub rows: usize,
}

/// More rows of a group that is only worth knowing are folded.
const FOLD: usize = 5;
/// More preferences than this are folded.
const FOLD_PREFER: usize = 20;
/// At most so many dates are named in one row.
const DATES: usize = 8;

/// The findings of the page.
pub fn list(input: &Input<'_>) -> List {
    let mut sections = Vec::new();
    for (group, findings) in group::groups(input.findings) {
        let rows: Vec<Row> = match group {
            Group::Missing | Group::Note => gathered(input, &findings),
            Group::Must | Group::Should | Group::Prefer | Group::Waived => {
                findings.iter().map(|numbered| row(input, numbered)).collect()
            }
        };
        sections.push(Section {
            key: group.word(),
            heading: group.heading(),
            meaning: group.meaning(),
            sign: group.sign(),
            count: findings.len(),
            folded: match group {
                Group::Must | Group::Should | Group::Waived => false,
                Group::Prefer => rows.len() > FOLD_PREFER,
                Group::Missing | Group::Note => rows.len() > FOLD,
            },
            rows,
        });
    }
    let all = || sections.iter().flat_map(|section| &section.rows);
    let rules: BTreeSet<&String> = all().map(|row| &row.rule).collect();
    let bodies: BTreeSet<&str> = all().flat_map(|row| row.filter.split_whitespace()).collect();
    let mut bodies: Vec<String> = bodies.into_iter().map(str::to_owned).collect();
    bodies.sort_by_cached_key(|body| words::natural(body));
    List { rules: rules.into_iter().cloned().collect(), bodies, rows: all().count(), sections }
}

/// A link to a meeting.
pub fn link(input: &Input<'_>, meeting: &MeetingId) -> Link {
    let known = input.scenario.meetings().contains_key(meeting);
    let at = input.plan.placements.get(meeting);
    Link {
        href: if known && at.is_some() { format!("#m-{meeting}") } else { String::new() },
        title: input.title_of(meeting),
        dates: at.map(|at| words::short_range(at.first(), at.last())).unwrap_or_default(),
    }
}

fn bodies_of<'a>(
    input: &'a Input<'_>,
    meetings: impl IntoIterator<Item = &'a MeetingId>,
    hit: &'a [BodyId],
) -> BTreeSet<&'a str> {
    let met = meetings.into_iter().filter_map(|meeting| input.scenario.meetings().get(meeting));
    met.map(|meeting| meeting.body.as_str()).chain(hit.iter().map(BodyId::as_str)).collect()
}

fn joined(bodies: BTreeSet<&str>) -> String {
    bodies.into_iter().collect::<Vec<_>>().join(" ")
}

fn row(input: &Input<'_>, numbered: &Numbered<'_>) -> Row {
    let finding = numbered.finding;
    let mut dates: Vec<String> = finding.dates.iter().take(DATES).map(|date| words::day(*date)).collect();
    if finding.dates.len() > DATES {
        dates.push(format!("and {} more", finding.dates.len() - DATES));
    }
    Row {
        number: numbered.number,
        rule: finding.origin.to_string(),
        title: words::origin_title(finding.origin).to_owned(),
        strength: finding.strength.word().to_owned(),
        message: words::prose(&finding.message),
        clause: finding.clause.clone(),
        remedy: words::prose(&finding.remedy),
        meetings: finding.meetings.iter().map(|meeting| link(input, meeting)).collect(),
        dates,
        bodies: finding.hit.bodies.iter().map(ToString::to_string).collect(),
        people: finding.hit.people.map(|people| words::count(people as usize, "person", "people")).unwrap_or_default(),
        waiver: waiver(finding),
        filter: joined(bodies_of(input, &finding.meetings, &finding.hit.bodies)),
    }
}

fn waiver(finding: &Finding) -> String {
    let Some(waiver) = &finding.waiver else { return String::new() };
    let by = match waiver.by {
        Waiverer::Planner => "planner",
        Waiverer::Approver => "approver",
    };
    format!("{} ({by}): {}", waiver.name, waiver.reason)
}

fn gathered(input: &Input<'_>, findings: &[Numbered<'_>]) -> Vec<Row> {
    let mut rows: Vec<Row> = group::gather(findings)
        .into_iter()
        .map(|gathered| {
            let meetings: Vec<&MeetingId> = gathered.meetings.clone();
            let missing = Group::of(gathered.first.finding) == Group::Missing;
            Row {
                message: if missing {
                    format!("Not recorded: {}.", gathered.says)
                } else {
                    words::prose(&gathered.says)
                },
                remedy: String::new(),
                meetings: meetings.iter().map(|meeting| link(input, meeting)).collect(),
                dates: vec![],
                bodies: vec![],
                people: String::new(),
                filter: joined(bodies_of(input, meetings, &[])),
                ..row(input, &gathered.first)
            }
        })
        .collect();
    rows.sort_by(|a, b| (&a.rule, &a.message).cmp(&(&b.rule, &b.message)));
    rows
}

/// The broken and noted findings of each meeting, as the details list them: the number, strongest first.
pub fn by_meeting<'a>(input: &Input<'a>) -> BTreeMap<&'a MeetingId, Vec<Numbered<'a>>> {
    let mut found: BTreeMap<&MeetingId, Vec<Numbered<'_>>> = BTreeMap::new();
    for (group, findings) in group::groups(input.findings) {
        if group == Group::Missing {
            continue;
        }
        for numbered in findings {
            for meeting in &numbered.finding.meetings {
                found.entry(meeting).or_default().push(numbered);
            }
        }
    }
    found
}

/// The sign and key of a finding.
pub fn sign(finding: &Finding) -> (&'static str, &'static str) {
    let group = Group::of(finding);
    (group.sign(), group.word())
}
