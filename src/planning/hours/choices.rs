//! Dates and hours a meeting may have, demand by demand.

use super::clocks::Clocks;
use crate::domain::series::outcome::Demanded;
use crate::domain::series::{ClosedDays, HourMode, Series, SeriesMeeting, Slot};
use crate::domain::time::{Date, Instant, TimeError};
use chrono::Datelike;

/// One demand on dates and hours. Numbers are places in the series.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Must {
    /// Not before the first day of the window.
    Earliest(usize),
    /// Not after the last day of the window.
    Latest(usize),
    /// Only on some weekdays.
    Weekdays(usize),
    /// Announced in time.
    Notice(usize),
    /// Something due before the meeting is not due before the day of the plan.
    Due(usize, usize),
    /// In hours when the house works.
    Hours(usize),
    /// Where it stands.
    Fixed(usize),
    /// Not while something else is on.
    Clash(usize),
    /// Nobody is asked on a closed day.
    Closed,
    /// One meeting after the other, some days apart.
    Apart,
    /// Not too many days apart.
    Together,
    /// All at the same hour.
    SameHour,
}

/// Every demand of a series.
pub(super) fn musts(series: &Series) -> Vec<Must> {
    let mut all = Vec::new();
    for (index, meeting) in series.meetings.iter().enumerate() {
        if meeting.fixed {
            all.push(Must::Fixed(index));
        }
        all.extend([Must::Earliest(index), Must::Latest(index), Must::Weekdays(index)]);
        all.extend(meeting.notice.map(|_| Must::Notice(index)));
        all.extend((0..meeting.due.len()).map(|due| Must::Due(index, due)));
        all.extend(meeting.hours.map(|_| Must::Hours(index)));
    }
    all.extend((0..series.clashes.len()).map(Must::Clash));
    if series.settings.closed_days == ClosedDays::Forbidden {
        all.push(Must::Closed);
    }
    if series.meetings.len() > 1 {
        all.push(Must::Apart);
        all.extend(series.settings.most_days.map(|_| Must::Together));
        if series.settings.hour == HourMode::Kept {
            all.push(Must::SameHour);
        }
    }
    all
}

/// Whether a demand on days allows a meeting to begin on one; `true` for demands on hours.
pub(super) fn allows_day(series: &Series, must: Must, index: usize, day: Date) -> bool {
    let meeting = &series.meetings[index];
    match must {
        Must::Earliest(of) => of != index || day >= meeting.earliest,
        Must::Latest(of) => of != index || day <= meeting.latest,
        Must::Weekdays(of) => of != index || meeting.weekdays.contains(&day.weekday()),
        Must::Notice(of) => {
            of != index || meeting.notice.is_none_or(|notice| notice.before(day, &series.office) >= series.as_of)
        }
        Must::Due(of, due) => {
            of != index
                || crate::domain::days::Deadline::new(meeting.due[due].period)
                    .limit(day, &series.office)
                    .met_by(series.as_of)
        }
        Must::Fixed(of) => of != index || meeting.given.is_none_or(|given| given.date == day),
        Must::Clash(of) => {
            let clash = &series.clashes[of];
            clash.hours.is_some() || day < clash.first || day > clash.last
        }
        Must::Hours(_) | Must::Closed | Must::Apart | Must::Together | Must::SameHour => true,
    }
}

/// Whether a demand on hours allows a slot; `true` for demands on days.
pub(super) fn allows_hour(
    clocks: &Clocks<'_>,
    series: &Series,
    must: Must,
    index: usize,
    slot: Slot,
    begins: Instant,
) -> bool {
    let meeting = &series.meetings[index];
    let end = slot.start_minute + meeting.minutes;
    match must {
        Must::Hours(of) if of == index => {
            meeting.hours.is_none_or(|hours| slot.start_minute >= hours.start_minute() && end <= hours.end_minute())
        }
        Must::Fixed(of) if of == index => meeting.given.is_none_or(|given| given == slot),
        Must::Clash(of) => {
            let clash = &series.clashes[of];
            clash.hours.is_none_or(|hours| {
                slot.date < clash.first
                    || slot.date > clash.last
                    || end <= hours.start_minute()
                    || slot.start_minute >= hours.end_minute()
            })
        }
        Must::Closed => series.members.iter().all(|member| clocks.closed(member, begins, meeting.minutes).is_empty()),
        _ => true,
    }
}

