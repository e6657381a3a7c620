//! What a limited process must not be able to do, tried: a machine on which these limits do not hold says so, rather than
//! being found out by a file that somebody sent.

use crate::app::sandbox::{Limits, Outcome, Sandbox, Task, Work};
use std::time::Duration;

/// One thing to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trial {
    /// Answer with the same bytes, told as news before.
    Echo,
    /// Refuse.
    Refuse,
    /// Take memory without end.
    Memory,
    /// Work without end.
    Processor,
    /// Sleep for an hour.
    Sleep,
    /// Open a file that everybody may read, write one, and open a socket.
    Files,
    /// Break down.
    Panic,
    /// Call itself without end.
    Recursion,
    /// Answer with more than anybody wants.
    Flood,
}

impl Trial {
    /// All with the words by which they are asked for: the first line of the input.
    pub const ALL: [(Trial, &'static str); 9] = [
        (Trial::Echo, "echo"),
        (Trial::Refuse, "refuse"),
        (Trial::Memory, "memory"),
        (Trial::Processor, "processor"),
        (Trial::Sleep, "sleep"),
        (Trial::Files, "files"),
        (Trial::Panic, "panic"),
        (Trial::Recursion, "recursion"),
        (Trial::Flood, "flood"),
    ];
}

/// The child's side: does what the first line of the input says with the rest.
///
/// # Errors
/// Where that is to be tried, and where the line says nothing known.
pub fn answer(input: &[u8], news: &mut dyn FnMut(&[u8])) -> Result<Vec<u8>, String> {
    let end = input.iter().position(|byte| *byte == b'\n').unwrap_or(input.len());
    let (word, rest) = (&input[..end], input.get(end + 1..).unwrap_or_default());
    let known = Trial::ALL.iter().find(|(_, known)| known.as_bytes() == word);
    match known.map(|(trial, _)| trial) {
        Some(Trial::Echo) => {
            news(rest);
            Ok(rest.to_vec())
        }
        Some(Trial::Refuse) => Err("asked to refuse".to_owned()),
        Some(Trial::Memory) => Ok(memory()),
        Some(Trial::Processor) => loop {
            std::hint::spin_loop();
        },
        Some(Trial::Sleep) => {
            std::thread::sleep(Duration::from_secs(3_600));
            Ok(Vec::new())
        }
        Some(Trial::Files) => files(),
        Some(Trial::Panic) => panic!("asked to break down"),
        Some(Trial::Recursion) => Ok(recursion(0).to_le_bytes().to_vec()),
        Some(Trial::Flood) => loop {
            news(&[0; 65_536]);
        },
        None => Err("nothing known is to be tried".to_owned()),
    }
}

fn memory() -> Vec<u8> {
    let mut taken: Vec<Vec<u8>> = Vec::new();
    loop {
        taken.push(vec![1; 16 << 20]);
        std::hint::black_box(&taken);
    }
}

/// What could be opened or written, which should be nothing.
fn files() -> Result<Vec<u8>, String> {
    let mut opened = Vec::new();
    if std::fs::File::open("/dev/null").is_ok() {
        opened.push("a file");
    }
    if std::fs::write(std::env::temp_dir().join(format!("convoke-trial-{}", std::process::id())), b"x").is_ok() {
        opened.push("a new file");
    }
    if std::net::UdpSocket::bind("127.0.0.1:0").is_ok() {
        opened.push("a socket");
    }
    if opened.is_empty() { Ok(Vec::new()) } else { Err(opened.join(", ")) }
}

#[expect(unconditional_recursion, reason = "that is what is tried")]
fn recursion(depth: u64) -> u64 {
    let taken = std::hint::black_box([depth; 64]);
    recursion(depth + 1) + std::hint::black_box(taken)[0]
}

/// The parent's side: whether the limits on memory and files hold here.
///
/// # Errors
/// What does not hold, in words.
pub fn holds(sandbox: &dyn Sandbox) -> Result<(), String> {
    let limits = Limits::READING;
    let tried = |trial: &str| {
        let work = Work { task: Task::Trial, input: trial.as_bytes(), limits, ease: None, stop: None };
        sandbox.run(&work, &mut |_| {})
    };
    match tried("memory") {
        Outcome::OutOfMemory => {}
        Outcome::Unavailable(why) => return Err(why),
        other => return Err(format!("a child process is not kept from taking memory: {other:?}")),
    }
    match tried("files") {
        Outcome::Answer(_) => Ok(()),
        other => Err(format!("a child process is not kept from files: {other:?}")),
    }
}
