//! When a series has no plan: the smallest set of demands that contradict each other, found by leaving one out at a time.

use super::choices::{Must, allows_day, allows_hour, musts, starts, words};
use super::clocks::Clocks;
use crate::domain::series::outcome::Demanded;
use crate::domain::series::{Series, Slot};
use crate::domain::time::{Date, TimeError, ZoneData};
use chrono::{Datelike, Days};
use std::collections::BTreeSet;

/// How far before and after the windows a meeting may be while a window is left out, in days.
const AROUND: u64 = 370;

/// Demands without any one of which there is a plan.
///
/// # Errors
/// When the time-zone data lack a zone.
pub(super) fn of(series: &Series, zones: &ZoneData) -> Result<Vec<Demanded>, TimeError> {
    let earliest = series.meetings.iter().map(|meeting| meeting.earliest).min().unwrap_or(series.as_of);
    let latest = series.meetings.iter().map(|meeting| meeting.latest).max().unwrap_or(series.as_of);
    let from = earliest.min(series.as_of).checked_sub_days(Days::new(AROUND)).unwrap_or(earliest);
    let until = latest.max(series.as_of).checked_add_days(Days::new(AROUND)).unwrap_or(latest);
    let clocks = Clocks::new(series, zones, from, until)?;
    let mut set = musts(series);
    let mut position = 0;
    while position < set.len() {
        let mut without = set.clone();
        without.remove(position);
        if has_plan(series, &clocks, &without, (from, until)) { position += 1 } else { set = without }
    }
    Ok(set.into_iter().map(|must| words(series, must)).collect())
}

/// Whether these demands leave a plan.
fn has_plan(series: &Series, clocks: &Clocks<'_>, musts: &[Must], span: (Date, Date)) -> bool {
    if musts.contains(&Must::SameHour) {
        let all: BTreeSet<u16> = series.meetings.iter().flat_map(|meeting| starts(series, meeting)).collect();
        all.into_iter().any(|start| has_days(series, clocks, musts, span, Some(start)))
    } else {
        has_days(series, clocks, musts, span, None)
    }
}

fn has_days(series: &Series, clocks: &Clocks<'_>, musts: &[Must], span: (Date, Date), hour: Option<u16>) -> bool {
    let least = if musts.contains(&Must::Apart) { i32::from(series.settings.least_days) } else { i32::MIN };
    let most = match series.settings.most_days {
        Some(most) if musts.contains(&Must::Together) => i32::from(most),
        _ => i32::MAX,
    };
    let mut reached: Option<Vec<i32>> = None;
    for (index, meeting) in series.meetings.iter().enumerate() {
        let mut days = Vec::new();
        for day in span.0.iter_days().take_while(|day| *day <= span.1) {
            let number = day.num_days_from_ce();
            let follows = reached.as_ref().is_none_or(|before| {
                before.iter().any(|before| {
                    let days = number - before;
                    (least == i32::MIN || days >= least) && days <= most
                })
            });
            if !follows || !musts.iter().all(|must| allows_day(series, *must, index, day)) {
                continue;
            }
            let mut hours = starts(series, meeting).filter(|start| hour.is_none_or(|hour| hour == *start));
            let fits = |start_minute: u16| {
                let slot = Slot { date: day, start_minute };
                clocks.begins(slot).is_ok_and(|begins| {
                    musts.iter().all(|must| allows_hour(clocks, series, *must, index, slot, begins))
                })
            };
            if hours.any(fits) {
                days.push(number);
            }
        }
        if days.is_empty() {
            return false;
        }
        reached = Some(days);
    }
    true
}
