//! What only the outermost door can make: the time, dice, and the data of time zones.

use crate::domain::time::{Instant, ZoneData};
use crate::exchange::sheets::Desk as Workbooks;
use std::fmt;

/// Under what circumstances something is done.
#[derive(Clone, Copy)]
pub struct Circumstances<'a> {
    /// Now, by the real clock. Where there is a store, its own clock decides what is due.
    pub now: Instant,
    /// Time-zone data.
    pub zones: &'a ZoneData,
    /// 256 random bits, for the secrets of addresses; `None` when the system gives none.
    pub random: &'a (dyn Fn() -> Option<[u8; 32]> + Send + Sync),
    /// Where spreadsheets are read.
    pub workbooks: Workbooks<'a>,
}

impl fmt::Debug for Circumstances<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Circumstances");
        shown.field("now", &self.now).field("zones", &self.zones.version()).finish_non_exhaustive()
    }
}
