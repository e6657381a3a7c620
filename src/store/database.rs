//! Opening a store, and running the same statement on either database.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};

use super::{StoreError, network};
use crate::app::outbox::MOST_OF_A_REVISION;

/// The schema, step by step, in both dialects.
const STEPS: [(i64, &str, &str, &str); 4] = [
    (
        1,
        "announcements",
        include_str!("../../migrations/sqlite/0001_announcements.sql"),
        include_str!("../../migrations/postgres/0001_announcements.sql"),
    ),
    (
        2,
        "arrivals",
        include_str!("../../migrations/sqlite/0002_arrivals.sql"),
        include_str!("../../migrations/postgres/0002_arrivals.sql"),
    ),
    (
        3,
        "people and sources",
        include_str!("../../migrations/sqlite/0003_people_and_sources.sql"),
        include_str!("../../migrations/postgres/0003_people_and_sources.sql"),
    ),
    (
        4,
        "service",
        include_str!("../../migrations/sqlite/0004_service.sql"),
        include_str!("../../migrations/postgres/0004_service.sql"),
    ),
];

/// The last of them.
pub(super) const NEWEST: i64 = STEPS[STEPS.len() - 1].0;

/// How long to wait for somebody else's transaction.
const PATIENCE: Duration = Duration::from_secs(30);
/// Connections to a PostgreSQL server.
const CONNECTIONS: u32 = 4;
/// What `PRAGMA application_id` says in a store; see the first step of the schema.
const APPLICATION_ID: [u8; 4] = 1_129_207_371_u32.to_be_bytes();
/// A setting of a server: its name, how it is asked for, what is safe, and what is wanted.
type Setting = (&'static str, &'static str, &'static [&'static str], &'static str);
/// The settings without which a PostgreSQL server may lose what it has committed.
pub(super) const SETTINGS: [Setting; 3] = [
    ("fsync", "SHOW fsync", &["on"], "on"),
    ("full_page_writes", "SHOW full_page_writes", &["on"], "on"),
    ("synchronous_commit", "SHOW synchronous_commit", &["on", "remote_apply", "remote_write"], "on"),
];

/// A place that keeps what was prepared, approved and sent. Clones share one pool of connections.
#[derive(Debug, Clone)]
pub struct Store {
    pub(super) database: Database,
    /// For messages; without any password.
    pub(super) place: String,
    /// The most messages about one revision to one person.
    pub(super) most_of_a_revision: u32,
    /// The disk once said that it did not keep what it was given. PostgreSQL ends itself then: asked again, the system says
    /// that all is well, without the data (Rebello et al., USENIX ATC 2020).
    pub(super) failed: Arc<AtomicBool>,
    /// Whether that is heeded.
    pub(super) heeds_failures: bool,
    /// Whether whoever lost a claim may write nothing.
    pub(super) heeds_fences: bool,
    /// Whose clock is believed in place of the database's.
    pub(super) clock: Option<fn() -> i64>,
}

