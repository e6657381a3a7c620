//! Programs of others that are told what happens to meetings: where, for which body, and what their messages are signed with. What
//! is to be told is a job, queued in the transaction in which it happens: *event* says what happened, *webhook* is one
//! message to one program.

use super::database::{attempt, on, transaction};
use super::{Job, JobState, Store, StoreError, control};

/// What happened; it is worked out who is to be told.
pub const EVENT: &str = "event";
/// One message to one program.
pub const WEBHOOK: &str = "webhook";

/// A program that is told.
#[derive(Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Its number.
    pub number: i64,
    /// The body whose meetings it is told of, and of all below it; `*` for all.
    pub body: String,
    /// Where.
    pub url: String,
    /// What its messages are signed with.
    pub secret: String,
    /// Who set it.
    pub made_by: String,
    /// When, in milliseconds since 1970.
    pub made_at: i64,
    /// When a message last arrived.
    pub told_at: Option<i64>,
    /// Why the last one did not; empty if it did.
    pub fault: String,
}

impl std::fmt::Debug for Webhook {
    /// Without secret and address.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Webhook").field("number", &self.number).field("body", &self.body).finish_non_exhaustive()
    }
}

/// Queues within a transaction that something happened, if anybody is told of anything: the request of the job, as JSON, and a key.
macro_rules! happened {
    ($connection:ident, $now:expr, $request:expr, $key:expr) => {{
        let (request, key): (String, String) = ($request, $key);
        sqlx::query(
            "INSERT INTO job (kind, scenario, subject, request, key, state, queued_by, queued_at, next_at) \
             SELECT 'event', '', '', $1, $2, 'queued', 'convoke', $3, $3 \
             WHERE EXISTS (SELECT 1 FROM webhook WHERE ended_at IS NULL) ON CONFLICT (key) DO NOTHING",
        )
        .bind(&request)
        .bind(&key)
        .bind($now)
        .execute(&mut *$connection)
        .await?;
    }};
}

/// The same of a plan that is in force now.
macro_rules! in_force_now {
    ($connection:ident, $now:expr, $scenario:expr, $subject:expr, $number:expr) => {{
        let (scenario, subject, number): (&str, &str, i64) = ($scenario, $subject, $number);
        let request = serde_json::json!({ "scenario": scenario, "subject": subject, "plan": number }).to_string();
        $crate::store::webhooks::happened!($connection, $now, request, format!("event plan {scenario} {subject} {number} {}", $now));
    }};
}

pub(super) use {happened, in_force_now};

type Row = (i64, String, String, String, String, i64, Option<i64>, String);

fn read((number, body, url, secret, made_by, made_at, told_at, fault): Row) -> Webhook {
    Webhook { number, body, url, secret, made_by, made_at, told_at, fault }
}

