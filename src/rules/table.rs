//! The table of all rules in the documentation.

use super::{Tag, all};
use crate::domain::ids::Family;
use crate::domain::profile::{Edition, Profile};
use std::fmt::Write as _;

/// All rules as a page of Markdown: what each demands, how binding it is, where it is written, which data it needs.
pub fn table_markdown(profile: &Profile) -> String {
    let mut text = String::from(
        "# Rules\n\nMade from the code and the profile; a test keeps it current. `convoke rules N-11` prints one rule in \
         full, with its example.\nStrength: `must`, `should` (broken only with a recorded reason), `prefer`. Confidence in \
         the text: `verified` (read), `partial`, `recalled`, `inferred`.\n",
    );
    for (family, heading) in [
        (Family::Notice, "Notice and convening"),
        (Family::Documents, "Documents and services"),
        (Family::Placement, "Placement, length, co-location, conflicts"),
        (Family::Sessions, "Sessions, languages, accessibility"),
    ] {
        let _infallible = write!(
            text,
            "\n## {heading}\n\n| rule | | speaks about | strength | confidence | clause | needs |\n\
             |---|---|---|---|---|---|---|\n"
        );
        for rule in all().iter().filter(|rule| rule.id().family() == family) {
            let documentation = rule.documentation();
            let edition = profile.rules.get(&rule.id()).and_then(|editions| editions.last());
            let tag = rule.tag();
            let _infallible = writeln!(
                text,
                "| {} | {} | {tag} | {} | {} | {} | {} |",
                rule.id(),
                documentation.title,
                edition.map_or("", |edition| strength(tag, edition)),
                edition.map_or("", |edition| edition.confidence.word()),
                edition.map_or("", |edition| edition.clause.as_str()),
                documentation.needs
            );
        }
    }
    text
}

/// What only informs binds nobody.
fn strength(tag: Tag, edition: &Edition) -> &'static str {
    if tag == Tag::Information { "-" } else { edition.strength.word() }
}
