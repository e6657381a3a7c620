//! The program is killed, again and again, at moments nobody chose: nothing is lost, nobody gets more than two copies, and
//! the store knows of every copy that left.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use convoke::app::outbox::State;
use convoke::work::Mutant;

use super::{copies, kept, rows};
use crate::announce::plan;
use crate::delivery::sink::{At, Fault, Manner, start};
use crate::faults::{Sender, left_unmarked, quiet};
use crate::store::{announce, people, run as block_on};

/// The size of a run; `./x soak` runs ten times as many.
const RECIPIENTS: usize = 1500;
const KILLS: usize = 25;
const CONNECTIONS: usize = 8;

/// The program as it is shipped.
fn sending(store: &Path, port: u16) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_convoke"));
    command.arg("announce").arg(store).args(["--send", "--lease", "1", "--most-per-day", "100", "--smtp"]);
    command.arg(format!("smtp://127.0.0.1:{port}")).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// What came of a run.
#[derive(Debug, Default)]
struct Killed {
    /// Kills that found the program at work.
    kills: usize,
    /// Copies beyond one to each.
    extra: usize,
    /// The most copies that one person has.
    most: usize,
    /// Kills after which the relay had copies that the store did not know of.
    unmarked: usize,
    /// Where the messages stand in the end.
    counts: BTreeMap<State, i64>,
}

/// Kills what `sender` starts so many times, lets the program go on to the end, and counts. Of what is marked as sent there is
/// no message that the relay does not have.
fn killed(people_to_tell: usize, times: usize, manner: Manner, sender: impl Fn(&Path, u16) -> Command) -> Killed {
    block_on(async {
        let kept = kept().await;
        let store = Path::new(&kept.address);
        let (port, seen) = start(manner).await;
        announce(&kept.store, &plan(), &people(people_to_tell), 0).await;
        let mut found = Killed::default();
        for number in 0..times as u64 {
            let mut child = sender(store, port).spawn().expect("started");
            // After a few messages more, and a moment: scattered alike in every run, however slow the machine is.
            let wanted = seen.taken().len() + (number * 7919 % 40) as usize;
            while seen.taken().len() < wanted && child.try_wait().expect("a state").is_none() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            tokio::time::sleep(Duration::from_millis(number * 104_729 % 30)).await;
            found.kills += usize::from(child.try_wait().expect("a state").is_none());
            child.kill().expect("killed");
            child.wait().expect("gone");
            quiet(&seen).await;
            found.unmarked += usize::from(!left_unmarked(store, &seen).await.is_empty());
        }
        let mut last = sending(store, port);
        let ended = tokio::task::spawn_blocking(move || last.arg("--wait").status());
        ended.await.expect("no panic").expect("the last run");
        let copies = copies(&seen);
        found.counts = kept.counts().await;
        for (recipient, state, _) in rows(&kept.address).await {
            assert!(state != State::Sent || copies.contains_key(&recipient), "sent, and not at the relay: {recipient}");
        }
        found.most = copies.values().max().copied().unwrap_or(0);
        found.extra = copies.values().sum::<usize>() - copies.len();
        found
    })
}

#[test]
fn nothing_is_lost_when_the_program_is_killed() {
    let scale = super::scale() as usize;
    let found = killed(RECIPIENTS * scale, KILLS * scale, Manner::default(), sending);
    let Killed { kills, extra, most, unmarked, counts } = &found;
    let of = |state| counts.get(&state).copied().unwrap_or(0);
    let (sent, parked) = (of(State::Sent), of(State::Parked));
    println!("{kills} kills, {sent} sent, {parked} parked, {extra} extra copies, at most {most} to one person");
    assert_eq!(usize::try_from(sent + parked).expect("a count"), RECIPIENTS * scale, "{counts:?}");
    assert_eq!(counts.values().sum::<i64>(), sent + parked, "nothing is open, given up or refused: {counts:?}");
    assert!(*kills > 0, "no run was killed");
    assert_eq!(*unmarked, 0, "copies that nobody knows of");
    assert!(*most <= 2, "{most} copies to one person");
    assert!(*extra <= CONNECTIONS * kills, "{extra} extra copies after {kills} kills");
}

/// Beside a sender that marks when the answer has come, as most do: the same kills at the same moments, by a relay that takes
/// a moment to answer. Only one of them sends what nobody knows of.
#[test]
fn random_kills_show_a_mark_after_the_answer() {
    for (mutant, is_seen) in [(None, false), (Some(Mutant::MarkAfterAnswer), true)] {
        let slow = Manner { faults: vec![(At::Dot, Fault::Late(Duration::from_millis(15)))], ..Manner::default() };
        let sender =
            |store: &Path, port| Sender { connections: CONNECTIONS, ..Sender::new(store, port, mutant) }.command(&[]);
        let found = killed(400, 15, slow, sender);
        println!("{mutant:?}: {found:?}");
        assert!(found.kills > 0, "no run was killed");
        assert_eq!(found.unmarked > 0, is_seen, "{mutant:?}: {found:?}");
        assert!(is_seen || found.most <= 2, "{found:?}");
    }
}
