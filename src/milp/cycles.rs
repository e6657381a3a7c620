//! Forbidden gaps that chase each other round in a circle: found from the gaps alone, before anything is built.
//!
//! A gap of at least `min` says `start(second) - start(first) >= duration(first) + min`, one of at most `max` the reverse; a
//! circle whose differences sum to more than nothing contradicts itself (R. Bellman, *On a routing problem*, 1958: longest
//! paths by relaxation, a circle where they never settle).

use std::collections::BTreeSet;

use crate::kernel::draft::Unit;
use crate::kernel::problem::Kind;
use crate::kernel::{ActivityIndex, Member, Over, Problem, RelationIndex};

/// `start(to) - start(from) >= least`.
struct Difference {
    from: usize,
    to: usize,
    least: i64,
    relation: RelationIndex,
}

/// The members of a circle of gaps that contradicts itself, if there is one.
pub(super) fn find(problem: &Problem) -> Option<Vec<Member>> {
    let differences = differences(problem);
    let many = problem.activities().len();
    let mut longest = vec![0_i64; many];
    let mut through: Vec<Option<usize>> = vec![None; many];
    // Longest paths settle within as many rounds as there are activities, unless there is a circle.
    for _ in 0..=many {
        let mut last = None;
        for (n, known) in differences.iter().enumerate() {
            let reached = longest[known.from].saturating_add(known.least);
            if reached > longest[known.to] {
                longest[known.to] = reached;
                through[known.to] = Some(n);
                last = Some(known.to);
            }
        }
        // A circle of predecessors is one that never settles.
        if let Some(members) = circle(&differences, &through, last?) {
            return Some(members);
        }
    }
    None
}

fn differences(problem: &Problem) -> Vec<Difference> {
    let mut all = Vec::new();
    let stays = |activity: ActivityIndex| !problem.activity(activity).may_be_left_out();
    let durations = |activity: ActivityIndex| problem.activity(activity).modes().iter().map(|mode| mode.duration());
    for (n, relation) in problem.relations().iter().enumerate() {
        let Kind::Gap { first, second, gap } = relation.kind() else { continue };
        if relation.over() != Over::Forbidden || gap.unit != Unit::Tick || !stays(*first) || !stays(*second) {
            continue;
        }
        let (Some(shortest), Some(longest)) = (durations(*first).min(), durations(*first).max()) else { continue };
        let relation = RelationIndex::new(n);
        let (from, to) = (first.get(), second.get());
        all.push(Difference { from, to, least: gap.min.saturating_add(i64::from(shortest)), relation });
        if let Some(max) = gap.max {
            let least = max.saturating_add(i64::from(longest)).saturating_neg();
            all.push(Difference { from: to, to: from, least, relation });
        }
    }
    all
}

/// The circle that the predecessors of `end` lead into, if they lead into one.
fn circle(differences: &[Difference], through: &[Option<usize>], end: usize) -> Option<Vec<Member>> {
    let mut seen = BTreeSet::new();
    let mut at = end;
    while seen.insert(at) {
        at = differences[through[at]?].from;
    }
    let mut members = BTreeSet::new();
    let on = at;
    loop {
        let difference = &differences[through[at]?];
        members.insert(Member::Window(ActivityIndex::new(at)));
        members.insert(Member::Relation(difference.relation));
        at = difference.from;
        if at == on {
            return Some(members.into_iter().collect());
        }
    }
}
