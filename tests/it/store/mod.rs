//! What the store promises, on SQLite and on PostgreSQL alike.

mod approval;
mod backup;
mod identities;
mod interleaved;
mod opening;
mod owed;
mod people;
mod sending;
mod service;
mod upgrades;
mod webhooks;

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;

use convoke::announce::{Announced, Basis, Dispatch, Question, Recipient};
use convoke::domain::ids::MeetingId;
use convoke::domain::language::Language;
use convoke::domain::plan::Plan;
use convoke::domain::time::{Instant, ZoneData};
use convoke::domain::view::View;
use convoke::store::{Claim, Message, Preparation, Prepared, Store, StoreError, digest};

use crate::announce::{day, deadlines, id, person, plan, recipient, scenario, sender};
use crate::postgres;

/// Nobody needs these messages after the year 2100.
const USEFUL_UNTIL: i64 = 4_102_444_800;

/// Runs a test on an empty store of either kind.
fn on_both<F: Future<Output = ()>>(test: impl Fn(Store) -> F) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("convoke.db");
    for address in [file.display().to_string(), postgres::database()] {
        run(async {
            let store = Store::open(&address, true).await.expect("a store");
            test(store.clone()).await;
            store.close().await;
        });
    }
}

pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(future)
}

/// So many people who are asked to come to one meeting.
pub(crate) fn people(count: usize) -> Vec<Recipient> {
    let one = |n: usize| {
        let name = format!("p{n}");
        Recipient { person: person(&name, &format!("{name}@d{}.example.org", n % 7)), ..recipient(Language::English) }
    };
    (0..count).map(one).collect()
}

/// What must go out about `sg13` when this plan is true.
pub(crate) fn dispatches(told: &Announced, plan: &Plan, people: &[Recipient], minute: i64) -> Vec<Dispatch> {
    let (scenario, sender, deadlines, zones) = (scenario(), sender(), deadlines(), ZoneData::bundled());
    let basis = Basis { view: View::new(&scenario, plan), deadlines: &deadlines, sender: &sender, zones: &zones };
    let recipients = BTreeMap::from([(id("sg13"), people.to_vec())]);
    let stamped = Instant::from_utc(day("2023-02-08").and_hms_opt(9, 0, 0).expect("a time")).plus_seconds(minute * 60);
    let question =
        Question { basis: &basis, recipients: &recipients, stamped, today: day("2023-02-08"), reworded: false };
    told.dispatches(&question).expect("dispatches")
}

pub(crate) fn message(dispatch: &Dispatch) -> Message {
    let letter = convoke::delivery::compose(&dispatch.announcement.mail).expect("a mail");
    Message {
        meeting: dispatch.announcement.meeting.clone(),
        reason: dispatch.reason.word().to_owned(),
        told: dispatch.told.clone(),
        message_id: letter.message_id().to_owned(),
        return_address: letter.return_address().as_str().to_owned(),
        recipient: letter.recipient().as_str().to_owned(),
        bytes: letter.bytes().to_vec(),
        useful_until: USEFUL_UNTIL,
        not_before: None,
    }
}

/// Prepares what follows from a plan for these people.
pub(crate) async fn prepare(store: &Store, plan: &Plan, people: &[Recipient], minute: i64) -> Prepared {
    let told = store.told("s").await.expect("what was told");
    let known = digest(&told);
    let all = dispatches(&told.into_iter().collect(), plan, people, minute);
    let meetings: BTreeSet<MeetingId> = BTreeSet::from([id("sg13")]);
    let (stamped, sources) = (minute * 60, BTreeMap::new());
    let preparation =
        Preparation { scenario: "s", by: "Ana", meetings: &meetings, told: &known, stamped, sources: &sources };
    let messages = all.iter().map(|dispatch| Ok::<_, StoreError>(message(dispatch)));
    store.prepare(&preparation, messages).await.expect("prepared")
}

/// Prepares and approves.
pub(crate) async fn announce(store: &Store, plan: &Plan, people: &[Recipient], minute: i64) -> u64 {
    let prepared = prepare(store, plan, people, minute).await;
    match store.approve(prepared.number, "Bo", &prepared.digest).await.expect("an approval") {
        convoke::store::Approval::Approved { queued, .. } => queued,
        other => panic!("{other:?}"),
    }
}

/// As many as there are.
const ALL: Claim<'static> = Claim { by: "test", most: 1000, lease: 30_000, most_per_day: 20, most_per_minute: 0 };

/// The meeting a week later.
pub(crate) fn moved() -> Plan {
    let mut plan = plan();
    let there = plan.placements[&id("sg13")].clone();
    let later = crate::announce::placement("2023-03-20", "2023-03-31", Some("geneva"), there.firmness);
    plan.placements.insert(id("sg13"), later);
    plan
}
