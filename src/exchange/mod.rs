//! Files in and out: scenarios, profiles and plans, with every finding of a run and its place.
//!
//! * [`files`] - where files come from, guarded
//! * [`report`] - what is wrong with them, as text and JSON
//! * [`scenario`], [`profile`], [`plan`] - the three kinds of file
//! * [`event`], [`timetable`] - the sessions of one meeting, and where they sit
//! * [`answers`] - what was answered to a sheet of options
//! * [`series`] - a series of e-meetings, and plans of their hours
//! * [`ics`] - calendars that others wrote
//! * [`fonts`] - font files of the system
//! * [`notices`] - where people join, of what they are reminded
//! * [`registrations`] - who registered for which meeting
//! * [`sheets`] - spreadsheets: calendars, timetables and tables of people, in and out
//! * [`zoneinfo`] - time-zone data from a folder
//!
//! Reading goes text -> tree with places (`tree`) -> checked values (`reader`, `values`) -> the domain's one
//! constructor, whose defects are mapped back to places.

pub mod answers;
mod documents;
pub mod event;
pub mod files;
pub mod fonts;
pub mod ics;
pub mod notices;
pub mod plan;
mod plan_file;
pub mod profile;
mod reader;
pub mod registrations;
pub mod report;
pub mod roster;
pub mod scenario;
pub mod series;
pub mod sheets;
mod sources;
pub mod timetable;
mod tree;
mod values;
pub mod zoneinfo;
