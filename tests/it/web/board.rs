//! The planner's pages: what the board draws, what a move would change and does change, waiving, and planning anew.

use super::site::{Answer, Persona, SCENARIO, Site, example};
use crate::store::run;
use axum::http::{StatusCode, header};
use convoke::app::moving::{To, place};
use convoke::domain::access::{Extent, Role, Roles};
use convoke::domain::ids::{BodyId, MeetingId};
use convoke::exchange::files::MemoryFiles;
use convoke::exchange::profile::Profiles;
use convoke::exchange::{plan, scenario};
use convoke::planning::Board;
use convoke::report;
use convoke::store::{Changed, JobState, NewPlan, Purpose};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// A calendar with dates: the example as it was published.
const GIVEN: &str = "jca-ml-2023";

async fn site() -> Site {
    let site = Site::new().await;
    let files = example("jca-ml-2023", &["given.toml", "facts.toml", "letter.toml"]);
    site.keep(GIVEN, "given.toml", &files).await;
    site
}

fn loaded(names: &[&str], main: &str) -> convoke::domain::scenario::Scenario {
    let files: MemoryFiles =
        example("jca-ml-2023", names).into_iter().map(|(path, bytes)| (PathBuf::from(path), bytes)).collect();
    scenario::read_from(&files, Path::new(main), &Profiles::bundled()).expect("the example").scenario
}

fn given() -> convoke::domain::scenario::Scenario {
    loaded(&["given.toml", "facts.toml", "letter.toml"], "given.toml")
}

/// Some meeting of the example that has a date, with its opening a week later.
fn a_week_later() -> (MeetingId, String) {
    let scenario = given();
    let (meeting, at) =
        scenario.fixed().iter().find(|(id, _)| id.as_str().starts_with("jca")).expect("a dated meeting");
    (meeting.clone(), (at.first() + chrono::Days::new(7)).to_string())
}

async fn whole(site: &Site, persona: Persona) -> Value {
    site.get(&format!("/api/scenarios/{GIVEN}/board"), persona).await.json()
}

async fn moves(site: &Site, persona: Persona, plan: i64, meeting: &str, first: &str) -> Answer {
    let body = json!({ "plan": plan, "meeting": meeting, "first": first });
    site.post_json(&format!("/api/scenarios/{GIVEN}/moves"), persona, &body).await
}

#[test]
fn the_board_tells_rows_and_what_lies_in_a_range() {
    run(async {
        let site = site().await;
        let board = whole(&site, Persona::Viewer).await;
        let scenario = given();
        let rows = board["rows"].as_array().expect("rows");
        let dated: usize = rows.iter().map(|row| row["meetings"].as_array().map_or(0, Vec::len)).sum();
        assert_eq!(dated, scenario.fixed().len(), "{board}");
        assert_eq!(dated + board["undated"].as_array().expect("undated").len(), scenario.meetings().len());

        let part = |from: &str, until: &str, row: usize, rows: usize| {
            format!("/api/scenarios/{GIVEN}/board/part?from={from}&until={until}&row={row}&rows={rows}")
        };
        let all = site.get(&part("2000-01-01", "2100-01-01", 0, 400), Persona::Viewer).await.json();
        assert_eq!(all["meetings"].as_array().expect("meetings").len(), dated);
        let none = site.get(&part("2000-01-01", "2000-02-01", 0, 400), Persona::Viewer).await.json();
        assert_eq!(none["meetings"], json!([]));
        for (index, row) in rows.iter().enumerate() {
            let own = site.get(&part("2000-01-01", "2100-01-01", index, 1), Persona::Viewer).await.json();
            assert_eq!(own["meetings"].as_array().map(Vec::len), row["meetings"].as_array().map(Vec::len), "{row}");
        }
        let page = site.get(&format!("/scenarios/{GIVEN}"), Persona::Viewer).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.text().contains(" style=") && !page.text().contains("<script>"), "{}", page.text());
    });
}

