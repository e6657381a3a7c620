//! Whatever happens in whatever order — changes, cancellations, senders that stop half-way, lost answers —, nobody's
//! calendar goes backwards, and nobody hears of the end of what they never heard of.

use std::collections::BTreeMap;

use convoke::domain::meeting::Firmness;
use convoke::domain::plan::Plan;
use convoke::store::{Approval, Claim, Store};
use convoke::work::Settings;
use proptest::prelude::*;

use super::{kept, run, settings};
use crate::announce::{id, placement, plan};
use crate::delivery::sink::{At, Fault, Manner, Taken, start};
use crate::store::{people, prepare, run as block_on};

#[derive(Debug, Clone, Copy)]
enum Step {
    /// The meeting moves by so many weeks, and that is announced.
    Move(u8),
    /// It is called off.
    CallOff,
    /// A sender takes a few messages and is never heard of again.
    Vanish(u8),
    /// What is due is sent, by a relay that answers or one that hangs up after the dot.
    Send(bool),
    /// Time passes.
    Wait,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..4_u8).prop_map(Step::Move),
        1 => Just(Step::CallOff),
        2 => (1..4_u8).prop_map(Step::Vanish),
        4 => any::<bool>().prop_map(Step::Send),
        2 => Just(Step::Wait),
    ]
}

fn at(week: u8) -> Plan {
    let mut plan = plan();
    let first = 6 + 7 * u32::from(week);
    let day = |day: u32| format!("2023-03-{day:02}");
    let there = placement(&day(first), &day(first + 4), Some("geneva"), Firmness::Announced);
    plan.placements.insert(id("sg13"), there);
    plan
}

fn off(mut plan: Plan) -> Plan {
    plan.placements.get_mut(&id("sg13")).expect("placed").firmness = Firmness::Cancelled;
    plan
}

async fn tell(store: &Store, plan: &Plan, minute: i64) {
    let prepared = prepare(store, plan, &people(3), minute).await;
    let approval = store.approve(prepared.number, "Bo", &prepared.digest).await.expect("an answer");
    assert!(matches!(approval, Approval::Approved { .. }), "{approval:?}");
}

/// Method, sequence and stamp of the calendar in a mail.
fn said(taken: &Taken) -> (String, u32, String) {
    use base64::Engine as _;
    let text = String::from_utf8_lossy(&taken.bytes).into_owned();
    let part = text.split("Content-Type: text/calendar").nth(1).expect("a calendar");
    let body: String =
        part.split("\r\n\r\n").nth(1).expect("a body").split("--").next().expect("text").split_whitespace().collect();
    let calendar = base64::engine::general_purpose::STANDARD.decode(body).expect("base64");
    let calendar = String::from_utf8(calendar).expect("text").replace("\r\n ", "");
    let value = |name: &str| {
        let entry = calendar.split("BEGIN:VEVENT").nth(1).unwrap_or(&calendar);
        let within = if name == "METHOD" { &calendar } else { entry };
        let found =
            within.lines().find_map(|line| line.strip_prefix(&format!("{name}:")).map(|value| value.trim().to_owned()));
        found.unwrap_or_else(|| panic!("no {name} in\n{calendar}"))
    };
    (value("METHOD"), value("SEQUENCE").parse().expect("a number"), value("DTSTAMP"))
}

async fn play(steps: &[Step]) -> Result<(), TestCaseError> {
    let kept = kept().await;
    let (good, seen_good) = start(Manner::default()).await;
    let (bad, seen_bad) = start(Manner { faults: vec![(At::Dot, Fault::Close)], ..Manner::default() }).await;
    let mut now = at(0);
    let mut minute = 0;
    // What reached each recipient, in the order in which it did.
    let mut reached: BTreeMap<String, Vec<(String, u32, String)>> = BTreeMap::new();
    let (mut known_good, mut known_bad) = (0, 0);
    tell(&kept.store, &now, minute).await;
    for step in steps.iter().chain(&[Step::Wait, Step::Send(true), Step::Wait, Step::Send(true)]) {
        minute += 1;
        match step {
            Step::Move(week) => {
                now = at(*week);
                tell(&kept.store, &now, minute).await;
            }
            Step::CallOff => {
                now = off(now);
                tell(&kept.store, &now, minute).await;
            }
            Step::Vanish(count) => {
                let most = u32::from(*count);
                let claim = Claim { by: "gone", most, lease: 3_600_000, most_per_day: 1000, most_per_minute: 0 };
                kept.store.claim(&claim).await.expect("claims");
            }
            Step::Send(answers) => {
                let port = if *answers { good } else { bad };
                let lease = std::time::Duration::from_secs(1);
                let settings = Settings { connections: 1, most_per_day: 1000, lease, ..settings(port) };
                // A sister in other hands keeps a run waiting until her lease is over.
                kept.time_passes().await;
                kept.store.sweep().await.expect("swept");
                run(&kept.store, settings).await.expect("a run");
                for (seen, known) in [(&seen_good, &mut known_good), (&seen_bad, &mut known_bad)] {
                    let taken = seen.taken();
                    for one in &taken[*known..] {
                        reached.entry(one.recipient.clone()).or_default().push(said(one));
                    }
                    *known = taken.len();
                }
            }
            Step::Wait => kept.time_passes().await,
        }
    }
    for (who, messages) in &reached {
        prop_assert_ne!(&messages[0].0, "CANCEL", "{}: the end of what was never heard of: {:?}", who, messages);
        for pair in messages.windows(2) {
            let key = |one: &(String, u32, String)| (one.1, one.2.clone());
            prop_assert!(key(&pair[0]) <= key(&pair[1]), "{}: backwards: {:?}", who, messages);
            if key(&pair[0]) == key(&pair[1]) {
                prop_assert_eq!(&pair[0], &pair[1], "{}: a copy is a copy", who);
            }
        }
        let copies = |one: &(String, u32, String)| messages.iter().filter(|other| *other == one).count();
        prop_assert!(messages.iter().all(|one| copies(one) <= 2), "{}: {:?}", who, messages);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24 * super::scale(), max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn no_calendar_goes_backwards(steps in prop::collection::vec(step(), 1..12)) {
        block_on(play(&steps))?;
    }
}
