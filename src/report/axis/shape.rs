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

/// Width of a character of a label, with some room to spare.
const CHARACTER: f64 = 6.0;

/// A rectangle.
pub(super) fn rect(x: f64, y: f64, width: f64, height: f64, class: &str, title: String) -> Rect {
    Rect { x: Px(x), y: Px(y), width: Px(width), height: Px(height), class: class.to_owned(), title }
}

/// A vertical line.
pub(super) fn line(x: f64, y1: f64, y2: f64, class: &str, title: String) -> Line {
    Line { x: Px(x), y1: Px(y1), y2: Px(y2), class: class.to_owned(), title }
}

/// Words.
pub(super) fn text(x: f64, y: f64, class: &str, words: String) -> Text {
    Text { x: Px(x), y: Px(y), class: class.to_owned(), words }
}

/// How wide words are, about.
pub(super) fn width_of(words: &str) -> f64 {
    words.chars().fold(0.0, |width, character| width + if character.is_ascii() { CHARACTER } else { 10.0 })
}

/// Puts stretches into as few lanes as they need, in the order given; returns the lane of each, and how many there are.
pub(super) fn lanes(stretches: &[(f64, f64)]) -> (Vec<usize>, usize) {
    let mut ends: Vec<f64> = Vec::new();
    let chosen = stretches
        .iter()
        .map(|(start, end)| {
            let lane = ends.iter().position(|free| free <= start).unwrap_or(ends.len());
            if lane == ends.len() {
                ends.push(*end);
            } else {
                ends[lane] = *end;
            }
            lane
        })
        .collect();
    (chosen, ends.len().max(1))
}

/// A number of things as a factor of a length.
#[expect(clippy::cast_precision_loss, reason = "a number of rows on a page")]
pub(super) fn count_as_length(count: usize) -> f64 {
    count as f64
}
