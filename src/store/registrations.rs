//! Who registered on a page. Lists that come from elsewhere are kept whole beside it: see [`Store::registrations`].

use super::database::{attempt, on, transaction};
use super::owed::{Owed, queue};
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
    /// Where it stood when its holder was last written to; empty where nobody was.
    pub told: String,
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

/// That the holder of a registration is written to, because it stands elsewhere now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// The registration.
    pub number: i64,
    /// Where it stood when its holder was last written to.
    pub before: String,
    /// Where it stands.
    pub stands: String,
    /// The mail.
    pub mail: Owed,
}

type Row = (i64, String, String, String, String, String, String, i64, Option<i64>);

fn read((number, meeting, address, name, presence, details, told, registered_at, ended_at): Row) -> Registered {
    Registered { number, meeting, address, name, presence, details, told, registered_at, ended_at }
}

/// Notes within a transaction that holders are written to, and queues the mails: each only if it stands as it was seen, so that
/// of two who find the same one writes.
macro_rules! confirm {
    ($connection:ident, $now:expr, $all:expr) => {{
        let mut written = 0;
        for one in $all {
            let one: &Confirmed = one;
            let changed =
                sqlx::query("UPDATE registration SET told = $3 WHERE id = $1 AND told = $2 AND ended_at IS NULL")
                    .bind(one.number)
                    .bind(&one.before)
                    .bind(&one.stands)
                    .execute(&mut *$connection)
                    .await?
                    .rows_affected();
            if changed > 0 {
                queue!($connection, $now, &one.mail);
                written += changed;
            }
        }
        written
    }};
}

/// The most confirmations to one address in 24 hours: whoever writes somebody else's address into the form is to be no nuisance.
const MOST_OF_A_DAY: i64 = 5;
/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

impl Store {
    /// Keeps a registration; says whether it was new. The same form sent twice is one registration.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn register(&self, new: &NewRegistration<'_>) -> Result<bool, StoreError> {
        self.register_and_tell(new, None, &[]).await
    }

    /// The same, with the mail that confirms it and those to others who stand elsewhere because of it: all or nothing. An
    /// address that has had as many as it may in a day gets none; the registration is kept all the same.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn register_and_tell(
        &self,
        new: &NewRegistration<'_>,
        confirmed: Option<(&str, &Owed)>,
        others: &[Confirmed],
    ) -> Result<bool, StoreError> {
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
            if let Some((stands, mail)) = confirmed {
                sqlx::query("UPDATE registration SET told = $2 WHERE id = $1")
                    .bind(number).bind(stands).execute(&mut *connection).await?;
                let lately: i64 = sqlx::query_scalar(
                    "SELECT COUNT(*) FROM message WHERE address = $1 AND reason = $2 AND queued_at > $3")
                    .bind(&address).bind(mail.reason).bind(now - DAY).fetch_one(&mut *connection).await?;
                if lately < MOST_OF_A_DAY {
                    queue!(connection, now, mail);
                }
            }
            let _others: u64 = confirm!(connection, now, others);
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
            "SELECT id, meeting, address, name, presence, details, told, registered_at, ended_at FROM registration \
             WHERE digest = $1 AND scenario = $2").bind(&digest).bind(scenario).fetch_optional(pool).await)?;
        Ok(row.map(read))
    }

    /// Withdraws a registration; says whether it was in force.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn withdraw_registration(&self, number: i64) -> Result<bool, StoreError> {
        self.withdraw_and_tell(number, &[]).await
    }

    /// The same, with mails to those who stand elsewhere because of it: all or nothing.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn withdraw_and_tell(&self, number: i64, others: &[Confirmed]) -> Result<bool, StoreError> {
        transaction!(self, now, connection => {
            let changed = sqlx::query("UPDATE registration SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL")
                .bind(number).bind(now).execute(&mut *connection).await?.rows_affected();
            if changed > 0 {
                control::note!(connection, now, "a participant", "registration withdrawn", number.to_string());
                let _others: u64 = confirm!(connection, now, others);
            }
            Ok(changed > 0)
        })
    }

    /// Writes to holders whose registrations stand elsewhere; says to how many. Whoever was written to meanwhile is not again.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn confirm_registrations(&self, all: &[Confirmed]) -> Result<u64, StoreError> {
        transaction!(self, now, connection => { Ok(confirm!(connection, now, all)) })
    }

    /// All registrations of a scenario that are in force, in their order.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn registered(&self, scenario: &str) -> Result<Vec<Registered>, StoreError> {
        let rows: Vec<Row> = on!(self, pool => sqlx::query_as(
            "SELECT id, meeting, address, name, presence, details, told, registered_at, ended_at FROM registration \
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
