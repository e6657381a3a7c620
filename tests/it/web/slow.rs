//! Those who send a byte now and then, or far too much: they are told off or shut out, and nobody else waits for them.

use super::site::{Answer, Persona, Site, example, service_over};
use crate::store::run as block_on;
use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use convoke::web::{Limits, serve};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// How long anything may take here before the test gives up, however slow the machine is.
const PATIENCE: Duration = Duration::from_secs(60);

async fn served(limits: Limits) -> (tempfile::TempDir, SocketAddr) {
    let folder = tempfile::tempdir().expect("a folder");
    let service = service_over(&folder.path().join("convoke.db").display().to_string(), limits).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let here = listener.local_addr().expect("an address");
    tokio::spawn(serve(listener, service, std::future::pending()));
    (folder, here)
}

/// Sends a request as a whole and gives the first line of the answer.
async fn ask(here: SocketAddr, request: &[u8]) -> String {
    let asked = async {
        let mut stream = TcpStream::connect(here).await.expect("a connection");
        // What is refused early need not be read to its end.
        let _refused = stream.write_all(request).await;
        let mut answer = Vec::new();
        let _reset = stream.take(4096).read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned()
    };
    tokio::time::timeout(PATIENCE, asked).await.expect("an answer in time")
}

const HEALTH: &[u8] = b"GET /api/v1/health HTTP/1.1\r\nHost: localhost:8080\r\nConnection: close\r\n\r\n";

/// Sends a byte now and then until it is shut out.
async fn drip(here: SocketAddr) {
    let mut stream = TcpStream::connect(here).await.expect("a connection");
    let head = b"GET / HTTP/1.1\r\nHost: localhost:8080\r\nX-Slow: ".iter().chain(std::iter::repeat(&b'a'));
    for byte in head {
        if stream.write_all(&[*byte]).await.is_err() {
            return;
        }
        let mut answer = [0; 64];
        let read = tokio::time::timeout(Duration::from_millis(100), stream.read(&mut answer)).await;
        if let Ok(Ok(0) | Err(_)) = read {
            return;
        }
    }
}

#[test]
fn fifty_slow_connections_hold_nobody_up_and_are_closed() {
    block_on(async {
        let (_folder, here) = served(Limits { head: Duration::from_secs(2), ..Limits::default() }).await;
        let mut slow = tokio::task::JoinSet::new();
        for _ in 0..50 {
            slow.spawn(drip(here));
        }
        for _ in 0..20 {
            assert_eq!(ask(here, HEALTH).await, "HTTP/1.1 200 OK");
        }
        assert!(!slow.is_empty());
        let closed = async { while slow.join_next().await.is_some() {} };
        tokio::time::timeout(PATIENCE, closed).await.expect("they are still open");
    });
}

/// More than there is room for: the next waits until one of them is shut out, and is answered.
#[test]
fn connections_beyond_the_limit_wait_their_turn() {
    block_on(async {
        let limits = Limits { head: Duration::from_secs(1), connections: 10, ..Limits::default() };
        let (_folder, here) = served(limits).await;
        let mut slow = tokio::task::JoinSet::new();
        for _ in 0..30 {
            slow.spawn(drip(here));
        }
        assert_eq!(ask(here, HEALTH).await, "HTTP/1.1 200 OK");
    });
}

