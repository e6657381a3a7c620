//! Where announcements and letters are made from: files of the disk, of which it is noted what was read, or what a store
//! kept of them.
//!
//! | name of a source | what |
//! |---|---|
//! | `request.json` | what was asked for: which files, which meetings, on which day |
//! | `file:PATH` | a file that was read, under the name it was asked for by |
//! | `profile:NAME/PATH` | a file of a profile that comes with the program |
//! | `registrations` | the list of registrations, from a file or as the store had it |
//! | `known.json` | what was known then: what had been told, who was not written to, who had answered what |

use crate::cli::inputs::{self, BadInput};
use crate::exchange::files::{DiskFiles, Files, MemoryFiles, NotedFiles};
use crate::exchange::profile::Profiles;
use crate::exchange::scenario::Loaded;
use crate::store::{Announcement, Store};
use anyhow::{Context, Result, bail};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The name under which a list of registrations is kept, and read again.
pub(super) const REGISTRATIONS: &str = "registrations";
/// The name under which it is kept what was known of people.
pub(super) const KNOWN: &str = "known.json";
const REQUEST: &str = "request.json";
const FILE: &str = "file:";
const PROFILE: &str = "profile:";

/// What was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    /// Scenario file.
    pub(super) scenario: PathBuf,
    /// Plan file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) plan: Option<PathBuf>,
    /// Table of people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) recipients: Option<PathBuf>,
    /// Only these meetings; all where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) meetings: Vec<String>,
    /// Changes of wording too.
    #[serde(default)]
    pub(super) reworded: bool,
    /// The day that was played.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) on: Option<NaiveDate>,
    /// Version of the time-zone data.
    #[serde(default)]
    pub(super) zones: String,
    /// Version of the program.
    #[serde(default)]
    pub(super) program: String,
}

/// What something is made from.
pub(super) struct Origin {
    /// What was asked for.
    pub(super) request: Request,
    /// The files: those of the disk, or those that were kept.
    files: Box<dyn Files>,
    /// The profiles that come with the program, of now or of then.
    profiles: Profiles,
    /// The list of registrations that belongs to it, where one was named or kept.
    pub(super) registrations: Option<Vec<u8>>,
}

/// What was read of an origin.
pub(super) struct Read<T> {
    /// What was made of it.
    pub(super) made: T,
    /// What is to be kept of it.
    pub(super) sources: BTreeMap<String, Vec<u8>>,
}

impl Origin {
    /// Files of the disk.
    pub(super) fn disk(request: Request) -> Self {
        Self { request, files: Box::new(DiskFiles), profiles: Profiles::bundled(), registrations: None }
    }

    /// What a store kept of an announcement: of the one of this number, else of the newest that has sources.
    pub(super) async fn kept(store: &Store, number: Option<i64>) -> Result<(Self, Announcement)> {
        for announcement in store.announcements().await? {
            if number.is_some_and(|number| number != announcement.number) {
                continue;
            }
            let sources = store.sources(announcement.number).await?;
            if let Some(request) = sources.get(REQUEST) {
                return Ok((Self::of(request, &sources)?, announcement));
            }
        }
        match number {
            Some(number) => bail!("the store keeps nothing that an announcement of number {number} was made from"),
            None => bail!("the store keeps nothing that an announcement was made from: name the scenario"),
        }
    }

    fn of(request: &[u8], sources: &BTreeMap<String, Vec<u8>>) -> Result<Self> {
        let request = serde_json::from_slice(request).context("reading what was asked for")?;
        let under = |prefix: &'static str| {
            sources.iter().filter_map(move |(name, bytes)| Some((name.strip_prefix(prefix)?, bytes.clone())))
        };
        let files: MemoryFiles = under(FILE).map(|(path, bytes)| (PathBuf::from(path), bytes)).collect();
        let mut of_profiles: BTreeMap<&str, Vec<(PathBuf, Vec<u8>)>> = BTreeMap::new();
        for (name, bytes) in under(PROFILE) {
            let (name, path) = name.split_once('/').context("a profile without a name")?;
            of_profiles.entry(name).or_default().push((PathBuf::from(path), bytes));
        }
        let profiles = of_profiles
            .into_iter()
            .fold(Profiles::none(), |profiles, (name, files)| profiles.with(name, files.into_iter().collect()));
        let registrations = sources.get(REGISTRATIONS).cloned();
        Ok(Self { request, files: Box::new(files), profiles, registrations })
    }

    /// The same with other files of the disk in place of some that were kept.
    pub(super) fn with_disk(mut self, plan: Option<&Path>, recipients: Option<&Path>) -> Self {
        let own = [plan, recipients].into_iter().flatten().map(Path::to_owned).collect();
        self.request.plan = plan.map(Path::to_owned).or(self.request.plan);
        self.request.recipients = recipients.map(Path::to_owned).or(self.request.recipients);
        self.files = Box::new(Overlaid { own, kept: self.files });
        self
    }

    /// The same with a list of registrations from the disk.
    pub(super) fn with_registrations(mut self, path: Option<&Path>) -> Result<Self, BadInput> {
        if let Some(path) = path {
            match DiskFiles.read(path, None) {
                Ok(bytes) => self.registrations = Some(bytes),
                Err(error) => {
                    super::console::say(&format!("{}: {error}", path.display()));
                    return Err(BadInput);
                }
            }
        }
        Ok(self)
    }

    /// Reads the scenario, and by `more` whatever belongs to it, noting all that is read.
    pub(super) fn read<T>(
        &self,
        more: impl FnOnce(&dyn Files, Loaded) -> Result<T, BadInput>,
    ) -> Result<Read<T>, BadInput> {
        let files = NotedFiles::of(self.files.as_ref());
        let loaded = inputs::everything(&files, &self.profiles, &self.request.scenario)?;
        let made = more(&files, loaded)?;
        let noted = files.noted();
        let mut sources: BTreeMap<String, Vec<u8>> =
            noted.all().map(|(path, bytes)| (format!("{FILE}{}", path.display()), bytes.to_vec())).collect();
        for (name, path, bytes) in self.profiles.all() {
            sources.insert(format!("{PROFILE}{name}/{}", path.display()), bytes.to_vec());
        }
        let request = Request {
            zones: super::zones::zones().version().to_owned(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            ..self.request.clone()
        };
        // Strings, dates and flags: nothing here can fail to be written.
        sources.insert(REQUEST.to_owned(), serde_json::to_vec(&request).unwrap_or_default());
        Ok(Read { made, sources })
    }
}

/// Files of the disk in place of some of those that were kept.
struct Overlaid {
    own: Vec<PathBuf>,
    kept: Box<dyn Files>,
}

impl Files for Overlaid {
    fn read(&self, path: &Path, root: Option<&Path>) -> Result<Vec<u8>, crate::exchange::files::FileError> {
        if self.own.iter().any(|own| own == path) { DiskFiles.read(path, root) } else { self.kept.read(path, root) }
    }
}
