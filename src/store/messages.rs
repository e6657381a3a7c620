//! Messages on their way: claimed under a lease, marked before the last dot, ended with the answer.
//!
//! A claim gives a *fence*, a number that every later claim of the same message raises. Whoever was silent for longer than
//! the lease finds that the fence has moved on, and what it wanted to write is not written (Kleppmann 2016): a lease
//! alone does not hold against a process that was stopped for longer.

use super::database::{Database, HOLD_GATE, on, transaction};
use super::packing::unpack;
use super::{Store, StoreError};
use crate::app::outbox::{Attempt, Next, Retry, State, after, after_silence};

/// How messages are claimed.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// Who: a name for lists; the fence tells claims apart.
    pub by: &'a str,
    /// At most so many.
    pub most: u32,
    /// For so long, in milliseconds.
    pub lease: i64,
    /// The most messages for one address in 24 hours, of all announcements together.
    pub most_per_day: u32,
    /// The most messages for one domain in a minute; 0 sets no limit.
    pub most_per_minute: u32,
}

/// A claimed message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Its number.
    pub number: i64,
    /// The fence of this claim.
    pub fence: i64,
    /// The envelope's sender.
    pub return_address: String,
    /// The envelope's recipient.
    pub recipient: String,
    /// The part of the recipient after the `@`, in small letters.
    pub domain: String,
    /// The mail, before it is signed.
    pub bytes: Vec<u8>,
    /// When its announcement was approved, in milliseconds since 1970: the time of its signature, on every copy.
    pub approved: i64,
}

/// How an attempt ended, with the server's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// How.
    pub attempt: Attempt,
    /// Whether the dot was marked.
    pub dotted: bool,
    /// What the server or the connection said.
    pub answer: String,
}

/// Something to be written about a claimed message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// The last dot is about to go out.
    Dot,
    /// The attempt is over.
    End(Ending),
    /// It was not begun: somebody else may take it.
    Release,
}

/// What became of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marked {
    /// It is on disk.
    Done(State),
    /// Sending was stopped: the dot must not go out.
    Stopped,
    /// The message is no longer this sender's: overtaken, parked, or claimed by another.
    Lost,
}

/// What was found without a sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    /// Not marked: taken up again.
    pub taken_up: u64,
    /// Marked without an answer, and sent once more.
    pub repeated: u64,
    /// Marked without an answer, and left to a person.
    pub parked: u64,
    /// Given up.
    pub expired: u64,
}

/// Milliseconds of a day, and of a minute.
const DAY: i64 = 86_400_000;
const MINUTE: i64 = 60_000;

/// Whether a message `m` need not wait for an earlier one: a reminder does until the invitation and what came since have left.
macro_rules! may_leave {
    () => {
        "(m.not_before = 0 OR (EXISTS (SELECT 1 FROM message i WHERE i.scenario = m.scenario \
         AND i.meeting = m.meeting AND i.address = m.address AND i.not_before = 0 AND i.copies > 0) \
         AND NOT EXISTS (SELECT 1 FROM message e WHERE e.scenario = m.scenario AND e.meeting = m.meeting \
         AND e.address = m.address AND e.id < m.id AND e.state IN ('queued', 'deferred', 'uncertain'))))"
    };
}

pub(super) use may_leave;

/// The choice of what is due: a message whose older sister is on its way waits, a reminder waits until what it reminds of
/// has left, and limits are kept.
macro_rules! due {
    ($locking:literal) => {
        concat!(
            "UPDATE message SET state = 'claimed', lease_by = $1, lease_until = $2, fence = fence + 1, \
             attempts = attempts + 1 WHERE id IN (SELECT m.id FROM message m \
             WHERE m.state IN ('queued', 'deferred', 'uncertain') AND m.next_at <= $3 AND m.not_before <= $3 AND m.useful_until > $3 \
             AND NOT EXISTS (SELECT 1 FROM message s WHERE s.scenario = m.scenario AND s.meeting = m.meeting \
             AND s.address = m.address AND s.state IN ('claimed', 'dot')) \
             AND ",
            may_leave!(),
            " \
             AND (SELECT COUNT(*) FROM message d WHERE d.address = m.address AND d.dot_at > $4) < $5 \
             AND ($6 = 0 OR (SELECT COUNT(*) FROM message d WHERE d.domain = m.domain AND d.dot_at > $7) < $6) \
             ORDER BY m.next_at, m.id LIMIT $8 ",
            $locking,
            ") RETURNING id, fence, return_address, recipient, domain, bytes, \
             (SELECT approved_at FROM announcement a WHERE a.id = message.announcement)"
        )
    };
}

