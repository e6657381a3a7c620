//! What everybody was told: by messages that have left or may have.

use sha2::{Digest as _, Sha256};

use super::announcements::hex;
use super::database::on;
use super::{Store, StoreError};
use crate::announce::{Announced, Told};
use crate::domain::ids::MeetingId;

/// What one recipient was told, with the number of the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldRow {
    /// The meeting.
    pub meeting: MeetingId,
    /// What.
    pub told: Told,
    /// The number of the message.
    pub message: i64,
}

/// Every message that has arrived or may have, and that no later one of this kind follows; reminders tell nothing new.
pub(super) const TOLD: &str = "SELECT m.meeting, m.told, m.id FROM message m WHERE m.scenario = $1 AND m.copies > 0 \
    AND m.not_before = 0 AND NOT EXISTS (SELECT 1 FROM message n WHERE n.scenario = m.scenario \
    AND n.meeting = m.meeting AND n.address = m.address AND n.copies > 0 AND n.not_before = 0 AND n.id > m.id) \
    ORDER BY m.meeting, m.address";

impl Store {
    /// What everybody was told about the meetings of a scenario: by messages that have left or may have.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn told(&self, scenario: &str) -> Result<Vec<ToldRow>, StoreError> {
        let rows: Vec<(String, String, i64)> =
            on!(self, pool => sqlx::query_as(TOLD).bind(scenario).fetch_all(pool).await)?;
        rows.into_iter().map(read_told).collect()
    }
}

pub(super) fn read_told((meeting, told, message): (String, String, i64)) -> Result<ToldRow, StoreError> {
    let row = |reason: String| StoreError::Row(format!("message {message}: {reason}"));
    let meeting = MeetingId::parse(&meeting).map_err(|error| row(error.to_string()))?;
    let told = Told::from_record(&told).map_err(|error| row(error.to_string()))?;
    Ok(ToldRow { meeting, told, message })
}

/// The digest of what was told, which changes with every message that leaves.
#[must_use]
pub fn digest<'a>(told: impl IntoIterator<Item = &'a ToldRow>) -> String {
    digest_of(told.into_iter().map(|row| (row.meeting.as_str(), row.message)))
}

pub(super) fn digest_of<'a>(told: impl Iterator<Item = (&'a str, i64)>) -> String {
    let mut hash = Sha256::new();
    for (meeting, message) in told {
        hash.update(meeting.as_bytes());
        hash.update([0]);
        hash.update(message.to_be_bytes());
    }
    hex(&hash.finalize())
}

impl FromIterator<ToldRow> for Announced {
    fn from_iter<I: IntoIterator<Item = ToldRow>>(rows: I) -> Self {
        let mut announced = Self::nothing();
        for row in rows {
            announced.insert(row.meeting, row.told);
        }
        announced
    }
}
