//! What sits when: the sessions of a placed meeting, or the meeting itself where only its hours are stated.

use crate::domain::language::Language;
use crate::domain::meeting::{Hours, Meeting, Session, SessionKind};
use crate::domain::profile::Edition;
use crate::domain::time::HourRange;
use crate::domain::view::Placed;
use chrono::{Datelike, Days, NaiveDate, NaiveTime, Weekday};
use std::collections::BTreeSet;

/// People in a room, or before screens, for some hours of one day.
#[derive(Clone, Copy)]
pub(super) struct Sitting<'a> {
    pub(super) title: &'a str,
    pub(super) kind: SessionKind,
    pub(super) day: NaiveDate,
    pub(super) hours: HourRange,
    pub(super) interpretation: &'a BTreeSet<Language>,
    pub(super) session: Option<&'a Session>,
}

impl Sitting<'_> {
    /// It needs interpreters.
    pub(super) fn interpreted(&self) -> bool {
        !self.interpretation.is_empty()
    }

    /// `the opening plenary on 2017-11-06, 09:30-12:30`.
    pub(super) fn named(&self) -> String {
        format!("{} on {}, {}", self.title, self.day, hours(self.hours))
    }

    /// On a Friday.
    pub(super) fn on_friday(&self) -> bool {
        self.day.weekday() == Weekday::Fri
    }

    /// Inside one of these blocks of the day.
    pub(super) fn fits(&self, blocks: &[Option<HourRange>]) -> bool {
        blocks.iter().flatten().any(|block| {
            block.start_minute() <= self.hours.start_minute() && self.hours.end_minute() <= block.end_minute()
        })
    }
}

/// The sittings of a meeting, in order. A meeting without sessions but with stated hours sits at those hours, taken for
/// its opening day.
pub(super) fn sittings<'a>(placed: &Placed<'a>) -> Vec<Sitting<'a>> {
    let meeting = placed.meeting;
    let mut found: Vec<Sitting<'a>> = meeting
        .sessions
        .iter()
        .map(|session| Sitting {
            title: session.title.as_str(),
            kind: session.kind,
            day: placed.at.first() + Days::new(u64::from(session.day.get()) - 1),
            hours: session.hours,
            interpretation: &session.interpretation,
            session: Some(session),
        })
        .collect();
    if let (true, Hours::Stated(hours)) = (found.is_empty(), meeting.hours) {
        let kind =
            if placed.body.kind.convened_by_collective_letter() { SessionKind::Plenary } else { SessionKind::Guest };
        found.push(Sitting {
            title: meeting.title.as_str(),
            kind,
            day: placed.at.first(),
            hours,
            interpretation: &meeting.services.interpretation,
            session: None,
        });
    }
    found.sort_by_key(|sitting| (sitting.day, sitting.hours));
    found
}

/// The block of the day between two numbers of an edition, written as hours and minutes.
pub(super) fn block(edition: &Edition, opens: &str, closes: &str) -> Option<HourRange> {
    let minute = |number: i64| u16::try_from(number / 100 * 60 + number % 100).ok();
    HourRange::new(minute(edition.number(opens)?)?, minute(edition.number(closes)?)?)
}

/// 930 is 09:30.
pub(super) fn clock(number: i64) -> Option<NaiveTime> {
    let number = u32::try_from(number).ok()?;
    NaiveTime::from_hms_opt(number / 100, number % 100, 0)
}

/// `09:30-12:30`.
pub(super) fn hours(range: HourRange) -> String {
    format!("{}-{}", range.start().format("%H:%M"), range.end_words())
}

/// `Arabic, English`.
pub(super) fn languages<'a>(languages: impl IntoIterator<Item = &'a Language>) -> String {
    let names = languages.into_iter().map(|language| match language {
        Language::Arabic => "Arabic",
        Language::Chinese => "Chinese",
        Language::English => "English",
        Language::French => "French",
        Language::Russian => "Russian",
        Language::Spanish => "Spanish",
    });
    names.collect::<Vec<_>>().join(", ")
}

/// One after another, each block by a team of interpreters: sittings that overlap go to different teams, and a team sits
/// in one block until a break longer than so many minutes.
pub(super) fn teams<'a, 's>(sittings: &[&'s Sitting<'a>], break_minutes: i64) -> Vec<Vec<Vec<&'s Sitting<'a>>>> {
    let mut teams: Vec<Vec<Vec<&Sitting<'_>>>> = vec![];
    for sitting in sittings {
        let free = teams.iter_mut().find(|team| {
            let last = team.last().and_then(|block| block.last());
            last.is_none_or(|last| last.day != sitting.day || last.hours.end_minute() <= sitting.hours.start_minute())
        });
        let Some(team) = free else {
            teams.push(vec![vec![sitting]]);
            continue;
        };
        match team.last_mut() {
            Some(block) if block.last().is_some_and(|last| follows(last, sitting, break_minutes)) => {
                block.push(sitting)
            }
            _ => team.push(vec![sitting]),
        }
    }
    teams
}

fn follows(last: &Sitting<'_>, next: &Sitting<'_>, break_minutes: i64) -> bool {
    last.day == next.day && i64::from(next.hours.start_minute()) - i64::from(last.hours.end_minute()) <= break_minutes
}

/// All languages spoken or interpreted at a meeting and its sessions.
pub(super) fn heard(meeting: &Meeting) -> BTreeSet<Language> {
    let sessions = meeting.sessions.iter().flat_map(|session| session.languages.union(&session.interpretation));
    meeting.services.interpretation.iter().chain(sessions).copied().collect()
}

/// Captions for all of it: ordered for the meeting, or for each of its sessions.
pub(super) fn captioned(meeting: &Meeting) -> bool {
    let sessions = &meeting.sessions;
    meeting.services.captions || (!sessions.is_empty() && sessions.iter().all(|session| session.captions))
}
