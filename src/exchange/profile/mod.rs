//! Profiles: the rules' numbers and editions, the weights, the secretariat and its venues. Bundled, or a folder of files.

mod read;
mod rules;

pub(super) use read::{Loaded, read};

use super::files::MemoryFiles;
use super::report::{Findings, Note, Report, Severity};
use super::sources::{Source, Span};
use crate::domain::profile::Profile;
use std::collections::BTreeMap;
use std::path::Path;

/// The profiles inside the program, by name.
#[derive(Debug, Clone)]
pub struct Profiles(BTreeMap<String, MemoryFiles>);

impl Profiles {
    /// None.
    #[must_use]
    pub fn none() -> Self {
        Self(BTreeMap::new())
    }

    /// Those that come with the program: `itu-t`.
    #[must_use]
    pub fn bundled() -> Self {
        let itu_t = MemoryFiles::default()
            .with("profile.toml", include_str!("../../../config/itu-t/profile.toml"))
            .with("hours.toml", include_str!("../../../config/itu-t/hours.toml"))
            .with("rules/notice.toml", include_str!("../../../config/itu-t/rules/notice.toml"))
            .with("rules/documents.toml", include_str!("../../../config/itu-t/rules/documents.toml"))
            .with("rules/placement.toml", include_str!("../../../config/itu-t/rules/placement.toml"))
            .with("rules/sessions.toml", include_str!("../../../config/itu-t/rules/sessions.toml"));
        Self(BTreeMap::from([("itu-t".to_owned(), itu_t)]))
    }

    /// The same with a profile of one's own; its files are named from its folder (`profile.toml`).
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, files: MemoryFiles) -> Self {
        self.0.insert(name.into(), files);
        self
    }

    /// Reads one of them alone, without a scenario.
    ///
    /// # Errors
    /// All findings of its files; `ref.unknown` when there is none of that name.
    pub fn load(&self, name: &str) -> Result<Profile, Report> {
        let findings = Findings::default();
        let asked = Span::start_of(findings.add_source(Source::new(name.to_owned(), String::new())));
        let loaded = match self.files(name) {
            Some(files) => read(&findings, files, Path::new(""), &format!("profile {name}: "), asked),
            None => {
                let note = Note::error("ref.unknown", asked, format!("there is no profile {name:?}"));
                findings.add(note.near(name, self.names()));
                None
            }
        };
        match loaded {
            Some(loaded) => Ok(loaded.profile),
            None => Err(findings.into_report().only(Severity::Error)),
        }
    }

    /// The files of all of them: name of the profile, path in its folder, bytes.
    pub fn all(&self) -> impl Iterator<Item = (&str, &Path, &[u8])> {
        self.0.iter().flat_map(|(name, files)| files.all().map(move |(path, bytes)| (name.as_str(), path, bytes)))
    }

    /// Their names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The files of one.
    pub(super) fn files(&self, name: &str) -> Option<&MemoryFiles> {
        self.0.get(name)
    }
}
