//! Preparing and approving: what was composed is kept first, and goes out as it was kept or not at all.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};

use super::database::{MOST_CONFLICTS, attempt, let_pass, on};
use super::packing::{pack, unpack};
use super::sources::keep;
use super::told::{TOLD, digest_of, read_told};
use super::webhooks::happened;
use super::{Store, StoreError, control, repeats};
use crate::announce::Told;
use crate::domain::ids::MeetingId;

/// What is about to be prepared.
#[derive(Debug, Clone)]
pub struct Preparation<'a> {
    /// The scenario's name: what was told belongs to it.
    pub scenario: &'a str,
    /// Who prepares.
    pub by: &'a str,
    /// The meetings it is about, with or without a message.
    pub meetings: &'a BTreeSet<MeetingId>,
    /// The digest of what was told when it was composed: [`digest`] of [`Store::told`].
    pub told: &'a str,
    /// The stamp of all its messages, in seconds since 1970.
    pub stamped: i64,
    /// What it is made from, by name: kept so that it can be made again.
    pub sources: &'a BTreeMap<String, Vec<u8>>,
}

/// One message to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The meeting.
    pub meeting: MeetingId,
    /// One word for why.
    pub reason: String,
    /// What the recipient has been told once it has left.
    pub told: Told,
    /// The id in its header.
    pub message_id: String,
    /// The envelope's sender.
    pub return_address: String,
    /// The envelope's recipient.
    pub recipient: String,
    /// The mail, before it is signed.
    pub bytes: Vec<u8>,
    /// When nobody needs it any more, in seconds since 1970.
    pub useful_until: i64,
    /// A reminder, which does not leave before this, in seconds since 1970. It tells nothing new: what somebody was told
    /// does not follow from it, it overtakes no invitation, and leaves only after one.
    pub not_before: Option<i64>,
}

/// What was prepared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// Its number.
    pub number: i64,
    /// Of every message, its recipient and its bytes: what an approver approves.
    pub digest: String,
    /// How many messages.
    pub messages: i64,
}

/// An announcement as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// Its number.
    pub number: i64,
    /// The scenario's name.
    pub scenario: String,
    /// Of every message, its recipient and its bytes.
    pub digest: String,
    /// The stamp of its messages, in seconds since 1970.
    pub stamped: i64,
    /// How many messages.
    pub messages: i64,
    /// Who prepared it, and when, in milliseconds since 1970.
    pub prepared: (String, i64),
    /// Who approved it, and when.
    pub approved: Option<(String, i64)>,
}

/// What became of an approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Approval {
    /// Its messages are queued, and older ones that had not left are withdrawn.
    Approved {
        /// Messages queued.
        queued: u64,
        /// Older messages that will not be sent any more.
        overtaken: u64,
    },
    /// There is nothing of that number.
    Nothing,
    /// Whoever prepared it may not approve it.
    SamePerson,
    /// It was approved before.
    Already {
        /// By whom.
        by: String,
    },
    /// Something else was prepared since: what was seen is not what is there.
    OtherDigest {
        /// Of what is there.
        found: String,
    },
    /// It is more than twice as large as any before it for this scenario: one more person must approve it. A list taken too
    /// wide is seen by whoever looks twice.
    Unusual {
        /// How many messages it has.
        messages: i64,
        /// How many the largest before it had.
        most: i64,
        /// Who approved it so far.
        by: String,
    },
    /// Older messages have left since it was composed: what follows from the change is no longer the same.
    ToldSince,
}

/// Messages up to which nothing is unusual.
const UNUSUAL: i64 = 100;

/// Messages kept by one statement: each statement is handed to another thread.
const ROWS: usize = 40;
/// Values of a message that are bound.
const COLUMNS: usize = 14;

/// The statement that keeps so many messages.
fn insertion(rows: usize) -> String {
    let mut text =
        "INSERT INTO message (announcement, scenario, meeting, address, domain, reason, message_id, return_address, \
         recipient, told, bytes, useful_until, queued_at, not_before, state, next_at) VALUES "
            .to_owned();
    for row in 0..rows {
        let values: Vec<String> = (1..=COLUMNS).map(|column| format!("${}", row * COLUMNS + column)).collect();
        let between = if row == 0 { "" } else { ", " };
        text.push_str(&format!("{between}({}, 'draft', 0)", values.join(", ")));
    }
    text
}

