//! One file a command.

pub(super) mod announce;
pub(super) mod check;
pub(super) mod demo;
pub(super) mod doctor;
pub(super) mod explain;
pub(super) mod export;
pub(super) mod feed;
pub(super) mod hours;
pub(super) mod import;
pub(super) mod inbox;
pub(super) mod invite;
pub(super) mod letter;
pub(super) mod lower;
pub(super) mod options;
pub(super) mod outbox;
pub(super) mod owed;
pub(super) mod plan;
pub(super) mod publish;
pub(super) mod rules;
pub(super) mod shift;
pub(super) mod solve;
pub(super) mod timetable;
pub(super) mod tz;
pub(super) mod why;
