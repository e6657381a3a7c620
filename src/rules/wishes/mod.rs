//! Judges a plan against what the scenario itself asks: dates at all, windows, lengths, relations, series, limits, rooms.

mod breach;
mod dates;
mod loads;
mod relations;
mod status;

pub(super) use loads::{counted, crowded};

use crate::domain::finding::Finding;
use crate::domain::view::{Scope, View};

/// Pushes what is broken.
pub(super) fn check(view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
    status::unplaced(view, scope, findings);
    for placed in view.scoped(scope) {
        status::held_too_early(view, &placed, findings);
        dates::dates(view, &placed, findings);
        relations::relations(view, &placed, findings);
    }
    relations::together(view, scope, findings);
    relations::series(view, scope, findings);
    for limit in view.scenario.limits() {
        loads::at_once(view, scope, limit, findings);
    }
    loads::rooms(view, scope, findings);
    loads::shared_delegates(view, scope, findings);
}
