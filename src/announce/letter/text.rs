//! Text in runs: each run knows its language, so that every format can set it in the right direction and font.

use crate::domain::language::Language;

/// How a run is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// As the text around it.
    Plain,
    /// Something the secretariat has to fill in.
    Missing,
    /// New since an earlier revision.
    Inserted,
    /// Gone since an earlier revision.
    Deleted,
    /// A web or mail address, which is its own target.
    Link,
}

/// A piece of text in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The words.
    pub text: String,
    /// Their language.
    pub language: Language,
    /// How they are set.
    pub mark: Mark,
    /// A value set into a sentence: its direction must not disturb the sentence (UAX 9).
    pub isolated: bool,
}

/// A piece of text made of runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text(pub Vec<Run>);

impl Text {
    /// Text of one run.
    pub fn new(text: impl Into<String>, language: Language) -> Self {
        Self(vec![Run { text: text.into(), language, mark: Mark::Plain, isolated: false }])
    }

    /// A web or mail address.
    pub fn link(address: &str) -> Self {
        let run = Run { text: address.to_owned(), language: Language::English, mark: Mark::Link, isolated: false };
        Self(vec![run])
    }

    /// The same with every run marked.
    pub fn marked(mut self, mark: Mark) -> Self {
        for run in &mut self.0 {
            run.mark = mark;
        }
        self
    }

    /// This, a separator, and another.
    pub fn then(mut self, separator: &str, other: Self) -> Self {
        if let (Some(last), false) = (self.0.last(), separator.is_empty() || other.0.is_empty()) {
            let language = last.language;
            self.0.extend(Self::new(separator, language).0);
        }
        self.0.extend(other.0);
        self
    }

    /// The words alone.
    pub fn plain(&self) -> String {
        self.0.iter().map(|run| run.text.as_str()).collect()
    }

    /// Nothing to read.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|run| run.text.is_empty())
    }
}

/// The script decides the language of words that nobody has tagged, such as names of people: Arabic, Chinese and Russian
/// stand for their scripts, English for the Latin one.
pub(super) fn language_of(text: &str, around: Language) -> Language {
    let own = |character: char| match character {
        '\u{600}'..='\u{6ff}' => Some(Language::Arabic),
        '\u{400}'..='\u{4ff}' => Some(Language::Russian),
        '\u{3400}'..='\u{9fff}' => Some(Language::Chinese),
        _ if character.is_ascii_alphabetic() => Some(Language::English),
        _ => None,
    };
    let latin = matches!(around, Language::English | Language::French | Language::Spanish);
    match text.chars().find_map(own) {
        Some(Language::English) if latin => around,
        Some(language) => language,
        None => around,
    }
}

/// A pattern with its `{names}` filled with text. Values are taken as they are: a `{` in them stands for itself.
pub(super) fn fill(pattern: &str, language: Language, values: &[(&str, Text)]) -> Text {
    let mut runs: Vec<Run> = Vec::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else { break };
        runs.extend(words(before, language));
        if let Some((_, value)) = values.iter().find(|(wanted, _)| *wanted == name) {
            // Signs between the parts of a value, such as the brackets around an office, turn with the sentence.
            let apart = |run: &Run| run.isolated || run.text.chars().any(char::is_alphanumeric);
            runs.extend(value.0.iter().map(|run| Run { isolated: apart(run), ..run.clone() }));
        }
        rest = tail;
    }
    runs.extend(words(rest, language));
    Text(runs)
}

fn words(text: &str, language: Language) -> Vec<Run> {
    if text.is_empty() { Vec::new() } else { Text::new(text, language).0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_never_read_as_patterns_and_are_isolated() {
        let values =
            [("title", Text::new("{dates} {{", Language::English)), ("dates", Text::link("https://a.example"))];
        let text = fill("On {title}: {dates}.", Language::English, &values);
        assert_eq!(text.plain(), "On {dates} {{: https://a.example.");
        assert_eq!(text.0.iter().map(|run| run.isolated).collect::<Vec<_>>(), [false, true, false, true, false]);
    }

    #[test]
    fn scripts_tell_languages() {
        use Language::{Arabic, Chinese, English, French, Russian};
        let cases = [("Kangchan Lee", Chinese, English), ("Lee", French, French), ("李在摄", English, Chinese)];
        let more = [("Женева", English, Russian), ("جنيف", English, Arabic), ("16", Arabic, Arabic)];
        for (text, around, expected) in cases.into_iter().chain(more) {
            assert_eq!(language_of(text, around), expected, "{text}");
        }
    }
}
