//! P-17: a focus group lives for the time its terms of reference fix, counted from its first meeting.

use super::asks::{
    asked, days_of_months, meetings_of, months_later, once, opening_days, openings, opens_by, opens_from,
};
use crate::domain::body::BodyKind;
use crate::domain::days::{Period, days_between};
use crate::domain::demand::{Ask, Demand};
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::meeting::Meeting;
use crate::domain::scenario::Scenario;
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};
use chrono::NaiveDate;

/// See the module.
#[derive(Debug)]
pub(super) struct P17;

impl Rule for P17 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Placement, 17)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "A focus group meets only within its lifetime, counted from its first meeting",
            demands: "Every meeting opens at most `lifetime_months` (terms of reference) after the opening of the group's \
                      first meeting; the longest lifetime of all editions counts, for the parent may extend it. No \
                      meeting closes after the group ended.",
            why: "A focus group prepares one thing quickly, and then its parent goes on.",
            example: "FG M2M first meets on 17 April 2012 and lives one year: a meeting may open until 17 April 2013.",
            needs: "The lifetime in the terms of reference; the first meeting of the group.",
            source: "TSB Circular 263 (2012) Annex 1, 18; TSAG report R1 (May 2017) Annex D 2.16; Rec. ITU-T A.7",
        }
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for body in view.bodies(scope).into_iter().filter(|body| body.kind == BodyKind::FocusGroup) {
            let held = view.of_body(&body.id);
            let Some(founding) = held.first() else { continue };
            let begins = founding.at.first();
            let lifetime = body.terms.iter().filter_map(|terms| terms.lifetime).max();
            let unknown =
                lifetime.is_none() && body.establishment.ended_on.is_none() && scope.has(&founding.meeting.id);
            if let (true, Some(edition)) = (unknown, view.edition(self.id(), founding)) {
                let datum = format!("the lifetime of {} in its terms of reference", body.name.as_str());
                findings.push(about(self, edition, &founding.meeting.id).on([begins]).missing(&datum));
            }
            for placed in held.iter().filter(|placed| scope.has(&placed.meeting.id)) {
                let Some(edition) = view.edition(self.id(), placed) else { continue };
                let opens = placed.at.first();
                let title = placed.meeting.title.as_str();
                let draft = || about(self, edition, &placed.meeting.id).hits([placed]);
                if let Some(ended) = body.establishment.ended_on.filter(|ended| placed.at.last() > *ended) {
                    findings.push(draft().on([ended, opens]).amount(days_between(ended, placed.at.last())).broken(
                        format!("{title} is on {opens}, but {} ended on {ended}", body.name.as_str()),
                        "leave the meeting out, or have the parent extend the group",
                    ));
                }
                let Some(months) = lifetime else { continue };
                let end = Period::Months(months).after(begins, view.scenario.secretariat_calendar());
                if opens > end {
                    findings.push(draft().on([begins, end, opens]).amount(days_between(end, opens)).broken(
                        format!(
                            "{title} opens on {opens}; {} first met on {begins} and lives {months}, until {end}",
                            body.name.as_str()
                        ),
                        format!("open on {end} or earlier, or have the parent extend the group"),
                    ));
                }
            }
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        for one in asked(scenario, self.id()).filter(|one| one.body.kind == BodyKind::FocusGroup) {
            let strength = one.edition.strength;
            if let Some(day) = one.body.establishment.ended_on {
                let ask = Ask::ClosesBy { meeting: one.meeting.id.clone(), day };
                let why = format!("{} ended on {day} ({})", one.body.id, one.edition.clause);
                demands.push(once(scenario, self.id(), strength, ask, why));
            }
            let Some(months) = one.body.terms.iter().filter_map(|terms| terms.lifetime).max() else { continue };
            for other in meetings_of(scenario, one.body).into_iter().filter(|other| other.id != one.meeting.id) {
                for ask in within_months(scenario, other, one.meeting, u32::from(months.get())) {
                    let why = format!("{} lives {months} from its first meeting ({})", one.body.id, one.edition.clause);
                    demands.push(once(scenario, self.id(), strength, ask, why));
                }
            }
        }
    }
}

/// Exactly "the second opens at most so many months after the first", though months differ in length: at most the
/// longest, and for each run of days with shorter months either the first opens before or after the run, or the shorter
/// length holds.
fn within_months(scenario: &Scenario, first: &Meeting, second: &Meeting, months: u32) -> Vec<Ask> {
    if openings(scenario, second).1 <= months_later(openings(scenario, first).0, months) {
        return vec![];
    }
    let mut runs: Vec<(NaiveDate, NaiveDate, i64)> = vec![];
    for day in opening_days(scenario, first) {
        let length = (months_later(day, months) - day).num_days();
        match runs.last_mut() {
            Some((_, end, same)) if *same == length => *end = day,
            _ => runs.push((day, day, length)),
        }
    }
    let longest = runs.iter().map(|(.., length)| *length).max().unwrap_or(days_of_months(months).1);
    let at_most =
        |days: i64| Ask::Cycle { first: first.id.clone(), second: second.id.clone(), least: -36_500, most: Some(days) };
    let mut asks = vec![at_most(longest)];
    for (start, end, length) in runs.into_iter().filter(|(.., length)| *length < longest) {
        let mut ways = vec![at_most(length)];
        ways.extend(start.pred_opt().and_then(|day| opens_by(scenario, first, day)));
        ways.extend(end.succ_opt().map(|day| opens_from(first, day)));
        asks.push(Ask::AnyOf(ways));
    }
    asks
}
