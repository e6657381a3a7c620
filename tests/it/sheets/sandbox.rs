//! Limited children: each way to end is told apart, and none outlives whoever waits for it.

use super::CHILDREN;
use convoke::app::sandbox::{Limits, Outcome, Sandbox, Task, Work};
use convoke::sandbox::{Children, trial};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

fn limits() -> Limits {
    Limits { processor: Duration::from_secs(1), clock: Duration::from_secs(600), answer: 1 << 20, ..Limits::READING }
}

fn run(input: &[u8], limits: Limits) -> Outcome {
    CHILDREN.run(&Work { task: Task::Trial, input, limits, ease: None, stop: None }, &mut |_| {})
}

#[test]
fn an_answer_comes_back_whole_with_its_news() {
    let large: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
    let mut input = b"echo\n".to_vec();
    input.extend_from_slice(&large);
    let mut news = Vec::new();
    let limits = Limits { answer: 4 << 20, ..limits() };
    let work = Work { task: Task::Trial, input: &input, limits, ease: None, stop: None };
    let outcome = CHILDREN.run(&work, &mut |bytes| news.push(bytes.to_vec()));
    assert!(outcome == Outcome::Answer(large.clone()) && news == [large]);
    assert_eq!(run(b"echo\n", limits), Outcome::Answer(Vec::new()));
    assert_eq!(run(b"refuse", limits), Outcome::Refused("asked to refuse".to_owned()));
}

#[test]
fn every_way_to_end_is_told_apart() {
    assert_eq!(run(b"memory", limits()), Outcome::OutOfMemory);
    assert_eq!(run(b"processor", limits()), Outcome::OutOfTime);
    let crashed = |outcome: Outcome, words: &str| match outcome {
        Outcome::Crashed(why) => assert!(why.contains(words), "{why}"),
        other => panic!("{words}: {other:?}"),
    };
    crashed(run(b"panic", limits()), "asked to break down");
    crashed(run(b"recursion", limits()), "overflowed its stack");
    crashed(run(b"flood", limits()), "more than it may");
    let began = Instant::now();
    assert_eq!(run(b"sleep", Limits { clock: Duration::from_millis(300), ..limits() }), Outcome::OutOfTime);
    assert!(began.elapsed() < Duration::from_secs(300), "{:?}", began.elapsed());
}

/// Nothing can be opened: no file, no socket; and nothing can be written.
#[test]
fn a_child_opens_nothing() {
    assert_eq!(run(b"files", limits()), Outcome::Answer(Vec::new()));
    assert_eq!(trial::holds(&*CHILDREN), Ok(()));
}

#[test]
fn a_child_is_ended_when_asked() {
    let stop = AtomicBool::new(false);
    let asked = || stop.load(Ordering::SeqCst);
    let began = Instant::now();
    let outcome = std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(300));
            stop.store(true, Ordering::SeqCst);
        });
        CHILDREN.run(
            &Work { task: Task::Trial, input: b"sleep", limits: limits(), ease: None, stop: Some(&asked) },
            &mut |_| {},
        )
    });
    assert_eq!(outcome, Outcome::Killed);
    assert!(began.elapsed() < Duration::from_secs(300), "{:?}", began.elapsed());
}

/// Whoever listens to news may break down: the child ends, and nobody waits for it.
#[test]
fn a_listener_that_breaks_down_leaves_no_child() {
    let began = Instant::now();
    let work = Work { task: Task::Trial, input: b"flood", limits: limits(), ease: None, stop: None };
    let broken =
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| CHILDREN.run(&work, &mut |_| panic!("enough"))));
    assert!(broken.is_err() && began.elapsed() < Duration::from_secs(300), "{:?}", began.elapsed());
    assert_eq!(children(), Vec::<String>::new());
}

/// Children of this process that are of the program and try things.
fn children() -> Vec<String> {
    let own = std::process::id().to_string();
    let all = std::fs::read_dir("/proc").expect("processes");
    let lines = all.flatten().filter_map(|entry| {
        let line = std::fs::read_to_string(entry.path().join("cmdline")).ok()?;
        let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
        let parent = stat.rsplit(')').next()?.split_whitespace().nth(1)?.to_owned();
        // Others of these tests run beside this one; only floods are looked for.
        (parent == own && line.contains("flood")).then_some(line)
    });
    lines.collect()
}

#[test]
fn a_program_that_is_not_there_is_told() {
    let nobody = Children::of("/nowhere/convoke", "limited");
    let outcome =
        nobody.run(&Work { task: Task::Trial, input: b"echo", limits: limits(), ease: None, stop: None }, &mut |_| {});
    assert!(matches!(&outcome, Outcome::Unavailable(why) if why.contains("could not be started")), "{outcome:?}");
    // Something else that answers in another way is not believed.
    let other = Children::of("/bin/echo", "limited");
    let outcome =
        other.run(&Work { task: Task::Trial, input: b"echo", limits: limits(), ease: None, stop: None }, &mut |_| {});
    assert!(matches!(outcome, Outcome::Crashed(_)), "{outcome:?}");
}

/// Many at once: each gets its own answer.
#[test]
fn children_do_not_meet() {
    std::thread::scope(|scope| {
        for number in 0..8_u8 {
            scope.spawn(move || {
                let input = [b"echo\n".as_slice(), &[number; 70_000]].concat();
                assert!(run(&input, limits()) == Outcome::Answer(vec![number; 70_000]));
            });
        }
    });
}
