//! What is to be told, and how it is kept.

use super::AnnounceArguments;
use crate::announce::answers::{Answers, Said};
use crate::announce::attendance::Registration;
use crate::announce::joining::Seating;
use crate::announce::registered::Registered;
use crate::announce::reminders::{Reminder, Standing};
use crate::announce::{self, Access, Announced, Dispatch, Recipient, UnsubscribeToken};
use crate::app::announcing::{Occasion, add_registered, give_access, give_tokens, recipients, refused, sender};
use crate::app::{self, Checked};
use crate::cli::Exit;
use crate::cli::commands::inbox::record;
use crate::cli::commands::invite;
use crate::cli::inputs::{self, BadInput};
use crate::cli::origin::{KNOWN, Origin, REGISTRATIONS, Request};
use crate::cli::zones::zones;
use crate::delivery::compose;
use crate::domain::ids::MeetingId;
use crate::domain::pieces::side_by_side;
use crate::domain::scenario::Scenario;
use crate::domain::time::{Date, Instant};
use crate::domain::view::{Placed, View};
use crate::exchange::files::MemoryFiles;
use crate::exchange::notices::Notices;
use crate::store::{self, Announcement, Message, Preparation, Store, StoreError, ToldRow, digest};
use anyhow::{Context, Result};
use chrono::Days;
use ring::rand::SecureRandom as _;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Seconds of a day.
const DAY: i64 = 86_400;
/// Messages composed before they are kept.
const AT_ONCE: usize = 512;

/// What is to be told, and to whom.
pub(super) struct Telling {
    pub(super) scenario: Scenario,
    notices: Notices,
    checked: Checked,
    roster: Option<BTreeMap<MeetingId, Vec<Recipient>>>,
    registrations: Vec<Registration>,
    wanted: Option<BTreeSet<MeetingId>>,
    /// Meetings that are not announced for a broken must.
    pub(super) refused: BTreeSet<MeetingId>,
    request: Request,
    /// What all this was read from.
    sources: BTreeMap<String, Vec<u8>>,
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

/// What is known of people when something is worked out.
struct Known {
    /// What they were told.
    rows: Vec<ToldRow>,
    /// Their secrets, and what stands for one that is not made yet.
    tokens: BTreeMap<String, UnsubscribeToken>,
    stand_in: Option<UnsubscribeToken>,
    /// Addresses that are not written to.
    silent: BTreeSet<String>,
    /// What they answered, in the words of the standard.
    said: BTreeMap<String, BTreeMap<String, String>>,
    /// The stamp of what is written.
    stamped: Instant,
}

/// [`Known`] as it is kept beside the announcement that was made from it; secrets and stamp are kept elsewhere.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KnownThen {
    told: Vec<i64>,
    silent: BTreeSet<String>,
    said: BTreeMap<String, BTreeMap<String, String>>,
}

/// What follows from the difference to what was told.
pub(super) struct Prepared {
    pub(super) dispatches: Vec<Dispatch>,
    /// Those that follow on days of their own.
    pub(super) reminders: Vec<Reminder>,
    /// Whether these reminders are prepared already, and none else.
    pub(super) reminders_stand: bool,
    /// Addresses that are not written to: they bounced, or their owners want no more mails.
    pub(super) silent: BTreeSet<String>,
    /// Who has a seat, by meeting.
    pub(super) seated: BTreeMap<MeetingId, Seating>,
    /// Everybody who may join: the meeting, the address, the personal link.
    pub(super) links: Vec<[String; 3]>,
    meetings: BTreeSet<MeetingId>,
    told: String,
    stamped: Instant,
    sources: BTreeMap<String, Vec<u8>>,
}

/// What was asked for on the command line.
pub(super) fn request(arguments: &AnnounceArguments) -> Request {
    Request {
        scenario: arguments.subject.clone().into(),
        plan: arguments.plan.clone(),
        recipients: arguments.recipients.clone(),
        meetings: arguments.meetings.clone(),
        reworded: arguments.reworded,
        on: arguments.on,
        ..Request::default()
    }
}