#[derive(Debug, Clone)]
pub(super) enum Database {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// Runs the same code with a pool of either kind.
macro_rules! on {
    ($store:expr, $pool:ident => $body:expr) => {{
        let result = match &$store.database {
            $crate::store::database::Database::Sqlite($pool) => $body,
            $crate::store::database::Database::Postgres($pool) => $body,
        };
        result.map_err(|error| $crate::store::StoreError::of(&$store.place, error))
    }};
}

/// Why a transaction was taken back.
#[derive(Debug)]
pub(super) enum TakenBack {
    /// The database refused something.
    Database(sqlx::Error),
    /// Something in it cannot be read.
    Store(StoreError),
    /// Whoever began it does not want it any more.
    Unwanted,
}

impl From<sqlx::Error> for TakenBack {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl From<StoreError> for TakenBack {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Runs the same code in a transaction of either kind, which is committed if it succeeds: `Ok(None)` says that it was taken
/// back as unwanted. `$now` is the time in milliseconds by the database's clock.
macro_rules! attempt {
    ($store:expr, $now:ident, $connection:ident => $body:block) => {{
        use $crate::store::database::{CLOCK_OF_POSTGRES, CLOCK_OF_SQLITE, Database, TakenBack, within};
        let result: Result<_, TakenBack> = match &$store.database {
            // At once a writer: a reader that becomes one may find that somebody else was faster.
            Database::Sqlite(pool) => {
                async { within!($store, pool, begin_with("BEGIN IMMEDIATE"), CLOCK_OF_SQLITE, $now, $connection => $body) }.await
            }
            Database::Postgres(pool) => {
                async { within!($store, pool, begin(), CLOCK_OF_POSTGRES, $now, $connection => $body) }.await
            }
        };
        match result {
            Ok(value) => Ok(Some(value)),
            Err(TakenBack::Unwanted) => Ok(None),
            Err(TakenBack::Store(error)) => Err(error),
            Err(TakenBack::Database(error)) => Err($crate::store::StoreError::of(&$store.place, error)),
        }
    }};
}

/// One transaction, from its beginning to its commit. A connection on which the database failed is not used again: SQLite
/// takes a transaction back by itself when the disk is full, and `sqlx` goes on counting it.
macro_rules! within {
    ($store:expr, $pool:ident, $begin:ident($($how:tt)*), $clock:expr, $now:ident, $connection:ident => $body:block) => {{
        use sqlx::Connection as _;
        let mut held = $pool.acquire().await?;
        if $store.note_failure(None) {
            return Err(TakenBack::Store($crate::store::StoreError::Failing($store.place.clone())));
        }
        let result: Result<_, TakenBack> = async {
            let mut transaction = held.$begin($($how)*).await?;
            let $connection = &mut *transaction;
            let $now = match $store.clock {
                None => sqlx::query_scalar::<_, i64>($clock).fetch_one(&mut *$connection).await?,
                Some(clock) => clock(),
            };
            let result: Result<_, TakenBack> = async { $body }.await;
            let value = result?;
            transaction.commit().await?;
            Ok(value)
        }
        .await;
        if let Err(TakenBack::Database(error)) = &result {
            $store.note_failure(Some(error));
            // It is of no more use, whatever is said at its end.
            let _ = held.close().await;
        }
        result
    }};
}

/// An [`attempt`] that nobody takes back. Its code is run again where the database took it back for the sake of another
/// transaction: it must find everything as it was.
macro_rules! transaction {
    ($store:expr, $now:ident, $connection:ident => $body:block) => {{
        let mut conflicts = 0;
        loop {
            match $crate::store::database::attempt!($store, $now, $connection => $body) {
                Ok(Some(value)) => break Ok(value),
                Ok(None) => break Err($crate::store::StoreError::Row("a transaction was taken back".to_owned())),
                Err(error) if error.is_conflict() && conflicts < $crate::store::database::MOST_CONFLICTS => {
                    conflicts += 1;
                    $crate::store::database::let_pass(conflicts).await;
                }
                Err(error) => break Err(error),
            }
        }
    }};
}

/// Between stopping and marking on PostgreSQL, which lets many write at once: whoever marks holds the gate open until the
/// mark is on disk, and a stop waits for them. (SQLite has one writer.)
pub(super) const HOLD_GATE: &str = "SELECT pg_advisory_xact_lock_shared(6047341230)";
pub(super) const CLOSE_GATE: &str = "SELECT pg_advisory_xact_lock(6047341230)";

/// How often a transaction is begun again that was taken back for the sake of another one.
pub(super) const MOST_CONFLICTS: u32 = 10;

/// Waits for the other transaction to end, longer each time: begun again at once, the two would meet again.
pub(super) async fn let_pass(conflicts: u32) {
    tokio::time::sleep(std::time::Duration::from_millis(50 << conflicts.min(5))).await;
}

pub(super) use {attempt, on, transaction, within};

pub(super) const CLOCK_OF_SQLITE: &str = "SELECT CAST(unixepoch('now', 'subsec') * 1000 AS INTEGER)";
pub(super) const CLOCK_OF_POSTGRES: &str = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";

impl Store {
    /// Opens the store at a path or a `postgres://` address, and brings its schema up to date. A file that is not there is
    /// made if `make` says so.
    ///
    /// # Errors
    /// [`StoreError`]; a file that is not a store is not touched.
    pub async fn open(address: &str, make: bool) -> Result<Self, StoreError> {
        if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            return Self::open_postgres(address, &SETTINGS).await;
        }
        if address.contains("://") {
            return Err(StoreError::Address(without_password(address)));
        }
        Self::open_sqlite(Path::new(address), make).await
    }

