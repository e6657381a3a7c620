//! A calendar: which days are closed, which are to be avoided, and where the working days lie.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};

use super::CalendarError;
use super::closed_day::{ClosedDay, Knowledge, WorkingException, checked};
use super::overlay::{Change, Overlay};
use super::week::Weekend;

/// Names a calendar: an ISO 3166 code (`CN`), a code with its subdivision (`CH-GE`), or a name of its own
/// (`ITU-GVA`). Kept in capitals.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CalendarId(String);

impl CalendarId {
    /// Reads an id; small letters are raised.
    ///
    /// # Errors
    /// [`CalendarError::Id`] if it is empty, longer than 40 characters or holds something else than ASCII letters,
    /// digits and single inner hyphens.
    pub fn new(text: &str) -> Result<Self, CalendarError> {
        let well_formed = text.len() <= 40
            && text.split('-').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        if well_formed { Ok(Self(text.to_ascii_uppercase())) } else { Err(CalendarError::Id(text.to_owned())) }
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CalendarId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The closed days of an office or a country, its weekends, and the days on which people work all the same.
///
/// A [`WorkingException`] beats the weekend and any closed day on the same date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    id: CalendarId,
    name: String,
    /// The weekend before the first entry of `weekend_since`.
    weekend: Weekend,
    weekend_since: BTreeMap<NaiveDate, Weekend>,
    closed: BTreeMap<NaiveDate, Vec<ClosedDay>>,
    working: BTreeMap<NaiveDate, WorkingException>,
    known: Option<RangeInclusive<NaiveDate>>,
}

impl Calendar {
    /// A calendar without closed days, with Saturday and Sunday free.
    ///
    /// # Errors
    /// [`CalendarError::Text`] if the name is empty, longer than 200 characters or holds control characters.
    pub fn new(id: CalendarId, name: impl Into<String>) -> Result<Self, CalendarError> {
        Ok(Self { id, name: checked(name.into(), "the name of a calendar")?, ..Self::monday_to_friday() })
    }

    /// Monday to Friday and no closed days: what is assumed where nothing is known.
    #[must_use]
    pub fn monday_to_friday() -> Self {
        Self {
            id: CalendarId("PLAIN".to_owned()),
            name: "Monday to Friday".to_owned(),
            weekend: Weekend::SATURDAY_SUNDAY,
            weekend_since: BTreeMap::new(),
            closed: BTreeMap::new(),
            working: BTreeMap::new(),
            known: None,
        }
    }

    /// The same with another weekend, at all times.
    #[must_use]
    pub fn with_weekend(self, weekend: Weekend) -> Self {
        Self { weekend, weekend_since: BTreeMap::new(), ..self }
    }

    /// The same with another weekend from `since` on.
    #[must_use]
    pub fn with_weekend_since(mut self, since: NaiveDate, weekend: Weekend) -> Self {
        self.weekend_since.insert(since, weekend);
        self
    }

    /// The same with one more closed day, or day to avoid. A day of the same date, kind and name takes the place of
    /// the old one.
    #[must_use]
    pub fn with_closed(mut self, day: ClosedDay) -> Self {
        let days = self.closed.entry(day.date()).or_default();
        days.retain(|old| (old.kind(), old.name()) != (day.kind(), day.name()));
        days.push(day);
        days.sort();
        self
    }

    /// The same with one more day on which people work all the same.
    #[must_use]
    pub fn with_working(mut self, day: WorkingException) -> Self {
        self.working.insert(day.date(), day);
        self
    }

    /// The same, said to be complete between two days, both included.
    #[must_use]
    pub fn known_between(self, first: NaiveDate, last: NaiveDate) -> Self {
        Self { known: Some(first..=last), ..self }
    }

    /// The same under another id and name.
    ///
    /// # Errors
    /// [`CalendarError::Text`], as for [`Calendar::new`].
    pub fn named(self, id: CalendarId, name: impl Into<String>) -> Result<Self, CalendarError> {
        Ok(Self { id, name: checked(name.into(), "the name of a calendar")?, ..self })
    }

