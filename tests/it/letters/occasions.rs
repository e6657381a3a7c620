//! Corrections, additions, cancellations, and the timetable of meetings.

use super::{World, plain};
use convoke::announce::letter::{Block, Gap, Letter, LetterError, Mark, Occasion, Text, timetable};
use convoke::domain::draft::{Passage, Prose};
use convoke::domain::ids::MeetingId;
use convoke::domain::language::Language;
use convoke::domain::meeting::Firmness;
use convoke::domain::plan::{Placement, Plan};
use convoke::domain::text::Paragraphs;
use convoke::domain::view::View;
use proptest::prelude::*;

fn id(text: &str) -> MeetingId {
    MeetingId::parse(text).expect("an id")
}

/// The placement so many days later, with another firmness.
fn moved(at: &Placement, days: i64, firmness: Firmness) -> Placement {
    let later = chrono::Duration::days(days);
    Placement::new(at.first() + later, at.last() + later, at.half, at.venue.clone(), firmness).expect("a placement")
}

fn with(plan: &Plan, meeting: &str, placement: Placement) -> Plan {
    let mut plan = plan.clone();
    plan.placements.insert(id(meeting), placement);
    plan
}

#[test]
fn a_corrigendum_names_what_was_and_what_is() {
    let mut world = World::of("examples/jca-dcc-2022/given.toml");
    let before = world.plan.clone();
    let occasion = Occasion::Corrigendum { number: 1, before: &before };
    let same = world.letter("jca-dcc-2022-06", Language::English, occasion);
    assert_eq!(same, Err(LetterError::NothingChanged(id("jca-dcc-2022-06"))));
    let at = before.placements[&id("jca-dcc-2022-06")].clone();
    world.plan = with(&before, "jca-dcc-2022-06", moved(&at, 7, Firmness::Confirmed));
    for language in Language::ALL {
        let letter = world.letter("jca-dcc-2022-06", language, occasion).expect("a corrigendum");
        let table = letter.blocks.iter().find_map(|block| match block {
            Block::Table { rows, .. } => Some(rows),
            _ => None,
        });
        let rows = table.expect("a table of changes");
        assert_eq!(rows.len(), 1, "{language}");
        assert_eq!(rows[0][1].0[0].mark, Mark::Deleted);
        assert_eq!(rows[0][2].0[0].mark, Mark::Inserted);
    }
    let letter = world.letter("jca-dcc-2022-06", Language::English, occasion).expect("a corrigendum");
    assert!(letter.gaps.contains(&Gap::Date), "it does not bear the date of the letter that it corrects");
    world.dated = "2022-05-10".parse().ok();
    let letter = world.letter("jca-dcc-2022-06", Language::English, occasion).expect("a corrigendum");
    assert_eq!(letter.gaps, []);
    insta::assert_snapshot!("a_corrigendum", plain(&letter));
}

#[test]
fn a_cancelled_meeting_is_not_announced_but_cancelled() {
    let mut world = World::of("examples/jca-dcc-2022/given.toml");
    let at = world.plan.placements[&id("jca-dcc-2022-06")].clone();
    world.plan = with(&world.plan, "jca-dcc-2022-06", moved(&at, 0, Firmness::Cancelled));
    let refused = world.letter("jca-dcc-2022-06", Language::English, Occasion::Announcement);
    assert_eq!(refused, Err(LetterError::Cancelled(id("jca-dcc-2022-06"))));
    world.dated = "2022-05-10".parse().ok();
    let mut text = String::new();
    for language in Language::ALL {
        let letter = world.letter("jca-dcc-2022-06", language, Occasion::Cancellation).expect("a cancellation");
        assert!(letter.blocks.iter().all(|block| !matches!(block, Block::Annex { .. } | Block::Deadlines { .. })));
        text.push_str(&plain(&letter));
    }
    insta::assert_snapshot!("cancellations", text);
}

#[test]
fn an_addendum_says_what_the_draft_says_and_nothing_else() {
    let mut world = World::of("examples/jca-ml-2023/given.toml");
    let occasion = Occasion::Addendum { number: 2 };
    let empty = world.letter("jca-ml-2023-2", Language::English, occasion);
    assert_eq!(empty, Err(LetterError::NothingAdded(id("jca-ml-2023-2"))));
    let words = Paragraphs::parse("Wireless access is available.").expect("a text");
    let draft = world.drafts.get_mut(&id("jca-ml-2023-1")).expect("a draft");
    draft.paragraphs = vec![vec![Passage::Prose(Prose::from([(Language::English, words)]))]];
    let letter = world.letter("jca-ml-2023-1", Language::English, occasion).expect("an addendum");
    let paragraphs: Vec<String> =
        letter.blocks.iter().filter(|block| block.kind() == "paragraph").map(Block::plain).collect();
    assert_eq!(letter.name.plain(), "Addendum 2 to TSB Circular 72");
    assert_eq!(paragraphs.len(), 2, "{paragraphs:?}");
    assert_eq!(paragraphs[1], "1.1 Wireless access is available.");
}

