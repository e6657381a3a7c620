//! Plan a scenario and check a plan, with everything a reader wants beside it.

use crate::domain::deadline::Deadline;
use crate::domain::demand::Level;
use crate::domain::finding::Finding;
use crate::domain::ids::MeetingId;
use crate::domain::plan::{Plan, Quality};
use crate::domain::reason::{Change, Comparison, Reason, Size};
use crate::domain::scenario::Scenario;
use crate::domain::view::{Scope, View};
use crate::kernel::{Draft, Progress, Prover};
use crate::planning::{self, Contradiction, Options, Outcome, Planned};
use crate::rules::{self, Tally};
use std::collections::BTreeMap;

/// A plan with everything known about it, ready to be shown, stored or announced.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checked {
    /// The plan.
    pub plan: Plan,
    /// What the checker says of it.
    pub findings: Vec<Finding>,
    /// Deadlines by meeting.
    pub deadlines: BTreeMap<MeetingId, Vec<Deadline>>,
    /// Reasons by meeting; empty when the plan was not made here.
    pub reasons: BTreeMap<MeetingId, Reason>,
    /// Published dates held against it.
    pub comparisons: Vec<Comparison>,
    /// What is elsewhere than in the plan it was made from.
    pub changes: Vec<Change>,
    /// Size of the problem solved; `None` when the plan was not made here.
    pub size: Option<Size>,
}

impl Checked {
    /// Findings by kind.
    pub fn tally(&self) -> Tally {
        Tally::of(&self.findings)
    }
}

/// Checks a plan, whoever made it. A proof that the plan no longer fits, for instance after an edit by hand, is dropped.
pub fn check(scenario: &Scenario, mut plan: Plan) -> Checked {
    // Whether a proof fits takes longer than all the rest: it is not asked where there is none.
    let says_more = plan.quality != Quality::Unproven || !plan.proof.is_empty();
    if says_more && !proof_fits(scenario, &plan) {
        plan.quality = Quality::Unproven;
        plan.proof.clear();
    }
    let findings = rules::check(&View::new(scenario, &plan), &Scope::All);
    let deadlines = deadlines(scenario, &plan);
    Checked {
        plan,
        findings,
        deadlines,
        reasons: BTreeMap::new(),
        comparisons: Vec::new(),
        changes: Vec::new(),
        size: None,
    }
}

/// Plans a scenario and checks the plan.
///
/// # Errors
/// The contradiction, when no plan exists, or why none was found.
pub fn plan(
    scenario: &Scenario,
    prover: &dyn Prover,
    options: &Options<'_>,
    observer: &mut dyn FnMut(&Progress),
) -> Result<Checked, NoPlan> {
    match planning::plan(scenario, prover, options, observer) {
        Outcome::Planned(planned) => {
            let Planned { plan, findings, reasons, comparisons, changes, size } = *planned;
            let deadlines = deadlines(scenario, &plan);
            Ok(Checked { plan, findings, deadlines, reasons, comparisons, changes, size: Some(size) })
        }
        Outcome::Impossible(contradiction) => Err(NoPlan::Impossible(contradiction)),
        Outcome::NothingFound { why } => Err(NoPlan::NothingFound { why }),
    }
}

/// The placement problem that planning a scenario comes to, as a document for any solver of the public format.
///
/// # Errors
/// The contradiction, when the demands on one meeting leave it no day.
pub fn problem(scenario: &Scenario, relax: bool) -> Result<Draft, NoPlan> {
    planning::problem(scenario, relax).map_err(NoPlan::Impossible)
}

/// Why there is no plan.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoPlan {
    /// These demands contradict each other.
    #[error("no plan exists: {} demands contradict each other", .0.demands.len())]
    Impossible(Contradiction),
    /// Nothing was found in time; that is no proof.
    #[error("no plan was found: {why}")]
    NothingFound {
        /// What stopped the search.
        why: String,
    },
}

/// The plan keeps every must and costs at each level what its proof says.
fn proof_fits(scenario: &Scenario, plan: &Plan) -> bool {
    let assessment = planning::assess(scenario, plan);
    let placed = scenario.meetings().keys().all(|meeting| plan.placements.contains_key(meeting));
    let levels = [(Level::Should, "should"), (Level::Change, "change"), (Level::Prefer, "prefer")];
    let cost = |name: &str| plan.proof.iter().find(|proof| proof.level == name).map(|proof| proof.cost);
    placed
        && assessment.broken.is_empty()
        && levels.iter().all(|(level, name)| cost(name) == Some(assessment.points.get(level).copied().unwrap_or(0)))
}

fn deadlines(scenario: &Scenario, plan: &Plan) -> BTreeMap<MeetingId, Vec<Deadline>> {
    let view = View::new(scenario, plan);
    view.all().map(|placed| (placed.meeting.id.clone(), rules::deadlines(&view, &placed))).collect()
}
