//! What relays do to a run.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use convoke::app::outbox::State;
use convoke::work::{Ended, Mutant, Settings, WorkError};

use super::{copies, kept, run, settings};
use crate::announce::plan;
use crate::delivery::sink::{At, Fault, Manner, start};
use crate::store::{announce, people, run as block_on};

#[test]
fn everybody_gets_one_copy() {
    block_on(async {
        let kept = kept().await;
        let (port, seen) = start(Manner::default()).await;
        announce(&kept.store, &plan(), &people(300), 0).await;
        let (tally, ended) = run(&kept.store, settings(port)).await.expect("sent");
        assert_eq!((tally.sent, tally.ended(), ended), (300, 300, Ended::Done));
        let copies = copies(&seen);
        assert_eq!(copies.len(), 300);
        assert!(copies.values().all(|copies| *copies == 1));
        assert!(seen.connections() <= 8, "{}", seen.connections());
        let (tally, ended) = run(&kept.store, settings(port)).await.expect("sent");
        assert_eq!((tally.ended(), ended), (0, Ended::Done), "a second run has nothing to do");
    });
}

/// What a relay answers, where the messages stand after the first run, and after a second one with a relay in good order.
#[test]
fn each_answer_has_its_consequence() {
    use State::{Deferred, Failed, Sent, Uncertain};
    let greylisted = Fault::Say(b"450 4.2.0 greylisted\r\n", 1000);
    let full = Fault::Say(b"452 4.3.1 full\r\n", 1000);
    let no = Fault::Say(b"550 5.1.1 nobody\r\n", 1000);
    let never = Fault::Say(b"554 5.6.0 no\r\n", 1000);
    let cases: [(At, Fault, State, State); 7] = [
        (At::Rcpt, greylisted, Deferred, Sent),
        (At::Dot, full, Deferred, Sent),
        (At::Rcpt, no, Failed, Failed),
        (At::Dot, never, Failed, Failed),
        (At::Data, Fault::Close, Deferred, Sent),
        (At::Dot, Fault::Close, Uncertain, Sent),
        (At::Dot, Fault::Reset, Uncertain, Sent),
    ];
    for (at, fault, first, second) in cases {
        block_on(async {
            let kept = kept().await;
            let (bad, seen_first) = start(Manner { faults: vec![(at, fault)], ..Manner::default() }).await;
            announce(&kept.store, &plan(), &people(5), 0).await;
            let one = |port| Settings { connections: 1, ..settings(port) };
            run(&kept.store, one(bad)).await.expect("a run");
            assert_eq!(kept.counts().await, BTreeMap::from([(first, 5)]), "{at:?} {fault:?}");
            kept.time_passes().await;
            let (good, seen_second) = start(Manner::default()).await;
            run(&kept.store, one(good)).await.expect("a run");
            assert_eq!(kept.counts().await, BTreeMap::from([(second, 5)]), "{at:?} {fault:?}");
            let arrived = |all: BTreeMap<String, usize>| all.values().sum::<usize>();
            let expected = if second == Sent { 5 } else { 0 };
            assert_eq!(arrived(copies(&seen_second)), expected, "{at:?} {fault:?}");
            let before = if first == Uncertain { 5 } else { 0 };
            assert_eq!(arrived(copies(&seen_first)), before, "{at:?} {fault:?}");
        });
    }
}

/// A relay that never answers the dot: two copies and no more, however often sending begins; all of them parked and listed.
/// A sender that marks after the answer, as most do, is caught.
#[test]
fn what_is_never_answered_is_sent_twice_at_most() {
    for (mutant, most) in [(None, 2), (Some(Mutant::MarkAfterAnswer), 5)] {
        block_on(async {
            let kept = kept().await;
            let (port, seen) = start(Manner { faults: vec![(At::Dot, Fault::Close)], ..Manner::default() }).await;
            announce(&kept.store, &plan(), &people(6), 0).await;
            for _ in 0..5 {
                run(&kept.store, Settings { mutant, ..settings(port) }).await.expect("a run");
                kept.time_passes().await;
            }
            let copies = copies(&seen);
            assert_eq!(copies.values().max(), Some(&most), "{mutant:?}");
            if mutant.is_none() {
                assert_eq!(kept.counts().await, BTreeMap::from([(State::Parked, 6)]));
                let listed = kept.store.list(State::Parked).await.expect("a list");
                assert!(listed.iter().all(|one| one.copies == 2 && one.answer.is_some()));
            }
        });
    }
}