#[test]
fn what_if_is_what_the_library_says() {
    run(async {
        let site = site().await;
        let (meeting, first) = a_week_later();
        let told = site
            .get(&format!("/api/scenarios/{GIVEN}/whatif?plan=0&meeting={meeting}&first={first}"), Persona::Viewer)
            .await
            .json();
        let scenario = given();
        let plan = scenario.plan_of_fixed();
        let board = Board::new(&scenario, &plan);
        let to = To { first: first.parse().expect("a day"), venue: None, half: None };
        let there = place(&scenario, &plan, &meeting, &to).expect("a place");
        assert_eq!(told["whatif"], report::whatif_json(&board.whatif(&meeting, Some(&there))));

        let heat = site
            .get(&format!("/api/scenarios/{GIVEN}/alternatives?plan=0&meeting={meeting}"), Persona::Viewer)
            .await
            .json();
        assert_eq!(heat["places"].as_array().expect("places").len(), board.alternatives(&meeting).len());
        let why = site.get(&format!("/api/scenarios/{GIVEN}/why/{meeting}"), Persona::Viewer).await.json();
        assert_eq!(why["places"].as_array().expect("places").len(), board.alternatives(&meeting).len());
    });
}

#[test]
fn a_drop_is_kept_undone_and_overtaken() {
    run(async {
        let site = site().await;
        let (meeting, first) = a_week_later();
        assert_eq!(moves(&site, Persona::Viewer, 0, meeting.as_str(), &first).await.status, StatusCode::FORBIDDEN);
        let kept = moves(&site, Persona::Planner, 0, meeting.as_str(), &first).await;
        assert_eq!(kept.status, StatusCode::OK, "{}", kept.text());
        // The dates of the files are the first plan, so that the first change can be undone.
        assert_eq!(kept.json()["plan"], json!(2));
        let board = whole(&site, Persona::Planner).await;
        assert_eq!((&board["plan"], &board["undo"]), (&json!(2), &json!(1)));
        let there = |board: &Value| {
            let rows = board["rows"].as_array().expect("rows").clone();
            let all = rows.into_iter().flat_map(|row| row["meetings"].as_array().expect("meetings").clone());
            all.into_iter().find(|one| one[0] == meeting.as_str()).map(|one| one[1].as_str().expect("a day").to_owned())
        };
        assert_eq!(there(&board), Some(first.clone()));

        // Somebody who still sees the first plan is told what happened, and nothing changes.
        let late = moves(&site, Persona::Planner, 0, meeting.as_str(), "2023-04-03").await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        let words = late.json()["message"].as_str().expect("words").to_owned();
        assert!(words.contains("plan 2 by Planner") && words.contains("moved"), "{words}");
        assert_eq!(whole(&site, Persona::Planner).await["plan"], json!(2));

        let restore = |plan: i64, number: i64| {
            let body = json!({ "plan": plan, "number": number });
            let site = &site;
            async move { site.post_json(&format!("/api/scenarios/{GIVEN}/plans/restore"), Persona::Planner, &body).await }
        };
        assert_eq!(restore(2, 1).await.json()["plan"], json!(1));
        let undone = whole(&site, Persona::Planner).await;
        assert_ne!(there(&undone), Some(first.clone()));
        assert_eq!(undone["redo"], json!(2));
        assert_eq!(restore(2, 1).await.status, StatusCode::CONFLICT);
        assert_eq!(restore(1, 99).await.status, StatusCode::NOT_FOUND);
        assert_eq!(restore(1, 2).await.json()["plan"], json!(2));
        assert_eq!(there(&whole(&site, Persona::Planner).await), Some(first));

        let compared = site.get(&format!("/scenarios/{GIVEN}/compare?a=1&b=2"), Persona::Viewer).await;
        assert_eq!(compared.status, StatusCode::OK, "{}", compared.text());
        assert!(compared.text().contains(meeting.as_str()), "{}", compared.text());
        let plans = site.get(&format!("/scenarios/{GIVEN}/plans"), Persona::Viewer).await.text();
        assert!(plans.contains("imported") && plans.contains("moved") && !plans.contains("data-restore"), "{plans}");
    });
}

