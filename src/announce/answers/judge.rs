//! What becomes of a mail that came back: told against, recorded, or refused with the reason.

use std::collections::{BTreeMap, BTreeSet};

use super::bounces::{Bounced, Occurrence, Treatment};
use super::message::{Action, Bounce, Incoming, Message, Reply, Said};
use super::proof::{Doubt, Mutant, Proof, proof};
use crate::announce::identity::{meeting_uid, return_address};
use crate::announce::{Announced, Method, Recipient, Sender, Told};
use crate::domain::ids::MeetingId;
use crate::domain::text::{EmailAddress, Paragraphs};
use crate::domain::time::Instant;
use crate::ical::AttendeeKind;

/// What an attendee answered last about one meeting. Answers are ordered as they replace each other: by the revision that
/// is answered, then by the time of the answer (RFC 5546, section 2.1.5), then by what makes them differ at all.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Answer {
    /// The revision that is answered.
    pub sequence: u32,
    /// When it was answered, never later than the mail arrived: a clock that is ahead must not outdo later answers.
    pub stamped: Instant,
    /// The id of the mail; empty when it has none.
    pub mail: String,
    /// The answer.
    pub said: Said,
    /// What was written beside it.
    pub comment: Option<Paragraphs>,
    /// What speaks for it.
    pub proof: Proof,
}

/// Why an answer is to nothing that was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unasked {
    /// No meeting of ours has this id.
    Meeting,
    /// The attendee was told that the meeting is off, or need not come.
    CalledOff,
    /// A revision that the attendee was not sent.
    Revision,
    /// One instance of a meeting that does not repeat.
    Instance,
    /// A mailing list was invited: nobody answers for all.
    List,
}

impl Unasked {
    /// What people read.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Meeting => "no meeting has this id",
            Self::CalledOff => "the attendee was told that the meeting is off",
            Self::Revision => "the attendee was not sent this revision",
            Self::Instance => "one instance is answered, and the meeting does not repeat",
            Self::List => "a mailing list was invited",
        }
    }
}

/// What becomes of one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It counts.
    Recorded(Answer),
    /// It says what is known, once more.
    Unchanged(Answer),
    /// It counts, and it answers dates that have changed since: worth asking again.
    Late(Answer),
    /// A later answer is known.
    Stale,
    /// Somebody answers who was not invited.
    Stranger,
    /// Not written by the attendee, as far as can be known: for a person to look at.
    Spoofed(Doubt),
    /// It answers nothing that was asked.
    NotAsked(Unasked),
}

impl Verdict {
    /// One word for lists.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Recorded(_) => "recorded",
            Self::Unchanged(_) => "unchanged",
            Self::Late(_) => "late",
            Self::Stale => "stale",
            Self::Stranger => "stranger",
            Self::Spoofed(_) => "spoofed",
            Self::NotAsked(_) => "not-asked",
        }
    }

    /// The reason, where the word is not enough.
    #[must_use]
    pub const fn reason(&self) -> Option<&'static str> {
        match self {
            Self::Late(_) => Some("the dates have changed since"),
            Self::Stale => Some("a later answer is known"),
            Self::Stranger => Some("not invited to this meeting"),
            Self::Spoofed(doubt) => Some(doubt.words()),
            Self::NotAsked(unasked) => Some(unasked.words()),
            Self::Recorded(_) | Self::Unchanged(_) => None,
        }
    }
}

/// What becomes of one item of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judged {
    /// An answer.
    Reply {
        /// The meeting, when it is one of ours.
        meeting: Option<MeetingId>,
        /// Who answers.
        attendee: EmailAddress,
        /// What is answered.
        said: Said,
        /// What becomes of it.
        verdict: Verdict,
    },
    /// A report of a mail system.
    Bounce {
        /// Whom our message was for; `None` when the report came to no return address of ours.
        recipient: Option<EmailAddress>,
        /// What is to be noted; `None` for good news and delays.
        occurrence: Option<Occurrence>,
        /// What becomes of the address.
        treatment: Treatment,
    },
    /// Somebody wants no more mails.
    Unsubscribe {
        /// Who, as far as is known.
        address: Option<EmailAddress>,
        /// Whether it is believed; `None` when nobody with this address or token is written to.
        verdict: Option<Result<Proof, Doubt>>,
    },
}

/// What a mail is judged by.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// What everybody was told.
    pub announced: &'a Announced,
    /// Who sends.
    pub sender: &'a Sender,
    /// When the mail arrived.
    pub arrived: Instant,
    /// A fault for tests to find.
    pub mutant: Option<Mutant>,
}

impl<'a> Circumstances<'a> {
    /// A mail that arrived then, after all this was told.
    #[must_use]
    pub const fn new(announced: &'a Announced, sender: &'a Sender, arrived: Instant) -> Self {
        Self { announced, sender, arrived, mutant: None }
    }

