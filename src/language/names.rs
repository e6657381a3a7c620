//! What languages and the place of the secretariat are called.

use super::MessageLanguage;
use crate::domain::language::Language;

/// The name of a language in the language of a message.
#[must_use]
pub const fn language_name(named: Language, language: MessageLanguage) -> &'static str {
    match language {
        MessageLanguage::English => match named {
            Language::Arabic => "Arabic",
            Language::Chinese => "Chinese",
            Language::English => "English",
            Language::French => "French",
            Language::Russian => "Russian",
            Language::Spanish => "Spanish",
        },
        MessageLanguage::Chinese => match named {
            Language::Arabic => "阿拉伯文",
            Language::Chinese => "中文",
            Language::English => "英文",
            Language::French => "法文",
            Language::Russian => "俄文",
            Language::Spanish => "西班牙文",
        },
    }
}

/// The name of a city in a language, where letters of ITU print one; else as given.
#[must_use]
pub fn city_name(city: &str, language: Language) -> &str {
    match (city, language) {
        ("Geneva", Language::Arabic) => "جنيف",
        ("Geneva", Language::Chinese) => "日内瓦",
        ("Geneva", Language::French) => "Genève",
        ("Geneva", Language::Russian) => "Женева",
        ("Geneva", Language::Spanish) => "Ginebra",
        _ => city,
    }
}
