//! The styles of a letter. Fonts are named for each script; where one is not installed, the program shows its own.
//!
//! In a paragraph from right to left "left" is where lines begin: the older names of sides are read by every version.

use super::xml::{WORD, Xml};
use std::io::Result;

/// A paragraph style.
struct Style {
    id: &'static str,
    name: &'static str,
    /// Half points.
    size: &'static str,
    bold: bool,
    colour: Option<&'static str>,
    align: Option<&'static str>,
    /// Twentieths of a point, before and after.
    spacing: (&'static str, &'static str),
    /// Twentieths of a point from the start.
    indent: Option<&'static str>,
    keep_next: bool,
}

const PLAIN: Style = Style {
    id: "Normal",
    name: "Normal",
    size: "22",
    bold: false,
    colour: None,
    align: None,
    spacing: ("0", "100"),
    indent: None,
    keep_next: false,
};

const STYLES: &[Style] = &[
    PLAIN,
    Style {
        id: "Title",
        name: "Title",
        size: "28",
        bold: true,
        align: Some("center"),
        spacing: ("120", "120"),
        ..PLAIN
    },
    Style {
        id: "Heading1",
        name: "heading 1",
        size: "26",
        bold: true,
        align: Some("center"),
        spacing: ("160", "120"),
        keep_next: true,
        ..PLAIN
    },
    Style { id: "Heading2", name: "heading 2", bold: true, spacing: ("160", "80"), keep_next: true, ..PLAIN },
    Style { id: "Union", name: "Union", size: "30", bold: true, spacing: ("0", "0"), ..PLAIN },
    Style { id: "Bureau", name: "Bureau", colour: Some("1C75BC"), spacing: ("0", "160"), ..PLAIN },
    Style { id: "DateLine", name: "Date line", align: Some("right"), ..PLAIN },
    Style { id: "Cell", name: "Cell", spacing: ("20", "20"), ..PLAIN },
    Style { id: "Label", name: "Label", colour: Some("444444"), spacing: ("20", "20"), ..PLAIN },
    Style { id: "Subject", name: "Subject", bold: true, spacing: ("60", "60"), ..PLAIN },
    Style { id: "Salutation", name: "Salutation", spacing: ("200", "120"), ..PLAIN },
    Style { id: "LetterParagraph", name: "Letter paragraph", ..PLAIN },
    Style { id: "Continuation", name: "Letter paragraph continued", indent: Some("567"), ..PLAIN },
    Style { id: "Point", name: "Point", ..PLAIN },
    Style {
        id: "KeyDeadlines",
        name: "Key deadlines",
        bold: true,
        colour: Some("1C75BC"),
        spacing: ("160", "80"),
        keep_next: true,
        ..PLAIN
    },
    Style { id: "Closing", name: "Closing", spacing: ("240", "900"), keep_next: true, ..PLAIN },
    Style { id: "Signatory", name: "Signatory", bold: true, spacing: ("0", "0"), keep_next: true, ..PLAIN },
    Style { id: "Office", name: "Office", spacing: ("0", "300"), ..PLAIN },
    Style {
        id: "AnnexLabel",
        name: "Annex label",
        bold: true,
        align: Some("center"),
        spacing: ("0", "0"),
        keep_next: true,
        ..PLAIN
    },
    Style { id: "AnnexLine", name: "Annex line", align: Some("center"), ..PLAIN },
    Style { id: "FormLine", name: "Form line", spacing: ("120", "160"), ..PLAIN },
    Style { id: "SectionEnd", name: "Section end", size: "2", spacing: ("0", "0"), ..PLAIN },
    Style { id: "Header", name: "header", size: "18", align: Some("center"), ..PLAIN },
    Style { id: "Footer", name: "footer", size: "16", align: Some("center"), ..PLAIN },
];

