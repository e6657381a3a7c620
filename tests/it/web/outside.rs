//! Calendars of others: what may be fetched, and what follows from what is.

use super::outbox;
use super::site::{BASE, Persona, SCENARIO, Site};
use crate::store::run;
use axum::http::StatusCode;
use convoke::domain::language::Language;
use convoke::fetching::{FetchError, Fetched, Fetcher, is_private};
use convoke::work::outside::{Looked, look};
use std::io::{Read as _, Write as _};
use std::net::{IpAddr, TcpListener};
use std::sync::{Arc, Mutex};

/// Addresses that nobody may reach through us, in all the ways they can be written.
const PRIVATE: [&str; 44] = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.1.2.3",
    "169.254.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:10.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2001::1",
    "2001:db8::1",
    "100::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "febf::1",
    "fec0::1",
    "ff02::1",
];

#[test]
fn private_addresses_are_known_in_all_ways_to_write_them() {
    for text in PRIVATE {
        assert!(is_private(text.parse::<IpAddr>().expect(text)), "{text}");
    }
    for text in [
        "1.1.1.1",
        "100.63.0.1",
        "100.128.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "193.0.6.139",
        "2606:4700::1",
        "2a00:1450::1",
    ] {
        assert!(!is_private(text.parse::<IpAddr>().expect(text)), "{text}");
    }
}

/// A server on this machine that gives the same answer to everybody, and keeps what it was asked.
struct Server {
    port: u16,
    answer: Arc<Mutex<Vec<u8>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn new(answer: impl Into<Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (answer, asked) = (Arc::new(Mutex::new(answer.into())), Arc::new(Mutex::new(Vec::new())));
        let (given, kept) = (Arc::clone(&answer), Arc::clone(&asked));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { break };
                let mut request = Vec::new();
                let mut buffer = [0; 1024];
                while !request.windows(4).any(|end| end == b"\r\n\r\n") {
                    match stream.read(&mut buffer) {
                        Ok(0) | Err(_) => break,
                        Ok(read) => request.extend_from_slice(&buffer[..read]),
                    }
                }
                kept.lock().expect("a list").push(String::from_utf8_lossy(&request).to_lowercase());
                let answer = given.lock().expect("an answer").clone();
                // Whoever has heard enough may be gone.
                let _ = stream.write_all(&answer);
            }
        });
        Self { port, answer, asked }
    }

    fn url(&self, host: &str) -> String {
        format!("http://{host}:{}/calendar.ics", self.port)
    }
}

fn ok(body: &str, header: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n{header}Connection: close\r\n\r\n{body}", body.len()).into_bytes()
}

fn allowed() -> Fetcher {
    Fetcher::new(["127.0.0.1".to_owned()])
}

#[test]
fn an_address_must_be_one_of_the_open_network() {
    let server = Server::new(ok("BEGIN:VCALENDAR", ""));
    let guarded = Fetcher::new([]);
    for text in [
        "http://calendar.example.org/",
        "ftp://x.example.org/",
        "file:///etc/passwd",
        "https://",
        "https://u:p@x.example.org/",
        "javascript:x",
        "x",
    ] {
        assert!(matches!(guarded.address(text), Err(FetchError::Address(_))), "{text}");
    }
    assert_eq!(
        guarded.address("webcal://x.example.org/a.ics").expect("an address").as_str(),
        "https://x.example.org/a.ics"
    );
    // By number, by name, and in other ways to write the same number.
    for host in
        ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f000001", "127.1", "0177.0.0.1"]
    {
        let url = guarded.address(&format!("https://{host}:{}/", server.port)).expect("an address");
        let refused = guarded.fetch(&url, "");
        assert!(matches!(refused, Err(FetchError::Private(_))), "{host}: {refused:?}");
    }
    assert!(server.asked.lock().expect("a list").is_empty(), "somebody was asked");
}

