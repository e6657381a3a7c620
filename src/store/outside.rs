//! Calendars of others that are looked at again and again.

use super::database::{attempt, on, transaction};
use super::notices::{Notice, keep_notices};
use super::owed::{Owed, queue};
use super::scenarios::{NewRevision, revise};
use super::{Store, StoreError, control};

/// A calendar of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutsideFeed {
    /// Its number.
    pub number: i64,
    /// The scenario whose meetings avoid its events.
    pub scenario: String,
    /// Its name, which is that of its file.
    pub name: String,
    /// Where it is.
    pub url: String,
    /// What stands beside its path in the scenario: stance, concerns, zone, as lines of TOML.
    pub settings: String,
    /// Who added it.
    pub added_by: String,
    /// The digest of what it said last.
    pub digest: Option<String>,
    /// What to show its server.
    pub validator: String,
    /// When it was last looked at, in milliseconds since 1970.
    pub looked_at: Option<i64>,
    /// When it last said something else.
    pub changed_at: Option<i64>,
    /// Why the last look failed; empty if it did not.
    pub fault: String,
}

type Row = (i64, String, String, String, String, String, Option<String>, String, Option<i64>, Option<i64>, String);

fn feed(row: Row) -> OutsideFeed {
    let (number, scenario, name, url, settings, added_by, digest, validator, looked_at, changed_at, fault) = row;
    OutsideFeed { number, scenario, name, url, settings, added_by, digest, validator, looked_at, changed_at, fault }
}

macro_rules! columns {
    ($rest:expr) => {
        concat!(
            "SELECT id, scenario, name, url, settings, added_by, digest, validator, looked_at, changed_at, fault \
             FROM outside_feed ",
            $rest
        )
    };
}

impl Store {
    /// Adds a calendar of others; `false` when there is one of that name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn add_outside(
        &self,
        by: &str,
        scenario: &str,
        name: &str,
        (url, settings): (&str, &str),
    ) -> Result<bool, StoreError> {
        transaction!(self, now, connection => {
            let added = sqlx::query(
                "INSERT INTO outside_feed (scenario, name, url, settings, added_by, added_at) \
                 VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (scenario, name) DO NOTHING",
            )
            .bind(scenario)
            .bind(name)
            .bind(url)
            .bind(settings)
            .bind(by)
            .bind(now)
            .execute(&mut *connection)
            .await?
            .rows_affected();
            if added > 0 {
                control::note!(connection, now, by, "outside calendar", format!("{scenario} {name} {url}"));
            }
            Ok(added > 0)
        })
    }

    /// The calendars of others of a scenario.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn outside(&self, scenario: &str) -> Result<Vec<OutsideFeed>, StoreError> {
        let rows: Vec<Row> = on!(self, pool => sqlx::query_as(columns!("WHERE scenario = $1 ORDER BY name"))
            .bind(scenario).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(feed).collect())
    }

    /// Takes the next calendar that was not looked at for so many milliseconds: nobody else looks at it meanwhile.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn next_outside(&self, interval: i64) -> Result<Option<OutsideFeed>, StoreError> {
        let taken = attempt!(self, now, connection => {
            let row: Option<Row> = sqlx::query_as(columns!(
                "WHERE looked_at IS NULL OR looked_at < $1 ORDER BY looked_at, id LIMIT 1"
            ))
            .bind(now - interval)
            .fetch_optional(&mut *connection)
            .await?;
            let Some(found) = row.map(feed) else { return Err(TakenBack::Unwanted) };
            let taken = match found.looked_at {
                Some(seen) => sqlx::query("UPDATE outside_feed SET looked_at = $2 WHERE id = $1 AND looked_at = $3")
                    .bind(found.number)
                    .bind(now)
                    .bind(seen),
                None => sqlx::query("UPDATE outside_feed SET looked_at = $2 WHERE id = $1 AND looked_at IS NULL")
                    .bind(found.number)
                    .bind(now),
            };
            if taken.execute(&mut *connection).await?.rows_affected() == 0 {
                return Err(TakenBack::Unwanted);
            }
            Ok(found)
        })?;
        Ok(taken)
    }

    /// Notes that a calendar says the same, or why it could not be looked at.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn note_outside(&self, number: i64, fault: &str) -> Result<(), StoreError> {
        on!(self, pool => sqlx::query("UPDATE outside_feed SET fault = $2 WHERE id = $1")
            .bind(number).bind(fault).execute(pool).await.map(|_| ()))
    }

    /// Has it looked at again as soon as somebody can.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn look_again(&self, scenario: &str, name: &str) -> Result<(), StoreError> {
        on!(self, pool => sqlx::query("UPDATE outside_feed SET looked_at = NULL WHERE scenario = $1 AND name = $2")
            .bind(scenario).bind(name).execute(pool).await.map(|_| ()))
    }

    /// Keeps what a calendar says now as a revision of its scenario, with what planners are to look at and the mails that tell
    /// them of so many new notices: all or nothing. `None` when the scenario was revised meanwhile, or others told of the same.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn keep_outside(
        &self,
        number: i64,
        (digest, validator): (&str, &str),
        new: &NewRevision<'_>,
        notices: &[Notice],
        (fresh, mails): (usize, &[Owed]),
    ) -> Result<Option<i64>, StoreError> {
        attempt!(self, now, connection => {
            let revision = revise!(connection, now, new);
            sqlx::query(
                "UPDATE outside_feed SET digest = $2, validator = $3, changed_at = $4, fault = '' WHERE id = $1",
            )
            .bind(number)
            .bind(digest)
            .bind(validator)
            .bind(now)
            .execute(&mut *connection)
            .await?;
            let kept: u64 = keep_notices!(connection, now, notices);
            // Each is told once: the mails speak of these and no others.
            if usize::try_from(kept).ok() != Some(fresh) {
                return Err(TakenBack::Unwanted);
            }
            for mail in mails {
                queue!(connection, now, mail);
            }
            Ok(revision)
        })
    }
}
