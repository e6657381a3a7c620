//! What exists: bodies, meetings, venues, events, time, calendars, plans, findings, demands, deadlines. Pure; knows nobody.

pub mod ids;
pub mod language;
pub mod pieces;
pub mod text;
pub mod time;

pub mod access;
pub mod calendar;
pub mod days;

pub mod body;
pub mod letter;
pub mod meeting;
pub mod outside;
pub mod profile;
pub mod scenario;
pub mod series;
pub mod venue;

pub mod plan;
pub mod view;

pub mod deadline;
pub mod demand;
pub mod draft;
pub mod event;
pub mod finding;
pub mod options;
pub mod reason;
