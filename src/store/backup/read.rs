//! A backup, read whole before anything is done with it, and put into an empty store.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::ZlibDecoder;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use sqlx::AssertSqlSafe;

use super::tables::{Kind, TABLES, Table, named};
use super::{FORMAT, SCHEMA, TRAILER, foreign};
use crate::store::announcements::hex;
use crate::store::database::transaction;
use crate::store::{Store, StoreError, control};

/// A backup that is whole: its bytes are those that were written.
#[derive(Debug)]
pub struct Backup {
    path: PathBuf,
    /// The packed part: from, and how long.
    packed: (u64, u64),
    /// Its last line.
    digest: String,
    /// When it was made, in milliseconds since 1970 by the clock of its database.
    pub made_at: i64,
}

/// What was put into a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Rows of all tables.
    pub rows: u64,
    /// Messages that wait, or may have left without an answer.
    pub waiting: i64,
}

/// One thing that a backup says.
enum Said {
    Table(&'static Table, Vec<(&'static str, Kind)>),
    Row(Vec<Cell>),
    End(u64),
}

/// What stands in a row.
enum Cell {
    Integer(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

impl Backup {
    /// Opens a file and reads it whole.
    ///
    /// # Errors
    /// [`StoreError::Backup`] for a file that is none, that was cut or changed, or that a newer program wrote.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let failed = |error: std::io::Error| foreign(path, error.to_string());
        // Looked at before it is opened: opening a pipe would wait for a writer.
        if !std::fs::metadata(path).map_err(failed)?.is_file() {
            return Err(foreign(path, "it is no ordinary file"));
        }
        let mut file = File::open(path).map_err(failed)?;
        let length = file.metadata().map_err(failed)?.len();
        let (first, last) = (FORMAT.len() as u64, TRAILER as u64);
        let mut start = vec![0; FORMAT.len()];
        if length < first + last || file.read_exact(&mut start).is_err() || start != FORMAT.as_bytes() {
            return Err(foreign(path, "it does not begin like one"));
        }
        file.seek(SeekFrom::Start(0)).map_err(failed)?;
        let (mut hash, mut rest, mut piece) = (Sha256::new(), length - last, vec![0; 1 << 16]);
        while rest > 0 {
            let most = usize::try_from(rest).unwrap_or(usize::MAX).min(piece.len());
            let read = file.read(&mut piece[..most]).map_err(failed)?;
            if read == 0 {
                return Err(foreign(path, "it became shorter while it was read"));
            }
            hash.update(&piece[..read]);
            rest -= read as u64;
        }
        let mut trailer = String::new();
        file.read_to_string(&mut trailer).map_err(|_| foreign(path, "it was cut or changed"))?;
        let digest = hex(&hash.finalize());
        if trailer != format!("{digest}\n") {
            return Err(foreign(path, "it was cut or changed"));
        }
        let mut backup = Self { path: path.to_owned(), packed: (first, length - first - last), digest, made_at: 0 };
        let heading = backup.lines()?.next().ok_or_else(|| backup.odd("a heading"))??;
        let schema = heading["schema"].as_i64().ok_or_else(|| backup.odd("the version of its schema"))?;
        if schema > SCHEMA {
            return Err(foreign(
                path,
                format!("a newer program wrote it, with schema {schema}; this one knows {SCHEMA}"),
            ));
        }
        backup.made_at = heading["made_at"].as_i64().ok_or_else(|| backup.odd("when it was made"))?;
        Ok(backup)
    }

    fn odd(&self, missing: &str) -> StoreError {
        foreign(&self.path, format!("it lacks {missing}"))
    }

    fn lines(&self) -> Result<impl Iterator<Item = Result<Value, StoreError>> + use<'_>, StoreError> {
        let failed = |error: std::io::Error| foreign(&self.path, error.to_string());
        let mut file = File::open(&self.path).map_err(failed)?;
        file.seek(SeekFrom::Start(self.packed.0)).map_err(failed)?;
        let lines = BufReader::new(ZlibDecoder::new(file.take(self.packed.1))).lines();
        Ok(lines.map(|line| {
            let line = line.map_err(|error| foreign(&self.path, error.to_string()))?;
            serde_json::from_str(&line).map_err(|error| foreign(&self.path, error.to_string()))
        }))
    }

