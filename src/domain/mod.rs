//! What exists: text, time, and (in the making) bodies, meetings, plans.

pub mod text;
pub mod time;
