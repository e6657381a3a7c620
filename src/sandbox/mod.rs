//! Limited child processes of this same program: bytes in, an answer out, and nothing else.
//!
//! * [`Children`] - the parent's side: starts a child, feeds it, watches the clock, says how it ended
//! * [`serve`] - the child's side: limits itself before it reads anything, then works and answers
//! * [`trial`] - what shows whether the limits hold
//!
//! A child may use so much memory and time as its [`Limits`](crate::app::sandbox::Limits) say, can write no file, opens none
//! unless told how many, and no socket, and does not outlive its parent. What goes through its pipes stands in [`wire`].

mod child;
mod ending;
mod parent;
pub mod trial;
mod wire;

pub use child::{Given, Limited, serve};
pub use parent::Children;
