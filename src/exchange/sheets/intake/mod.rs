//! From sheets to plans and timetables, through the same constructors as the files.

mod about;
mod calendar;
mod timetable;

pub(super) use calendar::calendar;
pub(super) use timetable::timetable;
