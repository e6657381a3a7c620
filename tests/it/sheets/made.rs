//! Workbooks made by hand, as small as they can be.

use super::package::{Entry, package, packed};
use std::fmt::Write as _;

/// What stands in a cell.
#[derive(Debug, Clone, Copy)]
pub enum Is<'a> {
    /// Text.
    T(&'a str),
    /// A number without a format.
    N(&'a str),
    /// A serial number formatted as a date.
    D(&'a str),
    /// A serial number formatted as an hour.
    H(&'a str),
    /// A serial number formatted as date and hour.
    M(&'a str),
    /// A formula, and what it last came to.
    F(&'a str, Option<&'a str>),
    /// An error.
    E(&'a str),
    /// True or false.
    B(bool),
}
pub use Is::{B, D, E, F, H, M, N, T};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// Formats 0 to 3: none, date, hour, date and hour.
pub const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="yyyy\-mm\-dd\ hh:mm"/></numFmts><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="20"/><xf numFmtId="165"/></cellXfs></styleSheet>"#;

pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The cells of one row from the first column on.
pub fn row(number: usize, attributes: &str, cells: &[Option<Is<'_>>]) -> String {
    let mut out = format!("<row r=\"{number}\"{attributes}>");
    for (cell, letter) in cells.iter().zip('A'..='Z') {
        let at = format!("r=\"{letter}{number}\"");
        _ = match cell {
            None => Ok(()),
            Some(T(text)) => {
                write!(out, "<c {at} t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>", escaped(text))
            }
            Some(N(value)) => write!(out, "<c {at}><v>{value}</v></c>"),
            Some(D(value)) => write!(out, "<c {at} s=\"1\"><v>{value}</v></c>"),
            Some(H(value)) => write!(out, "<c {at} s=\"2\"><v>{value}</v></c>"),
            Some(M(value)) => write!(out, "<c {at} s=\"3\"><v>{value}</v></c>"),
            Some(F(formula, None)) => write!(out, "<c {at}><f>{}</f></c>", escaped(formula)),
            Some(F(formula, Some(value))) => {
                write!(out, "<c {at} t=\"str\"><f>{}</f><v>{}</v></c>", escaped(formula), escaped(value))
            }
            Some(E(error)) => write!(out, "<c {at} t=\"e\"><v>{error}</v></c>"),
            Some(B(value)) => write!(out, "<c {at} t=\"b\"><v>{}</v></c>", u8::from(*value)),
        };
    }
    out + "</row>"
}

/// A sheet of rows, with what stands before and after its data.
pub fn sheet(before: &str, rows: &str, after: &str) -> String {
    format!("<worksheet xmlns=\"{MAIN}\">{before}<sheetData>{rows}</sheetData>{after}</worksheet>")
}

/// A workbook of these sheets: name, attributes in the list, XML.
pub fn workbook(properties: &str, sheets: &[(&str, &str, String)]) -> Vec<u8> {
    package(&parts(properties, sheets))
}

/// The same as parts, to be spoilt.
pub fn parts(properties: &str, sheets: &[(&str, &str, String)]) -> Vec<Entry> {
    let (mut listed, mut relations) = (String::new(), String::new());
    let mut entries = Vec::new();
    for ((name, attributes, text), number) in sheets.iter().zip(1..) {
        let name = escaped(name);
        _ = write!(listed, "<sheet name=\"{name}\" sheetId=\"{number}\"{attributes} r:id=\"rId{number}\"/>");
        _ = write!(
            relations,
            "<Relationship Id=\"rId{number}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
        );
        entries.push(packed(&format!("xl/worksheets/sheet{number}.xml"), text));
    }
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
    let office = format!("<Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/>");
    let relationships = |inside: &str| format!("<Relationships xmlns=\"{PACKAGE}\">{inside}</Relationships>");
    let book =
        format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\">{properties}<sheets>{listed}</sheets></workbook>");
    entries.extend([
        packed("[Content_Types].xml", types),
        packed("_rels/.rels", relationships(&office)),
        packed("xl/workbook.xml", book),
        packed("xl/_rels/workbook.xml.rels", relationships(&relations)),
        packed("xl/styles.xml", STYLES),
    ]);
    entries
}

/// The headings of a calendar that are read.
pub const HEADINGS: [Option<Is<'static>>; 8] = [
    Some(T("id")),
    Some(T("body")),
    Some(T("title")),
    Some(T("first")),
    Some(T("last")),
    Some(T("half")),
    Some(T("venue")),
    Some(T("status")),
];

/// A calendar of these rows below the usual headings.
pub fn calendar(rows: &[&[Option<Is<'_>>]]) -> Vec<u8> {
    let mut text = row(1, "", &HEADINGS);
    for (cells, number) in rows.iter().zip(2..) {
        text += &row(number, "", cells);
    }
    workbook("", &[("Calendar", "", sheet("", &text, ""))])
}
