//! What a recipient was told, as text to keep: written and read back without loss, so that what follows from a change is
//! worked out years later, by another version of the program, from what was really said.

use serde::{Deserialize, Serialize};

use super::appointment::Appointment;
use super::dispatch::Told;
use super::mail::Method;
use super::message::{Occasion, Revision};
use super::schedule::KnownHours;
use super::sender::{Access, Entitled, Recipient};
use super::token::UnsubscribeToken;
use crate::domain::ids::VenueId;
use crate::domain::language::Language;
use crate::domain::meeting::{Firmness, Format, Half};
use crate::domain::plan::Placement;
use crate::domain::text::{DisplayName, EmailAddress, WebAddress};
use crate::domain::time::{CivilDateTime, Date, Instant, Keeps, MeetingTime, Offset, Zone};
use crate::ical::{AttendeeKind, Person, Role};

/// Why what was kept cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// Not the form that is written.
    #[error("what was told cannot be read: {0}")]
    Form(String),
    /// A value that no program of ours wrote.
    #[error("what was told cannot be read: {key} is {value:?}")]
    Value {
        /// Which.
        key: &'static str,
        /// What was found.
        value: String,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    address: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    kind: String,
    role: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    zone: Option<String>,
    language: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    join: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    waiting: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    method: String,
    sequence: u32,
    stamped: i64,
    first: u32,
    occasion: String,
    fingerprint: String,
    opens: Date,
    closes: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    half: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    venue: Option<String>,
    firmness: String,
    format: String,
    hours: Hours,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "known", rename_all = "snake_case", deny_unknown_fields)]
enum Hours {
    Stated { start: Time, end: Time, several_days: bool },
    Opens { opening: Time, desk: Option<Time> },
    HalfOfDay { half: String },
    ToBeAnnounced,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Time {
    civil: CivilDateTime,
    offset: i32,
    zone: String,
    data: String,
    keeps: String,
}

/// Values with the words they are kept under.
trait Kept: Copy + PartialEq + 'static {
    const KEY: &'static str;
    const WORDS: &'static [(Self, &'static str)];

    fn word(self) -> String {
        Self::WORDS.iter().find(|(one, _)| *one == self).map_or("", |(_, word)| word).to_owned()
    }

    fn kept(word: &str) -> Result<Self, RecordError> {
        let found = Self::WORDS.iter().find(|(_, known)| *known == word);
        found.map(|(one, _)| *one).ok_or_else(|| wrong(Self::KEY, word))
    }
}

impl Kept for AttendeeKind {
    const KEY: &'static str = "kind";
    const WORDS: &'static [(Self, &'static str)] =
        &[(Self::Individual, "individual"), (Self::Group, "group"), (Self::Room, "room"), (Self::Resource, "resource")];
}

impl Kept for Role {
    const KEY: &'static str = "role";
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Chair, "chair"),
        (Self::Required, "required"),
        (Self::Optional, "optional"),
        (Self::Informed, "informed"),
    ];
}

impl Kept for Method {
    const KEY: &'static str = "method";
    const WORDS: &'static [(Self, &'static str)] = &[(Self::Request, "REQUEST"), (Self::Cancel, "CANCEL")];
}

impl Kept for Occasion {
    const KEY: &'static str = "occasion";
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::First, "first"),
        (Self::Changed, "changed"),
        (Self::Reworded, "reworded"),
        (Self::Off, "off"),
        (Self::Entitled(Entitled::Registered), "registered"),
        (Self::Entitled(Entitled::Seated), "seated"),
        (Self::Entitled(Entitled::Waiting), "waiting"),
        (Self::Entitled(Entitled::Unregistered), "unregistered"),
        (Self::Entitled(Entitled::Linked), "linked"),
    ];
}

impl Kept for Firmness {
    const KEY: &'static str = "firmness";
    const WORDS: &'static [(Self, &'static str)] = &Self::ALL;
}

impl Kept for Half {
    const KEY: &'static str = "half";
    const WORDS: &'static [(Self, &'static str)] = &[(Self::Morning, "morning"), (Self::Afternoon, "afternoon")];
}

impl Kept for Keeps {
    const KEY: &'static str = "keeps";
    const WORDS: &'static [(Self, &'static str)] = &[(Self::LocalTime, "local time"), (Self::Instant, "instant")];
}

impl Kept for Format {
    const KEY: &'static str = "format";
    const WORDS: &'static [(Self, &'static str)] = &Self::ALL;
}

fn wrong(key: &'static str, value: &str) -> RecordError {
    RecordError::Value { key, value: value.to_owned() }
}

