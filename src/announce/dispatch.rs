//! What must go out: the difference between what each recipient was told and what is true now.
//!
//! What was told is kept by recipient and meeting, and only once a message has left (or may have left): messages that
//! are still waiting are not told, so they are simply worked out anew. From that follow the promises: a newer message
//! overtakes an older one that was not sent, whoever never got an invitation gets no cancellation, a run that was stopped
//! half-way goes on where it stopped, and the same difference taken twice is empty the second time.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::appointment::{Appointment, Change};
use super::identity::fingerprint;
use super::mail::Method;
use super::message::{Occasion, compose, find};
use super::rows::has_remote;
use super::{AnnounceError, Announcement, Basis, Entitled, Recipient, Revision};
use crate::domain::ids::MeetingId;
use crate::domain::meeting::Firmness;
use crate::domain::pieces::side_by_side;
use crate::domain::plan::Plan;
use crate::domain::time::{Date, Drift, Instant, MeetingTime, TimeError, ZoneData};
use crate::domain::view::View;

/// Messages that are worth a thread.
const PIECE: usize = 100;

/// What one recipient was last told about one meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// As the recipient was written to.
    pub recipient: Recipient,
    /// An invitation, or that the meeting is off.
    pub method: Method,
    /// The revision.
    pub revision: Revision,
    /// The sequence of the first message of this exchange, which later ones answer.
    pub first: u32,
    /// When and where.
    pub appointment: Appointment,
    /// What the last message was about.
    pub(super) occasion: Occasion,
    /// Of every word that was said.
    pub(super) fingerprint: String,
}

/// What everybody was told, by meeting and address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Announced(BTreeMap<MeetingId, BTreeMap<String, Told>>);

/// An hour that people were told and that is another one under other time-zone data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drifted {
    /// The meeting.
    pub meeting: MeetingId,
    /// As it was told.
    pub time: MeetingTime,
    /// What it is now.
    pub drift: Drift,
    /// How many were told so.
    pub people: usize,
}

/// Why a message goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The recipient does not know of the meeting yet.
    Invited,
    /// The meeting is on again.
    Reinstated,
    /// When or where it is has changed.
    Changed(Vec<Change>),
    /// What the recipient's registration entitles to has changed.
    Entitled(Entitled),
    /// Only words have changed; the calendar entry stays where it is.
    Reworded,
    /// The meeting is off.
    CalledOff,
    /// The meeting takes place, but this recipient is no longer asked to come.
    Uninvited,
}

impl Reason {
    /// One word for lists.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Invited => "invitation",
            Self::Reinstated => "reinstated",
            Self::Changed(_) => "change",
            Self::Entitled(what) => what.word(),
            Self::Reworded => "reworded",
            Self::CalledOff => "cancellation",
            Self::Uninvited => "withdrawn",
        }
    }
}

/// The word, and what has changed.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed(changes) => {
                let changes: Vec<String> = changes.iter().map(ToString::to_string).collect();
                write!(f, "change: {}", changes.join(", "))
            }
            other => f.write_str(other.word()),
        }
    }
}

/// One message that must go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispatch {
    /// Why.
    pub reason: Reason,
    /// The message.
    pub announcement: Announcement,
    /// What the recipient has been told once it has left.
    pub told: Told,
}

/// What a difference is taken of.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// What is true now.
    pub basis: &'a Basis<'a>,
    /// Who is to know of each meeting; a meeting that is not listed is not announced.
    pub recipients: &'a BTreeMap<MeetingId, Vec<Recipient>>,
    /// The stamp of what is written now; later than all before.
    pub stamped: Instant,
    /// The day on which it goes out: nothing is said about what is over by then.
    pub today: Date,
    /// Whether changes of wording are worth a message.
    pub reworded: bool,
}

impl Announced {
    /// Nobody knows anything.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// What a recipient was last told about a meeting.
    pub fn told(&self, meeting: &MeetingId, address: &str) -> Option<&Told> {
        self.0.get(meeting)?.get(&address.to_lowercase())
    }

    /// Everything that was told, by meeting and address.
    pub fn all(&self) -> impl Iterator<Item = (&MeetingId, &Told)> + Clone {
        self.0.iter().flat_map(|(meeting, people)| people.values().map(move |told| (meeting, told)))
    }

    /// Notes that a message has left.
    pub fn note(&mut self, dispatch: &Dispatch) {
        self.insert(dispatch.announcement.meeting.clone(), dispatch.told.clone());
    }

    /// Notes what a recipient was told about a meeting, as it was kept.
    pub fn insert(&mut self, meeting: MeetingId, told: Told) {
        self.0.entry(meeting).or_default().insert(told.recipient.key(), told);
    }

    /// What was told about these meetings alone: nothing follows for others.
    #[must_use]
    pub fn about(mut self, meetings: &BTreeSet<MeetingId>) -> Self {
        self.0.retain(|meeting, _| meetings.contains(meeting));
        self
    }

