//! Sending what is approved, with progress, and a report that sums up.

use super::arguments::{RelayArguments, SendingArguments};
use crate::app::outbox::State;
use crate::cli::{Exit, console};
use crate::delivery::session::Server;
use crate::delivery::signing::{self, Key};
use crate::domain::time::Instant;
use crate::store::Store;
use crate::work::{self, Ended, Settings, Signer, Tally, Until};
use anyhow::{Context, Result, bail};
use std::io::Read as _;
use std::time::Duration;

/// No key is longer, in bytes; what lies beyond is not read.
const LARGEST_KEY: u64 = 100_000;

/// Sends what is due, and says what became of it.
pub(super) async fn run(store: &Store, arguments: &SendingArguments) -> Result<Exit> {
    let Some(settings) = settings(&arguments.relay)? else { bail!("say where to: --smtp URL") };
    let until = if arguments.wait { Until::NothingWaits } else { Until::NothingDue };
    let settings = Settings { until, ..settings };
    let due = store.overview().await?.open();
    console::say(&format!("{due} messages wait to be sent"));
    let bar = console::Counter::new("sending", u64::try_from(due).unwrap_or(0));
    let (stopped, looking) = console::stop_of_work();
    let sent = work::send(store, settings, stopped, &|tally: Tally| bar.show(tally.ended())).await;
    looking.abort();
    bar.done();
    let (tally, ended) = sent.context("sending; what has not left is sent by the next run")?;
    report(store, &tally, &ended).await
}

/// How to send to a relay; `None` where none is named.
pub(in crate::cli) fn settings(arguments: &RelayArguments) -> Result<Option<Settings>> {
    let Some(url) = &arguments.smtp else { return Ok(None) };
    let lease = Duration::from_secs(u64::from(arguments.lease));
    let new = Settings::new(Server::parse(url)?, &format!("convoke {}", std::process::id()));
    Ok(Some(Settings {
        signer: signer(arguments)?.map(signing),
        lease,
        sweep: new.sweep.min(lease / 2),
        connections: usize::from(arguments.connections),
        most_per_day: arguments.most_per_day,
        most_per_minute: arguments.most_per_minute,
        ..new
    }))
}

/// What signs the mails, if there is a key.
pub(in crate::cli) fn signer(arguments: &RelayArguments) -> Result<Option<signing::Signer>> {
    if arguments.dkim_keys.is_empty() {
        return Ok(None);
    }
    let key = |text: &String| {
        let Some((selector, file)) = text.split_once('=') else {
            bail!("--dkim-key {text:?}: expected SELECTOR=FILE");
        };
        let reading = || format!("reading the key {file}");
        let mut pem = Vec::new();
        // A shell may hand it over by a pipe; a device has no end.
        std::fs::File::open(file)
            .and_then(|opened| opened.take(LARGEST_KEY).read_to_end(&mut pem))
            .with_context(reading)?;
        Ok(Key::from_pem(selector, &pem)?)
    };
    let keys = arguments.dkim_keys.iter().map(key).collect::<Result<Vec<_>>>()?;
    let Some(domain) = &arguments.dkim_domain else {
        bail!("say for which domain to sign: --dkim-domain DOMAIN");
    };
    Ok(Some(signing::Signer::new(domain, keys)?))
}

/// The same, as the sender asks it.
fn signing(signer: signing::Signer) -> Signer {
    Signer::new(move |bytes, seconds| {
        let at = Instant::from_unix_seconds(seconds).ok_or("the time of the signature is out of range")?;
        signer.sign(bytes, at).map_err(|error| error.to_string())
    })
}

async fn report(store: &Store, tally: &Tally, ended: &Ended) -> Result<Exit> {
    let rows = [
        (tally.sent, "accepted by the server"),
        (tally.deferred, "put off, to be tried again"),
        (tally.uncertain, "without an answer, to be sent once more"),
        (tally.parked, "parked: may have arrived, somebody must decide (convoke outbox list parked)"),
        (tally.failed, "refused for good (convoke outbox list failed)"),
        (tally.dropped, "given up or overtaken"),
        (tally.taken_up, "taken up from a sender that fell silent"),
    ];
    for (count, what) in rows.into_iter().filter(|(count, _)| *count > 0) {
        console::say(&format!("{count} {what}"));
    }
    if tally.jumped != 0 {
        console::say(&format!(
            "the clock jumped by {} seconds meanwhile; it was not believed at once",
            tally.jumped / 1000
        ));
    }
    match ended {
        Ended::Done if tally.ended() == 0 => console::say("nothing was due"),
        Ended::Done => {}
        Ended::Stopped(who) => {
            console::say(&format!("sending is stopped ({who}); convoke outbox resume lets it go on"))
        }
        Ended::Interrupted => console::say("interrupted; the next run goes on where this one ended"),
        Ended::DayLimit(count) => console::say(&format!(
            "{count} messages wait: their addresses have had as many in 24 hours as --most-per-day allows"
        )),
    }
    let overview = store.overview().await?;
    if overview.scheduled > 0 {
        let first = overview.first_scheduled.and_then(chrono::DateTime::from_timestamp_millis);
        let first =
            first.map_or_else(String::new, |at| format!(", the first until {}", at.format("%Y-%m-%d %H:%M UTC")));
        console::say(&format!("{} reminders wait for their day{first}", overview.scheduled));
    }
    if overview.late > 0 {
        console::say(&format!("{} messages have waited for more than an hour", overview.late));
    }
    console::say(&format!("head of the log: {}", store.log_head().await?));
    let unclean = [State::Parked, State::Failed, State::Deferred, State::Uncertain, State::Queued];
    let left = unclean.into_iter().any(|state| overview.count(state) > 0);
    Ok(if left { Exit::Findings } else { Exit::Clean })
}
