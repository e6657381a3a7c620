//! Files that somebody sent to break the reader: each is a finding, quickly, in a quarter of a gigabyte.

use super::made::{D, HEADINGS, Is, N, T, parts, row, sheet};
use super::package::{Entry, package, packed, repeated, stored};
use super::{CHILDREN, Half, SCENARIO, file, path, told};
use crate::helpers::read;
use convoke::exchange::sheets::{Desk, read_calendar};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

fn good() -> String {
    sheet("", &(row(1, "", &HEADINGS) + &row(2, "", &[Some(T("jca-1")), None, None, Some(D("46100"))])), "")
}

/// A good calendar with another sheet in its place.
fn with_sheet(text: impl AsRef<[u8]>) -> Vec<Entry> {
    replaced("xl/worksheets/sheet1.xml", packed("xl/worksheets/sheet1.xml", text))
}

fn replaced(name: &str, part: Entry) -> Vec<Entry> {
    let mut entries = parts("", &[("Calendar", "", good())]);
    entries.retain(|entry| entry.name != name);
    entries.insert(0, part);
    entries
}

fn with(more: impl IntoIterator<Item = Entry>) -> Vec<Entry> {
    let mut entries = parts("", &[("Calendar", "", good())]);
    entries.extend(more);
    entries
}

fn codes(bytes: Vec<u8>, desk: Desk<'_>) -> (Vec<String>, String) {
    match read_calendar(desk, &file(bytes), path(), &read(SCENARIO)) {
        Ok(_) => (Vec::new(), String::new()),
        Err(report) => (told(&report), report.text()),
    }
}

#[test]
fn the_good_file_is_good() {
    assert_eq!(codes(package(&with([])), Desk::new(&Half)), (Vec::new(), String::new()));
}

