//! What goes out after a change: the difference to what each recipient was told.
//!
//! The law: whatever happens, in whatever order, and however often sending is interrupted, every calendar ends up with
//! what is true, no message goes backwards, and nobody is told that a meeting they never heard of is off. The calendars
//! are played by a small client that follows RFC 5546 and reads nothing but the bytes.

use std::collections::BTreeMap;

use convoke::announce::{Announced, Basis, Dispatch, Question, Reason, Recipient, Sender};
use convoke::domain::ids::MeetingId;
use convoke::domain::language::Language;
use convoke::domain::meeting::Firmness;
use convoke::domain::plan::Plan;
use convoke::domain::scenario::{Parts, Scenario};
use convoke::domain::time::{Date, Instant, ZoneData};
use convoke::domain::view::View;
use proptest::prelude::*;

use crate::announce::{day, deadlines, id, parts, person, placement, plan, recipient, scenario, sender};

/// A world to announce: who is asked to come to what, and when it is.
#[derive(Debug, Clone)]
struct World {
    scenario: Scenario,
    plan: Plan,
    recipients: BTreeMap<MeetingId, Vec<Recipient>>,
    sender: Sender,
    /// Minutes since the first announcement.
    minute: i64,
    today: Date,
}

impl World {
    fn new(people: &[&str]) -> Self {
        let recipients = ["sg13", "jca-ml-2"]
            .map(|meeting| (id(meeting), people.iter().map(|one| someone(one, Language::English)).collect()));
        let plan = plan();
        let recipients = BTreeMap::from(recipients);
        Self { scenario: scenario(), plan, recipients, sender: sender(), minute: 0, today: day("2023-02-08") }
    }

    fn dispatches(&self, announced: &Announced, reworded: bool) -> Vec<Dispatch> {
        let (deadlines, zones) = (deadlines(), ZoneData::bundled());
        let view = View::new(&self.scenario, &self.plan);
        let basis = Basis { view, deadlines: &deadlines, sender: &self.sender, zones: &zones };
        let stamped = day("2023-02-08").and_hms_opt(9, 0, 0).expect("a time");
        let stamped = Instant::from_utc(stamped).plus_seconds(self.minute * 60);
        let question = Question { basis: &basis, recipients: &self.recipients, stamped, today: self.today, reworded };
        announced.dispatches(&question).expect("dispatches")
    }

    /// Sends everything.
    fn send(&mut self, announced: &mut Announced, reworded: bool) -> Vec<Dispatch> {
        self.minute += 1;
        let all = self.dispatches(announced, reworded);
        all.iter().for_each(|dispatch| announced.note(dispatch));
        all
    }

    fn move_to(&mut self, meeting: &str, first: &str, last: &str) {
        let moved = placement(first, last, Some("geneva"), Firmness::Announced);
        self.plan.placements.insert(id(meeting), moved);
    }
}

fn someone(name: &str, language: Language) -> Recipient {
    Recipient { person: person(name, &format!("{name}@example.org")), ..recipient(language) }
}

/// Meeting, first name of the recipient, why, and the sequence.
fn listed(dispatches: &[Dispatch]) -> Vec<(String, String, &'static str, u32)> {
    let one = |dispatch: &Dispatch| {
        let name = dispatch.told.recipient.person.address.local().to_owned();
        let meeting = dispatch.announcement.meeting.as_str().to_owned();
        (meeting, name, dispatch.reason.word(), dispatch.told.revision.sequence)
    };
    dispatches.iter().map(one).collect()
}

fn row(meeting: &str, name: &str, word: &'static str, sequence: u32) -> (String, String, &'static str, u32) {
    (meeting.to_owned(), name.to_owned(), word, sequence)
}

#[test]
fn everybody_is_invited_once() {
    let (mut world, mut announced) = (World::new(&["ana", "bo"]), Announced::nothing());
    let sent = world.send(&mut announced, false);
    assert_eq!(sent.len(), 4);
    assert!(sent.iter().all(|one| one.reason == Reason::Invited && one.told.revision.sequence == 0));
    assert_eq!(world.send(&mut announced, true), [], "the same difference twice is empty the second time");
}

#[test]
fn a_change_of_dates_goes_to_all_and_says_what_has_changed() {
    let (mut world, mut announced) = (World::new(&["ana", "bo"]), Announced::nothing());
    world.send(&mut announced, false);
    world.move_to("sg13", "2023-03-20", "2023-03-31");
    let sent = world.send(&mut announced, false);
    assert_eq!(listed(&sent), [row("sg13", "ana", "change", 1), row("sg13", "bo", "change", 1)]);
    let Reason::Changed(changes) = &sent[0].reason else { panic!("{:?}", sent[0].reason) };
    let words: Vec<String> = changes.iter().map(ToString::to_string).collect();
    assert_eq!(words, ["dates 2023-03-13 to 2023-03-24 -> 2023-03-20 to 2023-03-31"]);
}

