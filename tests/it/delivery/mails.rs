//! What is composed, and the relay that `convoke invite` hands it to.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use convoke::delivery::{Delivered, DeliveryError, Letter, Relay, Report, compose};
use convoke::domain::language::Language;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader as AsyncReader};
use tokio::net::{TcpListener, TcpStream};

use crate::announce::announced;
use crate::tools::tools;

fn letter(address: &str, language: Language) -> Letter {
    compose(&announced("jca-ml-2", "Ana, \"the\" Sample: 样本", address, language).mail).expect("a letter")
}

fn read(bytes: &[u8]) -> Value {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), bytes).expect("written");
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/tools/read_eml.py");
    let output = Command::new(tools().join("venv/bin/python3")).arg(script).arg(file.path()).output().expect("python");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn header<'a>(mail: &'a Value, name: &str) -> Vec<&'a str> {
    let headers = mail["headers"].as_array().expect("headers");
    headers.iter().filter(|one| one[0] == name).filter_map(|one| one[1].as_str()).collect()
}

#[test]
fn an_english_mail_in_full() {
    let letter = letter("ana@example.org", Language::English);
    insta::assert_snapshot!(String::from_utf8_lossy(letter.bytes()).replace("\r\n", "\n"));
}

#[test]
fn a_mail_has_the_parts_and_headers_that_programs_need() {
    for language in Language::ALL {
        let announced = announced("jca-ml-2", "Ana, \"the\" Sample: 样本", "ana@example.org", language);
        let letter = compose(&announced.mail).expect("a letter");
        let mail = read(letter.bytes());
        assert_eq!(mail["defects"].as_array().map(Vec::len), Some(0), "{mail}");
        assert_eq!(header(&mail, "Subject"), [announced.mail.subject.as_str()]);
        assert_eq!(header(&mail, "From"), ["\"TSB, JCA-ML secretariat\" <tsbjcaml@itu.int>"]);
        assert_eq!(header(&mail, "To"), ["\"Ana, \\\"the\\\" Sample: 样本\" <ana@example.org>"]);
        assert_eq!(header(&mail, "Message-ID"), [announced.mail.message_id.as_str()]);
        assert_eq!(header(&mail, "Date"), ["Wed, 08 Feb 2023 09:00:00 +0000"]);
        assert_eq!(header(&mail, "Auto-Submitted"), ["auto-generated"]);
        assert_eq!(header(&mail, "List-Unsubscribe-Post"), ["List-Unsubscribe=One-Click"]);
        assert!(header(&mail, "List-Unsubscribe")[0].starts_with("<https://convoke.example.org/stop?token="));
        assert_eq!(header(&mail, "MIME-Version"), ["1.0"]);
        let body = &mail["body"];
        assert_eq!(body["type"], "multipart/mixed");
        let (alternative, attachment) = (&body["parts"][0], &body["parts"][1]);
        assert_eq!(alternative["type"], "multipart/alternative");
        let types: Vec<&str> =
            alternative["parts"].as_array().expect("parts").iter().filter_map(|one| one["type"].as_str()).collect();
        assert_eq!(types, ["text/plain", "text/html", "text/calendar"], "the calendar comes last of the alternatives");
        let calendar = &alternative["parts"][2];
        assert_eq!(calendar["parameters"]["method"], "REQUEST");
        assert_eq!(calendar["parameters"]["charset"], "utf-8");
        assert_eq!(calendar["disposition"], Value::Null);
        assert_eq!(calendar["text"], announced.calendar(), "the same calendar, byte for byte");
        assert_eq!(attachment["type"], "application/ics");
        assert_eq!(attachment["disposition"], "attachment");
        assert_eq!(attachment["text"], announced.calendar());
        for (part, meant) in [(0, &announced.mail.plain), (1, &announced.mail.html)] {
            let text = alternative["parts"][part]["text"].as_str().expect("text").replace("\r\n", "\n");
            assert_eq!(text, *meant);
        }
    }
}

#[test]
fn bytes_are_the_same_each_time_and_fit_strict_relays() {
    let one = letter("ana@example.org", Language::Chinese);
    assert_eq!(one, letter("ana@example.org", Language::Chinese));
    let text = std::str::from_utf8(one.bytes()).expect("ASCII");
    assert!(text.is_ascii());
    for line in text.split("\r\n") {
        assert!(line.len() <= 998 && !line.contains(['\r', '\n']), "{line:?}");
    }
}