/// What is sent, and what is said.
pub(crate) fn cases() -> Vec<(&'static str, Vec<u8>, &'static [&'static str])> {
    let whole = package(&with([]));
    let cell = |at: &str| format!("<row><c r=\"{at}\" t=\"inlineStr\"><is><t>id</t></is></c></row>");
    let far = package(&with_sheet(sheet("", &(cell("A1") + &cell("XFD1048576")), "")));
    assert!(far.len() < 3_000, "{}", far.len());
    let mut attributes = String::from("<worksheet");
    for number in 0..800_000 {
        _ = write!(attributes, " a{number}=\"\"");
    }
    attributes.push_str("/>");
    let thousand: String = (0..9_000).map(|number| format!(" a{number}=\"\"")).collect();
    let rows = b"<row><c><v>1</v></c><c><v>1</v></c><c><v>1</v></c></row>".repeat(20_000);
    let giant = |times| {
        repeated("xl/worksheets/sheet1.xml", "<worksheet><sheetData>", &rows, times, "</sheetData></worksheet>")
    };
    let mut liar = giant(40);
    liar.size = 200_000;
    // Digits pack badly enough to pass for a table, until all of it is unpacked.
    let cell_of_noise = |n: u64| format!("<c><v>{}</v></c>", n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 48);
    let row_of_noise =
        |row: u64| format!("<row>{}</row>", (0..200).map(|n| cell_of_noise(200 * row + n)).collect::<String>());
    let noise: String = (0..1_501).map(row_of_noise).collect();
    let text_of_noise: String =
        (0..700_000_u64).map(|n| format!("{:x}", n.wrapping_mul(0x9E37_79B9_7F4A_7C15))).collect();
    let link = Entry { attributes: 0o120_777 << 16, ..stored("xl/link.xml", "/etc/passwd") };
    let secret = Entry { flags: 1, ..packed("xl/secret.xml", "<a/>") };
    let strange = Entry { method: 12, ..stored("xl/strange.xml", "<a/>") };
    let many = |count: usize| (0..count).map(|number| stored(&format!("x{number}"), ""));
    let wide: String = (1..=400).map(|n| format!("<c r=\"{}\"><v>{n}</v></c>", column(n) + "1")).collect();
    let strings = "<sst xmlns=\"x\" uniqueCount=\"9000000000\"><si><t>a</t></si></sst>";
    vec![
        ("41 cells A1 and XFD1048576", far, &["xlsx.range Calendar!XFD1048576"]),
        (
            "41 four hundred columns",
            package(&with_sheet(sheet("", &format!("<row>{wide}</row>"), ""))),
            &["xlsx.range Calendar!IW1", "xlsx.range Calendar!IX1", "xlsx.range Calendar!IY1"],
        ),
        ("42 a gigabyte in a megabyte", package(&replaced("xl/worksheets/sheet1.xml", giant(950))), &["xlsx.inflate"]),
        ("42 more than the directory says", package(&replaced("xl/worksheets/sheet1.xml", liar)), &["xlsx.inflate"]),
        (
            "42 many large parts",
            package(&with((0..30).map(|n| Entry {
                size: 4_000_000,
                packed: vec![0; 50_000],
                ..stored(&format!("p{n}"), "")
            }))),
            &["xlsx.inflate"],
        ),
        ("42 more cells than a table has", package(&with_sheet(sheet("", &noise, ""))), &["xlsx.limit"]),
        (
            "42 one text of megabytes",
            package(&with_sheet(sheet("", &format!("<row><c t=\"str\"><v>{text_of_noise}</v></c></row>"), ""))),
            &["xlsx.xml"],
        ),
        (
            "42 room asked for nine billion texts",
            package(&with([packed("xl/sharedStrings.xml", strings)])),
            &["xlsx.limit"],
        ),
        ("43 nothing", Vec::new(), &["xlsx.container"]),
        ("43 cut off", whole[..whole.len() / 2].to_vec(), &["xlsx.container"]),
        ("43 cut off at the end", whole[..whole.len() - 10].to_vec(), &["xlsx.container"]),
        ("43 a text", b"id,first\n".to_vec(), &["xlsx.container"]),
        ("43 a PDF", b"%PDF-1.7\n".to_vec(), &["xlsx.container"]),
        (
            "43 xls, or a password",
            [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..], &[0; 600]].concat(),
            &["xlsx.container"],
        ),
        ("43 xlsb", package(&[stored("xl/workbook.bin", "x")]), &["xlsx.container"]),
        ("43 ods", package(&[stored("mimetype", "x"), packed("content.xml", "<a/>")]), &["xlsx.container"]),
        ("43 docx", package(&[packed("word/document.xml", "<a/>")]), &["xlsx.container"]),
        ("43 any ZIP", package(&[stored("a.txt", "x")]), &["xlsx.container"]),
        (
            "44 a document type",
            package(&with_sheet(good().replacen(
                "<worksheet",
                "<!DOCTYPE w SYSTEM \"file:///etc/passwd\"><worksheet",
                1,
            ))),
            &["xlsx.xml"],
        ),
        (
            "44 entities of entities",
            package(&with_sheet(good().replacen(
                "<worksheet",
                "<!DOCTYPE w [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><worksheet",
                1,
            ))),
            &["xlsx.xml"],
        ),
        ("44 an entity nobody defined", package(&with_sheet(good().replace("jca-1", "&jca;"))), &["xlsx.xml"]),
        ("45 800,000 attributes", package(&with_sheet(attributes)), &["xlsx.xml"]),
        (
            "45 9,000 attributes",
            package(&with_sheet(good().replacen("<worksheet", &format!("<worksheet{thousand}"), 1))),
            &["xlsx.xml"],
        ),
        ("45 deep nesting", package(&with_sheet("<worksheet>".repeat(40_000))), &["xlsx.xml"]),
        ("45 not closed", package(&with_sheet("<worksheet><sheetData>")), &["xlsx.xml"]),
        ("45 closed by another", package(&with_sheet("<worksheet><sheetData></worksheet></sheetData>")), &["xlsx.xml"]),
        ("45 a cell twice", package(&with_sheet(sheet("", &(cell("A1") + &cell("A1")), ""))), &["xlsx.xml"]),
        ("46 a path out of the package", package(&with([stored("../../x", "")])), &["xlsx.container"]),
        ("46 a path with a drive", package(&with([stored("C:\\x", "")])), &["xlsx.container"]),
        ("46 a path from the root", package(&with([stored("/etc/x", "")])), &["xlsx.container"]),
        ("46 a symbolic link", package(&with([link])), &["xlsx.container"]),
        ("46 a part with a password", package(&with([secret])), &["xlsx.container"]),
        ("46 a part packed strangely", package(&with([strange])), &["xlsx.container"]),
        ("46 two thousand parts", package(&with(many(2_000))), &["xlsx.container"]),
        ("46 sixty thousand parts", package(&with(many(60_000))), &["xlsx.container"]),
    ]
}

