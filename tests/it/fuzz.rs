//! Every target of `fuzz/` on whatever toolchain builds the tests: all files of its corpus, files of the catalogue, and some
//! thousands of them changed at random. The seed is fixed, so a failure is found again; `./x fuzz` goes on for hours.

#[path = "../../fuzz/src/targets.rs"]
#[allow(dead_code, reason = "the same file is a library elsewhere")]
mod targets;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::helpers::root;
use crate::work::scale;

/// How long one input may take, with the least optimisation and on a busy machine.
const MOST: Duration = Duration::from_secs(20);

/// The files of the catalogue that a target is fed with, beside its own corpus.
fn of_the_catalogue(target: &str) -> Option<&'static str> {
    Some(match target {
        "scenario" => "scenario.toml",
        "plan" => "plan.toml",
        "series" => "hours.toml",
        "answers" => "answers.toml",
        "registrations" => "registrations.toml",
        "recipients" => "recipients.csv",
        "calendar" => "foreign.ics",
        "reply" => "reply.eml",
        "placement" => "problem.json",
        _ => return None,
    })
}

fn files(folder: &Path, wanted: &dyn Fn(&str) -> bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, wanted));
        } else if path.file_name().and_then(|name| name.to_str()).is_some_and(wanted) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let mut paths = files(&root().join("fuzz/corpus").join(target), &|_| true);
    if let Some(name) = of_the_catalogue(target) {
        paths.extend(files(&root().join("tests/catalogue"), &|file| file == name));
    }
    paths.into_iter().map(|path| fs::read(path).expect("a seed")).collect()
}

/// Numbers that look random: splitmix64.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ z >> 31
    }

    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % most.max(1) as u64).unwrap_or(0)
    }
}

/// Pieces that matter to one reader or another.
const PIECES: [&[u8]; 44] = [
    b"\"",
    b"'",
    b"[",
    b"]",
    b"[[",
    b"{",
    b"}",
    b"=",
    b"\n",
    b"\r\n",
    b"\r",
    b"#",
    b",",
    b";",
    b":",
    b"\\",
    b"\\u0000",
    b"\"\"\"",
    b"\0",
    b"-1",
    b"0",
    b"9e999",
    b"99999999999999999999",
    b"\xE2\x80\xAE",
    b"\xEF\xBB\xBF",
    b"\xFF",
    b"\xC3\xA9",
    b"\xE4\xBC\x9A",
    b"2026-02-30",
    b"9999-12-31",
    b"true",
    b"null",
    b"nan",
    b"@",
    b"<",
    b"&",
    b"BEGIN:VEVENT\r\n",
    b"END:VEVENT\r\n",
    b"RRULE:FREQ=DAILY\r\n",
    b"TZID=",
    b"=?utf-8?q?=0D=0A?=",
    b"\r\n\r\n",
    b"--b\r\n",
    b"\r\n ",
];

/// One to four changes: a byte, a piece put in or over, a stretch left out, repeated, or taken from another seed.
fn changed(seed: &[u8], other: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=chance.below(4) {
        let at = chance.below(bytes.len() + 1);
        let most = 1 << chance.below(8);
        let end = (at + chance.below(most)).min(bytes.len());
        match chance.below(7) {
            0 if at < bytes.len() => bytes[at] = chance.next().to_be_bytes()[0],
            1 => drop(bytes.splice(at..at, PIECES[chance.below(PIECES.len())].iter().copied())),
            2 => drop(bytes.splice(at..end, PIECES[chance.below(PIECES.len())].iter().copied())),
            3 => drop(bytes.drain(at..end)),
            4 => {
                let stretch = bytes[at..end].repeat(1 + chance.below(40));
                drop(bytes.splice(at..at, stretch));
            }
            5 => {
                let from = chance.below(other.len() + 1);
                let to = (from + chance.below(200)).min(other.len());
                drop(bytes.splice(at..end, other[from..to].iter().copied()));
            }
            _ => bytes.truncate(at.max(1)),
        }
    }
    bytes.truncate(60_000);
    bytes
}