    /// The meetings somebody was told of.
    pub fn meetings(&self) -> impl Iterator<Item = &MeetingId> {
        self.0.keys()
    }

    /// Hours that people were told and that other time-zone data move: by meeting, with how many were told. What to do
    /// about each is a person's decision: keep the hour on the wall, or the instant.
    ///
    /// # Errors
    /// [`TimeError`], when the data lack a zone.
    pub fn drifts(&self, data: &ZoneData, today: Date) -> Result<Vec<Drifted>, TimeError> {
        let mut found: Vec<Drifted> = Vec::new();
        for (meeting, people) in &self.0 {
            let invited = people.values().filter(|told| told.method == Method::Request);
            for told in invited.filter(|told| told.appointment.placement().last() >= today) {
                for time in told.appointment.times() {
                    let drift = time.drift(data)?;
                    if drift == Drift::None {
                        continue;
                    }
                    match found.iter_mut().find(|one| one.meeting == *meeting && one.time == *time) {
                        Some(known) => known.people += 1,
                        None => {
                            found.push(Drifted { meeting: meeting.clone(), time: time.clone(), drift, people: 1 });
                        }
                    }
                }
            }
        }
        Ok(found)
    }

    /// The latest stamp of all that was told.
    #[must_use]
    pub fn last_stamp(&self) -> Option<Instant> {
        self.0.values().flat_map(BTreeMap::values).map(|told| told.revision.stamped).max()
    }

    /// Every message that must go out, by meeting, in the order of the recipients.
    ///
    /// # Errors
    /// [`AnnounceError`] for an hour that does not exist, or text that no calendar can carry.
    pub fn dispatches(&self, question: &Question<'_>) -> Result<Vec<Dispatch>, AnnounceError> {
        let meetings: BTreeSet<&MeetingId> = self.0.keys().chain(question.recipients.keys()).collect();
        let mut all = Vec::new();
        let nobody = BTreeMap::new();
        for meeting in meetings {
            let known = self.0.get(meeting).unwrap_or(&nobody);
            About { question, meeting, known }.dispatches(&mut all)?;
        }
        Ok(all)
    }
}

/// One meeting.
struct About<'a> {
    question: &'a Question<'a>,
    meeting: &'a MeetingId,
    known: &'a BTreeMap<String, Told>,
}

