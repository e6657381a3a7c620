//! The service, asked without a socket: who may do what, what comes back, what is kept.

mod access;
mod interface;
mod signing_in;
pub(crate) mod site;
