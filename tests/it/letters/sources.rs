//! The five source documents, re-created from the examples and compared block by block: kinds and their order, numbers of
//! paragraphs, and in each block the facts of the source in the order in which the source has them. The fixtures were
//! written from the sources, not from our letters.

use super::World;
use crate::helpers::root;
use convoke::announce::letter::{Block, Letter};
use convoke::domain::language::Language;
use std::path::PathBuf;

fn fixtures() -> Vec<PathBuf> {
    let folder = root().join("tests/fixtures/letters");
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("fixtures").flatten().map(|one| one.path()).collect();
    paths.sort();
    paths
}

fn number(block: &Block) -> Option<&str> {
    match block {
        Block::Paragraph { number, .. } | Block::Heading { number, .. } => number.as_deref(),
        _ => None,
    }
}

fn strings<'a>(table: &'a toml::Table, key: &str) -> Vec<&'a str> {
    let items = table.get(key).and_then(toml::Value::as_array).expect("a list of facts");
    items.iter().map(|item| item.as_str().expect("a text")).collect()
}

/// What is wrong with a letter as its fixture has it.
fn differences(expected: &[toml::Table], letter: &Letter, language: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let kinds: Vec<&str> = letter.blocks.iter().map(Block::kind).collect();
    let wanted: Vec<&str> = expected.iter().map(|block| block["kind"].as_str().expect("a kind")).collect();
    if kinds != wanted {
        let at = kinds.iter().zip(&wanted).take_while(|(a, b)| a == b).count();
        wrong.push(format!("block {at}: is {:?}, in the source {:?}", &kinds.get(at..), &wanted.get(at..)));
        return wrong;
    }
    for (index, (block, expected)) in letter.blocks.iter().zip(expected).enumerate() {
        let wanted = expected.get("number").and_then(toml::Value::as_str);
        if number(block) != wanted {
            wrong.push(format!("block {index}: number {:?}, in the source {wanted:?}", number(block)));
        }
        if let (Some(count), Block::Points { points, .. }) = (expected.get("count"), block)
            && count.as_integer() != i64::try_from(points.len()).ok()
        {
            wrong.push(format!("block {index}: {} points, in the source {count}", points.len()));
        }
        let text = block.plain().replace('\u{2011}', "-");
        let mut rest = text.as_str();
        for fact in strings(expected, language) {
            match rest.find(fact) {
                Some(at) => rest = &rest[at + fact.len()..],
                None => {
                    let why = if text.contains(fact) { "out of order" } else { "missing" };
                    wrong.push(format!("block {index} ({}): {fact:?} is {why} in\n{text}", block.kind()));
                }
            }
        }
    }
    wrong
}

#[test]
fn every_source_is_recreated_block_by_block() {
    let paths = fixtures();
    assert_eq!(paths.len(), 5, "five source documents");
    let mut wrong = Vec::new();
    let (mut blocks, mut facts) = (0, 0);
    for path in paths {
        let table: toml::Table = std::fs::read_to_string(&path).expect("a file").parse().expect("TOML");
        let expected: Vec<toml::Table> = table["block"]
            .as_array()
            .expect("blocks")
            .iter()
            .map(|block| block.as_table().expect("a table").clone())
            .collect();
        let world = World::of(table["example"].as_str().expect("an example"));
        let meeting = table["meeting"].as_str().expect("a meeting");
        for (language, tag) in [(Language::Chinese, "zh"), (Language::English, "en")] {
            let letter = world.announced(meeting, language);
            let found = differences(&expected, &letter, tag);
            wrong.extend(found.into_iter().map(|one| format!("{meeting}, {tag}: {one}")));
            blocks += expected.len();
            facts += expected.iter().map(|block| strings(block, tag).len()).sum::<usize>();
        }
    }
    println!("{blocks} blocks and {facts} facts compared");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The comparison sees a missing fact, a wrong order, a wrong number and a missing block.
#[test]
fn the_comparison_can_fail() {
    let letter = World::of("examples/jca-dcc-2022/given.toml").announced("jca-dcc-2022-06", Language::English);
    let path = root().join("tests/fixtures/letters/jca-dcc-2022.toml");
    let table: toml::Table = std::fs::read_to_string(path).expect("a file").parse().expect("TOML");
    let blocks = table["block"].as_array().expect("blocks");
    let expected: Vec<toml::Table> = blocks.iter().map(|block| block.as_table().expect("a table").clone()).collect();
    assert!(differences(&expected, &letter, "en").is_empty());
    let changed = |change: &dyn Fn(&mut Vec<toml::Table>)| {
        let mut expected = expected.clone();
        change(&mut expected);
        differences(&expected, &letter, "en").len()
    };
    let fact = |text: &str| toml::Value::Array(vec![toml::Value::String(text.to_owned())]);
    assert_eq!(changed(&|blocks| drop(blocks.remove(6))), 1, "a block");
    assert_eq!(changed(&|blocks| drop(blocks[1].insert("en".into(), fact("21 April 2022")))), 1, "a date");
    assert_eq!(changed(&|blocks| drop(blocks[5].insert("number".into(), "2".into()))), 1, "a number");
    let reversed = |blocks: &mut Vec<toml::Table>| blocks[13]["en"].as_array_mut().expect("facts").reverse();
    assert!(changed(&reversed) >= 1, "an order");
}
