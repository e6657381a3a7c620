//! Bad problem and solution documents: every defect, with its place.

use convoke::kernel::draft::{
    ActivityDraft, ModeBody, ModesDraft, OverDraft, Per, PlaceDraft, RelationDraft, RelationKind, Unit, Who,
};
use convoke::kernel::{Draft, Placements, Problem};
use serde_json::{Value, json};

/// A good document, to be spoiled.
fn good() -> Value {
    json!({
        "format": "convoke-placement/1", "name": "small", "horizon": 10, "days": [0, 5], "levels": ["strong", "wish"],
        "profiles": {"ramp": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]},
        "places": [{"id": "hall"}, {"id": "lawn", "capacity": null, "closed": [[0, 1]]}],
        "place_over": "forbidden",
        "resources": [{"id": "teams", "capacity": 2, "over": {"level": "strong", "weight": 5}}],
        "activities": [
            {"id": "a", "duration": 2, "starts": [[0, 7]], "places": ["hall", "lawn"], "uses": {"teams": 1},
             "start_costs": [{"level": "wish", "profile": "ramp", "weight": 1}]},
            {"id": "b", "modes": [{"id": "long", "duration": 3, "starts": [[0, 6]]}, {"id": "short", "duration": 1, "starts": [[0, 9]]}]}
        ],
        "relations": [{"kind": "gap", "first": "a", "second": "b", "min": 1, "over": "forbidden", "tag": {"rule": "N-11"}}]
    })
}

/// What is wrong with the good document after `value` is put at `pointer`; `null` at a key ending in `!` takes it away.
fn defects(pointer: &str, value: Value) -> String {
    let mut document = good();
    if let Some((parent, key)) = pointer.strip_suffix('!').and_then(|pointer| pointer.rsplit_once('/')) {
        document.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object").remove(key);
    } else {
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        match document.pointer_mut(parent).expect("a parent") {
            Value::Object(map) => {
                map.insert(key.to_owned(), value);
            }
            Value::Array(list) => list[key.parse::<usize>().expect("a position")] = value,
            _ => unreachable!("parents hold something"),
        }
    }
    problem_defects(&document.to_string())
}

fn problem_defects(text: &str) -> String {
    match Problem::from_json(text) {
        Ok(_) => "none".to_owned(),
        Err(defects) => defects.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
    }
}

#[test]
fn every_defect_says_where_it_is() {
    assert_eq!(problem_defects(&good().to_string()), "none");
    let cases = [
        ("/format", json!("convoke-placement/2")),
        ("/format!", Value::Null),
        ("/horizon", json!(0)),
        ("/horizon", json!(1e300)),
        ("/horizon", json!(2.5)),
        ("/horizon", json!("10")),
        ("/colour", json!("blue")),
        ("/levels", json!([])),
        ("/levels", json!(["strong", "strong", "wish"])),
        ("/days", json!([1, 5])),
        ("/days", json!([0, 5, 5])),
        ("/profiles/ramp", json!([0, 1])),
        ("/profiles/ramp/3", json!(-3)),
        ("/places/1/id", json!("hall")),
        ("/places/1/closed/0", json!([3, 2])),
        ("/place_over", json!("never")),
        ("/place_over", json!({"level": "strange", "weight": 1})),
        ("/resources/0/capacity", json!("hill")),
        ("/resources/0/over", json!({"level": "strong", "weight": 1, "per": "tick"})),
        ("/activities/0/duration", json!(0)),
        ("/activities/0/duration", json!(11)),
        ("/activities/0/starts/0", json!([7, 10])),
        ("/activities/0/starts/0", json!([7, 6])),
        ("/activities/0/starts/0", json!([7])),
        ("/activities/0/places", json!([])),
        ("/activities/0/places/0", json!("attic")),
        ("/activities/0/uses", json!({"staff": 1})),
        ("/activities/0/start_costs/0/profile", json!("hill")),
        ("/activities/0/optional", json!({"level": "strong"})),
        ("/activities/0/fixed", json!({"start": 3, "place": "attic"})),
        ("/activities/0/fixed", json!({"start": 10})),
        ("/activities/0/start_costs/0/weight", json!(-1)),
        ("/activities/0/modes", json!([])),
        ("/activities/1/id", json!("a")),
        ("/activities/1/id", json!("*")),
        ("/activities/1/modes", json!([])),
        ("/activities/1/modes/1/id", json!("long")),
        ("/activities/1/fixed", json!({"start": 3, "mode": "middling"})),
        ("/relations/0/kind", json!("near")),
        ("/relations/0/kind!", Value::Null),
        ("/relations/0/over!", Value::Null),
        ("/relations/0/second", json!("c")),
        ("/relations/0/second", json!("a")),
        ("/relations/0/max", json!(0)),
        ("/relations/0/min", json!(9e18)),
        ("/relations/0/per", json!("day")),
        ("/relations/0/activities", json!("*")),
        ("/relations/0", json!({"kind": "disjoint", "activities": ["a", "a", "c"], "over": "forbidden"})),
        (
            "/relations/0",
            json!({"kind": "any_of", "of": [{"kind": "break", "activities": "*", "min": 1, "over": "forbidden"}], "over": "forbidden"}),
        ),
        ("/relations/0", json!({"kind": "any_of", "of": [], "over": "forbidden"})),
        (
            "/relations/0",
            json!({"kind": "overlap", "a": "*", "b": "*", "per": "tick", "over": {"level": "wish", "weight": 1e12 as u64}}),
        ),
        (
            "/relations/0",
            json!({"kind": "gap", "first": "a", "second": "b", "min": 0, "max": 1_000_000_000_000_u64, "per": "tick", "over": {"level": "wish", "weight": 1_000_000_u64}}),
        ),
    ];
    let report: Vec<String> = cases
        .into_iter()
        .map(|(pointer, value)| {
            format!("{pointer} = {value}\n  {}", defects(pointer, value.clone()).replace('\n', "\n  "))
        })
        .collect();
    insta::assert_snapshot!(report.join("\n"));
}

