//! How many meetings a year, as demands: at least so many of these open in a year, at most so many. `check` counts by
//! itself and never uses this.

use super::asks::{openings, opens_by, opens_from};
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
    let Some((first, last)) = ends(year) else { return vec![] };
    if least == 0 || least > meetings.len() {
        // More are due than there are: no date mends it.
        return vec![];
    }
    let mut asks = vec![];
    // Whether it opens within the year by its window alone.
    let (mut always, mut open) = (0, vec![]);
    for meeting in meetings {
        let (from, to) = openings(scenario, meeting);
        if first <= from && to <= last {
            always += 1;
        } else if from <= last && first <= to {
            open.push(*meeting);
        }
    }
    if always >= least || always + open.len() < least {
        return asks;
    }
    for subset in subsets(&open, open.len() - (least - always) + 1) {
        // "One of them opens within the year" is asked for by the ends: for every choice of an end for each meeting,
        // one of the ends chosen is kept. A meeting whose window has one end in the year has but the other.
        let mut choices: Vec<Vec<Ask>> = vec![vec![]];
        for meeting in subset {
            let (from, to) = openings(scenario, meeting);
            let mut both = vec![];
            if from < first {
                both.push(opens_from(meeting, first));
            }
            if last < to {
                both.extend(opens_by(scenario, meeting, last));
            }
            choices = choices
                .iter()
                .flat_map(|chosen| both.iter().map(|end| chosen.iter().chain([end]).cloned().collect()))
                .collect();
            if choices.len() > MOST_SUBSETS {
                return vec![];
            }
        }
        asks.extend(choices.into_iter().map(Ask::AnyOf));
    }
    asks
}

/// Of every `most + 1` meetings one opens in another year: so at most `most` open in this one.
pub(super) fn at_most(scenario: &Scenario, meetings: &[&Meeting], year: i32, most: usize) -> Vec<Ask> {
    let Some((first, last)) = ends(year) else { return vec![] };
    let within: Vec<&Meeting> = meetings
        .iter()
        .filter(|meeting| {
            let (from, to) = openings(scenario, meeting);
            from <= last && first <= to
        })
        .copied()
        .collect();
    let mut asks = vec![];
    for subset in subsets(&within, most + 1) {
        let mut ways = vec![];
        for meeting in subset {
            let (from, to) = openings(scenario, meeting);
            if from < first {
                ways.extend(first.pred_opt().and_then(|before| opens_by(scenario, meeting, before)));
            }
            if let Some(after) = last.succ_opt().filter(|after| *after <= to) {
                ways.push(opens_from(meeting, after));
            }
        }
        // None left means that there are too many whatever is planned: said by the checker.
        if !ways.is_empty() {
            asks.push(Ask::AnyOf(ways));
        }
    }
    asks
}

fn ends(year: i32) -> Option<(NaiveDate, NaiveDate)> {
    Some((NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?))
}

fn subsets<'a>(of: &[&'a Meeting], size: usize) -> Vec<Vec<&'a Meeting>> {
    let mut found: Vec<Vec<&Meeting>> = vec![vec![]];
    for meeting in of {
        let grown: Vec<Vec<&Meeting>> = found
            .iter()
            .filter(|subset| subset.len() < size)
            .map(|subset| subset.iter().chain([meeting]).copied().collect())
            .collect();
        found.extend(grown);
        if found.len() > 64 * MOST_SUBSETS {
            return vec![];
        }
    }
    found.retain(|subset| subset.len() == size);
    if found.len() > MOST_SUBSETS { vec![] } else { found }
}
