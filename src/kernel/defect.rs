//! What is wrong with a document, and where.

use std::fmt;

/// One thing wrong with a problem or a solution. All defects of a document are reported together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// Where: a path such as `activities[3].starts[0]`, or empty for the whole document.
    pub path: String,
    /// What stands there, shortened.
    pub found: String,
    /// What should stand there.
    pub expected: String,
}

impl Defect {
    /// A defect at `path`.
    pub fn new(path: impl fmt::Display, found: impl Into<String>, expected: impl Into<String>) -> Self {
        Self { path: path.to_string(), found: found.into(), expected: expected.into() }
    }
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "document" } else { &self.path };
        write!(f, "{path}: found {}, expected {}", self.found, self.expected)
    }
}

impl std::error::Error for Defect {}
