//! What all pages have around them: language and direction, who is signed in, where one can go.

use crate::domain::access::Action;
use crate::domain::language::Language;
use crate::language::is_right_to_left;
use crate::language::pages::{Argument, text};
use crate::web::error::WebError;
use crate::web::guard::Visitor;
use crate::web::state::Service;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{Html, IntoResponse as _, Response};
use minijinja::value::{Kwargs, ValueKind};
use minijinja::{Value, context};

/// What a page is made with.
pub(in crate::web) struct Frame<'a> {
    service: &'a Service,
    visitor: &'a Visitor,
    /// The language of the page.
    pub(in crate::web) language: Language,
}

impl<'a> Frame<'a> {
    pub(in crate::web) fn new(service: &'a Service, visitor: &'a Visitor, headers: &HeaderMap) -> Self {
        Self { service, visitor, language: visitor.language(headers) }
    }

    /// The same in the language that the address of the page names, if it names one.
    pub(in crate::web) fn speaking(self, tag: Option<&str>) -> Self {
        let language = tag.and_then(Language::parse).unwrap_or(self.language);
        Self { language, ..self }
    }

    /// One sentence in the language of the page.
    pub(in crate::web) fn text(&self, key: &str, arguments: &[(&str, Argument)]) -> String {
        text(self.language, key, arguments).unwrap_or_else(|| key.to_owned())
    }

    /// A page from a template: `values` beside what all pages have.
    pub(in crate::web) fn page(&self, template: &str, values: Value) -> Result<Response, WebError> {
        let language = self.language;
        let who = self.visitor.0.as_ref();
        let may = |action| who.is_some_and(|who| who.scope_allows(action) && who.roles().everywhere(action));
        let frame = context! {
            t => Value::from_function(move |key: &str, arguments: Kwargs| said(language, key, &arguments)),
            language => language.tag(),
            direction => if is_right_to_left(language) { "rtl" } else { "ltr" },
            name => who.map(|who| who.name()),
            token => who.map(|who| who.token.as_str()).unwrap_or_default(),
            administers => may(Action::Administer),
            sees_log => may(Action::See),
        };
        let page = self.service.templates.render(template, context! { ..values, ..frame })?;
        let mut response = Html(page).into_response();
        response.headers_mut().insert(header::VARY, HeaderValue::from_static("Cookie, Accept-Language"));
        Ok(response)
    }
}

/// `t("key", count=3)` in a template.
fn said(language: Language, key: &str, arguments: &Kwargs) -> Result<String, minijinja::Error> {
    let mut given = Vec::new();
    for name in arguments.args() {
        let value: Value = arguments.get(name)?;
        let argument = match (value.kind(), value.as_i64()) {
            (ValueKind::Number, Some(count)) => Argument::Count(count),
            _ => Argument::Text(value.to_string()),
        };
        given.push((name, argument));
    }
    let missing = || minijinja::Error::new(minijinja::ErrorKind::UnknownTest, format!("no sentence has the key {key}"));
    text(language, key, &given).ok_or_else(missing)
}
