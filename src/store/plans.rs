//! Plans: each kept whole, one of them in force. To undo is to put an older one in force; nothing is written over.

use super::database::{attempt, on};
use super::sources;
use super::webhooks::in_force_now;
use super::{Store, StoreError, control};

/// One plan as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanHead {
    /// Its number, counted from 1 for each subject.
    pub number: i64,
    /// The plan it was made from.
    pub parent: Option<i64>,
    /// The revision of the files it was made for.
    pub revision: i64,
    /// One word for how it came about: `solved`, `moved`, `waived`, `imported`, `edited`, `confirmed`.
    pub what: String,
    /// In words.
    pub why: String,
    /// Who made it.
    pub made_by: String,
    /// When, in milliseconds since 1970.
    pub made_at: i64,
}

/// A plan that is about to be kept.
#[derive(Debug, Clone)]
pub struct NewPlan<'a> {
    /// The scenario.
    pub scenario: &'a str,
    /// `""` for the calendar, else the file of the event or series.
    pub subject: &'a str,
    /// The plan in force that was seen; `None` where there was none.
    pub seen: Option<i64>,
    /// The revision of the files it is for.
    pub revision: i64,
    /// The plan as a file.
    pub text: &'a str,
    /// One word for how it came about.
    pub what: &'a str,
    /// In words.
    pub why: &'a str,
    /// Who.
    pub by: &'a str,
}

/// Where a plan was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptPlan {
    /// Its number.
    pub number: i64,
    /// Whether it is in force: otherwise another one came first, and it stands beside that.
    pub in_force: bool,
}

/// Reads a plan's head from a row.
type Row = (i64, Option<i64>, i64, String, String, String, i64);

fn head((number, parent, revision, what, why, made_by, made_at): Row) -> PlanHead {
    PlanHead { number, parent, revision, what, why, made_by, made_at }
}

/// Puts a plan in force within a transaction, if the one that was seen is in force still; says whether it was.
macro_rules! put_in_force {
    ($connection:ident, $scenario:expr, $subject:expr, $seen:expr, $number:expr) => {{
        let seen: Option<i64> = $seen;
        let done = match seen {
            Some(seen) => {
                sqlx::query("UPDATE plan_in_force SET number = $3 WHERE scenario = $1 AND subject = $2 AND number = $4")
                    .bind($scenario)
                    .bind($subject)
                    .bind($number)
                    .bind(seen)
            }
            None => sqlx::query(
                "INSERT INTO plan_in_force (scenario, subject, number) VALUES ($1, $2, $3) \
                 ON CONFLICT (scenario, subject) DO NOTHING",
            )
            .bind($scenario)
            .bind($subject)
            .bind($number),
        };
        done.execute(&mut *$connection).await?.rows_affected() > 0
    }};
}

/// The number of the next plan within a transaction that holds the log.
macro_rules! next_number {
    ($connection:ident, $new:expr) => {{
        let last: Option<i64> = sqlx::query_scalar("SELECT MAX(number) FROM plan WHERE scenario = $1 AND subject = $2")
            .bind($new.scenario)
            .bind($new.subject)
            .fetch_one(&mut *$connection)
            .await?;
        last.unwrap_or(0) + 1
    }};
}

