//! What an hour costs the person who is asked to attend at it: a table of bands of the local day.

use std::ops::{Add, AddAssign};

/// Length of the pieces a meeting is cut into, in minutes. Every zone of today is a whole number of them from UTC.
pub const PIECE_MINUTES: u16 = 15;

/// Points of burden. A point has no unit of its own: the table says what an hour is worth beside another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Burden {
    /// Points of the pieces that lie in the night of the table.
    pub night: u32,
    /// Points of all pieces, those of the night among them.
    pub whole: u32,
}

impl Add for Burden {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { night: self.night.saturating_add(other.night), whole: self.whole.saturating_add(other.whole) }
    }
}

impl AddAssign for Burden {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl std::iter::Sum for Burden {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Add::add)
    }
}

/// A part of the local day in which every quarter of an hour costs the same.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Band {
    /// First minute of the local day.
    pub from_minute: u16,
    /// End, in minutes since midnight; 1,440 is the midnight that ends the day.
    pub until_minute: u16,
    /// Points for each started quarter of an hour.
    pub points: u16,
    /// Nobody is asked now where that can be avoided.
    pub night: bool,
    /// Why so many.
    pub reason: String,
}

/// Why bands are not a table.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BandsError {
    /// A minute of the day belongs to no band.
    #[error("no band covers {}; the bands must cover the whole day", clock(*minute))]
    Uncovered {
        /// The first such minute.
        minute: u16,
    },
    /// A minute of the day belongs to two bands.
    #[error("two bands cover {}; each hour must belong to one", clock(*minute))]
    Twice {
        /// The first such minute.
        minute: u16,
    },
    /// A band begins or ends inside a quarter of an hour.
    #[error("a band begins or ends at {}, inside a quarter of an hour", clock(*minute))]
    Grid {
        /// The wrong minute.
        minute: u16,
    },
}

/// The points of every quarter of the local day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BurdenTable {
    bands: Vec<Band>,
}

impl BurdenTable {
    /// A table; the bands cover the day, each minute once.
    ///
    /// # Errors
    /// [`BandsError`] names the first minute that is wrong.
    pub fn new(mut bands: Vec<Band>) -> Result<Self, BandsError> {
        bands.sort_by_key(|band| (band.from_minute, band.until_minute));
        let mut covered = 0;
        for band in &bands {
            if let Some(minute) = [band.from_minute, band.until_minute].into_iter().find(|m| m % PIECE_MINUTES != 0) {
                return Err(BandsError::Grid { minute });
            }
            match band.from_minute.cmp(&covered) {
                std::cmp::Ordering::Greater => return Err(BandsError::Uncovered { minute: covered }),
                std::cmp::Ordering::Less => return Err(BandsError::Twice { minute: band.from_minute }),
                std::cmp::Ordering::Equal => covered = band.until_minute,
            }
        }
        if covered == 1_440 { Ok(Self { bands }) } else { Err(BandsError::Uncovered { minute: covered }) }
    }

    /// The bands, in the order of the day.
    #[must_use]
    pub fn bands(&self) -> &[Band] {
        &self.bands
    }

    /// What a quarter of an hour that starts at this minute of the local day costs.
    #[must_use]
    pub fn at(&self, minute: u16) -> Burden {
        let band = self.bands.iter().find(|band| band.from_minute <= minute && minute < band.until_minute);
        band.map_or(Burden::default(), |band| {
            let points = u32::from(band.points);
            Burden { night: if band.night { points } else { 0 }, whole: points }
        })
    }

    /// The most a quarter of an hour costs.
    #[must_use]
    pub fn dearest(&self) -> u16 {
        self.bands.iter().map(|band| band.points).max().unwrap_or(0)
    }
}

/// `07:30`.
fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn band(from: u16, until: u16, points: u16, night: bool) -> Band {
        Band { from_minute: from * 60, until_minute: until * 60, points, night, reason: "test".to_owned() }
    }

    #[test]
    fn a_table_covers_the_day_once() {
        let table = BurdenTable::new(vec![band(8, 24, 1, false), band(0, 8, 9, true)]).unwrap();
        assert_eq!(table.at(0), Burden { night: 9, whole: 9 });
        assert_eq!(table.at(479), Burden { night: 9, whole: 9 });
        assert_eq!(table.at(480), Burden { night: 0, whole: 1 });
        assert_eq!(table.dearest(), 9);
        assert_eq!(BurdenTable::new(vec![band(0, 8, 9, true)]), Err(BandsError::Uncovered { minute: 480 }));
        assert_eq!(BurdenTable::new(vec![]), Err(BandsError::Uncovered { minute: 0 }));
        let twice = BurdenTable::new(vec![band(0, 9, 9, true), band(8, 24, 1, false)]);
        assert_eq!(twice, Err(BandsError::Twice { minute: 480 }));
        let off = Band { until_minute: 481, ..band(0, 8, 9, true) };
        assert_eq!(BurdenTable::new(vec![off]), Err(BandsError::Grid { minute: 481 }));
    }
}
