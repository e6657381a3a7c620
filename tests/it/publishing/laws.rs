//! The laws of publishing: whatever happened to the plan and to the collection, in whatever order, what should stand there
//! does, twice is once, and what others put there stays as they left it.
//!
//! What a collection says is read by the reader of foreign calendars, which shares nothing with what is tested.

use std::collections::{BTreeMap, BTreeSet};

use convoke::announce::publication::{Conflict, Difference, Foreseen, Publication, Step, publication};
use convoke::announce::{Basis, FeedOptions, Revision};
use convoke::domain::ids::{BodyId, MeetingId};
use convoke::domain::language::Language;
use convoke::domain::meeting::Firmness;
use convoke::domain::plan::Plan;
use convoke::domain::time::{Date, Instant, Zone, ZoneData};
use convoke::domain::view::View;
use convoke::exchange::ics::{self, Options};
use proptest::prelude::*;

use super::model::{Model, Spelling};
use crate::announce::{day, deadlines, id, placement, plan, scenario, sender};

/// What is published now.
#[derive(Debug, Clone)]
pub(super) struct World {
    pub(super) plan: Plan,
    pub(super) body: Option<&'static str>,
    pub(super) today: Date,
    pub(super) refused: BTreeSet<MeetingId>,
    pub(super) language: Language,
}

impl World {
    pub(super) fn new() -> Self {
        let language = Language::English;
        Self { plan: plan(), body: None, today: day("2023-02-08"), refused: BTreeSet::new(), language }
    }

