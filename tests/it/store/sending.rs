//! A message is claimed by one, marked before it leaves, and never sent more than twice by itself.

use std::collections::BTreeSet;

use convoke::app::outbox::{Attempt, State};
use convoke::store::{Claim, Claimed, Ending, Mark, Marked, Store};

use super::{ALL, announce, moved, on_both, people, run};
use crate::announce::plan;
use crate::postgres;

pub(super) fn ending(attempt: Attempt, dotted: bool) -> Mark {
    Mark::End(Ending { attempt, dotted, answer: "what the server said".to_owned() })
}

async fn one(store: &Store, claimed: &Claimed, mark: Mark) -> Marked {
    store.mark(&[(claimed.number, claimed.fence, mark)]).await.expect("an answer")[0]
}

async fn claim(store: &Store) -> Claimed {
    let mut claimed = store.claim(&ALL).await.expect("claims");
    assert_eq!(claimed.len(), 1, "one is due");
    claimed.remove(0)
}

/// Time passes for the store: what was to be done in the future is due now, and leases are over.
async fn wait(store: &Store) {
    let numbers: Vec<i64> = {
        let mut all = Vec::new();
        for state in [State::Deferred, State::Uncertain] {
            all.extend(store.list(state).await.expect("a list").into_iter().map(|one| one.number));
        }
        all
    };
    store.retry(&numbers, "test").await.expect("due");
}

#[test]
fn what_is_accepted_is_sent_once() {
    on_both(async |store| {
        announce(&store, &plan(), &people(1), 0).await;
        let claimed = claim(&store).await;
        assert_eq!(one(&store, &claimed, ending(Attempt::Accepted, true)).await, Marked::Lost, "no end without a dot");
        assert_eq!(one(&store, &claimed, Mark::Dot).await, Marked::Done(State::Dot));
        assert_eq!(one(&store, &claimed, Mark::Dot).await, Marked::Lost, "one dot");
        assert_eq!(one(&store, &claimed, ending(Attempt::Accepted, true)).await, Marked::Done(State::Sent));
        assert_eq!(store.claim(&ALL).await.expect("claims"), []);
        assert_eq!(store.told("s").await.expect("what was told").len(), 1);
        assert_eq!(announce(&store, &plan(), &people(1), 1).await, 0, "the same plan again: nothing to say");
    });
}

#[test]
fn who_was_refused_was_not_told() {
    for (attempt, dotted) in [(Attempt::Refused, false), (Attempt::Refused, true)] {
        on_both(async |store| {
            announce(&store, &plan(), &people(1), 0).await;
            let claimed = claim(&store).await;
            if dotted {
                one(&store, &claimed, Mark::Dot).await;
            }
            assert_eq!(one(&store, &claimed, ending(attempt, dotted)).await, Marked::Done(State::Failed));
            assert_eq!(store.told("s").await.expect("what was told"), []);
            let failed = store.list(State::Failed).await.expect("a list");
            assert_eq!(failed[0].answer.as_deref(), Some("what the server said"));
        });
    }
}

#[test]
fn a_lost_answer_is_repeated_once_and_then_left_to_a_person() {
    on_both(async |store| {
        announce(&store, &plan(), &people(1), 0).await;
        let first = claim(&store).await;
        one(&store, &first, Mark::Dot).await;
        assert_eq!(one(&store, &first, ending(Attempt::Lost, true)).await, Marked::Done(State::Uncertain));
        assert_eq!(store.claim(&ALL).await.expect("claims"), [], "not at once");
        assert_eq!(store.told("s").await.expect("what was told").len(), 1, "it may have arrived");
        wait(&store).await;
        let second = claim(&store).await;
        assert_eq!(second.bytes, first.bytes, "the same bytes");
        assert_eq!(second.approved, first.approved, "and the same signature");
        one(&store, &second, Mark::Dot).await;
        assert_eq!(one(&store, &second, ending(Attempt::Lost, true)).await, Marked::Done(State::Parked));
        assert_eq!(store.claim(&ALL).await.expect("claims"), []);
        assert_eq!(store.list(State::Parked).await.expect("a list")[0].copies, 2);
    });
}

#[test]
fn a_newer_message_keeps_the_older_from_being_repeated() {
    on_both(async |store| {
        announce(&store, &plan(), &people(1), 0).await;
        let older = claim(&store).await;
        one(&store, &older, Mark::Dot).await;
        announce(&store, &moved(), &people(1), 1).await;
        assert_eq!(store.claim(&ALL).await.expect("claims"), [], "the newer one waits until the older is answered");
        assert_eq!(one(&store, &older, ending(Attempt::Lost, true)).await, Marked::Done(State::Parked));
        let newer = claim(&store).await;
        assert!(newer.number > older.number);
        assert_eq!(store.retry(&[older.number], "Ana").await.expect("an answer"), 0, "nor by hand");
    });
}

