//! Published dates held against a plan: their rank, and their price when everything else is planned around them.

use super::board::{Prices, prices};
use super::calendar::Options;
use super::candidates::Candidates;
use super::lower;
use super::reasons;
use crate::domain::demand::{Demand, Level};
use crate::domain::ids::MeetingId;
use crate::domain::plan::{Placement, Plan};
use crate::domain::reason::{Comparison, Price};
use crate::domain::scenario::Scenario;
use crate::kernel::{Answer, Prover};

/// So many published dates are planned around; the rest are priced with all others staying.
const MOST_PLANNED_AROUND: usize = 8;

/// Compares every published date.
pub(super) fn published(
    scenario: &Scenario,
    candidates: &Candidates,
    demands: &[Demand],
    plan: &Plan,
    all: &Prices<'_>,
    prover: &dyn Prover,
    options: &Options<'_>,
) -> Vec<Comparison> {
    let around = scenario.published().len() <= MOST_PLANNED_AROUND;
    let enough = options.enough();
    scenario
        .published()
        .iter()
        .filter_map(|(meeting, published)| {
            let planned = plan.placements.get(meeting)?;
            let places = all.of(meeting);
            let ranking = places.ranking();
            let there = places.points(published);
            let allowed: Vec<_> = ranking.iter().filter(|priced| priced.points[0] <= 0).collect();
            let breaks = reasons::breaks(&places, meeting, published);
            let anew = if around && breaks.is_empty() && !published.same_dates(planned) && !enough() {
                planned_around(scenario, candidates, demands, plan, (meeting, published), prover, options)
            } else {
                None
            };
            let planned_around = anew.is_some();
            let price = anew.unwrap_or_else(|| prices(there, [0; 4]));
            Some(Comparison {
                meeting: meeting.clone(),
                published: published.clone(),
                planned: planned.clone(),
                rank: breaks.is_empty().then(|| 1 + allowed.iter().filter(|priced| priced.points < there).count()),
                of: allowed.len(),
                as_good: allowed.iter().filter(|priced| priced.points == there).count(),
                price,
                planned_around,
                breaks,
            })
        })
        .collect()
}

/// What the whole plan costs more when one meeting keeps its published date.
fn planned_around(
    scenario: &Scenario,
    candidates: &Candidates,
    demands: &[Demand],
    plan: &Plan,
    (meeting, published): (&MeetingId, &Placement),
    prover: &dyn Prover,
    options: &Options<'_>,
) -> Option<Vec<Price>> {
    let mut pinned = Candidates::of(scenario);
    debug_assert_eq!(pinned.by_meeting.len(), candidates.by_meeting.len());
    pinned.pin(meeting, published);
    let lowered = lower::lower(scenario, &pinned, demands, options.ranks()).ok()?;
    let enough = options.enough();
    let answer = prover.solve(&lowered.problem, &options.request().stop(&enough), &mut |_| {});
    let Answer::Optimal { score, .. } = &answer else { return None };
    let level =
        |name: &str| lower::LEVELS.iter().find(|(_, other)| *other == name).map_or(Level::Prefer, |(level, _)| *level);
    Some(
        plan.proof
            .iter()
            .zip(score.cost.iter())
            .filter_map(|(proof, cost)| {
                let points = i64::try_from(*cost).ok()? - i64::try_from(proof.cost).ok()?;
                (points != 0).then(|| Price { level: level(&proof.level), points })
            })
            .collect(),
    )
}
