//! The program as people run it: exit codes, what goes where, nothing half written.

use crate::helpers::root;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn convoke(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_convoke")).args(arguments).current_dir(root()).output().expect("the program runs")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a UTF-8 path")
}

#[test]
fn every_command_has_help_with_an_example() {
    for command in [
        "demo", "plan", "check", "why", "explain", "move", "hours", "announce", "outbox", "inbox", "invite", "letter",
        "options", "feed", "owed", "rules", "lower", "solve", "doctor", "tz",
    ] {
        let output = convoke(&[command, "--help"]);
        assert_eq!(code(&output), 0);
        assert!(out(&output).contains("Example"), "{command}");
    }
}

#[test]
fn a_plan_goes_to_standard_output_and_is_accepted_by_check() {
    let folder = tempfile::tempdir().unwrap();
    let output = convoke(&["plan", "examples/jca-ml-2023/open.toml"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let plan = folder.path().join("plan.toml");
    fs::write(&plan, out(&output)).unwrap();
    let checked = convoke(&["check", "examples/jca-ml-2023/open.toml", "--plan", path(&plan)]);
    assert_eq!(code(&checked), 0, "{}{}", out(&checked), err(&checked));
}

#[test]
fn a_meeting_is_explained_moved_and_put_back() {
    let scenario = "examples/jca-ml-2023/open.toml";
    let folder = tempfile::tempdir().unwrap();
    let plan = folder.path().join("plan.toml");
    let planned = out(&convoke(&["plan", scenario]));
    fs::write(&plan, &planned).unwrap();

    let why = convoke(&["why", scenario, "--plan", path(&plan), "jca-ml-2023-1"]);
    assert_eq!(code(&why), 0, "{}", err(&why));
    for words in ["What binds", "Next best dates", "it is held inside sg13-2023-03", "2023-03-13     @", "forbidden"] {
        assert!(out(&why).contains(words), "{words}: {}", out(&why));
    }
    let places: serde_json::Value = serde_json::from_str(&out(&convoke(&[
        "why",
        scenario,
        "--plan",
        path(&plan),
        "jca-ml-2023-1",
        "--format",
        "json",
    ])))
    .unwrap();
    assert!(places["places"].as_array().unwrap().len() > 20);
    // The page has a day for each of them that is told, in words too, and nothing from elsewhere.
    let page = out(&convoke(&["why", scenario, "--plan", path(&plan), "jca-ml-2023-1", "--format", "html"]));
    assert_eq!(page.matches("<td class=\"here\" ").count(), 1, "{page}");
    let told = page.matches("<span class=\"hidden\">").count() - page.matches("<table class=\"strip\">").count();
    assert_eq!(told, page.matches("<td class=").count());
    assert!(told > 20 && page.contains(": forbidden: ") && page.contains("What binds"), "{page}");
    assert!(!page.contains("http") && !page.contains("<script"), "{page}");

    // A confirmed meeting moves, and the JCA inside it goes along: a broken must, and nothing is written.
    let asked = ["move", scenario, "--plan", path(&plan), "sg13-2023-10", "2023-10-30"];
    let moved = convoke(&asked);
    assert_eq!(code(&moved), 1, "{}", err(&moved));
    assert!(out(&moved).contains("jca-ml-2023-3, goes along"), "{}", out(&moved));
    assert!(out(&moved).contains("was confirmed for 23 October 2023"), "{}", out(&moved));
    assert_eq!(fs::read_to_string(&plan).unwrap(), planned);

    // With --out it is, and what was there is kept.
    let moved = convoke(&[&asked[..], &["--out", path(&plan)]].concat());
    assert_eq!(code(&moved), 1, "{}", err(&moved));
    assert!(fs::read_to_string(&plan).unwrap().contains("first = 2023-10-30"));
    assert_eq!(fs::read_to_string(folder.path().join("plan.toml.before")).unwrap(), planned);

    // Planned anew from there, the confirmed date comes back, and the change is told.
    let anew = convoke(&["plan", scenario, "--from", path(&plan), "--fewest-changes"]);
    assert_eq!(code(&anew), 0, "{}", err(&anew));
    assert!(err(&anew).contains("why  the scenario now fixes its dates"), "{}", err(&anew));
    assert!(out(&anew).contains("first = 2023-10-23"));

    for (wrong, words) in [("jca-ml-2023", "did you mean jca-ml-2023-1"), ("x", "has no meeting \"x\"")] {
        let output = convoke(&["why", scenario, "--plan", path(&plan), wrong]);
        assert_eq!(code(&output), 2);
        assert!(err(&output).contains(words), "{}", err(&output));
    }
}

#[test]
fn the_same_scenario_gives_the_same_bytes() {
    let folders: Vec<_> = (0..10).map(|_| tempfile::tempdir().unwrap()).collect();
    for folder in &folders {
        let output =
            convoke(&["plan", "examples/jca-ml-2023/open.toml", "--iterations", "2000", "--out", path(folder.path())]);
        assert_eq!(code(&output), 0, "{}", err(&output));
    }
    for name in ["plan.toml", "report.html", "report.json", "findings.txt", "calendar.ics"] {
        let all: Vec<Vec<u8>> = folders.iter().map(|folder| fs::read(folder.path().join(name)).unwrap()).collect();
        assert!(!all[0].is_empty() && all.iter().all(|one| *one == all[0]), "{name} differs between two of ten runs");
    }
}

#[test]
fn a_hand_edited_plan_is_checked_and_says_who_is_hit() {
    let folder = tempfile::tempdir().unwrap();
    let plan = folder.path().join("plan.toml");
    let planned = out(&convoke(&["plan", "examples/jca-ml-2023/open.toml"]));
    // The first meeting of the JCA is moved before its letter could be out.
    let first = planned.find("id = \"jca-ml-2023-1\"").expect("the first meeting of JCA-ML");
    let date = planned[first..].find("first = ").unwrap() + first + "first = ".len();
    let mut edited = planned.clone();
    edited.replace_range(date..date + 10, "2023-02-20");
    let last = edited[first..].find("last = ").unwrap() + first + "last = ".len();
    edited.replace_range(last..last + 10, "2023-02-20");
    fs::write(&plan, edited).unwrap();
    let output = convoke(&["check", "examples/jca-ml-2023/open.toml", "--plan", path(&plan)]);
    assert_eq!(code(&output), 1, "{}", out(&output));
    let text = out(&output);
    assert!(text.contains("N-11") && text.contains("jca-ml-2023-1") && text.contains("hits"), "{text}");
    assert!(planned.contains("quality = \"optimal\"") && !text.contains("No better plan exists"), "{text}");
}

#[test]
fn bad_input_is_told_in_full_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = folder.path().join("scenario.toml");
    fs::write(
        &scenario,
        "[scenario]\nname = \"x\"\ntitle = \"X\"\nas_of = 2026-02-30\nfrom = 2026-01-01\nuntill = 2026-12-31\n",
    )
    .unwrap();
    let written = folder.path().join("out");
    for arguments in [
        vec!["plan", path(&scenario), "--out", path(&written)],
        vec!["check", path(&scenario)],
        vec!["invite", path(&scenario), "--out", path(&written)],
    ] {
        let output = convoke(&arguments);
        assert_eq!(code(&output), 2, "{arguments:?}");
        let text = err(&output);
        assert!(text.contains("scenario.toml:4:") && text.contains("scenario.toml:6:1"), "{text}");
        assert!(text.contains("until"), "the nearest name is told: {text}");
        assert!(out(&output).is_empty());
    }
    assert!(!written.exists(), "nothing is written");
}

#[test]
fn a_contradiction_is_told_in_words_and_is_minimal() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = folder.path().join("scenario.toml");
    let text = r#"
[scenario]
name = "too-tight"
title = "Too tight"
as_of = 2027-01-04
from = 2027-01-04
until = 2027-03-31
[[body]]
id = "SG13"
kind = "study-group"
name = "Study Group 13"
[[body]]
id = "JCA-X"
kind = "joint-coordination-activity"
name = "JCA-X"
parent = "SG13"
[[body]]
id = "WS"
kind = "workshop"
name = "Workshops"
[[meeting]]
id = "jca-x-1"
body = "JCA-X"
title = "JCA-X"
format = "electronic"
half_day = true
earliest = 2027-01-05
latest = 2027-01-22
[[meeting]]
id = "workshop"
body = "WS"
title = "A workshop that has nothing to do with it"
days = 1
venues = ["geneva"]
"#;
    fs::write(&scenario, text).unwrap();
    let written = folder.path().join("out");
    let output = convoke(&["plan", path(&scenario), "--out", path(&written)]);
    assert_eq!(code(&output), 1, "{}", err(&output));
    let told = err(&output);
    assert!(
        told.contains("No plan exists. These 2 demands contradict each other, and would not without any one of them:"),
        "{told}"
    );
    assert!(
        told.contains("N-11") && told.contains("its window closes on 2027-01-22") && !told.contains("workshop"),
        "{told}"
    );
    assert!(!written.exists());
    // With the musts priced instead of forbidden there is a plan, and the finding says what it breaks.
    let relaxed = convoke(&["plan", path(&scenario), "--relax", "--out", path(&written)]);
    assert_eq!(code(&relaxed), 1, "{}", err(&relaxed));
    assert!(written.join("plan.toml").exists());
}

