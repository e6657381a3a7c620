//! Letters on paper: read back by `pdftotext` and held against the pages, block by block; fonts, bytes, hostile words.

use super::World;
use convoke::announce::letter::{Letter, Occasion, html, timetable};
use convoke::domain::draft::{Passage, Prose};
use convoke::domain::ids::MeetingId;
use convoke::domain::language::Language;
use convoke::domain::meeting::Firmness;
use convoke::domain::plan::Placement;
use convoke::domain::text::{Line, Paragraphs};
use convoke::domain::view::View;
use convoke::exchange::fonts::{USUAL_FOLDERS, find};
use convoke::typeset::{Fonts, TypesetError, pdf, wanted};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;
use unicode_normalization::UnicodeNormalization;

fn files(stems: &BTreeSet<String>) -> BTreeMap<String, Vec<u8>> {
    find(&USUAL_FOLDERS.map(PathBuf::from), stems).expect("fonts that can be read")
}

/// The fonts of the six languages.
fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(|| {
        let world = World::of("examples/tsag-2017/given.toml");
        let letters = Language::ALL.map(|language| world.announced("tsag-2017-05", language));
        let stems: BTreeSet<String> = wanted(&letters).into_iter().map(|one| one.stem).collect();
        assert_eq!(stems.len(), 6, "regular and bold of three families: {stems:?}");
        let files = files(&stems);
        assert_eq!(files.len(), 6, "install fonts-noto-core and fonts-noto-cjk: run `./x test`");
        Fonts::read(files).expect("fonts")
    })
}

fn paper(letter: &Letter) -> Vec<u8> {
    pdf(letter, fonts(), "2017-03-01".parse().ok()).unwrap_or_else(|error| panic!("{}: {error}", letter.name.plain()))
}

