//! Timetables of events: examples with their proofs, laws on generated events, mutants, files.

mod examples;
mod files;
mod laws;
mod mutants;

use convoke::domain::event::{Event, SessionFinding, Timetable};
use convoke::domain::finding::{Strength, Verdict};
use convoke::domain::time::ZoneData;
use convoke::exchange::event;
use convoke::exchange::files::MemoryFiles;
use convoke::exchange::profile::Profiles;
use convoke::kernel::Budget;
use convoke::milp::Highs;
use convoke::planning::Options;
use convoke::planning::timetable::{EventDemand, Subject, TimetableOutcome, timetable_but, timetable_without};
use convoke::rules;
use std::path::Path;

/// A meeting of TSAG with these tables; two days, 1 and 2 May 2017.
const HEAD: &str = r#"
[scenario]
name = "small"
title = "A small event"
as_of = 2017-03-01
from = 2017-03-01
until = 2017-07-31

[[body]]
id = "TSAG"
kind = "advisory-group"
name = "TSAG"

[[meeting]]
id = "m"
body = "TSAG"
title = "A small event"
days = 2
venues = ["geneva"]

[[fixed]]
meeting = "m"
first = 2017-05-01
last = 2017-05-02
venue = "geneva"
"#;

/// Two rapporteur groups of TSAG, with people in New York and an officer in common where asked.
fn groups(officer_in_common: bool) -> String {
    let officer = |body: &str| if officer_in_common { "Zoe Everywhere".to_owned() } else { format!("Chair of {body}") };
    ["A", "B"]
        .map(|id| {
            format!(
                "[[body]]\nid = \"{id}\"\nkind = \"rapporteur-group\"\nname = \"Group {id}\"\nparent = \"TSAG\"\n\
                 officers = [{{ name = \"{}\", role = \"rapporteur\" }}]\n\
                 members = [{{ zone = \"America/New_York\", people = 1 }}]\n",
                officer(id)
            )
        })
        .concat()
}

fn read(text: &str) -> Event {
    let files = MemoryFiles::default().with("event.toml", text);
    match event::read_from(&files, Path::new("event.toml"), &Profiles::bundled()) {
        Ok(loaded) => loaded.event,
        Err(report) => panic!("{}\n{text}", report.text()),
    }
}

/// Plans within steps: no clock is read.
fn plan(event: &Event, left_out: &[Subject]) -> TimetableOutcome {
    let options = Options::new(Budget::Nodes(300));
    timetable_without(event, &ZoneData::bundled(), left_out, &Highs::default(), &options, &mut |_| {})
}

/// The same with one demand left out.
fn plan_but(event: &Event, left_out: &EventDemand) -> TimetableOutcome {
    let options = Options::new(Budget::Nodes(300));
    timetable_but(event, &ZoneData::bundled(), left_out, &Highs::default(), &options, &mut |_| {})
}

fn check(event: &Event, timetable: &Timetable) -> Vec<SessionFinding> {
    rules::timetable::check(event, timetable, &ZoneData::bundled())
}

/// Broken rules of a strength, in words.
fn broken(findings: &[SessionFinding], strength: Strength) -> Vec<&str> {
    findings
        .iter()
        .filter(|found| found.finding.strength == strength && found.finding.verdict == Verdict::Broken)
        .map(|found| found.finding.message.as_str())
        .collect()
}
