//! Timetables: the sessions of an event into hours and rooms.
//!
//! * [`ask`] demands as values, [`demands`] who asks what
//! * [`clock`] hours as ticks, [`lower`] demands to the placement problem
//! * [`contradiction`] why nothing fits, [`reasons`] why a session is where it is, [`answers`] what was proven, in words
//! * [`assess`] timetables that were not made here, measured

mod answers;
mod ask;
mod assess;
mod clock;
mod contradiction;
mod demands;
mod lower;
mod reasons;

pub use answers::answers;
pub use ask::{Ask, EventDemand, Moment, Span};
pub use assess::{EventAssessment, assess_timetable};
pub use contradiction::EventContradiction;
pub use demands::{Subject, event_demands};

use super::{Options, SoFar};
use crate::domain::event::{Event, EventSize, SessionFinding, SessionReason, Timetable};
use crate::domain::ids::SessionId;
use crate::domain::plan::{LevelProof, Quality};
use crate::domain::time::ZoneData;
use crate::kernel::{Answer, Progress, Prover, WhyStopped};
use crate::rules;
use clock::Clock;
use lower::{Failure, Lowered};
use std::collections::BTreeMap;

/// A timetable with everything known about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlannedTimetable {
    /// The timetable.
    pub timetable: Timetable,
    /// What the checker says of it.
    pub findings: Vec<SessionFinding>,
    /// Why each session is where it is.
    pub reasons: BTreeMap<SessionId, SessionReason>,
    /// What was proven, in words.
    pub answers: Vec<String>,
    /// Size of the problem.
    pub size: EventSize,
}

/// How planning a timetable ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TimetableOutcome {
    /// There is a timetable.
    Planned(Box<PlannedTimetable>),
    /// None exists: these demands contradict each other.
    Impossible(EventContradiction),
    /// Time ran out before one was found; this is not a proof that none exists.
    NothingFound {
        /// What stopped the search.
        why: String,
    },
}

/// Plans the timetable of an event.
pub fn timetable(
    event: &Event,
    zones: &ZoneData,
    prover: &dyn Prover,
    options: &Options<'_>,
    observer: &mut dyn FnMut(&Progress),
) -> TimetableOutcome {
    timetable_without(event, zones, &[], prover, options, observer)
}

/// Plans with the demands of some subjects left out: the mutant that the checker must catch.
pub fn timetable_without(
    event: &Event,
    zones: &ZoneData,
    left_out: &[Subject],
    prover: &dyn Prover,
    options: &Options<'_>,
    observer: &mut dyn FnMut(&Progress),
) -> TimetableOutcome {
    let demands = event_demands(event, zones, left_out);
    let clock = Clock::of(event, &demands);
    solve(event, zones, (&clock, &demands), prover, options, observer)
}

/// Plans with one demand left out, whoever makes it; the sessions may then sit at any hour of the days. Possible wherever
/// that demand belongs to the only contradiction.
pub fn timetable_but(
    event: &Event,
    zones: &ZoneData,
    left_out: &EventDemand,
    prover: &dyn Prover,
    options: &Options<'_>,
    observer: &mut dyn FnMut(&Progress),
) -> TimetableOutcome {
    let mut demands = event_demands(event, zones, &[]);
    let clock = Clock::of(event, &demands).widened();
    demands.retain(|demand| demand != left_out);
    solve(event, zones, (&clock, &demands), prover, options, observer)
}

/// Plans demands on a clock.
fn solve(
    event: &Event,
    zones: &ZoneData,
    (clock, demands): (&Clock, &[EventDemand]),
    prover: &dyn Prover,
    options: &Options<'_>,
    observer: &mut dyn FnMut(&Progress),
) -> TimetableOutcome {
    let impossible =
        |own: &[usize]| TimetableOutcome::Impossible(contradiction::of(event, clock, demands, own, prover, options));
    let lowered = match lower::lower(event, clock, demands, options.relax) {
        Ok(lowered) => lowered,
        Err(Failure::Empty { demands: own }) => return impossible(&own),
        Err(Failure::Refused(defects)) => {
            return TimetableOutcome::NothingFound { why: format!("the placement problem was refused: {defects:?}") };
        }
    };
    let mut watched = |progress: &Progress| {
        if let (Some(so_far), Some(placements)) = (options.so_far, &progress.placements) {
            so_far(&|| {
                let (meeting, sittings) = (event.meeting().id.clone(), lowered.read(placements));
                SoFar::Timetable(Timetable { meeting, sittings, quality: Quality::Unproven, proof: Vec::new() })
            });
        }
        observer(progress);
    };
    let answer = prover.solve(&lowered.problem, &options.request(), &mut watched);
    let quality = match &answer {
        Answer::Optimal { .. } => Quality::Optimal,
        Answer::Feasible { .. } => Quality::Feasible,
        Answer::Infeasible { conflict, .. } => return impossible(&lowered.demands_behind(conflict)),
        Answer::Unknown { why_stopped, .. } => {
            return TimetableOutcome::NothingFound { why: stopped(*why_stopped).to_owned() };
        }
    };
    let Some(placements) = answer.placements() else {
        return TimetableOutcome::NothingFound { why: stopped(WhyStopped::Solver).to_owned() };
    };
    let sittings = lowered.read(placements);
    let proof = proof(&lowered, &answer);
    let timetable = Timetable { meeting: event.meeting().id.clone(), sittings, quality, proof };
    let reasons = if options.explain { reasons::reasons(&lowered, demands, placements) } else { BTreeMap::new() };
    TimetableOutcome::Planned(Box::new(PlannedTimetable {
        findings: rules::timetable::check(event, &timetable, zones),
        answers: answers(event, &timetable),
        size: size(&lowered, demands),
        reasons,
        timetable,
    }))
}

/// Words for why a search ended.
fn stopped(why: WhyStopped) -> &'static str {
    match why {
        WhyStopped::Budget => "the time was over",
        WhyStopped::Asked => "it was stopped",
        WhyStopped::TooLarge => "the problem is too large for this prover",
        WhyStopped::Solver => "the solver failed",
    }
}

fn proof(lowered: &Lowered, answer: &Answer) -> Vec<LevelProof> {
    let bounds = answer.bounds(&lowered.problem);
    let Some(score) = answer.score() else { return Vec::new() };
    let levels = lowered.problem.levels().iter().zip(score.cost.iter()).zip(bounds);
    levels.map(|((level, cost), bound)| LevelProof { level: level.clone(), cost: *cost, bound }).collect()
}

fn size(lowered: &Lowered, demands: &[EventDemand]) -> EventSize {
    let starts = |activity: &crate::kernel::problem::Activity| {
        activity
            .modes()
            .first()
            .map_or(0, |mode| mode.starts().iter().map(|(first, last)| (last - first + 1) as usize).sum::<usize>())
    };
    EventSize {
        sessions: lowered.problem.activities().len(),
        starts: lowered.problem.activities().iter().map(starts).sum(),
        demands: demands.len(),
        relations: lowered.problem.relations().len() + lowered.problem.resources().len(),
    }
}
