//! A sender is killed at every single write, sync and send, one run for each: the store opens, nothing is lost, and what
//! the relay has is marked.

use convoke::work::Mutant;

use super::{Sender, Waiting, extra, left_unmarked, output, quiet, resume, strace};
use crate::delivery::sink::{Manner, start};
use crate::store::run as block_on;

const CALLS: [&str; 3] = ["pwrite64", "fsync", "sendto"];

/// Kills at the `k`-th of these calls; whether it came so far, and who has a message that was not marked.
async fn kill_at(
    waiting: &Waiting,
    people: usize,
    call: &str,
    k: usize,
    mutant: Option<Mutant>,
) -> Option<Vec<String>> {
    let (folder, store) = waiting.one();
    let (port, seen) = start(Manner::default()).await;
    let trace = folder.path().join("trace");
    let words = strace(call, &format!("{call}:signal=KILL:when={k}"), &[], &trace);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let command = Sender::new(&store, port, mutant).command(&words);
    let said = tokio::task::spawn_blocking(|| output(command)).await.expect("no panic");
    let fired = std::fs::read_to_string(&trace).expect("a trace").contains("+++ killed by SIGKILL +++");
    assert_eq!(fired, !said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    quiet(&seen).await;
    let unmarked = left_unmarked(&store, &seen).await;
    resume(&store, port).await;
    let extra = extra(&seen, people);
    assert!(extra <= usize::from(fired), "{extra} extra copies, {call} {k}");
    fired.then_some(unmarked)
}

/// Every `k` for which there is one; their number, and at how many of them something had left unmarked.
fn everywhere(people: usize, call: &str, mutant: Option<Mutant>) -> (usize, usize) {
    let waiting = Waiting::of(people);
    block_on(async {
        let (mut kills, mut unmarked) = (0, 0);
        while let Some(found) = kill_at(&waiting, people, call, kills + 1, mutant).await {
            assert!(mutant.is_some() || found.is_empty(), "{call} {}: {found:?} have what was not marked", kills + 1);
            kills += 1;
            unmarked += usize::from(!found.is_empty());
        }
        (kills, unmarked)
    })
}

#[test]
fn killed_at_every_write_sync_and_send() {
    let people = if crate::work::scale() > 1 { 40 } else { 3 };
    for call in CALLS {
        let (kills, _) = everywhere(people, call, None);
        println!("{people} messages, killed at each of {kills} {call}: nothing lost, nothing unmarked");
        // At the least one for each mark, and for each message its commands, its body and its dot.
        assert!(kills > 2 * people, "{call}: only {kills} calls");
    }
}

/// A sender that marks when the answer has come is found out.
#[test]
fn a_mark_after_the_answer_is_seen_when_the_sender_is_killed() {
    let (kills, unmarked) = everywhere(2, "pwrite64", Some(Mutant::MarkAfterAnswer));
    assert!(unmarked > 0, "{kills} kills, and none showed it");
}
