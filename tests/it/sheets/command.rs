//! `convoke export` and `convoke import`, and tables of people as workbooks where a CSV is taken.

use super::made::{Is, N, T, calendar, row, sheet, workbook};
use crate::helpers::root;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn convoke(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_convoke")).args(arguments).current_dir(folder).output().expect("the program runs")
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn example(path: &str) -> String {
    root().join("examples").join(path).display().to_string()
}

#[test]
fn both_commands_have_help_with_an_example() {
    for command in ["export", "import"] {
        let output = convoke(&root(), &[command, "--help"]);
        assert!(String::from_utf8_lossy(&output.stdout).contains("Example"), "{command}");
    }
    let help = String::from_utf8_lossy(&convoke(&root(), &["--help"]).stdout).into_owned();
    assert!(help.contains("export") && !help.contains("limited"), "{help}");
}

#[test]
fn a_plan_goes_out_and_comes_back_byte_for_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = example("jca-ml-2023/open.toml");
    let planned = convoke(folder.path(), &["plan", &scenario]);
    assert_eq!(code(&planned), Some(0), "{}", err(&planned));
    fs::write(folder.path().join("plan.toml"), &planned.stdout).expect("written");
    let exported = convoke(folder.path(), &["export", &scenario, "--plan", "plan.toml", "--out", "plan.xlsx"]);
    assert_eq!((code(&exported), err(&exported).as_str()), (Some(0), "wrote plan.xlsx\n"));
    let imported = convoke(folder.path(), &["import", &scenario, "plan.xlsx", "--out", "back.toml"]);
    assert_eq!((code(&imported), err(&imported).as_str()), (Some(0), "wrote back.toml\n"));
    // The proof is kept, for the plan still fits it.
    assert_eq!(fs::read(folder.path().join("back.toml")).expect("a plan"), planned.stdout);
    assert!(String::from_utf8_lossy(&planned.stdout).contains("quality = \"optimal\""));
}

#[test]
fn a_timetable_goes_out_and_comes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let (event, by_hand) = (example("tsag-2017/event.toml"), example("tsag-2017/timetable-by-hand.toml"));
    let exported = convoke(folder.path(), &["export", &event, "--plan", &by_hand, "--out", "t.xlsx"]);
    assert!(matches!(code(&exported), Some(0 | 1)), "{}", err(&exported));
    let imported = convoke(folder.path(), &["import", &event, "t.xlsx", "--out", "t.toml"]);
    assert_eq!(code(&imported), code(&exported), "{}", err(&imported));
    let again = convoke(folder.path(), &["export", &event, "--plan", "t.toml", "--out", "again.xlsx"]);
    assert_eq!(code(&again), code(&exported), "{}", err(&again));
    let bytes = |name: &str| fs::read(folder.path().join(name)).expect("a file");
    assert!(bytes("t.xlsx") == bytes("again.xlsx"));
    // Without a timetable, all sessions stand there to be filled in.
    let empty = convoke(folder.path(), &["export", &event, "--out", "empty.xlsx"]);
    assert!(matches!(code(&empty), Some(0 | 1)), "{}", err(&empty));
}

#[test]
fn bad_input_writes_nothing_and_says_where() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = example("jca-ml-2023/given.toml");
    fs::write(folder.path().join("plan.toml"), "as it was").expect("written");
    let bad = calendar(&[&[Some(T("jca-ml-2023-1")), None, None, Some(N("45000.5"))]]);
    for (name, bytes, words) in [
        ("bad.xlsx", bad, "bad.xlsx:Calendar!D2: error[xlsx.date_type]: "),
        ("none.xlsx", b"nothing".to_vec(), "none.xlsx:1:1: error[xlsx.container]: "),
    ] {
        fs::write(folder.path().join(name), bytes).expect("written");
        let output = convoke(folder.path(), &["import", &scenario, name, "--out", "plan.toml"]);
        assert_eq!(code(&output), Some(2), "{}", err(&output));
        assert!(err(&output).starts_with(words) && err(&output).contains("\n  fix: "), "{}", err(&output));
        assert_eq!(fs::read(folder.path().join("plan.toml")).expect("a file"), b"as it was");
    }
    let absent = convoke(folder.path(), &["import", &scenario, "absent.xlsx", "--out", "new.toml"]);
    assert_eq!((code(&absent), folder.path().join("new.toml").exists()), (Some(2), false));
    let absent = convoke(folder.path(), &["export", "absent.toml", "--out", "new.xlsx"]);
    assert_eq!((code(&absent), folder.path().join("new.xlsx").exists()), (Some(2), false));
}

/// An edit by hand that breaks a must is read, written, and told.
#[test]
fn an_edit_that_breaks_a_must_is_a_finding() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = example("jca-ml-2023/given.toml");
    // Inside no meeting of its parent, and before it could be announced.
    let moved = calendar(&[&[Some(T("jca-ml-2023-1")), None, None, Some(T("2023-01-21"))]]);
    fs::write(folder.path().join("moved.xlsx"), moved).expect("written");
    let output = convoke(folder.path(), &["import", &scenario, "moved.xlsx", "--out", "moved.toml"]);
    assert_eq!(code(&output), Some(1), "{}", err(&output));
    assert!(fs::read_to_string(folder.path().join("moved.toml")).expect("a plan").contains("2023-01-21"));
}

#[test]
fn people_are_announced_to_from_a_workbook_as_from_a_text() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = example("jca-ml-2023/given.toml");
    fs::write(folder.path().join("people.csv"), "for,address,language\nJCA-ML,zoe@example.org,zh\n").expect("written");
    let rows: [[Option<Is<'_>>; 3]; 2] = [
        [Some(T("for")), Some(T("address")), Some(T("language"))],
        [Some(T("JCA-ML")), Some(T("zoe@example.org")), Some(T("zh"))],
    ];
    let text: String = rows.iter().zip(1..).map(|(cells, number)| row(number, "", cells)).collect();
    fs::write(folder.path().join("people.xlsx"), workbook("", &[("Recipients", "", sheet("", &text, ""))]))
        .expect("written");
    let shown = |people: &str| {
        let (store, out) = (format!("{people}.db"), format!("{people}.out"));
        let arguments = [
            "announce",
            &scenario,
            "--on",
            "2022-12-01",
            "--recipients",
            people,
            "--dry-run",
            "--out",
            &out,
            "--store",
            &store,
        ];
        let output = convoke(folder.path(), &arguments);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains("to 1 recipient"), "{text}{}", err(&output));
        (code(&output), text.replace(people, "people"))
    };
    assert_eq!(shown("people.xlsx"), shown("people.csv"));
}
