//! D: documents and service deadlines.

use super::rule::Rule;

/// The rules of this family, by id.
pub(super) static RULES: &[&dyn Rule] = &[];
