//! What is due after meetings: reports to the parent, comments on drafts, reviews.

use super::Checked;
use crate::domain::deadline::Deadline;
use crate::domain::time::Date;

/// How something that is owed stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// The meeting is not over yet.
    Ahead,
    /// It is due.
    Due,
    /// Its day is past.
    Past,
}

impl Standing {
    /// What people read.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Ahead => "after the meeting",
            Self::Due => "due",
            Self::Past => "was due",
        }
    }
}

/// Something owed after a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owed<'a> {
    /// What, by which rule, until when.
    pub deadline: &'a Deadline,
    /// The last day of the meeting.
    pub closed: Date,
}

impl Owed<'_> {
    /// How it stands on a day.
    #[must_use]
    pub fn on(&self, today: Date) -> Standing {
        if self.closed >= today {
            Standing::Ahead
        } else if self.deadline.day < today {
            Standing::Past
        } else {
            Standing::Due
        }
    }
}

/// Every deadline of a plan that lies after the last day of its meeting, the earliest first.
#[must_use]
pub fn owed(checked: &Checked) -> Vec<Owed<'_>> {
    let mut owed = Vec::new();
    for (meeting, deadlines) in &checked.deadlines {
        let Some(at) = checked.plan.placements.get(meeting) else { continue };
        let after = deadlines.iter().filter(|deadline| deadline.day > at.last());
        owed.extend(after.map(|deadline| Owed { deadline, closed: at.last() }));
    }
    owed.sort_by_key(|one| (one.deadline.day, one.deadline.meeting.clone(), one.deadline.kind));
    owed
}
