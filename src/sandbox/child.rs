//! The child's side. It limits itself first, with limits that it cannot lift again, and only then reads what it was given.

use super::wire::{self, Kind};
use crate::app::sandbox::Limits;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// What a child must know before it reads anything: it stands among its arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limited {
    /// Bytes of address space.
    pub memory: u64,
    /// Seconds of a processor.
    pub seconds: u64,
    /// Files that may be open beside the three pipes.
    pub files: u64,
}

impl Limited {
    /// What a child is told of its limits; the parent watches the clock and the length of answers.
    #[must_use]
    pub fn of(limits: &Limits) -> Self {
        let whole = |time: Duration| time.as_secs() + u64::from(time.subsec_nanos() > 0);
        Self { memory: limits.memory, seconds: whole(limits.processor).max(1), files: limits.files }
    }
}

/// The stack of the thread that only waits, in bytes.
const STACK: usize = 64 << 10;
/// By how much it stands back behind its parent, which may have pages to answer and mails to send.
const NICE: i32 = 10;
/// The numbers that the pipes take.
const PIPES: u64 = 3;

/// The exit code of a child that could not be limited, and therefore did nothing.
pub(super) const NOT_LIMITED: u8 = 70;

/// What a child is given to work on.
#[derive(Debug)]
pub struct Given {
    /// The input.
    pub input: Vec<u8>,
    /// Becomes `true` when whoever waits wants the best there is by now.
    pub eased: Arc<AtomicBool>,
}

/// Limits this process, reads its input, works, and writes the answer or the refusal. The exit code is for `main`.
pub fn serve(
    limited: Limited,
    work: impl FnOnce(Given, &mut dyn FnMut(&[u8])) -> Result<Vec<u8>, String>,
) -> std::process::ExitCode {
    if let Err(error) = limit(limited) {
        // Standard error is the only way left to say so; its being closed changes nothing.
        let _closed = writeln!(std::io::stderr(), "limits could not be set: {error}");
        return std::process::ExitCode::from(NOT_LIMITED);
    }
    let input = match wire::read_input(&mut std::io::stdin().lock()) {
        Ok(input) => input,
        Err(error) => {
            // Too little memory for the input alone says so as an allocator would.
            let _closed = writeln!(std::io::stderr(), "the input cannot be read: {error}");
            return std::process::ExitCode::FAILURE;
        }
    };
    let eased = Arc::new(AtomicBool::new(false));
    let given = Given { input, eased: Arc::clone(&eased) };
    // The pipe stays open until the best so far is wanted. Without a thread to see that, nothing ends early.
    let _watching = std::thread::Builder::new().name("watch".to_owned()).stack_size(STACK).spawn(move || {
        let _closed = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        eased.store(true, Ordering::SeqCst);
    });
    let mut out = std::io::stdout().lock();
    // Where nobody reads news, nobody reads the answer either: writing that fails then.
    let answer = work(given, &mut |news| _ = wire::write(&mut out, Kind::News, news));
    let written = match answer {
        Ok(bytes) => wire::write(&mut out, Kind::Answer, &bytes),
        Err(why) => wire::write(&mut out, Kind::Refusal, why.as_bytes()),
    };
    if written.is_ok() { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::FAILURE }
}

/// Memory and time as told; no core dump; no more can be opened than told, for the three pipes take all other numbers there
/// are, and nothing can grow, should a file be open all the same. When the parent is gone, so is the child.
#[cfg(target_os = "linux")]
fn limit(limited: Limited) -> std::io::Result<()> {
    use rustix::process::{DumpableBehavior, Resource, Rlimit, Signal};
    let set = |resource, current: u64, maximum: u64| {
        rustix::process::setrlimit(resource, Rlimit { current: Some(current), maximum: Some(maximum) })
    };
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
    rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    rustix::thread::set_no_new_privs(true)?;
    // Pages are answered first: what is done here may take its time.
    rustix::process::nice(NICE)?;
    set(Resource::As, limited.memory, limited.memory)?;
    // At the first second the signal tells why; a second later there is no more asking.
    set(Resource::Cpu, limited.seconds, limited.seconds + 1)?;
    set(Resource::Fsize, 0, 0)?;
    set(Resource::Core, 0, 0)?;
    set(Resource::Nofile, PIPES + limited.files, PIPES + limited.files)?;
    Ok(())
}

/// Other systems have no such limits that could be relied on.
#[cfg(not(target_os = "linux"))]
fn limit(_limited: Limited) -> std::io::Result<()> {
    Err(std::io::Error::other("this system cannot limit a process"))
}
