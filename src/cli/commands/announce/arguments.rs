//! Arguments of `convoke announce`.

use crate::desk::origin::Request;
use clap::Args;
use std::path::PathBuf;

/// How to announce.
#[derive(Args, Debug)]
pub(in crate::cli) struct AnnounceArguments {
    /// Scenario file, or a store: then what was prepared in it is meant, else what its last announcement was made from.
    pub(in crate::cli) subject: String,
    /// Plan file; without it the dates fixed in the scenario are announced.
    #[arg(long)]
    pub(in crate::cli) plan: Option<PathBuf>,
    /// What was prepared, approved and sent is kept here: a file, or `postgres://user@host/database`.
    #[arg(long, env = "CONVOKE_STORE", hide_env_values = true, default_value = "convoke.db")]
    pub(in crate::cli) store: String,
    /// Who is written to, as CSV or a workbook (.xlsx) with the columns for, address, name, language, zone, role, kind, join; without it the
    /// officers and lists that the scenario names.
    #[arg(long, value_name = "TABLE")]
    pub(in crate::cli) recipients: Option<PathBuf>,
    /// Who registered; without it the list that the store was given last (`convoke inbox --registrations … --record`).
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) registrations: Option<PathBuf>,
    /// Only these meetings; all by default.
    #[arg(long = "meeting", value_name = "MEETING")]
    pub(in crate::cli) meetings: Vec<String>,
    /// Tell also of changes of wording.
    #[arg(long)]
    pub(in crate::cli) reworded: bool,
    /// The day to announce on; today by default.
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) on: Option<chrono::NaiveDate>,
    /// Show everything that would go out, and change nothing.
    #[arg(long, conflicts_with_all = ["prepare_as", "approve_as", "send"])]
    pub(in crate::cli) dry_run: bool,
    /// With `--dry-run`: folder for every mail and calendar.
    #[arg(long, value_name = "DIR", requires = "dry_run")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// With `--out`: write also what only each recipient may know, tokens and links to join, which are stand-ins otherwise;
    /// and `joining.csv` for the platform: who may join what by which link.
    #[arg(long, requires = "out")]
    pub(in crate::cli) secrets: bool,
    /// Make an announcement again from what the store kept of it, and compare every byte; 0 for all.
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["dry_run", "prepare_as", "approve_as", "send"])]
    pub(in crate::cli) again: Option<i64>,
    /// Keep what would go out, for somebody else to approve.
    #[arg(long, value_name = "NAME", value_parser = crate::cli::names::person)]
    pub(in crate::cli) prepare_as: Option<String>,
    /// Approve what was prepared: exactly that, or nothing.
    #[arg(long, value_name = "NAME", value_parser = crate::cli::names::person)]
    pub(in crate::cli) approve_as: Option<String>,
    /// The digest that was seen, where a store is approved without its scenario.
    #[arg(long)]
    pub(in crate::cli) digest: Option<String>,
    /// Send what is approved and due.
    #[arg(long, requires = "smtp")]
    pub(in crate::cli) send: bool,
    #[command(flatten)]
    pub(in crate::cli) sending: SendingArguments,
}

impl AnnounceArguments {
    /// What was asked for.
    pub(in crate::cli) fn request(&self) -> Request {
        Request {
            scenario: self.subject.clone().into(),
            plan: self.plan.clone(),
            recipients: self.recipients.clone(),
            meetings: self.meetings.clone(),
            reworded: self.reworded,
            on: self.on,
            ..Request::default()
        }
    }

    /// Nothing is said about what is to be told: what was prepared is meant.
    pub(in crate::cli) fn is_plain(&self) -> bool {
        let files = [&self.plan, &self.recipients, &self.registrations, &self.out];
        files.iter().all(|file| file.is_none()) && self.meetings.is_empty() && !self.reworded && self.on.is_none()
    }
}

/// How to send.
#[derive(Args, Debug)]
pub(in crate::cli) struct SendingArguments {
    #[command(flatten)]
    pub(in crate::cli) relay: RelayArguments,
    /// Go on until nothing waits any more, through all repetitions.
    #[arg(long)]
    pub(in crate::cli) wait: bool,
}

/// Whom to hand mails to, and within which limits.
#[derive(Args, Debug)]
pub(in crate::cli) struct RelayArguments {
    /// Server to deliver to, such as `smtp://127.0.0.1:2525`.
    #[arg(long, env = "CONVOKE_SMTP", hide_env_values = true, value_name = "URL")]
    pub(in crate::cli) smtp: Option<String>,
    /// Conversations with it at once.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u8).range(1..=64))]
    pub(in crate::cli) connections: u8,
    /// The most messages to one address in 24 hours.
    #[arg(long, default_value_t = 20)]
    pub(in crate::cli) most_per_day: u32,
    /// The most messages to one domain in a minute; 0 sets no limit.
    #[arg(long, default_value_t = 0)]
    pub(in crate::cli) most_per_minute: u32,
    /// How long work stays with a machine that has fallen silent, in seconds.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=3600), value_name = "SECONDS")]
    pub(in crate::cli) lease: u16,
    /// Key to sign with (DKIM): its selector in the DNS and a PEM file; RSA, Ed25519, or one of each.
    #[arg(long = "dkim-key", value_name = "SELECTOR=FILE")]
    pub(in crate::cli) dkim_keys: Vec<String>,
    /// Domain of the signature: that of the sending office, or one above it.
    #[arg(long, requires = "dkim_keys", value_name = "DOMAIN")]
    pub(in crate::cli) dkim_domain: Option<String>,
}
