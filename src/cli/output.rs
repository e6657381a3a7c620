//! A checked plan as text, JSON, a page, or a feed.

use super::commands::invite;
use super::values::Form;
use super::zones::zones;
use crate::announce::{FeedOptions, feed as announce_feed};
use crate::app::Checked;
use crate::app::announcing;
use crate::domain::language::Language;
use crate::domain::scenario::Scenario;
use crate::domain::time::ZoneData;
use crate::domain::view::View;
use crate::report::{self, Input};
use anyhow::{Context, Result};

/// The whole report in one of its forms.
pub(super) fn report(scenario: &Scenario, checked: &Checked, form: Form) -> String {
    let zones = zones();
    let input = input(scenario, checked, zones);
    match form {
        Form::Text => report::text(&input),
        Form::Json => format!("{:#}", report::json(&input)),
        Form::Html => report::html(&input),
    }
}

/// A few lines: how good the plan is, and what is to be looked at.
pub(super) fn summary(scenario: &Scenario, checked: &Checked) -> String {
    let zones = zones();
    report::summary_line(&input(scenario, checked, zones))
}

/// The feed of all meetings, in English.
pub(super) fn feed(scenario: &Scenario, checked: &Checked) -> Result<String> {
    let zones = zones();
    let sender = announcing::sender(scenario);
    let basis = announcing::basis(View::new(scenario, &checked.plan), checked, &sender, zones);
    let options = FeedOptions { language: Language::English, body: None, source: None };
    announce_feed(&basis, &options, invite::first_revision(scenario)).context("writing the calendar feed")
}

/// A few lines, and what is elsewhere than in the plan it was made from.
pub(super) fn summary_of_changes(scenario: &Scenario, checked: &Checked) -> String {
    let zones = zones();
    let input = input(scenario, checked, zones);
    format!("{}{}", report::changes_text(&input), report::summary_line(&input))
}

pub(super) fn input<'a>(scenario: &'a Scenario, checked: &'a Checked, zones: &'a ZoneData) -> Input<'a> {
    Input {
        deadlines: &checked.deadlines,
        reasons: &checked.reasons,
        comparisons: &checked.comparisons,
        changes: &checked.changes,
        size: checked.size,
        generated: format!("convoke {}", env!("CARGO_PKG_VERSION")),
        ..Input::new(scenario, &checked.plan, &checked.findings, zones)
    }
}
