//! Plan the timetable of an event and check one, with everything a reader wants beside it.

use crate::domain::event::{Event, EventSize, SessionFinding, SessionReason, Timetable};
use crate::domain::finding::Finding;
use crate::domain::ids::SessionId;
use crate::domain::plan::Quality;
use crate::domain::time::ZoneData;
use crate::kernel::{Progress, Prover};
use crate::planning::Options;
use crate::planning::timetable::{self, EventContradiction, TimetableOutcome};
use crate::rules::{self, Tally};
use std::collections::BTreeMap;

/// A timetable with everything known about it, ready to be shown, stored or announced.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CheckedTimetable {
    /// The timetable.
    pub timetable: Timetable,
    /// What the checker says of it.
    pub findings: Vec<SessionFinding>,
    /// Why each session is where it is; empty when the timetable does not fit the event's demands.
    pub reasons: BTreeMap<SessionId, SessionReason>,
    /// What was proven, in sentences.
    pub answers: Vec<String>,
    /// Size of the problem, when known.
    pub size: Option<EventSize>,
}

impl CheckedTimetable {
    /// Findings by kind.
    pub fn tally(&self) -> Tally {
        let findings: Vec<Finding> = self.findings.iter().map(|found| found.finding.clone()).collect();
        Tally::of(&findings)
    }
}

/// Why there is no timetable.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoTimetable {
    /// These demands contradict each other.
    #[error("no timetable exists: {} demands contradict each other", .0.demands.len())]
    Impossible(EventContradiction),
    /// Nothing was found in time; that is no proof.
    #[error("no timetable was found: {why}")]
    NothingFound {
        /// What stopped the search.
        why: String,
    },
}

/// Plans the timetable of an event and checks it.
///
/// # Errors
/// The contradiction, when no timetable exists, or why none was found.
pub fn plan_timetable(
    event: &Event,
    zones: &ZoneData,
    prover: &dyn Prover,
    options: &Options<'_>,
    observer: &mut dyn FnMut(&Progress),
) -> Result<CheckedTimetable, NoTimetable> {
    match timetable::timetable(event, zones, prover, options, observer) {
        TimetableOutcome::Planned(planned) => Ok(CheckedTimetable {
            timetable: planned.timetable,
            findings: planned.findings,
            reasons: planned.reasons,
            answers: planned.answers,
            size: Some(planned.size),
        }),
        TimetableOutcome::Impossible(contradiction) => Err(NoTimetable::Impossible(contradiction)),
        TimetableOutcome::NothingFound { why } => Err(NoTimetable::NothingFound { why }),
    }
}

/// Checks a timetable, whoever made it. A proof that it no longer fits, for instance after an edit by hand, is dropped.
pub fn check_timetable(event: &Event, mut timetable: Timetable, zones: &ZoneData) -> CheckedTimetable {
    let assessment = timetable::assess_timetable(event, &timetable, zones);
    let fits = assessment.as_ref().is_some_and(|assessment| {
        let proof: Vec<(String, u64)> = timetable.proof.iter().map(|proof| (proof.level.clone(), proof.cost)).collect();
        assessment.valid && assessment.cost == proof
    });
    if !fits {
        timetable.quality = Quality::Unproven;
        timetable.proof.clear();
    }
    let findings = rules::timetable::check(event, &timetable, zones);
    let answers = timetable::answers(event, &timetable);
    let (reasons, size) = match assessment {
        Some(assessment) => (assessment.reasons, Some(assessment.size)),
        None => (BTreeMap::new(), None),
    };
    CheckedTimetable { timetable, findings, reasons, answers, size }
}
