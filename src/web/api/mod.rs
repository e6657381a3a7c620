//! The interface for programs: JSON over HTTP under `/api/v1`, with a document of it (OpenAPI 3.1) at `/api/v1/openapi.json`.
//!
//! A program shows the secret that its owner made for it (`Authorization: Bearer …`), which may allow less than the owner may
//! do. A request that changes something may bear an `Idempotency-Key`: sent again, it is answered as before and done once.
//!
//! * [`answer`](self): how answers and refusals look
//! * [`scenarios`](self), [`meetings`](self), [`plans`](self), [`jobs`](self): what there is
//! * [`about`](self): the document, health, figures

mod about;
mod answer;
mod jobs;
mod meetings;
mod plans;
mod scenarios;

use super::routes::Route;

pub use about::document;
pub(super) use jobs::{NewSolve, queue_solve};

/// The routes of the interface.
pub(super) fn routes() -> Vec<Route> {
    [about::routes(), scenarios::routes(), meetings::routes(), plans::routes(), jobs::routes()]
        .into_iter()
        .flatten()
        .collect()
}
