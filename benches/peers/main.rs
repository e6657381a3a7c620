//! Placement problems solved by us and by CP-SAT in turn, scored by the reference scorer, held against what they must
//! reach. Run with `./x bench`; `--help` lists the options.
#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints")]
#![allow(unreachable_pub, missing_docs, reason = "modules of a program have no outside")]

mod aims;
mod chart;
mod child;
mod curve;
mod memory;
mod options;
mod paths;
mod report;
mod rows;
mod run;

use std::process::ExitCode;

fn main() -> ExitCode {
    if let Some(code) = memory::as_child() {
        return code;
    }
    let options = match options::Options::from_arguments(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    match measure(&options) {
        Ok(missed) => {
            println!("\n{missed} figures missed");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("benchmark failed: {message}");
            ExitCode::FAILURE
        }
    }
}

fn measure(options: &options::Options) -> Result<usize, String> {
    paths::prepare(options)?;
    println!("{}", report::machine());
    let mut tables = report::Tables::default();
    let rows = run::rows(options)?;
    let missed = rows.iter().map(|row| row.verdicts.iter().filter(|verdict| verdict.is_missed()).count()).sum();
    tables.rows = rows;
    if options.wants("memory") {
        tables.memory = memory::measure(options)?;
    }
    if options.wants("curve") {
        tables.curve = curve::measure(options)?;
    }
    tables.write(options)?;
    Ok(missed)
}
