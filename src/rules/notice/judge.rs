//! What the checks of this family share: how much notice a meeting was given. Only `check` and `deadlines` use this.

use crate::domain::body::BodyKind;
use crate::domain::days::{CalendarDays, Counted, Deadline as Due, Period, Roll, days_between};
use crate::domain::view::{Placed, View};
use chrono::NaiveDate;

/// How the notice given compares with the notice due.
pub(super) enum Notice {
    /// Given by the limit, or can still be.
    InTime,
    /// Given, or at the earliest possible, on this day after the limit.
    Late(NaiveDate),
    /// Announced on a day nobody recorded, and the limit has passed.
    Unknown,
}

/// The last day for the letter of a meeting: so long before the opening, and the days of dispatch before that when the
/// letter is to be *received* by then.
pub(super) fn limit(placed: &Placed<'_>, view: &View<'_>, period: Period, dispatch: u16) -> Counted {
    Due::new(period)
        .rolled(Roll::None)
        .received(CalendarDays::new(dispatch))
        .limit(placed.at.first(), view.scenario.secretariat_calendar())
}

/// Compares the letter of a meeting, or the day of the plan where there is none yet, with a limit.
pub(super) fn notice(view: &View<'_>, placed: &Placed<'_>, limit: NaiveDate) -> Notice {
    match view.notice_from(placed) {
        Some(from) if from > limit => Notice::Late(from),
        // What is known as announced on the day of the plan was announced by then.
        None if view.scenario.as_of > limit => Notice::Unknown,
        _ => Notice::InTime,
    }
}

/// "SG13 opens on 2017-11-06; its letter of 2017-09-20 is 47 days before, but 2 months are due (by 2017-09-06)".
pub(super) fn late(placed: &Placed<'_>, what: &str, from: NaiveDate, due: &str, limit: NaiveDate) -> String {
    let opening = placed.at.first();
    let days = days_between(from, opening);
    let letter = match placed.letter_dated() {
        Some(_) => format!("its {what} of {from} is {days} days before"),
        None => format!("{} {what} of {from}, the day of this plan, is {days} days before", article(what)),
    };
    format!("{} opens on {opening}; {letter}, but {due} are due (by {limit})", placed.meeting.title.as_str())
}

fn article(what: &str) -> &'static str {
    if what.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

/// What to do about a notice that is too short: when the meeting could open.
pub(super) fn later(view: &View<'_>, period: Period, dispatch: u16, from: NaiveDate) -> String {
    let calendar = view.scenario.secretariat_calendar();
    let received = Period::days(dispatch).after(from, calendar);
    format!("open on {} or later", period.first_opening(received, calendar))
}

/// The meeting lies within the days of a meeting of its parent.
pub(super) fn inside_parent(view: &View<'_>, placed: &Placed<'_>) -> bool {
    view.of_parent(placed.body)
        .iter()
        .any(|parent| parent.at.first() <= placed.at.first() && placed.at.last() <= parent.at.last())
}

/// A working party that meets within its study group is convened by the letter of the study group.
pub(super) fn within_study_group(view: &View<'_>, placed: &Placed<'_>) -> bool {
    placed.body.kind == BodyKind::WorkingParty && inside_parent(view, placed)
}
