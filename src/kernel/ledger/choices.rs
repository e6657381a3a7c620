//! Any of: free if at least one member would charge nothing.

use super::super::index::ActivityIndex;
use super::super::problem::{Kind, Problem};
use super::super::relation_units::{Whereabouts, units_with};
use super::parts::{Lists, Rate, touching};
use super::tallies::Tallies;

/// One member.
#[derive(Debug)]
pub(super) enum Member<'a> {
    /// An `any_of` inside another: a node.
    Node(u32),
    /// A relation whose units are kept at a position.
    Leaf {
        kind: &'a Kind,
        /// Whom it speaks of, ascending.
        activities: Vec<ActivityIndex>,
        /// The tally that counts it, if it is one.
        tally: Option<u32>,
        position: u32,
    },
}

/// The choices of a problem.
#[derive(Debug)]
pub(super) struct Choices<'a> {
    nodes: Vec<Vec<Member<'a>>>,
    /// The nodes that are relations themselves, with their price.
    roots: Vec<(u32, Rate)>,
    of: Lists,
    leaves: u32,
}

impl<'a> Choices<'a> {
    pub(super) fn new(problem: &'a Problem, tallies: &mut Tallies) -> Self {
        let mut made = Self { nodes: Vec::new(), roots: Vec::new(), of: Lists::default(), leaves: 0 };
        let mut kinds = Vec::new();
        for relation in problem.relations() {
            if let Kind::AnyOf { of } = relation.kind() {
                let node = made.node(of, tallies);
                kinds.push((made.roots.len() as u32, relation.kind()));
                made.roots.push((node, Rate::of(relation.over())));
            }
        }
        tallies.finish();
        made.of = touching(problem.activities().len(), kinds.into_iter());
        made
    }

    fn node(&mut self, of: &'a [Kind], tallies: &mut Tallies) -> u32 {
        let members = of
            .iter()
            .map(|kind| match kind {
                Kind::AnyOf { of } => Member::Node(self.node(of, tallies)),
                kind => {
                    let position = self.leaves;
                    self.leaves += 1;
                    let tally = tallies.add_member(kind).map(|tally| tally as u32);
                    Member::Leaf { kind, activities: kind.activities(), tally, position }
                }
            })
            .collect();
        self.nodes.push(members);
        self.nodes.len() as u32 - 1
    }

    /// The choices that speak of an activity.
    #[inline]
    pub(super) fn of(&self, activity: usize) -> &[u32] {
        self.of.of(activity)
    }

    /// A choice: its node and its price.
    pub(super) fn root(&self, root: u32) -> (u32, Rate) {
        self.roots[root as usize]
    }

    /// The members of a node.
    pub(super) fn members(&self, node: u32) -> &[Member<'a>] {
        &self.nodes[node as usize]
    }

    /// How many leaves there are.
    pub(super) fn leaves(&self) -> usize {
        self.leaves as usize
    }
}

/// The part of a leaf's units that depends on one activity: pairs are counted from both ends.
pub(super) fn part<W: Whereabouts + ?Sized>(problem: &Problem, kind: &Kind, at: &W, activity: usize) -> u64 {
    units_with(problem, kind, at, ActivityIndex::new(activity))
}
