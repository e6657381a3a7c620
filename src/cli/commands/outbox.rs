//! `convoke outbox`: what waits to be sent, and what somebody must look at.

use crate::app::outbox::State;
use crate::cli::values::Output;
use crate::cli::{Exit, console, names};
use crate::store::{Listed, LogFault, Overview, Store};
use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use serde_json::json;

/// What to do with what waits to be sent.
#[derive(Args, Debug)]
pub(in crate::cli) struct OutboxArguments {
    /// What was prepared, approved and sent is kept here: a file, or `postgres://user@host/database`.
    #[arg(long, global = true, env = "CONVOKE_STORE", hide_env_values = true, default_value = "convoke.db")]
    pub(in crate::cli) store: String,
    /// Your name, for the log.
    #[arg(long = "as", global = true, env = "USER", default_value = "somebody", value_name = "NAME", value_parser = names::person)]
    pub(in crate::cli) who: String,
    /// What to do; `status` by default.
    #[command(subcommand)]
    pub(in crate::cli) action: Option<OutboxAction>,
}

#[derive(Subcommand, Debug)]
pub(in crate::cli) enum OutboxAction {
    /// Counts, and what somebody must look at.
    Status {
        /// Form.
        #[arg(long, value_enum, default_value_t = Output::Text)]
        format: Output,
    },
    /// Stop all sending, on all machines, at once.
    Stop {
        /// Why.
        #[arg(long, default_value = "no reason given", value_parser = names::reason)]
        because: String,
    },
    /// Let sending go on.
    Resume,
    /// The messages in one state.
    List {
        /// State: queued, deferred, uncertain, parked, failed, expired, superseded, sent ...
        state: String,
    },
    /// Send messages once more that were parked, refused or given up.
    Retry {
        /// Their numbers.
        #[arg(required = true)]
        messages: Vec<i64>,
    },
    /// Set messages aside that wait.
    Park {
        /// Their numbers.
        #[arg(required = true)]
        messages: Vec<i64>,
    },
    /// Who did what, and whether that list is as it was written.
    Log {
        /// The head that was noted before: whether the list still holds all that stood there then.
        #[arg(long, value_name = "HASH")]
        head: Option<String>,
    },
}

/// Runs the command.
pub(in crate::cli) fn run(arguments: &OutboxArguments) -> Result<Exit> {
    super::announce::runtime()?.block_on(async {
        let store = Store::open(&arguments.store, false).await?;
        let exit = act(&store, arguments).await?;
        store.close().await;
        Ok(exit)
    })
}

async fn act(store: &Store, arguments: &OutboxArguments) -> Result<Exit> {
    let who = arguments.who.as_str();
    match arguments.action.as_ref().unwrap_or(&OutboxAction::Status { format: Output::Text }) {
        OutboxAction::Status { format } => return status(store, *format).await,
        OutboxAction::Stop { because } => {
            store.stop(who, because).await?;
            console::say("sending is stopped: no message leaves any more; convoke outbox resume lets it go on");
        }
        OutboxAction::Resume => {
            store.resume(who).await?;
            console::say("sending may go on: convoke announce STORE --send");
        }
        OutboxAction::List { state } => {
            let Some(state) = State::parse(state) else {
                let words = State::ALL.map(|(_, word)| word).join(", ");
                bail!("{state:?} is no state; expected one of {words}");
            };
            let listed = store.list(state).await?;
            console::data(&lines(&listed));
            say_what_is_left_out(store.overview().await?.count(state), listed.len());
        }
        OutboxAction::Retry { messages } => {
            let changed = store.retry(messages, who).await?;
            console::say(&format!("{changed} of {} messages are queued again", messages.len()));
            return Ok(if changed == messages.len() as u64 { Exit::Clean } else { Exit::Findings });
        }
        OutboxAction::Park { messages } => {
            let changed = store.park(messages, who).await?;
            console::say(&format!("{changed} of {} messages are set aside", messages.len()));
            return Ok(if changed == messages.len() as u64 { Exit::Clean } else { Exit::Findings });
        }
        OutboxAction::Log { head } => return log(store, head.as_deref()).await,
    }
    Ok(Exit::Clean)
}

