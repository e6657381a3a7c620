//! `convoke serve`: pages for planners, approvers and delegates.

use super::announce::runtime;
use super::demo;
use crate::cli::zones::zones;
use crate::cli::{Exit, console};
use crate::domain::access::{Extent, Role, Roles};
use crate::store::{Changed, NewRevision, Purpose, Store};
use crate::web::{self, Chance, Clock, Limits, Service, Setup};
use anyhow::{Context, Result, bail};
use clap::Args;
use ring::rand::SecureRandom as _;
use std::net::SocketAddr;
use std::time::Duration;

/// How long the link of a new account may be used, in milliseconds.
const WELCOME: i64 = 7 * 86_400_000;
/// How often to look whether somebody pressed Ctrl-C.
const LOOK: Duration = Duration::from_millis(100);

/// How to serve.
#[derive(Args, Debug)]
pub(in crate::cli) struct ServeArguments {
    /// Everything is kept here: a file, made if it is not there, or `postgres://user@host/database`.
    #[arg(long, env = "CONVOKE_STORE", hide_env_values = true, default_value = "convoke.db")]
    store: String,
    /// Address and port to listen on.
    #[arg(long, env = "CONVOKE_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Where people reach it, such as `https://meetings.example.org`; by default where it listens.
    #[arg(long, env = "CONVOKE_BASE", value_name = "URL")]
    base: Option<String>,
    /// Proxies of your own before it: so many entries of X-Forwarded-For are believed.
    #[arg(long, default_value_t = 0, value_name = "COUNT")]
    proxies: usize,
    /// Days after a meeting for which it is kept who registered for it.
    #[arg(long, env = "CONVOKE_RETENTION_DAYS", default_value_t = Limits::default().retention, value_name = "DAYS")]
    retention_days: u16,
    /// Begin with the calendar of 2017-2018 and two invented people: a planner and an approver.
    #[arg(long)]
    demo: bool,
}

/// Runs the command.
pub(in crate::cli) fn run(arguments: &ServeArguments) -> Result<Exit> {
    runtime()?.block_on(serve(arguments))
}

async fn serve(arguments: &ServeArguments) -> Result<Exit> {
    let base = base(arguments)?;
    let store = Store::open(&arguments.store, true).await?;
    let chance = Chance::new(random);
    if arguments.demo {
        prepare_demo(&store, &base, &chance).await?;
    } else if store.accounts().await?.is_empty() {
        let word = welcome(&store, &chance, "Administrator", "administrator@localhost", &Roles::default()).await?;
        if let Some(word) = word {
            console::say(&format!(
                "Nobody can sign in yet. The first administrator begins here: {base}/welcome?word={word}"
            ));
        }
    }
    let setup = Setup {
        base: base.clone(),
        proxies: arguments.proxies,
        limits: Limits { retention: arguments.retention_days, ..Limits::default() },
        by: format!("convoke {}", std::process::id()),
    };
    let service = Service::new(store.clone(), zones(), setup, Clock::new(seconds), chance);
    let listener = tokio::net::TcpListener::bind(arguments.listen).await;
    let listener = listener.with_context(|| format!("listening on {}", arguments.listen))?;
    console::say(&format!("Convoke is at {base}; Ctrl-C ends it"));
    let pages = web::router(service).into_make_service_with_connect_info::<SocketAddr>();
    let stopped = async {
        while !console::stopped() {
            tokio::time::sleep(LOOK).await;
        }
    };
    axum::serve(listener, pages).with_graceful_shutdown(stopped).await.context("serving")?;
    store.close().await;
    Ok(Exit::Clean)
}

/// Where people reach it. Passwords do not go over a network in the clear.
fn base(arguments: &ServeArguments) -> Result<String> {
    let Some(base) = &arguments.base else {
        let listen = arguments.listen;
        if !listen.ip().is_loopback() {
            bail!(
                "{listen} is reached from other machines: say with --base https://… where people reach it, encrypted by a proxy before it"
            );
        }
        return Ok(format!("http://{listen}"));
    };
    let url = url::Url::parse(base).with_context(|| format!("--base {base}"))?;
    let local = url.host_str().is_some_and(|host| host == "localhost" || host == "127.0.0.1" || host == "[::1]");
    if url.scheme() != "https" && !(url.scheme() == "http" && local) {
        bail!("--base {base}: expected https://, or http:// on this machine alone");
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        bail!("--base {base}: expected scheme, host and port alone");
    }
    Ok(base.trim_end_matches('/').to_owned())
}

/// Makes an account with a link to choose a password by; `None` where there is one of that address already.
async fn welcome(store: &Store, chance: &Chance, name: &str, address: &str, roles: &Roles) -> Result<Option<String>> {
    let Changed::Done(number) = store.make_account("convoke", name, address, roles).await? else { return Ok(None) };
    let word = chance.secret().context("the system gives no random numbers")?;
    store.keep_credential(Purpose::Welcome, number, &word, ("", ""), WELCOME).await?;
    Ok(Some(word))
}

async fn prepare_demo(store: &Store, base: &str, chance: &Chance) -> Result<()> {
    let planner = Roles::default().with(Extent::Everything, Role::Planner);
    let approver = Roles::default().with(Extent::Everything, Role::Approver);
    let people = [("Ana Lima", "planner@example.org", planner), ("Bo Chen", "approver@example.org", approver)];
    for (name, address, roles) in people {
        match welcome(store, chance, name, address, &roles).await? {
            Some(word) => console::say(&format!("{name} begins here: {base}/welcome?word={word}")),
            None => console::say(&format!("{name} signs in as {address}")),
        }
    }
    let (name, title, files) = demo::scenario()?;
    let new = NewRevision {
        name: &name,
        title: &title,
        main: "open.toml",
        files: &files,
        by: "convoke",
        why: "the example of 2017-2018",
        seen: 0,
    };
    // There already: whoever tried it before goes on.
    store.revise(&new).await?;
    Ok(())
}

/// The real dice: 256 random bits from the system.
fn random() -> Option<[u8; 32]> {
    let mut bits = [0; 32];
    ring::rand::SystemRandom::new().fill(&mut bits).ok().map(|()| bits)
}

/// The real clock, in seconds since 1970.
fn seconds() -> i64 {
    #[expect(clippy::disallowed_methods, reason = "the command line makes the real clock")]
    let now = std::time::SystemTime::now();
    now.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0))
}
