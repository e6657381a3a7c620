//! Limited children of this program, and the hidden subcommand that they are started with.

use super::console;
use crate::app::sandbox::Task;
use crate::exchange::sheets::{self, Desk};
use crate::sandbox::{self, Children, Limited, trial};
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
}

fn task(text: &str) -> Result<Task, String> {
    Task::parse(text).ok_or_else(|| format!("{text:?} is no task"))
}

/// The child's side of everything.
pub(super) fn serve(arguments: &LimitedArguments) -> ExitCode {
    let limited = Limited { memory: arguments.memory, seconds: arguments.seconds };
    sandbox::serve(limited, |input, news| match arguments.task {
        Task::Sheets => sheets::answer(&input),
        Task::Trial => trial::answer(&input, news),
    })
}

/// Where children are started.
pub(super) fn children() -> &'static Children {
    static CHILDREN: OnceLock<Children> = OnceLock::new();
    CHILDREN.get_or_init(|| Children::of_this_program(COMMAND))
}

/// Where spreadsheets are read; Ctrl-C ends it.
pub(super) fn desk() -> Desk<'static> {
    Desk { sandbox: children(), stop: Some(&console::stopped) }
}
