//! Writing files so that none is ever half written: beside the target first, then renamed onto it.

use anyhow::{Context, Result};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Files to be written together into a folder.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    written: Vec<PathBuf>,
    /// Who else may read the files.
    mode: u32,
}

impl Folder {
    /// Makes the folder if it is not there.
    pub(super) fn new(path: &Path) -> Result<Self> {
        fs::create_dir_all(path).with_context(|| format!("making the folder {}", path.display()))?;
        Ok(Self { path: path.to_owned(), written: Vec::new(), mode: 0o666 })
    }

    /// The same for files that nobody else is to read.
    pub(super) fn private(path: &Path) -> Result<Self> {
        Ok(Self { mode: 0o600, ..Self::new(path)? })
    }

    /// Writes one file; `name` may have one folder in it.
    pub(super) fn write(&mut self, name: &str, bytes: impl AsRef<[u8]>) -> Result<()> {
        let target = self.path.join(name);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).with_context(|| format!("making the folder {}", parent.display()))?;
        }
        write_as(&target, bytes, self.mode)?;
        self.written.push(target);
        Ok(())
    }

    /// What has been written, in order.
    pub(super) fn written(&self) -> &[PathBuf] {
        &self.written
    }
}

/// Writes one file whole or not at all.
pub(super) fn write(target: &Path, bytes: impl AsRef<[u8]>) -> Result<()> {
    write_as(target, bytes, 0o666)
}

/// `mode` is what the user's own mask is taken from.
fn write_as(target: &Path, bytes: impl AsRef<[u8]>, mode: u32) -> Result<()> {
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = target.with_file_name(name);
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    let written = options.open(&part).and_then(|mut file| file.write_all(bytes.as_ref()));
    written.with_context(|| format!("writing {}", target.display()))?;
    fs::rename(&part, target).with_context(|| format!("writing {}", target.display()))
}
