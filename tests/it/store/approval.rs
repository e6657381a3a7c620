//! What is approved is what was seen, by another person, and goes into the queue with the approval or not at all.

use std::path::Path;

use convoke::app::outbox::{Attempt, State};
use convoke::domain::meeting::Firmness;
use convoke::domain::plan::Plan;
use convoke::store::{Approval, Claim, LogFault, Mark, Store, digest};

use super::{ALL, announce, message, moved, on_both, people, prepare, run};
use crate::announce::{id, placement, plan};

#[test]
fn an_approval_needs_another_person_and_the_digest_that_was_seen() {
    on_both(async |store| {
        let prepared = prepare(&store, &plan(), &people(3), 0).await;
        assert_eq!(prepared.messages, 3);
        let approve = async |by, seen| store.approve(prepared.number, by, seen).await.expect("an answer");
        assert_eq!(approve(" ana ", &prepared.digest).await, Approval::SamePerson);
        let Approval::OtherDigest { found } = approve("Bo", "0000").await else { panic!("another digest") };
        assert_eq!(found, prepared.digest);
        assert_eq!(store.claim(&ALL).await.expect("claims"), [], "nothing leaves before it is approved");
        let approved = Approval::Approved { queued: 3, overtaken: 0 };
        assert_eq!(approve("Bo", &prepared.digest).await, approved);
        assert_eq!(approve("Cy", &prepared.digest).await, Approval::Already { by: "Bo".to_owned() });
        assert_eq!(store.approve(77, "Bo", "").await.expect("an answer"), Approval::Nothing);
        let (log, fault) = store.log().await.expect("a log");
        let words: Vec<(&str, &str)> = log.iter().map(|entry| (entry.who.as_str(), entry.what.as_str())).collect();
        assert_eq!(words, [("Ana", "prepared"), ("Bo", "approved")]);
        assert_eq!(fault, None);
    });
}

#[test]
fn what_is_kept_is_what_was_composed() {
    on_both(async |store| {
        let people = people(4);
        let composed: Vec<_> = super::dispatches(&convoke::announce::Announced::nothing(), &plan(), &people, 0)
            .iter()
            .map(message)
            .collect();
        let one = prepare(&store, &plan(), &people, 0).await;
        assert_eq!(store.messages(one.number).await.expect("messages"), composed);
        let again = prepare(&store, &plan(), &people, 0).await;
        assert_eq!(again.digest, one.digest, "the same plan, the same people, the same stamp");
        assert_ne!(again.number, one.number);
        assert_eq!(store.messages(one.number).await.expect("messages"), [], "the first was dropped");
        assert_ne!(prepare(&store, &plan(), &people[..3], 0).await.digest, one.digest);
        assert_eq!(store.announcements().await.expect("a list").len(), 1);
    });
}

#[test]
fn a_newer_announcement_overtakes_what_has_not_left() {
    on_both(async |store| {
        let people = people(3);
        announce(&store, &plan(), &people, 0).await;
        // One is sent, one is on its way but not marked, one waits.
        let claimed = store.claim(&super::Claim { most: 2, ..ALL }).await.expect("claims");
        let sent = (claimed[0].number, claimed[0].fence);
        store.mark(&[(sent.0, sent.1, Mark::Dot)]).await.expect("a mark");
        let accepted = super::sending::ending(convoke::app::outbox::Attempt::Accepted, true);
        store.mark(&[(sent.0, sent.1, accepted)]).await.expect("a mark");
        let prepared = prepare(&store, &moved(), &people, 1).await;
        let reasons: Vec<String> =
            store.messages(prepared.number).await.expect("messages").into_iter().map(|one| one.reason).collect();
        assert_eq!(reasons, ["change", "invitation", "invitation"], "only one of them knows the old dates");
        let approval = store.approve(prepared.number, "Bo", &prepared.digest).await.expect("an answer");
        assert_eq!(approval, Approval::Approved { queued: 3, overtaken: 2 });
        let late = store.mark(&[(claimed[1].number, claimed[1].fence, Mark::Dot)]).await.expect("an answer");
        assert_eq!(late, [convoke::store::Marked::Lost], "what was overtaken is not marked any more");
        let overview = store.overview().await.expect("counts");
        assert_eq!(overview.count(State::Superseded), 2);
        assert_eq!(overview.count(State::Queued), 3);
    });
}