impl Telling {
    /// Reads the files; what is wrong has been said.
    pub(super) fn read(origin: &Origin) -> Result<Self, Result<Exit>> {
        let bad = |_| Ok(Exit::BadInput);
        let request = origin.request.clone();
        let read = origin.read(|files, loaded| {
            let plan = inputs::plan_from(files, &loaded.scenario, request.plan.as_deref())?;
            let roster = request.recipients.as_deref();
            let roster = roster.map(|path| inputs::roster_from(files, path, &loaded.scenario)).transpose()?;
            Ok((loaded, plan, roster))
        });
        let read = read.map_err(bad)?;
        let (loaded, plan, roster) = read.made;
        let scenario = loaded.scenario;
        let named = !request.meetings.is_empty();
        let wanted = named.then(|| invite::wanted(&scenario, &request.meetings)).transpose().map_err(Err)?;
        let checked = app::check(&scenario, plan);
        let mut refused = refused(&checked);
        if let Some(wanted) = &wanted {
            refused.retain(|meeting| wanted.contains(meeting));
        }
        let mut telling = Self {
            scenario,
            notices: loaded.announced_by,
            checked,
            roster,
            registrations: Vec::new(),
            wanted,
            refused,
            request,
            sources: read.sources,
        };
        if let Some(bytes) = &origin.registrations {
            telling.register(bytes).map_err(bad)?;
        }
        Ok(telling)
    }

    /// Takes a list of registrations.
    fn register(&mut self, bytes: &[u8]) -> Result<(), BadInput> {
        let files = MemoryFiles::default().with(REGISTRATIONS, bytes);
        self.registrations = inputs::registrations_from(&files, &self.scenario, Path::new(REGISTRATIONS))?;
        self.sources.insert(REGISTRATIONS.to_owned(), bytes.to_vec());
        Ok(())
    }

    /// Takes the list of registrations that the store has, unless one was named.
    pub(super) async fn register_from(&mut self, store: &Store) -> Result<Result<(), BadInput>> {
        if self.sources.contains_key(REGISTRATIONS) {
            return Ok(Ok(()));
        }
        let kept = store.registrations(self.scenario.name.as_str()).await?;
        Ok(kept.map_or(Ok(()), |bytes| self.register(&bytes)))
    }

    /// Works out what must go out; with the stamp of what was prepared before, the same bytes.
    pub(super) async fn prepare(&self, store: Option<&Store>, aim: Aim<'_>) -> Result<Prepared> {
        let (rows, now) = match store {
            Some(store) => (store.told(self.scenario.name.as_str()).await?, store.now().await? / 1000),
            None => (Vec::new(), clock()),
        };
        let all: Announced = rows.iter().cloned().collect();
        let meetings = self.meetings(&all);
        let answers = match store {
            Some(store) => record::answers(store, &self.scenario, &all).await?,
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
            (Some(store), Aim::Keep) => store.issue_tokens(&everybody, &mut random).await?,
            (Some(store), Aim::Look | Aim::Approve(_)) => store.tokens().await?,
        };
        let last = all.clone().about(&meetings).last_stamp();
        let known = Known {
            rows,
            tokens,
            // Looking changes nothing: whoever has no token yet is shown with one that is none.
            stand_in: matches!(aim, Aim::Look).then(UnsubscribeToken::stand_in),
            silent,
            said: said(&all, &answers),
            stamped: self.stamp(aim, now, last)?,
        };
        let mut prepared = self.work_out(&known)?;
        let waiting = match store {
            Some(store) => store.reminders(self.scenario.name.as_str()).await?,
            None => Vec::new(),
        };
        let own = || waiting.iter().filter(|one| prepared.meetings.contains(&one.meeting));
        let still: BTreeSet<&str> = prepared.reminders.iter().map(|one| one.mail.message_id.as_str()).collect();
        let known: BTreeSet<&str> = own().map(|one| one.message_id.as_str()).collect();
        // One whose hour has come, and that has not left yet, is no reason to prepare anything.
        let ahead = own().filter(|one| one.not_before / 1000 > now);
        let stand = still.is_subset(&known) && ahead.into_iter().all(|one| still.contains(one.message_id.as_str()));
        prepared.reminders_stand = stand;
        Ok(prepared)
    }

    /// Works an announcement out once more from what the store kept of it.
    pub(super) async fn prepare_again(&self, store: &Store, kept: &Announcement) -> Result<Prepared> {
        let sources = store.sources(kept.number).await?;
        let known = sources.get(KNOWN).context("the store does not say what was known then")?;
        let known: KnownThen = serde_json::from_slice(known).context("reading what was known then")?;
        let stamped = Instant::from_unix_seconds(kept.stamped).context("the stamp is out of range")?;
        self.work_out(&Known {
            rows: store.told_by(&known.told).await?,
            tokens: store.tokens().await?,
            stand_in: None,
            silent: known.silent,
            said: known.said,
            stamped,
        })
    }

