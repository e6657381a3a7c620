//! A component under way. Its properties are added in any order and written by name, those that may come several times
//! after all others; components inside it come last. So the order in which code adds them never shows in the bytes.

use super::writer::{push_parameter, push_text, push_value};

/// Octets of a usual component, and its properties.
const OCTETS: usize = 1024;
const PROPERTIES: usize = 24;

/// A component under way.
#[derive(Debug)]
pub(super) struct Component {
    kind: &'static str,
    /// All content lines, neither folded nor ended, one after the other: thousands of components make no string each.
    text: String,
    lines: Vec<Line>,
    inside: Vec<Self>,
}

/// Where a property stands in the text.
#[derive(Debug, Clone, Copy)]
struct Line {
    repeats: bool,
    name: &'static str,
    from: usize,
    to: usize,
}

/// A property under way: its parameters, in the order of their names, then its value.
#[derive(Debug)]
pub(super) struct Property<'a> {
    component: &'a mut Component,
    repeats: bool,
    name: &'static str,
    from: usize,
}

impl Component {
    /// A component of a kind such as `VEVENT`, with nothing in it.
    pub(super) fn new(kind: &'static str) -> Self {
        let (text, lines) = (String::with_capacity(OCTETS), Vec::with_capacity(PROPERTIES));
        Self { kind, text, lines, inside: Vec::new() }
    }

    /// Begins a property that comes once.
    pub(super) fn once(&mut self, name: &'static str) -> Property<'_> {
        self.begin(name, false)
    }

    /// Begins a property that may come several times.
    pub(super) fn repeated(&mut self, name: &'static str) -> Property<'_> {
        self.begin(name, true)
    }

    fn begin(&mut self, name: &'static str, repeats: bool) -> Property<'_> {
        let from = self.text.len();
        self.text.push_str(name);
        Property { component: self, repeats, name, from }
    }

    /// Puts a component inside this one.
    pub(super) fn put_inside(&mut self, component: Self) {
        self.inside.push(component);
    }

    /// What stands behind `BEGIN:` and `END:`.
    pub(super) const fn kind(&self) -> &'static str {
        self.kind
    }

    /// The content lines in the order in which they are written.
    pub(super) fn lines(&mut self) -> impl Iterator<Item = &str> {
        self.lines.sort_by_key(|line| (line.repeats, line.name));
        self.lines.iter().map(|line| &self.text[line.from..line.to])
    }

    /// The components inside.
    pub(super) fn into_inside(self) -> Vec<Self> {
        self.inside
    }
}

impl Property<'_> {
    /// Adds a parameter.
    pub(super) fn parameter(self, name: &str, value: &str) -> Self {
        let text = &mut self.component.text;
        text.push(';');
        text.push_str(name);
        text.push('=');
        push_parameter(text, name, value);
        self
    }

    /// Ends the property with its value.
    pub(super) fn value(self, value: &str) {
        self.component.text.push(':');
        push_value(&mut self.component.text, self.name, value);
        self.end();
    }

    /// Ends the property with a list of texts.
    pub(super) fn list<'t>(self, texts: impl IntoIterator<Item = &'t str>) {
        let text = &mut self.component.text;
        let mut between = ':';
        for one in texts {
            text.push(between);
            push_text(text, one);
            between = ',';
        }
        self.end();
    }

    fn end(self) {
        let Self { component, repeats, name, from } = self;
        let to = component.text.len();
        component.lines.push(Line { repeats, name, from, to });
    }
}
