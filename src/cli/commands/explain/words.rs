//! Names of what is charged, of placements and of prices.

use crate::kernel::ledger::Price;
use crate::kernel::{ActivityIndex, Charged, Placement, Problem};

/// What is charged, in words: a relation by its number, kind and tag.
pub(super) fn charged(problem: &Problem, what: Charged) -> String {
    match what {
        Charged::PlaceOver(place) => format!("too many in place {}", problem.place(place).id()),
        Charged::Resource(resource) => format!("too much of resource {}", problem.resource(resource).id()),
        Charged::Relation(relation) => {
            let known = problem.relation(relation);
            let tag = known.tag().map_or_else(String::new, |tag| format!(", {tag}"));
            format!("relations[{}] {}{tag}", relation.get(), known.kind().name())
        }
        alone => key(alone).replace('_', " "),
    }
}

/// The same as a key for programs.
pub(super) fn key(what: Charged) -> &'static str {
    match what {
        Charged::LeftOut => "left_out",
        Charged::Moved => "moved_although_fixed",
        Charged::Start => "start_not_allowed",
        Charged::Horizon => "outside_the_horizon",
        Charged::Mode => "unknown_mode",
        Charged::Place => "place_not_allowed",
        Charged::Closed => "place_closed",
        Charged::StartCost => "start_cost",
        Charged::PlaceCost => "place_cost",
        Charged::ModeCost => "mode_cost",
        Charged::PlaceOver(_) => "place_over",
        Charged::Resource(_) => "resource",
        Charged::Relation(_) => "relation",
    }
}

/// Where an activity is.
pub(super) fn placement(problem: &Problem, activity: ActivityIndex, placement: Option<Placement>) -> String {
    let Some(at) = placement else { return "left out".to_owned() };
    let day = problem.day_of(at.start).map_or_else(String::new, |day| format!(" (day {day})"));
    let place = at.place.map_or_else(String::new, |place| format!(" in {}", problem.place(place).id()));
    let mode = problem.activity(activity).modes().get(at.mode.get()).and_then(|mode| mode.id());
    let mode = mode.map_or_else(String::new, |mode| format!(", {mode}"));
    format!("tick {}{day}{place}{mode}", at.start)
}

/// A cost: what is forbidden, then the levels that are not zero.
pub(super) fn cost(problem: &Problem, price: &Price) -> String {
    said(problem, price, false, "nothing")
}

/// A change of cost, with signs.
pub(super) fn change(problem: &Problem, price: &Price) -> String {
    said(problem, price, true, "no change")
}

fn said(problem: &Problem, price: &Price, signed: bool, nothing: &str) -> String {
    let number = |value: i64| if signed { format!("{value:+}") } else { value.to_string() };
    let forbidden = (price.forbidden != 0).then(|| format!("forbidden {}", number(price.forbidden)));
    let levels = problem.levels().iter().zip(&price.cost).filter(|(_, cost)| **cost != 0);
    let levels = levels.map(|(level, cost)| format!("{level} {}", number(*cost)));
    let all: Vec<String> = forbidden.into_iter().chain(levels).collect();
    if all.is_empty() { nothing.to_owned() } else { all.join(", ") }
}

/// The ids of some activities, the first few of many.
pub(super) fn who(problem: &Problem, activities: &[ActivityIndex]) -> String {
    const NAMED: usize = 6;
    let ids: Vec<&str> = activities.iter().take(NAMED).map(|activity| problem.activity(*activity).id()).collect();
    let more = activities.len().saturating_sub(NAMED);
    if more > 0 { format!("{} and {more} more", ids.join(", ")) } else { ids.join(", ") }
}