#[test]
fn invitations_are_written_for_every_meeting_in_six_languages() {
    let folder = tempfile::tempdir().unwrap();
    let output = convoke(&["invite", "examples/jca-dcc-2022/given.toml", "--out", path(folder.path())]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let mut names: Vec<String> = ["invitations", "mails"]
        .iter()
        .flat_map(|part| fs::read_dir(folder.path().join(part)).unwrap())
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names.len(), 12, "{names:?}");
    assert!(names.iter().filter(|name| name.contains(".zh")).count() == 2, "{names:?}");
    let invitation = names.iter().find(|name| name.ends_with(".en.ics")).unwrap();
    let text = fs::read_to_string(folder.path().join("invitations").join(invitation)).unwrap();
    assert!(text.contains("METHOD:REQUEST") && text.contains("DTSTART;TZID=Europe/Zurich:20220601T130000"), "{text}");
}

#[test]
fn what_cannot_be_delivered_is_said() {
    // Nothing listens on the discard port.
    let output = convoke(&["invite", "examples/jca-dcc-2022/given.toml", "--smtp", "smtp://127.0.0.1:9"]);
    assert_eq!(code(&output), 1, "{}", err(&output));
    assert!(err(&output).contains("0 of"), "{}", err(&output));
    let elsewhere = convoke(&["invite", "examples/jca-dcc-2022/given.toml", "--smtp", "smtp://mail.example.org"]);
    assert_eq!(code(&elsewhere), 2);
    assert!(err(&elsewhere).contains("smtps://"), "{}", err(&elsewhere));
}

