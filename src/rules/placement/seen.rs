//! How placed meetings lie to each other, as `check` of several rules sees it. `demands` never uses this.

use crate::domain::body::{Body, BodyKind};
use crate::domain::plan::Placement;
use crate::domain::scenario::Scenario;
use crate::domain::view::{Placed, View};
use chrono::{Datelike, NaiveDate};

/// Calendar days from the close of the earlier to the opening of the later; zero or less when they share a day.
pub(super) fn days_apart(a: &Placement, b: &Placement) -> i64 {
    let (earlier, later) = if a.first() <= b.first() { (a, b) } else { (b, a) };
    (later.first() - earlier.last().max(earlier.first())).num_days()
}

/// All days of the one are days of the other.
pub(super) fn lies_inside(inner: &Placement, outer: &Placement) -> bool {
    outer.first() <= inner.first() && inner.last() <= outer.last()
}

/// At the same place, on shared days or at most so many days apart.
pub(super) fn held_together(a: &Placed<'_>, b: &Placed<'_>, most_days: i64) -> bool {
    a.at.venue.is_some() && a.at.venue == b.at.venue && days_apart(a.at, b.at) <= most_days
}

/// The body belongs to TSAG.
pub(super) fn of_advisory_group(scenario: &Scenario, body: &Body) -> bool {
    scenario.parent_of(body).is_some_and(|parent| parent.kind == BodyKind::AdvisoryGroup)
}

/// The meeting lies inside a meeting of the parent.
pub(super) fn inside_parent(view: &View<'_>, placed: &Placed<'_>) -> bool {
    view.of_parent(placed.body).iter().any(|parent| lies_inside(placed.at, parent.at))
}

/// The calendar years in which all meetings of a body are in view: the period holds the whole year, or all of it since
/// the body was made known.
pub(super) fn whole_years(scenario: &Scenario, body: &Body) -> Vec<i32> {
    let begun = body.establishment.circular_dated.or(body.establishment.decided_on);
    (scenario.from.year()..=scenario.until.year())
        .filter(|year| {
            let (Some(first), Some(last)) =
                (NaiveDate::from_ymd_opt(*year, 1, 1), NaiveDate::from_ymd_opt(*year, 12, 31))
            else {
                return false;
            };
            let from_the_start = scenario.from <= first || begun.is_some_and(|day| day >= scenario.from);
            from_the_start && scenario.until >= last && begun.is_none_or(|day| day <= last)
        })
        .collect()
}

/// `2 meetings`, `1 meeting`.
pub(super) fn meetings(count: usize) -> String {
    if count == 1 { "1 meeting".to_owned() } else { format!("{count} meetings") }
}

/// Days as a list for people, at most four of them.
pub(super) fn list_of_days(days: &[(NaiveDate, String)]) -> String {
    let mut shown: Vec<String> = days.iter().take(4).map(|(day, name)| format!("{day} ({name})")).collect();
    if days.len() > 4 {
        shown.push(format!("{} more", days.len() - 4));
    }
    shown.join(", ")
}
