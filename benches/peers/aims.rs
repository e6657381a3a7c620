//! Whether a row reached what it must.

use crate::options::Options;
use crate::rows::{Aim, Row};
use crate::run::{Outcome, Who};

/// How an aim was met.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Met {
    Stretch,
    Figure,
    Missed,
    /// Not measured in this run: without the peer, or with budgets cut short.
    NotMeasured,
}

/// An aim with what was measured.
#[derive(Clone, Debug)]
pub struct Verdict {
    pub met: Met,
    pub aim: String,
    pub measured: String,
}

impl Verdict {
    pub fn is_missed(&self) -> bool {
        self.met == Met::Missed
    }

    pub fn word(&self) -> &'static str {
        match self.met {
            Met::Stretch => "stretch",
            Met::Figure => "met",
            Met::Missed => "MISSED",
            Met::NotMeasured => "not measured",
        }
    }

    pub fn text(&self) -> String {
        format!("[{}] {}: {}", self.word(), self.aim, self.measured)
    }
}

pub fn judge(row: &Row, outcomes: &[Outcome], options: &Options) -> Vec<Verdict> {
    row.aims.iter().map(|aim| Judge { outcomes, options }.verdict(*aim)).collect()
}

struct Judge<'a> {
    outcomes: &'a [Outcome],
    options: &'a Options,
}

