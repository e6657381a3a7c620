//! Whose account it is.

use super::fake::{Fake, Word, claims, of};
use super::{go, is_signed_in, provider, session};
use crate::store::run;
use crate::web::site::{Persona, Site};
use axum::http::StatusCode;
use convoke::domain::access::{Extent, Role};
use serde_json::json;

#[test]
fn whoever_is_known_by_an_address_that_is_read_is_joined_once_and_for_all() {
    run(async {
        let fake = Fake::new().await;
        let site = Site::with_provider(provider(fake.issuer(), false)).await;
        let page = site.get("/sign-in?next=/settings", Persona::Anonymous).await;
        assert!(page.words().contains("Sign in with Example login"), "{}", page.words());
        let refused = async |word: Word, says: &str| {
            let answer = fake.walk(&site, word).await;
            assert_eq!((answer.status, session(&answer)), (StatusCode::UNAUTHORIZED, None), "{says}");
            assert!(answer.words().contains(says), "{says}: {}", answer.words());
        };
        // An address that nobody has seen to be read says nothing of who it is.
        for unverified in [
            json!({ "email": "planner@example.org", "email_verified": false }),
            json!({ "email": "planner@example.org", "email_verified": "true" }),
            json!({ "email": "planner@example.org" }),
            json!({ "email_verified": true }),
            json!({ "email": "planner@example.org\r\n", "email_verified": true }),
        ] {
            refused(claims(unverified), "does not confirm a mail address").await;
        }
        refused(claims(of("one", "somebody@example.org")), "Nobody here has the address somebody@example.org").await;
        // The address is the same in any letters; from then on the subject counts, not the address.
        for word in [of("one", "Planner@Example.ORG"), json!({ "sub": "one", "email": null })] {
            let answer = fake.walk(&site, claims(word)).await;
            assert_eq!(answer.headers["location"], "/settings", "{}", answer.words());
            assert!(is_signed_in(&site, &session(&answer).expect("a session"), "planner@example.org").await);
        }
        let answer = fake.walk(&site, claims(of("one", "approver@example.org"))).await;
        assert!(is_signed_in(&site, &session(&answer).expect("a session"), "planner@example.org").await);
        // Whoever has the address now is not who had it then.
        refused(claims(of("two", "planner@example.org")), "belongs to somebody else").await;
        let (planner, _) = site.store.account_of("planner@example.org").await.expect("the store").expect("an account");
        let person = format!("/people/{}", planner.number);
        assert!(
            site.get(&person, Persona::Administrator).await.words().contains(&format!("Joined to {}", fake.issuer()))
        );
        // An administrator parts them; sessions end.
        let last = session(&answer).expect("a session");
        let form: String =
            url::form_urlencoded::Serializer::new(String::new()).append_pair("issuer", fake.issuer()).finish();
        let parted = site.post(&format!("{person}/identity"), Persona::Administrator, &form).await;
        assert_eq!(parted.status, StatusCode::SEE_OTHER);
        assert!(!is_signed_in(&site, &last, "planner@example.org").await);
        let answer = fake.walk(&site, claims(of("two", "planner@example.org"))).await;
        assert!(session(&answer).is_some(), "{}", answer.words());
        // A closed account stays closed, by either name.
        site.store.disable_account("test", planner.number, true).await.expect("closed");
        refused(claims(of("two", "planner@example.org")), "This account is closed").await;
        let (viewer, _) = site.store.account_of("viewer@example.org").await.expect("the store").expect("an account");
        site.store.disable_account("test", viewer.number, true).await.expect("closed");
        refused(claims(of("three", "viewer@example.org")), "This account is closed").await;
        let (log, fault) = site.store.log().await.expect("the log");
        assert_eq!(fault, None);
        assert!(log.iter().any(|entry| entry.what == "identity joined" && entry.who == "Planner"));
        assert!(log.iter().all(|entry| !entry.about.contains('@')), "no address stands in the log");
    });
}

#[test]
fn an_address_may_stand_beside_the_token() {
    run(async {
        let fake = Fake::new().await;
        let site = Site::with_provider(provider(fake.issuer(), false)).await;
        let beside = |userinfo| Word { userinfo, ..Word::default() };
        let answer = fake.walk(&site, beside(of("another", "planner@example.org"))).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "of another person");
        assert!(answer.words().contains("(subject)"), "{}", answer.words());
        let answer = fake.walk(&site, beside(of("one", "planner@example.org"))).await;
        assert!(session(&answer).is_some(), "{}", answer.words());
    });
}

#[test]
fn somebody_new_gets_an_account_only_where_it_is_set_and_sees_only() {
    run(async {
        let fake = Fake::new().await;
        let site = Site::with_provider(provider(fake.issuer(), true)).await;
        let mut new = of("nine", "new@example.org");
        new["name"] = json!("Nia\u{202e} # New");
        let answer = fake.walk(&site, claims(new)).await;
        assert!(is_signed_in(&site, &session(&answer).expect("a session"), "new@example.org").await);
        let (account, password) =
            site.store.account_of("new@example.org").await.expect("the store").expect("an account");
        assert_eq!((account.name.as_str(), password), ("A viewer", None), "a name that cannot be one is none");
        let roles: Vec<(&Extent, Role)> = account.roles.all().collect();
        assert_eq!(roles, [(&Extent::Everything, Role::Viewer)]);
        // What is kept about somebody says so, and goes with the account.
        let kept = site.store.kept_about(account.number).await.expect("the store").expect("an account");
        assert_eq!(kept["identities"][0]["subject"], "nine");
        site.store.erase_account("test", account.number).await.expect("erased");
        assert!(site.store.identities(account.number).await.expect("a list").is_empty());
    });
}

#[test]
fn one_network_does_not_begin_again_and_again() {
    run(async {
        let fake = Fake::new().await;
        let site = Site::with_provider(provider(fake.issuer(), false)).await;
        for _ in 0..100 {
            go(&site, "/settings").await;
        }
        let answer = site.get("/sign-in/openid", Persona::Anonymous).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    });
}
