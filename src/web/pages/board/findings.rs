//! What the checker says of the plan in force, and letting a finding stand with a recorded reason.

use super::{Looking, encoded};
use crate::domain::access::Action;
use crate::domain::finding::{Finding, Origin, Strength, Verdict, Waiver, Waiverer};
use crate::domain::ids::MeetingId;
use crate::domain::plan::Plan;
use crate::report::group::Group;
use crate::report::html::findings::{List, Row, list};
use crate::web::error::WebError;
use crate::web::guard::{Permission, Who};
use crate::web::routes::Route;
use crate::web::state::Service;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::Deserialize;

/// Rows of a group on one page: a page of thousands serves nobody, filters do.
const MOST_ROWS: usize = 300;
/// The longest reason, in characters.
const LONGEST: usize = 1_000;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/scenarios/{scenario}/findings", Permission::InScenario(Action::See), show),
        // A must is an approver's to waive, everything else a planner's: two doors, so that the table of routes says so.
        Route::post("/scenarios/{scenario}/waivers/should", Permission::InScenario(Action::Plan), waive_should),
        Route::post("/scenarios/{scenario}/waivers/must", Permission::InScenario(Action::Approve), waive_must),
    ]
}

/// What is to be seen of the findings; empty = all.
#[derive(Deserialize)]
struct Filter {
    #[serde(default)]
    words: String,
    #[serde(default)]
    rule: String,
    #[serde(default)]
    body: String,
}

impl Filter {
    fn passes(&self, row: &Row) -> bool {
        let text =
            || format!("{} {} {} {} {}", row.rule, row.title, row.message, row.remedy, row.filter).to_lowercase();
        let bodies = || row.filter.split_whitespace().any(|body| body == self.body);
        (self.rule.is_empty() || row.rule == self.rule)
            && (self.body.is_empty() || bodies())
            && (self.words.trim().is_empty() || {
                let text = text();
                self.words.to_lowercase().split_whitespace().all(|word| text.contains(word))
            })
    }
}

async fn show(
    State(service): State<Service>,
    who: Who,
    headers: HeaderMap,
    Path(scenario): Path<String>,
    Query(filter): Query<Filter>,
) -> Result<Response, WebError> {
    let looking = Looking::at(service, who, &scenario).await?;
    let input = looking.open.input(looking.service.zones);
    let List { sections, rules, bodies, rows } = list(&input);
    let findings = &looking.open.checked.findings;
    let mut left = 0;
    let sections: Vec<Value> = sections
        .into_iter()
        .filter_map(|section| {
            let passing: Vec<&Row> = section.rows.iter().filter(|row| filter.passes(row)).collect();
            let more = passing.len().saturating_sub(MOST_ROWS);
            left += more;
            let rows: Vec<Value> =
                passing.into_iter().take(MOST_ROWS).map(|row| shown(&looking, row, findings)).collect();
            (!rows.is_empty()).then(|| {
                context! { key => section.key, sign => section.sign, count => section.count, folded => section.folded, rows, more }
            })
        })
        .collect();
    let Filter { words, rule, body } = filter;
    let values = context! { sections, rules, bodies, rows, left, words, rule, body };
    looking.page(&headers, "board-findings.html", "findings", values)
}

/// A row, with what this person may do about it.
fn shown(looking: &Looking, row: &Row, findings: &[Finding]) -> Value {
    let finding = row.number.checked_sub(1).and_then(|index| findings.get(index));
    let broken = finding.filter(|finding| matches!(Group::of(finding), Group::Must | Group::Should | Group::Prefer));
    let waives = broken.filter(|finding| may(looking, finding));
    let meetings: Vec<Value> = finding
        .map(|finding| &finding.meetings)
        .into_iter()
        .flatten()
        .map(|meeting| context! { id => meeting.as_str(), path => address(looking, meeting), title => looking.open.scenario().meetings().get(meeting).map(|known| known.title.as_str()) })
        .collect();
    context! {
        waives => waives.is_some(),
        door => if finding.is_some_and(|finding| finding.strength == Strength::Must) { "must" } else { "should" },
        raw => finding.map(|finding| finding.message.as_str()).unwrap_or_default(),
        named => finding.map(|finding| named(&finding.meetings)).unwrap_or_default(),
        for_all => finding.is_some_and(|finding| finding.meetings.is_empty()),
        // What says the same of many meetings names them all.
        with => if broken.is_some() { Value::from(meetings) } else {
            Value::from(row.meetings.iter().map(|link| context! { title => link.title.as_str() }).collect::<Vec<_>>())
        },
        ..Value::from(Serde(row))
    }
}

