//! Options for the dates of one meeting: a few good places far enough apart to be a choice, each with what follows from it.

use super::board::Board;
use crate::domain::demand::Level;
use crate::domain::finding::Verdict;
use crate::domain::ids::MeetingId;
use crate::domain::options::{DatedOption, OptionLabel, OptionSheet};
use crate::domain::plan::Placement;
use crate::domain::reason::{Alternative, WhatIf};
use crate::domain::view::View;
use crate::rules;
use thiserror::Error;

/// Openings nearer to each other than this many days are one option to those who travel.
const APART: i64 = 5;

/// Why there is no sheet.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OptionsError {
    /// The scenario has no such meeting.
    #[error("the scenario has no meeting {0}")]
    Unknown(MeetingId),
    /// No choice: fewer than two dates keep every must and lie in the future.
    #[error(
        "{meeting} has {found} dates that keep every must and lie after the day of the plan; options need two or more"
    )]
    TooFew {
        /// The meeting.
        meeting: MeetingId,
        /// How many there are.
        found: usize,
    },
}

/// Two or more options for the dates of a meeting, best first chosen, in the order of their dates. The dates of the plan are
/// among them, if they still lie ahead. No option breaks a must that the plan keeps, none lies in the past, and none opens
/// within a few days of another unless the window has no room for more.
///
/// # Errors
/// [`OptionsError`]: no such meeting, or no choice.
pub fn options(
    board: &Board<'_>,
    view: &View<'_>,
    meeting: &MeetingId,
    count: usize,
) -> Result<OptionSheet, OptionsError> {
    if !view.scenario.meetings().contains_key(meeting) {
        return Err(OptionsError::Unknown(meeting.clone()));
    }
    let now = board.plan().placements.get(meeting);
    let ahead = |at: &Placement| at.first() > board.plan().as_of;
    let mut ranked: Vec<Alternative> = board
        .alternatives(meeting)
        .into_iter()
        .filter(|one| ahead(&one.placement) && one.breaks.is_empty() && !worse_in_musts(one))
        .filter(|one| now.is_none_or(|now| !now.same_dates(&one.placement)))
        .collect();
    ranked.sort_by_key(|one| (points(one), one.placement.first(), one.placement.half, one.placement.venue.clone()));
    let mut chosen: Vec<Placement> = now.filter(|now| ahead(now)).cloned().into_iter().collect();
    for apart in [APART, 1, 0] {
        for one in &ranked {
            let far = |other: &Placement| {
                let days = (other.first() - one.placement.first()).num_days().abs();
                days >= apart && !other.same_dates(&one.placement)
            };
            if chosen.len() < count && chosen.iter().all(far) {
                chosen.push(one.placement.clone());
            }
        }
    }
    if chosen.len() < 2 {
        return Err(OptionsError::TooFew { meeting: meeting.clone(), found: chosen.len() });
    }
    chosen.sort_by_key(|at| (at.first(), at.half, at.venue.clone()));
    let options = chosen.into_iter().enumerate().filter_map(|(index, at)| {
        let label = OptionLabel::of(index)?;
        Some(option(board, view, meeting, label, at))
    });
    Ok(OptionSheet { meeting: meeting.clone(), options: options.collect() })
}

fn worse_in_musts(one: &Alternative) -> bool {
    one.price.iter().any(|price| price.level == Level::Must && price.points > 0)
}

/// The price as a vector, the most important level first.
fn points(one: &Alternative) -> [i64; 4] {
    let at = |level| one.price.iter().filter(|price| price.level == level).map(|price| price.points).sum();
    [Level::Must, Level::Should, Level::Change, Level::Prefer].map(at)
}

fn option(board: &Board<'_>, view: &View<'_>, meeting: &MeetingId, label: OptionLabel, at: Placement) -> DatedOption {
    let now = board.plan().placements.get(meeting).is_some_and(|now| now.same_dates(&at));
    let whatif: WhatIf = board.whatif(meeting, Some(&at));
    let plan = board.plan_after(&whatif);
    let there = View::new(view.scenario, &plan);
    let deadlines = there.placed(meeting).map(|placed| rules::deadlines(&there, &placed)).unwrap_or_default();
    let after = board.after(&plan, &whatif);
    let about = after
        .findings()
        .iter()
        .filter(|finding| finding.verdict == Verdict::Broken && finding.meetings.contains(meeting));
    DatedOption {
        label,
        now,
        along: whatif.moves.into_iter().filter(|step| step.meeting != *meeting).collect(),
        findings: about.cloned().collect(),
        deadlines,
        price: whatif.price,
        placement: at,
    }
}