/// A run stopped half-way goes on with the same revision, and whoever joins gets that one as a first invitation.
#[test]
fn a_stopped_run_goes_on_where_it_stopped() {
    let (mut world, mut announced) = (World::new(&["ana", "bo"]), Announced::nothing());
    world.send(&mut announced, false);
    world.move_to("sg13", "2023-03-20", "2023-03-31");
    announced.note(&world.dispatches(&announced, false)[0]);
    world.recipients.get_mut(&id("sg13")).expect("people").push(someone("cy", Language::French));
    let sent = world.send(&mut announced, false);
    assert_eq!(listed(&sent), [row("sg13", "bo", "change", 1), row("sg13", "cy", "invitation", 1)]);
    let headers = &sent[1].announcement.mail.headers;
    assert!(headers.iter().all(|header| header.name() != "In-Reply-To"), "cy has nothing to reply to");
}

#[test]
fn who_never_heard_of_it_gets_no_cancellation() {
    let (mut world, mut announced) = (World::new(&["ana", "bo"]), Announced::nothing());
    let first = world.dispatches(&announced, false);
    announced.note(first.iter().find(|one| listed(std::slice::from_ref(one))[0].1 == "ana").expect("ana's"));
    for meeting in ["sg13", "jca-ml-2"] {
        world.plan.placements.get_mut(&id(meeting)).expect("placed").firmness = Firmness::Cancelled;
    }
    let sent = world.send(&mut announced, false);
    let told = listed(&first)[0].0.clone();
    assert_eq!(listed(&sent), [row(&told, "ana", "cancellation", 1)]);
    assert_eq!(world.send(&mut announced, false), [], "one cancellation");
}

#[test]
fn a_meeting_that_is_on_again_rises_above_its_cancellation() {
    let (mut world, mut announced) = (World::new(&["ana"]), Announced::nothing());
    world.send(&mut announced, false);
    world.plan.placements.get_mut(&id("sg13")).expect("placed").firmness = Firmness::Cancelled;
    world.send(&mut announced, false);
    world.move_to("sg13", "2023-03-13", "2023-03-24");
    assert_eq!(listed(&world.send(&mut announced, false)), [row("sg13", "ana", "reinstated", 2)]);
}

#[test]
fn who_is_no_longer_asked_is_told_alone() {
    let (mut world, mut announced) = (World::new(&["ana", "bo"]), Announced::nothing());
    world.send(&mut announced, false);
    world.recipients.get_mut(&id("sg13")).expect("people").remove(0);
    let sent = world.send(&mut announced, false);
    assert_eq!(listed(&sent), [row("sg13", "ana", "withdrawn", 1)]);
    assert!(sent[0].announcement.calendar().contains("METHOD:CANCEL"));
    // Asked again, above the number under which it was withdrawn; bo notices nothing.
    world.recipients.get_mut(&id("sg13")).expect("people").push(someone("ana", Language::English));
    assert_eq!(listed(&world.send(&mut announced, false)), [row("sg13", "ana", "reinstated", 2)]);
}

/// Withdrawn under the number of a change that others got: asked again, it must be above that.
#[test]
fn who_comes_back_sees_a_number_of_their_own() {
    let (mut world, mut announced) = (World::new(&["ana", "bo"]), Announced::nothing());
    world.send(&mut announced, false);
    world.move_to("sg13", "2023-03-20", "2023-03-31");
    world.recipients.get_mut(&id("sg13")).expect("people").remove(0);
    assert_eq!(
        listed(&world.send(&mut announced, false)),
        [row("sg13", "bo", "change", 1), row("sg13", "ana", "withdrawn", 1)]
    );
    world.recipients.get_mut(&id("sg13")).expect("people").push(someone("ana", Language::English));
    assert_eq!(listed(&world.send(&mut announced, false)), [row("sg13", "ana", "reinstated", 2)]);
}

#[test]
fn wording_goes_out_only_when_asked_and_moves_nothing() {
    let (mut world, mut announced) = (World::new(&["ana"]), Announced::nothing());
    let first = world.send(&mut announced, false);
    for people in world.recipients.values_mut() {
        people[0].language = Language::French;
    }
    assert_eq!(world.send(&mut announced, false), []);
    let sent = world.send(&mut announced, true);
    assert_eq!(listed(&sent), [row("jca-ml-2", "ana", "reworded", 0), row("sg13", "ana", "reworded", 0)]);
    for (old, new) in first.iter().zip(&sent) {
        assert_ne!(old.announcement.mail.message_id, new.announcement.mail.message_id, "another message, another id");
    }
    assert_eq!(world.send(&mut announced, true), []);
}

