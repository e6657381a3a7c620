//! What this program is made of: licences and sources against `deny.toml`, no dependency without a use, a list of parts for
//! whoever must answer for them, and a fuzzer that is fed with the versions that are shipped.
//!
//! `cargo deny check` reads the same `deny.toml`; this test needs no other tool than the one that builds.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::helpers::root;

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Of every platform's packages: those that this machine has not built are fetched, so this is not `--offline`.
fn metadata() -> Value {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["metadata", "--locked", "--format-version", "1"]).current_dir(root());
    let output = cargo.output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn table(file: &str) -> toml::Table {
    fs::read_to_string(root().join(file)).expect(file).parse().expect("TOML")
}

fn texts(value: &toml::Value) -> BTreeSet<String> {
    value.as_array().expect("a list").iter().map(|one| one.as_str().expect("a text").to_owned()).collect()
}

/// Whether an SPDX expression can be satisfied by what is allowed. `/` is how older packages wrote OR; AND binds tighter.
fn satisfied(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let (value, rest) = any(&words, allowed);
    value && rest.is_empty()
}

fn any<'a, 'b>(words: &'b [&'a str], allowed: &BTreeSet<String>) -> (bool, &'b [&'a str]) {
    let (mut value, mut rest) = all(words, allowed);
    while let ["OR", more @ ..] = rest {
        let (other, after) = all(more, allowed);
        (value, rest) = (value | other, after);
    }
    (value, rest)
}

fn all<'a, 'b>(words: &'b [&'a str], allowed: &BTreeSet<String>) -> (bool, &'b [&'a str]) {
    let (mut value, mut rest) = one(words, allowed);
    while let ["AND", more @ ..] = rest {
        let (other, after) = one(more, allowed);
        (value, rest) = (value & other, after);
    }
    (value, rest)
}

fn one<'a, 'b>(words: &'b [&'a str], allowed: &BTreeSet<String>) -> (bool, &'b [&'a str]) {
    match words {
        ["(", inner @ ..] => match any(inner, allowed) {
            (value, [")", rest @ ..]) => (value, rest),
            (_, rest) => (false, rest),
        },
        [name, "WITH", exception, rest @ ..] => (allowed.contains(&format!("{name} WITH {exception}")), rest),
        [name, rest @ ..] => (allowed.contains(*name), rest),
        [] => (false, words),
    }
}