    async fn open_sqlite(path: &Path, make: bool) -> Result<Self, StoreError> {
        let place = path.display().to_string();
        network::refuse(path)?;
        look_at(path, make)?;
        if make {
            for_the_owner_alone(path);
        }
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(make)
            .journal_mode(SqliteJournalMode::Wal)
            // With NORMAL a power cut takes back marks that were made, and what they speak of is sent again.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE);
        // One connection: SQLite has one writer, and whoever waits here waits in order.
        let pool = SqlitePoolOptions::new().max_connections(1).acquire_timeout(PATIENCE).connect_with(options).await;
        let pool = pool.map_err(|error| StoreError::of(&place, error))?;
        loop {
            let before = step_of(&pool).await;
            match migrator(|step| step.2).run(&pool).await {
                Ok(()) => break,
                // Nothing keeps two from beginning the same step of a file: one of them has done it, and this one goes on.
                // (A PostgreSQL server has a lock for that.)
                Err(_) if step_of(&pool).await > before => {}
                Err(source) => return Err(schema(&place, source)),
            }
        }
        Ok(Self::of(Database::Sqlite(pool), place))
    }

    /// Opens a store on a server that may forget what it has committed: a fault for tests to find.
    ///
    /// # Errors
    /// [`StoreError`].
    #[doc(hidden)]
    pub async fn open_unlooked(address: &str) -> Result<Self, StoreError> {
        Self::open_postgres(address, &[]).await
    }

    async fn open_postgres(address: &str, settings: &[Setting]) -> Result<Self, StoreError> {
        let place = without_password(address);
        let options: PgConnectOptions = address.parse().map_err(|_| StoreError::Address(place.clone()))?;
        let pool =
            PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(PATIENCE).connect_with(options).await;
        let pool = pool.map_err(|error| StoreError::of(&place, error))?;
        for &(setting, statement, safe, wanted) in settings {
            let value: Result<String, _> = sqlx::query_scalar(statement).fetch_one(&pool).await;
            let value = value.map_err(|error| StoreError::of(&place, error))?;
            if !safe.contains(&value.as_str()) {
                return Err(StoreError::Unsafe { setting, value, wanted });
            }
        }
        let migrated = migrator(|step| step.3).run(&pool).await;
        migrated.map_err(|source| schema(&place, source))?;
        Ok(Self::of(Database::Postgres(pool), place))
    }

    fn of(database: Database, place: String) -> Self {
        let failed = Arc::new(AtomicBool::new(false));
        Self {
            database,
            place,
            most_of_a_revision: MOST_OF_A_REVISION,
            failed,
            heeds_failures: true,
            heeds_fences: true,
            clock: None,
        }
    }

    /// Notes what the database said, while its connection is still held; says whether the disk failed, now or before.
    pub(super) fn note_failure(&self, error: Option<&sqlx::Error>) -> bool {
        if error.is_some_and(StoreError::is_of_a_failing_disk) {
            self.failed.store(true, Ordering::SeqCst);
        }
        self.heeds_failures && self.failed.load(Ordering::SeqCst)
    }

    /// Goes on when the disk has failed: a fault for tests to find.
    #[doc(hidden)]
    #[must_use]
    pub fn without_heed(self) -> Self {
        Self { heeds_failures: false, ..self }
    }

    /// Believes whoever once held a claim, whoever holds it now: a fault for tests to find.
    #[doc(hidden)]
    #[must_use]
    pub fn without_fences(self) -> Self {
        Self { heeds_fences: false, ..self }
    }

    /// Goes by another clock than that of the database, in milliseconds since 1970: a fault for tests to find.
    #[doc(hidden)]
    #[must_use]
    pub fn by_clock(self, clock: fn() -> i64) -> Self {
        Self { clock: Some(clock), ..self }
    }

    pub(super) fn is_postgres(&self) -> bool {
        matches!(self.database, Database::Postgres(_))
    }

    /// Where it is, without any password.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Approves the same news to the same person any number of times: a fault for tests to find.
    #[doc(hidden)]
    #[must_use]
    pub fn without_breaker(self) -> Self {
        Self { most_of_a_revision: u32::MAX, ..self }
    }

