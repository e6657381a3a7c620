//! A solve in a limited process of its own. What it finds on the way is told as news, so that the best plan so far outlives
//! it: killed, out of memory or crashed, it takes nothing else with it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::answer::Outcome;
use super::request::Request;
use super::solving::{Kind, Task, Told};
use super::{LOOK, STACK, caught};
use crate::app::sandbox::{self, Limits, Sandbox, Work};
use crate::domain::time::ZoneData;
use crate::kernel::Progress;
use crate::sandbox::Children;

/// What reading, checking and explaining may take beside the search, on the clock.
const BESIDE: Duration = Duration::from_secs(120);
/// A solve that does not heed a wish to end is ended after so long.
const HEEDED: Duration = Duration::from_secs(10);
/// Of all plans on the way and the one at the end.
const ANSWER: u64 = 512 << 20;
/// Files that a look into a folder of time-zone data may have open.
const FILES: u64 = 13;

/// What a child is asked.
#[derive(Debug, Serialize, Deserialize)]
struct Asked {
    kind: Kind,
    request: Request,
    /// By path; the bytes in base64.
    files: BTreeMap<String, String>,
    path: String,
    before: Option<String>,
    threads: usize,
}

/// What it tells on the way.
#[derive(Debug, Serialize, Deserialize)]
enum News {
    Progress {
        level: String,
        level_number: usize,
        incumbent: Option<Vec<u64>>,
        bound: Option<u64>,
        seconds: f64,
    },
    /// A better plan.
    Better(String),
}

/// The parent's side.
pub(super) fn solve(task: &Task, told: &Told, children: &Children, memory: u64) -> Outcome {
    let asked = Asked {
        kind: task.kind,
        request: task.request.clone(),
        files: task.files.iter().map(|(path, bytes)| (path.clone(), STANDARD.encode(bytes))).collect(),
        path: task.path.clone(),
        before: task.before.clone(),
        threads: task.threads,
    };
    let input = match serde_json::to_vec(&asked) {
        Ok(input) => input,
        Err(error) => return Outcome::failed(format!("the solver cannot be asked: {error}")),
    };
    let clock = Duration::from_secs(task.request.longest()) + BESIDE;
    let processors = u32::try_from(task.threads + 1).unwrap_or(u32::MAX);
    let limits = Limits { memory, processor: clock * processors, clock, answer: ANSWER, files: FILES };
    let ends = OnceLock::new();
    let ease = || {
        let wanted = told.is_stopped();
        if wanted {
            ends.get_or_init(|| Instant::now() + HEEDED);
        }
        wanted
    };
    let stop = || told.is_given_up() || ends.get().is_some_and(|ends| Instant::now() >= *ends);
    let work = Work { task: sandbox::Task::Solve, input: &input, limits, ease: Some(&ease), stop: Some(&stop) };
    let why = match children.run(&work, &mut |news| hear(news, told)) {
        sandbox::Outcome::Answer(answer) => match serde_json::from_slice(&answer) {
            Ok(outcome) => return outcome,
            Err(error) => format!("what the solver answered cannot be read: {error}"),
        },
        sandbox::Outcome::Refused(why) => return Outcome::failed(why),
        sandbox::Outcome::OutOfMemory => format!("the solver wanted more than {} MiB of memory", memory >> 20),
        sandbox::Outcome::OutOfTime => "the solver did not end in time".to_owned(),
        sandbox::Outcome::Crashed(why) => format!("the solver failed: {why}"),
        sandbox::Outcome::Killed => "the solver was killed".to_owned(),
        sandbox::Outcome::Unavailable(why) => return Outcome::failed(format!("no solver could be started: {why}")),
    };
    task.rescued(told.best(), &why)
}

fn hear(news: &[u8], told: &Told) {
    // What cannot be understood is only news.
    match serde_json::from_slice(news) {
        Ok(News::Progress { level, level_number, incumbent, bound, seconds }) => {
            told.tell(&Progress { level, level_number, incumbent, bound, seconds, placements: None });
        }
        Ok(News::Better(text)) => told.hand_on(text),
        Err(_) => {}
    }
}

/// The child's side: solves what its parent asks, tells how far it is, and gives what came of it.
///
/// # Errors
/// What was asked cannot be read.
pub fn answer(
    input: &[u8],
    zones: &'static ZoneData,
    eased: &AtomicBool,
    news: &mut dyn FnMut(&[u8]),
) -> Result<Vec<u8>, String> {
    let unclear = |error: &dyn std::fmt::Display| format!("the solver cannot read what it is asked: {error}");
    let asked: Asked = serde_json::from_slice(input).map_err(|error| unclear(&error))?;
    let Asked { kind, request, files, path, before, threads } = asked;
    let files = files.into_iter().map(|(path, text)| STANDARD.decode(text).map(|bytes| (path, bytes)));
    let files = files.collect::<Result<_, _>>().map_err(|error| unclear(&error))?;
    let task = Task { kind, request, files, path, before, zones, threads };
    let told = Arc::new(Told::new());
    let (ended, end) = channel();
    let solve = {
        let told = Arc::clone(&told);
        move || {
            // Nobody else is here to wait.
            let _ = ended.send(caught(&task, &told, None));
        }
    };
    let begun = std::thread::Builder::new().name("solve".to_owned()).stack_size(STACK).spawn(solve);
    begun.map_err(|error| format!("the solver has no thread to work on: {error}"))?;
    let mut say = |what: &News| {
        if let Ok(text) = serde_json::to_vec(what) {
            news(&text);
        }
    };
    loop {
        let outcome = match end.recv_timeout(LOOK) {
            Ok(outcome) => Some(outcome),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Outcome::failed("the solver ended without a word")),
        };
        if let Some(Progress { level, level_number, incumbent, bound, seconds, .. }) = told.news() {
            let incumbent = incumbent.map(|cost| cost.to_vec());
            say(&News::Progress { level, level_number, incumbent, bound, seconds });
        }
        if let Some(outcome) = outcome {
            return serde_json::to_vec(&outcome).map_err(|error| unclear(&error));
        }
        if let Some(text) = told.better() {
            say(&News::Better(text));
        }
        if eased.load(Ordering::SeqCst) {
            told.ask();
        }
    }
}
