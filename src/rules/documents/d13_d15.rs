//! D-13, D-14 and D-15: requests for services to a study group or TSAG meeting: fellowships and interpretation,
//! pre-registration and visa support, captioning and sign language.

use super::judge::{Stated, last_day, too_late};
use crate::domain::days::{Period, limit};
use crate::domain::deadline::{Deadline, DeadlineKind, SetBy};
use crate::domain::demand::Demand;
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::letter::Letter;
use crate::domain::meeting::Meeting;
use crate::domain::profile::Edition;
use crate::domain::scenario::Scenario;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::asking;
use crate::rules::deadlines::deadline;
use crate::rules::rule::{Documentation, Rule, Tag, about};
use chrono::NaiveDate;

/// D-13: fellowships and interpretation.
#[derive(Debug)]
pub(super) struct D13;

/// D-14: pre-registration and visa support.
#[derive(Debug)]
pub(super) struct D14;

/// D-15: captioning and sign language.
#[derive(Debug)]
pub(super) struct D15;

impl Rule for D13 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Documents, 13)
    }

    fn tag(&self) -> Tag {
        Tag::Letter
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "Fellowships and interpretation are requested six weeks before",
            demands: "The letter asks for requests for fellowships and interpretation by `weeks` weeks before the opening.",
            why: "Interpreters are hired, and travel is booked, weeks ahead.",
            example: "TSAG opens on 26 February 2018: requests by 15 January 2018.",
            needs: "The day that the letter states, where interpretation is offered.",
            source: "Collective letters 2/TSAG, 3/13, 2/3, 1/15 (2017)",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["weeks", "roll"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let (Some(edition), Some(letter)) = (view.edition(self.id(), &placed), &placed.meeting.letter) else {
                continue;
            };
            let Some(period) = edition.count("weeks").map(Period::weeks) else { continue };
            let what = "requests for fellowships and interpretation";
            let offered = !placed.meeting.services.interpretation.is_empty();
            judge(self, view, &placed, edition, (what, letter.interpretation_by, period), findings);
            if letter.interpretation_by.is_none() && letter.dated.is_some() && offered {
                let draft = about(self, edition, &placed.meeting.id).on([placed.at.first()]);
                findings.push(draft.missing("the day by which its letter asks for requests for interpretation"));
            }
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        for (meeting, _, edition) in asking::meetings(scenario, self.id()) {
            let by = meeting.letter.as_ref().and_then(|letter| letter.interpretation_by);
            ask(self.id(), scenario, meeting, edition, (by, edition.count("weeks").map(Period::weeks)), demands);
        }
    }

    fn deadlines(&self, view: &View<'_>, placed: &Placed<'_>, deadlines: &mut Vec<Deadline>) {
        let kind = DeadlineKind::Interpretation;
        due(self.id(), view, placed, kind, |letter| letter.interpretation_by, deadlines);
    }
}

impl Rule for D14 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Documents, 14)
    }

    fn tag(&self) -> Tag {
        Tag::Letter
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "Pre-registration and requests for visa support come a month before",
            demands: "The letter asks for pre-registration and requests for visa support letters by `months` month before \
                      the opening of a physical meeting.",
            why: "Consulates need weeks, and TSB must write the letters first.",
            example: "TSAG opens on 26 February 2018: by 26 January 2018.",
            needs: "The days that the letter states, if it states any.",
            source: "Collective letters 2/TSAG, 3/13, 2/3, 1/15 (2017)",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["months", "roll"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope).filter(|placed| placed.meeting.format.is_physical()) {
            let (Some(edition), Some(letter)) = (view.edition(self.id(), &placed), &placed.meeting.letter) else {
                continue;
            };
            let Some(period) = edition.count("months").map(Period::months) else { continue };
            judge(self, view, &placed, edition, ("pre-registration", letter.registration_by, period), findings);
            judge(self, view, &placed, edition, ("requests for visa support", letter.visa_by, period), findings);
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        for (meeting, _, edition) in asking::meetings(scenario, self.id()) {
            if let Some(letter) = meeting.letter.as_ref().filter(|_| meeting.format.is_physical()) {
                let by = letter.registration_by.max(letter.visa_by);
                ask(self.id(), scenario, meeting, edition, (by, edition.count("months").map(Period::months)), demands);
            }
        }
    }

    fn deadlines(&self, view: &View<'_>, placed: &Placed<'_>, deadlines: &mut Vec<Deadline>) {
        if placed.meeting.format.is_physical() {
            let stated = |letter: &Letter| letter.registration_by.or(letter.visa_by);
            due(self.id(), view, placed, DeadlineKind::PreRegistration, stated, deadlines);
        }
    }
}