/// A filter that matched everybody: what is more than twice as large as ever before needs a third pair of eyes.
#[test]
fn what_is_far_larger_than_before_needs_two_approvals() {
    on_both(async |store| {
        let approve = async |number, by, seen: &str| store.approve(number, by, seen).await.expect("an answer");
        let first = prepare(&store, &plan(), &people(60), 0).await;
        let approved = Approval::Approved { queued: 60, overtaken: 0 };
        assert_eq!(approve(first.number, "Bo", &first.digest).await, approved, "there is nothing to compare it with");
        let large = prepare(&store, &moved(), &people(121), 1).await;
        let unusual = Approval::Unusual { messages: 121, most: 60, by: "Bo".to_owned() };
        assert_eq!(approve(large.number, "Bo", &large.digest).await, unusual);
        assert_eq!(approve(large.number, " bo", &large.digest).await, unusual, "the same person again");
        assert_eq!(approve(large.number, "Ana", &large.digest).await, Approval::SamePerson);
        assert_eq!(store.overview().await.expect("counts").count(State::Queued), 60, "nothing changed so far");
        let other = prepare(&store, &moved(), &people(122), 1).await;
        assert!(matches!(approve(other.number, "Cy", &other.digest).await, Approval::Unusual { .. }), "prepared anew");
        let approved = Approval::Approved { queued: 122, overtaken: 60 };
        assert_eq!(approve(other.number, "Di", &other.digest).await, approved);
        let next = prepare(&store, &plan(), &people(122), 2).await;
        let approved = Approval::Approved { queued: 122, overtaken: 122 };
        assert_eq!(approve(next.number, "Bo", &next.digest).await, approved, "no larger than the one before");
    });
}

/// Between composing and approving a message has left: the change must now be told to one more.
#[test]
fn an_approval_is_void_when_messages_have_left_since() {
    on_both(async |store| {
        let people = people(2);
        announce(&store, &plan(), &people, 0).await;
        let prepared = prepare(&store, &moved(), &people, 1).await;
        let claimed = store.claim(&ALL).await.expect("claims");
        store.mark(&[(claimed[0].number, claimed[0].fence, Mark::Dot)]).await.expect("a mark");
        let approval = store.approve(prepared.number, "Bo", &prepared.digest).await.expect("an answer");
        assert_eq!(approval, Approval::ToldSince);
        let overview = store.overview().await.expect("counts");
        assert_eq!((overview.count(State::Dot), overview.count(State::Claimed)), (1, 1), "nothing was overtaken");
    });
}

#[test]
fn a_log_that_was_touched_says_where() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("convoke.db").display().to_string();
    super::run(async {
        let store = convoke::store::Store::open(&file, true).await.expect("a store");
        announce(&store, &plan(), &people(1), 0).await;
        store.stop("Ana", "the wrong list").await.expect("stopped");
        store.close().await;
        let touch = async |statement: &'static str| {
            let pool = sqlx::SqlitePool::connect(&file).await.expect("the file");
            // Whoever changes the schema can change the log, and it is seen all the same.
            for trigger in ["DROP TRIGGER IF EXISTS log_is_not_changed", "DROP TRIGGER IF EXISTS log_is_not_shortened"]
            {
                sqlx::query(trigger).execute(&pool).await.expect("dropped");
            }
            sqlx::query(statement).execute(&pool).await.expect("changed");
            pool.close().await;
            let store = convoke::store::Store::open(&file, false).await.expect("a store");
            let fault = store.log().await.expect("a log").1;
            store.close().await;
            fault
        };
        assert_eq!(touch("SELECT 1").await, None);
        assert_eq!(touch("UPDATE log SET who = 'Eve' WHERE id = 2").await, Some(LogFault::Entry(2)));
        assert_eq!(touch("UPDATE log SET who = 'Bo' WHERE id = 2").await, None);
        assert_eq!(touch("DELETE FROM log WHERE id = 3").await, Some(LogFault::End));
    });
}

/// What can happen to an announcement, as far as it matters to who approves what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    /// Another week, which nobody has been told.
    Edit,
    Prepare,
    /// A message leaves.
    Leave,
    ApproveAsPreparer,
    Approve,
    /// By somebody else, who saw what was prepared before.
    ApproveOld,
}

const ACTIONS: [Action; 6] =
    [Action::Edit, Action::Prepare, Action::Leave, Action::ApproveAsPreparer, Action::Approve, Action::ApproveOld];

