//! `convoke serve`: pages for planners, approvers and delegates.

use super::announce::{RelayArguments, runtime};
use super::demo;
use super::openid::OpenidArguments;
use super::work::{FetchingArguments, SolvingArguments, machine};
use crate::cli::children;
use crate::cli::zones::zones;
use crate::cli::{Exit, console};
use crate::domain::access::{Extent, Role, Roles};
use crate::domain::time::Date;
use crate::store::{Changed, NewRevision, Purpose, Store};
use crate::web::{self, Chance, Clock, Limits, Service, Setup};
use crate::work;
use anyhow::{Context, Result, bail};
use clap::Args;
use ring::rand::SecureRandom as _;
use std::net::SocketAddr;
use std::time::Duration;
use tracing_subscriber::EnvFilter;

/// How long the link of a new account may be used, in milliseconds.
const WELCOME: i64 = 7 * 86_400_000;
/// How long requests are waited for that are under way when the service is told to end.
const GRACE: Duration = Duration::from_millis(1500);

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
    /// Record each request as a line of JSON on standard error: method, route, status, milliseconds, number.
    #[arg(long)]
    log: bool,
    /// Serve pages alone: jobs and mails are left to `convoke work` on other machines.
    #[arg(long)]
    no_work: bool,
    #[command(flatten)]
    openid: OpenidArguments,
    #[command(flatten)]
    relay: RelayArguments,
    #[command(flatten)]
    solving: SolvingArguments,
    #[command(flatten)]
    fetching: FetchingArguments,
}

/// Runs the command.
pub(in crate::cli) fn run(arguments: &ServeArguments) -> Result<Exit> {
    let runtime = runtime()?;
    let served = runtime.block_on(serve(arguments));
    // A solve that does not heed its end is not waited for.
    runtime.shutdown_background();
    served
}

async fn serve(arguments: &ServeArguments) -> Result<Exit> {
    record();
    let base = base(arguments)?;
    let machine = if arguments.no_work {
        None
    } else {
        Some(machine(&arguments.relay, &arguments.solving, &arguments.fetching, (false, Some(&base)))?)
    };
    let openid = arguments.openid.provider()?;
    let store = Store::open(&arguments.store, true).await?;
    let chance = chance();
    let mut plays = None;
    if arguments.demo {
        plays = Some(prepare_demo(&store, &base, &chance).await?);
    } else if store.accounts().await?.is_empty() {
        let administrator = ("Administrator", "administrator@localhost");
        let word = welcome(&store, &chance, administrator, &Roles::default(), "").await?;
        if let Some(word) = word {
            console::say(&format!(
                "Nobody can sign in yet. The first administrator begins here: {base}/welcome?word={word}"
            ));
        }
    }
    let setup = Setup {
        base: base.clone(),
        proxies: arguments.proxies,
        plays,
        workbooks: children::desk(),
        fetches: arguments.fetching.allowed(),
        openid,
        records: arguments.log,
        limits: Limits { retention: arguments.retention_days, ..Limits::default() },
        by: format!("convoke {}", std::process::id()),
    };
    // Where another day is played, the pages' clock is that of then.
    let back = plays.map_or(0, |day| (today() - day).num_days() * 86_400);
    let clock = Clock::new(move || seconds() - back);
    let service = Service::new(store.clone(), zones(), setup, clock, chance);
    let listener = tokio::net::TcpListener::bind(arguments.listen).await;
    let listener = listener.with_context(|| format!("listening on {}", arguments.listen))?;
    console::say(&format!("Convoke is at {base}; Ctrl-C ends it"));
    let (stopped, looking) = console::stop_of_work();
    let mut told = stopped.clone();
    let ends = async move {
        let _ = told.wait_for(|told| *told).await;
    };
    let serving = web::serve(listener, service, ends);
    let mut told = stopped.clone();
    let serving = async {
        tokio::select! {
            () = serving => {}
            // Pages that are still looked at, live ones among them, are not waited for any longer.
            () = async {
                let _ = told.wait_for(|told| *told).await;
                tokio::time::sleep(GRACE).await;
            } => {}
        }
    };
    let working = async {
        if let Some(machine) = &machine {
            // Pages go on without it: what waits is seen there, and another machine may do it.
            if let Err(error) = work::work(&store, machine, stopped, &|text: String| console::say(&text)).await {
                console::say(&format!("error: {error}; this machine does no jobs and sends nothing any more"));
            }
        }
    };
    let ((), ()) = tokio::join!(serving, working);
    looking.abort();
    store.close().await;
    Ok(Exit::Clean)
}

/// Records of what goes wrong, as lines of JSON on standard error; `CONVOKE_LOG` chooses which. No address and no secret stands
/// in them.
fn record() {
    let chosen = EnvFilter::try_from_env("CONVOKE_LOG").unwrap_or_else(|_| EnvFilter::new("convoke=info"));
    // Another one is there already where the program is part of a larger one.
    let _ = tracing_subscriber::fmt().json().with_env_filter(chosen).with_writer(std::io::stderr).try_init();
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

/// Makes an account with a link to begin by; `None` where there is one of that address already.
async fn welcome(
    store: &Store,
    chance: &Chance,
    (name, address): (&str, &str),
    roles: &Roles,
    link: &str,
) -> Result<Option<String>> {
    let Changed::Done(number) = store.make_account("convoke", name, address, roles).await? else { return Ok(None) };
    new_link(store, chance, number, link).await.map(Some)
}

async fn new_link(store: &Store, chance: &Chance, number: i64, name: &str) -> Result<String> {
    let word = chance.secret().context("the system gives no random numbers")?;
    store.keep_credential(Purpose::Welcome, number, &word, (name, ""), WELCOME).await?;
    Ok(word)
}

/// Gives the day that is played: the one on which the plan is made.
async fn prepare_demo(store: &Store, base: &str, chance: &Chance) -> Result<Date> {
    let planner = Roles::default().with(Extent::Everything, Role::Planner);
    let approver = Roles::default().with(Extent::Everything, Role::Approver);
    let people = [("Ana Lima", "planner@example.org", planner), ("Bo Chen", "approver@example.org", approver)];
    for (name, address, roles) in people {
        let word = match welcome(store, chance, (name, address), &roles, web::TRIAL).await? {
            Some(word) => word,
            None => {
                let known = store.account_of(address).await?.context("an account that was there a moment ago")?;
                new_link(store, chance, known.0.number, web::TRIAL).await?
            }
        };
        console::say(&format!("{name} begins here: {base}/welcome?word={word}"));
    }
    let demo::Example { name, title, files, as_of } = demo::scenario()?;
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
    Ok(as_of)
}

/// The real dice.
pub(super) fn chance() -> Chance {
    Chance::new(random)
}

/// 256 random bits from the system.
fn random() -> Option<[u8; 32]> {
    let mut bits = [0; 32];
    ring::rand::SystemRandom::new().fill(&mut bits).ok().map(|()| bits)
}

/// The day of the real clock, in UTC.
fn today() -> Date {
    chrono::DateTime::from_timestamp(seconds(), 0).unwrap_or_default().date_naive()
}

/// The real clock, in seconds since 1970.
fn seconds() -> i64 {
    #[expect(clippy::disallowed_methods, reason = "the command line makes the real clock")]
    let now = std::time::SystemTime::now();
    now.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0))
}
