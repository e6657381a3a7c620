//! What a list of registrations says of each person.
//!
//! Who registers twice is one person, who takes part where the last registration says: that of the latest day, of one day
//! the one that stands later in the list.

use std::collections::{BTreeMap, BTreeSet};

use super::attendance::{Presence, Registration, Service};
use crate::domain::ids::MeetingId;
use crate::domain::time::Date;

/// Who registered for which meeting and asked for what, to be looked up again and again.
#[derive(Debug, Clone, Default)]
pub struct Registered<'r>(BTreeMap<&'r MeetingId, BTreeMap<String, BTreeSet<Service>>>);

impl<'r> Registered<'r> {
    /// Reads a list; who registered without an address is nobody that could be looked up.
    #[must_use]
    pub fn of(registrations: &'r [Registration]) -> Self {
        let mut all = Self::default();
        for one in registrations {
            if let Some(person) = &one.person {
                let people = all.0.entry(&one.meeting).or_default();
                people.entry(person.as_str().to_lowercase()).or_default().extend(one.asks.iter().copied());
            }
        }
        all
    }

    /// What an address in small letters asked for in all its registrations for a meeting; `None` where it has none.
    #[must_use]
    pub fn asked(&self, meeting: &MeetingId, address: &str) -> Option<&BTreeSet<Service>> {
        self.0.get(meeting)?.get(address)
    }
}

/// Where each person with an address takes part, by address in small letters, after registrations for one meeting in the
/// order of their list.
pub(super) fn places<'r>(own: impl IntoIterator<Item = &'r Registration>) -> BTreeMap<String, Presence> {
    let mut last: BTreeMap<String, (Date, Presence)> = BTreeMap::new();
    for one in own {
        let Some(person) = &one.person else { continue };
        let said = last.entry(person.as_str().to_lowercase()).or_insert((one.on, one.presence));
        if said.0 <= one.on {
            *said = (one.on, one.presence);
        }
    }
    last.into_iter().map(|(address, (_, presence))| (address, presence)).collect()
}