/// The letters of a column.
fn column(number: u32) -> String {
    let letter = |n: u32| char::from(b'A' + u8::try_from(n).unwrap());
    if number <= 26 {
        letter(number - 1).to_string()
    } else {
        column((number - 1) / 26) + &column((number - 1) % 26 + 1)
    }
}

#[test]
fn every_file_is_a_finding_in_half_the_time_and_half_the_memory() {
    let mut wrong = String::new();
    let mut texts = String::new();
    let mut slowest = (Duration::ZERO, "");
    for (name, bytes, expected) in cases() {
        let began = Instant::now();
        let (given, text) = codes(bytes, Desk::new(&Half));
        let took = began.elapsed();
        if given != expected {
            _ = writeln!(wrong, "{name}\n  expected {expected:?}\n  given    {given:?}\n{text}");
        }
        slowest = slowest.max((took, name));
        _ = writeln!(texts, "=== {name}\n{text}");
    }
    println!("slowest: {:.2} s, {}", slowest.0.as_secs_f64(), slowest.1);
    assert!(wrong.is_empty(), "{wrong}");
    insta::assert_snapshot!("hostile", texts);
}

/// The parent is the same as before, and reads the next file.
#[test]
fn the_reader_goes_on_after_a_child_that_died() {
    let strings = "<sst xmlns=\"x\" uniqueCount=\"9000000000\"><si><t>a</t></si></sst>";
    let deadly = package(&with([packed("xl/sharedStrings.xml", strings)]));
    for _ in 0..3 {
        assert_eq!(codes(deadly.clone(), Desk::new(&*CHILDREN)).0, ["xlsx.limit"]);
    }
    assert_eq!(codes(package(&with([])), Desk::new(&*CHILDREN)).0, [""; 0]);
}

#[test]
fn what_is_too_large_for_any_table_is_not_even_handed_to_a_child() {
    let (given, _) = codes(vec![b'P'; 10_000_001], Desk::new(&*CHILDREN));
    assert_eq!(given, ["file.size"]);
}

/// Bytes changed anywhere: a finding or a plan, and never anything else.
#[test]
fn spoilt_bytes_break_nothing() {
    let whole = package(&with([]));
    let mut seed = 1_u64;
    let mut refused = 0;
    for _ in 0..60 {
        let mut spoilt = whole.clone();
        for _ in 0..3 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at = usize::try_from(seed >> 33).unwrap() % spoilt.len();
            spoilt[at] ^= u8::try_from(seed >> 24 & 0xFF).unwrap() | 1;
        }
        let (given, text) = codes(spoilt, Desk::new(&Half));
        assert!(!given.iter().any(|code| code == "xlsx.crash"), "{text}");
        refused += usize::from(!given.is_empty());
    }
    println!("{refused} of 60 refused");
    assert!(refused > 30, "{refused} of 60");
}

#[test]
fn numbers_that_are_none_are_told() {
    let cells: [Option<Is<'_>>; 4] = [Some(T("jca-1")), None, None, Some(N("NaN"))];
    let text = sheet("", &(row(1, "", &HEADINGS) + &row(2, "", &cells)), "");
    let (given, text) = codes(package(&with_sheet(text)), Desk::new(&Half));
    assert_eq!(given, ["xlsx.date_type Calendar!D2"], "{text}");
}
