//! Venues: where people meet, in which country, with how many rooms and under which calendars.

use super::calendar::CalendarId;
use super::ids::{CountryCode, RoomId, VenueId};
use super::language::Language;
use super::text::Line;
use super::time::Zone;
use std::collections::BTreeMap;
use std::num::{NonZeroU16, NonZeroU32};

/// A room of a venue.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Room {
    /// Identifier.
    pub id: RoomId,
    /// Name as on the screens.
    pub name: Line,
    /// Seats.
    pub seats: NonZeroU32,
    /// Interpretation booths.
    pub booths: u8,
}

/// A venue.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Venue {
    /// Identifier.
    pub id: VenueId,
    /// City as printed: "Geneva".
    pub name: Line,
    /// Address or building, as printed.
    pub address: Option<Line>,
    /// The address in other languages.
    pub addresses: BTreeMap<Language, Line>,
    /// Country.
    pub country: CountryCode,
    /// Zone of its clocks.
    pub zone: Zone,
    /// The premises of the Union: official holidays close it.
    pub headquarters: bool,
    /// Calendars of closed days that hold here, such as `CH-GE` and `UN-GVA`.
    pub calendars: Vec<CalendarId>,
    /// How many meeting rooms may be used on one day; `None` = not limited.
    pub rooms_a_day: Option<NonZeroU16>,
    /// The rooms, where they matter.
    pub rooms: Vec<Room>,
}

impl Venue {
    /// The address in a language, English where there is none.
    pub fn address_in(&self, language: Language) -> Option<&Line> {
        self.addresses.get(&language).or(self.address.as_ref())
    }
}
