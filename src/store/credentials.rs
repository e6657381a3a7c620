//! What people and programs show to be let in: of each secret only its digest is kept.

use super::accounts::Account;
use super::database::{on, transaction};
use super::{Store, StoreError, control, sources};

/// What a secret is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Somebody is signed in.
    Session,
    /// Once, to set a password: whoever has the link is the person it was made for.
    Welcome,
    /// A program acts in somebody's name.
    Program,
    /// A calendar of one's own, read by programs that know no passwords.
    Feed,
}

impl Purpose {
    const fn word(self) -> &'static str {
        match self {
            Purpose::Session => "session",
            Purpose::Welcome => "welcome",
            Purpose::Program => "program",
            Purpose::Feed => "feed",
        }
    }
}

/// A secret that is not known, only what it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// The digest, which is its name.
    pub digest: String,
    /// What somebody called it.
    pub name: String,
    /// What it allows, in words, where it does not allow all that the account may do.
    pub scopes: String,
    /// When it was made, in milliseconds since 1970.
    pub made_at: i64,
    /// When it was last used.
    pub used_at: i64,
    /// When it ends.
    pub until: i64,
}

/// How old the note of the last use may grow before it is written again, in milliseconds: reading writes seldom.
const USE_NOTED: i64 = 60_000;

impl Store {
    /// Keeps the digest of a secret for an account.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn keep_credential(
        &self,
        purpose: Purpose,
        account: i64,
        secret: &str,
        (name, scopes): (&str, &str),
        lasting: i64,
    ) -> Result<(), StoreError> {
        let digest = sources::digest(secret.as_bytes());
        transaction!(self, now, connection => {
            sqlx::query("DELETE FROM credential WHERE until < $1").bind(now).execute(&mut *connection).await?;
            sqlx::query(
                "INSERT INTO credential (digest, kind, account, name, scopes, made_at, used_at, until) \
                 VALUES ($1, $2, $3, $4, $5, $6, $6, $7)")
                .bind(&digest).bind(purpose.word()).bind(account).bind(name).bind(scopes).bind(now).bind(now + lasting)
                .execute(&mut *connection).await?;
            let who: String = sqlx::query_scalar("SELECT name FROM account WHERE id = $1")
                .bind(account).fetch_one(&mut *connection).await?;
            control::note!(connection, now, &who, purpose.word(), format!("{account} {}", &digest[..12]));
            Ok(())
        })
    }

    /// Whose secret this is, and what it allows: `None` for one that is unknown, has ended, or whose account is closed. With
    /// `idle`, one that was not used for so many milliseconds has ended, too.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn holder(
        &self,
        purpose: Purpose,
        secret: &str,
        idle: Option<i64>,
    ) -> Result<Option<(Account, Credential)>, StoreError> {
        let digest = sources::digest(secret.as_bytes());
        let now = self.now().await?;
        type Row = (i64, String, String, i64, i64, i64);
        // Looked up by digest: how long that takes says nothing about the secret.
        let row: Option<Row> = on!(self, pool => sqlx::query_as(
            "SELECT account, name, scopes, made_at, used_at, until FROM credential WHERE digest = $1 AND kind = $2")
            .bind(&digest).bind(purpose.word()).fetch_optional(pool).await)?;
        let Some((account, name, scopes, made_at, used_at, until)) = row else { return Ok(None) };
        if until < now || idle.is_some_and(|idle| used_at + idle < now) {
            return Ok(None);
        }
        let Some(account) = self.account(account).await?.filter(|account| account.disabled_at.is_none()) else {
            return Ok(None);
        };
        if now - used_at > USE_NOTED {
            on!(self, pool => sqlx::query("UPDATE credential SET used_at = $2 WHERE digest = $1")
                .bind(&digest).bind(now).execute(pool).await.map(|_| ()))?;
        }
        Ok(Some((account, Credential { digest, name, scopes, made_at, used_at, until })))
    }

    /// Ends a secret; says whether it was there. Of two who use the same welcome at once, one is told so.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end_credential(&self, account: i64, digest: &str) -> Result<bool, StoreError> {
        let ended = on!(self, pool => sqlx::query("DELETE FROM credential WHERE digest = $1 AND account = $2")
            .bind(digest).bind(account).execute(pool).await.map(|done| done.rows_affected()))?;
        Ok(ended > 0)
    }

    /// The secrets of an account for one purpose, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn credentials(&self, purpose: Purpose, account: i64) -> Result<Vec<Credential>, StoreError> {
        type Row = (String, String, String, i64, i64, i64);
        let rows: Vec<Row> = on!(self, pool => sqlx::query_as(
            "SELECT digest, name, scopes, made_at, used_at, until FROM credential WHERE account = $1 AND kind = $2 \
             ORDER BY made_at DESC, digest").bind(account).bind(purpose.word()).fetch_all(pool).await)?;
        let read = |(digest, name, scopes, made_at, used_at, until): Row| Credential {
            digest,
            name,
            scopes,
            made_at,
            used_at,
            until,
        };
        Ok(rows.into_iter().map(read).collect())
    }
}
