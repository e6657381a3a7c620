//! Long lists worked through in pieces, side by side.

/// Pieces at once, at most: more than most machines have processors.
const MOST: usize = 8;

/// What `each` makes of every piece of a list, in the order of the list, whatever is done first: the same list gives the
/// same answer on every machine. A list of no more than `least` items is one piece, as threads cost more than they save.
///
/// # Panics
/// If `each` does.
///
/// # Examples
/// ```
/// use convoke::domain::pieces::side_by_side;
///
/// let numbers: Vec<u64> = (1..=1000).collect();
/// let sums = side_by_side(&numbers, 100, |piece| piece.iter().sum::<u64>());
/// assert_eq!(sums.len(), 8);
/// assert_eq!(sums.iter().sum::<u64>(), 500_500);
/// ```
pub fn side_by_side<T: Sync, R: Send>(list: &[T], least: usize, each: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    if list.len() <= least {
        return vec![each(list)];
    }
    let size = list.len().div_ceil(MOST).max(least);
    std::thread::scope(|scope| {
        let each = &each;
        let pieces: Vec<_> = list.chunks(size).map(|piece| scope.spawn(move || each(piece))).collect();
        let join = |piece: std::thread::ScopedJoinHandle<'_, R>| {
            piece.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        pieces.into_iter().map(join).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_keep_their_order_and_nothing_is_left_out() {
        for length in [0_usize, 1, 7, 8, 9, 63, 64, 65, 1000] {
            let list: Vec<usize> = (0..length).collect();
            for least in [1, 8, 64] {
                let all: Vec<usize> = side_by_side(&list, least, <[usize]>::to_vec).into_iter().flatten().collect();
                assert_eq!(all, list, "{length} in pieces of at least {least}");
            }
        }
    }
}
