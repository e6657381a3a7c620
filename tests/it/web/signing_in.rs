//! Signing in: who is let in, what limits guessing, what ends a session.

use super::site::{BASE, Persona, Site};
use crate::store::run;
use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use convoke::domain::access::{Extent, Role, Roles};
use convoke::store::{Changed, Purpose};

const WORD: &str = "abababababababababababababababababababababababababababababababab";

async fn invited(site: &Site) -> i64 {
    let roles = Roles::default().with(Extent::Everything, Role::Viewer);
    let made = site.store.make_account("test", "Eve", "Eve@Example.org", &roles).await.expect("an account");
    let Changed::Done(number) = made else { panic!("{made:?}") };
    site.store.keep_credential(Purpose::Welcome, number, WORD, ("", ""), 60_000).await.expect("a link");
    number
}

fn cookie(answer: &super::site::Answer) -> String {
    let cookie = answer.header(header::SET_COOKIE);
    for part in ["__Host-convoke=", "Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    cookie.split(';').next().expect("a value").to_owned()
}

#[test]
fn a_link_sets_a_password_once_and_looking_at_it_changes_nothing() {
    run(async {
        let site = Site::new().await;
        invited(&site).await;
        let before = site.store.log().await.expect("the log").0.len();
        for _ in 0..2 {
            let page = site.get(&format!("/welcome?word={WORD}"), Persona::Anonymous).await;
            assert!(page.text().contains("new-password"));
        }
        assert_eq!(site.store.log().await.expect("the log").0.len(), before);
        let short = site.post("/welcome", Persona::Anonymous, &format!("word={WORD}&password=short")).await;
        assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
        let form = format!("word={WORD}&password=a+long+enough+password");
        let done = site.post("/welcome", Persona::Anonymous, &form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        cookie(&done);
        let again = site.post("/welcome", Persona::Anonymous, &form).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);

        let form = "address=EVE%40example.org&password=a+long+enough+password&next=//evil.example";
        let signed = site.post("/sign-in", Persona::Anonymous, form).await;
        assert_eq!(signed.status, StatusCode::SEE_OTHER);
        assert_eq!(signed.header(header::LOCATION), "/");
        let session = cookie(&signed);
        let with = |session: &str| {
            let request = site.request(Method::GET, "/scenarios", Persona::Anonymous);
            request.header(header::COOKIE, session.to_owned()).body(Body::empty()).expect("a request")
        };
        assert_eq!(site.send(with(&session)).await.status, StatusCode::OK);
        // Other roles, or a closed account, end it.
        let (account, _) = site.store.account_of("eve@example.org").await.expect("the store").expect("an account");
        site.store.set_roles("test", account.number, &account.roles).await.expect("roles");
        assert_eq!(site.send(with(&session)).await.status, StatusCode::SEE_OTHER);
    });
}

#[test]
fn guessing_is_limited_and_tells_nothing() {
    run(async {
        let site = Site::new().await;
        invited(&site).await;
        let guess = |address: &str| format!("address={address}&password=wrong+wrong+wrong");
        let known = site.post("/sign-in", Persona::Anonymous, &guess("eve%40example.org")).await;
        let unknown = site.post("/sign-in", Persona::Anonymous, &guess("nobody%40example.org")).await;
        assert_eq!((known.status, unknown.status), (StatusCode::UNAUTHORIZED, StatusCode::UNAUTHORIZED));
        let plain = |text: String| text.replace("eve@example.org", "").replace("nobody@example.org", "");
        assert_eq!(plain(known.text()), plain(unknown.text()));
        for _ in 0..9 {
            site.post("/sign-in", Persona::Anonymous, &guess("eve%40example.org")).await;
        }
        let limited = site.post("/sign-in", Persona::Anonymous, &guess("eve%40example.org")).await;
        assert_eq!(limited.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(site.store.account_of("eve@example.org").await.expect("the store").is_some());
    });
}

#[test]
fn a_program_is_let_in_by_its_own_secret_within_its_scopes() {
    run(async {
        let site = Site::new().await;
        let (account, _) = site.store.account_of("planner@example.org").await.expect("the store").expect("an account");
        site.store
            .keep_credential(Purpose::Program, account.number, WORD, ("script", "see"), 60_000)
            .await
            .expect("a secret");
        let asked = |method: Method, path: &str, secret: &str| {
            let request =
                axum::http::Request::builder().method(method).uri(path).header(header::HOST, &BASE["http://".len()..]);
            request.header(header::AUTHORIZATION, format!("Bearer {secret}")).body(Body::empty()).expect("a request")
        };
        assert_eq!(site.send(asked(Method::GET, "/scenarios", WORD)).await.status, StatusCode::OK);
        assert_eq!(site.send(asked(Method::POST, "/scenarios", WORD)).await.status, StatusCode::FORBIDDEN);
        let wrong = "cd".repeat(32);
        assert_eq!(site.send(asked(Method::GET, "/sign-in", &wrong)).await.status, StatusCode::SEE_OTHER);
    });
}
