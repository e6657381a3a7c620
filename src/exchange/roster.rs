//! Who is to be written to: a table of people and lists, one a row: a workbook (`.xlsx`), or as spreadsheets save it (CSV;
//! comma, semicolon or tab). Of a workbook, the sheet *Recipients* is read, or its only sheet.
//!
//! | column | what |
//! |---|---|
//! | `for` | a meeting, a body, or `*` for all meetings |
//! | `address` | where to write |
//! | `name` | the name shown; may be left out |
//! | `language` | `ar`, `en`, `es`, `fr`, `ru` or `zh`; `en` where it is left out |
//! | `zone` | the zone of their clocks, such as `Asia/Seoul`; may be left out |
//! | `role` | `chair`, `required`, `optional` or `informed`; `required` where it is left out |
//! | `kind` | `person` or `list`; `person` where it is left out |
//! | `join` | the personal link to join, of those who are registered; may be left out |

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::documents;
use super::files::{DiskFiles, Files};
use super::reader::{Entry, Field};
use super::report::{Findings, Note, Report};
use super::sheets::{self, Column, Desk, Take, needed, optional};
use super::sources::{Source, Span};
use super::tree::{Key, Node, Table, Value};
use super::values::short;
use crate::announce::{Access, Recipient};
use crate::domain::ids::{BodyId, MeetingId};
use crate::domain::language::Language;
use crate::domain::scenario::Scenario;
use crate::domain::text::DisplayName;
use crate::ical::{AttendeeKind, Person, Role};

/// The columns there may be, those that must be there first.
const COLUMNS: [&str; 8] = ["for", "address", "name", "language", "zone", "role", "kind", "join"];
const REQUIRED: usize = 2;

/// The same columns in a workbook.
const SHEET: &str = "Recipients";
const SHEET_COLUMNS: [Column; 8] = [
    needed("for", Take::Word),
    needed("address", Take::Word),
    optional("name", Take::Text),
    optional("language", Take::Word),
    optional("zone", Take::Word),
    optional("role", Take::Word),
    optional("kind", Take::Word),
    optional("join", Take::Word),
];

/// The most rows; whoever writes to more people writes to a list.
const MOST_ROWS: usize = 50_000;
/// The most cells, counted as separators.
const MOST_CELLS: usize = 500_000;

/// The words of two columns.
const ROLES: [(Role, &str); 4] =
    [(Role::Chair, "chair"), (Role::Required, "required"), (Role::Optional, "optional"), (Role::Informed, "informed")];
const KINDS: [(AttendeeKind, &str); 2] = [(AttendeeKind::Individual, "person"), (AttendeeKind::Group, "list")];

/// Reads a roster from the disk: who is to be written to about each meeting, in the order of the rows.
///
/// # Errors
/// All findings with their places.
pub fn read(path: &Path, scenario: &Scenario, desk: Desk<'_>) -> Result<BTreeMap<MeetingId, Vec<Recipient>>, Report> {
    read_from(&DiskFiles, path, scenario, desk)
}

/// Reads a roster from any place that holds files.
///
/// # Errors
/// As [`read`].
pub fn read_from(
    files: &dyn Files,
    path: &Path,
    scenario: &Scenario,
    desk: Desk<'_>,
) -> Result<BTreeMap<MeetingId, Vec<Recipient>>, Report> {
    let findings = Findings::default();
    let mut all: BTreeMap<MeetingId, Vec<Recipient>> = BTreeMap::new();
    let mut seen: BTreeSet<(MeetingId, String)> = BTreeSet::new();
    let rows = rows(&findings, files, path, desk).unwrap_or_default();
    if rows.is_empty() && findings.errors() == 0 {
        // Nobody would be written to, and whoever was invited before would be told that they no longer are.
        let note = Note::error("run.no_recipients", Span::start_of(0), "the table names nobody");
        findings
            .add(note.fix("add a row for each recipient; leave the table out to write to those the scenario names"));
    }
    for (span, row) in rows {
        let entry = Entry::new(&findings, "a row", span, &row);
        let meetings = entry.required("for", |field| meetings(field, scenario));
        let recipient = recipient(&entry);
        let (Some(meetings), Some((recipient, place))) = (meetings, recipient) else { continue };
        for meeting in meetings {
            if !seen.insert((meeting.clone(), recipient.key())) {
                let message = format!("{} stands here twice for {meeting}", short(&recipient.key()));
                let note = Note::error("roster.duplicate", place, message);
                findings.add(note.fix("leave one of the two rows"));
                break;
            }
            all.entry(meeting).or_default().push(recipient.clone());
        }
    }
    if findings.errors() == 0 { Ok(all) } else { Err(findings.into_errors()) }
}

