//! Working out what must go out.

use super::Telling;
use super::known::{KNOWN, Known, KnownThen, said};
use crate::announce::answers::Answers;
use crate::announce::joining::Seating;
use crate::announce::registered::Registered;
use crate::announce::reminders::Reminder;
use crate::announce::{Access, Announced, Dispatch, Recipient, Told, UnsubscribeToken};
use crate::app::announcing::{give_access, give_tokens};
use crate::desk::arrivals::{self, standing};
use crate::desk::{Circumstances, DeskError};
use crate::domain::ids::MeetingId;
use crate::domain::time::{Date, Instant, ZoneData};
use crate::domain::view::Placed;
use crate::store::{Announcement, Scheduled, Store, digest};
use std::collections::{BTreeMap, BTreeSet};

/// Seconds of a day.
pub(super) const DAY: i64 = 86_400;

/// What the messages are worked out for.
#[derive(Debug, Clone, Copy)]
pub enum Aim<'a> {
    /// To be looked at: nothing is changed.
    Look,
    /// To be kept: who has no token yet gets one.
    Keep,
    /// To be compared with what was kept.
    Approve(&'a Announcement),
}

/// What follows from the difference to what was told.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// Messages that leave at once.
    pub dispatches: Vec<Dispatch>,
    /// Those that follow on days of their own.
    pub reminders: Vec<Reminder>,
    /// Whether these reminders are prepared already, and none else.
    pub reminders_stand: bool,
    /// Addresses that are not written to: they bounced, or their owners want no more mails.
    pub silent: BTreeSet<String>,
    /// Who has a seat, by meeting.
    pub seated: BTreeMap<MeetingId, Seating>,
    /// Everybody who may join: the meeting, the address, the personal link.
    pub links: Vec<[String; 3]>,
    pub(super) meetings: BTreeSet<MeetingId>,
    pub(super) told: String,
    pub(super) stamped: Instant,
    pub(super) sources: BTreeMap<String, Vec<u8>>,
}

impl Telling {
    /// Works out what must go out; with the stamp of what was prepared before, the same bytes. Without a store nobody was told
    /// anything.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::Announcing`], [`DeskError::Reminding`], [`DeskError::Clock`],
    /// [`DeskError::Record`].
    pub async fn prepare(
        &self,
        store: Option<&Store>,
        aim: Aim<'_>,
        circumstances: &Circumstances<'_>,
    ) -> Result<Prepared, DeskError> {
        let (rows, now) = match store {
            Some(store) => (store.told(self.name()).await?, store.now().await? / 1000),
            None => (Vec::new(), circumstances.now.unix_seconds()),
        };
        let all: Announced = rows.iter().cloned().collect();
        let meetings = self.meetings(&all);
        let answers = match store {
            Some(store) => arrivals::answers(store, &self.calendar.scenario, &all).await?,
            None => Answers::nothing(),
        };
        let (everybody, silent) = {
            let wanted = self.recipients(&meetings);
            let everybody: BTreeSet<String> = wanted.values().flatten().map(Recipient::key).collect();
            let addresses = wanted.values().flatten().chain(all.all().map(|(_, told)| &told.recipient));
            let suppressed = addresses.filter(|one| answers.is_suppressed(&one.person.address));
            (everybody, suppressed.map(Recipient::key).collect())
        };
        let tokens = match (store, aim) {
            (None, _) => BTreeMap::new(),
            (Some(store), Aim::Keep) => store.issue_tokens(&everybody, &mut || (circumstances.random)()).await?,
            (Some(store), Aim::Look | Aim::Approve(_)) => store.tokens().await?,
        };
        let last = all.clone().about(&meetings).last_stamp();
        let known = Known {
            silent,
            said: said(&all, &answers),
            rows,
            tokens,
            // Looking changes nothing: whoever has no token yet is shown with one that is none.
            stand_in: matches!(aim, Aim::Look).then(UnsubscribeToken::stand_in),
            stamped: self.stamp(aim, now, last)?,
        };
        let mut prepared = self.work_out(&known, circumstances.zones)?;
        let waiting = match store {
            Some(store) => store.reminders(self.name()).await?,
            None => Vec::new(),
        };
        prepared.reminders_stand = prepared.reminders_are(&waiting, now);
        Ok(prepared)
    }

