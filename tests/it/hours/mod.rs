//! Fair hours: against the slow way, examples, bad input, plans edited by hand, contradictions.

mod bad_input;
mod examples;
mod plans;
mod slowly;

use convoke::domain::series::Series;
use convoke::domain::time::ZoneData;
use convoke::exchange::files::MemoryFiles;
use convoke::exchange::profile::Profiles;
use convoke::exchange::report::Report;
use convoke::exchange::series;
use convoke::planning::hours::{HoursOutcome, Limit, plan};
use std::path::Path;

/// A limit that stops nothing.
pub(crate) const UNLIMITED: Limit<'static> = Limit { steps: None, stop: None };

/// Reads a series from text.
pub(crate) fn try_read(text: &str) -> Result<Series, Report> {
    let files = MemoryFiles::default().with("series.toml", text);
    series::read_from(&files, Path::new("series.toml"), &Profiles::bundled()).map(|loaded| loaded.series)
}

/// Reads a series from text; panics with its findings.
#[track_caller]
pub(crate) fn read(text: &str) -> Series {
    try_read(text).unwrap_or_else(|report| panic!("{}\n{text}", report.text()))
}

/// Plans a series with the data inside the program.
#[track_caller]
pub(crate) fn planned(series: &Series) -> HoursOutcome {
    plan(series, &ZoneData::bundled(), &UNLIMITED).expect("the zones are known")
}
