//! Programs of others that are told: what, signed how, how often, and what is given up.

use super::announced::{self, AHEAD, FIRST};
use super::site::{BASE, Persona, Site};
use crate::store::run;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use convoke::domain::time::ZoneData;
use convoke::fetching::Fetcher;
use convoke::work::webhooks::{Sending, signature, tell};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

/// How the receiver answers.
#[derive(Clone, Copy)]
enum Answers {
    Well,
    Fails,
    Points,
    Sleeps,
}

#[derive(Clone, Default)]
struct Receiver {
    answers: Arc<Mutex<VecDeque<Answers>>>,
    got: Arc<Mutex<Vec<(HeaderMap, String)>>>,
}

impl Receiver {
    /// Its address; when nothing more is said, it answers well.
    async fn start(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let here = format!("http://{}/hook?key=canary", listener.local_addr().expect("an address"));
        let router = Router::new().route("/hook", post(take)).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        here
    }

    fn will(&self, answers: &[Answers]) {
        self.answers.lock().expect("nobody fails").extend(answers);
    }

    fn taken(&self) -> Vec<(HeaderMap, String)> {
        std::mem::take(&mut *self.got.lock().expect("nobody fails"))
    }
}

async fn take(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> Response {
    let text = String::from_utf8(body.to_vec()).expect("text");
    receiver.got.lock().expect("nobody fails").push((headers, text));
    let answer = receiver.answers.lock().expect("nobody fails").pop_front().unwrap_or(Answers::Well);
    match answer {
        Answers::Well => StatusCode::NO_CONTENT.into_response(),
        Answers::Fails => StatusCode::BAD_GATEWAY.into_response(),
        Answers::Points => (StatusCode::FOUND, [(header::LOCATION, "http://127.0.0.1:9/secret")]).into_response(),
        Answers::Sleeps => {
            tokio::time::sleep(Duration::from_secs(8)).await;
            StatusCode::OK.into_response()
        }
    }
}

/// Tells what is due; `second` is how many milliseconds a second of waiting takes.
async fn told(site: &Site, allowed: &[&str], second: i64) {
    static ZONES: OnceLock<ZoneData> = OnceLock::new();
    let fetcher = Fetcher::new(allowed.iter().map(|host| (*host).to_owned()));
    let zones = ZONES.get_or_init(ZoneData::bundled);
    let sending = Sending { fetcher: &fetcher, by: "test", zones, base: Some(BASE), second };
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    tell(&site.store, &sending, true, stopped).await.expect("told");
}

/// Sets one as the administrator; its secret.
async fn set(site: &Site, url: &str, body: &str) -> String {
    let form =
        url::form_urlencoded::Serializer::new(String::new()).append_pair("url", url).append_pair("body", body).finish();
    let page = site.post("/webhooks", Persona::Administrator, &form).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.words());
    page.words().split_once("class=\"secret\" value=\"").expect("a secret").1[..64].to_owned()
}

async fn reannounce(site: &Site) {
    let path =
        announced::prepare(site, AHEAD, &format!("meeting={FIRST}&meeting={}&reworded=1", announced::AROUND)).await;
    let answer = announced::approve(site, &path).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
}

#[test]
fn what_is_announced_is_told_signed_and_once() {
    run(async {
        let site = Site::allowing(&["127.0.0.1"]).await;
        let (receiver, other) = (Receiver::default(), Receiver::default());
        let secret = set(&site, &receiver.start().await, "JCA-ML").await;
        set(&site, &other.start().await, "NOBODY").await;
        announced::announce_first(&site).await;
        told(&site, &["127.0.0.1"], 1000).await;
        let got = receiver.taken();
        let [(headers, text)] = &got[..] else { panic!("{} messages", got.len()) };
        let said: serde_json::Value = serde_json::from_str(text).expect("JSON");
        assert_eq!((said["event"].as_str(), said["meeting"].as_str()), (Some("announced"), Some(FIRST)));
        assert_eq!((said["body"].as_str(), said["scenario"].as_str()), (Some("JCA-ML"), Some(AHEAD)));
        assert_eq!(said["page"], format!("{BASE}/meetings/{AHEAD}/{FIRST}"));
        assert!(said["first"].as_str().is_some_and(|day| day.starts_with("2051-")) && said["id"].is_i64());
        // Signed with the secret that was shown, the time among what is signed.
        let header = |name: &str| headers[name].to_str().expect("text").to_owned();
        let at: i64 = header("convoke-timestamp").parse().expect("seconds");
        assert_eq!(header("convoke-signature"), signature(&secret, at, text));
        assert_ne!(header("convoke-signature"), signature(&secret, at + 1, text));
        assert!(other.taken().is_empty(), "of a body that nobody has");
        // Told once, whoever looks again.
        told(&site, &["127.0.0.1"], 1000).await;
        assert!(receiver.taken().is_empty());
        // The secret and the address stand in no list and no log; an ended one is told nothing.
        let page = site.get("/webhooks", Persona::Administrator).await.words();
        assert!(page.contains("/hook") && !page.contains(&secret), "{page}");
        let (log, _) = site.store.log().await.expect("the log");
        assert!(log.iter().any(|entry| entry.what == "webhook"));
        assert!(log.iter().all(|entry| !entry.about.contains("canary") && !entry.about.contains(&secret)));
        let number = site.store.webhooks().await.expect("a list")[0].number;
        reannounce(&site).await;
        assert_eq!(
            site.post(&format!("/webhooks/{number}/end"), Persona::Administrator, "").await.status,
            StatusCode::SEE_OTHER
        );
        told(&site, &["127.0.0.1"], 1000).await;
        assert!(receiver.taken().is_empty());
    });
}