#[test]
fn fair_hours_are_planned_written_and_judged_again() {
    let folder = tempfile::tempdir().unwrap();
    let output = convoke(&["hours", "examples/rg-wm-2017/hours.toml", "--out", path(folder.path())]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert!(out(&output).contains("Proven") && !out(&output).contains('\u{1b}'), "no colour where nobody looks");
    for name in ["hours-plan.toml", "hours.html", "hours.json", "hours.txt"] {
        assert!(folder.path().join(name).exists(), "{name}");
    }
    let plan = folder.path().join("hours-plan.toml");
    let judged = convoke(&["hours", "examples/rg-wm-2017/hours.toml", "--plan", path(&plan), "--format", "json"]);
    assert_eq!(code(&judged), 0, "{}", err(&judged));
    let report: serde_json::Value = serde_json::from_str(&out(&judged)).unwrap();
    assert_eq!(report["meetings"], report["fairest"]["meetings"]);
    // Moved to a Sunday out of its window: told, and the exit code says so.
    let text = fs::read_to_string(&plan).unwrap().replace("date = 2017-09-19", "date = 2017-10-01");
    fs::write(&plan, text).unwrap();
    let edited = convoke(&["hours", "examples/rg-wm-2017/hours.toml", "--plan", path(&plan)]);
    assert_eq!(code(&edited), 1, "{}", out(&edited));
    for finding in ["hours.window", "hours.weekday", "hours.instant"] {
        assert!(out(&edited).contains(finding), "{finding}");
    }
    assert_eq!(code(&convoke(&["hours", "examples/rg-wm-2017/README.md"])), 2);
}

#[test]
fn rules_are_listed_and_explained() {
    let list = out(&convoke(&["rules"]));
    for id in ["N-01", "N-17", "D-19", "P-24", "S-21"] {
        assert!(list.contains(id), "{id} in\n{list}");
    }
    insta::assert_snapshot!(out(&convoke(&["rules", "N-11", "--on", "2012-04-01"])));
    assert_eq!(code(&convoke(&["rules", "Z-99"])), 2);
    let json: serde_json::Value = serde_json::from_str(&out(&convoke(&["rules", "--format", "json"]))).unwrap();
    assert_eq!(json.as_array().unwrap().len(), convoke::rules::all().len());
}

#[test]
fn a_placement_problem_is_solved() {
    let folder = tempfile::tempdir().unwrap();
    let problem = folder.path().join("problem.json");
    let solution = folder.path().join("solution.json");
    fs::write(
        &problem,
        r#"{"format": "convoke-placement/1", "name": "two", "horizon": 6, "levels": ["wish"], "profiles": {"late": [0, 1, 2, 3, 4, 5]}, "places": [], "place_over": "forbidden", "resources": [],
            "activities": [{"id": "a", "duration": 2, "starts": [[0, 4]], "start_costs": [{"level": "wish", "profile": "late", "weight": 1}]},
                           {"id": "b", "duration": 2, "starts": [[0, 4]], "start_costs": [{"level": "wish", "profile": "late", "weight": 1}]}],
            "relations": [{"kind": "disjoint", "activities": ["a", "b"], "over": "forbidden"}]}"#,
    )
    .unwrap();
    let output = convoke(&["solve", path(&problem), "--out", path(&solution), "--iterations", "1000"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let answer: serde_json::Value = serde_json::from_str(&fs::read_to_string(&solution).unwrap()).unwrap();
    assert_eq!(answer["status"], "optimal");
    assert_eq!(answer["cost"]["wish"], 2);
    fs::write(&problem, r#"{"format": "convoke-placement/2"}"#).unwrap();
    assert_eq!(code(&convoke(&["solve", path(&problem), "--out", path(&solution)])), 2);
}

#[test]
fn a_solution_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let problem = folder.path().join("problem.json");
    let solution = folder.path().join("solution.json");
    fs::write(
        &problem,
        r#"{"format": "convoke-placement/1", "name": "three", "horizon": 6, "days": [0, 3], "levels": ["should", "wish"], "profiles": {"late": [0, 1, 2, 3, 4, 5]},
            "places": [{"id": "hall"}, {"id": "lawn"}], "place_over": {"level": "should", "weight": 7}, "resources": [{"id": "team", "capacity": 1, "over": "forbidden"}],
            "activities": [{"id": "a", "duration": 2, "starts": [[0, 4]], "places": ["hall", "lawn"], "uses": {"team": 1}, "start_costs": [{"level": "wish", "profile": "late", "weight": 1}]},
                           {"id": "b", "duration": 2, "starts": [[0, 4]], "places": ["hall"], "uses": {"team": 1}, "start_costs": [{"level": "wish", "profile": "late", "weight": 1}]},
                           {"id": "c", "duration": 1, "starts": [[2, 2]], "places": ["hall"]}],
            "relations": [{"kind": "gap", "first": "a", "second": "b", "min": 0, "over": "forbidden", "tag": {"rule": "N-11"}}]}"#,
    )
    .unwrap();
    fs::write(
        &solution,
        r#"{"placements": {"a": {"start": 0, "place": "lawn"}, "b": {"start": 2, "place": "hall"}, "c": {"start": 2, "place": "hall"}}}"#,
    )
    .unwrap();
    let explain = |more: &[&str]| convoke(&[&["explain", path(&problem), path(&solution)], more].concat());
    insta::assert_snapshot!(out(&explain(&[])));
    insta::assert_snapshot!(out(&explain(&["b"])));
    insta::assert_snapshot!(out(&explain(&["b", "--most", "1"])));
    let json: serde_json::Value = serde_json::from_str(&out(&explain(&["b", "--format", "json"]))).unwrap();
    assert_eq!(json["cost"], serde_json::json!({"should": 7, "wish": 2}));
    assert_eq!(json["activity"]["alternatives"].as_array().map(Vec::len), Some(4));
    assert_eq!(json["activity"]["alternatives"][0]["cost"], serde_json::json!({"should": -7, "wish": 1}));
    insta::assert_snapshot!(format!("{:#}", json["activity"]["binds"]));
    let wrong = explain(&["bb"]);
    assert_eq!((code(&wrong), out(&wrong).as_str()), (2, ""));
    assert!(err(&wrong).contains("did you mean b?"), "{}", err(&wrong));
    fs::write(&solution, r#"{"placements": {"a": null}}"#).unwrap();
    let wrong = explain(&[]);
    assert_eq!(code(&wrong), 2);
    assert!(err(&wrong).contains("placements.b: error[placement.value]: found nothing"), "{}", err(&wrong));
}

/// The two commands a planner runs after moving a meeting that everybody knows.
#[test]
fn after_an_earlier_plan_only_the_difference_goes_out() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = "examples/jca-ml-2023/open.toml";
    let before = folder.path().join("before");
    assert_eq!(code(&convoke(&["plan", scenario, "--out", path(&before)])), 0);
    let (old, new, out_folder) = (before.join("plan.toml"), folder.path().join("new.toml"), folder.path().join("out"));
    let text = fs::read_to_string(&old).unwrap();
    fs::write(&new, &text).unwrap();
    let invite = |languages: &str| {
        convoke(&[
            "invite",
            scenario,
            "--plan",
            path(&new),
            "--after",
            path(&old),
            "--out",
            path(&out_folder),
            "--languages",
            languages,
        ])
    };
    let same = invite("en");
    assert_eq!(code(&same), 0, "{}", err(&same));
    assert!(err(&same).contains("about 0 meetings"), "{}", err(&same));
    // The second meeting of the JCA, an e-meeting of half a day, on the next day.
    let (head, tail) = text.split_once("id = \"jca-ml-2023-2\"\nfirst = ").unwrap();
    let next = chrono::NaiveDate::parse_from_str(&tail[..10], "%Y-%m-%d").unwrap() + chrono::Days::new(1);
    let moved = format!("{head}id = \"jca-ml-2023-2\"\nfirst = {next}\nlast = {next}{}", &tail[28..]);
    fs::write(&new, &moved).unwrap();
    let changed = invite("en,zh");
    insta::assert_snapshot!(err(&changed).replace(path(folder.path()), "DIR").replace(path(&out_folder), "OUT"));
}

#[test]
fn a_feed_of_one_body_as_data() {
    let of = |body: &str| convoke(&["feed", "examples/jca-ml-2023/given.toml", "--body", body, "--format", "json"]);
    let output = of("JCA-ML");
    assert_eq!(code(&output), 0, "{}", err(&output));
    let list: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    insta::assert_json_snapshot!(list[0]);
    assert!(list.as_array().unwrap().iter().all(|meeting| meeting["body"] == "JCA-ML"));
    let unknown = of("SG99");
    assert_eq!(code(&unknown), 2);
    assert!(err(&unknown).contains("no such body"), "{}", err(&unknown));
}

/// A feed that changed nothing is not fetched again: the file keeps its time, and a plain web server says 304.
#[test]
fn a_feed_that_says_the_same_is_not_fetched_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("meetings.ics");
    let write = |language: &str| {
        let source = "https://meetings.example.org/meetings.ics";
        let arguments =
            ["feed", "examples/jca-ml-2023/given.toml", "--language", language, "--source", source, "--out"];
        let output = convoke(&[&arguments[..], &[path(&file)]].concat());
        assert_eq!(code(&output), 0, "{}", err(&output));
        err(&output)
    };
    assert!(write("en").contains("wrote"));
    assert!(fs::read_to_string(&file).unwrap().contains("SOURCE;VALUE=URI:https://meetings.example.org/meetings.ics"));
    // Web servers count whole seconds: the file is from yesterday.
    let yesterday = std::time::SystemTime::now() - std::time::Duration::from_secs(86_400);
    fs::File::options().append(true).open(&file).unwrap().set_modified(yesterday).unwrap();
    let server = Server::of(folder.path());
    let (status, modified) = server.get("/meetings.ics", None);
    assert_eq!(status, 200);
    let again = || server.get("/meetings.ics", modified.as_deref()).0;
    assert!(write("en").contains("says this already"));
    assert_eq!(again(), 304);
    assert!(write("fr").contains("wrote"));
    assert_eq!(again(), 200, "the words are others");
}

