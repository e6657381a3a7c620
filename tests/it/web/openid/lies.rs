//! What is not believed, whoever says it.

use super::fake::{Fake, Word, claims, of};
use super::{come, go, is_signed_in, provider, session};
use crate::store::run;
use crate::web::site::{Persona, Site};
use axum::http::StatusCode;
use convoke::identity::{Provider, Settings, Wrong};
use serde_json::json;

/// Claims of a known person with others among them.
fn with(more: serde_json::Value) -> serde_json::Value {
    let mut all = of("one", "planner@example.org");
    for (name, value) in more.as_object().expect("claims") {
        all[name] = value.clone();
    }
    all
}

#[test]
fn a_token_that_is_wrong_in_one_thing_lets_nobody_in() {
    run(async {
        let fake = Fake::new().await;
        let site = Site::with_provider(provider(fake.issuer(), true)).await;
        let accounts = site.store.accounts().await.expect("a list").len();
        let of_claims = |more| claims(with(more));
        let of_header = |header| Word { header, ..claims(with(json!({}))) };
        let foreign = |header| Word { foreign: true, ..of_header(header) };
        let lies: Vec<(&str, Word, &str)> = vec![
            ("another nonce", of_claims(json!({ "nonce": "another" })), "nonce"),
            ("no nonce", of_claims(json!({ "nonce": null })), "nonce"),
            ("another audience", of_claims(json!({ "aud": "another" })), "audience"),
            ("an audience beside us", of_claims(json!({ "aud": ["convoke", "another"] })), "audience"),
            ("nobody's", of_claims(json!({ "aud": [] })), "audience"),
            ("made for another party", of_claims(json!({ "azp": "another" })), "audience"),
            ("another issuer", of_claims(json!({ "iss": "https://login.example.org" })), "issuer"),
            ("the issuer in a list", of_claims(json!({ "iss": [fake.issuer()] })), "claims"),
            ("expired", of_claims(json!({ "exp": "now-61" })), "expired"),
            ("without an end", of_claims(json!({ "exp": null })), "claims"),
            ("an end in words", of_claims(json!({ "exp": "never" })), "claims"),
            ("made tomorrow", of_claims(json!({ "iat": "now+86400" })), "not yet"),
            ("good from tomorrow", of_claims(json!({ "nbf": "now+86400" })), "not yet"),
            ("nobody", of_claims(json!({ "sub": "" })), "subject"),
            ("a foreign signature", foreign(json!({ "alg": "ES256", "kid": "one" })), "signature"),
            ("a foreign signature of RSA", foreign(json!({ "alg": "RS256", "kid": "two" })), "signature"),
            ("the key of another kind", of_header(json!({ "alg": "RS256", "kid": "one" })), "unknown key"),
            ("a key that signs nothing", of_header(json!({ "alg": "RS256", "kid": "three" })), "unknown key"),
            ("an unknown key", of_header(json!({ "alg": "ES256", "kid": "nine" })), "unknown key"),
            ("signed with our own secret", of_header(json!({ "alg": "HS256" })), "algorithm"),
            ("not signed", of_header(json!({ "alg": "none" })), "form"),
            ("with a condition", of_header(json!({ "alg": "ES256", "kid": "one", "crit": ["x"], "x": 1 })), "form"),
        ];
        for (what, word, said) in lies {
            let answer = fake.walk(&site, word).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{what}");
            assert_eq!(session(&answer), None, "{what}");
            assert!(answer.words().contains(&format!("({said})")), "{what}: {}", answer.words());
        }
        // The same, true in all things, by either kind of key.
        for header in [json!({ "alg": "ES256", "kid": "one" }), json!({ "alg": "RS256" })] {
            let answer = fake.walk(&site, of_header(header)).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
            assert!(is_signed_in(&site, &session(&answer).expect("a session"), "planner@example.org").await);
        }
        assert_eq!(site.store.accounts().await.expect("a list").len(), accounts, "nobody was added");
        // An unknown key is asked for once more, and not again and again.
        assert!(fake.asked_for_keys() <= 3, "{}", fake.asked_for_keys());
    });
}