async fn log(store: &Store, head: Option<&str>) -> Result<Exit> {
    let (entries, fault) = store.log().await?;
    let mut text = String::new();
    for entry in &entries {
        text.push_str(&format!("{}  {}  {}  {}\n", moment(entry.at), entry.who, entry.what, entry.about));
    }
    console::data(&text);
    let wrong = match fault {
        Some(LogFault::Entry(number)) => format!("entry {number} is not what was written, or one before it is missing"),
        Some(LogFault::End) => "entries at the end are missing".to_owned(),
        None => match head {
            Some(head) if entries.iter().all(|entry| entry.hash != head) => {
                format!("no entry has the hash {head}: what stood here when that was noted was changed or taken out")
            }
            _ => {
                let head = store.log_head().await?;
                if !head.is_empty() {
                    console::say(&format!("head of the log: {head}"));
                }
                return Ok(Exit::Clean);
            }
        },
    };
    console::say(&wrong);
    Ok(Exit::Findings)
}

async fn status(store: &Store, format: Output) -> Result<Exit> {
    let overview = store.overview().await?;
    let trouble = [State::Parked, State::Failed, State::Expired];
    let mut listed = Vec::new();
    for state in trouble {
        listed.extend(store.list(state).await?);
    }
    match format {
        Output::Text => console::data(&text(&overview, &listed)),
        Output::Json => {
            let counts: serde_json::Map<_, _> =
                overview.counts.iter().map(|(state, count)| (state.word().to_owned(), json!(count))).collect();
            let value = json!({
                "counts": counts, "scheduled": overview.scheduled,
                "first_scheduled": overview.first_scheduled.map(moment), "late": overview.late, "stopped": overview.stopped,
                "next": overview.next.map(moment),
                "look_at": listed.iter().map(|one| json!({
                    "number": one.number, "meeting": one.meeting, "recipient": one.recipient, "reason": one.reason,
                    "state": one.state.word(), "attempts": one.attempts, "copies": one.copies, "answer": one.answer,
                })).collect::<Vec<_>>(),
            });
            console::data(&format!("{value:#}\n"));
        }
    }
    say_what_is_left_out(trouble.into_iter().map(|state| overview.count(state)).sum(), listed.len());
    Ok(if listed.is_empty() && overview.stopped.is_none() { Exit::Clean } else { Exit::Findings })
}

fn text(overview: &Overview, listed: &[Listed]) -> String {
    let mut text = String::new();
    if let Some(who) = &overview.stopped {
        text.push_str(&format!("Sending is stopped ({who}).\n"));
    }
    for (state, count) in &overview.counts {
        text.push_str(&format!("{count:>7} {}\n", state.word()));
    }
    if let Some(first) = overview.first_scheduled {
        let (count, first) = (overview.scheduled, moment(first));
        text.push_str(&format!("{count:>7} reminders that wait for their day, the first until {first}\n"));
    }
    if overview.counts.is_empty() && overview.scheduled == 0 {
        text.push_str("Nothing was ever prepared here.\n");
    }
    if let Some(next) = overview.next {
        text.push_str(&format!("The next is due at {}.\n", moment(next)));
    }
    if overview.late > 0 {
        text.push_str(&format!("{} have waited for more than an hour.\n", overview.late));
    }
    if !listed.is_empty() {
        text.push_str("Somebody must look at these:\n");
        text.push_str(&lines(listed));
    }
    text
}

/// A list ends after a thousand messages of a state: whoever reads it is not to take it for the whole.
fn say_what_is_left_out(all: i64, listed: usize) {
    let more = usize::try_from(all).unwrap_or(0).saturating_sub(listed);
    if more > 0 {
        console::say(&format!("{more} more are not listed"));
    }
}

fn lines(listed: &[Listed]) -> String {
    let line = |one: &Listed| {
        let copies = if one.copies > 0 { format!(", {} may have arrived", one.copies) } else { String::new() };
        format!(
            "{:>7} {} {} to {}: {}, attempts {}{copies}; {}\n",
            one.number,
            one.meeting,
            one.reason,
            one.recipient,
            one.state.word(),
            one.attempts,
            one.answer.as_deref().unwrap_or("no answer yet")
        )
    };
    listed.iter().map(line).collect()
}

/// Milliseconds since 1970 as people read them, in UTC.
fn moment(milliseconds: i64) -> String {
    let at = chrono::DateTime::from_timestamp_millis(milliseconds);
    at.map_or_else(|| "?".to_owned(), |at| at.format("%Y-%m-%d %H:%M:%S UTC").to_string())
}