fn meetings(field: Field<'_>, scenario: &Scenario) -> Option<BTreeSet<MeetingId>> {
    let text = field.text()?;
    if text == "*" {
        return Some(scenario.meetings().keys().cloned().collect());
    }
    if let Some((id, _)) = MeetingId::parse(text).ok().and_then(|id| scenario.meetings().get_key_value(&id)) {
        return Some(BTreeSet::from([id.clone()]));
    }
    if let Some(body) = BodyId::parse(text).ok().and_then(|id| scenario.bodies().get(&id)) {
        let of = |meeting: &&MeetingId| scenario.body_of(&scenario.meetings()[*meeting]).id == body.id;
        return Some(scenario.meetings().keys().filter(of).cloned().collect());
    }
    let names = scenario.meetings().keys().map(MeetingId::as_str).chain(scenario.bodies().keys().map(BodyId::as_str));
    let message = format!("{:?} is neither a meeting nor a body of the scenario, nor *", short(text));
    field.findings.add(Note::error("roster.unknown", field.node.span, message).near(text, names));
    None
}

fn recipient(entry: &Entry<'_>) -> Option<(Recipient, Span)> {
    let address = entry.required("address", Field::email);
    let name = entry.optional("name", |field| {
        let found = field.text()?;
        match DisplayName::parse(found) {
            Ok(name) => Some(name),
            Err(error) => field.wrong(error.code(), error.to_string()),
        }
    });
    let language = entry.or("language", Language::English, Field::language);
    let zone = entry.optional("zone", Field::zone);
    let role = entry.or("role", Role::Required, |field| field.word(&ROLES));
    let kind = entry.or("kind", AttendeeKind::Individual, |field| field.word(&KINDS));
    let access = entry.optional("join", Field::web).map_or(Access::General, |link| Access::Registered { link });
    let place = entry.place("address");
    let person = Person { name, address: address? };
    Some((Recipient { kind, role, zone, access, ..Recipient::person(person, language) }, place))
}

