//! Options for the dates of one meeting: what may be offered, what the sheet says of it, what answers come to.

use super::{World, plain};
use convoke::announce::letter::{Block, Gap, Letter, Source, option_sheet};
use convoke::app;
use convoke::domain::draft::Draft;
use convoke::domain::finding::Finding;
use convoke::domain::ids::MeetingId;
use convoke::domain::language::Language;
use convoke::domain::meeting::Firmness;
use convoke::domain::options::{Answer, Answers, OptionLabel, OptionSheet, Outcome, Suits};
use convoke::domain::plan::Placement;
use convoke::domain::text::Line;
use convoke::domain::view::View;
use convoke::exchange::answers;
use convoke::exchange::files::MemoryFiles;
use convoke::planning::{Board, OptionsError, options};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const EXAMPLE: &str = "examples/jca-ml-2023/given.toml";
const MEETING: &str = "jca-ml-2023-2";

fn id(text: &str) -> MeetingId {
    MeetingId::parse(text).expect("an id")
}

fn offered(world: &World, meeting: &str, count: usize) -> Result<OptionSheet, OptionsError> {
    let board = Board::new(&world.scenario, &world.plan);
    options(&board, &View::new(&world.scenario, &world.plan), &id(meeting), count)
}

fn written(world: &World, sheet: &OptionSheet, language: Language) -> Letter {
    let empty = Draft::empty(sheet.meeting.clone());
    let view = View::new(&world.scenario, &world.plan);
    let source = Source { view, deadlines: &[], draft: &empty, dated: "2023-02-10".parse().ok() };
    option_sheet(&source, sheet, language, "2023-03-01".parse().ok()).expect("a sheet")
}

/// The sheet of the example.
pub(super) fn sheet(language: Language) -> Letter {
    let world = World::of(EXAMPLE);
    written(&world, &offered(&world, MEETING, 3).expect("options"), language)
}

#[test]
fn a_sheet_in_six_languages() {
    for language in Language::ALL {
        insta::assert_snapshot!(format!("options_{language}"), plain(&sheet(language)));
    }
}

/// What a planner may rely on, held against the checker run over the whole plan with the option in it.
#[test]
fn options_lie_ahead_keep_every_must_and_are_a_choice() {
    let mut sheets = 0;
    for (example, meetings) in [
        (EXAMPLE, vec!["jca-ml-2023-2", "jca-ml-2023-3", "jca-ml-2024-3"]),
        ("examples/itu-t-2017-2018/given.toml", vec!["tsag-2018-02", "sg20-2018-12", "sg13-2018-07"]),
    ] {
        let world = World::of(example);
        let musts = |plan: &convoke::domain::plan::Plan| -> BTreeSet<Finding> {
            let findings = app::check(&world.scenario, plan.clone()).findings;
            findings.into_iter().filter(Finding::blocks).collect()
        };
        let known = musts(&world.plan);
        for meeting in meetings.into_iter().filter(|one| world.scenario.meetings().contains_key(&id(one))) {
            let board = Board::new(&world.scenario, &world.plan);
            for count in 2..=4 {
                let sheet = match offered(&world, meeting, count) {
                    Ok(sheet) => sheet,
                    Err(error) => {
                        assert!(matches!(error, OptionsError::TooFew { found: 0 | 1, .. }), "{error}");
                        continue;
                    }
                };
                sheets += 1;
                assert!((2..=count).contains(&sheet.options.len()), "{meeting}");
                let labels: String = sheet.options.iter().map(|option| option.label.to_string()).collect();
                assert_eq!(labels, "ABCD"[..sheet.options.len()]);
                assert!(sheet.options.is_sorted_by_key(|option| option.placement.first()));
                let now = world.plan.placements.get(&id(meeting));
                for option in &sheet.options {
                    assert!(option.placement.first() > world.plan.as_of);
                    assert_eq!(option.now, now.is_some_and(|now| now.same_dates(&option.placement)));
                    let plan = board.plan_after(&board.whatif(&id(meeting), Some(&option.placement)));
                    let of_this = |one: &&Finding| one.meetings.contains(&id(meeting)) && !known.contains(*one);
                    let musts = musts(&plan);
                    let new: Vec<&Finding> = musts.iter().filter(of_this).collect();
                    assert!(option.now || new.is_empty(), "{meeting} {:?}: {new:#?}", option.placement);
                }
                for pair in sheet.options.windows(2) {
                    assert!(!pair[0].placement.same_dates(&pair[1].placement), "{meeting}");
                }
            }
        }
    }
    assert!(sheets >= 6, "only {sheets} sheets");
    println!("{sheets} sheets");
}

