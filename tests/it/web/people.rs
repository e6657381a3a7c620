//! People and settings: who may do what, and what everybody says of oneself.

use super::announced;
use super::site::{Persona, Site};
use crate::store::run;
use axum::http::{StatusCode, header};
use convoke::domain::access::{Extent, Role, Roles};
use convoke::store::{Changed, NewRegistration, Purpose};

async fn number_of(site: &Site, address: &str) -> i64 {
    site.store.account_of(address).await.expect("the store").expect("an account").0.number
}

#[test]
fn an_administrator_adds_somebody_who_begins_with_a_link_that_works_once() {
    run(async {
        let site = Site::new().await;
        let form = "name=%3Cscript%3Ealert(1)%3C%2Fscript%3E&address=Eve%40Example.org&role=planner&body=SG13";
        let added = site.post("/people", Persona::Administrator, form).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.words());
        let path = added.header(header::LOCATION).to_owned();
        let again = site.post("/people", Persona::Administrator, form).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        for page in ["/people", &path] {
            let page = site.get(page, Persona::Administrator).await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.words());
            assert!(
                page.words().contains("&lt;script&gt;") && !page.words().contains("<script>alert"),
                "{}",
                page.words()
            );
        }
        let shown = site.post(&format!("{path}/welcome"), Persona::Administrator, "").await.words();
        let word = |page: &str| page.split_once("/welcome?word=").expect("a link").1[..64].to_owned();
        let first = word(&shown);
        // Another link ends the first; the page does not show either again.
        let shown = site.post(&format!("{path}/welcome"), Persona::Administrator, "").await.words();
        let second = word(&shown);
        assert!(!site.get(&path, Persona::Administrator).await.words().contains(&second));
        let choose = |word: &str| format!("word={word}&password=a+long+enough+password");
        let used = site.post("/welcome", Persona::Anonymous, &choose(&first)).await;
        assert_eq!(used.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(site.post("/welcome", Persona::Anonymous, &choose(&second)).await.status, StatusCode::SEE_OTHER);
        let used = site.post("/welcome", Persona::Anonymous, &choose(&second)).await;
        assert_eq!(used.status, StatusCode::UNPROCESSABLE_ENTITY);
        // The log says who made the link.
        let (entries, fault) = site.store.log().await.expect("the log");
        assert_eq!(fault, None);
        assert!(entries.iter().any(|entry| entry.what == "welcome link" && entry.who == "Administrator"));
    });
}

#[test]
fn roles_are_given_and_taken_but_never_those_of_the_last_administrator() {
    run(async {
        let site = Site::new().await;
        let viewer = number_of(&site, "viewer@example.org").await;
        let own = number_of(&site, "administrator@example.org").await;
        let post = |path: String, form: &'static str| {
            let site = &site;
            async move { site.post(&path, Persona::Administrator, form).await.status }
        };
        let roles = |number: i64, what: &str| format!("/people/{number}/{what}");
        assert_eq!(post(roles(own, "roles"), "").await, StatusCode::CONFLICT);
        assert_eq!(post(roles(own, "closed"), "closed=true").await, StatusCode::CONFLICT);
        assert_eq!(
            post("/settings/erase".to_owned(), "address=administrator%40example.org").await,
            StatusCode::CONFLICT
        );
        let form = "kept=viewer%3A*&role=planner&body=SG13";
        assert_eq!(post(roles(viewer, "roles"), form).await, StatusCode::SEE_OTHER);
        let account = site.store.account(viewer).await.expect("the store").expect("an account");
        let held: Vec<String> = account.roles.all().map(|(extent, role)| format!("{role}:{}", extent.word())).collect();
        assert_eq!(held, ["viewer:*", "planner:SG13"]);
        assert_eq!(post(roles(viewer, "roles"), "role=king&body=*").await, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(post(roles(viewer, "closed"), "closed=true").await, StatusCode::SEE_OTHER);
        assert_eq!(post(roles(viewer, "welcome"), "").await, StatusCode::CONFLICT);
        assert_eq!(post(roles(viewer, "closed"), "closed=false").await, StatusCode::SEE_OTHER);
        assert_eq!(post(roles(9999, "roles"), "").await, StatusCode::NOT_FOUND);
        // With a second one the first may go.
        let another = Roles::default().with(Extent::Everything, Role::Administrator);
        site.store.make_account("test", "Two", "two@example.org", &another).await.expect("an account");
        assert_eq!(post(roles(own, "closed"), "closed=true").await, StatusCode::SEE_OTHER);
    });
}

