//! A checked timetable as a workbook: *Timetable*, *Findings*, *About*.

use super::about::about;
use super::findings::{gravest, of_timetable, tally};
use super::lists::Lists;
use super::page::{Cell, Input, Mark, Page, head};
use super::{SheetError, workbook};
use crate::app::CheckedTimetable;
use crate::domain::event::{Event, EventSession, ServiceKind, clock_words};
use crate::domain::finding::Finding;
use crate::domain::ids::{BodyId, RoomId, ServiceId, SessionId};
use crate::domain::language::Language;
use crate::domain::meeting::SessionKind;
use crate::exchange::sheets::columns::{TIMETABLE, TIMETABLE_SHEET};
use std::collections::BTreeMap;

const NOTES: [&str; 2] = [
    "Columns with a dark heading are read back by convoke import; those with a grey one are shown only.",
    "Rows without a day are sessions that are not placed. Titles are changed in the event file.",
];

/// A checked timetable as the bytes of a workbook.
///
/// # Errors
/// [`SheetError`], when it is too large for a workbook.
pub fn timetable(event: &Event, checked: &CheckedTimetable) -> Result<Vec<u8>, SheetError> {
    let timetable = &checked.timetable;
    let mut lists = Lists::default();
    let rooms = lists.add("rooms", event.rooms().keys().map(RoomId::as_str));
    let teams = event.services().values().filter(|service| service.kind == ServiceKind::Interpretation);
    let teams = lists.add("teams", teams.map(|service| service.id.as_str()));
    let of = ("meeting", timetable.meeting.as_str());
    let zone = format!("Hours are those of {}.", event.zone());
    let (rows, marked) = rows(event, checked);
    let pages = vec![
        Page {
            name: TIMETABLE_SHEET,
            heads: TIMETABLE
                .iter()
                .zip([24, 50, 12, 8, 16, 16, 8, 9, 14, 24, 9, 9, 16, 22])
                .map(|(column, width)| {
                    let input = match column.name {
                        "day" => Input::Day,
                        "start" => Input::Hour,
                        "room" => Input::Chosen(rooms),
                        "team" => Input::Chosen(teams),
                        "id" | "title" => Input::Free,
                        _ => Input::Shown,
                    };
                    head(column.name, width, input)
                })
                .collect(),
            rows,
            marked,
            hidden: false,
        },
        of_timetable(&checked.findings),
        about(of, None, timetable.quality, &timetable.proof, &[NOTES[0], NOTES[1], &zone]),
        lists.page(),
    ];
    workbook(event.meeting().title.as_str(), pages)
}

/// A row a session, by day, hour, room and id; sessions that are not placed come last. The gravest findings mark rows.
fn rows(event: &Event, checked: &CheckedTimetable) -> (Vec<Vec<Cell>>, BTreeMap<usize, Mark>) {
    let mut sessions: Vec<&EventSession> = event.sessions().values().collect();
    sessions.sort_by_key(|session| {
        let at = checked.timetable.sittings.get(&session.id);
        (at.is_none(), at.map(|at| (at.day, at.start, at.room.clone())), &session.id)
    });
    let mut findings: BTreeMap<&SessionId, Vec<&Finding>> = BTreeMap::new();
    for found in &checked.findings {
        for session in &found.sessions {
            findings.entry(session).or_default().push(&found.finding);
        }
    }
    let own = |session: &EventSession| findings.get(&session.id).map_or(&[][..], Vec::as_slice);
    let marked = sessions.iter().zip(0..).filter_map(|(session, row)| Some((row, gravest(own(session))?))).collect();
    (sessions.into_iter().map(|session| row(session, checked, own(session))).collect(), marked)
}

fn row(session: &EventSession, checked: &CheckedTimetable, findings: &[&Finding]) -> Vec<Cell> {
    let at = checked.timetable.sittings.get(&session.id);
    let kind = SessionKind::ALL.iter().find(|(kind, _)| *kind == session.kind).map(|(_, word)| *word);
    let groups: Vec<&str> = session.groups.iter().map(BodyId::as_str).collect();
    let languages: Vec<&str> = session.interpretation.iter().map(|language| Language::tag(*language)).collect();
    let hour = |minute: u16| if minute < 1_440 { Cell::Hour(minute) } else { Cell::text(clock_words(minute)) };
    vec![
        Cell::text(session.id.as_str()),
        Cell::text(session.title.as_str()),
        Cell::day(at.map(|at| at.day)),
        at.map_or(Cell::Blank, |at| hour(at.start)),
        Cell::maybe(at.and_then(|at| at.room.as_ref()).map(RoomId::as_str)),
        Cell::maybe(at.and_then(|at| at.team.as_ref()).map(ServiceId::as_str)),
        at.map_or(Cell::Blank, |at| hour(at.start.saturating_add(session.minutes))),
        Cell::Number(u64::from(session.minutes)),
        Cell::maybe(kind),
        Cell::text(groups.join(", ")),
        session.attendance.map_or(Cell::Blank, |people| Cell::Number(u64::from(people))),
        if session.is_remote() { Cell::Number(u64::from(session.remote)) } else { Cell::Blank },
        Cell::text(languages.join(", ")),
        Cell::text(tally(findings)),
    ]
}
