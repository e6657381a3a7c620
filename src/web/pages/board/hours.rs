//! The hours of a series of e-meetings: 24 hours in every zone, and what is asked of whom.

use super::Looking;
use super::subjects::series_of;
use crate::domain::access::Action;
use crate::domain::series::SeriesPlan;
use crate::exchange::files::MemoryFiles;
use crate::exchange::series::read_plan_from;
use crate::planning::hours::assess;
use crate::report::hours::{HoursInput, part, words};
use crate::web::error::WebError;
use crate::web::guard::{Permission, Who};
use crate::web::routes::Route;
use crate::web::state::Service;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use minijinja::{Value, context};

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get("/scenarios/{scenario}/hours/{name}", Permission::InScenario(Action::See), show)]
}

async fn show(
    State(service): State<Service>,
    who: Who,
    headers: HeaderMap,
    Path((scenario, name)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let looking = Looking::at(service, who, &scenario).await?;
    let series = series_of(&looking.open, &name)?;
    let kept = looking.service.store.plan_in_force(looking.name(), &name).await?;
    let zones = looking.service.zones;
    let shown = tokio::task::spawn_blocking(move || -> Result<_, WebError> {
        let plan: Option<SeriesPlan> = match &kept {
            Some((_, text)) => {
                let files = MemoryFiles::default().with("hours.toml", text.as_str());
                let read = read_plan_from(&files, std::path::Path::new("hours.toml"), &series);
                Some(read.map_err(WebError::Findings)?)
            }
            None => series.plan_of_given(),
        };
        let number = kept.map_or(0, |(head, _)| head.number);
        let Some(plan) = plan else { return Ok((series.title.to_string(), number, None)) };
        let assessed = assess(&series, zones, plan).map_err(|error| WebError::Inside(error.to_string()))?;
        let generated = format!("time-zone data {}", zones.version());
        let input = HoursInput { series: &series, shown: &assessed, fairest: None, generated: &generated };
        Ok((series.title.to_string(), number, Some((words::quality(&input), part(&input)))))
    });
    let (title, number, said) = shown.await.map_err(|_| WebError::Busy)??;
    let (quality_words, part) = said.unzip();
    let part = part.map(Value::from_safe_string);
    let values = context! { subject => name, subject_title => title, subject_plan => number, quality_words, part };
    looking.page(&headers, "board-hours.html", "hours", values)
}
