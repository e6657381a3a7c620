//! Bad input too large or too strange to keep: made by the test.

use convoke::exchange::files::{LARGEST_FILE, MemoryFiles};
use convoke::exchange::profile::Profiles;
use convoke::exchange::report::Report;
use convoke::exchange::scenario::{read, read_from};
use std::path::Path;

const HEAD: &str = "[scenario]\nname = \"x\"\nas_of = 2026-01-05\nfrom = 2026-02-01\nuntil = 2026-12-31\n";

fn refused(scenario: impl Into<Vec<u8>>) -> Report {
    let files = MemoryFiles::default().with("s.toml", scenario);
    read_from(&files, Path::new("s.toml"), &Profiles::bundled()).expect_err("it is refused")
}

/// Code, line and column of the first finding, and how many there are.
fn first(report: &Report) -> (&str, usize, usize, usize) {
    let item = &report.items[0];
    (item.code.as_str(), item.place.line, item.place.column, report.items.len() + report.omitted)
}

#[test]
fn a_hundred_thousand_deep_is_one_finding() {
    let report = refused(format!("{HEAD}notes = {}", "[".repeat(100_000)));
    assert_eq!(first(&report), ("scn.depth", 6, 89, 1), "{}", report.text());
    let report = refused(format!("{HEAD}notes = {}", "{a=".repeat(30_000)));
    assert_eq!(report.items[0].code, "scn.depth", "{}", report.text());
}

#[test]
fn a_million_meetings_are_not_read() {
    let report = refused(format!("{HEAD}{}", "[[meeting]]\n".repeat(800_000)));
    assert_eq!(first(&report), ("scn.size", 100_005, 1, 1), "{}", report.text());
    let report = refused(format!("{HEAD}meeting = [{}]", "{},".repeat(1_000_000)));
    assert_eq!(report.items[0].code, "scn.size", "{}", report.text());
    let report = refused(format!("{HEAD}{}", "[[meeting]]\n".repeat(1_000_000)));
    assert_eq!(report.items[0].code, "file.size", "{}", report.text());
}

#[test]
fn more_entries_than_a_table_may_have_are_told_once() {
    let meetings: String = (0..20_001).map(|n| format!("[[meeting]]\nid='m{n}'\nbody='B'\nhalf_day=true\n")).collect();
    let report = refused(format!("{HEAD}[[body]]\nid='B'\nkind='workshop'\nname='B'\n{meetings}"));
    assert_eq!(first(&report), ("scn.size", 10 + 20_000 * 4, 1, 1), "{}", report.text());
    let report = refused(format!(
        "{HEAD}[[series]]\nid='s'\nbody='B'\nhalf_day=true\na_year=52\nyears=[{}]",
        "2026,".repeat(500)
    ));
    assert_eq!(report.items[0].code, "scn.size", "{}", report.text());
}

#[test]
fn findings_beyond_fifty_are_counted() {
    let report = refused(format!("{HEAD}{}", "[[body]]\nid = \"\"\n".repeat(200)));
    assert_eq!((report.items.len(), report.omitted), (50, 550), "{}", report.text());
    assert!(report.text().ends_with("and 550 more; mend these first\n"));
}

#[test]
fn only_ordinary_files_of_bounded_size_are_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    let code = |path: &Path| {
        let report = read(path, &Profiles::bundled()).expect_err("it is refused");
        (report.items[0].code.clone(), report.items.len())
    };
    assert_eq!(code(folder.path()), ("file.kind".to_owned(), 1));
    assert_eq!(code(&folder.path().join("absent.toml")), ("file.absent".to_owned(), 1));
    let large = folder.path().join("large.toml");
    let file = std::fs::File::create(&large).expect("a file");
    file.set_len(3_000_000_000).expect("a file without content");
    assert_eq!(code(&large), ("file.size".to_owned(), 1));
    file.set_len(LARGEST_FILE + 1).expect("a file without content");
    assert_eq!(code(&large), ("file.size".to_owned(), 1));
    #[cfg(unix)]
    {
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs");
        assert!(made.success());
        assert_eq!(code(&pipe), ("file.kind".to_owned(), 1));
        assert_eq!(code(Path::new("/dev/zero")), ("file.kind".to_owned(), 1));
    }
}