/// Writes a plan down within a transaction that holds the log.
macro_rules! write_plan {
    ($connection:ident, $now:expr, $new:expr, $number:expr, $beside:expr) => {{
        let digest = $crate::store::sources::keep!($connection, $new.text.as_bytes());
        sqlx::query(
            "INSERT INTO plan (scenario, subject, number, parent, revision, digest, what, why, made_by, made_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind($new.scenario)
        .bind($new.subject)
        .bind($number)
        .bind($new.seen)
        .bind($new.revision)
        .bind(&digest)
        .bind($new.what)
        .bind($new.why)
        .bind($new.by)
        .bind($now)
        .execute(&mut *$connection)
        .await?;
        let about = format!("{} {} {} {digest}{}: {}", $new.scenario, $new.subject, $number, $beside, $new.why);
        $crate::store::control::note!($connection, $now, $new.by, $new.what, about);
    }};
}

pub(super) use {next_number, put_in_force, write_plan};

impl Store {
    /// Keeps a plan and puts it in force; `None` when another one is in force than the one that was seen.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn keep_plan(&self, new: &NewPlan<'_>) -> Result<Option<i64>, StoreError> {
        attempt!(self, now, connection => {
            sqlx::query(control::TAKE_LOG).execute(&mut *connection).await?;
            let number = next_number!(connection, new);
            if !put_in_force!(connection, new.scenario, new.subject, new.seen, number) {
                return Err(TakenBack::Unwanted);
            }
            write_plan!(connection, now, new, number, "");
            in_force_now!(connection, now, new.scenario, new.subject, number);
            Ok(number)
        })
    }

    /// Puts a plan in force that was kept before: undo and redo. `None` when another one is in force than was seen, or the
    /// plan is not there.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn restore_plan(
        &self,
        by: &str,
        (scenario, subject): (&str, &str),
        seen: i64,
        number: i64,
    ) -> Result<Option<i64>, StoreError> {
        attempt!(self, now, connection => {
            sqlx::query(control::TAKE_LOG).execute(&mut *connection).await?;
            let there: Option<i64> =
                sqlx::query_scalar("SELECT number FROM plan WHERE scenario = $1 AND subject = $2 AND number = $3")
                    .bind(scenario).bind(subject).bind(number).fetch_optional(&mut *connection).await?;
            if there.is_none() || !put_in_force!(connection, scenario, subject, Some(seen), number) {
                return Err(TakenBack::Unwanted);
            }
            control::note!(connection, now, by, "restored", format!("{scenario} {subject} {number}"));
            in_force_now!(connection, now, scenario, subject, number);
            Ok(number)
        })
    }

    /// The number of the plan in force; 0 where there is none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn plan_number_in_force(&self, scenario: &str, subject: &str) -> Result<i64, StoreError> {
        let number: Option<i64> = on!(self, pool => sqlx::query_scalar(
            "SELECT number FROM plan_in_force WHERE scenario = $1 AND subject = $2")
            .bind(scenario).bind(subject).fetch_optional(pool).await)?;
        Ok(number.unwrap_or(0))
    }

    /// What has a plan in force: `""` for the calendar, and files of events and series.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn planned_subjects(&self, scenario: &str) -> Result<Vec<String>, StoreError> {
        on!(self, pool => sqlx::query_scalar("SELECT subject FROM plan_in_force WHERE scenario = $1 ORDER BY subject")
            .bind(scenario).fetch_all(pool).await)
    }

    /// The plan in force, with its text.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn plan_in_force(&self, scenario: &str, subject: &str) -> Result<Option<(PlanHead, String)>, StoreError> {
        match self.plan_number_in_force(scenario, subject).await? {
            0 => Ok(None),
            number => self.plan(scenario, subject, number).await,
        }
    }

    /// One plan, with its text.
    ///
    /// # Errors
    /// [`StoreError`], also for a text that is not the one that was kept.
    pub async fn plan(
        &self,
        scenario: &str,
        subject: &str,
        number: i64,
    ) -> Result<Option<(PlanHead, String)>, StoreError> {
        type Whole = (i64, Option<i64>, i64, String, String, String, i64, String, Vec<u8>);
        let row: Option<Whole> = on!(self, pool => sqlx::query_as(
            "SELECT p.number, p.parent, p.revision, p.what, p.why, p.made_by, p.made_at, p.digest, s.bytes \
             FROM plan p JOIN source s ON s.digest = p.digest \
             WHERE p.scenario = $1 AND p.subject = $2 AND p.number = $3")
            .bind(scenario).bind(subject).bind(number).fetch_optional(pool).await)?;
        let Some((number, parent, revision, what, why, made_by, made_at, digest, bytes)) = row else { return Ok(None) };
        let bytes = sources::kept(&digest, &bytes)?;
        let text = String::from_utf8(bytes).map_err(|_| StoreError::Row(format!("plan {number} is no text")))?;
        Ok(Some((head((number, parent, revision, what, why, made_by, made_at)), text)))
    }

    /// All plans of a subject, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn plans(&self, scenario: &str, subject: &str) -> Result<Vec<PlanHead>, StoreError> {
        let rows: Vec<Row> = on!(self, pool => sqlx::query_as(
            "SELECT number, parent, revision, what, why, made_by, made_at FROM plan \
             WHERE scenario = $1 AND subject = $2 ORDER BY number DESC").bind(scenario).bind(subject).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(head).collect())
    }
}
