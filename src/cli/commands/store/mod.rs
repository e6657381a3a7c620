//! `convoke store`: a store as one file, or as files that people read; and back.

mod backup;
mod export;
mod import;
mod people;

use crate::cli::{Exit, names};
use anyhow::Result;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// What to do with a store.
#[derive(Args, Debug)]
pub(in crate::cli) struct StoreArguments {
    /// What to do.
    #[command(subcommand)]
    action: StoreAction,
}

#[derive(Subcommand, Debug)]
enum StoreAction {
    /// Write everything into one file, as it is at one moment; others go on working and sending meanwhile.
    #[command(after_help = "Example:\n  convoke store backup postgres://convoke@db/convoke --out convoke.backup")]
    Backup {
        /// The store: a file, or `postgres://user@host/database`.
        #[arg(env = "CONVOKE_STORE", hide_env_values = true)]
        store: String,
        /// File to write. It holds addresses of people and the secrets of their mails: keep it as the store.
        #[arg(long)]
        out: PathBuf,
    },
    /// Put a backup into an empty store of either kind. Sending is stopped in it until somebody lets it go on.
    #[command(
        after_help = "Example:\n  convoke store restore convoke.backup --store postgres://convoke@db/convoke\n  convoke outbox resume --store postgres://convoke@db/convoke"
    )]
    Restore {
        /// The backup.
        backup: PathBuf,
        /// The store: a file, made if it is not there, or `postgres://user@host/database`.
        #[arg(long, env = "CONVOKE_STORE", hide_env_values = true)]
        store: String,
        /// Your name, for the log.
        #[arg(long = "as", env = "USER", default_value = "somebody", value_name = "NAME", value_parser = names::person)]
        who: String,
    },
    /// Write scenarios, plans, people, registrations, announcements and the log as files that people can read.
    #[command(after_help = "Example:\n  convoke store export convoke.db --out everything")]
    Export {
        /// The store: a file, or `postgres://user@host/database`.
        #[arg(env = "CONVOKE_STORE", hide_env_values = true)]
        store: String,
        /// Folder to write to: one that is not there yet, or empty.
        #[arg(long)]
        out: PathBuf,
    },
    /// Take in scenarios, plans, people and registrations that were exported, or that somebody put into such a folder.
    /// Announcements and the log are for reading: what was told to people moves with a backup.
    #[command(after_help = "Example:\n  convoke store import everything --store new.db")]
    Import {
        /// The folder.
        folder: PathBuf,
        /// The store, without scenarios and people: a file, made if it is not there, or `postgres://user@host/database`.
        #[arg(long, env = "CONVOKE_STORE", hide_env_values = true)]
        store: String,
        /// Your name, for the log.
        #[arg(long = "as", env = "USER", default_value = "somebody", value_name = "NAME", value_parser = names::person)]
        who: String,
    },
}

/// Runs the command.
pub(in crate::cli) fn run(arguments: &StoreArguments) -> Result<Exit> {
    super::announce::runtime()?.block_on(async {
        match &arguments.action {
            StoreAction::Backup { store, out } => backup::back_up(store, out).await,
            StoreAction::Restore { backup, store, who } => backup::restore(backup, store, who).await,
            StoreAction::Export { store, out } => export::run(store, out).await,
            StoreAction::Import { folder, store, who } => import::run(folder, store, who).await,
        }
    })
}

/// The folders of an export.
const SCENARIOS: &str = "scenarios";
const REGISTRATIONS: &str = "registrations";
const ANNOUNCEMENTS: &str = "announcements";
/// Files of an export.
const PEOPLE: &str = "people.toml";
const LOG: &str = "log.csv";
/// Files and folders of a scenario.
const SCENARIO: &str = "scenario.toml";
const FILES: &str = "files";
const PLAN: &str = "plan.toml";
const PLANS: &str = "plans";

/// A name as one part of a path, on any system: what is no letter, digit, dot, hyphen or underscore becomes `%` and its bytes.
fn encoded(name: &str) -> String {
    let plain = |at: usize, byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte) || byte == b'.' && at > 0;
    let one =
        |(at, byte): (usize, u8)| if plain(at, byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    name.bytes().enumerate().map(one).collect()
}

/// The name behind a part of a path; `None` for one that nothing was named by.
fn decoded(part: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    let name = String::from_utf8(bytes).ok()?;
    (encoded(&name) == part).then_some(name)
}

/// A path inside a scenario as a path of the disk.
fn encoded_path(path: &str) -> PathBuf {
    path.split('/').map(encoded).collect()
}

/// What a scenario is called.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Called {
    /// Its name.
    name: String,
    /// Its title.
    title: String,
    /// The file that includes the others.
    main: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_parts_of_paths_and_back() {
        for (name, part) in [
            ("jca-ml-2023", "jca-ml-2023"),
            ("..", "%2E."),
            (".hidden", "%2Ehidden"),
            ("a/b", "a%2Fb"),
            ("été 50%", "%C3%A9t%C3%A9%2050%25"),
            ("", ""),
        ] {
            assert_eq!(encoded(name), part);
            assert_eq!(decoded(part).as_deref(), Some(name));
        }
        for part in ["%", "%2", "%zz", "%2f", "%41", "a b", ".x"] {
            assert_eq!(decoded(part), None, "{part}");
        }
        assert_eq!(encoded_path("meetings/tsag.toml"), PathBuf::from("meetings/tsag.toml"));
    }
}
