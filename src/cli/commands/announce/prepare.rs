//! What is to be told, and how it is kept.

use super::AnnounceArguments;
use crate::announce::answers::Answers;
use crate::announce::{Announced, Dispatch, Recipient};
use crate::app::announcing::{Occasion, recipients, refused, sender};
use crate::app::{self, Checked};
use crate::cli::commands::inbox::record;
use crate::cli::commands::invite;
use crate::cli::zones::zones;
use crate::cli::{Exit, inputs};
use crate::delivery::compose;
use crate::domain::ids::MeetingId;
use crate::domain::pieces::side_by_side;
use crate::domain::scenario::Scenario;
use crate::domain::time::{Date, Instant};
use crate::domain::view::Placed;
use crate::store::{self, Announcement, Message, Preparation, Store, StoreError, digest};
use anyhow::{Context, Result};
use chrono::Days;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Seconds of a day.
const DAY: i64 = 86_400;
/// Messages composed before they are kept.
const AT_ONCE: usize = 512;

/// What is to be told, and to whom.
pub(super) struct Telling {
    pub(super) scenario: Scenario,
    checked: Checked,
    roster: Option<BTreeMap<MeetingId, Vec<Recipient>>>,
    wanted: Option<BTreeSet<MeetingId>>,
    /// Meetings that are not announced for a broken must.
    pub(super) refused: BTreeSet<MeetingId>,
    on: Option<Date>,
    reworded: bool,
}

/// What follows from the difference to what was told.
pub(super) struct Prepared {
    pub(super) dispatches: Vec<Dispatch>,
    /// Addresses that are not written to: they bounced, or their owners want no more mails.
    pub(super) silent: BTreeSet<String>,
    meetings: BTreeSet<MeetingId>,
    told: String,
    stamped: Instant,
}

impl Telling {
    /// Reads the files; what is wrong has been said.
    pub(super) fn read(arguments: &AnnounceArguments) -> Result<Self, Result<Exit>> {
        let bad = |_| Ok(Exit::BadInput);
        let scenario = inputs::scenario(Path::new(&arguments.subject)).map_err(bad)?;
        let plan = inputs::plan(&scenario, arguments.plan.as_deref()).map_err(bad)?;
        let roster = arguments.recipients.as_deref().map(|path| inputs::roster(path, &scenario));
        let roster = roster.transpose().map_err(bad)?;
        let named = !arguments.meetings.is_empty();
        let wanted = named.then(|| invite::wanted(&scenario, &arguments.meetings)).transpose().map_err(Err)?;
        let checked = app::check(&scenario, plan);
        let mut refused = refused(&checked);
        if let Some(wanted) = &wanted {
            refused.retain(|meeting| wanted.contains(meeting));
        }
        Ok(Self { scenario, checked, roster, wanted, refused, on: arguments.on, reworded: arguments.reworded })
    }

