//! The body: blocks to paragraphs, tables and sections.

use super::numbering::{List, Lists};
use super::xml::{RELATIONS, WORD, Xml};
use crate::announce::letter::model::{Block, FormPart, Letter};
use crate::announce::letter::text::{Mark, Run, Text};
use crate::domain::language::Language;
use crate::language::is_right_to_left;
use std::io::Result;

/// The body with what other parts must say about it.
pub(super) struct Written {
    pub(super) document: Vec<u8>,
    pub(super) lists: Lists,
    /// Targets of links, in the order of their ids.
    pub(super) links: Vec<String>,
}

/// Width between the margins of an A4 page, in twentieths of a point.
const WIDTH: usize = 9_638;

struct Body {
    xml: Xml,
    lists: Lists,
    links: Vec<String>,
    /// The language of the section being written.
    language: Language,
    /// The list that the paragraphs of the letter count in, and that of the headings of the annex.
    paragraphs: usize,
    headings: usize,
}

/// Writes the body.
pub(super) fn write(letter: &Letter) -> Result<Written> {
    let mut lists = Lists::default();
    let paragraphs = lists.begin(List::Paragraphs);
    let mut body = Body {
        xml: Xml::new()?,
        lists,
        links: Vec::new(),
        language: letter.language,
        paragraphs,
        headings: paragraphs,
    };
    body.xml.open("w:document", &[("xmlns:w", WORD), ("xmlns:r", RELATIONS)])?;
    body.xml.open("w:body", &[])?;
    for block in &letter.blocks {
        body.block(block)?;
    }
    body.section()?;
    body.xml.close("w:body")?;
    body.xml.close("w:document")?;
    Ok(Written { document: body.xml.done(), lists: body.lists, links: body.links })
}

