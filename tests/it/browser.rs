//! A planner's whole day in a real browser, over the real program.

use crate::tools::tools;
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
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let listen = format!("127.0.0.1:{port}");
    let mut process = Command::new(env!("CARGO_BIN_EXE_convoke"))
        .args(["serve", "--demo", "--listen", &listen, "--store"])
        .arg(folder.join("convoke.db"))
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

#[test]
fn generated_calls_find_no_fault_of_the_interface() {
    use convoke::domain::access::{Extent, Role, Roles};
    use convoke::store::{Changed, Purpose, Store};
    let folder = tempfile::tempdir().expect("a folder");
    let served = served(folder.path());
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
    let calls = Command::new(tools().join("venv/bin/schemathesis"))
        .args(["run", &format!("{}/api/v1/openapi.json", served.base), "--seed", "1", "--max-examples", "6"])
        .args(["--header", &format!("Authorization: Bearer {secret}"), "--request-timeout", "30"])
        .args([
            "--checks",
            "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
        ])
        .args(["--exclude-path", "/api/v1/scenarios/{scenario}/jobs"])
        .current_dir(folder.path())
        .output()
        .expect("schemathesis");
    let said = String::from_utf8_lossy(&calls.stdout);
    println!("{said}");
    assert!(calls.status.success(), "{said}\n{}", String::from_utf8_lossy(&calls.stderr));
}

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
