//! The calendar: all meetings of a scenario onto days, with proof, findings and reasons.

use super::board::Prices;
use super::candidates::Candidates;
use super::compare;
use super::contradiction;
use super::lower::{self, Failure, Lowered, Ranks};
use super::outcome::{Contradiction, Outcome, Planned};
use super::reasons;
use super::replan::{self, From};
use crate::domain::demand::{Demand, Level};
use crate::domain::event::Timetable;
use crate::domain::finding::{Origin, Waiver, Waiverer};
use crate::domain::ids::{MeetingId, RuleId};
use crate::domain::meeting::Firmness;
use crate::domain::plan::{LevelProof, Placement, Plan, Quality};
use crate::domain::reason::Size;
use crate::domain::scenario::Scenario;
use crate::domain::view::{Scope, View};
use crate::kernel::{Answer, Budget, Draft, Placements, Progress, Prover, Request, WhyStopped};
use crate::rules;
use std::collections::{BTreeMap, BTreeSet};

/// How to plan.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// How long the prover may take.
    pub budget: Budget,
    /// Seed.
    pub seed: u64,
    /// Musts become the most important level of cost instead of being forbidden.
    pub relax: bool,
    /// Reasons, alternatives and comparisons are worked out.
    pub explain: bool,
    /// Planned anew from a plan that people know, at the price of what it changes.
    pub from: Option<From<'a>>,
    /// Asked now and then; `true` keeps the best so far.
    pub stop: Option<&'a (dyn Fn() -> bool + Sync)>,
    /// Asked now and then once there is an answer; `true` ends what only explains it: a contradiction is made no smaller,
    /// and no published date is planned around.
    pub over: Option<&'a (dyn Fn() -> bool + Sync)>,
    /// Told of each better plan on the way, which it may have made or not.
    pub so_far: Option<&'a Heard<'a>>,
}

/// Hears of a better plan, and makes it if it wants to.
pub type Heard<'a> = dyn Fn(&dyn Fn() -> SoFar) + 'a;

/// The best found so far, of which nothing is proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SoFar {
    /// Of a calendar.
    Calendar(Plan),
    /// Of the sessions of an event.
    Timetable(Timetable),
}

impl std::fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options").field("budget", &self.budget).field("seed", &self.seed).finish_non_exhaustive()
    }
}

impl Options<'_> {
    /// Everything explained, seed 0, within a budget.
    pub fn new(budget: Budget) -> Self {
        Self { budget, seed: 0, relax: false, explain: true, from: None, stop: None, over: None, so_far: None }
    }

    pub(super) fn ranks(&self) -> Ranks {
        Ranks { relax: self.relax, changes_first: self.from.is_some_and(|from| from.fewest_changes) }
    }

    /// Whether nothing more is to be explained.
    pub(super) fn enough(&self) -> impl Fn() -> bool + Sync + '_ {
        let (stop, over) = (self.stop, self.over);
        move || [stop, over].into_iter().flatten().any(|asked| asked())
    }

    pub(super) fn request(&self) -> Request<'_> {
        let request = Request::new(self.budget).seed(self.seed);
        match self.stop {
            Some(stop) => request.stop(stop),
            None => request,
        }
    }
}

/// Plans a scenario.
pub fn plan(
    scenario: &Scenario,
    prover: &dyn Prover,
    options: &Options<'_>,
    observer: &mut dyn FnMut(&Progress),
) -> Outcome {
    plan_without(scenario, &BTreeSet::new(), prover, options, observer)
}

/// The placement problem that planning a scenario comes to, as a document that any solver may read.
///
/// # Errors
/// The demands on one meeting that leave it no day; whether all of them are needed is not asked.
pub fn problem(scenario: &Scenario, relax: bool) -> Result<Draft, Contradiction> {
    let demands = unwaived(scenario, rules::demands(scenario));
    match lower::write(scenario, &Candidates::of(scenario), &demands, Ranks { relax, ..Ranks::default() }) {
        Ok(written) => Ok(written.draft),
        Err(own) => Err(Contradiction {
            demands: own.into_iter().map(|index| demands[index].clone()).collect(),
            minimal: false,
        }),
    }
}

/// Plans with the demands of some rules left out: the mutant that the checker must catch.
pub fn plan_without(
    scenario: &Scenario,
    left_out: &BTreeSet<RuleId>,
    prover: &dyn Prover,
    options: &Options<'_>,
    observer: &mut dyn FnMut(&Progress),
) -> Outcome {
    let Some(from) = options.from else {
        return solve(
            scenario,
            unwaived(scenario, rules::demands_without(scenario, left_out)),
            prover,
            options,
            observer,
        );
    };
    let known = replan::known(scenario, from);
    let mut demands = unwaived(&known, rules::demands_without(&known, left_out));
    replan::ask(&known, from, &mut demands);
    let like_before = |plan: &mut Plan| {
        replan::keep_firmness(from.plan, plan);
        plan.waivers.clone_from(&from.plan.waivers);
    };
    let so_far = |make: &dyn Fn() -> SoFar| {
        let Some(tell) = options.so_far else { return };
        tell(&|| match make() {
            SoFar::Calendar(mut plan) => {
                like_before(&mut plan);
                SoFar::Calendar(plan)
            }
            other @ SoFar::Timetable(_) => other,
        });
    };
    let watched = Options { so_far: Some(&so_far), ..*options };
    let mut outcome = solve(&known, demands.clone(), prover, &watched, observer);
    if let Outcome::Planned(planned) = &mut outcome {
        like_before(&mut planned.plan);
        planned.findings = rules::check(&View::new(scenario, &planned.plan), &Scope::All);
        planned.changes = replan::changes(&known, demands, from, &planned.plan);
    }
    outcome
}