    /// Works an announcement out once more from what the store kept of it.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::NotKnown`], [`DeskError::Record`], [`DeskError::Stamp`],
    /// [`DeskError::Announcing`], [`DeskError::Reminding`].
    pub async fn prepare_again(
        &self,
        store: &Store,
        kept: &Announcement,
        circumstances: &Circumstances<'_>,
    ) -> Result<Prepared, DeskError> {
        let known = KnownThen::of(&store.sources(kept.number).await?)?;
        let stamped = Instant::from_unix_seconds(kept.stamped).ok_or(DeskError::Stamp)?;
        let known = Known {
            rows: store.told_by(&known.told).await?,
            tokens: store.tokens().await?,
            stand_in: None,
            silent: known.silent,
            said: known.said,
            stamped,
        };
        self.work_out(&known, circumstances.zones)
    }

    /// What follows from what is known: the same each time.
    fn work_out(&self, known: &Known, zones: &ZoneData) -> Result<Prepared, DeskError> {
        let all: Announced = known.rows.iter().cloned().collect();
        let meetings = self.meetings(&all);
        let announced = all.about(&meetings);
        let mut wanted = self.recipients(&meetings);
        give_tokens(wanted.values_mut().flatten(), &known.tokens, known.stand_in.as_ref());
        let by = &self.calendar.announced_by;
        let seated = give_access(&mut wanted, &self.calendar.scenario, &by.platforms, &self.registrations);
        let links = wanted.iter().flat_map(|(meeting, people)| people.iter().filter_map(|one| link(meeting, one)));
        let links = links.collect();
        let of = |placed: &Placed<'_>| wanted.get(&placed.meeting.id).cloned().unwrap_or_default();
        let occasion = self.occasion(known.stamped, zones);
        let mut dispatches = occasion.due(&meetings, &announced, &of).map_err(DeskError::Announcing)?;
        // Whoever wants no more mails, or is not reached, is not written to; what they were told stays as it was.
        let mut silent = BTreeSet::new();
        dispatches.retain(|dispatch| {
            let key = dispatch.told.recipient.key();
            let suppressed = known.silent.contains(&key);
            if suppressed {
                silent.insert(key);
            }
            !suppressed
        });
        let registered = Registered::of(&self.registrations);
        let standing = |meeting: &MeetingId, told: &Told| {
            let key = told.recipient.key();
            let standing = standing(known.said(meeting.as_str(), &key), known.silent.contains(&key));
            standing.with(meeting, &key, &registered)
        };
        let reminders = occasion.reminders(&announced, &dispatches, &meetings, &by.reminders, &standing);
        let reminders = reminders.map_err(DeskError::Reminding)?;
        let told = digest(known.rows.iter().filter(|row| meetings.contains(&row.meeting)));
        let mut sources = self.sources.clone();
        sources.insert(KNOWN.to_owned(), known.to_record()?);
        let stamped = known.stamped;
        // What is prepared already is not known here.
        let reminders_stand = false;
        Ok(Prepared { dispatches, reminders, reminders_stand, silent, seated, links, meetings, told, stamped, sources })
    }

    /// The stamp of what is written now: on the day that was asked for, at this hour, and later than all before, even
    /// where the clock went back.
    fn stamp(&self, aim: Aim<'_>, now: i64, last: Option<Instant>) -> Result<Instant, DeskError> {
        let (seconds, last) = match aim {
            Aim::Approve(kept) => (kept.stamped, None),
            Aim::Look | Aim::Keep => (self.request.on.map_or(now, |on| midnight(on) + now.rem_euclid(DAY)), last),
        };
        let stamped = Instant::from_unix_seconds(seconds).ok_or(DeskError::Clock)?;
        Ok(last.map_or(stamped, |last| stamped.max(last.plus_seconds(1))))
    }
}

impl Prepared {
    /// Whether those that wait are these reminders, and none else.
    fn reminders_are(&self, waiting: &[Scheduled], now: i64) -> bool {
        let own = || waiting.iter().filter(|one| self.meetings.contains(&one.meeting));
        let still: BTreeSet<&str> = self.reminders.iter().map(|one| one.mail.message_id.as_str()).collect();
        let known: BTreeSet<&str> = own().map(|one| one.message_id.as_str()).collect();
        // One whose hour has come, and that has not left yet, is no reason to prepare anything.
        let mut ahead = own().filter(|one| one.not_before / 1000 > now);
        still.is_subset(&known) && ahead.all(|one| still.contains(one.message_id.as_str()))
    }

    /// The stamp of its messages.
    #[must_use]
    pub fn stamped(&self) -> Instant {
        self.stamped
    }
}

/// What a platform needs to know of somebody who may join.
fn link(meeting: &MeetingId, recipient: &Recipient) -> Option<[String; 3]> {
    let Access::Registered { link } = &recipient.access else { return None };
    Some([meeting.as_str().to_owned(), recipient.key(), link.as_str().to_owned()])
}

/// The beginning of a day in UTC, in seconds since 1970.
pub(super) fn midnight(date: Date) -> i64 {
    date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp()
}
