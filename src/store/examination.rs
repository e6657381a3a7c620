//! Whether a store keeps what it is given, as far as it can be asked: for administrators.

use std::path::Path;
use std::time::Duration;

use tokio::time::Instant;

use super::database::{Database, SETTINGS, on};
use super::network::{Disk, disk};
use super::{LogFault, Store, StoreError, room};
use crate::app::outbox::State;

/// Commits that are timed.
const COMMITS: usize = 5;
/// A commit that takes longer than this makes sending slow: each mark is one.
const SLOW: Duration = Duration::from_millis(100);

/// How good something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// As it should be.
    Good,
    /// Somebody should look at it.
    Doubtful,
    /// What was promised does not hold.
    Bad,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// What.
    pub what: &'static str,
    /// How it is, in words.
    pub found: String,
    /// Whether that is good.
    pub health: Health,
}

impl Store {
    /// Looks at settings, room, time of a commit, the log from its first entry, and what waits. Changes nothing.
    ///
    /// # Errors
    /// [`StoreError`]: it cannot even be asked.
    pub async fn examine(&self) -> Result<Vec<Examined>, StoreError> {
        let mut all = Vec::new();
        let mut add = |what, found: String, health| all.push(Examined { what, found, health });
        let sure = |good| if good { Health::Good } else { Health::Bad };
        match &self.database {
            Database::Sqlite(pool) => {
                let failed = |error| StoreError::of(&self.place, error);
                let version: String =
                    sqlx::query_scalar("SELECT sqlite_version()").fetch_one(pool).await.map_err(failed)?;
                add("database", format!("SQLite {version}, {}", self.place), Health::Good);
                let (kind, health) = match disk(Path::new(&self.place)) {
                    Disk::Kept(name) => (name.to_owned(), Health::Good),
                    Disk::Passing(name) => {
                        (format!("{name}; what is kept there is gone after a new start"), Health::Doubtful)
                    }
                    Disk::Unknown(Some(number)) => {
                        (format!("of a kind not known here (0x{number:X})"), Health::Doubtful)
                    }
                    Disk::Unknown(None) => ("of a kind that nobody could say".to_owned(), Health::Doubtful),
                };
                add("disk", kind, health);
                let journal: String =
                    sqlx::query_scalar("PRAGMA journal_mode").fetch_one(pool).await.map_err(failed)?;
                let synchronous: i64 =
                    sqlx::query_scalar("PRAGMA synchronous").fetch_one(pool).await.map_err(failed)?;
                let safe = journal == "wal" && synchronous >= 2;
                add("settings", format!("journal_mode {journal}, synchronous {synchronous}"), sure(safe));
                let whole: String =
                    sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(pool).await.map_err(failed)?;
                add("pages", whole.clone(), sure(whole == "ok"));
                let enough = match self.has_room().await {
                    Ok(()) => true,
                    Err(StoreError::NoRoom { .. }) => false,
                    Err(error) => return Err(error),
                };
                match room::free(Path::new(&self.place)) {
                    Some(free) => {
                        let least = room::to_write(&self.place);
                        let health = sure(enough && free >= least);
                        add("room", format!("{} MB free; writing needs {} MB", free >> 20, (least >> 20) + 1), health);
                    }
                    None => add("room", "unknown".to_owned(), Health::Doubtful),
                }
            }
            Database::Postgres(pool) => {
                let failed = |error| StoreError::of(&self.place, error);
                let version: String =
                    sqlx::query_scalar("SHOW server_version").fetch_one(pool).await.map_err(failed)?;
                add("database", format!("PostgreSQL {version}, {}", self.place), Health::Good);
                for (setting, statement, safe, wanted) in SETTINGS {
                    let value: String = sqlx::query_scalar(statement).fetch_one(pool).await.map_err(failed)?;
                    let good = safe.contains(&value.as_str());
                    let wish = if good { String::new() } else { format!(", should be {wanted}") };
                    add(setting, format!("{value}{wish}"), sure(good));
                }
            }
        }
        let took = self.time_of_a_commit().await?;
        let health = if took < SLOW { Health::Good } else { Health::Doubtful };
        add("commit", format!("{:.1} ms until it is on disk", took.as_secs_f64() * 1000.0), health);
        let (entries, fault) = self.log().await?;
        match fault {
            None => add("log", format!("{} entries, each follows from the one before", entries.len()), Health::Good),
            Some(LogFault::Entry(number)) => {
                let found = format!("entry {number} is not what was written, or one before it is missing");
                add("log", found, Health::Bad);
            }
            Some(LogFault::End) => add("log", "entries at the end are missing".to_owned(), Health::Bad),
        }
        let overview = self.overview().await?;
        let (open, late, parked) = (overview.open(), overview.late, overview.count(State::Parked));
        let health = if late > 0 || parked > 0 || overview.stopped.is_some() { Health::Doubtful } else { Health::Good };
        let stopped = if overview.stopped.is_some() { "; sending is stopped" } else { "" };
        add("messages", format!("{open} wait, {late} of them for long; {parked} parked{stopped}"), health);
        let jobs: i64 = self.open_jobs().await?.iter().map(|(_, count)| count).sum();
        add("jobs", format!("{jobs} wait or are worked on"), Health::Good);
        Ok(all)
    }

    /// The median of some commits that change nothing.
    async fn time_of_a_commit(&self) -> Result<Duration, StoreError> {
        let mut took = Vec::with_capacity(COMMITS);
        for _ in 0..COMMITS {
            let began = Instant::now();
            on!(self, pool => sqlx::query(super::control::TAKE_LOG).execute(pool).await.map(|_| ()))?;
            took.push(began.elapsed());
        }
        took.sort();
        Ok(took[COMMITS / 2])
    }
}