#[test]
fn nonsense_moves_nothing() {
    run(async {
        let site = site().await;
        let (meeting, first) = a_week_later();
        for (id, day) in
            [("no-such-meeting", first.as_str()), (meeting.as_str(), "9999-12-31"), (meeting.as_str(), "1900-01-01")]
        {
            let answer = moves(&site, Persona::Planner, 0, id, day).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{id} {day}: {}", answer.text());
        }
        let body = json!({ "plan": 0, "meeting": meeting.as_str(), "first": first, "venue": "atlantis" });
        let nowhere = site.post_json(&format!("/api/scenarios/{GIVEN}/moves"), Persona::Planner, &body).await;
        assert_eq!(nowhere.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(site.store.plans(GIVEN, "").await.expect("plans").len(), 0);
    });
}

#[test]
fn a_planner_of_one_body_moves_only_that_body() {
    run(async {
        let site = site().await;
        let body = BodyId::parse("JCA-ML").expect("an id");
        let roles = Roles::default().with(Extent::Body(body), Role::Planner);
        let made = site.store.make_account("test", "Jo", "jo@example.org", &roles).await.expect("an account");
        let Changed::Done(number) = made else { panic!("{made:?}") };
        let secret = "fe".repeat(32);
        site.store
            .keep_credential(Purpose::Program, number, &secret, ("test", "see plan"), 60_000)
            .await
            .expect("a secret");
        let scenario = given();
        let foreign =
            scenario.meetings().values().find(|meeting| meeting.body.as_str() == "SG13").expect("a foreign one");
        let send = |path: String, body: Value| {
            let request =
                axum::http::Request::builder().method("POST").uri(path).header(header::HOST, "localhost:8080");
            let request = request.header(header::AUTHORIZATION, format!("Bearer {secret}"));
            let request = request.header(header::CONTENT_TYPE, "application/json");
            site.send(request.body(axum::body::Body::from(body.to_string())).expect("a request"))
        };
        let body = json!({ "plan": 0, "meeting": foreign.id.as_str(), "first": "2023-03-20" });
        let refused = send(format!("/api/scenarios/{GIVEN}/moves"), body).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());
        assert!(refused.json()["message"].as_str().expect("words").contains("do not plan"));

        // Whoever plans another body altogether does not learn that there is anything.
        for path in ["", "/findings", "/plans", "/why/jca-ml-2023-1"] {
            let answer = site.get(&format!("/scenarios/{GIVEN}{path}"), Persona::Stranger).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(
            site.get(&format!("/api/scenarios/{GIVEN}/board"), Persona::Stranger).await.status,
            StatusCode::NOT_FOUND
        );
    });
}

/// A finding of this strength that is broken, as its form would send it.
fn form(site_token: &str, strength: &str, plan: i64, reason: &str) -> Option<String> {
    let scenario = given();
    let checked = convoke::app::check(&scenario, scenario.plan_of_fixed());
    let finding = checked.findings.into_iter().find(|finding| {
        finding.strength.word() == strength
            && finding.verdict == convoke::domain::finding::Verdict::Broken
            && finding.waiver.is_none()
            && !finding.meetings.is_empty()
    })?;
    let meetings: Vec<&str> = finding.meetings.iter().map(MeetingId::as_str).collect();
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("token", site_token).append_pair("plan", &plan.to_string());
    form.append_pair("rule", &finding.origin.to_string()).append_pair("meetings", &meetings.join(" "));
    form.append_pair("message", &finding.message).append_pair("reason", reason);
    Some(form.finish())
}

#[test]
fn a_should_is_a_planners_to_waive_and_a_must_an_approvers() {
    run(async {
        let site = site().await;
        let mut waived = 0;
        for (strength, whose, other) in
            [("should", Persona::Planner, Persona::Approver), ("must", Persona::Approver, Persona::Planner)]
        {
            let seen = site.store.plan_number_in_force(GIVEN, "").await.expect("a number");
            let Some(sent) = form(&site.token(whose), strength, seen, "the host asked\nfor it") else { continue };
            let door = |strength: &str| format!("/scenarios/{GIVEN}/waivers/{strength}");
            let refused =
                site.post(&door(strength), other, &form(&site.token(other), strength, seen, "x").expect("one")).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{strength}");
            // The other door is no way round.
            let wrong = if strength == "must" { "should" } else { "must" };
            let round =
                site.post(&door(wrong), other, &form(&site.token(other), strength, seen, "x").expect("one")).await;
            assert_eq!(round.status, StatusCode::FORBIDDEN, "{strength} by the door of {wrong}");
            let empty = form(&site.token(whose), strength, seen, " ").expect("one");
            assert_eq!(site.post(&door(strength), whose, &empty).await.status, StatusCode::UNPROCESSABLE_ENTITY);

            let done = site.post(&door(strength), whose, &sent).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{strength}: {}", done.text());
            let page = site.get(&format!("/scenarios/{GIVEN}/findings"), Persona::Viewer).await.text();
            assert!(page.contains("the host asked for it"), "{page}");
            let again = site.post(&door(strength), whose, &sent).await;
            assert_eq!(again.status, StatusCode::CONFLICT, "{strength}: it was overtaken by itself");
            waived += 1;
        }
        assert!(waived > 0, "the example has nothing to waive");
        let (_, text) = site.store.plan_in_force(GIVEN, "").await.expect("the store").expect("a plan");
        let files = MemoryFiles::default().with("plan.toml", text);
        let kept = plan::read_from(&files, Path::new("plan.toml"), &given()).expect("a readable plan");
        assert_eq!(kept.waivers.len(), waived);
    });
}

#[test]
fn a_job_is_queued_once_watched_and_stopped() {
    run(async {
        let site = site().await;
        let form = "subject=&seconds=5&seed=7&fewest_changes=1";
        let queued = site.post(&format!("/scenarios/{GIVEN}/jobs"), Persona::Planner, form).await;
        assert_eq!(queued.status, StatusCode::SEE_OTHER, "{}", queued.text());
        let place = queued.header(header::LOCATION).to_owned();
        let again = site.post(&format!("/scenarios/{GIVEN}/jobs"), Persona::Planner, form).await;
        assert_eq!(again.header(header::LOCATION), place, "the same is not planned twice");
        assert_eq!(site.get(&place, Persona::Viewer).await.status, StatusCode::OK);

        let job = site.store.claim_job("by hand", 60_000, &["plan"]).await.expect("the store").expect("a job");
        let request: Value = serde_json::from_str(&job.request).expect("JSON");
        assert_eq!(
            request,
            json!({ "seen": 0, "revision": 1, "seconds": 5, "seed": 7, "fewest_changes": true, "may_move_announced": false, "relax": false })
        );
        let progress = r#"{"seconds":1.5,"incumbent":[0,4,12],"bound":[0,2,3],"level":"prefer"}"#;
        site.store.prolong_job(&job, 60_000, progress).await.expect("the store");

        let progress_of = format!("/api{place}/progress");
        let watching = site.get(&progress_of, Persona::Viewer);
        let ending = async {
            tokio::time::sleep(std::time::Duration::from_millis(400)).await;
            let stopped = site.post(&format!("{place}/stop"), Persona::Planner, "").await;
            assert_eq!(stopped.status, StatusCode::SEE_OTHER);
            assert_eq!(site.store.prolong_job(&job, 60_000, progress).await.expect("the store"), Some(true));
            tokio::time::sleep(std::time::Duration::from_millis(400)).await;
            let result = r#"{"outcome":"impossible","plan":null,"words":"No.","demands":["A after B","B after A"]}"#;
            assert!(site.store.end_job(&job, JobState::Done, result).await.expect("the store"));
        };
        let (watched, ()) = tokio::join!(watching, ending);
        assert_eq!(watched.header(header::CONTENT_TYPE), "text/event-stream");
        let text = watched.text();
        let events: Vec<&str> = text.split("\n\n").filter(|event| event.contains("data:")).collect();
        assert!(events[0].contains("event: progress") && events[0].contains("\"incumbent\":[0,4,12]"), "{text}");
        assert!(events.iter().any(|event| event.contains("\"stopping\":true")), "{text}");
        assert!(
            events.last().is_some_and(|event| event.contains("event: end") && event.contains("A after B")),
            "{text}"
        );
        let page = site.get(&place, Persona::Viewer).await.text();
        assert!(page.contains("A after B") && !page.contains("job-stop"), "{page}");
        let other = place.replace(GIVEN, SCENARIO);
        assert_eq!(site.get(&other, Persona::Planner).await.status, StatusCode::NOT_FOUND, "a job of another calendar");
    });
}

#[test]
fn an_event_and_a_series_lie_beside_the_calendar() {
    run(async {
        let site = Site::new().await;
        let mut files = example("tsag-2017", &["given.toml", "facts.toml", "event.toml", "sessions.toml"]);
        files.extend(example("rg-wm-2017", &["hours.toml"]));
        site.keep("tsag", "given.toml", &files).await;
        let page = site.get("/scenarios/tsag/events/event.toml", Persona::Planner).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());
        assert!(!page.text().contains("data-grid"), "there is no timetable yet");
        let text =
            String::from_utf8(example("tsag-2017", &["timetable-by-hand.toml"])["timetable-by-hand.toml"].clone());
        let text = text.expect("text");
        let new = NewPlan {
            scenario: "tsag",
            subject: "event.toml",
            seen: None,
            revision: 1,
            text: &text,
            what: "imported",
            why: "by hand",
            by: "test",
        };
        assert_eq!(site.store.keep_plan(&new).await.expect("the store"), Some(1));
        let page = site.get("/scenarios/tsag/events/event.toml", Persona::Planner).await;
        assert!(page.text().contains("data-grid") && !page.text().contains(" style="), "{}", page.text());

        let held: MemoryFiles = files.iter().map(|(path, bytes)| (PathBuf::from(path), bytes.clone())).collect();
        let event = convoke::exchange::event::read_from(&held, Path::new("event.toml"), &Profiles::bundled())
            .expect("an event");
        let event = event.event;
        let kept = MemoryFiles::default().with("t.toml", text);
        let now = convoke::exchange::timetable::read_from(&kept, Path::new("t.toml"), &event).expect("a timetable");
        let (session, at) = now.sittings.iter().next().expect("a session");
        let start = at.start + 15;
        let query = format!(
            "plan=1&session={session}&day={}&start={start}&room={}",
            at.day,
            at.room.as_ref().map_or("", |room| room.as_str())
        );
        let told =
            site.get(&format!("/api/scenarios/tsag/events/event.toml/whatif?{query}"), Persona::Viewer).await.json();
        let zones = convoke::domain::time::ZoneData::bundled();
        let mut then = now.clone();
        then.sittings.get_mut(session).expect("the session").start = start;
        let check = |timetable| convoke::rules::timetable::check(&event, timetable, &zones);
        let (before, after) = (check(&now), check(&then));
        let appearing = after.iter().filter(|finding| !before.contains(finding)).count();
        assert_eq!(told["appearing"].as_array().expect("findings").len(), appearing, "{told}");

        let body = json!({ "plan": 1, "session": session.as_str(), "day": at.day.to_string(), "start": start, "room": at.room.as_ref().map(|room| room.as_str()) });
        let path = "/api/scenarios/tsag/events/event.toml/moves";
        assert_eq!(site.post_json(path, Persona::Approver, &body).await.status, StatusCode::FORBIDDEN);
        assert_eq!(site.post_json(path, Persona::Planner, &body).await.json()["plan"], json!(2));
        assert_eq!(site.post_json(path, Persona::Planner, &body).await.status, StatusCode::CONFLICT);

        let hours = site.get("/scenarios/tsag/hours/hours.toml", Persona::Viewer).await;
        assert_eq!(hours.status, StatusCode::OK, "{}", hours.text());
        assert!(hours.text().contains("hours.toml"), "{}", hours.text());
        assert_eq!(site.get("/scenarios/tsag/hours/event.toml", Persona::Viewer).await.status, StatusCode::NOT_FOUND);
        assert_eq!(site.get("/scenarios/tsag/events/facts.toml", Persona::Viewer).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn pages_speak_six_languages() {
    run(async {
        let site = site().await;
        let account = site.store.account_of("viewer@example.org").await.expect("the store").expect("an account").0;
        for language in convoke::domain::language::Language::ALL {
            site.store.set_account(account.number, "Viewer", language, None).await.expect("a language");
            for path in ["", "/findings", "/plans", "/why/jca-ml-2023-1"] {
                let page = site.get(&format!("/scenarios/{GIVEN}{path}"), Persona::Viewer).await;
                assert_eq!(page.status, StatusCode::OK, "{language} {path}: {}", page.text());
                assert!(page.text().contains(&format!("lang=\"{language}\"")), "{language} {path}");
            }
        }
    });
}
