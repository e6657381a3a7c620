//! N-15: a workshop is announced in good time and coordinated with the study groups.

use super::judge::{Notice, late, later, limit, notice};
use crate::domain::days::{Period, days_between};
use crate::domain::deadline::{Deadline, DeadlineKind, SetBy};
use crate::domain::demand::Demand;
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::meeting::Firmness;
use crate::domain::scenario::Scenario;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::asking;
use crate::rules::deadlines::deadline;
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// See the module.
#[derive(Debug)]
pub(super) struct N15;

impl Rule for N15 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Notice, 15)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "A workshop is announced four weeks, better two months, before",
            demands: "The announcement is out at least `weeks` weeks before; `target_months` months are aimed at. The \
                      workshop is coordinated with the Director and the study groups.",
            why: "Speakers and participants from outside need time; study groups must not be surprised. The numbers are \
                  Convoke's own default: no text with a number was found.",
            example: "A workshop on 26 April 2012 is announced by 29 March 2012, better by 26 February 2012.",
            needs: "The date of the announcement, or the day the plan is made; whether it was coordinated.",
            source: "Rec. ITU-T A.31 (2008), whose text was not at hand",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["weeks", "target_months"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let (Some(weeks), Some(months)) = (edition.count("weeks"), edition.count("target_months")) else {
                continue;
            };
            let (title, opening) = (placed.meeting.title.as_str(), placed.at.first());
            let least = limit(&placed, view, Period::weeks(weeks), 0).date;
            let target = limit(&placed, view, Period::months(months), 0).date;
            let draft = || about(self, edition, &placed.meeting.id).on([least, opening]).hits([&placed]);
            match notice(view, &placed, least) {
                Notice::Unknown => findings.push(draft().missing("the date of its announcement")),
                Notice::Late(from) => findings.push(draft().amount((from - least).num_days()).broken(
                    late(&placed, "announcement", from, &format!("{weeks} weeks"), least),
                    later(view, Period::weeks(weeks), 0, from),
                )),
                Notice::InTime => {
                    if let Some(dated) = placed.letter_dated().filter(|dated| *dated > target) {
                        findings.push(draft().on([target]).note(format!(
                            "{title} on {opening} was announced on {dated}, {} days before; {months} months are aimed at",
                            days_between(dated, opening)
                        )));
                    }
                }
            }
            match placed.meeting.preparation.coordinated {
                Some(false) => findings.push(draft().broken(
                    format!("{title} on {opening} is not coordinated with the Director and the study groups"),
                    "coordinate it before it is announced",
                )),
                None if placed.at.firmness == Firmness::Announced => {
                    findings.push(draft().missing("whether it was coordinated with the Director and the study groups"));
                }
                _ => {}
            }
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        let calendar = scenario.secretariat_calendar();
        for (meeting, _, edition) in asking::meetings(scenario, self.id()) {
            let Some(weeks) = edition.count("weeks") else { continue };
            let Some(from) = asking::known_from(scenario, meeting) else { continue };
            if let Some(ask) = asking::opens_where(meeting, |day| Period::weeks(weeks).before(day, calendar) >= from) {
                let why = format!("a workshop is announced {weeks} weeks before ({})", edition.clause);
                demands.push(asking::demand(scenario, self.id(), edition, ask, why));
            }
        }
    }

    fn deadlines(&self, view: &View<'_>, placed: &Placed<'_>, deadlines: &mut Vec<Deadline>) {
        let Some(weeks) = view.edition(self.id(), placed).and_then(|edition| edition.count("weeks")) else { return };
        let counted = limit(placed, view, Period::weeks(weeks), 0);
        deadlines.push(deadline(self.id(), placed, DeadlineKind::Letter, counted, SetBy::Rule, None));
    }
}
