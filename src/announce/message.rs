//! Invitations and cancellations.

use super::dispatch::Told;
use super::identity::{answer_address, fingerprint, plain_id, return_address};
use super::mail::{Header, Mail, Method};
use super::reminders::About;
use super::render::{Content, description, html, plain};
use super::rows::Facts;
use super::schedule::schedule;
use super::token::Place;
use super::{Access, AnnounceError, Entitled, Recipient, Sender, meeting_uid};
use crate::domain::deadline::Deadline;
use crate::domain::ids::MeetingId;
use crate::domain::language::Language;
use crate::domain::meeting::{Firmness, Relation};
use crate::domain::text::EmailAddress;
use crate::domain::time::{Date, Instant, ZoneData};
use crate::domain::view::{Placed, View};
use crate::ical::{
    self, Attendee, Conference, Entry, Feature, IcalError, Importance, InvitationData, LanguageTag, Participation,
    Person, Standing, Text,
};
use crate::language::{Phrase, date_with_weekday, deadline_label, language_tag, phrase};
use std::collections::BTreeMap;

/// Which version of a meeting is announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revision {
    /// 0 for the first announcement, one more for each change and for the cancellation.
    pub sequence: u32,
    /// When this version was made; rises with the sequence.
    pub stamped: Instant,
}

/// What announcements are made from.
#[derive(Debug, Clone)]
pub struct Basis<'a> {
    /// The scenario with its plan.
    pub view: View<'a>,
    /// The deadlines by meeting, earliest first.
    pub deadlines: &'a BTreeMap<MeetingId, Vec<Deadline>>,
    /// Who sends.
    pub sender: &'a Sender,
    /// The time-zone data.
    pub zones: &'a ZoneData,
}

impl<'a> Basis<'a> {
    /// The deadlines of a meeting.
    pub(super) fn deadlines_of(&self, meeting: &MeetingId) -> &'a [Deadline] {
        self.deadlines.get(meeting).map_or(&[], Vec::as_slice)
    }
}

/// What one recipient gets about one meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// The meeting.
    pub meeting: MeetingId,
    /// The mail, with its calendar.
    pub mail: Mail,
}

impl Announcement {
    /// The calendar by itself, as in the mail.
    #[must_use]
    pub fn calendar(&self) -> &str {
        self.mail.calendar.as_deref().unwrap_or_default()
    }

    /// A name for files: the meeting and the language.
    #[must_use]
    pub fn file_stem(&self, recipient: &Recipient) -> String {
        format!("{}.{}", plain_id(self.meeting.as_str()), language_tag(recipient.language))
    }
}

/// Invites one recipient to one meeting, or tells of a change when the revision is not the first.
///
/// # Errors
/// [`AnnounceError`]: no dates, a cancelled meeting, an hour that does not exist.
pub fn invitation(
    basis: &Basis<'_>,
    meeting: &MeetingId,
    recipient: &Recipient,
    revision: Revision,
) -> Result<Announcement, AnnounceError> {
    let placed = find(&basis.view, meeting)?;
    if placed.at.firmness == Firmness::Cancelled {
        return Err(AnnounceError::Cancelled(meeting.clone()));
    }
    let occasion = if revision.sequence == 0 { Occasion::First } else { Occasion::Changed };
    compose(basis, meeting, recipient, revision, occasion, 0)
}

/// Tells one recipient, who was invited before, that a meeting is off.
///
/// # Errors
/// [`AnnounceError`]: no dates, an hour that does not exist.
pub fn cancellation(
    basis: &Basis<'_>,
    meeting: &MeetingId,
    recipient: &Recipient,
    revision: Revision,
) -> Result<Announcement, AnnounceError> {
    compose(basis, meeting, recipient, revision, Occasion::Off, 0)
}

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Occasion {
    /// The recipient hears of the meeting for the first time.
    First,
    /// What the recipient was told has changed.
    Changed,
    /// Only words have changed: the revision is the same, the message is another.
    Reworded,
    /// What the recipient is entitled to has changed; the revision is the same.
    Entitled(Entitled),
    /// The recipient need not come.
    Off,
    /// The recipient is reminded of what is known.
    Reminder,
}

impl Occasion {
    /// Whether the message is another one about the same revision.
    const fn repeats(self) -> bool {
        matches!(self, Self::Reworded | Self::Entitled(_))
    }
}

