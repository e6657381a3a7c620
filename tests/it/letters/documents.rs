//! Documents: what is in them, read back by `python-docx`, and what holds for every text.

use super::World;
use crate::tools::tools;
use convoke::announce::letter::{Block, FormPart, Letter, Text, docx};
use convoke::domain::language::Language;
use proptest::prelude::*;
use quick_xml::events::Event;
use serde_json::Value;
use std::io::{Cursor, Read as _};
use std::process::Command;

const LETTERS: [(&str, &str); 5] = [
    ("examples/jca-cloud-2012/given.toml", "jca-cloud-2012-04"),
    ("examples/fg-m2m-2012/given.toml", "fg-m2m-2012-04"),
    ("examples/tsag-2017/given.toml", "tsag-2017-05"),
    ("examples/jca-dcc-2022/given.toml", "jca-dcc-2022-06"),
    ("examples/jca-ml-2023/given.toml", "jca-ml-2023-1"),
];

/// What a document must hold: paragraphs with text, and whether they count; rows of tables.
#[derive(Debug, PartialEq)]
enum Held {
    Paragraph { text: String, counted: bool },
    Rows(Vec<Vec<String>>),
}

/// A letter as its document must hold it: written from the blocks, without a look at the writer.
fn held(letter: &Letter) -> Vec<Held> {
    let one = |text: &Text, counted| Held::Paragraph { text: text.plain(), counted };
    let lines = |lines: &[Text], counted: bool| -> Vec<Held> {
        lines.iter().enumerate().map(|(index, line)| one(line, counted && index == 0)).collect()
    };
    let cell = |lines: &[Text]| lines.iter().map(Text::plain).collect::<Vec<_>>().join("\n");
    let mut all = Vec::new();
    for block in &letter.blocks {
        match block {
            Block::Masthead { union, bureau } => all.extend([one(union, false), one(bureau, false)]),
            Block::DateLine(text) | Block::Salutation(text) | Block::Closing(text) | Block::AnnexCount(text) => {
                all.push(one(text, false));
            }
            Block::References(rows) => {
                let dash = |listed: bool, lines: &[Text]| {
                    let dash = if listed { "– " } else { "" };
                    lines.iter().map(|line| format!("{dash}{}", line.plain())).collect::<Vec<_>>().join("\n")
                };
                let rows = rows.iter().map(|row| vec![row.label.plain(), dash(row.listed, &row.lines)]);
                all.push(Held::Rows(rows.collect()));
            }
            Block::Subject { label, text } => all.push(Held::Rows(vec![vec![label.plain(), text.plain()]])),
            Block::Title { text, under } => {
                all.push(one(text, false));
                all.extend(lines(under, false));
            }
            Block::Paragraph { number, lines: texts, .. } => all.extend(lines(texts, number.is_some())),
            Block::Deadlines { heading, rows } => {
                all.push(one(heading, false));
                all.push(Held::Rows(rows.iter().map(|row| vec![row.day.plain(), row.what.plain()]).collect()));
            }
            Block::Table { head, rows } => {
                let row = |cells: &Vec<Text>| cells.iter().map(|text| cell(std::slice::from_ref(text))).collect();
                all.push(Held::Rows(std::iter::once(head).chain(rows).map(row).collect()));
            }
            Block::Signature { name, office } => all.extend([one(name, false), one(office, false)]),
            Block::Annex { label, of, title, under, .. } => {
                all.extend([one(label, false), one(of, false), one(title, false)]);
                all.extend(under.iter().map(|text| one(text, false)));
            }
            Block::Heading { number, text } => all.push(one(text, number.is_some())),
            Block::Points { points, .. } => all.extend(points.iter().flat_map(|point| lines(point, true))),
            Block::Form(rows) => all.extend(rows.iter().map(|row| {
                let part = |part: &FormPart| match part {
                    FormPart::Words(words) => (*words).to_owned(),
                    FormPart::Blank(width) => "_".repeat(usize::from(*width)),
                };
                Held::Paragraph { text: row.iter().map(part).collect(), counted: false }
            })),
        }
    }
    all
}

/// Text without the marks that set its direction.
fn unmarked(value: &Value) -> String {
    value.as_str().expect("a text").replace('\u{200e}', "")
}

fn found(document: &Value) -> Vec<Held> {
    let blocks = document["blocks"].as_array().expect("blocks");
    let all = blocks.iter().map(|block| match block.get("rows") {
        Some(rows) => {
            let rows = rows.as_array().expect("rows").iter();
            Held::Rows(rows.map(|row| row.as_array().expect("cells").iter().map(unmarked).collect()).collect())
        }
        None => Held::Paragraph { text: unmarked(&block["text"]), counted: !block["list"].is_null() },
    });
    // Empty paragraphs part tables and end sections.
    all.filter(|held| !matches!(held, Held::Paragraph { text, .. } if text.is_empty())).collect()
}

