//! Whole calendars: an invitation, a cancellation, a feed.

use super::component::{DefinedZones, attendee, event, organizer, task};
use super::writer::Writer;
use super::{Attendee, Color, Entry, IcalError, ORIGIN, PRODUCT, Person, Standing, Text, Uid, When, ZoneDefinition};
use crate::domain::pieces::side_by_side;
use crate::domain::text::WebAddress;
use crate::domain::time::{Date, Instant, Zone, ZoneData};

/// Meetings that are worth a thread.
const PIECE: usize = 250;

/// What one invitation, change or cancellation holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationData {
    /// The meeting.
    pub entry: Entry,
    /// Who invites: the sender's address, never the recipient's.
    pub organizer: Person,
    /// Who is asked. One person a message, or the rule of the body says otherwise.
    pub attendees: Vec<Attendee>,
}

/// What a feed holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedData {
    /// What the calendar is called.
    pub name: Text,
    /// What it is about; may be empty.
    pub description: Text,
    /// The zone to show it in.
    pub zone: Zone,
    /// Where it can be fetched again.
    pub source: Option<WebAddress>,
    /// A colour for it.
    pub color: Option<Color>,
    /// Hours after which to fetch it again.
    pub refresh_hours: u32,
    /// Meetings and deadlines, in the order to write them.
    pub entries: Vec<FeedEntry>,
}

/// One line of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedEntry {
    /// A meeting, with the office that answers for it.
    Meeting(Entry, Option<Person>),
    /// A deadline.
    Deadline(DeadlineData),
}

/// A deadline: written as a task, and as an event of that day for programs that show no tasks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadlineData {
    /// Its texts; [`Entry::when`] is not used.
    pub entry: Entry,
    /// The id of the twin event.
    pub event_uid: Uid,
    /// The last day.
    pub due: Date,
    /// The office that answers for it.
    pub office: Option<Person>,
}

impl DeadlineData {
    /// The event of that day.
    ///
    /// # Errors
    /// [`IcalError::Order`] for a deadline on the calendar's last day.
    pub fn day(&self) -> Result<Entry, IcalError> {
        let when = super::When::days(self.due, self.due)?;
        Ok(Entry { uid: self.event_uid.clone(), when, blocks_time: false, ..self.entry.clone() })
    }
}

/// An invitation or a change of one (METHOD:REQUEST).
///
/// # Errors
/// [`IcalError::Time`] when the time-zone data lack a zone.
pub fn invitation(data: &InvitationData, zones: &ZoneData) -> Result<String, IcalError> {
    itip("REQUEST", data, zones)
}

/// A cancellation (METHOD:CANCEL): the same id, times and organizer, a higher sequence number.
///
/// # Errors
/// [`IcalError::Time`] when the time-zone data lack a zone.
pub fn cancellation(data: &InvitationData, zones: &ZoneData) -> Result<String, IcalError> {
    let mut data = data.clone();
    data.entry.standing = Standing::Cancelled;
    // Nobody joins, is reminded of or answers a meeting that is off.
    data.entry.conferences.clear();
    data.entry.reminders.clear();
    for attendee in &mut data.attendees {
        attendee.response_wanted = false;
    }
    itip("CANCEL", &data, zones)
}

fn itip(method: &str, data: &InvitationData, zones: &ZoneData) -> Result<String, IcalError> {
    let mut writer = Writer::default();
    open(&mut writer, method);
    let defined = define_zones(&mut writer, std::iter::once(&data.entry.when), zones)?;
    let mut event = event(&data.entry, &defined);
    organizer(&mut event, &data.organizer);
    for person in &data.attendees {
        attendee(&mut event, person);
    }
    // Dates are the secretariat's to move: a counter-proposal would be answered by nobody.
    event.once("X-MICROSOFT-DISALLOW-COUNTER").value("TRUE");
    writer.component(event);
    writer.end("VCALENDAR");
    Ok(writer.finish())
}

impl FeedEntry {
    /// When the meeting is; a deadline has a day alone.
    fn when(&self) -> Option<&When> {
        match self {
            Self::Meeting(entry, _) => Some(&entry.when),
            Self::Deadline(_) => None,
        }
    }
}

/// A feed to subscribe to (METHOD:PUBLISH): meetings with their standing, deadlines twice, no attendees.
///
/// # Errors
/// [`IcalError::Time`] when the time-zone data lack a zone; [`IcalError::Order`] for a deadline on the calendar's last
/// day.
pub fn feed(data: &FeedData, zones: &ZoneData) -> Result<String, IcalError> {
    let whens: Vec<When> = data.entries.iter().filter_map(FeedEntry::when).cloned().collect();
    let (mut writer, defined) = begin_feed(data, &whens, zones)?;
    writer.append(&[components(&data.entries, &defined)?]);
    writer.end("VCALENDAR");
    Ok(writer.finish())
}

