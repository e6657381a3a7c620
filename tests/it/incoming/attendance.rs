//! Who is to be expected, against a count by hand and a slow recount.

use std::collections::BTreeMap;

use convoke::announce::Announced;
use convoke::announce::answers::{Answers, Circumstances, Incoming, Message, Reply, Said};
use convoke::announce::attendance::{Attendance, Concern, Heads, People, Presence, Registration, Service, attendance};
use convoke::domain::deadline::{Deadline, DeadlineKind, SetBy};
use convoke::domain::ids::{Family, RoomId, RuleId};
use convoke::domain::meeting::Format;
use convoke::domain::scenario::{Parts, Scenario};
use convoke::domain::text::EmailAddress;
use convoke::domain::time::Instant;
use convoke::domain::venue::Room;
use convoke::domain::view::View;
use proptest::prelude::*;

use super::judged::told;
use crate::announce::{day, id, line, parts, plan, sender};

fn room(name: &str, seats: u32) -> Room {
    Room {
        id: RoomId::parse(name).expect("an id"),
        name: line(name),
        seats: seats.try_into().expect("seats"),
        booths: 0,
    }
}

fn email(name: &str) -> EmailAddress {
    EmailAddress::parse(&format!("{name}@example.org")).expect("an address")
}

/// SG13 in a venue with rooms for one and for two.
fn small_rooms() -> Parts {
    let mut parts = parts();
    parts.venues[0].rooms = vec![room("large", 2), room("small", 1)];
    for meeting in &mut parts.meetings {
        if meeting.id == id("sg13") {
            meeting.services.captions = true;
            meeting.format = Format::PhysicalWithRemoteParticipation;
        }
    }
    parts
}

fn answers(said: &[(&str, Said)], announced: &Announced) -> Answers {
    let (sender, mut answers) = (sender(), Answers::nothing());
    let arrived = Instant::from_utc(day("2023-02-12").and_hms_opt(9, 0, 0).expect("a time"));
    for (who, said) in said {
        let reply = Reply {
            uids: vec!["sg13@itu.int".to_owned()],
            attendee: email(who),
            sent_by: None,
            said: said.clone(),
            sequence: 0,
            stamped: None,
            comment: None,
            instance: None,
        };
        let token = EmailAddress::parse("tsbjcaml+0123456789abcdef0123@itu.int").expect("an address");
        let incoming = Incoming::Replies(vec![reply]);
        let message =
            Message { from: Some(email(who)), to: vec![token], id: None, sent: None, subject: None, incoming };
        answers.take(&message, &Circumstances::new(announced, &sender, arrived));
    }
    answers
}

fn registered(who: Option<&str>, presence: Presence, on: &str, asks: &[Service]) -> Registration {
    Registration {
        meeting: id("sg13"),
        person: who.map(email),
        presence,
        on: day(on),
        asks: asks.to_vec(),
        name: None,
        language: None,
        zone: None,
    }
}

fn of_sg13(parts: Parts, answers: &Answers, announced: &Announced, registrations: &[Registration]) -> Attendance {
    let (scenario, plan) = (Scenario::new(parts).expect("a scenario"), plan());
    let due = Deadline {
        meeting: id("sg13"),
        kind: DeadlineKind::Captioning,
        rule: RuleId::new(Family::Documents, 4),
        day: day("2023-02-20"),
        counted: day("2023-02-20"),
        rolled_over: Vec::new(),
        set_by: SetBy::Rule,
    };
    let deadlines = BTreeMap::from([(id("sg13"), vec![due])]);
    let people = People { announced, answers, registrations };
    let all = attendance(&View::new(&scenario, &plan), &people, &deadlines, day("2023-02-21"));
    all.into_iter().find(|one| one.meeting == id("sg13")).expect("SG13")
}