#[test]
fn a_fetch_follows_nobody_and_has_limits() {
    let fetcher = allowed();
    let fetch = |answer: Vec<u8>| {
        let server = Server::new(answer);
        let url = fetcher.address(&server.url("127.0.0.1")).expect("an address");
        fetcher.fetch(&url, "")
    };
    let elsewhere = fetch(
        b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            .to_vec(),
    );
    assert_eq!(elsewhere, Err(FetchError::Elsewhere("http://169.254.169.254/".to_owned())));
    assert_eq!(fetch(ok(&"x".repeat(5_000_001), "")), Err(FetchError::Size));
    assert_eq!(
        fetch(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec()),
        Err(FetchError::Status(404))
    );
    let validator = "\"v1\"".to_owned();
    let given = fetch(ok("x", "ETag: \"v1\"\r\n"));
    assert_eq!(given, Ok(Fetched::Bytes { bytes: b"x".to_vec(), validator }));
    let server = Server::new(b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n".to_vec());
    let url = fetcher.address(&server.url("127.0.0.1")).expect("an address");
    assert_eq!(fetcher.fetch(&url, "\"v1\""), Ok(Fetched::Unchanged));
    assert!(server.asked.lock().expect("a list")[0].contains("if-none-match: \"v1\""));
}

fn calendar(first: &str, last: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\nUID:ietf-999@example.org\r\nDTSTAMP:20230101T000000Z\r\n\
         DTSTART;VALUE=DATE:{first}\r\nDTEND;VALUE=DATE:{last}\r\nSUMMARY:IETF 999\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
}

#[test]
fn a_clash_is_found_the_day_it_appears_and_told_once() {
    run(async {
        let site = Site::new().await;
        let (approver, _) =
            site.store.account_of("approver@example.org").await.expect("the store").expect("an account");
        site.store.set_account(approver.number, "Approver", Language::Arabic, None).await.expect("a language");
        let plan = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/jca-ml-2023/given.toml"))
            .expect("a file");
        assert!(plan.contains("jca-ml"));
        let place =
            serde_json::json!({ "seen": 0, "put": { "meeting": "jca-ml-2023-2", "first": "2023-07-06" }, "why": "" });
        let path = format!("/api/v1/scenarios/{SCENARIO}/plans");
        assert_eq!(site.post_json(&path, Persona::Planner, &place).await.status, StatusCode::CREATED);

        let server = Server::new(ok(&calendar("20230901", "20230908"), "ETag: \"v1\"\r\n"));
        let url = server.url("127.0.0.1");
        site.store
            .add_outside("test", SCENARIO, "ietf", (&url, "stance = \"avoid\"\nconcerns = [\"JCA-ML\"]"))
            .await
            .expect("a calendar");
        let fetcher = allowed();
        let looked = look(&site.store, &fetcher, 3_600_000, Some(BASE)).await.expect("a look");
        assert_eq!(looked, Looked::Changed { name: "ietf".to_owned(), revision: 2, notices: 0 });
        // It was looked at: nothing is due for an hour.
        assert_eq!(look(&site.store, &fetcher, 3_600_000, Some(BASE)).await.expect("a look"), Looked::Nothing);

        // It moves onto the meeting.
        *server.answer.lock().expect("an answer") = ok(&calendar("20230703", "20230708"), "ETag: \"v2\"\r\n");
        site.store.look_again(SCENARIO, "ietf").await.expect("the store");
        let looked = look(&site.store, &fetcher, 3_600_000, Some(BASE)).await.expect("a look");
        let Looked::Changed { revision: 3, notices, .. } = looked else { panic!("{looked:?}") };
        assert!(notices > 0);
        let told = site.store.notices(SCENARIO).await.expect("notices");
        assert!(
            told.iter().any(|kept| kept.notice.meeting == "jca-ml-2023-2" && kept.notice.text.contains("IETF 999")),
            "{told:?}"
        );
        let page = site.get(&format!("/scenarios/{SCENARIO}/outside"), Persona::Viewer).await;
        assert!(page.text().contains("IETF 999"));
        // Whoever plans or approves is told by mail, in one's own language; nobody else is.
        let mails = outbox::all(&site).await;
        assert_eq!(mails.keys().collect::<Vec<_>>(), ["approver@example.org", "planner@example.org"]);
        let [mail] = &mails["planner@example.org"][..] else { panic!("{} mails", mails["planner@example.org"].len()) };
        assert!(mail.subject.starts_with("New clashes: "), "{}", mail.subject);
        assert!(mail.text.contains("IETF 999") && mail.text.contains("“ietf”"), "{}", mail.text);
        assert!(mail.text.contains(&format!("\n{BASE}/scenarios/{SCENARIO}/outside\n")), "{}", mail.text);
        let arabic = &mails["approver@example.org"][0];
        assert!(arabic.subject.starts_with("تعارضات جديدة") && arabic.text.contains("IETF 999"), "{}", arabic.subject);
        assert!(arabic.calendar.is_none() && arabic.header("Auto-Submitted") == "auto-generated");

        // The same again changes nothing, and what cannot be read leaves what was.
        site.store.look_again(SCENARIO, "ietf").await.expect("the store");
        assert_eq!(
            look(&site.store, &fetcher, 3_600_000, Some(BASE)).await.expect("a look"),
            Looked::Unchanged("ietf".to_owned())
        );
        *server.answer.lock().expect("an answer") = ok("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "");
        site.store.look_again(SCENARIO, "ietf").await.expect("the store");
        let looked = look(&site.store, &fetcher, 3_600_000, Some(BASE)).await.expect("a look");
        assert!(matches!(looked, Looked::Failed { .. }), "{looked:?}");
        assert_eq!(site.store.scenario(SCENARIO).await.expect("the store").expect("a scenario").revision, 3);
        assert_eq!(site.store.notices(SCENARIO).await.expect("notices").len(), told.len());
        // It moves away and back: everybody was told.
        for (first, last) in [("20230901", "20230908"), ("20230703", "20230708")] {
            *server.answer.lock().expect("an answer") = ok(&calendar(first, last), "");
            site.store.look_again(SCENARIO, "ietf").await.expect("the store");
            let looked = look(&site.store, &fetcher, 3_600_000, Some(BASE)).await.expect("a look");
            assert!(matches!(looked, Looked::Changed { .. }), "{looked:?}");
        }
        assert!(outbox::all(&site).await.is_empty(), "told once");
        let end = format!("/scenarios/{SCENARIO}/notices/{}/end", told[0].number);
        assert_eq!(site.post(&end, Persona::Planner, "").await.status, StatusCode::SEE_OTHER);
        assert_eq!(site.store.notices(SCENARIO).await.expect("notices").len(), told.len() - 1);
    });
}
