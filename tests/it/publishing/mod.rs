//! Calendars on servers: laws over a model of a server, the wire with its faults, and real servers with real readers.

mod laws;
mod model;
pub(crate) mod programs;
pub(crate) mod servers;
mod wire;

pub(crate) use laws::entries;
