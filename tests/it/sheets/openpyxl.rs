//! A spreadsheet library that others wrote reads what was written: no formula, real dates, filters, lists to choose from.

use super::CHILDREN;
use crate::helpers::{read_file, root};
use crate::tools::tools;
use convoke::app;
use convoke::domain::finding::{Origin, Waiver, Waiverer};
use convoke::domain::time::ZoneData;
use convoke::exchange::profile::Profiles;
use convoke::exchange::sheets::{Desk, calendar, read_calendar};
use convoke::exchange::{event, sheets, timetable};
use std::process::Command;

/// Every sheet as Python sees it.
fn seen(bytes: &[u8]) -> serde_json::Value {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("plan.xlsx");
    std::fs::write(&file, bytes).expect("written");
    let python = tools().join("venv/bin/python3");
    let output = Command::new(python)
        .args([root().join("tests/tools/sheets.py").as_path(), &file])
        .output()
        .expect("Python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// A workbook that somebody saved again with another program is still the same plan.
fn saved_again(bytes: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, again) = (folder.path().join("plan.xlsx"), folder.path().join("again.xlsx"));
    std::fs::write(&file, bytes).expect("written");
    let python = tools().join("venv/bin/python3");
    let script = "import sys, openpyxl; openpyxl.load_workbook(sys.argv[1]).save(sys.argv[2])";
    let saved = Command::new(python).arg("-c").arg(script).args([&file, &again]).status().expect("Python runs");
    assert!(saved.success());
    std::fs::read(again).expect("a file")
}

#[test]
fn a_calendar_is_a_workbook_of_dates_and_texts() {
    let scenario = read_file("examples/itu-t-2017-2018/given.toml");
    let mut plan = scenario.plan_of_fixed();
    for (reason, by) in [("=1+1", Waiverer::Approver), ("@SUM(A1)", Waiverer::Planner), ("-x", Waiverer::Planner)] {
        let reason = reason.to_owned();
        plan.waivers.push(Waiver { origin: Origin::Scenario, meetings: vec![], by, name: "+A".to_owned(), reason });
    }
    let checked = app::check(&scenario, plan);
    let bytes = calendar(&scenario, &checked).expect("a workbook");
    let seen = seen(&bytes);
    let names: Vec<&str> =
        seen["sheets"].as_array().unwrap().iter().map(|sheet| sheet["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Calendar", "Findings", "Deadlines", "Waivers", "About", "Lists"]);
    assert_eq!(seen["formulas"], serde_json::json!([]));
    let first = &seen["sheets"][0];
    assert_eq!(first["rows"].as_u64().unwrap(), 1 + scenario.meetings().len() as u64);
    assert_eq!((first["frozen"].as_str(), first["validated"].as_str()), (Some("B2"), Some("B D E F G H")));
    assert_eq!(first["filter"].as_str(), Some(format!("A1:O{}", 1 + scenario.meetings().len()).as_str()));
    assert_eq!((first["types"]["first"].as_str(), first["formats"]["first"].as_str()), (Some("d"), Some("yyyy-mm-dd")));
    assert_eq!(seen["sheets"][5]["state"], "hidden");
    // Whatever could be typed as a formula is marked as text, and nothing else is.
    assert_eq!(seen["unguarded"], serde_json::json!([]));
    assert!(seen["guarded"].as_u64() >= Some(6), "{}", seen["guarded"]);

    let folder = tempfile::tempdir().expect("a folder");
    let again = folder.path().join("again.xlsx");
    std::fs::write(&again, saved_again(&bytes)).expect("written");
    let back = read_calendar(Desk::new(&*CHILDREN), &convoke::exchange::files::DiskFiles, &again, &scenario);
    assert_eq!(back.map(|imported| imported.made).map_err(|report| report.text()), Ok(checked.plan));
}

#[test]
fn a_timetable_is_a_workbook_of_days_and_hours() {
    let path = root().join("examples/tsag-2017/event.toml");
    let event = event::read(&path, &Profiles::bundled()).expect("an event").event;
    let by_hand = root().join("examples/tsag-2017/timetable-by-hand.toml");
    let read = timetable::read(&by_hand, &event).unwrap_or_else(|report| panic!("{}", report.text()));
    let checked = app::check_timetable(&event, read, &ZoneData::bundled());
    let seen = seen(&sheets::timetable(&event, &checked).expect("a workbook"));
    assert_eq!(seen["formulas"], serde_json::json!([]));
    let sheet = &seen["sheets"][0];
    assert_eq!((sheet["types"]["start"].as_str(), sheet["formats"]["start"].as_str()), (Some("d"), Some("hh:mm")));
    assert_eq!(sheet["rows"].as_u64().unwrap(), 1 + event.sessions().len() as u64);
    assert_eq!(sheet["validated"].as_str(), Some("C D E F"));
}
