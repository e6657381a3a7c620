//! The words of letters in files: what is wrong with them is told at its place; and the command.

use crate::helpers::root;
use convoke::domain::language::Language;
use convoke::exchange::files::MemoryFiles;
use convoke::exchange::profile::Profiles;
use convoke::exchange::scenario::read_from;
use std::path::Path;
use std::process::{Command, Output};

const SCENARIO: &str = "[scenario]\nname = \"x\"\nas_of = 2026-01-05\nfrom = 2026-01-05\nuntil = 2026-12-31\n\
    [[body]]\nid = \"SG13\"\nkind = \"study-group\"\nname = \"Study Group 13\"\n\
    [[meeting]]\nid = \"sg13-2026-06\"\nbody = \"SG13\"\ndays = 5\nvenues = [\"geneva\"]\n";

/// Findings of a scenario with these lines after its 14 lines: `line:column code`.
fn findings(lines: &str) -> Vec<String> {
    let files = MemoryFiles::default().with("s.toml", format!("{SCENARIO}{lines}"));
    match read_from(&files, Path::new("s.toml"), &Profiles::bundled()) {
        Ok(_) => Vec::new(),
        Err(report) => report
            .items
            .iter()
            .map(|item| {
                assert!(!item.help.is_empty(), "{item:?}");
                format!("{}:{} {}", item.place.line, item.place.column, item.code)
            })
            .collect(),
    }
}

#[test]
fn words_are_read_or_refused_at_their_place() {
    let letter = "[[letter]]\nmeeting = \"sg13-2026-06\"\n";
    let cases: [(&str, &[&str]); 11] = [
        ("paragraphs = [[\"invitation\", { en = \"Text.\", zh = \"文。\" }], \"visa\"]\n", &[]),
        ("paragraphs = [[\"invitaton\"]]\n", &["17:16 scn.unknown_word"]),
        ("paragraphs = [[{ en = 3 }]]\n", &["17:23 scn.type"]),
        ("paragraphs = [[{ de = \"Text\" }]]\n", &["17:18 scn.unknown_key"]),
        ("paragraphs = [[{}]]\n", &["17:16 scn.missing_key"]),
        ("agenda = [{ en = \"one\\ntwo\" }]\n", &["17:22 text.control"]),
        ("subject = \"Subject\"\n", &["17:11 scn.type"]),
        ("annexes = \"roman\"\n", &["17:11 scn.unknown_word"]),
        ("hotel_page = \"javascript:alert(1)\"\n", &["17:14 url.scheme"]),
        ("visa = { email = \"not an address\" }\n", &["17:18 addr.invalid"]),
        ("telefon = \"+41\"\n", &["17:1 scn.unknown_key"]),
    ];
    for (lines, expected) in cases {
        assert_eq!(findings(&format!("{letter}{lines}")), expected, "{lines}");
    }
    assert_eq!(findings("[[letter]]\nmeeting = \"sg31-2026-06\"\n"), ["16:11 ref.unknown"]);
    assert_eq!(findings(&format!("{letter}{letter}")), ["18:11 id.duplicate"]);
    assert_eq!(findings("[[letter]]\nfax = \"1\"\n"), ["15:1 scn.missing_key"]);
}

/// What no circular of the examples uses: practical information, text after points, sections without points.
#[test]
fn practical_information_becomes_an_annex() {
    let lines = "[[letter]]\nmeeting = \"sg13-2026-06\"\nannexes = \"letters\"\n\
        [[letter.practical]]\ntitle = { en = \"Working methods\" }\ntext = { en = \"One.\\nTwo.\" }\n\
        points = [{ en = \"a point\\nwith two lines\" }]\nmarker = \"dash\"\nafter = { en = \"After.\" }\n\
        [[letter.practical]]\ntext = { en = \"No heading.\" }\n\
        [[fixed]]\nmeeting = \"sg13-2026-06\"\nfirst = 2026-06-01\n";
    let world = super::World::from_text(&format!("{SCENARIO}{lines}"));
    let letter = world.announced("sg13-2026-06", Language::English);
    let at = letter.blocks.iter().position(|block| block.kind() == "annex").expect("an annex");
    let annex: Vec<String> =
        letter.blocks[at..].iter().map(|block| format!("{}: {}", block.kind(), block.plain())).collect();
    let expected = [
        "annex: Annex A (to TSB Collective letter [to be completed])\npractical meeting information",
        "heading: 1 Working methods",
        "paragraph: One.",
        "paragraph: Two.",
        "points: – a point\nwith two lines",
        "paragraph: After.",
        "paragraph: No heading.",
    ];
    assert_eq!(annex, expected);
    assert!(letter.blocks.iter().any(|block| block.plain().ends_with("Practical meeting information is in Annex A.")));
}

fn convoke(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_convoke")).args(arguments).current_dir(root()).output().expect("the program runs")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

#[test]
fn the_command_writes_what_the_name_of_the_file_says_and_tells_what_is_missing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("a path").to_owned();
    let (page, document) = (path("l.html"), path("l.docx"));
    let dcc = "examples/jca-dcc-2022/given.toml";
    let whole = convoke(&["letter", dcc, "--language", "zh", "--out", &page]);
    assert_eq!(whole.status.code(), Some(0), "{}", err(&whole));
    assert!(std::fs::read_to_string(&page).expect("a page").starts_with("<!DOCTYPE html>"));
    let open =
        convoke(&["letter", "examples/tsag-2017/given.toml", "tsag-2017-05", "--language", "ar", "--out", &document]);
    assert_eq!(open.status.code(), Some(1), "something is left to fill in");
    assert!(err(&open).contains("missing: the number of the letter (number in [meeting.letter])"), "{}", err(&open));
    assert!(err(&open).contains("unverified term, ar: "), "{}", err(&open));
    assert!(std::fs::read(&document).expect("a document").starts_with(b"PK"));
    assert!(whole.stdout.is_empty() && open.stdout.is_empty());
}

#[test]
fn the_command_refuses_what_it_cannot_write() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("l.html").to_str().expect("a path").to_owned();
    for (arguments, told) in [
        (vec!["letter", "examples/tsag-2017/given.toml"], "say which meeting the letter is about"),
        (vec!["letter", "examples/tsag-2017/given.toml", "tsag-2017-06"], "did you mean tsag-2017-05?"),
        (vec!["letter", "examples/jca-dcc-2022/given.toml", "--as", "corrigendum"], "--after PLAN"),
        (vec!["letter", "examples/tsag-2017/given.toml", "tsag-2017-05", "--as", "addendum"], "no words"),
    ] {
        let output = convoke(&[&arguments[..], &["--out", &out]].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(err(&output).contains(told), "{}", err(&output));
    }
    assert!(!Path::new(&out).exists(), "nothing is written");
}
