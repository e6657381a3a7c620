//! Two plans side by side: what they cost, what each has wrong, which meetings lie elsewhere, drawn one above the other.

use super::plans::{differing, read};
use super::{Looking, moment};
use crate::app::{self, Checked};
use crate::domain::access::Action;
use crate::domain::demand::Level;
use crate::domain::finding::Finding;
use crate::domain::ids::MeetingId;
use crate::domain::plan::{Placement, Plan};
use crate::domain::scenario::Scenario;
use crate::planning;
use crate::report::html::findings::sign;
use crate::report::{self, words};
use crate::store::PlanHead;
use crate::web::error::WebError;
use crate::web::guard::{Permission, Who};
use crate::web::routes::Route;
use crate::web::state::Service;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{Datelike, Days, Months, NaiveDate};
use minijinja::{Value, context};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Width of the drawing, in its own units.
const WIDTH: i64 = 1000;
/// Levels in the order in which they decide.
const LEVELS: [Level; 4] = [Level::Must, Level::Should, Level::Change, Level::Prefer];

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get("/scenarios/{scenario}/compare", Permission::InScenario(Action::See), show)]
}

#[derive(Deserialize)]
struct Two {
    a: i64,
    b: i64,
}

/// A plan with what it costs.
struct Side {
    head: PlanHead,
    checked: Checked,
    points: BTreeMap<Level, u64>,
}

impl Side {
    fn of(scenario: &Scenario, head: PlanHead, plan: Plan) -> Self {
        let assessment = planning::assess(scenario, &plan);
        let mut points = assessment.points;
        points.insert(Level::Must, assessment.breach);
        Self { head, points, checked: app::check(scenario, plan) }
    }

    fn values(&self) -> Value {
        let tally = self.checked.tally();
        context! {
            number => self.head.number, what => self.head.what.as_str(), why => self.head.why.as_str(),
            made_by => self.head.made_by.as_str(), made_at => moment(self.head.made_at),
            must => tally.must, should => tally.should, prefer => tally.prefer, waived => tally.waived,
            quality => self.checked.plan.quality.word(),
        }
    }
}

async fn show(
    State(service): State<Service>,
    who: Who,
    headers: HeaderMap,
    Path(scenario): Path<String>,
    Query(two): Query<Two>,
) -> Result<Response, WebError> {
    let looking = Looking::at(service, who, &scenario).await?;
    let (a, b) = (read(&looking, two.a).await?, read(&looking, two.b).await?);
    let open = looking.open.clone();
    let sides = tokio::task::spawn_blocking(move || {
        let side = |(head, plan)| Side::of(open.scenario(), head, plan);
        (side(a), side(b))
    });
    let (a, b) = sides.await.map_err(|_| WebError::Busy)?;
    let costs: Vec<Value> = LEVELS
        .into_iter()
        .map(|level| {
            let [was, is] = [&a, &b].map(|side| side.points.get(&level).copied().unwrap_or(0));
            context! { level => level.word(), a => was, b => is, better => is < was, worse => is > was }
        })
        .collect();
    let values = context! {
        a => a.values(), b => b.values(), costs,
        moves => moves(&looking, &a.checked, &b.checked),
        drawing => drawing(&a.checked.plan, &b.checked.plan),
        appearing => findings(&b.checked.findings, &a.checked.findings),
        disappearing => findings(&a.checked.findings, &b.checked.findings),
    };
    looking.page(&headers, "board-compare.html", "plans", values)
}

fn moves(looking: &Looking, a: &Checked, b: &Checked) -> Vec<Value> {
    let input = looking.open.input(looking.service.zones);
    let moved = differing(&a.plan, &b.plan).into_iter();
    moved
        .map(|meeting| {
            let (from, to) = (a.plan.placements.get(meeting), b.plan.placements.get(meeting));
            let days = from.zip(to).map(|(from, to)| (to.first() - from.first()).num_days());
            context! {
                meeting => meeting.as_str(), title => input.title_of(meeting),
                from => report::place(&input, from), to => report::place(&input, to), days,
            }
        })
        .collect()
}

/// Findings that the first has and the second has not, without what is only noted or lacks data.
fn findings(these: &[Finding], others: &[Finding]) -> Vec<Value> {
    let others: BTreeSet<&Finding> = others.iter().collect();
    let only = these.iter().filter(|finding| !others.contains(finding));
    only.filter(|finding| finding.verdict == crate::domain::finding::Verdict::Broken)
        .map(|finding| {
            let (sign, group) = sign(finding);
            context! {
                sign, group, rule => finding.origin.to_string(), strength => finding.strength.word(),
                message => words::prose(&finding.message),
            }
        })
        .collect()
}

/// Every meeting that lies elsewhere, as two bars on one axis of time.
fn drawing(a: &Plan, b: &Plan) -> Value {
    let moved: Vec<&MeetingId> = differing(a, b).into_iter().collect();
    let spots = || moved.iter().flat_map(|meeting| [a.placements.get(*meeting), b.placements.get(*meeting)]).flatten();
    let (Some(first), Some(last)) = (spots().map(Placement::first).min(), spots().map(Placement::last).max()) else {
        return Value::from(());
    };
    let (first, last) = (first - Days::new(7), last + Days::new(7));
    let days = (last - first).num_days().max(1);
    let x = |day: NaiveDate| (day - first).num_days() * WIDTH / days;
    let bar = |at: Option<&Placement>| {
        at.map(|at| context! { x => x(at.first()), width => (x(at.last() + Days::new(1)) - x(at.first())).max(4) })
    };
    let rows = moved.iter().map(|meeting| {
        let (from, to) = (a.placements.get(*meeting), b.placements.get(*meeting));
        let middle = |at: &Placement| (x(at.first()) + x(at.last() + Days::new(1))) / 2;
        context! { name => meeting.as_str(), a => bar(from), b => bar(to), from => from.map(middle), to => to.map(middle) }
    });
    let month = |number: u32| (first - Days::new(u64::from(first.day0()))).checked_add_months(Months::new(number));
    let step = usize::try_from(days / 400 + 1).unwrap_or(1);
    let months = (1..).map_while(month).take_while(|month| *month <= last).step_by(step);
    let months = months.map(|month| context! { x => x(month), name => month.format("%Y-%m").to_string() });
    context! { width => WIDTH, rows => rows.collect::<Vec<_>>(), months => months.collect::<Vec<_>>() }
}
