//! Who may join remotely, and by which link: platforms, their seats, and the order in which people registered.
//!
//! A seat is for somebody who registered to take part remotely; who registered for the room has a chair. Seats go in the
//! order of registration: by the day of the first registration for remote participation, then by the place in the list. A
//! person counts once, where the last registration says. Somebody whose list entry has no address takes a seat too, though
//! nobody can be written to. Whoever is not registered gets no link.

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use super::attendance::{Presence, Registration};
use super::registered::places;
use super::rows::has_remote;
use super::token::{Place, UnsubscribeToken};
use super::{Access, Recipient};
use crate::domain::ids::{BodyId, MeetingId};
use crate::domain::language::Language;
use crate::domain::meeting::Meeting;
use crate::domain::text::{Line, TextError, WebAddress};
use crate::domain::time::Date;
use crate::ical::{AttendeeKind, Person, Role};

/// What a link is made of besides what stands there.
const MEETING: &str = "meeting";
const TOKEN: &str = "token";

/// Why a text is no template of links.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// Not encrypted: the link is a key.
    #[error("a link to join must begin with https://, for whoever reads it on the way could join")]
    Https,
    /// A placeholder that nothing is known about, with its braces.
    #[error("{0} is no placeholder; expected {{meeting}} or {{token}}")]
    Unknown(String),
    /// A brace without its other half.
    #[error("a brace without its other half")]
    Brace,
    /// Everybody would have the same link.
    #[error("the link has no {{token}}: everybody would have the same")]
    Token,
    /// A placeholder in the host: the link would lead elsewhere for each person.
    #[error("a placeholder in the host of the link")]
    Host,
    /// Filled, it is no web address.
    #[error(transparent)]
    Address(#[from] TextError),
}

impl TemplateError {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Https => "platform.https",
            Self::Unknown(_) | Self::Brace => "platform.placeholder",
            Self::Token => "platform.token",
            Self::Host => "platform.host",
            Self::Address(error) => error.code(),
        }
    }
}

/// A link with placeholders, such as `https://meet.example.org/{meeting}?t={token}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinTemplate(String);

impl JoinTemplate {
    /// Reads a template; what it makes of any meeting and token is a web address.
    ///
    /// # Errors
    /// [`TemplateError`].
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let text = text.trim();
        let Some(rest) = text.strip_prefix("https://") else { return Err(TemplateError::Https) };
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let mut names = BTreeSet::new();
        let mut open = text;
        while let Some(at) = open.find(['{', '}']) {
            let after = open[at..].strip_prefix('{').ok_or(TemplateError::Brace)?;
            let (name, tail) = after.split_once('}').ok_or(TemplateError::Brace)?;
            if ![MEETING, TOKEN].contains(&name) {
                return Err(TemplateError::Unknown(format!("{{{name}}}")));
            }
            names.insert(name);
            open = tail;
        }
        if host.contains('{') {
            return Err(TemplateError::Host);
        }
        if !names.contains(TOKEN) {
            return Err(TemplateError::Token);
        }
        let template = Self(text.to_owned());
        // As long as they can be: a link that fits then always fits.
        WebAddress::parse(&template.written(&"m".repeat(255), &"t".repeat(32)))?;
        Ok(template)
    }

    /// The personal link of one recipient to one meeting.
    #[must_use]
    pub fn link(&self, meeting: &MeetingId, token: &UnsubscribeToken) -> Option<WebAddress> {
        let plain = super::identity::plain_id(meeting.as_str());
        WebAddress::parse(&self.written(&plain, &token.face(Place::Join, meeting.as_str()))).ok()
    }

    fn written(&self, meeting: &str, token: &str) -> String {
        self.0.replace("{meeting}", meeting).replace("{token}", token)
    }
}

/// Which meetings a platform serves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Served {
    /// All of them.
    pub all: bool,
    /// Those of these bodies.
    pub bodies: BTreeSet<BodyId>,
    /// These.
    pub meetings: BTreeSet<MeetingId>,
}

/// Where people meet remotely.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Platform {
    /// What people call it.
    pub name: Line,
    /// Personal links.
    pub link: JoinTemplate,
    /// How many can join at once; `None` where there is no limit.
    pub seats: Option<NonZeroU32>,
    /// For what.
    pub serves: Served,
}

