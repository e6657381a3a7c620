//! A planner's whole day in a real browser, over the real program.

use crate::tools::tools;
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// The program, ended with the test.
struct Served {
    process: Child,
    links: Vec<String>,
    base: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn served(folder: &std::path::Path) -> Served {
    serve(folder, &["--demo"])
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port()
}

fn serve(folder: &std::path::Path, more: &[&str]) -> Served {
    serve_at(free_port(), folder, more, &[])
}

fn serve_at(port: u16, folder: &std::path::Path, more: &[&str], variables: &[(&str, &str)]) -> Served {
    let listen = format!("127.0.0.1:{port}");
    let mut process = Command::new(env!("CARGO_BIN_EXE_convoke"))
        .args(["serve", "--listen", &listen, "--store"])
        .arg(folder.join("convoke.db"))
        .args(more)
        .envs(variables.iter().copied())
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the program");
    let mut lines = BufReader::new(process.stderr.take().expect("its words")).lines();
    let mut links = Vec::new();
    loop {
        let line = lines.next().expect("the program ended before it served").expect("a line");
        if let Some(at) = line.find("http://").filter(|_| line.contains("begins here")) {
            links.push(line[at..].trim().to_owned());
        }
        if line.contains("Convoke is at") {
            break;
        }
    }
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
    Served { process, links, base: format!("http://{listen}") }
}

/// Names that there are, so that most calls get as far as a calendar; one of ten is invented all the same.
const KNOWN: &str = r#"
[dictionaries]
scenarios = { values = ["itu-t-2017-2018-open"] }
meetings = { values = ["sg2-2017-11", "sg2-2018-07", "sg3-2018-04", "sg5-2018-09", "sg11-2018-07"] }
numbers = { values = [0, 1, 2, 3] }
days = { values = ["2017-11-27", "2018-02-05", "2018-07-04", "2018-12-25"] }
halves = { values = ["morning", "afternoon"] }

[parameters]
"path.scenario" = { dictionary = "scenarios", probability = 0.9 }
"path.meeting" = { dictionary = "meetings", probability = 0.9 }
"path.plan" = { dictionary = "numbers", probability = 0.9 }
"path.job" = { dictionary = "numbers", probability = 0.9 }
"body.meeting" = { dictionary = "meetings", probability = 0.9 }
"body.first" = { dictionary = "days", probability = 0.7 }
"body.half" = { dictionary = "halves", probability = 0.5 }
"body.seen" = { dictionary = "numbers", probability = 0.9 }
"body.put.meeting" = { dictionary = "meetings", probability = 0.9 }
"body.put.first" = { dictionary = "days", probability = 0.9 }
"#;

#[test]
fn generated_calls_find_no_fault_of_the_interface() {
    use convoke::domain::access::{Extent, Role, Roles};
    use convoke::store::{Changed, Purpose, Store};
    let folder = tempfile::tempdir().expect("a folder");
    // Nothing works on the jobs that are asked for.
    let served = serve(folder.path(), &["--demo", "--no-work"]);
    let secret = "5eed".repeat(16);
    crate::store::run(async {
        let store = Store::open(&folder.path().join("convoke.db").display().to_string(), false).await.expect("a store");
        let roles = Role::ALL.into_iter().fold(Roles::default(), |all, role| all.with(Extent::Everything, role));
        let made = store.make_account("test", "Program", "program@example.org", &roles).await.expect("an account");
        let Changed::Done(number) = made else { panic!("{made:?}") };
        let kept = store.keep_credential(
            Purpose::Program,
            number,
            &secret,
            ("generated", "see plan approve administer"),
            86_400_000,
        );
        kept.await.expect("a secret");
        store.close().await;
    });
    // Two plans, each of one meeting, so that there is something to look at and to put in force again.
    for (seen, first) in [(0, "2017-11-27"), (1, "2017-12-04")] {
        let put = serde_json::json!({ "meeting": "sg2-2017-11", "first": first });
        let agent = ureq::Agent::new_with_config(ureq::Agent::config_builder().proxy(None).build());
        let answer = agent
            .post(format!("{}/api/v1/scenarios/itu-t-2017-2018-open/plans", served.base))
            .header("authorization", format!("Bearer {secret}"))
            .header("content-type", "application/json")
            .send(serde_json::json!({ "seen": seen, "put": put }).to_string());
        assert_eq!(answer.expect("an answer").status(), 201);
    }
    std::fs::write(folder.path().join("schemathesis.toml"), KNOWN).expect("a file");
    let began = std::time::Instant::now();
    let examples = (EXAMPLES * crate::work::scale()).to_string();
    let calls = Command::new(tools().join("venv/bin/schemathesis"))
        .args(["run", &format!("{}/api/v1/openapi.json", served.base), "--seed", "1", "--max-examples", &examples])
        .args(["--header", &format!("Authorization: Bearer {secret}"), "--request-timeout", "60"])
        .args([
            "--checks",
            "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
        ])
        .args(["--report", "har", "--report-har-path", "calls.har"])
        .current_dir(folder.path())
        .output()
        .expect("schemathesis");
    let said = String::from_utf8_lossy(&calls.stdout);
    println!("{said}");
    assert!(calls.status.success(), "{said}\n{}", String::from_utf8_lossy(&calls.stderr));
    // How far they went, from what was asked and answered.
    let har = std::fs::read(folder.path().join("calls.har")).expect("a record of all calls");
    let har: serde_json::Value = serde_json::from_slice(&har).expect("JSON");
    let calls = har["log"]["entries"].as_array().expect("a list");
    let (mut statuses, mut done) = (BTreeMap::new(), BTreeMap::new());
    for call in calls {
        let status = call["response"]["status"].as_u64().expect("a status");
        *statuses.entry(status).or_insert(0_usize) += 1;
        let path = call["request"]["url"].as_str().expect("an address").trim_start_matches(&served.base);
        let path = path.split('?').next().expect("a path");
        // What stands in place of a name has a figure in it, or is one.
        let name = |part: &&str| part.contains(|c: char| c.is_ascii_digit()) && *part != "v1";
        let path: Vec<&str> = path.split('/').map(|part| if name(&part) { "*" } else { part }).collect();
        if status < 300 {
            let method = call["request"]["method"].as_str().expect("a method");
            *done.entry(format!("{method} {}", path.join("/"))).or_insert(0_usize) += 1;
        }
    }
    println!("{} calls in {:.0} s, by status {statuses:?}", calls.len(), began.elapsed().as_secs_f64());
    println!("{} operations did what they are for: {done:#?}", done.len());
    let absent = statuses.get(&404).copied().unwrap_or(0);
    assert!(absent * 5 < calls.len() * 3, "{absent} of {} calls are about nothing", calls.len());
    // To make a calendar of nothing but invented files is not to be expected.
    assert!(done.len() >= 12, "{done:#?}");
}

/// Calls of each operation at most, in each of the phases of Schemathesis that invent any.
const EXAMPLES: u32 = 80;

#[test]
fn a_planners_day_from_the_first_plan_to_the_announcement() {
    let folder = tempfile::tempdir().expect("a folder");
    let served = served(folder.path());
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let pictures = root.join("target/pictures");
    let day = Command::new("node")
        .arg(root.join("tests/browser/day.mjs"))
        .args([&served.base, &served.links[0], &served.links[1]])
        .arg(&pictures)
        .env("CONVOKE_TEST_TOOLS", tools())
        .output()
        .expect("node");
    let said = String::from_utf8_lossy(&day.stdout);
    println!("{said}");
    assert!(day.status.success(), "{said}\n{}", String::from_utf8_lossy(&day.stderr));
    assert!(said.contains("looked at 23-board-dark"));
}

/// The provider is another site: what cookies a browser takes along on the way there and back is its own decision.
#[test]
fn a_provider_of_identities_sends_a_browser_back_signed_in() {
    use crate::web::openid::real::start_at;
    use crate::web::openid::{CLIENT, SECRET};
    let folder = tempfile::tempdir().expect("a folder");
    let port = free_port();
    let provider = start_at("localhost", "ES256", &format!("http://127.0.0.1:{port}"));
    let more = ["--openid-issuer", &provider.issuer, "--openid-client", CLIENT, "--openid-private", "localhost"];
    let served = serve_at(port, folder.path(), &more, &[("CONVOKE_OPENID_SECRET", SECRET)]);
    let added = Command::new(env!("CARGO_BIN_EXE_convoke"))
        .args(["account", "--store"])
        .arg(folder.path().join("convoke.db"))
        .args(["add", "Ana Lima", "ana@example.org", "--role", "viewer"])
        .output()
        .expect("the program");
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    let way = Command::new("node")
        .arg(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/browser/provider.mjs"))
        .args([&served.base, "ana@example.org"])
        .env("CONVOKE_TEST_TOOLS", tools())
        .output()
        .expect("node");
    let said = String::from_utf8_lossy(&way.stdout);
    println!("{said}");
    assert!(way.status.success(), "{said}\n{}", String::from_utf8_lossy(&way.stderr));
    assert!(said.contains("came back from localhost"));
}

/// The same text in every place of a scenario that people fill with words.
fn filled(files: BTreeMap<String, Vec<u8>>, words: &str) -> BTreeMap<String, Vec<u8>> {
    let fill = |text: &str| {
        let mut out = String::new();
        let mut rest = text;
        let keys = ["title = \"", "name = \"", "source = \"", "affiliation = \""];
        while let Some((at, key)) = keys.iter().filter_map(|key| rest.find(key).map(|at| (at, *key))).min() {
            let (before, after) = rest.split_at(at + key.len() - 1);
            // The name of a file of the scenario is no words, nor is that of a person twice in a body.
            let end = after[1..].find('"').expect("a string ends") + 2;
            let own = &after[1..end - 1];
            out.push_str(before);
            if before.ends_with("[scenario]\nname = ") {
                out.push_str(&after[..end]);
            } else {
                out.push_str(&format!("'''{own} {words}'''"));
            }
            rest = &after[end..];
        }
        out.push_str(rest);
        out
    };
    let filled = |(path, bytes): (String, Vec<u8>)| match String::from_utf8(bytes) {
        Ok(text) if path.ends_with(".toml") => (path, fill(&text).into_bytes()),
        Ok(text) => (path, text.into_bytes()),
        Err(error) => (path, error.into_bytes()),
    };
    files.into_iter().map(filled).collect()
}

/// Threats of pages: text of a scenario, a person or a reason that would be a program, if any page let it.
#[test]
fn what_people_type_runs_nowhere() {
    use convoke::store::{NewRevision, Store};
    const WORDS: &str = r#"<img src=x onerror=window.pwned=1></script><script>window.pwned=1</script>"onmouseover="window.pwned=1" pwned-{{7*7}}"#;
    let folder = tempfile::tempdir().expect("a folder");
    let served = served(folder.path());
    let store = folder.path().join("convoke.db");
    let account = |name: &str, address: &str, roles: &[&str]| {
        let added = Command::new(env!("CARGO_BIN_EXE_convoke"))
            .args(["account", "--store"])
            .arg(&store)
            .args(["add", &format!("{name} {WORDS}"), address])
            .args(roles.iter().flat_map(|role| ["--role", role]))
            .output()
            .expect("the program");
        assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
        String::from_utf8(added.stdout).expect("text").trim().to_owned()
    };
    let planner = account("Ana", "ana@example.org", &["planner", "administrator", "viewer"]);
    let approver = account("Bo", "bo@example.org", &["approver", "administrator", "viewer"]);
    let scenario = crate::store::run(async {
        let store = Store::open(&store.display().to_string(), false).await.expect("a store");
        let head = store.scenarios().await.expect("scenarios").swap_remove(0);
        let files = filled(store.files(&head.name, head.revision).await.expect("files"), WORDS);
        let new = NewRevision {
            name: &head.name,
            title: WORDS,
            main: &head.main,
            files: &files,
            by: WORDS,
            why: WORDS,
            seen: head.revision,
        };
        assert_eq!(store.revise(&new).await.expect("a revision"), Some(head.revision + 1));
        store.close().await;
        head.name
    });
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let attack = Command::new("node")
        .arg(root.join("tests/browser/inject.mjs"))
        .args([&served.base, &planner, &approver, &scenario, WORDS])
        .env("CONVOKE_TEST_TOOLS", tools())
        .output()
        .expect("node");
    let said = String::from_utf8_lossy(&attack.stdout);
    println!("{said}");
    assert!(attack.status.success(), "{said}\n{}", String::from_utf8_lossy(&attack.stderr));
    assert!(said.contains("faults are told, of 6 kinds"), "{said}");
}
