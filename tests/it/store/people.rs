//! What the store knows about people: secrets made once, lists of registrations, reminders that wait for their day.

use std::collections::{BTreeMap, BTreeSet};

use convoke::announce::UnsubscribeToken;
use convoke::app::outbox::{Attempt, State};
use convoke::store::{Approval, Claimed, Mark, Message, Preparation, Store, StoreError, digest};

use super::sending::ending;
use super::{ALL, announce, dispatches, message, moved, on_both, people, prepare};
use crate::announce::{id, plan};

/// Long after these tests, in seconds since 1970.
const LATER: i64 = 4_000_000_000;

/// Dice that fall the same in every run: each throw another.
fn dice(first: u8) -> impl FnMut() -> Option<[u8; 32]> {
    let mut next = first;
    move || {
        next += 1;
        Some([next; 32])
    }
}

fn addresses(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| format!("{name}@example.org")).collect()
}

#[test]
fn a_token_is_made_once_for_each_address_and_kept_for_life() {
    on_both(async |store| {
        let ten = |n| UnsubscribeToken::from_random([n; 32]);
        let issued = store.issue_tokens(&addresses(&["ana", "bo"]), &mut dice(0)).await.expect("tokens");
        let expected = [("ana@example.org", ten(1)), ("bo@example.org", ten(2))];
        assert_eq!(issued, expected.map(|(address, token)| (address.to_owned(), token)).into());
        let more = store.issue_tokens(&addresses(&["bo", "zoe"]), &mut dice(10)).await.expect("tokens");
        assert_eq!(more["bo@example.org"], ten(2), "the first one stays");
        assert_eq!(more["zoe@example.org"], ten(11));
        assert_eq!(store.tokens().await.expect("tokens"), more);
        let mut never = || -> Option<[u8; 32]> { panic!("nobody needs one") };
        assert_eq!(store.issue_tokens(&addresses(&["ana"]), &mut never).await.expect("tokens"), more);
        let error = store.issue_tokens(&addresses(&["di"]), &mut || None).await.expect_err("no secret without dice");
        assert!(matches!(error, StoreError::Random), "{error}");
        // Two people with one secret: the dice are broken, and that is said.
        assert!(store.issue_tokens(&addresses(&["di"]), &mut dice(0)).await.is_err());
        assert_eq!(store.tokens().await.expect("tokens"), more);
    });
}

/// Several machines prepare at once: each address has one token, and all of them see the same.
#[test]
fn whoever_issues_at_the_same_time_gets_the_same_tokens() {
    on_both(async |store| {
        let all = addresses(&["a", "b", "c", "d", "e", "f"]);
        let issue = |first: u8| {
            let (store, all) = (store.clone(), all.clone());
            tokio::spawn(async move { store.issue_tokens(&all, &mut dice(first)).await.expect("tokens") })
        };
        let racing: Vec<_> = [0, 50, 100, 150].map(issue).into();
        let mut seen: Vec<BTreeMap<String, UnsubscribeToken>> = Vec::new();
        for one in racing {
            seen.push(one.await.expect("ended"));
        }
        assert_eq!(seen[0].len(), all.len());
        assert!(seen.iter().all(|one| *one == seen[0]));
    });
}

/// Prepares and approves, for each of these people, the invitation and reminders that leave at these times.
async fn with_reminders(store: &Store, count: usize, at: &[i64]) -> i64 {
    let told = store.told("s").await.expect("what was told");
    let known = digest(&told);
    let all = dispatches(&told.into_iter().collect(), &plan(), &people(count), 0);
    let mut messages: Vec<Message> = all.iter().map(message).collect();
    let people = dispatches(&Default::default(), &plan(), &people(count), 0);
    for (number, at) in at.iter().enumerate() {
        let reminder = |one: Message| Message {
            reason: "reminder:meeting".to_owned(),
            message_id: format!("<r{number}.{}>", one.message_id),
            not_before: Some(*at),
            ..one
        };
        messages.extend(people.iter().map(message).map(reminder));
    }
    let (meetings, sources) = (BTreeSet::from([id("sg13")]), BTreeMap::new());
    let preparation =
        Preparation { scenario: "s", by: "Ana", meetings: &meetings, told: &known, stamped: 0, sources: &sources };
    let prepared = store.prepare(&preparation, messages.into_iter().map(Ok::<_, StoreError>)).await.expect("prepared");
    let approval = store.approve(prepared.number, "Bo", &prepared.digest).await.expect("an answer");
    assert!(matches!(approval, Approval::Approved { .. }), "{approval:?}");
    prepared.number
}

async fn mark(store: &Store, claimed: &Claimed, mark: Mark) {
    store.mark(&[(claimed.number, claimed.fence, mark)]).await.expect("an answer");
}

async fn send_one(store: &Store, claimed: &Claimed, attempt: Attempt) {
    mark(store, claimed, Mark::Dot).await;
    mark(store, claimed, ending(attempt, true)).await;
}