/// A meeting with its dates, cancelled or not.
pub(super) fn find<'a>(view: &View<'a>, meeting: &MeetingId) -> Result<Placed<'a>, AnnounceError> {
    let not_placed = || AnnounceError::NotPlaced(meeting.clone());
    let found = view.scenario.meetings().get(meeting).ok_or_else(not_placed)?;
    let at = view.plan.placements.get(meeting).ok_or_else(not_placed)?;
    let venue = at.venue.as_ref().and_then(|venue| view.scenario.venues().get(venue));
    Ok(Placed { meeting: found, body: view.scenario.body_of(found), at, venue })
}

/// Writes one message; `first` is the sequence of the first one the recipient got, which this one answers.
pub(super) fn compose(
    basis: &Basis<'_>,
    meeting: &MeetingId,
    recipient: &Recipient,
    revision: Revision,
    occasion: Occasion,
    first: u32,
) -> Result<Announcement, AnnounceError> {
    let Basis { view, sender, zones, .. } = basis;
    let placed = &find(view, meeting)?;
    let schedule = schedule(placed, view.scenario.profile.secretariat.zone, zones)?;
    let facts = Facts { view, placed, hours: &schedule.hours, recipient, zones };
    let content = content(&facts, sender, basis.deadlines_of(meeting), occasion)?;
    let calendar_error = |source: IcalError| AnnounceError::Calendar { meeting: meeting.clone(), source };
    let entry = entry(&facts, &content, schedule.when.clone(), sender, revision).map_err(calendar_error)?;
    let attendee = Attendee {
        person: recipient.person.clone(),
        kind: recipient.kind,
        role: recipient.role,
        participation: Participation::NeedsAction,
        response_wanted: true,
        language: Some(LanguageTag::parse(language_tag(recipient.language)).map_err(calendar_error)?),
    };
    // Calendars answer the organizer, people the address in Reply-To: both carry the recipient's token.
    let answers = answer_address(&sender.office.address, recipient)?;
    let organizer = Person { address: answers.clone(), ..sender.office.clone() };
    let data = InvitationData { entry, organizer, attendees: vec![attendee] };
    let (method, calendar) = match occasion {
        Occasion::Off => (Method::Cancel, ical::cancellation(&data, zones)),
        _ => (Method::Request, ical::invitation(&data, zones)),
    };
    let calendar = calendar.map_err(calendar_error)?;
    let written = occasion.repeats().then_some(revision.stamped);
    let message_id = message_id(meeting, recipient, sender, revision.sequence, written);
    let mail = Mail {
        from: sender.office.clone(),
        to: recipient.person.clone(),
        return_address: return_address(&sender.bounce, recipient)?,
        subject: content.subject.clone(),
        plain: plain(&content),
        html: html(&content)?,
        method,
        calendar: Some(calendar),
        file_name: "invite.ics".to_owned(),
        boundary: format!("=_{}", fingerprint(&message_id)),
        message_id,
        date: revision.stamped,
        headers: headers(meeting, recipient, sender, &answers, (occasion != Occasion::First).then_some(first)),
    };
    Ok(Announcement { meeting: meeting.clone(), mail })
}

/// Writes one reminder of what somebody was told, about these things with their days, for the day on which it leaves.
pub(super) fn compose_reminder(
    basis: &Basis<'_>,
    meeting: &MeetingId,
    told: &Told,
    about: &BTreeMap<About, Date>,
    (day, at): (Date, Instant),
) -> Result<Mail, AnnounceError> {
    let Basis { view, sender, zones, .. } = basis;
    let (recipient, language) = (&told.recipient, told.recipient.language);
    let placed = &find(view, meeting)?;
    let schedule = schedule(placed, view.scenario.profile.secretariat.zone, zones)?;
    let facts = Facts { view, placed, hours: &schedule.hours, recipient, zones };
    let ahead: Vec<Deadline> = basis.deadlines_of(meeting).iter().filter(|one| one.day >= day).cloned().collect();
    let values = [("title", facts.title()), ("dates", &facts.dates())];
    let content = Content {
        subject: phrase(Phrase::SubjectReminder, language, &values),
        opening: reminded_of(about, language),
        ..content(&facts, sender, &ahead, Occasion::Reminder)?
    };
    let text = plain(&content);
    let what = fingerprint(&[content.subject.as_str(), &text].join("\0"));
    let message_id = identified(meeting, recipient, sender, &format!("{}.{day}.{what}", told.revision.sequence));
    let answers = answer_address(&sender.office.address, recipient)?;
    Ok(Mail {
        from: sender.office.clone(),
        to: recipient.person.clone(),
        return_address: return_address(&sender.bounce, recipient)?,
        subject: content.subject.clone(),
        plain: text,
        html: html(&content)?,
        method: told.method,
        calendar: None,
        file_name: String::new(),
        boundary: format!("=_{}", fingerprint(&message_id)),
        message_id,
        date: at,
        headers: headers(meeting, recipient, sender, &answers, Some(told.first)),
    })
}

