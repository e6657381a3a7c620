//! The placement problem: where and when each activity takes place, at what cost.
//!
//! The kernel knows nothing of meetings. A [`Draft`] is a problem as written in a file of format
//! `convoke-placement/1`; a [`Problem`] is one that has been checked and indexed; [`Placements`] say where everything
//! sits; [`evaluate`] says what that costs. A [`Prover`] finds the cheapest placements and proves it.
//!
//! Read in this order:
//! * [`draft`], [`problem`]: the problem, as written and as checked; [`defect`]: what was wrong with it
//! * [`solution`]: placements, and the answer as JSON
//! * [`cost`]: the whole cost of placements; [`ledger`]: the cost of moving one activity; [`explain`]: alternatives and
//!   reasons
//! * [`prover`]: the question and the answer; [`brute`]: the prover that tries everything
//! * [`construct`], [`search`]: a first answer, and improving it
//! * [`pool`]: what search and proof tell each other

mod check;
mod dearest;
mod json;
mod limits;
mod reader;
mod relation_units;

mod assemble;
mod at;
pub mod brute;
pub mod construct;
pub mod cost;
pub mod defect;
pub mod draft;
pub mod explain;
pub mod index;
pub mod ledger;
pub mod pool;
pub mod problem;
pub mod prover;
pub mod random;
pub mod relation;
pub mod search;
pub mod solution;
pub mod spot;

pub use cost::{Charge, Charged, Score, evaluate};
pub use defect::Defect;
pub use draft::Draft;
pub use index::{ActivityIndex, LevelIndex, ModeIndex, PlaceIndex, ProfileIndex, RelationIndex, ResourceIndex};
pub use pool::Pool;
pub use problem::{CostVector, Over, Problem};
pub use prover::{Answer, Budget, Member, Progress, Prover, Request, WhyStopped};
pub use solution::{Placement, Placements};
