//! What large mail systems ask of whoever sends them many mails (the rules of Google, Yahoo and Microsoft for bulk senders,
//! RFC 8058): signatures of the domain in From, a way out that takes one click, and patience when they ask for it.

use std::collections::BTreeMap;

use convoke::app::outbox::State;
use convoke::delivery::signing::Signer;
use convoke::domain::time::Instant;
use convoke::store::Store;
use convoke::work::{self, Mutant, Settings};

use super::{Waiting, time_passes};
use crate::delivery::signed::{both, keys, verified};
use crate::delivery::sink::{At, Fault, Manner, Seen, start};
use crate::store::run as block_on;
use crate::work::{run, settings};

/// The value of a header, on one line; of several the first.
fn header(mail: &str, name: &str) -> Option<String> {
    let head = mail.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n\t", " ").replace("\r\n ", " ");
    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ").map(str::to_owned))
}

/// What a mail lacks of what is asked for, from its bytes alone; whether the signatures hold is asked elsewhere.
fn lacks(mail: &str) -> Vec<&'static str> {
    let mut lacking = Vec::new();
    let domain = header(mail, "From").and_then(|from| from.split(['@', '>']).nth(1).map(str::to_owned));
    let domain = domain.unwrap_or_default();
    let tag = |name: &str| {
        let signature = header(mail, "DKIM-Signature").unwrap_or_default().replace(' ', "");
        let value = signature.split(';').find_map(|part| part.strip_prefix(name)?.strip_prefix('=').map(str::to_owned));
        value.unwrap_or_default()
    };
    if mail.matches("\r\nDKIM-Signature:").count() + usize::from(mail.starts_with("DKIM-Signature:")) != 2 {
        lacking.push("two signatures");
    }
    if tag("d").is_empty() || (domain != tag("d") && !domain.ends_with(&format!(".{}", tag("d")))) {
        lacking.push("a signature of the domain in From");
    }
    let signed = tag("h").to_lowercase();
    if !["from", "list-unsubscribe", "list-unsubscribe-post"]
        .iter()
        .all(|name| signed.split(':').any(|one| one == *name))
    {
        lacking.push("a signature over the way out");
    }
    let way_out = header(mail, "List-Unsubscribe").unwrap_or_default();
    if !way_out.contains("<https://") || !way_out.contains("<mailto:") {
        lacking.push("List-Unsubscribe");
    }
    if header(mail, "List-Unsubscribe-Post").as_deref() != Some("List-Unsubscribe=One-Click") {
        lacking.push("List-Unsubscribe-Post");
    }
    lacking
}

fn signing(signer: &Signer) -> work::Signer {
    let signer = signer.clone();
    work::Signer::new(move |mail, seconds| {
        let at = Instant::from_unix_seconds(seconds).ok_or("no such time")?;
        signer.sign(mail, at).map_err(|error| error.to_string())
    })
}

/// The mails that a relay gets from a sender that signs.
fn sent(people: usize, signer: &Signer, mutant: Option<Mutant>) -> Vec<String> {
    let waiting = Waiting::of(people);
    block_on(async {
        let (_folder, store) = waiting.one();
        let (port, seen) = start(Manner::default()).await;
        let store = Store::open(&store.display().to_string(), false).await.expect("a store");
        let settings = Settings { signer: Some(signing(signer)), mutant, ..settings(port) };
        run(&store, settings).await.expect("sent");
        seen.taken().into_iter().map(|one| String::from_utf8(one.bytes).expect("seven bits")).collect()
    })
}

/// As the relay has them, so after everything that touches their bytes.
#[test]
fn every_mail_is_signed_for_its_sender_and_has_a_way_out() {
    let keys = keys();
    let signer = both(&keys, "itu.int");
    let mails = sent(40, &signer, None);
    assert_eq!(mails.len(), 40);
    for mail in &mails {
        assert_eq!(lacks(mail), [""; 0], "{mail}");
    }
    let bytes: Vec<Vec<u8>> = mails.iter().map(|mail| mail.clone().into_bytes()).collect();
    assert_eq!(verified(&signer, &bytes), vec![vec![true, true]; 40]);

    let unsigned = sent(1, &signer, Some(Mutant::SendsUnsigned));
    let everything = ["two signatures", "a signature of the domain in From", "a signature over the way out"];
    assert_eq!(lacks(&unsigned[0]), everything, "that would not have been seen");
    let one = &mails[0];
    let dropped = |name: &str| one.replacen(&format!("\r\n{name}: "), &format!("\r\nX-{name}: "), 1);
    for (name, mail) in [
        ("a signature of the domain in From", one.replace("d=itu.int;", "d=example.org;")),
        ("a signature of the domain in From", one.replace("d=itu.int;", "d=tu.int;")),
        ("List-Unsubscribe", dropped("List-Unsubscribe")),
        ("List-Unsubscribe-Post", dropped("List-Unsubscribe-Post")),
    ] {
        assert_eq!(lacks(&mail), [name], "that would not have been seen");
    }
}