    pub(super) fn with<T>(&self, then: impl FnOnce(&Publication<'_>) -> T) -> T {
        let (scenario, deadlines, sender, zones) = (scenario(), deadlines(), sender(), ZoneData::bundled());
        let view = View::new(&scenario, &self.plan);
        let basis = Basis { view, deadlines: &deadlines, sender: &sender, zones: &zones };
        let body = self.body.map(|body| BodyId::parse(body).expect("an id"));
        let options = FeedOptions { language: self.language, body, source: None };
        let stamped = Instant::from_utc(day("2023-02-08").and_hms_opt(9, 0, 0).expect("a time"));
        let revision = Revision { sequence: 0, stamped };
        let publication = publication(&basis, &options, revision, self.today, &self.refused).expect("a publication");
        then(&publication)
    }

    pub(super) fn difference(&self, model: &Model, overwrite: bool) -> Difference {
        self.with(|publication| publication.difference(&model.held(), overwrite).expect("a difference"))
    }

    /// Publishes, and gives what followed from the look.
    pub(super) fn publish(&self, model: &mut Model, overwrite: bool) -> Difference {
        let difference = self.difference(model, overwrite);
        for step in &difference.steps {
            let status = model.act(&step.action);
            assert!(matches!(status, 201 | 204), "{status}: {step:?}");
        }
        difference
    }

    /// What must be read, worked out from the plan alone: id, days, whether it is called off.
    fn truth(&self) -> BTreeSet<(String, Date, Date, bool)> {
        let scenario = scenario();
        let mut truth = BTreeSet::new();
        for (meeting, at) in &self.plan.placements {
            let of = scenario.meetings()[meeting].body.as_str();
            let off = at.firmness == Firmness::Cancelled;
            let counts = self.body.is_none_or(|body| body == of) && !self.refused.contains(meeting);
            if !counts || (off && at.last() < self.today) {
                continue;
            }
            truth.insert((format!("{meeting}@itu.int"), at.first(), at.last(), off));
            // Its two deadlines that are participants' to keep, as days.
            if meeting.as_str() == "jca-ml-2" && !off {
                for (kind, on) in [("documents", "2023-10-14"), ("registration", "2023-10-20")] {
                    truth.insert((format!("jca-ml-2.{kind}-day@itu.int"), day(on), day(on), false));
                }
            }
        }
        truth
    }
}

/// What another reader finds in a collection.
pub(super) fn read(model: &Model) -> BTreeSet<(String, Date, Date, bool)> {
    let zones = ZoneData::bundled();
    let options = Options { floating: None, days_in: Zone::GENEVA, zones: &zones };
    let mut found = BTreeSet::new();
    for (name, _, text) in model.given() {
        let calendar = ics::read(text.as_bytes(), &options);
        assert!(!calendar.has_errors(), "{name}: {:?}\n{text}", calendar.findings);
        assert_eq!(calendar.method, None, "{name}: what lies on a server has no METHOD (RFC 4791 4.1)");
        for event in calendar.events {
            found.insert((event.uid, event.first, event.last, event.cancelled));
        }
    }
    found
}

/// The entry of somebody else.
pub(super) fn foreign(uid: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Else//EN\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20230101T000000Z\r\n\
         DTSTART:20230301T090000Z\r\nDTEND:20230301T100000Z\r\nSUMMARY:Dentist\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
}

/// What lies on a server, in several languages.
pub(crate) fn entries() -> Vec<String> {
    let published = |language: Language| {
        let mut model = Model::new(Spelling::AsPut);
        World { language, ..World::new() }.publish(&mut model, false);
        model.entries.into_values().map(|(_, text)| text)
    };
    [Language::English, Language::Arabic, Language::Chinese, Language::Russian]
        .into_iter()
        .flat_map(published)
        .collect()
}

fn kinds(difference: &Difference) -> Vec<(String, &'static str)> {
    difference.steps.iter().map(|step: &Step| (step.uid.clone(), step.word())).collect()
}

fn told(difference: &Difference) -> Vec<(&str, Foreseen)> {
    difference.conflicts.iter().map(|one: &Conflict| (one.uid.as_str(), one.why)).collect()
}

fn row(uid: &str, word: &'static str) -> (String, &'static str) {
    (format!("{uid}@itu.int"), word)
}

#[test]
fn the_first_time_all_is_new_and_the_second_time_nothing_is() {
    for spelling in [Spelling::AsPut, Spelling::InOwnWords] {
        let (world, mut model) = (World::new(), Model::new(spelling));
        let first = world.publish(&mut model, false);
        assert_eq!(
            kinds(&first),
            [
                row("sg13", "new"),
                row("jca-ml-1", "new"),
                row("sg13-off", "new"),
                row("jca-ml-2.documents-day", "new"),
                row("jca-ml-2.registration-day", "new"),
                row("jca-ml-2", "new"),
            ],
            "by day"
        );
        assert_eq!(read(&model), world.truth());
        let second = world.publish(&mut model, false);
        assert_eq!((second.steps.len(), second.unchanged, second.conflicts.len()), (0, 6, 0), "{second:?}");
        assert_eq!(model.changes, 6);
    }
}

#[test]
fn a_meeting_moves_is_called_off_and_goes() {
    let (mut world, mut model) = (World::new(), Model::new(Spelling::InOwnWords));
    world.publish(&mut model, false);
    let number = |model: &Model, name: &str| {
        let text = &model.entries[&format!("{name}@itu.int.ics")].1;
        let line = text.lines().find_map(|line| line.strip_prefix("SEQUENCE:")).expect("a sequence");
        line.parse::<u32>().expect("a number")
    };
    assert_eq!(number(&model, "sg13"), 0);
    world
        .plan
        .placements
        .insert(id("sg13"), placement("2023-03-20", "2023-03-31", Some("geneva"), Firmness::Announced));
    assert_eq!(
        kinds(&world.publish(&mut model, false)),
        [row("jca-ml-1", "changed"), row("sg13", "changed")],
        "the JCA no longer lies inside"
    );
    assert_eq!((read(&model), number(&model, "sg13")), (world.truth(), 1));
    // Other words under the same number.
    world.language = Language::French;
    assert_eq!(world.publish(&mut model, false).steps.len(), 6);
    assert_eq!(number(&model, "jca-ml-1"), 1, "the place is written in French, too");
    world.plan.placements.get_mut(&id("jca-ml-2")).expect("placed").firmness = Firmness::Cancelled;
    assert_eq!(
        kinds(&world.publish(&mut model, false)),
        [
            row("jca-ml-2.documents-day", "removed"),
            row("jca-ml-2.registration-day", "removed"),
            row("jca-ml-2", "changed")
        ]
    );
    assert_eq!(read(&model), world.truth());
    world.today = day("2023-10-27");
    assert_eq!(kinds(&world.publish(&mut model, false)), [row("sg13-off", "removed"), row("jca-ml-2", "removed")]);
    world.plan.placements.remove(&id("jca-ml-1"));
    assert_eq!(kinds(&world.publish(&mut model, false)), [row("jca-ml-1", "removed")]);
    assert_eq!(read(&model), world.truth());
}

#[test]
fn what_others_did_is_told_and_left_unless_it_may_be_written_over() {
    let (mut world, mut model) = (World::new(), Model::new(Spelling::AsPut));
    world.publish(&mut model, false);
    let name = |meeting: &str| format!("{meeting}@itu.int.ics");
    let edit = |model: &mut Model, meeting: &str, from: &str, to: &str| {
        let text = model.entries[&name(meeting)].1.clone();
        assert!(text.contains(from), "{text}");
        model.set(&name(meeting), &text.replacen(from, to, 1));
    };
    // One changed, one changed and then called off by us, one put there by hand, one taken away, one twice.
    edit(&mut model, "jca-ml-1", "SUMMARY;LANGUAGE=en:First", "SUMMARY:Moved! First");
    edit(&mut model, "jca-ml-2", "DTSTART;TZID=Europe/Zurich:20231026T163000", "DTSTART:20231026T100000Z");
    world.plan.placements.get_mut(&id("jca-ml-2")).expect("placed").firmness = Firmness::Cancelled;
    model.set(&name("sg13"), &foreign("sg13@itu.int"));
    model.entries.remove(&name("sg13-off"));
    let off = foreign("sg13-off@itu.int");
    model.set("a.ics", &off);
    model.set("b.ics", &off);
    model.set("c.ics", &foreign("dentist@example.org"));
    model.set("d.ics", "no calendar at all");
    let before = model.clone();
    let difference = world.publish(&mut model, false);
    assert_eq!(
        told(&difference),
        [
            ("jca-ml-1@itu.int", Foreseen::Changed),
            ("jca-ml-2@itu.int", Foreseen::Changed),
            ("sg13-off@itu.int", Foreseen::Twice),
            ("sg13-off@itu.int", Foreseen::Twice),
            ("sg13@itu.int", Foreseen::NotOurs),
        ]
    );
    assert_eq!(difference.foreign, 2);
    for (name, entry) in &before.entries {
        assert!(name.contains("-day@") || model.entries[name] == *entry, "{name} is left");
    }
    let over = world.publish(&mut model, true);
    assert_eq!(kinds(&over), [row("sg13", "changed"), row("jca-ml-1", "changed"), row("jca-ml-2", "changed")]);
    assert_eq!(told(&over).len(), 2, "of two nobody knows which is meant");
    model.entries.retain(|name, _| !["a.ics", "b.ics", "d.ics"].contains(&name.as_str()));
    world.publish(&mut model, true);
    let mut truth = world.truth();
    truth.insert(("dentist@example.org".to_owned(), day("2023-03-01"), day("2023-03-01"), false));
    assert_eq!(read(&model), truth);
}

/// Changed into what the plan says by now: nothing is lost by writing it again, and it is ours to change again.
#[test]
fn whoever_changes_it_into_what_it_should_be_is_no_conflict() {
    let (mut world, mut model) = (World::new(), Model::new(Spelling::AsPut));
    world.publish(&mut model, false);
    let name = "sg13@itu.int.ics";
    let text = model.entries[name].1.replace("Study Group 13", "Study Group XIII");
    model.set(name, &text);
    assert_eq!(told(&world.difference(&model, false)), [("sg13@itu.int", Foreseen::Changed)]);
    model.set(name, &text.replace("Study Group XIII", "Study Group 13").replace("SEQUENCE:0", "SEQUENCE:7"));
    assert_eq!(world.difference(&model, false).unchanged, 6, "back again, it says what was written");
    let moved = text.replace("Study Group XIII", "Study Group 13").replace("20230313", "20230320");
    let moved = moved.replace("20230325", "20230401");
    model.set(name, &moved);
    world
        .plan
        .placements
        .insert(id("sg13"), placement("2023-03-20", "2023-03-31", Some("geneva"), Firmness::Announced));
    let difference = world.publish(&mut model, false);
    // Its description names the days, too, which nobody changed: so it is a change by others all the same.
    assert_eq!(told(&difference), [("sg13@itu.int", Foreseen::Changed)]);
}

#[test]
fn a_body_keeps_its_own_and_another_scenario_its_own() {
    let (mut world, mut model) = (World::new(), Model::new(Spelling::AsPut));
    world.publish(&mut model, false);
    let all = model.entries.len();
    world.body = Some("JCA-ML");
    let of_body = world.publish(&mut model, false);
    assert_eq!((of_body.steps.len(), of_body.unchanged, of_body.foreign), (0, 4, 2));
    world.plan.placements.clear();
    world.publish(&mut model, false);
    assert_eq!(model.entries.len(), all - 4, "those of the study group stay");
    let other = model.entries["sg13@itu.int.ics"].1.replace("X-CONVOKE-ORIGIN:announce/", "X-CONVOKE-ORIGIN:other/");
    model.set("sg13@itu.int.ics", &other);
    world.body = None;
    assert_eq!(kinds(&world.publish(&mut model, true)), [row("sg13-off", "removed")]);
    assert_eq!(model.entries.len(), 1, "put there from another scenario");
}

#[test]
fn what_is_not_published_stays_as_it_is() {
    let (mut world, mut model) = (World::new(), Model::new(Spelling::AsPut));
    world.publish(&mut model, false);
    let before = model.clone();
    world.refused = BTreeSet::from([id("jca-ml-1"), id("jca-ml-2"), id("sg13")]);
    world.plan.placements.remove(&id("sg13"));
    world.plan.placements.insert(id("jca-ml-2"), placement("2023-11-02", "2023-11-02", None, Firmness::Tentative));
    let difference = world.publish(&mut model, true);
    assert_eq!((difference.steps.len(), difference.left, difference.unchanged), (0, 5, 1));
    assert_eq!(model, before);
}

#[test]
fn a_name_that_is_taken_is_not_taken_again() {
    let (world, mut model) = (World::new(), Model::new(Spelling::AsPut));
    model.set("sg13@itu.int.ics", &foreign("x@example.org"));
    model.set("sg13@itu.int-2.ics", &foreign("y@example.org"));
    world.publish(&mut model, false);
    assert!(model.entries.contains_key("sg13@itu.int-3.ics"));
    assert_eq!(world.publish(&mut model, false).steps, []);
}

/// One thing that happens to the plan or to the collection.
#[derive(Debug, Clone)]
pub(super) enum Event {
    Move {
        meeting: u8,
        week: u8,
    },
    Cancel {
        meeting: u8,
    },
    Remove {
        meeting: u8,
    },
    Pass {
        weeks: u8,
    },
    Body {
        body: u8,
    },
    Refuse {
        meeting: u8,
        yes: bool,
    },
    /// Somebody changes what is there: words, the hour, an alarm; or takes it away.
    Edit {
        entry: u8,
        how: u8,
    },
    /// Somebody puts something there, perhaps under one of our ids or names.
    Put {
        what: u8,
    },
    Publish {
        overwrite: bool,
    },
}

const MEETINGS: [&str; 4] = ["jca-ml-1", "jca-ml-2", "sg13", "sg13-off"];

pub(super) fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = prop_oneof![
        3 => (0u8..4, 0u8..30).prop_map(|(meeting, week)| Event::Move { meeting, week }),
        2 => (0u8..4).prop_map(|meeting| Event::Cancel { meeting }),
        1 => (0u8..4).prop_map(|meeting| Event::Remove { meeting }),
        1 => (0u8..20).prop_map(|weeks| Event::Pass { weeks }),
        1 => (0u8..3).prop_map(|body| Event::Body { body }),
        1 => (0u8..4, any::<bool>()).prop_map(|(meeting, yes)| Event::Refuse { meeting, yes }),
        3 => (any::<u8>(), 0u8..4).prop_map(|(entry, how)| Event::Edit { entry, how }),
        2 => (0u8..6).prop_map(|what| Event::Put { what }),
        4 => any::<bool>().prop_map(|overwrite| Event::Publish { overwrite }),
    ];
    proptest::collection::vec(event, 1..30)
}

