//! The search against the slow way: every choice of kinds there is.

use super::instance::{Instance, Kind};
use super::search::{Limit, fairest};
use super::standing::Standing;
use crate::domain::series::Slot;
use crate::domain::series::outcome::{Aim, Entry};
use chrono::NaiveDate;
use proptest::prelude::*;

fn slot(day: i32) -> Slot {
    Slot { date: NaiveDate::from_num_days_from_ce_opt(day).expect("a day"), start_minute: 0 }
}

fn kind(entries: usize) -> impl Strategy<Value = Kind> {
    let night = prop::collection::vec(prop_oneof![Just(0_u32), 0_u32..6], entries);
    let more = prop::collection::vec(0_u32..6, entries);
    let days = prop::collection::btree_set(736_000_i32..736_012, 1..6);
    let start = prop_oneof![3 => Just(None), 1 => (0_u16..2).prop_map(Some)];
    (0_u32..2, night, more, days, start).prop_map(|(closed, night, more, days, start)| {
        let whole: Vec<u32> = night.iter().zip(&more).map(|(night, more)| night + more).collect();
        let days: Vec<i32> = days.into_iter().collect();
        let slots = days.iter().map(|day| slot(*day)).collect();
        Kind { closed, points: night.into_iter().chain(whole).collect(), start, days, slots }
    })
}

fn instance() -> impl Strategy<Value = Instance> {
    (1_usize..5).prop_flat_map(|entries| {
        let kinds = prop::collection::vec(kind(entries), 1..6);
        let meetings = prop::collection::vec(kinds, 1..5);
        let weights = prop::collection::vec(1_u32..4, entries);
        let before = prop::collection::vec((0_u32..5, 0_u32..5), entries);
        let kept = any::<bool>();
        (meetings, weights, before, 0_i32..4, prop_oneof![Just(i32::MAX), 4_i32..9], kept).prop_map(
            move |(mut meetings, weights, before, least, most, kept)| {
                // One hour for all, or each its own: never half of each.
                for kind in meetings.iter_mut().flatten() {
                    kind.start = if kept { kind.start.or(Some(0)) } else { None };
                }
                let night: Vec<u32> = before.iter().map(|(night, _)| *night).collect();
                let whole = before.iter().map(|(night, more)| night + more);
                let before = night.iter().copied().chain(whole).collect();
                let entry = |(member, weight): (usize, &u32)| Entry { members: vec![member], weight: *weight };
                let entries = weights.iter().enumerate().map(entry).collect();
                Instance { entries, weights, before, meetings, least, most }
            },
        )
    })
}

/// Whether days exist one after the other: by trying all.
fn has_days(instance: &Instance, picks: &[usize], meeting: usize, last: Option<i32>) -> bool {
    let Some(pick) = picks.get(meeting) else { return true };
    instance.meetings[meeting][*pick].days.iter().any(|day| {
        let days = last.map_or(instance.least, |last| day - last);
        days >= instance.least && days <= instance.most && has_days(instance, picks, meeting + 1, Some(*day))
    })
}

/// The fairest of all choices of kinds, burdens written out as often as they count.
fn slowly(instance: &Instance) -> Option<(u64, Vec<u32>, Vec<u32>)> {
    let entries = instance.weights.len();
    let mut all: Vec<Vec<usize>> = vec![Vec::new()];
    for kinds in &instance.meetings {
        all = all.iter().flat_map(|picks| (0..kinds.len()).map(move |k| [picks.as_slice(), &[k]].concat())).collect();
    }
    let fair = |picks: &Vec<usize>| {
        let chosen: Vec<&Kind> = picks.iter().zip(&instance.meetings).map(|(pick, kinds)| &kinds[*pick]).collect();
        let long = |from: usize| {
            let mut list: Vec<u32> = (0..entries)
                .flat_map(|entry| {
                    let place = from + entry;
                    let sum = instance.before[place] + chosen.iter().map(|kind| kind.points[place]).sum::<u32>();
                    std::iter::repeat_n(sum, instance.weights[entry] as usize)
                })
                .collect();
            list.sort_unstable_by(|a, b| b.cmp(a));
            list
        };
        (chosen.iter().map(|kind| u64::from(kind.closed)).sum::<u64>(), long(0), long(entries))
    };
    let one_hour = |picks: &Vec<usize>| {
        let mut starts = picks.iter().zip(&instance.meetings).map(|(pick, kinds)| kinds[*pick].start);
        let first = starts.next().flatten();
        starts.all(|start| start == first)
    };
    all.iter().filter(|picks| one_hour(picks) && has_days(instance, picks, 0, None)).map(fair).min()
}

fn written_out(standing: &Standing) -> (u64, Vec<u32>, Vec<u32>) {
    let long = |list: &Vec<(u64, u64)>| {
        list.iter().flat_map(|(value, count)| (0..*count).map(|_| u32::try_from(*value).unwrap())).collect()
    };
    (standing.closed, long(&standing.night), long(&standing.whole))
}

const UNLIMITED: Limit<'static> = Limit { steps: None, stop: None };

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_choice_is_fairer_than_the_fairest(instance in instance()) {
        let mut searched = instance.clone();
        match (fairest(&mut searched, &UNLIMITED), slowly(&instance)) {
            (Ok(found), Some(slow)) => {
                prop_assert!(found.proven);
                prop_assert_eq!(written_out(&found.standing), slow);
                prop_assert_eq!(searched.standing(&found.picks), found.standing.clone(), "the kinds are those of the standing");
                prop_assert!(has_days(&searched, &found.picks, 0, None));
                for level in &found.levels {
                    prop_assert_eq!(found.standing.value(level.aim), level.value);
                    prop_assert_eq!(level.bound, level.value);
                }
            }
            (Err(true), None) => {}
            (found, slow) => prop_assert!(false, "{:?} but {:?}", found, slow),
        }
    }

    #[test]
    fn a_search_cut_short_claims_nothing_false(instance in instance(), steps in 1_u64..12) {
        let mut searched = instance.clone();
        let slow = slowly(&instance);
        match fairest(&mut searched, &Limit { steps: Some(steps), stop: None }) {
            Ok(found) => {
                let slow = slow.expect("a plan was found");
                let own = written_out(&found.standing);
                prop_assert!(own >= slow);
                prop_assert!(!found.proven || own == slow);
                // Up to the first level left open the values are the best there are; there the bound holds.
                let top = |list: &[u32], top: u32| list[..top as usize].iter().map(|points| u64::from(*points)).sum::<u64>();
                for level in &found.levels {
                    let best = match level.aim {
                        Aim::Closed => slow.0,
                        Aim::Night { top: number } => top(&slow.1, number),
                        Aim::Whole { top: number } => top(&slow.2, number),
                    };
                    if level.bound == level.value {
                        prop_assert_eq!(level.value, best);
                    } else {
                        prop_assert!(level.bound <= best && best <= level.value, "{:?}", level);
                    }
                }
            }
            Err(none_exists) => prop_assert!(!none_exists || slow.is_none()),
        }
    }
}