#[test]
fn an_answer_belongs_to_one_browser_and_one_attempt() {
    run(async {
        let fake = Fake::new().await;
        let site = Site::with_provider(provider(fake.issuer(), false)).await;
        let word = claims(of("one", "planner@example.org"));
        fake.says(word.clone());
        let (gone, other) = (go(&site, "/settings").await, go(&site, "/settings").await);
        fake.sees(&gone);
        let back = fake.back(&gone);
        // Another browser, one without a cookie, and a made-up word of the attempt.
        for (back, cookie) in [
            (back.as_str(), other.cookie.as_str()),
            (back.as_str(), ""),
            (back.replace("state=", "state=x").as_str(), gone.cookie.as_str()),
            ("http://localhost:8080/sign-in/openid/return", gone.cookie.as_str()),
        ] {
            let answer = come(&site, back, cookie).await;
            assert_eq!((answer.status, session(&answer)), (StatusCode::UNAUTHORIZED, None), "{back}");
        }
        // The right one, once.
        let answer = come(&site, &back, &gone.cookie).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
        let again = come(&site, &back, &gone.cookie).await;
        assert_eq!((again.status, session(&again)), (StatusCode::UNAUTHORIZED, None));
        assert!(again.words().contains("This attempt to sign in has ended"), "{}", again.words());
        // The answer of another provider (RFC 9207), or of nobody.
        for replaced in ["iss=https%3A%2F%2Fevil.example", "is=x"] {
            let gone = go(&site, "/settings").await;
            fake.sees(&gone);
            let back = fake.back(&gone);
            let (before, _) = back.split_once("iss=").expect("an issuer");
            let answer = come(&site, &format!("{before}{replaced}"), &gone.cookie).await;
            assert_eq!((answer.status, session(&answer)), (StatusCode::UNAUTHORIZED, None));
            assert!(answer.words().contains("(issuer)"), "{}", answer.words());
        }
        // Whoever shows the code without having begun has no verifier: the provider refuses.
        fake.sees(&other);
        let gone = go(&site, "/settings").await;
        let answer = come(&site, &fake.back(&gone), &gone.cookie).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(answer.words().contains("invalid_grant"), "{}", answer.words());
    });
}

#[test]
fn what_the_provider_says_is_shown_as_text_and_leads_nowhere_else() {
    run(async {
        let fake = Fake::new().await;
        let site = Site::with_provider(provider(fake.issuer(), false)).await;
        let hostile = "<script>alert(1)</script>";
        let gone = go(&site, "/settings").await;
        let shown = gone.shown();
        let mut back = url::Url::parse(&shown["redirect_uri"]).expect("an address");
        back.query_pairs_mut().extend_pairs([
            ("error", "access_denied<b>"),
            ("error_description", hostile),
            ("state", &shown["state"]),
            ("iss", fake.issuer()),
        ]);
        let answer = come(&site, back.as_str(), &gone.cookie).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(answer.words().contains("access_denied"), "{}", answer.words());
        assert!(!answer.text().contains("<script>alert") && !answer.text().contains("<b>"), "{}", answer.text());
        assert_eq!(answer.headers["referrer-policy"], "no-referrer");
        // Without a word of an attempt nothing of the address is shown: nobody is made to read what a link says.
        let gone = go(&site, "/settings").await;
        let link = "http://localhost:8080/sign-in/openid/return?error=x&error_description=call+this+number&state=y";
        assert!(!come(&site, link, &gone.cookie).await.words().contains("call this number"));
        let refusal = Some(json!({ "error": "invalid_client", "error_description": hostile }));
        let answer = fake.walk(&site, Word { refusal, ..Word::default() }).await;
        assert!(answer.words().contains("invalid_client") && !answer.text().contains("<script>alert"));
        // Only to paths of ours.
        for next in ["//evil.example", "https%3A%2F%2Fevil.example", "%2F%5Cevil.example", "x"] {
            fake.says(claims(of("one", "planner@example.org")));
            let gone = go(&site, next).await;
            fake.sees(&gone);
            let answer = come(&site, &fake.back(&gone), &gone.cookie).await;
            assert_eq!(answer.headers["location"], "/", "{next}");
        }
    });
}

#[test]
fn a_provider_is_asked_only_where_it_may_be() {
    run(async {
        let settings = |issuer: &str| Settings {
            issuer: issuer.to_owned(),
            client: "convoke".to_owned(),
            secret: None,
            name: "x".to_owned(),
            viewers: false,
        };
        // Without encryption this machine alone, and only where it is allowed.
        for (issuer, private) in [
            ("http://127.0.0.1:1", vec![]),
            ("http://login.example.org", vec!["login.example.org".to_owned()]),
            ("ftp://login.example.org", vec![]),
            ("login", vec![]),
        ] {
            let made = Provider::new(settings(issuer), private);
            assert!(matches!(made, Err(Wrong::Unreachable(_))), "{issuer}: {made:?}");
        }
        // A private address that nobody allowed is refused when it is looked up; nothing is said of it.
        let site =
            Site::with_provider(Provider::new(settings("https://127.0.0.1:1"), vec![]).expect("a provider")).await;
        let answer = site.get("/sign-in/openid?next=/settings", Persona::Anonymous).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(answer.words().contains("cannot be asked just now") && !answer.words().contains("127.0.0.1"));
        // One that calls itself something else.
        let fake = Fake::new().await;
        let site = Site::with_provider(provider(&format!("{}/", fake.issuer()), false)).await;
        let answer = site.get("/sign-in/openid", Persona::Anonymous).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        // No provider: no button, no page.
        let site = Site::new().await;
        assert!(!site.get("/sign-in", Persona::Anonymous).await.text().contains("openid"));
        for path in ["/sign-in/openid", "/sign-in/openid/return?state=x&code=y"] {
            assert_eq!(site.get(path, Persona::Anonymous).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert!(!format!("{:?}", provider(fake.issuer(), false)).contains(super::SECRET));
    });
}
