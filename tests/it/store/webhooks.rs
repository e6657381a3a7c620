//! Programs of others that are told: queued with what happens, spread once, put off, given up.

use super::{announce, on_both, people};
use crate::announce::plan;
use convoke::store::{EVENT, JobState, Store, WEBHOOK};

const KINDS: [&str; 2] = [EVENT, WEBHOOK];

async fn claim(store: &Store) -> Option<convoke::store::Job> {
    store.claim_job("test", 30_000, &KINDS).await.expect("a claim")
}

#[test]
fn what_happens_is_queued_only_where_somebody_is_told_and_spread_once() {
    on_both(async |store| {
        announce(&store, &plan(), &people(1), 0).await;
        assert!(claim(&store).await.is_none(), "nobody is told of anything");
        let number = store.add_webhook("Ana", "SG13", "https://example.org/hook?key=k", "secret").await.expect("set");
        announce(&store, &plan(), &people(1), 1).await;
        let event = claim(&store).await.expect("an event");
        assert_eq!((event.kind.as_str(), event.request.as_str()), (EVENT, "{\"announcement\":2}"));
        let message = vec![(number, "{\"webhook\":1}".to_owned())];
        assert!(store.spread_event(&event, &message).await.expect("spread"));
        assert!(!store.spread_event(&event, &message).await.expect("spread"), "of two who spread it one does");
        let message = claim(&store).await.expect("a message");
        assert_eq!((message.kind.as_str(), message.attempts), (WEBHOOK, 1));
        assert!(claim(&store).await.is_none());
        // Put off for no time at all, it is due again, and counts how often it was tried.
        assert!(store.put_off(&message, number, "url.status: 502", 0).await.expect("put off"));
        assert!(!store.put_off(&message, number, "", 0).await.expect("put off"), "it is nobody's now");
        assert_eq!(store.webhooks().await.expect("a list")[0].fault, "url.status: 502");
        let again = claim(&store).await.expect("a message");
        assert_eq!((again.number, again.attempts), (message.number, 2));
        assert!(!store.end_message(&message, number, "").await.expect("ended"), "the fence has moved on");
        assert!(store.end_message(&again, number, "").await.expect("ended"));
        assert_eq!(store.job(again.number).await.expect("a job").expect("a job").state, JobState::Done);
        let webhook = store.webhooks().await.expect("a list").remove(0);
        assert!(webhook.fault.is_empty() && webhook.told_at.is_some());
        assert!(!format!("{webhook:?}").contains("secret") && !format!("{webhook:?}").contains("hook?"));
        // Ended, nothing of it is kept that anybody could use.
        assert!(store.end_webhook("Ana", number).await.expect("ended"));
        assert!(!store.end_webhook("Ana", number).await.expect("ended"));
        assert!(store.webhooks().await.expect("a list").is_empty());
        let (log, fault) = store.log().await.expect("a log");
        assert_eq!(fault, None);
        assert!(log.iter().all(|entry| !entry.about.contains("example.org") && !entry.about.contains("secret")));
    });
}
