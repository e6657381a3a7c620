//! What announcements were made from: bytes of files under their digests, so that each can be made again from the store
//! alone; and the lists of registrations.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::announcements::hex;
use super::database::{on, transaction};
use super::packing::unpack;
use super::told::{ToldRow, read_told};
use super::{Store, StoreError, control};

/// Keeps bytes once, within a transaction, and gives their digest.
macro_rules! keep {
    ($connection:ident, $bytes:expr) => {{
        let bytes: &[u8] = $bytes;
        let digest = $crate::store::sources::digest(bytes);
        sqlx::query("INSERT INTO source (digest, bytes) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING")
            .bind(&digest)
            .bind($crate::store::packing::pack(bytes))
            .execute(&mut *$connection)
            .await?;
        digest
    }};
}

pub(super) use keep;

pub(super) fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Unpacks what was kept, and holds it against its digest.
pub(super) fn kept(wanted: &str, packed: &[u8]) -> Result<Vec<u8>, StoreError> {
    let bytes = unpack(packed)?;
    if digest(&bytes) == wanted { Ok(bytes) } else { Err(StoreError::Row(format!("source {wanted} is another one"))) }
}

impl Store {
    /// What an announcement was made from, by name; empty for one that was prepared before sources were kept.
    ///
    /// # Errors
    /// [`StoreError`], also for bytes that are not those that were kept.
    pub async fn sources(&self, announcement: i64) -> Result<BTreeMap<String, Vec<u8>>, StoreError> {
        let rows: Vec<(String, String, Vec<u8>)> = on!(self, pool => sqlx::query_as(
            "SELECT a.name, a.digest, s.bytes FROM announcement_source a JOIN source s ON s.digest = a.digest \
             WHERE a.announcement = $1 ORDER BY a.name").bind(announcement).fetch_all(pool).await)?;
        rows.into_iter().map(|(name, digest, bytes)| Ok((name, kept(&digest, &bytes)?))).collect()
    }

    /// What these messages told, whatever has become of them since.
    ///
    /// # Errors
    /// [`StoreError`], also where one is missing.
    pub async fn told_by(&self, messages: &[i64]) -> Result<Vec<ToldRow>, StoreError> {
        let mut rows = Vec::with_capacity(messages.len());
        for &message in messages {
            let row: Option<(String, String, i64)> = on!(self, pool => sqlx::query_as(
                "SELECT meeting, told, id FROM message WHERE id = $1").bind(message).fetch_optional(pool).await)?;
            let row = row.ok_or_else(|| StoreError::Row(format!("message {message} is missing")))?;
            rows.push(read_told(row)?);
        }
        Ok(rows)
    }

    /// Keeps a list of registrations, which is in force from now on; says whether it is another one than before.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn keep_registrations(&self, scenario: &str, by: &str, bytes: &[u8]) -> Result<bool, StoreError> {
        transaction!(self, now, connection => {
            let known: Option<String> = sqlx::query_scalar(
                "SELECT digest FROM registration_list WHERE scenario = $1 ORDER BY id DESC LIMIT 1",
            )
            .bind(scenario)
            .fetch_optional(&mut *connection)
            .await?;
            let digest = keep!(connection, bytes);
            if known.as_ref() == Some(&digest) {
                return Ok(false);
            }
            sqlx::query("INSERT INTO registration_list (scenario, digest, kept_by, kept_at) VALUES ($1, $2, $3, $4)")
                .bind(scenario)
                .bind(&digest)
                .bind(by)
                .bind(now)
                .execute(&mut *connection)
                .await?;
            control::note!(connection, now, by, "registrations", format!("{scenario} {digest}"));
            Ok(true)
        })
    }

    /// The scenarios that have lists of registrations.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn registered_scenarios(&self) -> Result<Vec<String>, StoreError> {
        on!(self, pool => sqlx::query_scalar("SELECT DISTINCT scenario FROM registration_list ORDER BY scenario")
            .fetch_all(pool).await)
    }

    /// The list of registrations that is in force, as it was kept.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn registrations(&self, scenario: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let row: Option<(String, Vec<u8>)> = on!(self, pool => sqlx::query_as(
            "SELECT r.digest, s.bytes FROM registration_list r JOIN source s ON s.digest = r.digest \
             WHERE r.scenario = $1 ORDER BY r.id DESC LIMIT 1").bind(scenario).fetch_optional(pool).await)?;
        row.map(|(digest, bytes)| kept(&digest, &bytes)).transpose()
    }
}
