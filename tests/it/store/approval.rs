//! What is approved is what was seen, by another person, and goes into the queue with the approval or not at all.

use convoke::app::outbox::State;
use convoke::store::{Approval, LogFault, Mark};

use super::{ALL, announce, message, moved, on_both, people, prepare};
use crate::announce::plan;

#[test]
fn an_approval_needs_another_person_and_the_digest_that_was_seen() {
    on_both(async |store| {
        let prepared = prepare(&store, &plan(), &people(3), 0).await;
        assert_eq!(prepared.messages, 3);
        let approve = async |by, seen| store.approve(prepared.number, by, seen).await.expect("an answer");
        assert_eq!(approve(" ana ", &prepared.digest).await, Approval::SamePerson);
        let Approval::OtherDigest { found } = approve("Bo", "0000").await else { panic!("another digest") };
        assert_eq!(found, prepared.digest);
        assert_eq!(store.claim(&ALL).await.expect("claims"), [], "nothing leaves before it is approved");
        let approved = Approval::Approved { queued: 3, overtaken: 0 };
        assert_eq!(approve("Bo", &prepared.digest).await, approved);
        assert_eq!(approve("Cy", &prepared.digest).await, Approval::Already { by: "Bo".to_owned() });
        assert_eq!(store.approve(77, "Bo", "").await.expect("an answer"), Approval::Nothing);
        let (log, fault) = store.log().await.expect("a log");
        let words: Vec<(&str, &str)> = log.iter().map(|entry| (entry.who.as_str(), entry.what.as_str())).collect();
        assert_eq!(words, [("Ana", "prepared"), ("Bo", "approved")]);
        assert_eq!(fault, None);
    });
}

#[test]
fn what_is_kept_is_what_was_composed() {
    on_both(async |store| {
        let people = people(4);
        let composed: Vec<_> = super::dispatches(&convoke::announce::Announced::nothing(), &plan(), &people, 0)
            .iter()
            .map(message)
            .collect();
        let one = prepare(&store, &plan(), &people, 0).await;
        assert_eq!(store.messages(one.number).await.expect("messages"), composed);
        let again = prepare(&store, &plan(), &people, 0).await;
        assert_eq!(again.digest, one.digest, "the same plan, the same people, the same stamp");
        assert_ne!(again.number, one.number);
        assert_eq!(store.messages(one.number).await.expect("messages"), [], "the first was dropped");
        assert_ne!(prepare(&store, &plan(), &people[..3], 0).await.digest, one.digest);
        assert_eq!(store.announcements().await.expect("a list").len(), 1);
    });
}

#[test]
fn a_newer_announcement_overtakes_what_has_not_left() {
    on_both(async |store| {
        let people = people(3);
        announce(&store, &plan(), &people, 0).await;
        // One is sent, one is on its way but not marked, one waits.
        let claimed = store.claim(&super::Claim { most: 2, ..ALL }).await.expect("claims");
        let sent = (claimed[0].number, claimed[0].fence);
        store.mark(&[(sent.0, sent.1, Mark::Dot)]).await.expect("a mark");
        let accepted = super::sending::ending(convoke::app::outbox::Attempt::Accepted, true);
        store.mark(&[(sent.0, sent.1, accepted)]).await.expect("a mark");
        let prepared = prepare(&store, &moved(), &people, 1).await;
        let reasons: Vec<String> =
            store.messages(prepared.number).await.expect("messages").into_iter().map(|one| one.reason).collect();
        assert_eq!(reasons, ["change", "invitation", "invitation"], "only one of them knows the old dates");
        let approval = store.approve(prepared.number, "Bo", &prepared.digest).await.expect("an answer");
        assert_eq!(approval, Approval::Approved { queued: 3, overtaken: 2 });
        let late = store.mark(&[(claimed[1].number, claimed[1].fence, Mark::Dot)]).await.expect("an answer");
        assert_eq!(late, [convoke::store::Marked::Lost], "what was overtaken is not marked any more");
        let overview = store.overview().await.expect("counts");
        assert_eq!(overview.count(State::Superseded), 2);
        assert_eq!(overview.count(State::Queued), 3);
    });
}

