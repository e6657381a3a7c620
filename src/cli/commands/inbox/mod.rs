//! `convoke inbox`: what came back, what it changes, and who is to be expected. Nothing is kept or moved unless asked for.

mod arguments;
mod record;
mod show;

pub(in crate::cli) use arguments::InboxArguments;

use super::invite;
use crate::announce::Sender;
use crate::announce::answers::{Answers, Circumstances, Judged, Message};
use crate::announce::attendance::{Attendance, People, Registration, attendance};
use crate::announce::{Announced, answers};
use crate::app;
use crate::app::announcing::sender;
use crate::cli::inputs::BadInput;
use crate::cli::values::Output;
use crate::cli::{Exit, console, inputs};
use crate::domain::scenario::Scenario;
use crate::domain::time::Instant;
use crate::domain::view::View;
use crate::incoming;
use crate::incoming::mailbox::{Arrival, Imap, ImapAddress, Maildir, Position};
use anyhow::{Context, Result};
use std::path::Path;

/// One mail with what becomes of it.
#[derive(Debug)]
struct Taken {
    /// Its key in the mailbox.
    key: String,
    /// When it arrived.
    arrived: Instant,
    /// What it is.
    message: Message,
    /// What becomes of it.
    judged: Vec<Judged>,
}

/// Everything that is told.
#[derive(Debug)]
struct Reading {
    /// The mails, in the order of the mailbox.
    taken: Vec<Taken>,
    /// What is expected of each meeting.
    attendance: Vec<Attendance>,
    /// How far an IMAP mailbox was read.
    position: Option<Position>,
    /// Whether the mails were kept, and all that were kept before are among them.
    kept: bool,
}

/// Runs the command.
pub(in crate::cli) fn run(arguments: &InboxArguments) -> Result<Exit> {
    let Ok(scenario) = inputs::scenario(&arguments.scenario) else { return Ok(Exit::BadInput) };
    let Ok(plan) = inputs::plan(&scenario, arguments.plan.as_deref()) else { return Ok(Exit::BadInput) };
    let before = arguments.after.as_deref().map(|after| inputs::plan(&scenario, Some(after))).transpose();
    let Ok(before) = before else { return Ok(Exit::BadInput) };
    let kept = arguments.store.as_deref().map(record::Kept::open).transpose()?;
    let Ok(list) = registrations(arguments, &scenario, kept.as_ref())? else { return Ok(Exit::BadInput) };
    let checked = app::check(&scenario, plan);
    let announced = match &kept {
        Some(kept) => kept.told(&scenario)?,
        None => invite::told(&scenario, &checked, before.as_ref())?,
    };
    let sender = sender(&scenario);
    let mut answers = Answers::nothing();
    let mut taken = Vec::new();
    let mut each = |arrival| taken.push(take(arrival, &announced, &sender, &mut answers));
    let recording = kept.filter(|_| arguments.record);
    let position = match &recording {
        Some(kept) => {
            let position = kept.record(arguments)?;
            kept.each(&mut each)?;
            position
        }
        None => mails(arguments, &mut each)?,
    };
    if let Some(kept) = &recording {
        let withdrawn = kept.withdraw_reminders(&scenario, &answers, &list)?;
        if withdrawn > 0 {
            console::say(&format!("{withdrawn} reminders are withdrawn: nobody needs them any more"));
        }
    }
    let people = People { announced: &announced, answers: &answers, registrations: &list };
    let view = View::new(&scenario, &checked.plan);
    let today = arguments.on.unwrap_or(scenario.as_of);
    let attendance = attendance(&view, &people, &checked.deadlines, today);
    let reading = Reading { taken, attendance, position, kept: arguments.record };
    console::data(&match arguments.format {
        Output::Text => show::text(&reading),
        Output::Json => format!("{:#}\n", show::json(&reading)),
    });
    Ok(Exit::Clean)
}

/// The list of registrations that is named, kept in the store if that is asked for; else the one that the store has.
fn registrations(
    arguments: &InboxArguments,
    scenario: &Scenario,
    kept: Option<&record::Kept>,
) -> Result<Result<Vec<Registration>, BadInput>> {
    let Some(path) = arguments.registrations.as_deref() else {
        return match kept {
            Some(kept) => kept.registrations(scenario),
            None => Ok(Ok(Vec::new())),
        };
    };
    let list = match inputs::registrations(scenario, path) {
        Ok(list) => list,
        Err(bad) => return Ok(Err(bad)),
    };
    if let Some(kept) = kept.filter(|_| arguments.record) {
        let bytes = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
        if kept.keep_registrations(scenario, &bytes)? {
            console::say(&format!(
                "kept {} registrations; convoke announce … --dry-run shows what follows",
                list.len()
            ));
        }
    }
    Ok(Ok(list))
}

/// Reads one mail and notes in memory what becomes of it.
fn take(arrival: Arrival, announced: &Announced, sender: &Sender, answers: &mut Answers) -> Taken {
    let message = incoming::read(&arrival.bytes);
    let by = Circumstances::new(announced, sender, arrival.arrived);
    let judged = answers.take(&message, &by);
    Taken { key: arrival.key, arrived: arrival.arrived, message, judged }
}

/// Hands over every mail of the mailbox, one at a time: only one is in memory.
fn mails(arguments: &InboxArguments, each: &mut dyn FnMut(Arrival)) -> Result<Option<Position>> {
    match (&arguments.maildir, &arguments.imap) {
        (Some(folder), _) => maildir(folder, each).map(|()| None),
        (None, Some(url)) => {
            let address = ImapAddress::parse(url)?.or_password(std::env::var("CONVOKE_IMAP_PASSWORD").ok());
            let after = arguments.since.map(|(validity, last)| Position { validity, last });
            Imap::read_all(&address, after, each).map(Some).context("reading the mailbox")
        }
        (None, None) => Ok(None),
    }
}

fn maildir(folder: &Path, each: &mut dyn FnMut(Arrival)) -> Result<()> {
    let maildir = Maildir::open(folder)?;
    for key in maildir.keys()? {
        if let Some(arrival) = maildir.read(&key)? {
            each(arrival);
        }
    }
    Ok(())
}

/// What a mail is, in one word.
fn kind(message: &Message) -> &'static str {
    use answers::Incoming;
    match &message.incoming {
        Incoming::Replies(_) => "reply",
        Incoming::Asks { request, .. } => request.word(),
        Incoming::Bounces(_) => "bounce",
        Incoming::Unsubscribe => "unsubscribe",
        Incoming::Automatic(automatic) => automatic.word(),
        Incoming::Other => "other",
        Incoming::Unreadable(_) => "unreadable",
    }
}
