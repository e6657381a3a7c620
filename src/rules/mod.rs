//! What the procedures demand. One rule, one file; its numbers, clauses and editions are data of the profile.
//!
//! Two faces that never share code: [`check()`] judges a plan from the rule's text; [`demands()`] asks for dates before
//! there is a plan. A property test holds the two together.

mod asking;
mod check;
mod deadlines;
mod demand;
mod documents;
mod explain;
mod notice;
mod placement;
mod rule;
mod sessions;
mod table;
pub mod timetable;
mod touched;
mod wish_demands;
mod wishes;
mod words;

pub use check::{Tally, check, sort};
pub use deadlines::deadlines;
pub use demand::{demands, demands_without};
pub use explain::explain;
pub use rule::{Documentation, Rule, Tag};
pub use table::table_markdown;
pub use touched::touched;

use crate::domain::ids::RuleId;
use std::sync::OnceLock;

/// All rules in the order of their ids: notice, documents, placement, sessions.
pub fn all() -> &'static [&'static dyn Rule] {
    static ALL: OnceLock<Vec<&'static dyn Rule>> = OnceLock::new();
    ALL.get_or_init(|| {
        [notice::RULES, documents::RULES, placement::RULES, sessions::RULES].into_iter().flatten().copied().collect()
    })
}

/// The rule with an id.
pub fn find(id: RuleId) -> Option<&'static dyn Rule> {
    all().iter().copied().find(|rule| rule.id() == id)
}
