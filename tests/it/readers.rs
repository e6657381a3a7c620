//! Everything we write that is a calendar is read by five libraries that others wrote, and each finds the same starts: python
//! `vobject` and `ics`, npm `node-ical` and `ts-ics`, and libical with its check of what may stand where. (`icalendar` and
//! `ical.js` say all that they read: see `ical`.)

use std::path::{Path, PathBuf};
use std::process::Command;

use convoke::domain::time::{Zone, ZoneData};
use convoke::exchange::ics::{self, Options};
use convoke::ical::{cancellation, feed, invitation};

use crate::helpers::root;
use crate::ical::{data, feed_data, hard_invitation, run};
use crate::publishing::entries;

/// Compiled once, into the folder of this test.
fn libical(folder: &Path) -> PathBuf {
    let program = folder.join("accept_by_libical");
    let source = root().join("tests/tools/accept_by_libical.c");
    let compiled = Command::new("cc").arg(source).arg("-o").arg(&program).arg("-lical").output();
    let compiled = compiled.expect("a C compiler: run `./x test`");
    let errors = String::from_utf8_lossy(&compiled.stderr);
    assert!(compiled.status.success(), "is libical-dev installed? run `./x test`: {errors}");
    program
}

/// The starts of the events of each calendar, sorted, as a library reads them.
fn read(library: &str, text: &str, folder: &Path) -> Vec<Vec<String>> {
    let read = match library {
        "vobject" => run("python", "accept_ics", text),
        "ics" => run("python", "accept_by_ics", text),
        "node-ical" => run("node", "accept_ics", text),
        "ts-ics" => run("node", "accept_by_ts_ics", text),
        _ => {
            let (program, file) = (folder.join("accept_by_libical"), folder.join("calendars.ics"));
            std::fs::write(&file, text).expect("a file");
            let output = Command::new(program).arg(&file).output().expect("the program runs");
            assert!(output.status.success(), "libical: {}", String::from_utf8_lossy(&output.stderr));
            serde_json::from_slice(&output.stdout).expect("JSON")
        }
    };
    let list = |value: serde_json::Value| -> Vec<String> {
        let mut starts: Vec<String> = serde_json::from_value(value).expect("starts");
        starts.sort();
        starts
    };
    read.into_iter().map(list).collect()
}

/// What must be found, by our own reader of foreign calendars.
fn meant(text: &str) -> Vec<String> {
    let zones = ZoneData::bundled();
    let calendar = ics::read(text.as_bytes(), &Options { floating: None, days_in: Zone::GENEVA, zones: &zones });
    assert!(!calendar.has_errors(), "{:?}", calendar.findings);
    let start = |event: ics::ForeignEvent| event.hours.map_or(event.first.to_string(), |(start, _)| start.to_string());
    let mut starts: Vec<String> = calendar.events.into_iter().map(start).collect();
    starts.sort();
    starts
}

#[track_caller]
fn all_read(texts: &[String]) {
    let folder = tempfile::tempdir().expect("a folder");
    libical(folder.path());
    let meant: Vec<Vec<String>> = texts.iter().map(|text| meant(text)).collect();
    assert!(meant.iter().all(|starts| !starts.is_empty()), "each holds something");
    for library in ["vobject", "ics", "node-ical", "ts-ics", "libical"] {
        assert_eq!(read(library, &texts.concat(), folder.path()), meant, "{library}");
    }
}

fn convoke(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_convoke"));
    let output = command.args(arguments).current_dir(root()).output().expect("the program runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn the_hardest_entries_are_read_by_all() {
    all_read(&[
        invitation(&hard_invitation(), &data()).expect("a calendar"),
        cancellation(&hard_invitation(), &data()).expect("a calendar"),
        feed(&feed_data(), &data()).expect("a calendar"),
    ]);
}

#[test]
fn entries_for_servers_are_read_by_all() {
    let entries = entries();
    assert_eq!(entries.len(), 24, "six in each of four languages");
    all_read(&entries);
}

/// Invitations, cancellations and feeds of two examples, in all six languages.
#[test]
fn everything_the_program_writes_is_read_by_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut texts = Vec::new();
    for (number, example) in
        ["examples/jca-ml-2023/given.toml", "examples/jca-dcc-2022/given.toml"].into_iter().enumerate()
    {
        let out = folder.path().join(number.to_string());
        convoke(&["invite", example, "--out", out.to_str().expect("a path")]);
        let mut files: Vec<PathBuf> = std::fs::read_dir(out.join("invitations"))
            .expect("invitations")
            .map(|entry| entry.expect("a file").path())
            .collect();
        files.sort();
        texts.extend(files.into_iter().map(|file| std::fs::read_to_string(file).expect("an invitation")));
        for language in ["ar", "zh", "en", "fr", "ru", "es"] {
            texts.push(convoke(&["feed", example, "--language", language]));
        }
    }
    assert!(texts.len() > 70, "{}", texts.len());
    all_read(&texts);
}
