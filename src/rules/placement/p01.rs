//! P-01: a study group meets at least six months after the meeting it depends on.

use super::asks::{asked, by_day, certainly_before, days_of_months, meetings_of, months_later, openings};
use crate::domain::body::BodyKind;
use crate::domain::days::{Period, days_between};
use crate::domain::demand::{Ask, Demand};
use crate::domain::finding::{Finding, Strength};
use crate::domain::ids::{Family, RuleId};
use crate::domain::meeting::Meeting;
use crate::domain::scenario::Scenario;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// See the module.
#[derive(Debug)]
pub(super) struct P01;

impl Rule for P01 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Placement, 1)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "A study group meets at least six months after its previous meeting",
            demands: "At least `months` months lie between the close of a study group's meeting and the opening of its \
                      next one. Short extra meetings outside the timetable do not count. Where the edition has \
                      `most_months` (1996), no more than so many.",
            why: "Otherwise the documents that result from the first meeting may be missing at the second.",
            example: "SG20 closes in Cairo on 16 May 2018: its next meeting opens on 16 November 2018 or later (it was \
                      Wuxi, 3 December 2018).",
            needs: "The meetings of the study group in order; `in_timetable = false` marks the extra ones.",
            source: "Rec. ITU-T A.1 (10/2016) 1.1.2; the 1996 edition has 6 to 8 months",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["months"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        let groups = view.bodies(scope).into_iter().filter(|body| body.kind == BodyKind::StudyGroup);
        let of_groups = groups.flat_map(|body| view.of_body(&body.id).iter().copied());
        for placed in of_groups.filter(|placed| regular(placed.meeting)) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let (Some(months), Some(previous)) = (edition.number("months"), previous(view, &placed)) else { continue };
            if !scope.has_either(&placed.meeting.id, &previous.meeting.id) {
                continue;
            }
            let (closed, opens) = (previous.at.last(), placed.at.first());
            let months_after = |count: i64| {
                Period::months(u16::try_from(count).unwrap_or(0)).after(closed, view.scenario.secretariat_calendar())
            };
            let earliest = months_after(months);
            let draft = about(self, edition, &placed.meeting.id).and(&previous.meeting.id).hits([&placed]);
            let title = placed.meeting.title.as_str();
            if opens < earliest {
                let short = days_between(opens, earliest);
                findings.push(draft.on([closed, opens, earliest]).amount(short).broken(
                    format!(
                        "{title} opens on {opens}, {} days after {} closes on {closed}: less than {months} months",
                        days_between(closed, opens),
                        previous.meeting.title.as_str()
                    ),
                    format!("open on {earliest} or later ({short} days more)"),
                ));
            } else if let Some(most) = edition.number("most_months").filter(|most| opens > months_after(*most)) {
                let latest = months_after(most);
                findings.push(draft.on([closed, latest, opens]).amount(days_between(latest, opens)).broken(
                    format!("{title} opens on {opens}, more than {most} months after {closed}"),
                    format!("open on {latest} or earlier"),
                ));
            }
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        for one in asked(scenario, self.id()).filter(|one| one.body.kind == BodyKind::StudyGroup) {
            let Some(months) = one.edition.number("months").and_then(|months| u32::try_from(months).ok()) else {
                continue;
            };
            let counts = |meeting: &Meeting| meeting.preparation.in_timetable != Some(false);
            // Months differ in length, days do not: a should asks for the most they can take, so that the checker never
            // finds a day too few; a must asks for no more than every pair of months does.
            let (fewest, most) = days_of_months(months);
            let least = if one.edition.strength == Strength::Must { fewest } else { most };
            for earlier in meetings_of(scenario, one.body) {
                if earlier.id == one.meeting.id
                    || !counts(earlier)
                    || !counts(one.meeting)
                    || !certainly_before(scenario, earlier, one.meeting)
                {
                    continue;
                }
                let closes_last = openings(scenario, earlier).1;
                if months_later(closes_last, months + 1) < openings(scenario, one.meeting).0 {
                    continue;
                }
                let ask =
                    match scenario.fixed().get(&earlier.id).filter(|_| openings(scenario, earlier).0 == closes_last) {
                        Some(at) => {
                            Ask::OpensFrom { meeting: one.meeting.id.clone(), day: months_later(at.last(), months) }
                        }
                        None => Ask::Gap {
                            first: earlier.id.clone(),
                            second: one.meeting.id.clone(),
                            least,
                            most: None,
                            by_day: true,
                        },
                    };
                let why =
                    format!("{months} months lie between two meetings of {} ({})", one.body.id, one.edition.clause);
                demands.push(by_day(scenario, self.id(), one.edition.strength, ask, why));
            }
        }
    }
}

/// Not one of the short extra meetings that may be added to the timetable (A.1 1.1.4).
fn regular(meeting: &Meeting) -> bool {
    meeting.preparation.in_timetable != Some(false)
}

fn previous<'a>(view: &View<'a>, placed: &Placed<'a>) -> Option<Placed<'a>> {
    let before = |other: &Placed<'_>| (other.at.first(), &other.meeting.id) < (placed.at.first(), &placed.meeting.id);
    view.of_body(&placed.meeting.body).iter().rev().find(|other| regular(other.meeting) && before(other)).copied()
}
