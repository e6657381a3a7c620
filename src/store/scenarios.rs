//! Scenarios: their files, revision by revision. Nothing is written over; bytes that did not change are kept once.

use super::database::{attempt, on, transaction};
use super::sources;
use super::{Store, StoreError, control};
use std::collections::BTreeMap;

/// A scenario as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioHead {
    /// Its name, as in its file.
    pub name: String,
    /// Its title, as in the newest revision.
    pub title: String,
    /// The file that includes the others.
    pub main: String,
    /// The newest revision.
    pub revision: i64,
    /// Who made it.
    pub made_by: String,
    /// When, in milliseconds since 1970.
    pub made_at: i64,
}

/// One revision of the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Its number, counted from 1.
    pub number: i64,
    /// Who made it.
    pub made_by: String,
    /// When, in milliseconds since 1970.
    pub made_at: i64,
    /// Why.
    pub why: String,
}

/// Files that are about to become a revision.
#[derive(Debug, Clone)]
pub struct NewRevision<'a> {
    /// The scenario's name.
    pub name: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The file that includes the others.
    pub main: &'a str,
    /// All files, by path.
    pub files: &'a BTreeMap<String, Vec<u8>>,
    /// Who keeps them.
    pub by: &'a str,
    /// Why.
    pub why: &'a str,
    /// The revision they were made from: 0 for a new scenario.
    pub seen: i64,
}

/// Keeps files as the next revision within a transaction, which is taken back where somebody else made one since.
macro_rules! revise {
    ($connection:ident, $now:expr, $new:expr) => {{
        let new: &$crate::store::NewRevision<'_> = $new;
        sqlx::query($crate::store::control::TAKE_LOG).execute(&mut *$connection).await?;
        let newest: Option<i64> = sqlx::query_scalar("SELECT revision FROM scenario WHERE name = $1")
            .bind(new.name)
            .fetch_optional(&mut *$connection)
            .await?;
        if newest.unwrap_or(0) != new.seen {
            return Err(TakenBack::Unwanted);
        }
        let number = new.seen + 1;
        let changed = if newest.is_none() {
            sqlx::query(
                "INSERT INTO scenario (name, title, main, revision, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6) \
                 ON CONFLICT (name) DO NOTHING",
            )
            .bind(new.name)
            .bind(new.title)
            .bind(new.main)
            .bind(number)
            .bind(new.by)
            .bind($now)
            .execute(&mut *$connection)
            .await?
            .rows_affected()
        } else {
            sqlx::query("UPDATE scenario SET title = $2, main = $3, revision = $4 WHERE name = $1 AND revision = $5")
                .bind(new.name)
                .bind(new.title)
                .bind(new.main)
                .bind(number)
                .bind(new.seen)
                .execute(&mut *$connection)
                .await?
                .rows_affected()
        };
        if changed == 0 {
            return Err(TakenBack::Unwanted);
        }
        sqlx::query(
            "INSERT INTO scenario_revision (scenario, number, made_by, made_at, why) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(new.name)
        .bind(number)
        .bind(new.by)
        .bind($now)
        .bind(new.why)
        .execute(&mut *$connection)
        .await?;
        for (path, bytes) in new.files {
            let digest = $crate::store::sources::keep!($connection, bytes);
            sqlx::query("INSERT INTO scenario_file (scenario, revision, path, digest) VALUES ($1, $2, $3, $4)")
                .bind(new.name)
                .bind(number)
                .bind(path)
                .bind(&digest)
                .execute(&mut *$connection)
                .await?;
        }
        $crate::store::control::note!(
            $connection,
            $now,
            new.by,
            "revised",
            format!("{} {number}: {}", new.name, new.why)
        );
        number
    }};
}

pub(super) use revise;

impl Store {
    /// Keeps files as the next revision; `None` when somebody else made one since the one that was seen.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn revise(&self, new: &NewRevision<'_>) -> Result<Option<i64>, StoreError> {
        attempt!(self, now, connection => { Ok(revise!(connection, now, new)) })
    }

    /// All scenarios, by name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn scenarios(&self) -> Result<Vec<ScenarioHead>, StoreError> {
        type Row = (String, String, String, i64, String, i64);
        let rows: Vec<Row> = on!(self, pool => sqlx::query_as(
            "SELECT name, title, main, revision, made_by, made_at FROM scenario ORDER BY name").fetch_all(pool).await)?;
        let read = |(name, title, main, revision, made_by, made_at): Row| ScenarioHead {
            name,
            title,
            main,
            revision,
            made_by,
            made_at,
        };
        Ok(rows.into_iter().map(read).collect())
    }

    /// One scenario.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn scenario(&self, name: &str) -> Result<Option<ScenarioHead>, StoreError> {
        type Row = (String, String, String, i64, String, i64);
        let row: Option<Row> = on!(self, pool => sqlx::query_as(
            "SELECT name, title, main, revision, made_by, made_at FROM scenario WHERE name = $1")
            .bind(name).fetch_optional(pool).await)?;
        Ok(row.map(|(name, title, main, revision, made_by, made_at)| ScenarioHead {
            name,
            title,
            main,
            revision,
            made_by,
            made_at,
        }))
    }

    /// The revisions of a scenario, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn revisions(&self, name: &str) -> Result<Vec<Revision>, StoreError> {
        type Row = (i64, String, i64, String);
        let rows: Vec<Row> = on!(self, pool => sqlx::query_as(
            "SELECT number, made_by, made_at, why FROM scenario_revision WHERE scenario = $1 ORDER BY number DESC")
            .bind(name).fetch_all(pool).await)?;
        let read = |(number, made_by, made_at, why): Row| Revision { number, made_by, made_at, why };
        Ok(rows.into_iter().map(read).collect())
    }

    /// The files of a revision, by path; empty where there is none.
    ///
    /// # Errors
    /// [`StoreError`], also for bytes that are not those that were kept.
    pub async fn files(&self, name: &str, revision: i64) -> Result<BTreeMap<String, Vec<u8>>, StoreError> {
        let rows: Vec<(String, String, Vec<u8>)> = on!(self, pool => sqlx::query_as(
            "SELECT f.path, f.digest, s.bytes FROM scenario_file f JOIN source s ON s.digest = f.digest \
             WHERE f.scenario = $1 AND f.revision = $2 ORDER BY f.path").bind(name).bind(revision).fetch_all(pool).await)?;
        rows.into_iter().map(|(path, digest, bytes)| Ok((path, sources::kept(&digest, &bytes)?))).collect()
    }

    /// Takes a scenario out with all its plans. What was announced stays: people were told.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn remove_scenario(&self, by: &str, name: &str) -> Result<bool, StoreError> {
        transaction!(self, now, connection => {
            sqlx::query(control::TAKE_LOG).execute(&mut *connection).await?;
            let removed = sqlx::query("DELETE FROM scenario WHERE name = $1")
                .bind(name).execute(&mut *connection).await?.rows_affected();
            if removed > 0 {
                control::note!(connection, now, by, "removed", name.to_owned());
            }
            Ok(removed > 0)
        })
    }
}
