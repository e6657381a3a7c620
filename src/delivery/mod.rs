//! Mail on the wire: MIME bytes and SMTP.
//!
//! One message and one envelope for each recipient: a refused address then stops nobody else's mail, a bounce names
//! who it is about, and everybody is written to in their language.

mod compose;
mod error;
mod relay;
mod report;
pub mod session;
pub mod signing;

pub use compose::{Letter, compose};
pub use error::DeliveryError;
pub use relay::Relay;
pub use report::{Delivered, Report};
