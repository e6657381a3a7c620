//! Walks one part of a package once, without building anything: looks for what the XML of spreadsheets never has, and notes
//! what the reader of cells does not tell.

use crate::exchange::sheets::limits;
use crate::exchange::sheets::wire::{Trouble, TroubleKind};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use std::io::{BufReader, Read};

/// What was seen of a part.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// The name of its outermost element.
    pub(super) root: String,
    /// Sheets, where it lists them.
    pub(super) sheets: Vec<Entry>,
    /// What it relates to, by id, where it says so.
    pub(super) relations: Vec<(String, String)>,
    /// Rows that are not shown.
    pub(super) hidden_rows: Vec<u32>,
    /// Columns that are not shown, each from and to.
    pub(super) hidden_columns: Vec<(u32, u32)>,
    /// Merged cells: first row, first column, last row, last column.
    pub(super) merged: Vec<[u32; 4]>,
}

/// A sheet as a workbook lists it.
#[derive(Debug)]
pub(super) struct Entry {
    /// Its name.
    pub(super) name: String,
    /// Under which id its part is found.
    pub(super) relation: String,
    /// It is not shown.
    pub(super) hidden: bool,
}

/// Walks a part of at most so many bytes; how many there were comes back too.
pub(super) fn walk(name: &str, from: impl Read, most: u64) -> Result<(Part, u64), Trouble> {
    let mut guarded = Guarded { from, left: most, read: 0, stretch: 0, broke: None };
    let mut reader = quick_xml::Reader::from_reader(BufReader::with_capacity(32 << 10, &mut guarded));
    let (mut part, mut buffer, mut depth) = (Part::default(), Vec::new(), 0_usize);
    let walked = loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => {
                depth += 1;
                if depth > limits::DEPTH {
                    break Err(format!("elements more than {} deep in one another", limits::DEPTH));
                }
                if let Err(message) = part.see(&tag) {
                    break Err(message);
                }
            }
            Ok(Event::Empty(tag)) => {
                if let Err(message) = part.see(&tag) {
                    break Err(message);
                }
            }
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::DocType(_)) => break Err("a document type, which could define entities".to_owned()),
            Ok(Event::GeneralRef(entity)) if !is_plain(&entity) => {
                break Err(format!("the entity {:?}", entity.chars().take(40).collect::<String>()));
            }
            Ok(Event::Eof) if depth > 0 => break Err("it ends in the middle".to_owned()),
            Ok(Event::Eof) => break Ok(()),
            Ok(_) => {}
            Err(error) => break Err(error.to_string()),
        }
    };
    drop(reader);
    if let Some(trouble) = guarded.trouble(name) {
        return Err(trouble);
    }
    match walked {
        Ok(()) => Ok((part, guarded.read)),
        Err(message) => {
            let message = format!("the part {name:?}: found {message}; expected the plain XML of a spreadsheet");
            Err(Trouble::of(TroubleKind::Xml, message, "open the file in the spreadsheet program and save it again"))
        }
    }
}

/// An entity that XML itself defines, or the number of a character.
fn is_plain(entity: &str) -> bool {
    entity.starts_with('#') || ["amp", "lt", "gt", "quot", "apos"].contains(&entity)
}

impl Part {
    fn see(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        if tag.len() > limits::TAG {
            return Err(format!("a tag of {} bytes", tag.len()));
        }
        let name = tag.local_name();
        if self.root.is_empty() {
            self.root = name.as_ref().to_owned();
        }
        let value = |wanted: &str| {
            tag.attributes().with_checks(false).flatten().find(|one| one.key.local_name().as_ref() == wanted)
        };
        let text = |wanted: &str| {
            value(wanted).and_then(|one| one.normalized_value(XmlVersion::Implicit1_0).ok()).unwrap_or_default()
        };
        let number = |wanted: &str| text(wanted).parse::<u32>().ok();
        let is_hidden = || matches!(text("hidden").as_ref(), "1" | "true");
        // Names of cells go to a reader that counts them out without looking whether they fit its numbers.
        let reference = match name.as_ref() {
            "c" | "row" => value("r"),
            "dimension" | "mergeCell" => value("ref"),
            _ => None,
        };
        if let Some(odd) = reference.filter(|one| !one.value.split(':').all(is_a_cell)) {
            return Err(format!("{:?} as the name of a cell", odd.value.chars().take(40).collect::<String>()));
        }
        match name.as_ref() {
            "sheet" if self.root == "workbook" => self.sheets.push(Entry {
                name: text("name").into_owned(),
                relation: text("id").into_owned(),
                hidden: matches!(text("state").as_ref(), "hidden" | "veryHidden"),
            }),
            "Relationship" => self.relations.push((text("Id").into_owned(), text("Target").into_owned())),
            "row" if is_hidden() => self.hidden_rows.extend(number("r").filter(|row| *row <= limits::ROWS)),
            "col" if is_hidden() => self.hidden_columns.extend(number("min").zip(number("max"))),
            "mergeCell" if self.merged.len() < limits::CELLS => self.merged.extend(corners(&text("ref"))),
            _ => {}
        }
        Ok(())
    }
}

