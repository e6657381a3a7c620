//! Wrong cells: each is told at its cell, all in one run, with what was expected.

use super::made::{B, D, E, F, H, HEADINGS, Is, M, N, T, calendar, row, sheet, workbook};
use super::{SCENARIO, desk, file, one, path, told};
use crate::helpers::read;
use convoke::exchange::report::Report;
use convoke::exchange::sheets::{Imported, read_calendar};
use std::fmt::Write as _;

type Cells<'a> = Vec<Option<Is<'a>>>;

fn import(bytes: Vec<u8>) -> Result<Imported<convoke::domain::plan::Plan>, Report> {
    read_calendar(desk(), &file(bytes), path(), &read(SCENARIO))
}

/// Codes and cells, of errors or else of notices; and the text.
fn given(bytes: Vec<u8>) -> (Vec<String>, String) {
    match import(bytes) {
        Ok(imported) => {
            let report = Report { items: imported.notices, omitted: 0 };
            (told(&report).into_iter().map(|told| format!("notice {told}")).collect(), report.text())
        }
        Err(report) => (told(&report), report.text()),
    }
}

/// A row that is right but for one cell, counted from 0.
fn but(column: usize, cell: Is<'_>) -> Vec<u8> {
    let mut cells: Cells<'_> = vec![
        Some(T("sg13-1")),
        Some(T("SG13")),
        Some(T("Study Group 13")),
        Some(D("46090")),
        Some(D("46101")),
        None,
        Some(T("geneva")),
        Some(T("confirmed")),
    ];
    cells[column] = Some(cell);
    calendar(&[&cells, &[Some(T("jca-1"))], &[Some(T("jca-2"))]])
}

fn shaped(before: &str, rows: &str, after: &str) -> Vec<u8> {
    workbook("", &[("Calendar", "", sheet(before, rows, after))])
}

fn plain_rows() -> String {
    let mut rows = row(1, "", &HEADINGS);
    for (id, number) in ["sg13-1", "jca-1", "jca-2"].iter().zip(2..) {
        rows += &row(number, "", &[Some(T(id)), None, None, Some(D("46091"))]);
    }
    rows
}

fn headings(names: &[&str]) -> Vec<u8> {
    let cells: Cells<'_> = names.iter().map(|name| Some(T(name))).collect();
    shaped("", &row(1, "", &cells), "")
}