impl Rule for D15 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Documents, 15)
    }

    fn tag(&self) -> Tag {
        Tag::Letter
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "Captioning and sign language are requested two months before TSAG",
            demands: "The letter asks for requests for captioning and sign-language interpretation by `months` months before \
                      the opening, on the day on which contributions for translation are due (D-02).",
            why: "Captioners and sign-language interpreters are few.",
            example: "TSAG opens on 26 February 2018: 26 December 2017 is a day off, so 22 December 2017 is printed.",
            needs: "The day that the letter states, where captions or sign language are offered.",
            source: "Collective letter 2/TSAG (2017)",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["months", "roll"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let (Some(edition), Some(letter)) = (view.edition(self.id(), &placed), &placed.meeting.letter) else {
                continue;
            };
            let Some(period) = edition.count("months").map(Period::months) else { continue };
            let what = "requests for captioning and sign language";
            let services = &placed.meeting.services;
            let offered = services.captions || services.sign_language_interpreters > 0;
            judge(self, view, &placed, edition, (what, letter.captioning_by, period), findings);
            if letter.captioning_by.is_none() && letter.dated.is_some() && offered {
                let draft = about(self, edition, &placed.meeting.id).on([placed.at.first()]);
                findings.push(draft.missing("the day by which its letter asks for requests for captioning"));
            }
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        for (meeting, _, edition) in asking::meetings(scenario, self.id()) {
            let by = meeting.letter.as_ref().and_then(|letter| letter.captioning_by);
            ask(self.id(), scenario, meeting, edition, (by, edition.count("months").map(Period::months)), demands);
        }
    }

    fn deadlines(&self, view: &View<'_>, placed: &Placed<'_>, deadlines: &mut Vec<Deadline>) {
        let kind = DeadlineKind::Captioning;
        due(self.id(), view, placed, kind, |letter| letter.captioning_by, deadlines);
    }
}

/// A day that the letter states is not later than the rule allows.
fn judge(
    rule: &dyn Rule,
    view: &View<'_>,
    placed: &Placed<'_>,
    edition: &Edition,
    (what, by, period): (&str, Option<NaiveDate>, Period),
    findings: &mut Vec<Finding>,
) {
    let last = last_day(view, placed, period);
    if let Some(by) = by.filter(|by| *by > last) {
        let stated = Stated { what, by, period };
        findings.push(too_late(about(rule, edition, &placed.meeting.id), view, placed, &stated));
    }
}

fn ask(
    rule: RuleId,
    scenario: &Scenario,
    meeting: &Meeting,
    edition: &Edition,
    (by, period): (Option<NaiveDate>, Option<Period>),
    demands: &mut Vec<Demand>,
) {
    let (Some(by), Some(period)) = (by, period) else { return };
    let calendar = scenario.secretariat_calendar();
    if let Some(ask) = asking::opens_where(meeting, |day| period.before(day, calendar) >= by) {
        let why = format!("its letter asks for requests by {by}, {period} before ({})", edition.clause);
        demands.push(asking::demand(scenario, rule, edition, ask, why));
    }
}

fn due(
    rule: RuleId,
    view: &View<'_>,
    placed: &Placed<'_>,
    kind: DeadlineKind,
    stated: impl Fn(&Letter) -> Option<NaiveDate>,
    deadlines: &mut Vec<Deadline>,
) {
    let Some(edition) = view.edition(rule, placed) else { return };
    let weeks = edition.count("weeks").map(Period::weeks);
    let Some(period) = weeks.or(edition.count("months").map(Period::months)) else { return };
    let counted = limit(placed.at.first(), period, edition.roll(), view.scenario.secretariat_calendar());
    let stated = placed.meeting.letter.as_ref().and_then(stated);
    deadlines.push(deadline(rule, placed, kind, counted, SetBy::Rule, stated));
}
