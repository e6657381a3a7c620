//! Arguments of `convoke inbox`.

use crate::cli::values::Output;
use clap::Args;
use std::path::PathBuf;

/// What came back, and to what.
#[derive(Args, Debug)]
pub(in crate::cli) struct InboxArguments {
    /// Scenario file.
    pub(in crate::cli) scenario: PathBuf,
    /// Plan file that was announced; without it the dates fixed in the scenario.
    #[arg(long)]
    pub(in crate::cli) plan: Option<PathBuf>,
    /// The plan announced before that: answers to its dates are told apart.
    #[arg(long, value_name = "PLAN")]
    pub(in crate::cli) after: Option<PathBuf>,
    /// What everybody was told is read from here: a file, or `postgres://user@host/database`. Without it everybody whom
    /// the scenario names is taken to know the plan.
    #[arg(long, conflicts_with = "after")]
    pub(in crate::cli) store: Option<String>,
    /// Keep the mails in the store, and in a Maildir note that they have been dealt with. What bounced or was stopped is
    /// not written to any more, and reminders that nobody needs after this are withdrawn.
    #[arg(long, requires = "store")]
    pub(in crate::cli) record: bool,
    /// Maildir whose new mails are read.
    #[arg(long, value_name = "DIR", required_unless_present_any = ["imap", "registrations"])]
    pub(in crate::cli) maildir: Option<PathBuf>,
    /// IMAP mailbox, such as `imaps://user@mail.example.org/INBOX`; the password from CONVOKE_IMAP_PASSWORD.
    #[arg(long, value_name = "URL", conflicts_with = "maildir")]
    pub(in crate::cli) imap: Option<String>,
    /// Only mails of the IMAP mailbox after this position, as the last reading told it.
    #[arg(long, value_name = "VALIDITY.UID", conflicts_with = "maildir", value_parser = position)]
    pub(in crate::cli) since: Option<(u32, u32)>,
    /// List of registrations, whole: who is no longer in it is no longer registered. With `--record` the store keeps it, and
    /// announcing knows it; without a list here, the one that the store has.
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) registrations: Option<PathBuf>,
    /// The day to look from; by default the day the scenario was made.
    #[arg(long)]
    pub(in crate::cli) on: Option<chrono::NaiveDate>,
    /// Form.
    #[arg(long, value_enum, default_value_t = Output::Text)]
    pub(in crate::cli) format: Output,
}

/// A position in an IMAP mailbox.
fn position(text: &str) -> Result<(u32, u32), String> {
    let read = || {
        let (validity, last) = text.split_once('.')?;
        Some((validity.parse().ok()?, last.parse().ok()?))
    };
    read().ok_or_else(|| "expected two numbers with a dot between, as a reading of the mailbox tells them".to_owned())
}
