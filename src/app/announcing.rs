//! What is to be announced: of which meetings, to whom, and what follows from the difference to what they were told.

use std::collections::{BTreeMap, BTreeSet};

use super::Checked;
use crate::announce::attendance::Registration;
use crate::announce::joining::{self, Platform, Seating};
use crate::announce::reminders::{self, Reminder, Reminding};
use crate::announce::{
    Access, AnnounceError, Announced, Announcement, Basis, Dispatch, Question, Recipient, Sender, Told,
    UnsubscribeToken, known_recipients,
};
use crate::domain::ids::{CountryCode, MeetingId};
use crate::domain::language::Language;
use crate::domain::scenario::Scenario;
use crate::domain::text::DisplayName;
use crate::domain::time::{Date, Instant, ZoneData};
use crate::domain::view::{Placed, View};
use crate::ical::{AttendeeKind, Person, Role};

/// What is announced, and from what.
#[derive(Debug, Clone, Copy)]
pub struct Occasion<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Its plan, checked.
    pub checked: &'a Checked,
    /// Time-zone data.
    pub zones: &'a ZoneData,
    /// The stamp of what is written now; later than all before.
    pub stamped: Instant,
    /// The day on which it goes out.
    pub today: Date,
    /// Whether changes of wording are worth a message.
    pub reworded: bool,
}

impl Occasion<'_> {
    /// Every message that must go out about these meetings: to whom `recipients` names for each.
    ///
    /// # Errors
    /// [`AnnounceError`].
    pub fn due<'m>(
        &self,
        meetings: impl IntoIterator<Item = &'m MeetingId>,
        announced: &Announced,
        recipients: &dyn Fn(&Placed<'_>) -> Vec<Recipient>,
    ) -> Result<Vec<Dispatch>, AnnounceError> {
        let sender = sender(self.scenario);
        let basis = basis(View::new(self.scenario, &self.checked.plan), self.checked, &sender, self.zones);
        let placed = meetings.into_iter().filter_map(|meeting| basis.view.placed(meeting));
        let recipients: BTreeMap<MeetingId, Vec<Recipient>> =
            placed.map(|placed| (placed.meeting.id.clone(), recipients(&placed))).collect();
        let Self { stamped, today, reworded, .. } = *self;
        announced.dispatches(&Question { basis: &basis, recipients: &recipients, stamped, today, reworded })
    }

    /// Every reminder that is still to come about these meetings once these messages have left.
    ///
    /// # Errors
    /// [`AnnounceError`].
    pub fn reminders(
        &self,
        announced: &Announced,
        dispatches: &[Dispatch],
        meetings: &BTreeSet<MeetingId>,
        remindings: &[Reminding],
        standing: &dyn Fn(&MeetingId, &Told) -> reminders::Standing,
    ) -> Result<Vec<Reminder>, AnnounceError> {
        if remindings.is_empty() {
            return Ok(Vec::new());
        }
        let mut then = announced.clone();
        dispatches.iter().for_each(|dispatch| then.note(dispatch));
        let sender = sender(self.scenario);
        let basis = basis(View::new(self.scenario, &self.checked.plan), self.checked, &sender, self.zones);
        let by = reminders::Circumstances { basis: &basis, remindings, stamped: self.stamped, standing };
        by.reminders(&then, meetings)
    }

    /// The same message as it may be looked at: without anything that only its recipient may know.
    ///
    /// # Errors
    /// [`AnnounceError`].
    pub fn masked(&self, dispatch: &Dispatch) -> Result<Announcement, AnnounceError> {
        let sender = sender(self.scenario);
        dispatch.masked(&basis(View::new(self.scenario, &self.checked.plan), self.checked, &sender, self.zones))
    }
}