    /// The same without the entry of this name on this date, if there is one.
    #[must_use]
    pub fn without(mut self, date: NaiveDate, name: &str) -> Self {
        if let Some(days) = self.closed.get_mut(&date) {
            days.retain(|day| day.name() != name);
        }
        self.closed.retain(|_, days| !days.is_empty());
        self
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &CalendarId {
        &self.id
    }

    /// Its name in English.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the calendar claims to know this day. Outside what it knows there are only weekends.
    #[must_use]
    pub fn knows(&self, date: NaiveDate) -> bool {
        self.known.as_ref().is_none_or(|known| known.contains(&date))
    }

    /// The weekend in force on a day.
    #[must_use]
    pub fn weekend_on(&self, date: NaiveDate) -> Weekend {
        self.weekend_since.range(..=date).next_back().map_or(self.weekend, |(_, weekend)| *weekend)
    }

    /// All that is written of one date, closed days and days to avoid; not weekends.
    #[must_use]
    pub fn entries_on(&self, date: NaiveDate) -> &[ClosedDay] {
        self.closed.get(&date).map_or(&[], Vec::as_slice)
    }

    /// All that is written, in the order of dates; not weekends.
    pub fn entries(&self) -> impl Iterator<Item = &ClosedDay> {
        self.closed.values().flatten()
    }

    /// All that is written between two days, both included; not weekends. Empty if `last` is before `first`.
    pub fn entries_between(&self, first: NaiveDate, last: NaiveDate) -> impl Iterator<Item = &ClosedDay> {
        // A range whose end lies before its start would panic.
        self.closed.range(first..=last.max(first)).flat_map(|(_, days)| days).filter(move |day| day.date() <= last)
    }

    /// The days of the weekend on which people work, in order.
    pub fn working_exceptions(&self) -> impl Iterator<Item = &WorkingException> {
        self.working.values()
    }

    /// Whether the office is open.
    #[must_use]
    pub fn is_working(&self, date: NaiveDate) -> bool {
        self.working.contains_key(&date)
            || !(self.weekend_on(date).contains(date.weekday())
                || self.entries_on(date).iter().any(|day| day.kind().closes()))
    }

    /// Why the office is closed on a day: the most telling reason, a named feast before a weekend. `None` if it is
    /// open.
    #[must_use]
    pub fn closed_day(&self, date: NaiveDate) -> Option<ClosedDay> {
        if self.is_working(date) {
            return None;
        }
        let named = self.entries_on(date).iter().find(|day| day.kind().closes());
        Some(named.cloned().unwrap_or_else(|| ClosedDay::weekend(date)))
    }

    /// Why the office is closed on a day, as known on `as_of`: what was announced only later is a forecast.
    #[must_use]
    pub fn closed_on(&self, date: NaiveDate, as_of: NaiveDate) -> Option<Knowledge> {
        self.closed_day(date).map(|day| Knowledge { standing: day.standing(as_of), day })
    }

    /// The named days (closed or to avoid, not weekends) between two days, both included, as known on `as_of`.
    #[must_use]
    pub fn named_between(&self, first: NaiveDate, last: NaiveDate, as_of: NaiveDate) -> Vec<Knowledge> {
        self.entries_between(first, last)
            .map(|day| Knowledge { day: day.clone(), standing: day.standing(as_of) })
            .collect()
    }

    /// The first working day after `date`, or the last day there is.
    #[must_use]
    pub fn next_working_day(&self, date: NaiveDate) -> NaiveDate {
        date.iter_days().skip(1).find(|day| self.is_working(*day)).unwrap_or(NaiveDate::MAX)
    }

    /// The last working day before `date`, or the first day there is.
    #[must_use]
    pub fn previous_working_day(&self, date: NaiveDate) -> NaiveDate {
        date.iter_days().rev().skip(1).find(|day| self.is_working(*day)).unwrap_or(NaiveDate::MIN)
    }

    /// How many working days lie between two days, both included.
    #[must_use]
    pub fn working_days_between(&self, first: NaiveDate, last: NaiveDate) -> usize {
        first.iter_days().take_while(|day| *day <= last).filter(|day| self.is_working(*day)).count()
    }

    /// This calendar and another one together, under this one's id: a day closed in either is closed. The weekend and
    /// the days on which people work all the same stay this one's: a made-up working day elsewhere opens nothing here.
    #[must_use]
    pub fn joined(&self, other: &Self) -> Self {
        let known = match (&self.known, &other.known) {
            (Some(a), Some(b)) => Some(*a.start().max(b.start())..=*a.end().min(b.end())),
            (one, None) | (None, one) => one.clone(),
        };
        other.entries().cloned().fold(Self { known, ..self.clone() }, Self::with_closed)
    }

    /// This calendar with a user's changes, which win over it.
    #[must_use]
    pub fn overlaid(&self, overlay: &Overlay) -> Self {
        overlay.changes().iter().fold(self.clone(), |calendar, change| calendar.changed(change))
    }

    fn changed(mut self, change: &Change) -> Self {
        match change {
            Change::Add(day) => {
                self.working.remove(&day.date());
                self.with_closed(day.clone())
            }
            Change::Replace(day) => {
                self.working.remove(&day.date());
                self.closed.remove(&day.date());
                self.with_closed(day.clone())
            }
            Change::Remove(date) => {
                self.closed.remove(date);
                self
            }
            Change::Work(day) => self.with_working(day.clone()),
            Change::Weekend { since: None, weekend } => self.with_weekend(*weekend),
            Change::Weekend { since: Some(since), weekend } => self.with_weekend_since(*since, *weekend),
        }
    }
}