#[test]
fn a_relay_that_is_away_ends_the_run_and_loses_nothing() {
    block_on(async {
        let kept = kept().await;
        let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
        announce(&kept.store, &plan(), &people(50), 0).await;
        let error = run(&kept.store, settings(port)).await.expect_err("no relay");
        assert!(matches!(error, WorkError::Relay(_)), "{error}");
        let counts = kept.counts().await;
        assert_eq!(counts.values().sum::<i64>(), 50);
        assert!(counts.keys().all(|state| matches!(state, State::Queued | State::Deferred)), "{counts:?}");
        kept.time_passes().await;
        let (port, seen) = start(Manner::default()).await;
        run(&kept.store, settings(port)).await.expect("sent");
        assert_eq!(copies(&seen).len(), 50);
    });
}

/// After `stop` has returned no dot leaves; after `resume` the rest goes out, and everybody has one copy.
#[test]
fn stop_stops_and_resume_goes_on() {
    block_on(async {
        let kept = kept().await;
        let (port, seen) = start(Manner::default()).await;
        announce(&kept.store, &plan(), &people(400), 0).await;
        let sending = tokio::spawn({
            let store = kept.store.clone();
            async move { run(&store, settings(port)).await.expect("a run") }
        });
        while seen.taken().len() < 20 {
            tokio::task::yield_now().await;
        }
        let asked = Instant::now();
        kept.store.stop("Ana", "the wrong list").await.expect("stopped");
        let marked: i64 = kept
            .counts()
            .await
            .iter()
            .filter(|(state, _)| matches!(state, State::Dot | State::Sent))
            .map(|one| one.1)
            .sum();
        let (tally, ended) = sending.await.expect("no panic");
        assert_eq!(ended, Ended::Stopped("Ana: the wrong list".to_owned()));
        assert_eq!(i64::try_from(tally.sent).expect("a count"), marked, "nothing was marked after the stop");
        assert!(tally.sent < 400, "it was stopped in time to see it");
        let last = seen.last_dot().expect("some had left").saturating_duration_since(asked);
        println!("A12: the last of {} dots came in {last:?} after somebody asked to stop", tally.sent);
        assert!(last < Duration::from_secs(10), "{last:?}");
        assert_eq!(kept.counts().await.get(&State::Claimed), None, "nothing is held back");
        assert_eq!(run(&kept.store, settings(port)).await.expect("a run").0.ended(), 0);
        kept.store.resume("Ana").await.expect("resumed");
        run(&kept.store, settings(port)).await.expect("a run");
        let copies = copies(&seen);
        assert_eq!((copies.len(), copies.values().sum::<usize>()), (400, 400));
    });
}

/// Three senders on one store, as three machines have it: each message goes out once.
#[test]
fn several_senders_share_the_work() {
    block_on(async {
        let address = crate::postgres::database();
        let store = convoke::store::Store::open(&address, true).await.expect("a store");
        let (port, seen) = start(Manner::default()).await;
        announce(&store, &plan(), &people(300), 0).await;
        let mut senders = tokio::task::JoinSet::new();
        for _ in 0..3 {
            let address = address.clone();
            senders.spawn(async move {
                let store = convoke::store::Store::open(&address, false).await.expect("a store");
                run(&store, Settings { connections: 2, ..settings(port) }).await.expect("a run").0.sent
            });
        }
        let sent: Vec<u64> = senders.join_all().await;
        assert_eq!(sent.iter().sum::<u64>(), 300, "{sent:?}");
        let copies = copies(&seen);
        assert_eq!((copies.len(), copies.values().sum::<usize>()), (300, 300));
    });
}
