//! What a server gives back of an event that was put there: its properties, whatever was done to lines and their order.
//!
//! Enough to know our own entries again and to see whether somebody changed them. Calendars that others wrote are read by
//! `exchange`, which says all that is wrong with them; here nothing is judged, and what cannot be read is nothing.

/// Most octets of an object that are looked at.
const MOST_OCTETS: usize = 1_000_000;

/// A property of an event.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Property {
    /// Its name, in capitals.
    pub name: String,
    /// The zone of its time, if it names one.
    pub zone: Option<String>,
    /// Its value with nothing escaped.
    pub value: String,
}

/// The events of one calendar object.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Object {
    /// The properties of each event, in the order written; those of alarms are not among them.
    pub events: Vec<Vec<Property>>,
    /// How many alarms the events have.
    pub alarms: usize,
}

impl Object {
    /// Reads an object; lines that are none are left out.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut object = Self::default();
        let mut open: Vec<String> = Vec::new();
        for line in unfolded(text.get(..MOST_OCTETS).unwrap_or(text)) {
            let Some(property) = property(&line) else { continue };
            let kind = property.value.trim().to_ascii_uppercase();
            let is_inside = open.last().is_some_and(|last| last == "VEVENT");
            match property.name.as_str() {
                "BEGIN" => {
                    match kind.as_str() {
                        "VEVENT" => object.events.push(Vec::new()),
                        "VALARM" if is_inside => object.alarms += 1,
                        _ => {}
                    }
                    open.push(kind);
                }
                "END" => drop(open.pop()),
                _ if is_inside => {
                    if let Some(event) = object.events.last_mut() {
                        event.push(property);
                    }
                }
                _ => {}
            }
        }
        object
    }

    /// The first value of a property, if the object holds one event with it.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        let [event] = self.events.as_slice() else { return None };
        event.iter().find(|property| property.name == name).map(|property| property.value.as_str())
    }
}

/// Content lines, put together again (RFC 5545 3.1); some servers end lines with LF alone.
fn unfolded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.split('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some(whole)) => whole.push_str(rest),
            _ if line.is_empty() => {}
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

fn property(line: &str) -> Option<Property> {
    let mut quoted = false;
    let mut parts = vec![0];
    let mut colon = None;
    for (index, character) in line.char_indices() {
        match character {
            '"' => quoted = !quoted,
            ';' if !quoted => parts.push(index + 1),
            ':' if !quoted => {
                colon = Some(index);
                break;
            }
            _ => {}
        }
    }
    let colon = colon?;
    let ends = parts.iter().skip(1).map(|next| next - 1).chain([colon]);
    let mut pieces = parts.iter().zip(ends).map(|(start, end)| &line[*start..end]);
    let name = pieces.next().unwrap_or_default().trim().to_ascii_uppercase();
    let zone = pieces.find_map(|piece| {
        let (key, value) = piece.split_once('=')?;
        key.eq_ignore_ascii_case("TZID").then(|| value.trim_matches('"').to_owned())
    });
    Some(Property { name, zone, value: unescaped(&line[colon + 1..]) })
}

/// TEXT as it was before it was escaped (RFC 5545 3.3.11). Done to every value: in the others a backslash means itself,
/// and both sides of a comparison are read the same way.
fn unescaped(value: &str) -> String {
    let mut plain = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('n' | 'N') => plain.push('\n'),
                Some(other) => plain.push(other),
                None => plain.push('\\'),
            },
            _ => plain.push(character),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_put_together_and_values_read() {
        let text = "BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/Zurich\r\nBEGIN:STANDARD\r\nDTSTART:1\r\nEND:STANDARD\r\n\
            END:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:a@b\r\nDTSTART;X=\"a:b;c\";tzid=\"Europe/Zurich\":20230316T093000\r\n\
            summary;LANGUAGE=en:one\\, two\\;\\n thr\r\n ee\\\\\r\nnonsense\r\n\r\nBEGIN:VALARM\r\nDESCRIPTION:soon\r\n\
            END:VALARM\r\nLOCATION:here\nEND:VEVENT\nEND:VCALENDAR";
        let object = Object::read(text);
        assert_eq!((object.events.len(), object.alarms), (1, 1));
        assert_eq!(object.value("SUMMARY"), Some("one, two;\n three\\"));
        assert_eq!(object.value("LOCATION"), Some("here"));
        assert_eq!(object.value("DESCRIPTION"), None, "an alarm's");
        let start = object.events[0].iter().find(|one| one.name == "DTSTART").expect("a start");
        assert_eq!((start.zone.as_deref(), start.value.as_str()), (Some("Europe/Zurich"), "20230316T093000"));
    }

    #[test]
    fn what_is_no_calendar_is_nothing() {
        for text in [
            "",
            "BEGIN:VEVENT",
            "\r\n \r\n:\r\n;;:\r\nEND:VEVENT\r\nEND:X",
            "BEGIN:VCALENDAR\r\nUID:x\r\nEND:VCALENDAR",
        ] {
            assert_eq!(Object::read(text).value("UID"), None, "{text:?}");
        }
    }
}
