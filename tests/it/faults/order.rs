//! The order of system calls: no dot leaves before its mark is on disk, and nobody reads that something was approved before
//! it is. What a power cut does is decided by this order, which killing alone cannot show.

use std::path::Path;
use std::process::Command;

use convoke::store::Store;
use convoke::work::Mutant;

use super::{Sender, Waiting, output, strace};
use crate::announce::plan;
use crate::delivery::sink::{Manner, start};
use crate::store::{people, prepare, run as block_on};

/// Of a trace of sends and syncs: dots, and those before which nothing had been synced since the message.
fn dots(trace: &str) -> (usize, usize) {
    let (mut synced, mut pending, mut dots, mut early) = (false, false, 0, 0);
    for line in trace.lines() {
        let done = line.ends_with("= 0") || line.contains("= 0 ");
        if line.contains(" fsync(") || line.contains(" fdatasync(") {
            let log = line.contains("-wal>");
            synced |= log && done;
            pending = log && line.contains("<unfinished");
        } else if line.contains("sync resumed") {
            synced |= pending && done;
            pending = false;
        } else if line.contains("sendto(") && line.contains("\".\\r\\n\"") {
            dots += 1;
            early += usize::from(!synced);
        } else if line.contains("sendto(") {
            synced = false;
        }
    }
    (dots, early)
}

fn traced(people: usize, mutant: Option<Mutant>) -> (usize, usize) {
    let waiting = Waiting::of(people);
    block_on(async {
        let (folder, store) = waiting.one();
        let (port, seen) = start(Manner::default()).await;
        let trace = folder.path().join("trace");
        let words = strace("fsync,fdatasync,sendto", "", &[], &trace);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let command = Sender::new(&store, port, mutant).command(&words);
        let said = tokio::task::spawn_blocking(|| output(command)).await.expect("no panic");
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        assert_eq!(seen.taken().len(), people);
        dots(&std::fs::read_to_string(&trace).expect("a trace"))
    })
}

#[test]
fn no_dot_leaves_before_its_mark_is_on_disk() {
    let people = 40 * crate::work::scale() as usize;
    assert_eq!(traced(people, None), (people, 0));
    println!("{people} dots, 0 before their mark was on disk");
}

/// Both ways of marking too late are seen by the same count.
#[test]
fn marks_that_come_too_late_are_seen_in_the_order_of_calls() {
    for mutant in [Mutant::MarkAfterAnswer, Mutant::CarelessStore] {
        let (dots, early) = traced(10, Some(mutant));
        assert_eq!(dots, 10);
        assert!(early >= 9, "{mutant:?}: {early} of {dots} dots left too early, and that was not seen");
    }
}

/// What is said of an approval, and whether the store had been synced by then.
fn approved(store: &Path, digest: &str, trace: &Path) -> bool {
    let words = strace("fsync,fdatasync,write", "", &[], trace);
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).arg(env!("CARGO_BIN_EXE_convoke")).arg("announce").arg(store);
    let said = output({
        command.args(["--approve-as", "Bo", "--digest", digest]);
        command
    });
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let trace = std::fs::read_to_string(trace).expect("a trace");
    let before = trace.split("\"approved by Bo").next().expect("a part");
    assert!(before.len() < trace.len(), "nothing was said\n{trace}");
    synced(before)
}

fn synced(trace: &str) -> bool {
    trace.lines().any(|line| line.contains("sync(") && line.contains("-wal>"))
}

#[test]
fn nobody_reads_that_it_was_approved_before_it_is_on_disk() {
    block_on(async {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("convoke.db");
        let store = Store::open(&path.display().to_string(), true).await.expect("a store");
        let digest = prepare(&store, &plan(), &people(3), 0).await.digest;
        store.close().await;
        assert!(approved(&path, &digest, &folder.path().join("trace")));
        let store = Store::open(&path.display().to_string(), false).await.expect("a store");
        assert!(store.announcements().await.expect("a list")[0].approved.is_some());
        store.close().await;
    });
    // The same look at a run that syncs nothing: the check can fail.
    let nothing = "1 write(2</dev/pts/0>, \"reading\\n\", 8) = 8\n1 fsync(5</tmp/other>) = 0\n";
    assert!(!synced(nothing));
}
