//! Options for the dates of one meeting, offered to those who must agree, and what they answered.

use super::deadline::Deadline;
use super::finding::Finding;
use super::ids::MeetingId;
use super::plan::Placement;
use super::reason::{Move, Price};
use super::text::Line;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The letter of an option: `A` to `Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct OptionLabel(char);

impl OptionLabel {
    /// The letter of an option by its place, counted from 0; after 26 there is none.
    #[must_use]
    pub fn of(index: usize) -> Option<Self> {
        let index = u8::try_from(index).ok().filter(|index| *index < 26)?;
        Some(Self(char::from(b'A' + index)))
    }

    /// Reads `A`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut letters = text.chars();
        match (letters.next(), letters.next()) {
            (Some(letter @ 'A'..='Z'), None) => Some(Self(letter)),
            _ => None,
        }
    }
}

impl fmt::Display for OptionLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// One option, with what follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedOption {
    /// Its letter.
    pub label: OptionLabel,
    /// Dates and place.
    pub placement: Placement,
    /// The plan has these dates now.
    pub now: bool,
    /// Other meetings that go along.
    pub along: Vec<Move>,
    /// What is broken about the meeting there, in the order of the checker.
    pub findings: Vec<Finding>,
    /// What would be due, earliest first.
    pub deadlines: Vec<Deadline>,
    /// What it costs more than the plan, by level; negative: less.
    pub price: Vec<Price>,
}

/// What people are asked about one meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionSheet {
    /// The meeting.
    pub meeting: MeetingId,
    /// Its options in the order of their dates, each with its letter.
    pub options: Vec<DatedOption>,
}

/// What an option is for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Suits {
    /// Best of all.
    Preferred,
    /// It will do.
    Possible,
    /// It will not do.
    Impossible,
}

impl Suits {
    /// Every answer with the word that files use.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Preferred, "preferred"), (Self::Possible, "possible"), (Self::Impossible, "impossible")];
}

/// What one party answered on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Who: a chair, a host, a member.
    pub who: Line,
    /// The day of the answer.
    pub on: NaiveDate,
    /// What each option is for them; an option not named is not answered.
    pub suits: BTreeMap<OptionLabel, Suits>,
}

/// What was offered and what came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// The meeting.
    pub meeting: MeetingId,
    /// What was offered.
    pub offered: BTreeMap<OptionLabel, Placement>,
    /// All answers, as recorded; a later one of the same party stands for its earlier ones.
    pub answers: Vec<Answer>,
}

/// How often an option was answered in each way.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Count {
    /// Who prefers it.
    pub preferred: BTreeSet<String>,
    /// For whom it is possible.
    pub possible: BTreeSet<String>,
    /// For whom it is impossible.
    pub impossible: BTreeSet<String>,
    /// Who said nothing about it, though they answered.
    pub silent: BTreeSet<String>,
}

/// The outcome of the answers. Nothing is chosen silently: only an option that is impossible for nobody, that everybody
/// who answered spoke about, and that more prefer than any other such option, stands out by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// One option stands out.
    One(OptionLabel),
    /// Several are as good as each other.
    Tie(Vec<OptionLabel>),
    /// Every option is impossible for somebody, or somebody did not speak about it.
    NoneSuitsAll,
    /// Nobody has answered.
    NoAnswers,
}

impl Answers {
    /// The answers that stand: the latest of each party.
    #[must_use]
    pub fn standing(&self) -> Vec<&Answer> {
        let mut latest: BTreeMap<&Line, &Answer> = BTreeMap::new();
        for answer in &self.answers {
            let known = latest.entry(&answer.who).or_insert(answer);
            if answer.on >= known.on {
                *known = answer;
            }
        }
        latest.into_values().collect()
    }

    /// All options with their answers.
    #[must_use]
    pub fn tally(&self) -> BTreeMap<OptionLabel, Count> {
        let standing = self.standing();
        let count = |label: &OptionLabel| {
            let mut count = Count::default();
            for answer in &standing {
                let list = match answer.suits.get(label) {
                    Some(Suits::Preferred) => &mut count.preferred,
                    Some(Suits::Possible) => &mut count.possible,
                    Some(Suits::Impossible) => &mut count.impossible,
                    None => &mut count.silent,
                };
                list.insert(answer.who.as_str().to_owned());
            }
            count
        };
        self.offered.keys().map(|label| (*label, count(label))).collect()
    }

    /// What the answers come to.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        if self.answers.is_empty() {
            return Outcome::NoAnswers;
        }
        let suiting: Vec<(OptionLabel, usize)> = self
            .tally()
            .into_iter()
            .filter(|(_, count)| count.impossible.is_empty() && count.silent.is_empty())
            .map(|(label, count)| (label, count.preferred.len()))
            .collect();
        let Some(most) = suiting.iter().map(|(_, preferred)| *preferred).max() else { return Outcome::NoneSuitsAll };
        let best: Vec<OptionLabel> =
            suiting.iter().filter(|(_, preferred)| *preferred == most).map(|(label, _)| *label).collect();
        match best.as_slice() {
            [one] => Outcome::One(*one),
            _ => Outcome::Tie(best),
        }
    }
}
