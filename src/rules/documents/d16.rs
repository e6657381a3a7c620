//! D-16: visas for Switzerland are applied for at least four weeks before; letters say so.

use super::judge::{Stated, last_day, too_late};
use crate::domain::days::{Period, limit};
use crate::domain::deadline::{Deadline, DeadlineKind, SetBy};
use crate::domain::demand::Demand;
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::letter::LetterPart;
use crate::domain::meeting::Meeting;
use crate::domain::scenario::Scenario;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::asking;
use crate::rules::deadlines::deadline;
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// The country whose visas the rule is about.
const SWITZERLAND: &str = "CH";

/// See the module.
#[derive(Debug)]
pub(super) struct D16;

impl Rule for D16 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Documents, 16)
    }

    fn tag(&self) -> Tag {
        Tag::Letter
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "Visas for Switzerland are applied for four weeks before",
            demands: "The letter of a physical meeting in Switzerland tells participants to apply for a visa at least `weeks` \
                      weeks before the meeting; TSB's support may take `support_days` days to be confirmed.",
            why: "A delegate without a visa stays at home.",
            example: "FG M2M opens on 17 April 2012: visas are applied for by 20 March 2012.",
            needs: "The day that the letter states and what the letter contains.",
            source: "TSB Circular 263 (2012) 11; TSB visa page",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["weeks", "support_days"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope).filter(|placed| needs_visas(view.scenario, placed.meeting)) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let Some(weeks) = edition.count("weeks") else { continue };
            let Some(letter) = &placed.meeting.letter else { continue };
            let last = last_day(view, &placed, Period::weeks(weeks));
            let draft = || about(self, edition, &placed.meeting.id);
            if let Some(by) = letter.visa_by.filter(|by| *by > last) {
                let stated = Stated { what: "visa applications", by, period: Period::weeks(weeks) };
                findings.push(too_late(draft(), view, &placed, &stated));
            }
            if letter.visa_by.is_none() && !letter.contains.is_empty() && !letter.contains.contains(&LetterPart::Visa) {
                findings.push(draft().on([last, placed.at.first()]).note(format!(
                    "the letter of {} says nothing about visas; print that they are applied for by {last}, or where that is \
                     said",
                    placed.meeting.title.as_str()
                )));
            }
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        let calendar = scenario.secretariat_calendar();
        for (meeting, _, edition) in asking::meetings(scenario, self.id()) {
            let Some(period) = edition.count("weeks").map(Period::weeks) else { continue };
            let Some(by) = meeting.letter.as_ref().and_then(|letter| letter.visa_by) else { continue };
            if !meeting.format.is_physical() || !only_in_switzerland(scenario, meeting) {
                continue;
            }
            if let Some(ask) = asking::opens_where(meeting, |day| period.before(day, calendar) >= by) {
                let why =
                    format!("its letter asks for visa applications by {by}, {period} before ({})", edition.clause);
                demands.push(asking::demand(scenario, self.id(), edition, ask, why));
            }
        }
    }

    fn deadlines(&self, view: &View<'_>, placed: &Placed<'_>, deadlines: &mut Vec<Deadline>) {
        let Some(weeks) = view.edition(self.id(), placed).and_then(|edition| edition.count("weeks")) else { return };
        let here = placed.venue.is_some_and(|venue| venue.country.as_str() == SWITZERLAND);
        if here && placed.meeting.format.is_physical() {
            let calendar = view.scenario.secretariat_calendar();
            let counted = limit(placed.at.first(), Period::weeks(weeks), crate::domain::days::Roll::None, calendar);
            let stated = placed.meeting.letter.as_ref().and_then(|letter| letter.visa_by);
            deadlines.push(deadline(self.id(), placed, DeadlineKind::Visa, counted, SetBy::Rule, stated));
        }
    }
}

/// A letter that names a day for visas is written when the venue is settled: all venues are Swiss, or none matters.
fn needs_visas(scenario: &Scenario, meeting: &Meeting) -> bool {
    let countries: Vec<_> = meeting.venues.iter().filter_map(|id| Some(scenario.venues().get(id)?.country)).collect();
    meeting.format.is_physical() && !countries.is_empty() && countries.iter().all(|c| c.as_str() == SWITZERLAND)
}

/// Every venue at which the meeting may be held is in Switzerland.
fn only_in_switzerland(scenario: &Scenario, meeting: &Meeting) -> bool {
    let mut venues = meeting.venues.iter().filter_map(|id| scenario.venues().get(id)).peekable();
    venues.peek().is_some() && venues.all(|venue| venue.country.as_str() == SWITZERLAND)
}
