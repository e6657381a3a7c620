//! N-06 and N-07: a rapporteur group that meets in a room is convened, agreed and confirmed two months before.

use super::judge::{Notice, inside_parent, late, later, limit, notice};
use crate::domain::body::Body;
use crate::domain::days::{Period, days_between};
use crate::domain::deadline::{Deadline, DeadlineKind, SetBy};
use crate::domain::demand::{Ask, Demand};
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::meeting::{Firmness, Meeting};
use crate::domain::scenario::Scenario;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::asking;
use crate::rules::deadlines::deadline;
use crate::rules::rule::{Documentation, Rule, Tag, about};
use chrono::NaiveDate;

/// N-06: the convening letter.
#[derive(Debug)]
pub(super) struct N06;

/// N-07: agreement in principle, date and place.
#[derive(Debug)]
pub(super) struct N07;

impl Rule for N06 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Notice, 6)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "The convening letter of a rapporteur group is posted two months before",
            demands: "TSB posts a convening letter on the page of the study group, normally `months` months before the \
                      opening. Below the level of a working party no collective letter is needed. A group that meets inside \
                      its parent's meeting is announced with it; e-meetings have N-08.",
            why: "Collaborators have to find travel money and visas.",
            example: "Question 1/16 meets on 24 June 2009: the letter is out by 24 April 2009; that of 28 April 2009 is 57 \
                      days before, 4 days late.",
            needs: "The date of the letter; before there is one, the day the plan is made.",
            source: "Rec. ITU-T A.1 (10/2016) 2.3.3.10",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["months"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope).filter(|placed| in_a_room_of_its_own(view, placed)) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let Some(months) = edition.count("months") else { continue };
            let latest = limit(&placed, view, Period::months(months), 0).date;
            let draft = about(self, edition, &placed.meeting.id).on([latest, placed.at.first()]).hits([&placed]);
            match notice(view, &placed, latest) {
                Notice::InTime => {}
                Notice::Unknown => findings.push(draft.missing("the date of its convening letter")),
                Notice::Late(from) => findings.push(draft.amount((from - latest).num_days()).broken(
                    late(&placed, "convening letter", from, &format!("{months} months"), latest),
                    format!(
                        "{}, meet electronically, or record why the notice is shorter",
                        later(view, Period::months(months), 0, from)
                    ),
                )),
            }
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        for (meeting, body, edition) in asking::meetings(scenario, self.id()) {
            let Some(months) = edition.count("months") else { continue };
            let Some(from) = asking::known_from(scenario, meeting) else { continue };
            if let Some(ask) = opens_after(scenario, meeting, body, months, from) {
                let why = format!("its convening letter is posted {months} months before ({})", edition.clause);
                demands.push(asking::demand(scenario, self.id(), edition, ask, why));
            }
        }
    }

    fn deadlines(&self, view: &View<'_>, placed: &Placed<'_>, deadlines: &mut Vec<Deadline>) {
        let Some(months) = view.edition(self.id(), placed).and_then(|edition| edition.count("months")) else { return };
        if in_a_room_of_its_own(view, placed) {
            let counted = limit(placed, view, Period::months(months), 0);
            deadlines.push(deadline(self.id(), placed, DeadlineKind::Letter, counted, SetBy::Rule, None));
        }
    }
}

impl Rule for N07 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Notice, 7)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "A rapporteur group meeting is agreed and its place confirmed two months before",
            demands: "The intention to meet is agreed in principle by the study group or working party and made public, \
                      and date and place are confirmed to collaborators, the chair of the working party and TSB, normally \
                      `months` months before the opening. The host gives support for visas.",
            why: "A meeting between the meetings of the parent must not surprise those who could not speak up.",
            example: "A rapporteur group meets on 24 September 2017: agreed and confirmed by 24 July 2017.",
            needs: "The day the parent agreed, the day date and place were confirmed; before there is one, the day the plan \
                    is made.",
            source: "Rec. ITU-T A.1 (10/2016) 2.3.3.11",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["months"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope).filter(|placed| in_a_room_of_its_own(view, placed)) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let Some(months) = edition.count("months") else { continue };
            let (title, opening) = (placed.meeting.title.as_str(), placed.at.first());
            let latest = limit(&placed, view, Period::months(months), 0).date;
            let draft = || about(self, edition, &placed.meeting.id).on([latest, opening]).hits([&placed]);
            let preparation = &placed.meeting.preparation;
            let facts = [
                (preparation.agreed_on, "agreed in principle by its parent"),
                (preparation.confirmed_on, "confirmed with date and place"),
            ];
            for (day, what) in facts.into_iter().filter_map(|(day, what)| Some((day?, what))) {
                if day > latest {
                    let days = days_between(day, opening);
                    findings.push(draft().amount(days_between(latest, day)).on([day]).broken(
                        format!(
                            "{title} opens on {opening}; it was {what} on {day}, {days} days before, but {months} months \
                             are due (by {latest})"
                        ),
                        format!("{}, or record why it was so late", later(view, Period::months(months), 0, day)),
                    ));
                }
            }
            if preparation.confirmed_on.is_some() || view.scenario.as_of <= latest {
                continue;
            }
            let as_of = view.scenario.as_of;
            findings.push(match placed.at.firmness {
                Firmness::Confirmed | Firmness::Announced | Firmness::Held => {
                    draft().missing("the day its date and place were confirmed")
                }
                _ => draft().amount(days_between(latest, as_of)).broken(
                    format!(
                        "{title} opens on {opening} and is not confirmed on {as_of}, the day of this plan; date and place \
                         were due by {latest} ({months} months before)"
                    ),
                    format!("{}, or meet electronically", later(view, Period::months(months), 0, as_of)),
                ),
            });
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        for (meeting, body, edition) in asking::meetings(scenario, self.id()) {
            let Some(months) = edition.count("months") else { continue };
            let settled = scenario
                .fixed()
                .get(&meeting.id)
                .is_some_and(|at| matches!(at.firmness, Firmness::Confirmed | Firmness::Announced | Firmness::Held));
            let confirmed = meeting.preparation.confirmed_on.or((!settled).then_some(scenario.as_of));
            let Some(from) = meeting.preparation.agreed_on.max(confirmed) else { continue };
            if let Some(ask) = opens_after(scenario, meeting, body, months, from) {
                let why = format!("date and place are confirmed {months} months before ({})", edition.clause);
                demands.push(asking::demand(scenario, self.id(), edition, ask, why));
            }
        }
    }
}

/// A physical meeting that is not part of its parent's.
fn in_a_room_of_its_own(view: &View<'_>, placed: &Placed<'_>) -> bool {
    placed.meeting.format.is_physical() && !inside_parent(view, placed)
}

/// The demand of both rules: so many months after a day, or inside a meeting of the parent.
fn opens_after(scenario: &Scenario, meeting: &Meeting, body: &Body, months: u16, from: NaiveDate) -> Option<Ask> {
    if !meeting.format.is_physical() {
        return None;
    }
    let period = Period::months(months);
    let opens = asking::opens_where(meeting, |day| period.before(day, scenario.secretariat_calendar()) >= from)?;
    Some(asking::or_inside_parent(scenario, meeting, body, opens))
}
