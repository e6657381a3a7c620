//! Mails that nobody approves: queued with what they tell of, or not at all, and once.

use super::{ALL, on_both};
use convoke::app::outbox::State;
use convoke::store::{Confirmed, NewRegistration, Owed};

fn mail(what: &str) -> Owed {
    Owed {
        scenario: "s".to_owned(),
        about: "m".to_owned(),
        reason: "registration",
        message_id: format!("<{what}@example.org>"),
        return_address: "bounce@example.org".to_owned(),
        recipient: "One@Example.org".to_owned(),
        bytes: what.as_bytes().to_vec(),
        useful_until: super::USEFUL_UNTIL,
    }
}

fn new(secret: &str) -> NewRegistration<'_> {
    NewRegistration {
        scenario: "s",
        meeting: "m",
        address: "One@Example.org",
        name: "One",
        presence: "remote",
        details: "{}",
        secret,
    }
}

#[test]
fn a_registration_and_its_mail_are_kept_together_and_once() {
    on_both(async |store| {
        assert!(store.register_and_tell(&new("a"), Some(("waiting", &mail("a"))), &[]).await.expect("kept"));
        assert!(!store.register_and_tell(&new("a"), Some(("waiting", &mail("a"))), &[]).await.expect("kept"));
        let claimed = store.claim(&ALL).await.expect("claims");
        let [only] = &claimed[..] else { panic!("{} mails", claimed.len()) };
        assert_eq!(
            (only.recipient.as_str(), only.bytes.as_slice(), only.domain.as_str()),
            ("One@Example.org", &b"a"[..], "example.org")
        );
        assert!(only.approved > 0, "the signature has a time");
        // Nothing was told, nothing was announced, and the announcements that people see are others.
        assert!(store.told("s").await.expect("told").is_empty());
        assert!(store.announced().await.expect("announced").is_empty());
        assert_eq!(store.announced_mark().await.expect("a mark"), (0, 0));
        assert!(store.announcements().await.expect("a list").is_empty());
        assert_eq!(store.list_of("s", State::Claimed).await.expect("a list").len(), 1);
        assert_eq!(store.log().await.expect("a log").1, None);
    });
}

#[test]
fn of_many_who_find_the_same_one_writes() {
    on_both(async |store| {
        store.register_and_tell(&new("a"), Some(("waiting", &mail("a"))), &[]).await.expect("kept");
        let row = store.registered("s").await.expect("a list").remove(0);
        assert_eq!(row.told, "waiting");
        let moved = Confirmed { number: row.number, before: row.told, stands: "seated".to_owned(), mail: mail("b") };
        let mut all = tokio::task::JoinSet::new();
        for _ in 0..6 {
            let (store, moved) = (store.clone(), moved.clone());
            all.spawn(async move { store.confirm_registrations(&[moved]).await.expect("confirmed") });
        }
        assert_eq!(all.join_all().await.into_iter().sum::<u64>(), 1);
        assert_eq!(store.overview().await.expect("counts").count(State::Queued), 2);
        // Who has withdrawn is not written to any more; withdrawing again writes to nobody.
        let other = Confirmed { before: "seated".to_owned(), stands: "waiting".to_owned(), ..moved.clone() };
        assert!(store.withdraw_and_tell(row.number, std::slice::from_ref(&other)).await.expect("withdrawn"));
        assert!(!store.withdraw_and_tell(row.number, &[other]).await.expect("withdrawn"));
        assert_eq!(store.overview().await.expect("counts").count(State::Queued), 2);
    });
}
