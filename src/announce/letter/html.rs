//! A letter as one self-contained page: A4 on paper, in the writing direction of its language.

use super::error::LetterError;
use super::model::{Block, FormPart, Letter, point_mark};
use super::text::{Mark, Run, Text};
use crate::announce::markup::escaped;
use crate::domain::language::Language;
use crate::language::{is_right_to_left, language_tag};
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context};
use serde::Serialize;
use std::fmt::Write as _;
use std::sync::OnceLock;

/// A part of the page: the head of the letter, or an annex.
#[derive(Serialize)]
struct Sheet {
    lang: &'static str,
    dir: &'static str,
    body: String,
}

/// The page.
///
/// # Errors
/// [`LetterError::Page`] when the template cannot be filled.
pub fn html(letter: &Letter) -> Result<String, LetterError> {
    let fail = |error: minijinja::Error| LetterError::Page(error.to_string());
    let page = environment().get_template("letter.html").map_err(fail)?;
    let around = letter.language;
    page.render(context! {
        lang => language_tag(around),
        dir => direction(around),
        title => format!("{} – {}", letter.name.plain(), letter.subject.plain()),
        foot => inline(&letter.foot, around),
        remarks => remarks(letter),
        sheets => Serde(&sheets(letter)),
    })
    .map_err(fail)
}

fn environment() -> &'static Environment<'static> {
    static ENVIRONMENT: OnceLock<Environment<'static>> = OnceLock::new();
    ENVIRONMENT.get_or_init(|| {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        // The template is part of the program and compiles (tested); without it rendering reports its absence.
        let _ = environment.add_template("letter.html", include_str!("letter.html.j2"));
        environment
    })
}

const fn direction(language: Language) -> &'static str {
    if is_right_to_left(language) { "rtl" } else { "ltr" }
}

/// What is missing and unverified, for a comment: readers of the source see it, readers of the letter do not.
fn remarks(letter: &Letter) -> Vec<String> {
    let mut lines: Vec<String> =
        letter.gaps.iter().map(|gap| format!("missing: {} ({})", gap.what(), gap.remedy())).collect();
    for one in &letter.unverified {
        let kind = if one.is_term { "term" } else { "sentence" };
        let source = if one.third_party { "third-party wording" } else { "unverified" };
        lines.push(format!("{source} {kind}, {}: {}", one.language, one.wording));
    }
    // Two hyphens would end the comment in old readers, and `--!>` does in all.
    lines.iter().map(|line| line.replace("--", "- -").replace('>', "›")).collect()
}

/// The letter on its first sheet, each annex on one of its own, in its own language.
fn sheets(letter: &Letter) -> Vec<Sheet> {
    let mut sheets = vec![(letter.language, String::new())];
    for block in &letter.blocks {
        if let Block::Annex { language, .. } = block {
            sheets.push((*language, String::new()));
        }
        if let Some((language, body)) = sheets.last_mut() {
            write_block(body, block, *language);
        }
    }
    let sheet = |(language, body)| Sheet { lang: language_tag(language), dir: direction(language), body };
    sheets.into_iter().map(sheet).collect()
}