/// The [`Standing`] of the messages `m` for which something holds. Overtaken is what a later announcement speaks of, but no
/// invitation is overtaken by a reminder.
macro_rules! standing {
    ($holds:literal) => {
        concat!(
            "SELECT m.state, m.copies, m.attempts, m.queued_at, m.useful_until, EXISTS (SELECT 1 FROM message n \
             WHERE n.scenario = m.scenario AND n.meeting = m.meeting AND n.address = m.address \
             AND n.announcement > m.announcement AND (n.not_before = 0 OR m.not_before > 0) \
             AND n.state <> 'draft'), m.id, m.fence FROM message m WHERE ",
            $holds
        )
    };
}

/// Marks that need no thought: number, fence, now, answer. Three is [`crate::app::outbox::MOST_OF_A_REVISION`].
const DOT: &str = "UPDATE message SET state = 'dot', dot_at = $3, copies = copies + 1, answer = COALESCE($4, answer) \
    WHERE id = $1 AND fence = $2 AND state = 'claimed' AND copies < 3";
const RELEASE: &str = "UPDATE message SET state = CASE WHEN copies > 0 THEN 'uncertain' ELSE 'queued' END, \
    next_at = $3, attempts = attempts - 1, lease_by = NULL, lease_until = NULL, answer = COALESCE($4, answer) \
    WHERE id = $1 AND fence = $2 AND state = 'claimed'";
const ACCEPTED: &str = "UPDATE message SET state = 'sent', ended_at = $3, answer = $4, lease_by = NULL, \
    lease_until = NULL WHERE id = $1 AND fence = $2 AND state = 'dot'";

/// A row of what was claimed.
type Row = (i64, i64, String, String, String, Vec<u8>, Option<i64>);

