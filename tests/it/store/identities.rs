//! Whose account it is whom a provider of identities brings.

use super::on_both;
use convoke::domain::access::{Extent, Role, Roles};
use convoke::store::{Changed, Joined, Newcomer, Purpose, Store};

const ISSUER: &str = "https://login.example.org";

fn from<'n>(subject: &'n str, address: Option<&'n str>) -> Newcomer<'n> {
    Newcomer { issuer: ISSUER, subject, address, viewer: None }
}

async fn account(store: &Store, name: &str) -> i64 {
    let made = store.make_account("test", name, &format!("{name}@example.org"), &Roles::default()).await;
    let Changed::Done(number) = made.expect("an account") else { panic!("taken") };
    number
}

#[test]
fn an_identity_is_joined_once_to_one_account() {
    on_both(async |store| {
        let (ana, bo) = (account(&store, "ana").await, account(&store, "bo").await);
        let join = async |new: Newcomer<'_>| store.join(&new).await.expect("an answer");
        assert_eq!(join(from("1", None)).await, Joined::Unverified);
        assert_eq!(join(from("1", Some("nobody@example.org"))).await, Joined::Nobody);
        assert_eq!(join(from("1", Some("Bo@Example.ORG"))).await, Joined::Now(bo));
        assert_eq!(join(from("1", None)).await, Joined::Known(bo));
        assert_eq!(
            join(from("1", Some("ana@example.org"))).await,
            Joined::Known(bo),
            "the name counts, not the address"
        );
        assert_eq!(join(from("2", Some("bo@example.org"))).await, Joined::Another);
        // Another provider is another matter.
        let other = Newcomer { issuer: "https://other.example.org", ..from("1", Some("bo@example.org")) };
        assert_eq!(join(other).await, Joined::Now(bo));
        assert_eq!(store.identities(bo).await.expect("a list").len(), 2);
        store.disable_account("test", bo, true).await.expect("closed");
        assert_eq!(join(from("1", None)).await, Joined::Closed);
        assert_eq!(join(from("3", Some("bo@example.org"))).await, Joined::Closed);
        store.disable_account("test", bo, false).await.expect("opened");
        // Parted, its sessions end, and the next is joined anew.
        store.keep_credential(Purpose::Session, bo, &"ab".repeat(32), ("", ""), 60_000).await.expect("a session");
        assert!(store.part("test", bo, ISSUER).await.expect("parted"));
        assert!(!store.part("test", bo, ISSUER).await.expect("parted"));
        assert!(store.holder(Purpose::Session, &"ab".repeat(32), None).await.expect("an answer").is_none());
        assert_eq!(join(from("2", Some("bo@example.org"))).await, Joined::Now(bo));
        // One is made where that is set, and sees only; the first of a store is not made so.
        let viewer = Newcomer { viewer: Some("Cy"), ..from("4", Some("cy@example.org")) };
        let Joined::Made(cy) = join(viewer).await else { panic!("not made") };
        let roles = store.account(cy).await.expect("an answer").expect("an account").roles;
        assert_eq!(roles.all().collect::<Vec<_>>(), [(&Extent::Everything, Role::Viewer)]);
        store.erase_account("test", bo).await.expect("erased");
        assert_eq!(join(from("2", None)).await, Joined::Unverified);
        assert_eq!(store.identities(ana).await.expect("a list"), []);
        assert_eq!(store.log().await.expect("a log").1, None);
    });
}

#[test]
fn of_many_who_come_at_once_one_is_joined_and_the_others_are_known() {
    on_both(async |store| {
        account(&store, "ana").await;
        let mut all = tokio::task::JoinSet::new();
        for _ in 0..6 {
            let store = store.clone();
            all.spawn(async move {
                let new = Newcomer { viewer: Some("Cy"), ..from("4", Some("cy@example.org")) };
                store.join(&new).await.expect("an answer")
            });
        }
        let joined = all.join_all().await;
        assert_eq!(joined.iter().filter(|one| matches!(one, Joined::Made(_))).count(), 1, "{joined:?}");
        assert_eq!(joined.iter().filter(|one| matches!(one, Joined::Known(_))).count(), 5, "{joined:?}");
    });
}

#[test]
fn whoever_is_on_the_way_comes_back_once_and_in_time() {
    on_both(async |store| {
        store.begin_sign_in("one", "/here", 60_000).await.expect("begun");
        store.begin_sign_in("two", "/there", -1).await.expect("begun");
        let mut all = tokio::task::JoinSet::new();
        for _ in 0..6 {
            let store = store.clone();
            all.spawn(async move { store.end_sign_in("one").await.expect("an answer") });
        }
        let back: Vec<String> = all.join_all().await.into_iter().flatten().collect();
        assert_eq!(back, ["/here"]);
        for ended in ["one", "two", "three"] {
            assert_eq!(store.end_sign_in(ended).await.expect("an answer"), None, "{ended}");
        }
    });
}
