//! The sessions of an event: rooms and hours, what they share, who is asked to be in two places at once; and moving one.

use super::subjects::event_of;
use super::{Looking, overtaken, words};
use crate::app::{self, CheckedTimetable};
use crate::domain::access::Action;
use crate::domain::event::{Event, SessionFinding, Sitting, Timetable, clock_words};
use crate::domain::finding::{Strength, Verdict};
use crate::domain::ids::{RoomId, SessionId};
use crate::exchange::files::MemoryFiles;
use crate::exchange::timetable;
use crate::language::date_with_weekday;
use crate::report::timetable::{TimetableInput, facts};
use crate::report::words::prose;
use crate::rules;
use crate::store::NewPlan;
use crate::web::error::{Told, WebError};
use crate::web::guard::{Permission, Visitor, Who};
use crate::web::pages::Frame;
use crate::web::routes::Route;
use crate::web::state::Service;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::NaiveDate;
use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;

pub(super) fn routes() -> Vec<Route> {
    let see = Permission::InScenario(Action::See);
    vec![
        Route::get("/scenarios/{scenario}/events/{name}", see, show),
        Route::get("/api/scenarios/{scenario}/events/{name}/whatif", see, whatif),
        Route::post("/api/scenarios/{scenario}/events/{name}/moves", Permission::InScenario(Action::Plan), shift),
    ]
}

const WORDS: &[(&str, &[&str])] = &[
    ("event-room-none", &[]),
    ("event-taken", &["title"]),
    ("event-at", &["day", "hours", "room"]),
    ("board-new-findings", &["count"]),
    ("board-gone-findings", &["count"]),
    ("board-no-findings", &[]),
    ("board-given-up", &[]),
    ("board-waiting", &[]),
    ("board-kept", &["number"]),
    ("board-musts", &["count"]),
    ("board-shoulds", &["count"]),
];

/// An event with its timetable in force; number 0 where there is none.
struct Sat {
    looking: Looking,
    event: Arc<Event>,
    number: i64,
    timetable: Option<Timetable>,
}

impl Sat {
    async fn at(looking: Looking, name: &str) -> Result<Self, WebError> {
        let event = event_of(&looking.open, name)?;
        let kept = looking.service.store.plan_in_force(looking.name(), name).await?;
        let number = kept.as_ref().map_or(0, |(head, _)| head.number);
        let timetable = kept.map(|(_, text)| read(&event, &text)).transpose()?;
        Ok(Self { looking, event, number, timetable })
    }

    fn may(&self, action: Action) -> bool {
        self.looking.who.may(action, self.looking.open.scenario(), &self.event.meeting().body)
    }
}

fn read(event: &Event, text: &str) -> Result<Timetable, WebError> {
    let files = MemoryFiles::default().with("timetable.toml", text);
    timetable::read_from(&files, std::path::Path::new("timetable.toml"), event).map_err(WebError::Findings)
}

