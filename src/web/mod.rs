//! `convoke serve`: pages for planners, approvers and delegates, and an interface for programs.
//!
//! Pages are written on the server; small scripts add what a page alone cannot do (drag, live progress). Everything they need is
//! inside the program.
//!
//! * [`state`]: what all requests share
//! * [`routes`](self): the one table of routes. A route cannot stand in it without saying who may use it
//! * [`serve`]: connections, each with limits of time
//! * [`guard`](self): who asks, whether the request comes from our own pages, and whether that person may
//! * [`boards`]: plans that are looked at, with findings and prices at hand
//! * [`public`](self): what was announced, for everybody
//! * [`requests`](self): one record a request, where it is asked for
//! * [`error`](self): the only place that knows which refusal has which status
//! * [`api`](self): what programs ask
//! * [`pages`](self): what people see; [`templates`](self) and [`assets`](self): what pages are made of

mod api;
mod assets;
pub mod boards;
mod cookies;
mod error;
mod guard;
mod pages;
mod passwords;
mod public;
mod requests;
mod routes;
mod serving;
pub mod state;
mod templates;

pub use api::document;
pub use guard::Permission;
pub use pages::TRIAL;
pub use routes::{Listed, listed, router};
pub use serving::serve;
pub use state::{Chance, Clock, Limits, Service, Setup};
