//! Whose findings can change when some meetings move: what has to be checked again, and nothing else.

use super::wishes;
use crate::domain::ids::{BodyId, MeetingId};
use crate::domain::profile::Profile;
use crate::domain::view::{Placed, Scope, View};
use std::collections::BTreeSet;

/// Numbers of the rules that say how many days apart two meetings at one place still concern each other.
const REACHES: [&str; 2] = ["adjacent_days", "within_days"];

/// The meetings whose findings can differ between two views of one scenario in which these meetings lie elsewhere:
/// * those of the same body (order, distance, number a year), and of the bodies below it (inside, beside, before it);
/// * those whose wishes name one of them;
/// * those at the same place within the days that rules look at, before or after the move;
/// * those that are too many at once by a limit that counts one of them, on its days before or after the move.
///
/// Where a meeting gets or loses its dates, all without dates and all groups beside it are touched, too.
pub fn touched<'m>(before: &View<'_>, after: &View<'_>, moved: impl IntoIterator<Item = &'m MeetingId>) -> Scope {
    let scenario = before.scenario;
    let mut touched: BTreeSet<MeetingId> = BTreeSet::new();
    let mut together: BTreeSet<MeetingId> = BTreeSet::new();
    let of_body = |body: &BodyId, touched: &mut BTreeSet<MeetingId>| {
        touched.extend(scenario.meetings_of(body).map(|meeting| meeting.id.clone()));
    };
    let days = reach(&scenario.profile);
    for id in moved {
        together.insert(id.clone());
        touched.extend(scenario.asked_by(id).cloned());
        let Some(meeting) = scenario.meetings().get(id) else { continue };
        of_body(&meeting.body, &mut touched);
        for below in scenario.bodies_below(&meeting.body) {
            of_body(&below.id, &mut touched);
            for further in scenario.bodies_below(&below.id) {
                of_body(&further.id, &mut touched);
            }
        }
        for placed in [before, after].iter().filter_map(|view| view.placed(id)) {
            for view in [before, after] {
                let beside = |other: &Placed<'_>| placed.at.venue.is_some() && other.at.venue == placed.at.venue;
                let ids = |found: Vec<Placed<'_>>| {
                    found.into_iter().filter(beside).map(|other| other.meeting.id.clone()).collect::<Vec<_>>()
                };
                touched.extend(ids(view.near(placed.at, days)));
                together.extend(ids(view.near(placed.at, 0)));
                for limit in scenario.limits().iter().filter(|limit| wishes::counted(view, limit, &placed)) {
                    together.extend(wishes::crowded(view, limit, placed.at));
                }
            }
        }
        let (was, is) = (before.placed(id).is_some(), after.placed(id).is_some());
        if was != is || before.at(id).is_some() != after.at(id).is_some() {
            let without = |meeting: &&MeetingId| before.at(meeting).is_none() || after.at(meeting).is_none();
            touched.extend(scenario.meetings().keys().filter(without).cloned());
            let parent = scenario.body_of(meeting).parent.as_ref();
            for beside in parent.into_iter().flat_map(|parent| scenario.bodies_below(parent)) {
                of_body(&beside.id, &mut touched);
            }
        }
    }
    touched.extend(together.iter().cloned());
    Scope::Moves { touched, together }
}

/// The most days that a rule looks away from a meeting at the same place.
fn reach(profile: &Profile) -> i64 {
    let editions = profile.rules.values().flatten();
    editions.flat_map(|edition| REACHES.iter().filter_map(|name| edition.number(name))).max().unwrap_or(0)
}
