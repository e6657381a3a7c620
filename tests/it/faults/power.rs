//! The power is cut, again and again, at moments nobody chose: what had not been synced is lost, in whole or in part. No
//! device is needed for that: a small library under the sender notes every write until it is synced.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use convoke::work::Mutant;

use super::{Sender, Waiting, extra, left_unmarked, quiet, resume};
use crate::delivery::sink::{Manner, Seen, start};
use crate::store::run as block_on;

const CONNECTIONS: usize = 8;
const RECIPIENTS: usize = 400;
const CUTS: usize = 12;

/// The library, compiled once.
fn library() -> &'static Path {
    static LIBRARY: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let made = LIBRARY.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("power.so");
        let source = crate::helpers::root().join("tests/tools/power.c");
        let mut compiler = Command::new("cc");
        compiler.args(["-O2", "-shared", "-fPIC", "-o"]).arg(&path).arg(source).arg("-ldl");
        let said = super::output(compiler);
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        (folder, path)
    });
    &made.1
}

/// Numbers that are scattered, and the same in every run (Knuth's constants).
struct Scattered(u64);

impl Scattered {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit.max(1)
    }
}

/// A write that was not synced: where, how large the file was before, what was there, what was written; nothing where the
/// file was cut.
struct Note {
    at: usize,
    size: usize,
    before: Vec<u8>,
    after: Option<Vec<u8>>,
}

fn notes(mut bytes: &[u8]) -> Vec<Note> {
    let mut found = Vec::new();
    while bytes.len() >= 24 {
        let number = |place: usize| i64::from_le_bytes(bytes[place..place + 8].try_into().expect("eight"));
        let (at, count, size) = (number(0), number(8), number(16));
        let length = usize::try_from(count.unsigned_abs()).expect("a length");
        let whole = 24 + length * if count < 0 { 1 } else { 2 };
        // The sender was killed while it took this note: the write had not begun.
        let Some(record) = bytes.get(..whole) else { break };
        let after = (count >= 0).then(|| record[24 + length..].to_vec());
        let [at, size] = [at, size].map(|one| usize::try_from(one).expect("a place"));
        found.push(Note { at, size, before: record[24..24 + length].to_vec(), after });
        bytes = &bytes[whole..];
    }
    found
}

/// The power is cut: of the writes that were not synced each is lost, or kept, or kept in its first sectors. Says how many
/// there were.
fn cut(folder: &Path, undo: &Path, scattered: &mut Scattered) -> usize {
    let (mut writes, loses_all) = (0, scattered.below(2) == 0);
    for entry in std::fs::read_dir(undo).expect("notes").flatten() {
        let notes = notes(&std::fs::read(entry.path()).expect("notes"));
        std::fs::remove_file(entry.path()).expect("gone");
        let file = folder.join(entry.file_name());
        let Ok(mut bytes) = std::fs::read(&file) else { continue };
        writes += notes.len();
        for note in notes.iter().rev() {
            let end = (note.at + note.before.len()).max(bytes.len());
            bytes.resize(end, 0);
            bytes[note.at..note.at + note.before.len()].copy_from_slice(&note.before);
            bytes.truncate(note.size);
            bytes.resize(note.size, 0);
        }
        for note in notes.iter().filter(|_| !loses_all) {
            let Some(after) = &note.after else { continue };
            let kept = match scattered.below(3) {
                0 => 0,
                1 => after.len(),
                _ => scattered.below(after.len() / 512 + 1) * 512,
            };
            bytes.resize(bytes.len().max(note.at + kept), 0);
            bytes[note.at..note.at + kept].copy_from_slice(&after[..kept]);
        }
        std::fs::write(&file, bytes).expect("written");
    }
    // What processes share in memory does not outlive the machine.
    let _ = std::fs::remove_file(folder.join("convoke.db-shm"));
    writes
}

