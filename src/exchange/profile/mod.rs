//! Profiles: the rules' numbers and editions, the weights, the secretariat and its venues. Bundled, or a folder of files.

mod read;
mod rules;

pub(super) use read::{Loaded, read};

use super::files::MemoryFiles;
use std::collections::BTreeMap;

/// The profiles inside the program, by name.
#[derive(Debug, Clone)]
pub struct Profiles(BTreeMap<String, MemoryFiles>);

impl Profiles {
    /// Those that come with the program: `itu-t`.
    #[must_use]
    pub fn bundled() -> Self {
        let itu_t = MemoryFiles::default()
            .with("profile.toml", include_str!("../../../config/itu-t/profile.toml"))
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

    /// Their names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The files of one.
    pub(super) fn files(&self, name: &str) -> Option<&MemoryFiles> {
        self.0.get(name)
    }
}
