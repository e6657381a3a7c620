//! Numbering: one definition a kind of list, and one instance each time a list begins, so that it counts from its first.

use super::xml::{WORD, Xml};
use crate::domain::draft::Marker;
use std::io::Result;

/// A kind of list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    /// The paragraphs of a letter: 1, 1.1.
    Paragraphs,
    /// The headings of an annex.
    Headings,
    /// Points.
    Points(Marker),
}

impl List {
    const ALL: [List; 6] = [
        List::Paragraphs,
        List::Headings,
        List::Points(Marker::Number),
        List::Points(Marker::Letter),
        List::Points(Marker::Dash),
        List::Points(Marker::Bullet),
    ];

    fn definition(self) -> usize {
        Self::ALL.iter().position(|one| *one == self).unwrap_or(0)
    }

    /// Format and text of a level.
    fn level(self, level: usize) -> (&'static str, &'static str) {
        match (self, level) {
            (Self::Paragraphs, 1) => ("decimal", "%1.%2"),
            (Self::Paragraphs | Self::Headings, _) | (Self::Points(Marker::Number), _) => ("decimal", "%1"),
            (Self::Points(Marker::Letter), _) => ("lowerLetter", "%1)"),
            (Self::Points(Marker::Dash), _) => ("bullet", "–"),
            (Self::Points(Marker::Bullet), _) => ("bullet", "•"),
        }
    }
}

/// The lists begun so far; the number of an instance is its position, from 1.
#[derive(Debug, Default)]
pub(super) struct Lists(Vec<List>);

impl Lists {
    /// Begins a list; returns the number of its instance.
    pub(super) fn begin(&mut self, list: List) -> usize {
        self.0.push(list);
        self.0.len()
    }

    /// `numbering.xml`.
    pub(super) fn part(&self) -> Result<Vec<u8>> {
        let mut xml = Xml::new()?;
        xml.open("w:numbering", &[("xmlns:w", WORD)])?;
        for (id, list) in List::ALL.iter().enumerate() {
            xml.open("w:abstractNum", &[("w:abstractNumId", &id.to_string())])?;
            xml.value("w:multiLevelType", "multilevel")?;
            for level in 0..2 {
                let (format, text) = list.level(level);
                xml.open("w:lvl", &[("w:ilvl", &level.to_string())])?;
                xml.value("w:start", "1")?;
                xml.value("w:numFmt", format)?;
                xml.value("w:lvlText", text)?;
                xml.value("w:lvlJc", "left")?;
                xml.open("w:pPr", &[])?;
                xml.empty("w:ind", &[("w:left", "567"), ("w:hanging", "567")])?;
                xml.close("w:pPr")?;
                xml.close("w:lvl")?;
            }
            xml.close("w:abstractNum")?;
        }
        for (index, list) in self.0.iter().enumerate() {
            xml.open("w:num", &[("w:numId", &(index + 1).to_string())])?;
            xml.value("w:abstractNumId", &list.definition().to_string())?;
            for level in ["0", "1"] {
                xml.open("w:lvlOverride", &[("w:ilvl", level)])?;
                xml.value("w:startOverride", "1")?;
                xml.close("w:lvlOverride")?;
            }
            xml.close("w:num")?;
        }
        xml.close("w:numbering")?;
        Ok(xml.done())
    }
}
