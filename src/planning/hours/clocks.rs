//! What clocks show in each member's zone all through the series, and what an hour costs there.

use crate::domain::calendar::Knowledge;
use crate::domain::series::{Burden, BurdenTable, Member, PIECE_MINUTES, Series, Slot};
use crate::domain::time::{CivilDateTime, Date, Instant, Offset, TimeError, Transition, Zone, ZoneData};
use chrono::{Days, Timelike};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

const PIECE_SECONDS: i64 = PIECE_MINUTES as i64 * 60;

/// One zone over a stretch of time: its offsets, and when they change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct ClockLine {
    /// The offset from each instant on; the first begins before the stretch.
    spans: Vec<(Instant, Offset)>,
    /// The changes inside the stretch.
    pub(super) changes: Vec<Transition>,
}

impl ClockLine {
    fn new(zone: Zone, from: Instant, until: Instant, zones: &ZoneData) -> Result<Self, TimeError> {
        let mut spans = vec![(from, zones.at(from, zone)?.offset)];
        let mut changes = Vec::new();
        let mut at = from;
        while let Some(change) = zones.next_transition(at, zone)?.filter(|change| change.instant <= until) {
            at = change.instant;
            if change.before != change.after {
                spans.push((at, change.after));
                changes.push(change);
            }
        }
        Ok(Self { spans, changes })
    }

    /// The offset at an instant.
    pub(super) fn offset(&self, at: Instant) -> Offset {
        let index = self.spans.partition_point(|(from, _)| *from <= at);
        self.spans[index.saturating_sub(1)].1
    }
}

/// All clocks of a series.
#[derive(Debug)]
pub(super) struct Clocks<'a> {
    series: &'a Series,
    zones: &'a ZoneData,
    lines: BTreeMap<Zone, ClockLine>,
    sums: BTreeMap<u16, Vec<Burden>>,
}

impl<'a> Clocks<'a> {
    /// The clocks between two days, with two days to spare on either side.
    pub(super) fn new(series: &'a Series, zones: &'a ZoneData, from: Date, until: Date) -> Result<Self, TimeError> {
        let near = |day: Date| Instant::from_utc(day.and_time(chrono::NaiveTime::MIN));
        let from = near(from.checked_sub_days(Days::new(2)).unwrap_or(from));
        let until = near(until.checked_add_days(Days::new(3)).unwrap_or(until));
        let mut lines = BTreeMap::new();
        for zone in series.members.iter().map(|member| member.zone).chain([series.zone]) {
            if let Entry::Vacant(line) = lines.entry(zone) {
                line.insert(ClockLine::new(zone, from, until, zones)?);
            }
        }
        let lengths = series.meetings.iter().map(|meeting| meeting.minutes);
        let lengths = lengths.chain(series.held.iter().map(|held| held.minutes)).chain([60]);
        let sums = lengths.map(|minutes| (minutes, sums(&series.table, minutes))).collect();
        Ok(Self { series, zones, lines, sums })
    }

    /// The line of a zone of the series.
    pub(super) fn line(&self, zone: Zone) -> &ClockLine {
        &self.lines[&zone]
    }

    /// When a slot begins, if the zone of the series has that hour once.
    pub(super) fn begins(&self, slot: Slot) -> Result<Instant, TimeError> {
        slot.time(self.series.zone, self.zones).map(|time| time.instant())
    }

    /// What a member's clocks show.
    pub(super) fn local(&self, member: &Member, at: Instant) -> CivilDateTime {
        self.line(member.zone).offset(at).civil(at)
    }

    /// What a meeting asks of a member: the points of each quarter of an hour it starts.
    pub(super) fn burden(&self, member: &Member, begins: Instant, minutes: u16) -> Burden {
        let line = self.line(member.zone);
        let offset = line.offset(begins);
        let last = begins.plus_seconds(i64::from(minutes) * 60 - 1);
        if line.offset(last) == offset
            && let Some(sums) = self.sums.get(&minutes)
        {
            return sums[usize::from(minute_of(offset.civil(begins)))];
        }
        let pieces = i64::from(minutes.div_ceil(PIECE_MINUTES));
        let piece = |index: i64| {
            let at = begins.plus_seconds(index * PIECE_SECONDS);
            self.series.table.at(minute_of(line.offset(at).civil(at)))
        };
        (0..pieces).map(piece).sum()
    }

    /// Closed days of the member's country that a meeting touches where the member is.
    pub(super) fn closed(&self, member: &Member, begins: Instant, minutes: u16) -> Vec<Knowledge> {
        let Some(calendar) = self.series.calendar_of(member) else { return Vec::new() };
        let first = self.local(member, begins).date();
        let last = self.local(member, begins.plus_seconds(i64::from(minutes) * 60 - 1)).date();
        let days = first.iter_days().take_while(|day| *day <= last);
        days.filter_map(|day| calendar.closed_on(day, self.series.as_of)).collect()
    }
}

/// The minute of the day.
pub(super) fn minute_of(civil: CivilDateTime) -> u16 {
    u16::try_from(civil.hour() * 60 + civil.minute()).unwrap_or(0)
}

/// What a meeting of some length costs, by the local minute at which it begins.
fn sums(table: &BurdenTable, minutes: u16) -> Vec<Burden> {
    let pieces = minutes.div_ceil(PIECE_MINUTES);
    (0..1_440_u16)
        .map(|start| (0..pieces).map(|index| table.at((start + index % 96 * PIECE_MINUTES) % 1_440)).sum())
        .collect()
}