impl Store {
    /// Takes messages that are due; nothing while sending is stopped.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn claim(&self, claim: &Claim<'_>) -> Result<Vec<Claimed>, StoreError> {
        let choice = match self.database {
            Database::Sqlite(_) => due!(""),
            // A row that somebody else is taking is passed over instead of waited for.
            Database::Postgres(_) => due!("FOR UPDATE SKIP LOCKED"),
        };
        let rows: Vec<Row> = transaction!(self, now, connection => {
            let stopped: String = sqlx::query_scalar("SELECT value FROM control WHERE name = 'stopped'")
                .fetch_one(&mut *connection)
                .await?;
            if !stopped.is_empty() {
                return Ok(Vec::new());
            }
            Ok(sqlx::query_as(choice)
                .bind(claim.by)
                .bind(now + claim.lease)
                .bind(now)
                .bind(now - DAY)
                .bind(i64::from(claim.most_per_day))
                .bind(i64::from(claim.most_per_minute))
                .bind(now - MINUTE)
                .bind(i64::from(claim.most))
                .fetch_all(&mut *connection)
                .await?)
        })?;
        let mut claimed = rows
            .into_iter()
            .map(|(number, fence, return_address, recipient, domain, bytes, approved)| {
                let bytes = unpack(&bytes)?;
                let approved = approved.unwrap_or_default();
                Ok(Claimed { number, fence, return_address, recipient, domain, bytes, approved })
            })
            .collect::<Result<Vec<_>, StoreError>>()?;
        // What an UPDATE returns has no order.
        claimed.sort_by_key(|claimed| claimed.number);
        Ok(claimed)
    }

    /// Prolongs the leases of these claims, given by number and fence. Says which of them are still held.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn renew(&self, claims: &[(i64, i64)], lease: i64) -> Result<Vec<i64>, StoreError> {
        transaction!(self, now, connection => {
            let mut held = Vec::with_capacity(claims.len());
            for &(number, fence) in claims {
                let changed = sqlx::query(
                    "UPDATE message SET lease_until = $3 WHERE id = $1 AND fence = $2 AND state IN ('claimed', 'dot')",
                )
                .bind(number)
                .bind(fence)
                .bind(now + lease)
                .execute(&mut *connection)
                .await?;
                if changed.rows_affected() == 1 {
                    held.push(number);
                }
            }
            Ok(held)
        })
    }

    /// Writes marks, given with number and fence, in one transaction; says what became of each, in their order. When this
    /// returns they are on disk.
    ///
    /// # Errors
    /// [`StoreError`]: none of them is written.
    pub async fn mark(&self, marks: &[(i64, i64, Mark)]) -> Result<Vec<Marked>, StoreError> {
        transaction!(self, now, connection => {
            if let Database::Postgres(_) = self.database {
                sqlx::query(HOLD_GATE).execute(&mut *connection).await?;
            }
            let stopped: String = sqlx::query_scalar("SELECT value FROM control WHERE name = 'stopped'")
                .fetch_one(&mut *connection)
                .await?;
            // Everybody who changes many messages takes them by number: nobody waits for somebody who waits for them.
            let mut order: Vec<usize> = (0..marks.len()).collect();
            order.sort_by_key(|&n| marks[n].0);
            let mut results = vec![Marked::Lost; marks.len()];
            for n in order {
                let (number, fence, mark) = &marks[n];
                let (statement, answer, state) = match mark {
                    Mark::Dot if !stopped.is_empty() => {
                        results[n] = Marked::Stopped;
                        continue;
                    }
                    Mark::Dot => (DOT, None, State::Dot),
                    Mark::Release => (RELEASE, None, State::Queued),
                    Mark::End(Ending { attempt: Attempt::Accepted, answer, .. }) => {
                        (ACCEPTED, Some(answer), State::Sent)
                    }
                    Mark::End(ending) => {
                        let row: Option<Standing> = sqlx::query_as(standing!(
                            "m.id = $1 AND m.fence = $2 AND m.state IN ('claimed', 'dot')"
                        ))
                        .bind(number)
                        .bind(fence)
                        .fetch_optional(&mut *connection)
                        .await?;
                        let Some(row) = row else { continue };
                        let (copies, attempts, overtaken, retry) = standing(&row);
                        let next =
                            after(ending.attempt, ending.dotted, copies, attempts, overtaken, retry, now / 1000);
                        let changed = sqlx::query(SETTLE)
                            .bind(number)
                            .bind(fence)
                            .bind(next.state.word())
                            .bind(next.due.map_or(0, |due| due * 1000))
                            .bind(i64::from(next.copies))
                            .bind(now)
                            .bind(Some(&ending.answer))
                            .execute(&mut *connection)
                            .await?;
                        results[n] = marked(next.state, changed.rows_affected());
                        continue;
                    }
                };
                let changed = sqlx::query(statement)
                    .bind(number)
                    .bind(fence)
                    .bind(now)
                    .bind(answer)
                    .execute(&mut *connection)
                    .await?;
                results[n] = marked(state, changed.rows_affected());
                if !self.heeds_fences && results[n] == Marked::Lost {
                    results[n] = Marked::Done(state);
                }
            }
            Ok(results)
        })
    }

    /// Looks for messages whose sender fell silent, and for those that nobody needs any more.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn sweep(&self) -> Result<Swept, StoreError> {
        self.sweep_until(i64::MAX).await
    }

    /// The same, unless it is later than that by the database's clock, in milliseconds since 1970: then the clock has jumped
    /// since somebody looked at it, and nobody has had the time to prolong a lease.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn sweep_until(&self, latest: i64) -> Result<Swept, StoreError> {
        transaction!(self, now, connection => {
            let mut swept = Swept::default();
            if now > latest {
                return Ok(swept);
            }
            let silent = standing!("m.state IN ('claimed', 'dot') AND m.lease_until < $1 ORDER BY m.id");
            let rows: Vec<Standing> = sqlx::query_as(silent).bind(now).fetch_all(&mut *connection).await?;
            for row in rows {
                let state = State::parse(&row.0).ok_or_else(|| StoreError::Row(format!("state {:?}", row.0)))?;
                let (copies, attempts, overtaken, retry) = standing(&row);
                let next = after_silence(state, copies, attempts, overtaken, retry, now / 1000);
                let Next { state: then, due, copies } = next;
                let changed = sqlx::query(SETTLE_SILENT)
                    .bind(row.6)
                    .bind(row.7)
                    .bind(then.word())
                    .bind(due.map_or(0, |_| now))
                    .bind(i64::from(copies))
                    .bind(now)
                    .bind(Some("the sender fell silent"))
                    .bind(&row.0)
                    .execute(&mut *connection)
                    .await?
                    .rows_affected();
                match (state, then) {
                    (State::Claimed, _) => swept.taken_up += changed,
                    (_, State::Uncertain) => swept.repeated += changed,
                    _ => swept.parked += changed,
                }
            }
            swept.expired = sqlx::query(
                "UPDATE message SET state = CASE WHEN copies > 0 THEN 'parked' WHEN not_before > 0 THEN 'superseded' \
                 ELSE 'expired' END, ended_at = $1 \
                 WHERE state IN ('queued', 'deferred', 'uncertain') AND useful_until <= $1",
            )
            .bind(now)
            .execute(&mut *connection)
            .await?
            .rows_affected();
            Ok(swept)
        })
    }

    /// Puts off everything for a domain whose server asked for patience, by so many milliseconds.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn hold_back(&self, domain: &str, milliseconds: i64) -> Result<u64, StoreError> {
        transaction!(self, now, connection => {
            let changed = sqlx::query(
                "UPDATE message SET next_at = $2 WHERE domain = $1 AND next_at < $2 \
                 AND state IN ('queued', 'deferred', 'uncertain')",
            )
            .bind(domain)
            .bind(now + milliseconds)
            .execute(&mut *connection)
            .await?;
            Ok(changed.rows_affected())
        })
    }

    /// When the next message is due, in milliseconds since 1970, and how many wait in all, reminders among them.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn waiting(&self) -> Result<(Option<i64>, i64), StoreError> {
        on!(self, pool => sqlx::query_as::<_, (Option<i64>, i64)>(
            "SELECT MIN(next_at), COUNT(*) FROM message WHERE state IN ('queued', 'deferred', 'uncertain')")
            .fetch_one(pool).await)
    }
}

