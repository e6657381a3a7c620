//! Who registered on a page. Lists that come from elsewhere are kept whole beside it: see [`Store::registrations`].

use super::database::{attempt, on, transaction};
use super::{Store, StoreError, control, sources};

/// One registration as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// Its number, which grows.
    pub number: i64,
    /// The meeting.
    pub meeting: String,
    /// The address in small letters.
    pub address: String,
    /// The name as it was given.
    pub name: String,
    /// In the room or remotely, in the word of files.
    pub presence: String,
    /// What else was said, as JSON.
    pub details: String,
    /// When, in milliseconds since 1970.
    pub registered_at: i64,
    /// When it was withdrawn.
    pub ended_at: Option<i64>,
}

/// What somebody says who registers.
#[derive(Debug, Clone, Copy)]
pub struct NewRegistration<'a> {
    /// The scenario.
    pub scenario: &'a str,
    /// The meeting.
    pub meeting: &'a str,
    /// The address.
    pub address: &'a str,
    /// The name.
    pub name: &'a str,
    /// In the room or remotely, in the word of files.
    pub presence: &'a str,
    /// What else was said, as JSON.
    pub details: &'a str,
    /// The secret of the form, by which it is withdrawn: of it only the digest is kept.
    pub secret: &'a str,
}

type Row = (i64, String, String, String, String, String, i64, Option<i64>);

fn read((number, meeting, address, name, presence, details, registered_at, ended_at): Row) -> Registered {
    Registered { number, meeting, address, name, presence, details, registered_at, ended_at }
}

impl Store {
    /// Keeps a registration; says whether it was new. The same form sent twice is one registration.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn register(&self, new: &NewRegistration<'_>) -> Result<bool, StoreError> {
        let (digest, address) = (sources::digest(new.secret.as_bytes()), new.address.to_lowercase());
        let kept = attempt!(self, now, connection => {
            let made: Option<i64> = sqlx::query_scalar(
                "INSERT INTO registration (scenario, meeting, address, name, presence, details, digest, registered_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (digest) DO NOTHING RETURNING id")
                .bind(new.scenario).bind(new.meeting).bind(&address).bind(new.name).bind(new.presence)
                .bind(new.details).bind(&digest).bind(now).fetch_optional(&mut *connection).await?;
            let Some(number) = made else { return Err(TakenBack::Unwanted) };
            // The log holds no address: it stays when the registration is erased.
            let about = format!("{number} {} {}", new.scenario, new.meeting);
            control::note!(connection, now, "a participant", "registered", about);
            Ok(())
        })?;
        Ok(kept.is_some())
    }

    /// The registration that a secret belongs to.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn registration_of(&self, scenario: &str, secret: &str) -> Result<Option<Registered>, StoreError> {
        let digest = sources::digest(secret.as_bytes());
        let row: Option<Row> = on!(self, pool => sqlx::query_as(
            "SELECT id, meeting, address, name, presence, details, registered_at, ended_at FROM registration \
             WHERE digest = $1 AND scenario = $2").bind(&digest).bind(scenario).fetch_optional(pool).await)?;
        Ok(row.map(read))
    }

    /// Withdraws a registration; says whether it was in force.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn withdraw_registration(&self, number: i64) -> Result<bool, StoreError> {
        transaction!(self, now, connection => {
            let changed = sqlx::query("UPDATE registration SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL")
                .bind(number).bind(now).execute(&mut *connection).await?.rows_affected();
            if changed > 0 {
                control::note!(connection, now, "a participant", "registration withdrawn", number.to_string());
            }
            Ok(changed > 0)
        })
    }

    /// All registrations of a scenario that are in force, in their order.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn registered(&self, scenario: &str) -> Result<Vec<Registered>, StoreError> {
        let rows: Vec<Row> = on!(self, pool => sqlx::query_as(
            "SELECT id, meeting, address, name, presence, details, registered_at, ended_at FROM registration \
             WHERE scenario = $1 AND ended_at IS NULL ORDER BY id").bind(scenario).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(read).collect())
    }

    /// Takes out the registrations for a meeting that is long over; says how many.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forget_registrations(&self, scenario: &str, meeting: &str) -> Result<u64, StoreError> {
        transaction!(self, now, connection => {
            let gone = sqlx::query("DELETE FROM registration WHERE scenario = $1 AND meeting = $2")
                .bind(scenario).bind(meeting).execute(&mut *connection).await?.rows_affected();
            if gone > 0 {
                control::note!(connection, now, "convoke", "registrations erased", format!("{gone} {scenario} {meeting}"));
            }
            Ok(gone)
        })
    }
}
