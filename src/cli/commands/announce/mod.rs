//! `convoke announce`: show, prepare, approve and send what follows from a change.

mod again;
mod arguments;
mod send;
mod show;

pub(in crate::cli) use arguments::{AnnounceArguments, RelayArguments};
pub(in crate::cli) use send::{settings as sending_settings, signer};

use crate::announce;
use crate::cli::children;
use crate::cli::circumstances::circumstances;
use crate::cli::files::Folder;
use crate::cli::zones::zones;
use crate::cli::{Exit, console, inputs};
use crate::delivery::compose;
use crate::desk::origin::{Origin, Request};
use crate::desk::telling::approval::{self, Approval, NotApproved, Review};
use crate::desk::telling::{Aim, Telling};
use crate::desk::{DeskError, Unusable};
use crate::exchange::files::{DiskFiles, Files as _};
use crate::store::{Announcement, Store, StoreError};
use anyhow::{Context, Result, bail};

/// Runs the command.
pub(in crate::cli) fn run(arguments: &AnnounceArguments) -> Result<Exit> {
    let to_keep = [arguments.prepare_as.is_some(), arguments.approve_as.is_some(), arguments.send];
    if !to_keep.contains(&true) && !arguments.dry_run && arguments.again.is_none() {
        bail!("say what to do: --dry-run, --prepare-as NAME, --approve-as NAME, --send, or --again NUMBER");
    }
    if arguments.prepare_as.is_some() && arguments.approve_as.is_some() {
        bail!("what somebody prepares, somebody else approves: give --prepare-as and --approve-as one after the other");
    }
    runtime()?.block_on(announce(arguments))
}

/// Where stores and relays are spoken with.
pub(in crate::cli) fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().context("starting to work")
}

async fn announce(arguments: &AnnounceArguments) -> Result<Exit> {
    let mut exit = Exit::Clean;
    let of_store = is_store(&arguments.subject);
    let address = if of_store { &arguments.subject } else { &arguments.store };
    let making = !of_store && arguments.prepare_as.is_some();
    let store = match Store::open(address, making).await {
        Ok(store) => Some(store),
        // Without a store nobody was told anything.
        Err(StoreError::Absent(_)) if arguments.dry_run && !of_store => None,
        Err(error) => return Err(error.into()),
    };
    if let Some(number) = arguments.again {
        let Some(store) = &store else { bail!("--again needs a store") };
        return again::run(store, number).await;
    }
    // What somebody prepared in a store is looked at and approved as it is.
    let prepared_before = match &store {
        Some(store) if of_store && arguments.is_plain() => approval::prepared(store, None).await?,
        _ => None,
    };
    match (&store, &prepared_before) {
        (Some(store), Some(kept)) if arguments.dry_run => return show_prepared(store, kept).await,
        (Some(store), _) if of_store && arguments.approve_as.is_some() => {
            let Some(seen) = &arguments.digest else {
                bail!("say which digest you saw: --digest (convoke announce STORE --dry-run shows it)");
            };
            let by = arguments.approve_as.as_deref().unwrap_or_default();
            exit = match approval::as_kept(store, by, seen).await? {
                Approval::Not(NotApproved::NothingPrepared) => {
                    console::say("nothing is prepared in this store");
                    Exit::Findings
                }
                approval => tell_approval(approval, by),
            };
        }
        (store, _) if arguments.dry_run || arguments.prepare_as.is_some() || arguments.approve_as.is_some() => {
            let telling = match telling(arguments, store.as_ref(), of_store).await? {
                Ok(telling) => telling,
                Err(exit) => return Ok(exit),
            };
            exit = from_sources(&telling, store.as_ref(), arguments).await?;
        }
        _ => {}
    }
    let Some(store) = store else { return Ok(exit) };
    if arguments.send && exit == Exit::Clean {
        exit = send::run(&store, &arguments.sending).await?;
    }
    store.close().await;
    Ok(exit)
}

/// What is to be told: from the files that are named, or from those that the store kept.
async fn telling(
    arguments: &AnnounceArguments,
    store: Option<&Store>,
    of_store: bool,
) -> Result<Result<Telling, Exit>> {
    let mut origin = match store {
        Some(store) if of_store => {
            let (mut origin, _) = Origin::kept(store, None).await?;
            let Request { meetings, reworded, on, .. } = arguments.request();
            origin.request = Request { meetings, reworded, on, ..origin.request };
            // The list that is in force now, and not the one of then.
            origin.registrations = None;
            origin.with_disk(arguments.plan.as_deref(), arguments.recipients.as_deref())
        }
        _ => Origin::disk(arguments.request()),
    };
    if let Some(path) = &arguments.registrations {
        match DiskFiles.read(path, None) {
            Ok(bytes) => origin.registrations = Some(bytes),
            Err(error) => {
                console::say(&format!("{}: {error}", path.display()));
                return Ok(Err(Exit::BadInput));
            }
        }
    }
    let bad = |unusable: &Unusable| inputs::unusable(unusable).map(|_| Err(Exit::BadInput));
    let mut telling = match Telling::read(&origin, zones(), children::desk()) {
        Ok(telling) => telling,
        Err(unusable) => return bad(&unusable),
    };
    inputs::notices(telling.calendar.notices.clone());
    if let Some(store) = store {
        match telling.register_from(store, children::desk()).await {
            Err(DeskError::Unusable(unusable)) => return bad(&unusable),
            registered => registered?,
        }
    }
    Ok(Ok(telling))
}