/// State, copies, attempts, queued at, useful until, overtaken, number, fence.
type Standing = (String, i64, i64, i64, i64, bool, i64, i64);

/// What becomes of a message that is no longer anybody's: number, fence, state, due, copies, now, answer.
const SETTLE: &str = "UPDATE message SET state = $3, next_at = $4, copies = $5, fence = fence + 1, lease_by = NULL, \
    lease_until = NULL, ended_at = CASE WHEN $3 IN ('queued', 'deferred', 'uncertain') THEN NULL ELSE $6 END, \
    answer = $7 WHERE id = $1 AND fence = $2";

/// The same of a message whose sender fell silent, unless it has spoken since: number, fence, state, due, copies, now, answer,
/// state before.
const SETTLE_SILENT: &str = "UPDATE message SET state = $3, next_at = $4, copies = $5, fence = fence + 1, lease_by = NULL, \
    lease_until = NULL, ended_at = CASE WHEN $3 IN ('queued', 'deferred', 'uncertain') THEN NULL ELSE $6 END, \
    answer = $7 WHERE id = $1 AND fence = $2 AND state = $8 AND lease_until < $6";

fn standing(row: &Standing) -> (u32, u32, bool, Retry) {
    let (_, copies, attempts, queued_at, useful_until, overtaken, number, _) = row;
    let count = |value: &i64| u32::try_from(*value).unwrap_or(u32::MAX);
    let retry = Retry { queued: queued_at / 1000, useful_until: useful_until / 1000, number: *number };
    (count(copies), count(attempts), *overtaken, retry)
}

fn marked(state: State, changed: u64) -> Marked {
    if changed == 1 { Marked::Done(state) } else { Marked::Lost }
}