impl Body {
    fn block(&mut self, block: &Block) -> Result<()> {
        match block {
            Block::Masthead { union, bureau } => {
                self.paragraph("Union", union)?;
                self.paragraph("Bureau", bureau)
            }
            Block::DateLine(text) => self.paragraph("DateLine", text),
            Block::Salutation(text) => self.paragraph("Salutation", text),
            Block::Closing(text) => self.paragraph("Closing", text),
            Block::AnnexCount(text) => self.paragraph("Normal", text),
            Block::References(rows) => {
                let rows: Vec<Vec<(&str, Vec<Text>)>> = rows
                    .iter()
                    .map(|row| {
                        let dash = if row.listed { "– " } else { "" };
                        let lines = row.lines.iter().map(|line| Text::new(dash, self.language).then("", line.clone()));
                        vec![("Label", vec![row.label.clone()]), ("Cell", lines.collect())]
                    })
                    .collect();
                self.table(&[1_400, WIDTH - 1_400], false, false, &rows)
            }
            Block::Subject { label, text } => {
                let row = vec![("Label", vec![label.clone()]), ("Subject", vec![text.clone()])];
                self.table(&[1_400, WIDTH - 1_400], false, false, &[row])
            }
            Block::Title { text, under } => {
                self.paragraph("Title", text)?;
                under.iter().try_for_each(|line| self.paragraph("AnnexLine", line))
            }
            Block::Paragraph { number, lines, .. } => self.numbered(number.as_deref(), lines),
            Block::Deadlines { heading, rows } => {
                self.paragraph("KeyDeadlines", heading)?;
                let cell = |text: &Text| ("Cell", vec![text.clone()]);
                let rows: Vec<_> = rows.iter().map(|row| vec![cell(&row.day), cell(&row.what)]).collect();
                self.table(&[3_600, WIDTH - 3_600], true, false, &rows)
            }
            Block::Table { head, rows } => {
                let row = |style: &'static str, cells: &Vec<Text>| -> Vec<(&str, Vec<Text>)> {
                    cells.iter().map(|cell| (style, vec![cell.clone()])).collect()
                };
                let all: Vec<_> =
                    std::iter::once(row("Subject", head)).chain(rows.iter().map(|one| row("Cell", one))).collect();
                self.table(&widths(&all), true, true, &all)
            }
            Block::Signature { name, office } => {
                self.paragraph("Signatory", name)?;
                self.paragraph("Office", office)
            }
            Block::Annex { label, of, title, under, language } => {
                self.end_of_section()?;
                self.language = *language;
                self.headings = self.lists.begin(List::Headings);
                self.paragraph("AnnexLabel", label)?;
                self.paragraph("AnnexLine", of)?;
                self.paragraph("Heading1", title)?;
                under.iter().try_for_each(|line| self.paragraph("AnnexLine", line))
            }
            Block::Heading { number, text } => {
                let list = number.is_some().then_some((self.headings, 0));
                self.styled("Heading2", list, text)
            }
            Block::Points { marker, points } => {
                let list = self.lists.begin(List::Points(*marker));
                for lines in points {
                    for (index, line) in lines.iter().enumerate() {
                        match index {
                            0 => self.styled("Point", Some((list, 0)), line)?,
                            _ => self.paragraph("Continuation", line)?,
                        }
                    }
                }
                Ok(())
            }
            Block::Form(rows) => {
                for row in rows {
                    let line = row.iter().map(|part| match part {
                        FormPart::Words(words) => (*words).to_owned(),
                        FormPart::Blank(width) => "_".repeat(usize::from(*width)),
                    });
                    self.paragraph("FormLine", &Text::new(line.collect::<String>(), Language::English))?;
                }
                Ok(())
            }
        }
    }

    /// A numbered paragraph with its further lines under it.
    fn numbered(&mut self, number: Option<&str>, lines: &[Text]) -> Result<()> {
        let level = |number: &str| number.matches('.').count().min(1);
        for (index, line) in lines.iter().enumerate() {
            match (index, number) {
                (0, Some(number)) => self.styled("LetterParagraph", Some((self.paragraphs, level(number))), line)?,
                (_, Some(_)) => self.paragraph("Continuation", line)?,
                (_, None) => self.paragraph("Normal", line)?,
            }
        }
        Ok(())
    }

    fn paragraph(&mut self, style: &str, text: &Text) -> Result<()> {
        self.styled(style, None, text)
    }

    fn styled(&mut self, style: &str, list: Option<(usize, usize)>, text: &Text) -> Result<()> {
        self.xml.open("w:p", &[])?;
        self.xml.open("w:pPr", &[])?;
        self.xml.value("w:pStyle", style)?;
        if let Some((list, level)) = list {
            self.xml.open("w:numPr", &[])?;
            self.xml.value("w:ilvl", &level.to_string())?;
            self.xml.value("w:numId", &list.to_string())?;
            self.xml.close("w:numPr")?;
        }
        if is_right_to_left(self.language) {
            self.xml.empty("w:bidi", &[])?;
        }
        self.xml.close("w:pPr")?;
        for one in &text.0 {
            self.run(one)?;
        }
        self.xml.close("w:p")
    }

    fn run(&mut self, one: &Run) -> Result<()> {
        if one.mark != Mark::Link {
            return run(&mut self.xml, one, self.language);
        }
        let scheme = if one.text.contains("://") { "" } else { "mailto:" };
        self.links.push(format!("{scheme}{}", one.text));
        let id = format!("rLink{}", self.links.len());
        self.xml.open("w:hyperlink", &[("r:id", &id)])?;
        run(&mut self.xml, one, self.language)?;
        self.xml.close("w:hyperlink")
    }

    fn table(&mut self, columns: &[usize], borders: bool, head: bool, rows: &[Vec<(&str, Vec<Text>)>]) -> Result<()> {
        self.xml.open("w:tbl", &[])?;
        self.xml.open("w:tblPr", &[])?;
        if borders {
            self.xml.value("w:tblStyle", "TableGrid")?;
        }
        if is_right_to_left(self.language) {
            self.xml.empty("w:bidiVisual", &[])?;
        }
        self.xml.empty("w:tblW", &[("w:w", &WIDTH.to_string()), ("w:type", "dxa")])?;
        self.xml.empty("w:tblLayout", &[("w:type", "fixed")])?;
        self.xml.close("w:tblPr")?;
        self.xml.open("w:tblGrid", &[])?;
        for width in columns {
            self.xml.empty("w:gridCol", &[("w:w", &width.to_string())])?;
        }
        self.xml.close("w:tblGrid")?;
        for (index, row) in rows.iter().enumerate() {
            self.xml.open("w:tr", &[])?;
            self.xml.open("w:trPr", &[])?;
            self.xml.empty("w:cantSplit", &[])?;
            if head && index == 0 {
                self.xml.empty("w:tblHeader", &[])?;
            }
            self.xml.close("w:trPr")?;
            for ((style, lines), width) in row.iter().zip(columns) {
                self.xml.open("w:tc", &[])?;
                self.xml.open("w:tcPr", &[])?;
                self.xml.empty("w:tcW", &[("w:w", &width.to_string()), ("w:type", "dxa")])?;
                self.xml.close("w:tcPr")?;
                // A cell must hold a paragraph.
                if lines.is_empty() {
                    self.paragraph(style, &Text::default())?;
                }
                for line in lines {
                    self.paragraph(style, line)?;
                }
                self.xml.close("w:tc")?;
            }
            self.xml.close("w:tr")?;
        }
        self.xml.close("w:tbl")?;
        // Two tables without a paragraph between them would become one.
        self.paragraph("SectionEnd", &Text::default())
    }

    /// The section so far ends here; the next one begins on a new page, in its own direction.
    fn end_of_section(&mut self) -> Result<()> {
        self.xml.open("w:p", &[])?;
        self.xml.open("w:pPr", &[])?;
        self.xml.value("w:pStyle", "SectionEnd")?;
        self.section()?;
        self.xml.close("w:pPr")?;
        self.xml.close("w:p")
    }

    fn section(&mut self) -> Result<()> {
        self.xml.open("w:sectPr", &[])?;
        self.xml.empty("w:headerReference", &[("w:type", "default"), ("r:id", "rHeader")])?;
        self.xml.empty("w:footerReference", &[("w:type", "default"), ("r:id", "rFooter")])?;
        self.xml.empty("w:footerReference", &[("w:type", "first"), ("r:id", "rFooter")])?;
        self.xml.value("w:type", "nextPage")?;
        self.xml.empty("w:pgSz", &[("w:w", "11906"), ("w:h", "16838")])?;
        self.xml.empty(
            "w:pgMar",
            &[
                ("w:top", "1134"),
                ("w:right", "1134"),
                ("w:bottom", "1134"),
                ("w:left", "1134"),
                ("w:header", "567"),
                ("w:footer", "567"),
                ("w:gutter", "0"),
            ],
        )?;
        // Only the first page of the letter itself has no header.
        if self.headings == self.paragraphs {
            self.xml.empty("w:titlePg", &[])?;
        }
        if is_right_to_left(self.language) {
            self.xml.empty("w:bidi", &[])?;
        }
        self.xml.close("w:sectPr")
    }
}

