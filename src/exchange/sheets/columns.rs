//! The columns of every sheet, for those who write and those who read: the two cannot disagree.

use super::table::{Column, Take, needed, optional};

/// What the first line of the sheet *About* says.
pub(super) const FORMAT: &str = "convoke-sheets/1";

/// The names of sheets.
pub(super) const CALENDAR_SHEET: &str = "Calendar";
pub(super) const TIMETABLE_SHEET: &str = "Timetable";
pub(super) const WAIVERS_SHEET: &str = "Waivers";
pub(super) const ABOUT_SHEET: &str = "About";
pub(super) const FINDINGS_SHEET: &str = "Findings";
pub(super) const DEADLINES_SHEET: &str = "Deadlines";
pub(super) const LISTS_SHEET: &str = "Lists";

/// Of the sheet *Calendar*: a row a meeting.
pub(super) const CALENDAR: [Column; 15] = [
    needed("id", Take::Word),
    optional("body", Take::Word),
    optional("title", Take::Text),
    needed("first", Take::Day),
    optional("last", Take::Day),
    optional("half", Take::Word),
    optional("venue", Take::Word),
    optional("status", Take::Word),
    optional("weekday", Take::Shown),
    optional("days", Take::Shown),
    optional("format", Take::Shown),
    optional("hours", Take::Shown),
    optional("people", Take::Shown),
    optional("letter out by", Take::Shown),
    optional("findings", Take::Shown),
];

/// Of the sheet *Timetable*: a row a session.
pub(super) const TIMETABLE: [Column; 14] = [
    needed("id", Take::Word),
    optional("title", Take::Text),
    needed("day", Take::Day),
    needed("start", Take::Hour),
    optional("room", Take::Word),
    optional("team", Take::Word),
    optional("end", Take::Shown),
    optional("minutes", Take::Shown),
    optional("kind", Take::Shown),
    optional("groups", Take::Shown),
    optional("people", Take::Shown),
    optional("remote", Take::Shown),
    optional("interpretation", Take::Shown),
    optional("findings", Take::Shown),
];

/// Of the sheet *Waivers*: a row a waiver recorded with the plan.
pub(super) const WAIVERS: [Column; 5] = [
    needed("rule", Take::Word),
    optional("meetings", Take::List),
    needed("by", Take::Word),
    needed("name", Take::Text),
    needed("reason", Take::Text),
];

/// Of the sheet *About*: what the workbook is of, and what was proven of it.
pub(super) const ABOUT: [Column; 3] =
    [needed("what", Take::Fact), needed("value", Take::Fact), optional("bound", Take::Fact)];
