//! What a search found and when, line by line, for those who measure it.

use crate::kernel::Progress;
use anyhow::{Context, Result};
use serde_json::json;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// A file of JSON lines `{"seconds", "level", "cost", "bound"}`, one for each piece of news.
///
/// `seconds` count from the start of the command, reading included; `cost` is that of the best valid placements, by
/// level in the order of the problem, or `null`; `bound` is the proven bound of `level`, or `null`.
#[derive(Debug)]
pub(super) struct Trace {
    began: Instant,
    file: Option<(PathBuf, File)>,
    failed: Option<std::io::Error>,
}

impl Trace {
    /// Starts the clock; without a path nothing is written.
    #[expect(clippy::disallowed_methods, reason = "the real clock is read in cli alone")]
    pub(super) fn new(path: Option<&Path>) -> Result<Self> {
        let began = Instant::now();
        let file = match path {
            Some(path) => {
                let file = File::create(path).with_context(|| format!("writing {}", path.display()))?;
                Some((path.to_owned(), file))
            }
            None => None,
        };
        Ok(Self { began, file, failed: None })
    }

    /// Writes one line at once, so that whoever follows the file sees it.
    pub(super) fn note(&mut self, progress: &Progress) {
        let seconds = (self.began.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
        if let Some((_, file)) = &mut self.file
            && self.failed.is_none()
        {
            let line = json!({
                "seconds": seconds, "level": progress.level, "cost": progress.incumbent, "bound": progress.bound,
            });
            self.failed = file.write_all(format!("{line}\n").as_bytes()).err();
        }
    }

    /// Says so if a line could not be written.
    pub(super) fn done(self) -> Result<()> {
        match (self.failed, self.file) {
            (Some(error), Some((path, _))) => Err(error).with_context(|| format!("writing {}", path.display())),
            _ => Ok(()),
        }
    }
}
