//! N-01: the timetable of meetings is communicated about a year ahead, and meetings stand in it.

use super::judge::within_study_group;
use crate::domain::days::{Period, days_between};
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::meeting::Firmness;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};
use chrono::NaiveDate;

/// See the module.
#[derive(Debug)]
pub(super) struct N01;

impl Rule for N01 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Notice, 1)
    }

    fn tag(&self) -> Tag {
        Tag::Lifecycle
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "Meetings stand in a timetable communicated about a year ahead",
            demands: "The timetable of study group, working party and TSAG meetings is communicated about `months` months \
                      ahead. Short extra meetings for consent, determination or decision may be added by the chair with \
                      the Director.",
            why: "Members plan their delegations and budgets a year ahead.",
            example: "TD105R2, shown to TSAG on 4 May 2017, lists the meetings of April 2017 to December 2018.",
            needs: "Whether the meeting stands in the timetable, the day the timetable was communicated; for a meeting that \
                    does not stand in it, whether chair and Director added it.",
            source: "Rec. ITU-T A.1 (10/2016) 1.1.4; for TSAG by WTSA Resolution 1 (2016) 4.7",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["months"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        let communicated = view.scenario.timetable.communicated_on;
        let mut short: Vec<Placed<'_>> = Vec::new();
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let Some(months) = edition.count("months") else { continue };
            if within_study_group(view, &placed) {
                continue;
            }
            let (title, opening) = (placed.meeting.title.as_str(), placed.at.first());
            let preparation = &placed.meeting.preparation;
            let draft = about(self, edition, &placed.meeting.id).on([opening]).hits([&placed]);
            match (preparation.in_timetable, preparation.authorised, communicated) {
                (Some(false), Some(true), _) | (None, _, None) => {}
                (Some(false), None, _) => {
                    findings.push(draft.missing("whether chair and Director added it to the timetable"));
                }
                (Some(false), Some(false), _) => findings.push(draft.broken(
                    format!(
                        "{title} opens on {opening} but stands in no timetable, and chair and Director did not add it"
                    ),
                    "put it into the timetable of a later year, or have chair and Director add it for consent, \
                     determination or decision",
                )),
                (Some(true), _, None) => findings.push(draft.missing("the day its timetable was communicated")),
                // What was held before this edition of the timetable stood in an earlier one.
                (_, _, Some(day)) if day > opening && placed.at.firmness == Firmness::Held => {}
                (_, _, Some(day)) if day > opening && preparation.in_timetable == Some(true) => {
                    findings.push(draft.amount(days_between(opening, day)).on([day]).broken(
                        format!("{title} opens on {opening}, before its timetable is communicated on {day}"),
                        "communicate the timetable before the meetings in it",
                    ));
                }
                (Some(true), _, Some(day))
                    if period(months).after(day, view.scenario.secretariat_calendar()) > opening =>
                {
                    short.push(placed);
                }
                _ => {}
            }
        }
        findings.extend(self.note(view, communicated, &short));
    }
}

impl N01 {
    /// One note for all meetings less than a year after the timetable.
    fn note(&self, view: &View<'_>, communicated: Option<NaiveDate>, short: &[Placed<'_>]) -> Option<Finding> {
        let (first, day) = (short.first()?, communicated?);
        let edition = view.edition(self.id(), first)?;
        let mut draft = about(self, edition, &first.meeting.id).on([day]).hits(short);
        for other in &short[1..] {
            draft = draft.and(&other.meeting.id);
        }
        let number = view.scenario.timetable.number.as_ref().map_or("the timetable", |number| number.as_str());
        let months = edition.count("months")?;
        let meetings =
            if short.len() == 1 { "1 meeting opens".to_owned() } else { format!("{} meetings open", short.len()) };
        Some(draft.note(format!(
            "{meetings} less than {months} months after {number} was communicated on {day}; an earlier edition should have \
             listed what opens that soon"
        )))
    }
}

fn period(months: u16) -> Period {
    Period::months(months)
}
