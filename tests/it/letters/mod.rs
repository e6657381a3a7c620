//! Letters: against the circulars they re-create, as people read them, and as documents that other programs read.

mod documents;
mod occasions;
mod options;
mod pages;
mod paper;
mod sources;
mod words;

use crate::helpers::root;
use convoke::announce::letter::{Letter, LetterError, Occasion, Source, letter};
use convoke::domain::draft::Draft;
use convoke::domain::ids::MeetingId;
use convoke::domain::language::Language;
use convoke::domain::plan::Plan;
use convoke::domain::scenario::Scenario;
use convoke::domain::view::View;
use convoke::exchange::files::MemoryFiles;
use convoke::exchange::profile::Profiles;
use convoke::exchange::scenario::{Loaded, read, read_from};
use convoke::rules;
use std::collections::BTreeMap;
use std::path::Path;

/// A scenario with its letters and a plan.
pub(crate) struct World {
    pub(crate) scenario: Scenario,
    pub(crate) drafts: BTreeMap<MeetingId, Draft>,
    pub(crate) plan: Plan,
    pub(crate) dated: Option<chrono::NaiveDate>,
}

impl World {
    fn new(loaded: Loaded) -> Self {
        let plan = loaded.scenario.plan_of_fixed();
        Self { scenario: loaded.scenario, drafts: loaded.drafts, plan, dated: None }
    }

    /// A scenario of the repository, with the dates fixed in it.
    #[track_caller]
    pub(crate) fn of(path: &str) -> Self {
        let loaded = read(&root().join(path), &Profiles::bundled());
        Self::new(loaded.unwrap_or_else(|report| panic!("{}", report.text())))
    }

    /// A scenario from text.
    #[track_caller]
    pub(crate) fn from_text(text: &str) -> Self {
        let files = MemoryFiles::default().with("scenario.toml", text);
        let loaded = read_from(&files, Path::new("scenario.toml"), &Profiles::bundled());
        Self::new(loaded.unwrap_or_else(|report| panic!("{}\n{text}", report.text())))
    }

    /// A letter about a meeting.
    pub(crate) fn letter(
        &self,
        meeting: &str,
        language: Language,
        occasion: Occasion<'_>,
    ) -> Result<Letter, LetterError> {
        let id = MeetingId::parse(meeting).expect("an id");
        let view = View::new(&self.scenario, &self.plan);
        let deadlines = view.placed(&id).map(|placed| rules::deadlines(&view, &placed)).unwrap_or_default();
        let empty = Draft::empty(id.clone());
        let source =
            Source { view, deadlines: &deadlines, draft: self.drafts.get(&id).unwrap_or(&empty), dated: self.dated };
        letter(&source, &id, language, occasion)
    }

    /// The letter that announces a meeting.
    #[track_caller]
    pub(crate) fn announced(&self, meeting: &str, language: Language) -> Letter {
        self.letter(meeting, language, Occasion::Announcement).expect("a letter")
    }
}

/// The words of a letter, a block after the other.
pub(crate) fn plain(letter: &Letter) -> String {
    let mut text = String::new();
    for block in &letter.blocks {
        text.push_str(&format!("[{}] {}\n", block.kind(), block.plain()));
    }
    for gap in &letter.gaps {
        text.push_str(&format!("missing: {}\n", gap.what()));
    }
    text
}