impl Store {
    /// Sets a program to be told; gives its number.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn add_webhook(&self, by: &str, body: &str, url: &str, secret: &str) -> Result<i64, StoreError> {
        transaction!(self, now, connection => {
            sqlx::query(control::TAKE_LOG).execute(&mut *connection).await?;
            let number: i64 = sqlx::query_scalar(
                "INSERT INTO webhook (body, url, secret, made_by, made_at) VALUES ($1, $2, $3, $4, $5) RETURNING id")
                .bind(body).bind(url).bind(secret).bind(by).bind(now).fetch_one(&mut *connection).await?;
            // An address may hold a secret of its own.
            control::note!(connection, now, by, "webhook", format!("{number} {body}"));
            Ok(number)
        })
    }

    /// Ends one, and forgets its secret and its address; says whether it was there. What waits for it is not sent any more.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end_webhook(&self, by: &str, number: i64) -> Result<bool, StoreError> {
        transaction!(self, now, connection => {
            sqlx::query(control::TAKE_LOG).execute(&mut *connection).await?;
            let ended = sqlx::query(
                "UPDATE webhook SET ended_at = $2, secret = '', url = '' WHERE id = $1 AND ended_at IS NULL")
                .bind(number).bind(now).execute(&mut *connection).await?.rows_affected();
            if ended > 0 {
                control::note!(connection, now, by, "webhook ended", number.to_string());
            }
            Ok(ended > 0)
        })
    }

    /// All that are told.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn webhooks(&self) -> Result<Vec<Webhook>, StoreError> {
        let rows: Vec<Row> = on!(self, pool => sqlx::query_as(
            "SELECT id, body, url, secret, made_by, made_at, told_at, fault FROM webhook WHERE ended_at IS NULL ORDER BY id")
            .fetch_all(pool).await)?;
        Ok(rows.into_iter().map(read).collect())
    }

    /// Ends an event, and queues the messages that follow from it, by program and content: both or neither. Says whether the job
    /// was still ours.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn spread_event(&self, job: &Job, messages: &[(i64, String)]) -> Result<bool, StoreError> {
        let spread = attempt!(self, now, connection => {
            let changed = sqlx::query(
                "UPDATE job SET state = 'done', result = $3, ended_at = $4, key = NULL, lease_by = NULL \
                 WHERE id = $1 AND fence = $2 AND state = 'claimed'")
                .bind(job.number).bind(job.fence).bind(format!("{} messages", messages.len())).bind(now)
                .execute(&mut *connection).await?.rows_affected();
            if changed == 0 {
                return Err(TakenBack::Unwanted);
            }
            for (webhook, content) in messages {
                sqlx::query(
                    "INSERT INTO job (kind, scenario, subject, request, state, queued_by, queued_at, next_at) \
                     VALUES ('webhook', '', $1, $2, 'queued', 'convoke', $3, $3)")
                    .bind(webhook.to_string()).bind(content).bind(now).execute(&mut *connection).await?;
            }
            Ok(())
        })?;
        Ok(spread.is_some())
    }

    /// Puts a message off by so many milliseconds, and notes why; says whether the job was still ours.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put_off(&self, job: &Job, webhook: i64, fault: &str, delay: i64) -> Result<bool, StoreError> {
        let put_off = attempt!(self, now, connection => {
            let changed = sqlx::query(
                "UPDATE job SET state = 'queued', next_at = $3, progress = $4, lease_by = NULL, lease_until = NULL \
                 WHERE id = $1 AND fence = $2 AND state = 'claimed'")
                .bind(job.number).bind(job.fence).bind(now + delay).bind(fault)
                .execute(&mut *connection).await?.rows_affected();
            if changed == 0 {
                return Err(TakenBack::Unwanted);
            }
            sqlx::query("UPDATE webhook SET fault = $2 WHERE id = $1")
                .bind(webhook).bind(fault).execute(&mut *connection).await?;
            Ok(())
        })?;
        Ok(put_off.is_some())
    }

    /// Ends a message that has arrived, or is given up, and notes that; says whether the job was still ours.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end_message(&self, job: &Job, webhook: i64, fault: &str) -> Result<bool, StoreError> {
        let state = if fault.is_empty() { JobState::Done } else { JobState::Failed };
        let ended = attempt!(self, now, connection => {
            let changed = sqlx::query(
                "UPDATE job SET state = $3, result = $4, ended_at = $5, lease_by = NULL \
                 WHERE id = $1 AND fence = $2 AND state = 'claimed'")
                .bind(job.number).bind(job.fence).bind(state.word()).bind(fault).bind(now)
                .execute(&mut *connection).await?.rows_affected();
            if changed == 0 {
                return Err(TakenBack::Unwanted);
            }
            sqlx::query(
                "UPDATE webhook SET fault = $2, told_at = CASE WHEN $2 = '' THEN $3 ELSE told_at END WHERE id = $1")
                .bind(webhook).bind(fault).bind(now).execute(&mut *connection).await?;
            Ok(())
        })?;
        Ok(ended.is_some())
    }
}
