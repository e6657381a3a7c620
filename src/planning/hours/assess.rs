//! Everything known about a plan: burdens, ranks, what would be fairer, maps of hours, changes of clocks.

use super::choices::{Choice, choices, musts};
use super::clocks::{Clocks, minute_of};
use super::instance::{add, entries, vector};
use super::standing::Standing;
use super::{before, check, days, span};
use crate::domain::days::Deadline as Limit;
use crate::domain::days::Roll;
use crate::domain::series::outcome::{
    Alternative, Assessed, ClockChange, Entry, HeatCell, HeatMap, LeftOut, Local, MeetingOutcome, MemberOutcome, Rank,
};
use crate::domain::series::{Burden, HourMode, Series, SeriesPlan, Slot};
use crate::domain::time::{Instant, TimeError, ZoneData};
use chrono::Datelike;

/// Assesses a plan, whoever made it. Meetings whose hour clocks skip or have twice are left to the checker.
///
/// # Errors
/// When the time-zone data lack a zone of the series.
pub fn assess(series: &Series, zones: &ZoneData, plan: SeriesPlan) -> Result<Assessed, TimeError> {
    let (from, until) = span(series, Some(&plan));
    let clocks = Clocks::new(series, zones, from, until)?;
    let before = before(series, &clocks)?;
    let entries = entries(series, &clocks, &before);
    let sight = Sight { series, clocks: &clocks, entries: &entries, before: &before };
    let placed = sight.placed(&plan);
    let mut left_out = Vec::new();
    let meetings: Vec<MeetingOutcome> = (0..placed.len()).map(|at| sight.meeting(&placed, at, &mut left_out)).collect();
    let members = (0..series.members.len()).map(|member| MemberOutcome {
        before: before[member],
        series: meetings.iter().map(|meeting| meeting.locals[member].burden).sum(),
    });
    let members = members.collect();
    let maps = sight.maps(&meetings);
    let changes = sight.changes(&meetings);
    let findings = check(series, &plan, zones)?;
    Ok(Assessed { plan, findings, meetings, members, entries, maps, changes, left_out, proof: None })
}

/// A meeting with a date and an hour that exist once: its place in the series, and when it begins.
struct Placed {
    index: usize,
    slot: Slot,
    begins: Instant,
}

struct Sight<'a> {
    series: &'a Series,
    clocks: &'a Clocks<'a>,
    entries: &'a [Entry],
    before: &'a [Burden],
}

