//! People whom a provider of identities knows: which account is whose, and who is on the way to a provider and back.

use super::database::{attempt, on, transaction};
use super::{Store, StoreError, control, sources};

/// What a provider calls the holder of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The provider.
    pub issuer: String,
    /// What it calls the person.
    pub subject: String,
    /// Since when, in milliseconds since 1970.
    pub joined_at: i64,
}

/// Somebody whom a provider brings.
#[derive(Debug, Clone, Copy)]
pub struct Newcomer<'n> {
    /// The provider.
    pub issuer: &'n str,
    /// What it calls the person.
    pub subject: &'n str,
    /// The address, if the provider has seen that the person reads it.
    pub address: Option<&'n str>,
    /// The name of an account that sees everything, where one is made for an address that no account has.
    pub viewer: Option<&'n str>,
}

/// Whose account it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joined {
    /// That of this number, as before.
    Known(i64),
    /// That of this number, by its address, from now on.
    Now(i64),
    /// A new one of this number, which sees everything.
    Made(i64),
    /// The account is closed.
    Closed,
    /// No account is known by this name, and there is no address that the provider has seen to be read.
    Unverified,
    /// No account has the address.
    Nobody,
    /// The account of the address is somebody else's, as this provider says: an address that went to another person does not
    /// bring what the person before may do.
    Another,
}

impl Store {
    /// Notes that a browser with this secret goes to a provider, and where it wants to go then.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn begin_sign_in(&self, secret: &str, next: &str, lasting: i64) -> Result<(), StoreError> {
        let digest = sources::digest(secret.as_bytes());
        transaction!(self, now, connection => {
            sqlx::query("DELETE FROM sign_in WHERE until < $1").bind(now).execute(&mut *connection).await?;
            sqlx::query("INSERT INTO sign_in (digest, next, until) VALUES ($1, $2, $3) ON CONFLICT (digest) DO NOTHING")
                .bind(&digest).bind(next).bind(now + lasting).execute(&mut *connection).await?;
            Ok(())
        })
    }

    /// A browser with this secret is back: says where it wanted to go. Once: whoever comes again, or too late, is told nothing.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end_sign_in(&self, secret: &str) -> Result<Option<String>, StoreError> {
        let digest = sources::digest(secret.as_bytes());
        attempt!(self, now, connection => {
            let row: Option<(String, i64)> =
                sqlx::query_as("DELETE FROM sign_in WHERE digest = $1 RETURNING next, until")
                    .bind(&digest).fetch_optional(&mut *connection).await?;
            row.filter(|(_, until)| *until >= now).map(|(next, _)| next).ok_or(TakenBack::Unwanted)
        })
    }

    /// Whose account it is whom a provider brings. Whoever is not known yet is joined to the account of the address, if the
    /// provider has seen that the person reads it, the account is open, and the provider knows it by no other name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn join(&self, new: &Newcomer<'_>) -> Result<Joined, StoreError> {
        let address = new.address.map(str::to_lowercase);
        transaction!(self, now, connection => {
            // Takes the row of the log first: of two who come at once, one waits, and finds what the other did.
            sqlx::query(control::TAKE_LOG).execute(&mut *connection).await?;
            let known: Option<(i64, Option<i64>)> = sqlx::query_as(
                "SELECT a.id, a.disabled_at FROM identity i JOIN account a ON a.id = i.account \
                 WHERE i.issuer = $1 AND i.subject = $2")
                .bind(new.issuer).bind(new.subject).fetch_optional(&mut *connection).await?;
            if let Some((number, disabled_at)) = known {
                return Ok(if disabled_at.is_some() { Joined::Closed } else { Joined::Known(number) });
            }
            let Some(address) = &address else { return Ok(Joined::Unverified) };
            let holder: Option<(i64, String, Option<i64>)> = sqlx::query_as(
                "SELECT id, name, disabled_at FROM account WHERE address = $1")
                .bind(address).fetch_optional(&mut *connection).await?;
            let (number, name, joined) = match (holder, new.viewer) {
                (Some((_, _, Some(_))), _) => return Ok(Joined::Closed),
                (Some((number, name, None)), _) => (number, name, Joined::Now(number)),
                (None, None) => return Ok(Joined::Nobody),
                (None, Some(name)) => {
                    let number: i64 = sqlx::query_scalar(
                        "INSERT INTO account (name, address, language, made_at) VALUES ($1, $2, 'en', $3) RETURNING id")
                        .bind(name).bind(address).bind(now).fetch_one(&mut *connection).await?;
                    sqlx::query("INSERT INTO account_role (account, body, role) VALUES ($1, '*', 'viewer')")
                        .bind(number).execute(&mut *connection).await?;
                    control::note!(connection, now, "convoke", "account", format!("{number} {name} viewer:*"));
                    (number, name.to_owned(), Joined::Made(number))
                }
            };
            let joins = sqlx::query(
                "INSERT INTO identity (issuer, subject, account, joined_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING")
                .bind(new.issuer).bind(new.subject).bind(number).bind(now).execute(&mut *connection).await?
                .rows_affected();
            if joins == 0 {
                return Ok(Joined::Another);
            }
            control::note!(connection, now, &name, "identity joined", format!("{number} {}", new.issuer));
            Ok(joined)
        })
    }

    /// What providers call the holder of an account.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn identities(&self, account: i64) -> Result<Vec<Known>, StoreError> {
        let rows: Vec<(String, String, i64)> = on!(self, pool => sqlx::query_as(
            "SELECT issuer, subject, joined_at FROM identity WHERE account = $1 ORDER BY issuer")
            .bind(account).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(|(issuer, subject, joined_at)| Known { issuer, subject, joined_at }).collect())
    }

    /// An account is no longer that of whom a provider brought; what it is signed in with ends. Says whether it was.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn part(&self, by: &str, account: i64, issuer: &str) -> Result<bool, StoreError> {
        transaction!(self, now, connection => {
            sqlx::query(control::TAKE_LOG).execute(&mut *connection).await?;
            let parted = sqlx::query("DELETE FROM identity WHERE account = $1 AND issuer = $2")
                .bind(account).bind(issuer).execute(&mut *connection).await?.rows_affected();
            if parted > 0 {
                sqlx::query("DELETE FROM credential WHERE account = $1 AND kind = 'session'")
                    .bind(account).execute(&mut *connection).await?;
                control::note!(connection, now, by, "identity parted", format!("{account} {issuer}"));
            }
            Ok(parted > 0)
        })
    }
}