/// What a sink was asked to take: sender, recipient, the text of the message.
type Taken = Arc<Mutex<Vec<(String, String, String)>>>;

/// A relay in this process. Recipients named `refused…` get 550, `later…` 451, `broken…` a closed connection after the
/// end of the message, `evil…` an answer with control characters.
async fn sink() -> (u16, Taken, Busy) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let (taken, busy) = (Taken::default(), Arc::new(Mutex::new((0, 0))));
    let (kept, counted) = (Arc::clone(&taken), Arc::clone(&busy));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (taken, busy) = (Arc::clone(&taken), Arc::clone(&busy));
            tokio::spawn(async move {
                let _ = talk(stream, taken, busy).await;
            });
        }
    });
    (port, kept, counted)
}

/// Messages begun and not yet answered: now, and at most so far.
type Busy = Arc<Mutex<(usize, usize)>>;

async fn talk(stream: TcpStream, taken: Taken, busy: Busy) -> std::io::Result<()> {
    let (input, mut output) = stream.into_split();
    let mut lines = AsyncReader::new(input).lines();
    output.write_all(b"220 sink\r\n").await?;
    let (mut from, mut to) = (String::new(), String::new());
    while let Some(line) = lines.next_line().await? {
        let upper = line.to_uppercase();
        let address = || line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
        let answer: &[u8] = if upper.starts_with("EHLO") {
            b"250-sink\r\n250 8BITMIME\r\n"
        } else if upper.starts_with("MAIL") {
            from = address();
            let mut busy = busy.lock().expect("a lock");
            busy.0 += 1;
            busy.1 = busy.1.max(busy.0);
            b"250 ok\r\n"
        } else if upper.starts_with("RCPT") {
            to = address();
            if to.starts_with("refused") {
                b"550 5.1.1 no such mailbox\r\n"
            } else if to.starts_with("later") {
                b"451 4.7.1 greylisted, try again\r\n"
            } else {
                b"250 ok\r\n"
            }
        } else if upper == "DATA" {
            output.write_all(b"354 go\r\n").await?;
            let mut text = String::new();
            while let Some(line) = lines.next_line().await? {
                if line == "." {
                    break;
                }
                text.push_str(line.strip_prefix('.').unwrap_or(&line));
                text.push_str("\r\n");
            }
            taken.lock().expect("a lock").push((from.clone(), to.clone(), text));
            busy.lock().expect("a lock").0 -= 1;
            if to.starts_with("broken") {
                return Ok(());
            }
            if to.starts_with("evil") { b"250 ok \x1b[31mred\r\n" } else { b"250 2.0.0 taken\r\n" }
        } else if upper == "QUIT" {
            output.write_all(b"221 bye\r\n").await?;
            return Ok(());
        } else {
            b"250 ok\r\n"
        };
        output.write_all(answer).await?;
    }
    Ok(())
}

fn relay(port: u16, connections: u32) -> Relay {
    Relay::at(&format!("smtp://127.0.0.1:{port}"), connections).expect("a relay")
}

