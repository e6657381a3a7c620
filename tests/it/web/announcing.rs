//! Announcing: what is seen is what is approved, by somebody else, once.

use super::announced::{self, AHEAD, FIRST};
use super::site::{Answer, Persona, Site, token_of};
use crate::delivery::sink::{self, Manner};
use crate::store::run;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use convoke::app::outbox::{Attempt, State};
use convoke::domain::access::{Extent, Role, Roles};
use convoke::domain::ids::BodyId;
use convoke::store::{Changed, Claim, Ending, Mark, NewRevision, Purpose};
use convoke::web::Limits;
use std::collections::BTreeSet;

/// Somebody with these roles, signed in with this secret.
async fn somebody(site: &Site, name: &str, roles: Roles, secret: &str) -> i64 {
    let address = format!("{}@example.org", name.to_lowercase());
    let Changed::Done(number) = site.store.make_account("test", name, &address, &roles).await.expect("an account")
    else {
        panic!("no account")
    };
    site.store.keep_credential(Purpose::Session, number, secret, ("", ""), 86_400_000).await.expect("a session");
    number
}

async fn ask(site: &Site, method: Method, path: &str, secret: &str, form: &str) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "localhost:8080")
        .header("sec-fetch-site", "same-origin")
        .header(header::COOKIE, format!("__Host-convoke={secret}"))
        .header("x-convoke-token", token_of(secret))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    site.send(request.body(Body::from(form.to_owned())).expect("a request")).await
}

async fn approvals(site: &Site) -> usize {
    let (entries, fault) = site.store.log().await.expect("the log");
    assert_eq!(fault, None);
    entries.iter().filter(|entry| entry.what == "approved").count()
}

async fn a_hundred_approvals(address: Option<String>) {
    let site = match address {
        Some(address) => Site::over(&address, Limits::default()).await,
        None => Site::new().await,
    };
    site.keep(AHEAD, "given.toml", &announced::files()).await;
    let path = announced::prepare(&site, AHEAD, "").await;
    let digest = announced::digest(&site, &path).await;
    let second = "ef".repeat(32);
    somebody(&site, "Second", Roles::default().with(Extent::Everything, Role::Approver), &second).await;
    let site = std::sync::Arc::new(site);
    let mut asked = tokio::task::JoinSet::new();
    for number in 0..100 {
        let (site, path, form) = (std::sync::Arc::clone(&site), format!("{path}/approve"), format!("digest={digest}"));
        let second = second.clone();
        asked.spawn(async move {
            let answer = match number % 2 {
                0 => site.post(&path, Persona::Approver, &form).await,
                _ => ask(&site, Method::POST, &path, &second, &form).await,
            };
            (answer.status, answer.header(header::LOCATION).to_owned(), answer.bytes)
        });
    }
    let answers = asked.join_all().await;
    assert_eq!(answers.len(), 100);
    for answer in &answers {
        assert_eq!(
            (answer.0, answer.1.as_str()),
            (StatusCode::SEE_OTHER, path.as_str()),
            "{}",
            String::from_utf8_lossy(&answer.2)
        );
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "answers differ");
    assert_eq!(approvals(&site).await, 1);
    let number: i64 = path.rsplit('/').next().expect("a number").parse().expect("a number");
    let progress = site.store.progress(number).await.expect("counts");
    assert_eq!(progress.get("queued"), Some(&22), "{progress:?}");
    // Each arrives, and once.
    let (port, seen) = sink::start(Manner::default()).await;
    let (tally, _) = crate::work::run(&site.store, crate::work::settings(port)).await.expect("sent");
    let taken = seen.taken();
    let all: BTreeSet<(&str, String)> =
        taken.iter().map(|one| (one.recipient.as_str(), message_id(&one.bytes))).collect();
    assert!(taken.iter().all(|one| one.answer == "250"), "{tally:?}");
    assert_eq!((taken.len(), all.len()), (22, 22), "{tally:?}");
    let progress = site.store.progress(number).await.expect("counts");
    assert_eq!(progress.get("sent"), Some(&22), "{progress:?}");
    println!("100 approvals by two people, {} mails at the relay", taken.len());
}

fn message_id(bytes: &[u8]) -> String {
    let parsed = mail_parser::MessageParser::default().parse(bytes).expect("a mail");
    parsed.message_id().expect("an id").to_owned()
}

#[test]
fn a_hundred_approvals_at_once_are_one() {
    run(a_hundred_approvals(None));
}

