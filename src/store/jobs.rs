//! Long work that any machine may do: queued once, claimed under a lease by the database's clock, ended only by whoever holds
//! its fence. A job whose worker fell silent is taken up by another.

use super::database::{attempt, on, transaction};
use super::plans::{KeptPlan, NewPlan, next_number, put_in_force, write_plan};
use super::webhooks::in_force_now;
use super::{Store, StoreError, control};

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum JobState {
    /// Nobody has begun.
    Queued,
    /// Somebody works on it.
    Claimed,
    /// It is done; the result says how it went.
    Done,
    /// It could not be done, or was tried too often.
    Failed,
    /// Somebody stopped it before anything came of it.
    Stopped,
}

impl JobState {
    const ALL: [JobState; 5] =
        [JobState::Queued, JobState::Claimed, JobState::Done, JobState::Failed, JobState::Stopped];

    /// The word in the store.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            JobState::Queued => "queued",
            JobState::Claimed => "claimed",
            JobState::Done => "done",
            JobState::Failed => "failed",
            JobState::Stopped => "stopped",
        }
    }

    /// Whether nothing more will become of it.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, JobState::Done | JobState::Failed | JobState::Stopped)
    }

    fn parse(word: &str) -> Result<Self, StoreError> {
        let found = Self::ALL.into_iter().find(|state| state.word() == word);
        found.ok_or_else(|| StoreError::Row(format!("job state {word:?}")))
    }
}

/// One job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its number.
    pub number: i64,
    /// One word for what is to be done.
    pub kind: String,
    /// The scenario it is about.
    pub scenario: String,
    /// Which plan of it: `""` for the calendar.
    pub subject: String,
    /// What exactly, as JSON that its worker reads.
    pub request: String,
    /// Where it stands.
    pub state: JobState,
    /// Who asked for it.
    pub queued_by: String,
    /// When, in milliseconds since 1970.
    pub queued_at: i64,
    /// How often somebody began.
    pub attempts: i64,
    /// Grows with each claim: whoever holds an old one may write nothing.
    pub fence: i64,
    /// Somebody wants it to end with the best so far.
    pub stop: bool,
    /// How far it is, as JSON.
    pub progress: String,
    /// What came of it, as JSON.
    pub result: String,
    /// When it ended.
    pub ended_at: Option<i64>,
}

/// A job that is about to be queued.
#[derive(Debug, Clone)]
pub struct NewJob<'a> {
    /// One word for what is to be done.
    pub kind: &'a str,
    /// The scenario it is about.
    pub scenario: &'a str,
    /// Which plan of it.
    pub subject: &'a str,
    /// What exactly, as JSON.
    pub request: &'a str,
    /// A job of the same key that has not ended is this one.
    pub key: &'a str,
    /// Who asks.
    pub by: &'a str,
    /// Not before so many milliseconds from now.
    pub delay: i64,
}

/// What became of the end of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finished {
    /// It is somebody else's, or over: nothing was written.
    Lost,
    /// It has ended, and this is where its plan was kept, if it had one and its scenario is still there.
    Ended(Option<KeptPlan>),
}

/// How often a job is begun that nobody finishes: what kills its worker each time is not tried for ever.
pub const MOST_ATTEMPTS: i64 = 3;

type Row = (i64, String, String, String, String, String, String, i64, i64, i64, i64, String, String, Option<i64>);

fn read(row: Row) -> Result<Job, StoreError> {
    let (
        number,
        kind,
        scenario,
        subject,
        request,
        state,
        queued_by,
        queued_at,
        attempts,
        fence,
        stop,
        progress,
        result,
        ended_at,
    ) = row;
    let state = JobState::parse(&state)?;
    let stop = stop != 0;
    Ok(Job {
        number,
        kind,
        scenario,
        subject,
        request,
        state,
        queued_by,
        queued_at,
        attempts,
        fence,
        stop,
        progress,
        result,
        ended_at,
    })
}

/// The columns of a [`Row`], in its order.
macro_rules! columns {
    () => {
        "id, kind, scenario, subject, request, state, queued_by, queued_at, attempts, fence, stop, progress, result, \
         ended_at"
    };
}

macro_rules! select {
    ($rest:expr) => {
        concat!("SELECT ", columns!(), " FROM job ", $rest)
    };
}

/// The next job that is due, claimed: `$find` is how a dialect finds a word in a text, `$lock` what keeps others from the
/// row meanwhile.
macro_rules! claim {
    ($find:literal, $lock:literal) => {
        concat!(
            "UPDATE job SET state = 'claimed', lease_by = $2, lease_until = $3, fence = fence + 1, \
             attempts = attempts + 1 WHERE id = (SELECT id FROM job WHERE ((state = 'queued' AND next_at <= $1) \
             OR (state = 'claimed' AND lease_until < $1)) AND ",
            $find,
            "($4, '/' || kind || '/') > 0 ORDER BY next_at, id LIMIT 1",
            $lock,
            ") RETURNING ",
            columns!()
        )
    };
}

