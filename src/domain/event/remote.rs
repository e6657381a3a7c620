//! How hard an hour is for people who take part from afar.

use crate::domain::time::{Instant, Zone, ZoneData};
use chrono::Timelike;

/// Points of burden by local hour: none in office hours, little at the edges of the day, much in the evening, most while
/// people sleep. The waking day from 07:00 to 23:00 is that of rule S-19; the steps inside it are ours.
pub const BURDEN_BY_HOUR: [u32; 24] = [
    8, 8, 8, 8, 8, 6, 4, // 00:00 to 06:59
    1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, // 07:00 to 17:59
    1, 1, 2, 3, 4, // 18:00 to 22:59
    6,
];

/// The burden of a session for one person in a zone: that of its worst quarter of an hour. `None` when the data lack the
/// zone.
pub fn burden(start: Instant, minutes: u16, zone: Zone, zones: &ZoneData) -> Option<u32> {
    let quarters = u32::from(minutes.max(1)).div_ceil(15);
    (0..quarters)
        .map(|quarter| {
            let at = zones.at(start.plus_seconds(i64::from(quarter) * 900), zone).ok()?;
            BURDEN_BY_HOUR.get(at.civil.hour() as usize).copied()
        })
        .try_fold(0, |worst, points| Some(points?.max(worst)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_afternoon_in_geneva_is_a_night_in_tokyo() {
        let zones = ZoneData::bundled();
        let start = Instant::from_utc("2017-05-02T12:30:00".parse().unwrap());
        let points = |zone: &str| burden(start, 75, Zone::parse(zone).unwrap(), &zones);
        assert_eq!(points("Europe/Zurich"), Some(0));
        assert_eq!(points("America/New_York"), Some(0));
        assert_eq!(points("Asia/Tokyo"), Some(4), "21:30 to 22:45");
        assert_eq!(points("Pacific/Auckland"), Some(8), "00:30 to 01:45");
    }
}
