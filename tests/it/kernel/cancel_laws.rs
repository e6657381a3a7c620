//! Whoever asks to stop does not wait: not for windows, not for rows, not for a linear program that heeds nobody.

use convoke::kernel::draft::{
    ActivityDraft, ModeBody, OverDraft, Per, PlaceDraft, RelationDraft, RelationKind, StartCostDraft, Who,
};
use convoke::kernel::random::Random;
use convoke::kernel::{Answer, Budget, Draft, Problem, Prover, Request, WhyStopped, evaluate};
use convoke::milp::Highs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Far more than stopping takes, far less than the linear program does.
const PATIENCE: Duration = Duration::from_secs(10);
/// Questions whether to stop that may still be asked once the answer was yes: those of the grace that a linear program is
/// given, one every few hundredths of a second, and of whatever looks up on its way out.
const QUESTIONS: u64 = 200;

/// An event whose root linear program takes minutes: sessions that want to be early, groups that should not meet at once.
fn large() -> Problem {
    let (sessions, days, slots) = (450, 6, 24);
    let mut random = Random::new(11);
    let over = |weight: u64| OverDraft::Level { level: "wish".to_owned(), weight };
    let mut draft = Draft { name: "large".to_owned(), horizon: days * slots, ..Draft::default() };
    draft.levels = vec!["wish".to_owned()];
    draft.places = (0..12).map(|n| PlaceDraft::new(format!("room {n}"))).collect();
    draft.place_over = over(200);
    for n in 0..sessions {
        let duration = 2 + random.below(4) as u32;
        let profile: Vec<u64> = (0..days * slots).map(|_| random.below(40) as u64).collect();
        draft.profiles.insert(format!("p{n}"), profile);
        let first = random.below(6);
        let body = ModeBody {
            duration,
            starts: (0..days).map(|day| (day * slots, (day + 1) * slots - duration)).collect(),
            places: Some((first..first + 6).map(|place| format!("room {place}")).collect()),
            start_costs: vec![StartCostDraft { level: "wish".to_owned(), profile: format!("p{n}"), weight: 1 }],
            ..ModeBody::default()
        };
        draft.activities.push(ActivityDraft::new(format!("s{n}"), body));
    }
    for _ in 0..150 {
        let mut group: Vec<String> = (0..16).map(|_| format!("s{}", random.below(sessions))).collect();
        group.sort();
        group.dedup();
        let kind = RelationKind::Disjoint { activities: Who::Ids(group), per: Per::Tick };
        draft.relations.push(RelationDraft::new(kind, over(30)));
    }
    Problem::new(draft).expect("a good draft")
}

/// Solves until it has been asked so many times whether to stop; how long it took from there, with how many more questions.
#[expect(clippy::disallowed_methods, reason = "that stopping takes no minutes can only be told by a clock")]
fn stopped_after(problem: &Problem, budget: Budget, questions: u64) -> (Answer, Duration, u64) {
    let asked = AtomicU64::new(0);
    let since = Mutex::new(None);
    let stop = || {
        let over = asked.fetch_add(1, Ordering::Relaxed) >= questions;
        if over {
            since.lock().expect("nobody panics here").get_or_insert_with(Instant::now);
        }
        over
    };
    let answer = Highs::default().solve(problem, &Request::new(budget).stop(&stop), &mut |_| {});
    let since = since.lock().expect("nobody panics here").expect("it was asked often enough");
    (answer, since.elapsed(), asked.load(Ordering::Relaxed) - questions)
}

#[test]
fn stopping_takes_no_longer_than_the_grace_of_a_linear_program() {
    let problem = large();
    // In steps: while the first answer is made, one question an activity, then while the proof lays out windows, builds rows
    // and waits for the root linear program. In seconds search asks too, thousands of times a second.
    let steps = [0, 200, 520, 600].map(|questions| (Budget::Nodes(2_000), questions));
    let seconds = [0, 3_000, 8_000].map(|questions| (Budget::Seconds(3_600.0), questions));
    for (budget, questions) in steps.into_iter().chain(seconds) {
        let (answer, took, more) = stopped_after(&problem, budget, questions);
        let context = format!("{budget:?} stopped after {questions} questions: {took:?}, {more} more questions");
        assert!(took < PATIENCE, "{context}");
        assert!(more < QUESTIONS, "{context}");
        match answer {
            Answer::Feasible { placements, score, why_stopped, .. } => {
                assert_eq!(why_stopped, WhyStopped::Asked, "{context}");
                assert!(score.is_valid(), "{context}");
                assert_eq!(evaluate(&problem, &placements), score, "{context}");
            }
            Answer::Unknown { why_stopped, .. } => assert_eq!(why_stopped, WhyStopped::Asked, "{context}"),
            other => panic!("{context}: {}", other.status()),
        }
    }
}
