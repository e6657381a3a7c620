//! What is found about a plan of a series: what it asks of whom, how it stands among all others, and the proof.

use super::{Burden, SeriesPlan, Slot};
use crate::domain::calendar::Knowledge;
use crate::domain::days::Counted;
use crate::domain::finding::Strength;
use crate::domain::ids::MeetingId;
use crate::domain::plan::Quality;
use crate::domain::text::Line;
use crate::domain::time::{CivilDateTime, ClockTime, Date, Instant, Offset, Transition, Zone};

/// All that is known about a plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Assessed {
    /// The plan.
    pub plan: SeriesPlan,
    /// What the checker says of it.
    pub findings: Vec<SeriesFinding>,
    /// Its meetings, in the order of the series.
    pub meetings: Vec<MeetingOutcome>,
    /// Burden by member, in the order of the series.
    pub members: Vec<MemberOutcome>,
    /// Whose burdens were compared: members with the same clock are one where each zone counts once.
    pub entries: Vec<Entry>,
    /// What each hour costs in each zone; one map for all meetings between which no clock changes.
    pub maps: Vec<HeatMap>,
    /// Changes of clocks inside the series.
    pub changes: Vec<ClockChange>,
    /// Hours that were not offered because clocks skip them or have them twice.
    pub left_out: Vec<LeftOut>,
    /// How good it is, if it was searched for.
    pub proof: Option<Proof>,
}

/// A rule that a plan breaks, or something worth knowing.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct SeriesFinding {
    /// How binding.
    pub strength: Strength,
    /// Stable code.
    pub code: &'static str,
    /// The meeting.
    pub meeting: Option<MeetingId>,
    /// What is so.
    pub message: String,
    /// What would mend it.
    pub remedy: String,
}

/// A meeting of a plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MeetingOutcome {
    /// The meeting.
    pub id: MeetingId,
    /// Date and hour in the zone of the series.
    pub slot: Slot,
    /// The zone's offset then.
    pub offset: Offset,
    /// When it begins.
    pub begins: Instant,
    /// When it ends.
    pub ends: Instant,
    /// What the clocks of the series show then: where they change during the meeting, not so many minutes after its hour.
    pub closes: CivilDateTime,
    /// How it looks where each member is, in the order of the series.
    pub locals: Vec<Local>,
    /// Its rank among all dates and hours allowed for it, the other meetings staying.
    pub rank: Rank,
    /// The best date and hour for it, the others staying, if that is fairer than this one.
    pub better: Option<Alternative>,
    /// The next fairest hour on its day, the others staying: what it would cost.
    pub next: Option<Alternative>,
    /// The last day for its announcement, if notice is due.
    pub notice: Option<Counted>,
    /// What is due before it, and when.
    pub due: Vec<(Line, Counted)>,
}

impl MeetingOutcome {
    /// Hours from the start to the end on the clocks of the series, `13:00-16:00`; the end may lie in the next day.
    #[must_use]
    pub fn hours(&self) -> String {
        let start = self.slot.start_minute;
        let midnight = self.closes.date() > self.slot.date && self.closes.time() == ClockTime::MIN;
        let end = if midnight { "24:00".to_owned() } else { self.closes.format("%H:%M").to_string() };
        format!("{:02}:{:02}-{end}", start / 60, start % 60)
    }
}

/// A meeting where a member is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Local {
    /// What clocks show when it begins.
    pub start: CivilDateTime,
    /// What clocks show when it ends.
    pub end: CivilDateTime,
    /// The offset at its start.
    pub offset: Offset,
    /// What it asks.
    pub burden: Burden,
    /// Closed days of the member's country that it touches, weekends among them.
    pub closed: Vec<Knowledge>,
}

