//! Nobody is told the same again and again: a breaker against whatever prepares the same news in a loop. Reminders are no
//! news, and what somebody's own registration changes is told each time; of both the limit of a day is the breaker.

use std::collections::BTreeMap;

use super::StoreError;
use crate::announce::Told;

/// The messages of an announcement: meeting, address, record.
macro_rules! of_announcement {
    ($connection:ident, $number:expr) => {
        sqlx::query_as::<_, (String, String, String)>(
            "SELECT meeting, address, told FROM message WHERE announcement = $1 AND not_before = 0 \
             AND reason NOT IN ('registered', 'seated', 'waiting', 'unregistered', 'linked') ORDER BY id",
        )
        .bind($number)
        .fetch_all(&mut *$connection)
        .await?
    };
}

/// Messages of earlier announcements about the same meetings that left or may have: meeting, address, record, copies.
macro_rules! that_left {
    ($connection:ident, $scenario:expr, $number:expr) => {
        sqlx::query_as::<_, (String, String, String, i64)>(
            "SELECT meeting, address, told, copies FROM message WHERE scenario = $1 AND copies > 0 \
             AND not_before = 0 AND reason NOT IN ('registered', 'seated', 'waiting', 'unregistered', 'linked') \
             AND meeting IN (SELECT meeting FROM announced_meeting WHERE announcement = $2)",
        )
        .bind($scenario)
        .bind($number)
        .fetch_all(&mut *$connection)
        .await?
    };
}

pub(super) use {of_announcement, that_left};

/// Refuses news of which somebody has had as much as may be.
///
/// # Errors
/// [`StoreError::Repeats`] for the first of them.
pub(super) fn refuse(
    news: Vec<(String, String, String)>,
    known: Vec<(String, String, String, i64)>,
    most: u32,
) -> Result<(), StoreError> {
    let sequence = |told: &str| {
        let told = Told::from_record(told).map_err(|error| StoreError::Row(error.to_string()))?;
        Ok::<_, StoreError>(told.revision.sequence)
    };
    let mut counts: BTreeMap<(String, String, u32), u32> = BTreeMap::new();
    for (meeting, address, told, copies) in known {
        let count = counts.entry((meeting, address, sequence(&told)?)).or_default();
        *count = count.saturating_add(u32::try_from(copies).unwrap_or(u32::MAX));
    }
    for (meeting, address, told) in news {
        let sequence = sequence(&told)?;
        let count = counts.entry((meeting.clone(), address.clone(), sequence)).or_default();
        *count = count.saturating_add(1);
        if *count > most {
            return Err(StoreError::Repeats { address, meeting, sequence, count: *count, most });
        }
    }
    Ok(())
}