async fn show(
    State(service): State<Service>,
    who: Who,
    headers: HeaderMap,
    Path((scenario, name)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let sat = Sat::at(Looking::at(service, who, &scenario).await?, &name).await?;
    let zones = sat.looking.service.zones;
    let visitor = Visitor(Some(sat.looking.who.clone()));
    let frame = Frame::new(&sat.looking.service, &visitor, &headers);
    let (words, language) = (words(&frame, WORDS), frame.language);
    let (event, timetable) = (Arc::clone(&sat.event), sat.timetable.clone());
    let grid = tokio::task::spawn_blocking(move || {
        timetable.map(|timetable| {
            let checked = app::check_timetable(&event, timetable, zones);
            grid(&event, &checked, &|day| date_with_weekday(day, language))
        })
    });
    let grid = grid.await.map_err(|_| WebError::Busy)?;
    let text = grid.as_ref().map(serde_json::Value::to_string);
    let values = context! {
        subject => name.as_str(), subject_title => sat.event.meeting().title.as_str(), subject_plan => sat.number,
        zone => sat.event.zone().name(), moves => sat.may(Action::Plan), words,
        grid => text, said => grid.map(|grid| Value::from(Serde(grid))),
        address => format!("/api/scenarios/{}/events/{}", super::encoded(&scenario), super::encoded(&name)),
    };
    sat.looking.page(&headers, "board-event.html", "event", values)
}

/// Everything the page draws.
fn grid(event: &Event, checked: &CheckedTimetable, day_words: &dyn Fn(NaiveDate) -> String) -> serde_json::Value {
    let input = TimetableInput {
        event,
        timetable: &checked.timetable,
        findings: &checked.findings,
        reasons: &checked.reasons,
        answers: &checked.answers,
        size: checked.size,
        generated: "",
    };
    let rows = facts::rows(&input);
    let opens = rows.iter().map(|row| row.at.start).min().unwrap_or(9 * 60) / 60 * 60;
    let closes = rows.iter().map(facts::Row::end).max().unwrap_or(18 * 60).div_ceil(60) * 60;
    let mut rooms: Vec<_> = event.rooms().values().map(|room| &room.room).collect();
    rooms.sort_by_key(|room| (std::cmp::Reverse(room.seats), &room.id));
    let sessions: Vec<_> = rows.iter().map(|row| session(row, &checked.findings)).collect();
    let services: Vec<_> = facts::services(&input, &rows)
        .iter()
        .map(|used| {
            json!({
                "name": used.service.name.as_str(), "kind": used.service.kind.label(), "capacity": used.capacity,
                "peak": used.peak, "spans": spans(used),
            })
        })
        .collect();
    let persons: Vec<_> = facts::persons(&input, &rows)
        .iter()
        .map(|person| {
            let clashes = person.clashes.iter().map(|(a, b)| {
                let when = clock_words(a.at.start.max(b.at.start));
                format!("{} {when}: {} / {}", day_words(a.at.day), a.session.title.as_str(), b.session.title.as_str())
            });
            json!({
                "name": person.name, "offices": person.offices, "sessions": person.sessions.len(),
                "clashes": clashes.collect::<Vec<_>>(), "hurries": person.hurries.len(),
            })
        })
        .collect();
    json!({
        "days": event.days().iter().map(|day| json!({ "day": day.to_string(), "name": day_words(*day) })).collect::<Vec<_>>(),
        "opens": opens, "closes": closes,
        "rooms": rooms.iter().map(|room| json!({ "id": room.id.as_str(), "name": room.name.as_str(), "seats": room.seats.get() })).collect::<Vec<_>>(),
        "sessions": sessions, "services": services, "persons": persons,
        "findings": checked.findings.iter().map(finding).collect::<Vec<_>>(),
        "quality": checked.timetable.quality.word(), "answers": checked.answers,
    })
}

fn session(row: &facts::Row<'_>, findings: &[SessionFinding]) -> serde_json::Value {
    let about: Vec<&SessionFinding> = findings
        .iter()
        .filter(|found| {
            found.sessions.contains(&row.session.id)
                && found.finding.verdict == Verdict::Broken
                && found.finding.waiver.is_none()
        })
        .collect();
    let count = |strength| about.iter().filter(|found| found.finding.strength == strength).count();
    json!({
        "id": row.session.id.as_str(), "title": row.session.title.as_str(), "bodies": row.bodies(),
        "day": row.at.day.to_string(), "start": row.at.start, "end": row.end(),
        "room": row.at.room.as_ref().map(RoomId::as_str), "team": row.at.team.as_ref().map(ToString::to_string),
        "must": count(Strength::Must), "should": count(Strength::Should),
        "findings": about.iter().map(|found| prose(&found.finding.message)).collect::<Vec<_>>(),
        "people": row.session.people.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "services": badges(row),
    })
}

fn badges(row: &facts::Row<'_>) -> Vec<&'static str> {
    let session = row.session;
    [
        (!session.interpretation.is_empty(), "interpretation"),
        (session.captions, "captioning"),
        (session.sign_language > 0, "sign language"),
        (session.webcast, "webcast"),
    ]
    .into_iter()
    .filter(|(asked, _)| *asked)
    .map(|(_, name)| name)
    .collect()
}

/// Stretches in which so much of a service is used, day by day.
fn spans(used: &facts::ServiceUse<'_>) -> Vec<serde_json::Value> {
    let days: BTreeSet<NaiveDate> = used.rows.iter().map(|row| row.at.day).collect();
    let mut spans = Vec::new();
    for day in days {
        let own: Vec<_> = used.rows.iter().filter(|row| row.at.day == day).collect();
        let edges: BTreeSet<u16> = own.iter().flat_map(|row| [row.at.start, row.end()]).collect();
        let edges: Vec<u16> = edges.into_iter().collect();
        for pair in edges.windows(2) {
            let sitting = own.iter().filter(|row| row.at.start <= pair[0] && pair[0] < row.end());
            let units: u32 = sitting.map(|row| facts::units(row, used.service)).sum();
            if units > 0 {
                spans.push(json!({ "day": day.to_string(), "from": pair[0], "to": pair[1], "units": units, "over": units > used.capacity }));
            }
        }
    }
    spans
}

fn finding(found: &SessionFinding) -> serde_json::Value {
    let finding = &found.finding;
    json!({
        "strength": finding.strength.word(), "rule": finding.origin.to_string(), "message": prose(&finding.message),
        "remedy": prose(&finding.remedy), "clause": finding.clause, "waived": finding.waiver.is_some(),
        "broken": finding.verdict == Verdict::Broken,
        "sessions": found.sessions.iter().map(SessionId::as_str).collect::<Vec<_>>(),
    })
}

/// Where somebody wants a session to sit.
#[derive(Deserialize)]
struct Wanted {
    plan: i64,
    session: String,
    day: NaiveDate,
    /// Minutes since midnight.
    start: u16,
    #[serde(default)]
    room: Option<String>,
}

impl Wanted {
    /// The timetable with the session there.
    fn timetable(&self, event: &Event, now: &Timetable) -> Result<Timetable, WebError> {
        let invalid = |what: &str| WebError::Invalid(what.to_owned());
        let id = SessionId::parse(&self.session).map_err(|_| WebError::Absent)?;
        let session = event.sessions().get(&id).ok_or(WebError::Absent)?;
        if !event.days().contains(&self.day) {
            return Err(invalid("the event does not meet on that day"));
        }
        if self.start.checked_add(session.minutes).is_none_or(|end| end > 24 * 60) {
            return Err(invalid("the session would end after midnight"));
        }
        let room = match self.room.as_deref().filter(|room| !room.is_empty()) {
            None => None,
            Some(room) => {
                let room = RoomId::parse(room).map_err(|_| invalid("there is no such room"))?;
                Some(room)
                    .filter(|room| event.rooms().contains_key(room))
                    .ok_or_else(|| invalid("there is no such room"))?
                    .into()
            }
        };
        let team = now.sittings.get(&id).and_then(|at| at.team.clone());
        let mut then = Timetable { quality: crate::domain::plan::Quality::Unproven, proof: Vec::new(), ..now.clone() };
        then.sittings.insert(id, Sitting { day: self.day, start: self.start, room, team });
        Ok(then)
    }
}

/// The timetable after what is wanted, and the one in force.
async fn moved(
    service: Service,
    who: Who,
    (scenario, name): (String, String),
    wanted: &Wanted,
) -> Result<(Sat, Timetable), WebError> {
    let sat = Sat::at(Looking::at(service, who, &scenario).await?, &name).await?;
    if sat.number != wanted.plan {
        return Err(overtaken(&sat.looking.service, sat.looking.name(), &name, wanted.plan).await?);
    }
    let now = sat.timetable.as_ref().ok_or_else(|| WebError::Invalid("there is no timetable yet".to_owned()))?;
    let then = wanted.timetable(&sat.event, now)?;
    Ok((sat, then))
}

async fn whatif(
    State(service): State<Service>,
    who: Who,
    Path(of): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<serde_json::Value>, Told> {
    let (sat, then) = moved(service, who, of, &wanted).await?;
    let zones = sat.looking.service.zones;
    let (event, now) = (Arc::clone(&sat.event), sat.timetable);
    let differences = tokio::task::spawn_blocking(move || {
        let before = now.map(|now| rules::timetable::check(&event, &now, zones)).unwrap_or_default();
        let after = rules::timetable::check(&event, &then, zones);
        let only = |these: &[SessionFinding], others: &[SessionFinding]| -> Vec<serde_json::Value> {
            these.iter().filter(|one| !others.contains(one)).map(finding).collect()
        };
        (only(&after, &before), only(&before, &after))
    });
    let (appearing, disappearing) = differences.await.map_err(|_| WebError::Busy)?;
    Ok(Json(json!({ "plan": wanted.plan, "appearing": appearing, "disappearing": disappearing })))
}

async fn shift(
    State(service): State<Service>,
    who: Who,
    Path((scenario, name)): Path<(String, String)>,
    Json(wanted): Json<Wanted>,
) -> Result<Json<serde_json::Value>, Told> {
    let (sat, then) = moved(service, who, (scenario, name.clone()), &wanted).await?;
    if !sat.may(Action::Plan) {
        return Err(WebError::Forbidden("the event is of a body that you do not plan").into());
    }
    let room = wanted.room.as_deref().filter(|room| !room.is_empty()).unwrap_or("no room");
    let why = format!("{} to {} {}, {room}", wanted.session, wanted.day, clock_words(wanted.start));
    let text = timetable::write(&then);
    read(&sat.event, &text)?;
    let new = NewPlan {
        scenario: sat.looking.name(),
        subject: &name,
        seen: Some(sat.number),
        revision: sat.looking.open.scene.head.revision,
        text: &text,
        what: "moved",
        why: &why,
        by: sat.looking.who.name(),
    };
    match sat.looking.service.store.keep_plan(&new).await? {
        Some(number) => Ok(Json(json!({ "plan": number, "why": why }))),
        None => Err(overtaken(&sat.looking.service, sat.looking.name(), &name, wanted.plan).await?.into()),
    }
}
