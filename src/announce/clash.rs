//! Whoever plans or approves a meeting is told of clashes that calendars of others brought.

use super::confirmation::{said, with_link};
use super::identity::{fingerprint, return_address};
use super::mail::{Header, Mail, Method};
use super::render::{Content, html, plain};
use super::{AnnounceError, Recipient, Sender};
use crate::domain::language::Language;
use crate::domain::text::WebAddress;
use crate::domain::time::Instant;
use crate::ical::Person;
use crate::language::{Phrase, language_tag, phrase};

/// The most clashes that one mail lists.
const MOST_LISTED: usize = 20;

/// One clash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// The title of the meeting that is hit.
    pub meeting: String,
    /// What is wrong, as it stands on the page.
    pub text: String,
}

/// What somebody is told.
#[derive(Debug, Clone, Copy)]
pub struct Clashes<'c> {
    /// Who sends.
    pub sender: &'c Sender,
    /// Who reads, and in which language.
    pub reader: &'c Person,
    /// The language.
    pub language: Language,
    /// The title of the calendar.
    pub calendar: &'c str,
    /// The name of the calendar of others that brought them.
    pub brought_by: &'c str,
    /// The clashes.
    pub all: &'c [Clash],
    /// The page that lists them, where it is known.
    pub page: Option<&'c WebAddress>,
    /// What tells these from others: in the id of the mail.
    pub which: &'c str,
    /// Now.
    pub stamped: Instant,
}

/// Writes the mail.
///
/// # Errors
/// [`AnnounceError`]: an address that cannot be written to.
pub fn clashes(of: &Clashes<'_>) -> Result<Mail, AnnounceError> {
    let (sender, language) = (of.sender, of.language);
    let values = [("calendar", of.calendar.to_owned()), ("from", of.brought_by.to_owned())];
    let mut notes: Vec<String> =
        of.all.iter().take(MOST_LISTED).map(|clash| format!("{}: {}", clash.meeting, clash.text)).collect();
    if let Some(more) = of.all.len().checked_sub(MOST_LISTED).filter(|more| *more > 0) {
        notes.push(said(language, "mail-clash-more", &[("more", more.to_string())]));
    }
    if let Some(page) = of.page {
        notes.push(with_link(said(language, "mail-clash-page", &[]), page));
    }
    let address = sender.office.address.as_str();
    let name = sender.office.name.as_ref().map_or("", |name| name.as_str());
    let content = Content {
        language,
        subject: said(language, "mail-clash-subject", &values),
        opening: said(language, "mail-clash-lead", &values),
        rows: Vec::new(),
        deadlines: Vec::new(),
        notes,
        office: phrase(Phrase::NameAndAddress, language, &[("name", name), ("address", address)]),
    };
    let who = fingerprint(of.reader.address.as_str());
    let message_id = format!("<clash.{}.{who}@{}>", fingerprint(of.which), sender.bounce.domain());
    let recipient = Recipient::person(of.reader.clone(), language);
    Ok(Mail {
        from: sender.office.clone(),
        to: of.reader.clone(),
        return_address: return_address(&sender.bounce, &recipient)?,
        subject: content.subject.clone(),
        plain: plain(&content),
        html: html(&content)?,
        method: Method::Request,
        calendar: None,
        file_name: String::new(),
        boundary: format!("=_{}", fingerprint(&message_id)),
        message_id,
        date: of.stamped,
        headers: vec![
            Header::new("Auto-Submitted", "auto-generated"),
            Header::new("X-Auto-Response-Suppress", "OOF, AutoReply"),
            Header::new("Content-Language", language_tag(language)),
        ],
    })
}
