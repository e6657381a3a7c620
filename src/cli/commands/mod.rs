//! One file a command.

pub(super) mod check;
pub(super) mod demo;
pub(super) mod doctor;
pub(super) mod invite;
pub(super) mod plan;
pub(super) mod rules;
pub(super) mod solve;
pub(super) mod timetable;