#[test]
fn heads_and_bodies_beyond_all_measure_are_refused() {
    block_on(async {
        let (_folder, here) = served(Limits::default()).await;
        let long = "a".repeat(1_000_000);
        let request = format!("GET /api/v1/health HTTP/1.1\r\nHost: localhost:8080\r\nX-Long: {long}\r\n\r\n");
        assert_eq!(ask(here, request.as_bytes()).await, "HTTP/1.1 431 Request Header Fields Too Large");
        let many: String = (0..200).map(|at| format!("X-{at}: a\r\n")).collect();
        let request = format!("GET /api/v1/health HTTP/1.1\r\nHost: localhost:8080\r\n{many}\r\n");
        assert_eq!(ask(here, request.as_bytes()).await, "HTTP/1.1 431 Request Header Fields Too Large");
        let body = "a".repeat(3_000_000);
        let request = format!(
            "POST /sign-in HTTP/1.1\r\nHost: localhost:8080\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        assert_eq!(ask(here, request.as_bytes()).await, "HTTP/1.1 413 Payload Too Large");
        let request = b"GET / HTTP/1.1\r\nHost: localhost:8080\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n";
        assert_eq!(ask(here, request).await, "HTTP/1.1 400 Bad Request");
        assert_eq!(ask(here, HEALTH).await, "HTTP/1.1 200 OK");
    });
}

/// The first line of what is answered to a form that comes a byte at a time.
async fn answer_to_dripping_form(limits: Limits) -> String {
    let (_folder, here) = served(limits).await;
    let asked = async {
        let mut stream = TcpStream::connect(here).await.expect("a connection");
        let head =
            b"POST /sign-in HTTP/1.1\r\nHost: localhost:8080\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n\
                     Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 30\r\n\r\n";
        stream.write_all(head).await.expect("sent");
        let (mut answer, mut body) = (Vec::new(), b"address=ana%40example.org&x=yz".iter());
        while !answer.contains(&b'\n') {
            if let Some(byte) = body.next() {
                // It may have been shut out already; what it was told is read below.
                let _refused = stream.write_all(&[*byte]).await;
            }
            let mut more = [0; 256];
            match tokio::time::timeout(Duration::from_millis(50), stream.read(&mut more)).await {
                Ok(Ok(count)) if count > 0 => answer.extend_from_slice(&more[..count]),
                Ok(end) => panic!("closed without an answer: {end:?}"),
                Err(_) => {}
            }
        }
        String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned()
    };
    tokio::time::timeout(PATIENCE, asked).await.expect("an answer in time")
}

/// The whole form takes a second and a half: too long for one service, and time enough for another.
#[test]
fn a_request_that_takes_too_long_is_ended_with_its_status() {
    block_on(async {
        let short = Limits { time: Duration::from_millis(300), ..Limits::default() };
        assert_eq!(answer_to_dripping_form(short).await, "HTTP/1.1 503 Service Unavailable");
        let answer = answer_to_dripping_form(Limits { time: PATIENCE, ..Limits::default() }).await;
        assert_eq!(answer, "HTTP/1.1 422 Unprocessable Entity");
    });
}

/// Uploads files as the page of calendars does.
async fn upload(site: &Site, path: &str, files: &[(&str, Vec<u8>)]) -> Answer {
    let mut body = Vec::new();
    for (name, bytes) in files {
        let head = format!("--between\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--between--\r\n");
    let request = site.request(Method::POST, path, Persona::Planner);
    let request = request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=between");
    site.send(request.body(Body::from(body)).expect("a request")).await
}

#[test]
fn files_of_a_calendar_may_be_larger_than_other_requests() {
    block_on(async {
        let site = Site::new().await;
        let mut files = example("jca-ml-2023", &["open.toml", "facts.toml"]);
        let open = String::from_utf8(files.remove("open.toml").expect("a scenario")).expect("UTF-8");
        let facts = files.remove("facts.toml").expect("facts");
        let given = |name: &str, size: usize| {
            let open = open.replace(super::site::SCENARIO, name);
            let padding = "# nothing\n".repeat((size - open.len()) / 10);
            vec![("open.toml", format!("{open}\n{padding}").into_bytes()), ("facts.toml", facts.clone())]
        };
        let taken = upload(&site, "/scenarios", &given("three", 3_000_000)).await;
        assert_eq!(taken.header(header::LOCATION), "/scenarios/three", "{} {}", taken.status, taken.words());
        assert_eq!(site.get("/scenarios/three", Persona::Planner).await.status, StatusCode::OK);
        // What is wrong with files of any size is told.
        let mut broken = given("broken", 3_000_000);
        broken[0].1.extend_from_slice(b"colour = \"red\"\n");
        let told = upload(&site, "/scenarios", &broken).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", told.words());
        assert!(told.words().contains("open.toml") && told.words().contains("colour"), "{}", told.words());
        for files in [given("eleven", 11_000_000), vec![("x", vec![b'#'; 6_000_000]), ("y", vec![b'#'; 6_000_000])]] {
            let refused = upload(&site, "/scenarios", &files).await;
            assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", refused.words());
            assert!(refused.words().contains("10000000"), "{}", refused.words());
        }
        assert_eq!(site.get("/scenarios/eleven", Persona::Planner).await.status, StatusCode::NOT_FOUND);
        // Nowhere else.
        let large = "a".repeat(3_000_000);
        let form = site.post("/settings", Persona::Planner, &format!("name={large}")).await;
        assert_eq!(form.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", form.words());
        let body = serde_json::json!({ "main": "open.toml", "files": { "open.toml": large } });
        let sent = site.post_json("/api/v1/scenarios", Persona::Planner, &body).await;
        assert_eq!((sent.status, &sent.json()["error"]), (StatusCode::PAYLOAD_TOO_LARGE, &"too_large".into()));
    });
}
