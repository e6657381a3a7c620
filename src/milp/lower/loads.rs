//! Places and resources: never more than there is, or each excess at its price.

use super::super::linear::Term;
use super::super::windows::Scope;
use super::clashes::{Stretch, stretches};
use super::{Program, Target, TooLarge};
use crate::kernel::{ActivityIndex, Member, Over, PlaceIndex, ResourceIndex};

impl Program<'_> {
    pub(super) fn add_loads(&mut self) -> Result<(), TooLarge> {
        let problem = self.problem;
        for n in 0..problem.places().len() {
            let place = PlaceIndex::new(n);
            if let Some(capacity) = problem.place(place).capacity()
                && let Some(target) = self.load_target(problem.place_over(), Member::Places, self.scope)
            {
                let uses = |program: &Self, activity: ActivityIndex, slot: usize| {
                    let places = &program.columns[activity.get()].places[slot];
                    places.iter().find(|(known, _)| *known == place).map(|(_, column)| (*column, 1.0))
                };
                self.add_load(uses, |_| capacity, target);
                self.check_size()?;
            }
        }
        for n in 0..problem.resources().len() {
            let resource = ResourceIndex::new(n);
            let over = problem.resource(resource).over();
            if let Some(target) = self.load_target(over, Member::Resource(resource), self.scope) {
                let uses = |program: &Self, activity: ActivityIndex, slot: usize| {
                    let mode = program.windows.slots(activity)[slot].mode;
                    let uses = program.problem.activity(activity).mode(mode).uses();
                    let units = uses.iter().find(|(known, _)| *known == resource).map(|(_, units)| *units as f64);
                    units.map(|units| (program.columns[activity.get()].slots[slot], units))
                };
                self.add_load(uses, |tick| problem.capacity(resource, tick), target);
                self.check_size()?;
            }
        }
        Ok(())
    }

    fn load_target(&self, over: Over, member: Member, scope: &Scope<'_>) -> Option<Target> {
        if over == Over::Forbidden && !scope.keeps(member) { None } else { self.target(over) }
    }

    fn add_load(
        &mut self,
        uses: impl Fn(&Self, ActivityIndex, usize) -> Option<Term>,
        capacity: impl Fn(u32) -> u64,
        target: Target,
    ) {
        let users: Vec<ActivityIndex> = self
            .problem
            .activity_indices()
            .filter(|&activity| {
                (0..self.windows.slots(activity).len()).any(|slot| uses(self, activity, slot).is_some())
            })
            .collect();
        let constant = (1..self.problem.horizon()).all(|tick| capacity(tick) == capacity(0));
        for stretch in stretches(self.windows, users.iter().copied()) {
            let mut terms = Vec::new();
            let mut most = 0.0;
            for &activity in &users {
                let own = self.windows.covering(activity, stretch.first).filter_map(|slot| uses(self, activity, slot));
                let before = terms.len();
                terms.extend(own);
                most += terms[before..].iter().map(|(_, units)| *units).fold(0.0, f64::max);
            }
            for part in parts(stretch, &capacity) {
                let least = capacity(part.first) as f64;
                // A hard row of a stretch that another stretch holds says nothing new, if there is no less of it here.
                let says_nothing = matches!(target, Target::Never) && !stretch.maximal && constant;
                if most > least && !says_nothing {
                    let slack = self.slack(target, f64::from(part.after - part.first));
                    self.limit(terms.clone(), least, slack, 1.0);
                }
            }
        }
    }
}

/// A stretch cut where the capacity changes.
fn parts(stretch: Stretch, capacity: &impl Fn(u32) -> u64) -> Vec<Stretch> {
    let mut parts: Vec<Stretch> = Vec::new();
    for tick in stretch.first..stretch.after {
        match parts.last_mut() {
            Some(part) if capacity(part.first) == capacity(tick) => part.after = tick + 1,
            _ => parts.push(Stretch { first: tick, after: tick + 1, ..stretch }),
        }
    }
    parts
}
