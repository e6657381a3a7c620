//! A board: a scenario and a plan with all findings and prices, at hand for whoever moves meetings.

use super::prices::{ORDER, Prices, Question, position, prices, weight};
use crate::domain::demand::Level;
use crate::domain::finding::Finding;
use crate::domain::ids::MeetingId;
use crate::domain::plan::{Placement, Plan, Quality};
use crate::domain::reason::{Alternative, Difference, Move, Reason, WhatIf};
use crate::domain::scenario::Scenario;
use crate::domain::view::{Scope, View};
use crate::planning::{calendar, reasons};
use crate::rules;
use std::collections::BTreeMap;

/// A plan laid out to be moved about in: what is asked of every meeting, what the plan costs and what is wrong with it,
/// counted once. Questions cost what they touch, not what there is.
///
/// A board does not change. [`Board::after`] makes the next one from it; to undo is to go on with the old one.
#[derive(Clone, Debug)]
pub struct Board<'a> {
    prices: Prices<'a>,
    view: View<'a>,
    findings: Vec<Finding>,
}

impl<'a> Board<'a> {
    /// Checks and measures a whole plan.
    pub fn new(scenario: &'a Scenario, plan: &'a Plan) -> Self {
        let view = View::new(scenario, plan);
        let findings = rules::check(&view, &Scope::All);
        let demands = calendar::unwaived(scenario, rules::demands(scenario));
        Self { prices: Prices::new(scenario, demands, plan), view, findings }
    }

    /// The plan.
    pub fn plan(&self) -> &'a Plan {
        self.prices.plan
    }

    /// All findings of the plan, as checking it gives them.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Why a meeting is where it is; `None` without a date.
    pub fn reason(&self, meeting: &MeetingId) -> Option<Reason> {
        let at = self.plan().placements.get(meeting)?;
        Some(reasons::reason(&self.prices, meeting, at))
    }

    /// What would change if a meeting were put elsewhere, and those that must stay with it went along; `None` = left out.
    pub fn whatif(&self, meeting: &MeetingId, to: Option<&Placement>) -> WhatIf {
        let question = self.prices.question_of(meeting);
        let there = match to {
            Some(to) => self.prices.places(&question, to),
            None => {
                let stay = question.now[1..].iter().map(|at| at.cloned());
                std::iter::once(None).chain(stay).collect()
            }
        };
        self.answer(&question, there)
    }

    fn answer(&self, question: &Question<'a>, there: Vec<Option<Placement>>) -> WhatIf {
        let to: Vec<Option<&Placement>> = there.iter().map(Option::as_ref).collect();
        let points = self.prices.points(question, &to);
        let because = self.because(question, &to);
        let moves: Vec<Move> = question
            .group
            .iter()
            .zip(&question.now)
            .zip(there)
            .enumerate()
            .filter(|(position, ((_, from), to))| *position == 0 || **from != to.as_ref())
            .map(|(_, ((meeting, from), to))| Move { meeting: meeting.clone(), from: from.cloned(), to })
            .collect();
        let (appearing, disappearing) = self.findings_between(&moves);
        WhatIf { moves, appearing, disappearing, price: prices(points, [0; 4]), because }
    }

    fn because(&self, question: &Question<'a>, to: &[Option<&Placement>]) -> Vec<Difference> {
        let mut found: Vec<Difference> = self
            .prices
            .differences(question, to)
            .into_iter()
            .map(|(index, units)| {
                let demand = &self.prices.asked.demands[index];
                let points = units * i64::from(weight(demand));
                Difference { level: demand.level, points, why: reasons::said(demand, &question.group[0]) }
            })
            .collect();
        found.sort_by_key(|difference| (position(difference.level), -difference.points.abs()));
        found
    }

    /// Findings that appear and disappear with moves: what these touch is checked before and after.
    fn findings_between(&self, moves: &[Move]) -> (Vec<Finding>, Vec<Finding>) {
        let placed: BTreeMap<MeetingId, Option<Placement>> =
            moves.iter().map(|step| (step.meeting.clone(), step.to.clone())).collect();
        let after = self.view.moved(&placed);
        let scope = rules::touched(&self.view, &after, placed.keys());
        let before = rules::check(&self.view, &scope);
        let after = rules::check(&after, &scope);
        (without(&after, &before), without(&before, &after))
    }

    /// All places of a meeting in and around its window in the order of days, each with what it would cost more than the
    /// plan, and the musts it would break.
    pub fn alternatives(&self, meeting: &MeetingId) -> Vec<Alternative> {
        let places = self.prices.of(meeting);
        places
            .all()
            .into_iter()
            .map(|priced| Alternative {
                price: prices(priced.points, [0; 4]),
                breaks: if priced.points[position(Level::Must)] > 0 {
                    reasons::breaks(&places, meeting, &priced.placement)
                } else {
                    Vec::new()
                },
                placement: priced.placement,
            })
            .collect()
    }

    /// The plan after a move. What was proven of the old one is not proven of the new one.
    pub fn plan_after(&self, whatif: &WhatIf) -> Plan {
        let mut plan = Plan { quality: Quality::Unproven, proof: Vec::new(), ..self.plan().clone() };
        for step in &whatif.moves {
            match &step.to {
                Some(to) => plan.placements.insert(step.meeting.clone(), to.clone()),
                None => plan.placements.remove(&step.meeting),
            };
        }
        plan
    }

    /// The board after a move that was asked for on this one; `plan` is what [`Board::plan_after`] gave.
    #[must_use]
    pub fn after<'b>(&self, plan: &'b Plan, whatif: &WhatIf) -> Board<'b>
    where
        'a: 'b,
    {
        let moves: Vec<(MeetingId, Option<Placement>)> =
            whatif.moves.iter().map(|step| (step.meeting.clone(), step.to.clone())).collect();
        let mut findings = without(&self.findings, &whatif.disappearing);
        findings.extend(whatif.appearing.iter().cloned());
        rules::sort(&mut findings);
        Board { prices: self.prices.moved(plan, &moves), view: View::new(self.prices.scenario, plan), findings }
    }

    /// What the plan costs at each level; for `must`, units of breach that a plan could mend.
    pub fn points(&self) -> BTreeMap<Level, u64> {
        ORDER.into_iter().zip(self.prices.total()).filter(|(_, points)| *points > 0).collect()
    }
}

/// The findings of one list that are not in the other; both in the order of the checker.
fn without(all: &[Finding], others: &[Finding]) -> Vec<Finding> {
    let others: std::collections::BTreeSet<&Finding> = others.iter().collect();
    all.iter().filter(|finding| !others.contains(finding)).cloned().collect()
}