#[test]
fn expressions_are_read_as_lawyers_read_them() {
    let allowed: BTreeSet<String> = ["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned).into();
    for good in [
        "MIT",
        "GPL-3.0 OR MIT",
        "MIT/GPL-3.0",
        "MIT AND ISC",
        "(GPL-3.0 OR MIT) AND ISC",
        "Apache-2.0 WITH LLVM-exception",
    ] {
        assert!(satisfied(good, &allowed), "{good}");
    }
    for bad in ["", "GPL-3.0", "MIT AND GPL-3.0", "Apache-2.0", "(MIT", "MIT ISC", "GPL-3.0 OR (MIT AND GPL-3.0)"] {
        assert!(!satisfied(bad, &allowed), "{bad}");
    }
}

#[test]
fn licences_and_sources_are_those_that_are_allowed() {
    let (metadata, deny) = (metadata(), table("deny.toml"));
    let allowed = texts(&deny["licenses"]["allow"]);
    let banned: BTreeSet<&str> =
        deny["bans"]["deny"].as_array().expect("a list").iter().filter_map(|one| one["crate"].as_str()).collect();
    let (mut wrong, mut used) = (Vec::new(), BTreeSet::new());
    let packages = metadata["packages"].as_array().expect("packages");
    for package in packages {
        let name = format!(
            "{} {}",
            package["name"].as_str().expect("a name"),
            package["version"].as_str().expect("a version")
        );
        let licence = package["license"].as_str().unwrap_or_default();
        if !satisfied(licence, &allowed) {
            wrong.push(format!("{name}: licence {licence:?}"));
        }
        used.extend(allowed.iter().filter(|one| licence.contains(one.as_str())).cloned());
        match package["source"].as_str() {
            None if package["name"] == "convoke" => {}
            Some(REGISTRY) => {}
            other => wrong.push(format!("{name}: from {other:?}")),
        }
        if banned.contains(package["name"].as_str().unwrap_or_default()) {
            wrong.push(format!("{name} is banned"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(used, allowed, "a licence is allowed that nothing has");
    println!("{} packages, {} licences", packages.len(), used.len());
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// Dependencies that are named for what they bring along, and in no line of code.
const WITHOUT_A_LINE: [(&str, &str); 1] = [("highs-sys", "its build is told to use ninja")];

#[test]
fn no_dependency_is_without_a_use() {
    let manifest = table("Cargo.toml");
    let code = |folders: &[&str]| {
        let mut found = Vec::new();
        folders.iter().for_each(|folder| files(&root().join(folder), &mut found));
        found.iter().map(|path| fs::read_to_string(path).expect("code")).collect::<String>()
    };
    let (product, tests) = (code(&["src"]), code(&["tests/it", "benches", "src"]));
    let mut unused = Vec::new();
    for (part, text) in [("dependencies", &product), ("dev-dependencies", &tests)] {
        for name in manifest[part].as_table().expect("a table").keys() {
            let word = name.replace('-', "_");
            let used = text.match_indices(&word).any(|(at, _)| {
                let part = |c: char| c.is_alphanumeric() || c == '_';
                let after = &text[at + word.len()..];
                !text[..at].ends_with(part)
                    && (after.starts_with("::") || after.starts_with(';') || after.starts_with(" as "))
            });
            if !used && !WITHOUT_A_LINE.iter().any(|(known, _)| known == name) {
                unused.push(name.clone());
            }
        }
    }
    assert!(unused.is_empty(), "in Cargo.toml and nowhere else: {}", unused.join(", "));
}

/// The list that SECURITY.md speaks of: every part of the program with its sum and licence, and nothing that only tests need.
#[test]
fn the_list_of_parts_is_whole() {
    let mut python = Command::new("python3");
    let output = python.arg(root().join("tests/tools/sbom.py")).current_dir(root()).output().expect("Python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let list: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&list["bomFormat"], &list["specVersion"]), (&"CycloneDX".into(), &"1.5".into()));
    assert_eq!(list["metadata"]["component"]["name"], "convoke");
    let lock = table("Cargo.lock");
    let sums: BTreeMap<String, String> = lock["package"]
        .as_array()
        .expect("packages")
        .iter()
        .filter_map(|one| {
            let name = format!("pkg:cargo/{}@{}", one["name"].as_str()?, one["version"].as_str()?);
            Some((name, one.get("checksum")?.as_str()?.to_owned()))
        })
        .collect();
    let components = list["components"].as_array().expect("parts");
    let mut seen = BTreeSet::new();
    for part in components {
        let purl = part["purl"].as_str().expect("an address");
        assert!(seen.insert(purl.to_owned()), "{purl} twice");
        assert_eq!(part["hashes"][0]["content"].as_str(), sums.get(purl).map(String::as_str), "{purl}");
        assert!(part["licenses"][0]["expression"].as_str().is_some_and(|text| !text.is_empty()), "{purl}");
    }
    for needed in ["sqlx", "tokio", "serde", "highs-sys", "ring", "typst"] {
        assert!(seen.iter().any(|purl| purl.starts_with(&format!("pkg:cargo/{needed}@"))), "{needed} is missing");
    }
    for test in ["proptest", "insta", "rcgen"] {
        assert!(!seen.iter().any(|purl| purl.starts_with(&format!("pkg:cargo/{test}@"))), "{test} is a tool of tests");
    }
    let known: BTreeSet<&str> = components.iter().filter_map(|part| part["bom-ref"].as_str()).collect();
    for line in list["dependencies"].as_array().expect("who needs whom") {
        for needed in line["dependsOn"].as_array().into_iter().flatten() {
            assert!(known.contains(needed.as_str().unwrap_or_default()), "{needed} is no part");
        }
    }
    println!("{} parts of the program", components.len());
}

/// What is fuzzed is what is shipped.
#[test]
fn the_fuzzer_has_the_versions_of_the_program() {
    let all = |file: &str| -> BTreeSet<(String, String)> {
        let lock = table(file);
        let packages = lock["package"].as_array().expect("packages").iter();
        packages.map(|one| (one["name"].to_string(), one["version"].to_string())).collect()
    };
    let (ours, its) = (all("Cargo.lock"), all("fuzz/Cargo.lock"));
    let others: Vec<&str> = its.difference(&ours).map(|(name, _)| name.trim_matches('"')).collect();
    assert_eq!(others, ["arbitrary", "convoke-fuzz", "jobserver", "libfuzzer-sys"]);
}
