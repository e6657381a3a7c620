//! Profiles: the bundled one is whole, and one's own is checked as well.

use convoke::domain::profile::WeightName;
use convoke::exchange::files::MemoryFiles;
use convoke::exchange::profile::Profiles;
use convoke::exchange::report::Report;
use convoke::exchange::scenario::read_from;
use convoke::rules;
use std::path::Path;

const PROFILE: &str = include_str!("../../../config/itu-t/profile.toml");
const NOTICE: &str = include_str!("../../../config/itu-t/rules/notice.toml");
const DOCUMENTS: &str = include_str!("../../../config/itu-t/rules/documents.toml");
const PLACEMENT: &str = include_str!("../../../config/itu-t/rules/placement.toml");
const SESSIONS: &str = include_str!("../../../config/itu-t/rules/sessions.toml");
const SCENARIO: &str =
    "[scenario]\nname = \"x\"\nas_of = 2026-01-05\nfrom = 2026-02-01\nuntil = 2026-12-31\nprofile = \"own\"\n";

/// The findings about a profile of one's own, beside the scenario.
fn refused(profile: &str, notice: &str) -> Vec<(String, String, usize, usize)> {
    let files = MemoryFiles::default()
        .with("s.toml", SCENARIO)
        .with("own/profile.toml", profile)
        .with("own/rules/notice.toml", notice)
        .with("own/rules/documents.toml", DOCUMENTS)
        .with("own/rules/placement.toml", PLACEMENT)
        .with("own/rules/sessions.toml", SESSIONS);
    let told = |report: Report| {
        report.items.into_iter().map(|item| (item.code, item.place.path, item.place.line, item.place.column)).collect()
    };
    read_from(&files, Path::new("s.toml"), &Profiles::bundled()).map_or_else(told, |_| Vec::new())
}

fn line_of(text: &str, wanted: &str) -> usize {
    text.lines().position(|line| line.contains(wanted)).expect("the line is there") + 1
}

#[test]
fn the_bundled_profile_knows_every_rule_and_every_weight() {
    let profile = Profiles::bundled().load("itu-t").unwrap_or_else(|report| panic!("{}", report.text()));
    assert_eq!(profile.rules.len(), rules::all().len());
    assert_eq!(profile.weights.len(), WeightName::ALL.len());
    for rule in rules::all() {
        for edition in &profile.rules[&rule.id()] {
            assert!(rule.numbers().iter().all(|name| edition.number(name).is_some()), "{}", rule.id());
        }
    }
    assert_eq!(profile.secretariat.zone.name(), "Europe/Zurich");
}

#[test]
fn a_profile_of_ones_own_is_read_from_its_folder() {
    assert_eq!(refused(PROFILE, NOTICE), []);
}

#[test]
fn a_profile_that_lacks_something_is_refused_at_its_place() {
    let without_weight = PROFILE.replace("for = \"target-week\"", "for = \"target-weak\"");
    let told = refused(&without_weight, NOTICE);
    let line = line_of(&without_weight, "target-weak");
    assert!(told.contains(&("scn.unknown_word".to_owned(), "own/profile.toml".to_owned(), line, 7)), "{told:?}");

    let at = NOTICE.find("id = \"N-11\"").expect("the rule is there");
    let without_number = format!("{}{}", &NOTICE[..at], NOTICE[at..].replacen("weeks", "weaks", 1));
    let told = refused(PROFILE, &without_number);
    let line = line_of(&without_number, "weaks = ");
    assert!(
        told.iter().any(|(code, path, at, _)| code == "rule.number" && path == "own/rules/notice.toml" && *at == line),
        "{told:?}"
    );

    let renamed = NOTICE.replace("\"N-11\"", "\"N-88\"");
    let told = refused(PROFILE, &renamed);
    let codes: Vec<&str> = told.iter().map(|(code, ..)| code.as_str()).collect();
    assert!(codes.contains(&"ref.unknown") && codes.contains(&"rule.missing"), "{told:?}");

    let outside = PROFILE.replace("\"rules/notice.toml\"", "\"../rules/notice.toml\"");
    assert!(refused(&outside, NOTICE).iter().any(|(code, ..)| code == "path.outside"));
}