/// Python's own web server over a folder.
struct Server(std::process::Child, u16);

impl Server {
    fn of(folder: &Path) -> Self {
        use std::io::BufRead as _;
        let mut server = Command::new("python3")
            .args(["-u", "-m", "http.server", "--bind", "127.0.0.1", "--directory"])
            .arg(folder)
            .arg("0")
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("python3 is there");
        let mut said = String::new();
        std::io::BufReader::new(server.stdout.take().unwrap()).read_line(&mut said).unwrap();
        let port = said.split_whitespace().skip_while(|word| *word != "port").nth(1).and_then(|port| port.parse().ok());
        Self(server, port.expect("it says its port"))
    }

    /// The status of an answer, and when the file changed last; asked for only if it changed since.
    fn get(&self, file: &str, since: Option<&str>) -> (u16, Option<String>) {
        use std::io::{Read as _, Write as _};
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", self.1)).unwrap();
        let since = since.map(|since| format!("If-Modified-Since: {since}\r\n")).unwrap_or_default();
        write!(stream, "GET {file} HTTP/1.0\r\nHost: localhost\r\n{since}\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let modified = answer.lines().find_map(|line| line.strip_prefix("Last-Modified: ")).map(str::to_owned);
        (answer[9..12].parse().unwrap(), modified)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn what_is_owed_after_meetings() {
    let output = convoke(&["owed", "examples/tsag-2017/given.toml", "--on", "2017-06-20"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    insta::assert_snapshot!(out(&output));
}
