//! The service, asked without a socket: who may do what, what comes back, what is kept.

mod access;
pub(crate) mod announced;
mod announcing;
mod board;
mod confirming;
mod interface;
pub(crate) mod openid;
pub(crate) mod outbox;
mod outside;
mod people;
mod public;
mod records;
mod registering;
mod signing_in;
pub(crate) mod site;
mod slow;
mod webhooks;
