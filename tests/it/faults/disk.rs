//! Disks that are full, or that do not keep what they are given: said in one line, the store is as it was, nothing leaves
//! that cannot be marked, and when there is room again the same command goes on.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use convoke::store::{Preparation, Store, StoreError};
use convoke::work::{Mutant, Settings, WorkError};

use super::{Sender, Waiting, extra, output, quiet, resume, states, strace};
use crate::announce::{id, plan};
use crate::delivery::sink::{Manner, start};
use crate::store::{dispatches, message, people, prepare, run as block_on};
use crate::work::{run, settings};

/// A small disk in memory.
struct Disk {
    folder: tempfile::TempDir,
}

impl Disk {
    fn of(size: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let disk = Self { folder };
        disk.mount(&["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"]);
        disk
    }

    fn grow(&self, size: &str) {
        self.mount(&["-o", &format!("remount,size={size}")]);
    }

    #[track_caller]
    fn mount(&self, words: &[&str]) {
        let mut command = Command::new("mount");
        command.args(words).arg(self.folder.path());
        let said = output(command);
        let why = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(said.status.success(), "a small disk can be mounted by root alone; run the tests as root: {why}");
    }

    fn store(&self) -> PathBuf {
        self.folder.path().join("convoke.db")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.folder.path()).status();
    }
}

/// What a full disk must be called: where, and how much is needed.
fn is_full(error: &StoreError, store: &Path) -> bool {
    let text = error.to_string();
    let number = text.split(", ").nth(1).and_then(|part| part.strip_suffix(" bytes needed"));
    let number = number.or_else(|| text.split(", ").nth(1)?.split(" bytes needed").next());
    text.starts_with(&format!("disk full at {}, ", store.display()))
        && number.is_some_and(|number| number.parse::<u64>().is_ok_and(|number| number > 1_000_000))
}

/// What is prepared does not fit: nothing of it is kept, and what was there is.
#[test]
fn a_disk_that_fills_up_while_preparing_changes_nothing() {
    block_on(async {
        let disk = Disk::of("1m");
        let address = disk.store().display().to_string();
        let store = Store::open(&address, true).await.expect("a store");
        let first = prepare(&store, &plan(), &people(2), 0).await;
        let told = convoke::store::digest(&[]);
        let meetings = [id("sg13")].into();
        let preparation = Preparation {
            scenario: "s",
            by: "Ana",
            meetings: &meetings,
            told: &told,
            stamped: 60,
            sources: &Default::default(),
        };
        let all = dispatches(&convoke::announce::Announced::nothing(), &plan(), &people(300), 1);
        let messages = || all.iter().map(|dispatch| Ok::<_, StoreError>(message(dispatch)));
        let error = store.prepare(&preparation, messages()).await.expect_err("no room");
        assert!(is_full(&error, &disk.store()), "{error}");
        let kept = store.announcements().await.expect("a list");
        assert_eq!((kept.len(), &kept[0].digest), (1, &first.digest), "as it was");
        disk.grow("64m");
        let again = store.prepare(&preparation, messages()).await.expect("there is room");
        assert_eq!(again.messages, 300);
        store.close().await;
    });
}

/// Less room than three times what waits: neither approved nor sent, and said so. Whoever begins all the same ends half-way
/// — and even then loses nothing.
#[test]
fn sending_is_not_begun_where_there_is_too_little_room() {
    block_on(async {
        let disk = Disk::of("64m");
        let path = disk.store();
        let (port, seen) = start(Manner::default()).await;
        let store = Store::open(&path.display().to_string(), true).await.expect("a store");
        let prepared = prepare(&store, &plan(), &people(120), 0).await;
        let file = std::fs::metadata(&path).expect("a file").len() + 4_200_000;
        disk.grow(&format!("{file}"));
        let error = store.approve(prepared.number, "Bo", &prepared.digest).await.expect_err("no room");
        let StoreError::NoRoom { free, needed, .. } = &error else { panic!("{error}") };
        assert!(free < needed, "{error}");
        assert!(store.announcements().await.expect("a list")[0].approved.is_none());
        disk.grow("64m");
        store.approve(prepared.number, "Bo", &prepared.digest).await.expect("approved");
        store.close().await;

        let store = Store::open(&path.display().to_string(), false).await.expect("a store");
        let ballast = disk.folder.path().join("ballast");
        std::fs::write(&ballast, vec![0_u8; 62 << 20]).expect("something that fills the disk");
        let error = run(&store, settings(port)).await.expect_err("no room");
        let WorkError::Store(said) = &error else { panic!("{error}") };
        assert!(matches!(&**said, StoreError::NoRoom { .. }), "{error}");
        assert_eq!(seen.taken().len(), 0, "not begun");

        let rest = std::fs::metadata(&ballast).expect("a file").len();
        let free = rustix::fs::statvfs(disk.folder.path()).expect("a disk");
        std::fs::write(
            &ballast,
            vec![0_u8; usize::try_from(rest + free.f_bavail * free.f_frsize).expect("a size") - 200_000],
        )
        .expect("nearly full");
        let lease = std::time::Duration::from_secs(1);
        let careless = Settings { mutant: Some(Mutant::AsksForNoRoom), connections: 1, lease, ..settings(port) };
        let error = run(&store, careless).await.expect_err("it fills up");
        let WorkError::Store(said) = &error else { panic!("{error}") };
        assert!(is_full(said, &path), "{error}");
        let half_way = seen.taken().len();
        assert!((1..120).contains(&half_way), "{half_way}: the fault shows");
        quiet(&seen).await;
        store.close().await;
        std::fs::remove_file(&ballast).expect("there is room again");
        resume(&path, port).await;
        let extra = extra(&seen, 120);
        println!("the disk filled up after {half_way} of 120: nothing lost, {extra} extra copies");
        assert!(extra <= 1, "{extra}");
    });
}

