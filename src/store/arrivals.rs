//! Mails that came back. They are kept as they came; what follows from them is worked out anew, so that a better reader
//! reads old mails better, and keeping one twice changes nothing.

use super::database::{on, transaction};
use super::packing::{pack, unpack};
use super::{Store, StoreError};

/// One mail that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    /// Its number, in the order in which mails were kept.
    pub number: i64,
    /// Its name in its mailbox.
    pub name: String,
    /// When it arrived, in seconds since 1970.
    pub arrived: i64,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Store {
    /// Keeps a mail; says whether it is a new one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn keep_arrival(&self, name: &str, arrived: i64, bytes: &[u8]) -> Result<bool, StoreError> {
        let packed = pack(bytes);
        transaction!(self, now, connection => {
            let kept = sqlx::query(
                "INSERT INTO arrival (name, arrived, kept_at, bytes) VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO NOTHING",
            )
            .bind(name)
            .bind(arrived)
            .bind(now)
            .bind(&packed)
            .execute(&mut *connection)
            .await?;
            Ok(kept.rows_affected() == 1)
        })
    }

    /// The first mail kept after the one of this number.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn arrival_after(&self, number: i64) -> Result<Option<Arrived>, StoreError> {
        type Row = (i64, String, i64, Vec<u8>);
        let row: Option<Row> = on!(self, pool => sqlx::query_as(
            "SELECT id, name, arrived, bytes FROM arrival WHERE id > $1 ORDER BY id LIMIT 1")
            .bind(number).fetch_optional(pool).await)?;
        row.map(|(number, name, arrived, bytes)| Ok(Arrived { number, name, arrived, bytes: unpack(&bytes)? }))
            .transpose()
    }
}