pub(crate) fn cases() -> Vec<(&'static str, Vec<u8>, Vec<&'static str>)> {
    let hidden_row = plain_rows().replace("<row r=\"3\">", "<row r=\"3\" hidden=\"1\">");
    let later = row(1, "", &[Some(T("Plan of 2026"))]) + &row(3, "", &HEADINGS);
    let lonely = plain_rows().replace("</row><row r=\"3\">", "<c r=\"K2\"><v>7</v></c></row><row r=\"3\">");
    vec![
        ("47 a formula never computed", but(3, F("A1+1", None)), vec!["xlsx.formula Calendar!D2"]),
        ("47 a formula with a value", but(7, F("\"held\"", Some("held"))), vec!["notice xlsx.formula Calendar!H2"]),
        ("47 a formula that came to nothing", but(3, F("\"\"", Some(""))), vec!["xlsx.empty Calendar!D2"]),
        (
            "48 a text like a formula",
            but(2, T("=HYPERLINK(\"http://evil.example\")")),
            vec!["notice xlsx.differs Calendar!C2"],
        ),
        ("48 another", but(6, T("+cmd|' /C calc'!A0")), vec!["id.invalid Calendar!G2"]),
        ("48 and another", but(7, T("@SUM(A1)")), vec!["scn.unknown_word Calendar!H2"]),
        ("49 a number without a format", but(3, N("46090.5")), vec!["xlsx.date_type Calendar!D2"]),
        ("49 a date as text", but(3, T("2026-03-08")), vec![]),
        ("49 a date as text in another order", but(3, T("08/03/2026")), vec!["date.ambiguous Calendar!D2"]),
        ("49 a date in words", but(3, T("8 March 2026")), vec!["date.invalid Calendar!D2"]),
        ("49 a year far away", but(3, D("400000")), vec!["date.range Calendar!D2"]),
        ("50 only an hour", but(3, H("0.4166666666666667")), vec!["xlsx.date_type Calendar!D2"]),
        ("50 a date with an hour", but(3, M("46090.5")), vec!["xlsx.date_type Calendar!D2"]),
        ("50 an id that became a date", but(0, D("46090")), vec!["xlsx.date_type Calendar!A2", "notice-free"]),
        (
            "51 merged cells",
            shaped("", &plain_rows(), "<mergeCells count=\"1\"><mergeCell ref=\"D2:D4\"/></mergeCells>"),
            vec!["xlsx.merged Calendar!D2"],
        ),
        ("51 a hidden row", shaped("", &hidden_row, ""), vec!["notice xlsx.hidden Calendar!A3"]),
        (
            "51 a hidden column",
            shaped("<cols><col min=\"4\" max=\"5\" hidden=\"1\"/></cols>", &plain_rows(), ""),
            vec!["notice xlsx.hidden Calendar!D1"],
        ),
        (
            "51 a hidden sheet",
            workbook("", &[("Calendar", " state=\"hidden\"", sheet("", &plain_rows(), ""))]),
            vec!["notice xlsx.hidden Calendar!A1"],
        ),
        ("52 a heading twice", headings(&["id", "first", "first"]), vec!["xlsx.columns Calendar!C1"]),
        ("52 headings in row 3", shaped("", &later, ""), vec!["xlsx.columns Calendar!A3"]),
        (
            "52 no headings",
            shaped("", &row(1, "", &[Some(T("a")), Some(N("1"))]), ""),
            vec!["xlsx.columns Calendar!A1"],
        ),
        ("52 an empty sheet", shaped("", "", ""), vec!["xlsx.columns Calendar!A1"]),
        ("52 a missing column", headings(&["id", "last"]), vec!["xlsx.columns Calendar!A1"]),
        ("52 a heading misspelt", headings(&["id", "frist", "first"]), vec!["notice xlsx.columns Calendar!B1"]),
        ("52 cells without a heading", shaped("", &lonely, ""), vec!["notice xlsx.columns Calendar!K2"]),
        (
            "52 no such sheet",
            workbook("", &[("Kalender", "", sheet("", "", "")), ("Data", "", sheet("", "", ""))]),
            vec!["xlsx.sheet"],
        ),
        ("53 an error", but(3, E("#N/A")), vec!["xlsx.error_cell Calendar!D2"]),
        ("53 another", but(6, E("#REF!")), vec!["xlsx.error_cell Calendar!G2"]),
        ("54 spaces around", but(7, T(" confirmed\u{A0}")), vec!["notice xlsx.trimmed Calendar!H2"]),
        ("54 wide digits", but(3, T("\u{FF12}\u{FF10}26-03-08")), vec!["notice xlsx.trimmed Calendar!D2"]),
        ("an unknown meeting", but(0, T("sg31-1")), vec!["ref.unknown Calendar!A2"]),
        ("an unknown venue", but(6, T("genova")), vec!["ref.unknown Calendar!G2"]),
        ("yes or no for a venue", but(6, B(true)), vec!["ref.unknown Calendar!G2"]),
        ("an unknown half", but(5, T("mornings")), vec!["scn.unknown_word Calendar!F2"]),
        ("the last before the first", but(4, D("46000")), vec!["meeting.order Calendar!E2"]),
        ("another body", but(1, T("JCA-ML")), vec!["xlsx.differs Calendar!B2"]),
        ("a hidden character", but(0, T("sg13\u{200B}-1")), vec!["id.invalid Calendar!A2"]),
        (
            "no first day",
            calendar(&[&[Some(T("jca-1")), None, None, None, Some(D("46090"))]]),
            vec!["xlsx.empty Calendar!D2"],
        ),
        ("no id", calendar(&[&[None, None, None, Some(D("46090"))]]), vec!["xlsx.empty Calendar!A2"]),
        ("a meeting twice", calendar(&[&[Some(T("jca-1"))], &[Some(T("jca-1"))]]), vec!["id.duplicate Calendar!A3"]),
        (
            "a meeting without a row",
            calendar(&[&[Some(T("jca-1"))], &[Some(T("sg13-1"))]]),
            vec!["notice xlsx.absent Calendar!A2"],
        ),
    ]
}

#[test]
fn every_wrong_cell_is_told_at_its_place() {
    let (mut wrong, mut texts) = (String::new(), String::new());
    for (name, bytes, mut expected) in cases() {
        // Where a row is refused, nothing is said of the meeting that it was for.
        expected.retain(|told| *told != "notice-free");
        let (given, text) = given(bytes);
        if given != expected {
            _ = writeln!(wrong, "{name}\n  expected {expected:?}\n  given    {given:?}\n{text}");
        }
        _ = writeln!(texts, "=== {name}\n{text}");
    }
    assert!(wrong.is_empty(), "{wrong}");
    insta::assert_snapshot!("cells", texts);
}