fn words(reports: &[Report]) -> Vec<&'static str> {
    reports.iter().map(|report| report.delivered.word()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_refused_address_stops_nobody_else() {
    let (port, taken, _) = sink().await;
    let addresses =
        ["a@example.org", "refused@example.org", "later@example.org", "broken@example.org", "evil@example.org"];
    let letters = addresses.iter().map(|to| letter(to, Language::English)).collect();
    let reports = relay(port, 4).deliver(letters).await.expect("reports");
    assert_eq!(words(&reports), ["accepted", "refused", "deferred", "uncertain", "accepted"]);
    let recipients: Vec<&str> = reports.iter().map(|report| report.recipient.as_str()).collect();
    assert_eq!(recipients, addresses, "in the order given");
    assert!(reports[1].delivered.answer().contains("no such mailbox"), "{:?}", reports[1]);
    assert!(reports.iter().all(|report| !report.delivered.answer().contains(char::is_control)));
    let taken = taken.lock().expect("a lock");
    for (from, to, text) in taken.iter() {
        assert_eq!(*from, letter(to, Language::English).return_address().as_str());
        let others = addresses.iter().filter(|other| **other != to.as_str());
        for other in others {
            assert!(!text.contains(other), "{to} reads of {other}");
        }
    }
    let one = taken.iter().find(|(_, to, _)| to == "a@example.org").expect("a message");
    let sent = letter("a@example.org", Language::English);
    assert!(one.2.trim_end().as_bytes() == sent.bytes().trim_ascii_end(), "the bytes arrive as composed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_letters_use_few_connections_and_keep_their_order() {
    let (port, taken, busy) = sink().await;
    let mut letters = Vec::new();
    for number in 0..60 {
        for language in [Language::English, Language::Arabic] {
            letters.push(letter(&format!("r{number}@example.org"), language));
        }
    }
    let ids: Vec<String> = letters.iter().map(|letter| letter.message_id().to_owned()).collect();
    let reports = relay(port, 3).deliver(letters).await.expect("reports");
    assert!(reports.iter().all(|report| report.delivered.is_accepted()));
    assert_eq!(reports.iter().map(|report| report.message_id.clone()).collect::<Vec<_>>(), ids);
    assert!(busy.lock().expect("a lock").1 <= 3, "{:?}", busy.lock());
    let taken = taken.lock().expect("a lock");
    assert_eq!(taken.len(), 120);
    for number in 0..60 {
        let to = format!("r{number}@example.org");
        let languages: Vec<bool> = taken
            .iter()
            .filter(|(_, one, _)| *one == to)
            .map(|(_, _, text)| text.contains("Content-Language: en"))
            .collect();
        assert_eq!(languages, [true, false], "{to}: the first letter first");
    }
}

#[tokio::test]
async fn a_relay_that_is_not_there_is_said_so() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let reports = relay(port, 2).deliver(vec![letter("a@example.org", Language::English)]).await.expect("reports");
    assert!(matches!(reports[0].delivered, Delivered::NotSent(_)), "{reports:?}");
}

/// An address outside ASCII needs a relay that says it takes one; ours does not, and the message stays here.
#[tokio::test]
async fn an_address_outside_ascii_needs_a_relay_that_takes_it() {
    let (port, taken, _) = sink().await;
    let reports = relay(port, 1).deliver(vec![letter("用户@example.org", Language::Chinese)]).await.expect("reports");
    assert!(reports[0].delivered.answer().contains("addr.smtputf8"), "{reports:?}");
    assert_eq!(reports[0].delivered.word(), "not-sent");
    assert!(taken.lock().expect("a lock").is_empty());
}

#[test]
fn relays_on_other_machines_are_reached_encrypted_only() {
    for url in ["smtp://mail.example.org", "smtp://user:secret@mail.example.org:587", "smtp://127.0.0.1@evil.example"] {
        let error = Relay::at(url, 1).expect_err("refused").to_string();
        assert!(!error.contains("secret"), "{error}");
    }
    for url in ["http://127.0.0.1", "127.0.0.1:2525", ""] {
        assert!(matches!(Relay::at(url, 1), Err(DeliveryError::Url { .. })), "{url}");
    }
    for url in ["smtp://127.0.0.1:2525", "smtp://localhost:25", "smtp://[::1]:25"] {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let _inside = runtime.enter();
        assert!(Relay::at(url, 1).is_ok(), "{url}");
    }
}

/// The same over a relay that is not ours.
#[test]
fn a_foreign_relay_takes_and_refuses_the_same() {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/tools/sink.py");
    let mut child = Command::new(tools().join("venv/bin/python3"))
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python");
    let mut lines = BufReader::new(child.stdout.take().expect("output")).lines();
    let port = lines.next().expect("a line").expect("text");
    let letters = ["a@example.org", "refused@example.org", "later@example.org", "用户@example.org"]
        .map(|to| letter(to, Language::Chinese));
    let url = format!("smtp://127.0.0.1:{port}");
    let reports = Relay::deliver_and_wait(&url, 2, letters.to_vec()).expect("reports");
    assert_eq!(words(&reports), ["accepted", "refused", "deferred", "accepted"], "{reports:?}");
    drop(child.stdin.take());
    let taken: Vec<Value> = lines.map(|line| serde_json::from_str(&line.expect("text")).expect("JSON")).collect();
    let _ = child.wait();
    assert_eq!(taken.len(), 2);
    assert!(taken.iter().all(|one| one["to"].as_array().map(Vec::len) == Some(1)), "one recipient a message");
}
