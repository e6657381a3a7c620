//! The interface for programs: its document is that of the router, what is sent twice is done once.

use super::site::{Persona, SCENARIO, Site};
use crate::store::run;
use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use convoke::web::{document, listed};
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[test]
fn the_document_speaks_of_every_route_and_of_none_else() {
    let document: Value = serde_json::from_str(&document().to_json().expect("a document")).expect("JSON");
    let mut documented = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for method in methods.as_object().expect("methods").keys() {
            documented.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    let all = listed();
    let routes = all.iter().filter(|route| route.path.starts_with("/api/v1/") && !route.path.ends_with("openapi.json"));
    let routed: BTreeSet<String> = routes.map(|route| format!("{} {}", route.method, route.path)).collect();
    assert_eq!(documented, routed);
}

fn path(rest: &str) -> String {
    format!("/api/v1/scenarios/{SCENARIO}{rest}")
}

/// A day on which the meeting is not now.
async fn moved(site: &Site) -> Value {
    let answer = site.get(&path("/meetings/jca-ml-2023-2"), Persona::Viewer).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    json!({ "meeting": "jca-ml-2023-2", "first": "2023-07-06" })
}

#[test]
fn a_move_is_asked_about_made_and_undone() {
    run(async {
        let site = Site::new().await;
        let put = moved(&site).await;
        let asked = site.post_json(&path("/whatif"), Persona::Viewer, &put).await;
        assert_eq!(asked.status, StatusCode::OK, "{}", asked.text());
        assert_eq!(asked.json()["moves"][0]["to"]["first"], "2023-07-06");

        let new = json!({ "seen": 0, "put": put, "why": "the room is free" });
        let made = site.post_json(&path("/plans"), Persona::Planner, &new).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        assert_eq!((&made.json()["number"], &made.json()["in_force"]), (&json!(1), &json!(true)));
        // Whoever saw an older plan is told so, and nothing changes.
        let late = site.post_json(&path("/plans"), Persona::Planner, &new).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        let elsewhere = json!({ "seen": 1, "put": { "meeting": "jca-ml-2023-2", "first": "2023-07-13" }, "why": "" });
        assert_eq!(site.post_json(&path("/plans"), Persona::Planner, &elsewhere).await.status, StatusCode::CREATED);
        let undone = site.post_json(&path("/plans/1/restore"), Persona::Planner, &json!({ "seen": 2 })).await;
        assert_eq!(undone.status, StatusCode::OK, "{}", undone.text());
        let plans = site.get(&path("/plans"), Persona::Viewer).await.json();
        assert_eq!(plans.as_array().map(Vec::len), Some(2));
        assert_eq!(plans[1]["in_force"], true);
        for persona in [Persona::Viewer, Persona::Approver, Persona::Administrator] {
            assert_eq!(site.post_json(&path("/plans"), persona, &new).await.status, StatusCode::FORBIDDEN);
        }
        let stranger = site.post_json(&path("/plans"), Persona::Stranger, &new).await;
        assert_eq!((stranger.status, stranger.json()["error"].clone()), (StatusCode::NOT_FOUND, json!("absent")));
    });
}

#[test]
fn what_is_sent_twice_is_done_once() {
    run(async {
        let site = Site::new().await;
        let new = json!({ "seen": 0, "put": moved(&site).await, "why": "" });
        let send = |body: Value| {
            let request = site.request(Method::POST, &path("/plans"), Persona::Planner);
            let request = request.header(header::CONTENT_TYPE, "application/json").header("idempotency-key", "k1");
            site.send(request.body(Body::from(body.to_string())).expect("a request"))
        };
        let first = send(new.clone()).await;
        assert_eq!(first.status, StatusCode::CREATED, "{}", first.text());
        let second = send(new.clone()).await;
        assert_eq!((second.status, second.text()), (first.status, first.text()));
        let other = send(json!({ "seen": 1, "put": { "meeting": "jca-ml-2023-2" }, "why": "" })).await;
        assert_eq!(other.status, StatusCode::CONFLICT);
        assert_eq!(site.store.plans(SCENARIO, "").await.expect("plans").len(), 1);
    });
}

#[test]
fn of_a_hundred_at_once_one_is_kept() {
    run(async {
        let site = std::sync::Arc::new(Site::new().await);
        let new = json!({ "seen": 0, "put": moved(&site).await, "why": "" });
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..100 {
            let (site, new) = (std::sync::Arc::clone(&site), new.clone());
            tasks.spawn(async move { site.post_json(&path("/plans"), Persona::Planner, &new).await.status });
        }
        let statuses = tasks.join_all().await;
        let count = |wanted: StatusCode| statuses.iter().filter(|status| **status == wanted).count();
        assert_eq!((count(StatusCode::CREATED), count(StatusCode::CONFLICT)), (1, 99), "{statuses:?}");
        assert_eq!(site.store.plans(SCENARIO, "").await.expect("plans").len(), 1);
    });
}

#[test]
fn a_solve_is_queued_once_and_stopped() {
    run(async {
        let site = Site::new().await;
        let first = site.post_json(&path("/jobs"), Persona::Planner, &json!({ "seconds": 5 })).await;
        let second = site.post_json(&path("/jobs"), Persona::Planner, &json!({})).await;
        assert_eq!((first.status, second.status), (StatusCode::ACCEPTED, StatusCode::ACCEPTED));
        assert_eq!(first.json()["number"], second.json()["number"]);
        let stop = path(&format!("/jobs/{}/stop", first.json()["number"]));
        assert_eq!(site.post_json(&stop, Persona::Planner, &json!({})).await.json()["state"], "stopped");
        let third = site.post_json(&path("/jobs"), Persona::Planner, &json!({ "seconds": 3601 })).await;
        assert_eq!(third.status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}

#[test]
fn files_with_findings_are_refused_with_all_of_them() {
    run(async {
        let site = Site::new().await;
        let text = "[scenario]\nname = \"x\"\nas_of = 2026-02-30\n[[meeting]]\nid = \"m\"\nbody = \"SG31\"\n";
        let new = json!({ "main": "x.toml", "files": { "x.toml": text } });
        let refused = site.post_json("/api/v1/scenarios", Persona::Planner, &new).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let refused = refused.json();
        assert_eq!(refused["error"], "findings");
        let all = refused["findings"].as_array().expect("a list");
        assert!(all.iter().any(|one| one["code"] == "date.invalid"), "{refused}");
        assert!(
            refused["message"]
                .as_str()
                .is_some_and(|text| text.contains("x.toml:3:9") && text.contains("date.invalid")),
            "{refused}"
        );
        assert_eq!(site.store.scenarios().await.expect("scenarios").len(), 1);
    });
}

#[test]
fn figures_hold_no_name_and_no_address() {
    run(async {
        let site = Site::new().await;
        let figures = site.get("/metrics", Persona::Administrator).await;
        assert_eq!(figures.status, StatusCode::OK);
        let text = figures.text();
        assert!(text.contains("convoke_log_broken 0") && !text.contains('@'), "{text}");
        assert_eq!(site.get("/api/v1/health", Persona::Anonymous).await.json()["status"], "ok");
    });
}
