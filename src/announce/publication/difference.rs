//! What follows from what should stand in a collection and what does.

use std::collections::{BTreeMap, BTreeSet};

use super::Publication;
use super::facts::Facts;
use super::held::Held;
use crate::announce::AnnounceError;

/// What to do to one resource. Each comes with what must still be so on the server, so that nothing is done to a version
/// that nobody looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Put it where nothing is (`If-None-Match: *`).
    Create {
        /// Its name in the collection.
        name: String,
        /// Its bytes.
        text: String,
    },
    /// Put it in the place of a version (`If-Match`).
    Replace {
        /// Where it is.
        href: String,
        /// Which version.
        etag: String,
        /// The new bytes.
        text: String,
    },
    /// Delete a version (`If-Match`).
    Remove {
        /// Where it is.
        href: String,
        /// Which version.
        etag: String,
    },
}

/// What to do to one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its id.
    pub uid: String,
    /// What it is called.
    pub title: String,
    /// When it begins, as the calendar says it: `20230705T130000` or `20230705`.
    pub start: String,
    /// What is done.
    pub action: Action,
}

impl Step {
    /// What it does, in one word.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self.action {
            Action::Create { .. } => "new",
            Action::Replace { .. } => "changed",
            Action::Remove { .. } => "removed",
        }
    }
}

/// Why an entry is left as it is although it should be another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Foreseen {
    /// Somebody changed it since it was put there.
    Changed,
    /// Somebody else put it there.
    NotOurs,
    /// The collection holds it twice.
    Twice,
    /// The server does not say which version it holds.
    NoVersion,
}

/// An entry that is left as it is, and told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Its id.
    pub uid: String,
    /// What it is called.
    pub title: String,
    /// Where it is.
    pub href: String,
    /// Why.
    pub why: Foreseen,
    /// Whether it should stand there; else it should be gone.
    pub is_wanted: bool,
}

/// What follows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// What to do, by start and id.
    pub steps: Vec<Step>,
    /// What is left as it is, and told.
    pub conflicts: Vec<Conflict>,
    /// Entries that are as they should be.
    pub unchanged: usize,
    /// Entries of meetings that are not published: they stay as they are.
    pub left: usize,
    /// Entries of others.
    pub foreign: usize,
}

