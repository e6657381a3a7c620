//! Everything that may go wrong between us and a relay, one row each: what is said of the message, when, whether the
//! sender had noted that the dot leaves, and what the relay had then.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use convoke::delivery::session::{Connection, Outcome, Outgoing, Reason, Server, Timeouts, Withheld};
use convoke::domain::text::EmailAddress;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use super::sink::{At, Fault, Manner, Seen, start};

pub(super) const SMALL: &[u8] = b"From: a@example.org\r\nSubject: one\r\n\r\n.hidden\r\n..\r\nFrom here\r\n";

pub(super) fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).expect("an address")
}

/// An outcome in a few words: `deferred rcpt 451 4.7.1`, `not-sent data gone`.
pub(super) fn words(outcome: &Outcome) -> String {
    let reason = |reason: &Reason| match reason {
        Reason::Closed | Reason::Broken(_) => "gone".to_owned(),
        Reason::BadAnswer(_) => "bad-answer".to_owned(),
        Reason::TimedOut => "timed-out".to_owned(),
        Reason::Tls(_) => "tls".to_owned(),
        other => format!("{other:?}"),
    };
    let answered = |word, stage, code, enhanced: &Option<convoke::delivery::session::EnhancedCode>| {
        let enhanced = enhanced.map_or_else(String::new, |enhanced| format!(" {enhanced}"));
        format!("{word} {stage} {code}{enhanced}")
    };
    match outcome {
        Outcome::Accepted { .. } => "accepted".to_owned(),
        Outcome::Refused { stage, code, enhanced, .. } => answered("refused", stage, code, enhanced),
        Outcome::Deferred { stage, code, enhanced, .. } => answered("deferred", stage, code, enhanced),
        Outcome::NotSent { stage, reason: what } => format!("not-sent {stage} {}", reason(what)),
        Outcome::Withheld { reason } => format!("withheld {reason}"),
        Outcome::Uncertain { reason: what } => format!("uncertain {}", reason(what)),
    }
}

/// Long enough for anything that does come, on any machine.
const PATIENT: Duration = Duration::from_secs(60);
/// For what never comes.
const SHORT: Duration = Duration::from_millis(300);

/// Short where nothing will come, so that no other stage can run out of time.
fn short_at(at: At) -> Timeouts {
    let mut timeouts = Timeouts::all(PATIENT);
    let limit = match at {
        At::Banner => &mut timeouts.banner,
        At::Ehlo | At::StartTls | At::Auth => &mut timeouts.command,
        At::Mail => &mut timeouts.mail,
        At::Rcpt => &mut timeouts.rcpt,
        At::Data => &mut timeouts.data,
        At::Body(_) => &mut timeouts.block,
        At::Dot => &mut timeouts.dot,
    };
    *limit = SHORT;
    timeouts
}

/// Sends one message to a new connection; says what became of it and whether the mark was asked for.
pub(super) async fn send_one(server: &Server, timeouts: Timeouts, seen: &Arc<Seen>, bytes: &[u8]) -> (Outcome, bool) {
    let mut connection = match Connection::open(server, timeouts).await {
        Ok(connection) => connection,
        Err(failure) => return (failure.into(), false),
    };
    let marked = AtomicBool::new(false);
    let (from, to) = (address("bounce@example.org"), address("ana@example.org"));
    let outgoing = Outgoing { return_address: &from, recipient: &to, bytes };
    let outcome = connection
        .send(&outgoing, async || {
            seen.marked.store(true, Ordering::SeqCst);
            marked.store(true, Ordering::SeqCst);
            Ok(())
        })
        .await;
    (outcome, marked.load(Ordering::SeqCst))
}

pub(super) fn plain(port: u16) -> Server {
    Server::parse(&format!("smtp://127.0.0.1:{port}")).expect("a server")
}

const fn say(octets: &'static str) -> Fault {
    Fault::Say(octets.as_bytes(), 1)
}