impl Sight<'_> {
    fn placed(&self, plan: &SeriesPlan) -> Vec<Placed> {
        let one = |(index, meeting): (usize, &crate::domain::series::SeriesMeeting)| {
            let slot = *plan.slots.get(&meeting.id)?;
            Some(Placed { index, slot, begins: self.clocks.begins(slot).ok()? })
        };
        self.series.meetings.iter().enumerate().filter_map(one).collect()
    }

    fn meeting(&self, placed: &[Placed], at: usize, left_out: &mut Vec<LeftOut>) -> MeetingOutcome {
        let Placed { index, slot, begins } = placed[at];
        let meeting = &self.series.meetings[index];
        let ends = begins.plus_seconds(i64::from(meeting.minutes) * 60);
        let local = |member| Local {
            start: self.clocks.local(member, begins),
            end: self.clocks.local(member, ends),
            offset: self.clocks.line(member.zone).offset(begins),
            burden: self.clocks.burden(member, begins, meeting.minutes),
            closed: self.clocks.closed(member, begins, meeting.minutes),
        };
        let (choices, odd) = choices(self.clocks, self.series, &musts(self.series), index, days(self.series, index));
        for (slot, skipped) in odd {
            match left_out.iter_mut().find(|known| known.slot.date == slot.date && known.skipped == skipped) {
                Some(known) => known.starts += 1,
                None => left_out.push(LeftOut { slot, starts: 1, skipped }),
            }
        }
        let (rank, better, next) = self.among(placed, at, &choices);
        MeetingOutcome {
            id: meeting.id.clone(),
            slot,
            offset: self.clocks.line(self.series.zone).offset(begins),
            begins,
            ends,
            closes: self.clocks.line(self.series.zone).offset(ends).civil(ends),
            locals: self.series.members.iter().map(local).collect(),
            rank,
            better,
            next,
            notice: meeting
                .notice
                .map(|notice| Limit::new(notice).rolled(Roll::None).limit(slot.date, &self.series.office)),
            due: meeting
                .due
                .iter()
                .map(|due| (due.name.clone(), Limit::new(due.period).limit(slot.date, &self.series.office)))
                .collect(),
        }
    }

    /// The rank of a choice among all allowed for its meeting, the others staying; the fairest of them if it is fairer;
    /// and the next fairest hour of the same day.
    fn among(
        &self,
        placed: &[Placed],
        at: usize,
        choices: &[Choice],
    ) -> (Rank, Option<Alternative>, Option<Alternative>) {
        let Placed { index, slot, begins } = placed[at];
        let minutes = self.series.meetings[index].minutes;
        let (others_closed, others) = self.others(placed, at);
        let weights: Vec<u32> = self.entries.iter().map(|entry| entry.weight).collect();
        let standing = |begins: Instant| {
            let (closed, points) = vector(self.series, self.clocks, self.entries, begins, minutes);
            let mut sum = others.clone();
            add(&mut sum, &points);
            Standing::of(others_closed + u64::from(closed), &sum, &weights)
        };
        let own = standing(begins);
        let fits = |other: &&Choice| self.keeps_apart(placed, at, other.0);
        let all: Vec<(Standing, Choice)> =
            choices.iter().filter(fits).map(|(slot, begins)| (standing(*begins), (*slot, *begins))).collect();
        let mut rank = Rank { of: all.len(), ..Rank::default() };
        for (standing, (other, _)) in &all {
            let that_day = usize::from(other.date == slot.date);
            rank.of_that_day += that_day;
            match standing.cmp(&own) {
                std::cmp::Ordering::Less => {
                    rank.fairer += 1;
                    rank.fairer_that_day += that_day;
                }
                std::cmp::Ordering::Equal => rank.as_fair += 1,
                std::cmp::Ordering::Greater => {}
            }
        }
        // Among equals the nearest: the reader compares hours, not seasons.
        let near = |choice: &Choice| {
            let days = (choice.0.date - slot.date).num_days().unsigned_abs();
            (days, choice.0.start_minute.abs_diff(slot.start_minute), choice.0)
        };
        let alternative = |(_, (slot, begins)): &(Standing, Choice)| Alternative {
            slot: *slot,
            burdens: self.series.members.iter().map(|m| self.clocks.burden(m, *begins, minutes)).collect(),
        };
        let key = |one: &(Standing, Choice)| (one.0.clone(), near(&one.1));
        let better = all.iter().filter(|one| one.0 < own).min_by_key(|one| key(one)).map(alternative);
        let same_day = |one: &&(Standing, Choice)| one.0 > own && one.1.0.date == slot.date;
        let next = all.iter().filter(same_day).min_by_key(|one| key(one)).map(alternative);
        (rank, better, next)
    }

    /// What all other meetings ask, with what was asked before.
    fn others(&self, placed: &[Placed], at: usize) -> (u64, Vec<u32>) {
        let most = |entry: &Entry, of: fn(&Burden) -> u32| entry.members.iter().map(|m| of(&self.before[*m])).max();
        let night = self.entries.iter().map(|entry| most(entry, |burden| burden.night).unwrap_or(0));
        let whole = self.entries.iter().map(|entry| most(entry, |burden| burden.whole).unwrap_or(0));
        let mut sum: Vec<u32> = night.chain(whole).collect();
        let mut closed = 0;
        for (_, other) in placed.iter().enumerate().filter(|(index, _)| *index != at) {
            let minutes = self.series.meetings[other.index].minutes;
            let (asked, points) = vector(self.series, self.clocks, self.entries, other.begins, minutes);
            closed += u64::from(asked);
            add(&mut sum, &points);
        }
        (closed, sum)
    }

    /// Whether a slot keeps the demanded distance to the meetings before and after, and the hour that all have.
    fn keeps_apart(&self, placed: &[Placed], at: usize, slot: Slot) -> bool {
        let settings = &self.series.settings;
        // Where all have one hour, a meeting alone cannot have another.
        if settings.hour == HourMode::Kept && placed.len() > 1 && slot.start_minute != placed[at].slot.start_minute {
            return false;
        }
        let most = settings.most_days.map_or(i64::MAX, i64::from);
        let fits = |days: i64| days >= i64::from(settings.least_days) && days <= most;
        let before = at.checked_sub(1).is_none_or(|before| fits((slot.date - placed[before].slot.date).num_days()));
        let after = placed.get(at + 1).is_none_or(|after| fits((after.slot.date - slot.date).num_days()));
        before && after
    }

    fn maps(&self, meetings: &[MeetingOutcome]) -> Vec<HeatMap> {
        let mut maps: Vec<(Vec<_>, HeatMap)> = Vec::new();
        for meeting in meetings {
            let offsets: Vec<_> = meeting.locals.iter().map(|local| local.offset).chain([meeting.offset]).collect();
            let minutes = self.series.meetings.iter().find(|one| one.id == meeting.id).map_or(0, |one| one.minutes);
            let shown = (meeting.id.clone(), meeting.slot, minutes);
            match maps.iter_mut().find(|(known, _)| *known == offsets) {
                Some((_, map)) => map.meetings.push(shown),
                None => {
                    let rows = self.series.members.iter().map(|member| self.row(member, meeting)).collect();
                    maps.push((offsets, HeatMap { day: meeting.slot.date, meetings: vec![shown], rows }));
                }
            }
        }
        maps.into_iter().map(|(_, map)| map).collect()
    }

    fn row(&self, member: &crate::domain::series::Member, meeting: &MeetingOutcome) -> Vec<HeatCell> {
        let midnight = meeting.begins.plus_seconds(-i64::from(meeting.slot.start_minute) * 60);
        let offset = self.clocks.line(member.zone).offset(meeting.begins);
        let cell = |hour: i64| {
            let civil = offset.civil(midnight.plus_seconds(hour * 3_600));
            let shift = (civil.date() - meeting.slot.date).num_days();
            let pieces = (0..4).map(|piece| {
                let at = offset.civil(midnight.plus_seconds(hour * 3_600 + piece * 900));
                self.series.table.at(minute_of(at))
            });
            HeatCell {
                local_minute: minute_of(civil),
                day_shift: i8::try_from(shift).unwrap_or(0),
                burden: pieces.sum(),
            }
        };
        (0..24).map(cell).collect()
    }

    fn changes(&self, meetings: &[MeetingOutcome]) -> Vec<ClockChange> {
        let mut zones: Vec<_> =
            self.series.members.iter().map(|member| member.zone).chain([self.series.zone]).collect();
        zones.sort();
        zones.dedup();
        let (first, last) = (
            self.series.meetings.iter().map(|meeting| meeting.earliest).min(),
            self.series.meetings.iter().map(|meeting| meeting.latest).max(),
        );
        let inside = |day: chrono::NaiveDate| {
            first.is_none_or(|first| day.num_days_from_ce() >= first.num_days_from_ce())
                && last.is_none_or(|last| day <= last)
        };
        let mut found = Vec::new();
        for zone in zones {
            for change in &self.clocks.line(zone).changes {
                let day = change.before.civil(change.instant).date();
                if !inside(day) {
                    continue;
                }
                let before = meetings.iter().rfind(|meeting| meeting.begins < change.instant);
                let after = meetings.iter().find(|meeting| meeting.begins >= change.instant);
                let ahead = |meeting: &MeetingOutcome| {
                    (self.clocks.line(zone).offset(meeting.begins).seconds() - meeting.offset.seconds()) / 60
                };
                found.push(ClockChange {
                    zone,
                    members: (0..self.series.members.len()).filter(|m| self.series.members[*m].zone == zone).collect(),
                    change: change.clone(),
                    day,
                    between: (before.map(|meeting| meeting.id.clone()), after.map(|meeting| meeting.id.clone())),
                    shift_minutes: before.zip(after).map(|(before, after)| ahead(after) - ahead(before)),
                });
            }
        }
        found.sort_by_key(|found| (found.change.instant, found.zone));
        found
    }
}