impl Told {
    /// What was told, as JSON on one line. Secrets are in it where they were in the message: the link to join, and the
    /// token.
    #[must_use]
    pub fn to_record(&self) -> String {
        let Told { recipient, appointment, .. } = self;
        let placement = &appointment.placement;
        let record = Record {
            address: recipient.person.address.as_str().to_owned(),
            name: recipient.person.name.as_ref().map(|name| name.as_str().to_owned()),
            kind: recipient.kind.word(),
            role: recipient.role.word(),
            zone: recipient.zone.map(|zone| zone.name().to_owned()),
            language: recipient.language.tag().to_owned(),
            join: match &recipient.access {
                Access::General | Access::Waiting => None,
                Access::Registered { link } => Some(link.as_str().to_owned()),
            },
            waiting: recipient.access == Access::Waiting,
            token: recipient.token.as_ref().map(|token| token.as_str().to_owned()),
            method: Kept::word(self.method),
            sequence: self.revision.sequence,
            stamped: self.revision.stamped.unix_seconds(),
            first: self.first,
            occasion: self.occasion.word(),
            fingerprint: self.fingerprint.clone(),
            opens: placement.first(),
            closes: placement.last(),
            half: placement.half.map(Kept::word),
            venue: placement.venue.as_ref().map(|venue| venue.as_str().to_owned()),
            firmness: Kept::word(placement.firmness),
            format: Kept::word(appointment.format),
            hours: hours(&appointment.hours),
        };
        // Strings, numbers and dates: nothing here can fail to be written.
        serde_json::to_string(&record).unwrap_or_default()
    }

    /// Reads what [`Told::to_record`] wrote.
    ///
    /// # Errors
    /// [`RecordError`], when it is something else.
    pub fn from_record(text: &str) -> Result<Self, RecordError> {
        let record: Record = serde_json::from_str(text).map_err(|error| RecordError::Form(error.to_string()))?;
        let address = EmailAddress::parse_confirmed(&record.address).map_err(|_| wrong("address", &record.address))?;
        let name = |name: String| DisplayName::parse(&name).map_err(|_| wrong("name", &name));
        let link = |link: String| WebAddress::parse(&link).map_err(|_| wrong("join", &link));
        let venue = |venue: String| VenueId::parse(&venue).map_err(|_| wrong("venue", &venue));
        let token = |token: String| UnsubscribeToken::new(&token).ok_or_else(|| wrong("token", "…"));
        let half = record.half.as_deref().map(Half::kept).transpose()?;
        let placement = Placement::new(
            record.opens,
            record.closes,
            half,
            record.venue.map(venue).transpose()?,
            Firmness::kept(&record.firmness)?,
        );
        let placement = placement.map_err(|(opens, _)| wrong("opens", &opens.to_string()))?;
        let recipient = Recipient {
            person: Person { name: record.name.map(name).transpose()?, address },
            kind: AttendeeKind::kept(&record.kind)?,
            role: Role::kept(&record.role)?,
            zone: record.zone.as_deref().map(zone).transpose()?,
            language: Language::parse(&record.language).ok_or_else(|| wrong("language", &record.language))?,
            access: match record.join {
                None if record.waiting => Access::Waiting,
                None => Access::General,
                Some(address) => Access::Registered { link: link(address)? },
            },
            token: record.token.map(token).transpose()?,
        };
        let stamped = Instant::from_unix_seconds(record.stamped);
        let stamped = stamped.ok_or_else(|| wrong("stamped", &record.stamped.to_string()))?;
        Ok(Self {
            recipient,
            method: Method::kept(&record.method)?,
            revision: Revision { sequence: record.sequence, stamped },
            first: record.first,
            appointment: Appointment { placement, hours: known(record.hours)?, format: Format::kept(&record.format)? },
            occasion: Occasion::kept(&record.occasion)?,
            fingerprint: record.fingerprint,
        })
    }
}

fn zone(name: &str) -> Result<Zone, RecordError> {
    Zone::parse(name).map_err(|_| wrong("zone", name))
}

fn hours(known: &KnownHours) -> Hours {
    match known {
        KnownHours::Stated { start, end, several_days } => {
            Hours::Stated { start: time(start), end: time(end), several_days: *several_days }
        }
        KnownHours::Opens { opening, desk } => Hours::Opens { opening: time(opening), desk: desk.as_ref().map(time) },
        KnownHours::HalfOfDay(half) => Hours::HalfOfDay { half: Kept::word(*half) },
        KnownHours::ToBeAnnounced => Hours::ToBeAnnounced,
    }
}

fn known(hours: Hours) -> Result<KnownHours, RecordError> {
    Ok(match hours {
        Hours::Stated { start, end, several_days } => {
            KnownHours::Stated { start: read(start)?, end: read(end)?, several_days }
        }
        Hours::Opens { opening, desk } => {
            KnownHours::Opens { opening: read(opening)?, desk: desk.map(read).transpose()? }
        }
        Hours::HalfOfDay { half } => KnownHours::HalfOfDay(Half::kept(&half)?),
        Hours::ToBeAnnounced => KnownHours::ToBeAnnounced,
    })
}

fn time(time: &MeetingTime) -> Time {
    Time {
        civil: time.civil(),
        offset: time.offset().seconds(),
        zone: time.zone().name().to_owned(),
        data: time.data_version().to_owned(),
        keeps: time.keeps().word(),
    }
}

fn read(time: Time) -> Result<MeetingTime, RecordError> {
    let offset = Offset::from_seconds(time.offset).ok_or_else(|| wrong("offset", &time.offset.to_string()))?;
    Ok(MeetingTime::recorded(time.civil, offset, zone(&time.zone)?, &time.data, Keeps::kept(&time.keeps)?))
}
