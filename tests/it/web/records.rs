//! What the program writes down: a line a request, and no secret anywhere.

use super::announced;
use super::openid::{
    CLIENT, SECRET,
    fake::{Fake, claims, of},
};
use super::outbox;
use crate::delivery::sink::{self, Manner};
use crate::store::run;
use convoke::domain::access::{Extent, Role, Roles};
use convoke::store::{Changed, Purpose, Store};
use std::io::Read as _;
use std::net::TcpListener;
use std::process::{Command, Stdio};

/// Asks without following; the status, headers and body.
fn ask(method: &str, url: &str, headers: &[(&str, &str)], form: &str) -> (u16, ureq::http::HeaderMap, String) {
    let config = ureq::Agent::config_builder().max_redirects(0).http_status_as_error(false).proxy(None).build();
    let agent = ureq::Agent::new_with_config(config);
    let mut answer = if method == "GET" {
        let mut request = agent.get(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.call()
    } else {
        let mut request = agent.post(url).header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send(form)
    }
    .expect("an answer");
    let body = answer.body_mut().read_to_string().unwrap_or_default();
    (answer.status().as_u16(), answer.headers().clone(), body)
}

/// The password for the relay, and how it goes there.
const RELAY: &str = "pass-of-the-relay";
const RELAY_IN_BASE64: &str = "AGFuYQBwYXNzLW9mLXRoZS1yZWxheQ==";

/// The program, ended with the test.
struct Running(std::process::Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn no_secret_and_no_address_stands_in_what_the_program_writes() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("convoke.db").display().to_string();
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let listen = format!("127.0.0.1:{port}");
    let base = format!("http://{listen}");
    let [welcome, program, feed, registration] = ["a1", "b2", "c3", "d4"].map(|two| two.repeat(32));
    let password = "canary+of+a+password";
    run(async {
        let site = super::site::Site::over(&place, convoke::web::Limits::default()).await;
        announced::announce_first(&site).await;
        let roles = Roles::default().with(Extent::Everything, Role::Viewer);
        let made = site.store.make_account("test", "Eve", "canary@example.org", &roles).await.expect("an account");
        let Changed::Done(number) = made else { panic!("{made:?}") };
        for (purpose, secret) in [(Purpose::Welcome, &welcome), (Purpose::Program, &program), (Purpose::Feed, &feed)] {
            site.store.keep_credential(purpose, number, secret, ("x", "see"), 600_000).await.expect("a secret");
        }
        site.store.close().await;
    });
    run(async {
        let fake = Fake::new().await;
        // It takes no sign-in, and says back what it was told.
        let relay = Manner { offers: vec!["AUTH PLAIN"], login: Some(("ana", "another")), ..Manner::default() };
        let (relay, seen) = sink::start(relay).await;
        let client_secret = folder.path().join("client-secret");
        std::fs::write(&client_secret, format!("{SECRET}\n")).expect("a file");
        let process = Command::new(env!("CARGO_BIN_EXE_convoke"))
            .env("CONVOKE_SMTP", format!("smtp://ana:{RELAY}@127.0.0.1:{relay}"))
            .args(["serve", "--log", "--listen", &listen, "--store", &place, "--openid-client", CLIENT])
            .args(["--openid-issuer", fake.issuer(), "--openid-private", "127.0.0.1", "--openid-secret-file"])
            .arg(&client_secret)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program");
        let mut running = Running(process);
        let process = &mut running.0;
        let (mut out, mut err) = (process.stdout.take().expect("a pipe"), process.stderr.take().expect("a pipe"));
        let read_out = std::thread::spawn(move || {
            let mut all = String::new();
            out.read_to_string(&mut all).map(|_| all)
        });
        let read_err = std::thread::spawn(move || {
            let mut all = String::new();
            err.read_to_string(&mut all).map(|_| all)
        });
        let asking = {
            let (base, welcome, program, feed, registration) =
                (base.clone(), welcome.clone(), program.clone(), feed.clone(), registration.clone());
            let fake = fake.clone();
            move || {
                for _ in 0..200 {
                    if std::net::TcpStream::connect(base.trim_start_matches("http://")).is_ok() {
                        break;
                    }
                    std::thread::sleep(std::time::Duration::from_millis(50));
                }
                let ours = [("sec-fetch-site", "same-origin")];
                let get = |path: &str| ask("GET", &format!("{base}{path}"), &[], "");
                assert_eq!(get(&format!("/welcome?word={welcome}")).0, 200);
                let chosen =
                    ask("POST", &format!("{base}/welcome"), &ours, &format!("word={welcome}&password={password}"));
                assert_eq!(chosen.0, 303, "{}", chosen.2);
                let session =
                    chosen.1["set-cookie"].to_str().expect("text").split(';').next().expect("a value").to_owned();
                let wrong = format!("address=canary%40example.org&password=wrong-{password}");
                assert_eq!(ask("POST", &format!("{base}/sign-in"), &ours, &wrong).0, 401);
                assert_eq!(ask("GET", &format!("{base}/settings"), &[("cookie", &session)], "").0, 200);
                let bearer = format!("Bearer {program}");
                assert_eq!(ask("GET", &format!("{base}/api/v1/scenarios"), &[("authorization", &bearer)], "").0, 200);
                assert_eq!(get(&format!("/agenda/{feed}.ics")).0, 200);
                let form = format!(
                    "secret={registration}&name=Canary+Name&address=canary-registrant%40example.org&presence=remote&language=en&zone="
                );
                let meeting = format!("{base}/meetings/{}/{}", announced::AHEAD, announced::FIRST);
                let registered = ask("POST", &format!("{meeting}/register"), &ours, &form);
                assert_eq!(registered.0, 200, "{}", registered.2);
                assert_eq!(ask("GET", &format!("{meeting}/registration?word={registration}"), &[], "").0, 200);
                assert_eq!(get(&format!("/nothing/{feed}?x={welcome}")).0, 404);
                // By the provider, once well and once ill.
                let mut states = Vec::new();
                for word in [claims(of("one", "canary@example.org")), claims(serde_json::json!({ "nonce": "x" }))] {
                    fake.says(word);
                    let gone = get("/sign-in/openid?next=/settings");
                    let cookie =
                        gone.1["set-cookie"].to_str().expect("text").split(';').next().expect("a value").to_owned();
                    let there = url::Url::parse(gone.1["location"].to_str().expect("text")).expect("an address");
                    let shown =
                        there.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
                    let state = fake.saw(shown);
                    let back = format!("/sign-in/openid/return?code=good&state={state}&iss={}", fake.issuer());
                    let (status, headers, body) = ask("GET", &format!("{base}{back}"), &[("cookie", &cookie)], "");
                    assert!(status == 303 || body.contains("nonce"), "{status} {body}");
                    assert!(headers.get("x-request-id").is_some());
                    states.extend([state, cookie.split_once('=').expect("a value").1.to_owned()]);
                }
                states.push(session.split_once('=').expect("a value").1.to_owned());
                states
            }
        };
        let secrets = tokio::task::spawn_blocking(asking).await.expect("answers");
        let sign_in = format!("AUTH PLAIN {RELAY_IN_BASE64}");
        let asked = async {
            while !seen.commands().contains(&sign_in) {
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(120), asked).await.expect("the relay is asked");
        let ended = Command::new("kill").args(["-INT", &process.id().to_string()]).status().expect("kill");
        assert!(ended.success());
        process.wait().expect("an end");
        let out = read_out.join().expect("a thread").expect("text");
        let err = read_err.join().expect("a thread").expect("text");
        let all = format!("{out}{err}");
        let fixed = [&welcome, &program, &feed, &registration].map(String::as_str);
        let words =
            ["canary", "Canary", SECRET, "a-secret-of-the-client", "code=good", "example.org", RELAY, RELAY_IN_BASE64];
        for secret in fixed.into_iter().chain(words).chain(secrets.iter().map(String::as_str)) {
            assert!(!all.contains(secret), "{secret} stands in\n{all}");
        }
        let lines: Vec<serde_json::Value> = err.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let requests: Vec<&serde_json::Value> =
            lines.iter().filter(|line| line["target"] == "convoke::request").map(|line| &line["fields"]).collect();
        let routes: Vec<&str> = requests.iter().filter_map(|fields| fields["route"].as_str()).collect();
        for route in
            ["/welcome", "/agenda/{name}", "/meetings/{scenario}/{meeting}/registration", "/sign-in/openid/return", "-"]
        {
            assert!(routes.contains(&route), "{route} in {routes:?}");
        }
        assert!(requests.iter().all(|fields| {
            fields["method"].is_string()
                && fields["status"].is_u64()
                && fields["ms"].is_u64()
                && fields["request"].as_str().is_some_and(|number| number.len() == 16)
        }));
        for entry in std::fs::read_dir(folder.path()).expect("a folder") {
            let path = entry.expect("a file").path();
            let bytes = std::fs::read(&path).expect("read");
            for secret in [RELAY, RELAY_IN_BASE64] {
                let found = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
                assert!(!found, "{secret} stands in {}", path.display());
            }
        }
        // The mails have not left; they are due again.
        let pool = sqlx::SqlitePool::connect(&place).await.expect("the file");
        let due = "UPDATE message SET state = 'queued', next_at = 0, lease_by = NULL, lease_until = NULL";
        sqlx::query(due).execute(&pool).await.expect("changed");
        pool.close().await;
        // The store itself keeps digests alone; the mail holds the link of its reader, as it must.
        let store = Store::open(&place, false).await.expect("a store");
        let (log, _) = store.log().await.expect("the log");
        assert!(log.iter().all(|entry| !entry.about.contains(&registration) && !entry.about.contains('@')));
        assert!(outbox::leaves(&store).await["canary-registrant@example.org"][0].text.contains(&registration));
    });
}

#[test]
fn a_secret_of_the_client_is_read_from_where_processes_are_not_listed() {
    let ended = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_convoke"))
            .args(["serve", "--store", "/nonexistent/convoke.db"])
            .args(arguments)
            .env("CONVOKE_OPENID_SECRET", "a-canary-secret")
            .output()
            .expect("the program");
        let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(!text.contains("a-canary-secret"), "{text}");
        text
    };
    assert!(ended(&["--openid-issuer", "https://login.example.org"]).contains("--openid-client"));
    assert!(ended(&["--openid-client", "x"]).contains("--openid-issuer"));
    for wrong in ["http://login.example.org", "http://127.0.0.1:1", "login"] {
        assert!(ended(&["--openid-client", "x", "--openid-issuer", wrong]).contains("--openid-issuer"), "{wrong}");
    }
    let missing = [
        "--openid-client",
        "x",
        "--openid-issuer",
        "https://login.example.org",
        "--openid-secret-file",
        "/nonexistent",
    ];
    assert!(ended(&missing).contains("/nonexistent"));
    assert!(!ended(&["--help"]).contains("--openid-secret "), "no argument holds it");
}
