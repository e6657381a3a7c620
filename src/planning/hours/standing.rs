//! How fair a plan is, as a value that can be compared: who bears most is looked at first.
//!
//! Burdens are compared lexicographically from the largest down (leximin of the negated burdens: Sen 1970, Rawls'
//! difference principle carried on; as an optimisation problem Ogryczak, Pióro, Tomaszewski 2005, "Telecommunications
//! network design and max-min optimization problem"). A plan that asks less of the worst-off is fairer whatever it asks
//! of the others; only among plans that ask the same of the worst-off does the next count.

use crate::domain::series::outcome::Aim;

/// Burdens from the largest down, each with how many bear it.
pub(super) type Ranked = Vec<(u64, u64)>;

/// How fair a plan is; the least is the fairest.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Standing {
    /// People or zones asked on a closed day.
    pub(super) closed: u64,
    /// Points of the night.
    pub(super) night: Ranked,
    /// Points of all hours.
    pub(super) whole: Ranked,
}

impl Standing {
    /// From points: those of the night of every entry, then all points of every entry.
    pub(super) fn of(closed: u64, points: &[u32], weights: &[u32]) -> Self {
        let (night, whole) = points.split_at(weights.len());
        Self { closed, night: ranked(night, weights), whole: ranked(whole, weights) }
    }

    /// What an aim measures.
    pub(super) fn value(&self, aim: Aim) -> u64 {
        match aim {
            Aim::Closed => self.closed,
            Aim::Night { top } => sum_of_top(&self.night, u64::from(top)),
            Aim::Whole { top } => sum_of_top(&self.whole, u64::from(top)),
        }
    }
}

/// Values from the largest down, equal ones joined. Compared as lists of (value, how many) they compare like the lists
/// in which each value stands as often as it counts, for lists of one length.
pub(super) fn ranked(values: &[u32], weights: &[u32]) -> Ranked {
    let mut pairs: Ranked =
        values.iter().zip(weights).map(|(value, weight)| (u64::from(*value), u64::from(*weight))).collect();
    pairs.sort_unstable_by(|a, b| b.cmp(a));
    let mut joined: Ranked = Vec::with_capacity(pairs.len());
    for (value, weight) in pairs {
        match joined.last_mut() {
            Some((last, count)) if *last == value => *count += weight,
            _ => joined.push((value, weight)),
        }
    }
    joined
}

/// The sum of the largest `top` values.
pub(super) fn sum_of_top(ranked: &Ranked, top: u64) -> u64 {
    let mut left = top;
    let mut sum = 0;
    for (value, count) in ranked {
        let taken = left.min(*count);
        sum += value * taken;
        left -= taken;
    }
    sum
}

/// The aims that settle a standing, one after another: after each value of the list, the next; so many of the largest
/// together as bear the same. Where the sums of the largest are at their least one after another, so is the list.
pub(super) fn next_aim(standing: &Standing, last: Option<Aim>) -> Option<Aim> {
    let total: u64 = standing.night.iter().map(|(_, count)| count).sum();
    let whole = |top: u64| Aim::Whole { top: u32::try_from(top).unwrap_or(u32::MAX) };
    let night = |top: u64| Aim::Night { top: u32::try_from(top).unwrap_or(u32::MAX) };
    match last {
        None => Some(Aim::Closed),
        Some(Aim::Closed) => Some(night(1)),
        Some(Aim::Night { top }) if u64::from(top) < total => Some(night(following(&standing.night, u64::from(top)))),
        Some(Aim::Night { .. }) => Some(whole(1)),
        Some(Aim::Whole { top }) if u64::from(top) < total => Some(whole(following(&standing.whole, u64::from(top)))),
        Some(Aim::Whole { .. }) => None,
    }
}

/// The end of the run of equal values that place `top` (counted from 1) lies in, or the place after it.
fn following(ranked: &Ranked, top: u64) -> u64 {
    let mut end = 0;
    for (_, count) in ranked {
        end += count;
        if top < end {
            return end;
        }
        if top == end {
            return end + 1;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The list in which each value stands as often as it counts.
    fn expanded(ranked: &Ranked) -> Vec<u64> {
        ranked.iter().flat_map(|(value, count)| (0..*count).map(|_| *value)).collect()
    }

    #[test]
    fn joined_lists_compare_like_long_ones() {
        let weights = [2, 1, 3];
        let values: Vec<[u32; 3]> = (0..64).map(|n| [n % 4, n / 4 % 4, n / 16]).collect();
        for a in &values {
            for b in &values {
                let (a, b) = (ranked(a, &weights), ranked(b, &weights));
                assert_eq!(a.cmp(&b), expanded(&a).cmp(&expanded(&b)), "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn aims_come_to_an_end_and_settle_the_list() {
        let standing = Standing::of(0, &[5, 5, 1, 9, 7, 7], &[1, 2, 1]);
        let mut aims = Vec::new();
        let mut last = None;
        while let Some(aim) = next_aim(&standing, last) {
            aims.push((aim, standing.value(aim)));
            last = Some(aim);
        }
        assert_eq!(
            aims,
            [
                (Aim::Closed, 0),
                (Aim::Night { top: 1 }, 5),
                (Aim::Night { top: 3 }, 15),
                (Aim::Night { top: 4 }, 16),
                (Aim::Whole { top: 1 }, 9),
                (Aim::Whole { top: 2 }, 16),
                (Aim::Whole { top: 4 }, 30),
            ]
        );
    }
}
