//! Publishing: look, work out the difference, act on it, and look again where something is uncertain.

use std::collections::BTreeSet;

use super::{Collection, Listing, PublishError};
use crate::announce::publication::{Difference, Publication, Step};

/// What became of one step.
#[derive(Debug)]
pub struct Refused {
    /// The step.
    pub step: Step,
    /// Why it was not taken.
    pub why: PublishError,
}

/// How far it went.
#[derive(Debug)]
pub enum Outcome {
    /// Nothing was to be changed, as asked: this is what would be.
    Shown,
    /// Everything was tried.
    Finished,
    /// Nothing more could be done: the next run goes on from here.
    Stopped(PublishError),
}

/// What was found, and what became of it.
#[derive(Debug)]
pub struct Report {
    /// The collection was not there, and was made, or would be.
    pub made: bool,
    /// What followed from the first look.
    pub difference: Difference,
    /// Steps that were taken; those that would be, where nothing was to be changed.
    pub done: Vec<Step>,
    /// Steps whose version was no longer there: somebody else was faster.
    pub overtaken: Vec<Step>,
    /// Steps that the server refused.
    pub refused: Vec<Refused>,
    /// Steps that were not tried, or whose outcome is not known.
    pub waiting: Vec<Step>,
    /// How far it went.
    pub outcome: Outcome,
}

impl Report {
    /// The collection holds what it should, as far as this publication has a say.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.difference.conflicts.is_empty()
            && self.overtaken.is_empty()
            && self.refused.is_empty()
            && self.waiting.is_empty()
            && !matches!(self.outcome, Outcome::Stopped(_))
    }
}

/// How to publish.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mode {
    /// Write over what others changed.
    pub overwrite: bool,
    /// Change nothing; show what would be done.
    pub only_show: bool,
}

/// Puts a publication into a collection, which is made with this name if it is not there. `progress` hears how many steps
/// are done.
///
/// # Errors
/// [`PublishError`] where nothing was changed: no answer, a login, something that is no calendar.
pub fn publish(
    collection: &mut Collection,
    publication: &Publication<'_>,
    name: &str,
    Mode { overwrite, only_show }: Mode,
    progress: &mut dyn FnMut(usize),
) -> Result<Report, PublishError> {
    let listing = collection.list()?;
    let made = matches!(listing, Listing::Absent);
    let held = match listing {
        Listing::Entries(held) => held,
        Listing::Absent => Vec::new(),
    };
    let difference = publication.difference(&held, overwrite)?;
    let steps = difference.steps.clone();
    let mut report = Report {
        made,
        difference,
        done: Vec::new(),
        overtaken: Vec::new(),
        refused: Vec::new(),
        waiting: Vec::new(),
        outcome: Outcome::Shown,
    };
    if only_show {
        report.done = steps;
        return Ok(report);
    }
    if made {
        collection.make(name)?;
    }
    let mut steps = steps.into_iter();
    let mut uncertain = Vec::new();
    report.outcome = Outcome::Finished;
    for step in steps.by_ref() {
        match collection.act(&step.action) {
            Ok(true) => report.done.push(step),
            Ok(false) => uncertain.push(step),
            Err(why @ PublishError::Refused { .. }) => report.refused.push(Refused { step, why }),
            Err(error) => {
                uncertain.push(step);
                report.outcome = Outcome::Stopped(error);
                break;
            }
        }
        progress(report.done.len() + report.refused.len() + uncertain.len());
    }
    report.waiting.extend(steps);
    if !uncertain.is_empty() {
        settle(collection, publication, uncertain, &mut report);
    }
    Ok(report)
}

/// Looks again at what was tried without a clear answer: a request may have been carried out although its answer was lost, and
/// then its repetition finds another version than it expected. What is still open is not done, and neither is what nobody
/// can say: an id that stands there twice by now.
fn settle(collection: &mut Collection, publication: &Publication<'_>, uncertain: Vec<Step>, report: &mut Report) {
    let again = match collection.list() {
        Ok(Listing::Entries(held)) => publication.difference(&held, true).ok(),
        Ok(Listing::Absent) | Err(_) => None,
    };
    let stopped = matches!(report.outcome, Outcome::Stopped(_));
    let open = again.as_ref().map(|again| {
        let told = again.conflicts.iter().map(|conflict| conflict.uid.as_str());
        told.chain(again.steps.iter().map(|step| step.uid.as_str())).collect::<BTreeSet<_>>()
    });
    for step in uncertain {
        match &open {
            Some(open) if !open.contains(step.uid.as_str()) => report.done.push(step),
            Some(_) if !stopped => report.overtaken.push(step),
            _ => report.waiting.push(step),
        }
    }
    report.waiting.sort_by(|a, b| a.uid.cmp(&b.uid));
}