#[test]
fn a_hundred_approvals_at_once_are_one_on_a_server() {
    run(a_hundred_approvals(Some(crate::postgres::database())));
}

#[test]
fn the_page_shows_what_would_go_out_and_to_whom() {
    run(async {
        let site = Site::new().await;
        site.keep(AHEAD, "given.toml", &announced::files()).await;
        let page = site.get(&format!("/scenarios/{AHEAD}/announce"), Persona::Planner).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.words());
        let text = page.words();
        assert!(text.contains("Messages: 22; people and lists: 4"), "{text}");
        assert!(text.contains("Invitation") && text.contains("Chinese: 1"), "{text}");
        // The calendar is public to nobody yet, and addresses are masked.
        let preview = site.get(&format!("/scenarios/{AHEAD}/announce/preview?at=0"), Persona::Viewer).await;
        assert_eq!(preview.status, StatusCode::OK, "{}", preview.words());
        assert!(preview.words().contains("BEGIN:VCALENDAR"), "{}", preview.words());
        let past = site.get(&format!("/scenarios/{AHEAD}/announce/preview?at=9999"), Persona::Viewer).await;
        assert_eq!(past.status, StatusCode::NOT_FOUND);
        // Looking kept nothing and made no secrets of addresses.
        assert!(site.store.announcements().await.expect("a list").is_empty());
        assert!(site.store.tokens().await.expect("tokens").is_empty());
        let path = announced::prepare(&site, AHEAD, "").await;
        let text = site.get(&path, Persona::Approver).await.words();
        assert!(text.contains("<strong>22</strong>") && text.contains("prepared by Planner"), "{text}");
        assert_eq!(text.matches("class=\"sample\"").count(), 3, "{text}");
        assert!(text.contains(&announced::digest(&site, &path).await));
        for persona in [Persona::Viewer, Persona::Planner, Persona::Administrator] {
            let page = site.get(&path, persona).await;
            assert!(!page.words().contains("name=\"digest\""), "{persona:?} is offered to approve");
            let refused = site.post(&format!("{path}/approve"), persona, "digest=x").await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{persona:?}");
        }
        assert_eq!(site.get(&path, Persona::Stranger).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn whoever_prepared_does_not_approve_under_any_name() {
    run(async {
        let site = Site::new().await;
        site.keep(AHEAD, "given.toml", &announced::files()).await;
        let secret = "cd".repeat(32);
        let both = Roles::default().with(Extent::Everything, Role::Planner).with(Extent::Everything, Role::Approver);
        somebody(&site, "Both", both, &secret).await;
        let prepare = format!("/scenarios/{AHEAD}/announce/prepare");
        let prepared = ask(&site, Method::POST, &prepare, &secret, "").await;
        assert_eq!(prepared.status, StatusCode::SEE_OTHER, "{}", prepared.words());
        let path = prepared.header(header::LOCATION).to_owned();
        let form = format!("digest={}", announced::digest(&site, &path).await);
        let approve = async || ask(&site, Method::POST, &format!("{path}/approve"), &secret, &form).await;
        let refused = approve().await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(refused.words().contains("another person approves"), "{}", refused.words());
        // Another name is no other person.
        let renamed = ask(&site, Method::POST, "/settings", &secret, "name=Somebody+Else&language=en").await;
        assert_eq!(renamed.status, StatusCode::SEE_OTHER, "{}", renamed.words());
        assert_eq!(approve().await.status, StatusCode::CONFLICT);
        assert_eq!(approvals(&site).await, 0);
        assert_eq!(announced::approve(&site, &path).await.status, StatusCode::SEE_OTHER);
        assert_eq!(approvals(&site).await, 1);
    });
}

#[test]
fn what_changed_a_second_ago_is_not_approved_and_the_difference_is_shown() {
    run(async {
        let site = Site::new().await;
        site.keep(AHEAD, "given.toml", &announced::files()).await;
        let path = announced::prepare(&site, AHEAD, "").await;
        let digest = announced::digest(&site, &path).await;
        let approve = format!("{path}/approve");
        let other = site.post(&approve, Persona::Approver, &format!("digest={}", "0".repeat(64))).await;
        assert_eq!(other.status, StatusCode::CONFLICT);
        let changed = announced::changed("first = 2051-07-05", "first = 2051-07-06");
        let new = NewRevision {
            name: AHEAD,
            title: AHEAD,
            main: "given.toml",
            files: &changed,
            by: "test",
            why: "moved",
            seen: 1,
        };
        assert_eq!(site.store.revise(&new).await.expect("a revision"), Some(2));
        let refused = site.post(&approve, Persona::Approver, &format!("digest={digest}")).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(
            refused.words().contains("Prepare it again") && refused.words().contains("jca-ml-2051-2"),
            "{}",
            refused.words()
        );
        assert!(!site.get(&path, Persona::Approver).await.words().contains("name=\"digest\""));
        assert_eq!(approvals(&site).await, 0);
        // Prepared again it is another one; the first is gone.
        let again = announced::prepare(&site, AHEAD, "").await;
        assert_ne!(again, path);
        assert_eq!(
            site.post(&approve, Persona::Approver, &format!("digest={digest}")).await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(announced::approve(&site, &again).await.status, StatusCode::SEE_OTHER);
        let nothing =
            site.post(&format!("/scenarios/{AHEAD}/announce/prepare"), Persona::Planner, "meeting=no-such").await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", nothing.words());
    });
}

#[test]
fn a_broken_must_that_nobody_waived_is_not_announced() {
    run(async {
        let site = Site::new().await;
        let files = announced::changed("first = 2051-10-26", "first = 2051-06-15");
        site.keep(AHEAD, "given.toml", &files).await;
        let page = site.get(&format!("/scenarios/{AHEAD}/announce"), Persona::Planner).await.words();
        assert!(page.contains(&format!("/scenarios/{AHEAD}/findings?meeting=jca-ml-2051-3")), "{page}");
        let prepare = format!("/scenarios/{AHEAD}/announce/prepare");
        let refused = site.post(&prepare, Persona::Planner, "meeting=jca-ml-2051-3").await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.words());
        let path = announced::prepare(&site, AHEAD, "").await;
        announced::approve(&site, &path).await;
        let feed = site.get("/feeds/all.ics", Persona::Anonymous).await.words();
        assert!(feed.contains(FIRST) && !feed.contains("jca-ml-2051-3"));
    });
}

#[test]
fn whoever_plans_one_body_prepares_and_approves_its_meetings_alone() {
    run(async {
        let site = Site::new().await;
        site.keep(AHEAD, "given.toml", &announced::files()).await;
        let of = |role| Roles::default().with(Extent::Body(BodyId::parse("JCA-ML").expect("an id")), role);
        let (planner, approver) = ("12".repeat(32), "34".repeat(32));
        somebody(&site, "Pia", of(Role::Planner), &planner).await;
        somebody(&site, "Ari", of(Role::Approver), &approver).await;
        let prepare = format!("/scenarios/{AHEAD}/announce/prepare");
        let refused = ask(&site, Method::POST, &prepare, &planner, "meeting=sg13-2051-03").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.words());
        let prepared = ask(&site, Method::POST, &prepare, &planner, "").await;
        assert_eq!(prepared.status, StatusCode::SEE_OTHER, "{}", prepared.words());
        let path = prepared.header(header::LOCATION).to_owned();
        let page = ask(&site, Method::GET, &path, &approver, "").await.words();
        assert!(!page.contains("<bdi>sg13-2051-03</bdi>") && page.contains("<strong>18</strong>"), "{page}");
        let form = format!("digest={}", announced::digest(&site, &path).await);
        let approved = ask(&site, Method::POST, &format!("{path}/approve"), &approver, &form).await;
        assert_eq!(approved.status, StatusCode::SEE_OTHER, "{}", approved.words());
        // What is about others, too, is not theirs.
        let whole = announced::prepare(&site, AHEAD, "meeting=sg13-2051-03").await;
        let form = format!("digest={}", announced::digest(&site, &whole).await);
        assert_eq!(ask(&site, Method::GET, &whole, &approver, "").await.status, StatusCode::NOT_FOUND);
        let refused = ask(&site, Method::POST, &format!("{whole}/approve"), &approver, &form).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert_eq!(approvals(&site).await, 1);
    });
}

#[test]
fn sending_is_stopped_by_one_click_and_messages_are_set_aside_and_sent_again() {
    run(async {
        let site = Site::new().await;
        announced::announce_first(&site).await;
        for persona in [Persona::Viewer, Persona::Planner] {
            assert_eq!(site.post("/sending/stop", persona, "").await.status, StatusCode::FORBIDDEN, "{persona:?}");
        }
        let back = format!("back=/scenarios/{AHEAD}/sending");
        let stopped = site.post("/sending/stop", Persona::Approver, &back).await;
        assert_eq!(stopped.header(header::LOCATION), format!("/scenarios/{AHEAD}/sending"));
        assert!(site.store.stopped().await.expect("the store").expect("somebody").starts_with("Approver #"));
        let page = site.get(&format!("/scenarios/{AHEAD}/sending"), Persona::Approver).await.words();
        assert!(page.contains("Sending is stopped") && page.contains("/sending/resume"), "{page}");
        let elsewhere = site.post("/sending/resume", Persona::Approver, "back=//evil.example").await;
        assert_eq!(elsewhere.header(header::LOCATION), "/scenarios");
        assert_eq!(site.store.stopped().await.expect("the store"), None);

        let number = |page: &str| {
            let (_, rest) = page.split_once("name=\"message\" value=\"").expect("a message");
            rest.split('"').next().expect("a number").to_owned()
        };
        let message = number(&page);
        let form = format!("message={message}");
        let park = format!("/scenarios/{AHEAD}/sending/park");
        assert_eq!(site.post(&park, Persona::Planner, &form).await.status, StatusCode::FORBIDDEN);
        assert_eq!(site.post(&park, Persona::Approver, "message=9999").await.status, StatusCode::FORBIDDEN);
        assert_eq!(site.post(&park, Persona::Approver, &form).await.status, StatusCode::SEE_OTHER);
        let parked = State::Parked;
        assert_eq!(site.store.list_of(AHEAD, parked).await.expect("a list").len(), 1);
        let page = site.get(&format!("/scenarios/{AHEAD}/sending"), Persona::Viewer).await.words();
        assert!(page.contains("somebody must decide") && page.contains("***@"), "{page}");
        let retry = format!("/scenarios/{AHEAD}/sending/retry");
        assert_eq!(site.post(&retry, Persona::Approver, &form).await.status, StatusCode::SEE_OTHER);
        assert!(site.store.list_of(AHEAD, parked).await.expect("a list").is_empty());
    });
}

#[test]
fn what_is_off_stays_in_the_feed_as_cancelled() {
    run(async {
        let site = Site::new().await;
        site.keep(AHEAD, "given.toml", &announced::files()).await;
        let path = announced::prepare(&site, AHEAD, &format!("meeting={OFF}")).await;
        announced::approve(&site, &path).await;
        leave(&site).await;
        let standing = "first = 2051-07-05\nhalf = \"afternoon\"\nstatus = \"tentative\"";
        let files = announced::changed(standing, &standing.replace("tentative", "cancelled"));
        let new = NewRevision {
            name: AHEAD,
            title: AHEAD,
            main: "given.toml",
            files: &files,
            by: "test",
            why: "off",
            seen: 1,
        };
        assert_eq!(site.store.revise(&new).await.expect("a revision"), Some(2));
        let page = site.get(&format!("/scenarios/{AHEAD}/announce"), Persona::Planner).await;
        assert!(page.words().contains("Cancellation"), "{}", page.words());
        // Nothing else of this body is announced.
        let path = announced::prepare(&site, AHEAD, &format!("meeting={OFF}")).await;
        assert_eq!(announced::approve(&site, &path).await.status, StatusCode::SEE_OTHER);
        let first = site.get("/", Persona::Anonymous).await.words();
        assert!(first.contains("Cancelled") && first.contains(OFF), "{first}");
        let feed = site.get("/feeds/JCA-ML.ics", Persona::Anonymous).await.words().replace("\r\n ", "");
        let mut events = feed.split("BEGIN:VEVENT").filter(|event| event.contains(&format!("UID:{OFF}@")));
        let event = events.next().unwrap_or_else(|| panic!("the meeting is gone: {feed}"));
        assert!(event.contains("STATUS:CANCELLED") && event.contains("SEQUENCE:1"), "{event}");
        let page = site.get(&format!("/meetings/{AHEAD}/{OFF}"), Persona::Anonymous).await.words();
        assert!(page.contains("Cancelled") && !page.contains("/register"), "{page}");
    });
}

/// The meeting that is off.
const OFF: &str = "jca-ml-2051-2";

/// Everything that is due leaves, and the server takes it.
async fn leave(site: &Site) {
    let claim = Claim { by: "test", most: 1000, lease: 30_000, most_per_day: 20, most_per_minute: 0 };
    for claimed in site.store.claim(&claim).await.expect("claims") {
        let ending = Ending { attempt: Attempt::Accepted, dotted: true, answer: "250 taken".to_owned() };
        for mark in [Mark::Dot, Mark::End(ending)] {
            site.store.mark(&[(claimed.number, claimed.fence, mark)]).await.expect("an answer");
        }
    }
}
