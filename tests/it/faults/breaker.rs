//! Whatever goes round in a circle: nobody gets the same news more than three times, nor more than twenty mails a day.

use convoke::app::outbox::{MOST_OF_A_REVISION, State};
use convoke::store::{Approval, Preparation, Store, StoreError};
use convoke::work::{Ended, Mutant, Settings};

use crate::announce::{id, plan};
use crate::delivery::sink::{Manner, start};
use crate::store::{announce, dispatches, message, moved, people, run as block_on};
use crate::work::{copies, run, settings};

/// A program that forgets what was told: it prepares, approves and sends the same invitation again and again.
async fn round_and_round(store: &Store, port: u16, rounds: i64) -> Result<(), StoreError> {
    for round in 0..rounds {
        let told = convoke::store::digest(&store.told("s").await?);
        let meetings = [id("sg13")].into();
        let preparation = Preparation {
            scenario: "s",
            by: "Ana",
            meetings: &meetings,
            told: &told,
            stamped: round * 60,
            sources: &Default::default(),
        };
        let all = dispatches(&convoke::announce::Announced::nothing(), &plan(), &people(3), round);
        let messages = all.iter().map(|dispatch| Ok::<_, StoreError>(message(dispatch)));
        let prepared = store.prepare(&preparation, messages).await?;
        let approval = store.approve(prepared.number, "Bo", &prepared.digest).await?;
        assert!(matches!(approval, Approval::Approved { .. }), "{approval:?}");
        run(store, Settings { most_per_day: 1000, ..settings(port) }).await.expect("sent");
    }
    Ok(())
}

async fn empty() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&folder.path().join("convoke.db").display().to_string(), true).await.expect("a store");
    (folder, store)
}

#[test]
fn the_same_news_goes_out_three_times_at_most() {
    block_on(async {
        let (_folder, store) = empty().await;
        let (port, seen) = start(Manner::default()).await;
        let error = round_and_round(&store, port, 10).await.expect_err("it stops");
        let StoreError::Repeats { count, most, sequence, .. } = &error else { panic!("{error}") };
        assert_eq!((*count, *most, *sequence), (4, MOST_OF_A_REVISION, 0), "{error}");
        assert_eq!(copies(&seen).values().max(), Some(&3));
        assert_eq!(store.announcements().await.expect("a list").iter().filter(|one| one.approved.is_some()).count(), 3);
        // What is really new goes out.
        assert_eq!(announce(&store, &moved(), &people(3), 60).await, 3);

        let (_folder, store) = empty().await;
        let (port, seen) = start(Manner::default()).await;
        let store = store.without_breaker();
        round_and_round(&store, port, 10).await.expect("nothing stops it");
        assert_eq!(copies(&seen).values().max(), Some(&10), "without the breaker the same loop goes on");
    });
}

/// By hand nothing leaves a fourth time either.
#[test]
fn nobody_sends_a_fourth_copy_by_hand() {
    use crate::delivery::sink::{At, Fault};
    block_on(async {
        let (_folder, store) = empty().await;
        let (port, seen) = start(Manner { faults: vec![(At::Dot, Fault::Close)], ..Manner::default() }).await;
        announce(&store, &plan(), &people(1), 0).await;
        for _ in 0..6 {
            run(&store, settings(port)).await.expect("a run");
            let all: Vec<i64> = {
                let mut all = store.list(State::Uncertain).await.expect("a list");
                all.extend(store.list(State::Parked).await.expect("a list"));
                all.into_iter().map(|one| one.number).collect()
            };
            store.retry(&all, "Ana").await.expect("an answer");
        }
        assert_eq!(copies(&seen).values().max(), Some(&3));
    });
}

/// Twenty a day, of all announcements together, and the run says why it ends; without the limit the loop goes on.
#[test]
fn nobody_gets_more_than_twenty_mails_a_day() {
    for (mutant, wanted) in [(None, 20), (Some(Mutant::NoDayLimit), 24)] {
        block_on(async {
            let (_folder, store) = empty().await;
            let (port, seen) = start(Manner::default()).await;
            let mut last = Ended::Done;
            for minute in 0..24 {
                let plan = if minute % 2 == 0 { plan() } else { moved() };
                announce(&store, &plan, &people(1), minute).await;
                last = run(&store, Settings { mutant, ..settings(port) }).await.expect("a run").1;
                if last != Ended::Done {
                    break;
                }
            }
            assert_eq!(copies(&seen).values().max(), Some(&wanted), "{mutant:?}");
            assert_eq!(last, if mutant.is_none() { Ended::DayLimit(1) } else { Ended::Done });
        });
    }
}
