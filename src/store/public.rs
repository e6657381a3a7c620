//! What was announced, as the public may know it: only what somebody was written to about.

use super::database::on;
use super::{Store, StoreError};

/// A meeting, and an approved announcement that told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnouncedBy {
    /// The scenario.
    pub scenario: String,
    /// The meeting.
    pub meeting: String,
    /// The announcement's number.
    pub announcement: i64,
    /// The stamp of its messages, in seconds since 1970.
    pub stamped: i64,
}

impl Store {
    /// What tells one state of what was announced from another: how many announcements were approved, and when the last was.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn announced_mark(&self) -> Result<(i64, i64), StoreError> {
        let (count, last): (i64, Option<i64>) = on!(self, pool => sqlx::query_as(
            "SELECT COUNT(*), MAX(approved_at) FROM announcement WHERE approved_at IS NOT NULL \
             AND scenario NOT LIKE '~%'").fetch_one(pool).await)?;
        Ok((count, last.unwrap_or(0)))
    }

    /// Every meeting with the approved announcements that told of it, the newest first. Reminders tell nothing; neither does
    /// a message that was overtaken before it left.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn announced(&self) -> Result<Vec<AnnouncedBy>, StoreError> {
        type Row = (String, String, i64, i64);
        let rows: Vec<Row> = on!(self, pool => sqlx::query_as(
            "SELECT DISTINCT m.scenario, m.meeting, m.announcement, a.stamped FROM message m \
             JOIN announcement a ON a.id = m.announcement \
             WHERE a.approved_at IS NOT NULL AND a.scenario NOT LIKE '~%' AND m.not_before = 0 AND (m.state <> 'superseded' OR m.copies > 0) \
             ORDER BY m.scenario, m.meeting, m.announcement DESC").fetch_all(pool).await)?;
        let read =
            |(scenario, meeting, announcement, stamped): Row| AnnouncedBy { scenario, meeting, announcement, stamped };
        Ok(rows.into_iter().map(read).collect())
    }
}