/// Where, what, what is said of the message. A row whose words begin with `accepted`, `uncertain`, or that name the dot,
/// is one in which the dot left.
const ROWS: [(At, Fault, &str); 65] = [
    (At::Banner, say("220-many\r\n220-lines\r\n220 here\r\n"), "accepted"),
    (At::Banner, Fault::Slices(1, Duration::from_millis(1)), "accepted"),
    (At::Banner, say("421 4.3.2 busy\r\n"), "deferred banner 421 4.3.2"),
    (At::Banner, say("554 5.7.1 not you\r\n"), "deferred banner 554 5.7.1"),
    (At::Banner, say("250 sink\r\n"), "not-sent banner bad-answer"),
    (At::Banner, say("HTTP/1.1 400 Bad Request\r\n"), "not-sent banner bad-answer"),
    (At::Banner, say("220-sink\r\n250 sink\r\n"), "not-sent banner bad-answer"),
    (At::Banner, Fault::Say(&[b'2'; 1_048_576], 10), "not-sent banner bad-answer"),
    (At::Banner, Fault::Say(b"220-more\r\n", 1_000_000), "not-sent banner bad-answer"),
    (At::Banner, Fault::Say(b"\x00\xff\x1b]0;x\x07\r\n", 1), "not-sent banner bad-answer"),
    (At::Banner, Fault::SayAndClose(b"220 si"), "not-sent banner gone"),
    (At::Banner, Fault::Close, "not-sent banner gone"),
    (At::Banner, Fault::Reset, "not-sent banner gone"),
    (At::Banner, Fault::Hang, "not-sent banner timed-out"),
    (At::Ehlo, say("502 5.5.1 what?\r\n"), "accepted"),
    (At::Ehlo, say("250 sink\r\n"), "accepted"),
    (At::Ehlo, say("421 4.3.2 busy\r\n"), "deferred ehlo 421 4.3.2"),
    (At::Ehlo, say("450 4.3.2 later\r\n"), "deferred ehlo 450 4.3.2"),
    (At::Ehlo, say("550 5.7.1 not you\r\n"), "deferred ehlo 550 5.7.1"),
    (At::Ehlo, Fault::Close, "not-sent ehlo gone"),
    (At::Ehlo, Fault::Hang, "not-sent ehlo timed-out"),
    (At::Mail, say("250-2.1.0 many\r\n250 lines\r\n"), "accepted"),
    (At::Mail, say("421 4.7.0 enough\r\n"), "deferred mail 421 4.7.0"),
    (At::Mail, say("451 4.7.1 later\r\n"), "deferred mail 451 4.7.1"),
    (At::Mail, say("530 5.7.0 who are you?\r\n"), "refused mail 530 5.7.0"),
    (At::Mail, say("552 too large\r\n"), "refused mail 552"),
    (At::Mail, say("354 go\r\n"), "not-sent mail bad-answer"),
    (At::Mail, Fault::Close, "not-sent mail gone"),
    (At::Mail, Fault::Reset, "not-sent mail gone"),
    (At::Mail, Fault::Hang, "not-sent mail timed-out"),
    (At::Rcpt, say("251 2.1.5 I pass it on\r\n"), "accepted"),
    (At::Rcpt, say("450 4.2.0 greylisted\r\n"), "deferred rcpt 450 4.2.0"),
    (At::Rcpt, say("451 4.7.1 greylisted\r\n"), "deferred rcpt 451 4.7.1"),
    (At::Rcpt, say("452 4.2.2 full\r\n"), "deferred rcpt 452 4.2.2"),
    (At::Rcpt, say("421 4.3.2 going down\r\n"), "deferred rcpt 421 4.3.2"),
    (At::Rcpt, say("550-5.1.1 no\r\n550 5.1.1 such mailbox\r\n"), "refused rcpt 550 5.1.1"),
    (At::Rcpt, say("553 4.1.1 a class that does not fit\r\n"), "refused rcpt 553"),
    (At::Rcpt, say("what?\r\n"), "not-sent rcpt bad-answer"),
    (At::Rcpt, Fault::Close, "not-sent rcpt gone"),
    (At::Rcpt, Fault::Hang, "not-sent rcpt timed-out"),
    (At::Data, say("451 4.3.0 later\r\n"), "deferred data 451 4.3.0"),
    (At::Data, say("554 5.5.1 no valid recipients\r\n"), "refused data 554 5.5.1"),
    (At::Data, say("250 2.0.0 ok\r\n"), "not-sent data bad-answer"),
    (At::Data, Fault::Close, "not-sent data gone"),
    (At::Data, Fault::Reset, "not-sent data gone"),
    (At::Data, Fault::Hang, "not-sent data timed-out"),
    // Words before their time are no answer to the dot.
    (At::Data, say("354 go\r\n250 2.0.0 taken already\r\n"), "not-sent data bad-answer"),
    (At::Data, say("354 go\r\n552 5.3.4 too large\r\n"), "refused data 552 5.3.4"),
    (At::Data, say("354 go\r\n421 4.3.2 going down\r\n"), "deferred data 421 4.3.2"),
    (At::Dot, say("250-2.0.0 many\r\n250 2.0.0 lines\r\n"), "accepted"),
    (At::Dot, say("250 \x1b[31mred\x07\r\n"), "accepted"),
    (At::Dot, Fault::Slices(2, Duration::from_millis(1)), "accepted"),
    (At::Dot, say("451 4.3.0 later\r\n"), "deferred dot 451 4.3.0"),
    (At::Dot, say("421 4.3.2 going down\r\n"), "deferred dot 421 4.3.2"),
    (At::Dot, say("550 5.7.1 looks like spam\r\n"), "refused dot 550 5.7.1"),
    (At::Dot, say("552 5.3.4 too large\r\n"), "refused dot 552 5.3.4"),
    (At::Dot, say("354 go\r\n"), "uncertain bad-answer"),
    (At::Dot, say("ok\r\n"), "uncertain bad-answer"),
    (At::Dot, Fault::Say(&[b'2'; 1_048_576], 10), "uncertain bad-answer"),
    (At::Dot, Fault::SayAndClose(b"250-2.0.0 ta"), "uncertain gone"),
    (At::Dot, Fault::Close, "uncertain gone"),
    (At::Dot, Fault::Reset, "uncertain gone"),
    (At::Dot, Fault::Hang, "uncertain timed-out"),
    // A refusal of everything behind is one of this message only if it is about this message.
    (At::Dot, Fault::SayAndClose(b"250 2.0.0 taken\r\n"), "accepted"),
    (At::Dot, Fault::SayAndClose(b"421 4.3.2 going down\r\n"), "deferred dot 421 4.3.2"),
];