/// The rows, each as a table under the names of the columns; cells that are empty are left out.
fn rows(findings: &Findings, files: &dyn Files, path: &Path, desk: Desk<'_>) -> Option<Vec<(Span, Table)>> {
    let shown = path.display().to_string();
    let bytes = match files.read(path, None) {
        Ok(bytes) => bytes,
        Err(error) => {
            let file = findings.add_source(Source::new(shown, String::new()));
            let note = Note::error(error.code(), Span::start_of(file), error.to_string());
            findings.add(note.fix("name a CSV file or a workbook (.xlsx) of at most 10 MB"));
            return None;
        }
    };
    if sheets::is_workbook(path, &bytes) {
        let rows = sheets::rows(findings, desk, &shown, &bytes, SHEET, &SHEET_COLUMNS)?;
        return Some(rows.iter().map(|row| (row.start, row.table())).collect());
    }
    let (file, text) = documents::text(findings, shown, bytes)?;
    let start = Span::start_of(file);
    let first = text.lines().next().unwrap_or_default();
    if first.trim().is_empty() {
        let note = Note::error("roster.empty", start, "the file holds no columns");
        findings.add(note.fix(format!("begin with {}", COLUMNS.join(","))));
        return None;
    }
    if let Some((at, _)) = text.match_indices('\n').nth(MOST_ROWS + 1) {
        let place = Span { file, start: at + 1, end: at + 1 };
        let note = Note::error("scn.size", place, format!("more than {MOST_ROWS} rows"));
        findings.add(note.fix("write to a list, or split the table"));
        return None;
    }
    if let Some((at, _)) = text.match_indices([',', ';', '\t', '\n']).nth(MOST_CELLS) {
        let place = Span { file, start: at, end: at };
        let note = Note::error("scn.size", place, format!("more than {MOST_CELLS} cells"));
        findings.add(note.fix("leave out what holds nothing, or split the table"));
        return None;
    }
    let most = |character: &char| first.matches(*character).count();
    let separator = [',', ';', '\t'].into_iter().max_by_key(most).unwrap_or(',');
    let (records, open) = cells(&text, separator, file);
    if let Some(open) = open {
        let note = Note::error("csv.shape", open, "this quotation mark is never closed: all that follows is one cell");
        findings.add(note.fix("close it, or write \"\" for a quotation mark inside a cell"));
        return None;
    }
    let mut records = records.into_iter();
    let names = records.next()?;
    let mut columns: Vec<Option<&'static str>> = Vec::new();
    for node in &names {
        let Value::Text(name) = &node.value else { continue };
        let known = COLUMNS.into_iter().find(|column| column.eq_ignore_ascii_case(name.trim()));
        if known.is_none() {
            let message = format!("{:?} is no column of a roster", short(name));
            findings.add(Note::error("roster.column", node.span, message).near(name, COLUMNS.into_iter()));
        } else if columns.contains(&known) {
            findings.add(Note::error("roster.column", node.span, format!("{:?} stands here twice", short(name))));
        }
        columns.push(known);
    }
    for missing in COLUMNS[..REQUIRED].iter().filter(|column| !columns.contains(&Some(**column))) {
        let note = Note::error("roster.column", start, format!("the column {missing:?} is missing"));
        findings.add(note.fix(format!("begin with {}", COLUMNS.join(","))));
    }
    if findings.errors() > 0 {
        return None;
    }
    let mut rows = Vec::new();
    for record in records {
        let place = record.first().map_or(start, |node| node.span);
        if record.iter().all(|node| matches!(&node.value, Value::Text(text) if text.trim().is_empty())) {
            continue;
        }
        if record.len() > columns.len() {
            let message = format!("{} cells under {} columns", record.len(), columns.len());
            let note = Note::error("roster.cells", record[columns.len()].span, message);
            findings.add(note.fix("put a cell that holds the separator between double quotes"));
            continue;
        }
        let keys = record.into_iter().zip(&columns).filter_map(|(node, column)| {
            let empty = matches!(&node.value, Value::Text(text) if text.trim().is_empty());
            let name = column.filter(|_| !empty)?;
            Some(Key { name: name.to_owned(), span: node.span, node })
        });
        rows.push((place, Table { keys: keys.collect() }));
    }
    Some(rows)
}

/// The cells of a text (RFC 4180), with their places: readers of such files keep those of rows at best. And the place of a
/// quotation mark that is never closed.
fn cells(text: &str, separator: char, file: usize) -> (Vec<Vec<Node>>, Option<Span>) {
    let (mut records, mut record) = (Vec::new(), Vec::new());
    let (mut value, mut start, mut quoted, mut opened) = (String::new(), 0, false, 0);
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let ends = character == separator || character == '\n';
        match character {
            '"' if quoted && characters.peek().is_some_and(|(_, next)| *next == '"') => {
                characters.next();
                value.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if value.is_empty() => (quoted, opened) = (true, at),
            _ if ends && !quoted => {
                let value = Value::Text(std::mem::take(&mut value).trim().to_owned());
                record.push(Node { span: Span { file, start, end: at }, value });
                start = at + character.len_utf8();
                if character == '\n' {
                    records.push(std::mem::take(&mut record));
                }
            }
            _ => value.push(character),
        }
    }
    if !value.is_empty() || !record.is_empty() {
        record.push(Node { span: Span { file, start, end: text.len() }, value: Value::Text(value.trim().to_owned()) });
        records.push(record);
    }
    (records, quoted.then_some(Span { file, start: opened, end: opened + 1 }))
}