#[test]
fn a_sender_that_falls_silent_is_replaced_and_cannot_come_back() {
    on_both(async |store| {
        announce(&store, &plan(), &people(2), 0).await;
        let claim = Claim { lease: -1, ..ALL };
        let claimed = store.claim(&claim).await.expect("claims");
        let [unmarked, marked] = &claimed[..] else { panic!("two") };
        one(&store, marked, Mark::Dot).await;
        let swept = store.sweep().await.expect("swept");
        assert_eq!((swept.taken_up, swept.repeated, swept.parked), (1, 1, 0));
        assert_eq!(one(&store, unmarked, Mark::Dot).await, Marked::Lost);
        assert_eq!(one(&store, marked, ending(Attempt::Accepted, true)).await, Marked::Lost);
        let again = store.claim(&claim).await.expect("claims");
        assert_eq!(again.len(), 2);
        for one in &again {
            store.mark(&[(one.number, one.fence, Mark::Dot)]).await.expect("a mark");
        }
        let swept = store.sweep().await.expect("swept");
        assert_eq!((swept.repeated, swept.parked), (1, 1), "the one that had left twice is parked");
    });
}

#[test]
fn after_stop_nothing_is_marked_and_after_resume_all_goes_on() {
    on_both(async |store| {
        announce(&store, &plan(), &people(2), 0).await;
        let claimed = store.claim(&Claim { most: 1, ..ALL }).await.expect("claims").remove(0);
        store.stop("Ana", "the wrong list").await.expect("stopped");
        assert_eq!(one(&store, &claimed, Mark::Dot).await, Marked::Stopped);
        assert_eq!(store.claim(&ALL).await.expect("claims"), []);
        assert_eq!(one(&store, &claimed, Mark::Release).await, Marked::Done(State::Queued));
        assert_eq!(store.overview().await.expect("counts").stopped.as_deref(), Some("Ana: the wrong list"));
        store.resume("Ana").await.expect("resumed");
        assert_eq!(store.claim(&ALL).await.expect("claims").len(), 2);
    });
}

#[test]
fn an_address_gets_no_more_than_its_day_allows() {
    on_both(async |store| {
        for minute in 0..4 {
            let plan = if minute % 2 == 0 { plan() } else { moved() };
            assert_eq!(announce(&store, &plan, &people(1), minute).await, 1);
            let claimed = store.claim(&Claim { most_per_day: 3, ..ALL }).await.expect("claims");
            assert_eq!(claimed.len(), usize::from(minute < 3), "the fourth waits");
            for claimed in claimed {
                one(&store, &claimed, Mark::Dot).await;
                one(&store, &claimed, ending(Attempt::Accepted, true)).await;
            }
        }
    });
}

#[test]
fn what_nobody_needs_any_more_is_given_up() {
    on_both(async |store| {
        let all = super::dispatches(&convoke::announce::Announced::nothing(), &plan(), &people(1), 0);
        let meetings = [crate::announce::id("sg13")].into();
        let preparation = super::Preparation {
            scenario: "s",
            by: "Ana",
            meetings: &meetings,
            told: &convoke::store::digest(&[]),
            stamped: 0,
            sources: &Default::default(),
        };
        let past = all.iter().map(|dispatch| {
            Ok::<_, convoke::store::StoreError>(convoke::store::Message { useful_until: 1, ..super::message(dispatch) })
        });
        let prepared = store.prepare(&preparation, past).await.expect("prepared");
        store.approve(prepared.number, "Bo", &prepared.digest).await.expect("approved");
        assert_eq!(store.claim(&ALL).await.expect("claims"), []);
        assert_eq!(store.sweep().await.expect("swept").expired, 1);
        assert_eq!(store.list(State::Expired).await.expect("a list").len(), 1);
    });
}

/// Twenty senders at once on one server: every message is claimed by exactly one.
#[test]
fn many_claimers_never_share_a_message() {
    const MESSAGES: usize = 10_000;
    run(async {
        let address = postgres::database();
        let store = Store::open(&address, true).await.expect("a store");
        announce(&store, &plan(), &people(MESSAGES), 0).await;
        let (mut senders, began) = (tokio::task::JoinSet::new(), std::time::Instant::now());
        for n in 0..20 {
            let address = address.clone();
            senders.spawn(async move {
                let store = Store::open(&address, false).await.expect("a store");
                let (by, mut mine) = (format!("sender {n}"), Vec::new());
                loop {
                    let claimed = store.claim(&Claim { by: &by, most: 7, ..ALL }).await.expect("claims");
                    if claimed.is_empty() {
                        return mine;
                    }
                    mine.extend(claimed.into_iter().map(|one| one.number));
                }
            });
        }
        let all: Vec<i64> = senders.join_all().await.into_iter().flatten().collect();
        let distinct: BTreeSet<i64> = all.iter().copied().collect();
        println!("{} messages claimed by 20 in {:.1} s", all.len(), began.elapsed().as_secs_f64());
        assert_eq!((all.len(), distinct.len()), (MESSAGES, MESSAGES));
    });
}

/// Two that take many messages in opposite orders wait for each other; the server takes one of them back, and it begins anew.
#[test]
fn whoever_waits_in_a_circle_begins_anew() {
    run(async {
        let address = postgres::database();
        let store = Store::open(&address, true).await.expect("a store");
        announce(&store, &plan(), &people(400), 0).await;
        let claims = store.claim(&Claim { most: 400, ..ALL }).await.expect("claims");
        let there: Vec<(i64, i64)> = claims.iter().map(|one| (one.number, one.fence)).collect();
        let back: Vec<(i64, i64)> = there.iter().rev().copied().collect();
        for _ in 0..3 {
            let (one, other) = tokio::join!(store.renew(&there, 60_000), store.renew(&back, 60_000));
            assert_eq!((one.expect("renewed").len(), other.expect("renewed").len()), (400, 400));
        }
    });
}
