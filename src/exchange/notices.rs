//! How meetings are announced: where people join, and of what they are reminded when. Tables of a profile, or of a scenario,
//! whose own come first.
//!
//! ```toml
//! [[platform]]
//! name = "MyMeetings"
//! link = "https://meet.example.org/{meeting}?t={token}"
//! seats = 300              # may be left out: no limit
//! for = ["SG13"]           # meetings or bodies; all where it is left out
//!
//! [[reminder]]
//! of = "registration"
//! days = [7, 1]            # calendar days before
//! ```

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use super::reader::{Entry, Field};
use super::report::Note;
use super::values::short;
use crate::announce::joining::{JoinTemplate, Platform, Served};
use crate::announce::reminders::{About, Reminding};
use crate::domain::ids::{BodyId, MeetingId};

/// How meetings are announced.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notices {
    /// Where people join; of several for one meeting the first.
    pub platforms: Vec<Platform>,
    /// Of what people are reminded, each once.
    pub reminders: Vec<Reminding>,
}

impl Notices {
    /// These, and those of a profile where these say nothing.
    pub(super) fn before(mut self, profile: Self) -> Self {
        self.platforms.extend(profile.platforms);
        let said: BTreeSet<About> = self.reminders.iter().map(|one| one.of).collect();
        self.reminders.extend(profile.reminders.into_iter().filter(|one| !said.contains(&one.of)));
        self
    }
}

/// What `for` may name; nothing is known of it in a profile.
pub(super) struct Names<'a> {
    pub(super) meetings: BTreeSet<&'a MeetingId>,
    pub(super) bodies: BTreeSet<&'a BodyId>,
}

/// A platform.
pub(super) fn platform(entry: &Entry<'_>, names: Option<&Names<'_>>) -> Option<Platform> {
    let name = entry.required("name", Field::line);
    let link = entry.required("link", template);
    let seats =
        entry.optional("seats", |field| field.number(1..=1_000_000)).and_then(|seats| u32::try_from(seats).ok());
    let mut serves = Served { all: !entry.has("for"), ..Served::default() };
    entry.list("for", |field| served(field, names, &mut serves));
    Some(Platform { name: name?, link: link?, seats: seats.and_then(NonZeroU32::new), serves })
}

fn template(field: Field<'_>) -> Option<JoinTemplate> {
    match JoinTemplate::parse(field.text()?) {
        Ok(template) => Some(template),
        Err(error) => {
            let note = Note::error(error.code(), field.node.span, error.to_string());
            field.findings.add(note.fix("write a link such as https://meet.example.org/{meeting}?t={token}"));
            None
        }
    }
}

fn served(field: Field<'_>, names: Option<&Names<'_>>, serves: &mut Served) -> Option<()> {
    let text = field.text()?;
    if text == "*" {
        serves.all = true;
        return Some(());
    }
    let (meeting, body) = (MeetingId::parse(text).ok(), BodyId::parse(text).ok());
    let Some(names) = names else {
        serves.bodies.extend(body);
        return Some(());
    };
    if let Some(meeting) = meeting.filter(|id| names.meetings.contains(id)) {
        serves.meetings.insert(meeting);
    } else if let Some(body) = body.filter(|id| names.bodies.contains(id)) {
        serves.bodies.insert(body);
    } else {
        let message = format!("{:?} is neither a meeting nor a body of the scenario, nor *", short(text));
        let known = names.meetings.iter().map(|id| id.as_str()).chain(names.bodies.iter().map(|id| id.as_str()));
        field.findings.add(Note::error("ref.unknown", field.node.span, message).near(text, known));
    }
    Some(())
}

/// A reminder; `taken` holds those read before.
pub(super) fn reminder(entry: &Entry<'_>, taken: &mut BTreeSet<About>) -> Option<Reminding> {
    let of = entry.required("of", |field| field.word(&About::ALL));
    let mut days = entry.list("days", |field| field.count(0..=365));
    if !entry.has("days") {
        let message = "a reminder has no \"days\"; it must have them";
        entry.tell(Note::error("scn.missing_key", entry.span, message).fix("add days = [7], or [] for none"));
    }
    days.sort_unstable_by(|one, other| other.cmp(one));
    days.dedup();
    let of = of?;
    if !taken.insert(of) {
        let message = format!("a reminder of {:?} stands here twice", of.word());
        entry.tell(Note::error("id.duplicate", entry.place("of"), message).fix("write all its days in one place"));
    }
    Some(Reminding { of, days })
}
