//! Among all fairest plans, the one that keeps the wishes best: dates first, then weekdays, then a steady hour.
//!
//! All partial plans that can still be fairest are laid out meeting by meeting; the least cost is carried along them
//! (dynamic programming), with the date and hour of the meeting before as part of the state.

use super::instance::{Instance, add};
use super::search::{Found, Limit, Pruning};
use super::standing::Standing;
use crate::domain::series::{Series, Slot};
use chrono::Datelike;
use std::collections::BTreeMap;

/// Most partial plans laid out.
const MOST_LAID_OUT: usize = 60_000;

/// Most steps from a date and hour to the next.
const MOST_STEPS: usize = 60_000_000;

/// How badly the wishes are kept, the most important first: days from what was wished, weekdays not wished, minutes by
/// which the hour changes; then earlier days and hours, so that the same series always has the same plan.
type Missed = [u64; 5];

/// A node: what has been asked so far.
type Laid = (Vec<u32>, u64, Option<u16>);

/// A step from one node to another by a kind.
type Step = (usize, usize, usize);

/// Dates and hours for a fairest plan, and whether no fairest plan keeps the wishes better.
pub(super) fn dates(series: &Series, instance: &Instance, found: &Found, limit: &Limit<'_>) -> (Vec<Slot>, bool) {
    let laid = if found.proven { lay_out(instance, found, limit) } else { None };
    if let Some(steps) = &laid
        && let Some(slots) = cheapest(series, instance, steps)
    {
        return (slots, true);
    }
    let single: Vec<Vec<Step>> = found.picks.iter().map(|kind| vec![(0, *kind, 0)]).collect();
    (cheapest(series, instance, &single).unwrap_or_default(), false)
}

/// The steps of all fairest plans, by meeting.
fn lay_out(instance: &Instance, found: &Found, limit: &Limit<'_>) -> Option<Vec<Vec<Step>>> {
    let most = found.levels.iter().map(|level| (level.aim, level.value)).collect();
    let pruning = Pruning::new(instance, most, &found.weighings);
    let mut nodes: Vec<(Laid, Option<Vec<i32>>)> = vec![((instance.before.clone(), 0, None), None)];
    let mut steps: Vec<Vec<Step>> = Vec::new();
    let mut sizes = Vec::new();
    let mut looked_at = 0_u64;
    for (depth, kinds) in instance.meetings.iter().enumerate() {
        let mut next: BTreeMap<Laid, (usize, Vec<i32>)> = BTreeMap::new();
        let mut here = Vec::new();
        for (from, ((points, closed, start), reached)) in nodes.iter().enumerate() {
            for (index, kind) in kinds.iter().enumerate() {
                looked_at += 1;
                if limit.stop.is_some() && looked_at.is_multiple_of(512) && limit.is_reached(0) {
                    return None;
                }
                if start.is_some() && kind.start != *start {
                    continue;
                }
                let mut points = points.clone();
                add(&mut points, &kind.points);
                let closed = closed + u64::from(kind.closed);
                let days = instance.reach(reached.as_deref(), &kind.days);
                if days.is_empty() || !pruning.allows(depth + 1, closed, &points) {
                    continue;
                }
                let number = next.len();
                let (to, known) = next.entry((points, closed, kind.start)).or_insert((number, Vec::new()));
                known.extend(days);
                known.sort_unstable();
                known.dedup();
                here.push((from, index, *to));
            }
        }
        sizes.push(nodes.len());
        if next.len() > MOST_LAID_OUT {
            return None;
        }
        let mut ordered: Vec<(usize, Laid, Vec<i32>)> =
            next.into_iter().map(|(laid, (number, days))| (number, laid, days)).collect();
        ordered.sort_by_key(|(number, ..)| *number);
        nodes = ordered.into_iter().map(|(_, laid, days)| (laid, Some(days))).collect();
        steps.push(here);
    }
    let fairest = |(points, closed, _): &Laid| Standing::of(*closed, points, &instance.weights) == found.standing;
    let mut useful: Vec<bool> = nodes.iter().map(|(laid, _)| fairest(laid)).collect();
    for (here, size) in steps.iter_mut().zip(sizes).rev() {
        here.retain(|(_, _, to)| useful[*to]);
        useful = vec![false; size];
        for (from, ..) in here.iter() {
            useful[*from] = true;
        }
    }
    Some(steps)
}

