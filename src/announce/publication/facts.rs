//! What of an entry matters, so that two spellings of it can be compared.

use crate::announce::identity::fingerprint;
use crate::ical::{ORIGIN, Object, Property};

/// Properties that say something about a meeting. Servers and programs add others, and change stamps and the definitions
/// of zones, without anybody having changed anything.
const TELLING: [&str; 23] = [
    "ATTACH",
    "ATTENDEE",
    "CATEGORIES",
    "COMMENT",
    "CONFERENCE",
    "CONTACT",
    "DESCRIPTION",
    "DTEND",
    "DTSTART",
    "DURATION",
    "EXDATE",
    "LOCATION",
    "ORGANIZER",
    "PRIORITY",
    "RDATE",
    "RECURRENCE-ID",
    "RELATED-TO",
    "RRULE",
    "STATUS",
    "SUMMARY",
    "TRANSP",
    "UID",
    "URL",
];

/// Of these, what people arrange their lives by: another value raises SEQUENCE.
const SIGNIFICANT: [&str; 4] = ["DTSTART", "DTEND", "LOCATION", "STATUS"];

/// What an entry says, however it is spelt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) uid: String,
    pub(super) sequence: u32,
    properties: Vec<Property>,
    alarms: usize,
    /// The note of origin with its fingerprint, as it stands there.
    note: Option<String>,
}

impl Facts {
    /// The facts of an object; `None` when it holds no event with an id, or events with several.
    pub(super) fn read(text: &str) -> Option<Self> {
        let object = Object::read(text);
        let first = |name: &str| {
            let found = object.events.iter().flatten().find(|property| property.name == name);
            found.map(|property| property.value.clone())
        };
        let uid = first("UID")?;
        let mut properties = Vec::new();
        for event in &object.events {
            if event.iter().any(|property| property.name == "UID" && property.value != uid) {
                return None;
            }
            let mut telling: Vec<Property> =
                event.iter().filter(|property| TELLING.contains(&property.name.as_str())).cloned().collect();
            for property in &mut telling {
                property.value = property.value.trim().to_owned();
            }
            telling.sort();
            properties.extend(telling);
        }
        Some(Self {
            uid,
            sequence: first("SEQUENCE").and_then(|text| text.trim().parse().ok()).unwrap_or(0),
            properties,
            alarms: object.alarms,
            note: first(ORIGIN).map(|note| note.trim().to_owned()),
        })
    }

    /// A fingerprint of what is said.
    pub(super) fn fingerprint(&self) -> String {
        let mut text = format!("{} alarms", self.alarms);
        for Property { name, zone, value } in &self.properties {
            text.push_str(&format!("\u{1e}{name}\u{1f}{}\u{1f}{value}", zone.as_deref().unwrap_or_default()));
        }
        fingerprint(&text)
    }

    /// Where the entry comes from, and whether it still says what it said when it was put there; `None` when it is not ours.
    pub(super) fn origin(&self) -> Option<(Origin, bool)> {
        let mut parts = self.note.as_deref()?.split('/');
        let mut next = || parts.next().map(str::to_owned);
        let origin = Origin { scenario: next()?, body: next()?, meeting: next()? };
        let written = next()?;
        Some((origin, written == self.fingerprint()))
    }

    /// Whether the two differ in what people arrange their lives by.
    pub(super) fn differ_significantly(&self, other: &Self) -> bool {
        let of = |facts: &Self| -> Vec<Property> {
            let significant = |property: &&Property| SIGNIFICANT.contains(&property.name.as_str());
            facts.properties.iter().filter(significant).cloned().collect()
        };
        of(self) != of(other)
    }

    /// The first value of a property.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.properties.iter().find(|property| property.name == name).map(|property| property.value.as_str())
    }
}

/// Where an entry comes from; ids made plain, so that a slash parts them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Origin {
    pub(super) scenario: String,
    pub(super) body: String,
    pub(super) meeting: String,
}

impl Origin {
    /// The note, with the fingerprint of what stands beside it.
    pub(super) fn note(&self, fingerprint: &str) -> String {
        format!("{}/{}/{}/{fingerprint}", self.scenario, self.body, self.meeting)
    }
}
