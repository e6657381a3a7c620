//! The house keeps its own order: who may name whom, and what may not be left behind.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Modules by layer; a module may name only modules of a smaller layer, and itself.
const LAYERS: [(u8, &[&str]); 7] = [
    (0, &["domain", "kernel"]),
    (1, &["language", "ical", "rules"]),
    (2, &["planning", "announce", "report"]),
    (3, &["app"]),
    (4, &["milp", "exchange", "delivery"]),
    (5, &[]),
    (6, &["cli"]),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Code without comments and doc comments.
fn code(path: &Path) -> String {
    fs::read_to_string(path)
        .unwrap()
        .lines()
        .map(|line| line.find("//").map_or(line, |at| &line[..at]))
        .collect::<Vec<_>>()
        .join("\n")
}

fn layers() -> BTreeMap<&'static str, u8> {
    LAYERS.iter().flat_map(|(layer, modules)| modules.iter().map(|module| (*module, *layer))).collect()
}

/// Names that follow `crate::` anywhere, also inside `use crate::{a, b}`.
fn named(code: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut names = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => {
                let mut depth = 0;
                let mut item = String::new();
                for c in group.chars() {
                    match c {
                        '}' if depth == 0 => break,
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        ',' if depth == 0 => names.push(word(std::mem::take(&mut item).trim())),
                        _ => {}
                    }
                    if c != ',' || depth > 0 {
                        item.push(c);
                    }
                }
                names.push(word(item.trim()));
            }
            None => names.push(word(rest)),
        }
    }
    names
}

#[test]
fn modules_name_only_smaller_layers() {
    let layers = layers();
    let mut wrong = Vec::new();
    for (module, layer) in &layers {
        for path in files(&root().join("src").join(module), "rs") {
            for name in named(&code(&path)) {
                if name != *module && layers.get(name.as_str()).is_some_and(|other| other >= layer) {
                    wrong.push(format!("{} ({layer}) names {name}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_has_a_layer() {
    let layers = layers();
    for entry in fs::read_dir(root().join("src")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let name = path.file_name().unwrap().to_str().unwrap();
            assert!(layers.contains_key(name), "src/{name} has no layer in the table");
        }
    }
}

#[test]
fn the_direction_test_can_fail() {
    assert_eq!(named("use crate::domain::plan;"), ["domain"]);
    assert_eq!(named("use crate::{rules::{check, all}, kernel};"), ["rules", "kernel"]);
}

#[test]
fn nothing_is_left_behind() {
    let mut wrong = Vec::new();
    for path in files(&root().join("src"), "rs") {
        let text = code(&path);
        for word in ["todo!(", "unimplemented!(", "dbg!(", "#[ignore", "HashMap", "HashSet"] {
            if text.contains(word) {
                wrong.push(format!("{}: {word}", path.display()));
            }
        }
        let unsafe_allowed = path.starts_with(root().join("src/milp"));
        if !unsafe_allowed && text.contains("unsafe {") {
            wrong.push(format!("{}: unsafe outside milp", path.display()));
        }
        if !fs::read_to_string(&path).unwrap().starts_with("//!") {
            wrong.push(format!("{}: no module documentation", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_core_has_no_clock_no_randomness_and_no_io() {
    let mut wrong = Vec::new();
    for module in LAYERS.iter().filter(|(layer, _)| *layer <= 3).flat_map(|(_, modules)| *modules) {
        for path in files(&root().join("src").join(module), "rs") {
            let text = code(&path);
            let product = text.split("#[cfg(test)]").next().unwrap_or_default();
            for word in [
                "SystemTime",
                "Instant::now",
                "std::fs",
                "std::net",
                "std::env::",
                "rand::",
                "async fn",
                "println!",
                "tokio",
            ] {
                if product.contains(word) {
                    wrong.push(format!("{}: {word}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_fit_in_the_head() {
    let long: Vec<String> = files(&root().join("src"), "rs")
        .into_iter()
        .filter_map(|path| {
            let lines = fs::read_to_string(&path).unwrap().lines().count();
            (lines > 600).then(|| format!("{} has {lines} lines", path.display()))
        })
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

/// No example and no configuration can write to a real mailbox: examples are run, and mails go where they say.
#[test]
fn addresses_are_of_the_example_domain() {
    let mut wrong = Vec::new();
    for (folder, extension) in [("examples", "toml"), ("examples", "md"), ("config", "toml"), ("config", "md")] {
        for path in files(&root().join(folder), extension) {
            let text = fs::read_to_string(&path).unwrap();
            for (at, _) in text.match_indices('@') {
                let domain: String =
                    text[at + 1..].chars().take_while(|c| c.is_ascii_alphanumeric() || ".-".contains(*c)).collect();
                if domain != "example.org" && !domain.ends_with(".example.org") {
                    wrong.push(format!("{}: @{domain}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
