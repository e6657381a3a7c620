//! Font files in the folders of a system, by name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Where systems keep fonts: Debian and its kin, then macOS and Windows.
pub const USUAL_FOLDERS: [&str; 5] =
    ["/usr/local/share/fonts", "/usr/share/fonts", "/Library/Fonts", "/System/Library/Fonts", "C:\\Windows\\Fonts"];

/// Endings of font files.
const ENDINGS: [&str; 3] = ["ttf", "otf", "ttc"];
/// Folders deeper than this are not looked into: links may lead back.
const DEEPEST: usize = 6;
/// Larger files are no fonts of letters; the largest known has 27 MB.
const LARGEST_FONT: u64 = 100_000_000;

/// The files with these names (without ending) in the folders and below, with their bytes, by name. Of several of one name
/// the first is taken: folders in the order given, names in order. Folders that are not there hold nothing.
///
/// # Errors
/// What the system said when a file that is there cannot be read, with its path.
pub fn find(
    folders: &[PathBuf],
    stems: &BTreeSet<String>,
) -> Result<BTreeMap<String, Vec<u8>>, (PathBuf, std::io::Error)> {
    let mut found = BTreeMap::<String, PathBuf>::new();
    for folder in folders {
        look(folder, stems, DEEPEST, &mut found);
    }
    let read = |(stem, path): (String, PathBuf)| match std::fs::read(&path) {
        Ok(bytes) => Ok((stem, bytes)),
        Err(error) => Err((path, error)),
    };
    found.into_iter().map(read).collect()
}

fn look(folder: &Path, stems: &BTreeSet<String>, deeper: usize, found: &mut BTreeMap<String, PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let Ok(about) = std::fs::metadata(&path) else { continue };
        if about.is_dir() {
            if deeper > 0 {
                look(&path, stems, deeper - 1, found);
            }
            continue;
        }
        let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
        let font = ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()));
        let Some(stem) = path.file_stem().and_then(|stem| stem.to_str()).filter(|stem| stems.contains(*stem)) else {
            continue;
        };
        if font && about.is_file() && about.len() <= LARGEST_FONT {
            found.entry(stem.to_owned()).or_insert(path);
        }
    }
}