#[test]
fn a_plan_in_force_is_told_without_what_is_in_it() {
    run(async {
        let site = Site::allowing(&["127.0.0.1"]).await;
        let receiver = Receiver::default();
        set(&site, &receiver.start().await, "*").await;
        let place =
            serde_json::json!({ "seen": 0, "put": { "meeting": "jca-ml-2023-2", "first": "2023-07-06" }, "why": "" });
        let path = format!("/api/v1/scenarios/{}/plans", super::site::SCENARIO);
        assert_eq!(site.post_json(&path, Persona::Planner, &place).await.status, StatusCode::CREATED);
        told(&site, &["127.0.0.1"], 1000).await;
        let got = receiver.taken();
        let [(_, text)] = &got[..] else { panic!("{} messages", got.len()) };
        let said: serde_json::Value = serde_json::from_str(text).expect("JSON");
        assert_eq!((said["event"].as_str(), said["plan"].as_i64()), (Some("plan_in_force"), Some(1)));
        assert!(!text.contains("jca-ml-2023-2") && !text.contains("2023-07"), "{text}");
    });
}

#[test]
fn what_does_not_arrive_is_tried_again_and_given_up() {
    run(async {
        let site = Site::allowing(&["127.0.0.1"]).await;
        let receiver = Receiver::default();
        set(&site, &receiver.start().await, "JCA-ML").await;
        let fault = async || site.store.webhooks().await.expect("a list")[0].fault.clone();
        announced::announce_first(&site).await;
        // It fails twice, is slow once, and then is there: the same message each time, signed anew.
        receiver.will(&[Answers::Fails, Answers::Sleeps, Answers::Fails]);
        told(&site, &["127.0.0.1"], 0).await;
        let got = receiver.taken();
        assert_eq!(got.len(), 4);
        assert!(got.iter().all(|(_, text)| *text == got[0].1));
        assert_eq!(fault().await, "");
        // Put off, it is not tried at once.
        reannounce(&site).await;
        receiver.will(&[Answers::Fails; 1]);
        told(&site, &["127.0.0.1"], 1000).await;
        assert_eq!((receiver.taken().len(), fault().await.as_str()), (1, "url.status: the server answers 502"));
        // It never gets well: nine tries, and then no more.
        let site = Site::allowing(&["127.0.0.1"]).await;
        set(&site, &receiver.start().await, "JCA-ML").await;
        announced::announce_first(&site).await;
        receiver.will(&[Answers::Fails; 20]);
        told(&site, &["127.0.0.1"], 0).await;
        assert_eq!(receiver.taken().len(), 9);
        assert!(site.store.webhooks().await.expect("a list")[0].fault.ends_with("(given up)"));
    });
}

#[test]
fn nobody_is_reached_through_us() {
    run(async {
        let site = Site::allowing(&["127.0.0.1"]).await;
        let receiver = Receiver::default();
        let here = receiver.start().await;
        set(&site, &here, "JCA-ML").await;
        announced::announce_first(&site).await;
        // Pointed elsewhere it is not followed, nor tried again.
        receiver.will(&[Answers::Points]);
        told(&site, &["127.0.0.1"], 0).await;
        assert_eq!(receiver.taken().len(), 1);
        let fault = async || site.store.webhooks().await.expect("a list")[0].fault.clone();
        assert!(fault().await.starts_with("url.redirect:"), "{}", fault().await);
        // Private, where nobody allows it any more.
        reannounce(&site).await;
        told(&site, &[], 0).await;
        assert!(receiver.taken().is_empty());
        assert!(fault().await.starts_with("url.invalid:"), "{}", fault().await);
        let form = |url: &str| {
            url::form_urlencoded::Serializer::new(String::new())
                .append_pair("url", url)
                .append_pair("body", "*")
                .finish()
        };
        for wrong in ["http://example.org/", "ftp://example.org/", "https://a:b@example.org/", "hook"] {
            let refused = site.post("/webhooks", Persona::Administrator, &form(wrong)).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        }
        // Over HTTPS it is looked at when the name is looked up.
        let site = Site::allowing(&[]).await;
        set(&site, "https://127.0.0.1:1/", "JCA-ML").await;
        announced::announce_first(&site).await;
        told(&site, &[], 0).await;
        assert!(site.store.webhooks().await.expect("a list")[0].fault.starts_with("url.private:"));
        assert_eq!(site.get("/webhooks", Persona::Planner).await.status, StatusCode::FORBIDDEN);
    });
}
