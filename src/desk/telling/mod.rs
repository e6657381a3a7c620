//! What is to be told: of which meetings, to whom, made from which files. From it follows what goes out, which is kept,
//! reviewed and approved by somebody else, and can be made again.
//!
//! * [`Prepared`]: what follows from the difference to what everybody was told
//! * [`messages`](Telling::messages): the bytes of all of it, and keeping them
//! * [`approval`]: what was prepared is still what the files say, to the byte, and somebody else approves it
//! * [`again`]: an announcement is made once more from what the store kept of it

pub mod again;
pub mod approval;
mod known;
mod messages;
mod prepare;

pub use prepare::{Aim, Prepared};

use super::arrivals::{REGISTRATIONS, read_registrations};
use super::calendar::Calendar;
use super::origin::{Origin, Request};
use super::{Circumstances, DeskError, NoSuchMeeting, Unusable, Wrong, registered};
use crate::announce::attendance::Registration;
use crate::announce::{self, Announced, Dispatch, Recipient};
use crate::app::announcing::{Occasion, add_registered, recipients, sender};
use crate::domain::ids::MeetingId;
use crate::domain::scenario::Scenario;
use crate::domain::time::{Instant, ZoneData};
use crate::domain::view::Placed;
use crate::exchange::roster;
use crate::exchange::sheets::Desk as Workbooks;
use crate::store::Store;
use std::collections::{BTreeMap, BTreeSet};

/// What is to be told, and to whom.
#[derive(Debug, Clone)]
pub struct Telling {
    /// The scenario with its plan, with the notices of their files.
    pub calendar: Calendar,
    roster: Option<BTreeMap<MeetingId, Vec<Recipient>>>,
    registrations: Vec<Registration>,
    wanted: Option<BTreeSet<MeetingId>>,
    /// Meetings that are not announced for a broken must.
    pub refused: BTreeSet<MeetingId>,
    request: Request,
    /// What all this was read from.
    sources: BTreeMap<String, Vec<u8>>,
}

/// The meetings that somebody named, or all.
///
/// # Errors
/// [`NoSuchMeeting`]: the first that the scenario does not have.
pub fn wanted(scenario: &Scenario, meetings: &[String]) -> Result<BTreeSet<MeetingId>, NoSuchMeeting> {
    if meetings.is_empty() {
        return Ok(scenario.meetings().keys().cloned().collect());
    }
    let one = |text: &String| match MeetingId::parse(text) {
        Err(error) => Err(NoSuchMeeting { asked: text.clone(), id: Some(error) }),
        Ok(id) if scenario.meetings().contains_key(&id) => Ok(id),
        Ok(_) => Err(NoSuchMeeting { asked: text.clone(), id: None }),
    };
    meetings.iter().map(one).collect()
}

impl Telling {
    /// Reads the files, with the list of registrations that is named or was kept with them.
    ///
    /// # Errors
    /// [`Unusable`]: all findings of the first file that cannot be used, or a meeting that there is not.
    pub fn read(origin: &Origin, zones: &ZoneData, workbooks: Workbooks<'_>) -> Result<Self, Unusable> {
        let request = origin.request.clone();
        let read = origin.read(zones, |files, calendar| {
            let people = request.recipients.as_deref();
            people.map(|path| roster::read_from(files, path, &calendar.scenario, workbooks)).transpose()
        })?;
        let calendar = read.calendar;
        let named = !request.meetings.is_empty();
        let wanted = named
            .then(|| wanted(&calendar.scenario, &request.meetings))
            .transpose()
            .map_err(|none| Unusable { notices: calendar.notices.clone(), wrong: Wrong::Meeting(none) })?;
        let mut refused = calendar.refused();
        if let Some(wanted) = &wanted {
            refused.retain(|meeting| wanted.contains(meeting));
        }
        let mut telling = Self {
            calendar,
            roster: read.made,
            registrations: Vec::new(),
            wanted,
            refused,
            request,
            sources: read.sources,
        };
        if let Some(bytes) = &origin.registrations {
            telling.register(bytes, workbooks).map_err(|unusable| unusable.with_notices(&telling.calendar.notices))?;
        }
        Ok(telling)
    }

