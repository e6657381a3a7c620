//! Making an announcement again from what the store kept of it.

use super::prepare::Telling;
use crate::cli::origin::Origin;
use crate::cli::zones::zones;
use crate::cli::{Exit, console};
use crate::store::{Announcement, Message, Store};
use anyhow::Result;

/// Makes one announcement again, or with 0 all of them, and says whether each message is what was kept, to the byte.
pub(super) async fn run(store: &Store, number: i64) -> Result<Exit> {
    let mut exit = Exit::Clean;
    let mut found = 0;
    for kept in store.announcements().await?.into_iter().rev() {
        if number != 0 && number != kept.number {
            continue;
        }
        found += 1;
        let (line, same) = one(store, &kept).await?;
        console::data(&format!("{}: {line}\n", kept.number));
        if !same {
            exit = Exit::Findings;
        }
    }
    if found == 0 {
        console::say(&format!("the store has no announcement of number {number}"));
        return Ok(Exit::Findings);
    }
    Ok(exit)
}

async fn one(store: &Store, kept: &Announcement) -> Result<(String, bool)> {
    if store.sources(kept.number).await?.is_empty() {
        return Ok(("was prepared before the store kept what announcements are made from".to_owned(), false));
    }
    let (origin, _) = Origin::kept(store, Some(kept.number)).await?;
    let Ok(telling) = Telling::read(&origin) else {
        return Ok(("what it was made from can no longer be read".to_owned(), false));
    };
    let again = telling.prepare_again(store, kept).await?;
    let made = telling.messages(&again).collect::<Result<Vec<Message>>>()?;
    let messages = store.messages(kept.number).await?;
    let differing = messages.iter().zip(&made).filter(|(one, other)| !same(one, other, origin.request.on.is_some()));
    let differing = differing.count() + messages.len().abs_diff(made.len());
    if differing == 0 {
        return Ok((format!("made again from the store, {} messages are the same to the byte", messages.len()), true));
    }
    let (then, now) = (&origin.request, zones().version());
    let mut why = String::new();
    if then.zones != now {
        why = format!("; it was made with time-zone data {}, and these are {now}", then.zones);
    } else if then.program != env!("CARGO_PKG_VERSION") {
        why = format!("; it was made by version {} of the program", then.program);
    }
    Ok((format!("{differing} of {} messages are no longer the same{why}", messages.len()), false))
}

/// What goes out is the same. Where a day was played, reminders leave by the clock of the day on which they were prepared.
fn same(one: &Message, other: &Message, played: bool) -> bool {
    let bytes = |one: &Message| {
        (
            one.meeting.clone(),
            one.recipient.clone(),
            one.return_address.clone(),
            one.message_id.clone(),
            one.bytes.clone(),
        )
    };
    bytes(one) == bytes(other) && one.told == other.told && (played || one.not_before == other.not_before)
}