/// A filter that matched everybody: what is more than twice as large as ever before needs a third pair of eyes.
#[test]
fn what_is_far_larger_than_before_needs_two_approvals() {
    on_both(async |store| {
        let approve = async |number, by, seen: &str| store.approve(number, by, seen).await.expect("an answer");
        let first = prepare(&store, &plan(), &people(60), 0).await;
        let approved = Approval::Approved { queued: 60, overtaken: 0 };
        assert_eq!(approve(first.number, "Bo", &first.digest).await, approved, "there is nothing to compare it with");
        let large = prepare(&store, &moved(), &people(121), 1).await;
        let unusual = Approval::Unusual { messages: 121, most: 60, by: "Bo".to_owned() };
        assert_eq!(approve(large.number, "Bo", &large.digest).await, unusual);
        assert_eq!(approve(large.number, " bo", &large.digest).await, unusual, "the same person again");
        assert_eq!(approve(large.number, "Ana", &large.digest).await, Approval::SamePerson);
        assert_eq!(store.overview().await.expect("counts").count(State::Queued), 60, "nothing changed so far");
        let other = prepare(&store, &moved(), &people(122), 1).await;
        assert!(matches!(approve(other.number, "Cy", &other.digest).await, Approval::Unusual { .. }), "prepared anew");
        let approved = Approval::Approved { queued: 122, overtaken: 60 };
        assert_eq!(approve(other.number, "Di", &other.digest).await, approved);
        let next = prepare(&store, &plan(), &people(122), 2).await;
        let approved = Approval::Approved { queued: 122, overtaken: 122 };
        assert_eq!(approve(next.number, "Bo", &next.digest).await, approved, "no larger than the one before");
    });
}

/// Between composing and approving a message has left: the change must now be told to one more.
#[test]
fn an_approval_is_void_when_messages_have_left_since() {
    on_both(async |store| {
        let people = people(2);
        announce(&store, &plan(), &people, 0).await;
        let prepared = prepare(&store, &moved(), &people, 1).await;
        let claimed = store.claim(&ALL).await.expect("claims");
        store.mark(&[(claimed[0].number, claimed[0].fence, Mark::Dot)]).await.expect("a mark");
        let approval = store.approve(prepared.number, "Bo", &prepared.digest).await.expect("an answer");
        assert_eq!(approval, Approval::ToldSince);
        let overview = store.overview().await.expect("counts");
        assert_eq!((overview.count(State::Dot), overview.count(State::Claimed)), (1, 1), "nothing was overtaken");
    });
}

#[test]
fn a_log_that_was_touched_says_where() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("convoke.db").display().to_string();
    super::run(async {
        let store = convoke::store::Store::open(&file, true).await.expect("a store");
        announce(&store, &plan(), &people(1), 0).await;
        store.stop("Ana", "the wrong list").await.expect("stopped");
        store.close().await;
        let touch = async |statement: &'static str| {
            let pool = sqlx::SqlitePool::connect(&file).await.expect("the file");
            // Whoever changes the schema can change the log, and it is seen all the same.
            for trigger in ["DROP TRIGGER IF EXISTS log_is_not_changed", "DROP TRIGGER IF EXISTS log_is_not_shortened"]
            {
                sqlx::query(trigger).execute(&pool).await.expect("dropped");
            }
            sqlx::query(statement).execute(&pool).await.expect("changed");
            pool.close().await;
            let store = convoke::store::Store::open(&file, false).await.expect("a store");
            let fault = store.log().await.expect("a log").1;
            store.close().await;
            fault
        };
        assert_eq!(touch("SELECT 1").await, None);
        assert_eq!(touch("UPDATE log SET who = 'Eve' WHERE id = 2").await, Some(LogFault::Entry(2)));
        assert_eq!(touch("UPDATE log SET who = 'Bo' WHERE id = 2").await, None);
        assert_eq!(touch("DELETE FROM log WHERE id = 3").await, Some(LogFault::End));
    });
}
