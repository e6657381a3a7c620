//! Where announcements and letters are made from: files of the disk or of any other place, of which it is noted what was
//! read, or what a store kept of them.
//!
//! | name of a source | what |
//! |---|---|
//! | `request.json` | what was asked for: which files, which meetings, on which day |
//! | `file:PATH` | a file that was read, under the name it was asked for by |
//! | `profile:NAME/PATH` | a file of a profile that comes with the program |
//! | `registrations` | the list of registrations, from a file or as the store had it |
//! | `known.json` | what was known then: what had been told, who was not written to, who had answered what |

use super::arrivals::REGISTRATIONS;
use super::calendar::Calendar;
use super::{DeskError, Unusable};
use crate::domain::time::ZoneData;
use crate::exchange::files::{DiskFiles, FileError, Files, MemoryFiles, NotedFiles};
use crate::exchange::profile::Profiles;
use crate::exchange::report::Report;
use crate::store::{Announcement, Store};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

const REQUEST: &str = "request.json";
const FILE: &str = "file:";
const PROFILE: &str = "profile:";

/// What was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Scenario file.
    pub scenario: PathBuf,
    /// Plan file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<PathBuf>,
    /// Table of people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipients: Option<PathBuf>,
    /// Only these meetings; all where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub meetings: Vec<String>,
    /// Changes of wording too.
    #[serde(default)]
    pub reworded: bool,
    /// The day that was played.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
    /// Version of the time-zone data.
    #[serde(default)]
    pub zones: String,
    /// Version of the program.
    #[serde(default)]
    pub program: String,
}

/// What something is made from.
pub struct Origin {
    /// What was asked for.
    pub request: Request,
    /// The files: those of the disk, those that were kept, or others.
    files: Box<dyn Files + Send + Sync>,
    /// The profiles that come with the program, of now or of then.
    profiles: Profiles,
    /// The list of registrations that belongs to it, where one was named or kept.
    pub registrations: Option<Vec<u8>>,
}

impl fmt::Debug for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Origin").field("request", &self.request).finish_non_exhaustive()
    }
}

/// What was read of an origin.
#[derive(Debug, Clone)]
pub struct Read<T> {
    /// The scenario with its plan.
    pub calendar: Calendar,
    /// Whatever else was read.
    pub made: T,
    /// What is to be kept of it.
    pub sources: BTreeMap<String, Vec<u8>>,
}

impl Origin {
    /// Files of the disk.
    #[must_use]
    pub fn disk(request: Request) -> Self {
        Self::of(request, DiskFiles)
    }

    /// Files of another place, such as memory.
    #[must_use]
    pub fn of(request: Request, files: impl Files + Send + Sync + 'static) -> Self {
        Self { request, files: Box::new(files), profiles: Profiles::bundled(), registrations: None }
    }

    /// What a store kept of an announcement: of the one of this number, else of the newest that has sources.
    ///
    /// # Errors
    /// [`DeskError::Store`]; [`DeskError::NotKept`] or [`DeskError::NothingKept`] when there are no sources;
    /// [`DeskError::Record`] and [`DeskError::Profile`] when they cannot be read.
    pub async fn kept(store: &Store, number: Option<i64>) -> Result<(Self, Announcement), DeskError> {
        for announcement in store.announcements().await? {
            if number.is_some_and(|number| number != announcement.number) {
                continue;
            }
            let sources = store.sources(announcement.number).await?;
            if let Some(request) = sources.get(REQUEST) {
                return Ok((Self::from_sources(request, &sources)?, announcement));
            }
        }
        Err(number.map_or(DeskError::NothingKept, DeskError::NotKept))
    }

    fn from_sources(request: &[u8], sources: &BTreeMap<String, Vec<u8>>) -> Result<Self, DeskError> {
        let request = serde_json::from_slice(request)
            .map_err(|why| DeskError::Record { doing: "reading what was asked for", why })?;
        let under = |prefix: &'static str| {
            sources.iter().filter_map(move |(name, bytes)| Some((name.strip_prefix(prefix)?, bytes.clone())))
        };
        let files: MemoryFiles = under(FILE).map(|(path, bytes)| (PathBuf::from(path), bytes)).collect();
        let mut of_profiles: BTreeMap<&str, Vec<(PathBuf, Vec<u8>)>> = BTreeMap::new();
        for (name, bytes) in under(PROFILE) {
            let (name, path) = name.split_once('/').ok_or(DeskError::Profile)?;
            of_profiles.entry(name).or_default().push((PathBuf::from(path), bytes));
        }
        let profiles = of_profiles
            .into_iter()
            .fold(Profiles::none(), |profiles, (name, files)| profiles.with(name, files.into_iter().collect()));
        let registrations = sources.get(REGISTRATIONS).cloned();
        Ok(Self { request, files: Box::new(files), profiles, registrations })
    }

    /// The same with other files of the disk in place of some that were kept.
    #[must_use]
    pub fn with_disk(mut self, plan: Option<&Path>, recipients: Option<&Path>) -> Self {
        let own = [plan, recipients].into_iter().flatten().map(Path::to_owned).collect();
        self.request.plan = plan.map(Path::to_owned).or(self.request.plan);
        self.request.recipients = recipients.map(Path::to_owned).or(self.request.recipients);
        self.files = Box::new(Overlaid { own, kept: self.files });
        self
    }

    /// Reads the scenario and its plan, and by `more` whatever belongs to them, noting all that is read. `zones` is only
    /// noted: by which data it was read.
    ///
    /// # Errors
    /// [`Unusable`]: all findings of the first file that cannot be used.
    pub fn read<T>(
        &self,
        zones: &ZoneData,
        more: impl FnOnce(&dyn Files, &Calendar) -> Result<T, Report>,
    ) -> Result<Read<T>, Unusable> {
        let files = NotedFiles::of(self.files.as_ref());
        let calendar = Calendar::read(&files, &self.profiles, &self.request.scenario, self.request.plan.as_deref())?;
        let made = more(&files, &calendar).map_err(|report| Unusable::files(report).with_notices(&calendar.notices))?;
        let noted = files.noted();
        let mut sources: BTreeMap<String, Vec<u8>> =
            noted.all().map(|(path, bytes)| (format!("{FILE}{}", path.display()), bytes.to_vec())).collect();
        for (name, path, bytes) in self.profiles.all() {
            sources.insert(format!("{PROFILE}{name}/{}", path.display()), bytes.to_vec());
        }
        let request = Request {
            zones: zones.version().to_owned(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            ..self.request.clone()
        };
        // Strings, dates and flags: nothing here can fail to be written.
        sources.insert(REQUEST.to_owned(), serde_json::to_vec(&request).unwrap_or_default());
        Ok(Read { calendar, made, sources })
    }
}

/// Files of the disk in place of some of those that were kept.
struct Overlaid {
    own: Vec<PathBuf>,
    kept: Box<dyn Files + Send + Sync>,
}

impl Files for Overlaid {
    fn read(&self, path: &Path, root: Option<&Path>) -> Result<Vec<u8>, FileError> {
        if self.own.iter().any(|own| own == path) { DiskFiles.read(path, root) } else { self.kept.read(path, root) }
    }
}