#[test]
fn without_a_choice_there_is_no_sheet() {
    let world = World::of(EXAMPLE);
    assert_eq!(offered(&world, "none", 3), Err(OptionsError::Unknown(id("none"))));
    let text = "[scenario]\nname = \"bare\"\nas_of = 2026-01-05\nfrom = 2026-01-05\nuntil = 2026-12-31\n\
         [[body]]\nid = \"SG13\"\nkind = \"study-group\"\nname = \"Study Group 13\"\n\
         [[meeting]]\nid = \"m\"\nbody = \"SG13\"\ndays = 5\nvenues = [\"geneva\"]\nearliest = 2026-01-01\nlatest = 2026-01-04\n";
    let world = World::from_text(text);
    let refused = offered(&world, "m", 2);
    assert!(matches!(refused, Err(OptionsError::TooFew { found: 0 | 1, .. })), "{refused:?}");
}

/// Every option has its column; a day for answers that nobody set is a gap.
#[test]
fn every_option_has_its_column() {
    let world = World::of(EXAMPLE);
    for count in 2..=4 {
        let sheet = offered(&world, MEETING, count).expect("options");
        let letter = written(&world, &sheet, Language::Spanish);
        let tables: Vec<&Block> = letter.blocks.iter().filter(|block| block.kind() == "table").collect();
        let (Block::Table { head, rows }, Block::Table { rows: form, .. }) = (tables[0], tables[1]) else {
            panic!("two tables")
        };
        assert_eq!(head.len(), sheet.options.len() + 1);
        assert!(rows.iter().all(|row| row.len() == head.len()));
        assert_eq!(form.len(), sheet.options.len());
        assert!(!letter.gaps.contains(&Gap::AnswerBy));
    }
    let sheet = offered(&world, MEETING, 2).expect("options");
    let empty = Draft::empty(id(MEETING));
    let view = View::new(&world.scenario, &world.plan);
    let source = Source { view, deadlines: &[], draft: &empty, dated: None };
    let letter = option_sheet(&source, &sheet, Language::English, None).expect("a sheet");
    assert!(letter.gaps.contains(&Gap::AnswerBy) && letter.gaps.contains(&Gap::Date));
}

fn read(world: &World, text: &str) -> Result<Answers, String> {
    let files = MemoryFiles::default().with("answers.toml", text);
    answers::read_from(&files, Path::new("answers.toml"), &world.scenario).map_err(|report| report.text())
}

fn file(world: &World, answers_of: &str) -> String {
    let sheet = offered(world, MEETING, 3).expect("options");
    let day = "2023-02-10".parse().expect("a day");
    format!("{}\n{answers_of}", answers::write(&sheet, &world.scenario.name, day))
}

/// What is written for answers is read again as what was offered.
#[test]
fn a_file_for_answers_is_read_again() {
    let world = World::of(EXAMPLE);
    let sheet = offered(&world, MEETING, 3).expect("options");
    let read = read(&world, &file(&world, "")).expect("answers");
    assert_eq!(read.meeting, sheet.meeting);
    assert_eq!(read.answers, []);
    assert_eq!(read.outcome(), Outcome::NoAnswers);
    for option in &sheet.options {
        let tentative = &read.offered[&option.label];
        assert!(tentative.same_dates(&option.placement) && tentative.firmness == Firmness::Tentative);
    }
}

#[test]
fn what_is_wrong_with_answers_is_told_with_its_place() {
    let world = World::of(EXAMPLE);
    let text = file(
        &world,
        "[[answer]]\nwho = \"Host\"\non = 2023-02-01\npreferred = [\"A\"]\n\
         [[answer]]\nwho = \"Chair\"\non = 2023-02-12\npreferred = [\"E\", \"b\"]\npossible = [\"A\"]\nimpossible = [\"A\"]\n\
         [[answer]]\nwho = \"Chair\"\non = 2023-02-12\nposible = [\"A\"]\n",
    );
    insta::assert_snapshot!("answers_with_errors", read(&world, &text).expect_err("findings"));
}

fn label(index: usize) -> OptionLabel {
    OptionLabel::of(index).expect("a letter")
}

/// Answers of some parties; each says something of some options, some twice, the later one counting.
fn some_answers() -> impl Strategy<Value = Vec<(usize, u8, Vec<Option<Suits>>)>> {
    let suits = prop_oneof![
        Just(None),
        Just(Some(Suits::Preferred)),
        Just(Some(Suits::Possible)),
        Just(Some(Suits::Possible)),
        Just(Some(Suits::Preferred)),
        Just(Some(Suits::Impossible)),
    ];
    prop::collection::vec((0_usize..4, 1_u8..28, prop::collection::vec(suits, 3)), 0..7)
}

