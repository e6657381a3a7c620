//! Arguments of `convoke publish`.

use crate::cli::values::{Output, language};
use crate::domain::language::Language;
use clap::Args;
use std::path::PathBuf;

/// What to put where.
#[derive(Args, Debug)]
pub(in crate::cli) struct PublishArguments {
    /// Scenario file.
    pub(in crate::cli) scenario: PathBuf,
    /// Plan file; without it the dates fixed in the scenario.
    #[arg(long)]
    pub(in crate::cli) plan: Option<PathBuf>,
    /// The calendar, such as `https://calendar.example.org/tsb/meetings/`; it is made if it is not there.
    #[arg(long, value_name = "URL")]
    pub(in crate::cli) to: String,
    /// The name to log in with; the password from CONVOKE_CALDAV_PASSWORD, or from a file.
    #[arg(long, env = "CONVOKE_CALDAV_USER")]
    pub(in crate::cli) user: Option<String>,
    /// File whose first line is the password.
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) password_file: Option<PathBuf>,
    /// Only the meetings of this body; entries of others stay as they are.
    #[arg(long)]
    pub(in crate::cli) body: Option<String>,
    /// Language.
    #[arg(long, value_parser = language, default_value = "en")]
    pub(in crate::cli) language: Language,
    /// The day to look from; today by default. Meetings that were called off stay until they would have been over.
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) on: Option<chrono::NaiveDate>,
    /// Look, show what would be done, and change nothing.
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// Write over what others changed in entries of ours.
    #[arg(long)]
    pub(in crate::cli) overwrite: bool,
    /// Form of the report.
    #[arg(long, value_enum, default_value_t = Output::Text)]
    pub(in crate::cli) format: Output,
}