/// One sender, until the relay has so many messages more; then the power is cut.
async fn send_and_cut(
    store: &Path,
    port: u16,
    seen: &Seen,
    mutant: Option<Mutant>,
    more: usize,
    scattered: &mut Scattered,
) -> usize {
    let folder = store.parent().expect("a folder");
    let undo = folder.join("notes");
    std::fs::create_dir_all(&undo).expect("a folder");
    let mut command = Sender { connections: CONNECTIONS, ..Sender::new(store, port, mutant) }.command(&[]);
    command.env("LD_PRELOAD", library()).env("POWER_FILES", store).env("POWER_NOTES", &undo);
    command.stderr(std::process::Stdio::null());
    let wanted = seen.taken().len() + more;
    let mut child = command.spawn().expect("started");
    while seen.taken().len() < wanted && child.try_wait().expect("a state").is_none() {
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
    child.kill().expect("killed");
    child.wait().expect("gone");
    quiet(seen).await;
    cut(folder, &undo, scattered)
}

#[test]
fn nothing_is_lost_when_the_power_is_cut() {
    let scale = crate::work::scale() as usize;
    let (people, cuts) = (RECIPIENTS * scale, CUTS * scale);
    let waiting = Waiting::of(people);
    block_on(async {
        let mut scattered = Scattered(1);
        let (mut made, mut writes) = (0, 0);
        // Where every cut came just after a sync, none had anything to lose: then there are as many again, and once more.
        while made < 3 * cuts && writes == 0 {
            let (_folder, store) = waiting.one();
            let (port, seen) = start(Manner::default()).await;
            for _ in 0..cuts {
                let more = 1 + scattered.below(2 * people / cuts - 2);
                writes += send_and_cut(&store, port, &seen, None, more, &mut scattered).await;
                assert_eq!(left_unmarked(&store, &seen).await, [""; 0], "marks were lost");
            }
            resume(&store, port).await;
            made += cuts;
            let extra = extra(&seen, people);
            println!("{made} power cuts, {writes} writes in question: nothing lost, {extra} extra copies");
            assert!(extra <= CONNECTIONS * cuts, "{extra} extra copies after {cuts} cuts");
        }
        assert!(writes > 0, "none of {made} cuts had anything to lose");
    });
}

/// A store that syncs only now and then keeps whole, and forgets what has left: people get it again.
#[test]
fn a_store_that_does_not_sync_is_seen_when_the_power_is_cut() {
    let waiting = Waiting::of(150);
    block_on(async {
        let (_folder, store) = waiting.one();
        let (port, seen) = start(Manner::default()).await;
        let mut scattered = Scattered(1);
        let mut most = 0;
        for _ in 0..4 {
            let careless = Some(Mutant::CarelessStore);
            send_and_cut(&store, port, &seen, careless, 60, &mut scattered).await;
            most = most.max(left_unmarked(&store, &seen).await.len());
        }
        println!("not synced: {most} messages had left without a mark");
        assert!(most > CONNECTIONS, "{most}: that would not have been seen");
    });
}

#[test]
fn notes_are_taken_back_in_their_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let undo = folder.path().join("notes");
    std::fs::create_dir(&undo).expect("a folder");
    let file = folder.path().join("convoke.db");
    std::fs::write(&file, "Hello, world and all").expect("written");
    let note = |at: i64, count: i64, size: i64, bytes: &str| {
        [at.to_le_bytes(), count.to_le_bytes(), size.to_le_bytes()].concat().into_iter().chain(bytes.bytes()).collect()
    };
    let all: [Vec<u8>; 4] = [
        note(0, 5, 12, "helloHELLO"),
        note(12, 8, 12, &format!("{} and all", "\0".repeat(8))),
        note(0, 5, 20, "HELLOHello"),
        // Killed while it took this one.
        note(3, 50, 20, "lo, wor"),
    ];
    let whole = |keeps: usize| {
        std::fs::write(undo.join("convoke.db"), all.concat()).expect("notes");
        let mut seed = 0;
        while Scattered(seed).below(2) != keeps {
            seed += 1;
        }
        assert_eq!(cut(folder.path(), &undo, &mut Scattered(seed)), 3);
        String::from_utf8(std::fs::read(&file).expect("bytes")).expect("text")
    };
    assert_eq!(whole(0), "hello, world", "all three are lost");
}