    /// The meeting of ours that has one of these ids.
    fn meeting(&self, uids: &[String]) -> Option<&'a MeetingId> {
        let of = |meeting: &MeetingId| meeting_uid(meeting, self.sender.bounce.domain()).ok();
        let meant = |meeting: &MeetingId| of(meeting).is_some_and(|uid| uids.iter().any(|one| one == uid.as_str()));
        self.announced.meetings().find(|meeting| meant(meeting))
    }

    /// Everybody who was written to, by meeting. Whoever was ever given a token is known by it alone: what was told before
    /// there were tokens would else leave the door open that the token closes.
    fn recipients(&self) -> impl Iterator<Item = &'a Recipient> + use<'a> {
        let all = self.announced.all().map(|(_, told)| &told.recipient);
        let with: BTreeSet<String> = all.clone().filter(|one| one.token.is_some()).map(Recipient::key).collect();
        all.filter(move |one| one.token.is_some() || !with.contains(&one.key()))
    }

    /// Whom the address of a report is for.
    fn recipient(&self, to: &[EmailAddress]) -> Option<&'a EmailAddress> {
        let mut recipients = self.recipients().filter(|recipient| {
            let own = match self.mutant {
                Some(Mutant::BelievesReports) => {
                    return_address(&self.sender.bounce, &Recipient { token: None, ..(*recipient).clone() })
                }
                _ => return_address(&self.sender.bounce, recipient),
            };
            own.is_ok_and(|own| to.iter().any(|to| to.is_probably(&own)))
        });
        recipients.next().map(|recipient| &recipient.person.address)
    }
}

/// Addresses that differ in the case of letters alone are one mailbox.
fn key(address: &EmailAddress) -> String {
    address.as_str().to_lowercase()
}

/// What is known from mails that came back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    answers: BTreeMap<MeetingId, BTreeMap<String, Answer>>,
    bounced: BTreeMap<String, Bounced>,
    stopped: BTreeSet<String>,
}

impl Answers {
    /// Nothing has come back.
    #[must_use]
    pub fn nothing() -> Self {
        Self::default()
    }

    /// The answer of an attendee.
    #[must_use]
    pub fn answer(&self, meeting: &MeetingId, attendee: &EmailAddress) -> Option<&Answer> {
        self.answers.get(meeting)?.get(&key(attendee))
    }

    /// What is known of the messages that did not reach an address.
    #[must_use]
    pub fn bounced(&self, address: &EmailAddress) -> Option<&Bounced> {
        self.bounced.get(&key(address))
    }

    /// Whether an address is to get no more mails: its owner said so, or nothing arrives there. Code `addr.suppressed`.
    #[must_use]
    pub fn is_suppressed(&self, address: &EmailAddress) -> bool {
        self.has_unsubscribed(address) || self.bounced(address).is_some_and(|one| one.suspended().is_some())
    }

    /// Whether the owner of an address wants no more mails.
    #[must_use]
    pub fn has_unsubscribed(&self, address: &EmailAddress) -> bool {
        self.stopped.contains(&key(address))
    }

    /// What becomes of a mail: one item for each answer or report in it. Nothing is changed.
    #[must_use]
    pub fn judge(&self, message: &Message, by: &Circumstances<'_>) -> Vec<Judged> {
        (0..).map_while(|index| self.item(message, index, by)).collect()
    }

    fn item(&self, message: &Message, index: usize, by: &Circumstances<'_>) -> Option<Judged> {
        match &message.incoming {
            Incoming::Replies(replies) => replies.get(index).map(|reply| self.reply(message, reply, by)),
            Incoming::Bounces(bounces) => bounces.get(index).map(|bounce| self.bounce(message, bounce, by)),
            Incoming::Unsubscribe => (index == 0).then(|| unsubscribe(message, by)),
            Incoming::Asks { .. } | Incoming::Automatic(_) | Incoming::Other | Incoming::Unreadable(_) => None,
        }
    }

    /// Notes what became of a mail. In whatever order mails are noted, and however often, the same is known in the end.
    pub fn note(&mut self, judged: &Judged) {
        match judged {
            Judged::Reply {
                meeting: Some(meeting),
                attendee,
                verdict: Verdict::Recorded(answer) | Verdict::Unchanged(answer) | Verdict::Late(answer),
                ..
            } => {
                let known = self.answers.entry(meeting.clone()).or_default().entry(key(attendee));
                let known = known.or_insert_with(|| answer.clone());
                if *known < *answer {
                    *known = answer.clone();
                }
            }
            Judged::Bounce { recipient: Some(recipient), occurrence: Some(occurrence), .. } => {
                self.bounced.entry(key(recipient)).or_default().note(occurrence);
            }
            Judged::Unsubscribe { address: Some(address), verdict: Some(Ok(_)) } => {
                self.stopped.insert(key(address));
            }
            Judged::Reply { .. } | Judged::Bounce { .. } | Judged::Unsubscribe { .. } => {}
        }
    }

