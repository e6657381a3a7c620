//! Calendars and services of others over HTTPS, guarded: whoever names an address must not reach through us what only we can reach.
//!
//! * [`guard`](self): which addresses of the network are nobody's business
//! * [`Fetcher`]: one request, within limits of time and size, without following anybody elsewhere
//! * [`Question`]: the same for what is no calendar: a provider of identities, a program that is told something
//!
//! An address is looked up once, every answer is looked at, and the connection goes to what was looked at: a name that
//! resolves to something else a moment later gains nothing.

mod asking;
mod fetcher;
mod guard;

pub use asking::{Question, Reply};
pub use fetcher::{FetchError, Fetched, Fetcher};
pub use guard::is_private;
