//! What was answered to requests that bear a key: asked again, the same is answered, and nothing is done twice.

use super::database::{on, transaction};
use super::{Store, StoreError};

/// What is known of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownAnswer {
    /// The digest of what was asked.
    pub digest: String,
    /// Status and body; `None` while it is worked on.
    pub answer: Option<(u16, String)>,
}

/// Keys are forgotten after a day, in milliseconds.
const REMEMBERED: i64 = 86_400_000;
/// A request that was begun and never answered, on a machine that died, blocks its key for so long.
const ABANDONED: i64 = 300_000;

impl Store {
    /// Begins to work on a key: `None` if this is the first time, else what is known of it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn begin_answer(&self, account: i64, key: &str, digest: &str) -> Result<Option<KnownAnswer>, StoreError> {
        transaction!(self, now, connection => {
            sqlx::query("DELETE FROM answered WHERE at < $1 OR (status = 0 AND at < $2)")
                .bind(now - REMEMBERED)
                .bind(now - ABANDONED)
                .execute(&mut *connection)
                .await?;
            let begun = sqlx::query(
                "INSERT INTO answered (account, key, digest, status, body, at) VALUES ($1, $2, $3, 0, '', $4) \
                 ON CONFLICT (account, key) DO NOTHING",
            )
            .bind(account)
            .bind(key)
            .bind(digest)
            .bind(now)
            .execute(&mut *connection)
            .await?
            .rows_affected();
            if begun > 0 {
                return Ok(None);
            }
            let (digest, status, body): (String, i64, String) =
                sqlx::query_as("SELECT digest, status, body FROM answered WHERE account = $1 AND key = $2")
                    .bind(account)
                    .bind(key)
                    .fetch_one(&mut *connection)
                    .await?;
            let answer = u16::try_from(status).ok().filter(|status| *status > 0).map(|status| (status, body));
            Ok(Some(KnownAnswer { digest, answer }))
        })
    }

    /// Keeps what was answered, or forgets the key where nothing was done.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end_answer(&self, account: i64, key: &str, answer: Option<(u16, &str)>) -> Result<(), StoreError> {
        match answer {
            Some((status, body)) => on!(self, pool => sqlx::query(
                "UPDATE answered SET status = $3, body = $4 WHERE account = $1 AND key = $2")
                .bind(account).bind(key).bind(i64::from(status)).bind(body).execute(pool).await.map(|_| ())),
            None => {
                on!(self, pool => sqlx::query("DELETE FROM answered WHERE account = $1 AND key = $2 AND status = 0")
                .bind(account).bind(key).execute(pool).await.map(|_| ()))
            }
        }
    }
}
