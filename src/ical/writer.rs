//! Content lines (RFC 5545 3.1): CRLF, folded at 75 octets between characters, no control character whatever the
//! input, in time linear in the text.

use icalendar::{Component, Property};

/// Octets of a line without its CRLF.
const LINE_LIMIT: usize = 75;

/// Collects content lines.
#[derive(Debug, Default)]
pub(super) struct Writer {
    out: String,
}

impl Writer {
    /// The calendar's bytes.
    pub(super) fn finish(self) -> String {
        self.out
    }

    /// `BEGIN:name`.
    pub(super) fn begin(&mut self, name: &str) {
        self.line(&format!("BEGIN:{name}"));
    }

    /// `END:name`.
    pub(super) fn end(&mut self, name: &str) {
        self.line(&format!("END:{name}"));
    }

    /// A property without parameters.
    pub(super) fn property(&mut self, name: &str, value: &str) {
        let mut line = format!("{name}:");
        push_value(&mut line, name, value);
        self.line(&line);
    }

    /// A component of the `icalendar` crate: its properties as they are, nothing added, sub-components last.
    pub(super) fn component(&mut self, component: &impl Component) {
        let kind = component.component_kind();
        self.begin(&kind);
        for property in component.properties().values() {
            self.model_property(property);
        }
        for property in component.multi_properties().values().flatten() {
            self.model_property(property);
        }
        for child in component.components() {
            self.component(child);
        }
        self.end(&kind);
    }

    fn model_property(&mut self, property: &Property) {
        let mut line = property.key().to_owned();
        for parameter in property.params().values() {
            line.push(';');
            line.push_str(parameter.key());
            line.push('=');
            push_parameter(&mut line, parameter.key(), parameter.value());
        }
        line.push(':');
        push_value(&mut line, property.key(), property.value());
        self.line(&line);
    }

    /// Writes one line, folded.
    fn line(&mut self, line: &str) {
        let (mut rest, mut room) = (line, LINE_LIMIT);
        while rest.len() > room {
            let (part, after) = rest.split_at(rest.floor_char_boundary(room));
            self.out.push_str(part);
            self.out.push_str("\r\n ");
            (rest, room) = (after, LINE_LIMIT - 1);
        }
        self.out.push_str(rest);
        self.out.push_str("\r\n");
    }
}

/// Whether the value of a property is TEXT (RFC 5545 3.3.11), to be escaped.
fn is_text(name: &str) -> bool {
    matches!(
        name,
        "SUMMARY"
            | "DESCRIPTION"
            | "LOCATION"
            | "COMMENT"
            | "CONTACT"
            | "NAME"
            | "TZNAME"
            | "X-WR-CALNAME"
            | "X-WR-CALDESC"
    )
}

/// Whether a parameter is a list whose commas part its items.
fn is_list(name: &str) -> bool {
    name == "FEATURE"
}

/// Appends a value: TEXT escaped, others as they are; no control character gets through either way.
fn push_value(line: &mut String, name: &str, value: &str) {
    let is_text = is_text(name);
    let is_special = |character: char| match character {
        '\\' | ';' | ',' => is_text,
        _ => character.is_control(),
    };
    let mut rest = value;
    while let Some((before, after)) = rest.find(is_special).map(|at| rest.split_at(at)) {
        line.push_str(before);
        let mut characters = after.chars();
        match characters.next() {
            Some(character @ ('\\' | ';' | ',')) => line.extend(['\\', character]),
            Some('\n') if is_text => line.push_str("\\n"),
            Some('\t') if is_text => line.push(' '),
            _ => {}
        }
        rest = characters.as_str();
    }
    line.push_str(rest);
}