    /// What follows from what is known: the same each time.
    fn work_out(&self, known: &Known) -> Result<Prepared> {
        let all: Announced = known.rows.iter().cloned().collect();
        let meetings = self.meetings(&all);
        let announced = all.about(&meetings);
        let mut wanted = self.recipients(&meetings);
        give_tokens(wanted.values_mut().flatten(), &known.tokens, known.stand_in.as_ref());
        let seated = give_access(&mut wanted, &self.scenario, &self.notices.platforms, &self.registrations);
        let links = wanted.iter().flat_map(|(meeting, people)| people.iter().filter_map(|one| link(meeting, one)));
        let links = links.collect();
        let of = |placed: &Placed<'_>| wanted.get(&placed.meeting.id).cloned().unwrap_or_default();
        let occasion = self.occasion(known.stamped);
        let mut dispatches = occasion.due(&meetings, &announced, &of).context("announcing")?;
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
        let standing = |meeting: &MeetingId, told: &announce::Told| {
            let key = told.recipient.key();
            let said = known.said.get(meeting.as_str()).and_then(|people| people.get(&key)).map(String::as_str);
            let standing = standing(said, known.silent.contains(&key));
            standing.with(meeting, &key, &registered)
        };
        let remindings = &self.notices.reminders;
        let reminders = occasion.reminders(&announced, &dispatches, &meetings, remindings, &standing);
        let reminders = reminders.context("reminding")?;
        let told = digest(known.rows.iter().filter(|row| meetings.contains(&row.meeting)));
        let mut sources = self.sources.clone();
        let then = KnownThen {
            told: known.rows.iter().map(|row| row.message).collect(),
            silent: known.silent.clone(),
            said: known.said.clone(),
        };
        sources.insert(KNOWN.to_owned(), serde_json::to_vec(&then).context("writing what is known")?);
        let stamped = known.stamped;
        // What is prepared already is not known here.
        let reminders_stand = false;
        Ok(Prepared { dispatches, reminders, reminders_stand, silent, seated, links, meetings, told, stamped, sources })
    }

    /// The meetings it is about.
    fn meetings(&self, announced: &Announced) -> BTreeSet<MeetingId> {
        let mut meetings: BTreeSet<MeetingId> = match &self.wanted {
            Some(wanted) => wanted.clone(),
            None => self.scenario.meetings().keys().chain(announced.meetings()).cloned().collect(),
        };
        meetings.retain(|meeting| !self.refused.contains(meeting));
        meetings
    }

    /// What is announced, and from what.
    fn occasion(&self, stamped: Instant) -> Occasion<'_> {
        let today = stamped.to_utc().date();
        let (scenario, checked, reworded) = (&self.scenario, &self.checked, self.request.reworded);
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
        let mut all = placed.map(|placed| (placed.meeting.id.clone(), of(&placed))).collect();
        add_registered(&mut all, &self.registrations);
        all
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

    /// The stamp of what is written now: on the day that was asked for, at this hour, and later than all before, even
    /// where the clock went back.
    fn stamp(&self, aim: Aim<'_>, now: i64, last: Option<Instant>) -> Result<Instant> {
        let (seconds, last) = match aim {
            Aim::Approve(kept) => (kept.stamped, None),
            Aim::Look | Aim::Keep => (self.request.on.map_or(now, |on| midnight(on) + now.rem_euclid(DAY)), last),
        };
        let stamped = Instant::from_unix_seconds(seconds).context("the clock is out of range")?;
        Ok(last.map_or(stamped, |last| stamped.max(last.plus_seconds(1))))
    }

    /// Keeps it in the store.
    pub(super) async fn keep(&self, store: &Store, prepared: &Prepared, by: &str) -> Result<store::Prepared> {
        let preparation = Preparation {
            scenario: self.scenario.name.as_str(),
            by,
            meetings: &prepared.meetings,
            told: &prepared.told,
            stamped: prepared.stamped.unix_seconds(),
            sources: &prepared.sources,
        };
        let messages = self.messages(prepared).map(|message| message.map_err(Failed::Message));
        match store.prepare(&preparation, messages).await {
            Ok(kept) => Ok(kept),
            Err(Failed::Store(error)) => Err(error.into()),
            Err(Failed::Message(error)) => Err(error),
        }
    }