/// A place among all allowed choices.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Rank {
    /// How many are fairer.
    pub fairer: usize,
    /// How many are as fair, this one among them if it is allowed.
    pub as_fair: usize,
    /// How many there are.
    pub of: usize,
    /// How many of the same day are fairer.
    pub fairer_that_day: usize,
    /// How many of the same day there are.
    pub of_that_day: usize,
}

/// Another choice for one meeting, the others staying.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alternative {
    /// Date and hour.
    pub slot: Slot,
    /// What the meeting would ask, by member.
    pub burdens: Vec<Burden>,
}

/// What is asked of a member.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MemberOutcome {
    /// Before the series: past burdens and meetings held.
    pub before: Burden,
    /// In the series.
    pub series: Burden,
}

impl MemberOutcome {
    /// Both together.
    #[must_use]
    pub fn total(&self) -> Burden {
        self.before + self.series
    }
}

/// Members whose burden counts as one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Members, by their place in the series.
    pub members: Vec<usize>,
    /// How often the entry counts.
    pub weight: u32,
}

/// What each hour of a day costs in each member's zone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeatMap {
    /// A day it is true for.
    pub day: Date,
    /// The meetings it is true for, with their hours in minutes of the day of the series' zone.
    pub meetings: Vec<(MeetingId, Slot, u16)>,
    /// By member: 24 cells, one for each hour of the zone of the series.
    pub rows: Vec<Vec<HeatCell>>,
}

/// One hour where a member is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HeatCell {
    /// What clocks show when the hour begins, in minutes since midnight.
    pub local_minute: u16,
    /// Days before (-1) or after (1) the day of the map.
    pub day_shift: i8,
    /// What the hour costs.
    pub burden: Burden,
}

/// A zone changes its clocks inside the series.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClockChange {
    /// The zone.
    pub zone: Zone,
    /// The members there, by their place in the series; empty for the zone of the series alone.
    pub members: Vec<usize>,
    /// The change.
    pub change: Transition,
    /// The day it happens there.
    pub day: Date,
    /// The last meeting before it and the first after it.
    pub between: (Option<MeetingId>, Option<MeetingId>),
    /// Minutes by which the same civil hour in the zone of the series is later (earlier when negative) there at the
    /// first meeting after the change than at the last before it; `None` at an end of the series.
    pub shift_minutes: Option<i32>,
}

/// A start that is not offered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LeftOut {
    /// The first such hour of that day, in the zone of the series.
    pub slot: Slot,
    /// How many starts of that day.
    pub starts: usize,
    /// The hour does not exist that day; otherwise it happens twice.
    pub skipped: bool,
}

/// What a level of the proof is about, the most important first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Aim {
    /// People or zones asked on a closed day.
    Closed,
    /// Points of the night of those who bear most: so many of them together.
    Night {
        /// How many.
        top: u32,
    },
    /// Points of all hours of those who bear most: so many of them together.
    Whole {
        /// How many.
        top: u32,
    },
}

/// One level of the proof.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LevelReached {
    /// What is as small as it can be.
    pub aim: Aim,
    /// What the plan reaches.
    pub value: u64,
    /// What no plan can undercut, the levels before being at their best.
    pub bound: u64,
    /// Where weighing the entries proves the bound by itself: share of each in thousandths.
    pub weighing: Option<Vec<u32>>,
}

/// How good a plan is, and how that is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proof {
    /// Proven or not.
    pub quality: Quality,
    /// The levels.
    pub levels: Vec<LevelReached>,
    /// Whether the wishes (dates, weekdays, steady hours) are at their best too.
    pub wishes_proven: bool,
    /// Partial plans looked at.
    pub looked_at: u64,
    /// Dates and hours allowed, by meeting.
    pub choices: Vec<usize>,
    /// How many of them differ in what they ask of anybody and are not worse than another for everybody.
    pub kinds: Vec<usize>,
}

/// One demand of a contradiction.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Demanded {
    /// The meeting.
    pub meeting: Option<MeetingId>,
    /// What is demanded.
    pub what: String,
}
