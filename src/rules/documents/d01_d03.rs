//! D-01, D-02 and D-03: contributions arrive in time, earlier if they are to be translated; late ones wait.

use super::judge::{Stated, last_day, too_late};
use crate::domain::days::{Period, days_between, limit};
use crate::domain::deadline::{Deadline, DeadlineKind, SetBy};
use crate::domain::demand::Demand;
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::profile::Edition;
use crate::domain::scenario::Scenario;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::asking;
use crate::rules::deadlines::deadline;
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// D-01: contributions.
#[derive(Debug)]
pub(super) struct D01;

/// D-02: contributions to be translated.
#[derive(Debug)]
pub(super) struct D02;

/// D-03: late contributions.
#[derive(Debug)]
pub(super) struct D03;

impl Rule for D01 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Documents, 1)
    }

    fn tag(&self) -> Tag {
        Tag::Letter
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "Contributions reach TSB twelve calendar days before the opening",
            demands: "Contributions to a study group, a working party or TSAG reach TSB at least `calendar_days` calendar \
                      days before the opening (before the year 2000: `working_days` working days). What arrives on that day \
                      is in time; TSB often prints the day before it (`clear_days` days).",
            why: "Everybody can read them before the meeting.",
            example: "TSAG opens on 26 February 2018: contributions by 14 February 2018. Study Group 13 opens on 6 November \
                      2017: 24 October is printed, 25 October is the limit.",
            needs: "The deadline that the letter states, if it states one.",
            source: "Rec. ITU-T A.1 (10/2016) 3.1.8; WTSA Resolution 1 (2016) 6.2; 7 working days: Collective letter 7/16 \
                     (1999)",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["calendar_days", "working_days", "clear_days", "roll"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let Some(period) = in_time(edition) else { continue };
            let Some(letter) = &placed.meeting.letter else { continue };
            let Some(by) = letter.documents_by else { continue };
            let last = last_day(view, &placed, period);
            let draft = about(self, edition, &placed.meeting.id);
            let (title, opening) = (placed.meeting.title.as_str(), placed.at.first());
            let days = days_between(by, opening);
            if by > last {
                findings.push(match &letter.documents_agreed_by {
                    Some(who) => draft.on([by, last, opening]).note(format!(
                        "{title} opens on {opening}; contributions are due by {by}, {days} days before instead of {period}, \
                         as agreed by {}",
                        who.as_str()
                    )),
                    None => too_late(draft, view, &placed,
                        &Stated { what: "contributions", by, period },
                    ),
                });
            } else if edition.number("clear_days").is_some_and(|clear| days > clear)
                && by < printed(view, &placed, edition)
            {
                findings.push(draft.on([by, last, opening]).note(format!(
                    "{title} opens on {opening}; its letter asks for contributions by {by}, {days} days before, though {last} \
                     would do"
                )));
            }
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        let calendar = scenario.secretariat_calendar();
        for (meeting, _, edition) in asking::meetings(scenario, self.id()) {
            let Some(letter) = &meeting.letter else { continue };
            let (Some(by), None) = (letter.documents_by, &letter.documents_agreed_by) else { continue };
            let period = match (edition.count("calendar_days"), edition.count("working_days")) {
                (Some(days @ 1..), _) => Period::days(days),
                (_, Some(days)) => Period::working_days(days),
                _ => continue,
            };
            if let Some(ask) = asking::opens_where(meeting, |day| period.before(day, calendar) >= by) {
                let why = format!("its letter asks for contributions by {by}, {period} before ({})", edition.clause);
                demands.push(asking::demand(scenario, self.id(), edition, ask, why));
            }
        }
    }

    fn deadlines(&self, view: &View<'_>, placed: &Placed<'_>, deadlines: &mut Vec<Deadline>) {
        let Some(edition) = view.edition(self.id(), placed) else { return };
        let Some(period) = in_time(edition) else { return };
        let calendar = view.scenario.secretariat_calendar();
        let counted = limit(placed.at.first(), period, edition.roll(), calendar);
        let stated = placed.meeting.letter.as_ref().and_then(|letter| letter.documents_by);
        deadlines.push(deadline(self.id(), placed, DeadlineKind::Documents, counted, SetBy::Rule, stated));
    }
}

