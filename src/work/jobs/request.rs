//! What a job asks for.

use serde::{Deserialize, Serialize};

use crate::kernel::Budget;

/// The longest search that may be asked for, in seconds.
const LONGEST: f64 = 3600.0;
/// How long is searched where nothing is said, in seconds.
const USUAL: f64 = 30.0;

/// The request of a plan, a timetable or hours.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Request {
    /// The number of the plan in force that was seen; 0 where there was none.
    pub(super) seen: i64,
    /// The revision of the files it is for.
    pub(super) revision: i64,
    /// How long to search.
    seconds: Option<f64>,
    /// Steps to search instead of time.
    iterations: Option<u64>,
    /// Seed.
    pub(super) seed: u64,
    /// As few changes as possible to the plan that was seen.
    pub(super) fewest_changes: bool,
    /// Announced dates may move.
    pub(super) may_move_announced: bool,
    /// Broken musts cost instead of being forbidden.
    pub(super) relax: bool,
}

impl Request {
    /// Reads it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let request: Self =
            serde_json::from_str(text).map_err(|error| format!("the request cannot be read: {error}"))?;
        if request.seconds.is_some() && request.iterations.is_some() {
            return Err("the request gives both seconds and iterations; expected one of them".to_owned());
        }
        match request.seconds {
            Some(seconds) if !(seconds > 0.0 && seconds <= LONGEST) => {
                Err(format!("the request asks for {seconds} seconds; expected more than 0 and at most {LONGEST}"))
            }
            _ => Ok(request),
        }
    }

    /// How long to search: steps where they are asked for, else time.
    pub(super) fn budget(&self) -> Budget {
        match self.iterations {
            Some(steps) => Budget::Nodes(steps),
            None => Budget::Seconds(self.seconds.unwrap_or(USUAL)),
        }
    }

    /// The longest it may take, in whole seconds; with steps, as long as any search may.
    pub(super) fn longest(&self) -> u64 {
        match self.budget() {
            Budget::Seconds(seconds) => seconds.ceil() as u64,
            Budget::Nodes(_) => LONGEST as u64,
        }
    }

    /// The plan that was seen.
    pub(super) fn seen(&self) -> Option<i64> {
        (self.seen > 0).then_some(self.seen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_says_how_long_to_search() {
        assert_eq!(Request::parse("{}").map(|one| one.budget()), Ok(Budget::Seconds(USUAL)));
        assert_eq!(Request::parse(r#"{"seconds": 2}"#).map(|one| one.budget()), Ok(Budget::Seconds(2.0)));
        assert_eq!(Request::parse(r#"{"iterations": 7}"#).map(|one| one.budget()), Ok(Budget::Nodes(7)));
        for wrong in
            [r#"{"seconds": 0}"#, r#"{"seconds": 1e9}"#, r#"{"seconds": 1, "iterations": 1}"#, r#"{"second": 1}"#]
        {
            assert!(Request::parse(wrong).is_err(), "{wrong}");
        }
    }
}
