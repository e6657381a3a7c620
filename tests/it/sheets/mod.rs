//! Spreadsheets in and out, and the limited child processes in which they are read.

pub(crate) mod cells;
mod command;
pub(crate) mod hostile;
mod made;
mod openpyxl;
mod package;
mod people;
mod sandbox;
mod there_and_back;

use convoke::app::sandbox::{Outcome, Sandbox, Work};
use convoke::exchange::files::MemoryFiles;
use convoke::exchange::report::Report;
use convoke::exchange::sheets::Desk;
use convoke::sandbox::Children;
use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

/// Children of the program, not of the tests.
pub static CHILDREN: LazyLock<Children> = LazyLock::new(|| Children::of(env!("CARGO_BIN_EXE_convoke"), "limited"));

/// Where tests read workbooks.
pub fn desk() -> Desk<'static> {
    Desk::new(&*CHILDREN)
}

/// The same children with half of their memory and time: what is refused for what it is, is refused within that. However
/// busy the machine, only time on a processor counts.
#[derive(Debug)]
struct Half;

impl Sandbox for Half {
    fn run(&self, work: &Work<'_>, news: &mut dyn FnMut(&[u8])) -> Outcome {
        let mut work = *work;
        work.limits.memory /= 2;
        work.limits.processor /= 2;
        work.limits.clock = Duration::from_secs(600);
        CHILDREN.run(&work, news)
    }
}

const SCENARIO: &str = include_str!("../../catalogue/small.toml");

/// A workbook held in memory.
fn file(bytes: impl Into<Vec<u8>>) -> MemoryFiles {
    MemoryFiles::default().with("plan.xlsx", bytes)
}

fn path() -> &'static Path {
    Path::new("plan.xlsx")
}

/// Codes and cells of findings, in order: `xlsx.date_type Calendar!D2`.
fn told(report: &Report) -> Vec<String> {
    report.items.iter().map(one).collect()
}

fn one(item: &convoke::exchange::report::Item) -> String {
    assert!(!item.message.is_empty() && !item.help.is_empty() && item.nearest.len() <= 3, "{item:?}");
    match &item.place.cell {
        Some(cell) => format!("{} {cell}", item.code),
        None => item.code.clone(),
    }
}