/// Widths of columns in proportion to their longest cell, within bounds, so that a long one is not squeezed by short ones.
fn widths(rows: &[Vec<(&str, Vec<Text>)>]) -> Vec<usize> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let longest = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).flat_map(|(_, lines)| lines);
        cells.map(|line| line.plain().chars().count()).max().unwrap_or(0).clamp(12, 48)
    };
    let weights: Vec<usize> = (0..columns).map(longest).collect();
    let all = weights.iter().sum::<usize>().max(1);
    weights.into_iter().map(|weight| WIDTH * weight / all).collect()
}

/// The runs of a text where no link can stand: headers and footers have relations of their own.
pub(super) fn runs_without_links(xml: &mut Xml, text: &Text, around: Language) -> Result<()> {
    text.0.iter().try_for_each(|one| run(xml, one, around))
}

/// Text that keeps its own direction in a paragraph of the other: the mark before it makes the figures of a telephone
/// number run from the left (UAX 9, W7), the mark after it keeps its last full stop (N1). Word reads marks in every
/// version, isolates only in newer ones.
fn directed(one: &Run, around: Language) -> String {
    if is_right_to_left(around) && !is_right_to_left(one.language) {
        format!("\u{200e}{}\u{200e}", one.text)
    } else {
        one.text.clone()
    }
}

fn run(xml: &mut Xml, one: &Run, around: Language) -> Result<()> {
    if one.text.is_empty() {
        return Ok(());
    }
    xml.open("w:r", &[])?;
    xml.open("w:rPr", &[])?;
    match one.mark {
        Mark::Link => xml.value("w:rStyle", "Hyperlink")?,
        Mark::Missing => xml.value("w:rStyle", "Missing")?,
        Mark::Plain | Mark::Inserted | Mark::Deleted => {}
    }
    if one.language == Language::Chinese {
        // Quotation marks and dashes exist in both scripts: here they are Chinese.
        xml.empty("w:rFonts", &[("w:hint", "eastAsia")])?;
    }
    if one.mark == Mark::Deleted {
        xml.empty("w:strike", &[])?;
    }
    if one.mark == Mark::Inserted {
        xml.value("w:u", "single")?;
    }
    if is_right_to_left(one.language) {
        xml.empty("w:rtl", &[])?;
    }
    let (kind, tag) = match one.language {
        Language::Arabic => ("w:bidi", "ar-SA"),
        Language::Chinese => ("w:eastAsia", "zh-CN"),
        Language::English => ("w:val", "en-GB"),
        Language::French => ("w:val", "fr-FR"),
        Language::Russian => ("w:val", "ru-RU"),
        Language::Spanish => ("w:val", "es-ES"),
    };
    xml.empty("w:lang", &[(kind, tag)])?;
    xml.close("w:rPr")?;
    xml.words("w:t", &[("xml:space", "preserve")], &directed(one, around))?;
    xml.close("w:r")
}
