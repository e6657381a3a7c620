//! Bad input at every other door: one folder a case, with a table of recipients, registrations, answers, a foreign
//! calendar or a mail that came back, and what is said of it: code, line and column of every finding, and what was read
//! all the same.

use std::fmt::Write as _;
use std::path::Path;

use convoke::announce::answers::Incoming;
use convoke::domain::scenario::Scenario;
use convoke::domain::time::{Zone, ZoneData};
use convoke::exchange::ics::{Gravity, Options};
use convoke::exchange::report::{Item, Report};
use convoke::exchange::{answers, ics, registrations, roster};

use crate::helpers::{read_file, root};

/// Findings, and what was read.
#[derive(Debug, Default, PartialEq, Eq)]
struct Outcome {
    told: Vec<String>,
    read: Vec<String>,
}

/// Every finding says what is wrong, and one thing to do about it.
#[track_caller]
fn findings(report: Report) -> Vec<String> {
    let told = |item: Item| {
        assert!(!item.message.is_empty() && !item.help.is_empty(), "{item:?}");
        assert!(!item.message.contains(['\r', '\n', '\0', '\u{1b}', '\u{202E}']), "{item:?}");
        format!("{} {}:{}", item.code, item.place.line, item.place.column)
    };
    report.items.into_iter().map(told).collect()
}

fn outcome<Value>(result: Result<Value, Report>, read: impl Fn(Value) -> Vec<String>) -> Outcome {
    match result {
        Ok(value) => Outcome { told: Vec::new(), read: read(value) },
        Err(report) => Outcome { told: findings(report), read: Vec::new() },
    }
}

/// Through the door that the file's name says.
fn given(folder: &Path, scenario: &Scenario) -> Outcome {
    let path = |name: &str| Some(folder.join(name)).filter(|path| path.exists());
    if let Some(path) = path("recipients.csv") {
        return outcome(roster::read(&path, scenario, crate::sheets::desk()), |all| {
            let meeting = all.values().next().cloned().unwrap_or_default();
            let name = |name: &convoke::domain::text::DisplayName| name.as_str().to_owned();
            let shown = |one: convoke::announce::Recipient| {
                format!("{} <{}>", one.person.name.as_ref().map_or(String::new(), name), one.person.address.as_str())
            };
            meeting.into_iter().map(shown).collect()
        });
    }
    if let Some(path) = path("registrations.toml") {
        return outcome(registrations::read(&path, scenario, crate::sheets::desk()), |all| {
            all.into_iter().filter_map(|one| one.person).map(|person| person.as_str().to_owned()).collect()
        });
    }
    if let Some(path) = path("answers.toml") {
        return outcome(answers::read(&path, scenario), |all| {
            all.answers.into_iter().map(|one| one.who.as_str().to_owned()).collect()
        });
    }
    if let Some(path) = path("foreign.ics") {
        let zones = ZoneData::bundled();
        let options = Options { floating: None, days_in: Zone::GENEVA, zones: &zones };
        let found = ics::read(&std::fs::read(path).expect("a calendar"), &options);
        let told = found.findings.iter().map(|one| {
            assert!(!one.message.is_empty() && !one.help.is_empty(), "{one:?}");
            let gravity = if one.gravity == Gravity::Notice { "notice " } else { "" };
            format!("{gravity}{} {}", one.code, one.line)
        });
        let read = found.events.iter().map(|one| format!("{} {}..{}", one.summary, one.first, one.last));
        return Outcome { told: told.collect(), read: read.take(3).collect() };
    }
    let bytes = std::fs::read(folder.join("reply.eml")).expect("a mail");
    let message = convoke::incoming::read(&bytes);
    let kind = match &message.incoming {
        Incoming::Replies(replies) => format!("{} replies", replies.len()),
        other => format!("{other:?}"),
    };
    let text = format!("{message:?}");
    assert!(!text.contains("\\r") && !text.contains("\\n"), "a line break got in: {text}");
    let from = message.from.map_or_else(|| "nobody".to_owned(), |from| from.as_str().to_owned());
    Outcome { told: Vec::new(), read: vec![kind, from] }
}

fn expected(folder: &Path) -> Outcome {
    let text = std::fs::read_to_string(folder.join("expect.toml")).unwrap_or_default();
    let table: toml::Table = text.parse().expect("expectations are TOML");
    let list = |key: &str| {
        let all = table.get(key).and_then(toml::Value::as_array).into_iter().flatten();
        all.map(|one| one.as_str().expect("a text").to_owned()).collect()
    };
    Outcome { told: list("told"), read: list("read") }
}

#[test]
fn every_door_says_what_is_wrong_and_where() {
    let scenario = read_file("examples/jca-ml-2023/given.toml");
    let folder = root().join("tests/fixtures/doors");
    let mut cases: Vec<_> = std::fs::read_dir(folder).expect("the cases").flatten().map(|one| one.path()).collect();
    cases.retain(|path| path.is_dir());
    cases.sort();
    assert!(cases.len() >= 70, "{} cases", cases.len());
    let mut wrong = String::new();
    for case in &cases {
        let (given, wanted) = (given(case, &scenario), expected(case));
        if given != wanted {
            let name = case.file_name().unwrap_or_default().to_string_lossy();
            let list = |all: &[String]| serde_json::Value::from(all.to_vec()).to_string();
            _ = writeln!(wrong, "# {name}\ntold = {}\nread = {}", list(&given.told), list(&given.read));
        }
    }
    assert!(wrong.is_empty(), "these give something else than their expect.toml says:\n{wrong}");
}
