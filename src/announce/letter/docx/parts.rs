//! The parts around the body: types, relations, properties, settings, header, footer.

use super::body::Written;
use super::package::Part;
use super::styles;
use super::xml::{RELATIONS, WORD, Xml};
use crate::announce::letter::model::Letter;
use crate::language::{is_right_to_left, language_tag};
use std::io::Result;

const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const MAIN: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// The parts that the body names, with the last part of their relation and content types.
const NAMED: [(&str, &str, &str); 5] = [
    ("rStyles", "styles", "styles.xml"),
    ("rNumbering", "numbering", "numbering.xml"),
    ("rSettings", "settings", "settings.xml"),
    ("rHeader", "header", "header1.xml"),
    ("rFooter", "footer", "footer1.xml"),
];

/// All parts in their order.
pub(super) fn all(letter: &Letter, body: Written) -> Result<Vec<Part>> {
    Ok(vec![
        ("[Content_Types].xml", content_types()?),
        ("_rels/.rels", package_relations()?),
        ("docProps/core.xml", properties(letter)?),
        ("word/document.xml", body.document),
        ("word/_rels/document.xml.rels", document_relations(&body.links)?),
        ("word/styles.xml", styles::part()?),
        ("word/numbering.xml", body.lists.part()?),
        ("word/settings.xml", settings()?),
        ("word/header1.xml", edge(letter, "w:hdr")?),
        ("word/footer1.xml", edge(letter, "w:ftr")?),
    ])
}

fn content_types() -> Result<Vec<u8>> {
    let mut xml = Xml::new()?;
    xml.open("Types", &[("xmlns", &format!("{PACKAGE}/content-types"))])?;
    let relations = "application/vnd.openxmlformats-package.relationships+xml";
    xml.empty("Default", &[("Extension", "rels"), ("ContentType", relations)])?;
    xml.empty("Default", &[("Extension", "xml"), ("ContentType", "application/xml")])?;
    let main = format!("{MAIN}.document.main+xml");
    xml.empty("Override", &[("PartName", "/word/document.xml"), ("ContentType", &main)])?;
    let core = "application/vnd.openxmlformats-package.core-properties+xml";
    xml.empty("Override", &[("PartName", "/docProps/core.xml"), ("ContentType", core)])?;
    for (_, kind, file) in NAMED {
        let part = format!("/word/{file}");
        xml.empty("Override", &[("PartName", &part), ("ContentType", &format!("{MAIN}.{kind}+xml"))])?;
    }
    xml.close("Types")?;
    Ok(xml.done())
}

fn relation(xml: &mut Xml, id: &str, kind: &str, target: &str) -> Result<()> {
    xml.empty("Relationship", &[("Id", id), ("Type", kind), ("Target", target)])
}

fn package_relations() -> Result<Vec<u8>> {
    let mut xml = Xml::new()?;
    xml.open("Relationships", &[("xmlns", &format!("{PACKAGE}/relationships"))])?;
    relation(&mut xml, "rDocument", &format!("{RELATIONS}/officeDocument"), "word/document.xml")?;
    let core = format!("{PACKAGE}/relationships/metadata/core-properties");
    relation(&mut xml, "rCore", &core, "docProps/core.xml")?;
    xml.close("Relationships")?;
    Ok(xml.done())
}

fn document_relations(links: &[String]) -> Result<Vec<u8>> {
    let mut xml = Xml::new()?;
    xml.open("Relationships", &[("xmlns", &format!("{PACKAGE}/relationships"))])?;
    for (id, kind, file) in NAMED {
        relation(&mut xml, id, &format!("{RELATIONS}/{kind}"), file)?;
    }
    for (index, target) in links.iter().enumerate() {
        let kind = format!("{RELATIONS}/hyperlink");
        let id = format!("rLink{}", index + 1);
        xml.empty("Relationship", &[("Id", &id), ("Type", &kind), ("Target", target), ("TargetMode", "External")])?;
    }
    xml.close("Relationships")?;
    Ok(xml.done())
}

/// Title, subject and language; no times, so that the same letter gives the same bytes.
fn properties(letter: &Letter) -> Result<Vec<u8>> {
    let mut xml = Xml::new()?;
    let core = format!("{PACKAGE}/metadata/core-properties");
    xml.open("cp:coreProperties", &[("xmlns:cp", &core), ("xmlns:dc", "http://purl.org/dc/elements/1.1/")])?;
    xml.words("dc:title", &[], &letter.name.plain())?;
    xml.words("dc:subject", &[], &letter.subject.plain())?;
    xml.words("dc:language", &[], language_tag(letter.language))?;
    xml.close("cp:coreProperties")?;
    Ok(xml.done())
}

fn settings() -> Result<Vec<u8>> {
    let mut xml = Xml::new()?;
    xml.open("w:settings", &[("xmlns:w", WORD)])?;
    xml.open("w:compat", &[])?;
    let office = "http://schemas.microsoft.com/office/word";
    xml.empty("w:compatSetting", &[("w:name", "compatibilityMode"), ("w:uri", office), ("w:val", "15")])?;
    xml.close("w:compat")?;
    xml.close("w:settings")?;
    Ok(xml.done())
}

/// Header: the page and the letter, from the second page on. Footer: the office.
fn edge(letter: &Letter, name: &str) -> Result<Vec<u8>> {
    let mut xml = Xml::new()?;
    xml.open(name, &[("xmlns:w", WORD), ("xmlns:r", RELATIONS)])?;
    xml.open("w:p", &[])?;
    xml.open("w:pPr", &[])?;
    xml.value("w:pStyle", if name == "w:hdr" { "Header" } else { "Footer" })?;
    if is_right_to_left(letter.language) {
        xml.empty("w:bidi", &[])?;
    }
    xml.close("w:pPr")?;
    if name == "w:hdr" {
        plain(&mut xml, "– ")?;
        for kind in ["begin", "code", "end"] {
            xml.open("w:r", &[])?;
            match kind {
                "code" => xml.words("w:instrText", &[("xml:space", "preserve")], " PAGE ")?,
                edge => xml.empty("w:fldChar", &[("w:fldCharType", edge)])?,
            }
            xml.close("w:r")?;
        }
        plain(&mut xml, " –")?;
        xml.open("w:r", &[])?;
        xml.empty("w:br", &[])?;
        xml.close("w:r")?;
        super::body::runs_without_links(&mut xml, &letter.name, letter.language)?;
    } else {
        super::body::runs_without_links(&mut xml, &letter.foot, letter.language)?;
    }
    xml.close("w:p")?;
    xml.close(name)?;
    Ok(xml.done())
}

fn plain(xml: &mut Xml, text: &str) -> Result<()> {
    xml.open("w:r", &[])?;
    xml.words("w:t", &[("xml:space", "preserve")], text)?;
    xml.close("w:r")
}
