//! The catalogue of bad input: `tests/catalogue/table.toml` lists every case with the door that it goes through and what
//! must be said, `tests/catalogue/` holds what is put in. Each case goes through the program as people run it, or through
//! the service, and must be told by its code, at its place, with a remedy, within its time and memory, and change nothing.

mod asked;
mod files;
mod table;
mod through;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use table::{Case, Door, table};
use through::Went;

/// Rows of the catalogue that this project began with; the others are our own.
const ROWS: u16 = 114;

#[test]
fn the_list_is_whole() {
    let cases = table();
    let mut names = BTreeMap::new();
    for case in &cases {
        assert!(names.insert(case.name.clone(), case.row).is_none(), "{} stands there twice", case.name);
        assert!(case.name.starts_with(&format!("{:02}-", case.row)), "{} is not of row {}", case.name, case.row);
        assert!(!case.what.is_empty(), "{}: nobody knows what it is", case.name);
    }
    let rows: Vec<u16> = (1..=ROWS).filter(|row| !cases.iter().any(|case| case.row == *row)).collect();
    assert!(rows.is_empty(), "no case of rows {rows:?}");
    assert!(cases.iter().map(|case| case.row).max() >= Some(150), "our own rows");
    let folder = table::folder();
    for entry in std::fs::read_dir(&folder).expect("the catalogue").flatten() {
        let name = entry.file_name().into_string().expect("a name");
        assert!(!entry.path().is_dir() || names.contains_key(&name), "{name} is in no table");
    }
    for case in cases.iter().filter(|case| case.door == Door::Test) {
        let (file, function) = case.see.rsplit_once("::").expect("a file and a function");
        let text = std::fs::read_to_string(crate::helpers::root().join(file)).expect("a test");
        assert!(text.contains(&format!("fn {function}(")), "{}: {} is not there", case.name, case.see);
    }
}

/// All cases of files and mails, side by side.
#[test]
fn every_case_is_told_and_changes_nothing() {
    let cases: Vec<Case> = table().into_iter().filter(|case| case.door.is_of_the_program()).collect();
    assert!(cases.len() >= 300, "{} cases", cases.len());
    let sheets = files::Sheets::new();
    let store = through::store();
    let (next, done) = (AtomicUsize::new(0), Mutex::new(BTreeMap::<usize, Went>::new()));
    let workers = std::thread::available_parallelism().map_or(2, usize::from).max(2);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::SeqCst);
                    let Some(case) = cases.get(at) else { return };
                    let went = through::through(case, &sheets, &store);
                    done.lock().expect("a list").insert(at, went);
                }
            });
        }
    });
    let done = done.into_inner().expect("a list");
    let (mut wrong, mut texts) = (String::new(), String::new());
    for (case, went) in cases.iter().zip(done.values()) {
        for fault in case.faults(went) {
            _ = writeln!(wrong, "{}: {fault}\n{}", case.name, indented(&went.said));
        }
        // What people read when they are refused is a promise too.
        if went.exit == 2 {
            _ = writeln!(texts, "=== {}\n{}", case.name, went.said.trim_end());
        }
    }
    println!("{}", summary(&cases, &done));
    assert!(wrong.is_empty(), "{wrong}");
    insta::assert_snapshot!("messages", texts);
}

fn indented(text: &str) -> String {
    text.lines().take(12).fold(String::new(), |all, line| all + "      " + line + "\n")
}

/// How many cases through which door, and the most that any used.
fn summary(cases: &[Case], done: &BTreeMap<usize, Went>) -> String {
    let mut doors: BTreeMap<&str, usize> = BTreeMap::new();
    for case in cases {
        *doors.entry(case.door.word()).or_default() += 1;
    }
    let doors: Vec<String> = doors.into_iter().map(|(door, count)| format!("{count} {door}")).collect();
    let most = |bomb: bool, of: fn(&Went) -> f64| {
        let all = cases.iter().zip(done.values()).filter(|(case, _)| case.bomb == bomb);
        all.map(|(case, went)| (of(went), case.name.as_str())).fold((0.0, "-"), |a, b| if b.0 > a.0 { b } else { a })
    };
    let mut text = format!("{} cases: {}\n", cases.len(), doors.join(", "));
    for (bomb, what) in [(false, "ordinary"), (true, "bombs")] {
        let (seconds, slow) = most(bomb, |went| went.seconds);
        let (megabytes, large) = most(bomb, |went| went.megabytes);
        _ = writeln!(text, "{what}: at most {seconds:.2} s of a processor ({slow}), {megabytes:.0} MB ({large})");
    }
    text
}

/// All questions to the service.
#[test]
fn every_question_is_answered_and_changes_nothing() {
    crate::store::run(asked::all(&table()));
}
