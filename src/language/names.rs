//! What languages are called.

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
