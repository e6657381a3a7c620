//! Where something stands in a document, such as `activities[3].starts[0]`: written out only where something is wrong.

use std::fmt;

/// A place in a document: the steps that lead there, the last one first.
#[derive(Debug, Clone, Copy)]
pub(super) struct At<'a> {
    before: Option<&'a At<'a>>,
    step: Step<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'a> {
    Document,
    Key(&'a str),
    Item(usize),
}

impl<'a> At<'a> {
    /// The document itself.
    pub(super) const DOCUMENT: At<'static> = At { before: None, step: Step::Document };

    /// A list or object of the document.
    pub(super) const fn top(key: &'a str) -> Self {
        At { before: None, step: Step::Key(key) }
    }

    /// What an object has under a key.
    pub(super) fn key(&'a self, key: &'a str) -> Self {
        At { before: Some(self), step: Step::Key(key) }
    }

    /// An item of a list.
    pub(super) fn item(&'a self, position: usize) -> Self {
        At { before: Some(self), step: Step::Item(position) }
    }

    fn is_document(&self) -> bool {
        matches!(self.step, Step::Document)
    }
}

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(before) = self.before {
            before.fmt(f)?;
        }
        match self.step {
            Step::Document => Ok(()),
            Step::Key(key) if self.before.is_none_or(At::is_document) => f.write_str(key),
            Step::Key(key) => write!(f, ".{key}"),
            Step::Item(position) => write!(f, "[{position}]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_written_as_in_programs() {
        let activities = At::DOCUMENT.key("activities");
        let activity = activities.item(3);
        let starts = activity.key("starts");
        assert_eq!(starts.item(0).to_string(), "activities[3].starts[0]");
        assert_eq!(At::top("horizon").to_string(), "horizon");
        assert_eq!(At::DOCUMENT.to_string(), "");
    }
}
