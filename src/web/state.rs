//! What all requests share.

use super::boards::Boards;
use super::public::Public;
use super::templates::Templates;
use crate::domain::time::{Date, ZoneData};
use crate::exchange::sheets::Desk as Workbooks;
use crate::identity::Provider;
use crate::store::Store;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// The real clock, made by whoever starts the service: seconds since 1970.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> i64 + Send + Sync>);

impl Clock {
    /// A clock that asks this.
    pub fn new(now: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// Seconds since 1970.
    #[must_use]
    pub fn now(&self) -> i64 {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// The real dice: 256 random bits, or nothing where the system has none.
#[derive(Clone)]
pub struct Chance(Arc<dyn Fn() -> Option<[u8; 32]> + Send + Sync>);

impl Chance {
    /// Dice that give this.
    pub fn new(draw: impl Fn() -> Option<[u8; 32]> + Send + Sync + 'static) -> Self {
        Self(Arc::new(draw))
    }

    /// 256 random bits.
    #[must_use]
    pub fn draw(&self) -> Option<[u8; 32]> {
        (self.0)()
    }

    /// A secret of 256 bits as it stands in cookies and links.
    #[must_use]
    pub fn secret(&self) -> Option<String> {
        self.draw().map(|bits| bits.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

impl fmt::Debug for Chance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Chance")
    }
}

/// Limits of time and size.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The longest body of a request, in bytes.
    pub body: usize,
    /// The longest upload, in bytes.
    pub upload: usize,
    /// How long a request may take that is no stream.
    pub time: Duration,
    /// How long the head of a request may take to come, and how long a connection may be silent between two.
    pub head: Duration,
    /// Connections at once; more wait until one ends.
    pub connections: usize,
    /// How long somebody stays signed in who does nothing, in milliseconds.
    pub idle: i64,
    /// How long somebody stays signed in at most, in milliseconds.
    pub session: i64,
    /// How often an account or an address of the network may be refused in a quarter of an hour.
    pub refusals: i64,
    /// How many days after its meeting a registration is kept.
    pub retention: u16,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 2_000_000,
            upload: 10_000_000,
            time: Duration::from_secs(30),
            head: Duration::from_secs(20),
            connections: 2_000,
            idle: 4 * 3_600_000,
            session: 14 * 3_600_000,
            refusals: 10,
            retention: 180,
        }
    }
}

/// How the service is set up.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Where people reach it: scheme, host and port, without a path.
    pub base: String,
    /// How many proxies of our own stand before it: so many entries of X-Forwarded-For are believed.
    pub proxies: usize,
    /// The day that is played, where the service is tried on a calendar of long ago: what is announced goes out on it.
    pub plays: Option<Date>,
    /// Where spreadsheets are read.
    pub workbooks: Workbooks<'static>,
    /// Whether calendars of others are fetched: off where there is `None`; else the hosts that may be private.
    pub fetches: Option<Vec<String>>,
    /// The provider of identities with which people sign in, where there is one.
    pub openid: Option<Arc<Provider>>,
    /// Whether each request is recorded.
    pub records: bool,
    /// Limits.
    pub limits: Limits,
    /// The name of this machine and process, in lists.
    pub by: String,
}

impl Setup {
    /// Whether people reach it over an encrypted connection.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.base.starts_with("https://")
    }

    /// Host and port, as in the Host header.
    #[must_use]
    pub fn host(&self) -> &str {
        self.base.split_once("://").map_or(self.base.as_str(), |(_, host)| host)
    }
}

/// What all requests share.
#[derive(Debug, Clone)]
pub struct Service(Arc<Inner>);

/// The parts of a service.
#[derive(Debug)]
pub struct Inner {
    /// What is kept.
    pub store: Store,
    /// Time-zone data.
    pub zones: &'static ZoneData,
    /// How it is set up.
    pub setup: Setup,
    /// The clock.
    pub clock: Clock,
    /// The dice.
    pub chance: Chance,
    /// Plans that are looked at.
    pub boards: Boards,
    /// What everybody may know.
    pub public: Public,
    /// Templates of pages.
    pub templates: Templates,
}

impl Service {
    /// A service over a store.
    #[must_use]
    pub fn new(store: Store, zones: &'static ZoneData, setup: Setup, clock: Clock, chance: Chance) -> Self {
        let (boards, public, templates) = (Boards::default(), Public::default(), Templates::new());
        Self(Arc::new(Inner { store, zones, setup, clock, chance, boards, public, templates }))
    }
}

impl std::ops::Deref for Service {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}
