//! What exists: bodies, meetings, venues, people, time, calendars, plans, findings and demands. Pure; knows nobody.

pub mod calendar;
pub mod days;