#[test]
fn a_meeting_without_dates_has_no_letter() {
    let mut world = World::of("examples/jca-dcc-2022/given.toml");
    world.plan.placements.clear();
    let refused = world.letter("jca-dcc-2022-06", Language::English, Occasion::Announcement);
    assert_eq!(refused, Err(LetterError::NotPlaced(id("jca-dcc-2022-06"))));
}

fn rows(letter: &Letter) -> &[Vec<Text>] {
    let table = letter.blocks.iter().find_map(|block| match block {
        Block::Table { rows, .. } => Some(rows),
        _ => None,
    });
    table.expect("the table of meetings")
}

/// The rows with the changes taken, or refused; a row of which nothing is left is gone.
fn resolved(letter: &Letter, gone: Mark) -> Vec<Vec<String>> {
    let cell = |text: &Text| {
        let kept = text.0.iter().filter(|run| run.mark != gone).map(|run| run.text.as_str());
        kept.collect::<String>().trim().to_owned()
    };
    let mut rows: Vec<Vec<String>> = rows(letter).iter().map(|row| row.iter().map(cell).collect()).collect();
    rows.retain(|row: &Vec<String>| row.iter().any(|cell| !cell.is_empty()));
    rows.sort();
    rows
}

#[test]
fn the_timetable_of_the_example_and_its_next_revision() {
    let mut world = World::of("examples/jca-ml-2023/given.toml");
    let before = world.plan.clone();
    let at = before.placements[&id("jca-ml-2023-2")].clone();
    world.plan = with(&before, "jca-ml-2023-2", moved(&at, 7, Firmness::Confirmed));
    world.plan.placements.remove(&id("jca-ml-2024-3"));
    let view = View::new(&world.scenario, &world.plan);
    insta::assert_snapshot!(
        "timetable_with_changes",
        plain(&timetable(view.clone(), Some(&before), Language::English))
    );
    insta::assert_snapshot!("timetable_in_spanish", plain(&timetable(view.clone(), None, Language::Spanish)));
    let world = World::of("examples/itu-t-2017-2018/given.toml");
    let view = View::new(&world.scenario, &world.plan);
    let first = timetable(view.clone(), None, Language::English);
    assert_eq!(first.name.plain(), "TD105R2");
    assert_eq!(timetable(view.clone(), Some(&world.plan), Language::English).name.plain(), "TD105R3");
    assert_eq!(rows(&first).len(), 138);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// Who takes all changes of a revision has the new timetable; who refuses them has the earlier one.
    #[test]
    fn changes_taken_or_refused_give_the_two_timetables(
        changes in prop::collection::vec((0_usize..138, -3_i64..4, 0_u8..4), 0..12),
    ) {
        let world = World::of("examples/itu-t-2017-2018/given.toml");
        let (before, mut after) = (world.plan.clone(), world.plan.clone());
        let ids: Vec<MeetingId> = before.placements.keys().cloned().collect();
        let mut earlier = before.clone();
        for (which, days, how) in changes {
            let meeting = &ids[which % ids.len()];
            match how {
                0 => drop(after.placements.remove(meeting)),
                1 => drop(earlier.placements.remove(meeting)),
                _ => {
                    if let Some(at) = after.placements.get(meeting).cloned() {
                        after.placements.insert(meeting.clone(), moved(&at, days, at.firmness));
                    }
                }
            }
        }
        let fresh = |plan: &Plan| timetable(View::new(&world.scenario, plan), None, Language::English);
        let revision = timetable(View::new(&world.scenario, &after), Some(&earlier), Language::English);
        prop_assert_eq!(resolved(&revision, Mark::Deleted), resolved(&fresh(&after), Mark::Deleted));
        prop_assert_eq!(resolved(&revision, Mark::Inserted), resolved(&fresh(&earlier), Mark::Inserted));
        let marked = |text: &Text| text.0.iter().any(|run| matches!(run.mark, Mark::Inserted | Mark::Deleted));
        let differing = ids.iter().filter(|one| earlier.placements.get(one) != after.placements.get(one)).count();
        prop_assert_eq!(rows(&revision).iter().filter(|row| row.iter().any(marked)).count(), differing);
        let told = format!("Changes: {differing}.");
        prop_assert!(plain(&revision).contains(&told));
    }
}
