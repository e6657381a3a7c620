//! The placement kernel: cost against a slow scorer, provers against trying everything, bad documents.

mod bad_documents;
#[cfg(feature = "highs")]
mod cancel_laws;
mod cost_laws;
mod explain_laws;
#[cfg(feature = "highs")]
mod prover_laws;
mod random_problem;
mod search_laws;
mod slow_scorer;
