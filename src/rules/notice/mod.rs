//! N: notice and convening.

mod n11;

use super::rule::Rule;

/// The rules of this family, by id.
pub(super) static RULES: &[&dyn Rule] = &[&n11::N11];
