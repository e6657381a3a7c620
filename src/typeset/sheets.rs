//! A letter as data for the template.

use super::error::TypesetError;
use super::fonts::Fonts;
use crate::announce::letter::{Block, FormPart, Letter, Mark, Run, Text, point_mark};
use crate::domain::language::Language;
use crate::language::is_right_to_left;
use serde_json::{Value, json};

/// The letter on its first sheet, each annex on one of its own, in its own language.
pub(super) fn data(letter: &Letter, fonts: &Fonts) -> Result<Vec<u8>, TypesetError> {
    let mut sheets: Vec<(Language, Vec<Value>)> = vec![(letter.language, Vec::new())];
    for one in &letter.blocks {
        if let Block::Annex { language, .. } = one {
            sheets.push((*language, Vec::new()));
        }
        if let Some((language, blocks)) = sheets.last_mut() {
            blocks.push(block(one, *language));
        }
    }
    let around = letter.language;
    let families: serde_json::Map<String, Value> =
        Language::ALL.iter().map(|language| (language.tag().to_owned(), fonts_of(*language, fonts))).collect();
    let sheet = |(language, blocks): (Language, Vec<Value>)| json!({ "lang": language.tag(), "rtl": is_right_to_left(language), "blocks": blocks });
    let value = json!({
        "title": format!("{} – {}", letter.name.plain(), letter.subject.plain()),
        "name": text(&letter.name, around),
        "foot": text(&letter.foot, around),
        "fonts": families,
        "sheets": sheets.into_iter().map(sheet).collect::<Vec<_>>(),
    });
    serde_json::to_vec(&value).map_err(|error| TypesetError::Data(error.to_string()))
}

/// The families to try for a language, in turn.
fn fonts_of(language: Language, fonts: &Fonts) -> Value {
    let families = fonts.families(match language {
        Language::Arabic => "Arabic",
        Language::Chinese => "CJK",
        _ => "Noto Sans",
    });
    if language != Language::Chinese {
        return json!(families);
    }
    // Latin words in Chinese text keep the Latin face; quotes and dashes, which both have, are set as Chinese.
    let mut all: Vec<Value> = vec![json!({ "name": "Noto Sans", "covers": "latin-in-cjk" })];
    all.extend(families.into_iter().map(Value::String));
    Value::Array(all)
}

fn block(block: &Block, around: Language) -> Value {
    let one = |words: &Text| text(words, around);
    let many = |lines: &[Text]| lines.iter().map(one).collect::<Vec<_>>();
    let mut value = match block {
        Block::Masthead { union, bureau } => json!({ "union": one(union), "bureau": one(bureau) }),
        Block::DateLine(words) | Block::Salutation(words) | Block::Closing(words) | Block::AnnexCount(words) => {
            json!({ "text": one(words) })
        }
        Block::References(rows) => {
            let row = rows
                .iter()
                .map(|row| json!({ "label": one(&row.label), "lines": many(&row.lines), "listed": row.listed }));
            json!({ "rows": row.collect::<Vec<_>>() })
        }
        Block::Subject { label, text } => json!({ "label": one(label), "text": one(text) }),
        Block::Title { text, under } => json!({ "text": one(text), "under": many(under) }),
        Block::Paragraph { number, lines, .. } => json!({ "number": number, "lines": many(lines) }),
        Block::Deadlines { heading, rows } => {
            let rows = rows.iter().map(|row| vec![one(&row.day), one(&row.what)]);
            json!({ "heading": one(heading), "rows": rows.collect::<Vec<_>>() })
        }
        Block::Table { head, rows } => {
            json!({ "head": many(head), "rows": rows.iter().map(|row| many(row)).collect::<Vec<_>>() })
        }
        Block::Signature { name, office } => json!({ "name": one(name), "office": one(office) }),
        Block::Annex { label, of, title, under, .. } => {
            json!({ "label": one(label), "of": one(of), "title": one(title), "under": under.as_ref().map(one) })
        }
        Block::Heading { number, text } => json!({ "number": number, "text": one(text) }),
        Block::Points { marker, points } => {
            let points = points
                .iter()
                .enumerate()
                .map(|(index, lines)| json!({ "mark": point_mark(*marker, index), "lines": many(lines) }));
            json!({ "points": points.collect::<Vec<_>>() })
        }
        Block::Form(rows) => {
            let part = |part: &FormPart| match part {
                FormPart::Words(words) => json!({ "words": words }),
                FormPart::Blank(width) => json!({ "blank": width }),
            };
            json!({ "rows": rows.iter().map(|row| row.iter().map(part).collect::<Vec<_>>()).collect::<Vec<_>>() })
        }
    };
    value["kind"] = json!(block.kind());
    value
}

fn text(text: &Text, around: Language) -> Value {
    text.0.iter().map(|one| run(one, around)).collect()
}

/// A run: its words, language and mark. In text from right to left, values stand apart (UAX 9, isolates), so that they do
/// not disturb the direction of the sentence around them, nor are disturbed by it.
fn run(run: &Run, around: Language) -> Value {
    let foreign = run.language != around;
    let apart = is_right_to_left(around) && (run.isolated || foreign || run.mark == Mark::Link);
    let words = if apart { format!("\u{2068}{}\u{2069}", run.text) } else { run.text.clone() };
    let mark = match run.mark {
        Mark::Plain => "plain",
        Mark::Missing => "missing",
        Mark::Inserted => "inserted",
        Mark::Deleted => "deleted",
        Mark::Link => "link",
    };
    let target = (run.mark == Mark::Link).then(|| {
        let scheme = if run.text.contains("://") { "" } else { "mailto:" };
        format!("{scheme}{}", run.text)
    });
    json!({ "words": words, "lang": run.language.tag(), "mark": mark, "target": target })
}
