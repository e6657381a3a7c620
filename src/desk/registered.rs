//! Everybody who registered: the list that came from elsewhere, and after it those who registered on a page.

use super::arrivals::read_registrations;
use super::{DeskError, Unusable};
use crate::announce::attendance::{Presence, Registration, Service};
use crate::domain::ids::MeetingId;
use crate::domain::language::Language;
use crate::domain::scenario::Scenario;
use crate::domain::text::{DisplayName, EmailAddress};
use crate::domain::time::{Date, Zone};
use crate::exchange::registrations::write;
use crate::exchange::sheets::Desk as Workbooks;
use crate::store::{Registered, Store};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What somebody said on the page besides name, address and place, as the store keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// What the person needs, in the words of lists.
    #[serde(default)]
    pub asks: Vec<String>,
    /// The language to write in.
    #[serde(default)]
    pub language: String,
    /// The zone of the person's clocks.
    #[serde(default)]
    pub zone: String,
}

/// The registrations in force, the list first. Of one address that registered on the page more than once for a meeting the
/// newest counts, from the day of the first for the same place.
///
/// # Errors
/// [`DeskError::Store`], or [`DeskError::Unusable`] for a list that no longer fits the scenario.
pub async fn registrations(
    store: &Store,
    scenario: &Scenario,
    workbooks: Workbooks<'_>,
) -> Result<Vec<Registration>, DeskError> {
    let rows = store.registered(scenario.name.as_str()).await?;
    registrations_with(store, scenario, &rows, workbooks).await
}

/// The same as if those who registered on the page were these.
///
/// # Errors
/// As [`registrations`].
pub async fn registrations_with(
    store: &Store,
    scenario: &Scenario,
    rows: &[Registered],
    workbooks: Workbooks<'_>,
) -> Result<Vec<Registration>, DeskError> {
    let kept = store.registrations(scenario.name.as_str()).await?;
    let mut all = kept.map_or_else(|| Ok(Vec::new()), |bytes| read_registrations(&bytes, scenario, workbooks))?;
    all.extend(of_page(rows, scenario));
    Ok(all)
}

/// Of each address the newest of these rows about a meeting: the one that counts.
#[must_use]
pub fn counting<'r>(rows: &'r [Registered], meeting: &MeetingId) -> Vec<&'r Registered> {
    let mut newest: BTreeMap<&str, &Registered> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.meeting == meeting.as_str()) {
        newest.insert(&row.address, row);
    }
    newest.into_values().collect()
}

/// The same as one list that can be kept and read again; `None` where nobody registered. Without anybody from the page it is
/// the list that was kept, to the byte.
///
/// # Errors
/// As [`registrations`].
pub async fn list(store: &Store, scenario: &Scenario, workbooks: Workbooks<'_>) -> Result<Option<Vec<u8>>, DeskError> {
    let kept = store.registrations(scenario.name.as_str()).await?;
    let own = of_page(&store.registered(scenario.name.as_str()).await?, scenario);
    if own.is_empty() {
        return Ok(kept);
    }
    let read =
        |bytes: Vec<u8>| -> Result<Vec<Registration>, Unusable> { read_registrations(&bytes, scenario, workbooks) };
    let mut all = kept.map_or_else(|| Ok(Vec::new()), read)?;
    all.extend(own);
    Ok(Some(write(&all).into_bytes()))
}

/// What rows of the store say; a row about a meeting that the scenario no longer has is left out.
fn of_page(rows: &[Registered], scenario: &Scenario) -> Vec<Registration> {
    let mut newest: BTreeMap<(&str, &str), &Registered> = BTreeMap::new();
    for row in rows {
        newest.insert((&row.meeting, &row.address), row);
    }
    let mut counted: Vec<(i64, &Registered)> = newest.into_values().map(|row| (since(row, rows), row)).collect();
    counted.sort_by_key(|(since, row)| (*since, row.number));
    counted.into_iter().filter_map(|(since, row)| read(since, row, scenario)).collect()
}

/// Since when the address has been registered for the same place.
fn since(row: &Registered, rows: &[Registered]) -> i64 {
    let same =
        |one: &&Registered| one.meeting == row.meeting && one.address == row.address && one.presence == row.presence;
    rows.iter().filter(same).map(|one| one.registered_at).min().unwrap_or(row.registered_at)
}

fn read(since: i64, row: &Registered, scenario: &Scenario) -> Option<Registration> {
    let meeting = MeetingId::parse(&row.meeting).ok().filter(|id| scenario.meetings().contains_key(id))?;
    let details: Details = serde_json::from_str(&row.details).unwrap_or_default();
    let presence = Presence::ALL.iter().find(|(_, word)| *word == row.presence)?.0;
    let asked = |word: &String| Service::ALL.iter().find(|(_, known)| known == word).map(|(service, _)| *service);
    Some(Registration {
        meeting,
        person: EmailAddress::parse_confirmed(&row.address).ok(),
        presence,
        on: day(since)?,
        asks: details.asks.iter().filter_map(asked).collect(),
        name: DisplayName::parse(&row.name).ok(),
        language: Language::parse(&details.language),
        zone: Zone::parse(&details.zone).ok(),
    })
}

/// The day of a point in time, in UTC.
fn day(milliseconds: i64) -> Option<Date> {
    chrono::DateTime::from_timestamp_millis(milliseconds).map(|at| at.date_naive())
}
