//! Writing directions.

use crate::domain::language::Language;

/// Whether the language is written from right to left.
#[must_use]
pub const fn is_right_to_left(language: Language) -> bool {
    matches!(language, Language::Arabic)
}

/// `text` wrapped so that its direction does not disturb the text around it (UAX 9, isolates).
#[must_use]
pub fn isolate(text: &str, language: Language) -> String {
    let opening = if is_right_to_left(language) { '\u{2067}' } else { '\u{2066}' };
    format!("{opening}{text}\u{2069}")
}

/// `text` wrapped so that it takes its direction from its own first letter and leaves the text around it alone (UAX 9,
/// first strong isolate).
#[must_use]
pub fn isolate_any(text: &str) -> String {
    format!("\u{2068}{text}\u{2069}")
}
