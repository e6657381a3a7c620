//! The minimal set of demands that contradict each other.

use super::engine::{Ending, Limits, News, Waiting, run};
use super::lower::Program;
use super::windows::{Failure, Scope, Windows};
use crate::kernel::brute::{members, shrink};
use crate::kernel::{Member, Problem};

/// Shrinks demands that contradict each other to a set of which none can be dropped: the deletion filter (J. W. Chinneck and
/// E. W. Dravnieks, *Locating minimal infeasible constraint sets in linear programs*, 1991), in halves first. `suspects` are
/// known to contradict each other; without them it begins with all. `out_of_time` says when to give up; the second value is
/// whether the set is proven minimal.
pub(super) fn find(
    problem: &Problem,
    suspects: Option<Vec<Member>>,
    limits: Limits,
    stop: &dyn Fn() -> bool,
    out_of_time: &dyn Fn() -> bool,
) -> (Vec<Member>, bool) {
    let all = suspects.unwrap_or_else(|| members(problem));
    shrink(all, |kept| if out_of_time() { None } else { satisfiable(problem, kept, limits, stop) })
}

/// Waits and does nothing else.
struct Patient<'a>(&'a dyn Fn() -> bool);

impl Waiting for Patient<'_> {
    fn is_stopped(&self) -> bool {
        self.0()
    }

    fn hear(&mut self, _: &News) {}
}

/// Whether placements exist that keep `kept`; `None` if there was no time to find out.
fn satisfiable(problem: &Problem, kept: &[Member], limits: Limits, stop: &dyn Fn() -> bool) -> Option<bool> {
    let scope = Scope { kept: Some(kept), ceilings: Vec::new() };
    let windows = match Windows::new(problem, &scope, stop) {
        Ok(windows) => windows,
        Err(Failure::Empty) => return Some(false),
        Err(Failure::Stopped) => return None,
    };
    if super::portfolio::is_too_large(problem, &windows, &scope) {
        return None;
    }
    let program = Program::new(problem, &windows, &scope, stop).ok()?;
    let outcome = run(program.linear.clone(), None, limits, &mut Patient(stop));
    match outcome.ending {
        Ending::Infeasible => Some(false),
        Ending::Proven => Some(true),
        Ending::Stopped | Ending::Failed => None,
    }
}
