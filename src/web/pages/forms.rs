//! What forms bring, read into what cannot be wrong.

use super::Frame;
use crate::domain::language::Language;
use crate::domain::text::{DisplayName, EmailAddress};
use crate::language::{date, language_name};
use crate::web::error::WebError;
use crate::web::guard::{Who, network_address};
use crate::web::state::Service;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use minijinja::{Value, context};

/// The longest name of a person, in characters.
const LONGEST_NAME: usize = 100;

/// The fields of a form, in their order; a name may stand more than once.
pub(super) type Fields = Vec<(String, String)>;

/// The first field of a name.
pub(super) fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
}

/// All fields of a name.
pub(super) fn every<'a>(fields: &'a Fields, name: &'a str) -> impl Iterator<Item = &'a str> {
    fields.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.trim())
}

/// A person's name: one line that is no address of a page and does not look signed.
pub(super) fn name(frame: &Frame<'_>, text: &str) -> Result<DisplayName, WebError> {
    let fits = text.chars().count() <= LONGEST_NAME && !text.contains("://") && !text.contains('#');
    let name = DisplayName::parse(text).ok().filter(|name| fits && !name.as_str().trim().is_empty());
    name.ok_or_else(|| WebError::Invalid(frame.text("name-refused", &[])))
}

/// A mail address.
pub(super) fn address(frame: &Frame<'_>, text: &str) -> Result<EmailAddress, WebError> {
    EmailAddress::parse(text).map_err(|_| WebError::Invalid(frame.text("address-refused", &[])))
}

/// Somebody at a browser, not a program in somebody's name: what a secret allows may not be widened by it.
pub(super) fn in_person(who: &Who) -> Result<(), WebError> {
    if who.scopes.is_none() { Ok(()) } else { Err(WebError::Forbidden("a program may not; sign in yourself")) }
}

/// The day of a time in milliseconds since 1970, in words, in UTC.
pub(super) fn day(milliseconds: i64, language: Language) -> String {
    let at = chrono::DateTime::from_timestamp_millis(milliseconds).unwrap_or_default();
    date(at.date_naive(), language)
}

/// Day and minute of a time in milliseconds since 1970, in UTC, as `2027-03-01 09:30`.
pub(super) fn minute(milliseconds: i64) -> String {
    chrono::DateTime::from_timestamp_millis(milliseconds).unwrap_or_default().format("%Y-%m-%d %H:%M").to_string()
}

/// The six languages for a choice, each in its own words.
pub(super) fn languages() -> Value {
    Language::ALL
        .into_iter()
        .map(|language| context! { tag => language.tag(), name => language_name(language, language) })
        .collect()
}

/// Where a request comes from, as the network says.
pub(super) struct Network(pub(super) String);

impl FromRequestParts<Service> for Network {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Self::Rejection> {
        Ok(Self(network_address(service, parts)))
    }
}
