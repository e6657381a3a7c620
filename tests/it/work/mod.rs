//! The loop that sends: everything arrives, nothing twice but what must be, and it stops when told.

mod ends;
mod histories;
mod jobs;
mod killed;
mod machines;
mod relays;
mod reports;
mod solvers;

use std::collections::BTreeMap;
use std::time::Duration;

use convoke::app::outbox::State;
use convoke::delivery::session::{Server, Timeouts};
use convoke::store::Store;
use convoke::work::{Ended, Settings, Tally, WorkError, send};

use crate::delivery::sink::Seen;

/// How many times as large as usual the tests are to be that chance has a say in: `./x soak` says ten.
pub(crate) fn scale() -> u32 {
    std::env::var("CONVOKE_SOAK").ok().and_then(|text| text.parse().ok()).unwrap_or(1)
}

/// A store in a file of its own.
struct Kept {
    _folder: tempfile::TempDir,
    address: String,
    store: Store,
}

async fn kept() -> Kept {
    let folder = tempfile::tempdir().expect("a folder");
    let address = folder.path().join("convoke.db").display().to_string();
    let store = Store::open(&address, true).await.expect("a store");
    Kept { _folder: folder, address, store }
}

impl Kept {
    /// Whatever is to be tried later is due now; leases that nobody prolongs are over.
    async fn time_passes(&self) {
        let pool = sqlx::SqlitePool::connect(&self.address).await.expect("the file");
        for statement in [
            "UPDATE message SET next_at = 0 WHERE state IN ('deferred', 'uncertain')",
            "UPDATE message SET lease_until = 0 WHERE state IN ('claimed', 'dot')",
        ] {
            sqlx::query(statement).execute(&pool).await.expect("changed");
        }
        pool.close().await;
    }

    async fn counts(&self) -> BTreeMap<State, i64> {
        self.store.overview().await.expect("counts").counts
    }
}

/// All messages of a store: recipient, where each stands, and how many copies have left or may have. The store's own lists end
/// after a thousand.
async fn rows(address: &str) -> Vec<(String, State, usize)> {
    let all = "SELECT recipient, state, copies FROM message";
    let rows: Vec<(String, String, i64)> = if address.starts_with("postgres") {
        let pool = sqlx::PgPool::connect(address).await.expect("the server");
        sqlx::query_as(all).fetch_all(&pool).await.expect("rows")
    } else {
        let pool = sqlx::SqlitePool::connect(address).await.expect("the file");
        sqlx::query_as(all).fetch_all(&pool).await.expect("rows")
    };
    let read = |(recipient, state, copies): (String, String, i64)| {
        (recipient, State::parse(&state).expect("a state"), usize::try_from(copies).expect("few"))
    };
    rows.into_iter().map(read).collect()
}

pub(crate) fn settings(port: u16) -> Settings {
    let server = Server::parse(&format!("smtp://127.0.0.1:{port}")).expect("a server");
    Settings { timeouts: Timeouts::all(Duration::from_secs(20)), ..Settings::new(server, "test") }
}

/// Sends what is due.
pub(crate) async fn run(store: &Store, settings: Settings) -> Result<(Tally, Ended), WorkError> {
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    send(store, settings, stopped, &|_| {}).await
}

/// How many copies each recipient may have: every message whose dot came in, whatever was answered then, but for refusals.
pub(crate) fn copies(seen: &Seen) -> BTreeMap<String, usize> {
    let mut copies = BTreeMap::new();
    for taken in seen.taken().into_iter().filter(|taken| !taken.answer.starts_with(['4', '5'])) {
        *copies.entry(taken.recipient).or_default() += 1;
    }
    copies
}