    /// Closes it when all that was asked of it is done.
    pub async fn close(self) {
        match self.database {
            Database::Sqlite(pool) => pool.close().await,
            Database::Postgres(pool) => pool.close().await,
        }
    }

    /// The time by the database's clock, in milliseconds since 1970.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn now(&self) -> Result<i64, StoreError> {
        if let Some(clock) = self.clock {
            return Ok(clock());
        }
        match &self.database {
            Database::Sqlite(pool) => sqlx::query_scalar(CLOCK_OF_SQLITE).fetch_one(pool).await,
            Database::Postgres(pool) => sqlx::query_scalar(CLOCK_OF_POSTGRES).fetch_one(pool).await,
        }
        .map_err(|error| StoreError::of(&self.place, error))
    }
}

/// The step that the schema of a file is at; none where nothing can be read.
async fn step_of(pool: &SqlitePool) -> Option<i64> {
    let step = "SELECT MAX(version) FROM _sqlx_migrations WHERE success";
    sqlx::query_scalar(step).fetch_one(pool).await.ok().flatten()
}

fn migrator(dialect: impl Fn(&(i64, &'static str, &'static str, &'static str)) -> &'static str) -> Migrator {
    let step = |step: &(i64, &'static str, &'static str, &'static str)| {
        Migration::new(step.0, step.1.into(), MigrationType::Simple, dialect(step).into_sql_str(), false)
    };
    Migrator::with_migrations(STEPS.iter().map(step).collect())
}

fn schema(place: &str, source: sqlx::migrate::MigrateError) -> StoreError {
    match source {
        sqlx::migrate::MigrateError::Execute(error) | sqlx::migrate::MigrateError::ExecuteMigration(error, _) => {
            StoreError::of(place, error)
        }
        sqlx::migrate::MigrateError::VersionMissing(step) => StoreError::Newer { place: place.to_owned(), step },
        source => StoreError::Schema { place: place.to_owned(), source },
    }
}

/// Makes the file, if it is not there, so that only its owner can read it: it holds mails and secrets of people. What SQLite
/// puts beside it gets the same rights. What cannot be made here SQLite tells.
fn for_the_owner_alone(path: &Path) {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    drop(options.open(path));
}

/// Looks at a file before SQLite does, which writes beside whatever it opens.
fn look_at(path: &Path, make: bool) -> Result<(), StoreError> {
    let foreign = |found| StoreError::Foreign { path: PathBuf::from(path), found };
    // Looked at before it is opened: opening a pipe would wait for a writer.
    match std::fs::metadata(path) {
        Ok(about) if about.is_dir() => return Err(foreign("a folder")),
        Ok(about) if !about.is_file() => return Err(foreign("a pipe or a device")),
        _ => {}
    }
    let mut header = [0_u8; 100];
    let mut file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && make => return Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(StoreError::Absent(path.to_owned())),
        Err(error) => {
            return Err(StoreError::of(&path.display().to_string(), sqlx::Error::Io(error)));
        }
    };
    let mut length = 0;
    while let Ok(read) = file.read(&mut header[length..]) {
        if read == 0 {
            break;
        }
        length += read;
    }
    match &header[..length] {
        // A crash between the first opening and the first step leaves an empty file.
        [] => Ok(()),
        short if short.len() < 100 => Err(foreign("too short")),
        header if !header.starts_with(b"SQLite format 3\0") => Err(foreign("no SQLite file")),
        header if header[68..72] != APPLICATION_ID && header[68..72] != [0; 4] => {
            Err(foreign("a SQLite file of another program"))
        }
        // The id is set within the first step: before that a file has nothing in it but the list of steps.
        header if header[68..72] == [0; 4] && pages(header) > 8 => Err(foreign("a SQLite file of another program")),
        _ => Ok(()),
    }
}

fn pages(header: &[u8]) -> u32 {
    u32::from_be_bytes([header[28], header[29], header[30], header[31]])
}

/// An address that may be shown.
fn without_password(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else { return address.to_owned() };
    // The last one: a password may hold anything, escaped or not.
    match rest.rfind('@') {
        Some(at) => {
            let user = rest[..at].split(':').next().unwrap_or_default();
            format!("{scheme}://{user}@{}", &rest[at + 1..])
        }
        None => address.to_owned(),
    }
    .split('?')
    .next()
    .unwrap_or_default()
    .to_owned()
}
