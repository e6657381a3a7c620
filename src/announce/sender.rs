//! Who sends, and to whom.

use std::collections::BTreeSet;

use super::UnsubscribeToken;
use crate::domain::body::{Body, Role as Office};
use crate::domain::language::Language;
use crate::domain::text::{DisplayName, EmailAddress, WebAddress};
use crate::domain::time::Zone;
use crate::domain::view::Placed;
use crate::ical::{AttendeeKind, Person, Role};

/// Who sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The office: From, and ORGANIZER, or answers go astray. To a recipient with a token, ORGANIZER and Reply-To are the
    /// office's address with the token behind a `+`, so that an answer proves whose it is.
    pub office: Person,
    /// Where bounces go; its domain is also that of message and calendar ids.
    pub bounce: EmailAddress,
    /// The page that stops these mails; a recipient's token is added to it.
    pub unsubscribe_page: Option<WebAddress>,
}

/// What a recipient may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// What everybody may.
    General,
    /// Registered: the personal link to join.
    Registered {
        /// The link.
        link: WebAddress,
    },
    /// Registered, and all seats are taken.
    Waiting,
}

impl Access {
    /// What somebody who knew this is to be told now, if anything.
    pub(super) fn news(&self, now: &Self) -> Option<Entitled> {
        match (self, now) {
            (before, now) if before == now => None,
            (Self::Registered { .. }, Self::Registered { .. }) => Some(Entitled::Linked),
            (Self::General, Self::Registered { .. }) => Some(Entitled::Registered),
            (Self::Waiting, Self::Registered { .. }) => Some(Entitled::Seated),
            (_, Self::Waiting) => Some(Entitled::Waiting),
            (_, Self::General) => Some(Entitled::Unregistered),
        }
    }
}

/// What of a recipient's registration has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entitled {
    /// The registration was noted, and there is a seat.
    Registered,
    /// A seat has become free.
    Seated,
    /// The registration was noted, or a seat was lost: there is none.
    Waiting,
    /// The registration was withdrawn.
    Unregistered,
    /// Another link.
    Linked,
}

impl Entitled {
    /// All with the words under which they are listed and kept.
    pub(super) const ALL: [(Self, &'static str); 5] = [
        (Self::Registered, "registered"),
        (Self::Seated, "seated"),
        (Self::Waiting, "waiting"),
        (Self::Unregistered, "unregistered"),
        (Self::Linked, "linked"),
    ];

    /// One word for lists.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(one, _)| *one == self).map_or("", |(_, word)| word)
    }
}

/// One recipient of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Who.
    pub person: Person,
    /// A person or a list.
    pub kind: AttendeeKind,
    /// What for.
    pub role: Role,
    /// The zone of the recipient's clocks, when known.
    pub zone: Option<Zone>,
    /// The language to write in.
    pub language: Language,
    /// What the recipient may know.
    pub access: Access,
    /// Names the recipient to [`Sender::unsubscribe_page`], and proves who answers.
    pub token: Option<UnsubscribeToken>,
}

impl Recipient {
    /// What tells one recipient from another: the address in small letters.
    #[must_use]
    pub fn key(&self) -> String {
        self.person.address.as_str().to_lowercase()
    }

    /// The same with nothing in it that only the recipient may know: for looking at.
    #[must_use]
    pub fn masked(&self) -> Self {
        let access = match &self.access {
            Access::Registered { link } => Access::Registered { link: masked(link) },
            access => access.clone(),
        };
        Self { token: self.token.as_ref().map(|_| UnsubscribeToken::stand_in()), access, ..self.clone() }
    }

    /// A person who should come, with no more rights than everybody.
    #[must_use]
    pub fn person(person: Person, language: Language) -> Self {
        Self {
            person,
            kind: AttendeeKind::Individual,
            role: Role::Required,
            zone: None,
            language,
            access: Access::General,
            token: None,
        }
    }
}

/// The host of a link, and nothing of what is personal in it.
fn masked(link: &WebAddress) -> WebAddress {
    let (scheme, rest) = link.as_str().split_once("://").unwrap_or(("https", ""));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    WebAddress::parse(&format!("{scheme}://{host}/not-shown")).unwrap_or_else(|_| link.clone())
}

/// Whom a scenario names for a meeting: the officers of its body that have an address, each once, in their order. The
/// sending office itself is left out: an organizer is not invited.
#[must_use]
pub fn known_recipients(placed: &Placed<'_>, sender: &Sender, language: Language) -> Vec<Recipient> {
    let mut seen = BTreeSet::from([sender.office.address.as_str().to_lowercase()]);
    let mut recipients = Vec::new();
    for officer in &placed.body.officers {
        let Some(address) = &officer.email else { continue };
        if !seen.insert(address.as_str().to_lowercase()) {
            continue;
        }
        let role = match officer.role {
            Office::Chair | Office::Rapporteur => Role::Chair,
            Office::ViceChair | Office::AssociateRapporteur | Office::Counsellor => Role::Required,
        };
        let zone = zone_of(placed.body, officer.country.as_ref().map(|country| country.as_str()));
        // Every line is a name: it passed the same checks.
        let name = DisplayName::parse(officer.name.as_str()).ok();
        let person = Person { name, address: address.clone() };
        recipients.push(Recipient { role, zone, ..Recipient::person(person, language) });
    }
    recipients
}

/// The zone in which the members of a country work, when the body says so and there is only one.
fn zone_of(body: &Body, country: Option<&str>) -> Option<Zone> {
    let country = country?;
    let mut zones = body
        .members
        .iter()
        .filter(|group| group.country.as_ref().is_some_and(|found| found.as_str() == country))
        .map(|group| group.zone);
    let zone = zones.next()?;
    zones.all(|other| other == zone).then_some(zone)
}
