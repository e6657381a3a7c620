//! The service, asked without a socket: who may do what, what comes back, what is kept.

mod access;
mod board;
mod interface;
mod outside;
mod signing_in;
pub(crate) mod site;
