//! The targets of libFuzzer as a library.
#![allow(missing_docs, reason = "a library of one program")]

pub mod targets;