proptest! {
    /// The outcome, against going through every party and every option one by one.
    #[test]
    fn nothing_is_chosen_that_does_not_stand_out(given in some_answers()) {
        let mut seen = BTreeSet::new();
        let given: Vec<_> = given.into_iter().filter(|(who, day, _)| seen.insert((*who, *day))).collect();
        let at = |day: u32| {
            let first = chrono::NaiveDate::from_ymd_opt(2023, 6, day).expect("a day");
            Placement::new(first, first, None, None, Firmness::Tentative).expect("a placement")
        };
        let answer = |(who, day, suits): &(usize, u8, Vec<Option<Suits>>)| Answer {
            who: Line::parse(&format!("Party {who}")).expect("a name"),
            on: chrono::NaiveDate::from_ymd_opt(2023, 2, u32::from(*day)).expect("a day"),
            suits: suits.iter().enumerate().filter_map(|(index, one)| Some((label(index), (*one)?))).collect(),
        };
        let answers = Answers {
            meeting: id(MEETING),
            offered: (0..3).map(|index| (label(index), at(1 + u32::try_from(index).expect("small")))).collect(),
            answers: given.iter().map(answer).collect(),
        };
        let latest: BTreeMap<usize, &Vec<Option<Suits>>> = (0..4)
            .filter_map(|who| {
                let of_party = given.iter().filter(|one| one.0 == who);
                Some((who, &of_party.max_by_key(|one| one.1)?.2))
            })
            .collect();
        let preferred: Vec<Option<usize>> = (0..3)
            .map(|option| {
                let said: Vec<Option<Suits>> = latest.values().map(|suits| suits[option]).collect();
                let fine = said.iter().all(|one| matches!(one, Some(Suits::Preferred | Suits::Possible)));
                fine.then(|| said.iter().filter(|one| **one == Some(Suits::Preferred)).count())
            })
            .collect();
        let best = preferred.iter().flatten().max();
        let leading: Vec<OptionLabel> =
            (0..3).filter(|option| best.is_some() && preferred[*option].as_ref() == best).map(label).collect();
        let expected = match (latest.is_empty(), leading.as_slice()) {
            (true, _) => Outcome::NoAnswers,
            (false, []) => Outcome::NoneSuitsAll,
            (false, [one]) => Outcome::One(*one),
            (false, _) => Outcome::Tie(leading),
        };
        prop_assert_eq!(answers.outcome(), expected);
        for count in answers.tally().values() {
            let all = count.preferred.len() + count.possible.len() + count.impossible.len() + count.silent.len();
            prop_assert_eq!(all, latest.len());
        }
    }
}

/// From the command line: a sheet with its file of answers, a tie that names itself, and the confirmed date in a plan.
#[test]
fn answers_confirm_a_date_or_say_why_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let world = World::of(EXAMPLE);
    let scenario = crate::helpers::root().join(EXAMPLE);
    let path = |name: &str| folder.path().join(name);
    let run = |more: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_convoke"));
        let output = command.current_dir(folder.path()).arg("options").arg(&scenario).args(more).output().expect("run");
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        (output.status.code(), text)
    };
    let (code, told) = run(&[MEETING, "--out", "sheet.html", "--answers", "answers.toml", "--answer-by", "2023-03-01"]);
    assert!(matches!(code, Some(0 | 1)), "{told}");
    assert!(std::fs::read_to_string(path("sheet.html")).expect("a page").contains("Options for the dates"));
    let blank = std::fs::read_to_string(path("answers.toml")).expect("a file of answers");
    let with = |more: &str| std::fs::write(path("answers.toml"), format!("{blank}\n{more}")).expect("written");
    let record = ["--record", "answers.toml", "--out", "plan.toml"];
    let (code, told) = run(&record);
    assert!(code == Some(1) && told.contains("nobody has answered yet"), "{told}");
    with("[[answer]]\nwho = \"Host\"\non = 2023-02-12\npossible = [\"A\", \"B\"]\nimpossible = [\"C\"]\n");
    let (code, told) = run(&record);
    assert!(code == Some(1) && told.contains("A and B are as good as each other"), "{told}");
    assert!(!path("plan.toml").exists());
    with(
        "[[answer]]\nwho = \"Host\"\non = 2023-02-12\npreferred = [\"B\"]\npossible = [\"A\"]\nimpossible = [\"C\"]\n",
    );
    let (code, told) = run(&record);
    assert_eq!(code, Some(0), "{told}");
    let plan = convoke::exchange::plan::read(&path("plan.toml"), &world.scenario).expect("a plan");
    let offered = offered(&world, MEETING, 3).expect("options");
    let at = &plan.placements[&id(MEETING)];
    assert!(at.same_dates(&offered.options[1].placement) && at.firmness == Firmness::Confirmed, "{at:?}");
    let (code, told) = run(&[&record[..], &["--choose", "Z"]].concat());
    assert!(code == Some(2) && told.contains("offered are A, B, C"), "{told}");
}
