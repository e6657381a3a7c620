//! Hours of an event as ticks: the days one after another, each from its earliest to its latest possible minute, with a
//! pause between that no bounded order can bridge.

use super::ask::{Ask, EventDemand, Moment};
use crate::domain::event::Event;
use crate::domain::time::HourRange;
use chrono::NaiveDate;

/// Hours as ticks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Clock {
    days: Vec<NaiveDate>,
    /// Minutes of a tick.
    grain: u16,
    /// First minute of each day.
    opens: u16,
    /// Ticks from the opening of one day to that of the next.
    stride: u32,
    /// Ticks of a day.
    length: u32,
}

fn divisor(a: u16, b: u16) -> u16 {
    if b == 0 { a } else { divisor(b, a % b) }
}

impl Clock {
    /// The coarsest clock on which all starts, lengths and pauses of the event are whole ticks.
    pub(super) fn of(event: &Event, demands: &[EventDemand]) -> Self {
        let (mut opens, mut closes, mut grain, mut longest) = (1_440_u16, 0_u16, 0_u16, 0_u16);
        for demand in demands {
            match &demand.ask {
                Ask::Starts { session, moments } => {
                    let minutes = event.sessions()[session].minutes;
                    for (_, start) in moments {
                        opens = opens.min(*start);
                        closes = closes.max(start.saturating_add(minutes));
                        grain = divisor(grain, *start);
                    }
                }
                Ask::Order { least, most, .. } => {
                    grain = divisor(grain, *least);
                    grain = divisor(grain, most.unwrap_or(0));
                    longest = longest.max(*least).max(most.unwrap_or(0));
                }
                _ => {}
            }
        }
        let longest_session = event.sessions().values().map(|session| session.minutes).max().unwrap_or(0);
        grain = event.sessions().values().fold(grain, |grain, session| divisor(grain, session.minutes)).max(1);
        // A day holds its longest session, whatever its starts.
        let opens = if opens >= closes { 0 } else { opens };
        let closes = closes.max(opens.saturating_add(longest_session)).clamp(opens + grain, 1_440.max(opens + grain));
        let length = u32::from(closes - opens).div_ceil(u32::from(grain));
        let pause = u32::from(longest).div_ceil(u32::from(grain)) + 1;
        Self { days: event.days().to_vec(), grain, opens, stride: length + pause, length }
    }

    /// The same clock with days from midnight to midnight: where demands on hours may be left out.
    pub(super) fn widened(&self) -> Self {
        let opens = self.opens % self.grain;
        let length = u32::from((1_440 - opens) / self.grain).max(self.length);
        Self { opens, length, stride: length + (self.stride - self.length), ..self.clone() }
    }

    /// Ticks of the whole event.
    pub(super) fn horizon(&self) -> u32 {
        self.stride * u32::try_from(self.days.len()).unwrap_or(1).max(1)
    }

    /// The first tick of each day.
    pub(super) fn day_starts(&self) -> Vec<u32> {
        (0..self.days.len()).map(|day| self.stride * u32::try_from(day).unwrap_or(0)).collect()
    }

    /// Minutes of a tick.
    pub(super) fn minutes(&self) -> u64 {
        u64::from(self.grain)
    }

    /// Ticks that minutes take.
    pub(super) fn ticks(&self, minutes: u16) -> u32 {
        u32::from(minutes).div_ceil(u32::from(self.grain))
    }

    /// The tick of a moment; `None` outside the clock.
    pub(super) fn tick(&self, (day, minute): Moment) -> Option<u32> {
        let position = u32::try_from(self.days.iter().position(|known| *known == day)?).ok()?;
        let since = minute.checked_sub(self.opens)?;
        let inside = u32::from(since / self.grain);
        (since % self.grain == 0 && inside < self.length).then_some(position * self.stride + inside)
    }

    /// The moment of a tick.
    pub(super) fn moment(&self, tick: u32) -> Option<Moment> {
        let day = self.days.get(usize::try_from(tick / self.stride).ok()?)?;
        let inside = u16::try_from(tick % self.stride).ok()?;
        Some((*day, self.opens + inside * self.grain))
    }

    /// Every moment at which something of so many minutes may begin and still end on its day.
    pub(super) fn moments(&self, minutes: u16) -> impl Iterator<Item = Moment> + '_ {
        let last = self.length.saturating_sub(self.ticks(minutes));
        self.days.iter().flat_map(move |day| {
            (0..=last).filter_map(move |inside| {
                Some((*day, self.opens + u16::try_from(inside).ok()?.checked_mul(self.grain)?))
            })
        })
    }

    /// The ticks of a day that lie wholly inside hours (`wholly`) or touch them.
    pub(super) fn ticks_of(&self, day: NaiveDate, hours: HourRange, wholly: bool) -> Option<std::ops::Range<u32>> {
        let position = u32::try_from(self.days.iter().position(|known| *known == day)?).ok()?;
        let grain = u32::from(self.grain);
        let from = u32::from(hours.start_minute().saturating_sub(self.opens));
        let to = u32::from(hours.end_minute().saturating_sub(self.opens));
        let (from, to) = if wholly { (from.div_ceil(grain), to / grain) } else { (from / grain, to.div_ceil(grain)) };
        let base = position * self.stride;
        Some(base + from.min(self.length)..base + to.min(self.length).max(from.min(self.length)))
    }
}