    /// What it says, one thing after the other, after its heading.
    fn says(&self) -> Result<impl Iterator<Item = Result<Said, StoreError>> + use<'_>, StoreError> {
        let mut columns: Vec<(&'static str, Kind)> = Vec::new();
        Ok(self.lines()?.skip(1).map(move |line| {
            let line = line?;
            if let Some(cells) = line.as_array() {
                if cells.len() != columns.len() {
                    return Err(self.odd("a cell of a row"));
                }
                let cells = cells.iter().zip(&columns).map(|(value, (_, kind))| cell(value, *kind));
                return cells.collect::<Option<Vec<Cell>>>().map(Said::Row).ok_or_else(|| self.odd("a cell of a row"));
            }
            if let Some(rows) = line["rows"].as_u64() {
                return Ok(Said::End(rows));
            }
            let table = line["table"].as_str().and_then(named).ok_or_else(|| self.odd("a table that is known"))?;
            let names = line["columns"].as_array().ok_or_else(|| self.odd("the columns of a table"))?;
            let known = |name: &Value| table.columns().find(|(known, _)| name.as_str() == Some(known));
            let read: Option<Vec<_>> = names.iter().map(known).collect();
            columns = read.ok_or_else(|| self.odd("a column that is known"))?;
            Ok(Said::Table(table, columns.clone()))
        }))
    }
}

fn cell(value: &Value, kind: Kind) -> Option<Cell> {
    Some(match (kind, value) {
        (Kind::Integer, Value::Null) => Cell::Integer(None),
        (Kind::Integer, value) => Cell::Integer(Some(value.as_i64()?)),
        (Kind::Text, Value::Null) => Cell::Text(None),
        (Kind::Text, value) => Cell::Text(Some(value.as_str()?.to_owned())),
        (Kind::Bytes, Value::Null) => Cell::Bytes(None),
        (Kind::Bytes, value) => Cell::Bytes(Some(STANDARD.decode(value.as_str()?).ok()?)),
    })
}

/// The statement that puts a row in. What a store has from its first day is written over.
fn insert(table: &Table, columns: &[(&'static str, Kind)], overriding: &str) -> String {
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let places: Vec<String> = (1..=columns.len()).map(|place| format!("${place}")).collect();
    let conflict = if table.name == "control" { "ON CONFLICT (name) DO UPDATE SET value = excluded.value" } else { "" };
    let overriding = if table.numbered { overriding } else { "" };
    let (names, places) = (names.join(", "), places.join(", "));
    format!("INSERT INTO {} ({names}) {overriding} VALUES ({places}) {conflict}", table.name)
}

impl Store {
    /// Puts a backup into this store, which must be empty: all of it or nothing. Sending is stopped then, because nobody can
    /// know what left after the backup was made; somebody lets it go on.
    ///
    /// # Errors
    /// [`StoreError`], [`StoreError::NotEmpty`] among them.
    pub async fn restore(&self, backup: &Backup, by: &str) -> Result<Restored, StoreError> {
        let overriding = if self.is_postgres() { "OVERRIDING SYSTEM VALUE" } else { "" };
        transaction!(self, now, connection => {
            sqlx::query(control::TAKE_LOG).execute(&mut *connection).await?;
            for table in TABLES.iter().filter(|table| table.name != "control") {
                let count = format!("SELECT COUNT(*) FROM {}", table.name);
                let rows: i64 = sqlx::query_scalar(AssertSqlSafe(count)).fetch_one(&mut *connection).await?;
                if rows > 0 {
                    return Err(StoreError::NotEmpty { place: self.place.clone(), table: table.name }.into());
                }
            }
            let (mut statement, mut rows, mut whole) = (String::new(), 0, false);
            for said in backup.says()? {
                match said? {
                    Said::Table(table, columns) => statement = insert(table, &columns, overriding),
                    Said::Row(cells) => {
                        let mut query = sqlx::query(AssertSqlSafe(statement.clone()));
                        for cell in cells {
                            query = match cell {
                                Cell::Integer(value) => query.bind(value),
                                Cell::Text(value) => query.bind(value),
                                Cell::Bytes(value) => query.bind(value),
                            };
                        }
                        query.execute(&mut *connection).await?;
                        rows += 1;
                    }
                    Said::End(expected) => whole = expected == rows,
                }
            }
            if !whole {
                return Err(backup.odd("rows").into());
            }
            if self.is_postgres() {
                for table in TABLES.iter().filter(|table| table.numbered) {
                    let next = format!(
                        "SELECT setval(pg_get_serial_sequence('{0}', 'id'), (SELECT COALESCE(MAX(id), 0) + 1 FROM {0}), false)",
                        table.name
                    );
                    sqlx::query(AssertSqlSafe(next)).execute(&mut *connection).await?;
                }
            }
            let stopped = "convoke: restored from a backup; what left since it was made is not known";
            sqlx::query("UPDATE control SET value = $1 WHERE name = 'stopped'")
                .bind(stopped).execute(&mut *connection).await?;
            let about = format!("from a backup of {} {}", backup.made_at, backup.digest);
            control::note!(connection, now, by, "restored", about);
            let waiting: i64 = sqlx::query_scalar(
                "SELECT COUNT(*) FROM message WHERE state IN ('queued', 'claimed', 'dot', 'deferred', 'uncertain')")
                .fetch_one(&mut *connection).await?;
            Ok(Restored { rows, waiting })
        })
    }
}
