//! Bad input: one folder a case, with the code, file, line and column expected of every finding.

use convoke::exchange::plan;
use convoke::exchange::profile::Profiles;
use convoke::exchange::report::{Item, Place};
use convoke::exchange::scenario::read;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// What a case expects or gives: severity, code, place, the other place.
type Told = (&'static str, String, Place, Option<Place>);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/bad")
}

fn place(table: &toml::Table) -> Place {
    let number = |key: &str| usize::try_from(table[key].as_integer().expect("a number")).expect("a place");
    Place {
        path: table["file"].as_str().expect("a file").to_owned(),
        line: number("line"),
        column: number("column"),
        cell: None,
    }
}

fn expected(case: &Path) -> Vec<Told> {
    let text = std::fs::read_to_string(case.join("expect.toml")).expect("every case says what it expects");
    let table: toml::Table = text.parse().expect("expectations are TOML");
    let mut told = Vec::new();
    for (key, severity) in [("finding", "error"), ("notice", "notice")] {
        for one in table.get(key).and_then(toml::Value::as_array).into_iter().flatten() {
            let one = one.as_table().expect("a table");
            let also = one.get("also").and_then(toml::Value::as_table).map(place);
            told.push((severity, one["code"].as_str().expect("a code").to_owned(), place(one), also));
        }
    }
    told
}

fn given(case: &Path) -> (Vec<Told>, String) {
    let prefix = format!("{}/", case.display());
    let loaded = read(&case.join("scenario.toml"), &Profiles::bundled());
    let (items, text): (Vec<Item>, String) = match loaded {
        Err(report) => (report.items.clone(), report.text()),
        Ok(loaded) if case.join("plan.toml").exists() => match plan::read(&case.join("plan.toml"), &loaded.scenario) {
            Ok(_) => (Vec::new(), String::new()),
            Err(report) => (report.items.clone(), report.text()),
        },
        Ok(loaded) => (loaded.notices, String::new()),
    };
    let short = |place: Place| Place { path: place.path.replace(&prefix, ""), ..place };
    let told = items
        .into_iter()
        .map(|item| {
            assert!(!item.message.is_empty() && !item.help.is_empty() && item.nearest.len() <= 3, "{item:?}");
            let severity = if text.is_empty() { "notice" } else { "error" };
            (severity, item.code, short(item.place), item.also.map(short))
        })
        .collect();
    (told, text.replace(&prefix, ""))
}

fn files_of(case: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(case).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files_of(&path));
        } else {
            found.insert(path.clone(), std::fs::read(path).expect("a file"));
        }
    }
    found
}

#[test]
fn every_case_is_told_at_its_place_and_nothing_is_written() {
    let mut cases: Vec<PathBuf> = std::fs::read_dir(folder())
        .expect("the cases")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    assert!(cases.len() >= 140, "{} cases", cases.len());
    let (mut wrong, mut texts) = (String::new(), String::new());
    for case in cases {
        let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let before = files_of(&case);
        let (told, text) = given(&case);
        let wanted = expected(&case);
        if told != wanted {
            _ = writeln!(wrong, "{name}\n  expected {wanted:?}\n  given    {told:?}\n{text}");
        }
        assert_eq!(before, files_of(&case), "{name} wrote something");
        _ = writeln!(texts, "=== {name}\n{text}");
    }
    assert!(wrong.is_empty(), "{wrong}");
    insta::assert_snapshot!("messages", texts);
}