#[tokio::test]
async fn each_fault_has_its_outcome() {
    for pipelining in [true, false] {
        for (at, fault, expected) in ROWS {
            let mut manner = Manner { faults: vec![(at, fault)], ..Manner::default() };
            if !pipelining {
                manner.offers.retain(|offer| *offer != "PIPELINING");
            }
            let (port, seen) = start(manner).await;
            let timeouts = if matches!(fault, Fault::Hang) { short_at(at) } else { Timeouts::all(PATIENT) };
            let (outcome, marked) = send_one(&plain(port), timeouts, &seen, SMALL).await;
            let row = format!("pipelining {pipelining}, {at:?}: expected {expected}, {outcome:?}");
            assert_eq!(words(&outcome), expected, "{row}");
            let dot_left = expected == "accepted" || expected.starts_with("uncertain") || expected.contains(" dot ");
            assert_eq!(marked, dot_left, "the mark is set before the dot and never else: {row}");
            let taken = seen.taken();
            assert_eq!(taken.len(), usize::from(dot_left), "{row}");
            assert!(taken.iter().all(|one| one.marked && one.bytes == SMALL), "{row}");
            let shown = format!("{outcome:?}");
            assert!(shown.len() < 700 && !shown.contains(['\x1b', '\x07']), "short and printable: {row}");
        }
    }
}

/// A message larger than what the network holds, so that it cannot be handed over whole.
fn large() -> Vec<u8> {
    let line = [vec![b'x'; 998], b"\r\n".to_vec()].concat();
    [b"From: a@example.org\r\n\r\n".to_vec(), line.repeat(40_000)].concat()
}

#[tokio::test]
async fn what_breaks_within_the_message_never_asks_for_the_mark() {
    let large = large();
    for (fault, expected) in [
        (Fault::Close, "not-sent data gone"),
        (Fault::Reset, "not-sent data gone"),
        (Fault::Hang, "not-sent data timed-out"),
        (Fault::SayAndClose(b"421 4.3.2 going down\r\n"), "deferred data 421 4.3.2"),
    ] {
        for octets in [0, 1, 100_000] {
            let (port, seen) = start(Manner { faults: vec![(At::Body(octets), fault)], ..Manner::default() }).await;
            let block = if matches!(fault, Fault::Hang) { SHORT } else { PATIENT };
            let timeouts = Timeouts { block, ..Timeouts::all(PATIENT) };
            let (outcome, marked) = send_one(&plain(port), timeouts, &seen, &large).await;
            // What a relay says before it closes may be lost with what it had not read (RFC 1122 4.2.2.13).
            let lost = matches!(fault, Fault::SayAndClose(_)) && words(&outcome) == "not-sent data gone";
            assert!(lost || words(&outcome) == expected, "{fault:?} after {octets}: {outcome:?}");
            assert!(!marked && seen.taken().is_empty(), "{fault:?} after {octets}");
        }
    }
}