async fn from_sources(telling: &Telling, store: Option<&Store>, arguments: &AnnounceArguments) -> Result<Exit> {
    if arguments.dry_run {
        return dry_run(telling, store, arguments).await;
    }
    let Some(store) = store else { bail!("there is no store") };
    match (&arguments.prepare_as, &arguments.approve_as) {
        (Some(by), _) => prepare_as(store, telling, by).await,
        (None, Some(by)) => approve_as(store, telling, by, arguments.digest.as_deref()).await,
        (None, None) => Ok(Exit::Clean),
    }
}

/// A file that SQLite wrote, or the address of a server.
pub(in crate::cli) fn is_store(subject: &str) -> bool {
    use std::io::Read as _;
    if subject.starts_with("postgres") && subject.contains("://") {
        return true;
    }
    // Looked at before it is opened: opening a pipe would wait for a writer.
    if !std::fs::metadata(subject).is_ok_and(|about| about.is_file()) {
        return false;
    }
    let mut start = [0_u8; 16];
    let read = std::fs::File::open(subject).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && &start == b"SQLite format 3\0"
}

async fn dry_run(telling: &Telling, store: Option<&Store>, arguments: &AnnounceArguments) -> Result<Exit> {
    let circumstances = circumstances()?;
    let prepared = telling.prepare(store, Aim::Look, &circumstances).await?;
    show::tell(telling, &prepared);
    if let Some(out) = &arguments.out {
        let mut folder = if arguments.secrets { Folder::private(out)? } else { Folder::new(out)? };
        write(&telling.shown(&prepared, arguments.secrets, &circumstances)?, &mut folder)?;
        if arguments.secrets {
            let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
            let line = |cells: &[String; 3]| cells.iter().map(quoted).collect::<Vec<_>>().join(",") + "\r\n";
            let table: String = prepared.links.iter().map(line).collect();
            folder.write("joining.csv", format!("meeting,address,link\r\n{table}"))?;
        }
        console::say(&format!("wrote {} files to {}", folder.written().len(), out.display()));
    }
    Ok(verdict(telling))
}

fn verdict(telling: &Telling) -> Exit {
    if telling.refused.is_empty() { Exit::Clean } else { Exit::Findings }
}

fn write(messages: &[(String, announce::Announcement)], folder: &mut Folder) -> Result<()> {
    for (number, (stem, announcement)) in messages.iter().enumerate() {
        let letter = compose(&announcement.mail).context("composing a mail")?;
        folder.write(&format!("mails/{:05}.{stem}.eml", number + 1), letter.bytes())?;
        folder.write(&format!("invitations/{:05}.{stem}.ics", number + 1), announcement.calendar())?;
    }
    Ok(())
}

async fn prepare_as(store: &Store, telling: &Telling, by: &str) -> Result<Exit> {
    let circumstances = circumstances()?;
    let prepared = telling.prepare(Some(store), Aim::Keep, &circumstances).await?;
    show::tell(telling, &prepared);
    let kept = telling.keep(store, &prepared, by, &circumstances).await?;
    console::say(&format!("prepared as number {}: {} messages, digest {}", kept.number, kept.messages, kept.digest));
    console::say("Somebody else approves it: convoke announce … --approve-as NAME");
    Ok(verdict(telling))
}

async fn approve_as(store: &Store, telling: &Telling, by: &str, seen: Option<&str>) -> Result<Exit> {
    // What the files say now must be what was prepared, to the byte.
    let reviewed = match telling.review(store, &circumstances()?).await? {
        Review::Same(reviewed) => reviewed,
        Review::Not(NotApproved::NothingPrepared) => {
            console::say("nothing is prepared: convoke announce … --prepare-as NAME comes first");
            return Ok(Exit::Findings);
        }
        Review::Not(why) => return Ok(tell_approval(Approval::Not(why), by)),
    };
    show::tell(telling, reviewed.prepared());
    Ok(tell_approval(reviewed.approve(store, by, seen).await?, by))
}

fn tell_approval(approval: Approval, by: &str) -> Exit {
    match approval {
        Approval::Approved { queued, overtaken } => {
            console::say(&format!(
                "approved by {by}: {queued} messages are queued; {overtaken} older ones that had not left are withdrawn"
            ));
            Exit::Clean
        }
        Approval::Not(why) => {
            console::say(&format!("not approved: {why}"));
            Exit::Findings
        }
    }
}

async fn show_prepared(store: &Store, kept: &Announcement) -> Result<Exit> {
    let mut text = format!(
        "Number {}, scenario {}, prepared by {}; {} messages, digest {}\n",
        kept.number, kept.scenario, kept.prepared.0, kept.messages, kept.digest
    );
    for message in store.messages(kept.number).await? {
        let on = message.not_before.and_then(|at| chrono::DateTime::from_timestamp(at, 0));
        let on = on.map_or_else(String::new, |at| format!("  not before {}", at.format("%Y-%m-%d %H:%M UTC")));
        text.push_str(&format!("{}  {}  {}{on}\n", message.meeting, message.reason, message.recipient));
    }
    console::data(&text);
    Ok(Exit::Clean)
}