/// Keeps messages, and forgets them.
macro_rules! insert {
    ($connection:ident, $preparation:ident, $number:ident, $now:ident, $rows:ident) => {{
        // Nothing but numbers of parameters is written into it.
        let mut query = sqlx::query(sqlx::AssertSqlSafe(insertion($rows.len())));
        for message in $rows.drain(..) {
            query = query
                .bind($number)
                .bind($preparation.scenario)
                .bind(message.meeting.as_str().to_owned())
                .bind(message.told.recipient.key())
                .bind(message.told.recipient.person.address.domain().to_lowercase())
                .bind(message.reason)
                .bind(message.message_id)
                .bind(message.return_address)
                .bind(message.recipient)
                .bind(message.told.to_record())
                .bind(pack(&message.bytes))
                .bind(message.useful_until.saturating_mul(1000))
                .bind($now)
                .bind(message.not_before.map_or(0, |seconds| seconds.max(1).saturating_mul(1000)));
        }
        query.execute(&mut *$connection).await?;
    }};
}

/// Announcements in SQL: the columns of [`Announcement`].
type Row = (i64, String, String, i64, i64, String, i64, Option<String>, Option<i64>);

impl Store {
    /// Keeps messages for approval, in one transaction. An earlier preparation for the same scenario that nobody approved
    /// is dropped.
    ///
    /// # Errors
    /// The error of the first message that could not be made, or a [`StoreError`]: nothing is kept then.
    pub async fn prepare<E: From<StoreError>>(
        &self,
        preparation: &Preparation<'_>,
        messages: impl IntoIterator<Item = Result<Message, E>>,
    ) -> Result<Prepared, E> {
        let mut failed = None;
        let mut messages = messages.into_iter();
        let prepared = attempt!(self, now, connection => {
            sqlx::query("DELETE FROM announcement WHERE scenario = $1 AND approved_at IS NULL")
                .bind(preparation.scenario)
                .execute(&mut *connection)
                .await?;
            let number: i64 = sqlx::query_scalar(
                "INSERT INTO announcement (scenario, digest, told, stamped, messages, prepared_by, prepared_at) \
                 VALUES ($1, '', $2, $3, 0, $4, $5) RETURNING id",
            )
            .bind(preparation.scenario)
            .bind(preparation.told)
            .bind(preparation.stamped)
            .bind(preparation.by)
            .bind(now)
            .fetch_one(&mut *connection)
            .await?;
            for meeting in preparation.meetings {
                sqlx::query("INSERT INTO announced_meeting (announcement, meeting) VALUES ($1, $2)")
                    .bind(number)
                    .bind(meeting.as_str())
                    .execute(&mut *connection)
                    .await?;
            }
            for (name, bytes) in preparation.sources {
                let digest = keep!(connection, bytes);
                sqlx::query("INSERT INTO announcement_source (announcement, name, digest) VALUES ($1, $2, $3)")
                    .bind(number)
                    .bind(name)
                    .bind(&digest)
                    .execute(&mut *connection)
                    .await?;
            }
            let mut digest = MessagesDigest::default();
            let mut count = 0_i64;
            let mut rows: Vec<Message> = Vec::with_capacity(ROWS);
            for message in &mut messages {
                let message = match message {
                    Ok(message) => message,
                    Err(error) => {
                        failed = Some(error);
                        return Err(TakenBack::Unwanted);
                    }
                };
                digest.add(&message);
                count += 1;
                rows.push(message);
                if rows.len() == ROWS {
                    insert!(connection, preparation, number, now, rows);
                }
            }
            if !rows.is_empty() {
                insert!(connection, preparation, number, now, rows);
            }
            let digest = digest.finish();
            sqlx::query("UPDATE announcement SET digest = $1, messages = $2 WHERE id = $3")
                .bind(&digest)
                .bind(count)
                .bind(number)
                .execute(&mut *connection)
                .await?;
            control::note!(connection, now, preparation.by, "prepared", format!("{number} {digest}"));
            Ok(Prepared { number, digest, messages: count })
        });
        match (failed, prepared?) {
            (Some(error), _) => Err(error),
            (None, Some(prepared)) => Ok(prepared),
            (None, None) => Err(StoreError::Row("a transaction was taken back".to_owned()).into()),
        }
    }