#[test]
fn nothing_is_said_about_what_is_over() {
    let (mut world, mut announced) = (World::new(&["ana"]), Announced::nothing());
    world.send(&mut announced, false);
    world.today = day("2023-11-01");
    world.plan.placements.clear();
    assert_eq!(world.send(&mut announced, true), []);
}

#[test]
fn what_was_announced_and_is_gone_from_the_scenario_is_an_error() {
    let (mut world, mut announced) = (World::new(&["ana"]), Announced::nothing());
    world.send(&mut announced, false);
    world.scenario = Scenario::new(Parts { meetings: Vec::new(), ..parts() }).expect("a scenario");
    world.plan.placements.clear();
    let (deadlines, zones) = (BTreeMap::new(), ZoneData::bundled());
    let view = View::new(&world.scenario, &world.plan);
    let basis = Basis { view, deadlines: &deadlines, sender: &world.sender, zones: &zones };
    let recipients = BTreeMap::new();
    let stamped = Instant::from_utc(day("2023-02-09").and_hms_opt(9, 0, 0).expect("a time"));
    let question = Question { basis: &basis, recipients: &recipients, stamped, today: world.today, reworded: false };
    let error = announced.dispatches(&question).expect_err("an error").to_string();
    assert!(error.contains("no longer has it"), "{error}");
}

