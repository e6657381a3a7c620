//! The life of an announcement against a model that shares nothing with the store: random histories of edits, approvals,
//! cancellations, senders that die, lost answers, repetitions by hand and replies. After every step each message stands where
//! the model says, and each person knows what the model says; at the end everybody knows the truth.
//!
//! `dispatch` plays calendars, `work::histories` the network; here every step of the store is predicted.

mod announcing;
mod knowing;
mod sending;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use convoke::announce::answers::{Answers, Circumstances, Incoming, Judged, Message, Reply, Said, Verdict};
use convoke::announce::{Announced, Recipient};
use convoke::app::outbox::{Attempt, State};
use convoke::domain::meeting::Firmness;
use convoke::domain::plan::Plan;
use convoke::domain::time::Instant;
use convoke::store::{Approval, Claim, Ending, Mark, Marked, Store, StoreError};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::announce::{day, id, person, placement, plan, recipient, sender};
use crate::store::{dispatches, prepare, run as block_on};

/// How many people are asked to come.
const PEOPLE: usize = 3;
/// Steps of one history before it is brought to its end by 29 more, and histories: 10,000 steps in all.
const STEPS: usize = 40;
const HISTORIES: u32 = 145;

#[derive(Debug, Clone, Copy)]
enum Step {
    /// The meeting is in another week; nobody is told yet.
    Edit(u8),
    /// It is off, or on again.
    CallOff(bool),
    /// What follows is prepared.
    Prepare,
    /// It is approved: by somebody else, by the same person, or with a digest that nobody saw.
    Approve(u8),
    /// A sender takes what is due; one that will not be heard of again has a lease that is over.
    Claim(bool),
    /// The mark before the dot, for so many of what senders hold.
    Dot(u8),
    /// How attempts end: accepted, refused, put off, lost.
    End(u8, u8),
    /// All senders are gone, and the store is opened anew.
    Kill,
    /// An hour passes: leases are over, and what was put off is due.
    Wait,
    /// Somebody looks for senders that fell silent.
    Sweep,
    Stop,
    Resume,
    /// Somebody sends once more what was parked or refused.
    Resend,
    /// One of them answers: to what was told last, or to what was never told.
    Reply(u8, bool),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..4_u8).prop_map(Step::Edit),
        1 => any::<bool>().prop_map(Step::CallOff),
        4 => Just(Step::Prepare),
        5 => prop::sample::select(vec![0, 0, 0, 0, 1, 2]).prop_map(Step::Approve),
        5 => prop::sample::select(vec![true, true, true, false]).prop_map(Step::Claim),
        5 => (1..4_u8).prop_map(Step::Dot),
        5 => (1..4_u8, 0..6_u8).prop_map(|(many, how)| Step::End(many, how)),
        1 => Just(Step::Kill),
        2 => Just(Step::Wait),
        2 => Just(Step::Sweep),
        1 => Just(Step::Stop),
        2 => Just(Step::Resume),
        1 => Just(Step::Resend),
        2 => (0..3_u8, any::<bool>()).prop_map(|(who, fitting)| Step::Reply(who, fitting)),
    ]
}

/// What a message says: week and whether it is off, and its number among the revisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Says {
    week: u8,
    off: bool,
    sequence: u32,
}

#[derive(Debug, Clone)]
struct Letter {
    who: usize,
    announcement: i64,
    says: Says,
    state: State,
    copies: u32,
    /// It is due now, and not only later.
    due: bool,
    /// Whoever holds it will not be heard of again, or an hour has passed.
    silent: bool,
    /// Which claim of it is the valid one.
    claims: u32,
}

/// What a sender holds: number and fence, as the store gave them, and which claim it was.
#[derive(Debug, Clone, Copy)]
struct Held {
    number: i64,
    fence: i64,
    claim: u32,
}

struct Prepared {
    number: i64,
    digest: String,
    known: Vec<Option<i64>>,
}

struct World {
    _folder: tempfile::TempDir,
    address: String,
    store: Store,
    people: Vec<Recipient>,
    week: u8,
    off: bool,
    minute: i64,
    stopped: bool,
    letters: BTreeMap<i64, Letter>,
    prepared: Option<Prepared>,
    held: Vec<Held>,
    /// What reached each person, in order.
    heard: Vec<Vec<(i64, Says)>>,
    answers: Answers,
    answered: Vec<Option<Said>>,
    /// The breaker refused something: not everybody can be told any more.
    broken: bool,
    /// Steps so far.
    taken: usize,
}

impl World {
    async fn new() -> Self {
        // A disk in memory where there is one: what is tested here is order, not durability.
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a folder");
        let address = folder.path().join("convoke.db").display().to_string();
        let store = Store::open(&address, true).await.expect("a store");
        let one = |name: &str| Recipient {
            person: person(name, &format!("{name}@example.org")),
            token: None,
            ..recipient(convoke::domain::language::Language::English)
        };
        Self {
            _folder: folder,
            address,
            store,
            people: ["ana", "bo", "cy"].map(one).to_vec(),
            week: 0,
            off: false,
            minute: 0,
            stopped: false,
            letters: BTreeMap::new(),
            prepared: None,
            held: Vec::new(),
            heard: vec![Vec::new(); PEOPLE],
            answers: Answers::nothing(),
            answered: vec![None; PEOPLE],
            broken: false,
            taken: 0,
        }
    }

