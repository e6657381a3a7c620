//! What the checks of this family share: a day that a letter states against the limit of a rule. Only `check` uses this.

use crate::domain::days::days_between;
use crate::domain::finding::Finding;
use crate::domain::view::Placed;
use crate::rules::rule::Draft;
use chrono::NaiveDate;

/// A day stated by the letter, and what the rule asks.
pub(super) struct Stated<'a> {
    /// What is due: "contributions".
    pub(super) what: &'a str,
    /// The day the letter states.
    pub(super) by: NaiveDate,
    /// The period asked for, in words: "12 calendar days".
    pub(super) due: &'a str,
    /// The last day allowed.
    pub(super) limit: NaiveDate,
}

/// The finding about a stated day that is later than allowed.
pub(super) fn too_late(draft: Draft, placed: &Placed<'_>, stated: &Stated<'_>) -> Finding {
    let Stated { what, by, due, limit } = stated;
    let opening = placed.at.first();
    draft.on([*by, *limit, opening]).hits([placed]).amount(days_between(*limit, *by)).broken(
        format!(
            "{} opens on {opening}; its letter asks for {what} by {by}, {} days before, but {due} are due (by {limit})",
            placed.meeting.title.as_str(),
            days_between(*by, opening)
        ),
        format!("ask for {what} by {limit}, or open {} days later", days_between(*limit, *by)),
    )
}

/// The last day of something due so long before an opening, on whatever day of the week it falls.
pub(super) fn last_day(
    view: &crate::domain::view::View<'_>,
    placed: &Placed<'_>,
    period: crate::domain::days::Period,
) -> NaiveDate {
    period.before(placed.at.first(), view.scenario.secretariat_calendar())
}