/// Lets it happen; publishing is left to the caller.
pub(super) fn happen(world: &mut World, model: &mut Model, event: &Event) {
    let name = |meeting: &u8| id(MEETINGS[usize::from(*meeting)]);
    match event {
        Event::Move { meeting, week } => {
            let first = day("2023-03-06") + chrono::Days::new(7 * u64::from(*week));
            let meeting = name(meeting);
            let last = if meeting.as_str().starts_with("sg13") { first + chrono::Days::new(4) } else { first };
            let venue = (meeting.as_str() != "jca-ml-2").then_some("geneva");
            let moved = placement(&first.to_string(), &last.to_string(), venue, Firmness::Announced);
            world.plan.placements.insert(meeting, moved);
        }
        Event::Cancel { meeting } => {
            if let Some(at) = world.plan.placements.get_mut(&name(meeting)) {
                at.firmness = Firmness::Cancelled;
            }
        }
        Event::Remove { meeting } => drop(world.plan.placements.remove(&name(meeting))),
        Event::Pass { weeks } => world.today = world.today + chrono::Days::new(7 * u64::from(*weeks)),
        Event::Body { body } => world.body = [None, Some("JCA-ML"), Some("SG13")][usize::from(*body)],
        Event::Refuse { meeting, yes: true } => drop(world.refused.insert(name(meeting))),
        Event::Refuse { meeting, yes: false } => drop(world.refused.remove(&name(meeting))),
        Event::Edit { entry, how } => {
            let names: Vec<String> = model.entries.keys().cloned().collect();
            let Some(name) = names.get(usize::from(*entry) % names.len().max(1)) else { return };
            let text = model.entries[name].1.clone();
            let text = match how {
                0 => text.replacen("SUMMARY", "LOCATION:Elsewhere\r\nSUMMARY", 1),
                1 => text.replacen("END:VEVENT", "RRULE:FREQ=DAILY;COUNT=2\r\nEND:VEVENT", 1),
                2 => text.replacen(
                    "END:VEVENT",
                    "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\nEND:VEVENT",
                    1,
                ),
                _ => {
                    model.entries.remove(name);
                    return;
                }
            };
            model.set(name, &text);
        }
        Event::Put { what } => match what {
            0 => model.set("dentist.ics", &foreign("dentist@example.org")),
            1 => model.set("sg13@itu.int.ics", &foreign("somebody@example.org")),
            2 => model.set("copy.ics", &foreign("jca-ml-1@itu.int")),
            3 => model.set("task.ics", &foreign("t@example.org").replace("VEVENT", "VTODO").replace("DTEND", "DUE")),
            4 => model.set("broken.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
            _ => {
                let other = foreign("z@itu.int").replace("SUMMARY", "X-CONVOKE-ORIGIN:other/SG13/z/00\r\nSUMMARY");
                model.set("other.ics", &other);
            }
        },
        Event::Publish { .. } => {}
    }
}

/// Whose an entry is, by looking at its bytes.
fn is_from_here(text: &str) -> bool {
    text.replace("\r\n ", "").contains("X-CONVOKE-ORIGIN:announce/")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn whatever_happened_what_should_stand_there_does_and_others_keep_theirs(
        history in events(),
        own_words in any::<bool>(),
    ) {
        let spelling = if own_words { Spelling::InOwnWords } else { Spelling::AsPut };
        let (mut world, mut model) = (World::new(), Model::new(spelling));
        for event in history.iter().chain([&Event::Publish { overwrite: false }, &Event::Publish { overwrite: true }]) {
            happen(&mut world, &mut model, event);
            let Event::Publish { overwrite } = event else { continue };
            let before = model.clone();
            let difference = world.publish(&mut model, *overwrite);
            let touched: BTreeSet<&str> = difference.steps.iter().map(|step| step.uid.as_str()).collect();
            for (name, (version, text)) in &before.entries {
                let now = model.entries.get(name);
                let same = now == Some(&(*version, text.clone()));
                // What is not ours is never touched, but where it stands under an id of ours and may be written over.
                let taken_over = *overwrite && touched.iter().any(|uid| text.contains(&format!("UID:{uid}\r\n")));
                prop_assert!(same || is_from_here(text) || taken_over, "{name} was touched");
            }
            for conflict in &difference.conflicts {
                let name = conflict.href.rsplit('/').next().expect("a name");
                prop_assert_eq!(model.entries.get(name), before.entries.get(name), "told and left");
            }
            // Twice is once.
            let changes = model.changes;
            let again = world.publish(&mut model, *overwrite);
            prop_assert_eq!(&again.steps, &Vec::new());
            prop_assert_eq!(&again.conflicts, &difference.conflicts);
            prop_assert_eq!(model.changes, changes);
            // Everything that is not told stands there, and nothing of ours that should not.
            let open: BTreeSet<&str> = difference.conflicts.iter().map(|one| one.uid.as_str()).collect();
            let found: BTreeMap<String, _> = read(&model).into_iter().map(|one| (one.0.clone(), one)).collect();
            for truth in world.truth() {
                prop_assert!(open.contains(truth.0.as_str()) || found.get(&truth.0) == Some(&truth), "{truth:?} {found:?}");
            }
            let wanted: BTreeSet<String> = world.truth().into_iter().map(|one| one.0).collect();
            for (name, (_, text)) in &model.entries {
                let unfolded = text.replace("\r\n ", "");
                let uid = unfolded.lines().find_map(|line| line.strip_prefix("UID:")).unwrap_or_default();
                let origin = unfolded.lines().find_map(|line| line.strip_prefix("X-CONVOKE-ORIGIN:announce/"));
                let Some(mut origin) = origin.map(|origin| origin.split('/')) else { continue };
                let (body, meeting) = (origin.next().expect("a body"), origin.next().expect("a meeting"));
                let elsewhere = world.body.is_some_and(|own| own != body);
                let left = world.refused.contains(&id(meeting));
                prop_assert!(wanted.contains(uid) || open.contains(uid) || elsewhere || left, "{name} should be gone");
            }
        }
        // Written over, only what is there twice is left to tell.
        let last = world.difference(&model, true);
        prop_assert!(last.conflicts.iter().all(|one| one.why == Foreseen::Twice), "{:?}", last.conflicts);
    }
}