fn read_back(letters: &[Letter]) -> Vec<Value> {
    let folder = tempfile::tempdir().expect("a folder");
    let script = crate::helpers::root().join("tests/tools/read_docx.py");
    letters
        .iter()
        .enumerate()
        .map(|(index, letter)| {
            let path = folder.path().join(format!("{index}.docx"));
            std::fs::write(&path, docx(letter).expect("a document")).expect("written");
            let output =
                Command::new(tools().join("venv/bin/python3")).arg(&script).arg(&path).output().expect("python");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            serde_json::from_slice(&output.stdout).expect("JSON")
        })
        .collect()
}

#[test]
fn documents_hold_every_block_in_its_order() {
    let mut letters = Vec::new();
    for (example, meeting) in LETTERS {
        let world = World::of(example);
        let languages = if meeting.starts_with("fg") { &Language::ALL[..] } else { &Language::ALL[..3] };
        letters.extend(languages.iter().map(|language| world.announced(meeting, *language)));
    }
    let documents = read_back(&letters);
    for (letter, document) in letters.iter().zip(&documents) {
        assert_eq!(found(document), held(letter), "{}", letter.name.plain());
        assert_eq!(document["title"], letter.name.plain());
        assert!(document["header"].as_str().is_some_and(|header| !header.is_empty()));
    }
    println!("{} documents read back", documents.len());
}

/// In an Arabic document every section and paragraph reads from the right, but for the hotel form, which is English.
#[test]
fn sections_and_paragraphs_have_the_direction_of_their_language() {
    let world = World::of("examples/fg-m2m-2012/given.toml");
    let letters: Vec<Letter> =
        Language::ALL.iter().map(|language| world.announced("fg-m2m-2012-04", *language)).collect();
    for (letter, document) in letters.iter().zip(read_back(&letters)) {
        let arabic = letter.language == Language::Arabic;
        let sections = document["right_to_left_sections"].as_array().expect("sections").clone();
        assert_eq!(sections, [arabic, arabic, false].map(Value::Bool), "{}", letter.language);
        let mut in_form = false;
        for block in document["blocks"].as_array().expect("blocks") {
            let Some(text) = block["text"].as_str().filter(|text| !text.is_empty()) else { continue };
            in_form |= text.contains("Annex 2") && block["style"] == "Annex label";
            assert_eq!(block["right_to_left"], arabic && !in_form, "{text}");
        }
    }
}

fn parts(document: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(document)).expect("a ZIP");
    (0..archive.len())
        .map(|index| {
            let mut part = archive.by_index(index).expect("a part");
            let mut text = String::new();
            part.read_to_string(&mut text).expect("UTF-8");
            (part.name().expect("a name").into_owned(), text)
        })
        .collect()
}

/// Well-formed, every relation used is there, and the words of the body.
fn checked(document: &[u8]) -> String {
    let parts = parts(document);
    assert_eq!(parts[0].0, "[Content_Types].xml");
    let mut words = String::new();
    for (name, text) in &parts {
        let mut reader = quick_xml::Reader::from_str(text);
        let mut depth = 0_i32;
        loop {
            match reader.read_event().unwrap_or_else(|error| panic!("{name}: {error}")) {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                Event::Text(piece) if name == "word/document.xml" => words.push_str(&piece),
                Event::GeneralRef(piece) if name == "word/document.xml" => {
                    words.push_str(match &*piece {
                        "lt" => "<",
                        "gt" => ">",
                        "amp" => "&",
                        "quot" => "\"",
                        "apos" => "'",
                        other => panic!("an entity {other}"),
                    });
                }
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(depth, 0, "{name}");
    }
    let text = |name: &str| &parts.iter().find(|(part, _)| part == name).expect("a part").1;
    let (body, relations) = (text("word/document.xml"), text("word/_rels/document.xml.rels"));
    for (at, _) in body.match_indices("r:id=\"") {
        let id = body[at + 6..].split('"').next().expect("an id");
        assert!(relations.contains(&format!("Id=\"{id}\"")), "{id}");
    }
    words
}

#[test]
fn the_same_letter_gives_the_same_bytes() {
    let world = World::of("examples/fg-m2m-2012/given.toml");
    for language in Language::ALL {
        let [a, b] = [0, 1].map(|_| docx(&world.announced("fg-m2m-2012-04", language)).expect("a document"));
        assert!(a == b, "{language}");
        checked(&a);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Whatever a secretariat may write arrives in the document as it was written.
    #[test]
    fn any_words_arrive_unchanged(text in "[ -~éЖ中ع&<>\"'\\]{}]{1,60}") {
        let line = convoke::domain::text::Line::parse(&text);
        prop_assume!(line.is_ok());
        let mut world = World::of("examples/jca-dcc-2022/given.toml");
        let draft = world.drafts.values_mut().next().expect("a draft");
        draft.wish.insert(Language::English, line.clone().expect("a line"));
        let document = docx(&world.announced("jca-dcc-2022-06", Language::English)).expect("a document");
        let words = checked(&document);
        let line = line.expect("a line");
        prop_assert!(words.contains(line.as_str()), "{} in {}", line, words);
    }
}