/// A calendar program that follows RFC 5546: what it holds by UID, read from the bytes alone.
#[derive(Debug, Clone, Default)]
struct Client(BTreeMap<String, Held>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Held {
    sequence: u32,
    stamped: String,
    start: String,
    end: String,
    location: String,
    status: String,
}

impl Client {
    fn receive(&mut self, calendar: &str) {
        let text = calendar.replace("\r\n ", "");
        let event = text.split_once("BEGIN:VEVENT").expect("an event").1;
        let value = |name: &str| {
            let line = event.lines().find(|line| line.split([':', ';']).next() == Some(name));
            line.and_then(|line| line.split_once(':')).map_or(String::new(), |(_, value)| value.trim_end().to_owned())
        };
        let uid = value("UID");
        let held = Held {
            sequence: value("SEQUENCE").parse().expect("a sequence"),
            stamped: value("DTSTAMP"),
            start: value("DTSTART"),
            end: value("DTEND"),
            location: value("LOCATION"),
            status: value("STATUS"),
        };
        let known = self.0.get(&uid);
        if let Some(known) = known {
            let order = |held: &Held| (held.sequence, held.stamped.clone());
            assert!(order(known) < order(&held), "goes backwards: {known:?} then {held:?}");
            // RFC 5546, section 2.1.4: another time or status raises SEQUENCE.
            let facts = |held: &Held| (held.start.clone(), held.end.clone(), held.status.clone());
            let raised = facts(known) == facts(&held) || known.sequence < held.sequence;
            assert!(raised, "changes under one number: {known:?} then {held:?}");
        }
        let cancels = text.contains("METHOD:CANCEL");
        assert!(!cancels || known.is_some_and(|known| known.status != "CANCELLED"), "cancels what it never had: {uid}");
        assert!(cancels == (held.status == "CANCELLED"), "{held:?}");
        self.0.insert(uid, held);
    }

    /// What still takes place: start, end, place and standing.
    fn shows(&self) -> Vec<(String, String, String, String, String)> {
        let on = self.0.iter().filter(|(_, held)| held.status != "CANCELLED");
        let shown = |(uid, held): (&String, &Held)| {
            (uid.clone(), held.start.clone(), held.end.clone(), held.location.clone(), held.status.clone())
        };
        on.map(shown).collect()
    }
}

/// One thing that happens.
#[derive(Debug, Clone)]
enum Event {
    Move {
        meeting: bool,
        week: u8,
    },
    Cancel {
        meeting: bool,
    },
    Tentative {
        meeting: bool,
    },
    Join {
        meeting: bool,
        who: u8,
        french: bool,
    },
    Leave {
        meeting: bool,
        who: u8,
    },
    /// So many of the messages that are due leave, then sending stops.
    Send {
        some: u8,
        reworded: bool,
    },
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = prop_oneof![
        (any::<bool>(), 0u8..20).prop_map(|(meeting, week)| Event::Move { meeting, week }),
        any::<bool>().prop_map(|meeting| Event::Cancel { meeting }),
        any::<bool>().prop_map(|meeting| Event::Tentative { meeting }),
        (any::<bool>(), 0u8..4, any::<bool>()).prop_map(|(meeting, who, french)| Event::Join { meeting, who, french }),
        (any::<bool>(), 0u8..4).prop_map(|(meeting, who)| Event::Leave { meeting, who }),
        (0u8..6, any::<bool>()).prop_map(|(some, reworded)| Event::Send { some, reworded }),
    ];
    proptest::collection::vec(event, 1..25)
}

const PEOPLE: [&str; 4] = ["ana", "bo", "cy", "dee"];

fn happen(world: &mut World, event: &Event) {
    let name = |meeting: &bool| id(if *meeting { "sg13" } else { "jca-ml-2" });
    match event {
        Event::Move { meeting, week } => {
            let first = day("2023-03-06") + chrono::Days::new(7 * u64::from(*week));
            let last = if *meeting { first + chrono::Days::new(11) } else { first };
            let venue = meeting.then_some("geneva");
            let moved = placement(&first.to_string(), &last.to_string(), venue, Firmness::Announced);
            world.plan.placements.insert(name(meeting), moved);
        }
        Event::Cancel { meeting } => {
            world.plan.placements.get_mut(&name(meeting)).expect("placed").firmness = Firmness::Cancelled;
        }
        Event::Tentative { meeting } => {
            world.plan.placements.get_mut(&name(meeting)).expect("placed").firmness = Firmness::Tentative;
        }
        Event::Join { meeting, who, french } => {
            let language = if *french { Language::French } else { Language::English };
            let people = world.recipients.entry(name(meeting)).or_default();
            let who = someone(PEOPLE[usize::from(*who)], language);
            people.retain(|one| one.person.address != who.person.address);
            people.push(who);
        }
        Event::Leave { meeting, who } => {
            let address = format!("{}@example.org", PEOPLE[usize::from(*who)]);
            world.recipients.entry(name(meeting)).or_default().retain(|one| one.person.address.as_str() != address);
        }
        Event::Send { .. } => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150 * crate::work::scale()))]

    #[test]
    fn every_calendar_ends_up_with_what_is_true(history in events()) {
        let (mut world, mut announced) = (World::new(&["ana", "bo"]), Announced::nothing());
        let mut clients: BTreeMap<String, Client> = BTreeMap::new();
        let mut deliver = |announced: &mut Announced, dispatch: &Dispatch| {
            let address = dispatch.told.recipient.person.address.as_str().to_owned();
            clients.entry(address).or_default().receive(dispatch.announcement.calendar());
            announced.note(dispatch);
        };
        for event in &history {
            happen(&mut world, event);
            if let Event::Send { some, reworded } = event {
                world.minute += 1;
                for dispatch in world.dispatches(&announced, *reworded).iter().take(usize::from(*some)) {
                    deliver(&mut announced, dispatch);
                }
            }
        }
        world.minute += 1;
        for dispatch in world.dispatches(&announced, true) {
            deliver(&mut announced, &dispatch);
        }
        world.minute += 1;
        prop_assert_eq!(world.dispatches(&announced, true), []);
        // The truth: what somebody invited from nothing would be shown.
        for who in PEOPLE {
            let mut fresh = Client::default();
            let mut alone = world.clone();
            for people in alone.recipients.values_mut() {
                people.retain(|one| one.person.address.local() == who);
            }
            for dispatch in alone.dispatches(&Announced::nothing(), false) {
                fresh.receive(dispatch.announcement.calendar());
            }
            let shown = clients.get(&format!("{who}@example.org")).map(Client::shows).unwrap_or_default();
            prop_assert_eq!(shown, fresh.shows(), "{}", who);
        }
    }
}

/// The value of a property of the event, in a calendar as a client sees it.
fn value<'a>(calendar: &'a str, name: &str) -> Option<&'a str> {
    let event = calendar.split_once("BEGIN:VEVENT")?.1;
    let line = event.lines().find(|line| line.split([':', ';']).next() == Some(name))?;
    line.split_once(':').map(|(_, value)| value.trim_end())
}

/// An invitation, its change and its cancellation, to one person.
fn three() -> [String; 3] {
    let (mut world, mut announced) = (World::new(&["ana"]), Announced::nothing());
    world.recipients.remove(&id("jca-ml-2"));
    let mut all = Vec::new();
    all.extend(world.send(&mut announced, false));
    world.move_to("sg13", "2023-03-20", "2023-03-31");
    all.extend(world.send(&mut announced, false));
    world.plan.placements.get_mut(&id("sg13")).expect("placed").firmness = Firmness::Cancelled;
    all.extend(world.send(&mut announced, false));
    let calendars = all.into_iter().map(|one| one.announcement.calendar().replace("\r\n ", "")).collect::<Vec<_>>();
    calendars.try_into().expect("three")
}