/// Signed for another domain a mail counts as unsigned: none leaves.
#[test]
fn a_key_of_another_domain_stops_everything() {
    let keys = keys();
    let waiting = Waiting::of(3);
    for domain in ["example.org", "sub.itu.int", "tu.int"] {
        block_on(async {
            let (_folder, store) = waiting.one();
            let (port, seen) = start(Manner::default()).await;
            let store = Store::open(&store.display().to_string(), false).await.expect("a store");
            let settings = Settings { signer: Some(signing(&both(&keys, domain))), ..settings(port) };
            let error = run(&store, settings).await.expect_err(domain).to_string();
            assert!(error.contains("tsbjcaml@itu.int") && error.contains(domain), "{error}");
            assert_eq!(seen.taken(), [], "{domain}");
            assert_eq!(store.overview().await.expect("counts").counts, BTreeMap::from([(State::Queued, 3)]));
        });
    }
}

/// How many of these people's messages a relay with this fault is offered in one run. They are of seven domains in turn; one
/// connection. What is left goes out to a relay in good order, once to each.
fn offered(people: usize, at: At, fault: Fault, mutant: Option<Mutant>) -> usize {
    let waiting = Waiting::of(people);
    block_on(async {
        let (_folder, path) = waiting.one();
        let store = Store::open(&path.display().to_string(), false).await.expect("a store");
        let (port, seen) = start(Manner { faults: vec![(at, fault)], ..Manner::default() }).await;
        let one = |port| Settings { connections: 1, mutant, ..settings(port) };
        run(&store, one(port)).await.expect("a run");
        let offered = offers(&seen);
        let counts = store.overview().await.expect("counts").counts;
        assert_eq!(counts.values().sum::<i64>(), i64::try_from(people).expect("few"), "{counts:?}");
        assert!(counts.keys().all(|state| matches!(state, State::Queued | State::Deferred)), "{counts:?}");
        let (good, seen) = start(Manner::default()).await;
        run(&store, one(good)).await.expect("a run");
        assert_eq!(seen.taken(), [], "all of it waits for a minute at least");
        // Deferred are due now, and so is what was held back.
        let pool = sqlx::SqlitePool::connect(&path.display().to_string()).await.expect("the file");
        let held = "UPDATE message SET next_at = 0 WHERE state = 'queued'";
        sqlx::query(held).execute(&pool).await.expect("changed");
        pool.close().await;
        time_passes(&path).await;
        run(&store, one(good)).await.expect("a run");
        super::extra(&seen, people);
        offered
    })
}

/// Messages that were begun.
fn offers(seen: &Seen) -> usize {
    seen.commands().iter().filter(|line| line.starts_with("MAIL")).count()
}

/// A system that asks for patience (421, 4.7.x) is left alone: of each domain no more is offered than was in hand. One that
/// puts off single messages (4.2.x) is asked about each.
#[test]
fn who_asks_for_patience_is_left_alone() {
    let (people, domains, in_hand) = (84, 7, 4);
    for (at, answer) in [
        (At::Mail, Fault::Say(b"450 4.7.0 too many mails\r\n", 1)),
        (At::Rcpt, Fault::Say(b"451 4.7.1 not so fast\r\n", 1)),
        (At::Dot, Fault::Say(b"451 4.7.650 throttled\r\n", 1)),
        (At::Dot, Fault::SayAndClose(b"421 4.3.2 not now\r\n")),
    ] {
        let offered = offered(people, at, answer, None);
        assert!((1..=domains + in_hand).contains(&offered), "{at:?} {answer:?}: {offered} messages");
    }
    let full = Fault::Say(b"452 4.2.2 full\r\n", 1);
    assert_eq!(offered(people, At::Dot, full, None), people, "it is not the sender who is too fast");
    let slow = Fault::Say(b"451 4.7.1 not so fast\r\n", 1);
    let deaf = offered(people, At::Dot, slow, Some(Mutant::HearsNoWish));
    assert_eq!(deaf, people, "that would not have been seen");
}
