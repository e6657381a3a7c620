//! What a job says on its way and at its end, as JSON that pages and programs read.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::kernel::Progress;
use crate::store::KeptPlan;

/// What came of a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub(super) enum Outcome {
    /// A plan, as a file, and what is to be said of it.
    Planned { text: String, words: String },
    /// There can be none: these demands contradict each other.
    Impossible { words: String, demands: Vec<String> },
    /// None was found; that is no proof.
    NothingFound { words: String },
    /// Something was looked at, and there is no plan to keep.
    Looked { words: String },
    /// It could not be done.
    Failed { words: String },
}

impl Outcome {
    /// It could not be done, for this reason.
    pub(super) fn failed(words: impl Into<String>) -> Self {
        Self::Failed { words: words.into() }
    }

    /// What is to be said at the end, once it is known where the plan was kept.
    pub(super) fn result(&self, kept: Option<KeptPlan>) -> String {
        let beside = "meanwhile another plan was put in force, or the files were revised; this one is kept beside it";
        let (outcome, words, demands) = match (self, kept) {
            (Self::Planned { words, .. }, Some(KeptPlan { in_force: true, .. })) => ("planned", words.clone(), &[][..]),
            (Self::Planned { words, .. }, Some(_)) => ("overtaken", format!("{words}; {beside}"), &[][..]),
            (Self::Planned { .. }, None) => ("failed", "the scenario was removed meanwhile".to_owned(), &[][..]),
            (Self::Impossible { words, demands }, _) => ("impossible", words.clone(), &demands[..]),
            (Self::NothingFound { words }, _) => ("nothing_found", words.clone(), &[][..]),
            (Self::Looked { words }, _) => ("looked", words.clone(), &[][..]),
            (Self::Failed { words }, _) => ("failed", words.clone(), &[][..]),
        };
        let plan = kept.map(|kept| kept.number);
        json!({ "outcome": outcome, "plan": plan, "words": words, "demands": demands }).to_string()
    }

    /// One line for whoever watches.
    pub(super) fn words(&self) -> &str {
        match self {
            Self::Planned { words, .. }
            | Self::Impossible { words, .. }
            | Self::NothingFound { words }
            | Self::Looked { words }
            | Self::Failed { words } => words,
        }
    }
}

/// How far a search is. `bound` speaks of the levels up to the one being worked on: those before it are at their best.
pub(super) fn progress(seconds: f64, news: &Progress) -> String {
    let before = news.incumbent.as_deref().unwrap_or_default().iter().take(news.level_number);
    let bound = news.bound.map(|bound| before.copied().chain([bound]).collect::<Vec<u64>>());
    let seconds = (seconds * 10.0).round() / 10.0;
    json!({ "seconds": seconds, "incumbent": news.incumbent, "bound": bound, "level": news.level }).to_string()
}

/// The same of work that says nothing of itself.
pub(super) fn at_work(seconds: f64, level: &str) -> String {
    let seconds = (seconds * 10.0).round() / 10.0;
    json!({ "seconds": seconds, "incumbent": null, "bound": null, "level": level }).to_string()
}
