//! A rule explained in words, with its editions: what `convoke rules ID` prints.

use super::rule::Rule;
use crate::domain::profile::{Edition, Profile};
use chrono::NaiveDate;
use std::fmt::Write as _;

/// The whole page of one rule.
///
/// The edition in force on `day` is marked.
pub fn explain(rule: &dyn Rule, profile: &Profile, day: NaiveDate) -> String {
    let documentation = rule.documentation();
    let mut text = format!("{}  {}\n\n", rule.id(), documentation.title);
    for (heading, body) in [
        ("Demands", documentation.demands),
        ("Why", documentation.why),
        ("Example", documentation.example),
        ("Needs", documentation.needs),
        ("Source", documentation.source),
        ("Speaks about", rule.tag().word()),
    ] {
        write_wrapped(&mut text, heading, body);
    }
    let in_force = profile.edition(rule.id(), day);
    for edition in profile.rules.get(&rule.id()).into_iter().flatten() {
        let heading = if in_force == Some(edition) { "Edition *" } else { "Edition" };
        write_wrapped(&mut text, heading, &edition_words(edition));
    }
    if in_force.is_some() {
        text.push_str("* in force on the day asked for\n");
    }
    text
}

fn edition_words(edition: &Edition) -> String {
    let mut words = match (edition.from, edition.until) {
        (None, None) => "always".to_owned(),
        (Some(from), None) => format!("from {from}"),
        (None, Some(until)) => format!("until {until}"),
        (Some(from), Some(until)) => format!("from {from} until {until}"),
    };
    let _infallible = write!(words, ": {}, {}; {}", edition.strength.word(), edition.confidence.word(), edition.clause);
    for (name, number) in &edition.numbers {
        let _infallible = write!(words, "; {name} = {number}");
    }
    if !edition.applies_to.is_empty() {
        let kinds: Vec<&str> = edition.applies_to.iter().map(|kind| kind.label()).collect();
        let _infallible = write!(words, "; for {}", kinds.join(", "));
    }
    words
}

/// A heading and its text, wrapped at 100 characters and indented under the heading.
fn write_wrapped(text: &mut String, heading: &str, body: &str) {
    const INDENT: usize = 14;
    const WIDTH: usize = 100;
    let _infallible = write!(text, "{heading:INDENT$}");
    let mut column = INDENT;
    for word in body.split_whitespace() {
        let length = word.chars().count();
        if column > INDENT && column + 1 + length > WIDTH {
            let _infallible = write!(text, "\n{:INDENT$}", "");
            column = INDENT;
        }
        if column > INDENT {
            text.push(' ');
            column += 1;
        }
        text.push_str(word);
        column += length;
    }
    text.push('\n');
}
