//! One announcement, as its page shows it: what waits for approval, and how far what was approved is.

use super::announcements::Announcement;
use super::database::on;
use super::{Listed, Store, StoreError};
use crate::app::outbox::State;
use std::collections::BTreeMap;

/// The most messages listed of one announcement or scenario in one state.
const MOST_LISTED: i64 = 200;

/// An announcement with whoever approved it first where two must.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// The announcement.
    pub announcement: Announcement,
    /// Who approved it first, where one more person has to.
    pub first_approved_by: Option<String>,
}

impl Store {
    /// An announcement of a scenario.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn announcement(&self, scenario: &str, number: i64) -> Result<Option<Pending>, StoreError> {
        type Row = (String, i64, i64, String, i64, Option<String>, Option<i64>, Option<String>);
        let row: Option<Row> = on!(self, pool => sqlx::query_as(
            "SELECT digest, stamped, messages, prepared_by, prepared_at, approved_by, approved_at, first_approved_by \
             FROM announcement WHERE id = $1 AND scenario = $2").bind(number).bind(scenario).fetch_optional(pool).await)?;
        Ok(row.map(|(digest, stamped, messages, prepared_by, prepared_at, by, at, first_approved_by)| Pending {
            announcement: Announcement {
                number,
                scenario: scenario.to_owned(),
                digest,
                stamped,
                messages,
                prepared: (prepared_by, prepared_at),
                approved: by.zip(at),
            },
            first_approved_by,
        }))
    }

    /// The meetings that an announcement is about, with or without a message.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn meetings_of(&self, number: i64) -> Result<Vec<String>, StoreError> {
        on!(self, pool => sqlx::query_scalar(
            "SELECT meeting FROM announced_meeting WHERE announcement = $1 ORDER BY meeting")
            .bind(number).fetch_all(pool).await)
    }

    /// How many messages an announcement has about what and why, those that leave at once and reminders apart.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn summary(&self, number: i64) -> Result<BTreeMap<(String, String), i64>, StoreError> {
        let rows: Vec<(String, String, i64)> = on!(self, pool => sqlx::query_as(
            "SELECT meeting, reason, COUNT(*) FROM message WHERE announcement = $1 GROUP BY meeting, reason")
            .bind(number).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(|(meeting, reason, count)| ((meeting, reason), count)).collect())
    }

    /// How many messages of an announcement stand where; reminders whose day has not come count as `scheduled`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn progress(&self, number: i64) -> Result<BTreeMap<String, i64>, StoreError> {
        let now = self.now().await?;
        let rows: Vec<(String, i64)> = on!(self, pool => sqlx::query_as(
            "SELECT CASE WHEN not_before > $2 AND state = 'queued' THEN 'scheduled' ELSE state END AS standing, COUNT(*) \
             FROM message WHERE announcement = $1 GROUP BY 1 ORDER BY 1").bind(number).bind(now).fetch_all(pool).await)?;
        Ok(rows.into_iter().collect())
    }

    /// The messages of a scenario in one state, the oldest first; at most two hundred.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_of(&self, scenario: &str, state: State) -> Result<Vec<Listed>, StoreError> {
        type Row = (i64, i64, String, String, String, i64, i64, i64, Option<String>);
        let rows: Vec<Row> = on!(self, pool => sqlx::query_as(
            "SELECT id, announcement, meeting, recipient, reason, attempts, copies, next_at, answer FROM message \
             WHERE (scenario = $1 OR scenario = '~' || $1) AND state = $2 AND (not_before = 0 OR state <> 'queued') ORDER BY id LIMIT $3")
            .bind(scenario).bind(state.word()).bind(MOST_LISTED).fetch_all(pool).await)?;
        let read = |(number, announcement, meeting, recipient, reason, attempts, copies, next_at, answer): Row| {
            Listed { number, announcement, meeting, recipient, reason, state, attempts, copies, next_at, answer }
        };
        Ok(rows.into_iter().map(read).collect())
    }

    /// The meeting of a message of a scenario.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn meeting_of_message(&self, scenario: &str, message: i64) -> Result<Option<String>, StoreError> {
        on!(self, pool => sqlx::query_scalar("SELECT meeting FROM message WHERE (scenario = $1 OR scenario = '~' || $1) AND id = $2")
            .bind(scenario).bind(message).fetch_optional(pool).await)
    }
}
