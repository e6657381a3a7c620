//! What somebody is to look at. The same is noted once, however often it is found.

use super::database::{on, transaction};
use super::{Store, StoreError};

/// Something that somebody is to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The scenario.
    pub scenario: String,
    /// The body whose planners it concerns; empty where it is not known.
    pub body: String,
    /// The meeting.
    pub meeting: String,
    /// One word for what it is: `zones`, `clash`.
    pub what: String,
    /// In words.
    pub text: String,
}

impl Store {
    /// Notes what somebody is to look at; says how many were not known before.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn keep_notices(&self, notices: &[Notice]) -> Result<u64, StoreError> {
        transaction!(self, now, connection => {
            let mut new = 0;
            for notice in notices {
                new += sqlx::query(
                    "INSERT INTO notice (scenario, body, meeting, what, text, at) VALUES ($1, $2, $3, $4, $5, $6) \
                     ON CONFLICT (scenario, meeting, what, text) DO NOTHING")
                    .bind(&notice.scenario).bind(&notice.body).bind(&notice.meeting).bind(&notice.what)
                    .bind(&notice.text).bind(now).execute(&mut *connection).await?.rows_affected();
            }
            Ok(new)
        })
    }

    /// What somebody is to look at and nobody has ended, the newest first, with its number.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn notices(&self, scenario: &str) -> Result<Vec<(i64, Notice)>, StoreError> {
        type Row = (i64, String, String, String, String, String);
        let rows: Vec<Row> = on!(self, pool => sqlx::query_as(
            "SELECT id, scenario, body, meeting, what, text FROM notice WHERE scenario = $1 AND ended_at IS NULL \
             ORDER BY id DESC").bind(scenario).fetch_all(pool).await)?;
        let read = |(number, scenario, body, meeting, what, text): Row| {
            (number, Notice { scenario, body, meeting, what, text })
        };
        Ok(rows.into_iter().map(read).collect())
    }
}
