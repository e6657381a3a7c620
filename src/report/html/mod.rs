//! One self-contained HTML file: style and script inside, nothing loaded from anywhere, readable without the script.
//!
//! * [`page`] - title, quality, tiles, proof, timetable, comparisons
//! * [`findings`] - findings by group, and what filters need
//! * [`meetings`] - the details of each meeting
//! * [`why`] - a page of its own for one meeting: why it is where it is, and every other date
//!
//! The values are prepared here; `templates/` holds the markup and escapes every value.

pub mod findings;
pub mod meetings;
pub mod page;
pub mod why;

use super::axis;
use super::input::Input;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};
use std::collections::BTreeSet;

/// Template names end in `.html`, so that minijinja escapes every value.
const TEMPLATES: [(&str, &str); 5] = [
    ("report.html", include_str!("../../../templates/report.html.j2")),
    ("axis.html", include_str!("../../../templates/axis.html.j2")),
    ("findings.html", include_str!("../../../templates/findings.html.j2")),
    ("meeting.html", include_str!("../../../templates/meeting.html.j2")),
    ("tables.html", include_str!("../../../templates/tables.html.j2")),
];
const STYLE: &str = include_str!("../../../templates/report.css");
const SCRIPT: &str = include_str!("../../../templates/report.js");

/// The page. Same input, same bytes.
pub fn html(input: &Input<'_>) -> String {
    match render(input) {
        Ok(page) => page,
        // The templates are part of the program and every test renders them; a value cannot make them fail.
        Err(error) => unreachable!("a template of the report is wrong: {error:#}"),
    }
}

fn render(input: &Input<'_>) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    for (name, source) in TEMPLATES {
        environment.add_template(name, source)?;
    }
    let part = |name: &str, value: Value| -> Result<Value, minijinja::Error> {
        Ok(Value::from_safe_string(environment.get_template(name)?.render(value)?))
    };
    let panels = axis::panels(input);
    let shown: BTreeSet<&str> = panels
        .iter()
        .flat_map(|panel| {
            let bars = panel.bars.iter().flat_map(|bar| [bar.class.as_str(), bar.mark_class.as_str()]);
            let stands = panel.bars.iter().filter_map(|bar| bar.stands.map(|_| "stands"));
            let ticks = panel.ticks.iter().map(|tick| tick.class.as_str());
            panel.shades.iter().map(|shade| shade.class.as_str()).chain(bars).chain(stands).chain(ticks)
        })
        .flat_map(str::split_whitespace)
        .collect();
    let legend = Value::from_iter(shown);
    let panels = panels
        .iter()
        .map(|panel| part("axis.html", context! { panel => Value::from(Serde(panel)) }))
        .collect::<Result<Vec<_>, _>>()?;
    let details = meetings::details(input);
    let open = details.len() <= meetings::OPEN;
    let meetings = details
        .iter()
        .map(|meeting| part("meeting.html", context! { meeting => Value::from(Serde(meeting)), open }))
        .collect::<Result<Vec<_>, _>>()?;
    let findings = part("findings.html", context! { findings => Value::from(Serde(findings::list(input))) })?;
    let page = Value::from(Serde(page::page(input)));
    let tables = part("tables.html", context! { page => page.clone() })?;
    environment.get_template("report.html")?.render(context! {
        page,
        panels,
        legend,
        findings,
        tables,
        meetings,
        style => Value::from_safe_string(STYLE.to_owned()),
        script => Value::from_safe_string(SCRIPT.to_owned()),
    })
}
