//! How long a reply is waited for. Whoever gives up on the dot too early sends again what has arrived (RFC 1047).

use std::time::Duration;

use convoke::delivery::session::Timeouts;
use convoke::work::Mutant;

use super::{Sender, Waiting, quiet};
use crate::delivery::sink::{At, Fault, Manner, start};
use crate::store::run as block_on;

/// The sender's clocks run so much faster than the relay's.
const FASTER: u64 = 40;

#[test]
fn replies_are_waited_for_as_long_as_the_standard_says() {
    let waits = Timeouts::standard();
    assert_eq!(waits.dot, Duration::from_secs(600));
    for wait in [waits.banner, waits.command, waits.mail, waits.rcpt] {
        assert_eq!(wait, Duration::from_secs(300));
    }
    assert_eq!((waits.data, waits.block), (Duration::from_secs(120), Duration::from_secs(180)));
}

/// A relay that replies to the dot after six minutes of the sender's time: what the store says then, and how many dots came.
fn after_six_minutes(mutant: Option<Mutant>) -> (String, usize) {
    let waiting = Waiting::of(1);
    block_on(async {
        let (_folder, store) = waiting.one();
        let late = Fault::Late(Duration::from_millis(360_000 / FASTER));
        let (port, seen) = start(Manner { faults: vec![(At::Dot, late)], ..Manner::default() }).await;
        let mut command = Sender::new(&store, port, mutant).command(&[]);
        command.env("LD_PRELOAD", super::clock::library()).env("FAKETIME", format!("+0 x{FASTER}"));
        command.env("SENDER_WAITS", "standard");
        let said = tokio::task::spawn_blocking(|| super::output(command)).await.expect("no panic");
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        quiet(&seen).await;
        let states = super::states(&store).await;
        (states.into_values().next().expect("one").0, seen.taken().len())
    })
}

#[test]
fn a_reply_after_six_minutes_is_still_the_reply() {
    assert_eq!(after_six_minutes(None), ("sent".to_owned(), 1));
    let impatient = after_six_minutes(Some(Mutant::ImpatientAfterTheDot));
    assert_eq!(impatient.0, "uncertain", "it would be sent again");
}

/// A relay that never replies to one message holds up that connection alone.
#[test]
fn a_relay_that_hangs_holds_up_one_connection() {
    let waiting = Waiting::of(20);
    block_on(async {
        let (_folder, store) = waiting.one();
        let manner = Manner { faults: vec![(At::Dot, Fault::Hang)], once: true, ..Manner::default() };
        let (port, seen) = start(manner).await;
        let mut child =
            Sender { connections: 4, ..Sender::new(&store, port, None) }.command(&[]).spawn().expect("started");
        // Nineteen get through while the twentieth hangs: this waits for ever if they do not.
        let arrived = || seen.taken().iter().filter(|one| one.answer == "250").count();
        while arrived() < 19 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        child.kill().expect("killed");
        child.wait().expect("gone");
        assert_eq!(seen.taken().len(), 20);
    });
}