/// The first sentences of a reminder.
fn reminded_of(about: &BTreeMap<About, Date>, language: Language) -> String {
    let deadline = |(about, day): (&About, &Date)| match about {
        About::Deadline(kind) => {
            let values = [("what", deadline_label(*kind, language)), ("date", &date_with_weekday(*day, language))];
            Some(phrase(Phrase::DeadlineOn, language, &values))
        }
        About::Answer | About::Meeting => None,
    };
    let deadlines: Vec<String> = about.iter().filter_map(deadline).collect();
    let mut sentences = Vec::new();
    if about.contains_key(&About::Meeting) {
        sentences.push(phrase(Phrase::OpeningReminder, language, &[]));
    }
    if !deadlines.is_empty() {
        let deadlines = deadlines.join(&phrase(Phrase::ListSeparator, language, &[]));
        sentences.push(phrase(Phrase::OpeningDeadlines, language, &[("deadlines", &deadlines)]));
    }
    if about.contains_key(&About::Answer) {
        sentences.push(phrase(Phrase::OpeningUnanswered, language, &[]));
    }
    sentences.join(if language == Language::Chinese { "" } else { " " })
}

pub(super) fn content(
    facts: &Facts<'_>,
    sender: &Sender,
    deadlines: &[Deadline],
    occasion: Occasion,
) -> Result<Content, AnnounceError> {
    let language = facts.recipient.language;
    let (subject, opening, attachment) = match occasion {
        Occasion::First => (Phrase::SubjectInvitation, Phrase::OpeningInvitation, Phrase::Attachment),
        Occasion::Changed | Occasion::Reworded => (Phrase::SubjectUpdate, Phrase::OpeningUpdate, Phrase::Attachment),
        Occasion::Entitled(what) => (Phrase::SubjectUpdate, entitled(what), Phrase::Attachment),
        Occasion::Reminder => (Phrase::SubjectReminder, Phrase::OpeningReminder, Phrase::Attachment),
        Occasion::Off => (Phrase::SubjectCancellation, Phrase::OpeningCancellation, Phrase::AttachmentCancellation),
    };
    let mut notes = vec![phrase(Phrase::TimesNote, language, &[("version", facts.zones.version())])];
    if occasion != Occasion::Reminder {
        notes.insert(0, phrase(attachment, language, &[]));
    }
    let (rows, deadlines) = match occasion {
        // A meeting that is off has nothing due and nowhere to join.
        Occasion::Off => {
            let general = Recipient { access: Access::General, ..facts.recipient.clone() };
            let rows = Facts { recipient: &general, ..*facts }.rows()?;
            (rows, Vec::new())
        }
        _ => (facts.rows()?, facts.deadlines(deadlines)),
    };
    if occasion != Occasion::Off && facts.personal_link().is_some() {
        notes.push(phrase(Phrase::PersonalLink, language, &[]));
    }
    if let Some(page) = unsubscribe_link(facts.recipient, sender) {
        notes.push(phrase(Phrase::Unsubscribe, language, &[("how", &page)]));
    }
    let name = sender.office.name.as_ref().map_or("", |name| name.as_str());
    let address = sender.office.address.as_str();
    let office = if name.is_empty() {
        address.to_owned()
    } else {
        phrase(Phrase::NameAndAddress, language, &[("name", name), ("address", address)])
    };
    let values = [("title", facts.title()), ("dates", &facts.dates())];
    Ok(Content {
        language,
        subject: phrase(subject, language, &values),
        opening: phrase(opening, language, &[]),
        rows,
        deadlines,
        notes,
        office,
    })
}

/// The first sentence about a registration.
const fn entitled(what: Entitled) -> Phrase {
    match what {
        Entitled::Registered => Phrase::OpeningRegistered,
        Entitled::Seated => Phrase::OpeningSeated,
        Entitled::Waiting => Phrase::OpeningWaiting,
        Entitled::Unregistered => Phrase::OpeningUnregistered,
        Entitled::Linked => Phrase::OpeningUpdate,
    }
}