    /// Approves what was prepared, and queues it in the same transaction. `seen` is the digest that the approver saw; it
    /// says as much as the messages themselves.
    ///
    /// # Errors
    /// [`StoreError`]; nothing is changed then: [`StoreError::NoRoom`] and [`StoreError::Repeats`] among them.
    pub async fn approve(&self, number: i64, by: &str, seen: &str) -> Result<Approval, StoreError> {
        self.has_room().await?;
        let mut conflicts = 0;
        loop {
            match self.approve_now(number, by, seen).await {
                Err(error) if error.is_conflict() && conflicts < MOST_CONFLICTS => {
                    conflicts += 1;
                    let_pass(conflicts).await;
                }
                ended => return ended,
            }
        }
    }

    async fn approve_now(&self, number: i64, by: &str, seen: &str) -> Result<Approval, StoreError> {
        let approved = attempt!(self, now, connection => {
            // The head of the log is one row: whoever approves holds it, and a second approval waits.
            sqlx::query("UPDATE control SET value = value WHERE name = 'log'")
                .execute(&mut *connection)
                .await?;
            type Row = (String, String, String, String, Option<String>, Option<String>, i64);
            let row: Option<Row> = sqlx::query_as(
                "SELECT scenario, digest, told, prepared_by, approved_by, first_approved_by, messages \
                 FROM announcement WHERE id = $1",
            )
            .bind(number)
            .fetch_optional(&mut *connection)
            .await?;
            let Some((scenario, digest, told, prepared_by, approved_by, first, messages)) = row else {
                return Ok(Approval::Nothing);
            };
            if let Some(by) = approved_by {
                return Ok(Approval::Already { by });
            }
            if digest != seen {
                return Ok(Approval::OtherDigest { found: digest });
            }
            if same_person(&prepared_by, by) {
                return Ok(Approval::SamePerson);
            }
            let most: Option<i64> = sqlx::query_scalar(
                "SELECT MAX(messages) FROM announcement WHERE scenario = $1 AND approved_at IS NOT NULL",
            )
            .bind(&scenario)
            .fetch_one(&mut *connection)
            .await?;
            let unusual = most.filter(|most| messages > UNUSUAL.max(most.saturating_mul(2)));
            match (unusual, first) {
                (Some(most), Some(first)) if same_person(&first, by) => {
                    return Ok(Approval::Unusual { messages, most, by: first });
                }
                (Some(most), None) => {
                    sqlx::query("UPDATE announcement SET first_approved_by = $2 WHERE id = $1")
                        .bind(number)
                        .bind(by)
                        .execute(&mut *connection)
                        .await?;
                    control::note!(connection, now, by, "approved first", format!("{number} {digest}"));
                    return Ok(Approval::Unusual { messages, most, by: by.to_owned() });
                }
                _ => {}
            }
            let news = repeats::of_announcement!(connection, number);
            let known = repeats::that_left!(connection, &scenario, number);
            repeats::refuse(news, known, self.most_of_a_revision)?;
            // What waits about these meetings is overtaken first: from here on none of it can be marked.
            let overtaken = sqlx::query(
                "UPDATE message SET state = CASE WHEN copies > 0 THEN 'parked' ELSE 'superseded' END, \
                 fence = fence + 1, lease_by = NULL, ended_at = $3 \
                 WHERE scenario = $1 AND announcement <> $2 AND state IN ('queued', 'claimed', 'deferred', 'uncertain') \
                 AND meeting IN (SELECT meeting FROM announced_meeting WHERE announcement = $2)",
            )
            .bind(&scenario)
            .bind(number)
            .bind(now)
            .execute(&mut *connection)
            .await?
            .rows_affected();
            let rows: Vec<(String, String, i64)> = sqlx::query_as(TOLD)
                .bind(&scenario)
                .fetch_all(&mut *connection)
                .await?;
            let meetings: Vec<String> =
                sqlx::query_scalar("SELECT meeting FROM announced_meeting WHERE announcement = $1")
                    .bind(number)
                    .fetch_all(&mut *connection)
                    .await?;
            let meetings: BTreeSet<String> = meetings.into_iter().collect();
            let known = rows.iter().filter(|row| meetings.contains(&row.0));
            if digest_of(known.map(|row| (row.0.as_str(), row.2))) != told {
                // Nothing is changed: what was overtaken waits as before.
                return Err(TakenBack::Unwanted);
            }
            let queued = sqlx::query(
                "UPDATE message SET state = 'queued', queued_at = CASE WHEN not_before > $2 THEN not_before ELSE $2 END, \
                 next_at = CASE WHEN not_before > $2 THEN not_before ELSE $2 END \
                 WHERE announcement = $1 AND state = 'draft'",
            )
            .bind(number)
            .bind(now)
            .execute(&mut *connection)
            .await?
            .rows_affected();
            sqlx::query("UPDATE announcement SET approved_by = $2, approved_at = $3 WHERE id = $1")
                .bind(number)
                .bind(by)
                .bind(now)
                .execute(&mut *connection)
                .await?;
            control::note!(connection, now, by, "approved", format!("{number} {digest}"));
            let request = serde_json::json!({ "announcement": number }).to_string();
            happened!(connection, now, request, format!("event announcement {number}"));
            Ok(Approval::Approved { queued, overtaken })
        })?;
        Ok(approved.unwrap_or(Approval::ToldSince))
    }

