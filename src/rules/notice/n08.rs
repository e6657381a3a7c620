//! N-08: an e-meeting of a rapporteur group is announced two weeks before, with its hours.

use super::judge::{Notice, inside_parent, late, later, limit, notice};
use crate::domain::days::Period;
use crate::domain::deadline::{Deadline, DeadlineKind, SetBy};
use crate::domain::demand::Demand;
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::meeting::{Firmness, Format, Hours};
use crate::domain::scenario::Scenario;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::asking;
use crate::rules::deadlines::deadline;
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// See the module.
#[derive(Debug)]
pub(super) struct N08;

impl Rule for N08 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Notice, 8)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "An e-meeting of a rapporteur group is announced two weeks before",
            demands: "An official interim e-meeting is announced at least `weeks` weeks before, with Question or working \
                      party, title, start and end in Geneva time, status (planned or confirmed), and the attendance where \
                      many are expected. Ad hoc calls are announced as early as possible.",
            why: "TSB sets up the conference; people in other zones arrange their day.",
            example: "RG-WM meets electronically on 20 September 2017: announced by 6 September 2017.",
            needs: "The date of the notice; before there is one, the day the plan is made. The hours.",
            source: "TSB page \"Request an e-meeting\"",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["weeks"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope).filter(|placed| announced_apart(view, placed)) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let Some(weeks) = edition.count("weeks") else { continue };
            let latest = limit(&placed, view, Period::weeks(weeks), 0).date;
            let draft = || about(self, edition, &placed.meeting.id).on([latest, placed.at.first()]).hits([&placed]);
            match notice(view, &placed, latest) {
                Notice::InTime => {}
                Notice::Unknown => findings.push(draft().missing("the date of its announcement")),
                Notice::Late(from) => findings.push(draft().amount((from - latest).num_days()).broken(
                    late(&placed, "announcement", from, &format!("{weeks} weeks"), latest),
                    format!("{}, or record why the notice is shorter", later(view, Period::weeks(weeks), 0, from)),
                )),
            }
            if placed.at.firmness == Firmness::Announced && placed.meeting.hours == Hours::ToBeAnnounced {
                findings.push(draft().broken(
                    format!(
                        "{} on {} is announced without its hours",
                        placed.meeting.title.as_str(),
                        placed.at.first()
                    ),
                    "announce start and end in Geneva time",
                ));
            }
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        let calendar = scenario.secretariat_calendar();
        for (meeting, body, edition) in asking::meetings(scenario, self.id()) {
            let Some(weeks) = edition.count("weeks") else { continue };
            let Some(from) = asking::known_from(scenario, meeting) else { continue };
            if meeting.format != Format::Electronic {
                continue;
            }
            let Some(opens) = asking::opens_where(meeting, |day| Period::weeks(weeks).before(day, calendar) >= from)
            else {
                continue;
            };
            let ask = asking::or_inside_parent(scenario, meeting, body, opens);
            let why = format!("an e-meeting is announced {weeks} weeks before ({})", edition.clause);
            demands.push(asking::demand(scenario, self.id(), edition, ask, why));
        }
    }

    fn deadlines(&self, view: &View<'_>, placed: &Placed<'_>, deadlines: &mut Vec<Deadline>) {
        let Some(weeks) = view.edition(self.id(), placed).and_then(|edition| edition.count("weeks")) else { return };
        if announced_apart(view, placed) {
            let counted = limit(placed, view, Period::weeks(weeks), 0);
            deadlines.push(deadline(self.id(), placed, DeadlineKind::Letter, counted, SetBy::Rule, None));
        }
    }
}

/// An e-meeting that is not part of its parent's meeting.
fn announced_apart(view: &View<'_>, placed: &Placed<'_>) -> bool {
    placed.meeting.format == Format::Electronic && !inside_parent(view, placed)
}
