//! What a plan looks like from a body and from a day: gathered once, kept up when a few meetings move.

use super::{Placed, placed};
use crate::domain::body::Body;
use crate::domain::ids::{BodyId, MeetingId};
use crate::domain::plan::Plan;
use crate::domain::scenario::Scenario;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Placed meetings by id, by body and by day.
#[derive(Clone, Debug)]
pub(super) struct Index<'a> {
    /// By id.
    all: Vec<Placed<'a>>,
    /// By body, in the order of opening and id.
    bodies: BTreeMap<&'a BodyId, Vec<Placed<'a>>>,
    /// In the order of opening and id.
    opening: Vec<Placed<'a>>,
    /// Days from opening to closing of the longest meeting, at least.
    longest: i64,
}

fn by_opening<'a, 'b>(placed: &'b Placed<'a>) -> (NaiveDate, &'a MeetingId) {
    (placed.at.first(), &placed.meeting.id)
}

fn span(placed: &Placed<'_>) -> i64 {
    (placed.at.last() - placed.at.first()).num_days()
}

impl<'a> Index<'a> {
    /// Gathers what a plan places.
    pub(super) fn of(scenario: &'a Scenario, plan: &'a Plan) -> Self {
        let all: Vec<Placed<'a>> =
            plan.placements.iter().filter_map(|(meeting, at)| placed(scenario, meeting, at)).collect();
        let mut opening = all.clone();
        opening.sort_by_key(|placed| by_opening(placed));
        let mut bodies: BTreeMap<&BodyId, Vec<Placed<'a>>> = BTreeMap::new();
        for placed in &opening {
            bodies.entry(&placed.body.id).or_default().push(*placed);
        }
        let longest = all.iter().map(span).max().unwrap_or(0);
        Self { all, bodies, opening, longest }
    }

    /// Puts a meeting elsewhere, or takes it out.
    pub(super) fn replace(&mut self, meeting: &MeetingId, placed: Option<Placed<'a>>) {
        let slot = self.all.binary_search_by_key(&meeting, |other| &other.meeting.id);
        if let Ok(slot) = slot {
            let old = self.all.remove(slot);
            take_out(&mut self.opening, &old);
            if let Some(list) = self.bodies.get_mut(&old.body.id) {
                take_out(list, &old);
            }
        }
        let Some(placed) = placed else { return };
        let slot = self.all.partition_point(|other| other.meeting.id < *meeting);
        self.all.insert(slot, placed);
        put_in(&mut self.opening, placed);
        put_in(self.bodies.entry(&placed.body.id).or_default(), placed);
        self.longest = self.longest.max(span(&placed));
    }

    pub(super) fn all(&self) -> impl Iterator<Item = Placed<'a>> + '_ {
        self.all.iter().copied()
    }

    pub(super) fn count(&self) -> usize {
        self.all.len()
    }

    pub(super) fn nth(&self, position: usize) -> Placed<'a> {
        self.all[position]
    }

    /// The bodies with a placed meeting, by id.
    pub(super) fn bodies(&self) -> impl Iterator<Item = &'a Body> + '_ {
        self.bodies.values().filter_map(|list| Some(list.first()?.body))
    }

    pub(super) fn of_body(&self, body: &BodyId) -> &[Placed<'a>] {
        self.bodies.get(body).map_or(&[], Vec::as_slice)
    }

    pub(super) fn between(&self, first: NaiveDate, last: NaiveDate) -> Vec<Placed<'a>> {
        let reach = first.checked_sub_signed(chrono::TimeDelta::days(self.longest)).unwrap_or(NaiveDate::MIN);
        let from = self.opening.partition_point(|placed| placed.at.first() < reach);
        let to = self.opening.partition_point(|placed| placed.at.first() <= last);
        let mut found: Vec<_> =
            self.opening[from..to.max(from)].iter().filter(|placed| placed.at.last() >= first).copied().collect();
        found.sort_by_key(|placed| &placed.meeting.id);
        found
    }
}

fn take_out(list: &mut Vec<Placed<'_>>, old: &Placed<'_>) {
    if let Ok(slot) = list.binary_search_by_key(&by_opening(old), |other| by_opening(other)) {
        list.remove(slot);
    }
}

fn put_in<'a>(list: &mut Vec<Placed<'a>>, placed: Placed<'a>) {
    let slot = list.partition_point(|other| by_opening(other) < by_opening(&placed));
    list.insert(slot, placed);
}