fn write_block(page: &mut String, block: &Block, around: Language) {
    let inner = match block {
        Block::Masthead { union, bureau } => {
            format!("<p class=union>{}</p><p class=bureau>{}</p>", inline(union, around), inline(bureau, around))
        }
        Block::DateLine(text) | Block::Salutation(text) | Block::Closing(text) | Block::AnnexCount(text) => {
            format!("<p>{}</p>", inline(text, around))
        }
        Block::References(rows) => {
            let rows = rows.iter().map(|row| {
                let cell = if row.listed {
                    let items = row.lines.iter().map(|line| format!("<li>{}</li>", inline(line, around)));
                    format!("<ul>{}</ul>", items.collect::<String>())
                } else {
                    row.lines.iter().map(|line| inline(line, around)).collect::<Vec<_>>().join("<br>")
                };
                format!("<tr><th scope=row>{}</th><td>{cell}</td></tr>", inline(&row.label, around))
            });
            format!("<table>{}</table>", rows.collect::<String>())
        }
        Block::Subject { label, text } => format!(
            "<table><tr><th scope=row>{}</th><td><h1>{}</h1></td></tr></table>",
            inline(label, around),
            inline(text, around)
        ),
        Block::Title { text, under } => {
            let under = under.iter().map(|line| format!("<p>{}</p>", inline(line, around)));
            format!("<h1>{}</h1>{}", inline(text, around), under.collect::<String>())
        }
        Block::Paragraph { number, lines, .. } => numbered(number.as_deref(), &paragraphs(lines, around)),
        Block::Deadlines { heading, rows } => {
            let rows = rows.iter().map(|row| {
                format!(
                    "<tr><th scope=row>{}</th><td>{}</td></tr>",
                    inline(&row.day, around),
                    inline(&row.what, around)
                )
            });
            format!("<h2>{}</h2><table>{}</table>", inline(heading, around), rows.collect::<String>())
        }
        Block::Table { head, rows } => {
            let head = head.iter().map(|cell| format!("<th scope=col>{}</th>", inline(cell, around)));
            let rows = rows.iter().map(|row| {
                let cells = row.iter().map(|cell| format!("<td>{}</td>", inline(cell, around)));
                format!("<tr>{}</tr>", cells.collect::<String>())
            });
            format!(
                "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
                head.collect::<String>(),
                rows.collect::<String>()
            )
        }
        Block::Signature { name, office } => {
            format!("<p class=name>{}</p><p>{}</p>", inline(name, around), inline(office, around))
        }
        Block::Annex { label, of, title, under, .. } => {
            let under = under.iter().map(|text| format!("<p>{}</p>", inline(text, around))).collect::<String>();
            format!(
                "<p class=label>{}</p><p>{}</p><h1>{}</h1>{under}",
                inline(label, around),
                inline(of, around),
                inline(title, around)
            )
        }
        Block::Heading { number, text } => numbered(number.as_deref(), &format!("<h2>{}</h2>", inline(text, around))),
        Block::Points { marker, points } => {
            let points = points
                .iter()
                .enumerate()
                .map(|(index, lines)| numbered(Some(&point_mark(*marker, index)), &paragraphs(lines, around)));
            points.collect()
        }
        Block::Form(rows) => {
            let rows = rows.iter().map(|row| {
                let parts = row.iter().map(|part| match part {
                    FormPart::Words(words) => format!("<span>{}</span>", escaped(words)),
                    FormPart::Blank(width) => format!("<i style=\"flex-grow:{width}\"></i>"),
                });
                format!("<p>{}</p>", parts.collect::<String>())
            });
            rows.collect()
        }
    };
    let _ = writeln!(page, "<div class=\"{}\">{inner}</div>", block.kind());
}

fn paragraphs(lines: &[Text], around: Language) -> String {
    lines.iter().map(|line| format!("<p>{}</p>", inline(line, around))).collect()
}

fn numbered(number: Option<&str>, body: &str) -> String {
    match number {
        Some(number) => {
            format!("<div class=numbered><span class=number>{}</span><div>{body}</div></div>", escaped(number))
        }
        None => body.to_owned(),
    }
}

/// The runs of a text.
fn inline(text: &Text, around: Language) -> String {
    text.0.iter().map(|run| one(run, around)).collect()
}

fn one(run: &Run, around: Language) -> String {
    let words = escaped(&run.text);
    let foreign = run.language != around;
    let lang = if foreign { format!(" lang=\"{}\"", language_tag(run.language)) } else { String::new() };
    let inner = match run.mark {
        Mark::Plain if foreign => format!("<span{lang}>{words}</span>"),
        Mark::Plain => words,
        Mark::Missing => format!("<mark{lang}>{words}</mark>"),
        Mark::Inserted => format!("<ins{lang}>{words}</ins>"),
        Mark::Deleted => format!("<del{lang}>{words}</del>"),
        Mark::Link => {
            let scheme = if run.text.contains("://") { "" } else { "mailto:" };
            format!("<a href=\"{scheme}{words}\">{words}</a>")
        }
    };
    // A value must not disturb the direction of the sentence around it, nor be disturbed by it.
    let apart = is_right_to_left(around) && (run.isolated || foreign || run.mark == Mark::Link);
    if apart { format!("<bdi>{inner}</bdi>") } else { inner }
}