    /// All messages with their bytes: those that leave at once, then the reminders. Some are composed side by side, and never
    /// are all of them held.
    pub(super) fn messages<'a>(&'a self, prepared: &'a Prepared) -> impl Iterator<Item = Result<Message>> + 'a {
        let now = clock();
        let at_once = composed(&prepared.dispatches, move |dispatch| self.message(dispatch, now));
        at_once.chain(composed(&prepared.reminders, move |reminder| self.reminder(reminder, now)))
    }

    fn message(&self, dispatch: &Dispatch, now: i64) -> Result<Message> {
        // Nobody needs it any more the day after the meeting.
        let last = dispatch.told.appointment.placement().last();
        let after = midnight(last.checked_add_days(Days::new(1)).unwrap_or(last));
        let meeting = &dispatch.announcement.meeting;
        let (told, reason) = (dispatch.told.clone(), dispatch.reason.word().to_owned());
        written(meeting, reason, told, &dispatch.announcement.mail, (self.played(after, now), None))
    }

    fn reminder(&self, reminder: &Reminder, now: i64) -> Result<Message> {
        let [at, until] = [reminder.at, reminder.until].map(|one| self.played(one.unix_seconds(), now));
        let told = reminder.told.clone();
        // The digest of what is approved holds the hour: where another day is played it may not hang on that of the run.
        written(&reminder.meeting, reminder.reason(), told, &reminder.mail, (until, Some(at)))
    }

    /// A point in time by the clock of the store. Where another day than today is played, as long after now as it would be
    /// then; now is counted from the beginning of the real day, so that it is the same all day long.
    fn played(&self, seconds: i64, now: i64) -> i64 {
        match self.request.on {
            None => seconds,
            Some(on) => now - now.rem_euclid(DAY) + (seconds - midnight(on)),
        }
    }
}

/// One message as it is kept.
fn written(
    meeting: &MeetingId,
    reason: String,
    told: announce::Told,
    mail: &announce::Mail,
    (useful_until, not_before): (i64, Option<i64>),
) -> Result<Message> {
    let letter = compose(mail).with_context(|| format!("composing the mail about {meeting}"))?;
    Ok(Message {
        meeting: meeting.clone(),
        reason,
        told,
        message_id: letter.message_id().to_owned(),
        return_address: letter.return_address().as_str().to_owned(),
        recipient: letter.recipient().as_str().to_owned(),
        bytes: letter.bytes().to_vec(),
        useful_until,
        not_before,
    })
}

/// What a platform needs to know of somebody who may join.
fn link(meeting: &MeetingId, recipient: &Recipient) -> Option<[String; 3]> {
    let Access::Registered { link } = &recipient.access else { return None };
    Some([meeting.as_str().to_owned(), recipient.key(), link.as_str().to_owned()])
}

/// What everybody answered who was told of a meeting, by meeting and address.
fn said(announced: &Announced, answers: &Answers) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut said: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for (meeting, told) in announced.all() {
        if let Some(answer) = answers.answer(meeting, &told.recipient.person.address) {
            let word = answer.said.word().to_owned();
            said.entry(meeting.as_str().to_owned()).or_default().insert(told.recipient.key(), word);
        }
    }
    said
}

/// How somebody stands to a meeting who answered this.
pub(in crate::cli) fn standing(said: Option<&str>, silent: bool) -> Standing {
    let nothing = Said::Nothing.word();
    let declined = [Said::Declined.word(), Said::Delegated(None).word()];
    Standing {
        answered: said.is_some_and(|said| said != nothing),
        declined: said.is_some_and(|said| declined.contains(&said)),
        silent,
        ..Standing::default()
    }
}

fn composed<'a, T: Sync>(
    all: &'a [T],
    one: impl Fn(&T) -> Result<Message> + Sync + Copy + 'a,
) -> impl Iterator<Item = Result<Message>> + 'a {
    let piece = move |piece: &[T]| piece.iter().map(one).collect::<Vec<_>>();
    all.chunks(AT_ONCE).flat_map(move |some| side_by_side(some, AT_ONCE / 8, piece)).flatten()
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

/// The beginning of a day in UTC, in seconds since 1970.
fn midnight(date: Date) -> i64 {
    date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp()
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
