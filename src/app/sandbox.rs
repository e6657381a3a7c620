//! Work that is done in a limited child process, because what it is done on comes from others or may not heed a wish to stop.

use std::time::Duration;

/// What a child can be asked to do. Each has a word of its own, by which the child knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Task {
    /// Read the cells of a spreadsheet.
    Sheets,
    /// Plan a calendar, a timetable or hours.
    Solve,
    /// Try what a limited process must not be able to do: shows whether the limits hold on this machine.
    Trial,
}

impl Task {
    /// All with the words by which a child knows them.
    pub const ALL: [(Task, &'static str); 3] =
        [(Task::Sheets, "sheets"), (Task::Solve, "solve"), (Task::Trial, "trial")];

    /// The word by which a child knows it.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(task, _)| *task == self).map_or("?", |(_, word)| word)
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, word)| *word == text).map(|(task, _)| *task)
    }
}

/// What a child may use. It can write no files, whatever these are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of address space.
    pub memory: u64,
    /// Time on a processor; whole seconds count.
    pub processor: Duration,
    /// Time on the clock.
    pub clock: Duration,
    /// Bytes of the answer and all news together.
    pub answer: u64,
    /// Files it may have open beside its three pipes: none, except where it looks into a folder of time-zone data.
    pub files: u64,
}

impl Limits {
    /// For what reads a file that somebody sent: 512 MB, 10 seconds of a processor, an answer of 64 MB. A
    /// busy machine may take a minute over these seconds.
    pub const READING: Limits = Limits {
        memory: 512 << 20,
        processor: Duration::from_secs(10),
        clock: Duration::from_secs(60),
        answer: 64 << 20,
        files: 0,
    };
}

/// A piece of work for a child.
#[derive(Clone, Copy)]
pub struct Work<'a> {
    /// What to do.
    pub task: Task,
    /// What it is done on.
    pub input: &'a [u8],
    /// What it may use.
    pub limits: Limits,
    /// Asked now and then; `true` asks the child to come to an end by itself, with the best it has.
    pub ease: Option<&'a (dyn Fn() -> bool + Sync)>,
    /// Asked now and then; `true` ends the child.
    pub stop: Option<&'a (dyn Fn() -> bool + Sync)>,
}

impl std::fmt::Debug for Work<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Work").field("task", &self.task).field("limits", &self.limits).finish_non_exhaustive()
    }
}

/// How a child ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It answered.
    Answer(Vec<u8>),
    /// It looked at its input, and says why it does nothing with it.
    Refused(String),
    /// It wanted more memory than it may have.
    OutOfMemory,
    /// It used up its time on a processor, or on the clock.
    OutOfTime,
    /// It broke down by itself; what it said, or the signal that ended it.
    Crashed(String),
    /// Somebody ended it: whoever asked for the work, or the system.
    Killed,
    /// It could not be started, or could not be limited.
    Unavailable(String),
}

/// Does work in limited child processes.
pub trait Sandbox: Sync {
    /// Does a piece of work; `news` is told what the child reports on the way. No child outlives this call.
    fn run(&self, work: &Work<'_>, news: &mut dyn FnMut(&[u8])) -> Outcome;
}

/// Where no children are started: all such work is told to be unavailable.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoSandbox;

impl Sandbox for NoSandbox {
    fn run(&self, _: &Work<'_>, _: &mut dyn FnMut(&[u8])) -> Outcome {
        Outcome::Unavailable("no children are started here".to_owned())
    }
}