impl Platform {
    /// The platform of a meeting: one that names it, else one that names its body, else one for all; of several the first.
    #[must_use]
    pub fn of<'a>(platforms: &'a [Self], meeting: &Meeting) -> Option<&'a Self> {
        let first = |serves: &dyn Fn(&Served) -> bool| platforms.iter().find(|one| serves(&one.serves));
        first(&|served| served.meetings.contains(&meeting.id))
            .or_else(|| first(&|served| served.bodies.contains(&meeting.body)))
            .or_else(|| first(&|served| served.all))
    }
}

/// Who has a seat, and who waits for one, in the order of registration. People without an address are counted, not named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seating {
    /// Addresses in small letters, of those who join.
    pub seated: Vec<String>,
    /// The same of those who wait.
    pub waiting: Vec<String>,
    /// Seats taken, those of people without an address among them.
    pub taken: u32,
    /// Seats.
    pub seats: Option<NonZeroU32>,
}

impl Seating {
    /// Gives the seats of a platform to those who registered for a meeting.
    #[must_use]
    pub fn of(meeting: &MeetingId, seats: Option<NonZeroU32>, registrations: &[Registration]) -> Self {
        let own = || registrations.iter().filter(|one| one.meeting == *meeting);
        let places = places(own());
        let key = |one: &Registration| one.person.as_ref().map(|person| person.as_str().to_lowercase());
        let remote = own().enumerate().filter(|(_, one)| one.presence == Presence::Remote);
        let mut line: Vec<(Date, usize, Option<String>)> = remote.map(|(at, one)| (one.on, at, key(one))).collect();
        line.sort();
        let mut seen = BTreeSet::new();
        line.retain(|(.., key)| match key {
            None => true,
            Some(key) => places.get(key) == Some(&Presence::Remote) && seen.insert(key.clone()),
        });
        let most = seats.map_or(usize::MAX, |seats| usize::try_from(seats.get()).unwrap_or(usize::MAX));
        let waiting = line.split_off(most.min(line.len()));
        let named = |line: &[(Date, usize, Option<String>)]| line.iter().filter_map(|(.., key)| key.clone()).collect();
        let taken = u32::try_from(line.len()).unwrap_or(u32::MAX);
        Self { seated: named(&line), waiting: named(&waiting), taken, seats }
    }
}

/// Adds to the recipients of a meeting those who registered for it and are not among them.
pub fn add_registered(recipients: &mut Vec<Recipient>, meeting: &MeetingId, registrations: &[Registration]) {
    let mut known: BTreeSet<String> = recipients.iter().map(Recipient::key).collect();
    for one in registrations.iter().filter(|one| one.meeting == *meeting) {
        let Some(address) = &one.person else { continue };
        if known.insert(address.as_str().to_lowercase()) {
            let person = Person { name: one.name.clone(), address: address.clone() };
            let language = one.language.unwrap_or(Language::English);
            let recipient = Recipient::person(person, language);
            recipients.push(Recipient { role: Role::Required, zone: one.zone, ..recipient });
        }
    }
}

/// Gives the recipients of a meeting what their registration entitles them to: the personal link, or a place on the waiting
/// list. A link that stands beside somebody's address already stays; lists get none. Says whether there is anything to join.
pub fn give_access(recipients: &mut [Recipient], meeting: &Meeting, platform: &Platform, seating: &Seating) -> bool {
    if !has_remote(meeting.format) {
        return false;
    }
    let set = |list: &[String]| list.iter().cloned().collect::<BTreeSet<_>>();
    let (seated, waiting) = (set(&seating.seated), set(&seating.waiting));
    for recipient in recipients.iter_mut().filter(|one| one.kind == AttendeeKind::Individual) {
        if recipient.access != Access::General {
            continue;
        }
        let key = recipient.key();
        if waiting.contains(&key) {
            recipient.access = Access::Waiting;
        } else if let Some(token) = recipient.token.as_ref().filter(|_| seated.contains(&key))
            && let Some(link) = platform.link.link(&meeting.id, token)
        {
            recipient.access = Access::Registered { link };
        }
    }
    true
}
