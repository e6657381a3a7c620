//! The instances of the benchmarks are what they are said to be, and the scorer agrees with what we claim.

use crate::helpers::root;
use crate::work::scale;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// A program of `benches/instances`. Python 3 is what the other tests need too.
fn instances(arguments: &[&str]) -> Output {
    let mut command = Command::new("python3");
    let script = root().join("benches/instances").join(arguments[0]);
    command.arg(script).args(&arguments[1..]).output().expect("python3 runs")
}

fn convoke(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_convoke")).args(arguments).current_dir(root()).output().expect("the program runs")
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    path.to_str().expect("a UTF-8 path").to_owned()
}

/// One Python process for all: starting each takes longer than the work.
const DIGESTS: &str = "\
import hashlib, subprocess, sys
for line in open('digests.txt'):
    digest, script, *arguments = line.split()
    found = hashlib.sha256(subprocess.run([sys.executable, script, *arguments], stdout=subprocess.PIPE, check=True).stdout).hexdigest()
    assert found == digest, f'{script} {arguments}: {found}'
for count, grains in (50, 160), (100, 320), (200, 640):
    drawn, read = (subprocess.run([sys.executable, 'timefold_meetings.py', what], stdout=subprocess.PIPE, check=True).stdout
                   for what in (str(count), f'data/{count}meetings-{grains}timegrains-5rooms.json.xz'))
    assert drawn == read, f'{count} meetings are not drawn as published'
";

#[test]
fn instances_are_the_same_bytes_everywhere_and_drawn_as_published() {
    let output = Command::new("python3").args(["-c", DIGESTS]).current_dir(root().join("benches/instances")).output();
    let output = output.expect("python3 runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Every kind of instance: read by us, and whatever we answer in a short time accepted by the scorer with all its claims.
#[test]
fn the_scorer_accepts_our_answers_and_claims() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        vec!["calendar_years.py", "120", "2", "1"],
        vec!["event.py", "small", "1"],
        vec!["ietf106.py"],
        vec!["timefold_meetings.py", "50"],
    ] {
        let generated = instances(&arguments);
        assert!(generated.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&generated.stderr));
        let problem = write(folder.path(), "problem.json", &generated.stdout);
        let solution = write(folder.path(), "solution.json", b"");
        let output = convoke(&["solve", &problem, "--out", &solution, "--time", "2s"]);
        let answer: serde_json::Value = serde_json::from_str(&fs::read_to_string(&solution).unwrap()).unwrap();
        let score = instances(&["evaluate.py", &problem, &solution]);
        // On a slow machine nothing may have been found, which must then be what we say.
        let expected = if output.status.code() == Some(0) { 0 } else { 1 };
        assert_eq!(score.status.code(), Some(expected), "{arguments:?}: {}", String::from_utf8_lossy(&score.stdout));
        assert_eq!(answer["status"] == "unknown", expected == 1, "{arguments:?}: {}", answer["status"]);
    }
}

