//! What the program says when it has sent: the numbers add up to what was approved, and whoever did not get a message is
//! named, with the server's words.

use std::collections::BTreeMap;
use std::process::Command;

use super::{Kept, kept};
use crate::announce::plan;
use crate::delivery::sink::{At, Fault, Manner, start};
use crate::store::{announce, people, run as block_on};

const PEOPLE: usize = 40;

/// Whom of ours an address belongs to, by number.
fn number(address: &str) -> usize {
    let digits = address.trim_start_matches('p').split('@').next().expect("a name");
    digits.parse().expect("one of ours")
}

/// In turn: refused, cut off after the dot, put off, taken.
fn in_turn(address: &str) -> Option<(At, Fault)> {
    match number(address) % 4 {
        0 => Some((At::Rcpt, Fault::Say(b"550 5.1.1 nobody of that name\r\n", 1))),
        1 => Some((At::Dot, Fault::Close)),
        2 => Some((At::Rcpt, Fault::Say(b"451 4.3.0 come back later\r\n", 1))),
        _ => None,
    }
}

/// The same but for those that were put off, who are taken now.
fn later(address: &str) -> Option<(At, Fault)> {
    in_turn(address).filter(|_| number(address) % 4 != 2)
}

/// The program; its exit code and what it says.
async fn convoke(kept: &Kept, words: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_convoke"));
    command.args(words).env("CONVOKE_STORE", &kept.address);
    let said = tokio::task::spawn_blocking(move || command.output().expect("started")).await.expect("no panic");
    let text = format!("{}{}", String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
    (said.status.code(), text)
}

/// The lines of a report that count messages: what is counted, by its first words.
fn counted(report: &str) -> BTreeMap<String, usize> {
    let kinds = ["accepted by", "put off", "without an answer", "parked", "refused for good", "given up or"];
    let line = |line: &str| {
        let (count, what) = line.split_once(' ')?;
        let kind = kinds.into_iter().find(|kind| what.starts_with(kind))?;
        Some((kind.to_owned(), count.parse().ok()?))
    };
    report.lines().filter_map(line).collect()
}

/// Each line of a list says what it must of one of those who are expected there.
async fn listed(kept: &Kept, state: &str, remainder: &[usize], words: &str) -> usize {
    let (code, list) = convoke(kept, &["outbox", "list", state]).await;
    assert_eq!(code, Some(0), "{list}");
    let expected = (0..PEOPLE).filter(|who| remainder.contains(&(who % 4)));
    for who in expected.clone() {
        let address = format!(" to p{who}@d{}.example.org: {state}, ", who % 7);
        let lines: Vec<&str> = list.lines().filter(|line| line.contains(&address)).collect();
        assert!(lines.len() == 1 && lines[0].contains(words), "{address:?} with {words:?} in\n{list}");
    }
    assert_eq!(list.lines().count(), expected.count(), "{state}: nobody else\n{list}");
    list.lines().count()
}

#[test]
fn the_report_adds_up_to_what_was_approved_and_names_everybody() {
    block_on(async {
        let kept = kept().await;
        let approved = announce(&kept.store, &plan(), &people(PEOPLE), 0).await;
        let approved = usize::try_from(approved).expect("few");
        let quarter = PEOPLE / 4;
        let send = async |by_recipient| {
            let (port, seen) = start(Manner { by_recipient, ..Manner::default() }).await;
            let url = format!("smtp://127.0.0.1:{port}");
            let said =
                convoke(&kept, &["announce", &kept.address, "--send", "--connections", "2", "--smtp", &url]).await;
            (said, seen)
        };
        let ((code, report), seen) = send(in_turn).await;
        let counts = counted(&report);
        println!("I3: {approved} approved; the first run says {counts:?}");
        assert_eq!(code, Some(1), "{report}");
        assert_eq!(counts.values().sum::<usize>(), approved, "{report}");
        let of = |word: &str| (word.to_owned(), quarter);
        let expected = ["accepted by", "without an answer", "put off", "refused for good"].map(of);
        assert_eq!(counts, BTreeMap::from(expected), "{report}");
        let taken = seen.taken().iter().filter(|taken| taken.answer == "250").count();
        assert_eq!(taken, quarter, "what is reported as accepted, the relay has taken");
        let mut all = listed(&kept, "failed", &[0], "550 5.1.1 nobody of that name").await;
        all += listed(&kept, "uncertain", &[1], "1 may have arrived; after the dot: ").await;
        all += listed(&kept, "deferred", &[2], "451 4.3.0 come back later").await;
        all += listed(&kept, "sent", &[3], "250 2.0.0 taken").await;
        assert_eq!(all, approved, "the lists add up as well");

        // Later those that were put off are taken, and those that were cut off are so once more: a person decides on them.
        kept.time_passes().await;
        let ((code, report), _) = send(later).await;
        let counts = counted(&report);
        println!("I3: the second run says {counts:?}");
        assert_eq!(code, Some(1), "{report}");
        assert_eq!(counts, BTreeMap::from([of("accepted by"), of("parked")]), "{report}");
        let mut all = listed(&kept, "failed", &[0], "550 5.1.1 nobody of that name").await;
        all += listed(&kept, "parked", &[1], "2 may have arrived; after the dot: ").await;
        all += listed(&kept, "sent", &[2, 3], "250 2.0.0 taken").await;
        assert_eq!(all, approved, "the lists add up as well");
        let (_, text) = convoke(&kept, &["outbox", "status", "--format", "json"]).await;
        let status: serde_json::Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        let sums: u64 = status["counts"].as_object().expect("counts").values().filter_map(|count| count.as_u64()).sum();
        assert_eq!(usize::try_from(sums).expect("few"), approved, "{text}");
        let named = status["look_at"].as_array().expect("a list").len();
        assert_eq!(named, 2 * quarter, "those that were refused and those that were cut off twice: {text}");
    });
}

/// A list that is not the whole says so.
#[test]
fn a_list_that_ends_says_how_many_more_there_are() {
    block_on(async {
        let kept = kept().await;
        for (count, more) in [(1000, None), (1003, Some("3 more are not listed"))] {
            announce(&kept.store, &plan(), &people(count), i64::try_from(count).expect("few")).await;
            let (_, list) = convoke(&kept, &["outbox", "list", "queued"]).await;
            assert_eq!(list.lines().filter(|line| line.contains(" to p")).count(), 1000);
            assert_eq!(list.lines().find(|line| line.contains("not listed")), more, "{count}");
        }
    });
}