/// The relay goes away while the sender notes that the dot leaves: it did not leave, and that is known.
#[tokio::test]
async fn a_relay_that_goes_while_the_mark_is_set_has_no_message() {
    for fault in [Fault::Close, Fault::Reset] {
        let (port, seen) = start(Manner { faults: vec![(At::Body(1), fault)], ..Manner::default() }).await;
        let mut connection = Connection::open(&plain(port), Timeouts::all(PATIENT)).await.expect("a connection");
        let (from, to) = (address("bounce@example.org"), address("ana@example.org"));
        let outgoing = Outgoing { return_address: &from, recipient: &to, bytes: SMALL };
        let outcome = connection
            .send(&outgoing, async || {
                seen.closed(1).await;
                Ok(())
            })
            .await;
        assert_eq!(words(&outcome), "not-sent data gone");
        assert!(seen.taken().is_empty() && !connection.is_usable());
    }
}

#[tokio::test]
async fn the_mark_comes_after_the_whole_message_and_before_the_dot() {
    let (port, seen) = start(Manner::default()).await;
    let mut connection = Connection::open(&plain(port), Timeouts::all(PATIENT)).await.expect("a connection");
    let (from, to) = (address("bounce@example.org"), address("ana@example.org"));
    let outgoing = Outgoing { return_address: &from, recipient: &to, bytes: SMALL };
    // On the wire two dots more.
    let outcome = connection
        .send(&outgoing, async || {
            seen.octets(SMALL.len() + 2).await;
            assert!(seen.taken().is_empty(), "the dot is still here");
            seen.marked.store(true, Ordering::SeqCst);
            Ok(())
        })
        .await;
    assert_eq!(outcome, Outcome::Accepted { answer: "250 2.0.0 taken".to_owned() });
    assert!(seen.taken()[0].marked);

    let outcome = connection.send(&outgoing, async || Err(Withheld::because("another sender took it over"))).await;
    assert_eq!(words(&outcome), "withheld another sender took it over");
    assert!(!connection.is_usable());
    let again = connection.send(&outgoing, async || Ok(())).await;
    assert_eq!(words(&again), "not-sent mail Spent");
    seen.closed(1).await;
    assert_eq!(seen.taken().len(), 1, "the relay has no second message");
}

/// A sender that does not set the mark is found out by the sink: the check above can fail.
#[tokio::test]
async fn the_sink_sees_a_dot_without_a_mark() {
    let (port, seen) = start(Manner::default()).await;
    let mut connection = Connection::open(&plain(port), Timeouts::all(PATIENT)).await.expect("a connection");
    let (from, to) = (address("bounce@example.org"), address("ana@example.org"));
    let outgoing = Outgoing { return_address: &from, recipient: &to, bytes: SMALL };
    let outcome = connection.send(&outgoing, async || Ok(())).await;
    assert_eq!(words(&outcome), "accepted");
    assert!(!seen.taken()[0].marked);
}

/// A sender that is dropped while it waits leaves no dot, and nothing that the next message could follow.
#[tokio::test]
async fn a_dropped_sender_leaves_nothing_half_said() {
    let (port, seen) = start(Manner::default()).await;
    let mut connection = Connection::open(&plain(port), Timeouts::all(PATIENT)).await.expect("a connection");
    let (from, to) = (address("bounce@example.org"), address("ana@example.org"));
    let outgoing = Outgoing { return_address: &from, recipient: &to, bytes: SMALL };
    tokio::select! {
        outcome = connection.send(&outgoing, async || std::future::pending().await) => panic!("{outcome:?}"),
        () = seen.octets(SMALL.len() + 2) => {}
    }
    assert!(!connection.is_usable());
    seen.closed(1).await;
    assert!(seen.taken().is_empty());
}

