//! Where files come from: a disk, or memory. Reading is guarded: only ordinary files, of bounded size, inside their folder.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Largest file read, in bytes.
pub const LARGEST_FILE: u64 = 10_000_000;

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// There is none of that name.
    #[error("there is no such file")]
    Absent,
    /// A folder, a pipe, a device: not an ordinary file.
    #[error("{0}; expected an ordinary file")]
    Kind(&'static str),
    /// Larger than [`LARGEST_FILE`].
    #[error("larger than {LARGEST_FILE} bytes")]
    Size,
    /// It lies outside the folder it may be read from, for instance through a symbolic link.
    #[error("lies outside the folder of the file that names it")]
    Outside,
    /// The system refused.
    #[error("{0}")]
    System(String),
}

impl FileError {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Absent => "file.absent",
            Self::Kind(_) => "file.kind",
            Self::Size => "file.size",
            Self::Outside => "path.outside",
            Self::System(_) => "file.unreadable",
        }
    }
}

/// A place that holds files.
pub trait Files {
    /// The bytes of a file. With `root`, the file must lie in that folder or below, links followed.
    ///
    /// # Errors
    /// [`FileError`]; nothing is read of what is not an ordinary file of at most [`LARGEST_FILE`] bytes.
    fn read(&self, path: &Path, root: Option<&Path>) -> Result<Vec<u8>, FileError>;
}

/// Files of the disk.
#[derive(Debug, Clone, Copy, Default)]
pub struct DiskFiles;

impl Files for DiskFiles {
    fn read(&self, path: &Path, root: Option<&Path>) -> Result<Vec<u8>, FileError> {
        let system = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound => FileError::Absent,
            _ => FileError::System(error.kind().to_string()),
        };
        let real = std::fs::canonicalize(path).map_err(system)?;
        if let Some(root) = root {
            let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
            if !real.starts_with(std::fs::canonicalize(root).map_err(system)?) {
                return Err(FileError::Outside);
            }
        }
        // Looked at before it is opened: opening a pipe would wait for a writer.
        let about = std::fs::metadata(&real).map_err(system)?;
        if about.is_dir() {
            return Err(FileError::Kind("this is a folder"));
        }
        if !about.is_file() {
            return Err(FileError::Kind("this is a pipe or a device"));
        }
        if about.len() > LARGEST_FILE {
            return Err(FileError::Size);
        }
        let mut bytes = Vec::new();
        let file = std::fs::File::open(&real).map_err(system)?;
        file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(system)?;
        if bytes.len() as u64 > LARGEST_FILE { Err(FileError::Size) } else { Ok(bytes) }
    }
}

/// Files held in memory: those inside the program, and those of tests.
#[derive(Debug, Clone, Default)]
pub struct MemoryFiles(BTreeMap<PathBuf, Vec<u8>>);

impl MemoryFiles {
    /// The same with one more file.
    #[must_use]
    pub fn with(mut self, path: impl Into<PathBuf>, bytes: impl Into<Vec<u8>>) -> Self {
        self.0.insert(path.into(), bytes.into());
        self
    }
}

impl Files for MemoryFiles {
    fn read(&self, path: &Path, root: Option<&Path>) -> Result<Vec<u8>, FileError> {
        if root.is_some_and(|root| !path.starts_with(root)) {
            return Err(FileError::Outside);
        }
        let bytes = self.0.get(path).ok_or(FileError::Absent)?;
        if bytes.len() as u64 > LARGEST_FILE { Err(FileError::Size) } else { Ok(bytes.clone()) }
    }
}

impl FromIterator<(PathBuf, Vec<u8>)> for MemoryFiles {
    fn from_iter<I: IntoIterator<Item = (PathBuf, Vec<u8>)>>(files: I) -> Self {
        Self(files.into_iter().collect())
    }
}

impl MemoryFiles {
    /// All of them, with their paths.
    pub fn all(&self) -> impl Iterator<Item = (&Path, &[u8])> {
        self.0.iter().map(|(path, bytes)| (path.as_path(), bytes.as_slice()))
    }
}

/// Other files, of which it is noted what was read of them: read again from what was noted, everything is as it was.
#[derive(Debug)]
pub struct NotedFiles<'a, F: ?Sized> {
    files: &'a F,
    noted: RefCell<MemoryFiles>,
}

impl<'a, F: Files + ?Sized> NotedFiles<'a, F> {
    /// Nothing is read yet.
    pub fn of(files: &'a F) -> Self {
        Self { files, noted: RefCell::default() }
    }

    /// What was read.
    pub fn noted(self) -> MemoryFiles {
        self.noted.into_inner()
    }
}

impl<F: Files + ?Sized> Files for NotedFiles<'_, F> {
    fn read(&self, path: &Path, root: Option<&Path>) -> Result<Vec<u8>, FileError> {
        let bytes = self.files.read(path, root)?;
        self.noted.borrow_mut().0.insert(path.to_owned(), bytes.clone());
        Ok(bytes)
    }
}

/// A path written in a file, made safe: relative, without `..`, drive or backslash.
pub(super) fn inner_path(text: &str) -> Option<PathBuf> {
    let plain = !text.is_empty()
        && text.len() <= 300
        && !text.starts_with('/')
        && !text.contains(['\\', ':', '\0'])
        && text.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
    plain.then(|| PathBuf::from(text))
}
