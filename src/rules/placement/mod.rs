//! P: placement, length, co-location, conflicts.

use super::rule::Rule;

/// The rules of this family, by id.
pub(super) static RULES: &[&dyn Rule] = &[];