#[test]
fn people_are_counted_once() {
    let announced = told();
    let answers = answers(&[("ana", Said::Accepted), ("bo", Said::Accepted), ("zoe", Said::Tentative)], &announced);
    let found = of_sg13(small_rooms(), &answers, &announced, &[]);
    let counts = found.counts;
    assert_eq!((counts.invited, counts.accepted, counts.tentative, counts.silent), (3, 2, 1, 0), "a list is nobody");
    assert_eq!(found.expected, Heads { room: 3, remote: 0 }, "two, and half of one rounded up");
    assert_eq!(found.seats, Some(2));
    let words: Vec<String> = found.concerns.iter().map(ToString::to_string).collect();
    assert_eq!(words, ["room for 2, 3 expected", "captioning is planned and nobody asked for it until 2023-02-20"]);
    // Bo registers to be remote, then for the room, then for remote again; two people of whom no address is known.
    let list = [
        registered(Some("bo"), Presence::Remote, "2023-02-19", &[Service::Captioning]),
        registered(Some("BO"), Presence::Room, "2023-02-10", &[]),
        registered(None, Presence::Room, "2023-02-10", &[Service::Captioning, Service::SignLanguage]),
        registered(None, Presence::Remote, "2023-02-21", &[Service::Captioning]),
    ];
    let found = of_sg13(small_rooms(), &answers, &announced, &list);
    assert_eq!(found.registered, Heads { room: 1, remote: 2 });
    assert_eq!(found.expected, Heads { room: 3, remote: 2 }, "Ana, half of Zoe, one unknown; Bo is remote");
    let until = day("2023-02-20");
    assert_eq!(
        found.concerns,
        [
            Concern::Room { seats: 2, expected: 3 },
            Concern::Late { service: Service::Captioning, requests: 1, until },
            Concern::Unplanned { service: Service::SignLanguage, requests: 1 },
        ]
    );
}

/// Of two registrations of one day the one that stands later in the list counts, whichever it is.
#[test]
fn the_last_word_of_a_day_counts() {
    let announced = told();
    let nobody = Answers::nothing();
    let both = [Presence::Room, Presence::Remote];
    for (first, last) in [(both[0], both[1]), (both[1], both[0])] {
        // What was said of an earlier day, wherever it stands, is outdone.
        let list = [
            registered(Some("bo"), first, "2023-02-10", &[]),
            registered(Some("BO"), last, "2023-02-10", &[]),
            registered(Some("bo"), first, "2023-02-09", &[]),
        ];
        let found = of_sg13(small_rooms(), &nobody, &announced, &list).registered;
        let room = u32::from(last == Presence::Room);
        assert_eq!(found, Heads { room, remote: 1 - room }, "{first:?}, then {last:?}");
    }
}

proptest! {
    /// A slow recount: each person by itself, in half heads.
    #[test]
    fn a_recount_agrees(
        said in prop::collection::vec(0_usize..4, 3),
        registered_as in prop::collection::vec(prop::option::of(any::<bool>()), 4),
        unknown in 0_usize..4,
    ) {
        let announced = told();
        let words = [Said::Accepted, Said::Tentative, Said::Declined, Said::Nothing];
        let names = ["ana", "bo", "zoe", "somebody-else"];
        let spoken: Vec<(&str, Said)> = said.iter().zip(names).map(|(at, name)| (name, words[*at].clone())).collect();
        let mut list: Vec<Registration> = Vec::new();
        for (name, place) in names.iter().zip(&registered_as) {
            if let Some(in_room) = place {
                let presence = if *in_room { Presence::Room } else { Presence::Remote };
                list.push(registered(Some(name), presence, "2023-02-10", &[]));
            }
        }
        list.extend((0..unknown).map(|_| registered(None, Presence::Remote, "2023-02-10", &[])));
        let found = of_sg13(small_rooms(), &answers(&spoken, &announced), &announced, &list);
        let (mut halves_in_room, mut halves_remote) = (0, 2 * unknown);
        for (index, place) in registered_as.iter().enumerate() {
            match (place, said.get(index)) {
                (Some(true), _) => halves_in_room += 2,
                (Some(false), _) => halves_remote += 2,
                (None, Some(0)) => halves_in_room += 2,
                (None, Some(1)) => halves_in_room += 1,
                (None, _) => {}
            }
        }
        let heads = |halves: usize| u32::try_from(halves.div_ceil(2)).expect("few");
        prop_assert_eq!(found.expected, Heads { room: heads(halves_in_room), remote: heads(halves_remote) });
        prop_assert_eq!(found.concerns.iter().any(|one| matches!(one, Concern::Room { .. })), found.expected.room > 2);
    }
}
