//! How many meetings a year, as demands: at least so many of these open in a year, at most so many. `check` counts by
//! itself and never uses this.

use super::asks::opening_days;
use crate::domain::body::Body;
use crate::domain::demand::Ask;
use crate::domain::meeting::Meeting;
use crate::domain::scenario::Scenario;
use chrono::{Datelike, NaiveDate};

/// Beyond so many subsets nothing is asked: a body does not meet so often.
const MOST_SUBSETS: usize = 500;

/// The years of which the scenario sees every meeting of a body.
pub(super) fn years(scenario: &Scenario, body: &Body) -> impl Iterator<Item = i32> + use<> {
    let known_since = body.establishment.circular_dated.or(body.establishment.decided_on);
    let new_body = known_since.filter(|day| *day >= scenario.from).map(|day| day.year());
    let whole = if (scenario.from.month(), scenario.from.day()) == (1, 1) { 0 } else { 1 };
    let first = new_body.unwrap_or(scenario.from.year() + whole).max(known_since.map_or(i32::MIN, |day| day.year()));
    let last = scenario.until.year() - i32::from((scenario.until.month(), scenario.until.day()) != (12, 31));
    first..=last
}

/// Of every `len - least + 1` meetings one opens in the year: so at least `least` do.
pub(super) fn at_least(scenario: &Scenario, meetings: &[&Meeting], year: i32, least: usize) -> Vec<Ask> {
    if least == 0 || least > meetings.len() {
        // More are due than there are: no date mends it.
        return vec![];
    }
    any_in_each_subset(scenario, meetings, meetings.len() - least + 1, |day| day.year() == year)
}

/// Of every `most + 1` meetings one opens in another year: so at most `most` open in this one.
pub(super) fn at_most(scenario: &Scenario, meetings: &[&Meeting], year: i32, most: usize) -> Vec<Ask> {
    if most >= meetings.len() {
        return vec![];
    }
    any_in_each_subset(scenario, meetings, most + 1, |day| day.year() != year)
}

fn any_in_each_subset(
    scenario: &Scenario,
    meetings: &[&Meeting],
    size: usize,
    wanted: impl Fn(NaiveDate) -> bool,
) -> Vec<Ask> {
    // Meetings whose whole window is wanted satisfy every subset they are in; those that can never, none.
    let days: Vec<Vec<NaiveDate>> =
        meetings.iter().map(|meeting| opening_days(scenario, meeting).filter(|day| wanted(*day)).collect()).collect();
    let always: Vec<bool> = meetings
        .iter()
        .zip(&days)
        .map(|(meeting, days)| days.len() == opening_days(scenario, meeting).count())
        .collect();
    let open: Vec<usize> = (0..meetings.len()).filter(|index| !always[*index]).collect();
    let mut asks = vec![];
    for subset in subsets(&open, size) {
        let ways: Vec<Ask> = subset
            .iter()
            .filter(|index| !days[**index].is_empty())
            .map(|index| Ask::OpensOn {
                meeting: meetings[*index].id.clone(),
                days: days[*index].iter().copied().collect(),
            })
            .collect();
        if ways.is_empty() {
            // Never to be had: said by the checker, not a contradiction between dates.
            continue;
        }
        asks.push(Ask::AnyOf(ways));
    }
    asks
}

fn subsets(of: &[usize], size: usize) -> Vec<Vec<usize>> {
    let mut found: Vec<Vec<usize>> = vec![vec![]];
    for index in of {
        let grown: Vec<Vec<usize>> = found
            .iter()
            .filter(|subset| subset.len() < size)
            .map(|subset| subset.iter().chain([index]).copied().collect())
            .collect();
        found.extend(grown);
        if found.len() > 64 * MOST_SUBSETS {
            return vec![];
        }
    }
    found.retain(|subset| subset.len() == size);
    if found.len() > MOST_SUBSETS { vec![] } else { found }
}
