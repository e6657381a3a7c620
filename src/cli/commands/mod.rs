//! One file a command.

pub(super) mod account;
pub(super) mod announce;
pub(super) mod check;
pub(super) mod demo;
pub(super) mod doctor;
pub(super) mod explain;
pub(super) mod feed;
pub(super) mod hours;
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
pub(super) mod serve;
pub(super) mod shift;
pub(super) mod solve;
pub(super) mod store;
pub(super) mod timetable;
pub(super) mod tz;
pub(super) mod why;
pub(super) mod work;
