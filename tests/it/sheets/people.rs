//! Tables of people and of registrations as workbooks, with the columns of the texts.

use super::made::{D, Is, N, T, row, sheet, workbook};
use super::{desk, file, path, told};
use crate::helpers::read_file;
use convoke::exchange::files::MemoryFiles;
use convoke::exchange::{registrations, roster};
use std::path::Path;

const SCENARIO: &str = "examples/jca-ml-2023/given.toml";

fn book(name: &str, rows: &[&[Option<Is<'_>>]]) -> Vec<u8> {
    let text: String = rows.iter().zip(1..).map(|(cells, number)| row(number, "", cells)).collect();
    workbook("", &[(name, "", sheet("", &text, ""))])
}

#[test]
fn a_table_of_people_says_the_same_as_a_workbook() {
    let scenario = read_file(SCENARIO);
    let text = "for,address,name,language,zone,role,kind,join\n\
                JCA-ML,zoe@example.org,\"Chen, Zoe\",zh,Asia/Shanghai,chair,,https://meet.example.org/j/1\n\
                *,list@example.org,,,,informed,list,\n";
    let files = MemoryFiles::default().with("people.csv", text);
    let of_text = roster::read_from(&files, Path::new("people.csv"), &scenario, desk()).expect("a roster");
    let heads = ["Address", "FOR", "name", "language", "zone", "role", "kind", "join"].map(|name| Some(T(name)));
    let zoe = ["zoe@example.org", "JCA-ML", "Chen, Zoe", "zh", "Asia/Shanghai", "chair"].map(|text| Some(T(text)));
    let zoe = [&zoe[..], &[None, Some(T("https://meet.example.org/j/1"))]].concat();
    let list: [Option<Is<'_>>; 7] =
        [Some(T(" list@example.org ")), Some(T("*")), None, None, None, Some(T("informed")), Some(T("list"))];
    for name in ["Recipients", "Sheet1"] {
        let bytes = book(name, &[&heads, &zoe, &[], &list]);
        let of_book = roster::read_from(&file(bytes), path(), &scenario, desk());
        assert_eq!(of_book.map_err(|report| report.text()), Ok(of_text.clone()));
    }
}

#[test]
fn wrong_people_are_told_at_their_cells() {
    let scenario = read_file(SCENARIO);
    let heads = ["for", "address", "language", "zone", "role"].map(|name| Some(T(name)));
    let rows: [&[Option<Is<'_>>]; 8] = [
        &heads,
        &[Some(T("*")), Some(T("a@example.org")), Some(T("en")), Some(T("CEST"))],
        &[Some(T("*")), Some(T("b@example.org")), Some(T("en")), Some(T("MEZ"))],
        &[Some(T("*")), Some(T("c@example.org")), Some(T("en")), Some(T("local"))],
        &[Some(T("nobody")), Some(T("d@example.org")), Some(T("de")), None, Some(T("boss"))],
        &[Some(T("*")), Some(T("zoe")), None, Some(N("2"))],
        &[Some(T("*"))],
        &[Some(T("*")), Some(T("A@example.org\nBcc: x@example.org"))],
    ];
    let report = roster::read_from(&file(book("People", &rows)), path(), &scenario, desk()).expect_err("it is refused");
    let expected = [
        "tz.abbreviation People!D2",
        "tz.abbreviation People!D3",
        "tz.abbreviation People!D4",
        "roster.unknown People!A5",
        "locale.unknown People!C5",
        "scn.unknown_word People!E5",
        "addr.invalid People!B6",
        "tz.unknown People!D6",
        "xlsx.empty People!B7",
        "addr.invalid People!B8",
    ];
    assert_eq!(told(&report), expected, "{}", report.text());
    insta::assert_snapshot!("people", report.text());
}

#[test]
fn a_table_of_nobody_and_a_table_under_a_false_name_are_refused() {
    let scenario = read_file(SCENARIO);
    let refused = |name: &str, bytes: Vec<u8>| {
        let files = MemoryFiles::default().with(name, bytes);
        told(&roster::read_from(&files, Path::new(name), &scenario, desk()).expect_err("it is refused"))
    };
    let heads = [Some(T("for")), Some(T("address"))];
    assert_eq!(refused("people.xlsx", book("People", &[&heads])), ["run.no_recipients People!A1"]);
    assert_eq!(refused("people.xlsx", b"for,address\n".to_vec()), ["xlsx.container"]);
    // A workbook is one whatever it is called.
    assert_eq!(refused("people.csv", book("People", &[&heads])), ["run.no_recipients People!A1"]);
}

#[test]
fn registrations_say_the_same_as_a_workbook() {
    let scenario = read_file(SCENARIO);
    let text = "format = \"convoke-registrations/1\"\n[[registration]]\nmeeting = \"jca-ml-2023-1\"\n\
                person = \"zoe@example.org\"\nplace = \"remote\"\non = 2023-01-09\nasks = [\"captioning\", \"sign-language\"]\n\
                name = \"Zoe Chen\"\nlanguage = \"zh\"\nzone = \"Asia/Shanghai\"\n";
    let files = MemoryFiles::default().with("r.toml", text);
    let of_text = registrations::read_from(&files, Path::new("r.toml"), &scenario, desk());
    let heads = ["meeting", "person", "place", "on", "asks", "name", "language", "zone"].map(|name| Some(T(name)));
    let zoe: [Option<Is<'_>>; 8] = [
        Some(T("jca-ml-2023-1")),
        Some(T("zoe@example.org")),
        Some(T("remote")),
        Some(D("44935")),
        Some(T("captioning, sign-language")),
        Some(T("Zoe Chen")),
        Some(T("zh")),
        Some(T("Asia/Shanghai")),
    ];
    let of_book = registrations::read_from(&file(book("Registrations", &[&heads, &zoe])), path(), &scenario, desk());
    assert_eq!(of_book.map_err(|report| report.text()), of_text.map_err(|report| report.text()));
    let bad: [Option<Is<'_>>; 4] = [Some(T("jca-ml-2023-9")), Some(T("zoe")), Some(T("moon")), Some(N("44935"))];
    let report = registrations::read_from(&file(book("R", &[&heads, &bad])), path(), &scenario, desk());
    let expected = ["ref.unknown R!A2", "addr.invalid R!B2", "scn.unknown_word R!C2", "xlsx.date_type R!D2"];
    assert_eq!(told(&report.expect_err("it is refused")), expected);
}
