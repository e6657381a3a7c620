//! Backup and restore.

use crate::cli::{Exit, console};
use crate::store::{Backup, Store};
use anyhow::{Context, Result};
use std::fs;
use std::io::{BufWriter, Write as _};
use std::path::Path;

pub(super) async fn back_up(store: &str, out: &Path) -> Result<Exit> {
    let store = Store::open(store, false).await?;
    let mut name = out.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = out.with_file_name(name);
    let writing = || format!("writing {}", out.display());
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    // It holds what the store holds.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = BufWriter::new(options.open(&part).with_context(writing)?);
    let written = store.back_up(&mut file).await;
    let done = match written {
        Ok(done) => done,
        Err(error) => {
            // What is there is no backup.
            let _ = fs::remove_file(&part);
            return Err(error.into());
        }
    };
    file.flush().and_then(|()| file.get_ref().sync_all()).with_context(writing)?;
    fs::rename(&part, out).with_context(writing)?;
    console::say(&format!("wrote {}: {} rows", out.display(), done.rows));
    console::say(&format!("SHA-256 {}, head of the log {}", done.digest, head(&done.log_head)));
    store.close().await;
    Ok(Exit::Clean)
}

fn head(head: &str) -> &str {
    if head.is_empty() { "none: nothing was ever done" } else { head }
}

pub(super) async fn restore(backup: &Path, store: &str, who: &str) -> Result<Exit> {
    // The file is read whole before the store is made.
    let backup = Backup::open(backup)?;
    let store = Store::open(store, true).await?;
    let restored = store.restore(&backup, who).await?;
    let made = chrono::DateTime::from_timestamp_millis(backup.made_at);
    let made = made.map_or_else(String::new, |at| at.format(" of %Y-%m-%d %H:%M:%S UTC").to_string());
    console::say(&format!("{} rows of the backup{made} are in {}", restored.rows, store.place()));
    console::say(
        "Nobody is signed in, and programs need new secrets. Sending is stopped: what left since the backup was made is not known.",
    );
    if restored.waiting > 0 {
        console::say(&format!(
            "{} messages wait. Look at them (convoke outbox), then let sending go on (convoke outbox resume).",
            restored.waiting
        ));
    }
    store.close().await;
    Ok(Exit::Clean)
}