impl Rule for D02 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Documents, 2)
    }

    fn tag(&self) -> Tag {
        Tag::Letter
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "Contributions to be translated reach TSB two months before",
            demands: "Contributions that are to be translated reach TSB at least `months` months before the opening; later \
                      ones are not translated.",
            why: "Translation into the official languages takes weeks.",
            example: "TSAG opens on 26 February 2018: 26 December 2017 is a day off, so 22 December 2017 is printed.",
            needs: "The deadline that the letter states, if it states one.",
            source: "Rec. ITU-T A.1 (10/2016) 3.2.1, 3.2.3",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["months", "roll"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let Some(period) = edition.count("months").map(Period::months) else { continue };
            let Some(by) = placed.meeting.letter.as_ref().and_then(|letter| letter.translation_by) else { continue };
            let last = last_day(view, &placed, period);
            if by > last {
                let stated = Stated { what: "contributions for translation", by, period };
                findings.push(too_late(about(self, edition, &placed.meeting.id), view, &placed, &stated));
            }
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        let calendar = scenario.secretariat_calendar();
        for (meeting, _, edition) in asking::meetings(scenario, self.id()) {
            let Some(period) = edition.count("months").map(Period::months) else { continue };
            let Some(by) = meeting.letter.as_ref().and_then(|letter| letter.translation_by) else { continue };
            if let Some(ask) = asking::opens_where(meeting, |day| period.before(day, calendar) >= by) {
                let why = format!("its letter asks for translation by {by}, {period} before ({})", edition.clause);
                demands.push(asking::demand(scenario, self.id(), edition, ask, why));
            }
        }
    }

    fn deadlines(&self, view: &View<'_>, placed: &Placed<'_>, deadlines: &mut Vec<Deadline>) {
        let Some(edition) = view.edition(self.id(), placed) else { return };
        let Some(period) = edition.count("months").map(Period::months) else { return };
        let counted = limit(placed.at.first(), period, edition.roll(), view.scenario.secretariat_calendar());
        let stated = placed.meeting.letter.as_ref().and_then(|letter| letter.translation_by);
        deadlines.push(deadline(self.id(), placed, DeadlineKind::Translation, counted, SetBy::Rule, stated));
    }
}

impl Rule for D03 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Documents, 3)
    }

    fn tag(&self) -> Tag {
        Tag::Lifecycle
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "A late contribution waits for the next meeting",
            demands: "A contribution received later than `calendar_days` calendar days before the opening (before the year \
                      2000: `working_days` working days) is not put on the agenda but held for the next meeting, unless the \
                      Director admits it as extremely important.",
            why: "Nobody is asked to decide on what could not be read.",
            example: "TSAG opens on 26 February 2018; what arrives on 15 February 2018 waits for the next meeting.",
            needs: "The day on which the latest contribution was received; who agreed to a shorter deadline, if anybody did.",
            source: "Rec. ITU-T A.1 (10/2016) 3.2.5",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["calendar_days", "working_days"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let Some(period) = in_time(edition) else { continue };
            let last = last_day(view, &placed, period);
            let (title, opening) = (placed.meeting.title.as_str(), placed.at.first());
            let draft = about(self, edition, &placed.meeting.id).on([last, opening]);
            let preparation = &placed.meeting.preparation;
            let agreed = placed.meeting.letter.as_ref().and_then(|letter| letter.documents_agreed_by.as_ref());
            findings.push(match (preparation.last_contribution_on, agreed) {
                (Some(day), Some(who)) if day > last => draft.on([day]).note(format!(
                    "the latest contribution to {title} (opening on {opening}) came on {day}, after {last}; {} agreed to a \
                     shorter deadline",
                    who.as_str()
                )),
                (Some(day), None) if day > last => draft.on([day]).amount(days_between(last, day)).hits([&placed]).broken(
                    format!(
                        "the latest contribution to {title} (opening on {opening}) came on {day}, {} days before; {period} \
                         are due (by {last})",
                        days_between(day, opening)
                    ),
                    "hold it for the next meeting, unless the Director admits it as extremely important",
                ),
                (None, _) if preparation.posting_working_days.is_some() && view.scenario.as_of > last => {
                    draft.missing("the day on which its latest contribution was received")
                }
                _ => continue,
            });
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        let calendar = scenario.secretariat_calendar();
        for (meeting, _, edition) in asking::meetings(scenario, self.id()) {
            let Some(came) = meeting.preparation.last_contribution_on else { continue };
            if meeting.letter.as_ref().is_some_and(|letter| letter.documents_agreed_by.is_some()) {
                continue;
            }
            let period = match (edition.count("calendar_days"), edition.count("working_days")) {
                (Some(days @ 1..), _) => Period::days(days),
                (_, Some(days)) => Period::working_days(days),
                _ => continue,
            };
            if let Some(ask) = asking::opens_where(meeting, |day| period.before(day, calendar) >= came) {
                let why = format!("a contribution came on {came}, {period} before at the latest ({})", edition.clause);
                demands.push(asking::demand(scenario, self.id(), edition, ask, why));
            }
        }
    }
}

/// The period of the edition: calendar days since 2000, working days before.
fn in_time(edition: &Edition) -> Option<Period> {
    match edition.count("calendar_days")? {
        0 => edition.count("working_days").map(Period::working_days),
        days => Some(Period::days(days)),
    }
}

/// The earliest day TSB would print: the limit in clear days, off closed days.
fn printed(view: &View<'_>, placed: &Placed<'_>, edition: &Edition) -> chrono::NaiveDate {
    let clear = Period::days(edition.count("clear_days").unwrap_or(0));
    limit(placed.at.first(), clear, edition.roll(), view.scenario.secretariat_calendar()).date
}
