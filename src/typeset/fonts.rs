//! The fonts of letters: which files are wanted for the scripts a letter uses, and whether they have every character.

use super::error::TypesetError;
use crate::announce::letter::Letter;
use std::collections::{BTreeMap, BTreeSet};
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use unicode_script::{Script, UnicodeScript};

/// The package with the fonts of all scripts but those of East Asia.
const CORE: &str = "fonts-noto-core";
/// The package with the fonts of East Asia.
const CJK: &str = "fonts-noto-cjk";

/// A font file that a letter wants.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wanted {
    /// Its name without the ending (`.ttf`, `.otf`, `.ttc`), such as `NotoNaskhArabic-Bold`.
    pub stem: String,
    /// The Debian package that has it.
    pub package: &'static str,
}

/// The font files for some letters, each once: by the scripts of their words. Latin is always among them.
#[must_use]
pub fn wanted<'a>(letters: impl IntoIterator<Item = &'a Letter>) -> Vec<Wanted> {
    let mut families = BTreeSet::from([family(Script::Latin)]);
    for letter in letters {
        families.extend(words(letter).flat_map(|text| text.chars().map(of_character).collect::<Vec<_>>()));
    }
    let styles = |(stem, package): (String, &'static str)| {
        ["Regular", "Bold"].map(|style| Wanted { stem: format!("{stem}-{style}"), package })
    };
    families.into_iter().flat_map(styles).collect()
}

/// The file that has a script, without its style, and its package.
fn family(script: Script) -> (String, &'static str) {
    match script {
        Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul | Script::Bopomofo => {
            ("NotoSansCJK".to_owned(), CJK)
        }
        Script::Arabic => ("NotoNaskhArabic".to_owned(), CORE),
        Script::Latin | Script::Greek | Script::Cyrillic | Script::Common | Script::Inherited | Script::Unknown => {
            ("NotoSans".to_owned(), CORE)
        }
        other => (format!("NotoSans{}", other.full_name().replace('_', "")), CORE),
    }
}

/// The script whose font has a character: signs that several scripts share go with the script whose block they stand in.
fn script_of(character: char) -> Script {
    match character {
        '\u{600}'..='\u{6ff}' => Script::Arabic,
        '\u{3000}'..='\u{303f}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}' => Script::Han,
        _ => character.script(),
    }
}

/// The file that has a character.
fn of_character(character: char) -> (String, &'static str) {
    match character {
        // Arrows, technical signs, dingbats.
        '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{2bff}' => ("NotoSansSymbols2".to_owned(), CORE),
        _ => family(script_of(character)),
    }
}

/// All words of a letter that are printed.
fn words(letter: &Letter) -> impl Iterator<Item = String> + '_ {
    let around = [letter.name.plain(), letter.subject.plain(), letter.foot.plain()];
    around.into_iter().chain(letter.blocks.iter().map(crate::announce::letter::Block::plain))
}

/// Fonts read, for any number of letters.
#[derive(Clone)]
pub struct Fonts {
    pub(super) book: LazyHash<FontBook>,
    pub(super) faces: Vec<Font>,
    /// Family names, those with the most scripts of letters first.
    families: Vec<String>,
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Fonts").field(&self.families).finish()
    }
}

impl Fonts {
    /// Reads fonts from the bytes of their files, by name of file. Of a collection for East Asia the simplified Chinese
    /// faces are taken.
    ///
    /// # Errors
    /// [`TypesetError::Unreadable`] when a file is no font.
    pub fn read(files: BTreeMap<String, Vec<u8>>) -> Result<Self, TypesetError> {
        let mut faces = Vec::new();
        for (name, bytes) in files {
            let all: Vec<Font> = Font::iter(Bytes::new(bytes)).collect();
            let chinese: Vec<Font> =
                all.iter().filter(|face| face.info().family == "Noto Sans CJK SC").cloned().collect();
            let taken = if chinese.is_empty() { all } else { chinese };
            if taken.is_empty() {
                return Err(TypesetError::Unreadable(name));
            }
            faces.extend(taken);
        }
        let mut families: Vec<String> = Vec::new();
        for face in &faces {
            if !families.contains(&face.info().family) {
                families.push(face.info().family.clone());
            }
        }
        let rank = |name: &String| (name != "Noto Sans", name.contains("CJK"));
        families.sort_by_key(|name| (rank(name), name.clone()));
        Ok(Self { book: LazyHash::new(FontBook::from_fonts(&faces)), faces, families })
    }

    /// Some font has the character.
    #[must_use]
    pub fn has(&self, character: char) -> bool {
        self.faces.iter().any(|face| face.info().coverage.contains(u32::from(character)))
    }

    /// The families to try in turn for a script: its own first.
    pub(super) fn families(&self, script: &str) -> Vec<String> {
        let mut families = self.families.clone();
        families.sort_by_key(|name| !name.contains(script));
        families
    }

    /// Every character of a letter has a font.
    ///
    /// # Errors
    /// [`TypesetError::Missing`] with the first that has none.
    pub fn cover(&self, letter: &Letter) -> Result<(), TypesetError> {
        // The template itself prints a dash, a bullet and the page.
        let own = "–•0123456789".to_owned();
        let seen: BTreeSet<char> =
            std::iter::once(own).chain(words(letter)).flat_map(|text| text.chars().collect::<Vec<_>>()).collect();
        let missing = seen.into_iter().find(|one| !one.is_whitespace() && !invisible(*one) && !self.has(*one));
        let Some(character) = missing else { return Ok(()) };
        let (stem, package) = of_character(character);
        let script = match script_of(character) {
            Script::Common | Script::Inherited | Script::Unknown => "signs".to_owned(),
            script => script.full_name().replace('_', " "),
        };
        Err(TypesetError::Missing { character, script, package, file: format!("{stem}-Regular") })
    }
}

/// Marks of direction and joining: they have no picture.
const fn invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}