    /// Works out what must go out; with the stamp of what was prepared before, the same bytes.
    pub(super) async fn prepare(&self, store: Option<&Store>, as_of: Option<&Announcement>) -> Result<Prepared> {
        let (rows, now) = match store {
            Some(store) => (store.told(self.scenario.name.as_str()).await?, store.now().await? / 1000),
            None => (Vec::new(), clock()),
        };
        let all: Announced = rows.iter().cloned().collect();
        let mut meetings: BTreeSet<MeetingId> = match &self.wanted {
            Some(wanted) => wanted.clone(),
            None => self.scenario.meetings().keys().chain(all.meetings()).cloned().collect(),
        };
        meetings.retain(|meeting| !self.refused.contains(meeting));
        let answers = match store {
            Some(store) => record::answers(store, &self.scenario, &all).await?,
            None => Answers::nothing(),
        };
        let announced = all.about(&meetings);
        let stamped = match as_of {
            Some(kept) => Instant::from_unix_seconds(kept.stamped),
            None => Instant::from_unix_seconds(self.stamp(now)),
        };
        let stamped = stamped.context("the clock is out of range")?;
        let stamped = match (as_of, announced.last_stamp()) {
            // Later than all before, even where the clock went back.
            (None, Some(last)) if last >= stamped => last.plus_seconds(1),
            _ => stamped,
        };
        let today = stamped.to_utc().date();
        let occasion = Occasion {
            scenario: &self.scenario,
            checked: &self.checked,
            zones: zones(),
            stamped,
            today,
            reworded: self.reworded,
        };
        let sender = sender(&self.scenario);
        let of = |placed: &Placed<'_>| match &self.roster {
            Some(roster) => roster.get(&placed.meeting.id).cloned().unwrap_or_default(),
            None => recipients(&self.scenario, placed, &sender),
        };
        let mut dispatches = occasion.due(&meetings, &announced, &of).context("announcing")?;
        // Whoever wants no more mails, or is not reached, is not written to; what they were told stays as it was.
        let mut silent = BTreeSet::new();
        dispatches.retain(|dispatch| {
            let suppressed = answers.is_suppressed(&dispatch.told.recipient.person.address);
            if suppressed {
                silent.insert(dispatch.told.recipient.key());
            }
            !suppressed
        });
        let told = digest(rows.iter().filter(|row| meetings.contains(&row.meeting)));
        Ok(Prepared { dispatches, silent, meetings, told, stamped })
    }

    /// The stamp of what is written now: on the day that was asked for, at this hour.
    fn stamp(&self, now: i64) -> i64 {
        let day = |date: Date| date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp();
        self.on.map_or(now, |on| day(on) + now.rem_euclid(DAY))
    }

    /// Keeps it in the store.
    pub(super) async fn keep(&self, store: &Store, prepared: &Prepared, by: &str) -> Result<store::Prepared> {
        let preparation = Preparation {
            scenario: self.scenario.name.as_str(),
            by,
            meetings: &prepared.meetings,
            told: &prepared.told,
            stamped: prepared.stamped.unix_seconds(),
        };
        let messages = self.messages(&prepared.dispatches).map(|message| message.map_err(Failed::Message));
        match store.prepare(&preparation, messages).await {
            Ok(kept) => Ok(kept),
            Err(Failed::Store(error)) => Err(error.into()),
            Err(Failed::Message(error)) => Err(error),
        }
    }

    /// The messages with their bytes, some side by side and never all at once.
    pub(super) fn messages(&self, dispatches: &[Dispatch]) -> impl Iterator<Item = Result<Message>> {
        let compose = |piece: &[Dispatch]| piece.iter().map(|dispatch| self.message(dispatch)).collect::<Vec<_>>();
        dispatches.chunks(AT_ONCE).flat_map(move |some| side_by_side(some, AT_ONCE / 8, compose)).flatten()
    }

    /// One message with its bytes.
    fn message(&self, dispatch: &Dispatch) -> Result<Message> {
        let announcement = &dispatch.announcement;
        let letter = compose(&announcement.mail)
            .with_context(|| format!("composing the mail about {}", announcement.meeting))?;
        Ok(Message {
            meeting: announcement.meeting.clone(),
            reason: dispatch.reason.word().to_owned(),
            told: dispatch.told.clone(),
            message_id: letter.message_id().to_owned(),
            return_address: letter.return_address().as_str().to_owned(),
            recipient: letter.recipient().as_str().to_owned(),
            bytes: letter.bytes().to_vec(),
            useful_until: self.useful_until(dispatch),
        })
    }

    /// When nobody needs it any more: the day after the meeting. Where another day than today is played, as long after now
    /// as it would be then.
    fn useful_until(&self, dispatch: &Dispatch) -> i64 {
        let last = dispatch.told.appointment.placement().last();
        let after = last.checked_add_days(Days::new(1)).unwrap_or(last);
        let after = after.and_time(chrono::NaiveTime::MIN).and_utc().timestamp();
        match self.on {
            None => after,
            Some(on) => {
                let on = on.and_time(chrono::NaiveTime::MIN).and_utc().timestamp();
                clock() + (after - on)
            }
        }
    }
}

/// Why nothing was kept.
enum Failed {
    Store(StoreError),
    Message(anyhow::Error),
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// The real clock, in seconds since 1970.
fn clock() -> i64 {
    #[allow(clippy::disallowed_methods, reason = "the command line makes the real clock")]
    let now = std::time::SystemTime::now();
    now.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0))
}