/// A cancellation says what is cancelled: without these properties some programs do nothing (RFC 5546, section 3.2.5).
fn lacks_of_a_cancellation(invitation: &str, cancellation: &str) -> Vec<&'static str> {
    ["UID", "ORGANIZER", "DTSTART", "DTEND"]
        .into_iter()
        .filter(|name| {
            let told = value(cancellation, name);
            told.is_none() || (matches!(*name, "UID" | "ORGANIZER") && told != value(invitation, name))
        })
        .collect()
}

#[test]
fn a_cancellation_says_what_is_cancelled() {
    let [first, changed, off] = three();
    assert_eq!(lacks_of_a_cancellation(&changed, &off), [""; 0]);
    assert_eq!(value(&off, "STATUS"), Some("CANCELLED"));
    assert_eq!(["UID", "DTSTART"].map(|name| value(&off, name)), ["UID", "DTSTART"].map(|name| value(&changed, name)));
    assert_ne!(value(&first, "DTSTART"), value(&changed, "DTSTART"));
    for name in ["UID", "ORGANIZER", "DTSTART", "DTEND"] {
        let mutant = off.replace(&format!("\n{name}"), &format!("\nX-{name}"));
        assert_eq!(lacks_of_a_cancellation(&changed, &mutant), [name], "that would have been seen");
    }
}

/// Programs that forget to count: each is caught by the client that the law above plays.
#[test]
fn a_calendar_sees_whoever_does_not_count() {
    let [first, changed, off] = three();
    let stuck = |text: &str| text.replace("SEQUENCE:1", "SEQUENCE:0").replace("SEQUENCE:2", "SEQUENCE:1");
    let stamp = value(&first, "DTSTAMP").expect("a stamp").to_owned();
    let old_stamp = |text: &str| text.replace(value(text, "DTSTAMP").expect("a stamp"), &stamp);
    let receives = |all: &[&str]| {
        let mut client = Client::default();
        let received = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            all.iter().for_each(|one| client.receive(one));
        }));
        received.is_ok()
    };
    assert!(receives(&[&first, &changed, &off]));
    let mutants: [(&str, Vec<String>); 6] = [
        ("SEQUENCE stands still", vec![first.clone(), stuck(&changed)]),
        ("the cancellation has the number of what it cancels", vec![first.clone(), changed.clone(), stuck(&off)]),
        ("the same twice, as something new", vec![first.clone(), old_stamp(&stuck(&changed))]),
        ("backwards", vec![first.clone(), off.clone(), changed.clone()]),
        ("the end of what was never heard of", vec![off.clone()]),
        ("a status that no client knows", vec![first.clone(), off.replace("STATUS:CANCELLED", "STATUS:RESCHEDULED")]),
    ];
    for (name, messages) in mutants {
        let messages: Vec<&str> = messages.iter().map(String::as_str).collect();
        assert!(!receives(&messages), "{name}: that would not have been seen");
    }
}

/// Which changes are worth a message: the table, and one that would mail typing errors.
#[test]
fn only_what_matters_is_told() {
    type Change = fn(&mut World);
    let changes: [(&str, bool, Change); 6] = [
        ("other dates", true, |world| world.move_to("sg13", "2023-03-20", "2023-03-31")),
        ("called off", true, |world| {
            world.plan.placements.get_mut(&id("sg13")).expect("placed").firmness = Firmness::Cancelled;
        }),
        ("tentative", true, |world| {
            world.plan.placements.get_mut(&id("sg13")).expect("placed").firmness = Firmness::Tentative;
        }),
        ("another title", false, |world| {
            let mut all = parts();
            all.meetings[2].title = crate::announce::line("Study Group 13, whole");
            world.scenario = Scenario::new(all).expect("a scenario");
        }),
        ("another language", false, |world| {
            for people in world.recipients.values_mut() {
                people[0].language = Language::French;
            }
        }),
        ("nothing", false, |_| {}),
    ];
    let sent = |change: Change, reworded: bool| {
        let (mut world, mut announced) = (World::new(&["ana"]), Announced::nothing());
        world.send(&mut announced, false);
        change(&mut world);
        world.send(&mut announced, reworded).len()
    };
    for (name, matters, change) in changes {
        assert_eq!(sent(change, false) > 0, matters, "{name}");
    }
    assert!(sent(changes[3].2, true) > 0, "whoever would tell of everything is seen");
}