#[test]
fn days_are_needed_where_days_are_counted() {
    let mut document = good();
    document.as_object_mut().expect("an object").remove("days");
    document["relations"][0] = json!({"kind": "same_days", "activities": "*", "allow": 1, "over": "forbidden"});
    assert_eq!(
        problem_defects(&document.to_string()),
        "relations[0]: found a relation that counts days, expected a problem with days"
    );
}

#[test]
fn all_defects_come_together_and_repeated_keys_are_seen() {
    let text = r#"{"format": "convoke-placement/1", "name": 1, "name": "x", "horizon": 3, "levels": ["l"], "places": {},
        "place_over": "forbidden", "activities": [{"id": "a", "duration": 1.5, "starts": []}]}"#;
    insta::assert_snapshot!(problem_defects(text), @r#"
    name: found a repeated key, expected each key once
    places: found an object, expected a list
    activities[0].duration: found 1.5, expected a whole number from 1 to 1048576
    "#);
    insta::assert_snapshot!(problem_defects("{\"format\": NaN}"), @"document: found expected value at line 1 column 12, expected a JSON document");
    insta::assert_snapshot!(problem_defects("[1, 2"), @"document: found EOF while parsing a list at line 1 column 5, expected a JSON document");
    insta::assert_snapshot!(problem_defects(""), @"document: found EOF while parsing a value at line 1 column 0, expected a JSON document");
}