impl Store {
    /// Queues a job, and gives its number; one of the same key that has not ended is that job.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn queue_job(&self, new: &NewJob<'_>) -> Result<i64, StoreError> {
        loop {
            let number: Option<i64> = transaction!(self, now, connection => {
                let made: Option<i64> = sqlx::query_scalar(
                    "INSERT INTO job (kind, scenario, subject, request, key, state, queued_by, queued_at, next_at) \
                     VALUES ($1, $2, $3, $4, $5, 'queued', $6, $7, $8) ON CONFLICT (key) DO NOTHING RETURNING id")
                    .bind(new.kind).bind(new.scenario).bind(new.subject).bind(new.request).bind(new.key).bind(new.by)
                    .bind(now).bind(now + new.delay).fetch_optional(&mut *connection).await?;
                if let Some(number) = made {
                    if new.by == PROGRAM {
                        // What the program asks of itself comes again and again, and nobody looks back at it for long.
                        sqlx::query("DELETE FROM job WHERE queued_by = $1 AND ended_at < $2")
                            .bind(PROGRAM).bind(now - KEPT).execute(&mut *connection).await?;
                    } else {
                        let about = format!("{number} {} {} {}", new.kind, new.scenario, new.subject);
                        control::note!(connection, now, new.by, "asked for", about);
                    }
                    return Ok(Some(number));
                }
                Ok(sqlx::query_scalar("SELECT id FROM job WHERE key = $1")
                    .bind(new.key).fetch_optional(&mut *connection).await?)
            })?;
            // The one of the same key may have ended just now: then there is room for this one.
            if let Some(number) = number {
                return Ok(number);
            }
        }
    }

    /// Claims the next job that is due, for so many milliseconds. A job whose lease ended is due again; one that was begun
    /// [`MOST_ATTEMPTS`] times and never finished fails instead.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn claim_job(&self, by: &str, lease: i64, kinds: &[&str]) -> Result<Option<Job>, StoreError> {
        let kinds = kinds.iter().map(|kind| format!("/{kind}/")).collect::<String>();
        let claimed = transaction!(self, now, connection => {
            sqlx::query(
                "UPDATE job SET state = 'failed', ended_at = $1, key = NULL, fence = fence + 1, lease_by = NULL, \
                 result = '{\"outcome\":\"given_up\",\"plan\":null,\
                 \"words\":\"whoever began it fell silent, three times: it is not tried again\",\"demands\":[]}' \
                 WHERE state = 'claimed' AND lease_until < $1 AND attempts >= $2")
                .bind(now).bind(MOST_ATTEMPTS).execute(&mut *connection).await?;
            let statement = match self.database {
                Database::Sqlite(_) => CLAIM_OF_SQLITE,
                Database::Postgres(_) => CLAIM_OF_POSTGRES,
            };
            let row: Option<Row> = sqlx::query_as(statement)
                .bind(now).bind(by).bind(now + lease).bind(&kinds).fetch_optional(&mut *connection).await?;
            Ok(row)
        })?;
        claimed.map(read).transpose()
    }

    /// Prolongs the lease of a job and notes how far it is; says whether to stop. `None`: it is somebody else's now.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn prolong_job(&self, job: &Job, lease: i64, progress: &str) -> Result<Option<bool>, StoreError> {
        let stop = transaction!(self, now, connection => {
            let stop: Option<i64> = sqlx::query_scalar(
                "UPDATE job SET lease_until = $3, progress = $4 WHERE id = $1 AND fence = $2 AND state = 'claimed' \
                 RETURNING stop")
                .bind(job.number).bind(job.fence).bind(now + lease).bind(progress)
                .fetch_optional(&mut *connection).await?;
            Ok(stop)
        })?;
        Ok(stop.map(|stop| stop != 0))
    }

    /// Ends a job; says whether it was still ours. Whoever lost it writes nothing.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end_job(&self, job: &Job, state: JobState, result: &str) -> Result<bool, StoreError> {
        let ended = attempt!(self, now, connection => {
            let changed = sqlx::query(
                "UPDATE job SET state = $3, result = $4, ended_at = $5, key = NULL, lease_by = NULL \
                 WHERE id = $1 AND fence = $2 AND state = 'claimed'")
                .bind(job.number).bind(job.fence).bind(state.word()).bind(result).bind(now)
                .execute(&mut *connection).await?.rows_affected();
            if changed == 0 {
                return Err(TakenBack::Unwanted);
            }
            Ok(())
        })?;
        Ok(ended.is_some())
    }

    /// Ends a job and keeps its plan, both or neither: in force, if the plan and the files that were seen still are, and else
    /// beside the one that came first. `result` says what came of it, once it is known where the plan stands.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn finish_job(
        &self,
        job: &Job,
        state: JobState,
        plan: Option<&NewPlan<'_>>,
        result: &(dyn Fn(Option<KeptPlan>) -> String + Sync),
    ) -> Result<Finished, StoreError> {
        transaction!(self, now, connection => {
            sqlx::query(control::TAKE_LOG).execute(&mut *connection).await?;
            let ended = sqlx::query(
                "UPDATE job SET state = $3, ended_at = $4, key = NULL, lease_by = NULL \
                 WHERE id = $1 AND (fence = $2 AND state = 'claimed' OR $5 = 0)")
                .bind(job.number).bind(job.fence).bind(state.word()).bind(now).bind(i64::from(self.heeds_fences))
                .execute(&mut *connection).await?.rows_affected();
            if ended == 0 {
                return Ok(Finished::Lost);
            }
            let mut kept = None;
            if let Some(new) = plan {
                let revision: Option<i64> = sqlx::query_scalar("SELECT revision FROM scenario WHERE name = $1")
                    .bind(new.scenario).fetch_optional(&mut *connection).await?;
                if let Some(revision) = revision {
                    let number = next_number!(connection, new);
                    let in_force = revision == new.revision
                        && put_in_force!(connection, new.scenario, new.subject, new.seen, number);
                    write_plan!(connection, now, new, number, if in_force { "" } else { " (not in force)" });
                    if in_force {
                        in_force_now!(connection, now, new.scenario, new.subject, number);
                    }
                    kept = Some(KeptPlan { number, in_force });
                }
            }
            let said = result(kept);
            sqlx::query("UPDATE job SET result = $2 WHERE id = $1")
                .bind(job.number).bind(&said).execute(&mut *connection).await?;
            Ok(Finished::Ended(kept))
        })
    }

    /// Gives a job back that was begun and is not to be finished here: it is due again, and that it was begun does not count.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn release_job(&self, job: &Job) -> Result<bool, StoreError> {
        transaction!(self, now, connection => {
            let changed = sqlx::query(
                "UPDATE job SET state = 'queued', next_at = $3, attempts = attempts - 1, fence = fence + 1, \
                 lease_by = NULL, lease_until = NULL, progress = '' \
                 WHERE id = $1 AND fence = $2 AND state = 'claimed'")
                .bind(job.number).bind(job.fence).bind(now).execute(&mut *connection).await?.rows_affected();
            Ok(changed > 0)
        })
    }

    /// Whether somebody wants a claimed job to end; `None`: it is somebody else's now. Only reads.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn is_job_stopped(&self, job: &Job) -> Result<Option<bool>, StoreError> {
        let stop: Option<i64> = on!(self, pool =>
            sqlx::query_scalar("SELECT stop FROM job WHERE id = $1 AND fence = $2 AND state = 'claimed'")
                .bind(job.number).bind(job.fence).fetch_optional(pool).await)?;
        Ok(stop.map(|stop| stop != 0))
    }

    /// The last job of a kind, whatever it is about.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn last_job(&self, kind: &str) -> Result<Option<Job>, StoreError> {
        let row: Option<Row> = on!(self, pool => sqlx::query_as(select!("WHERE kind = $1 ORDER BY id DESC LIMIT 1"))
            .bind(kind).fetch_optional(pool).await)?;
        row.map(read).transpose()
    }

    /// Asks for the end of a job: one that nobody has begun ends at once, another one with the best so far.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn stop_job(&self, by: &str, number: i64) -> Result<bool, StoreError> {
        transaction!(self, now, connection => {
            sqlx::query(control::TAKE_LOG).execute(&mut *connection).await?;
            let changed = sqlx::query(
                "UPDATE job SET stop = 1, \
                 ended_at = CASE WHEN state = 'queued' THEN $2 ELSE ended_at END, \
                 key = CASE WHEN state = 'queued' THEN NULL ELSE key END, \
                 state = CASE WHEN state = 'queued' THEN 'stopped' ELSE state END \
                 WHERE id = $1 AND state IN ('queued', 'claimed')")
                .bind(number).bind(now).execute(&mut *connection).await?.rows_affected();
            if changed > 0 {
                control::note!(connection, now, by, "stopped job", number.to_string());
            }
            Ok(changed > 0)
        })
    }

    /// One job.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn job(&self, number: i64) -> Result<Option<Job>, StoreError> {
        let row: Option<Row> = on!(self, pool =>
            sqlx::query_as(select!("WHERE id = $1")).bind(number).fetch_optional(pool).await)?;
        row.map(read).transpose()
    }

    /// The last jobs of a scenario, the newest first; at most fifty.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn jobs(&self, scenario: &str) -> Result<Vec<Job>, StoreError> {
        let rows: Vec<Row> = on!(self, pool =>
            sqlx::query_as(select!("WHERE scenario = $1 ORDER BY id DESC LIMIT 50")).bind(scenario).fetch_all(pool).await)?;
        rows.into_iter().map(read).collect()
    }

    /// How many jobs wait or are worked on, by state.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn open_jobs(&self) -> Result<Vec<(String, i64)>, StoreError> {
        on!(self, pool => sqlx::query_as(
            "SELECT state, COUNT(*) FROM job WHERE state IN ('queued', 'claimed') GROUP BY state ORDER BY state")
            .fetch_all(pool).await)
    }
}

/// Who queues what nobody asked for.
pub const PROGRAM: &str = "convoke";
/// How long such a job is kept after its end, in milliseconds: thirty days.
const KEPT: i64 = 30 * 86_400_000;

const CLAIM_OF_SQLITE: &str = claim!("instr", "");
const CLAIM_OF_POSTGRES: &str = claim!("strpos", " FOR UPDATE SKIP LOCKED");