#[test]
fn everybody_sets_what_is_ones_own() {
    run(async {
        let site = Site::new().await;
        let form = "name=Ana+Lima&language=ar&zone=Asia%2FShanghai";
        assert_eq!(site.post("/settings", Persona::Viewer, form).await.status, StatusCode::SEE_OTHER);
        let page = site.get("/settings", Persona::Viewer).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.words());
        assert!(page.text().contains("dir=\"rtl\"") && page.words().contains("Asia/Shanghai"), "{}", page.words());
        for wrong in ["name=&language=en&zone=", "name=A+%23+7&language=en", "name=A&language=en&zone=Nowhere%2FCity"] {
            let refused = site.post("/settings", Persona::Viewer, wrong).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        }
        // A program may not widen what it may do.
        let number = number_of(&site, "viewer@example.org").await;
        let word = "ab".repeat(32);
        site.store.keep_credential(Purpose::Program, number, &word, ("p", "see"), 60_000).await.expect("a secret");
        let request = axum::http::Request::builder()
            .method("POST")
            .uri("/settings/programs")
            .header(header::HOST, "localhost:8080")
            .header(header::AUTHORIZATION, format!("Bearer {word}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(axum::body::Body::from("name=more&scope=administer"))
            .expect("a request");
        assert_eq!(site.send(request).await.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn a_password_is_changed_by_whoever_knows_the_old_one() {
    run(async {
        let site = Site::new().await;
        let form = |old: &str, new: &str| format!("old={old}&password={new}");
        let ask = async |form: String| site.post("/settings/password", Persona::Planner, &form).await;
        // Without a password there is none to know.
        let refused = ask(form("anything+at+all", "a+long+enough+password")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let number = number_of(&site, "planner@example.org").await;
        let welcome = "cd".repeat(32);
        site.store.invite("test", number, &welcome, 60_000).await.expect("a link");
        let chosen =
            site.post("/welcome", Persona::Anonymous, &format!("word={welcome}&password=the+first+password")).await;
        let session = chosen.header(header::SET_COOKIE).split(';').next().expect("a cookie").to_owned();
        let secret = session.split_once('=').expect("a value").1.to_owned();
        let token = super::site::token_of(&secret);
        let change = async |old: &str, new: &str| {
            let request = axum::http::Request::builder()
                .method("POST")
                .uri("/settings/password")
                .header(header::HOST, "localhost:8080")
                .header("sec-fetch-site", "same-origin")
                .header(header::COOKIE, &session)
                .header("x-convoke-token", &token)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(axum::body::Body::from(form(old, new)))
                .expect("a request");
            site.send(request).await
        };
        assert_eq!(change("a+wrong+password", "another+password").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(change("the+first+password", "short").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let done = change("the+first+password", "another+password").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.words());
        // Everything that was signed in before has ended.
        assert_eq!(change("another+password", "yet+another+password").await.status, StatusCode::UNAUTHORIZED);
    });
}

#[test]
fn ones_data_is_exported_and_erased() {
    run(async {
        let site = announced::site().await;
        let new = NewRegistration {
            scenario: announced::AHEAD,
            meeting: announced::FIRST,
            address: "stranger@example.org",
            name: "Stranger",
            presence: "remote",
            details: "{}",
            secret: &"ef".repeat(32),
        };
        assert!(site.store.register(&new).await.expect("registered"));
        site.post("/settings/follows", Persona::Stranger, "body=SG13&body=JCA-ML").await;
        let data = site.get("/settings/data", Persona::Stranger).await;
        assert_eq!(data.status, StatusCode::OK, "{}", data.words());
        let data = data.json();
        assert_eq!(data["account"]["address"], "stranger@example.org");
        assert_eq!(data["follows"], serde_json::json!(["JCA-ML", "SG13"]));
        assert_eq!(data["registrations"][0]["meeting"], announced::FIRST);
        assert!(!data.to_string().contains(&"ef".repeat(32)));
        let wrong = site.post("/settings/erase", Persona::Stranger, "address=planner%40example.org").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let done = site.post("/settings/erase", Persona::Stranger, "address=stranger%40example.org").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.words());
        assert!(site.store.account_of("stranger@example.org").await.expect("the store").is_none());
        assert!(site.store.registered(announced::AHEAD).await.expect("a list").is_empty());
        let (entries, fault) = site.store.log().await.expect("the log");
        assert_eq!(fault, None);
        assert!(entries.iter().all(|entry| !entry.about.contains("stranger@example.org")));
    });
}

#[test]
fn a_link_is_bound_to_its_account_and_ends_when_the_account_is_closed() {
    run(async {
        let site = Site::new().await;
        let number = number_of(&site, "viewer@example.org").await;
        let word = "12".repeat(32);
        assert_eq!(site.store.invite("test", number, &word, 60_000).await.expect("a link"), Changed::Done(number));
        site.post(&format!("/people/{number}/closed"), Persona::Administrator, "closed=true").await;
        let form = format!("word={word}&password=a+long+enough+password");
        assert_eq!(site.post("/welcome", Persona::Anonymous, &form).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}