/// What a relay refuses is no obstacle for what comes next on the same connection.
#[tokio::test]
async fn a_refused_message_leaves_the_connection_to_the_next() {
    for (at, answer, resets) in [
        (At::Mail, say("451 4.7.1 later\r\n"), 1),
        (At::Rcpt, say("550 5.1.1 no\r\n"), 1),
        (At::Data, say("451 4.3.0 later\r\n"), 1),
        (At::Dot, say("451 4.3.0 later\r\n"), 0),
    ] {
        for pipelining in [true, false] {
            let mut manner = Manner { faults: vec![(at, answer)], ..Manner::default() };
            if !pipelining {
                manner.offers.retain(|offer| *offer != "PIPELINING");
            }
            let (port, seen) = start(manner).await;
            let mut connection = Connection::open(&plain(port), Timeouts::all(PATIENT)).await.expect("a connection");
            let (from, to) = (address("bounce@example.org"), address("ana@example.org"));
            let outgoing = Outgoing { return_address: &from, recipient: &to, bytes: SMALL };
            let first = words(&connection.send(&outgoing, async || Ok(())).await);
            assert!(connection.is_usable(), "{at:?}");
            let second = words(&connection.send(&outgoing, async || Ok(())).await);
            assert_eq!(first, second, "in step with the relay");
            connection.quit().await;
            let commands = seen.commands();
            assert_eq!(commands.iter().filter(|one| *one == "RSET").count(), resets, "{commands:?}");
            assert_eq!(commands.last().map(String::as_str), Some("QUIT"));
            assert_eq!(seen.connections(), 1);
        }
    }
}

#[tokio::test]
async fn what_the_relay_cannot_take_is_not_begun() {
    let wide = "From: a@example.org\r\n\r\né\r\n".as_bytes();
    let wide_header = "From: a@example.org\r\nSubject: é\r\n\r\nx\r\n".as_bytes();
    let (mail, full): (&[u8], Vec<&'static str>) = (SMALL, vec!["8BITMIME", "SMTPUTF8", "SIZE 100"]);
    for (offers, to, bytes, expected) in [
        (full.clone(), "ana@example.org", mail, "accepted MAIL FROM:<bounce@example.org> SIZE=61"),
        (full.clone(), "ana@example.org", wide, "accepted MAIL FROM:<bounce@example.org> SIZE=27 BODY=8BITMIME"),
        (full.clone(), "用户@example.org", mail, "accepted MAIL FROM:<bounce@example.org> SIZE=61 SMTPUTF8"),
        (
            full,
            "ana@example.org",
            wide_header,
            "accepted MAIL FROM:<bounce@example.org> SIZE=39 BODY=8BITMIME SMTPUTF8",
        ),
        (vec!["SIZE 0"], "ana@example.org", mail, "accepted MAIL FROM:<bounce@example.org>"),
        (vec!["SIZE"], "ana@example.org", mail, "accepted MAIL FROM:<bounce@example.org>"),
        (vec!["SIZE 60"], "ana@example.org", mail, "not-sent mail Size { octets: 61, limit: 60 } "),
        (vec![], "ana@example.org", wide, "not-sent mail NeedsEightBit "),
        (vec!["8BITMIME"], "ana@example.org", wide_header, "not-sent mail NeedsSmtpUtf8 "),
        (vec!["8BITMIME"], "用户@example.org", mail, "not-sent mail NeedsSmtpUtf8 "),
        (vec![], "ana@example.org", b"a\r\n.\nb\r\n", "not-sent mail Octet { line: 2 } "),
    ] {
        let (port, seen) = start(Manner { offers, ..Manner::default() }).await;
        let mut connection = Connection::open(&plain(port), Timeouts::all(PATIENT)).await.expect("a connection");
        let (from, to) = (address("bounce@example.org"), address(to));
        let outgoing = Outgoing { return_address: &from, recipient: &to, bytes };
        let outcome = connection.send(&outgoing, async || Ok(())).await;
        let said = seen.commands().into_iter().find(|line| line.starts_with("MAIL")).unwrap_or_default();
        assert_eq!(format!("{} {said}", words(&outcome)), expected);
        let lies_in_it = matches!(&outcome, Outcome::NotSent { reason, .. } if reason.lies_in_the_message());
        assert_eq!(lies_in_it, !expected.starts_with("accepted"));
        assert!(connection.is_usable(), "nothing was said of it");
    }
}

#[tokio::test]
async fn nobody_is_there() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let failure = Connection::open(&plain(port), Timeouts::all(PATIENT)).await.expect_err("nobody");
    assert!(words(&failure.into()).starts_with("not-sent connect Unreachable"));
}