/// What a target was fed with.
struct Fed {
    seeds: usize,
    runs: usize,
}

/// Feeds one target; what breaks it is written where it can be looked at.
fn feed((name, target, runs): targets::Target) -> Fed {
    let (seeds, began) = (corpus(name), Instant::now());
    assert!(seeds.len() >= 5, "{name} has {} seeds", seeds.len());
    let mut chance = Chance(name.bytes().fold(7, |seed, byte| seed.wrapping_mul(31) + u64::from(byte)));
    let mut slowest = Duration::ZERO;
    let mut one = |bytes: &[u8], what: &str| {
        let started = Instant::now();
        let broke = catch_unwind(AssertUnwindSafe(|| target(bytes))).is_err();
        slowest = slowest.max(started.elapsed());
        if broke || started.elapsed() > MOST {
            let kept = std::env::temp_dir().join(format!("convoke-fuzz-{name}"));
            fs::write(&kept, bytes).expect("written");
            panic!("{name} broke, or took {:?}, on {what}: {}", started.elapsed(), kept.display());
        }
    };
    for (number, seed) in seeds.iter().enumerate() {
        one(seed, &format!("seed {number}"));
    }
    let runs = runs * scale();
    for run in 0..runs {
        let (seed, other) = (&seeds[chance.below(seeds.len())], &seeds[chance.below(seeds.len())]);
        one(&changed(seed, other, &mut chance), &format!("change {run}"));
    }
    println!(
        "{name}: {} seeds, {runs} changed, {:.1} s, slowest {:.2} s",
        seeds.len(),
        began.elapsed().as_secs_f64(),
        slowest.as_secs_f64()
    );
    Fed { seeds: seeds.len(), runs: runs as usize }
}

#[test]
fn no_target_breaks() {
    let all: Vec<targets::Target> = targets::TARGETS.into_iter().chain([targets::SLOW]).collect();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let workers = std::thread::available_parallelism().map_or(2, usize::from).max(2);
    let (faults, fed) = (std::sync::Mutex::new(Vec::new()), std::sync::Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(target) = all.get(next.fetch_add(1, std::sync::atomic::Ordering::SeqCst)) {
                    match catch_unwind(|| feed(*target)) {
                        Ok(this) => fed.lock().expect("a list").push(this),
                        Err(why) => faults.lock().expect("a list").push(format!(
                            "{}: {:?}",
                            target.0,
                            why.downcast_ref::<String>()
                        )),
                    }
                }
            });
        }
    });
    let faults = faults.into_inner().expect("a list");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let fed = fed.into_inner().expect("a list");
    let sum = |count: fn(&Fed) -> usize| fed.iter().map(count).sum::<usize>();
    println!("{} targets, {} seeds, {} changed inputs", fed.len(), sum(|one| one.seeds), sum(|one| one.runs));
}

/// Each target has its program, its lines in the manifest and its seeds; and a target that breaks is seen to.
#[test]
fn the_targets_are_those_of_the_fuzzer() {
    let manifest = fs::read_to_string(root().join("fuzz/Cargo.toml")).expect("a manifest");
    let names: Vec<&str> = targets::TARGETS.iter().chain([&targets::SLOW]).map(|target| target.0).collect();
    for name in &names {
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name} is not in the manifest");
        let text = fs::read_to_string(root().join(format!("fuzz/fuzz_targets/{name}.rs"))).expect("a program");
        assert!(text.contains(&format!("targets::{name}(data)")), "{name}");
    }
    assert_eq!(manifest.matches("[[bin]]").count(), names.len());
    let broken = |bytes: &[u8]| assert!(!bytes.contains(&b'<'), "found");
    let seen = catch_unwind(|| feed(("words", broken, 2_000)));
    assert!(seen.is_err(), "a fault that one change in forty brings out is found");
}
