//! What is put in: copies of the folders of the catalogue, and what is made for a case.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::table::{Case, Made, folder};

/// The workbooks of the tests of spreadsheets, by name.
pub(super) struct Sheets(BTreeMap<&'static str, Vec<u8>>);

impl Sheets {
    pub(super) fn new() -> Self {
        let hostile = crate::sheets::hostile::cases().into_iter().map(|(name, bytes, _)| (name, bytes));
        let cells = crate::sheets::cells::cases().into_iter().map(|(name, bytes, _)| (name, bytes));
        Self(hostile.chain(cells).collect())
    }
}

/// Puts everything of a case into a folder.
pub(super) fn put(case: &Case, sheets: &Sheets, there: &Path) {
    let from = folder().join(&case.name);
    if from.is_dir() {
        copy(&from, there);
    }
    for made in &case.make {
        make(made, there);
    }
    if !case.sheet.is_empty() {
        let bytes = sheets.0.get(case.sheet.as_str()).unwrap_or_else(|| panic!("no workbook {:?}", case.sheet));
        fs::write(there.join("plan.xlsx"), bytes).expect("written");
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let (path, there) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &there);
        } else {
            fs::copy(&path, &there).expect("copied");
        }
    }
}

fn make(made: &Made, there: &Path) {
    let path = there.join(&made.file);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    if made.pipe {
        let made = std::process::Command::new("mkfifo").arg(&path).status().expect("mkfifo");
        assert!(made.success());
    } else if !made.link.is_empty() {
        std::os::unix::fs::symlink(made.link.replace("{catalogue}", &folder().display().to_string()), &path)
            .expect("a link");
    } else if made.hole > 0 {
        fs::File::create(&path).and_then(|file| file.set_len(made.hole)).expect("a hole");
    } else {
        fs::write(&path, [made.head.as_str(), &made.piece.repeat(made.times), &made.tail].concat()).expect("written");
    }
}

/// Everything below a folder: pipes and devices by their names alone, large files by their length.
pub(super) fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    walk(folder, folder, &mut found);
    found
}

fn walk(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let (path, kind) = (entry.path(), entry.file_type().expect("a kind"));
        let name = path.strip_prefix(root).expect("below").display().to_string();
        if kind.is_dir() {
            walk(root, &path, found);
        } else if kind.is_file() {
            let length = entry.metadata().expect("a length").len();
            let bytes =
                if length > 20_000_000 { length.to_be_bytes().to_vec() } else { fs::read(&path).expect("bytes") };
            found.insert(name, bytes);
        } else {
            found.insert(name, Vec::new());
        }
    }
}
