//! People who sign in, what they may do, and what limits guessing.

use super::database::{on, transaction};
use super::{Store, StoreError, control};
use crate::domain::access::{Extent, Role, Roles};
use crate::domain::language::Language;
use std::collections::BTreeSet;

/// Somebody who signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its number.
    pub number: i64,
    /// The person's name, as it stands in the log.
    pub name: String,
    /// The address in small letters.
    pub address: String,
    /// Whether there is a password.
    pub has_password: bool,
    /// The language of the pages.
    pub language: Language,
    /// The reader's own zone, where it is known.
    pub zone: Option<String>,
    /// Since when the account may not sign in, in milliseconds since 1970.
    pub disabled_at: Option<i64>,
    /// What it may do.
    pub roles: Roles,
}

/// What became of making or changing an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// It is as it was asked for.
    Done(i64),
    /// Another account has this address.
    Taken,
    /// There is no such account.
    Nothing,
    /// Nobody would be left who may say who may do what.
    LastAdministrator,
}

type Row = (i64, String, String, Option<String>, String, Option<String>, Option<i64>);

const COLUMNS_BY_NUMBER: &str =
    "SELECT id, name, address, password, language, zone, disabled_at FROM account WHERE id = $1";
const COLUMNS_BY_ADDRESS: &str =
    "SELECT id, name, address, password, language, zone, disabled_at FROM account WHERE address = $1";
const COLUMNS: &str = "SELECT id, name, address, password, language, zone, disabled_at FROM account ORDER BY name, id";