/// A chosen date and hour, and how it was reached.
struct Reached {
    node: usize,
    slot: Slot,
    missed: Missed,
    from: usize,
}

/// The dates and hours along these steps that keep the wishes best; `None` when there are none, or too many to look at.
fn cheapest(series: &Series, instance: &Instance, steps: &[Vec<Step>]) -> Option<Vec<Slot>> {
    let mut layers: Vec<Vec<Reached>> = Vec::new();
    let mut looked_at = 0;
    for (index, here) in steps.iter().enumerate() {
        let mut by_node: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        if let Some(last) = layers.last() {
            for (at, reached) in last.iter().enumerate() {
                by_node.entry(reached.node).or_default().push(at);
            }
        }
        let mut best: BTreeMap<(usize, Slot), (Missed, usize)> = BTreeMap::new();
        for (from, kind, to) in here {
            for slot in &instance.meetings[index][*kind].slots {
                let own = alone(series, index, *slot);
                let cheapest = match layers.last() {
                    None => Some((own, 0)),
                    Some(last) => {
                        let before = by_node.get(from).map_or(&[][..], Vec::as_slice);
                        looked_at += before.len();
                        before
                            .iter()
                            .filter(|at| follows(instance, last[**at].slot, *slot))
                            .map(|at| {
                                let pair = together(series, last[*at].slot, *slot);
                                (sum(sum(last[*at].missed, own), pair), *at)
                            })
                            .min()
                    }
                };
                if looked_at > MOST_STEPS {
                    return None;
                }
                let Some(cheapest) = cheapest else { continue };
                let known = best.entry((*to, *slot)).or_insert(cheapest);
                *known = cheapest.min(*known);
            }
        }
        let reached = |((node, slot), (missed, from))| Reached { node, slot, missed, from };
        layers.push(best.into_iter().map(reached).collect());
    }
    let last = layers.last()?;
    let mut at = (0..last.len()).min_by_key(|at| (last[*at].missed, *at))?;
    let mut slots = Vec::new();
    for layer in layers.iter().rev() {
        slots.push(layer[at].slot);
        at = layer[at].from;
    }
    slots.reverse();
    Some(slots)
}

fn follows(instance: &Instance, before: Slot, after: Slot) -> bool {
    let days = after.date.num_days_from_ce() - before.date.num_days_from_ce();
    (instance.least..=instance.most).contains(&days)
}

fn alone(series: &Series, index: usize, slot: Slot) -> Missed {
    let meeting = &series.meetings[index];
    let days = |from: chrono::NaiveDate| (slot.date - from).num_days().unsigned_abs();
    let wished = &series.settings.preferred_weekdays;
    let unwished = !wished.is_empty() && !wished.contains(&slot.date.weekday());
    let middle = u64::from((slot.start_minute + meeting.minutes / 2).abs_diff(12 * 60));
    [meeting.target.map_or(0, days), u64::from(unwished), 0, days(meeting.earliest), middle]
}

fn together(series: &Series, before: Slot, after: Slot) -> Missed {
    let days = (after.date - before.date).num_days();
    let missed = series.settings.every_days.map_or(0, |every| days.abs_diff(i64::from(every)));
    [missed, 0, u64::from(before.start_minute.abs_diff(after.start_minute)), 0, 0]
}

fn sum(a: Missed, b: Missed) -> Missed {
    std::array::from_fn(|index| a[index] + b[index])
}