/// Gives each recipient the token of the address; an address without one gets what `else_give` says.
pub fn give_tokens<'r>(
    recipients: impl IntoIterator<Item = &'r mut Recipient>,
    tokens: &BTreeMap<String, UnsubscribeToken>,
    else_give: Option<&UnsubscribeToken>,
) {
    for recipient in recipients {
        recipient.token = tokens.get(&recipient.key()).or(else_give).cloned();
    }
}

/// Adds to the recipients of each meeting those who registered for it.
pub fn add_registered(recipients: &mut BTreeMap<MeetingId, Vec<Recipient>>, registrations: &[Registration]) {
    for (meeting, people) in recipients {
        joining::add_registered(people, meeting, registrations);
    }
}

/// Gives the recipients of each meeting what their registration entitles them to, and says who has a seat where there are
/// only so many. Tokens come first: a link is made of one.
pub fn give_access(
    recipients: &mut BTreeMap<MeetingId, Vec<Recipient>>,
    scenario: &Scenario,
    platforms: &[Platform],
    registrations: &[Registration],
) -> BTreeMap<MeetingId, Seating> {
    let mut seated = BTreeMap::new();
    for (id, people) in recipients {
        let Some(meeting) = scenario.meetings().get(id) else { continue };
        let Some(platform) = Platform::of(platforms, meeting) else { continue };
        let seating = Seating::of(id, platform.seats, registrations);
        if joining::give_access(people, meeting, platform, &seating) && seating.taken > 0 {
            seated.insert(id.clone(), seating);
        }
    }
    seated
}

/// Meetings that a broken must is about that nobody waived: they are not announced.
#[must_use]
pub fn refused(checked: &Checked) -> BTreeSet<MeetingId> {
    checked.findings.iter().filter(|finding| finding.blocks()).flat_map(|finding| finding.meetings.clone()).collect()
}

/// What announcements are made from.
#[must_use]
pub fn basis<'a>(view: View<'a>, checked: &'a Checked, sender: &'a Sender, zones: &'a ZoneData) -> Basis<'a> {
    Basis { view, deadlines: &checked.deadlines, sender, zones }
}

/// The office that sends.
#[must_use]
pub fn sender(scenario: &Scenario) -> Sender {
    let secretariat = &scenario.profile.secretariat;
    Sender {
        office: Person {
            name: DisplayName::parse(secretariat.name.as_str()).ok(),
            address: secretariat.address.clone(),
        },
        bounce: secretariat.bounces.clone(),
        unsubscribe_page: None,
    }
}

/// Whom a scenario by itself names for a meeting: officers with an address, each in one language, and the list of the body.
#[must_use]
pub fn recipients(scenario: &Scenario, placed: &Placed<'_>, sender: &Sender) -> Vec<Recipient> {
    let china = CountryCode::parse("CN");
    let language = |address: &str| {
        let officers = &placed.body.officers;
        let mut found =
            officers.iter().filter(|officer| officer.email.as_ref().is_some_and(|email| email.as_str() == address));
        match found.next().and_then(|officer| officer.country) {
            country if country.is_some() && country == china => Language::Chinese,
            _ => Language::English,
        }
    };
    let mut all = known_recipients(placed, sender, Language::English);
    for recipient in &mut all {
        recipient.language = language(recipient.person.address.as_str());
    }
    all.push(list_recipient(scenario, &placed.meeting.id, Language::English));
    all
}

/// The mailing list of the body that meets, else that of the secretariat.
#[must_use]
pub fn list_recipient(scenario: &Scenario, meeting: &MeetingId, language: Language) -> Recipient {
    let body = scenario.meetings().get(meeting).map(|meeting| scenario.body_of(meeting));
    let address =
        body.and_then(|body| body.contact.clone()).unwrap_or_else(|| scenario.profile.secretariat.list.clone());
    let name = body.and_then(|body| DisplayName::parse(body.name.as_str()).ok());
    Recipient {
        person: Person { name, address },
        kind: AttendeeKind::Group,
        role: Role::Optional,
        zone: None,
        language,
        access: Access::General,
        token: None,
    }
}
