//! The parent's side: starts a child, feeds it, watches the clock, and says how it ended.
#![expect(
    clippy::disallowed_methods,
    reason = "a limit on the clock needs a clock, and this module is no part of the core"
)]

use super::child::Limited;
use super::ending::{self, Ended};
use super::wire::{self, Frame, Kind};
use crate::app::sandbox::{Outcome, Sandbox, Work};
use std::ffi::OsStr;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How often it is asked whether to stop.
const ASKED_EVERY: Duration = Duration::from_millis(20);
/// How much of what a child complains of is kept.
const COMPLAINT: u64 = 4_096;

/// Limited children of a program.
#[derive(Debug, Clone)]
pub struct Children {
    program: PathBuf,
    command: String,
    zoneinfo: Option<PathBuf>,
}

impl Children {
    /// Children of this same program, by its hidden subcommand `command`. On Linux it is the very file that runs, even where
    /// another version was put in its place since.
    #[must_use]
    pub fn of_this_program(command: &str) -> Self {
        let itself = PathBuf::from("/proc/self/exe");
        // Where neither is known, starting a child says so.
        let program = if itself.exists() { itself } else { std::env::current_exe().unwrap_or(itself) };
        Self::of(program, command)
    }

    /// Children of another file of the program.
    pub fn of(program: impl Into<PathBuf>, command: &str) -> Self {
        Self { program: program.into(), command: command.to_owned(), zoneinfo: None }
    }

    /// The same, with time-zone data of a folder instead of those inside the program.
    #[must_use]
    pub fn with_zoneinfo(self, folder: impl Into<PathBuf>) -> Self {
        Self { zoneinfo: Some(folder.into()), ..self }
    }

    fn start(&self, work: &Work<'_>) -> std::io::Result<Running> {
        let limited = Limited::of(&work.limits);
        let mut command = Command::new(&self.program);
        command
            .arg(&self.command)
            .arg(work.task.word())
            .args(["--memory", &limited.memory.to_string(), "--seconds", &limited.seconds.to_string()])
            .args(["--files", &limited.files.to_string()])
            .args(self.zoneinfo.iter().flat_map(|folder| [OsStr::new("--zoneinfo"), folder.as_os_str()]))
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        // Ctrl-C at a terminal is for the parent, who decides what becomes of its children.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        command.spawn().map(Running)
    }
}

/// A child that is ended, whatever happens to whoever waits for it.
struct Running(Child);

impl Running {
    /// Ends it, if it still runs, and waits for that.
    fn end(&mut self) -> std::io::Result<ExitStatus> {
        // It may have ended meanwhile, which is just as well.
        let _ended = self.0.kill();
        self.0.wait()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ended = self.end();
    }
}

impl Sandbox for Children {
    fn run(&self, work: &Work<'_>, news: &mut dyn FnMut(&[u8])) -> Outcome {
        let began = Instant::now();
        let mut running = match self.start(work) {
            Ok(running) => running,
            Err(error) => return Outcome::Unavailable(format!("the child process could not be started: {error}")),
        };
        let (Some(mut stdin), Some(mut stdout), Some(stderr)) =
            (running.0.stdin.take(), running.0.stdout.take(), running.0.stderr.take())
        else {
            return Outcome::Unavailable("the child process has no pipes".to_owned());
        };
        std::thread::scope(|scope| {
            // Should the listener to news break down, the child ends before its pipes are waited for.
            let mut running = running;
            let (sender, frames) = channel();
            let (wanting, wanted) = channel::<()>();
            let mut wanting = Some(wanting);
            // A child that does not read to the end has its reasons: how it ended tells them. That its input ends tells it
            // that the best so far is wanted.
            scope.spawn(move || {
                let _written = wire::write_input(&mut stdin, work.input);
                let _wanted = wanted.recv();
            });
            let complaint = scope.spawn(move || complaint(stderr));
            scope.spawn(move || {
                let mut left = work.limits.answer;
                loop {
                    let frame = wire::read(&mut stdout, left);
                    let last = match &frame {
                        Frame::Whole(Kind::News, bytes) => {
                            left = left.saturating_sub(bytes.len() as u64);
                            false
                        }
                        _ => true,
                    };
                    if sender.send(frame).is_err() || last {
                        return;
                    }
                }
            });
            let mut ended = None;
            let answer = loop {
                if work.stop.is_some_and(|stop| stop()) {
                    ended = Some(Ended::Asked);
                    break None;
                }
                if wanting.is_some() && work.ease.is_some_and(|ease| ease()) {
                    wanting = None;
                }
                let Some(left) = work.limits.clock.checked_sub(began.elapsed()) else {
                    ended = Some(Ended::Clock);
                    break None;
                };
                match frames.recv_timeout(left.min(ASKED_EVERY)) {
                    Ok(Frame::Whole(Kind::News, bytes)) => news(&bytes),
                    Ok(Frame::Whole(Kind::Answer, bytes)) => break Some(Outcome::Answer(bytes)),
                    Ok(Frame::Whole(Kind::Refusal, bytes)) => {
                        break Some(Outcome::Refused(String::from_utf8_lossy(&bytes).into_owned()));
                    }
                    Ok(Frame::TooLong) => {
                        ended = Some(Ended::TooLong);
                        break None;
                    }
                    Ok(Frame::End) | Err(RecvTimeoutError::Disconnected) => break None,
                    Err(RecvTimeoutError::Timeout) => {}
                }
            };
            drop(wanting);
            // Its output has ended, so it has nothing more to say: a moment to end by itself, so that its exit tells why.
            let status = match (&answer, ended) {
                (None, None) => running.wait_until(began + work.limits.clock, &mut ended),
                _ => running.end(),
            };
            let said = complaint.join().unwrap_or_default();
            match (answer, status) {
                (Some(answer), _) => answer,
                (None, Ok(status)) => ending::outcome(status, ended, &said),
                (None, Err(error)) => Outcome::Crashed(format!("it cannot be waited for: {error}")),
            }
        })
    }
}

impl Running {
    /// Waits until it has ended, or ends it at that time.
    fn wait_until(&mut self, time: Instant, ended: &mut Option<Ended>) -> std::io::Result<ExitStatus> {
        loop {
            if let Some(status) = self.0.try_wait()? {
                return Ok(status);
            }
            if Instant::now() >= time {
                *ended = Some(Ended::Clock);
                return self.end();
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

/// The beginning of what a child complains of; the rest is read too, or it would wait for somebody to read it.
fn complaint(mut from: impl Read) -> String {
    let mut kept = Vec::new();
    let _ended = (&mut from).take(COMPLAINT).read_to_end(&mut kept);
    let _ended = std::io::copy(&mut from, &mut std::io::sink());
    String::from_utf8_lossy(&kept).into_owned()
}
