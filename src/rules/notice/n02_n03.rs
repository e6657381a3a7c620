//! N-02 and N-03: the collective letter that convenes a study group, a working party or TSAG is received two months
//! before the opening; three months before, when the meeting does not stand in the timetable.

use super::judge::{Notice, late, later, limit, notice, within_study_group};
use crate::domain::body::BodyKind;
use crate::domain::days::{CalendarDays, Period};
use crate::domain::deadline::{Deadline, DeadlineKind, SetBy};
use crate::domain::demand::{Ask, Demand};
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::letter::{LetterKind, LetterPart};
use crate::domain::scenario::Scenario;
use crate::domain::view::{Placed, Scope, View};
use crate::rules::asking;
use crate::rules::deadlines::deadline;
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// What the letter contains by A.1 1.3.2.
const PARTS: [LetterPart; 4] =
    [LetterPart::Agenda, LetterPart::WorkPlan, LetterPart::Questions, LetterPart::Registration];

/// N-02: meetings of the timetable.
#[derive(Debug)]
pub(super) struct N02;

/// N-03: meetings outside the timetable.
#[derive(Debug)]
pub(super) struct N03;

impl Rule for N02 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Notice, 2)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "The collective letter of a study group is received two months before",
            demands: "A collective letter with agenda, draft work plan by day, list of Questions and registration \
                      information is received `months` months before the opening, as far as practicable. A working party \
                      inside its study group's meeting is convened by that group's letter.",
            why: "Members have to read, write contributions, name delegates and obtain visas.",
            example: "Study Group 13 opens on 6 November 2017: its letter is received by 6 September 2017; letter 3/13 of \
                      21 July 2017 is 108 days before.",
            needs: "The date of the letter; before there is one, the day the plan is made. What the letter contains.",
            source: "Rec. ITU-T A.1 (10/2016) 1.3.2",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["months"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            if placed.meeting.preparation.in_timetable != Some(false) {
                judge(self, view, &placed, findings);
                contents(self, view, &placed, findings);
            }
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        ask(self.id(), scenario, true, demands);
    }

    fn deadlines(&self, view: &View<'_>, placed: &Placed<'_>, deadlines: &mut Vec<Deadline>) {
        if placed.meeting.preparation.in_timetable != Some(false) {
            due(self, view, placed, deadlines);
        }
    }
}

impl Rule for N03 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Notice, 3)
    }

    fn tag(&self) -> Tag {
        Tag::Plan
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "A meeting outside the timetable is convened three months before",
            demands: "The collective letter of a study group or working party meeting that does not stand in the timetable \
                      is received `months` months before the opening.",
            why: "Nobody has kept these days free.",
            example: "Working Party 1/3 was added for 14 July 2017: its letter 2/13 of 12 April 2017 is 93 days before, in \
                      time for the limit of 14 April 2017.",
            needs: "That the meeting does not stand in the timetable; the date of the letter, or the day the plan is made.",
            source: "Rec. ITU-T A.1 (10/2016) 1.3.2",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["months"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            if placed.meeting.preparation.in_timetable == Some(false) {
                judge(self, view, &placed, findings);
            }
        }
    }

    fn demands(&self, scenario: &Scenario, demands: &mut Vec<Demand>) {
        ask(self.id(), scenario, false, demands);
    }

    fn deadlines(&self, view: &View<'_>, placed: &Placed<'_>, deadlines: &mut Vec<Deadline>) {
        if placed.meeting.preparation.in_timetable == Some(false) {
            due(self, view, placed, deadlines);
        }
    }
}

fn judge(rule: &dyn Rule, view: &View<'_>, placed: &Placed<'_>, findings: &mut Vec<Finding>) {
    let Some(edition) = view.edition(rule.id(), placed) else { return };
    let Some(months) = edition.count("months") else { return };
    if within_study_group(view, placed) {
        return;
    }
    let latest = limit(placed, view, Period::months(months), view.scenario.profile.secretariat.dispatch_days).date;
    let draft = about(rule, edition, &placed.meeting.id).on([latest, placed.at.first()]).hits([placed]);
    match notice(view, placed, latest) {
        Notice::InTime => {}
        Notice::Unknown => findings.push(draft.missing("the date of its collective letter")),
        Notice::Late(from) => findings.push(draft.amount((from - latest).num_days()).broken(
            late(placed, "collective letter", from, &format!("{months} months"), latest),
            format!(
                "{}, or record why the notice is shorter",
                later(view, Period::months(months), view.scenario.profile.secretariat.dispatch_days, from)
            ),
        )),
    }
}

/// The kind of the letter and its parts, where the scenario says what it contains.
fn contents(rule: &dyn Rule, view: &View<'_>, placed: &Placed<'_>, findings: &mut Vec<Finding>) {
    let (Some(edition), Some(letter)) = (view.edition(rule.id(), placed), &placed.meeting.letter) else { return };
    let title = placed.meeting.title.as_str();
    let draft = || about(rule, edition, &placed.meeting.id).on(letter.dated);
    if within_study_group(view, placed) {
        return;
    }
    if letter.kind != LetterKind::CollectiveLetter {
        findings.push(draft().broken(
            format!("{title} is convened by another letter than a collective letter"),
            "send a collective letter to those who follow the group",
        ));
    }
    let lacking: Vec<&str> =
        PARTS.into_iter().filter(|part| !letter.contains.contains(part)).map(LetterPart::word).collect();
    if letter.contains.is_empty() {
        findings.push(draft().missing("what its letter contains"));
    } else if !lacking.is_empty() {
        let amount = i64::try_from(lacking.len()).unwrap_or(i64::MAX);
        let lacking = lacking.join(", ");
        findings.push(
            draft()
                .amount(amount)
                .broken(format!("the letter of {title} lacks: {lacking}"), format!("add to the letter: {lacking}")),
        );
    }
}

fn due(rule: &dyn Rule, view: &View<'_>, placed: &Placed<'_>, deadlines: &mut Vec<Deadline>) {
    let Some(months) = view.edition(rule.id(), placed).and_then(|edition| edition.count("months")) else { return };
    if !within_study_group(view, placed) {
        let dispatch = view.scenario.profile.secretariat.dispatch_days;
        let counted = limit(placed, view, Period::months(months), dispatch);
        deadlines.push(deadline(rule.id(), placed, DeadlineKind::Letter, counted, SetBy::Rule, None));
    }
}

fn ask(rule: RuleId, scenario: &Scenario, of_timetable: bool, demands: &mut Vec<Demand>) {
    let dispatch = Period::Days(CalendarDays::new(scenario.profile.secretariat.dispatch_days));
    for (meeting, body, edition) in asking::meetings(scenario, rule) {
        let Some(months) = edition.count("months") else { continue };
        if (meeting.preparation.in_timetable == Some(false)) == of_timetable {
            continue;
        }
        let Some(from) = asking::known_from(scenario, meeting) else { continue };
        let calendar = scenario.secretariat_calendar();
        let received = dispatch.after(from, calendar);
        let Some(opens) = asking::opens_where(meeting, |day| Period::months(months).before(day, calendar) >= received)
        else {
            continue;
        };
        let outer = match body.kind {
            BodyKind::WorkingParty => asking::meetings_of_parent(scenario, body),
            _ => vec![],
        };
        let ask = if outer.is_empty() {
            opens
        } else {
            Ask::AnyOf(vec![opens, Ask::Inside { meeting: meeting.id.clone(), outer }])
        };
        let why = format!("its collective letter is received {months} months before ({})", edition.clause);
        demands.push(asking::demand(scenario, rule, edition, ask, why));
    }
}