#[test]
fn a_reminder_waits_for_its_day_and_for_the_invitation() {
    on_both(async |store| {
        // One reminder is due since 2001, the other in the year 2096.
        with_reminders(&store, 1, &[1_000_000_000, LATER]).await;
        let overview = store.overview().await.expect("counts");
        assert_eq!((overview.scheduled, overview.first_scheduled), (1, Some(LATER * 1000)));
        assert_eq!((overview.due, overview.open()), (1, 2), "the invitation is due; its reminder waits for it");
        let invitation = store.claim(&ALL).await.expect("claims");
        assert_eq!(invitation.len(), 1);
        // The server puts it off: the reminder neither overtakes it nor leaves before it.
        mark(&store, &invitation[0], ending(Attempt::Deferred, false)).await;
        assert_eq!(store.claim(&ALL).await.expect("claims"), []);
        let overview = store.overview().await.expect("counts");
        assert_eq!((overview.count(State::Deferred), overview.count(State::Superseded), overview.due), (1, 0, 0));
        store.retry(&[invitation[0].number], "test").await.expect("due");
        let invitation = store.claim(&ALL).await.expect("claims");
        assert_eq!(invitation.len(), 1, "a person may repeat it, although reminders follow");
        send_one(&store, &invitation[0], Attempt::Accepted).await;
        let told = store.told("s").await.expect("what was told");
        let reminder = store.claim(&ALL).await.expect("claims");
        assert_eq!(reminder.len(), 1, "one is due, one waits for its day");
        send_one(&store, &reminder[0], Attempt::Accepted).await;
        assert_eq!(store.told("s").await.expect("what was told"), told, "a reminder tells nothing new");
        assert_eq!(store.claim(&ALL).await.expect("claims"), []);
        assert_eq!(announce(&store, &plan(), &people(1), 1).await, 0, "the same plan again: nothing to say");
    });
}

#[test]
fn who_never_got_the_invitation_is_not_reminded() {
    on_both(async |store| {
        with_reminders(&store, 1, &[1_000_000_000]).await;
        let invitation = store.claim(&ALL).await.expect("claims");
        send_one(&store, &invitation[0], Attempt::Refused).await;
        assert_eq!(store.claim(&ALL).await.expect("claims"), []);
        assert_eq!(store.overview().await.expect("counts").due, 0);
    });
}

#[test]
fn what_is_announced_anew_overtakes_the_reminders() {
    on_both(async |store| {
        with_reminders(&store, 2, &[LATER]).await;
        for claimed in store.claim(&ALL).await.expect("claims") {
            send_one(&store, &claimed, Attempt::Accepted).await;
        }
        let prepared = prepare(&store, &moved(), &people(2), 1).await;
        assert_eq!(store.reminders("s").await.expect("reminders").len(), 2, "until it is approved");
        let approval = store.approve(prepared.number, "Bo", &prepared.digest).await.expect("an answer");
        assert_eq!(approval, Approval::Approved { queued: 2, overtaken: 2 });
        assert_eq!(store.reminders("s").await.expect("reminders"), []);
        assert_eq!(store.overview().await.expect("counts").scheduled, 0);
    });
}

#[test]
fn a_reminder_that_nobody_needs_is_withdrawn_and_nothing_else_is() {
    on_both(async |store| {
        with_reminders(&store, 2, &[LATER]).await;
        let reminders = store.reminders("s").await.expect("reminders");
        assert_eq!(reminders.len(), 2);
        assert_eq!(reminders[0].reason, "reminder:meeting");
        let all: Vec<i64> = (1..=4).collect();
        assert_eq!(store.withdraw_reminders(&all, "inbox").await.expect("withdrawn"), 2);
        assert_eq!(store.withdraw_reminders(&all, "inbox").await.expect("withdrawn"), 0, "twice changes nothing");
        let overview = store.overview().await.expect("counts");
        assert_eq!((overview.count(State::Queued), overview.count(State::Superseded)), (2, 2));
        let (log, fault) = store.log().await.expect("a log");
        assert_eq!((log.iter().filter(|entry| entry.what == "withdrawn").count(), fault), (2, None));
    });
}

#[test]
fn an_approval_is_of_the_day_too() {
    on_both(async |store| {
        let first = with_reminders(&store, 1, &[LATER]).await;
        let second = with_reminders(&store, 1, &[LATER + 86_400]).await;
        let all = store.announcements().await.expect("a list");
        let digest = |number| all.iter().find(|one| one.number == number).map(|one| one.digest.clone());
        assert_ne!(digest(first), digest(second));
    });
}

#[test]
fn sources_come_back_as_they_were_kept_and_each_is_kept_once() {
    on_both(async |store| {
        let sources = BTreeMap::from([
            ("file:a.toml".to_owned(), b"one".to_vec()),
            ("file:b.toml".to_owned(), b"one".to_vec()),
            ("file:c.toml".to_owned(), vec![0, 255, 10]),
        ]);
        let meetings = BTreeSet::from([id("sg13")]);
        let told = digest(&[]);
        let preparation =
            Preparation { scenario: "s", by: "Ana", meetings: &meetings, told: &told, stamped: 0, sources: &sources };
        let none = || std::iter::empty::<Result<Message, StoreError>>();
        let one = store.prepare(&preparation, none()).await.expect("prepared");
        assert_eq!(store.sources(one.number).await.expect("sources"), sources);
        let two = store.prepare(&preparation, none()).await.expect("prepared");
        assert_eq!(store.sources(two.number).await.expect("sources"), sources);
        assert_eq!(store.sources(one.number).await.expect("sources"), BTreeMap::new(), "the first was dropped");
        assert!(store.told_by(&[77]).await.is_err());
    });
}

#[test]
fn the_newest_list_of_registrations_is_in_force() {
    on_both(async |store| {
        assert_eq!(store.registrations("s").await.expect("a list"), None);
        for (list, new) in [("a", true), ("a", false), ("b", true), ("a", true)] {
            assert_eq!(store.keep_registrations("s", "Ana", list.as_bytes()).await.expect("kept"), new);
            assert_eq!(store.registrations("s").await.expect("a list"), Some(list.as_bytes().to_vec()));
        }
        assert_eq!(store.registrations("another").await.expect("a list"), None);
    });
}