/// The program sends, with a fault in its system calls; its exit code and words, and whether the fault came.
fn send(store: &Path, port: u16, calls: &str, inject: &str, more: &[&str], trace: &Path) -> (Output, String) {
    let words = strace(calls, inject, more, trace);
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).arg(env!("CARGO_BIN_EXE_convoke")).args(["announce", "--send", "--connections", "1"]);
    command.args(["--lease", "1", "--smtp", &format!("smtp://127.0.0.1:{port}")]).arg(store);
    (output(command), std::fs::read_to_string(trace).unwrap_or_default())
}

/// The three codes by which SQLite says so, and the words that they all become.
#[test]
fn every_way_of_being_full_has_the_same_words() {
    let waiting = Waiting::of(8);
    let cases: [(&str, &str, bool); 3] = [
        // No room for a page of the log: SQLITE_FULL, 13.
        ("ENOSPC", "pwrite64:error=ENOSPC:when=20+", false),
        // A limit of the file's size, or a quota: SQLITE_IOERR_WRITE, 778.
        ("EFBIG", "pwrite64:error=EFBIG:when=20+", false),
        // No room for what is shared in memory: SQLITE_IOERR_SHMSIZE, 4874.
        ("shared", "pwrite64:error=ENOSPC", true),
    ];
    for (name, inject, shared) in cases {
        block_on(async {
            let (folder, store) = waiting.one();
            let (port, seen) = start(Manner::default()).await;
            let memory = format!("--trace-path={}-shm", store.display());
            let more: Vec<&str> = if shared { vec![&memory] } else { Vec::new() };
            let (said, trace) = send(&store, port, "pwrite64", inject, &more, &folder.path().join("trace"));
            let text = String::from_utf8_lossy(&said.stderr).into_owned();
            assert!(trace.contains("(INJECTED)"), "{name}: nothing was injected\n{trace}\n{text}");
            assert_eq!(said.status.code(), Some(2), "{name}: {text}");
            let line =
                text.lines().find(|line| line.contains("disk full at ")).unwrap_or_else(|| panic!("{name}: {text}"));
            let wanted = format!("disk full at {}, ", store.display());
            assert!(line.contains(&wanted) && line.contains(" bytes needed; nothing was changed"), "{name}: {line}");
            quiet(&seen).await;
            resume(&store, port).await;
            assert!(extra(&seen, 8) <= 1, "{name}");
        });
    }
}

/// Of a trace of sends and syncs: whether a sync failed, and the dots that left after it; those of the folder aside, which
/// SQLite tries as well as it can.
fn dots_after_a_fault(trace: &str) -> (bool, usize) {
    let (mut fault, mut of_file, mut dots) = (false, false, 0);
    for line in trace.lines() {
        let failed = line.contains("EIO") && line.contains("(INJECTED)");
        fault |= failed;
        of_file |= failed && (line.contains("-wal>") || line.contains(".db>"));
        dots += usize::from(of_file && line.contains("sendto(") && line.contains("\".\\r\\n\""));
    }
    (fault, dots)
}

/// The `k`-th sync fails, once; how many dots left after that.
async fn sync_fails(waiting: &Waiting, count: usize, k: usize, mutant: Option<Mutant>) -> Option<usize> {
    let (folder, store) = waiting.one();
    let (port, seen) = start(Manner::default()).await;
    let trace = folder.path().join("trace");
    let words = strace("fsync,fdatasync,sendto", &format!("fsync:error=EIO:when={k}"), &[], &trace);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let command = Sender::new(&store, port, mutant).command(&words);
    let said = tokio::task::spawn_blocking(|| output(command)).await.expect("no panic");
    let (fault, dots) = dots_after_a_fault(&std::fs::read_to_string(&trace).expect("a trace"));
    quiet(&seen).await;
    if fault && !said.status.success() {
        let text = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(text.contains("does not keep what it is given"), "{text}");
    }
    states(&store).await;
    resume(&store, port).await;
    let extra = extra(&seen, count);
    assert!(mutant.is_some() || extra <= 1, "sync {k}: {extra} extra copies");
    fault.then_some(dots)
}

#[test]
fn after_a_sync_that_failed_nothing_leaves() {
    let waiting = Waiting::of(4);
    block_on(async {
        let mut faults = 0;
        while let Some(dots) = sync_fails(&waiting, 4, faults + 1, None).await {
            assert_eq!(dots, 0, "dots left after sync {} had failed", faults + 1);
            faults += 1;
        }
        println!("each of {faults} syncs failed once: no dot left after it");
        assert!(faults > 8, "only {faults} syncs");
    });
}

/// A sender that goes on with what it has in hand is found out.
#[test]
fn a_sender_that_goes_on_after_a_failed_sync_is_seen() {
    let waiting = Waiting::of(6);
    block_on(async {
        let mut most = 0;
        let mut k = 1;
        while let Some(dots) = sync_fails(&waiting, 6, k, Some(Mutant::GoesOnWithoutStore)).await {
            most = most.max(dots);
            k += 1;
        }
        assert!(most > 0, "{k} faults, and none showed it");
    });
}
