//! `convoke announce`: show, prepare, approve and send what follows from a change.

mod again;
mod arguments;
mod prepare;
mod send;
mod show;

pub(in crate::cli) use arguments::AnnounceArguments;

use crate::announce;
use crate::cli::files::Folder;
use crate::cli::origin::{Origin, Request};
use crate::cli::{Exit, console};
use crate::delivery::compose;
use crate::store::{Announcement, Approval, MessagesDigest, Store, StoreError};
use anyhow::{Context, Result, bail};
pub(in crate::cli) use prepare::standing;
use prepare::{Aim, Telling};

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
        Some(store) if of_store && arguments.is_plain() => prepared(store, None).await?,
        _ => None,
    };
    match (&store, &prepared_before) {
        (Some(store), Some(kept)) if arguments.dry_run => return show_prepared(store, kept).await,
        (Some(store), _) if of_store && arguments.approve_as.is_some() => {
            let Some(seen) = &arguments.digest else {
                bail!("say which digest you saw: --digest (convoke announce STORE --dry-run shows it)");
            };
            let by = arguments.approve_as.as_deref().unwrap_or_default();
            exit = approve(store, None, by, seen).await?;
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
    let origin = match store {
        Some(store) if of_store => {
            let (mut origin, _) = Origin::kept(store, None).await?;
            let Request { meetings, reworded, on, .. } = prepare::request(arguments);
            origin.request = Request { meetings, reworded, on, ..origin.request };
            // The list that is in force now, and not the one of then.
            origin.registrations = None;
            origin.with_disk(arguments.plan.as_deref(), arguments.recipients.as_deref())
        }
        _ => Origin::disk(prepare::request(arguments)),
    };
    let Ok(origin) = origin.with_registrations(arguments.registrations.as_deref()) else {
        return Ok(Err(Exit::BadInput));
    };
    let mut telling = match Telling::read(&origin) {
        Ok(telling) => telling,
        Err(exit) => return exit.map(Err),
    };
    if let Some(store) = store
        && telling.register_from(store).await?.is_err()
    {
        return Ok(Err(Exit::BadInput));
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
    let mut start = [0_u8; 16];
    let read = std::fs::File::open(subject).and_then(|mut file| file.read_exact(&mut start));
    subject.starts_with("postgres") && subject.contains("://") || (read.is_ok() && &start == b"SQLite format 3\0")
}

async fn dry_run(telling: &Telling, store: Option<&Store>, arguments: &AnnounceArguments) -> Result<Exit> {
    let prepared = telling.prepare(store, Aim::Look).await?;
    show::tell(telling, &prepared);
    if let Some(out) = &arguments.out {
        let mut folder = if arguments.secrets { Folder::private(out)? } else { Folder::new(out)? };
        write(&telling.shown(&prepared, arguments.secrets)?, &mut folder)?;
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
    let prepared = telling.prepare(Some(store), Aim::Keep).await?;
    show::tell(telling, &prepared);
    let kept = telling.keep(store, &prepared, by).await?;
    console::say(&format!("prepared as number {}: {} messages, digest {}", kept.number, kept.messages, kept.digest));
    console::say("Somebody else approves it: convoke announce … --approve-as NAME");
    Ok(verdict(telling))
}

/// What was prepared last for a scenario, or for any, and not approved yet.
async fn prepared(store: &Store, scenario: Option<&str>) -> Result<Option<Announcement>> {
    let all = store.announcements().await?;
    let fits = |one: &Announcement| scenario.is_none_or(|scenario| one.scenario == scenario);
    Ok(all.into_iter().find(|one| one.approved.is_none() && fits(one)))
}

async fn approve_as(store: &Store, telling: &Telling, by: &str, seen: Option<&str>) -> Result<Exit> {
    let Some(kept) = prepared(store, Some(telling.scenario.name.as_str())).await? else {
        console::say("nothing is prepared: convoke announce … --prepare-as NAME comes first");
        return Ok(Exit::Findings);
    };
    // What the files say now must be what was prepared, to the byte.
    let now = telling.prepare(Some(store), Aim::Approve(&kept)).await?;
    let mut digest = MessagesDigest::default();
    for message in telling.messages(&now) {
        digest.add(&message?);
    }
    if digest.finish() != kept.digest {
        console::say(&format!(
            "not approved: what is to be announced has changed since {} prepared it; prepare it again",
            kept.prepared.0
        ));
        return Ok(Exit::Findings);
    }
    show::tell(telling, &now);
    let seen = seen.unwrap_or(&kept.digest).to_owned();
    approve(store, Some(kept), by, &seen).await
}

async fn approve(store: &Store, kept: Option<Announcement>, by: &str, seen: &str) -> Result<Exit> {
    let kept = match kept {
        Some(kept) => Some(kept),
        None => prepared(store, None).await?,
    };
    let Some(kept) = kept else {
        console::say("nothing is prepared in this store");
        return Ok(Exit::Findings);
    };
    let said = match store.approve(kept.number, by, seen).await? {
        Approval::Approved { queued, overtaken } => {
            console::say(&format!(
                "approved by {by}: {queued} messages are queued; {overtaken} older ones that had not left are withdrawn"
            ));
            return Ok(Exit::Clean);
        }
        Approval::Nothing => "it is no longer there".to_owned(),
        Approval::SamePerson => format!("{} prepared it; another person approves", kept.prepared.0),
        Approval::Already { by } => format!("{by} approved it before"),
        Approval::OtherDigest { found } => format!("what is prepared has the digest {found}"),
        Approval::Unusual { messages, most, by } => format!(
            "{messages} messages are more than twice as many as ever before ({most}); {by} approved, and one more person has to"
        ),
        Approval::ToldSince => "messages have left since it was prepared; prepare it again".to_owned(),
    };
    console::say(&format!("not approved: {said}"));
    Ok(Exit::Findings)
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
