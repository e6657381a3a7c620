//! One calendar, for those who plan it.
//!
//! * [`axis`](self): the calendar board, and the data it draws; [`moving`](self): what one move would change, and moving
//! * [`plans`](self): all plans kept, undo and redo; [`compare`](self): two of them side by side
//! * [`findings`](self): what the checker says, and waiving it; [`why`](self): why a meeting is where it is
//! * [`jobs`](self): planning anew, with its progress live
//! * [`events`](self): sessions of an event; [`hours`](self): hours of a series; [`subjects`](self): which there are
//!
//! Why the axis is our own: `@event-calendar/build` 5.10.1 (MIT) was tried in Chromium on two cores. It keeps to the policy of these
//! pages, but makes a node for each day of each row whether or not it is in view: 20 rows and 140 meetings of one month
//! open in 1 s, 100 rows and 700 meetings in 23 s, and 714 rows with 5,000 meetings not in 30 s. A board of 5,000 meetings
//! is to open in 1 s. `web/static/board-axis.js` draws what is in view and asks the server for no more.

mod axis;
mod compare;
mod events;
mod findings;
mod hours;
mod jobs;
mod moving;
mod plans;
mod subjects;
mod why;

use super::Frame;
use super::home::encoded;
use crate::domain::access::Action;
use crate::domain::ids::MeetingId;
use crate::domain::plan::Plan;
use crate::exchange;
use crate::exchange::files::MemoryFiles;
use crate::store::NewPlan;
use crate::web::boards::Open;
use crate::web::error::WebError;
use crate::web::guard::{Visitor, Who};
use crate::web::routes::Route;
use crate::web::state::Service;
use axum::http::HeaderMap;
use axum::response::Response;
use minijinja::{Value, context};
use std::path::Path;
use std::sync::Arc;

