//! Limited children of this program, and the hidden subcommand that they are started with.

use super::console;
use super::zones::{self, zones};
use crate::app::sandbox::Task;
use crate::exchange::sheets::{self, Desk};
use crate::sandbox::{self, Children, Limited, trial};
use crate::work;
use clap::Args;
use std::process::ExitCode;
use std::sync::OnceLock;

/// The hidden subcommand.
pub(super) const COMMAND: &str = "limited";

/// What a child is told by its parent.
#[derive(Args, Debug)]
pub(super) struct LimitedArguments {
    /// What to do.
    #[arg(value_parser = task)]
    task: Task,
    /// Bytes of memory.
    #[arg(long)]
    memory: u64,
    /// Seconds of a processor.
    #[arg(long)]
    seconds: u64,
    /// Files that may be open beside the pipes.
    #[arg(long, default_value_t = 0)]
    files: u64,
}

fn task(text: &str) -> Result<Task, String> {
    Task::parse(text).ok_or_else(|| format!("{text:?} is no task"))
}

/// The child's side of everything.
pub(super) fn serve(arguments: &LimitedArguments) -> ExitCode {
    let limited = Limited { memory: arguments.memory, seconds: arguments.seconds, files: arguments.files };
    sandbox::serve(limited, |given, news| match arguments.task {
        Task::Sheets => sheets::answer(&given.input),
        Task::Solve => work::answer_of_child(&given.input, zones(), &given.eased, news),
        Task::Trial => trial::answer(&given.input, news),
    })
}

/// Where children are started.
pub(super) fn children() -> &'static Children {
    static CHILDREN: OnceLock<Children> = OnceLock::new();
    CHILDREN.get_or_init(|| {
        let children = Children::of_this_program(COMMAND);
        match zones::folder() {
            Some(folder) => children.with_zoneinfo(folder),
            None => children,
        }
    })
}

/// Where spreadsheets are read; Ctrl-C ends it.
pub(super) fn desk() -> Desk<'static> {
    Desk { sandbox: children(), stop: Some(&console::stopped) }
}
