//! Meetings that go along when another moves: those that must lie inside it alone, or within bounded days of it.

use super::super::candidates::{Standing, opening};
use super::super::measure;
use crate::domain::demand::{Ask, Demand, Level};
use crate::domain::ids::MeetingId;
use crate::domain::plan::Placement;
use crate::domain::scenario::Scenario;
use chrono::TimeDelta;
use std::collections::{BTreeMap, BTreeSet};

/// Days tried around the date that keeps the distance, nearest first: the same distance can fall on a weekend.
const TRIED: [i64; 9] = [0, 1, -1, 2, -2, 3, -3, 4, -4];

/// A meeting that goes along with another one, and the demands for which it does.
#[derive(Clone, Debug)]
struct Tie {
    follower: MeetingId,
    demand: usize,
}

/// Who goes along with whom.
#[derive(Clone, Debug, Default)]
pub(super) struct Followers {
    direct: BTreeMap<MeetingId, Vec<Tie>>,
}

impl Followers {
    /// As the musts of a scenario have it.
    pub(super) fn of(standing: &Standing, demands: &[Demand]) -> Self {
        let mut direct: BTreeMap<MeetingId, Vec<Tie>> = BTreeMap::new();
        for (position, demand) in demands.iter().enumerate().filter(|(_, demand)| demand.level == Level::Must) {
            let (leader, follower) = match &demand.ask {
                Ask::Inside { meeting, outer } if outer.len() == 1 => (&outer[0], meeting),
                // An interim meeting so many days before its parent: the later one leads.
                Ask::Gap { first, second, most: Some(_), .. } => (second, first),
                _ => continue,
            };
            if standing.free(follower) && leader != follower {
                let tie = Tie { follower: follower.clone(), demand: position };
                direct.entry(leader.clone()).or_default().push(tie);
            }
        }
        Self { direct }
    }

    /// All that go along with a meeting, and with those in turn; nearest first.
    pub(super) fn along(&self, leader: &MeetingId) -> Vec<MeetingId> {
        let mut seen: BTreeSet<&MeetingId> = BTreeSet::from([leader]);
        let mut found: Vec<MeetingId> = Vec::new();
        let mut open = vec![leader];
        while let Some(next) = open.pop() {
            for tie in self.direct.get(next).into_iter().flatten() {
                if seen.insert(&tie.follower) {
                    found.push(tie.follower.clone());
                    open.push(&tie.follower);
                }
            }
        }
        found
    }

    /// Where those that go along would be when the leader moves from one place to another: as many days along, or on the
    /// nearest day on which they can open and stay with the others. One that finds no such day stays where it is.
    pub(super) fn places(
        &self,
        scenario: &Scenario,
        demands: &[Demand],
        group: &[MeetingId],
        now: &[Option<&Placement>],
        to: &Placement,
    ) -> Vec<Option<Placement>> {
        let mut there: Vec<Option<Placement>> = vec![Some(to.clone())];
        let Some(from) = now[0] else {
            there.extend(now[1..].iter().map(|at| at.cloned()));
            return there;
        };
        let days = to.first() - from.first();
        for (position, follower) in group.iter().enumerate().skip(1) {
            let place = now[position].and_then(|at| {
                let meeting = scenario.meetings().get(follower)?;
                // It goes along to another place, too, if it was at the same one and can.
                let venue = match (&at.venue, &to.venue) {
                    (Some(own), Some(new)) if from.venue.as_ref() == Some(own) && meeting.venues.contains(new) => {
                        Some(new)
                    }
                    (own, _) => own.as_ref(),
                };
                let stays = days.is_zero() && venue == at.venue.as_ref();
                let tried = TRIED.iter().filter_map(|more| {
                    let first = at.first().checked_add_signed(days + TimeDelta::days(*more))?;
                    opening(scenario, meeting, first, at.half, venue)
                });
                let kept = |spot: &Placement| {
                    let at = |other: &MeetingId| match group.iter().position(|member| member == other) {
                        Some(own) if own == position => Some(spot),
                        Some(earlier) if earlier < position => there[earlier].as_ref(),
                        _ => None,
                    };
                    let ties = group[..position].iter().filter_map(|leader| self.direct.get(leader)).flatten();
                    ties.filter(|tie| tie.follower == *follower)
                        .all(|tie| measure::units(&demands[tie.demand].ask, &at) == 0)
                };
                if stays { Some(at.clone()) } else { tried.clone().find(kept).or_else(|| Some(at.clone())) }
            });
            there.push(place);
        }
        there
    }
}
