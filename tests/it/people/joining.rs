//! Seats and links to join.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use convoke::announce::attendance::{Presence, Registration};
use convoke::announce::joining::{JoinTemplate, Platform, Seating, Served};
use convoke::announce::{Access, Announced, Basis, Dispatch, Question, Recipient, UnsubscribeToken};
use convoke::app::announcing::{add_registered, give_access, give_tokens};
use convoke::domain::ids::MeetingId;
use convoke::domain::language::Language;
use convoke::domain::text::EmailAddress;
use convoke::domain::time::{Instant, ZoneData};
use convoke::domain::view::View;
use proptest::prelude::*;

use crate::announce::{day, deadlines, id, line, person, plan, recipient, scenario, sender};

fn registered(name: &str, presence: Presence, on: &str) -> Registration {
    Registration {
        meeting: id("jca-ml-2"),
        person: EmailAddress::parse(&format!("{name}@example.org")).ok(),
        presence,
        on: day(on),
        asks: Vec::new(),
        name: None,
        language: None,
        zone: None,
    }
}

fn platform(seats: Option<u32>) -> Platform {
    Platform {
        name: line("MyMeetings"),
        link: JoinTemplate::parse("https://meet.example.org/{meeting}?t={token}").expect("a template"),
        seats: seats.and_then(NonZeroU32::new),
        serves: Served { all: true, ..Served::default() },
    }
}

fn token(name: &str) -> UnsubscribeToken {
    let mut bits = [0; 32];
    bits[..name.len()].copy_from_slice(name.as_bytes());
    UnsubscribeToken::from_random(bits)
}

/// Everybody who is written to about the e-meeting: Ana, whom the roster names, and who registered.
fn people(registrations: &[Registration], seats: Option<u32>) -> Vec<Recipient> {
    let ana = Recipient { person: person("Ana", "ana@example.org"), ..recipient(Language::English) };
    let mut all = BTreeMap::from([(id("jca-ml-2"), vec![ana])]);
    add_registered(&mut all, registrations);
    let names = ["ana", "bo", "cy", "di", "ed"];
    let tokens = names.map(|name| (format!("{name}@example.org"), token(name))).into();
    give_tokens(all.values_mut().flatten(), &tokens, None);
    give_access(&mut all, &scenario(), &[platform(seats)], registrations);
    all.remove(&id("jca-ml-2")).expect("people")
}

/// What must go out when these registered; it is noted as sent.
fn send(announced: &mut Announced, registrations: &[Registration], seats: Option<u32>, minute: i64) -> Vec<Dispatch> {
    let (scenario, plan, sender, deadlines, zones) = (scenario(), plan(), sender(), deadlines(), ZoneData::bundled());
    let basis = Basis { view: View::new(&scenario, &plan), deadlines: &deadlines, sender: &sender, zones: &zones };
    let recipients = BTreeMap::from([(id("jca-ml-2"), people(registrations, seats))]);
    let stamped = Instant::from_utc(day("2023-02-08").and_hms_opt(9, 0, 0).expect("a time")).plus_seconds(minute * 60);
    let question =
        Question { basis: &basis, recipients: &recipients, stamped, today: day("2023-02-08"), reworded: true };
    let all = announced.dispatches(&question).expect("dispatches");
    all.iter().for_each(|dispatch| announced.note(dispatch));
    all
}

/// First name, why, and whether the calendar holds a link.
fn listed(dispatches: &[Dispatch]) -> Vec<(String, &'static str, bool)> {
    let one = |dispatch: &Dispatch| {
        let name = dispatch.told.recipient.person.address.local().to_owned();
        (name, dispatch.reason.word(), dispatch.announcement.calendar().contains("CONFERENCE;"))
    };
    dispatches.iter().map(one).collect()
}

fn row(name: &str, word: &'static str, link: bool) -> (String, &'static str, bool) {
    (name.to_owned(), word, link)
}

#[test]
fn seats_go_in_the_order_of_registration_and_a_free_one_is_announced() {
    let remote = |name, on| registered(name, Presence::Remote, on);
    let mut announced = Announced::nothing();
    assert_eq!(listed(&send(&mut announced, &[], Some(2), 0)), [row("ana", "invitation", false)]);

    // Later in the list, and earlier by a day: the day counts. Who sits in the room takes no seat.
    let mut list = vec![
        remote("cy", "2023-02-03"),
        remote("bo", "2023-02-02"),
        registered("ed", Presence::Room, "2023-02-01"),
        remote("ana", "2023-02-03"),
    ];
    let sent = send(&mut announced, &list, Some(2), 1);
    let invited = |name, link| row(name, "invitation", link);
    assert_eq!(
        listed(&sent),
        [row("ana", "waiting", false), invited("cy", true), invited("bo", true), invited("ed", false)]
    );
    assert_eq!(sent[0].told.revision.sequence, 0, "nothing that others see has changed");
    assert!(sent[0].announcement.mail.plain.contains("on the waiting list"), "{}", sent[0].announcement.mail.plain);
    assert_eq!(send(&mut announced, &list, Some(2), 2), [], "told once");

    // One withdraws: the next one in line has a seat. Nobody else hears of it.
    list.remove(1);
    let sent = send(&mut announced, &list, Some(2), 3);
    assert_eq!(listed(&sent), [row("ana", "seated", true), row("bo", "withdrawn", false)]);
    let plain = &sent[0].announcement.mail.plain;
    assert!(plain.contains("A seat has become free for you"), "{plain}");
    let Access::Registered { link } = &sent[0].told.recipient.access else { panic!("a link") };
    assert!(link.as_str().starts_with("https://meet.example.org/jca-ml-2?t="), "{link}");

    // Who is on the roster and no longer registered keeps the invitation, without the link.
    list.pop();
    let sent = send(&mut announced, &list, Some(2), 4);
    assert_eq!(listed(&sent), [row("ana", "unregistered", false)]);
    assert!(!sent[0].announcement.mail.plain.contains("meet.example.org"));
}

