//! What stands in a collection.

use super::facts::Facts;

/// One resource of a collection, as its server lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Where it is, for requests.
    pub href: String,
    /// Its name in the collection.
    pub name: String,
    /// Which version it is (ETag); `None` when the server does not say.
    pub etag: Option<String>,
    /// What it says; `None` when that cannot be read as one entry.
    pub(super) facts: Option<Facts>,
}

impl Held {
    /// A resource with its text.
    #[must_use]
    pub fn read(href: &str, name: &str, etag: Option<&str>, text: &str) -> Self {
        Self { href: href.to_owned(), name: name.to_owned(), etag: etag.map(str::to_owned), facts: Facts::read(text) }
    }
}
