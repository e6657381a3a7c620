//! Stop and resume, repeat and park, and the log of who did what.

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};

use super::announcements::hex;
use super::database::{CLOSE_GATE, on, transaction};
use super::{Store, StoreError};

/// One entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number.
    pub number: i64,
    /// When, in milliseconds since 1970 by the database's clock.
    pub at: i64,
    /// Who.
    pub who: String,
    /// Did what.
    pub what: String,
    /// To what.
    pub about: String,
    /// The hash of this entry and all before it.
    pub hash: String,
}

/// Where the log is not what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogFault {
    /// This entry was changed, or one before it was taken out.
    Entry(i64),
    /// Entries at the end are missing.
    End,
}

/// Takes the row of the log at the beginning of a transaction. Whoever takes other rows and then writes to the log does this
/// first: two that take the same rows in different orders would wait for each other.
pub(super) const TAKE_LOG: &str = "UPDATE control SET value = value WHERE name = 'log'";

/// Adds an entry to the log within a transaction.
macro_rules! note {
    ($connection:ident, $now:expr, $who:expr, $what:expr, $about:expr) => {{
        // Takes the row: entries are written one after the other on any number of machines.
        let previous: String =
            sqlx::query_scalar("UPDATE control SET value = value WHERE name = 'log' RETURNING value")
                .fetch_one(&mut *$connection)
                .await?;
        let (who, what, about): (&str, &str, String) = ($who, $what, $about);
        let hash = $crate::store::control::hash(&previous, $now, who, what, &about);
        sqlx::query("INSERT INTO log (at, who, what, about, previous, hash) VALUES ($1, $2, $3, $4, $5, $6)")
            .bind($now)
            .bind(who)
            .bind(what)
            .bind(&about)
            .bind(&previous)
            .bind(&hash)
            .execute(&mut *$connection)
            .await?;
        sqlx::query("UPDATE control SET value = $1 WHERE name = 'log'").bind(&hash).execute(&mut *$connection).await?;
    }};
}

pub(super) use note;

pub(super) fn hash(previous: &str, at: i64, who: &str, what: &str, about: &str) -> String {
    let mut hash = Sha256::new();
    for part in [previous, &at.to_string(), who, what, about] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hex(&hash.finalize())
}

impl Store {
    /// Stops all sending: from the moment this returns no message is marked any more, on no machine.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn stop(&self, by: &str, why: &str) -> Result<(), StoreError> {
        let value = format!("{by}: {why}");
        self.set_stopped(by, "stopped", &value).await
    }

    /// Lets sending go on.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn resume(&self, by: &str) -> Result<(), StoreError> {
        self.set_stopped(by, "resumed", "").await
    }

    async fn set_stopped(&self, by: &str, what: &'static str, value: &str) -> Result<(), StoreError> {
        transaction!(self, now, connection => {
            if let Database::Postgres(_) = self.database {
                sqlx::query(CLOSE_GATE).execute(&mut *connection).await?;
            }
            sqlx::query("UPDATE control SET value = $1 WHERE name = 'stopped'")
                .bind(value)
                .execute(&mut *connection)
                .await?;
            note!(connection, now, by, what, value.to_owned());
            Ok(())
        })
    }

    /// Who stopped sending and why, if it is stopped.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn stopped(&self) -> Result<Option<String>, StoreError> {
        let value: String = on!(self, pool =>
            sqlx::query_scalar("SELECT value FROM control WHERE name = 'stopped'").fetch_one(pool).await)?;
        Ok(Some(value).filter(|value| !value.is_empty()))
    }

    /// Sends messages once more that were parked, refused or given up: somebody decided so. Says how many; those that a
    /// newer message has overtaken stay as they are.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn retry(&self, messages: &[i64], by: &str) -> Result<u64, StoreError> {
        self.each(
            messages,
            by,
            "repeated",
            "UPDATE message SET state = 'queued', attempts = 0, \
             next_at = CASE WHEN not_before > $2 THEN not_before ELSE $2 END, \
             queued_at = CASE WHEN not_before > $2 THEN not_before ELSE $2 END, \
             ended_at = NULL, fence = fence + 1 \
             WHERE id = $1 AND state IN ('parked', 'failed', 'expired', 'deferred', 'uncertain') AND copies < 3 \
             AND NOT EXISTS (SELECT 1 FROM message n WHERE n.scenario = message.scenario \
             AND n.meeting = message.meeting AND n.address = message.address \
             AND n.announcement > message.announcement AND (n.not_before = 0 OR message.not_before > 0) \
             AND n.state <> 'draft')",
        )
        .await
    }

    /// Sets messages aside that wait to be sent. Says how many.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn park(&self, messages: &[i64], by: &str) -> Result<u64, StoreError> {
        self.each(
            messages,
            by,
            "parked",
            "UPDATE message SET state = 'parked', ended_at = $2, fence = fence + 1, lease_by = NULL \
             WHERE id = $1 AND state IN ('queued', 'claimed', 'deferred', 'uncertain')",
        )
        .await
    }

    /// Withdraws reminders that have not left: nobody needs them any more. Says how many.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn withdraw_reminders(&self, messages: &[i64], by: &str) -> Result<u64, StoreError> {
        self.each(
            messages,
            by,
            "withdrawn",
            "UPDATE message SET state = CASE WHEN copies > 0 THEN 'parked' ELSE 'superseded' END, ended_at = $2, \
             fence = fence + 1, lease_by = NULL \
             WHERE id = $1 AND not_before > 0 AND state IN ('queued', 'claimed', 'deferred', 'uncertain')",
        )
        .await
    }

    /// Does the same to each of some messages, by number and time, and notes those that it changed.
    async fn each(&self, messages: &[i64], by: &str, what: &str, statement: &'static str) -> Result<u64, StoreError> {
        let messages: BTreeSet<i64> = messages.iter().copied().collect();
        transaction!(self, now, connection => {
            let mut changed = 0;
            for &message in &messages {
                let one = sqlx::query(statement).bind(message).bind(now).execute(&mut *connection).await?.rows_affected();
                if one > 0 {
                    note!(connection, now, by, what, message.to_string());
                }
                changed += one;
            }
            Ok(changed)
        })
    }

    /// The hash of the last entry: whoever keeps it elsewhere can tell later whether all up to it is as it was. Empty where
    /// nothing was ever written.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn log_head(&self) -> Result<String, StoreError> {
        on!(self, pool => sqlx::query_scalar("SELECT value FROM control WHERE name = 'log'").fetch_one(pool).await)
    }

    /// The log, the oldest entry first, and where it is not what was written.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn log(&self) -> Result<(Vec<Entry>, Option<LogFault>), StoreError> {
        type Row = (i64, i64, String, String, String, String, String);
        let rows: Vec<Row> = on!(self, pool =>
            sqlx::query_as("SELECT id, at, who, what, about, previous, hash FROM log ORDER BY id").fetch_all(pool).await)?;
        let head: String = on!(self, pool =>
            sqlx::query_scalar("SELECT value FROM control WHERE name = 'log'").fetch_one(pool).await)?;
        let (mut entries, mut fault, mut last) = (Vec::new(), None, String::new());
        for (number, at, who, what, about, previous, found) in rows {
            if fault.is_none() && (previous != last || hash(&previous, at, &who, &what, &about) != found) {
                fault = Some(LogFault::Entry(number));
            }
            last.clone_from(&found);
            entries.push(Entry { number, at, who, what, about, hash: found });
        }
        if fault.is_none() && last != head {
            fault = Some(LogFault::End);
        }
        Ok((entries, fault))
    }
}