#[test]
fn all_that_is_wrong_is_told_in_one_run_up_to_fifty() {
    let row: [Option<Is<'_>>; 8] = [
        Some(T("no-1")),
        Some(T("X")),
        None,
        Some(N("5")),
        Some(E("#N/A")),
        Some(T("noon")),
        Some(T("x y")),
        Some(T("sure")),
    ];
    let (given, _) = given(calendar(&[&row, &row]));
    assert_eq!(
        given,
        [
            "ref.unknown Calendar!A2",
            "xlsx.date_type Calendar!D2",
            "xlsx.error_cell Calendar!E2",
            "scn.unknown_word Calendar!F2",
            "id.invalid Calendar!G2",
            "scn.unknown_word Calendar!H2",
            "ref.unknown Calendar!A3",
            "xlsx.date_type Calendar!D3",
            "xlsx.error_cell Calendar!E3",
            "scn.unknown_word Calendar!F3",
            "id.invalid Calendar!G3",
            "scn.unknown_word Calendar!H3",
        ]
    );
    let many: Vec<&[Option<Is<'_>>]> = vec![&row; 100];
    let report = import(calendar(&many)).expect_err("it is refused");
    assert_eq!((report.items.len(), report.omitted), (50, 550));
}

/// Days are counted from another day in workbooks of old Macintosh programs.
#[test]
fn days_of_1904_are_the_right_days() {
    let rows = plain_rows().replace("46091", &(46_091 - 1_462).to_string());
    let bytes = workbook("<workbookPr date1904=\"1\"/>", &[("Calendar", "", sheet("", &rows, ""))]);
    let plan = import(bytes).expect("a plan").made;
    let first: Vec<String> = plan.placements.values().map(|at| at.first().to_string()).collect();
    assert_eq!(first, ["2026-03-10"; 3]);
    assert_eq!(import(shaped("", &plain_rows(), "")).expect("a plan").made, plan);
}

/// A workbook made by hand: one sheet of any name, the columns that matter, headings in capitals.
#[test]
fn a_sheet_made_by_hand_is_enough() {
    let rows = row(1, "", &[Some(T("First")), Some(T("ID")), Some(T("Notes"))])
        + &row(2, "", &[Some(D("46091")), Some(T("sg13-1")), Some(T("as agreed"))])
        + &row(9, "", &[Some(T("2026-03-12")), Some(T("jca-1"))]);
    let imported = import(workbook("", &[("Sheet1", "", sheet("", &rows, ""))])).expect("a plan");
    let text = convoke::exchange::plan::write(&imported.made);
    assert!(text.contains("id = \"sg13-1\"\nfirst = 2026-03-10\nlast = 2026-03-23\nvenue = \"geneva\""), "{text}");
    assert!(text.contains("id = \"jca-1\"\nfirst = 2026-03-12\nlast = 2026-03-12\nstatus"), "{text}");
    let notices: Vec<String> = imported.notices.iter().map(one).collect();
    assert_eq!(notices, ["xlsx.columns Sheet1!C1", "xlsx.absent Sheet1!A2"]);
}

/// A sheet that was renamed is quoted as spreadsheets quote it.
#[test]
fn cells_are_named_as_spreadsheets_name_them() {
    let rows = row(1, "", &[Some(T("id")), Some(T("first"))]) + &row(2, "", &[Some(T("none")), Some(N("1"))]);
    let (given, text) = given(workbook("", &[("Bo's plan & mine", "", sheet("", &rows, ""))]));
    assert_eq!(given, ["ref.unknown 'Bo''s plan & mine'!A2", "xlsx.date_type 'Bo''s plan & mine'!B2"]);
    assert!(text.contains("plan.xlsx:'Bo''s plan & mine'!A2: error[ref.unknown]"), "{text}");
}

#[test]
fn a_workbook_of_something_else_is_refused() {
    let about = |name: &str| {
        let rows = row(1, "", &[Some(T("what")), Some(T("value")), Some(T("bound"))])
            + &row(2, "", &[Some(T("scenario")), Some(T(name))])
            + &row(3, "", &[Some(T("proof prefer")), Some(T("12")), Some(T("x"))])
            + &row(4, "", &[Some(T("quality")), Some(T("splendid"))])
            + &row(5, "", &[Some(T("weather")), Some(T("fine"))]);
        workbook("", &[("Calendar", "", sheet("", &plain_rows(), "")), ("About", "", sheet("", &rows, ""))])
    };
    assert_eq!(
        given(about("large")).0,
        ["plan.scenario About!B2", "number.range About!C3", "scn.unknown_word About!B4"]
    );
    assert_eq!(given(about("small")).0, ["number.range About!C3", "scn.unknown_word About!B4"]);
}

#[test]
fn waivers_are_read_and_refused_cell_by_cell() {
    let book = |cells: &[&[Option<Is<'_>>]]| {
        let heads = ["rule", "meetings", "by", "name", "reason"].map(|name| Some(T(name)));
        let mut rows = row(1, "", &heads);
        for (cells, number) in cells.iter().zip(2..) {
            rows += &row(number, "", cells);
        }
        workbook("", &[("Calendar", "", sheet("", &plain_rows(), "")), ("Waivers", "", sheet("", &rows, ""))])
    };
    let good: &[Option<Is<'_>>] = &[
        Some(T("N-11")),
        Some(T("jca-1; jca-2")),
        Some(T("planner")),
        Some(T("A. Planner")),
        Some(T("=agreed, twice")),
    ];
    let plan = import(book(&[good])).expect("a plan").made;
    assert_eq!((plan.waivers[0].meetings.len(), plan.waivers[0].reason.as_str()), (2, "=agreed, twice"));
    let bad: &[Option<Is<'_>>] = &[Some(T("X-1")), Some(T("jca-3")), Some(T("boss")), None, Some(T("why"))];
    let (given, text) = given(book(&[good, bad]));
    assert_eq!(
        given,
        ["id.invalid Waivers!A3", "ref.unknown Waivers!B3", "scn.unknown_word Waivers!C3", "xlsx.empty Waivers!D3"],
        "{text}"
    );
}