impl Publication<'_> {
    /// What follows from what a collection holds. What somebody changed since, or put there under one of our ids, is told and
    /// left; with `overwrite` it is written over, or removed. What has no note of ours, and none of our ids, is never touched.
    ///
    /// # Errors
    /// [`AnnounceError`] when an entry cannot be written.
    pub fn difference(&self, held: &[Held], overwrite: bool) -> Result<Difference, AnnounceError> {
        let mut by_uid: BTreeMap<&str, Vec<(&Held, &Facts)>> = BTreeMap::new();
        let mut difference = Difference::default();
        for one in held {
            match &one.facts {
                Some(facts) => by_uid.entry(&facts.uid).or_default().push((one, facts)),
                None => difference.foreign += 1,
            }
        }
        let mut names: BTreeSet<String> = held.iter().map(|one| one.name.clone()).collect();
        let uids: BTreeSet<&str> = by_uid.keys().copied().chain(self.wanted.keys().map(String::as_str)).collect();
        for uid in uids {
            match by_uid.get(uid).map(Vec::as_slice) {
                None | Some([]) => self.create(uid, &mut names, &mut difference)?,
                Some([(held, facts)]) => self.settle(held, facts, overwrite, &mut difference)?,
                Some(several) => self.several(uid, several, &mut difference),
            }
        }
        difference.steps.sort_by(|a, b| (&a.start, &a.uid).cmp(&(&b.start, &b.uid)));
        Ok(difference)
    }

    fn create(
        &self,
        uid: &str,
        names: &mut BTreeSet<String>,
        difference: &mut Difference,
    ) -> Result<(), AnnounceError> {
        let Some(wanted) = self.wanted.get(uid) else { return Ok(()) };
        let mut name = format!("{uid}.ics");
        let mut number = 2_u32;
        while !names.insert(name.clone()) {
            name = format!("{uid}-{number}.ics");
            number += 1;
        }
        let text = self.written(wanted, 0)?;
        difference.steps.push(step(&wanted.facts, wanted.title(), Action::Create { name, text }));
        Ok(())
    }

    /// One entry that stands there, wanted or not.
    fn settle(
        &self,
        held: &Held,
        facts: &Facts,
        overwrite: bool,
        difference: &mut Difference,
    ) -> Result<(), AnnounceError> {
        let origin = facts.origin();
        if let Some((origin, _)) = &origin
            && self.has_say(origin)
            && self.leaves(origin)
        {
            difference.left += 1;
            return Ok(());
        }
        let Some(wanted) = self.wanted.get(&facts.uid) else {
            let Some((_, is_as_written)) = origin.filter(|(origin, _)| self.has_say(origin)) else {
                difference.foreign += 1;
                return Ok(());
            };
            let why = (!is_as_written && !overwrite).then_some(Foreseen::Changed);
            let remove = |etag: String| Ok(Action::Remove { href: held.href.clone(), etag });
            return act(held, facts, facts.value("SUMMARY").unwrap_or_default(), why, false, remove, difference);
        };
        let is_as_wanted = facts.fingerprint() == wanted.facts.fingerprint();
        let why = match &origin {
            Some((origin, true)) if self.is_from_here(origin) && is_as_wanted => {
                difference.unchanged += 1;
                return Ok(());
            }
            Some((origin, true)) if self.is_from_here(origin) => None,
            // Somebody changed it into what it should be: it is written once more, so that its fingerprint fits again.
            Some((origin, false)) if self.is_from_here(origin) => (!is_as_wanted).then_some(Foreseen::Changed),
            _ => Some(Foreseen::NotOurs),
        };
        let raised = u32::from(facts.differ_significantly(&wanted.facts));
        let text = |etag: String| {
            let text = self.written(wanted, facts.sequence.saturating_add(raised))?;
            Ok(Action::Replace { href: held.href.clone(), etag, text })
        };
        let why = why.filter(|_| !overwrite);
        act(held, &wanted.facts, wanted.title(), why, true, text, difference)
    }

    /// An id that stands there more than once: nobody can say which is meant.
    fn several(&self, uid: &str, several: &[(&Held, &Facts)], difference: &mut Difference) {
        let wanted = self.wanted.get(uid);
        for (held, facts) in several {
            let is_ours = facts.origin().is_some_and(|(origin, _)| self.has_say(&origin));
            if wanted.is_none() && !is_ours {
                difference.foreign += 1;
                continue;
            }
            difference.conflicts.push(Conflict {
                uid: uid.to_owned(),
                title: facts.value("SUMMARY").unwrap_or_default().to_owned(),
                href: held.href.clone(),
                why: Foreseen::Twice,
                is_wanted: wanted.is_some(),
            });
        }
    }
}

/// Acts on the version that was looked at, or tells why not.
fn act(
    held: &Held,
    shown: &Facts,
    title: &str,
    why: Option<Foreseen>,
    is_wanted: bool,
    action: impl FnOnce(String) -> Result<Action, AnnounceError>,
    difference: &mut Difference,
) -> Result<(), AnnounceError> {
    match (why, &held.etag) {
        (None, Some(etag)) => difference.steps.push(step(shown, title, action(etag.clone())?)),
        (why, _) => difference.conflicts.push(Conflict {
            uid: shown.uid.clone(),
            title: title.to_owned(),
            href: held.href.clone(),
            why: why.unwrap_or(Foreseen::NoVersion),
            is_wanted,
        }),
    }
    Ok(())
}

fn step(facts: &Facts, title: &str, action: Action) -> Step {
    let start = facts.value("DTSTART").unwrap_or_default().to_owned();
    Step { uid: facts.uid.clone(), title: title.to_owned(), start, action }
}
