//! What languages and the place of the secretariat are called.

use crate::domain::language::Language;

/// The name of a language in a language.
#[must_use]
pub const fn language_name(named: Language, language: Language) -> &'static str {
    // In the order of `Language::ALL`: Arabic, Chinese, English, French, Russian, Spanish.
    let names = match language {
        Language::English => ["Arabic", "Chinese", "English", "French", "Russian", "Spanish"],
        Language::French => ["arabe", "chinois", "anglais", "français", "russe", "espagnol"],
        Language::Spanish => ["árabe", "chino", "inglés", "francés", "ruso", "español"],
        Language::Russian => ["арабский", "китайский", "английский", "французский", "русский", "испанский"],
        Language::Arabic => ["العربية", "الصينية", "الإنكليزية", "الفرنسية", "الروسية", "الإسبانية"],
        Language::Chinese => ["阿拉伯文", "中文", "英文", "法文", "俄文", "西班牙文"],
    };
    match named {
        Language::Arabic => names[0],
        Language::Chinese => names[1],
        Language::English => names[2],
        Language::French => names[3],
        Language::Russian => names[4],
        Language::Spanish => names[5],
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

/// The BCP 47 tag that programs read: `zh-Hans`, since a bare `zh` leaves the script open.
#[must_use]
pub fn language_tag(language: Language) -> &'static str {
    match language {
        Language::Chinese => "zh-Hans",
        other => other.tag(),
    }
}
