//! The text and the page of a mail, from the same rows.

use std::borrow::Cow;
use std::sync::OnceLock;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context};
use serde::Serialize;

use super::AnnounceError;
use super::markup::escaped;
use super::rows::Row;
use crate::domain::language::Language;
use crate::language::{Phrase, Term, is_right_to_left, isolate_any, language_tag, phrase, term};

/// What a mail says.
pub(super) struct Content {
    pub(super) language: Language,
    pub(super) subject: String,
    pub(super) opening: String,
    pub(super) rows: Vec<Row>,
    /// Day and what is due.
    pub(super) deadlines: Vec<(String, String)>,
    pub(super) notes: Vec<String>,
    /// The office that signs.
    pub(super) office: String,
}

#[derive(Serialize)]
struct PageRow<'a> {
    label: &'a str,
    lines: &'a [String],
    is_link: bool,
}

/// Rows and deadlines alone: what a calendar entry says.
pub(super) fn description(content: &Content) -> String {
    let mut text = String::new();
    for row in &content.rows {
        push_row(&mut text, row, content.language);
    }
    push_deadlines(&mut text, content);
    text.truncate(text.trim_end().len());
    text
}

/// The mail as plain text.
pub(super) fn plain(content: &Content) -> String {
    let language = content.language;
    let mut text = format!("{}\n\n{}\n\n", salutation(language), content.opening);
    for row in &content.rows {
        push_row(&mut text, row, content.language);
    }
    push_deadlines(&mut text, content);
    for note in &content.notes {
        text.push_str(&format!("\n{note}\n"));
    }
    text.push_str(&format!("\n{}\n{}\n", closing(language), content.office));
    text
}

/// The mail as a page: every word is text, escaped; only our own rows are links.
pub(super) fn html(content: &Content) -> Result<String, AnnounceError> {
    let language = content.language;
    let rows: Vec<PageRow<'_>> =
        content.rows.iter().map(|row| PageRow { label: row.label, lines: &row.lines, is_link: row.is_link }).collect();
    let fail = |error: minijinja::Error| AnnounceError::Page(error.to_string());
    let page = environment().get_template("mail.html").map_err(fail)?;
    let rendered = page.render(context! {
        lang => language_tag(content.language),
        dir => if is_right_to_left(language) { "rtl" } else { "ltr" },
        subject => content.subject.as_str(),
        salutation => salutation(language),
        opening => content.opening.as_str(),
        rows => Serde(&rows),
        deadlines => Serde(&content.deadlines),
        deadlines_heading => phrase(Phrase::Deadlines, content.language, &[]),
        notes => Serde(&content.notes),
        closing => closing(language),
        office => content.office.as_str(),
    });
    rendered.map_err(fail)
}

fn environment() -> &'static Environment<'static> {
    static ENVIRONMENT: OnceLock<Environment<'static>> = OnceLock::new();
    ENVIRONMENT.get_or_init(|| {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_formatter(|out, _state, value| {
            let text = value.to_string();
            out.write_str(&escaped(&text)).map_err(minijinja::Error::from)
        });
        // The template is part of the program and compiles (tested); without it rendering reports its absence.
        let _ = environment.add_template("mail.html", include_str!("mail.html.j2"));
        environment
    })
}

fn salutation(language: Language) -> &'static str {
    term(Term::Salutation, language).text
}

fn closing(language: Language) -> &'static str {
    term(Term::Closing, language).text
}

fn push_row(text: &mut String, row: &Row, language: Language) {
    let colon = Phrase::LabelSeparator.pattern(language);
    match row.lines.as_slice() {
        [] => {}
        [line] => {
            let line = beside(line, row, language);
            [row.label, colon, &line, "\n"].into_iter().for_each(|part| text.push_str(part));
        }
        lines => {
            [row.label, colon.trim_end(), "\n"].into_iter().for_each(|part| text.push_str(part));
            for line in lines {
                let line = beside(line, row, language);
                ["  ", &line, "\n"].into_iter().for_each(|part| text.push_str(part));
            }
        }
    }
}

/// A line beside its label. From right to left it keeps its own direction; a link stays bare, because programs that make
/// links of addresses would take the invisible mark for a part of it.
fn beside<'a>(line: &'a str, row: &Row, language: Language) -> Cow<'a, str> {
    if is_right_to_left(language) && !row.is_link { isolate_any(line).into() } else { line.into() }
}

fn push_deadlines(text: &mut String, content: &Content) {
    if content.deadlines.is_empty() {
        return;
    }
    let colon = Phrase::LabelSeparator.pattern(content.language);
    let heading = Phrase::Deadlines.pattern(content.language);
    ["\n", heading, colon.trim_end(), "\n"].into_iter().for_each(|part| text.push_str(part));
    for (day, what) in &content.deadlines {
        ["  ", day, colon, what, "\n"].into_iter().for_each(|part| text.push_str(part));
    }
}
