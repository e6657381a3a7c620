//! What somebody is to look at. The same is noted once, however often it is found.

use super::database::{on, transaction};
use super::{Store, StoreError};
use std::collections::BTreeSet;

/// Something that somebody is to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The scenario.
    pub scenario: String,
    /// The body whose planners it concerns; empty where it is not known.
    pub body: String,
    /// The meeting.
    pub meeting: String,
    /// One word for what it is: `zones`, `outside`.
    pub what: String,
    /// In words.
    pub text: String,
}

/// A notice that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noticed {
    /// Its number.
    pub number: i64,
    /// When it was found, in milliseconds since 1970.
    pub at: i64,
    /// What it says.
    pub notice: Notice,
}

/// Keeps notices within a transaction; gives how many were not known before.
macro_rules! keep_notices {
    ($connection:ident, $now:expr, $notices:expr) => {{
        let notices: &[$crate::store::Notice] = $notices;
        let mut new = 0;
        for notice in notices {
            new += sqlx::query(
                "INSERT INTO notice (scenario, body, meeting, what, text, at) VALUES ($1, $2, $3, $4, $5, $6) \
                 ON CONFLICT (scenario, meeting, what, text) DO NOTHING",
            )
            .bind(&notice.scenario)
            .bind(&notice.body)
            .bind(&notice.meeting)
            .bind(&notice.what)
            .bind(&notice.text)
            .bind($now)
            .execute(&mut *$connection)
            .await?
            .rows_affected();
        }
        new
    }};
}

pub(super) use keep_notices;

impl Store {
    /// Notes what somebody is to look at; says how many were not known before.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn keep_notices(&self, notices: &[Notice]) -> Result<u64, StoreError> {
        transaction!(self, now, connection => { Ok(keep_notices!(connection, now, notices)) })
    }

    /// What was ever noted about a scenario, ended or not: the meeting and the text.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn known_notices(&self, scenario: &str) -> Result<BTreeSet<(String, String)>, StoreError> {
        let rows: Vec<(String, String)> = on!(self, pool => sqlx::query_as(
            "SELECT meeting, text FROM notice WHERE scenario = $1 AND what = 'outside'")
            .bind(scenario).fetch_all(pool).await)?;
        Ok(rows.into_iter().collect())
    }

    /// What somebody is to look at and nobody has ended, the newest first; at most 500.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn notices(&self, scenario: &str) -> Result<Vec<Noticed>, StoreError> {
        type Row = (i64, i64, String, String, String, String, String);
        let rows: Vec<Row> = on!(self, pool => sqlx::query_as(
            "SELECT id, at, scenario, body, meeting, what, text FROM notice WHERE scenario = $1 AND ended_at IS NULL \
             ORDER BY id DESC LIMIT 500").bind(scenario).fetch_all(pool).await)?;
        let read = |(number, at, scenario, body, meeting, what, text): Row| Noticed {
            number,
            at,
            notice: Notice { scenario, body, meeting, what, text },
        };
        Ok(rows.into_iter().map(read).collect())
    }

    /// Somebody has looked at a notice; says whether it was there.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end_notice(&self, by: &str, scenario: &str, number: i64) -> Result<bool, StoreError> {
        transaction!(self, now, connection => {
            let ended = sqlx::query(
                "UPDATE notice SET ended_at = $3, ended_by = $4 WHERE id = $1 AND scenario = $2 AND ended_at IS NULL")
                .bind(number).bind(scenario).bind(now).bind(by).execute(&mut *connection).await?.rows_affected();
            Ok(ended > 0)
        })
    }
}
