//! Programs that are told to end in the middle of sending: what they have in hand is brought to its end, nothing is held back.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use convoke::app::outbox::State;
use convoke::store::Store;

use super::copies;
use crate::announce::plan;
use crate::delivery::sink::{At, Fault, Manner, Seen, start};
use crate::faults::quiet;
use crate::postgres;
use crate::store::{announce, people, run as block_on};

const PEOPLE: usize = 200;

/// The program that sends, over two connections.
fn command(words: &[&str], store: &str, port: u16) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_convoke"));
    command.args(words).arg(store).args(["--connections", "2", "--most-per-day", "100"]);
    command.args(["--smtp", &format!("smtp://127.0.0.1:{port}")]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Tells a program to end once the relay has some messages; how long it took.
async fn told_to_end(mut command: Command, signal: &str, seen: &Seen) -> Duration {
    let mut child = command.spawn().expect("started");
    let began = Instant::now();
    while seen.taken().len() < 30 {
        assert!(began.elapsed() < Duration::from_mins(1), "nothing is sent");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let told = Instant::now();
    assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill").success());
    let ended = tokio::task::spawn_blocking(move || child.wait().expect("ended")).await.expect("no panic");
    // Something is left to be sent, which `announce` says by its exit code; whoever is killed says nothing.
    assert!(if signal == "-KILL" { ended.code().is_none() } else { matches!(ended.code(), Some(0 | 1)) }, "{ended}");
    told.elapsed()
}

/// A store with messages that wait, and a relay that answers soon, and not at once: nobody is through before being told.
async fn waiting(address: &str) -> (Store, u16, Arc<Seen>) {
    let store = Store::open(address, true).await.expect("a store");
    announce(&store, &plan(), &people(PEOPLE), 0).await;
    let soon = Fault::Late(Duration::from_millis(20));
    let (port, seen) = start(Manner { faults: vec![(At::Dot, soon)], ..Manner::default() }).await;
    (store, port, seen)
}

#[test]
fn whoever_is_told_to_end_while_sending_leaves_nothing_in_question() {
    for (first, second, signal) in [
        (&["announce", "--send"][..], &["announce", "--send"][..], "-TERM"),
        (&["announce", "--send"], &["announce", "--send"], "-INT"),
        (&["work", "--store"], &["work", "--once", "--store"], "-TERM"),
    ] {
        block_on(async {
            let folder = tempfile::tempdir().expect("a folder");
            let file = folder.path().join("convoke.db").display().to_string();
            let address = if first[0] == "work" { postgres::database() } else { file };
            let (store, port, seen) = waiting(&address).await;
            let took = told_to_end(command(first, &address, port), signal, &seen).await;
            quiet(&seen).await;
            let overview = store.overview().await.expect("counts");
            let count = |state| overview.count(state);
            let taken = seen.taken().len();
            println!(
                "I1: {} {signal} after {taken} of {PEOPLE} messages: ended after {took:?}, {:?}",
                first[0], overview.counts
            );
            assert!(taken < PEOPLE, "{signal}: it was through before it was told");
            for state in [State::Claimed, State::Dot, State::Uncertain, State::Deferred, State::Parked] {
                assert_eq!(count(state), 0, "{first:?} {signal}: {state:?}");
            }
            let (sent, queued) = (count(State::Sent), count(State::Queued));
            assert_eq!(usize::try_from(sent).expect("a count"), taken, "what the relay has is marked as sent");
            assert_eq!(usize::try_from(sent + queued).expect("a count"), PEOPLE);
            // 15 seconds are what others promise; ours are two, on a machine that has nothing else to do.
            assert!(took < Duration::from_secs(15), "{took:?}");

            let mut again = command(second, &address, port);
            let ended = tokio::task::spawn_blocking(move || again.status().expect("started")).await.expect("no panic");
            assert!(ended.success(), "{second:?}: {ended}");
            let copies = copies(&seen);
            assert_eq!((copies.len(), copies.values().sum::<usize>()), (PEOPLE, PEOPLE), "each once");
            store.close().await;
        });
    }
}

/// The same look at a program that is killed, and so brings nothing to its end.
#[test]
fn whoever_is_killed_leaves_messages_in_hand_and_that_is_seen() {
    block_on(async {
        let folder = tempfile::tempdir().expect("a folder");
        let address = folder.path().join("convoke.db").display().to_string();
        let (store, port, seen) = waiting(&address).await;
        told_to_end(command(&["announce", "--send"], &address, port), "-KILL", &seen).await;
        quiet(&seen).await;
        let overview = store.overview().await.expect("counts");
        assert!(overview.count(State::Claimed) + overview.count(State::Dot) > 0, "{:?}", overview.counts);
        store.close().await;
    });
}
