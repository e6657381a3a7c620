//! Generated events: what is planned passes the checker; what the checker accepts, the planner finds.

use super::{HEAD, broken, check, groups, plan, read};
use convoke::domain::event::{Event, Sitting, Timetable};
use convoke::domain::finding::Strength;
use convoke::domain::ids::SessionId;
use convoke::domain::plan::Quality;
use convoke::planning::timetable::TimetableOutcome;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// What a session of a generated event asks for.
#[derive(Clone, Debug)]
struct Asked {
    group: usize,
    minutes: u16,
    large: bool,
    captions: bool,
    interpreted: bool,
    exclusive: bool,
    first_day: bool,
    after_previous: bool,
    after_days: bool,
}

fn asked() -> impl Strategy<Value = Asked> {
    let flag = |share: f64| prop::bool::weighted(share);
    (
        0..4_usize,
        prop::sample::select(vec![45_u16, 75, 180]),
        flag(0.4),
        flag(0.5),
        flag(0.3),
        flag(0.15),
        flag(0.3),
        flag(0.3),
        flag(0.1),
    )
        .prop_map(
            |(group, minutes, large, captions, interpreted, exclusive, first_day, after_previous, after_days)| Asked {
                group,
                minutes,
                large,
                captions,
                interpreted,
                exclusive,
                first_day,
                after_previous,
                after_days,
            },
        )
}

fn text(sessions: &[Asked], officer_in_common: bool, rooms: usize, absent: bool, starts: &str) -> String {
    let mut text = format!(
        "{HEAD}{}\n[event]\nmeeting = \"m\"\nstarts = [{starts}]\n\
         [[service]]\nid = \"captioners\"\nname = \"Captioners\"\nkind = \"captioning\"\n\
         [[service]]\nid = \"team\"\nname = \"Team\"\nkind = \"interpretation\"\nlanguages = [\"fr\"]\n\
         [[room]]\nid = \"large\"\nseats = 100\nbooths = 2\n",
        groups(officer_in_common)
    );
    if rooms > 1 {
        text.push_str("[[room]]\nid = \"small\"\nseats = 20\n");
    }
    if absent && !officer_in_common {
        text.push_str("[[absence]]\nperson = \"Chair of A\"\ndays = [2017-05-01]\n");
    }
    text.push_str("[[shared]]\nbetween = [\"A\", \"B\"]\npeople = 7\n");
    for (number, session) in sessions.iter().enumerate() {
        let groups = ["[\"A\"]", "[\"B\"]", "[\"TSAG\"]", "[\"A\", \"B\"]"][session.group];
        text.push_str(&format!(
            "[[session]]\nid = \"s{number}\"\ntitle = \"S{number}\"\nkind = \"guest\"\ngroups = {groups}\n\
             minutes = {}\nattendance = {}\ncaptions = {}\nexclusive = {}\n",
            session.minutes,
            if session.large { 50 } else { 10 },
            session.captions,
            session.exclusive
        ));
        if session.interpreted {
            text.push_str("interpretation = [\"fr\"]\n");
        }
        if session.first_day {
            text.push_str("days = [2017-05-01]\n");
        }
        if number > 0 && session.after_previous {
            text.push_str(&format!("after = [\"s{}\"]\n", number - 1));
        }
        if number > 0 && session.after_days {
            text.push_str(&format!("days_after = [{{ session = \"s{}\", least = 1 }}]\n", number - 1));
        }
    }
    text
}

/// Every way to place the sessions at the starts of the event: is there one in which the checker finds no broken must?
fn some_timetable_is_valid(event: &Event) -> bool {
    let starts: Vec<u16> = event.starts().into_iter().flatten().copied().collect();
    let places: Vec<(Sitting, bool)> = event
        .days()
        .iter()
        .flat_map(|day| starts.iter().map(move |start| (*day, *start)))
        .flat_map(|(day, start)| {
            event.rooms().keys().flat_map(move |room| {
                let at = |team| Sitting { day, start, room: Some(room.clone()), team };
                let team = event.services().keys().find(|service| service.as_str() == "team").cloned();
                [(at(None), false), (at(team), true)]
            })
        })
        .collect();
    let sessions: Vec<&SessionId> = event.sessions().keys().collect();
    let mut chosen: BTreeMap<SessionId, Sitting> = BTreeMap::new();
    all_ways(event, &sessions, &places, &mut chosen)
}

fn all_ways(
    event: &Event,
    left: &[&SessionId],
    places: &[(Sitting, bool)],
    chosen: &mut BTreeMap<SessionId, Sitting>,
) -> bool {
    let Some((first, rest)) = left.split_first() else {
        let timetable = Timetable {
            meeting: event.meeting().id.clone(),
            sittings: chosen.clone(),
            quality: Quality::Unproven,
            proof: Vec::new(),
        };
        return broken(&check(event, &timetable), Strength::Must).is_empty();
    };
    let interpreted = !event.sessions()[*first].interpretation.is_empty();
    for (sitting, _) in places.iter().filter(|(_, team)| *team == interpreted) {
        chosen.insert((*first).clone(), sitting.clone());
        if all_ways(event, rest, places, chosen) {
            return true;
        }
    }
    chosen.remove(*first);
    false
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn what_is_planned_passes_the_checker(
        sessions in prop::collection::vec(asked(), 2..7),
        officer_in_common in any::<bool>(),
        rooms in 1..3_usize,
        absent in any::<bool>(),
    ) {
        let starts = r#""09:30", "11:15", "14:30", "16:15""#;
        let event = read(&text(&sessions, officer_in_common, rooms, absent, starts));
        if let TimetableOutcome::Planned(planned) = plan(&event, &[]) {
            let found = check(&event, &planned.timetable);
            prop_assert_eq!(broken(&found, Strength::Must), Vec::<&str>::new());
            prop_assert_eq!(&found, &planned.findings);
        }
    }

    #[test]
    fn planner_and_checker_agree_on_what_is_possible(
        sessions in prop::collection::vec(asked(), 2..4),
        officer_in_common in any::<bool>(),
        rooms in 1..3_usize,
        absent in any::<bool>(),
    ) {
        let event = read(&text(&sessions, officer_in_common, rooms, absent, r#""09:30", "14:30""#));
        let possible = some_timetable_is_valid(&event);
        match plan(&event, &[]) {
            TimetableOutcome::Planned(_) => prop_assert!(possible, "planned, but the checker accepts nothing"),
            TimetableOutcome::Impossible(contradiction) => {
                let whys: Vec<&str> = contradiction.demands.iter().map(|demand| demand.why.as_str()).collect();
                prop_assert!(!possible, "the checker accepts a timetable, but: {whys:?}");
                prop_assert!(contradiction.minimal);
            }
            TimetableOutcome::NothingFound { why } => prop_assert!(false, "{why}"),
        }
    }
}
