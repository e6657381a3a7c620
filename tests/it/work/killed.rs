//! The program is killed, again and again, at moments nobody chose: nothing is lost, nobody gets more than two copies.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::time::Duration;

use convoke::app::outbox::State;

use super::{copies, kept};
use crate::announce::plan;
use crate::delivery::sink::{Manner, start};
use crate::store::{announce, people, run as block_on};

/// The size of a run; `./x soak` runs ten times as many.
const RECIPIENTS: usize = 1500;
const KILLS: u64 = 25;
const CONNECTIONS: usize = 8;

fn sending(address: &str, port: u16) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_convoke"));
    command.args(["announce", address, "--send", "--lease", "1", "--most-per-day", "100", "--smtp"]);
    command.arg(format!("smtp://127.0.0.1:{port}")).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

#[test]
fn nothing_is_lost_when_the_program_is_killed() {
    let scale = super::scale() as usize;
    block_on(async {
        let kept = kept().await;
        let (port, seen) = start(Manner::default()).await;
        announce(&kept.store, &plan(), &people(RECIPIENTS * scale), 0).await;
        let mut kills = 0;
        for number in 0..KILLS * scale as u64 {
            let mut child = sending(&kept.address, port).spawn().expect("started");
            // Scattered, and the same in every run.
            tokio::time::sleep(Duration::from_millis(30 + (number * 7919) % 120)).await;
            kills += usize::from(child.try_wait().expect("a state").is_none());
            child.kill().expect("killed");
            child.wait().expect("gone");
        }
        let (address, last) = (kept.address.clone(), port);
        let ended = tokio::task::spawn_blocking(move || sending(&address, last).arg("--wait").status());
        ended.await.expect("no panic").expect("the last run");
        let copies = copies(&seen);
        let counts = kept.counts().await;
        let open: i64 = counts.iter().filter(|(state, _)| !state.is_final()).map(|(_, count)| count).sum();
        assert_eq!(open, 0, "{counts:?}");
        let sent = counts.get(&State::Sent).copied().unwrap_or(0);
        let parked = counts.get(&State::Parked).copied().unwrap_or(0);
        assert_eq!(usize::try_from(sent + parked).expect("a count"), RECIPIENTS * scale, "{counts:?}");
        for row in kept.store.list(State::Sent).await.expect("a list") {
            assert!(copies.contains_key(&row.recipient), "sent, and not at the relay: {}", row.recipient);
        }
        let most = copies.values().max().copied().unwrap_or(0);
        let extra: usize = copies.values().sum::<usize>() - copies.len();
        println!("{kills} kills, {sent} sent, {parked} parked, {extra} extra copies, at most {most} to one person");
        assert!(kills > 0, "no run was killed");
        assert!(most <= 2, "{most} copies to one person");
        assert!(extra <= CONNECTIONS * kills, "{extra} extra copies after {kills} kills");
        let lost: BTreeMap<_, _> =
            counts.iter().filter(|(state, _)| matches!(state, State::Expired | State::Failed)).collect();
        assert!(lost.is_empty(), "{lost:?}");
    });
}