impl About<'_> {
    fn dispatches(&self, all: &mut Vec<Dispatch>) -> Result<(), AnnounceError> {
        let Question { basis, recipients, today, .. } = self.question;
        let placed = find(&basis.view, self.meeting).ok();
        let over = |firmness: Firmness, last: Date| firmness == Firmness::Held || last < *today;
        match placed.filter(|placed| placed.at.firmness != Firmness::Cancelled) {
            Some(placed) if over(placed.at.firmness, placed.at.last()) => Ok(()),
            Some(placed) => {
                let now = Appointment::of(basis, &placed)?;
                let wanted = recipients.get(self.meeting).map_or(&[][..], Vec::as_slice);
                self.going_on(&now, wanted, all)
            }
            None => {
                for told in
                    self.invited().filter(|told| !over(Firmness::Announced, told.appointment.placement().last()))
                {
                    all.push(self.off(told, Reason::CalledOff, self.next())?);
                }
                Ok(())
            }
        }
    }

    /// Who thinks that the meeting takes place.
    fn invited(&self) -> impl Iterator<Item = &Told> {
        self.known.values().filter(|told| told.method == Method::Request)
    }

    /// A sequence nobody has seen.
    fn next(&self) -> u32 {
        self.known.values().map(|told| told.revision.sequence + 1).max().unwrap_or(0)
    }

    /// The sequence of what is true now: the one under which somebody was told just that, else a new one.
    fn sequence(&self, now: &Appointment) -> u32 {
        let newest = self.known.values().map(|told| told.revision.sequence).max();
        let same = self.known.values().any(|told| {
            told.method == Method::Request
                && Some(told.revision.sequence) == newest
                && told.appointment.changes(now).is_empty()
        });
        if same { newest.unwrap_or(0) } else { self.next() }
    }

    fn going_on(&self, now: &Appointment, wanted: &[Recipient], all: &mut Vec<Dispatch>) -> Result<(), AnnounceError> {
        let mut sequence = self.sequence(now);
        let addresses: BTreeSet<String> = wanted.iter().map(Recipient::key).collect();
        let leaving: Vec<&Told> = self.invited().filter(|told| !addresses.contains(&told.recipient.key())).collect();
        // Who returns after having been told that it is off must see a number above that of the cancellation.
        let returns = |told: &&Told| told.method == Method::Cancel && told.revision.sequence >= sequence;
        if self.known.values().filter(|told| addresses.contains(&told.recipient.key())).any(|told| returns(&told)) {
            sequence = self.next();
        }
        let mut seen = BTreeSet::new();
        let once: Vec<&Recipient> = wanted.iter().filter(|recipient| seen.insert(recipient.key())).collect();
        let pieces = side_by_side(&once, PIECE, |piece| {
            let to_one = |recipient: &&Recipient| {
                self.to_one(recipient, self.known.get(&recipient.key()), now, sequence).transpose()
            };
            piece.iter().filter_map(to_one).collect::<Result<Vec<_>, AnnounceError>>()
        });
        for piece in pieces {
            all.extend(piece?);
        }
        for told in leaving {
            all.push(self.off(told, Reason::Uninvited, sequence.max(told.revision.sequence + 1))?);
        }
        Ok(())
    }

    fn to_one(
        &self,
        recipient: &Recipient,
        told: Option<&Told>,
        now: &Appointment,
        sequence: u32,
    ) -> Result<Option<Dispatch>, AnnounceError> {
        let Some(told) = told.filter(|told| told.method == Method::Request) else {
            let reason = if told.is_some() { Reason::Reinstated } else { Reason::Invited };
            return self.write(recipient, reason, now, sequence, (Occasion::First, sequence)).map(Some);
        };
        let changes = told.appointment.changes(now);
        if !changes.is_empty() {
            let reason = Reason::Changed(changes);
            return self.write(recipient, reason, now, sequence, (Occasion::Changed, told.first)).map(Some);
        }
        if let Some(what) = told.recipient.access.news(&recipient.access).filter(|_| has_remote(now.format)) {
            let exchange = (Occasion::Entitled(what), told.first);
            return self.write(recipient, Reason::Entitled(what), now, told.revision.sequence, exchange).map(Some);
        }
        if !self.question.reworded {
            return Ok(None);
        }
        // The same message as if nothing had changed: any word that differs now shows.
        let again = compose(self.question.basis, self.meeting, recipient, told.revision, told.occasion, told.first)?;
        if words(&again) == told.fingerprint {
            return Ok(None);
        }
        let exchange = (Occasion::Reworded, told.first);
        self.write(recipient, Reason::Reworded, now, told.revision.sequence, exchange).map(Some)
    }

    fn write(
        &self,
        recipient: &Recipient,
        reason: Reason,
        now: &Appointment,
        sequence: u32,
        (occasion, first): (Occasion, u32),
    ) -> Result<Dispatch, AnnounceError> {
        let revision = Revision { sequence, stamped: self.question.stamped };
        let announcement = compose(self.question.basis, self.meeting, recipient, revision, occasion, first)?;
        let fingerprint = words(&announcement);
        let (recipient, appointment) = (recipient.clone(), now.clone());
        let told = Told { recipient, method: Method::Request, revision, first, appointment, occasion, fingerprint };
        Ok(Dispatch { reason, announcement, told })
    }

    /// Takes the meeting out of one calendar: with the dates it has there, whatever has become of it since.
    fn off(&self, told: &Told, reason: Reason, sequence: u32) -> Result<Dispatch, AnnounceError> {
        let basis = self.question.basis;
        if !basis.view.scenario.meetings().contains_key(self.meeting) {
            return Err(AnnounceError::Removed(self.meeting.clone()));
        }
        let revision = Revision { sequence, stamped: self.question.stamped };
        let then = Told { method: Method::Cancel, revision, occasion: Occasion::Off, ..told.clone() };
        let announcement = again(basis, self.meeting, &then)?;
        let fingerprint = words(&announcement);
        Ok(Dispatch { reason, announcement, told: Told { fingerprint, ..then } })
    }
}

impl Dispatch {
    /// The message as it may be looked at: without anything that only its recipient may know.
    ///
    /// # Errors
    /// As [`Announced::dispatches`].
    pub fn masked(&self, basis: &Basis<'_>) -> Result<Announcement, AnnounceError> {
        let told = Told { recipient: self.told.recipient.masked(), ..self.told.clone() };
        again(basis, &self.announcement.meeting, &told)
    }
}

/// Writes once more what somebody is told. What is called off keeps the dates that the recipient knows.
fn again(basis: &Basis<'_>, meeting: &MeetingId, told: &Told) -> Result<Announcement, AnnounceError> {
    let Told { recipient, revision, occasion, first, .. } = told;
    if told.method == Method::Request {
        return compose(basis, meeting, recipient, *revision, *occasion, *first);
    }
    let mut placement = told.appointment.placement().clone();
    placement.firmness = Firmness::Cancelled;
    let placements = BTreeMap::from([(meeting.clone(), placement)]);
    let plan = Plan { placements, ..basis.view.plan.clone() };
    let then = Basis { view: View::new(basis.view.scenario, &plan), ..*basis };
    compose(&then, meeting, recipient, *revision, *occasion, *first)
}

/// A fingerprint of every word of a message.
fn words(announcement: &Announcement) -> String {
    let mail = &announcement.mail;
    fingerprint(&[mail.subject.as_str(), &mail.plain, &mail.html, announcement.calendar()].join("\0"))
}