    /// Judges a mail and notes what became of it.
    pub fn take(&mut self, message: &Message, by: &Circumstances<'_>) -> Vec<Judged> {
        let mut all = Vec::new();
        // Two answers in one mail may be about one meeting: each is judged by what is known after the one before.
        while let Some(judged) = self.item(message, all.len(), by) {
            self.note(&judged);
            all.push(judged);
        }
        all
    }

    fn reply(&self, message: &Message, reply: &Reply, by: &Circumstances<'_>) -> Judged {
        let meeting = by.meeting(&reply.uids);
        let told = meeting.and_then(|meeting| by.announced.told(meeting, reply.attendee.as_str()));
        let verdict = match (meeting, told) {
            (None, _) => Verdict::NotAsked(Unasked::Meeting),
            (Some(_), None) if by.mutant == Some(Mutant::TakesStrangers) => {
                Verdict::Recorded(answer(message, reply, Proof::From, by))
            }
            (Some(_), None) => Verdict::Stranger,
            (Some(meeting), Some(told)) => self.verdict(message, reply, meeting, told, by),
        };
        let (attendee, said) = (reply.attendee.clone(), reply.said.clone());
        Judged::Reply { meeting: meeting.cloned(), attendee, said, verdict }
    }

    fn verdict(
        &self,
        message: &Message,
        reply: &Reply,
        meeting: &MeetingId,
        told: &Told,
        by: &Circumstances<'_>,
    ) -> Verdict {
        let proof = match proof(message, &told.recipient, reply.sent_by.as_ref(), by) {
            Ok(proof) => proof,
            Err(doubt) => return Verdict::Spoofed(doubt),
        };
        if told.recipient.kind != AttendeeKind::Individual {
            return Verdict::NotAsked(Unasked::List);
        }
        if told.method == Method::Cancel {
            return Verdict::NotAsked(Unasked::CalledOff);
        }
        if reply.instance.is_some() {
            return Verdict::NotAsked(Unasked::Instance);
        }
        if reply.sequence > told.revision.sequence {
            return Verdict::NotAsked(Unasked::Revision);
        }
        let answer = answer(message, reply, proof, by);
        match self.answer(meeting, &reply.attendee) {
            Some(known) if answer < *known => Verdict::Stale,
            Some(known) if same(known, &answer) => Verdict::Unchanged(answer),
            _ if answer.sequence < told.revision.sequence => Verdict::Late(answer),
            _ => Verdict::Recorded(answer),
        }
    }

    fn bounce(&self, message: &Message, bounce: &Bounce, by: &Circumstances<'_>) -> Judged {
        let recipient = by.recipient(&message.to).cloned();
        // A message that bounces twice, here and at a system further on, bounced once.
        let about = bounce.original.clone().or_else(|| message.id.clone()).unwrap_or_default();
        let failed = bounce.action == Action::Failed && recipient.is_some();
        let occurrence = failed.then(|| Occurrence { message: about, cause: super::Cause::of(bounce) });
        let treatment = match (&recipient, &occurrence) {
            (None, _) => Treatment::Unknown,
            (Some(_), None) => Treatment::Nothing,
            (Some(recipient), Some(occurrence)) => {
                let mut known = self.bounced(recipient).cloned().unwrap_or_default();
                known.note(occurrence);
                known.treatment(occurrence)
            }
        };
        Judged::Bounce { recipient, occurrence, treatment }
    }
}

/// What an answer says, and what speaks for it.
fn answer(message: &Message, reply: &Reply, proof: Proof, by: &Circumstances<'_>) -> Answer {
    Answer {
        sequence: reply.sequence,
        stamped: reply.stamped.or(message.sent).unwrap_or(by.arrived).min(by.arrived),
        mail: message.id.clone().unwrap_or_default(),
        said: reply.said.clone(),
        comment: reply.comment.clone(),
        proof,
    }
}

/// Two answers say the same of the same revision.
fn same(known: &Answer, answer: &Answer) -> bool {
    (known.sequence, &known.said, &known.comment) == (answer.sequence, &answer.said, &answer.comment)
}

fn unsubscribe(message: &Message, by: &Circumstances<'_>) -> Judged {
    let mut doubt = None;
    for recipient in by.recipients() {
        match proof(message, recipient, None, by) {
            Ok(proof) => {
                let address = Some(recipient.person.address.clone());
                return Judged::Unsubscribe { address, verdict: Some(Ok(proof)) };
            }
            Err(found) => {
                let from = message.from.as_ref();
                if from.is_some_and(|from| from.is_probably(&recipient.person.address)) {
                    doubt = Some(found);
                }
            }
        }
    }
    Judged::Unsubscribe { address: message.from.clone(), verdict: doubt.map(Err) }
}