/// The starts of a day that are offered, in minutes since midnight; a fixed start is offered whatever the grid.
pub(super) fn starts<'a>(series: &'a Series, meeting: &'a SeriesMeeting) -> impl Iterator<Item = u16> + 'a {
    let grid = (0..1_440).step_by(usize::from(series.settings.step_minutes));
    let fixed = meeting.given.filter(|_| meeting.fixed).map(|given| given.start_minute);
    let fixed = fixed.filter(|start| start % series.settings.step_minutes != 0);
    grid.filter_map(|start| u16::try_from(start).ok()).chain(fixed)
}

/// A slot with the instant at which it begins.
pub(super) type Choice = (Slot, Instant);

/// What a meeting may choose from under some demands, in the order of days and hours, and the starts that clocks do
/// not have exactly once.
pub(super) fn choices(
    clocks: &Clocks<'_>,
    series: &Series,
    musts: &[Must],
    index: usize,
    days: (Date, Date),
) -> (Vec<Choice>, Vec<(Slot, bool)>) {
    let meeting = &series.meetings[index];
    let (mut found, mut odd) = (Vec::new(), Vec::new());
    for day in days.0.iter_days().take_while(|day| *day <= days.1) {
        if !musts.iter().all(|must| allows_day(series, *must, index, day)) {
            continue;
        }
        for start_minute in starts(series, meeting) {
            let slot = Slot { date: day, start_minute };
            match clocks.begins(slot) {
                Ok(begins) => {
                    if musts.iter().all(|must| allows_hour(clocks, series, *must, index, slot, begins)) {
                        found.push((slot, begins));
                    }
                }
                Err(TimeError::TimeGap { .. }) => odd.push((slot, true)),
                Err(_) => odd.push((slot, false)),
            }
        }
    }
    (found, odd)
}

/// A demand in words.
pub(super) fn words(series: &Series, must: Must) -> Demanded {
    let of = |index: usize| &series.meetings[index];
    let (meeting, what) = match must {
        Must::Earliest(at) => (Some(at), format!("it is not before {}", of(at).earliest)),
        Must::Latest(at) => (Some(at), format!("it is not after {}", of(at).latest)),
        Must::Weekdays(at) => {
            let days: Vec<String> = of(at).weekdays.iter().map(ToString::to_string).collect();
            (Some(at), format!("it is on {}", days.join(", ")))
        }
        Must::Notice(at) => {
            let notice = of(at).notice.map_or_else(String::new, |notice| notice.to_string());
            (Some(at), format!("it is announced {notice} before, and the plan is of {}", series.as_of))
        }
        Must::Due(at, due) => {
            let due = &of(at).due[due];
            let what = format!("{} are due {} before, not before {}", due.name.as_str(), due.period, series.as_of);
            (Some(at), what)
        }
        Must::Hours(at) => {
            let hours = of(at).hours.map_or_else(String::new, |hours| hours.to_string());
            (Some(at), format!("it lies in the hours {hours} of {}", series.zone))
        }
        Must::Fixed(at) => {
            let given =
                of(at).given.map_or_else(String::new, |slot| format!("{} {}", slot.date, slot.hours(of(at).minutes)));
            (Some(at), format!("it stands at {given}"))
        }
        Must::Clash(at) => {
            let clash = &series.clashes[at];
            let hours = clash.hours.map_or_else(String::new, |hours| format!(", {hours}"));
            (None, format!("no meeting during {} ({} to {}{hours})", clash.name.as_str(), clash.first, clash.last))
        }
        Must::Closed => (None, "nobody is asked on a closed day of the own country".to_owned()),
        Must::Apart => {
            let days = series.settings.least_days;
            (None, format!("the meetings follow one another in their order, at least {days} days apart"))
        }
        Must::Together => {
            let days = series.settings.most_days.unwrap_or(0);
            (None, format!("the meetings are at most {days} days apart"))
        }
        Must::SameHour => (None, format!("all meetings have the same hour in {}", series.zone)),
    };
    Demanded { meeting: meeting.map(|index| of(index).id.clone()), what }
}
