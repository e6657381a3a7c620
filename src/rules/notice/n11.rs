//! N-11: a JCA that meets apart from its parent is invited at least four weeks before.

use crate::domain::body::BodyKind;
use crate::domain::days::{Period, Roll, days_between, limit};
use crate::domain::deadline::{Deadline, DeadlineKind, SetBy};
use crate::domain::demand::{Ask, Demand, Level};
use crate::domain::finding::{Finding, Origin};
use crate::domain::ids::{Family, RuleId};
use crate::domain::scenario::Scenario;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// See the module.
#[derive(Debug)]
pub(super) struct N11;

impl Rule for N11 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Notice, 11)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "A JCA that meets on its own is invited at least four weeks before",
            demands: "The (electronic) invitation letter is out at least `weeks` weeks before the opening. A JCA meeting \
                      inside its parent's meeting is announced in the parent's letter instead (N-10).",
            why: "Representatives of study groups and outside organizations have to be found and briefed.",
            example: "JCA-Cloud meets on 19 April 2012: the letter is out by 22 March 2012.",
            needs: "The date of the letter; before there is one, the day the plan is made.",
            source: "Rec. ITU-T A.1 (10/2016) 2.2.5; in the 2019 edition 5.5 by parallel numbering",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["weeks"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let (Some(weeks), false) = (edition.number("weeks"), inside_parent(view, &placed)) else { continue };
            let opening = placed.at.first();
            let latest = limit(opening, period(weeks), Roll::None, view.scenario.secretariat_calendar()).date;
            let draft = about(self, edition, &placed.meeting.id).on([latest, opening]).hits([&placed]);
            findings.push(match view.notice_from(&placed) {
                None => draft.missing("the date of its letter"),
                Some(from) if from > latest => {
                    let late = days_between(latest, from);
                    draft.amount(late).broken(
                        format!(
                            "{} opens on {opening}; its invitation of {from} is {} days before, but {weeks} weeks are due \
                             (by {latest})",
                            placed.meeting.title.as_str(),
                            days_between(from, opening)
                        ),
                        format!("open {late} days later, or hold it inside a meeting of the parent"),
                    )
                }
                Some(_) => continue,
            });
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        let Some(edition) = scenario.profile.edition(self.id(), scenario.as_of) else { return };
        let Some(weeks) = edition.number("weeks") else { return };
        for meeting in scenario.meetings().values() {
            let body = scenario.body_of(meeting);
            if body.kind != BodyKind::JointCoordinationActivity || !edition.applies_to(body.kind) {
                continue;
            }
            let from = meeting.letter.as_ref().and_then(|letter| letter.dated).unwrap_or(scenario.as_of);
            let opens = Ask::OpensFrom {
                meeting: meeting.id.clone(),
                day: period(weeks).after(from, scenario.secretariat_calendar()),
            };
            let outer: Vec<_> = body
                .parent
                .iter()
                .flat_map(|parent| scenario.meetings_of(parent))
                .map(|outer| outer.id.clone())
                .collect();
            let ask = if outer.is_empty() {
                opens
            } else {
                Ask::AnyOf(vec![opens, Ask::Inside { meeting: meeting.id.clone(), outer }])
            };
            demands.push(Demand {
                origin: Origin::Rule(self.id()),
                level: Level::from(edition.strength),
                weight: 1,
                ask,
                why: format!("the letter inviting a JCA on its own is out {weeks} weeks before ({})", edition.clause),
            });
        }
    }

    fn deadlines(&self, view: &View<'_>, placed: &Placed<'_>, deadlines: &mut Vec<Deadline>) {
        let Some(edition) = view.edition(self.id(), placed) else { return };
        let (Some(weeks), false) = (edition.number("weeks"), inside_parent(view, placed)) else { return };
        let counted = limit(placed.at.first(), period(weeks), Roll::None, view.scenario.secretariat_calendar());
        deadlines.push(Deadline {
            meeting: placed.meeting.id.clone(),
            kind: DeadlineKind::Letter,
            rule: self.id(),
            day: counted.date,
            counted: counted.raw,
            rolled_over: counted.rolled_over,
            set_by: SetBy::Rule,
        });
    }
}

fn period(weeks: i64) -> Period {
    Period::weeks(u16::try_from(weeks).unwrap_or(0))
}

/// The meeting lies within the days of a meeting of its parent.
fn inside_parent(view: &View<'_>, placed: &Placed<'_>) -> bool {
    view.of_parent(placed.body)
        .iter()
        .any(|parent| parent.at.first() <= placed.at.first() && placed.at.last() <= parent.at.last())
}
