//! The smallest set that contradicts itself: some are left out and it is asked again, in the end one at a time (deletion
//! filter: Chinneck, Dravnieks 1991). What stays cannot be spared.

use crate::kernel::Answer;

/// Whether something satisfies a set of demands.
pub(super) enum Fits {
    Yes,
    No,
    Unknown,
}

impl From<Answer> for Fits {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Infeasible { .. } => Self::No,
            Answer::Optimal { .. } | Answer::Feasible { .. } => Self::Yes,
            Answer::Unknown { .. } => Self::Unknown,
        }
    }
}

/// Leaves out of `suspects`, or of `all` where those do not contradict each other, what `fits` can do without, until that is
/// nothing more or `enough`. Says whether each question was answered: then none of what stays can be spared.
pub(super) fn smallest(
    suspects: Vec<usize>,
    all: impl FnOnce() -> Vec<usize>,
    fits: impl Fn(&[usize]) -> Fits,
    enough: impl Fn() -> bool,
) -> (Vec<usize>, bool) {
    let mut set = if matches!(fits(&suspects), Fits::No) { suspects } else { all() };
    // Many at once first, then fewer: what is not needed goes in few questions.
    let mut minimal = true;
    let mut size = (set.len() / 2).max(1);
    loop {
        let mut position = 0;
        while position < set.len() {
            if enough() {
                return (set, false);
            }
            let mut without = set.clone();
            without.drain(position..(position + size).min(set.len()));
            match fits(&without) {
                Fits::No => set = without,
                Fits::Yes => position += size,
                Fits::Unknown => {
                    minimal &= size > 1;
                    position += size;
                }
            }
        }
        if size == 1 {
            return (set, minimal);
        }
        size = (size / 2).max(1);
    }
}
