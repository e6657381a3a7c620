//! What should stand in a collection.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Facts, Origin};
use crate::announce::feed::lines;
use crate::announce::identity::plain_id;
use crate::announce::{AnnounceError, Basis, FeedOptions, Revision};
use crate::domain::ids::MeetingId;
use crate::domain::time::{Date, ZoneData};
use crate::ical::{self, Entry, FeedEntry, IcalError, Standing, Text};

/// Seconds by which the stamp of an entry rises with its number, so that the same number has the same stamp.
const STAMP_STEP: i64 = 60;

/// One entry that should stand there.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    meeting: MeetingId,
    entry: Entry,
    contact: Text,
    origin: Origin,
    pub(super) facts: Facts,
}

/// What should stand in a collection, and over what of it this publication has a say.
#[derive(Debug, Clone)]
pub struct Publication<'a> {
    zones: &'a ZoneData,
    scenario: String,
    /// Only entries of this body are this publication's to remove.
    body: Option<String>,
    /// Meetings whose entries stay as they are.
    untouched: BTreeSet<String>,
    pub(super) wanted: BTreeMap<String, Wanted>,
}

/// What should stand in a collection: what a feed with these options holds, as one entry each; deadlines as events of their
/// day alone, because a task in a shared collection is everybody's, done for all once one person ticks it off. A meeting
/// that is called off stays, marked as such, until its last day is over. `refused` are meetings that are not published:
/// what stands of them there stays as it is.
///
/// # Errors
/// [`AnnounceError`] for an hour that does not exist.
pub fn publication<'a>(
    basis: &Basis<'a>,
    options: &FeedOptions,
    revision: Revision,
    today: Date,
    refused: &BTreeSet<MeetingId>,
) -> Result<Publication<'a>, AnnounceError> {
    let office = &basis.sender.office;
    let address = office.address.as_str();
    let contact = office
        .name
        .as_ref()
        .map_or_else(|| address.to_owned(), |name| format!("{name}, {address}", name = name.as_str()));
    let scenario = plain_id(&basis.view.scenario.name);
    let mut wanted = BTreeMap::new();
    for line in lines(basis, options, revision)? {
        let meeting = &line.placed.meeting.id;
        let fail = |source: IcalError| AnnounceError::Calendar { meeting: meeting.clone(), source };
        let entry = match line.entry {
            FeedEntry::Meeting(entry, _) => entry,
            FeedEntry::Deadline(deadline) => deadline.day().map_err(fail)?,
        };
        let is_over = line.placed.at.last() < today;
        if refused.contains(meeting) || (entry.standing == Standing::Cancelled && is_over) {
            continue;
        }
        let origin = Origin {
            scenario: scenario.clone(),
            body: plain_id(line.placed.body.id.as_str()),
            meeting: plain_id(meeting.as_str()),
        };
        let contact = Text::composed(&contact);
        let text = ical::resource(&entry, &contact, &Text::default(), basis.zones).map_err(fail)?;
        let facts =
            Facts::read(&text).ok_or_else(|| AnnounceError::Page(format!("{meeting}: an entry without an id")))?;
        let one = Wanted { meeting: meeting.clone(), entry, contact, origin, facts };
        wanted.insert(one.facts.uid.clone(), one);
    }
    Ok(Publication {
        zones: basis.zones,
        scenario,
        body: options.body.as_ref().map(|body| plain_id(body.as_str())),
        untouched: refused.iter().map(|meeting| plain_id(meeting.as_str())).collect(),
        wanted,
    })
}

impl Publication<'_> {
    /// How many entries should stand there.
    #[must_use]
    pub fn len(&self) -> usize {
        self.wanted.len()
    }

    /// Whether nothing should.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.wanted.is_empty()
    }

    /// An entry was put there from this scenario.
    pub(super) fn is_from_here(&self, origin: &Origin) -> bool {
        origin.scenario == self.scenario
    }

    /// An entry is this publication's to remove, when it should not stand there.
    pub(super) fn has_say(&self, origin: &Origin) -> bool {
        self.is_from_here(origin) && self.body.as_ref().is_none_or(|body| *body == origin.body)
    }

    /// An entry stays as it is, because its meeting is not published.
    pub(super) fn leaves(&self, origin: &Origin) -> bool {
        self.untouched.contains(&origin.meeting)
    }

    /// The bytes of an entry under a number.
    pub(super) fn written(&self, wanted: &Wanted, sequence: u32) -> Result<String, AnnounceError> {
        let stamped = wanted.entry.stamped.plus_seconds(i64::from(sequence) * STAMP_STEP);
        let entry = Entry { sequence, stamped, ..wanted.entry.clone() };
        let note = Text::composed(&wanted.origin.note(&wanted.facts.fingerprint()));
        ical::resource(&entry, &wanted.contact, &note, self.zones)
            .map_err(|source| AnnounceError::Calendar { meeting: wanted.meeting.clone(), source })
    }
}

impl Wanted {
    /// What it is called.
    pub(super) fn title(&self) -> &str {
        self.entry.summary.as_str()
    }
}