impl Judge<'_> {
    fn run(&self, who: Who, budget: f64) -> Option<&Outcome> {
        self.outcomes.iter().find(|outcome| outcome.who == who && (outcome.budget - budget).abs() < 1e-9)
    }

    fn ours(&self) -> impl Iterator<Item = &Outcome> {
        self.outcomes.iter().filter(|outcome| outcome.who == Who::Convoke)
    }

    fn verdict(&self, aim: Aim) -> Verdict {
        match aim {
            Aim::Proven { figure, stretch } => {
                let proven = self.ours().filter(|outcome| outcome.is_proven()).map(|outcome| outcome.usage.seconds);
                let found = proven.min_by(f64::total_cmp);
                timed(format!("proven optimal in {figure} s (stretch {stretch} s)"), found, figure, Some(stretch))
            }
            Aim::Valid { figure } => {
                timed(format!("nothing forbidden in {figure} s"), self.earliest(&[], figure), figure, None)
            }
            Aim::Reaches { cost, figure, stretch } => {
                let also = stretch.map_or_else(String::new, |stretch| format!(" (stretch {stretch} s)"));
                let aim = format!("{} in {figure} s{also}", slashed(cost));
                timed(aim, self.earliest(cost, figure), figure, stretch)
            }
            Aim::FirstLevelBest { figure } => {
                let valid = self.outcomes.iter().filter(|outcome| outcome.is_valid());
                let best = valid.filter_map(|outcome| outcome.cost.first().copied()).min();
                let found = best.and_then(|best| self.earliest(&[best], figure));
                let best = best.map_or_else(|| "its best".to_owned(), |best| format!("its best, {best},"));
                timed(format!("first level at {best} in {figure} s"), found, figure, None)
            }
            Aim::AtMost { budget, figure, stretch } => {
                let also = stretch.map_or_else(String::new, |stretch| format!(" (stretch {})", slashed(stretch)));
                let aim = format!("at most {} at {budget} s{also}", slashed(figure));
                self.at(budget, aim, |outcome| {
                    let within = |most: &[u64]| outcome.is_valid() && outcome.cost[..most.len()] <= *most;
                    let met = if stretch.is_some_and(within) {
                        Met::Stretch
                    } else if within(figure) {
                        Met::Figure
                    } else {
                        Met::Missed
                    };
                    (met, score(outcome))
                })
            }
            Aim::Gap { budget, figure, stretch } => {
                let aim = format!("gap {figure} % at {budget} s (stretch {stretch} %)");
                self.at(budget, aim, |outcome| match outcome.gap() {
                    Some(gap) if gap <= stretch => (Met::Stretch, format!("{gap:.1} %")),
                    Some(gap) if gap <= figure => (Met::Figure, format!("{gap:.1} %")),
                    Some(gap) => (Met::Missed, format!("{gap:.1} %")),
                    None => (Met::Missed, "no bound".to_owned()),
                })
            }
            Aim::BoundAboveZero { budget } => {
                let aim = format!("stretch: a bound above 0 on the last level at {budget} s");
                self.at(budget, aim, |outcome| match outcome.bound.last().copied().flatten() {
                    Some(bound) if bound > 0 => (Met::Stretch, bound.to_string()),
                    // A stretch goal alone cannot be missed.
                    bound => (Met::Figure, bound.map_or_else(|| "none".to_owned(), |bound| bound.to_string())),
                })
            }
            Aim::Beats { ours, peer } => self.beats(ours, peer),
        }
    }

    /// An aim at a budget; a quick run that cut the budget short does not measure it.
    fn at(&self, budget: f64, aim: String, judge: impl Fn(&Outcome) -> (Met, String)) -> Verdict {
        match self.run(Who::Convoke, budget) {
            Some(outcome) => {
                let (met, measured) = judge(outcome);
                Verdict { met, aim, measured }
            }
            None => Verdict { met: Met::NotMeasured, aim, measured: format!("no run of {budget} s") },
        }
    }

    /// The first second in which a run of a sufficient budget had these costs.
    fn earliest(&self, cost: &[u64], figure: f64) -> Option<f64> {
        let long_enough = self.ours().filter(|outcome| outcome.budget >= figure);
        long_enough.filter_map(|outcome| outcome.reached(cost)).min_by(f64::total_cmp)
    }

    fn beats(&self, ours: f64, peer: f64) -> Verdict {
        let (ours, peer) = (self.options.budget(ours), self.options.budget(peer));
        let aim = format!("at {ours} s better than CP-SAT at {peer} s");
        let (Some(own), Some(other)) = (self.run(Who::Convoke, ours), self.run(Who::CpSat, peer)) else {
            return Verdict { met: Met::NotMeasured, aim, measured: "CP-SAT was not run".to_owned() };
        };
        let better = match (own.is_valid(), other.is_valid()) {
            (true, true) => own.cost < other.cost || own.is_proven() && own.cost == other.cost,
            (true, false) => true,
            (false, _) => false,
        };
        let faster = if other.is_valid() { own.reached(&other.cost) } else { own.first_valid() };
        let ratio = faster.map_or_else(String::new, |seconds| {
            let took = if other.is_valid() { other.last_better().unwrap_or(other.usage.seconds) } else { peer };
            let least = if other.is_valid() { "" } else { "more than " };
            format!("; as good after {seconds:.2} s, {least}{:.0} times sooner", took / seconds.max(0.001))
        });
        let measured = format!("{} against {}{ratio}", score(own), score(other));
        Verdict { met: if better { Met::Figure } else { Met::Missed }, aim, measured }
    }
}

fn timed(aim: String, found: Option<f64>, figure: f64, stretch: Option<f64>) -> Verdict {
    let met = match found {
        Some(seconds) if stretch.is_some_and(|stretch| seconds <= stretch) => Met::Stretch,
        Some(seconds) if seconds <= figure => Met::Figure,
        _ => Met::Missed,
    };
    Verdict { met, aim, measured: found.map_or_else(|| "never".to_owned(), |seconds| format!("{seconds:.2} s")) }
}

/// Costs as people write them: `0/68`.
pub fn slashed(cost: &[u64]) -> String {
    cost.iter().map(ToString::to_string).collect::<Vec<_>>().join("/")
}

/// The score in short.
pub fn score(outcome: &Outcome) -> String {
    match outcome.forbidden {
        None => outcome.usage.ended.map_or_else(|| "no answer".to_owned(), |why| format!("no answer ({why})")),
        Some(0) => slashed(&outcome.cost),
        Some(units) => format!("{units} forbidden"),
    }
}
