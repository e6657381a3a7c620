//! Those who send a byte now and then, or far too much: they are told off or shut out, and nobody else waits for them.

use super::site::service_over;
use crate::store::run as block_on;
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
