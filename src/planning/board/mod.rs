//! A plan with everything counted once, so that a move is priced from what it touches alone.

mod crowd;
mod follow;
mod places;
mod prices;
mod session;

pub(super) use places::{Places, Priced};
pub use session::Board;

pub(super) use prices::{ORDER, Prices, position, prices, weight};