/// The same for a long list: its entries are made and written piece by piece, side by side, by `entries`. `data` holds none
/// of its own; `whens` are all times that its meetings will have.
///
/// # Errors
/// Those of `entries`, and what `wrong` makes of those of [`feed`].
pub fn long_feed<T: Sync, E: Send>(
    data: &FeedData,
    whens: &[When],
    list: &[T],
    entries: impl Fn(&[T]) -> Result<Vec<FeedEntry>, E> + Sync,
    wrong: impl Fn(IcalError) -> E + Sync,
    zones: &ZoneData,
) -> Result<String, E> {
    let (mut writer, defined) = begin_feed(data, whens, zones).map_err(&wrong)?;
    let written = |piece: &[T]| components(&entries(piece)?, &defined).map_err(&wrong);
    let pieces = side_by_side(list, PIECE, written).into_iter().collect::<Result<Vec<_>, E>>()?;
    writer.append(&pieces);
    writer.end("VCALENDAR");
    Ok(writer.finish())
}

fn begin_feed(data: &FeedData, whens: &[When], zones: &ZoneData) -> Result<(Writer, Vec<Zone>), IcalError> {
    let mut writer = Writer::default();
    open(&mut writer, "PUBLISH");
    writer.property("NAME", data.name.as_str());
    writer.property("X-WR-CALNAME", data.name.as_str());
    if !data.description.is_empty() {
        writer.property("DESCRIPTION", data.description.as_str());
        writer.property("X-WR-CALDESC", data.description.as_str());
    }
    writer.property("X-WR-TIMEZONE", data.zone.name());
    let every = format!("PT{}H", data.refresh_hours.max(1));
    writer.property("REFRESH-INTERVAL;VALUE=DURATION", &every);
    writer.property("X-PUBLISHED-TTL", &every);
    if let Some(source) = &data.source {
        writer.property("SOURCE;VALUE=URI", source.as_str());
    }
    if let Some(color) = &data.color {
        writer.property("COLOR", color.as_str());
    }
    let defined = define_zones(&mut writer, whens.iter(), zones)?;
    Ok((writer, defined))
}

fn components(entries: &[FeedEntry], defined: DefinedZones<'_>) -> Result<Writer, IcalError> {
    let mut writer = Writer::default();
    for entry in entries {
        match entry {
            FeedEntry::Meeting(entry, office) => {
                let mut event = event(entry, defined);
                if let Some(office) = office {
                    organizer(&mut event, office);
                }
                writer.component(event);
            }
            FeedEntry::Deadline(deadline) => {
                let (mut task, mut day) = (task(&deadline.entry, deadline.due), event(&deadline.day()?, &[]));
                if let Some(office) = &deadline.office {
                    organizer(&mut task, office);
                    organizer(&mut day, office);
                }
                writer.component(task);
                writer.component(day);
            }
        }
    }
    Ok(writer)
}

/// One entry as a resource of a collection on a server (RFC 4791 4.1): one id, no METHOD.
///
/// Nobody is asked to come, so there is no ORGANIZER either: with one, a server that schedules would take the entry for
/// an invitation of somebody else's (RFC 6638 3.1). Who answers for it stands in CONTACT. `note` is a line of ours for
/// `X-CONVOKE-ORIGIN`, which calendar programs keep and show to nobody.
///
/// # Errors
/// [`IcalError::Time`] when the time-zone data lack a zone.
pub fn resource(entry: &Entry, contact: &Text, note: &Text, zones: &ZoneData) -> Result<String, IcalError> {
    let mut writer = Writer::default();
    begin(&mut writer);
    let defined = define_zones(&mut writer, std::iter::once(&entry.when), zones)?;
    let mut event = event(entry, &defined);
    if !contact.is_empty() {
        event.once("CONTACT").value(contact.as_str());
    }
    event.once(ORIGIN).value(note.as_str());
    writer.component(event);
    writer.end("VCALENDAR");
    Ok(writer.finish())
}

fn open(writer: &mut Writer, method: &str) {
    begin(writer);
    writer.property("METHOD", method);
}

fn begin(writer: &mut Writer) {
    writer.begin("VCALENDAR");
    writer.property("VERSION", "2.0");
    writer.property("PRODID", PRODUCT);
    writer.property("CALSCALE", "GREGORIAN");
}

/// Writes the definitions of the zones the entries use, and says which are defined: a zone whose changes follow no
/// yearly rule over the span of the calendar is left out, and its times are written in UTC.
fn define_zones<'a>(
    writer: &mut Writer,
    whens: impl Iterator<Item = &'a When>,
    data: &ZoneData,
) -> Result<Vec<Zone>, IcalError> {
    let mut instants: std::collections::BTreeMap<Zone, Vec<Instant>> = std::collections::BTreeMap::new();
    for when in whens {
        if let Some((start, end)) = when.times() {
            instants.entry(start.zone()).or_default().push(start.instant());
            instants.entry(end.zone()).or_default().push(end.instant());
        }
    }
    let mut defined = Vec::new();
    for (zone, instants) in &instants {
        if let Some(definition) = ZoneDefinition::covering(*zone, instants, data)? {
            definition.write(writer);
            defined.push(*zone);
        }
    }
    Ok(defined)
}
