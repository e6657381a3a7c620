//! A store as it is at one moment, while others go on writing.

use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use futures_util::TryStreamExt as _;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use sqlx::{AssertSqlSafe, Row as _};

use super::tables::{Kind, TABLES, Table};
use super::{FORMAT, SCHEMA};
use crate::store::announcements::hex;
use crate::store::database::{CLOCK_OF_POSTGRES, CLOCK_OF_SQLITE, Database};
use crate::store::{Store, StoreError};

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackedUp {
    /// Rows of all tables.
    pub rows: u64,
    /// The head of the log: what stands in it up to here can be held against this.
    pub log_head: String,
    /// The hash of the file, which is its last line.
    pub digest: String,
}

/// Everything that goes through here is hashed.
struct Hashed<W> {
    out: W,
    hash: Sha256,
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// What ends it before its time.
enum Ended {
    Database(sqlx::Error),
    Written(io::Error),
}

impl From<sqlx::Error> for Ended {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl From<io::Error> for Ended {
    fn from(error: io::Error) -> Self {
        Self::Written(error)
    }
}

fn select(table: &Table) -> String {
    let columns: Vec<&str> = table.columns().map(|(name, _)| name).collect();
    format!("SELECT {} FROM {} {} ORDER BY {}", columns.join(", "), table.name, table.only, table.order)
}

fn line(out: &mut impl Write, value: &Value) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

/// Writes all tables as they stand in one transaction of either kind.
macro_rules! tables {
    ($out:expr, $connection:expr, $clock:expr, $kind:literal) => {{
        let connection = $connection;
        let made_at: i64 = sqlx::query_scalar($clock).fetch_one(&mut *connection).await?;
        let log_head: String =
            sqlx::query_scalar("SELECT value FROM control WHERE name = 'log'").fetch_one(&mut *connection).await?;
        let heading = json!({
            "format": FORMAT.trim_end(), "program": env!("CARGO_PKG_VERSION"), "schema": SCHEMA, "of": $kind,
            "made_at": made_at, "log_head": &log_head,
        });
        line($out, &heading)?;
        let mut all = 0_u64;
        for table in &TABLES {
            let columns: Vec<(&str, Kind)> = table.columns().collect();
            let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
            line($out, &json!({ "table": table.name, "columns": names }))?;
            let mut rows = sqlx::query(AssertSqlSafe(select(table))).fetch(&mut *connection);
            while let Some(row) = rows.try_next().await? {
                let mut cells = Vec::with_capacity(columns.len());
                for (at, (_, kind)) in columns.iter().enumerate() {
                    cells.push(match kind {
                        Kind::Integer => json!(row.try_get::<Option<i64>, _>(at)?),
                        Kind::Text => json!(row.try_get::<Option<String>, _>(at)?),
                        Kind::Bytes => json!(row.try_get::<Option<Vec<u8>>, _>(at)?.map(|bytes| STANDARD.encode(bytes))),
                    });
                }
                line($out, &Value::Array(cells))?;
                all += 1;
            }
        }
        line($out, &json!({ "rows": all }))?;
        (all, log_head)
    }};
}

impl Store {
    /// Writes everything that is to outlive this store, as it is at one moment: others go on writing and sending meanwhile.
    /// Sessions and other secrets that only let somebody in for a while are left out.
    ///
    /// # Errors
    /// [`StoreError`]; what was written so far is no backup.
    pub async fn back_up(&self, out: &mut (dyn Write + Send)) -> Result<BackedUp, StoreError> {
        self.write_backup(out).await.map_err(|ended| match ended {
            Ended::Database(error) => StoreError::of(&self.place, error),
            Ended::Written(error) => StoreError::BackupNotWritten(error),
        })
    }

    async fn write_backup(&self, out: &mut (dyn Write + Send)) -> Result<BackedUp, Ended> {
        let mut hashed = Hashed { out, hash: Sha256::new() };
        hashed.write_all(FORMAT.as_bytes())?;
        let mut packed = ZlibEncoder::new(hashed, Compression::default());
        let (rows, log_head) = match &self.database {
            Database::Sqlite(pool) => {
                // A reader sees the file as it was when it began, whoever writes meanwhile.
                let mut transaction = pool.begin().await?;
                tables!(&mut packed, &mut *transaction, CLOCK_OF_SQLITE, "SQLite")
            }
            Database::Postgres(pool) => {
                let mut transaction = pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
                tables!(&mut packed, &mut *transaction, CLOCK_OF_POSTGRES, "PostgreSQL")
            }
        };
        let hashed = packed.finish()?;
        let digest = hex(&hashed.hash.clone().finalize());
        hashed.out.write_all(format!("{digest}\n").as_bytes())?;
        hashed.out.flush()?;
        Ok(BackedUp { rows, log_head, digest })
    }
}