/// A relay that sends an octet now and then does not hold a connection for ever: the whole answer has its time.
#[tokio::test]
async fn a_slow_answer_is_not_waited_for_octet_by_octet() {
    let (port, seen) =
        start(Manner { faults: vec![(At::Dot, Fault::Slices(1, Duration::from_millis(200)))], ..Manner::default() })
            .await;
    let timeouts = Timeouts { dot: Duration::from_millis(500), ..Timeouts::all(PATIENT) };
    let (outcome, marked) = send_one(&plain(port), timeouts, &seen, SMALL).await;
    assert_eq!((words(&outcome).as_str(), marked), ("uncertain timed-out", true));
}

/// A connection that the relay ended while nothing was under way is noticed, before or with the next message.
#[tokio::test]
async fn a_connection_that_has_served_its_time_is_replaced() {
    for octets in [&b"250 2.0.0 taken\r\n"[..], b"250 2.0.0 taken\r\n421 4.4.2 enough\r\n"] {
        let (port, seen) =
            start(Manner { faults: vec![(At::Dot, Fault::SayAndClose(octets))], ..Manner::default() }).await;
        let mut connection = Connection::open(&plain(port), Timeouts::all(PATIENT)).await.expect("a connection");
        let (from, to) = (address("bounce@example.org"), address("ana@example.org"));
        let outgoing = Outgoing { return_address: &from, recipient: &to, bytes: SMALL };
        assert_eq!(words(&connection.send(&outgoing, async || Ok(())).await), "accepted");
        seen.closed(1).await;
        let next = connection.send(&outgoing, async || panic!("the relay is gone")).await;
        assert!(next.wants_a_new_connection(), "{next:?}");
        assert!(!connection.is_usable());
        assert_eq!(seen.taken().len(), 1);
    }
}

/// Random bodies over one connection each arrive octet by octet, or never leave.
#[tokio::test]
async fn random_bodies_arrive_as_they_are() {
    let (port, seen) = start(Manner::default()).await;
    let mut connection = Connection::open(&plain(port), Timeouts::all(PATIENT)).await.expect("a connection");
    let (from, to) = (address("bounce@example.org"), address("ana@example.org"));
    let mut runner = TestRunner::deterministic();
    let part = prop_oneof![
        4 => Just(b"\r\n".to_vec()),
        3 => Just(b".".to_vec()),
        2 => Just(b"\r\n.\r\nMAIL FROM:<x@example.org>\r\n".to_vec()),
        1 => Just(b"\n.\n".to_vec()),
        4 => "[ -~]{0,80}".prop_map(String::into_bytes),
        2 => proptest::collection::vec(128_u8..=255, 1..9),
        1 => (900_usize..1_000).prop_map(|length| vec![b'.'; length]),
    ];
    let bodies = proptest::collection::vec(part, 0..10).prop_map(|parts| parts.concat());
    let (mut arrived, mut stayed) = (Vec::new(), 0);
    for _ in 0..2_000 {
        let mut bytes = bodies.new_tree(&mut runner).expect("a body").current();
        let outgoing = Outgoing { return_address: &from, recipient: &to, bytes: &bytes };
        match connection.send(&outgoing, async || Ok(())).await {
            Outcome::Accepted { .. } => {
                if !bytes.is_empty() && !bytes.ends_with(b"\r\n") {
                    bytes.extend_from_slice(b"\r\n");
                }
                arrived.push(bytes);
            }
            Outcome::NotSent { reason, .. } if reason.lies_in_the_message() => stayed += 1,
            other => panic!("{other:?}"),
        }
    }
    assert!(arrived.len() > 500 && stayed > 100, "both kinds are tried: {} and {stayed}", arrived.len());
    assert!(seen.taken().into_iter().map(|one| one.bytes).eq(arrived));
    assert!(seen.commands().iter().all(|line| !line.starts_with("OFFENCE") && !line.contains("x@example.org")));
}

/// A sender may run on any thread.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn senders_run_on_any_thread() {
    let (port, seen) = start(Manner::default()).await;
    let server = plain(port);
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let (server, seen) = (server.clone(), Arc::clone(&seen));
            tokio::spawn(async move { send_one(&server, Timeouts::all(PATIENT), &seen, SMALL).await.0 })
        })
        .collect();
    for task in tasks {
        assert_eq!(words(&task.await.expect("no panic")), "accepted");
    }
    assert_eq!(seen.taken().len(), 8);
}
