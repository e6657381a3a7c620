//! Whoever registered on a page is told where that stands: in the room, from afar with a seat or on the waiting list. Nobody
//! approves these mails: each answers what its reader did, or says that a seat has become free. Like a reminder such a mail
//! tells nothing new of the meeting; where there is a seat it carries the invitation with the personal link, as it is true now.

use super::identity::{answer_address, fingerprint, return_address};
use super::mail::Mail;
use super::message::{Occasion, compose, content, find, headers, identified};
use super::render::{Content, html, plain};
use super::rows::Facts;
use super::schedule::schedule;
use super::{AnnounceError, Basis, Entitled, Recipient, Revision};
use crate::domain::ids::MeetingId;
use crate::domain::language::Language;
use crate::domain::text::WebAddress;
use crate::language::pages::{Argument, text};
use crate::language::{Phrase, is_right_to_left, phrase};

/// Where a registration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// In the room.
    Room,
    /// From afar; there are no personal links.
    Remote,
    /// From afar, with a seat and a personal link.
    Seated,
    /// From afar; all seats are taken.
    Waiting,
}

impl Stands {
    /// All with the words under which they are kept.
    const ALL: [(Self, &'static str); 4] =
        [(Self::Room, "room"), (Self::Remote, "remote"), (Self::Seated, "seated"), (Self::Waiting, "waiting")];

    /// One word, for lists.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(one, _)| *one == self).map_or("", |(_, word)| word)
    }

    /// The one of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(one, _)| *one)
    }
}

/// What is confirmed.
#[derive(Debug, Clone, Copy)]
pub struct Confirming<'c> {
    /// Where it stands now.
    pub stands: Stands,
    /// Where it stood when its holder was last told; `None` for who was told nothing.
    pub before: Option<Stands>,
    /// The page of this registration, with its secret, where that is known.
    pub own_page: Option<&'c WebAddress>,
    /// Which registration: in the id of the mail.
    pub which: &'c str,
}

/// Writes one confirmation. The recipient's access is what the registration entitles to.
///
/// # Errors
/// [`AnnounceError`]: no dates, an hour that does not exist.
pub fn confirmation(
    basis: &Basis<'_>,
    meeting: &MeetingId,
    recipient: &Recipient,
    revision: Revision,
    confirming: &Confirming<'_>,
) -> Result<Mail, AnnounceError> {
    let Basis { view, sender, zones, .. } = basis;
    let language = recipient.language;
    let placed = &find(view, meeting)?;
    let schedule = schedule(placed, view.scenario.profile.secretariat.zone, zones)?;
    let facts = Facts { view, placed, hours: &schedule.hours, recipient, zones };
    let (occasion, opening) = match (confirming.stands, confirming.before) {
        (Stands::Seated, Some(Stands::Waiting)) => {
            (Occasion::Entitled(Entitled::Seated), phrase(Phrase::OpeningSeated, language, &[]))
        }
        (Stands::Seated, _) => {
            (Occasion::Entitled(Entitled::Registered), phrase(Phrase::OpeningRegistered, language, &[]))
        }
        // Without a calendar, as a reminder is.
        (Stands::Waiting, _) => (Occasion::Reminder, phrase(Phrase::OpeningWaiting, language, &[])),
        (Stands::Room, _) => (Occasion::Reminder, said(language, "mail-registered-room", &[])),
        (Stands::Remote, _) => (Occasion::Reminder, said(language, "mail-registered-remote", &[])),
    };
    let values = [("title", facts.title().to_owned()), ("dates", facts.dates())];
    let mut content = Content {
        subject: said(language, "mail-registered-subject", &values),
        opening,
        ..content(&facts, sender, basis.deadlines_of(meeting), occasion)?
    };
    let own = match confirming.own_page {
        Some(page) => with_link(said(language, "mail-registered-page", &[]), page),
        None => said(language, "mail-registered-earlier", &[]),
    };
    content.notes.insert(0, own);
    let message_id = identified(meeting, recipient, sender, &format!("registration.{}", fingerprint(confirming.which)));
    let answers = answer_address(&sender.office.address, recipient)?;
    let mail = match occasion {
        Occasion::Entitled(_) => compose(basis, meeting, recipient, revision, occasion, revision.sequence)?.mail,
        _ => Mail { calendar: None, ..bare(basis, recipient, revision)? },
    };
    Ok(Mail {
        subject: content.subject.clone(),
        plain: plain(&content),
        html: html(&content)?,
        boundary: format!("=_{}", fingerprint(&message_id)),
        message_id,
        date: revision.stamped,
        headers: headers(meeting, recipient, sender, &answers, None),
        ..mail
    })
}

/// A mail to a recipient with nothing in it.
fn bare(basis: &Basis<'_>, recipient: &Recipient, revision: Revision) -> Result<Mail, AnnounceError> {
    let sender = basis.sender;
    Ok(Mail {
        from: sender.office.clone(),
        to: recipient.person.clone(),
        return_address: return_address(&sender.bounce, recipient)?,
        subject: String::new(),
        plain: String::new(),
        html: String::new(),
        method: super::Method::Request,
        calendar: None,
        file_name: String::new(),
        boundary: String::new(),
        message_id: String::new(),
        date: revision.stamped,
        headers: Vec::new(),
    })
}

/// A sentence of a mail. Marks that keep words of other directions apart stand where lines go from right to left.
pub(super) fn said(language: Language, key: &str, values: &[(&str, String)]) -> String {
    let values: Vec<(&str, Argument)> =
        values.iter().map(|(name, value)| (*name, Argument::Text(value.clone()))).collect();
    let sentence = text(language, key, &values).unwrap_or_default();
    if is_right_to_left(language) { sentence } else { sentence.replace(['\u{2068}', '\u{2069}'], "") }
}

/// A sentence with a link on a line of its own, with nothing beside it that a program would take for a part of it.
pub(super) fn with_link(sentence: String, link: &WebAddress) -> String {
    format!("{sentence}\n{}", link.as_str())
}