pub(super) fn routes() -> Vec<Route> {
    [
        axis::routes(),
        moving::routes(),
        plans::routes(),
        compare::routes(),
        findings::routes(),
        why::routes(),
        jobs::routes(),
        events::routes(),
        hours::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A calendar that is looked at, and who looks. The guard has asked already whether that person may see it.
struct Looking {
    service: Service,
    who: Who,
    open: Arc<Open>,
}

impl Looking {
    async fn at(service: Service, who: Who, scenario: &str) -> Result<Self, WebError> {
        let open = service.boards.open(&service.store, scenario).await?;
        Ok(Self { service, who, open })
    }

    fn name(&self) -> &str {
        &self.open.scene.head.name
    }

    /// Whether an action is allowed for the body of every one of these meetings.
    fn may_all<'a>(&self, action: Action, meetings: impl IntoIterator<Item = &'a MeetingId>) -> bool {
        let scenario = self.open.scenario();
        meetings.into_iter().filter_map(|meeting| scenario.meetings().get(meeting)).all(|meeting| {
            // A meeting of a body that somebody else plans is not theirs to move.
            self.who.may(action, scenario, &meeting.body)
        })
    }

    /// Whether an action is allowed for all bodies that meet here.
    fn may_whole(&self, action: Action) -> bool {
        self.may_all(action, self.open.scenario().meetings().keys())
    }

    /// Refuses what was asked of a plan that is no longer in force, with what happened since.
    async fn is_of(&self, subject: &str, seen: i64) -> Result<(), WebError> {
        let now = match subject {
            "" => self.open.plan_number(),
            _ => self.service.store.plan_number_in_force(self.name(), subject).await?,
        };
        if now == seen { Ok(()) } else { Err(overtaken(&self.service, self.name(), subject, seen).await?) }
    }

    /// Keeps a plan of the calendar, made from the one in force. Where only dates of the files were in force, these are
    /// kept first: so the first change can be undone, too.
    async fn keep(&self, plan: &Plan, what: &str, why: &str) -> Result<i64, WebError> {
        let (store, revision) = (&self.service.store, self.open.scene.head.revision);
        let (scenario, by) = (self.name(), self.who.name());
        let conflict = || overtaken(&self.service, self.name(), "", self.open.plan_number());
        let seen = match self.open.plan_number() {
            0 => {
                let text = exchange::plan::write(&self.open.checked.plan);
                let (what, why) = ("imported", "the dates in the files");
                let given = NewPlan { scenario, subject: "", seen: None, revision, text: &text, what, why, by };
                let Some(number) = store.keep_plan(&given).await? else { return Err(conflict().await?) };
                number
            }
            number => number,
        };
        let text = exchange::plan::write(plan);
        self.reads(&text)?;
        let new = NewPlan { scenario, subject: "", seen: Some(seen), revision, text: &text, what, why, by };
        match store.keep_plan(&new).await? {
            Some(number) => Ok(number),
            None => Err(conflict().await?),
        }
    }

    /// A plan that is kept must be readable: one that is not would close the calendar for everybody.
    fn reads(&self, text: &str) -> Result<(), WebError> {
        let files = MemoryFiles::default().with("plan.toml", text);
        let read = exchange::plan::read_from(&files, Path::new("plan.toml"), self.open.scenario());
        read.map(|_| ()).map_err(WebError::Findings)
    }

    /// A page of this calendar: what all of them have around them, beside `values`.
    fn page(&self, headers: &HeaderMap, template: &str, here: &str, values: Value) -> Result<Response, WebError> {
        let visitor = Visitor(Some(self.who.clone()));
        let frame = Frame::new(&self.service, &visitor, headers);
        let tally = self.open.checked.tally();
        let around = context! {
            scenario => self.name(), title => self.open.scenario().title.as_str(), here,
            path => format!("/scenarios/{}", encoded(self.name())),
            interface => format!("/api/scenarios/{}", encoded(self.name())),
            plan => self.open.plan_number(), revision => self.open.scene.head.revision,
            quality => self.open.checked.plan.quality.word(),
            must => tally.must, should => tally.should,
            plans_all => self.may_whole(Action::Plan),
            plans_some => self.who.may_in(Action::Plan, self.open.scenario()),
            subjects => Value::from(subjects::list(&self.open).iter().map(|one| context! {
                kind => one.kind.word(), name => one.path.as_str(), title => one.title.as_str(), path => one.address(self.name()),
            }).collect::<Vec<_>>()),
        };
        frame.page(template, context! { ..values, ..around })
    }
}

/// What happened to a plan since it was looked at, as a conflict.
async fn overtaken(service: &Service, scenario: &str, subject: &str, seen: i64) -> Result<WebError, WebError> {
    let now = service.store.plan_number_in_force(scenario, subject).await?;
    let plans = service.store.plans(scenario, subject).await?;
    let since: Vec<String> = plans
        .iter()
        .filter(|plan| plan.number > seen)
        .take(5)
        .map(|plan| format!("plan {} by {} ({}: {})", plan.number, plan.made_by, plan.what, plan.why))
        .collect();
    let told = if since.is_empty() { String::new() } else { format!(" Since then: {}.", since.join("; ")) };
    Ok(WebError::Conflict(format!("Plan {seen} is no longer in force; plan {now} is.{told} Nothing was changed.")))
}

/// Words of a template that scripts say, as JSON in an attribute: what stands in them is written `%1`, `%2`.
fn words(frame: &Frame<'_>, keys: &[(&str, &[&str])]) -> String {
    let said = keys.iter().map(|(key, names)| {
        let arguments: Vec<(&str, crate::language::pages::Argument)> = names
            .iter()
            .enumerate()
            .map(|(place, name)| (*name, crate::language::pages::Argument::Text(format!("%{}", place + 1))))
            .collect();
        let short = key.strip_prefix("board-").unwrap_or(key);
        (short.to_owned(), serde_json::Value::from(frame.text(key, &arguments)))
    });
    serde_json::Value::Object(said.collect()).to_string()
}

/// Milliseconds since 1970 in words: date and time of day, in UTC.
fn moment(milliseconds: i64) -> String {
    chrono::DateTime::from_timestamp_millis(milliseconds)
        .map_or_else(String::new, |at| at.format("%Y-%m-%d %H:%M UTC").to_string())
}
