//! `convoke announce`: show, prepare, approve and send what follows from a change.

mod arguments;
mod prepare;
mod send;

pub(in crate::cli) use arguments::AnnounceArguments;

use crate::announce;
use crate::cli::files::Folder;
use crate::cli::{Exit, console};
use crate::delivery::compose;
use crate::store::{Announcement, Approval, Message, Store, digest_of_messages};
use anyhow::{Context, Result, bail};
use prepare::{Aim, Prepared, Telling};
use std::collections::{BTreeMap, BTreeSet};

/// Runs the command.
pub(in crate::cli) fn run(arguments: &AnnounceArguments) -> Result<Exit> {
    let asked = [arguments.dry_run, arguments.prepare_as.is_some(), arguments.approve_as.is_some(), arguments.send];
    if !asked.contains(&true) {
        bail!("say what to do: --dry-run, --prepare-as NAME, --approve-as NAME, or --send");
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
    let store = if is_store(&arguments.subject) {
        let store = Store::open(&arguments.subject, false).await?;
        if arguments.prepare_as.is_some() {
            bail!("{} is a store: name the scenario to prepare from", arguments.subject);
        }
        if arguments.dry_run {
            return show_prepared(&store).await;
        }
        if let Some(by) = &arguments.approve_as {
            let Some(seen) = &arguments.digest else {
                bail!("say which digest you saw: --digest (convoke announce {} --dry-run shows it)", arguments.subject);
            };
            exit = approve(&store, None, by, seen).await?;
        }
        store
    } else {
        let telling = match Telling::read(arguments) {
            Ok(telling) => telling,
            Err(exit) => return exit,
        };
        if arguments.dry_run {
            return dry_run(&telling, arguments).await;
        }
        let making = arguments.prepare_as.is_some();
        let store = Store::open(&arguments.store, making).await?;
        if let Some(by) = &arguments.prepare_as {
            exit = prepare_as(&store, &telling, by).await?;
        }
        if let Some(by) = &arguments.approve_as {
            exit = approve_as(&store, &telling, by, arguments.digest.as_deref()).await?;
        }
        store
    };
    if arguments.send && exit == Exit::Clean {
        exit = send::run(&store, &arguments.sending).await?;
    }
    store.close().await;
    Ok(exit)
}

/// A file that SQLite wrote, or the address of a server.
fn is_store(subject: &str) -> bool {
    use std::io::Read as _;
    let mut start = [0_u8; 16];
    let read = std::fs::File::open(subject).and_then(|mut file| file.read_exact(&mut start));
    subject.starts_with("postgres") && subject.contains("://") || (read.is_ok() && &start == b"SQLite format 3\0")
}

async fn dry_run(telling: &Telling, arguments: &AnnounceArguments) -> Result<Exit> {
    // Without a store nobody was told anything.
    let known = match Store::open(&arguments.store, false).await {
        Ok(store) => Some(store),
        Err(crate::store::StoreError::Absent(_)) => None,
        Err(error) => return Err(error.into()),
    };
    let prepared = telling.prepare(known.as_ref(), Aim::Look).await?;
    tell(telling, &prepared);
    if let Some(out) = &arguments.out {
        let mut folder = Folder::new(out)?;
        write(&telling.shown(&prepared, arguments.secrets)?, &mut folder)?;
        console::say(&format!("wrote {} files to {}", folder.written().len(), out.display()));
    }
    Ok(verdict(telling))
}

fn verdict(telling: &Telling) -> Exit {
    if telling.refused.is_empty() { Exit::Clean } else { Exit::Findings }
}

/// What would go out, a line for each meeting and reason, and what would not.
fn tell(telling: &Telling, prepared: &Prepared) {
    for meeting in &telling.refused {
        console::say(&format!("not announced: {meeting} has a broken must that nobody waived (see convoke check)"));
    }
    if !prepared.silent.is_empty() {
        let count = prepared.silent.len();
        console::say(&format!("not written to: {count} addresses that bounced or whose owners stopped these mails"));
    }
    let mut lines: BTreeMap<(&str, String), BTreeMap<String, usize>> = BTreeMap::new();
    for dispatch in &prepared.dispatches {
        let what = dispatch.reason.to_string();
        let language = dispatch.told.recipient.language.to_string();
        *lines.entry((dispatch.announcement.meeting.as_str(), what)).or_default().entry(language).or_default() += 1;
    }
    let mut text = String::new();
    for ((meeting, what), languages) in &lines {
        let languages: Vec<String> = languages.iter().map(|(language, count)| format!("{count} {language}")).collect();
        text.push_str(&format!("{meeting}: {what}; messages: {}\n", languages.join(", ")));
    }
    let people: BTreeSet<String> = prepared.dispatches.iter().map(|dispatch| dispatch.told.recipient.key()).collect();
    text.push_str(&match prepared.dispatches.len() {
        0 => "Nothing is to be announced: everybody knows what is planned.\n".to_owned(),
        1 => "1 message to 1 recipient.\n".to_owned(),
        count => format!("{count} messages to {} recipients.\n", people.len()),
    });
    console::data(&text);
}

fn write(messages: &[(String, announce::Announcement)], folder: &mut Folder) -> Result<()> {
    for (number, (stem, announcement)) in messages.iter().enumerate() {
        let letter = compose(&announcement.mail).context("composing a mail")?;
        folder.write(&format!("mails/{:05}.{stem}.eml", number + 1), letter.bytes())?;
        folder.write(&format!("invitations/{:05}.{stem}.ics", number + 1), &announcement.calendar)?;
    }
    Ok(())
}

async fn prepare_as(store: &Store, telling: &Telling, by: &str) -> Result<Exit> {
    let prepared = telling.prepare(Some(store), Aim::Keep).await?;
    tell(telling, &prepared);
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
    let messages = now.dispatches.iter().map(|dispatch| telling.message(dispatch)).collect::<Result<Vec<Message>>>()?;
    if digest_of_messages(&messages) != kept.digest {
        console::say(&format!(
            "not approved: what is to be announced has changed since {} prepared it; prepare it again",
            kept.prepared.0
        ));
        return Ok(Exit::Findings);
    }
    tell(telling, &now);
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
        Approval::ToldSince => "messages have left since it was prepared; prepare it again".to_owned(),
    };
    console::say(&format!("not approved: {said}"));
    Ok(Exit::Findings)
}

async fn show_prepared(store: &Store) -> Result<Exit> {
    let Some(kept) = prepared(store, None).await? else {
        console::data("Nothing is prepared in this store.\n");
        return Ok(Exit::Clean);
    };
    let mut text = format!(
        "Number {}, scenario {}, prepared by {}; {} messages, digest {}\n",
        kept.number, kept.scenario, kept.prepared.0, kept.messages, kept.digest
    );
    for message in store.messages(kept.number).await? {
        text.push_str(&format!("{}  {}  {}\n", message.meeting, message.reason, message.recipient));
    }
    console::data(&text);
    Ok(Exit::Clean)
}
