//! The hours of a series of e-meetings: 24 hours in every zone, and what is asked of whom.

use super::Looking;
use super::subjects::series_of;
use crate::domain::access::Action;
use crate::domain::plan::Quality;
use crate::domain::series::outcome::Assessed;
use crate::domain::series::{Series, SeriesPlan};
use crate::domain::time::{TimeError, ZoneData};
use crate::exchange::files::MemoryFiles;
use crate::exchange::series::read_plan_from;
use crate::planning::hours::{self, HoursOutcome, Limit, assess};
use crate::report::hours::{HoursInput, part, words};
use crate::web::boards::Scene;
use crate::web::error::WebError;
use crate::web::guard::{Permission, Who};
use crate::web::routes::Route;
use crate::web::state::Service;
use axum::extract::{Path as Segments, State};
use axum::http::HeaderMap;
use axum::response::Response;
use minijinja::{Value, context};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

/// Partial plans that a page takes the time to look at: the fairest of most series is proven after fewer.
const STEPS: u64 = 1_000;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get("/scenarios/{scenario}/hours/{name}", Permission::InScenario(Action::See), show)]
}

async fn show(
    State(service): State<Service>,
    who: Who,
    headers: HeaderMap,
    Segments((scenario, name)): Segments<(String, String)>,
) -> Result<Response, WebError> {
    let looking = Looking::at(service, who, &scenario).await?;
    let series = series_of(&looking.open, &name)?;
    let kept = looking.service.store.plan_in_force(looking.name(), &name).await?;
    let zones = looking.service.zones;
    let (scene, path) = (Arc::clone(&looking.open.scene), name.clone());
    let shown = tokio::task::spawn_blocking(move || -> Result<_, WebError> {
        let plan: Option<SeriesPlan> = match &kept {
            Some((_, text)) => {
                let files = MemoryFiles::default().with("hours.toml", text.as_str());
                let read = read_plan_from(&files, Path::new("hours.toml"), &series);
                Some(read.map_err(WebError::Findings)?)
            }
            None => series.plan_of_given(),
        };
        let number = kept.map_or(0, |(head, _)| head.number);
        let Some(plan) = plan else { return Ok((series.title.to_string(), number, None)) };
        let inside = |error: TimeError| WebError::Inside(error.to_string());
        let fairest = fairest(&scene, &path, &series, zones).map_err(inside)?;
        let mut shown = assess(&series, zones, plan).map_err(inside)?;
        let (same, other) = match fairest.as_deref() {
            Some(fairest) if fairest.plan.slots == shown.plan.slots => (Some(fairest), None),
            fairest => (None, fairest),
        };
        shown.proof = same.and_then(|fairest| fairest.proof.clone());
        let generated = format!("time-zone data {}", zones.version());
        let input = HoursInput { series: &series, shown: &shown, fairest: other, generated: &generated };
        Ok((series.title.to_string(), number, Some((words::quality(&input), part(&input)))))
    });
    let (title, number, said) = shown.await.map_err(|_| WebError::Busy)??;
    let (quality_words, part) = said.unzip();
    let part = part.map(Value::from_safe_string);
    let values = context! { subject => name, subject_title => title, subject_plan => number, quality_words, part };
    looking.page(&headers, "board-hours.html", "hours", values)
}

/// The fairest dates and hours of a series, if that is quickly proven; looked for once, whatever plans of it there are.
fn fairest(scene: &Scene, path: &str, series: &Series, zones: &ZoneData) -> Result<Option<Arc<Assessed>>, TimeError> {
    let mut known = scene.fairest.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(fairest) = known.get(Path::new(path)) {
        return Ok(fairest.clone());
    }
    let proven = |assessed: &Assessed| assessed.proof.as_ref().is_some_and(|proof| proof.quality == Quality::Optimal);
    let fairest = match hours::plan(series, zones, &Limit { steps: Some(STEPS), stop: None })? {
        HoursOutcome::Planned(assessed) if proven(&assessed) => Some(Arc::from(assessed)),
        HoursOutcome::Planned(_) | HoursOutcome::Impossible(_) | HoursOutcome::NothingFound => None,
    };
    known.insert(PathBuf::from(path), fairest.clone());
    Ok(fairest)
}
