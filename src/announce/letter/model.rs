//! A letter as a value: blocks in their order, from which every format is made.

use super::gap::{Gap, Unverified};
use super::text::Text;
use crate::domain::draft::Marker;
use crate::domain::language::Language;

/// A letter, or another numbered document, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Its language.
    pub language: Language,
    /// What it is called: `TSB Circular 72`.
    pub name: Text,
    /// Its subject, as in the metadata of files.
    pub subject: Text,
    /// What stands at the foot of each page.
    pub foot: Text,
    /// Its blocks.
    pub blocks: Vec<Block>,
    /// What the secretariat has to fill in.
    pub gaps: Vec<Gap>,
    /// Wordings used that nobody has checked against an official text.
    pub unverified: Vec<Unverified>,
}

/// One line of the reference table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// `Ref:`, `To:` …
    pub label: Text,
    /// What stands beside it.
    pub lines: Vec<Text>,
    /// The lines are a list of addressees.
    pub listed: bool,
}

/// One row of the table of deadlines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The last day.
    pub day: Text,
    /// What is due.
    pub what: Text,
}

/// A part of a line of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormPart {
    /// Printed words.
    Words(&'static str),
    /// A line to write on, so many characters wide.
    Blank(u8),
}

/// A block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Union and Bureau.
    Masthead {
        /// The Union.
        union: Text,
        /// The Bureau.
        bureau: Text,
    },
    /// Place and date.
    DateLine(Text),
    /// References and addressees.
    References(Vec<Reference>),
    /// The subject.
    Subject {
        /// `Subject:`.
        label: Text,
        /// The subject.
        text: Text,
    },
    /// The title of a document that is no letter.
    Title {
        /// The title.
        text: Text,
        /// Lines under it.
        under: Vec<Text>,
    },
    /// Dear Sir/Madam.
    Salutation(Text),
    /// A paragraph, usually numbered.
    Paragraph {
        /// Its number: `1`, `1.2`.
        number: Option<String>,
        /// What it is about: words that files use, `text` for the secretariat's own.
        about: Vec<&'static str>,
        /// Its lines.
        lines: Vec<Text>,
    },
    /// The table of deadlines, earliest first.
    Deadlines {
        /// Its heading.
        heading: Text,
        /// Its rows.
        rows: Vec<Due>,
    },
    /// Any other table.
    Table {
        /// Column heads.
        head: Vec<Text>,
        /// Rows.
        rows: Vec<Vec<Text>>,
    },
    /// The closing formula.
    Closing(Text),
    /// Who signs.
    Signature {
        /// Name.
        name: Text,
        /// Office.
        office: Text,
    },
    /// How many annexes follow.
    AnnexCount(Text),
    /// An annex begins, on a new page.
    Annex {
        /// `Annex 1`.
        label: Text,
        /// `(to TSB Circular 72)`.
        of: Text,
        /// Its title.
        title: Text,
        /// A line under the title.
        under: Option<Text>,
        /// The language of what follows: the hotel form is English in every letter.
        language: Language,
    },
    /// A heading inside an annex.
    Heading {
        /// Its number.
        number: Option<String>,
        /// The heading.
        text: Text,
    },
    /// Points of a list.
    Points {
        /// How they are marked.
        marker: Marker,
        /// The points, each of one or more lines.
        points: Vec<Vec<Text>>,
    },
    /// A form to fill in by hand.
    Form(Vec<Vec<FormPart>>),
}

impl Block {
    /// A word for each kind, for tests and style names.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Masthead { .. } => "masthead",
            Self::DateLine(_) => "date-line",
            Self::References(_) => "references",
            Self::Subject { .. } => "subject",
            Self::Title { .. } => "title",
            Self::Salutation(_) => "salutation",
            Self::Paragraph { .. } => "paragraph",
            Self::Deadlines { .. } => "deadlines",
            Self::Table { .. } => "table",
            Self::Closing(_) => "closing",
            Self::Signature { .. } => "signature",
            Self::AnnexCount(_) => "annex-count",
            Self::Annex { .. } => "annex",
            Self::Heading { .. } => "heading",
            Self::Points { .. } => "points",
            Self::Form(_) => "form",
        }
    }

    /// Its words, a line each: what a reader reads, without layout.
    #[must_use]
    pub fn plain(&self) -> String {
        let lines = |texts: &[Text]| texts.iter().map(Text::plain).collect::<Vec<_>>().join("\n");
        let numbered = |number: &Option<String>, text: String| match number {
            Some(number) => format!("{number} {text}"),
            None => text,
        };
        match self {
            Self::Masthead { union, bureau } => format!("{}\n{}", union.plain(), bureau.plain()),
            Self::DateLine(text) | Self::Salutation(text) | Self::Closing(text) | Self::AnnexCount(text) => {
                text.plain()
            }
            Self::References(rows) => rows
                .iter()
                .map(|row| format!("{} {}", row.label.plain(), lines(&row.lines)))
                .collect::<Vec<_>>()
                .join("\n"),
            Self::Subject { label, text } => format!("{} {}", label.plain(), text.plain()),
            Self::Title { text, under } => format!("{}\n{}", text.plain(), lines(under)),
            Self::Paragraph { number, lines: texts, .. } => numbered(number, lines(texts)),
            Self::Deadlines { heading, rows } => {
                let rows = rows.iter().map(|row| format!("\n{} | {}", row.day.plain(), row.what.plain()));
                format!("{}{}", heading.plain(), rows.collect::<String>())
            }
            Self::Table { head, rows } => {
                let row = |cells: &Vec<Text>| cells.iter().map(Text::plain).collect::<Vec<_>>().join(" | ");
                std::iter::once(head).chain(rows).map(row).collect::<Vec<_>>().join("\n")
            }
            Self::Signature { name, office } => format!("{}\n{}", name.plain(), office.plain()),
            Self::Annex { label, of, title, under, .. } => {
                let under = under.iter().map(|text| format!("\n{}", text.plain())).collect::<String>();
                format!("{} {}\n{}{under}", label.plain(), of.plain(), title.plain())
            }
            Self::Heading { number, text } => numbered(number, text.plain()),
            Self::Points { marker, points } => {
                let point =
                    |(index, texts): (usize, &Vec<Text>)| format!("{} {}", point_mark(*marker, index), lines(texts));
                points.iter().enumerate().map(point).collect::<Vec<_>>().join("\n")
            }
            Self::Form(rows) => {
                let part = |part: &FormPart| match part {
                    FormPart::Words(words) => (*words).to_owned(),
                    FormPart::Blank(width) => "_".repeat(usize::from(*width)),
                };
                rows.iter().map(|row| row.iter().map(part).collect::<String>()).collect::<Vec<_>>().join("\n")
            }
        }
    }
}

/// The mark before a point, counted from 0.
#[must_use]
pub fn point_mark(marker: Marker, index: usize) -> String {
    match marker {
        Marker::Number => format!("{}", index + 1),
        Marker::Letter => {
            // After z comes aa, as word processors count.
            let letter = char::from(b'a' + u8::try_from(index % 26).unwrap_or(0));
            format!("{})", String::from(letter).repeat(index / 26 + 1))
        }
        Marker::Dash => "–".to_owned(),
        Marker::Bullet => "•".to_owned(),
    }
}