/// At most three letters and at most seven digits: a cell, a row or a column.
fn is_a_cell(name: &str) -> bool {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    let digits = name.len() - letters;
    !name.is_empty() && letters <= 3 && digits <= 7 && name.bytes().skip(letters).all(|byte| byte.is_ascii_digit())
}

/// `B2:C4` as numbers from 1: first row, first column, last row, last column.
fn corners(text: &str) -> Option<[u32; 4]> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let ((row, column), (to_row, to_column)) = (corner(first)?, corner(last)?);
    Some([row, column, to_row, to_column])
}

fn corner(text: &str) -> Option<(u32, u32)> {
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = text.split_at(digits);
    let column = letters.bytes().try_fold(0_u32, |column, letter| {
        let value = u32::from(letter.to_ascii_uppercase().checked_sub(b'A').filter(|value| *value < 26)?) + 1;
        column.checked_mul(26)?.checked_add(value)
    })?;
    Some((digits.parse().ok()?, column))
}

/// Why reading a part was broken off.
#[derive(Debug, Clone, Copy)]
enum Broke {
    /// More bytes than the directory says.
    More,
    /// No tag begins or ends for long.
    Stretch,
    /// What is packed cannot be unpacked.
    Damaged,
}

/// A part that gives no more bytes than the directory promises, and no long stretch without a tag.
struct Guarded<R> {
    from: R,
    left: u64,
    read: u64,
    stretch: u64,
    broke: Option<Broke>,
}

impl<R> Guarded<R> {
    fn trouble(&self, name: &str) -> Option<Trouble> {
        match self.broke? {
            Broke::More => {
                let message = format!("the part {name:?} unpacks to more than the directory of the file says");
                let fix = "open the file in the spreadsheet program and save it again";
                Some(Trouble::of(TroubleKind::Inflate, message, fix))
            }
            Broke::Damaged => {
                let fix = "send the file again";
                Some(Trouble::of(TroubleKind::Container, format!("the part {name:?} is damaged"), fix))
            }
            Broke::Stretch => {
                let message = format!(
                    "the part {name:?}: found a tag or text longer than {} bytes; expected the plain XML of a spreadsheet",
                    limits::STRETCH
                );
                Some(Trouble::of(
                    TroubleKind::Xml,
                    message,
                    "open the file in the spreadsheet program and save it again",
                ))
            }
        }
    }
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.from.read(buffer).inspect_err(|error| {
            // The reader of packages keeps to the directory too, and may be the first to see it.
            let more = error.to_string().contains("larger than");
            self.broke = Some(if more { Broke::More } else { Broke::Damaged });
        })?;
        let bytes = &buffer[..count];
        self.read += count as u64;
        let Some(left) = self.left.checked_sub(count as u64) else {
            self.broke = Some(Broke::More);
            return Err(std::io::Error::other("more than promised"));
        };
        self.left = left;
        match bytes.iter().rposition(|byte| matches!(byte, b'<' | b'>')) {
            Some(at) => self.stretch = (count - at) as u64,
            None => self.stretch += count as u64,
        }
        if self.stretch > limits::STRETCH {
            self.broke = Some(Broke::Stretch);
            return Err(std::io::Error::other("too long a stretch"));
        }
        Ok(count)
    }
}
