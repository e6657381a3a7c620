//! Making announcements again from what the store kept of them.

use crate::cli::circumstances::circumstances;
use crate::cli::{Exit, console, inputs};
use crate::desk::telling::again::{Again, again};
use crate::store::Store;
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
        let again = again(store, &kept, &circumstances()?).await?;
        match &again {
            Again::Made { notices, .. } => inputs::notices(notices.clone()),
            // What is wrong is told before the line, which says the rest.
            Again::Unreadable(unusable) => drop(inputs::unusable(unusable)),
            Again::NoSources => {}
        }
        console::data(&format!("{}: {again}\n", kept.number));
        if !again.is_same() {
            exit = Exit::Findings;
        }
    }
    if found == 0 {
        console::say(&format!("the store has no announcement of number {number}"));
        return Ok(Exit::Findings);
    }
    Ok(exit)
}
