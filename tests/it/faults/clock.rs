//! The clock is set forward and back while mails go out, and the hours at which a message is tried again.

use std::path::PathBuf;
use std::time::Duration;

use convoke::app::outbox::{LATE_SECONDS, Retry};
use convoke::work::Mutant;

use super::{Sender, Waiting, extra, quiet, resume};
use crate::delivery::sink::{At, Fault, Manner, start};
use crate::store::run as block_on;

/// Debian's libfaketime, for programs with threads.
pub(crate) fn library() -> PathBuf {
    let folders = std::fs::read_dir("/usr/lib").expect("a folder").flatten();
    let mut found =
        folders.map(|folder| folder.path().join("faketime/libfaketimeMT.so.1")).filter(|file| file.exists());
    found.next().expect("libfaketime is not installed: run `./x test` (Debian: faketime)")
}

/// A sender whose clock jumps each time the relay has some messages more; copies beyond one to each.
fn jumping(people: usize, jumps: &[&str], mutant: Option<Mutant>) -> usize {
    let waiting = Waiting::of(people);
    block_on(async {
        let (folder, store) = waiting.one();
        // Slow enough that messages are on their way at any time.
        let slow = Fault::Slices(4, Duration::from_millis(40));
        let (port, seen) = start(Manner { faults: vec![(At::Dot, slow)], ..Manner::default() }).await;
        let clock = folder.path().join("clock");
        std::fs::write(&clock, "+0").expect("a clock");
        let mut command = Sender { connections: 8, ..Sender::new(&store, port, mutant) }.command(&[]);
        command.env("LD_PRELOAD", library()).env("FAKETIME_TIMESTAMP_FILE", &clock);
        command.env("FAKETIME_NO_CACHE", "1").env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        let report = folder.path().join("report");
        command.stdout(std::fs::File::create(&report).expect("a file")).stderr(std::process::Stdio::null());
        let mut child = command.spawn().expect("started");
        for (number, jump) in jumps.iter().enumerate() {
            let wanted = people * (number + 1) / (jumps.len() + 1);
            while seen.taken().len() < wanted && child.try_wait().expect("a state").is_none() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            std::fs::write(&clock, jump).expect("a clock");
        }
        let ended = tokio::task::spawn_blocking(move || child.wait().expect("ended")).await.expect("no panic");
        assert!(ended.success());
        let report = std::fs::read_to_string(&report).expect("a report");
        let by = report
            .split("jumped: ")
            .nth(1)
            .and_then(|rest| rest.split(|one: char| !"-0123456789".contains(one)).next());
        let by: i64 = by.and_then(|by| by.parse().ok()).unwrap_or_else(|| panic!("{report}"));
        // Half an hour at least: a slow machine is no jump.
        assert!(by.abs() > 1_800_000, "the run says by how much the clock jumped: {report}");
        quiet(&seen).await;
        resume(&store, port).await;
        extra(&seen, people)
    })
}

/// Forward, back, and far forward: nobody gets anything twice, and nothing is lost.
#[test]
fn clocks_that_jump_while_mails_go_out() {
    let people = 150 * crate::work::scale() as usize;
    assert_eq!(jumping(people, &["+1h", "+0", "+1d"], None), 0);
    // What was queued in a future that is no more is not due yet; it goes out when that comes.
    assert_eq!(jumping(people, &["-1h"], None), 0);
    println!("{people} messages, clocks that jump by an hour and a day: no copy too many");
}

#[test]
fn a_sender_that_believes_the_clock_is_seen() {
    assert!(jumping(150, &["+1h", "+2h", "+1d"], Some(Mutant::BelievesTheClock)) > 0, "that would not have been seen");
}

