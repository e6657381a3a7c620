//! A scenario with its plan, read from files of any place and checked: what pages show, and what announcements are made of.

use super::Unusable;
use crate::app::{self, Checked, announcing};
use crate::domain::draft::Draft;
use crate::domain::ids::MeetingId;
use crate::domain::scenario::Scenario;
use crate::domain::view::View;
use crate::exchange::files::Files;
use crate::exchange::notices::Notices;
use crate::exchange::profile::Profiles;
use crate::exchange::report::Item;
use crate::exchange::{plan, scenario};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A calendar that was read and checked. It owns all it holds and does not change: many may look at one.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// The scenario.
    pub scenario: Scenario,
    /// Its plan, checked.
    pub checked: Checked,
    /// The words of letters.
    pub drafts: BTreeMap<MeetingId, Draft>,
    /// Where people join, and of what they are reminded.
    pub announced_by: Notices,
    /// What is worth knowing about the files.
    pub notices: Vec<Item>,
}

impl Calendar {
    /// Reads a scenario and its plan, and checks it; without a plan, the dates fixed in the scenario. `profiles` are those
    /// that a scenario may name without a folder of its own.
    ///
    /// # Errors
    /// [`Unusable`]: all findings of the scenario's files, else those of the plan.
    pub fn read(
        files: &dyn Files,
        profiles: &Profiles,
        scenario: &Path,
        plan: Option<&Path>,
    ) -> Result<Self, Unusable> {
        let loaded = scenario::read_from(files, scenario, profiles).map_err(Unusable::files)?;
        let plan = match plan {
            None => loaded.scenario.plan_of_fixed(),
            Some(path) => plan::read_from(files, path, &loaded.scenario)
                .map_err(|report| Unusable::files(report).with_notices(&loaded.notices))?,
        };
        let scenario::Loaded { scenario, drafts, announced_by, notices } = loaded;
        let checked = app::check(&scenario, plan);
        Ok(Self { scenario, checked, drafts, announced_by, notices })
    }

    /// The plan as it is looked at.
    #[must_use]
    pub fn view(&self) -> View<'_> {
        View::new(&self.scenario, &self.checked.plan)
    }

    /// Meetings that a broken must is about that nobody waived: they are not announced.
    #[must_use]
    pub fn refused(&self) -> BTreeSet<MeetingId> {
        announcing::refused(&self.checked)
    }
}
