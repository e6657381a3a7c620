//! Claiming, marking, stopping and approving as they interleave on a server: every order of the statements of two senders,
//! one who stops and one who approves, and what must hold in each. The statements are those of `store::messages`,
//! `store::control` and `store::announcements`; a transaction writes when it is committed, and holds its rows until then
//! (READ COMMITTED of PostgreSQL). Each of the three guards is left out once, and then some order breaks a law.
//!
//! All orders are tried, not some thousands at random: the world is small enough, and nothing is left to chance.

use std::collections::BTreeSet;

/// Where the one message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Queued,
    Claimed,
    Dot,
    Uncertain,
    Sent,
    Superseded,
}

/// The row as it is committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Message {
    state: State,
    fence: u8,
    copies: u8,
}

/// Who holds the row, or the gate alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    Sender(usize),
    Stop,
    Approve,
}

/// How far a sender is, and what it has seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Sender {
    at: u8,
    fence: u8,
    saw_stop: bool,
    /// Whether its mark is on disk, as it was told.
    marked: bool,
    /// What it writes when it commits.
    pending: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct World {
    message: Message,
    row: Option<Who>,
    /// Marks in the making hold the gate together, whoever stops holds it alone.
    gate: Option<Who>,
    inside: [bool; 2],
    stopped: bool,
    stop_at: u8,
    approve_at: u8,
    approve_saw_told: bool,
    approved: bool,
    senders: [Sender; 2],
    /// Dots that went out.
    left: u8,
}

/// The guards; each is left out once.
#[derive(Debug, Clone, Copy)]
struct Guards {
    /// A mark and a stop exclude each other.
    gate: bool,
    /// What a lost claim wrote is known to be lost.
    fences: bool,
    /// What waits is overtaken before it is looked at what was told.
    overtakes_first: bool,
}

const ALL: Guards = Guards { gate: true, fences: true, overtakes_first: true };

impl World {
    fn new() -> Self {
        let message = Message { state: State::Queued, fence: 0, copies: 0 };
        Self {
            message,
            row: None,
            gate: None,
            inside: [false; 2],
            stopped: false,
            stop_at: 0,
            approve_at: 0,
            approve_saw_told: false,
            approved: false,
            senders: [Sender::default(); 2],
            left: 0,
        }
    }

    fn row_is_free(&self, who: Who) -> bool {
        self.row.is_none_or(|holder| holder == who)
    }

