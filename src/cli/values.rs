//! Values and groups of arguments that several commands share.

use crate::domain::language::Language;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::time::Duration;

/// How long to search.
#[derive(Args, Debug, Clone, Copy)]
pub(super) struct BudgetArguments {
    /// Time to search, such as `500ms`, `30s` or `2m`.
    #[arg(long, value_parser = duration, default_value = "30s", conflicts_with = "iterations")]
    pub(super) time: Duration,
    /// Steps to search instead of time: the same steps and seed give the same bytes.
    #[arg(long)]
    pub(super) iterations: Option<u64>,
    /// Seed for whatever is left to chance.
    #[arg(long, default_value_t = 0)]
    pub(super) seed: u64,
    /// Threads to work on: one for the proof, the others for the search; as many as there are processors by default. With
    /// `--iterations` it is always one.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) threads: Option<u16>,
}

/// Where fonts are.
#[derive(Args, Debug)]
pub(super) struct FontArguments {
    /// Folders of fonts for PDF, in place of those of the system; several with `:` between them in CONVOKE_FONTS.
    #[arg(long, env = "CONVOKE_FONTS", value_name = "DIR", value_delimiter = ':')]
    pub(super) fonts: Vec<PathBuf>,
}

/// Half of a day.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HalfArgument {
    /// Before 13:00.
    Morning,
    /// From 13:00.
    Afternoon,
}

/// Form of what is printed.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// One self-contained page.
    Html,
}

/// Form of what has no page of its own.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Output {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// Reads `500ms`, `30s`, `2m`.
fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number: u64 = text[..digits].parse().map_err(|_| format!("{text:?} does not begin with a number"))?;
    let milliseconds = match &text[digits..] {
        "ms" => Some(number),
        "s" => number.checked_mul(1_000),
        "m" => number.checked_mul(60_000),
        "" => return Err(format!("{text:?} has no unit: write {text}s, {text}m or {text}ms")),
        unit => return Err(format!("unknown unit {unit:?}: use ms, s or m")),
    };
    milliseconds
        .filter(|value| (1..=86_400_000).contains(value))
        .map(Duration::from_millis)
        .ok_or_else(|| format!("{text:?} is not between 1ms and one day"))
}

/// A language by its tag.
pub(super) fn language(text: &str) -> Result<Language, String> {
    Language::parse(text).ok_or_else(|| format!("{text:?} is none of {}", Language::ALL.map(Language::tag).join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_need_a_unit() {
        assert_eq!(duration("30s"), Ok(Duration::from_secs(30)));
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert!(duration("30").unwrap_err().contains("30s"));
        assert!(duration("0s").is_err());
        assert!(duration("99999999999999999999s").is_err());
    }
}