/// Appends a parameter's value: RFC 6868 for what quotation marks cannot hold, quoted when it must be.
fn push_parameter(line: &mut String, name: &str, value: &str) {
    let quoted = !is_list(name) && value.contains([':', ';', ',']);
    if quoted {
        line.push('"');
    }
    for character in value.chars() {
        match character {
            '^' => line.push_str("^^"),
            '"' => line.push_str("^'"),
            '\n' => line.push_str("^n"),
            _ if character.is_control() => {}
            _ => line.push(character),
        }
    }
    if quoted {
        line.push('"');
    }
}

#[cfg(test)]
mod tests {
    use icalendar::{Event, EventLike as _};
    use proptest::prelude::*;

    use super::*;

    fn unfold(text: &str) -> Vec<String> {
        text.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
    }

    proptest! {
        /// Any text, any script: no line too long, no bare CR or LF, no control character, nothing lost in folding.
        #[test]
        fn lines_are_short_and_unfold_to_what_was_written(text in "\\PC{0,200}|[\\r\\n\\t\\x00-\\x1fa,;\\\\é中😀]{0,200}") {
            let mut writer = Writer::default();
            writer.property("DESCRIPTION", &text);
            let out = writer.finish();
            prop_assert!(out.ends_with("\r\n"));
            for line in out.split_terminator("\r\n") {
                prop_assert!(line.len() <= LINE_LIMIT, "{} octets", line.len());
                prop_assert!(!line.chars().any(char::is_control));
            }
            let lines = unfold(&out);
            prop_assert_eq!(lines.len(), 1);
            let kept: String = text.chars().map(|c| if c == '\t' { ' ' } else { c }).filter(|c| *c == '\n' || !c.is_control()).collect();
            let value = lines[0].strip_prefix("DESCRIPTION:").expect("the name");
            let read = value.replace("\\n", "\u{1}").replace("\\,", ",").replace("\\;", ";");
            if !kept.contains('\\') {
                prop_assert_eq!(read.replace('\u{1}', "\n"), kept);
            }
        }

        /// A parameter never ends its line or its quotation.
        #[test]
        fn a_name_cannot_leave_its_parameter(name in "[\\r\\n\"^:;,a-z]{0,60}") {
            let mut line = String::new();
            push_parameter(&mut line, "CN", &name);
            let inner = line.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(&line);
            prop_assert!(!inner.contains(['"', '\r', '\n']));
            if inner.len() == line.len() {
                prop_assert!(!inner.contains([':', ';', ',']));
            }
            let read = inner.replace("^^", "\u{1}").replace("^'", "\"").replace("^n", "\n").replace('\u{1}', "^");
            prop_assert_eq!(read, name.replace('\r', ""));
        }
    }

    #[test]
    fn nothing_is_added_to_a_component_and_alarms_come_last() {
        let mut event = Event::new();
        event.summary("S").uid("u@example.org");
        event.alarm(icalendar::Alarm::display("soon", -chrono::TimeDelta::minutes(15)));
        event.add_multi_property("COMMENT", "after");
        let mut writer = Writer::default();
        writer.component(&event);
        insta::assert_snapshot!(writer.finish().replace("\r\n", "\n"), @r"
BEGIN:VEVENT
SUMMARY:S
UID:u@example.org
COMMENT:after
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:soon
TRIGGER:-PT900S
END:VALARM
END:VEVENT
");
    }

    #[test]
    fn a_line_of_exactly_75_and_150_octets_folds_right() {
        for size in [74, 75, 76, 148, 149, 150, 151] {
            let mut writer = Writer::default();
            writer.property("X", &"a".repeat(size - 2));
            let out = writer.finish();
            assert!(out.split_terminator("\r\n").all(|line| line.len() <= LINE_LIMIT), "{size}");
            assert_eq!(unfold(&out)[0].len(), size);
        }
    }

    #[test]
    fn cost_grows_with_the_text_not_with_its_square() {
        // A quadratic fold needs minutes for a megabyte in a debug build; this one a blink.
        let mut writer = Writer::default();
        writer.property("DESCRIPTION", &"国".repeat(400_000));
        assert!(writer.finish().len() > 1_200_000);
    }
}
