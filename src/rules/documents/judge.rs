//! What the checks of this family share: a day that a letter states against the limit of a rule. Only `check` uses this.

use crate::domain::days::{Period, days_between};
use crate::domain::finding::Finding;
use crate::domain::view::{Placed, View};
use crate::rules::rule::Draft;
use chrono::NaiveDate;

/// A day stated by the letter, and what the rule asks.
pub(super) struct Stated<'a> {
    /// What is due: "contributions".
    pub(super) what: &'a str,
    /// The day the letter states.
    pub(super) by: NaiveDate,
    /// How long before the opening it is due.
    pub(super) period: Period,
}

/// The finding about a stated day that is later than allowed.
pub(super) fn too_late(draft: Draft, view: &View<'_>, placed: &Placed<'_>, stated: &Stated<'_>) -> Finding {
    let Stated { what, by, period } = stated;
    let (opening, limit) = (placed.at.first(), last_day(view, placed, *period));
    let later = period.first_opening(*by, view.scenario.secretariat_calendar());
    draft.on([*by, limit, opening]).hits([placed]).amount(days_between(limit, *by)).broken(
        format!(
            "{} opens on {opening}; its letter asks for {what} by {by}, {} days before instead of {period} (by {limit})",
            placed.meeting.title.as_str(),
            days_between(*by, opening)
        ),
        format!("ask for {what} by {limit}, or open on {later} or later"),
    )
}

/// The last day of something due so long before an opening, on whatever day of the week it falls.
pub(super) fn last_day(view: &View<'_>, placed: &Placed<'_>, period: Period) -> NaiveDate {
    period.before(placed.at.first(), view.scenario.secretariat_calendar())
}