/// A fault of the store, put in from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Odd {
    Nothing,
    /// It forgets who prepared.
    Preparer,
    /// It takes what was seen for what is there.
    Digest,
    /// It takes what was told when it was prepared for what is told now.
    Told,
}

/// All that the model knows, of three people.
#[derive(Debug, Clone)]
struct Model {
    week: u32,
    /// Which week each was told of by what left.
    told: [Option<u32>; 3],
    /// Which week each would be told of by what waits.
    waits: [Option<u32>; 3],
    /// The newest preparation, and for whom it has a message.
    number: i64,
    digest: String,
    before: String,
    known: [Option<u32>; 3],
    drafts: [Option<u32>; 3],
    approved: bool,
    approvals: usize,
    minute: i64,
}

impl Model {
    /// The first announcement is approved, nothing has left, and since then it is another week.
    async fn new(store: &Store) -> Self {
        let mut model = Self {
            week: 0,
            told: [None; 3],
            waits: [None; 3],
            number: 0,
            digest: String::new(),
            before: "0000".to_owned(),
            known: [None; 3],
            drafts: [None; 3],
            approved: false,
            approvals: 0,
            minute: 0,
        };
        for action in [Action::Prepare, Action::Approve, Action::Edit] {
            model.take(store, action).await.expect("the beginning");
        }
        model
    }

    fn plan(&self) -> Plan {
        let (month, day) = (3 + self.week / 4, 6 + 7 * (self.week % 4));
        let day = |more: u32| format!("2023-{month:02}-{:02}", day + more);
        let mut plan = plan();
        plan.placements.insert(id("sg13"), placement(&day(0), &day(4), Some("geneva"), Firmness::Announced));
        plan
    }

    /// What must come of an approval by somebody who saw this.
    fn expected(&self, by: &str, seen: &str) -> Approval {
        if self.approved {
            Approval::Already { by: "Bo".to_owned() }
        } else if seen != self.digest {
            Approval::OtherDigest { found: self.digest.clone() }
        } else if by == "Ana" {
            Approval::SamePerson
        } else if self.known != self.told {
            Approval::ToldSince
        } else {
            let count = |of: &[Option<u32>; 3]| of.iter().flatten().count() as u64;
            Approval::Approved { queued: count(&self.drafts), overtaken: count(&self.waits) }
        }
    }

    async fn approve(&mut self, store: &Store, by: &str, seen: &str) -> Result<(), String> {
        let expected = self.expected(by, seen);
        let found = store.approve(self.number, by, seen).await.expect("an answer");
        if found != expected {
            return Err(format!("{found:?} in place of {expected:?}"));
        }
        if matches!(found, Approval::Approved { .. }) {
            self.waits = std::mem::take(&mut self.drafts);
            self.approved = true;
            self.approvals += 1;
        }
        Ok(())
    }

    async fn take(&mut self, store: &Store, action: Action) -> Result<(), String> {
        self.minute += 1;
        match action {
            Action::Edit => self.week += 1,
            Action::Prepare => {
                let prepared = prepare(store, &self.plan(), &people(3), self.minute).await;
                self.number = prepared.number;
                self.before = std::mem::replace(&mut self.digest, prepared.digest);
                self.known = self.told;
                self.drafts = self.told.map(|told| (told != Some(self.week)).then_some(self.week));
                self.approved = false;
            }
            Action::Leave => {
                let claimed = store.claim(&Claim { most: 1, ..ALL }).await.expect("claims");
                let [one] = &claimed[..] else {
                    let nothing = claimed.is_empty() && self.waits == [None; 3];
                    return if nothing { Ok(()) } else { Err("nothing leaves".to_owned()) };
                };
                for mark in [Mark::Dot, super::sending::ending(Attempt::Accepted, true)] {
                    store.mark(&[(one.number, one.fence, mark)]).await.expect("a mark");
                }
                let who = people(3).iter().position(|who| who.person.address.as_str() == one.recipient);
                let who = who.expect("one of them");
                let week = self.waits[who].take().ok_or("what left was not to leave")?;
                self.told[who] = Some(week);
            }
            Action::ApproveAsPreparer => self.approve(store, "Ana", &self.digest.clone()).await?,
            Action::Approve => self.approve(store, "Bo", &self.digest.clone()).await?,
            Action::ApproveOld => self.approve(store, "Bo", &self.before.clone()).await?,
        }
        self.agrees(store).await
    }

