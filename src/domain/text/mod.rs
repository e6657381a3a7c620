//! Text that people wrote, in types that cannot carry an attack: no control characters, no hidden direction changes,
//! no addresses that are not addresses.
//!
//! Everything that later reaches a mail header, a calendar property or a page is one of these, so the writers below
//! need no second thought about injection.

mod address;
mod character;
mod error;
mod line;
mod web;

pub use address::EmailAddress;
pub use error::TextError;
pub use line::{DisplayName, Line, Paragraphs};
pub use web::WebAddress;