/// Plans with one demand left out, whoever makes it: possible wherever that demand belongs to the only contradiction.
pub fn plan_but(
    scenario: &Scenario,
    left_out: &Demand,
    prover: &dyn Prover,
    options: &Options<'_>,
    observer: &mut dyn FnMut(&Progress),
) -> Outcome {
    let demands = unwaived(scenario, rules::demands(scenario)).into_iter().filter(|demand| demand != left_out);
    solve(scenario, demands.collect(), prover, options, observer)
}

/// Plans demands over the dates that a scenario leaves.
fn solve(
    scenario: &Scenario,
    demands: Vec<Demand>,
    prover: &dyn Prover,
    options: &Options<'_>,
    observer: &mut dyn FnMut(&Progress),
) -> Outcome {
    let candidates = Candidates::of(scenario);
    let lowered = match lower::lower(scenario, &candidates, &demands, options.ranks()) {
        Ok(lowered) => lowered,
        Err(Failure::Empty { demands: own }) => {
            return Outcome::Impossible(contradiction::of(scenario, &candidates, &demands, &own, prover, options));
        }
        Err(Failure::Refused(defects)) => {
            return Outcome::NothingFound { why: format!("the placement problem was refused: {defects:?}") };
        }
    };
    let planned = |placements: &Placements| Plan {
        scenario: scenario.name.clone(),
        as_of: scenario.as_of,
        placements: settle(scenario, &candidates, lowered.read(placements)),
        quality: Quality::Unproven,
        proof: Vec::new(),
        waivers: Vec::new(),
    };
    let mut watched = |progress: &Progress| {
        if let (Some(so_far), Some(placements)) = (options.so_far, &progress.placements) {
            so_far(&|| SoFar::Calendar(planned(placements)));
        }
        observer(progress);
    };
    let answer = prover.solve(&lowered.problem, &options.request(), &mut watched);
    let (quality, why) = match &answer {
        Answer::Optimal { .. } => (Quality::Optimal, ""),
        Answer::Feasible { .. } => (Quality::Feasible, ""),
        Answer::Infeasible { conflict, .. } => {
            let own = lowered.demands_behind(conflict);
            return Outcome::Impossible(contradiction::of(scenario, &candidates, &demands, &own, prover, options));
        }
        Answer::Unknown { why_stopped, .. } => (Quality::Unproven, stopped(*why_stopped)),
    };
    let Some(placements) = answer.placements() else { return Outcome::NothingFound { why: why.to_owned() } };
    let plan = Plan { quality, proof: proof(&lowered, &answer), ..planned(placements) };
    let findings = rules::check(&View::new(scenario, &plan), &Scope::All);
    let mut planned = Planned {
        size: size(scenario, &lowered, &demands),
        plan,
        findings,
        reasons: BTreeMap::new(),
        comparisons: Vec::new(),
        changes: Vec::new(),
    };
    if options.explain {
        let prices = Prices::new(scenario, demands.clone(), &planned.plan);
        planned.reasons = reasons::all(&prices);
        planned.comparisons =
            compare::published(scenario, &candidates, &demands, &planned.plan, &prices, prover, options);
    }
    Outcome::Planned(Box::new(planned))
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

/// A waiver of an approver lets a must be broken: it is then not demanded.
pub(super) fn unwaived(scenario: &Scenario, demands: Vec<Demand>) -> Vec<Demand> {
    let waived = |demand: &Demand, waiver: &Waiver| {
        waiver.by == Waiverer::Approver
            && waiver.origin == demand.origin
            && demand.origin != Origin::Scenario
            && (waiver.meetings.is_empty()
                || demand.ask.meetings().iter().any(|meeting| waiver.meetings.contains(meeting)))
    };
    demands
        .into_iter()
        .filter(|demand| demand.level != Level::Must || !scenario.waivers().iter().any(|waiver| waived(demand, waiver)))
        .collect()
}

/// All placements: those found, and the settled ones with their firmness; a tentative date that was kept stays tentative.
pub(super) fn settle(
    scenario: &Scenario,
    candidates: &Candidates,
    found: BTreeMap<MeetingId, Placement>,
) -> BTreeMap<MeetingId, Placement> {
    let mut placements = found;
    for (meeting, known) in scenario.fixed() {
        match (candidates.settled(meeting), known.firmness) {
            (Some(settled), _) => {
                placements.insert(meeting.clone(), settled.clone());
            }
            (None, Firmness::Cancelled) => {
                placements.insert(meeting.clone(), known.clone());
            }
            (None, firmness) => {
                if let Some(at) =
                    placements.get_mut(meeting).filter(|at| at.first() == known.first() && at.venue == known.venue)
                {
                    at.firmness = firmness;
                }
            }
        }
    }
    placements
}

fn proof(lowered: &Lowered, answer: &Answer) -> Vec<LevelProof> {
    let bounds = answer.bounds(&lowered.problem);
    let Some(score) = answer.score() else { return Vec::new() };
    lowered
        .problem
        .levels()
        .iter()
        .zip(score.cost.iter())
        .zip(bounds)
        .map(|((level, cost), bound)| LevelProof { level: level.clone(), cost: *cost, bound })
        .collect()
}

fn size(scenario: &Scenario, lowered: &Lowered, demands: &[Demand]) -> Size {
    Size {
        meetings: scenario.meetings().len(),
        free: lowered.openings.len(),
        starts: lowered.openings.values().sum(),
        demands: demands.len(),
        relations: lowered.problem.relations().len() + lowered.problem.resources().len(),
    }
}