fn address(looking: &Looking, meeting: &MeetingId) -> String {
    format!("/scenarios/{}/why/{}", encoded(looking.name()), encoded(meeting.as_str()))
}

fn named(meetings: &[MeetingId]) -> String {
    meetings.iter().map(MeetingId::as_str).collect::<Vec<_>>().join(" ")
}

/// Whether this person may let a finding stand: with the role for it, for the body of every meeting it is about.
fn may(looking: &Looking, finding: &Finding) -> bool {
    let action = if finding.strength == Strength::Must { Action::Approve } else { Action::Plan };
    if finding.meetings.is_empty() {
        // It would hold for all meetings.
        return looking.may_whole(action);
    }
    looking.may_all(action, &finding.meetings)
}

/// The finding that is to stand, as it was shown, and why.
#[derive(Deserialize)]
struct Waiving {
    plan: i64,
    rule: String,
    meetings: String,
    message: String,
    reason: String,
}

async fn waive_should(
    State(service): State<Service>,
    who: Who,
    Path(scenario): Path<String>,
    Form(form): Form<Waiving>,
) -> Result<Response, WebError> {
    waive(Looking::at(service, who, &scenario).await?, &form, Waiverer::Planner).await
}

async fn waive_must(
    State(service): State<Service>,
    who: Who,
    Path(scenario): Path<String>,
    Form(form): Form<Waiving>,
) -> Result<Response, WebError> {
    waive(Looking::at(service, who, &scenario).await?, &form, Waiverer::Approver).await
}

async fn waive(looking: Looking, form: &Waiving, by: Waiverer) -> Result<Response, WebError> {
    looking.is_of("", form.plan).await?;
    // One line: it stands in files and in the log.
    let reason = form.reason.split_whitespace().collect::<Vec<_>>().join(" ");
    if reason.is_empty() || reason.chars().count() > LONGEST {
        return Err(WebError::Invalid(format!("a waiver needs a reason of 1 to {LONGEST} characters")));
    }
    let origin = Origin::parse(&form.rule).ok_or_else(|| WebError::Invalid(format!("no rule: {}", form.rule)))?;
    let finding = looking.open.checked.findings.iter().find(|finding| {
        finding.origin == origin
            && finding.verdict == Verdict::Broken
            && finding.waiver.is_none()
            && named(&finding.meetings) == form.meetings
            && finding.message == form.message
    });
    let finding = finding.ok_or_else(|| WebError::Conflict("this finding is not there any more".to_owned()))?;
    let enough = (finding.strength == Strength::Must) == (by == Waiverer::Approver);
    if !enough {
        return Err(WebError::Forbidden("a must is waived by an approver, everything else by a planner"));
    }
    if !may(&looking, finding) {
        return Err(WebError::Forbidden("the finding is about a body that is not yours"));
    }
    let waiver = Waiver {
        origin,
        meetings: finding.meetings.clone(),
        by,
        name: looking.who.name().to_owned(),
        reason: reason.clone(),
    };
    let why = format!(
        "{} for {}: {reason}",
        form.rule,
        if form.meetings.is_empty() { "all meetings" } else { &form.meetings }
    );
    let mut plan: Plan = looking.open.checked.plan.clone();
    plan.waivers.push(waiver);
    looking.keep(&plan, "waived", &why).await?;
    Ok(Redirect::to(&format!("/scenarios/{}/findings", encoded(looking.name()))).into_response())
}
