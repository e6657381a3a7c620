//! `convoke work`: does jobs and sends what is due; any number of machines on one PostgreSQL.

use super::announce::{RelayArguments, runtime, sending_settings};
use crate::cli::zones::zones;
use crate::cli::{Exit, children, console};
use crate::fetching::Fetcher;
use crate::store::Store;
use crate::work::{self, JobSettings, Machine, Solver};
use anyhow::{Context, Result};
use clap::Args;
use std::time::Duration;

/// How to work.
#[derive(Args, Debug)]
pub(in crate::cli) struct WorkArguments {
    /// Jobs and messages wait here: a file, or `postgres://user@host/database`.
    #[arg(long, env = "CONVOKE_STORE", hide_env_values = true, default_value = "convoke.db")]
    store: String,
    /// End when nothing is due.
    #[arg(long)]
    once: bool,
    /// Where people reach the pages, such as `https://meetings.example.org`: mails to planners lead there.
    #[arg(long, env = "CONVOKE_BASE", value_name = "URL")]
    base: Option<String>,
    #[command(flatten)]
    relay: RelayArguments,
    #[command(flatten)]
    solving: SolvingArguments,
    #[command(flatten)]
    fetching: FetchingArguments,
}

/// Whether calendars of others are fetched.
#[derive(Args, Debug)]
pub(in crate::cli) struct FetchingArguments {
    /// Look at calendars of others that planners name, every hour.
    #[arg(long)]
    fetch: bool,
    /// With `--fetch`: a host that may be on a private network, and be asked without encryption.
    #[arg(long, value_name = "HOST", requires = "fetch")]
    fetch_private: Vec<String>,
}

impl FetchingArguments {
    /// The hosts that may be private, where anything is fetched at all.
    pub(in crate::cli) fn allowed(&self) -> Option<Vec<String>> {
        self.fetch.then(|| self.fetch_private.clone())
    }
}

/// How to solve what waits.
#[derive(Args, Debug)]
pub(in crate::cli) struct SolvingArguments {
    /// Threads of a solve; as many as there are processors by default.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(in crate::cli) threads: Option<u16>,
    /// Memory of a solve, in MiB; what wants more is ended, and the best plan so far kept.
    #[arg(long, value_name = "MIB", default_value_t = 4096, value_parser = clap::value_parser!(u64).range(64..))]
    solve_memory: u64,
}

impl SolvingArguments {
    /// In a limited process where the system can limit one.
    fn solver(&self) -> Solver {
        if cfg!(target_os = "linux") {
            Solver::Child { children: children::children().clone(), memory: self.solve_memory << 20 }
        } else {
            Solver::Thread
        }
    }
}

/// What this machine does; without a relay it sends nothing.
pub(in crate::cli) fn machine(
    relay: &RelayArguments,
    solving: &SolvingArguments,
    fetching: &FetchingArguments,
    (once, base): (bool, Option<&str>),
) -> Result<Machine> {
    let processors = || std::thread::available_parallelism().map_or(2, |many| many.get().max(2));
    let threads = solving.threads.map_or_else(processors, usize::from);
    let by = format!("convoke {}", std::process::id());
    let lease = Duration::from_secs(u64::from(relay.lease));
    let jobs = JobSettings { lease, once, solver: solving.solver(), ..JobSettings::new(&by, threads, zones()) };
    let fetcher = fetching.allowed().map(Fetcher::new);
    let base = base.map(|base| base.trim_end_matches('/').to_owned());
    Ok(Machine { jobs, sending: sending_settings(relay)?, fetcher, base })
}

/// Runs the command.
pub(in crate::cli) fn run(arguments: &WorkArguments) -> Result<Exit> {
    let machine = machine(
        &arguments.relay,
        &arguments.solving,
        &arguments.fetching,
        (arguments.once, arguments.base.as_deref()),
    )?;
    let runtime = runtime()?;
    let done = runtime.block_on(async {
        let store = Store::open(&arguments.store, false).await?;
        if !arguments.once {
            let sends =
                if machine.sending.is_some() { "does jobs and sends mails" } else { "does jobs, and sends nothing" };
            console::say(&format!("{} {sends} for {}; Ctrl-C ends it", machine.jobs.by, store.place()));
        }
        let (stopped, looking) = console::stop_of_work();
        let done = work::work(&store, &machine, stopped, &|text: String| console::say(&text)).await;
        looking.abort();
        let done = done.context("working; whoever comes next takes up what was begun")?;
        store.close().await;
        anyhow::Ok(done)
    });
    // A solve that does not heed its end is not waited for.
    runtime.shutdown_background();
    let done = done?;
    let messages = done.messages;
    console::say(&format!(
        "{} jobs done, {} messages sent, {} put off, {} refused",
        done.jobs,
        messages.sent,
        messages.deferred + messages.uncertain,
        messages.failed + messages.parked + messages.dropped
    ));
    Ok(Exit::Clean)
}
