//! What is to be told, and how it is kept.

use super::AnnounceArguments;
use crate::announce::answers::Answers;
use crate::announce::{self, Announced, Dispatch, Recipient, UnsubscribeToken};
use crate::app::announcing::{Occasion, give_tokens, recipients, refused, sender};
use crate::app::{self, Checked};
use crate::cli::commands::inbox::record;
use crate::cli::commands::invite;
use crate::cli::zones::zones;
use crate::cli::{Exit, inputs};
use crate::delivery::compose;
use crate::domain::ids::MeetingId;
use crate::domain::scenario::Scenario;
use crate::domain::time::{Date, Instant};
use crate::domain::view::{Placed, View};
use crate::store::{self, Announcement, Message, Preparation, Store, StoreError, digest};
use anyhow::{Context, Result};
use chrono::Days;
use ring::rand::SecureRandom as _;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Seconds of a day.
const DAY: i64 = 86_400;

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

/// What the messages are worked out for.
#[derive(Clone, Copy)]
pub(super) enum Aim<'a> {
    /// To be looked at: nothing is changed.
    Look,
    /// To be kept: who has no token yet gets one.
    Keep,
    /// To be compared with what was kept.
    Approve(&'a Announcement),
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
    pub(super) async fn prepare(&self, store: Option<&Store>, aim: Aim<'_>) -> Result<Prepared> {
        let as_of = match aim {
            Aim::Approve(kept) => Some(kept),
            Aim::Look | Aim::Keep => None,
        };
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
        let mut wanted = self.recipients(&meetings);
        let everybody = || wanted.values().flatten().map(Recipient::key);
        let tokens = match (store, aim) {
            (None, _) => BTreeMap::new(),
            (Some(store), Aim::Keep) => store.issue_tokens(&everybody().collect(), &mut random).await?,
            (Some(store), Aim::Look | Aim::Approve(_)) => store.tokens().await?,
        };
        // Looking changes nothing: whoever has no token yet is shown with one that is none.
        let stand_in = UnsubscribeToken::stand_in();
        let else_give = matches!(aim, Aim::Look).then_some(&stand_in);
        give_tokens(wanted.values_mut().flatten(), &tokens, else_give);
        let of = |placed: &Placed<'_>| wanted.get(&placed.meeting.id).cloned().unwrap_or_default();
        let mut dispatches = self.occasion(stamped).due(&meetings, &announced, &of).context("announcing")?;
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

    /// What is announced, and from what.
    fn occasion(&self, stamped: Instant) -> Occasion<'_> {
        let today = stamped.to_utc().date();
        let (scenario, checked, reworded) = (&self.scenario, &self.checked, self.reworded);
        Occasion { scenario, checked, zones: zones(), stamped, today, reworded }
    }

    /// Who is to know of each meeting.
    fn recipients(&self, meetings: &BTreeSet<MeetingId>) -> BTreeMap<MeetingId, Vec<Recipient>> {
        let (view, sender) = (View::new(&self.scenario, &self.checked.plan), sender(&self.scenario));
        let placed = meetings.iter().filter_map(|meeting| view.placed(meeting));
        let of = |placed: &Placed<'_>| match &self.roster {
            Some(roster) => roster.get(&placed.meeting.id).cloned().unwrap_or_default(),
            None => recipients(&self.scenario, placed, &sender),
        };
        placed.map(|placed| (placed.meeting.id.clone(), of(&placed))).collect()
    }

    /// The messages as they may be looked at, without what only their recipients may know; or as they are.
    pub(super) fn shown(&self, prepared: &Prepared, secrets: bool) -> Result<Vec<(String, announce::Announcement)>> {
        let occasion = self.occasion(prepared.stamped);
        let shown = |dispatch: &Dispatch| {
            let stem = dispatch.announcement.file_stem(&dispatch.told.recipient);
            let shown = if secrets { Ok(dispatch.announcement.clone()) } else { occasion.masked(dispatch) };
            Ok((stem, shown.context("announcing")?))
        };
        prepared.dispatches.iter().map(shown).collect()
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
        let messages = prepared.dispatches.iter().map(|dispatch| self.message(dispatch).map_err(Failed::Message));
        match store.prepare(&preparation, messages).await {
            Ok(kept) => Ok(kept),
            Err(Failed::Store(error)) => Err(error.into()),
            Err(Failed::Message(error)) => Err(error),
        }
    }

    /// One message with its bytes.
    pub(super) fn message(&self, dispatch: &Dispatch) -> Result<Message> {
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

/// The real dice: 256 random bits from the system.
fn random() -> Option<[u8; 32]> {
    let mut bits = [0; 32];
    ring::rand::SystemRandom::new().fill(&mut bits).ok().map(|()| bits)
}

/// The real clock, in seconds since 1970.
fn clock() -> i64 {
    #[allow(clippy::disallowed_methods, reason = "the command line makes the real clock")]
    let now = std::time::SystemTime::now();
    now.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0))
}
