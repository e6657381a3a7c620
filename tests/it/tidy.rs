//! The house keeps its own order: who may name whom, and what may not be left behind.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Modules by layer; a module may name only modules of a smaller layer, and itself.
const LAYERS: [(u8, &[&str]); 8] = [
    (0, &["domain", "kernel"]),
    (1, &["language", "ical", "rules"]),
    (2, &["planning", "announce", "report"]),
    (3, &["app"]),
    (4, &["milp", "exchange", "delivery", "incoming", "publishing", "fetching", "sandbox", "store", "typeset"]),
    (5, &["desk", "identity"]),
    (6, &["work", "web"]),
    (7, &["cli"]),
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

/// Blocks of `unsafe`, by file: whoever adds one changes this number, and says in a comment why it is sound.
const UNSAFE: [(&str, usize); 2] = [("src/milp/engine.rs", 5), ("src/milp/simplex.rs", 9)];

/// Lines of blocks before which no comment argues that they are sound.
fn unargued(text: &str) -> (usize, Vec<usize>) {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let blocks: Vec<usize> =
        (0..lines.len()).filter(|at| !lines[*at].starts_with("//") && lines[*at].contains("unsafe {")).collect();
    let argued = |at: usize| {
        let above = lines[..at].iter().rev().take_while(|line| line.starts_with("//"));
        above.clone().any(|line| line.starts_with("// SAFETY: ") && line.len() > 30)
    };
    (blocks.len(), blocks.into_iter().filter(|at| !argued(*at)).map(|at| at + 1).collect())
}

#[test]
fn each_unsafe_block_is_counted_and_argued() {
    let mut found = Vec::new();
    for path in files(&root().join("src"), "rs") {
        let (count, wrong) = unargued(&fs::read_to_string(&path).unwrap());
        assert!(wrong.is_empty(), "{}: nothing is said before lines {wrong:?}", path.display());
        if count > 0 {
            found.push((path.strip_prefix(root()).unwrap().display().to_string(), count));
        }
    }
    let known: Vec<(String, usize)> = UNSAFE.iter().map(|(path, count)| ((*path).to_owned(), *count)).collect();
    assert_eq!(found, known);
    let bare = "fn f() {\n    // sound\n    unsafe { g() }\n}\n";
    assert_eq!(unargued(bare), (1, vec![3]), "the test can fail");
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

/// Helpers of the one face of a rule, by module: what `check` uses, and what `demands` uses.
const OF_CHECK: [&str; 3] = ["judge", "seen", "sitting"];
const OF_DEMANDS: [&str; 3] = ["asking", "asks", "yearly"];

/// The bodies of the functions of a file, by name; several where several rules share a file.
fn bodies(code: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::<String, String>::new();
    for (at, _) in code.match_indices("fn ") {
        let name: String = code[at + 3..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let Some(open) = code[at..].find('{') else { continue };
        let mut depth = 0_usize;
        for (offset, c) in code[at + open..].char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                found.entry(name).or_default().push_str(&code[at + open..=at + open + offset]);
                break;
            }
        }
    }
    found
}

/// Code without the text in its strings.
fn without_strings(code: &str) -> String {
    let mut kept = String::new();
    let (mut inside, mut escaped) = (false, false);
    for c in code.chars() {
        match (inside, c) {
            (true, _) if escaped => escaped = false,
            (true, '\\') => escaped = true,
            (_, '"') => inside = !inside,
            (false, _) => kept.push(c),
            (true, _) => {}
        }
    }
    kept
}

/// The text calls a function by its bare name, or hands it to an adapter.
fn uses(text: &str, name: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(name).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        let bare = !before.ends_with(|c| part(c) || c == '.' || c == ':') && !before.ends_with("fn ");
        let handed = ["map(", "filter(", "any(", "all(", "find("].iter().any(|adapter| before.ends_with(adapter));
        bare && (after.starts_with('(') || handed && after.starts_with(')'))
    })
}

/// What a file takes from one of these modules: names as they are used in it.
fn taken(code: &str, modules: &[&str]) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices("use ") {
        let Some(path) = code[at + 4..].split(';').next() else { continue };
        for module in modules {
            let Some((before, rest)) = path.split_once(module).filter(|(before, _)| before.ends_with("::")) else {
                continue;
            };
            match rest.strip_prefix("::") {
                Some(list) if !before.is_empty() => {
                    let list = list.trim_matches(|c| c == '{' || c == '}');
                    names.extend(list.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()));
                }
                _ if rest.is_empty() => names.push(format!("{module}::")),
                _ => {}
            }
        }
    }
    names
}

