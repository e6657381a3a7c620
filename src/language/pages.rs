//! Words of pages, and of mails that the service owes people, in six languages: Fluent resources, a folder a language in `data/pages`. What a language lacks is said in English.

use crate::domain::language::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use std::sync::OnceLock;

/// The parts of the pages: each has a file in every language.
macro_rules! resources {
    ($language:expr, $folder:literal) => {
        (
            $language,
            &[
                include_str!(concat!("../../data/pages/", $folder, "/frame.ftl")),
                include_str!(concat!("../../data/pages/", $folder, "/outside.ftl")),
                include_str!(concat!("../../data/pages/", $folder, "/board.ftl")),
                include_str!(concat!("../../data/pages/", $folder, "/people.ftl")),
                include_str!(concat!("../../data/pages/", $folder, "/public.ftl")),
                include_str!(concat!("../../data/pages/", $folder, "/announce.ftl")),
                include_str!(concat!("../../data/pages/", $folder, "/mail.ftl")),
            ],
        )
    };
}

const RESOURCES: [(Language, &[&str]); 6] = [
    resources!(Language::Arabic, "ar"),
    resources!(Language::Chinese, "zh"),
    resources!(Language::English, "en"),
    resources!(Language::French, "fr"),
    resources!(Language::Russian, "ru"),
    resources!(Language::Spanish, "es"),
];

/// A value that stands in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub enum Argument {
    /// Words.
    Text(String),
    /// A count, which chooses the plural.
    Count(i64),
}

type Bundle = FluentBundle<FluentResource>;

fn bundles() -> &'static [(Language, Bundle)] {
    static BUNDLES: OnceLock<Vec<(Language, Bundle)>> = OnceLock::new();
    BUNDLES.get_or_init(|| RESOURCES.into_iter().map(|(language, texts)| (language, bundle(language, texts))).collect())
}

fn bundle(language: Language, texts: &[&str]) -> Bundle {
    let tag = language.tag().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    for text in texts {
        // What can be read of a resource with a fault is used; a test reads them without.
        let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, _)| resource);
        let _twice = bundle.add_resource(resource);
    }
    bundle
}

/// A sentence in a language; `None` for a key that there is not even in English.
///
/// ```
/// # use convoke::domain::language::Language;
/// # use convoke::language::pages::text;
/// assert_eq!(text(Language::English, "sign-in", &[]).as_deref(), Some("Sign in"));
/// assert_eq!(text(Language::English, "no-such-key", &[]), None);
/// ```
#[must_use]
pub fn text(language: Language, key: &str, arguments: &[(&str, Argument)]) -> Option<String> {
    let mut values = FluentArgs::new();
    for (name, value) in arguments {
        match value {
            Argument::Text(text) => values.set(*name, text.as_str()),
            Argument::Count(count) => values.set(*name, *count),
        }
    }
    [language, Language::English].into_iter().find_map(|language| {
        let (_, bundle) = bundles().iter().find(|(known, _)| *known == language)?;
        let pattern = bundle.get_message(key)?.value()?;
        let mut faults = Vec::new();
        Some(bundle.format_pattern(pattern, Some(&values), &mut faults).into_owned())
    })
}

/// The keys of a language, in order.
#[must_use]
pub fn keys(language: Language) -> Vec<&'static str> {
    let texts = RESOURCES.iter().find(|(known, _)| *known == language).map_or(&[] as &[&str], |(_, texts)| texts);
    let key = |line: &'static str| {
        let (key, _) = line.split_once('=')?;
        let key = key.trim_end();
        let plain = key.starts_with(|c: char| c.is_ascii_lowercase())
            && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        plain.then_some(key)
    };
    texts.iter().flat_map(|text| text.lines()).filter_map(key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resources_are_read_without_a_fault() {
        for (language, texts) in RESOURCES {
            for text in texts {
                let read = FluentResource::try_new((*text).to_owned());
                assert!(read.is_ok(), "{language}: {:?}", read.err().map(|(_, faults)| faults));
            }
            let mut keys = keys(language);
            keys.sort_unstable();
            assert!(keys.windows(2).all(|pair| pair[0] != pair[1]), "{language}: a key stands twice");
        }
    }

    #[test]
    fn every_language_has_every_key() {
        let english = keys(Language::English);
        for language in Language::ALL {
            let known = keys(language);
            let missing: Vec<_> = english.iter().filter(|key| !known.contains(key)).collect();
            assert!(missing.is_empty(), "{language} lacks {missing:?}");
            let foreign: Vec<_> = known.iter().filter(|key| !english.contains(key)).collect();
            assert!(foreign.is_empty(), "{language} has {foreign:?}, which English has not");
        }
    }
}