/// The hours of all attempts of a message whose server never takes it, in seconds after it was queued.
fn attempts(next: &impl Fn(Retry, i64, u32) -> Option<i64>, retry: Retry) -> Vec<i64> {
    let (mut now, mut all) = (retry.queued, Vec::new());
    while let Some(then) = next(retry, now, u32::try_from(all.len()).expect("few") + 1) {
        if all.len() > 10_000 {
            break;
        }
        all.push(then - retry.queued);
        now = then;
    }
    all
}

/// What is wrong with a schedule: the rules as RFC 5321 4.5.4.1 and Postfix have them, from the hours alone.
fn wrong(next: &impl Fn(Retry, i64, u32) -> Option<i64>) -> Vec<&'static str> {
    const DAY: i64 = 86_400;
    let mut found = Vec::new();
    let mut firsts = std::collections::BTreeSet::new();
    for number in 0..200 {
        let long = Retry { queued: 1_700_000_000, useful_until: 1_700_000_000 + 100 * DAY, number };
        let all = attempts(next, long);
        let mut before = 0;
        for (index, at) in all.iter().enumerate() {
            let wanted = [300, 600, 1200, 2400, 4000][index.min(4)];
            if (at - before - wanted).abs() > wanted / 5 {
                found.push(if index < 4 { "does not double" } else { "is not capped" });
            }
            before = *at;
        }
        firsts.extend(all.first().copied());
        if all.len() < 5 * 24 * 3600 / 4800 || all.last().is_none_or(|last| *last > 5 * DAY) {
            found.push("five days");
        }
        let short = Retry { useful_until: long.queued + 7200, ..long };
        let all = attempts(next, short);
        if all.is_empty() || all.iter().any(|at| *at > 7200) {
            found.push("the deadline");
        }
        if !attempts(next, Retry { useful_until: long.queued + 100, ..long }).is_empty() {
            found.push("the deadline");
        }
    }
    if firsts.len() < 20 {
        found.push("is not scattered");
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[test]
fn what_is_put_off_is_tried_again_later_and_later_and_given_up_in_time() {
    assert_eq!(wrong(&|retry, now, attempts| retry.next(now, attempts)), [""; 0]);
    type Schedule = fn(Retry, i64, u32) -> Option<i64>;
    let mutants: [(&str, Schedule); 5] = [
        ("does not double", |retry, now, _| retry.next(now, 1)),
        ("is not capped", |retry, now, attempts| {
            let next = now + (300 << attempts.saturating_sub(1).min(20)) + retry.number % 61 - 30;
            (next <= retry.given_up()).then_some(next)
        }),
        ("five days", |retry, now, attempts| Retry { queued: now, ..retry }.next(now, attempts)),
        ("the deadline", |retry, now, attempts| Retry { useful_until: i64::MAX, ..retry }.next(now, attempts)),
        ("is not scattered", |retry, now, attempts| Retry { number: 7, ..retry }.next(now, attempts)),
    ];
    for (name, mutant) in mutants {
        assert!(wrong(&mutant).contains(&name), "{name}: {:?}", wrong(&mutant));
    }
}

/// After an hour somebody is told that mails wait; before that nobody is.
#[test]
fn a_message_that_waits_for_an_hour_is_told() {
    let waiting = Waiting::of(2);
    block_on(async {
        let (_folder, store) = waiting.one();
        let pool = sqlx::SqlitePool::connect(&store.display().to_string()).await.expect("the file");
        for (seconds, expected) in [(LATE_SECONDS - 100, false), (LATE_SECONDS + 100, true)] {
            sqlx::query("UPDATE message SET queued_at = CAST(unixepoch('now') * 1000 - $1 * 1000 AS INTEGER)")
                .bind(seconds)
                .execute(&pool)
                .await
                .expect("changed");
            let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_convoke"));
            command.args(["outbox", "--store"]).arg(&store);
            let said = String::from_utf8(super::output(command).stdout).expect("UTF-8");
            assert_eq!(said.contains("2 have waited for more than an hour"), expected, "{said}");
        }
        pool.close().await;
    });
}