    /// Takes a list of registrations.
    fn register(&mut self, bytes: &[u8], workbooks: Workbooks<'_>) -> Result<(), Unusable> {
        self.registrations = read_registrations(bytes, &self.calendar.scenario, workbooks)?;
        self.sources.insert(REGISTRATIONS.to_owned(), bytes.to_vec());
        Ok(())
    }

    /// Takes everybody who registered, in the list that the store has and on pages, unless a list was named.
    ///
    /// # Errors
    /// [`DeskError::Store`], or [`DeskError::Unusable`] for a list that no longer fits the scenario.
    pub async fn register_from(&mut self, store: &Store, workbooks: Workbooks<'_>) -> Result<(), DeskError> {
        if self.sources.contains_key(REGISTRATIONS) {
            return Ok(());
        }
        if let Some(bytes) = registered::list(store, &self.calendar.scenario, workbooks).await? {
            self.register(&bytes, workbooks)?;
        }
        Ok(())
    }

    /// The messages as they may be looked at, without what only their recipients may know; or, with `secrets`, as they are.
    /// Each with the name of a file for it, without ending.
    ///
    /// # Errors
    /// [`DeskError::Announcing`].
    pub fn shown(
        &self,
        prepared: &Prepared,
        secrets: bool,
        circumstances: &Circumstances<'_>,
    ) -> Result<Vec<(String, announce::Announcement)>, DeskError> {
        let occasion = self.occasion(prepared.stamped, circumstances.zones);
        let shown = |dispatch: &Dispatch| {
            let stem = dispatch.announcement.file_stem(&dispatch.told.recipient);
            let shown = if secrets { Ok(dispatch.announcement.clone()) } else { occasion.masked(dispatch) };
            Ok((stem, shown.map_err(DeskError::Announcing)?))
        };
        prepared.dispatches.iter().map(shown).collect()
    }

    /// One of the messages as it may be looked at, without what only its recipient may know; `None` where there are fewer.
    ///
    /// # Errors
    /// [`DeskError::Announcing`].
    pub fn shown_at(
        &self,
        prepared: &Prepared,
        at: usize,
        circumstances: &Circumstances<'_>,
    ) -> Result<Option<announce::Announcement>, DeskError> {
        let occasion = self.occasion(prepared.stamped, circumstances.zones);
        let dispatch = prepared.dispatches.get(at);
        dispatch.map(|dispatch| occasion.masked(dispatch)).transpose().map_err(DeskError::Announcing)
    }

    /// The name of the scenario: what was told belongs to it.
    fn name(&self) -> &str {
        self.calendar.scenario.name.as_str()
    }

    /// The meetings it is about.
    fn meetings(&self, announced: &Announced) -> BTreeSet<MeetingId> {
        let mut meetings: BTreeSet<MeetingId> = match &self.wanted {
            Some(wanted) => wanted.clone(),
            None => self.calendar.scenario.meetings().keys().chain(announced.meetings()).cloned().collect(),
        };
        meetings.retain(|meeting| !self.refused.contains(meeting));
        meetings
    }

    /// What is announced, and from what.
    fn occasion<'a>(&'a self, stamped: Instant, zones: &'a ZoneData) -> Occasion<'a> {
        let today = stamped.to_utc().date();
        let (scenario, checked) = (&self.calendar.scenario, &self.calendar.checked);
        Occasion { scenario, checked, zones, stamped, today, reworded: self.request.reworded }
    }

    /// Who is to know of each meeting.
    fn recipients(&self, meetings: &BTreeSet<MeetingId>) -> BTreeMap<MeetingId, Vec<Recipient>> {
        let scenario = &self.calendar.scenario;
        let (view, sender) = (self.calendar.view(), sender(scenario));
        let placed = meetings.iter().filter_map(|meeting| view.placed(meeting));
        let of = |placed: &Placed<'_>| match &self.roster {
            Some(roster) => roster.get(&placed.meeting.id).cloned().unwrap_or_default(),
            None => recipients(scenario, placed, &sender),
        };
        let mut all = placed.map(|placed| (placed.meeting.id.clone(), of(&placed))).collect();
        add_registered(&mut all, &self.registrations);
        all
    }
}