#[test]
fn solutions_are_read_against_their_problem() {
    let problem = Problem::from_json(&good().to_string()).expect("a good document");
    let read = |text: &str| match Placements::from_json(&problem, text) {
        Ok(_) => "none".to_owned(),
        Err(defects) => defects.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
    };
    let good = r#"{"format": "convoke-placement/1", "problem": "small", "status": "feasible", "cost": {}, "bound": {},
        "placements": {"a": {"start": 2, "place": "lawn"}, "b": {"start": 5, "place": null, "mode": "short"}}}"#;
    assert_eq!(read(good), "none");
    insta::assert_snapshot!(read(r#"{"placements": {"a": {"start": -1, "place": "attic", "mode": "long"}, "c": null}}"#), @r#"
    placements.a.place: found "attic", expected the id of a place
    placements.a.mode: found "long", expected no mode
    placements.a.start: found -1, expected a whole number from 0 to 1048576
    placements.c: found an unknown activity, expected the id of an activity
    placements.b: found nothing, expected a placement or null
    "#);
    insta::assert_snapshot!(read(r#"{"placements": {"a": null, "b": {"start": 1}}}"#), @"placements.b.mode: found nothing, expected one of long, short");
}

/// A problem of one tick for each activity in `activities`, with `relations` as they stand.
fn document(horizon: u32, activities: &str, relations: &str) -> String {
    format!(
        r#"{{"format": "convoke-placement/1", "name": "x", "horizon": {horizon}, "levels": ["l"], "places": [{{"id": "p"}}, {{"id": "q"}}],
            "place_over": "forbidden", "activities": [{activities}], "relations": [{relations}]}}"#
    )
}

/// Texts one after the other.
fn many(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect::<Vec<_>>().join(",")
}

/// Documents that are no larger than they should be, of problems that are: told by place, nothing built from them.
#[test]
fn what_is_too_large_is_refused_by_place() {
    let whole = |n: usize| format!(r#"{{"id": "a{n}", "duration": 1, "starts": [[0, 999999]]}}"#);
    // Ten million starts in a document of a few lines.
    insta::assert_snapshot!(problem_defects(&document(1_000_000, &many(10, whole), "")), @"activities[4].starts: found 5000000 starts up to here, expected at most 4194304 in all activities together");
    let places = |n: usize| format!(r#"{{"id": "a{n}", "duration": 1, "starts": [[0, 999999]], "places": ["p","q"]}}"#);
    assert!(problem_defects(&document(1_000_000, &many(4, places), "")) == "none");
    let short = |n: usize| format!(r#"{{"id": "a{n}", "duration": 1, "starts": [[0, 1]]}}"#);
    insta::assert_snapshot!(problem_defects(&document(10, &many(131_073, short), "")), @"activities: found a list of 131073, expected at most 131072");
    // Each relation of everybody names everybody.
    let all = r#"{"kind": "disjoint", "activities": "*", "over": "forbidden"}"#.to_owned();
    insta::assert_snapshot!(problem_defects(&document(10, &many(20_000, short), &many(900, |_| all.clone()))), @"relations[838]: found 16780000 activities named by relations up to here, expected at most 16777216");
    // A million defects are not kept.
    let same = |_: usize| r#"{"id": "a", "duration": 1, "starts": [[0, 1]]}"#.to_owned();
    assert_eq!(problem_defects(&document(10, &many(100_000, same), "")).lines().count(), 1000);
    // Depth is refused before it can use up the stack.
    let deep = r#"{"kind": "any_of", "of": ["#.repeat(100_000);
    let found = problem_defects(&document(10, &short(0), &deep));
    assert!(found.starts_with("document: found EOF while parsing a list at line 2"), "{found}");
    let found = problem_defects(&document(10, &short(0), &format!("{deep}{}", "]}".repeat(100_000))));
    assert!(found.starts_with("relations[0]: found recursion limit exceeded"), "{found}");
    let found = problem_defects(&document(10, &format!("{deep}{}", "]}".repeat(100_000)), ""));
    assert!(found.starts_with("document: found recursion limit exceeded at line 2"), "{found}");
}

/// A draft made by a program, spoiled.
fn draft_defects(spoil: impl FnOnce(&mut Draft)) -> String {
    let mut draft = Draft::from_json(&good().to_string()).expect("a good document");
    spoil(&mut draft);
    match Problem::new(draft) {
        Ok(_) => "none".to_owned(),
        Err(defects) => defects.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
    }
}

/// Programs are held to the same limits as documents, and nothing in proportion to their numbers is built first.
#[test]
fn drafts_made_by_programs_are_held_to_the_limits() {
    let body = |starts: Vec<(u32, u32)>| ModeBody { duration: 1, starts, ..ModeBody::default() };
    let over = |weight: u64| OverDraft::Level { level: "wish".to_owned(), weight };
    let everybody = |min: i64| RelationDraft::new(RelationKind::Break { activities: Who::All, min }, over(1));
    let cases = [
        draft_defects(|_| {}),
        draft_defects(|draft| draft.horizon = 4_000_000_000),
        draft_defects(|draft| draft.horizon = u32::MAX),
        draft_defects(|draft| draft.days = Some(vec![0, u32::MAX])),
        draft_defects(|draft| draft.activities[0].modes = ModesDraft::One(body(vec![(0, u32::MAX)]))),
        draft_defects(|draft| draft.activities[0].modes = ModesDraft::One(body(vec![(0, 9); 500_000]))),
        draft_defects(|draft| {
            draft.horizon = 1 << 20;
            draft.activities.clear();
            draft.relations.clear();
            draft.profiles.clear();
            for n in 0..5 {
                draft.activities.push(ActivityDraft::new(format!("a{n}"), body(vec![(0, (1 << 20) - 1)])));
            }
        }),
        draft_defects(|draft| draft.places.resize(200_000, PlaceDraft::new("p"))),
        draft_defects(|draft| draft.levels.resize(200_000, "l".to_owned())),
        draft_defects(|draft| draft.relations.resize((1 << 20) + 1, everybody(1))),
        draft_defects(|draft| draft.relations.push(everybody(i64::MIN))),
        draft_defects(|draft| {
            let (first, second) = ("a".to_owned(), "b".to_owned());
            let max = Some(i64::MAX);
            let gap = RelationKind::Gap { first, second, min: 0, max, per: Per::Tick, unit: Unit::Tick };
            draft.relations.push(RelationDraft::new(gap, over(u64::MAX)));
        }),
        draft_defects(|draft| draft.places[1].capacity = Some(u64::MAX)),
        draft_defects(|draft| drop(draft.profiles.insert("ramp".to_owned(), vec![u64::MAX; 10]))),
        draft_defects(|draft| {
            draft.horizon = 1 << 20;
            draft.places.resize(200, PlaceDraft::new("p"));
        }),
    ];
    let report: Vec<String> = cases.iter().map(|case| case.lines().take(3).collect::<Vec<_>>().join("\n")).collect();
    insta::assert_snapshot!(report.join("\n---\n"));
}

/// Characters that JSON is sensitive to.
const SPOILERS: &[u8] = b"0-9{}[]\\\",:etn\x00\xff";

/// Whatever is cut out of a document or put into it, reading ends with a problem or with defects.
#[test]
fn damaged_documents_never_panic() {
    let text = good().to_string();
    let mut random = convoke::kernel::random::Random::new(7);
    for _ in 0..3_000 {
        let mut bytes = text.clone().into_bytes();
        for _ in 0..=random.below(3) {
            let at = random.below(bytes.len());
            match random.below(3) {
                0 => bytes[at] = SPOILERS[random.below(SPOILERS.len())],
                1 => drop(bytes.drain(at..(at + random.below(20)).min(bytes.len()))),
                _ => bytes.insert(at, SPOILERS[random.below(SPOILERS.len())]),
            }
        }
        let _read = Problem::from_json(&String::from_utf8_lossy(&bytes));
    }
}
