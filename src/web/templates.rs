//! Templates of pages: part of the program, every value escaped, what is not there an error.

use super::error::WebError;
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior, Value};

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        [$((concat!($name, ".html"), include_str!(concat!("../../templates/web/", $name, ".html.j2")))),*]
    };
}

/// Names end in `.html`, so that every value is escaped.
const TEMPLATES: &[(&str, &str)] = &templates![
    "layout",
    "sign-in",
    "welcome",
    "home",
    "outside",
    "board-frame",
    "board",
    "board-findings",
    "board-why",
    "board-plans",
    "board-compare",
    "board-told",
    "board-job",
    "board-job-form",
    "board-event",
    "board-hours",
    "people",
    "person",
    "settings",
    "shown-once",
    "public",
    "meeting",
    "register",
    "registered",
    "registrations",
    "announce",
    "announced",
    "approve",
    "conflict",
    "sending",
    "log",
    "webhooks",
];

/// The templates, parsed.
#[derive(Debug)]
pub struct Templates(Environment<'static>);

impl Templates {
    /// Parses all: they are part of the program, and a test renders each.
    pub(super) fn new() -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
            environment.set_syntax(syntax);
        }
        for (name, source) in TEMPLATES {
            if let Err(error) = environment.add_template(name, source) {
                tracing::error!(name, error = format!("{error:#}"), "a template of the program is wrong");
            }
        }
        Self(environment)
    }

    /// One page.
    ///
    /// # Errors
    /// [`WebError::Inside`] for a template that is wrong.
    pub(crate) fn render(&self, name: &str, values: Value) -> Result<String, WebError> {
        Ok(self.0.get_template(name)?.render(values)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_parsed() {
        let mut environment = Environment::new();
        for (name, source) in TEMPLATES {
            environment.add_template(name, source).unwrap_or_else(|error| panic!("{name}: {error:#}"));
        }
    }
}
