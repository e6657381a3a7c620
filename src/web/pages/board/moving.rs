//! What one move would change, what all places of a meeting would cost, and moving it.

use super::Looking;
use crate::app::moving::{To, place};
use crate::domain::access::Action;
use crate::domain::finding::Finding;
use crate::domain::ids::{MeetingId, VenueId};
use crate::domain::meeting::Firmness;
use crate::domain::plan::{Placement, Plan};
use crate::domain::reason::WhatIf;
use crate::report::{self, board, words};
use crate::web::error::{Told, WebError};
use crate::web::guard::{Permission, Who};
use crate::web::routes::Route;
use crate::web::state::Service;
use axum::Json;
use axum::extract::{Path, Query, State};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Value, json};

/// Demands told behind a price.
const BECAUSE: usize = 6;

pub(super) fn routes() -> Vec<Route> {
    let see = Permission::InScenario(Action::See);
    vec![
        Route::get("/api/scenarios/{scenario}/whatif", see, whatif),
        Route::get("/api/scenarios/{scenario}/alternatives", see, alternatives),
        Route::post("/api/scenarios/{scenario}/moves", Permission::InScenario(Action::Plan), shift),
    ]
}

/// Where somebody wants to put a meeting, in a plan that was seen.
#[derive(Deserialize)]
struct Wanted {
    plan: i64,
    meeting: String,
    first: NaiveDate,
    #[serde(default)]
    venue: Option<String>,
    #[serde(default)]
    half: Option<String>,
}

impl Wanted {
    fn meeting(&self) -> Result<MeetingId, WebError> {
        MeetingId::parse(&self.meeting).map_err(|_| WebError::Absent)
    }

    fn place(&self, looking: &Looking) -> Result<(MeetingId, Placement), WebError> {
        let invalid = |error: String| WebError::Invalid(error);
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let venue = given(&self.venue).map(|venue| VenueId::parse(&venue)).transpose();
        let half = given(&self.half)
            .map(|half| board::half(&half).ok_or_else(|| invalid(format!("no half of a day: {half}"))));
        let to = To {
            first: self.first,
            venue: venue.map_err(|error| invalid(error.to_string()))?,
            half: half.transpose()?,
        };
        let meeting = self.meeting()?;
        let there = place(looking.open.scenario(), &looking.open.checked.plan, &meeting, &to);
        Ok((meeting, there.map_err(|error| invalid(error.to_string()))?))
    }
}

async fn answer(looking: &Looking, wanted: &Wanted) -> Result<(WhatIf, Plan), WebError> {
    looking.is_of("", wanted.plan).await?;
    let (meeting, there) = wanted.place(looking)?;
    let answer = looking.open.ask(move |board| {
        let whatif = board.whatif(&meeting, Some(&there));
        let plan = board.plan_after(&whatif);
        (whatif, plan)
    });
    Ok(answer.await?)
}

async fn whatif(
    State(service): State<Service>,
    who: Who,
    Path(scenario): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Value>, Told> {
    let looking = Looking::at(service, who, &scenario).await?;
    let (whatif, _) = answer(&looking, &wanted).await?;
    let zones = looking.service.zones;
    let (input, layout) = (looking.open.input(zones), looking.open.layout(zones));
    let moves: Vec<Value> = whatif
        .moves
        .iter()
        .map(|step| {
            json!({
                "meeting": step.meeting.as_str(),
                "title": input.title_of(&step.meeting),
                "row": layout.row_of(&step.meeting),
                "from": report::place(&input, step.from.as_ref()),
                "to": report::place(&input, step.to.as_ref()),
                "first": step.to.as_ref().map(|at| at.first().to_string()),
                "last": step.to.as_ref().map(|at| at.last().to_string()),
                "yours": looking.may_all(Action::Plan, [&step.meeting]),
            })
        })
        .collect();
    let because = whatif
        .because
        .iter()
        .take(BECAUSE)
        .map(|one| json!({ "level": one.level.word(), "points": one.points, "why": words::prose(&one.why) }));
    // What says the same before and after is no news to people, even where a date in it differs.
    let said = |findings: &[Finding], others: &[Finding]| -> Vec<Value> {
        let same =
            |a: &Finding, b: &Finding| a.origin == b.origin && a.message == b.message && a.strength == b.strength;
        let one = |finding: &Finding| {
            let (sign, group) = report::html::findings::sign(finding);
            json!({
                "sign": sign, "group": group, "rule": finding.origin.to_string(),
                "strength": finding.strength.word(), "message": words::prose(&finding.message),
            })
        };
        findings.iter().filter(|finding| !others.iter().any(|other| same(finding, other))).map(one).collect()
    };
    Ok(Json(json!({
        "plan": wanted.plan,
        "whatif": report::whatif_json(&whatif),
        "said": {
            "moves": moves,
            "price": words::price(&whatif.price),
            "because": because.collect::<Vec<_>>(),
            "appearing": said(&whatif.appearing, &whatif.disappearing),
            "disappearing": said(&whatif.disappearing, &whatif.appearing),
        },
    })))
}

#[derive(Deserialize)]
struct OfMeeting {
    plan: i64,
    meeting: String,
}

async fn alternatives(
    State(service): State<Service>,
    who: Who,
    Path(scenario): Path<String>,
    Query(of): Query<OfMeeting>,
) -> Result<Json<Value>, Told> {
    let looking = Looking::at(service, who, &scenario).await?;
    looking.is_of("", of.plan).await?;
    let meeting = MeetingId::parse(&of.meeting).map_err(|_| WebError::Absent)?;
    if !looking.open.scenario().meetings().contains_key(&meeting) {
        return Err(WebError::Absent.into());
    }
    let asked = meeting.clone();
    let places = looking.open.ask(move |board| board.alternatives(&asked)).await?;
    let heat = report::heat(&looking.open.input(looking.service.zones), &meeting, &places);
    Ok(Json(json!({ "plan": of.plan, "meeting": of.meeting, "places": heat })))
}

async fn shift(
    State(service): State<Service>,
    who: Who,
    Path(scenario): Path<String>,
    Json(wanted): Json<Wanted>,
) -> Result<Json<Value>, Told> {
    let looking = Looking::at(service, who, &scenario).await?;
    let (whatif, plan) = answer(&looking, &wanted).await?;
    if !looking.may_all(Action::Plan, whatif.moves.iter().map(|step| &step.meeting)) {
        return Err(WebError::Forbidden("a meeting that would move is of a body that you do not plan").into());
    }
    let held = |at: &Placement| at.firmness == Firmness::Held;
    if whatif.moves.iter().any(|step| step.from.as_ref().is_some_and(held)) {
        return Err(WebError::Invalid("a meeting that was held does not move".to_owned()).into());
    }
    let input = looking.open.input(looking.service.zones);
    let along = match whatif.moves.len() {
        0 | 1 => String::new(),
        count => format!("; {} with it", words::count(count - 1, "meeting", "meetings")),
    };
    let step = whatif.moves.first().ok_or(WebError::Absent)?;
    let (from, to) = (report::place(&input, step.from.as_ref()), report::place(&input, step.to.as_ref()));
    let why = format!("{} from {from} to {to}{along}", input.title_of(&step.meeting));
    let number = looking.keep(&plan, "moved", &why).await?;
    Ok(Json(json!({ "plan": number, "why": why })))
}
