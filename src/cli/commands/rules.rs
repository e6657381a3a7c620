//! `convoke rules`: the list of rules, or one explained.

use crate::cli::values::Output;
use crate::cli::{Exit, console};
use crate::domain::ids::RuleId;
use crate::domain::profile::Profile;
use crate::exchange::profile::Profiles;
use crate::rules::{self, Rule};
use anyhow::{Result, anyhow};
use chrono::NaiveDate;
use comfy_table::{ContentArrangement, Table, presets};
use serde_json::{Value, json};

/// Runs the command.
pub(in crate::cli) fn run(id: Option<&str>, on: Option<NaiveDate>, format: Output) -> Result<Exit> {
    let profile = Profiles::bundled()
        .load("itu-t")
        .map_err(|report| anyhow!("the bundled profile is broken:\n{}", report.text()))?;
    let day = on.unwrap_or(NaiveDate::MAX);
    match id {
        None if format == Output::Json => {
            let all: Vec<Value> = rules::all().iter().map(|rule| as_json(*rule, &profile, day)).collect();
            console::data(&serde_json::to_string_pretty(&all)?);
        }
        None => console::data(&list(&profile, day)),
        Some(text) => {
            let Some(rule) = RuleId::parse(text).and_then(rules::find) else {
                console::say(&format!("error: there is no rule {text:?}; `convoke rules` lists them (N-01 … S-21)"));
                return Ok(Exit::BadInput);
            };
            if format == Output::Json {
                console::data(&serde_json::to_string_pretty(&as_json(rule, &profile, day))?);
            } else {
                console::data(&rules::explain(rule, &profile, day));
            }
        }
    }
    Ok(Exit::Clean)
}

fn list(profile: &Profile, day: NaiveDate) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(["id", "about", "strength", "confidence", "rule", "clause"]);
    for rule in rules::all() {
        let edition = profile.edition(rule.id(), day);
        table.add_row([
            rule.id().to_string(),
            rule.tag().to_string(),
            edition.map_or("-", |edition| edition.strength.word()).to_owned(),
            edition.map_or("-", |edition| edition.confidence.word()).to_owned(),
            rule.documentation().title.to_owned(),
            edition.map_or_else(|| "-".to_owned(), |edition| edition.clause.clone()),
        ]);
    }
    format!("{table}\n\n{} rules. `convoke rules ID` explains one.", rules::all().len())
}

fn as_json(rule: &dyn Rule, profile: &Profile, day: NaiveDate) -> Value {
    let documentation = rule.documentation();
    let edition = profile.edition(rule.id(), day);
    json!({
        "id": rule.id().to_string(),
        "tag": rule.tag().word(),
        "title": documentation.title,
        "demands": documentation.demands,
        "why": documentation.why,
        "example": documentation.example,
        "needs": documentation.needs,
        "source": documentation.source,
        "strength": edition.map(|edition| edition.strength.word()),
        "confidence": edition.map(|edition| edition.confidence.word()),
        "clause": edition.map(|edition| edition.clause.clone()),
        "numbers": edition.map(|edition| edition.numbers.clone()),
    })
}
