//! A profile: the numbers of the rules with their dated editions, the weights, the secretariat. Data only; meaning is code.

use super::body::BodyKind;
use super::calendar::CalendarId;
use super::days::Roll;
use super::finding::{Confidence, Strength};
use super::ids::RuleId;
use super::text::{EmailAddress, Line};
use super::time::Zone;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// One edition of one rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edition {
    /// In force from this day.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub until: Option<NaiveDate>,
    /// Clause to cite.
    pub clause: String,
    /// Strength.
    pub strength: Strength,
    /// Confidence in the text.
    pub confidence: Confidence,
    /// Kinds of bodies it applies to; empty = all.
    pub applies_to: BTreeSet<BodyKind>,
    /// Numbers by name; the unit is in the name (`weeks`, `calendar_days`).
    pub numbers: BTreeMap<String, i64>,
}

impl Edition {
    /// In force on a day.
    pub fn in_force(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// Applies to a kind of body.
    pub fn applies_to(&self, kind: BodyKind) -> bool {
        self.applies_to.is_empty() || self.applies_to.contains(&kind)
    }

    /// A number by name. Loading a profile checks that every number a rule reads is there.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.numbers.get(name).copied()
    }

    /// A number by name that counts something; what is negative or beyond `u16` counts nothing.
    pub fn count(&self, name: &str) -> Option<u16> {
        self.number(name).and_then(|number| u16::try_from(number).ok())
    }

    /// Where a deadline of this rule goes from a closed day, by the number `roll`: -1 backwards, 1 forwards, else nowhere.
    pub fn roll(&self) -> Roll {
        match self.number("roll") {
            Some(..=-1) => Roll::Backwards,
            Some(1..) => Roll::Forwards,
            _ => Roll::None,
        }
    }
}

/// What a weight is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum WeightName {
    /// A person who follows two bodies that meet in the same half-day.
    SharedDelegate,
    /// A broken `should`, once.
    BrokenShould,
    /// A day by which a `should` is missed.
    ShouldDay,
    /// A broken `prefer`, once.
    BrokenPrefer,
    /// A day by which a `prefer` is missed, or that it would avoid.
    PreferDay,
    /// A week between a meeting and its target date.
    TargetWeek,
    /// A step down the list of venues.
    VenueStep,
    /// A week by which a tentative meeting moves.
    MoveTentative,
    /// A meeting too many at once, for each half-day.
    ParallelMeeting,
    /// A body that changes rooms between its sessions of one event, for each further room.
    RoomChange,
    /// A point of burden of the hour for one person who takes part in a session from afar.
    RemoteHour,
    /// A meeting that a new plan puts elsewhere than the one people know, once.
    ChangedDate,
    /// A week by which it moves.
    ChangedWeek,
    /// Another venue than the one known.
    ChangedVenue,
    /// By how much a change to a tentative date counts more than to one nobody outside has seen.
    KnownTentative,
    /// The same for a date confirmed to host and officers.
    KnownConfirmed,
    /// The same for a date that was announced.
    KnownAnnounced,
    /// The same for a meeting whose letter is out: people have registered and booked.
    KnownInvited,
}

impl WeightName {
    /// All with the words that files use.
    pub const ALL: [(WeightName, &'static str); 18] = [
        (WeightName::SharedDelegate, "shared-delegate"),
        (WeightName::BrokenShould, "broken-should"),
        (WeightName::ShouldDay, "should-day"),
        (WeightName::BrokenPrefer, "broken-prefer"),
        (WeightName::PreferDay, "prefer-day"),
        (WeightName::TargetWeek, "target-week"),
        (WeightName::VenueStep, "venue-step"),
        (WeightName::MoveTentative, "move-tentative"),
        (WeightName::ParallelMeeting, "parallel-meeting"),
        (WeightName::RoomChange, "room-change"),
        (WeightName::RemoteHour, "remote-hour"),
        (WeightName::ChangedDate, "changed-date"),
        (WeightName::ChangedWeek, "changed-week"),
        (WeightName::ChangedVenue, "changed-venue"),
        (WeightName::KnownTentative, "known-tentative"),
        (WeightName::KnownConfirmed, "known-confirmed"),
        (WeightName::KnownAnnounced, "known-announced"),
        (WeightName::KnownInvited, "known-invited"),
    ];
}

/// A weight with its reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Weight {
    /// Points.
    pub points: u32,
    /// Why so many.
    pub reason: String,
}

/// The secretariat that plans.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Secretariat {
    /// Name: "TSB".
    pub name: Line,
    /// Its zone: every hour without a zone is in it.
    pub zone: Zone,
    /// Its calendar: working days and rolled deadlines count by it.
    pub calendar: CalendarId,
    /// Days between the date of a letter and its receipt.
    pub dispatch_days: u16,
    /// Address from which it invites, and to which answers go.
    pub address: EmailAddress,
    /// Address to which undeliverable mail returns; its domain is that of calendar and message ids.
    pub bounces: EmailAddress,
    /// List to which meetings are announced whose body has no address of its own.
    pub list: EmailAddress,
}

/// A profile.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Profile {
    /// Name: `itu-t`.
    pub name: String,
    /// Secretariat.
    pub secretariat: Secretariat,
    /// Editions by rule, oldest first.
    pub rules: BTreeMap<RuleId, Vec<Edition>>,
    /// Weights.
    pub weights: BTreeMap<WeightName, Weight>,
}

impl Profile {
    /// The edition of a rule in force on a day, the latest if several are.
    pub fn edition(&self, rule: RuleId, day: NaiveDate) -> Option<&Edition> {
        self.rules.get(&rule)?.iter().rev().find(|edition| edition.in_force(day))
    }

    /// The points of a weight; loading a profile checks that all are there.
    pub fn weight(&self, name: WeightName) -> u32 {
        self.weights.get(&name).map_or(1, |weight| weight.points)
    }
}