    /// The next statement of a sender; `None` where it must wait, or is done.
    fn send(&self, n: usize, guards: Guards) -> Option<Result<Self, &'static str>> {
        let mut next = self.clone();
        let who = Who::Sender(n);
        let mut sender = self.senders[n];
        match sender.at {
            // A message whose sender is silent — and how long that is, nobody knows — is taken up again. One statement.
            0 => {
                if !self.row_is_free(who) {
                    return None;
                }
                let silent = match self.message.state {
                    State::Claimed if n == 1 => Some(State::Queued),
                    State::Dot if n == 1 => Some(State::Uncertain),
                    _ => None,
                };
                if let Some(state) = silent {
                    next.message = Message { state, fence: self.message.fence + 1, ..self.message };
                }
            }
            // What is due is claimed. A row that somebody holds is passed over.
            1 => {
                let due = matches!(self.message.state, State::Queued | State::Uncertain) && !self.stopped;
                if !due || self.row.is_some() {
                    sender.at = 9;
                    next.senders[n] = sender;
                    return Some(Ok(next));
                }
                next.message = Message { state: State::Claimed, fence: self.message.fence + 1, ..self.message };
                sender.fence = next.message.fence;
            }
            // The mark: the gate, whether it is stopped, the row, and the commit.
            2 => {
                if guards.gate && self.gate.is_some() {
                    return None;
                }
                next.inside[n] = true;
            }
            3 => sender.saw_stop = self.stopped,
            4 => {
                if !self.row_is_free(who) {
                    return None;
                }
                let mine = self.message.fence == sender.fence && self.message.state == State::Claimed;
                sender.pending = !sender.saw_stop && mine;
                next.row = sender.pending.then_some(who).or(self.row);
            }
            5 => {
                if sender.pending {
                    if self.stop_at > 3 {
                        return Some(Err("a mark is made after the stop has returned"));
                    }
                    next.message = Message { state: State::Dot, copies: self.message.copies + 1, ..self.message };
                    next.row = None;
                }
                next.inside[n] = false;
                sender.marked = sender.pending || !guards.fences && !sender.saw_stop;
            }
            // The dot goes out.
            6 => next.left += u8::from(sender.marked),
            // The answer is noted, if the message is still its own.
            7 => {
                if !self.row_is_free(who) {
                    return None;
                }
                if sender.marked && self.message.state == State::Dot && self.message.fence == sender.fence {
                    next.message.state = State::Sent;
                }
            }
            _ => return None,
        }
        sender.at += 1;
        next.senders[n] = sender;
        Some(Ok(next))
    }

    fn stop(&self, guards: Guards) -> Option<Result<Self, &'static str>> {
        let mut next = self.clone();
        match self.stop_at {
            0 => {
                if guards.gate && self.inside.contains(&true) {
                    return None;
                }
                next.gate = Some(Who::Stop);
            }
            // Written, not yet to be seen.
            1 => {}
            2 => (next.stopped, next.gate) = (true, None),
            // It returns: from here on nothing may be marked.
            3 => {}
            _ => return None,
        }
        next.stop_at += 1;
        Some(Ok(next))
    }

    fn approve(&self, guards: Guards) -> Option<Result<Self, &'static str>> {
        let mut next = self.clone();
        let overtakes = if guards.overtakes_first { 0 } else { 1 };
        match self.approve_at {
            0 | 1 if self.approve_at == overtakes => {
                if !self.row_is_free(Who::Approve) {
                    return None;
                }
                // A row that does not fit any more is not held.
                let waits = matches!(self.message.state, State::Queued | State::Claimed | State::Uncertain);
                next.row = waits.then_some(Who::Approve);
            }
            // Read as it is committed now.
            0 | 1 => next.approve_saw_told = self.message.copies > 0,
            2 => {
                let holds = self.row == Some(Who::Approve);
                if holds {
                    next.row = None;
                }
                if !self.approve_saw_told {
                    next.approved = true;
                    if holds {
                        let fence = self.message.fence + 1;
                        next.message = Message { state: State::Superseded, fence, ..self.message };
                    }
                    // What was prepared says that nobody knows anything.
                    if self.message.copies > 0 || self.left > 0 {
                        return Some(Err("it is approved against what somebody was told meanwhile"));
                    }
                }
            }
            _ => return None,
        }
        next.approve_at += 1;
        Some(Ok(next))
    }

    fn steps(&self, guards: Guards) -> Vec<Result<Self, &'static str>> {
        [self.send(0, guards), self.send(1, guards), self.stop(guards), self.approve(guards)]
            .into_iter()
            .flatten()
            .collect()
    }

    /// What must hold whenever nothing more happens.
    fn lawful(&self) -> Result<(), &'static str> {
        if self.left > self.message.copies {
            return Err("a copy left that nobody marked");
        }
        if self.approved && self.left > 0 && self.message.state == State::Superseded {
            return Err("what was overtaken left all the same");
        }
        let stuck = self.stop_at < 4 || self.approve_at < 3 || self.senders.iter().any(|sender| sender.at < 8);
        if stuck { Err("everybody waits for somebody") } else { Ok(()) }
    }
}

/// Tries every order; how many worlds there are, or which law some order breaks.
fn explore(guards: Guards) -> Result<usize, &'static str> {
    let (mut open, mut seen) = (vec![World::new()], BTreeSet::new());
    while let Some(world) = open.pop() {
        if !seen.insert(world.clone()) {
            continue;
        }
        let steps = world.steps(guards);
        if steps.is_empty() {
            world.lawful()?;
        }
        for step in steps {
            open.push(step?);
        }
    }
    Ok(seen.len())
}

#[test]
fn every_order_of_claim_stop_and_approve_is_lawful() {
    let worlds = explore(ALL).expect("lawful");
    println!("{worlds} worlds in all orders of two senders, a stop and an approval");
    assert!(worlds > 1_000, "{worlds} worlds");
}

#[test]
fn each_guard_is_needed() {
    let without = [
        (Guards { gate: false, ..ALL }, "a mark is made after the stop has returned"),
        (Guards { fences: false, ..ALL }, "a copy left that nobody marked"),
        (Guards { overtakes_first: false, ..ALL }, "it is approved against what somebody was told meanwhile"),
    ];
    for (guards, law) in without {
        assert_eq!(explore(guards), Err(law), "{guards:?}");
    }
}
