//! Which characters may stand in a text.

use super::TextError;

/// The longest run of characters one grapheme may have: more is a stack of marks that hides the neighbouring lines.
const LONGEST_GRAPHEME: usize = 8;

/// The first character of `text` that may not stand in it; `newline` says whether LF may.
pub(super) fn first_forbidden(text: &str, newline: bool) -> Option<TextError> {
    text.chars().enumerate().find_map(|(index, character)| {
        let (position, code) = (index + 1, u32::from(character));
        match character {
            '\n' if newline => None,
            '\u{2028}' | '\u{2029}' => Some(TextError::Control { character: code, position }),
            _ if character.is_control() => Some(TextError::Control { character: code, position }),
            '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{206F}' => {
                Some(TextError::Direction { character: code, position })
            }
            '\u{00AD}' | '\u{180E}' | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2065}' | '\u{FEFF}' => {
                Some(TextError::Invisible { character: code, position })
            }
            // Tags spell hidden text; non-characters are for programs' inner use.
            '\u{E0000}'..='\u{E007F}' | '\u{FFF9}'..='\u{FFFB}' | '\u{FFFE}' | '\u{FFFF}' => {
                Some(TextError::Invisible { character: code, position })
            }
            _ => None,
        }
    })
}

/// Counts graphemes, refusing more than `limit` of them or one that is a tower of marks.
pub(super) fn check_length(text: &str, limit: usize) -> Result<(), TextError> {
    use unicode_segmentation::UnicodeSegmentation as _;
    let mut count = 0;
    for grapheme in text.graphemes(true) {
        count += 1;
        let size = grapheme.chars().count();
        if size > LONGEST_GRAPHEME {
            return Err(TextError::Length { unit: "marks on one letter", found: size, limit: LONGEST_GRAPHEME });
        }
    }
    if count > limit { Err(TextError::Length { unit: "letters", found: count, limit }) } else { Ok(()) }
}

/// `text` made fit for an error message: escaped, at most 80 characters.
pub(super) fn printable(text: &str) -> String {
    let mut shown: String = text.chars().take(80).flat_map(char::escape_debug).collect();
    if text.chars().nth(80).is_some() {
        shown.push('…');
    }
    shown
}