    /// All announcements, the newest first; mails that nobody approves are none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn announcements(&self) -> Result<Vec<Announcement>, StoreError> {
        let rows: Vec<Row> = on!(self, pool => sqlx::query_as(
            "SELECT id, scenario, digest, stamped, messages, prepared_by, prepared_at, approved_by, approved_at \
             FROM announcement WHERE scenario NOT LIKE '~%' ORDER BY id DESC").fetch_all(pool).await)?;
        let read =
            |(number, scenario, digest, stamped, messages, prepared_by, prepared_at, by, at): Row| Announcement {
                number,
                scenario,
                digest,
                stamped,
                messages,
                prepared: (prepared_by, prepared_at),
                approved: by.zip(at),
            };
        Ok(rows.into_iter().map(read).collect())
    }

    /// The messages of an announcement, as they were kept.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn messages(&self, announcement: i64) -> Result<Vec<Message>, StoreError> {
        type Row = (String, String, String, String, String, String, Vec<u8>, i64, i64);
        let rows: Vec<Row> = on!(self, pool => sqlx::query_as(
            "SELECT meeting, reason, told, message_id, return_address, recipient, bytes, useful_until, not_before \
             FROM message WHERE announcement = $1 ORDER BY id").bind(announcement).fetch_all(pool).await)?;
        let read = |row: Row| {
            let (meeting, reason, told, message_id, return_address, recipient, bytes, useful_until, not_before) = row;
            let told = read_told((meeting, told, 0))?;
            Ok(Message {
                meeting: told.meeting,
                reason,
                told: told.told,
                message_id,
                return_address,
                recipient,
                bytes: unpack(&bytes)?,
                useful_until: useful_until / 1000,
                not_before: (not_before > 0).then_some(not_before / 1000),
            })
        };
        rows.into_iter().map(read).collect()
    }
}

/// By name, or by the number of the account that a page adds (`Ana Lima #7`): names can be changed.
fn same_person(one: &str, other: &str) -> bool {
    let parts = |signed: &str| match signed.rsplit_once(" #") {
        Some((name, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
            (name.to_owned(), Some(number.to_owned()))
        }
        _ => (signed.to_owned(), None),
    };
    let plain = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let ((one, number), (other, of_other)) = (parts(one), parts(other));
    plain(&one) == plain(&other) || (number.is_some() && number == of_other)
}

/// The digest of messages, one after the other: what [`Store::prepare`] says of them.
#[derive(Debug, Clone, Default)]
pub struct MessagesDigest(Sha256);

impl MessagesDigest {
    /// Takes in what tells the next message from others; each part with its length, so that no two lists give the same bytes.
    pub fn add(&mut self, message: &Message) {
        for part in [message.meeting.as_str(), &message.recipient, &message.return_address, &message.message_id] {
            self.0.update((part.len() as u64).to_be_bytes());
            self.0.update(part.as_bytes());
        }
        self.0.update((message.bytes.len() as u64).to_be_bytes());
        self.0.update(&message.bytes);
        // Whoever approves a reminder approves its hour; other messages have the digest that they always had.
        if let Some(not_before) = message.not_before {
            self.0.update(not_before.to_be_bytes());
        }
    }

    /// The digest of all that was taken in, in hexadecimal.
    #[must_use]
    pub fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
