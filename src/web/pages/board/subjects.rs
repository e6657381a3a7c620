//! What else than the calendar is planned here: events and series whose files lie among those of the calendar.

use super::encoded;
use crate::domain::event::Event;
use crate::domain::series::Series;
use crate::exchange::profile::Profiles;
use crate::exchange::{event, series};
use crate::web::boards::Open;
use crate::web::error::WebError;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

/// What a file holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// The sessions of a meeting.
    Event,
    /// E-meetings whose hours are to be fair.
    Series,
}

impl Kind {
    pub(super) fn word(self) -> &'static str {
        match self {
            Kind::Event => "event",
            Kind::Series => "series",
        }
    }
}

/// One of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Subject {
    pub(super) kind: Kind,
    /// Its file, which names its plans, too.
    pub(super) path: String,
    pub(super) title: String,
}

impl Subject {
    pub(super) fn address(&self, scenario: &str) -> String {
        let kind = if self.kind == Kind::Event { "events" } else { "hours" };
        format!("/scenarios/{}/{kind}/{}", encoded(scenario), encoded(&self.path))
    }
}

/// All of them, by path: files that have the table `[event]` or `[series]`.
pub(super) fn list(open: &Open) -> Vec<Subject> {
    open.scene.files.all().filter_map(|(path, bytes)| subject(path, bytes)).collect()
}

fn subject(path: &Path, bytes: &[u8]) -> Option<Subject> {
    let text = std::str::from_utf8(bytes).ok()?;
    let has = |table: &str| text.lines().any(|line| line.trim_end() == table);
    let kind = match (has("[event]"), has("[series]")) {
        (true, _) => Kind::Event,
        (_, true) => Kind::Series,
        _ => return None,
    };
    let title = text.lines().find_map(|line| line.strip_prefix("title = \"")?.split('"').next());
    let path = path.display().to_string();
    Some(Subject { kind, title: title.unwrap_or(&path).to_owned(), path })
}

fn known(open: &Open, path: &str, kind: Kind) -> Result<PathBuf, WebError> {
    let found = open.scene.files.all().filter_map(|(path, bytes)| subject(path, bytes));
    let mut found = found.filter(|one| one.kind == kind && one.path == path);
    found.next().map(|one| PathBuf::from(one.path)).ok_or(WebError::Absent)
}

/// The event of a file, read once for each board.
pub(super) fn event_of(open: &Open, path: &str) -> Result<Arc<Event>, WebError> {
    let path = known(open, path, Kind::Event)?;
    let mut events = open.scene.events.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(event) = events.get(&path) {
        return Ok(Arc::clone(event));
    }
    let read = event::read_from(&open.scene.files, &path, &Profiles::bundled()).map_err(WebError::Findings)?;
    let event = Arc::new(read.event);
    events.insert(path, Arc::clone(&event));
    Ok(event)
}

/// The series of a file.
pub(super) fn series_of(open: &Open, path: &str) -> Result<Series, WebError> {
    let path = known(open, path, Kind::Series)?;
    let read = series::read_from(&open.scene.files, &path, &Profiles::bundled()).map_err(WebError::Findings)?;
    Ok(read.series)
}
