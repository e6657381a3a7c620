//! Reminders: mails that leave on a day of their own, made and approved with the announcement that they follow.
//!
//! A reminder leaves at nine in the morning by the reader's clocks, those of the secretariat where the reader's are not
//! known, so many calendar days before what it reminds of; where that is no working day of the secretariat, on the last one
//! before, so that somebody is there to be asked. What falls on one day for one person and meeting is one mail. It is of use
//! until the end of the day that it reminds of, or until the meeting opens, and is dropped after that. Who was written to
//! about the meeting within the day before is not reminded. It carries no calendar: there is nothing new to note.

use std::collections::{BTreeMap, BTreeSet};

use super::appointment::Appointment;
use super::attendance::Service;
use super::dispatch::{Announced, Told};
use super::mail::{Mail, Method};
use super::message::{compose_reminder, find};
use super::registered::Registered;
use super::rows::participant_deadlines;
use super::schedule::fail;
use super::{AnnounceError, Basis};
use crate::domain::days::Roll;
use crate::domain::deadline::DeadlineKind;
use crate::domain::ids::MeetingId;
use crate::domain::meeting::Firmness;
use crate::domain::time::{ClockTime, Date, Instant, Resolution, Zone};
use crate::domain::view::Placed;
use crate::ical::AttendeeKind;
use chrono::Days;

/// The hour at which reminders leave.
const HOUR: u32 = 9;
/// Seconds of a day.
const DAY: i64 = 86_400;

/// What a reminder is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// A day by which participants must have done something.
    Deadline(DeadlineKind),
    /// An invitation that its recipient has not answered; days are those before the meeting.
    Answer,
    /// The meeting itself.
    Meeting,
}

impl About {
    /// All with the words that files use.
    pub const ALL: [(Self, &'static str); 10] = [
        (Self::Deadline(DeadlineKind::Registration), "registration"),
        (Self::Deadline(DeadlineKind::PreRegistration), "pre-registration"),
        (Self::Deadline(DeadlineKind::Visa), "visa"),
        (Self::Deadline(DeadlineKind::Documents), "documents"),
        (Self::Deadline(DeadlineKind::Translation), "translation"),
        (Self::Deadline(DeadlineKind::Interpretation), "interpretation"),
        (Self::Deadline(DeadlineKind::Captioning), "captioning"),
        (Self::Deadline(DeadlineKind::Deliverables), "deliverables"),
        (Self::Answer, "answer"),
        (Self::Meeting, "meeting"),
    ];

    /// The word that files use.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(one, _)| *one == self).map_or("", |(_, word)| word)
    }

    /// Reads words as [`Reminder::reason`] writes them; what is no such word is left out.
    #[must_use]
    pub fn of_reason(reason: &str) -> BTreeSet<Self> {
        let words = reason.strip_prefix(REASON).unwrap_or_default().split(',');
        words.filter_map(|word| Self::ALL.iter().find(|(_, known)| *known == word).map(|(one, _)| *one)).collect()
    }

    /// Whether somebody still needs to be reminded of it.
    #[must_use]
    pub fn is_needed(self, person: &Standing) -> bool {
        let asked = |service| person.asked.contains(&service);
        match self {
            // Who does not come needs none of them.
            _ if person.declined || person.silent => false,
            Self::Deadline(DeadlineKind::Registration | DeadlineKind::PreRegistration) => !person.registered,
            Self::Deadline(DeadlineKind::Interpretation) => !asked(Service::Interpretation),
            Self::Deadline(DeadlineKind::Captioning) => !asked(Service::Captioning) && !asked(Service::SignLanguage),
            // A list cannot answer, and who registered has.
            Self::Answer => !person.answered && !person.registered && !person.is_list,
            Self::Deadline(_) | Self::Meeting => true,
        }
    }
}

/// Before the words of a reminder.
const REASON: &str = "reminder:";

/// How many calendar days before something people are reminded of it, the earliest reminder first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminding {
    /// Of what.
    pub of: About,
    /// Days before; none for no reminder.
    pub days: Vec<u16>,
}

/// How somebody stands to a meeting.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Will not come.
    pub declined: bool,
    /// Has answered, whatever.
    pub answered: bool,
    /// Has registered.
    pub registered: bool,
    /// What was asked for.
    pub asked: BTreeSet<Service>,
    /// Wants no mails, or is not reached.
    pub silent: bool,
    /// Is a mailing list.
    pub is_list: bool,
}

impl Standing {
    /// The same with what registrations say of an address in small letters.
    #[must_use]
    pub fn with(mut self, meeting: &MeetingId, address: &str, registered: &Registered<'_>) -> Self {
        if let Some(asked) = registered.asked(meeting, address) {
            self.registered = true;
            self.asked.extend(asked.iter().copied());
        }
        self
    }
}

/// One reminder to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// The meeting.
    pub meeting: MeetingId,
    /// Of what.
    pub about: BTreeSet<About>,
    /// What the recipient knows then.
    pub told: Told,
    /// The mail.
    pub mail: Mail,
    /// The day on which it leaves, by the reader's clocks.
    pub day: Date,
    /// When it may leave.
    pub at: Instant,
    /// When nobody needs it any more.
    pub until: Instant,
}

