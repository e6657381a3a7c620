//! What several tests share.

use convoke::domain::scenario::Scenario;
use convoke::exchange::files::MemoryFiles;
use convoke::exchange::profile::Profiles;
use convoke::exchange::scenario;
use convoke::kernel::Budget;
use std::path::{Path, PathBuf};

/// Reads a scenario from text; panics with its findings.
#[track_caller]
pub(crate) fn read(text: &str) -> Scenario {
    let files = MemoryFiles::default().with("scenario.toml", text);
    match scenario::read_from(&files, Path::new("scenario.toml"), &Profiles::bundled()) {
        Ok(loaded) => loaded.scenario,
        Err(report) => panic!("{}\n{text}", report.text()),
    }
}

/// Reads a scenario of the repository; panics with its findings.
#[track_caller]
pub(crate) fn read_file(path: &str) -> Scenario {
    match scenario::read(&root().join(path), &Profiles::bundled()) {
        Ok(loaded) => loaded.scenario,
        Err(report) => panic!("{}", report.text()),
    }
}

/// The folder of the project.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A budget of seconds: far more than tests need, so that a slow machine changes nothing.
pub(crate) fn seconds(seconds: f64) -> Budget {
    Budget::Seconds(seconds)
}
