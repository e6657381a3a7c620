//! The package of a spreadsheet: a ZIP whose directory is believed in nothing.

use super::markup::{self, Part};
use crate::exchange::sheets::limits;
use crate::exchange::sheets::wire::{Trouble, TroubleKind};
use std::collections::BTreeMap;
use std::io::Cursor;
use zip::{CompressionMethod, ZipArchive};

const SAVE_AGAIN: &str = "save it again as an Excel workbook (.xlsx), without a password";

/// What is known of the parts of a package after each was walked once.
#[derive(Debug)]
pub(super) struct Package {
    parts: BTreeMap<String, Part>,
}

/// One sheet of a package.
#[derive(Debug)]
pub(super) struct Listed<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// It is not shown.
    pub(super) hidden: bool,
    /// What was seen of it.
    pub(super) part: &'a Part,
}

/// Looks at the whole package.
pub(super) fn look(bytes: &[u8]) -> Result<Package, Trouble> {
    let refuse = |message: String| Trouble::of(TroubleKind::Container, message, SAVE_AGAIN);
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(refuse("an old workbook (.xls), or one with a password; expected .xlsx without one".to_owned()));
    }
    if !bytes.starts_with(b"PK") {
        return Err(refuse("no spreadsheet; expected an Excel workbook (.xlsx)".to_owned()));
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| refuse(format!("the file is cut off or damaged: {error}")))?;
    let names = directory(&mut archive)?;
    let mut parts = BTreeMap::new();
    let mut unpacked = 0;
    for (index, name) in names.iter().enumerate().filter(|(_, name)| is_markup(name)) {
        let file = archive.by_index(index).map_err(|error| refuse(format!("the part {name:?} is damaged: {error}")))?;
        let most = file.size().min(limits::UNPACKED - unpacked);
        let (part, size) = markup::walk(name, file, most)?;
        unpacked += size;
        parts.insert(name.clone(), part);
    }
    let package = Package { parts };
    if package.workbook().is_none() {
        return Err(refuse(what_else(&names).to_owned()));
    }
    Ok(package)
}

/// The names of all parts, where the directory promises nothing that is refused.
fn directory(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<Vec<String>, Trouble> {
    let refuse = |message: String| Trouble::of(TroubleKind::Container, message, SAVE_AGAIN);
    if archive.len() > limits::PARTS {
        let message = format!("{} parts; expected at most {}", archive.len(), limits::PARTS);
        return Err(refuse(message));
    }
    let (mut names, mut total) = (Vec::new(), 0_u64);
    for index in 0..archive.len() {
        let file = archive.by_index_raw(index).map_err(|error| refuse(format!("the directory is damaged: {error}")))?;
        let name = file.name().map_err(|error| refuse(format!("a part has no readable name: {error}")))?.into_owned();
        let shown: String = name.chars().take(80).collect();
        let climbs = name.split(['/', '\\']).any(|step| step == "..");
        if climbs || name.starts_with(['/', '\\']) || name.contains(['\0', ':']) || file.is_symlink() {
            return Err(refuse(format!("the part {shown:?} points out of the package")));
        }
        if file.encrypted() {
            return Err(refuse(format!("the part {shown:?} has a password")));
        }
        if !matches!(file.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
            return Err(refuse(format!("the part {shown:?} is packed in a way that spreadsheets are not")));
        }
        let (size, packed) = (file.size(), file.compressed_size());
        total = total.saturating_add(size);
        let inflate = |message: String| {
            Trouble::of(
                TroubleKind::Inflate,
                message,
                "send a workbook with less in it, saved by the spreadsheet program",
            )
        };
        if size > limits::SMALL && size / limits::RATIO > packed {
            let message = format!(
                "the part {shown:?} unpacks from {packed} to {size} bytes; expected at most {} times",
                limits::RATIO
            );
            return Err(inflate(message));
        }
        if total > limits::UNPACKED {
            let message = format!("unpacked it is larger than {} bytes", limits::UNPACKED);
            return Err(inflate(message));
        }
        names.push(name);
    }
    Ok(names)
}

fn is_markup(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or("");
    ["xml", "rels"].iter().any(|markup| markup.eq_ignore_ascii_case(ending))
}

fn what_else(names: &[String]) -> &'static str {
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    if has("xl/workbook.bin") {
        "a binary workbook (.xlsb); expected .xlsx"
    } else if has("mimetype") && has("content.xml") {
        "an OpenDocument file (.ods); expected .xlsx"
    } else if has("word/document.xml") || has("ppt/presentation.xml") {
        "a document or a presentation; expected a workbook (.xlsx)"
    } else {
        "a ZIP file that holds no workbook; expected .xlsx"
    }
}

impl Package {
    /// The part that lists the sheets, with its path.
    fn workbook(&self) -> Option<(&str, &Part)> {
        self.parts.iter().find(|(_, part)| part.root == "workbook").map(|(path, part)| (path.as_str(), part))
    }

    /// The sheets in the order of the workbook.
    pub(super) fn sheets(&self) -> Vec<Listed<'_>> {
        let Some((path, workbook)) = self.workbook() else { return Vec::new() };
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        let relations = self.parts.get(&joined(folder, &format!("_rels/{file}.rels")));
        let target = |id: &str| relations?.relations.iter().find(|(known, _)| known == id).map(|(_, target)| target);
        let listed = workbook.sheets.iter().filter_map(|sheet| {
            let target = target(&sheet.relation)?;
            let path = target.strip_prefix('/').map_or_else(|| joined(folder, target), str::to_owned);
            let part = self.parts.get(&path).filter(|part| part.root == "worksheet")?;
            Some(Listed { name: &sheet.name, hidden: sheet.hidden, part })
        });
        listed.collect()
    }
}

fn joined(folder: &str, path: &str) -> String {
    if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") }
}
