//! Letters as people read them: the words in six languages, and the page.

use super::{World, plain};
use convoke::announce::letter::{Block, Gap, Mark, html};
use convoke::domain::language::Language;
use convoke::domain::text::Line;

#[test]
fn a_circular_in_english_and_chinese() {
    let world = World::of("examples/jca-ml-2023/given.toml");
    insta::assert_snapshot!("a_circular_in_english", plain(&world.announced("jca-ml-2023-1", Language::English)));
    insta::assert_snapshot!("a_circular_in_chinese", plain(&world.announced("jca-ml-2023-1", Language::Chinese)));
}

#[test]
fn a_collective_letter_in_six_languages() {
    let world = World::of("examples/tsag-2017/given.toml");
    for language in Language::ALL {
        let letter = world.announced("tsag-2017-05", language);
        insta::assert_snapshot!(format!("a_collective_letter_{language}"), plain(&letter));
        let untranslated = letter.gaps.iter().any(|gap| matches!(gap, Gap::Untranslated(_)));
        assert!(!untranslated, "{language}: every word of a letter without a draft is ours to translate");
    }
}

#[test]
fn letters_of_rapporteur_groups_and_e_meetings() {
    let world = World::of("examples/tsag-2017/given.toml");
    insta::assert_snapshot!("a_convening_letter", plain(&world.announced("rg-wm-2017-05", Language::French)));
    let world = World::of("examples/jca-ml-2023/given.toml");
    insta::assert_snapshot!(
        "an_invitation_to_an_e_meeting",
        plain(&world.announced("jca-ml-2023-2", Language::English))
    );
}

/// The time plan is made of the sessions, by day and hour, when the letter is to contain it.
#[test]
fn a_time_plan_is_made_of_the_sessions() {
    let text = std::fs::read_to_string(crate::helpers::root().join("examples/tsag-2017/given.toml")).expect("a file");
    let facts = std::fs::read_to_string(crate::helpers::root().join("examples/tsag-2017/facts.toml")).expect("a file");
    let letter = "[meeting.letter]\nkind = \"collective-letter\"\ncontains = [\"work-plan\"]\n\n[[meeting.session]]";
    let text = text.replace("include = [\"facts.toml\"]\n", "").replacen("[[meeting.session]]", letter, 1);
    let world = World::from_text(&format!("{text}\n{facts}"));
    let letter = world.announced("tsag-2017-05", Language::Chinese);
    let table = letter.blocks.iter().find(|block| block.kind() == "table").expect("a time plan");
    insta::assert_snapshot!("a_time_plan", table.plain());
    let named = letter.blocks.iter().any(|block| block.plain().contains("时间管理计划见附件1"));
    assert!(named && letter.blocks.iter().any(|block| block.plain() == "附件：1件"));
}

#[test]
fn the_page_in_arabic() {
    let world = World::of("examples/tsag-2017/given.toml");
    insta::assert_snapshot!(html(&world.announced("tsag-2017-05", Language::Arabic)).expect("a page"));
}

#[test]
fn pages_name_language_and_direction_and_list_what_is_unverified() {
    let world = World::of("examples/fg-m2m-2012/given.toml");
    for language in Language::ALL {
        let letter = world.announced("fg-m2m-2012-04", language);
        let page = html(&letter).expect("a page");
        let direction = if language == Language::Arabic { "rtl" } else { "ltr" };
        let tag = if language == Language::Chinese { "zh-Hans" } else { language.tag() };
        assert!(page.contains(&format!("<html lang=\"{tag}\" dir=\"{direction}\">")), "{language}");
        assert!(page.contains("<section class=\"sheet\" lang=\"en\" dir=\"ltr\">"), "the hotel form is English");
        let comment = page.split("<!--").nth(1).and_then(|rest| rest.split("-->").next()).expect("a comment");
        assert!(!comment.contains("--") && !comment.contains('>'), "{comment}");
        for one in &letter.unverified {
            assert!(comment.contains(&one.wording.replace('>', "›")), "{}", one.wording);
        }
        assert_eq!(page.matches("<!--").count(), 1);
        let marks = letter.blocks.iter().map(Block::plain).collect::<String>();
        assert!(page.contains("<mark>") && !marks.is_empty(), "what is missing is marked");
    }
}

/// What people wrote stays text.
#[test]
fn names_are_text_in_the_page() {
    let mut world = World::of("examples/jca-dcc-2022/given.toml");
    let draft = world.drafts.values_mut().next().expect("a draft");
    let hostile = "<script>alert('x')</script> --> {{ 1 }} & \"so\"";
    draft.wish.insert(Language::English, Line::parse(hostile).expect("a line"));
    draft.subject.insert(Language::English, Line::parse(hostile).expect("a line"));
    let page = html(&world.announced("jca-dcc-2022-06", Language::English)).expect("a page");
    assert!(!page.contains("<script") && page.contains("&lt;script&gt;") && page.contains("{{ 1 }} &amp;"), "{page}");
}

/// What is missing is marked in the letter and told with it, each gap with a remedy.
#[test]
fn what_is_missing_is_marked_and_told() {
    let world = World::from_text(
        "[scenario]\nname = \"bare\"\nas_of = 2026-01-05\nfrom = 2026-01-05\nuntil = 2026-12-31\n\
         [[body]]\nid = \"SG13\"\nkind = \"study-group\"\nname = \"Study Group 13\"\n\
         [[meeting]]\nid = \"m\"\nbody = \"SG13\"\ndays = 5\nvenues = [\"geneva\"]\n\
         [[fixed]]\nmeeting = \"m\"\nfirst = 2026-06-01\n",
    );
    let letter = world.announced("m", Language::English);
    let told: Vec<String> = letter.gaps.iter().map(Gap::what).collect();
    for gap in
        [Gap::Number, Gap::Date, Gap::ReferenceCode, Gap::Telephone, Gap::Fax, Gap::Email, Gap::Signatory, Gap::Web]
    {
        assert!(letter.gaps.contains(&gap), "{gap:?} in {told:?}");
        assert!(!gap.remedy().is_empty());
    }
    let page = html(&letter).expect("a page");
    assert!(page.matches("<mark>").count() >= 7, "{page}");
    let Block::DateLine(date) = &letter.blocks[1] else { panic!("a date line") };
    assert_eq!(date.0.last().map(|run| run.mark), Some(Mark::Missing));
    // Nothing invented: no telephone, no date, no number that the scenario does not have.
    assert!(!page.contains("+41") && !page.contains("730 5"));
}
