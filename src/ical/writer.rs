//! Content lines (RFC 5545 3.1): CRLF, folded at 75 octets between characters, no control character whatever the
//! input, in time linear in the text.

use super::properties::Component;

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

    /// Goes on with what others have written, one after the other.
    pub(super) fn append(&mut self, others: &[Self]) {
        self.out.reserve(others.iter().map(|other| other.out.len()).sum());
        others.iter().for_each(|other| self.out.push_str(&other.out));
    }

    /// `BEGIN:name`.
    pub(super) fn begin(&mut self, name: &str) {
        self.property("BEGIN", name);
    }

    /// `END:name`.
    pub(super) fn end(&mut self, name: &str) {
        self.property("END", name);
    }

    /// A property without parameters.
    pub(super) fn property(&mut self, name: &str, value: &str) {
        let mut line = String::with_capacity(name.len() + 1 + value.len());
        line.push_str(name);
        line.push(':');
        push_value(&mut line, name, value);
        self.line(&line);
    }

    /// A component: its properties by name, nothing added, components inside last.
    pub(super) fn component(&mut self, mut component: Component) {
        let kind = component.kind();
        self.begin(kind);
        component.lines().for_each(|line| self.line(line));
        component.into_inside().into_iter().for_each(|inside| self.component(inside));
        self.end(kind);
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
pub(super) fn push_value(line: &mut String, name: &str, value: &str) {
    if is_text(name) {
        push_text(line, value);
    } else {
        push_plain(line, value);
    }
}

/// Appends a TEXT, escaped.
pub(super) fn push_text(line: &mut String, text: &str) {
    push_but(
        line,
        text,
        |byte| matches!(byte, b'\\' | b';' | b','),
        |line, character| match character {
            '\\' | ';' | ',' => line.extend(['\\', character]),
            '\n' => line.push_str("\\n"),
            '\t' => line.push(' '),
            _ if character.is_control() => {}
            _ => line.push(character),
        },
    );
}

/// Appends what is no TEXT: control characters are left out.
fn push_plain(line: &mut String, text: &str) {
    push_but(
        line,
        text,
        |_| false,
        |line, character| {
            if !character.is_control() {
                line.push(character);
            }
        },
    );
}

/// Appends a text in long stretches: only a character that begins with a byte of `special`, or with one that control
/// characters begin with, goes through `each`.
fn push_but(line: &mut String, text: &str, special: impl Fn(u8) -> bool, each: impl Fn(&mut String, char)) {
    // C2 begins U+0080 to U+00BF, of which those up to U+009F are control characters.
    let stops = |byte: u8| byte < b' ' || matches!(byte, 0x7F | 0xC2) || special(byte);
    let mut rest = text;
    while let Some(at) = rest.bytes().position(stops) {
        let (before, after) = rest.split_at(at);
        line.push_str(before);
        let mut characters = after.chars();
        characters.next().into_iter().for_each(|character| each(line, character));
        rest = characters.as_str();
    }
    line.push_str(rest);
}

/// Appends a parameter's value: RFC 6868 for what quotation marks cannot hold, quoted when it must be.
pub(super) fn push_parameter(line: &mut String, name: &str, value: &str) {
    let quoted = !is_list(name) && value.contains([':', ';', ',']);
    if quoted {
        line.push('"');
    }
    push_but(
        line,
        value,
        |byte| matches!(byte, b'^' | b'"'),
        |line, character| match character {
            '^' => line.push_str("^^"),
            '"' => line.push_str("^'"),
            '\n' => line.push_str("^n"),
            _ if character.is_control() => {}
            _ => line.push(character),
        },
    );
    if quoted {
        line.push('"');
    }
}

#[cfg(test)]
mod tests {
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
    fn properties_are_written_by_name_those_that_repeat_after_them_and_components_inside_last() {
        let mut event = Component::new("VEVENT");
        let mut alarm = Component::new("VALARM");
        alarm.once("TRIGGER").value("-PT900S");
        alarm.once("ACTION").value("DISPLAY");
        event.put_inside(alarm);
        event.repeated("COMMENT").value("after, second");
        event.repeated("CATEGORIES").list(["a,b", "c"]);
        event.once("UID").value("u@example.org");
        event.repeated("COMMENT").value("after, third");
        event.once("SUMMARY").parameter("ALTREP", "a:b").parameter("LANGUAGE", "en").value("S");
        let mut writer = Writer::default();
        writer.component(event);
        insta::assert_snapshot!(writer.finish().replace("\r\n", "\n"), @r#"
BEGIN:VEVENT
SUMMARY;ALTREP="a:b";LANGUAGE=en:S
UID:u@example.org
CATEGORIES:a\,b,c
COMMENT:after\, second
COMMENT:after\, third
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:-PT900S
END:VALARM
END:VEVENT
"#);
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