/// `styles.xml`.
pub(super) fn part() -> Result<Vec<u8>> {
    let mut xml = Xml::new()?;
    xml.open("w:styles", &[("xmlns:w", WORD)])?;
    defaults(&mut xml)?;
    for style in STYLES {
        write(&mut xml, style)?;
    }
    character(&mut xml, "Hyperlink", "Hyperlink", |xml| {
        xml.value("w:color", "0B5394")?;
        xml.value("w:u", "single")
    })?;
    character(&mut xml, "Missing", "To be completed", |xml| {
        xml.empty("w:shd", &[("w:val", "clear"), ("w:color", "auto"), ("w:fill", "FFE58A")])
    })?;
    table(&mut xml)?;
    xml.close("w:styles")?;
    Ok(xml.done())
}

fn defaults(xml: &mut Xml) -> Result<()> {
    xml.open("w:docDefaults", &[])?;
    xml.open("w:rPrDefault", &[])?;
    xml.open("w:rPr", &[])?;
    let fonts =
        [("w:ascii", "Calibri"), ("w:hAnsi", "Calibri"), ("w:eastAsia", "SimSun"), ("w:cs", "Traditional Arabic")];
    xml.empty("w:rFonts", &fonts)?;
    xml.value("w:sz", "22")?;
    // Arabic letters are smaller than Latin ones of the same size.
    xml.value("w:szCs", "26")?;
    xml.empty("w:lang", &[("w:val", "en-GB"), ("w:eastAsia", "zh-CN"), ("w:bidi", "ar-SA")])?;
    xml.close("w:rPr")?;
    xml.close("w:rPrDefault")?;
    xml.close("w:docDefaults")
}

fn write(xml: &mut Xml, style: &Style) -> Result<()> {
    let mut attributes = vec![("w:type", "paragraph"), ("w:styleId", style.id)];
    if style.id == PLAIN.id {
        attributes.push(("w:default", "1"));
    }
    xml.open("w:style", &attributes)?;
    xml.value("w:name", style.name)?;
    if style.id != PLAIN.id {
        xml.value("w:basedOn", PLAIN.id)?;
    }
    xml.empty("w:qFormat", &[])?;
    xml.open("w:pPr", &[])?;
    if style.keep_next {
        xml.empty("w:keepNext", &[])?;
    }
    let (before, after) = style.spacing;
    xml.empty("w:spacing", &[("w:before", before), ("w:after", after)])?;
    if let Some(indent) = style.indent {
        xml.empty("w:ind", &[("w:left", indent)])?;
    }
    if let Some(align) = style.align {
        xml.value("w:jc", align)?;
    }
    if let Some(level) = style.id.strip_prefix("Heading") {
        xml.value("w:outlineLvl", if level == "1" { "0" } else { "1" })?;
    }
    xml.close("w:pPr")?;
    xml.open("w:rPr", &[])?;
    if style.bold {
        xml.empty("w:b", &[])?;
        xml.empty("w:bCs", &[])?;
    }
    if let Some(colour) = style.colour {
        xml.value("w:color", colour)?;
    }
    xml.value("w:sz", style.size)?;
    if style.size != PLAIN.size {
        xml.value("w:szCs", style.size)?;
    }
    xml.close("w:rPr")?;
    xml.close("w:style")
}

fn character(xml: &mut Xml, id: &str, name: &str, run: impl FnOnce(&mut Xml) -> Result<()>) -> Result<()> {
    xml.open("w:style", &[("w:type", "character"), ("w:styleId", id)])?;
    xml.value("w:name", name)?;
    xml.open("w:rPr", &[])?;
    run(xml)?;
    xml.close("w:rPr")?;
    xml.close("w:style")
}

fn table(xml: &mut Xml) -> Result<()> {
    xml.open("w:style", &[("w:type", "table"), ("w:styleId", "TableGrid")])?;
    xml.value("w:name", "Table Grid")?;
    xml.open("w:tblPr", &[])?;
    xml.open("w:tblBorders", &[])?;
    for side in ["w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"] {
        xml.empty(side, &[("w:val", "single"), ("w:sz", "4"), ("w:space", "0"), ("w:color", "999999")])?;
    }
    xml.close("w:tblBorders")?;
    xml.close("w:tblPr")?;
    xml.close("w:style")
}