/// Problems of every kind: calendars of years, events, the two from elsewhere, and the examples.
fn problems(folder: &Path) -> Vec<(String, String)> {
    let mut asked: Vec<String> = Vec::new();
    for (size, seeds) in [("60 1", 5), ("120 2", 5), ("240 4", 2)] {
        asked.extend((1..=seeds).map(|seed| format!("calendar_years.py {size} {seed}")));
    }
    for (size, seeds) in [("small", 6), ("80", 3), ("medium", 1)] {
        asked.extend((1..=seeds).map(|seed| format!("event.py {size} {seed}")));
    }
    asked.extend(["ietf106.py", "timefold_meetings.py 50", "timefold_meetings.py 100"].map(str::to_owned));
    let mut made = Vec::new();
    for (number, words) in asked.into_iter().enumerate() {
        let output = instances(&words.split(' ').collect::<Vec<_>>());
        assert!(output.status.success(), "{words}: {}", String::from_utf8_lossy(&output.stderr));
        let path = write(folder, &format!("{number}.json"), &output.stdout);
        made.push((words, path));
    }
    for example in ["fg-m2m-2012", "itu-t-2017-2018", "jca-cloud-2012", "jca-dcc-2022", "jca-ml-2023", "tsag-2017"] {
        let path = write(folder, &format!("{example}.json"), b"");
        let output = convoke(&["lower", &format!("examples/{example}/open.toml"), "--out", &path]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        made.push((example.to_owned(), path));
    }
    made
}

/// Threads that solve.
const THREADS: f64 = 2.0;
/// How much longer a solve may go on than it was given, in seconds.
const LONGER: f64 = 2.0;
/// Beyond this it hangs, however busy the machine.
const HANGS: f64 = 60.0;

/// Solves within a limit, and gives the status, how many seconds of processors it used and how many went by.
fn solved(problem: &str, solution: &str, used: &str, limit: u32) -> (String, f64, f64) {
    let mut command = Command::new("python3");
    command.arg(root().join("tests/tools/measured.py"));
    command.args([used, "600", env!("CARGO_BIN_EXE_convoke"), "solve", problem, "--out", solution]);
    let output = command.args(["--time", &format!("{limit}s"), "--threads", "2"]).output().expect("python3 runs");
    let code = output.status.code().expect("a code");
    assert!(code < 2, "{problem}: {code} {}", String::from_utf8_lossy(&output.stderr));
    let answer: serde_json::Value = serde_json::from_str(&fs::read_to_string(solution).unwrap()).unwrap();
    let status = answer["status"].as_str().expect("a status").to_owned();
    let known = if code == 0 { ["optimal", "feasible"].as_slice() } else { &["unknown"] };
    assert!(known.contains(&status.as_str()), "{problem}: {status}, but it ends with {code}");
    let numbers: Vec<f64> =
        fs::read_to_string(used).unwrap().split_whitespace().map(|word| word.parse().expect("a number")).collect();
    (status, numbers[0], numbers[1])
}

/// Whatever is asked, the answer is there when its time is over, true in all it claims, and one of those that there are.
/// Time is counted on processors, reading and writing included: on the clock a busy machine takes as long as it likes.
#[test]
fn every_answer_is_there_in_time_and_true() {
    let folder = tempfile::tempdir().unwrap();
    let problems = problems(folder.path());
    assert!(problems.len() >= 30, "{} problems", problems.len());
    let (solution, used) = (write(folder.path(), "s.json", b""), write(folder.path(), "used", b""));
    for limit in if scale() > 1 { [1, 5, 60].as_slice() } else { &[1] } {
        let (mut counts, mut most, mut latest) = (std::collections::BTreeMap::<String, u32>::new(), 0.0_f64, 0.0_f64);
        for (name, problem) in &problems {
            let (status, busy, took) = solved(problem, &solution, &used, *limit);
            let score = instances(&["evaluate.py", problem, &solution]);
            let expected = i32::from(status == "unknown");
            assert_eq!(score.status.code(), Some(expected), "{name}: {}", String::from_utf8_lossy(&score.stdout));
            let limit = f64::from(*limit);
            assert!(busy < THREADS * limit + LONGER, "{name}: {busy} s of processors, where {limit} s were given");
            assert!(took < limit + LONGER + HANGS, "{name}: {took} s on the clock, where {limit} s were given");
            (most, latest) = (most.max(busy - THREADS * limit), latest.max(took - limit));
            *counts.entry(status).or_default() += 1;
        }
        println!(
            "{} problems, {limit} s each: {counts:?}; at most {most:.2} s of processors more than {THREADS} x {limit} s, \
             {latest:.2} s more on the clock",
            problems.len()
        );
        assert!(counts.contains_key("feasible"), "nothing was cut short, which says nothing: {counts:?}");
    }
}

/// A large calendar in which no two meetings may run at once: that there is none is found at once, and to make what
/// contradicts itself small would take hours. The answer is there in time all the same, and says what it did not do.
#[test]
fn what_is_impossible_is_said_in_time_too() {
    let folder = tempfile::tempdir().unwrap();
    let mut copy = Command::new("cp");
    copy.args(["-r", "examples/itu-t-2017-2018/."]).arg(folder.path()).current_dir(root());
    assert!(copy.status().expect("cp").success());
    let scenario = folder.path().join("open.toml");
    let limit = "\n[[limit]]\nat_most = 1\nfrom_working_days = 1\nelectronic = true\nstrength = \"must\"\n";
    fs::write(&scenario, fs::read_to_string(&scenario).unwrap() + limit).unwrap();
    let used = write(folder.path(), "used", b"");
    let mut command = Command::new("python3");
    command.arg(root().join("tests/tools/measured.py")).args([&used, "600", env!("CARGO_BIN_EXE_convoke"), "plan"]);
    let output = command.arg(&scenario).args(["--time", "5s", "--threads", "2"]).output().expect("python3 runs");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{told}");
    let first = told.lines().next().unwrap_or_default();
    println!(
        "{first}; seconds of processors and of the clock, megabytes: {}",
        fs::read_to_string(&used).unwrap().trim()
    );
    assert!(told.starts_with("No plan exists") || told.starts_with("no plan was found"), "{told}");
    let busy: f64 = fs::read_to_string(&used).unwrap().split_whitespace().next().unwrap().parse().expect("a number");
    // A second more than was given may be used to explain.
    assert!(busy < THREADS * 6.0 + LONGER, "{busy} s of processors, where 5 s were given");
}

/// A moment is too short for anything: that is said, and not that there is none.
#[test]
fn time_that_is_over_is_never_impossible() {
    for (arguments, said) in [
        (["plan", "examples/itu-t-2017-2018/open.toml"], "no plan was found: the time was over"),
        (["timetable", "examples/sg13-2023-timetable/event.toml"], "no timetable was found: the time was over"),
        (["timetable", "examples/tsag-2017/event.toml"], "no timetable was found: the time was over"),
    ] {
        let output = convoke(&[arguments.as_slice(), &["--time", "1ms"]].concat());
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {told}");
        assert!(told.contains(said) && told.contains("that is no proof that there is none"), "{told}");
        assert!(!told.contains("exists") && !told.contains("contradict"), "{told}");
        assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    }
}

/// The problem of a scenario, as a document: solved to the end, the answer accepted, and the trace ends with it.
#[test]
fn a_scenario_is_lowered_to_a_document_that_any_solver_can_answer() {
    let folder = tempfile::tempdir().unwrap();
    for example in ["tsag-2017", "jca-ml-2023"] {
        let problem = write(folder.path(), "problem.json", b"");
        let (solution, trace) = (write(folder.path(), "s.json", b""), write(folder.path(), "t.jsonl", b""));
        let scenario = format!("examples/{example}/open.toml");
        let output = convoke(&["lower", &scenario, "--out", &problem]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let output = convoke(&["solve", &problem, "--out", &solution, "--iterations", "2000", "--trace", &trace]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let score = instances(&["evaluate.py", &problem, &solution]);
        assert_eq!(score.status.code(), Some(0), "{example}: {}", String::from_utf8_lossy(&score.stdout));
        let answer: serde_json::Value = serde_json::from_str(&fs::read_to_string(&solution).unwrap()).unwrap();
        assert_eq!(answer["status"], "optimal", "{example}");
        ends_with(&fs::read_to_string(&trace).unwrap(), &answer["cost"]);
    }
}

/// The costs of a trace never rise, and the last is the answer's.
fn ends_with(trace: &str, cost: &serde_json::Value) {
    let lines = trace.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("a JSON line"));
    let costs: Vec<Vec<u64>> = lines
        .filter_map(|line| Some(line["cost"].as_array()?.iter().filter_map(serde_json::Value::as_u64).collect()))
        .collect();
    assert!(costs.is_sorted_by(|a, b| a >= b), "{costs:?}");
    let levels = ["should", "change", "prefer"].map(|level| cost[level].as_u64().expect("a cost"));
    assert_eq!(costs.last().expect("an answer"), &levels);
}

/// Bad problem files: told by place, exit 2, nothing written.
#[test]
fn bad_problem_files_are_refused_by_place() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.json");
    let far = r#"{"format": "convoke-placement/1", "name": "x", "horizon": 5, "levels": ["l"], "places": [], "place_over": "forbidden",
        "activities": [{"id": "a", "duration": 6, "starts": [[0, 0]]}]}"#;
    for (bytes, expected) in [
        (far.as_bytes(), "activities[0].duration: error[placement.value]: found 6, expected at most 5"),
        (b"{\"format\":\n\"\xff\"}".as_slice(), ":2: error[placement.encoding]: found a byte that is no UTF-8"),
        (b"".as_slice(), ":1:1: error[placement.syntax]: found EOF while parsing"),
    ] {
        let problem = write(folder.path(), "bad.json", bytes);
        let output = convoke(&["solve", &problem, "--out", out.to_str().expect("UTF-8")]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("bad.json") && said.contains(expected), "{said}");
        assert!(!out.exists());
    }
}