impl Reminder {
    /// One word for lists: `reminder:registration,visa`.
    #[must_use]
    pub fn reason(&self) -> String {
        let words: Vec<&str> = self.about.iter().map(|about| about.word()).collect();
        format!("{REASON}{}", words.join(","))
    }
}

/// What reminders are made from.
pub struct Circumstances<'a> {
    /// What is true now.
    pub basis: &'a Basis<'a>,
    /// Of what people are reminded.
    pub remindings: &'a [Reminding],
    /// The stamp of the announcement: what would have left before is not made.
    pub stamped: Instant,
    /// How somebody stands to a meeting.
    pub standing: &'a dyn Fn(&MeetingId, &Told) -> Standing,
}

impl std::fmt::Debug for Circumstances<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Circumstances").field("remindings", &self.remindings).finish_non_exhaustive()
    }
}

/// A reminder before it is written.
struct Due {
    about: BTreeMap<About, Date>,
    until: Instant,
}

impl Circumstances<'_> {
    /// Every reminder that is still to come for those who know that these meetings take place: all of them, whether they were
    /// prepared before or not.
    ///
    /// # Errors
    /// [`AnnounceError`].
    pub fn reminders(
        &self,
        announced: &Announced,
        meetings: &BTreeSet<MeetingId>,
    ) -> Result<Vec<Reminder>, AnnounceError> {
        let mut all = Vec::new();
        for (meeting, told) in announced.all().filter(|(meeting, _)| meetings.contains(*meeting)) {
            let Ok(placed) = find(&self.basis.view, meeting) else { continue };
            let goes_on = !matches!(placed.at.firmness, Firmness::Cancelled | Firmness::Held);
            if told.method != Method::Request || !goes_on {
                continue;
            }
            let appointment = Appointment::of(self.basis, &placed)?;
            for ((day, at), due) in self.due(&placed, told, &appointment)? {
                let mail = compose_reminder(self.basis, meeting, told, &due.about, (day, at))?;
                let about = due.about.into_keys().collect();
                let (meeting, told, until) = (meeting.clone(), told.clone(), due.until);
                all.push(Reminder { meeting, about, told, mail, day, at, until });
            }
        }
        all.sort_by(|one, other| {
            let key = |one: &Reminder| (one.at, one.meeting.clone(), one.told.recipient.key());
            key(one).cmp(&key(other))
        });
        Ok(all)
    }

    /// The days on which one person is reminded, of what.
    fn due(
        &self,
        placed: &Placed<'_>,
        told: &Told,
        appointment: &Appointment,
    ) -> Result<BTreeMap<(Date, Instant), Due>, AnnounceError> {
        let meeting = &placed.meeting.id;
        let mut standing = (self.standing)(meeting, told);
        standing.is_list = told.recipient.kind != AttendeeKind::Individual;
        let scenario = self.basis.view.scenario;
        let zone = told.recipient.zone.unwrap_or(scenario.profile.secretariat.zone);
        let midnight = |day: Date| self.at(placed, day, 0, zone);
        let first = placed.at.first();
        let opens = match appointment.times().first() {
            Some(time) => time.instant(),
            None => self.at(placed, first, HOUR, zone)?,
        };
        let mut found: BTreeMap<(Date, Instant), Due> = BTreeMap::new();
        for reminding in self.remindings.iter().filter(|one| one.of.is_needed(&standing)) {
            let targets: Vec<(Date, Instant)> = match reminding.of {
                About::Answer | About::Meeting => vec![(first, opens)],
                About::Deadline(kind) => participant_deadlines(self.basis.deadlines_of(meeting))
                    .filter(|deadline| deadline.kind == kind)
                    .map(|deadline| {
                        let after = deadline.day.checked_add_days(Days::new(1)).unwrap_or(deadline.day);
                        Ok((deadline.day, midnight(after)?))
                    })
                    .collect::<Result<_, AnnounceError>>()?,
            };
            for (target, until) in targets {
                for days in &reminding.days {
                    let day = target.checked_sub_days(Days::new(u64::from(*days))).unwrap_or(target);
                    let (day, _) = Roll::Backwards.apply(day, scenario.secretariat_calendar());
                    let at = self.at(placed, day, HOUR, zone)?;
                    let fresh = at <= told.revision.stamped.plus_seconds(DAY);
                    if at <= self.stamped || fresh || at >= until {
                        continue;
                    }
                    let due = found.entry((day, at)).or_insert(Due { about: BTreeMap::new(), until });
                    due.until = due.until.min(until);
                    let nearest = due.about.entry(reminding.of).or_insert(target);
                    *nearest = (*nearest).min(target);
                }
            }
        }
        Ok(found)
    }

    /// An hour of a day by the clocks of a zone; one that is skipped is the first that exists after, one that comes twice the
    /// earlier.
    fn at(&self, placed: &Placed<'_>, day: Date, hour: u32, zone: Zone) -> Result<Instant, AnnounceError> {
        let civil = day.and_time(ClockTime::from_hms_opt(hour, 0, 0).unwrap_or(ClockTime::MIN));
        let resolved = self.basis.zones.resolve(civil, zone).map_err(|source| fail(placed, source))?;
        Ok(match resolved {
            Resolution::Unique(moment)
            | Resolution::Gap { after: moment, .. }
            | Resolution::Fold { first: moment, .. } => moment.instant,
        })
    }
}
