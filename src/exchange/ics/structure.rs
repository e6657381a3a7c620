//! Content lines to components.

use super::Finding;
use super::lines::ContentLine;

/// Deepest nesting read: a calendar, an event, an alarm, and one for what others invent.
const DEEPEST: usize = 4;

/// A component with its lines and its parts.
#[derive(Debug, Default)]
pub(super) struct Component<'a> {
    /// `VEVENT`, in capitals.
    pub(super) kind: String,
    /// Where it begins.
    pub(super) line: usize,
    /// Its own properties.
    pub(super) properties: Vec<&'a ContentLine>,
    /// Its parts.
    pub(super) parts: Vec<Component<'a>>,
}

impl<'a> Component<'a> {
    /// Its properties of a name.
    pub(super) fn all(&self, name: &'a str) -> impl Iterator<Item = &'a ContentLine> {
        self.properties.iter().copied().filter(move |line| line.name == name)
    }

    /// Its first property of a name.
    pub(super) fn first(&self, name: &'a str) -> Option<&'a ContentLine> {
        self.all(name).next()
    }
}

/// Builds the calendars of a file. A missing END is told and closed; parts nested too deep are left out.
pub(super) fn build<'a>(lines: &'a [ContentLine], findings: &mut Vec<Finding>) -> Vec<Component<'a>> {
    let mut calendars = Vec::new();
    let mut open: Vec<Component<'a>> = Vec::new();
    // Components beyond the depth read, counted only.
    let mut beyond = 0_usize;
    for line in lines {
        match line.name.as_str() {
            "BEGIN" if beyond > 0 || open.len() >= DEEPEST => {
                if beyond == 0 {
                    let message = format!("components nested more than {DEEPEST} deep");
                    findings.push(Finding::error(line.number, "ics.structure", message, "close the outer ones first"));
                }
                beyond += 1;
            }
            "END" if beyond > 0 => beyond -= 1,
            _ if beyond > 0 => {}
            "BEGIN" => {
                let kind = line.value().trim().to_ascii_uppercase();
                if kind == "VEVENT" && open.last().is_some_and(|outer| outer.kind == "VEVENT") {
                    let message = "an event inside an event";
                    findings.push(Finding::error(
                        line.number,
                        "ics.structure",
                        message,
                        "end the first with END:VEVENT",
                    ));
                    close(&mut open, &mut calendars);
                }
                if open.is_empty() && kind != "VCALENDAR" {
                    let message = format!("{} outside a calendar", printable(&kind));
                    findings.push(Finding::error(line.number, "ics.structure", message, "begin with BEGIN:VCALENDAR"));
                }
                open.push(Component { kind, line: line.number, ..Component::default() });
            }
            "END" => {
                let kind = line.value().trim().to_ascii_uppercase();
                match open.iter().rposition(|component| component.kind == kind) {
                    Some(depth) => {
                        while open.len() > depth + 1 {
                            missing_end(&open, line.number, findings);
                            close(&mut open, &mut calendars);
                        }
                        close(&mut open, &mut calendars);
                    }
                    None => {
                        let message = format!("END:{} without its BEGIN", printable(&kind));
                        findings.push(Finding::error(line.number, "ics.structure", message, "remove it"));
                    }
                }
            }
            _ => {
                if let Some(component) = open.last_mut() {
                    component.properties.push(line);
                } else {
                    let message = format!("{} outside a calendar", printable(&line.name));
                    findings.push(Finding::error(line.number, "ics.structure", message, "begin with BEGIN:VCALENDAR"));
                }
            }
        }
    }
    let last = lines.last().map_or(1, |line| line.number);
    while !open.is_empty() {
        missing_end(&open, last, findings);
        close(&mut open, &mut calendars);
    }
    if lines.is_empty() {
        findings.push(Finding::error(1, "ics.structure", "no calendar in the file", "begin with BEGIN:VCALENDAR"));
    }
    calendars
}

fn missing_end(open: &[Component<'_>], at: usize, findings: &mut Vec<Finding>) {
    if let Some(component) = open.last() {
        let message = format!("no END:{} before line {at}", printable(&component.kind));
        findings.push(Finding::error(
            component.line,
            "ics.structure",
            message,
            "end it; a file cut short is fetched again",
        ));
    }
}

/// Closes the innermost open component.
fn close<'a>(open: &mut Vec<Component<'a>>, calendars: &mut Vec<Component<'a>>) {
    if let Some(done) = open.pop() {
        match open.last_mut() {
            Some(outer) => outer.parts.push(done),
            None => calendars.push(done),
        }
    }
}

/// Text of the file, fit for a message.
pub(super) fn printable(text: &str) -> String {
    let mut shown: String = text.chars().take(60).flat_map(char::escape_debug).collect();
    if text.chars().nth(60).is_some() {
        shown.push('…');
    }
    shown
}