    fn plan(&self) -> Plan {
        let first = 6 + 7 * u32::from(self.week);
        let day = |day: u32| format!("2023-03-{day:02}");
        let firmness = if self.off { Firmness::Cancelled } else { Firmness::Announced };
        let mut plan = plan();
        plan.placements.insert(id("sg13"), placement(&day(first), &day(first + 4), Some("geneva"), firmness));
        plan
    }

    /// The newest letter to somebody that has left or may have.
    fn known(&self, who: usize) -> Option<(i64, Says)> {
        let left = self.letters.iter().filter(|(_, letter)| letter.who == who && letter.copies > 0);
        left.map(|(number, letter)| (*number, letter.says)).next_back()
    }

    /// A later announcement that was approved speaks to the same person.
    fn overtaken(&self, number: i64) -> bool {
        let this = &self.letters[&number];
        let later = |other: &Letter| {
            other.who == this.who && other.announcement > this.announcement && other.state != State::Draft
        };
        self.letters.values().any(later)
    }

    async fn take(&mut self, step: Step) -> Result<(), TestCaseError> {
        match step {
            Step::Edit(week) => self.week = week,
            Step::CallOff(off) => self.off = off,
            Step::Prepare => self.prepare().await?,
            Step::Approve(how) => self.approve(how).await?,
            Step::Claim(lives) => self.claim(lives).await?,
            Step::Dot(many) => self.dot(many).await?,
            Step::End(many, how) => self.end(many, how).await?,
            Step::Kill => self.kill().await,
            Step::Wait => self.wait().await,
            Step::Sweep => self.sweep().await?,
            Step::Stop => {
                self.store.stop("Ana", "a test").await.expect("stopped");
                self.stopped = true;
            }
            Step::Resume => {
                self.store.resume("Ana").await.expect("resumed");
                self.stopped = false;
            }
            Step::Resend => self.resend().await?,
            Step::Reply(who, fitting) => self.reply(who.into(), fitting).await?,
        }
        self.taken += 1;
        self.agrees().await
    }

    /// Whatever is left is sent, twice over: then everybody knows the truth.
    async fn end_all(&mut self) -> Result<(), TestCaseError> {
        self.take(Step::Resume).await?;
        for _ in 0..2 {
            for step in [Step::Kill, Step::Wait, Step::Sweep, Step::Prepare, Step::Approve(0)] {
                self.take(step).await?;
            }
            for _ in 0..3 {
                for step in [Step::Claim(true), Step::Dot(9), Step::End(9, 0)] {
                    self.take(step).await?;
                }
            }
        }
        for who in 0..PEOPLE {
            let last = self.heard[who].last().map(|(_, says)| (says.off, says.week));
            match last {
                None => prop_assert!(self.off || self.broken, "nobody told them"),
                Some((true, _)) => prop_assert!(self.off || self.broken, "{:?}", self.heard[who]),
                Some((false, week)) => {
                    prop_assert!(self.broken || !self.off && week == self.week, "{:?}", self.heard[who]);
                }
            }
        }
        Ok(())
    }
}

/// Plays a history to its end; says how many steps it took.
async fn play(steps: &[Step], odd: fn(Store) -> Store) -> Result<usize, TestCaseError> {
    let mut world = World::new().await;
    world.store = odd(world.store);
    for step in steps {
        world.take(*step).await?;
    }
    world.end_all().await?;
    Ok(world.taken)
}

fn runner(cases: u32, shrink: u32) -> TestRunner {
    let config =
        ProptestConfig { cases, max_shrink_iters: shrink, failure_persistence: None, ..ProptestConfig::default() };
    TestRunner::new(config)
}

#[test]
fn every_message_stands_where_the_model_says() {
    let histories = prop::collection::vec(step(), STEPS);
    let cases = HISTORIES * crate::work::scale();
    let taken = AtomicUsize::new(0);
    let outcome = runner(cases, 200).run(&histories, |steps| {
        // What failed first is told before it is made small, which takes minutes.
        let played = block_on(play(&steps, |store| store)).inspect_err(|error| println!("{error}: {steps:?}"));
        taken.fetch_add(played?, Ordering::SeqCst);
        Ok(())
    });
    println!("{cases} histories, {} steps", taken.load(Ordering::SeqCst));
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

/// Whoever believes a claim that was lost marks what is no longer its own: soon the two disagree.
#[test]
fn a_store_that_believes_lost_claims_is_seen() {
    let histories = prop::collection::vec(step(), STEPS);
    let outcome = runner(60, 0).run(&histories, |steps| block_on(play(&steps, Store::without_fences)).map(|_| ()));
    assert!(outcome.is_err(), "nobody noticed");
}