#[test]
fn a_link_is_personal_and_says_nothing_of_other_secrets() {
    let list = [registered("bo", Presence::Remote, "2023-02-02"), registered("cy", Presence::Remote, "2023-02-03")];
    let people = people(&list, None);
    let links: Vec<&str> = people
        .iter()
        .filter_map(|one| match &one.access {
            Access::Registered { link } => Some(link.as_str()),
            Access::General | Access::Waiting => None,
        })
        .collect();
    assert_eq!(links.len(), 2);
    assert_ne!(links[0], links[1]);
    for name in ["bo", "cy"] {
        assert!(!links.iter().any(|link| link.contains(&token(name).as_str()[..16])));
    }
    let of = |meeting: &str| platform(None).link.link(&id(meeting), &token("bo")).expect("a link");
    let own = |meeting: &str| of(meeting).as_str().split_once("t=").expect("a token").1.to_owned();
    assert_ne!(own("jca-ml-1"), own("jca-ml-2"), "who may join one meeting may not join another");
    let masked = people[1].masked();
    assert_eq!(
        masked.access,
        Access::Registered {
            link: convoke::domain::text::WebAddress::parse("https://meet.example.org/not-shown").expect("a link")
        }
    );
}

#[test]
fn what_was_told_of_seats_is_kept_without_loss() {
    let list = [registered("bo", Presence::Remote, "2023-02-02"), registered("cy", Presence::Remote, "2023-02-03")];
    let mut announced = Announced::nothing();
    send(&mut announced, &list, Some(1), 0);
    send(&mut announced, &list[1..], Some(1), 1);
    let mut words = Vec::new();
    for (_, told) in announced.all() {
        let record = told.to_record();
        assert_eq!(&convoke::announce::Told::from_record(&record).expect("a record"), told);
        words.extend(
            ["registered", "seated", "waiting", "off"]
                .into_iter()
                .filter(|word| record.contains(&format!("\"{word}\""))),
        );
    }
    assert_eq!(words, ["off", "seated"]);
}

/// Who has a seat, slowly: everybody in the line, one after the other.
fn slowly(registrations: &[Registration], seats: Option<u32>) -> (Vec<String>, Vec<String>, u32) {
    let key = |one: &Registration| one.person.as_ref().map(|person| person.as_str().to_lowercase());
    let mut days: Vec<_> = registrations.iter().map(|one| one.on).collect();
    days.sort();
    days.dedup();
    let (mut seated, mut waiting, mut taken) = (Vec::new(), Vec::new(), 0);
    for day in days {
        for one in registrations.iter().filter(|one| one.on == day && one.presence == Presence::Remote) {
            let who = key(one);
            let of_one: Vec<&Registration> = registrations.iter().filter(|other| key(other) == who).collect();
            // The latest day; of one day, `max_by_key` takes the last of the list.
            let last = of_one.iter().max_by_key(|other| other.on);
            let says_remote = last.is_some_and(|last| last.presence == Presence::Remote);
            let known = who.as_ref().is_some_and(|who| seated.contains(who) || waiting.contains(who));
            if who.is_some() && (!says_remote || known) {
                continue;
            }
            if seats.is_none_or(|seats| taken < seats) {
                taken += 1;
                seated.extend(who);
            } else {
                waiting.extend(who);
            }
        }
    }
    (seated, waiting, taken)
}

proptest! {
    #[test]
    fn seats_are_given_as_a_slow_reading_of_the_rule_says(
        list in prop::collection::vec((0_usize..5, any::<bool>(), 1_u32..6), 0..14),
        seats in prop::option::of(1_u32..5),
    ) {
        let names = ["ana", "bo", "CY", "cy", "not an address"];
        let list: Vec<Registration> = list
            .into_iter()
            .map(|(who, remote, on)| {
                let presence = if remote { Presence::Remote } else { Presence::Room };
                registered(names[who], presence, &format!("2023-02-{on:02}"))
            })
            .collect();
        let meeting: MeetingId = id("jca-ml-2");
        let found = Seating::of(&meeting, seats.and_then(NonZeroU32::new), &list);
        prop_assert_eq!((found.seated, found.waiting, found.taken), slowly(&list, seats));
        prop_assert_eq!(Seating::of(&id("sg13"), None, &list).taken, 0);
    }
}