impl Store {
    /// Makes an account; the first of a store is an administrator of everything.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn make_account(
        &self,
        by: &str,
        name: &str,
        address: &str,
        roles: &Roles,
    ) -> Result<Changed, StoreError> {
        let address = address.to_lowercase();
        transaction!(self, now, connection => {
            // Takes the row of the log first: of two who begin at once, one waits.
            sqlx::query(control::TAKE_LOG).execute(&mut *connection).await?;
            let known: Option<i64> = sqlx::query_scalar("SELECT id FROM account WHERE address = $1")
                .bind(&address).fetch_optional(&mut *connection).await?;
            if known.is_some() {
                return Ok(Changed::Taken);
            }
            let others: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM account").fetch_one(&mut *connection).await?;
            let number: i64 = sqlx::query_scalar(
                "INSERT INTO account (name, address, language, made_at) VALUES ($1, $2, 'en', $3) RETURNING id")
                .bind(name).bind(&address).bind(now).fetch_one(&mut *connection).await?;
            let first = (others == 0).then_some((Extent::Everything, Role::Administrator));
            let given: BTreeSet<(Extent, Role)> =
                roles.all().map(|(extent, role)| (extent.clone(), role)).chain(first).collect();
            for (extent, role) in &given {
                sqlx::query("INSERT INTO account_role (account, body, role) VALUES ($1, $2, $3)")
                    .bind(number).bind(extent.word()).bind(role.word()).execute(&mut *connection).await?;
            }
            control::note!(connection, now, by, "account", format!("{number} {name} {}", words(&given)));
            Ok(Changed::Done(number))
        })
    }

    /// Gives an account other roles. Whoever is signed in with it is signed out, so that nothing old is remembered.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn set_roles(&self, by: &str, number: i64, roles: &Roles) -> Result<Changed, StoreError> {
        let given: BTreeSet<(Extent, Role)> = roles.all().map(|(extent, role)| (extent.clone(), role)).collect();
        transaction!(self, now, connection => {
            sqlx::query(control::TAKE_LOG).execute(&mut *connection).await?;
            let known: Option<i64> = sqlx::query_scalar("SELECT id FROM account WHERE id = $1")
                .bind(number).fetch_optional(&mut *connection).await?;
            if known.is_none() {
                return Ok(Changed::Nothing);
            }
            let others: i64 = sqlx::query_scalar(OTHER_ADMINISTRATORS).bind(number).fetch_one(&mut *connection).await?;
            if others == 0 && !given.contains(&(Extent::Everything, Role::Administrator)) {
                return Ok(Changed::LastAdministrator);
            }
            sqlx::query("DELETE FROM account_role WHERE account = $1").bind(number).execute(&mut *connection).await?;
            for (extent, role) in &given {
                sqlx::query("INSERT INTO account_role (account, body, role) VALUES ($1, $2, $3)")
                    .bind(number).bind(extent.word()).bind(role.word()).execute(&mut *connection).await?;
            }
            sqlx::query("DELETE FROM credential WHERE account = $1 AND kind = 'session'")
                .bind(number).execute(&mut *connection).await?;
            control::note!(connection, now, by, "roles", format!("{number} {}", words(&given)));
            Ok(Changed::Done(number))
        })
    }

    /// Closes an account, or opens it again. What it is signed in with, and what programs use in its name, ends with it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn disable_account(&self, by: &str, number: i64, disabled: bool) -> Result<Changed, StoreError> {
        transaction!(self, now, connection => {
            sqlx::query(control::TAKE_LOG).execute(&mut *connection).await?;
            let others: i64 = sqlx::query_scalar(OTHER_ADMINISTRATORS).bind(number).fetch_one(&mut *connection).await?;
            if disabled && others == 0 {
                return Ok(Changed::LastAdministrator);
            }
            let changed = sqlx::query("UPDATE account SET disabled_at = $2 WHERE id = $1")
                .bind(number).bind(disabled.then_some(now)).execute(&mut *connection).await?.rows_affected();
            if changed == 0 {
                return Ok(Changed::Nothing);
            }
            sqlx::query("DELETE FROM credential WHERE account = $1").bind(number).execute(&mut *connection).await?;
            let what = if disabled { "account closed" } else { "account opened" };
            control::note!(connection, now, by, what, number.to_string());
            Ok(Changed::Done(number))
        })
    }

    /// Sets what the person may set: name, language, zone.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn set_account(
        &self,
        number: i64,
        name: &str,
        language: Language,
        zone: Option<&str>,
    ) -> Result<(), StoreError> {
        transaction!(self, now, connection => {
            sqlx::query("UPDATE account SET name = $2, language = $3, zone = $4 WHERE id = $1")
                .bind(number).bind(name).bind(language.tag()).bind(zone).execute(&mut *connection).await?;
            control::note!(connection, now, name, "own settings", number.to_string());
            Ok(())
        })
    }

    /// Keeps a password as argon2id wrote it, and ends everything the account was signed in with.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn set_password(&self, by: &str, number: i64, hashed: &str) -> Result<(), StoreError> {
        transaction!(self, now, connection => {
            sqlx::query("UPDATE account SET password = $2 WHERE id = $1")
                .bind(number).bind(hashed).execute(&mut *connection).await?;
            sqlx::query("DELETE FROM credential WHERE account = $1 AND kind IN ('session', 'welcome')")
                .bind(number).execute(&mut *connection).await?;
            control::note!(connection, now, by, "password", number.to_string());
            Ok(())
        })
    }

    /// The account of a number.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn account(&self, number: i64) -> Result<Option<Account>, StoreError> {
        let row: Option<Row> =
            on!(self, pool => sqlx::query_as(COLUMNS_BY_NUMBER).bind(number).fetch_optional(pool).await)?;
        self.read_account(row).await
    }

    /// The account of an address, and its password as argon2id wrote it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn account_of(&self, address: &str) -> Result<Option<(Account, Option<String>)>, StoreError> {
        let row: Option<Row> = on!(self, pool =>
            sqlx::query_as(COLUMNS_BY_ADDRESS).bind(address.to_lowercase()).fetch_optional(pool).await)?;
        let password = row.as_ref().and_then(|row| row.3.clone());
        Ok(self.read_account(row).await?.map(|account| (account, password)))
    }

    /// All accounts, by name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        let rows: Vec<Row> = on!(self, pool => sqlx::query_as(COLUMNS).fetch_all(pool).await)?;
        let mut accounts = Vec::with_capacity(rows.len());
        for row in rows {
            accounts.extend(self.read_account(Some(row)).await?);
        }
        Ok(accounts)
    }

    async fn read_account(&self, row: Option<Row>) -> Result<Option<Account>, StoreError> {
        let Some((number, name, address, password, language, zone, disabled_at)) = row else { return Ok(None) };
        let given: Vec<(String, String)> = on!(self, pool => sqlx::query_as(
            "SELECT body, role FROM account_role WHERE account = $1 ORDER BY body, role").bind(number).fetch_all(pool).await)?;
        let mut roles = Roles::default();
        for (body, role) in given {
            let read = Extent::parse(&body).zip(Role::parse(&role));
            let (extent, role) = read.ok_or_else(|| StoreError::Row(format!("role {role:?} for {body:?}")))?;
            roles = roles.with(extent, role);
        }
        let language = Language::parse(&language).unwrap_or(Language::English);
        let has_password = password.is_some();
        Ok(Some(Account { number, name, address, has_password, language, zone, disabled_at, roles }))
    }

    /// Notes that somebody was refused, under each of some keys: an account, an address of the network.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn note_refusal(&self, keys: &[String]) -> Result<(), StoreError> {
        transaction!(self, now, connection => {
            sqlx::query("DELETE FROM refusal WHERE at < $1").bind(now - REMEMBERED).execute(&mut *connection).await?;
            for key in keys {
                sqlx::query("INSERT INTO refusal (key, at) VALUES ($1, $2)")
                    .bind(key).bind(now).execute(&mut *connection).await?;
            }
            Ok(())
        })
    }

    /// How often a key was refused in so many last milliseconds.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn refusals(&self, key: &str, within: i64) -> Result<i64, StoreError> {
        let since = self.now().await? - within;
        on!(self, pool => sqlx::query_scalar("SELECT COUNT(*) FROM refusal WHERE key = $1 AND at >= $2")
            .bind(key).bind(since).fetch_one(pool).await)
    }

    /// The bodies somebody follows.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn followed(&self, number: i64) -> Result<BTreeSet<String>, StoreError> {
        let rows: Vec<String> = on!(self, pool =>
            sqlx::query_scalar("SELECT body FROM follow WHERE account = $1").bind(number).fetch_all(pool).await)?;
        Ok(rows.into_iter().collect())
    }

    /// Sets the bodies somebody follows.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn follow(&self, number: i64, bodies: &BTreeSet<String>) -> Result<(), StoreError> {
        transaction!(self, _now, connection => {
            sqlx::query("DELETE FROM follow WHERE account = $1").bind(number).execute(&mut *connection).await?;
            for body in bodies {
                sqlx::query("INSERT INTO follow (account, body) VALUES ($1, $2)")
                    .bind(number).bind(body).execute(&mut *connection).await?;
            }
            Ok(())
        })
    }
}

/// Refusals older than a day are forgotten.
const REMEMBERED: i64 = 86_400_000;

const OTHER_ADMINISTRATORS: &str = "SELECT COUNT(*) FROM account_role r JOIN account a ON a.id = r.account \
     WHERE r.body = '*' AND r.role = 'administrator' AND a.disabled_at IS NULL AND a.id <> $1";

fn words(given: &BTreeSet<(Extent, Role)>) -> String {
    given.iter().map(|(extent, role)| format!("{role}:{}", extent.word())).collect::<Vec<_>>().join(" ")
}