/// The body of a face with the bodies of the functions of the same file that it calls.
fn reached(bodies: &BTreeMap<String, String>, face: &str) -> String {
    let mut open = vec![face.to_owned()];
    let mut seen: Vec<String> = Vec::new();
    while let Some(name) = open.pop() {
        if !seen.contains(&name) {
            let body = &bodies[&name];
            let called = |other: &&String| uses(body, other) || body.contains(&format!("self.{other}("));
            open.extend(bodies.keys().filter(called).cloned());
            seen.push(name);
        }
    }
    seen.iter().map(|name| bodies[name].as_str()).collect()
}

/// Helpers of the wrong side that a face of the rules of a file reaches.
fn mixed(code: &str) -> Vec<String> {
    let code = &without_strings(code);
    let bodies = bodies(code);
    let mut wrong = Vec::new();
    for (face, others) in [("check", OF_DEMANDS), ("demands", OF_CHECK)] {
        if bodies.contains_key(face) {
            let text = reached(&bodies, face);
            let used = taken(code, &others).into_iter().filter(|name| match name.strip_suffix("::") {
                Some(_) => text.contains(name.as_str()),
                None => uses(&text, name),
            });
            wrong.extend(used.map(|name| format!("`{face}` uses `{name}`")));
        }
    }
    wrong
}

/// A check finds what planning got wrong only if the two do not share what may be wrong.
#[test]
fn checks_and_demands_share_no_helpers() {
    let mut wrong = Vec::new();
    let mut rules = 0;
    for family in ["notice", "documents", "placement", "sessions"] {
        for path in files(&root().join("src/rules").join(family), "rs") {
            let text = code(&path);
            rules += usize::from(bodies(&text).contains_key("check"));
            wrong.extend(mixed(&text).into_iter().map(|what| format!("{}: {what}", path.display())));
        }
    }
    assert!(rules > 60, "only {rules} files with checks were read");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_test_of_shared_helpers_can_fail() {
    let file = |check: &str, demands: &str| {
        format!(
            "use super::asks::{{asked, far}};\nuse super::seen::days_apart;\nuse crate::rules::asking;\n\
             fn check(&self) {{ {check} }}\nfn demands(&self) {{ {demands} }}\nfn helper() {{ asked(1); }}\n"
        )
    };
    let none: [&str; 0] = [];
    assert_eq!(mixed(&file("if true { days_apart(a, b); }", "asked(a); asking::demand(b);")), none);
    assert_eq!(mixed(&file("far(a, b);", "")), ["`check` uses `far`"]);
    assert_eq!(mixed(&file("", "list.map(days_apart);")), ["`demands` uses `days_apart`"]);
    assert_eq!(mixed(&file("asking::demand(a);", "")), ["`check` uses `asking::`"]);
    assert_eq!(mixed(&file("helper();", "")), ["`check` uses `asked`"], "through a function of the file");
    assert_eq!(mixed(&file("self.helper();", "")), ["`check` uses `asked`"], "through a method of the rule");
    assert_eq!(
        mixed(&file("say(\"not \\\"far(\");", "let days_apart = 1; f(days_apart);")),
        none,
        "words are no calls"
    );
    assert_eq!(mixed(&file("so_far(a); self.far(); days_apart(b);", "not_days_apart(c);")), none);
}

/// SECURITY.md says where each threat is tested: those tests are there, and no threat is without one.
#[test]
fn every_threat_is_tested_where_it_is_said() {
    let text = fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let code: String =
        files(&root().join("tests/it"), "rs").iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let mut wrong = Vec::new();
    for threat in 1..=23 {
        let row = text.lines().find(|line| line.starts_with(&format!("| T{threat} |"))).expect("a row a threat");
        let last = row.trim_end_matches('|').rsplit('|').next().unwrap_or_default();
        let names: Vec<&str> = last.split('`').skip(1).step_by(2).filter(|name| name.contains("::")).collect();
        if names.is_empty() && !last.contains("catalogue row") {
            wrong.push(format!("T{threat} is tested by nothing"));
        }
        for name in names {
            let function = name.rsplit("::").next().unwrap_or_default();
            if !code.contains(&format!("fn {function}(")) {
                wrong.push(format!("T{threat}: there is no {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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
