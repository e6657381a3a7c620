//! Fair hours for a series of e-meetings: dates and hours that ask as little as can be of those who bear most, proven.
//!
//! * [`clocks`] - local time and burden wherever a member is
//! * [`choices`] - dates and hours each meeting may have, demand by demand
//! * [`instance`] - the same as numbers: kinds of choices by what they ask of whom
//! * [`standing`] - what "fairer" means
//! * [`weighing`] - bounds
//! * [`search`] - the fairest plan, aim after aim
//! * [`wishes`] - among the fairest, the dates that keep the wishes best
//! * [`contradiction`] - why there is no plan
//! * [`assess`] - everything known about a plan, whoever made it
//! * [`mod@check`] - the demands once more, written without the rest

mod assess;
mod check;
mod choices;
mod clocks;
mod contradiction;
mod instance;
mod search;
mod standing;
mod weighing;
mod wishes;

#[cfg(test)]
mod tests;

pub use assess::assess;
pub use check::check;
pub use search::Limit;

use crate::domain::plan::Quality;
use crate::domain::series::outcome::{Assessed, Demanded, Proof};
use crate::domain::series::{Burden, Series, SeriesPlan};
use crate::domain::time::{Date, TimeError, ZoneData};
use choices::{Choice, choices, musts};
use clocks::Clocks;
use instance::Instance;

/// What comes of planning a series.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum HoursOutcome {
    /// A plan, with its proof.
    Planned(Box<Assessed>),
    /// No plan exists: without any one of these demands there would be one.
    Impossible(Vec<Demanded>),
    /// The limit was reached before a plan was found; that is no proof that there is none.
    NothingFound,
}

/// Plans a series.
///
/// # Errors
/// When the time-zone data lack a zone of the series.
pub fn plan(series: &Series, zones: &ZoneData, limit: &Limit<'_>) -> Result<HoursOutcome, TimeError> {
    let (from, until) = span(series, None);
    let clocks = Clocks::new(series, zones, from, until)?;
    let before = before(series, &clocks)?;
    let choices = allowed(series, &clocks);
    let mut instance = Instance::new(series, &clocks, &before, &choices);
    if !instance.is_possible() {
        return Ok(HoursOutcome::Impossible(contradiction::of(series, zones)?));
    }
    let kinds = instance.meetings.iter().map(Vec::len).collect();
    let found = match search::fairest(&mut instance, limit) {
        Ok(found) => found,
        Err(true) => return Ok(HoursOutcome::Impossible(contradiction::of(series, zones)?)),
        Err(false) => return Ok(HoursOutcome::NothingFound),
    };
    let (slots, wishes_proven) = wishes::dates(series, &instance, &found, limit);
    let plan = series.plan_of(series.meetings.iter().map(|meeting| meeting.id.clone()).zip(slots).collect());
    let mut assessed = assess(series, zones, plan)?;
    assessed.proof = Some(Proof {
        quality: if found.proven { Quality::Optimal } else { Quality::Feasible },
        levels: found.levels,
        wishes_proven,
        looked_at: found.steps,
        choices: choices.iter().map(Vec::len).collect(),
        kinds,
    });
    Ok(HoursOutcome::Planned(Box::new(assessed)))
}

/// What every meeting may choose from.
fn allowed(series: &Series, clocks: &Clocks<'_>) -> Vec<Vec<Choice>> {
    let musts = musts(series);
    let one = |index: usize| choices(clocks, series, &musts, index, days(series, index)).0;
    (0..series.meetings.len()).map(one).collect()
}

/// The days a meeting may be on: its window, with the day that was given if it is fixed.
fn days(series: &Series, index: usize) -> (Date, Date) {
    let meeting = &series.meetings[index];
    (meeting.earliest, meeting.latest)
}

/// What was asked of each member before the series.
fn before(series: &Series, clocks: &Clocks<'_>) -> Result<Vec<Burden>, TimeError> {
    let begins: Vec<_> = series.held.iter().map(|held| clocks.begins(held.slot)).collect::<Result<_, _>>()?;
    let one = |member| {
        let held = series.held.iter().zip(&begins).map(|(held, begins)| clocks.burden(member, *begins, held.minutes));
        member.past + held.sum()
    };
    Ok(series.members.iter().map(one).collect())
}

/// The days that matter to a series: its windows, its past, and those of a plan.
fn span(series: &Series, plan: Option<&SeriesPlan>) -> (Date, Date) {
    let planned = plan.into_iter().flat_map(|plan| plan.slots.values().map(|slot| slot.date));
    let days = series.meetings.iter().flat_map(|meeting| [meeting.earliest, meeting.latest]);
    let held = series.held.iter().map(|held| held.slot.date);
    let all: Vec<Date> = planned.chain(days).chain(held).collect();
    (all.iter().copied().min().unwrap_or(series.as_of), all.iter().copied().max().unwrap_or(series.as_of))
}
