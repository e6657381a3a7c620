//! What there is: counts by state, and the messages somebody must look at.

use std::collections::BTreeMap;

use super::database::on;
use super::messages::may_leave;
use super::{Store, StoreError};
use crate::app::outbox::{LATE_SECONDS, State};
use crate::domain::ids::MeetingId;

/// The most messages listed.
const MOST_LISTED: i64 = 1000;

/// Counts of all messages of approved announcements.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Overview {
    /// How many stand where; reminders whose day has not come are not among them.
    pub counts: BTreeMap<State, i64>,
    /// Reminders that wait for their day.
    pub scheduled: i64,
    /// When the first of them may leave, in milliseconds since 1970.
    pub first_scheduled: Option<i64>,
    /// How many have waited for longer than [`LATE_SECONDS`].
    pub late: i64,
    /// When the next one is due, in milliseconds since 1970.
    pub next: Option<i64>,
    /// How many are due now.
    pub due: i64,
    /// Who stopped sending and why, if it is stopped.
    pub stopped: Option<String>,
    /// The time by the database's clock, in milliseconds since 1970.
    pub now: i64,
}

impl Overview {
    /// How many stand there.
    #[must_use]
    pub fn count(&self, state: State) -> i64 {
        self.counts.get(&state).copied().unwrap_or(0)
    }

    /// How many may still be sent.
    #[must_use]
    pub fn open(&self) -> i64 {
        self.counts.iter().filter(|(state, _)| !state.is_final() && **state != State::Draft).map(|(_, n)| n).sum()
    }
}

/// One message in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its number.
    pub number: i64,
    /// The announcement's number.
    pub announcement: i64,
    /// The meeting.
    pub meeting: String,
    /// The recipient.
    pub recipient: String,
    /// One word for why it was sent.
    pub reason: String,
    /// Where it stands.
    pub state: State,
    /// Attempts so far.
    pub attempts: i64,
    /// Copies that have arrived or may have.
    pub copies: i64,
    /// When it is tried again, in milliseconds since 1970; 0 if it is not.
    pub next_at: i64,
    /// What the server or the connection said last.
    pub answer: Option<String>,
}

/// A reminder that has not left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheduled {
    /// Its number.
    pub number: i64,
    /// The meeting.
    pub meeting: MeetingId,
    /// The recipient's address, in small letters.
    pub address: String,
    /// Of what it reminds.
    pub reason: String,
    /// When it may leave, in milliseconds since 1970.
    pub not_before: i64,
    /// The id in its header.
    pub message_id: String,
}

impl Store {
    /// Counts by state.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn overview(&self) -> Result<Overview, StoreError> {
        let now = self.now().await?;
        type Row = (String, i64, i64, i64, Option<i64>);
        let rows: Vec<Row> = on!(self, pool => sqlx::query_as(
            concat!("SELECT m.state, COUNT(*), COUNT(CASE WHEN m.queued_at < $1 THEN 1 END), \
             COUNT(CASE WHEN m.next_at <= $2 AND ", may_leave!(), " THEN 1 END), \
             MIN(CASE WHEN ", may_leave!(), " THEN m.next_at END) FROM message m \
             WHERE NOT (m.not_before > $2 AND m.state = 'queued') GROUP BY m.state"))
            .bind(now - LATE_SECONDS * 1000).bind(now).fetch_all(pool).await)?;
        let mut overview = Overview { now, stopped: self.stopped().await?, ..Overview::default() };
        for (word, count, late, due, next) in rows {
            let state = State::parse(&word).ok_or_else(|| StoreError::Row(format!("state {word:?}")))?;
            overview.counts.insert(state, count);
            if state.is_due() {
                overview.late += late;
                overview.due += due;
                overview.next = overview.next.into_iter().chain(next).min();
            }
        }
        (overview.scheduled, overview.first_scheduled) = on!(self, pool => sqlx::query_as::<_, (i64, Option<i64>)>(
            "SELECT COUNT(*), MIN(not_before) FROM message WHERE not_before > $1 AND state = 'queued'")
            .bind(now).fetch_one(pool).await)?;
        Ok(overview)
    }

    /// Reminders of a scenario that have not left.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn reminders(&self, scenario: &str) -> Result<Vec<Scheduled>, StoreError> {
        type Row = (i64, String, String, String, i64, String);
        let rows: Vec<Row> = on!(self, pool => sqlx::query_as(
            "SELECT id, meeting, address, reason, not_before, message_id FROM message WHERE scenario = $1 \
             AND not_before > 0 AND state IN ('queued', 'claimed', 'deferred', 'uncertain') ORDER BY id")
            .bind(scenario).fetch_all(pool).await)?;
        let read = |(number, meeting, address, reason, not_before, message_id): Row| {
            let meeting = MeetingId::parse(&meeting).map_err(|error| StoreError::Row(error.to_string()))?;
            Ok(Scheduled { number, meeting, address, reason, not_before, message_id })
        };
        rows.into_iter().map(read).collect()
    }

    /// How many are due for addresses that have had as many messages in 24 hours as they may.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn over_day_limit(&self, most_per_day: u32) -> Result<i64, StoreError> {
        let now = self.now().await?;
        on!(self, pool => sqlx::query_scalar(
            concat!("SELECT COUNT(*) FROM message m WHERE m.state IN ('queued', 'deferred', 'uncertain') AND m.next_at <= $1 \
             AND ", may_leave!(), " \
             AND (SELECT COUNT(*) FROM message d WHERE d.address = m.address AND d.dot_at > $2) >= $3"))
            .bind(now).bind(now - 86_400_000).bind(i64::from(most_per_day)).fetch_one(pool).await)
    }

    /// The messages in one state, the oldest first; at most a thousand.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list(&self, state: State) -> Result<Vec<Listed>, StoreError> {
        type Row = (i64, i64, String, String, String, i64, i64, i64, Option<String>);
        let rows: Vec<Row> = on!(self, pool => sqlx::query_as(
            "SELECT id, announcement, meeting, recipient, reason, attempts, copies, next_at, answer FROM message \
             WHERE state = $1 ORDER BY id LIMIT $2")
            .bind(state.word()).bind(MOST_LISTED).fetch_all(pool).await)?;
        let read = |(number, announcement, meeting, recipient, reason, attempts, copies, next_at, answer): Row| {
            Listed { number, announcement, meeting, recipient, reason, state, attempts, copies, next_at, answer }
        };
        Ok(rows.into_iter().map(read).collect())
    }
}
