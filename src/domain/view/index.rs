//! What a plan looks like from a body and from a day: gathered once, kept up when a few meetings move.

use super::{Placed, placed};
use crate::domain::body::Body;
use crate::domain::ids::{BodyId, MeetingId};
use crate::domain::plan::Plan;
use crate::domain::scenario::Scenario;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// A placed meeting with the position of its id among those of the scenario: quicker to compare than the id.
type Numbered<'a> = (usize, Placed<'a>);

/// Placed meetings by id, by body and by day.
#[derive(Clone, Debug)]
pub(super) struct Index<'a> {
    /// By id.
    all: Vec<Numbered<'a>>,
    /// By body, in the order of opening and id.
    bodies: BTreeMap<&'a BodyId, Vec<Placed<'a>>>,
    /// In the order of opening and id.
    opening: Vec<Numbered<'a>>,
    /// Days from opening to closing of the longest meeting, at least.
    longest: i64,
    /// Meetings of the scenario.
    meetings: usize,
}

fn by_opening((number, placed): &Numbered<'_>) -> (NaiveDate, usize) {
    (placed.at.first(), *number)
}

fn by_opening_and_id<'a>(placed: &Placed<'a>) -> (NaiveDate, &'a MeetingId) {
    (placed.at.first(), &placed.meeting.id)
}

fn span(placed: &Placed<'_>) -> i64 {
    (placed.at.last() - placed.at.first()).num_days()
}

impl<'a> Index<'a> {
    /// Gathers what a plan places.
    pub(super) fn of(scenario: &'a Scenario, plan: &'a Plan) -> Self {
        let mut numbers = scenario.meetings().keys().enumerate().peekable();
        let all: Vec<Numbered<'a>> = plan
            .placements
            .iter()
            .filter_map(|(meeting, at)| {
                // Both lists are in the order of ids.
                while numbers.next_if(|(_, other)| *other < meeting).is_some() {}
                let (number, _) = numbers.next_if(|(_, other)| *other == meeting)?;
                Some((number, placed(scenario, meeting, at)?))
            })
            .collect();
        let mut opening = all.clone();
        opening.sort_unstable_by_key(by_opening);
        let mut bodies: BTreeMap<&BodyId, Vec<Placed<'a>>> = BTreeMap::new();
        for (_, placed) in &opening {
            bodies.entry(&placed.body.id).or_default().push(*placed);
        }
        let longest = all.iter().map(|(_, placed)| span(placed)).max().unwrap_or(0);
        Self { all, bodies, opening, longest, meetings: scenario.meetings().len() }
    }

    /// Puts a meeting elsewhere, or takes it out.
    pub(super) fn replace(&mut self, scenario: &Scenario, meeting: &MeetingId, placed: Option<Placed<'a>>) {
        let known = self.all.binary_search_by(|(_, other)| other.meeting.id.cmp(meeting));
        let number = match known {
            Ok(slot) => {
                let old = self.all.remove(slot);
                if let Ok(slot) = self.opening.binary_search_by_key(&by_opening(&old), by_opening) {
                    self.opening.remove(slot);
                }
                if let Some(list) = self.bodies.get_mut(&old.1.body.id)
                    && let Ok(slot) = list.binary_search_by_key(&by_opening_and_id(&old.1), by_opening_and_id)
                {
                    list.remove(slot);
                }
                old.0
            }
            Err(_) => scenario.meetings().keys().take_while(|other| *other < meeting).count(),
        };
        let Some(placed) = placed else { return };
        let new = (number, placed);
        let (Ok(slot) | Err(slot)) = known;
        self.all.insert(slot, new);
        let slot = self.opening.partition_point(|other| by_opening(other) < by_opening(&new));
        self.opening.insert(slot, new);
        let list = self.bodies.entry(&placed.body.id).or_default();
        let slot = list.partition_point(|other| by_opening_and_id(other) < by_opening_and_id(&placed));
        list.insert(slot, placed);
        self.longest = self.longest.max(span(&placed));
    }

    pub(super) fn all(&self) -> impl Iterator<Item = Placed<'a>> + '_ {
        self.all.iter().map(|(_, placed)| *placed)
    }

    pub(super) fn count(&self) -> usize {
        self.all.len()
    }

    pub(super) fn nth(&self, position: usize) -> Placed<'a> {
        self.all[position].1
    }

    /// The bodies with a placed meeting, by id.
    pub(super) fn bodies(&self) -> impl Iterator<Item = &'a Body> + '_ {
        self.bodies.values().filter_map(|list| Some(list.first()?.body))
    }

    pub(super) fn of_body(&self, body: &BodyId) -> &[Placed<'a>] {
        self.bodies.get(body).map_or(&[], Vec::as_slice)
    }

    /// Those with a day between two days, by id.
    pub(super) fn between(&self, first: NaiveDate, last: NaiveDate) -> Vec<Placed<'a>> {
        let mut found: Vec<Numbered<'a>> = self.meeting(first, last).copied().collect();
        found.sort_unstable_by_key(|(number, _)| *number);
        found.into_iter().map(|(_, placed)| placed).collect()
    }

    /// Those that share a day with one of some, by id.
    pub(super) fn around(&self, some: &[Placed<'a>]) -> Vec<Placed<'a>> {
        let mut found: Vec<Option<Placed<'a>>> = vec![None; self.meetings];
        for one in some {
            for (number, placed) in self.meeting(one.at.first(), one.at.last()) {
                found[*number] = Some(*placed);
            }
        }
        found.into_iter().flatten().collect()
    }

    fn meeting(&self, first: NaiveDate, last: NaiveDate) -> impl Iterator<Item = &Numbered<'a>> {
        let reach = first.checked_sub_signed(chrono::TimeDelta::days(self.longest)).unwrap_or(NaiveDate::MIN);
        let from = self.opening.partition_point(|(_, placed)| placed.at.first() < reach);
        let to = self.opening.partition_point(|(_, placed)| placed.at.first() <= last);
        self.opening[from..to.max(from)].iter().filter(move |(_, placed)| placed.at.last() >= first)
    }
}