/// A program of Poppler over a document.
fn read_back(program: &str, options: &[&str], document: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("letter.pdf");
    std::fs::write(&path, document).expect("written");
    let mut command = Command::new(program);
    command.args(options).arg(&path);
    if program == "pdftotext" {
        command.arg("-");
    }
    let output = command.output().unwrap_or_else(|error| panic!("{program} ({error}): install poppler-utils"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Vowel marks of Arabic.
fn is_mark(one: char) -> bool {
    ('\u{64b}'..='\u{65f}').contains(&one)
}

/// Letters and digits alone: what stands however lines break and signs turn.
fn bare(text: &str) -> String {
    text.nfkc().filter(|one| one.is_alphanumeric() && !is_mark(*one)).collect()
}

/// What a text is compared by: its letters in order. Lines that mix two directions are read back in an order of the
/// reader's own, so there it is the bag of letters; and without the letters that carry vowel marks, which the reader gives
/// twice, mark first.
#[derive(Clone, Copy, PartialEq)]
enum Order {
    Kept,
    /// As people write: a mark follows its letter.
    Written,
    /// As the reader gives it: a mark stands before its letter.
    Seen,
}

fn comparable(text: &str, order: Order) -> String {
    if order == Order::Kept {
        return bare(text);
    }
    let mut letters: Vec<char> = Vec::new();
    let mut marked = false;
    for one in text.nfkc().filter(|one| one.is_alphanumeric() || is_mark(*one)) {
        match (is_mark(one), order) {
            (true, Order::Written) if !marked => drop(letters.pop()),
            (false, Order::Seen) if marked => {}
            (false, _) => letters.push(one),
            (true, _) => {}
        }
        marked = is_mark(one);
    }
    letters.sort_unstable();
    letters.into_iter().collect()
}

/// The blocks of a page, without tags.
fn blocks_of_page(page: &str) -> Vec<(String, String)> {
    let words = |html: &str| {
        let mut text = String::new();
        let mut inside = false;
        for one in html.chars() {
            match one {
                '<' => inside = true,
                '>' => inside = false,
                _ if !inside => text.push(one),
                _ => {}
            }
        }
        ["&lt;<", "&gt;>", "&quot;\"", "&#x27;'", "&#39;'", "&#x2f;/", "&amp;&"].iter().fold(text, |text, pair| {
            let (entity, sign) = pair.split_at(pair.len() - 1);
            text.replace(entity, sign)
        })
    };
    let block = |line: &str| {
        let (kind, inner) = line.strip_prefix("<div class=\"")?.split_once("\">")?;
        Some((kind.to_owned(), words(inner)))
    };
    page.lines().filter_map(block).collect()
}

/// The lines of a document without the header at the top of every page but the first, and the footer at the end of each.
fn lines_of_paper(letter: &Letter, text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for (index, page) in text.trim_end_matches('\u{c}').split('\u{c}').enumerate() {
        let page: Vec<&str> = page.lines().filter(|line| !comparable(line, Order::Seen).is_empty()).collect();
        let header = if index > 0 { format!("{} {}", index + 1, letter.name.plain()) } else { String::new() };
        let top = (0..=page.len()).find(|count| is_edge(&page[..*count], &header)).expect("a header");
        let end =
            (top..=page.len()).rev().find(|from| is_edge(&page[*from..], &letter.foot.plain())).expect("a footer");
        lines.extend(page[top..end].iter().map(|line| (*line).to_owned()));
    }
    lines
}

/// These lines are that header or footer.
fn is_edge(lines: &[&str], edge: &str) -> bool {
    comparable(&lines.join(" "), Order::Seen) == comparable(edge, Order::Written)
}

/// What is on paper is what is on the page: each block takes whole lines, in their order.
fn compare(letter: &Letter) -> usize {
    let name = format!("{} ({})", letter.name.plain(), letter.language);
    let (page, paper_order) = match letter.language {
        Language::Arabic => (Order::Written, Order::Seen),
        _ => (Order::Kept, Order::Kept),
    };
    let text = read_back("pdftotext", &["-raw", "-enc", "UTF-8"], &paper(letter));
    let lines = lines_of_paper(letter, &text);
    let mut rest = lines.iter();
    let blocks = blocks_of_page(&html(letter).expect("a page"));
    assert_eq!(blocks.len(), letter.blocks.len(), "{name}");
    for (kind, words) in &blocks {
        let wanted = comparable(words, page);
        let mut found = String::new();
        while comparable(&found, paper_order).len() < wanted.len() {
            let Some(line) = rest.next() else { break };
            found.push_str(line);
        }
        assert_eq!(comparable(&found, paper_order), wanted, "{name}, {kind}:\n{words}\non paper:\n{found}");
    }
    assert_eq!(rest.next(), None, "{name}: more on paper than on the page");
    blocks.len()
}

fn id(text: &str) -> MeetingId {
    MeetingId::parse(text).expect("an id")
}

/// Every kind of letter in one language.
fn kinds(language: Language) -> Vec<Letter> {
    let mut letters = vec![
        World::of("examples/fg-m2m-2012/given.toml").announced("fg-m2m-2012-04", language),
        World::of("examples/jca-ml-2023/given.toml").announced("jca-ml-2023-1", language),
        World::of("examples/jca-ml-2023/given.toml").announced("jca-ml-2023-2", language),
        World::of("examples/tsag-2017/given.toml").announced("tsag-2017-05", language),
        World::of("examples/tsag-2017/given.toml").announced("rg-wm-2017-05", language),
    ];
    let mut world = World::of("examples/jca-dcc-2022/given.toml");
    let meeting = "jca-dcc-2022-06";
    let before = world.plan.clone();
    let at = before.placements[&id(meeting)].clone();
    world.dated = "2022-05-10".parse().ok();
    let words = Paragraphs::parse("Wireless access is available.").expect("a text");
    let draft = world.drafts.get_mut(&id(meeting)).expect("a draft");
    draft.paragraphs = vec![vec![Passage::Prose(Prose::from([(Language::English, words)]))]];
    letters.push(world.letter(meeting, language, Occasion::Addendum { number: 1 }).expect("an addendum"));
    let later = chrono::Duration::days(7);
    let moved = |firmness| {
        Placement::new(at.first() + later, at.last() + later, at.half, at.venue.clone(), firmness).expect("a placement")
    };
    world.plan.placements.insert(id(meeting), moved(Firmness::Confirmed));
    let occasion = Occasion::Corrigendum { number: 1, before: &before };
    letters.push(world.letter(meeting, language, occasion).expect("a corrigendum"));
    letters.push(timetable(&View::new(&world.scenario, &world.plan), Some(&before), language));
    world.plan.placements.insert(id(meeting), moved(Firmness::Cancelled));
    letters.push(world.letter(meeting, language, Occasion::Cancellation).expect("a cancellation"));
    letters.push(super::options::sheet(language));
    letters
}

#[test]
fn every_kind_of_letter_holds_the_same_blocks_on_paper_as_on_the_page() {
    let (mut letters, mut blocks) = (0, 0);
    for language in Language::ALL {
        for letter in kinds(language) {
            blocks += compare(&letter);
            letters += 1;
        }
    }
    println!("{letters} letters with {blocks} blocks read back");
}

#[test]
fn the_comparison_of_paper_can_fail() {
    let world = World::of("examples/jca-dcc-2022/given.toml");
    let letter = world.announced("jca-dcc-2022-06", Language::English);
    let text = read_back("pdftotext", &["-raw"], &paper(&letter));
    let lines = lines_of_paper(&letter, &text).join("\n");
    assert!(bare(&lines).contains(&bare("Dear Sir/Madam")) && !lines.contains('\u{c}'));
    assert_ne!(bare("1 June"), bare("2 June"));
    assert_ne!(comparable("ab b", Order::Seen), comparable("aab", Order::Seen));
    let (written, seen) = ("\u{648}\u{641}\u{642}\u{627}\u{64b}", "\u{64b}\u{627} \u{648}\u{641}\u{642}\u{64b}\u{627}");
    assert_eq!(comparable(written, Order::Written), comparable(seen, Order::Seen));
}

#[test]
fn paper_is_tagged_named_and_the_same_each_time() {
    let world = World::of("examples/fg-m2m-2012/given.toml");
    for language in Language::ALL {
        let letter = world.announced("fg-m2m-2012-04", language);
        let document = paper(&letter);
        assert!(document == paper(&letter), "{language}");
        let about = read_back("pdfinfo", &[], &document);
        for wanted in
            [&format!("Title:           {} – ", letter.name.plain()), "Tagged:          yes", "Mar  1", "(A4)"]
        {
            assert!(about.contains(wanted), "{wanted:?} in\n{about}");
        }
        assert!(read_back("pdfinfo", &["-meta"], &document).contains("<pdfuaid:part>1</pdfuaid:part>"));
        let fonts = read_back("pdffonts", &[], &document);
        assert!(
            fonts.lines().skip(2).all(|line| line.contains(" yes yes yes ")),
            "embedded, subset, readable:\n{fonts}"
        );
    }
}

/// The first number of a paragraph stands at the right in Arabic, at the left elsewhere; so do the first cells of tables.
#[test]
fn arabic_paper_reads_from_the_right() {
    let world = World::of("examples/fg-m2m-2012/given.toml");
    for language in [Language::Arabic, Language::French] {
        let boxes = read_back("pdftotext", &["-bbox", "-l", "2"], &paper(&world.announced("fg-m2m-2012-04", language)));
        let x = |word: &str| {
            let line = boxes.lines().find(|line| line.contains(&format!(">{word}</word>"))).expect("the word");
            let (_, rest) = line.split_once("xMin=\"").expect("a place");
            rest.split_once('"').and_then(|(number, _)| number.parse::<f64>().ok()).expect("a number")
        };
        let half = 595.0 / 2.0;
        assert_eq!(x("8") > half, language == Language::Arabic, "{language}: the number of a paragraph");
    }
}

#[test]
fn a_missing_font_is_an_error_that_names_the_package() {
    let world = World::of("examples/tsag-2017/given.toml");
    let latin = Fonts::read(files(&BTreeSet::from(["NotoSans-Regular".to_owned()]))).expect("a font");
    let refused = |language, fonts: &Fonts| pdf(&world.announced("tsag-2017-05", language), fonts, None).unwrap_err();
    for (language, package, file) in [
        (Language::Chinese, "fonts-noto-cjk", "NotoSansCJK-Regular"),
        (Language::Arabic, "fonts-noto-core", "NotoNaskhArabic-Regular"),
    ] {
        let error = refused(language, &latin);
        let told = error.to_string();
        assert!(matches!(error, TypesetError::Missing { .. }), "{told}");
        assert!(told.contains(&format!("apt-get install {package}")) && told.contains(file), "{told}");
    }
    let none = Fonts::read(BTreeMap::new()).expect("no font");
    assert!(refused(Language::English, &none).to_string().contains("fonts-noto-core"));
    let garbage = Fonts::read(BTreeMap::from([("NotoSans-Regular".to_owned(), b"no font".to_vec())]));
    assert_eq!(garbage.unwrap_err(), TypesetError::Unreadable("NotoSans-Regular".to_owned()));
}

/// What people wrote stays text, whatever it means to a typesetter.
#[test]
fn words_are_never_read_as_markup() {
    let hostile =
        r##"#panic("x") $x^2$ *b* _i_ @r <l> \u{41} // c /* d */ [y] #import "@preview/a:1" `z` = H -- ~ #sys"##;
    let mut world = World::of("examples/jca-dcc-2022/given.toml");
    let draft = world.drafts.values_mut().next().expect("a draft");
    draft.wish.insert(Language::English, Line::parse(hostile).expect("a line"));
    draft.subject.insert(Language::English, Line::parse(hostile).expect("a line"));
    let letter = world.announced("jca-dcc-2022-06", Language::English);
    let document = paper(&letter);
    let text = read_back("pdftotext", &["-raw"], &document);
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    assert_eq!(squeezed(&text).matches(&squeezed(hostile)).count(), 2, "{text}");
    compare(&letter);
}