/// The meeting as a calendar entry for one recipient.
pub(super) fn entry(
    facts: &Facts<'_>,
    content: &Content,
    when: ical::When,
    sender: &Sender,
    revision: Revision,
) -> Result<Entry, IcalError> {
    let placed = facts.placed;
    let mut conferences = Vec::new();
    if let Some(link) = facts.personal_link() {
        conferences.push(Conference {
            link: link.clone(),
            features: vec![Feature::Audio, Feature::Video],
            label: Text::composed(&phrase(Phrase::Join, facts.recipient.language, &[])),
        });
    }
    Ok(Entry {
        uid: meeting_uid(&placed.meeting.id, sender.bounce.domain())?,
        sequence: revision.sequence,
        stamped: revision.stamped,
        when,
        standing: standing(placed.at.firmness),
        summary: Text::composed(facts.title()),
        description: Text::composed(&description(content)),
        location: Text::composed(&facts.place()),
        language: Some(LanguageTag::parse(language_tag(facts.recipient.language))?),
        page: placed.body.web.clone(),
        conferences,
        categories: vec![Text::composed(placed.body.id.as_str())],
        importance: Importance::Undefined,
        blocks_time: true,
        color: None,
        reminders: Vec::new(),
        part_of: whole(facts.view, placed, sender)?,
    })
}

/// How sure a date is, for a calendar: what is announced stands, unless it was said to be tentative.
pub(super) const fn standing(firmness: Firmness) -> Standing {
    match firmness {
        Firmness::Tentative => Standing::Tentative,
        Firmness::Cancelled => Standing::Cancelled,
        Firmness::Planned | Firmness::Confirmed | Firmness::Announced | Firmness::Held => Standing::Confirmed,
    }
}

/// The meeting inside which this one lies, when its wish to do so came true.
pub(super) fn whole(view: &View<'_>, placed: &Placed<'_>, sender: &Sender) -> Result<Option<ical::Uid>, IcalError> {
    for wish in &placed.meeting.wishes {
        let Relation::Inside(wholes) = &wish.relation else { continue };
        let inside = wholes.iter().find(|whole| {
            view.plan
                .placements
                .get(whole)
                .is_some_and(|at| at.first() <= placed.at.first() && placed.at.last() <= at.last())
        });
        if let Some(inside) = inside {
            return meeting_uid(inside, sender.bounce.domain()).map(Some);
        }
    }
    Ok(None)
}

/// One for each revision, recipient and language; a rewording carries its stamp, for the revision stays the same.
fn message_id(
    meeting: &MeetingId,
    recipient: &Recipient,
    sender: &Sender,
    sequence: u32,
    reworded: Option<Instant>,
) -> String {
    let stamp = reworded.map_or_else(String::new, |at| format!(".{}", at.to_utc().and_utc().timestamp()));
    identified(meeting, recipient, sender, &format!("{sequence}{stamp}"))
}

pub(super) fn identified(meeting: &MeetingId, recipient: &Recipient, sender: &Sender, which: &str) -> String {
    let who = fingerprint(recipient.person.address.as_str());
    let language = language_tag(recipient.language);
    format!("<{}.{which}.{language}.{who}@{}>", plain_id(meeting.as_str()), sender.bounce.domain())
}

pub(super) fn headers(
    meeting: &MeetingId,
    recipient: &Recipient,
    sender: &Sender,
    answers: &EmailAddress,
    answered: Option<u32>,
) -> Vec<Header> {
    let mut headers = vec![
        Header::new("Auto-Submitted", "auto-generated"),
        Header::new("X-Auto-Response-Suppress", "OOF, AutoReply"),
        Header::new("Content-Language", language_tag(recipient.language)),
    ];
    if *answers != sender.office.address {
        headers.push(Header::new("Reply-To", &format!("<{}>", answers.as_str())));
    }
    if let Some(first) = answered {
        let first = message_id(meeting, recipient, sender, first, None);
        headers.push(Header::new("In-Reply-To", &first));
        headers.push(Header::new("References", &first));
    }
    let stop_by_mail = format!("<mailto:{}?subject=unsubscribe>", answers.as_str());
    match unsubscribe_link(recipient, sender) {
        Some(link) => {
            headers.push(Header::new("List-Unsubscribe", &format!("<{link}>, {stop_by_mail}")));
            headers.push(Header::new("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }
        None => headers.push(Header::new("List-Unsubscribe", &stop_by_mail)),
    }
    headers
}

/// The page that stops mails to this recipient, when there is one and it can know who asks.
fn unsubscribe_link(recipient: &Recipient, sender: &Sender) -> Option<String> {
    let (page, token) = sender.unsubscribe_page.as_ref().zip(recipient.token.as_ref())?;
    let joint = if page.as_str().contains('?') { '&' } else { '?' };
    Some(format!("{}{joint}token={}", page.as_str(), token.face(Place::Stop, "")))
}