    /// Whether the store says the same.
    async fn agrees(&self, store: &Store) -> Result<(), String> {
        let overview = store.overview().await.expect("counts");
        let (log, fault) = store.log().await.expect("a log");
        let approvals = log.iter().filter(|entry| entry.what == "approved").count();
        let drafts = if self.approved { 0 } else { self.drafts.iter().flatten().count() };
        let found = (overview.count(State::Queued), overview.count(State::Draft), approvals, fault);
        let count = |many: usize| i64::try_from(many).expect("few");
        let expected = (count(self.waits.iter().flatten().count()), count(drafts), self.approvals, None);
        if found == expected { Ok(()) } else { Err(format!("{found:?} in place of {expected:?}")) }
    }
}

/// Puts the fault in.
async fn put_in(path: &Path, store: &Store, model: &Model, odd: Odd) {
    let (column, value) = match odd {
        Odd::Nothing => return,
        Odd::Preparer => ("prepared_by", "Eve".to_owned()),
        Odd::Digest => ("digest", model.before.clone()),
        Odd::Told => ("told", digest(&store.told("s").await.expect("what was told"))),
    };
    let pool = sqlx::SqlitePool::connect(&path.display().to_string()).await.expect("the file");
    let statement = format!("UPDATE announcement SET {column} = $1 WHERE approved_at IS NULL");
    sqlx::query(sqlx::AssertSqlSafe(statement)).bind(value).execute(&pool).await.expect("changed");
    pool.close().await;
}

/// What follows from a store, in all ways, in so many steps; how many sequences there were, and of how many the last step
/// found its approval. What disagrees with the model is an error, with the sequence.
fn explore(from: &Path, model: &Model, steps: usize, odd: Odd, behind: &[Action]) -> Result<(usize, usize), String> {
    let (mut sequences, mut approved) = (0, 0);
    let path = from.with_file_name(format!("{}.db", behind.len() + 1));
    for action in ACTIONS {
        let mut next = model.clone();
        let so_far = [behind, &[action]].concat();
        std::fs::copy(from, &path).expect("copied");
        let taken = run(async {
            let store = Store::open(&path.display().to_string(), false).await.expect("a store");
            let faulty = match odd {
                Odd::Nothing => false,
                Odd::Preparer => action == Action::ApproveAsPreparer,
                Odd::Digest => action == Action::ApproveOld,
                Odd::Told => action == Action::Approve,
            };
            if faulty {
                put_in(&path, &store, &next, odd).await;
            }
            let taken = next.take(&store, action).await;
            store.close().await;
            taken
        });
        taken.map_err(|why| format!("{so_far:?}: {why}"))?;
        sequences += 1;
        approved += next.approvals - model.approvals;
        if steps > 1 {
            let more = explore(&path, &next, steps - 1, odd, &so_far)?;
            (sequences, approved) = (sequences + more.0, approved + more.1);
        }
    }
    Ok((sequences, approved))
}

/// The same, from the beginning.
fn all_sequences(steps: usize, odd: Odd) -> Result<(usize, usize), String> {
    // A disk in memory where there is one: what is tested here is order, not durability.
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a folder");
    let path = folder.path().join("0.db");
    let model = run(async {
        let store = Store::open(&path.display().to_string(), true).await.expect("a store");
        let model = Model::new(&store).await;
        store.close().await;
        model
    });
    explore(&path, &model, steps, odd, &[])
}

#[test]
fn whatever_comes_before_an_approval_it_is_as_a_simple_model_says() {
    let steps = if crate::work::scale() > 1 { 5 } else { 3 };
    let began = std::time::Instant::now();
    let (sequences, approved) = all_sequences(steps, Odd::Nothing).unwrap_or_else(|why| panic!("{why}"));
    println!(
        "H2: {sequences} sequences of up to {steps} steps of {}, {approved} approvals, in {:?}",
        ACTIONS.len(),
        began.elapsed()
    );
    // Six, their squares, and so on.
    let expected: usize = (1..=steps).map(|length| std::iter::repeat_n(ACTIONS.len(), length).product::<usize>()).sum();
    assert_eq!(sequences, expected);
    assert!(approved > 0, "nothing was ever approved");
}

#[test]
fn approvals_that_heed_less_are_seen_by_the_model() {
    for odd in [Odd::Preparer, Odd::Digest, Odd::Told] {
        let why = all_sequences(3, odd).expect_err("nobody noticed");
        println!("{odd:?}: {why}");
        assert!(why.contains("Approved"), "{why}");
    }
}
