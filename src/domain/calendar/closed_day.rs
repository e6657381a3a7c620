//! One day on which an office is closed, or on which a meeting is unwelcome.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::CalendarError;

/// How long before a moon-bound feast its date is as good as known.
const MONTH: Days = Days::new(30);

/// Why a day is not an ordinary one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// A public holiday by law.
    Public,
    /// An official holiday of the United Nations or a specialized agency at its duty station.
    UnitedNations,
    /// The office itself is closed, such as between the years.
    Closure,
    /// A working day given off to join a feast with a weekend.
    Bridge,
    /// A feast on which people are absent though the office is open: a day to avoid, not a closed one.
    Religious,
    /// A day of the week on which nobody works.
    Weekend,
}

impl DayKind {
    /// Whether the office is closed on such a day.
    #[must_use]
    pub const fn closes(self) -> bool {
        !matches!(self, Self::Religious)
    }
}

/// How sure the date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Read in a source, or computed by a law that leaves no choice.
    #[default]
    Confirmed,
    /// The date that was kept, once the moon had been seen; until a month before it was an estimate.
    Sighted,
    /// Computed for a moon not yet seen, or not read in the office's own list.
    Estimated,
}

/// A closed day, or a day to avoid.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClosedDay {
    date: NaiveDate,
    name: String,
    local_name: Option<String>,
    kind: DayKind,
    certainty: Certainty,
    announced_on: Option<NaiveDate>,
    source: String,
}

impl ClosedDay {
    /// A confirmed day, known for ever.
    ///
    /// # Errors
    /// [`CalendarError::Text`] if the name or the source is empty, longer than 200 characters or holds control
    /// characters.
    pub fn new(
        date: NaiveDate,
        name: impl Into<String>,
        kind: DayKind,
        source: impl Into<String>,
    ) -> Result<Self, CalendarError> {
        let name = checked(name.into(), "the name of a day")?;
        let source = checked(source.into(), "the source of a day")?;
        Ok(Self { date, name, local_name: None, kind, certainty: Certainty::Confirmed, announced_on: None, source })
    }

    /// A day of the weekend; its name is the day of the week.
    pub(crate) fn weekend(date: NaiveDate) -> Self {
        Self {
            date,
            name: date.format("%A").to_string(),
            local_name: None,
            kind: DayKind::Weekend,
            certainty: Certainty::Confirmed,
            announced_on: None,
            source: "working week".to_owned(),
        }
    }

    /// The same day, as sure as said.
    #[must_use]
    pub fn with_certainty(self, certainty: Certainty) -> Self {
        Self { certainty, ..self }
    }

    /// The same day, known to the public only since `day`.
    #[must_use]
    pub fn announced(self, day: NaiveDate) -> Self {
        Self { announced_on: Some(day), ..self }
    }

    /// The same day with its name in a language of the country.
    ///
    /// # Errors
    /// [`CalendarError::Text`], as for [`ClosedDay::new`].
    pub fn called(self, local_name: impl Into<String>) -> Result<Self, CalendarError> {
        Ok(Self { local_name: Some(checked(local_name.into(), "the local name of a day")?), ..self })
    }

    /// The day.
    #[must_use]
    pub const fn date(&self) -> NaiveDate {
        self.date
    }

    /// Its English name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its name in a language of the country, if known.
    #[must_use]
    pub fn local_name(&self) -> Option<&str> {
        self.local_name.as_deref()
    }

    /// Why it is not an ordinary day.
    #[must_use]
    pub const fn kind(&self) -> DayKind {
        self.kind
    }

    /// How sure the date is.
    #[must_use]
    pub const fn certainty(&self) -> Certainty {
        self.certainty
    }

    /// The day on which it was announced; `None` if it has long been law.
    #[must_use]
    pub const fn announced_on(&self) -> Option<NaiveDate> {
        self.announced_on
    }

    /// Where it was read.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// How firmly this day was known on `as_of`.
    #[must_use]
    pub fn standing(&self, as_of: NaiveDate) -> Standing {
        match self.announced_on {
            Some(day) if day > as_of => Standing::NotYetAnnounced { announced_on: day },
            _ if self.certainty == Certainty::Estimated => Standing::Estimated,
            _ if self.certainty == Certainty::Sighted
                && as_of.checked_add_days(MONTH).is_some_and(|day| day < self.date) =>
            {
                Standing::Estimated
            }
            _ => Standing::Firm,
        }
    }
}

/// How firmly a closed day is known on a given day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Announced, and its date is certain.
    Firm,
    /// Its date is a computation or an assumption.
    Estimated,
    /// It was announced only later: on the day asked about it was a forecast.
    NotYetAnnounced {
        /// When it was announced.
        announced_on: NaiveDate,
    },
}

/// What is known, on a given day, of a closed day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Knowledge {
    /// The closed day.
    pub day: ClosedDay,
    /// How firmly it is known.
    pub standing: Standing,
}

impl Knowledge {
    /// Whether a plan that relies on it relies on a forecast.
    #[must_use]
    pub fn is_forecast(&self) -> bool {
        self.standing != Standing::Firm
    }
}

/// A day of the weekend on which people work, usually to make up for a bridge day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkingException {
    date: NaiveDate,
    name: String,
    announced_on: Option<NaiveDate>,
    source: String,
}

impl WorkingException {
    /// A day on which people work although its weekday is free.
    ///
    /// # Errors
    /// [`CalendarError::Text`], as for [`ClosedDay::new`].
    pub fn new(date: NaiveDate, name: impl Into<String>, source: impl Into<String>) -> Result<Self, CalendarError> {
        let name = checked(name.into(), "the name of a day")?;
        Ok(Self { date, name, announced_on: None, source: checked(source.into(), "the source of a day")? })
    }

    /// The same, known only since `day`.
    #[must_use]
    pub fn announced(self, day: NaiveDate) -> Self {
        Self { announced_on: Some(day), ..self }
    }

    /// The day.
    #[must_use]
    pub const fn date(&self) -> NaiveDate {
        self.date
    }

    /// What it makes up for.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// When it was announced.
    #[must_use]
    pub const fn announced_on(&self) -> Option<NaiveDate> {
        self.announced_on
    }

    /// Where it was read.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }
}

/// A short text without control characters, trimmed.
pub(super) fn checked(text: String, what: &'static str) -> Result<String, CalendarError> {
    let trimmed = text.trim();
    let fits = (1..=200).contains(&trimmed.chars().count()) && !trimmed.chars().any(char::is_control);
    if fits { Ok(trimmed.to_owned()) } else { Err(CalendarError::Text { what }) }
}
