//! What administrators do for people, and what people ask for about themselves: links to begin with, all that is kept of
//! somebody, and its end.

use super::database::{on, transaction};
use super::{Changed, Known, Store, StoreError, control, sources};
use serde_json::{Value, json};

/// How many other accounts may say who may do what.
const OTHERS: &str = "SELECT COUNT(*) FROM account_role r JOIN account a ON a.id = r.account \
     WHERE r.body = '*' AND r.role = 'administrator' AND a.disabled_at IS NULL AND a.id <> $1";

impl Store {
    /// Keeps the digest of a link to choose a password by, for one account; an older link of that account ends. The log says
    /// who made it: whoever has the link is that person from then on.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn invite(&self, by: &str, account: i64, secret: &str, lasting: i64) -> Result<Changed, StoreError> {
        let digest = sources::digest(secret.as_bytes());
        transaction!(self, now, connection => {
            let known: Option<i64> = sqlx::query_scalar("SELECT id FROM account WHERE id = $1 AND disabled_at IS NULL")
                .bind(account).fetch_optional(&mut *connection).await?;
            if known.is_none() {
                return Ok(Changed::Nothing);
            }
            sqlx::query("DELETE FROM credential WHERE account = $1 AND kind = 'welcome'")
                .bind(account).execute(&mut *connection).await?;
            sqlx::query(
                "INSERT INTO credential (digest, kind, account, name, scopes, made_at, used_at, until) \
                 VALUES ($1, 'welcome', $2, '', '', $3, $3, $4)")
                .bind(&digest).bind(account).bind(now).bind(now + lasting).execute(&mut *connection).await?;
            control::note!(connection, now, by, "welcome link", account.to_string());
            Ok(Changed::Done(account))
        })
    }

    /// Puts one secret in place of all that an account has for a calendar of its own.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn replace_feed(&self, by: &str, account: i64, secret: &str, lasting: i64) -> Result<(), StoreError> {
        let digest = sources::digest(secret.as_bytes());
        transaction!(self, now, connection => {
            sqlx::query("DELETE FROM credential WHERE account = $1 AND kind = 'feed'")
                .bind(account).execute(&mut *connection).await?;
            sqlx::query(
                "INSERT INTO credential (digest, kind, account, name, scopes, made_at, used_at, until) \
                 VALUES ($1, 'feed', $2, '', '', $3, $3, $4)")
                .bind(&digest).bind(account).bind(now).bind(now + lasting).execute(&mut *connection).await?;
            control::note!(connection, now, by, "own calendar", account.to_string());
            Ok(())
        })
    }

    /// All that is kept about somebody who has an account: account, roles, bodies followed, secrets (when made and used, not
    /// what they are), registrations, and which messages went to the address.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn kept_about(&self, account: i64) -> Result<Option<Value>, StoreError> {
        let Some(one) = self.account(account).await? else { return Ok(None) };
        let followed = self.followed(account).await?;
        type Secret = (String, String, String, i64, i64, i64);
        let secrets: Vec<Secret> = on!(self, pool => sqlx::query_as(
            "SELECT kind, name, scopes, made_at, used_at, until FROM credential WHERE account = $1 ORDER BY made_at, digest")
            .bind(account).fetch_all(pool).await)?;
        type Registered = (String, String, String, String, String, i64, Option<i64>);
        let registered: Vec<Registered> = on!(self, pool => sqlx::query_as(
            "SELECT scenario, meeting, name, presence, details, registered_at, ended_at FROM registration \
             WHERE address = $1 ORDER BY id").bind(&one.address).fetch_all(pool).await)?;
        type Sent = (String, String, String, String, i64);
        let sent: Vec<Sent> = on!(self, pool => sqlx::query_as(
            "SELECT scenario, meeting, reason, state, queued_at FROM message WHERE address = $1 AND state <> 'draft' \
             ORDER BY id").bind(&one.address).fetch_all(pool).await)?;
        let known = |one: Known| json!({ "issuer": one.issuer, "subject": one.subject, "joined_at": one.joined_at });
        let identities: Vec<Value> = self.identities(account).await?.into_iter().map(known).collect();
        let roles: Vec<Value> =
            one.roles.all().map(|(extent, role)| json!({ "body": extent.word(), "role": role.word() })).collect();
        let secret = |(kind, name, scopes, made_at, used_at, until): Secret| json!({ "kind": kind, "name": name, "scopes": scopes, "made_at": made_at, "used_at": used_at, "until": until });
        let registration = |(scenario, meeting, name, presence, details, registered_at, ended_at): Registered| {
            let details: Value = serde_json::from_str(&details).unwrap_or_default();
            json!({ "scenario": scenario, "meeting": meeting, "name": name, "presence": presence, "details": details,
                    "registered_at": registered_at, "ended_at": ended_at })
        };
        let message = |(scenario, meeting, reason, state, queued_at): Sent| json!({ "scenario": scenario.trim_start_matches('~'), "meeting": meeting, "reason": reason, "state": state, "queued_at": queued_at });
        Ok(Some(json!({
            "times": "milliseconds since 1970",
            "account": { "number": one.number, "name": one.name, "address": one.address, "language": one.language.tag(),
                         "zone": one.zone, "has_password": one.has_password },
            "identities": identities,
            "roles": roles,
            "follows": followed,
            "secrets": secrets.into_iter().map(secret).collect::<Vec<_>>(),
            "registrations": registered.into_iter().map(registration).collect::<Vec<_>>(),
            "messages": sent.into_iter().map(message).collect::<Vec<_>>(),
        })))
    }

    /// Takes an account out with all that hangs on it, and the registrations of its address. What stays: the log, which
    /// names who did what, and what was sent, for others were told the same.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn erase_account(&self, by: &str, account: i64) -> Result<Changed, StoreError> {
        transaction!(self, now, connection => {
            sqlx::query("UPDATE control SET value = value WHERE name = 'log'").execute(&mut *connection).await?;
            let address: Option<String> = sqlx::query_scalar("SELECT address FROM account WHERE id = $1")
                .bind(account).fetch_optional(&mut *connection).await?;
            let Some(address) = address else { return Ok(Changed::Nothing) };
            let others: i64 = sqlx::query_scalar(OTHERS).bind(account).fetch_one(&mut *connection).await?;
            if others == 0 {
                return Ok(Changed::LastAdministrator);
            }
            sqlx::query("DELETE FROM registration WHERE address = $1").bind(&address).execute(&mut *connection).await?;
            sqlx::query("DELETE FROM answered WHERE account = $1").bind(account).execute(&mut *connection).await?;
            sqlx::query("DELETE FROM account WHERE id = $1").bind(account).execute(&mut *connection).await?;
            control::note!(connection, now, by, "account erased", account.to_string());
            Ok(Changed::Done(account))
        })
    }
}
