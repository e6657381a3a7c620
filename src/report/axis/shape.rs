//! Shapes: positions in CSS pixels, classes that the style sheet knows, and the words that name them.

use serde::{Serialize, Serializer};

/// A length in CSS pixels, printed with at most one decimal.
#[derive(Clone, Copy, PartialEq, PartialOrd, Debug, Default)]
pub struct Px(pub f64);

impl Serialize for Px {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = format!("{:.1}", self.0);
        serializer.serialize_str(text.strip_suffix(".0").unwrap_or(&text))
    }
}

/// A rectangle, with a tooltip when it has a title.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Rect {
    /// Left.
    pub x: Px,
    /// Top.
    pub y: Px,
    /// Width.
    pub width: Px,
    /// Height.
    pub height: Px,
    /// Classes.
    pub class: String,
    /// Tooltip; empty = none.
    pub title: String,
}

/// A vertical line.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Line {
    /// Left.
    pub x: Px,
    /// Top.
    pub y1: Px,
    /// Bottom.
    pub y2: Px,
    /// Classes.
    pub class: String,
    /// Tooltip; empty = none.
    pub title: String,
}

/// Words.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Text {
    /// Where it begins.
    pub x: Px,
    /// Baseline.
    pub y: Px,
    /// Classes.
    pub class: String,
    /// The words.
    pub words: String,
}

/// A meeting.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Bar {
    /// Where its details stand: `#m-…`.
    pub href: String,
    /// Tooltip and name for screen readers.
    pub title: String,
    /// Left.
    pub x: Px,
    /// Top.
    pub y: Px,
    /// Width.
    pub width: Px,
    /// Height.
    pub height: Px,
    /// Classes: kind of body and firmness.
    pub class: String,
    /// Top of the line that says the date stands: confirmed, announced or held; `None` otherwise.
    pub stands: Option<Px>,
    /// Label, where there is room.
    pub label: Option<Text>,
    /// Outline of the sign of its strongest finding, as an SVG path; empty = none.
    pub mark: String,
    /// Group of that finding.
    pub mark_class: String,
}

/// The label of a row.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Label {
    /// Short name: the id of the body.
    pub name: String,
    /// Longer name.
    pub more: String,
    /// Height of the row.
    pub height: Px,
    /// Steps of indentation beneath the parent.
    pub depth: usize,
    /// Classes: kind of body.
    pub class: String,
}

/// One stretch of time with all its rows.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Panel {
    /// Number, from 1.
    pub number: usize,
    /// Heading: `May – September 2017`.
    pub title: String,
    /// What there is to see, for screen readers.
    pub summary: String,
    /// Width.
    pub width: Px,
    /// Height.
    pub height: Px,
    /// Height of the head with months and days.
    pub head: Px,
    /// How much it must shrink to fit on a landscape A4 page.
    pub print_zoom: String,
    /// Labels of the rows, from the top.
    pub labels: Vec<Label>,
    /// Shading behind everything: closed days, events of others, rows.
    pub shades: Vec<Rect>,
    /// Lines of months, weeks and days.
    pub lines: Vec<Line>,
    /// Words of the head, and names of events.
    pub texts: Vec<Text>,
    /// Deadlines.
    pub ticks: Vec<Line>,
    /// Meetings.
    pub bars: Vec<Bar>,
}
