//! Where a collection is, from its URL.

use std::fmt;
use std::net::IpAddr;

use url::{Host, Url};

use super::PublishError;

/// The address of a collection and the name to log in with.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    url: Url,
    user: Option<String>,
}

impl Address {
    /// The collection at a URL: `https://calendar.example.org/tsb/meetings/`, `http://127.0.0.1:5232/tsb/meetings/`. Without
    /// encryption only this machine is reached. A user may stand in it; a password may not, because command lines are seen by
    /// everybody on a machine.
    ///
    /// # Errors
    /// [`PublishError::Url`], which shows no password.
    pub fn parse(text: &str) -> Result<Self, PublishError> {
        let fail = |reason: &str| PublishError::Url { found: without_login(text), reason: reason.to_owned() };
        let mut url = Url::parse(text).map_err(|error| fail(&error.to_string()))?;
        if url.password().is_some() {
            return Err(fail("a password does not belong here: give it in a file, or in CONVOKE_CALDAV_PASSWORD"));
        }
        match url.scheme() {
            "https" => {}
            "http" if is_this_machine(&url) => {}
            "http" => return Err(fail("another machine is reached over https:// only")),
            _ => return Err(fail("neither https:// nor http://")),
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(fail("a collection has neither `?` nor `#` in its address"));
        }
        if url.port() == Some(0) {
            return Err(fail("port 0"));
        }
        let user = match url.username() {
            "" => None,
            user => {
                let user = percent_decoded(user).filter(|user| !user.contains(|c: char| c.is_control() || c == ':'));
                Some(user.ok_or_else(|| fail("the user holds a colon or a control character, or is not UTF-8"))?)
            }
        };
        // Neither can fail for a URL with a host; a path without its last slash would lose its last part when joined.
        let _ = url.set_username("");
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        if url.path() == "/" {
            return Err(fail("it names a server; expected a collection on it, such as /tsb/meetings/"));
        }
        Ok(Self { url, user })
    }

    /// The same with a name to log in with, where it has none.
    #[must_use]
    pub fn or_user(mut self, user: Option<String>) -> Self {
        self.user = self.user.or(user);
        self
    }

    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    pub(super) fn user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    pub(super) fn is_this_machine(&self) -> bool {
        is_this_machine(&self.url)
    }

    /// Where the server says the collection is. Only on the same server, and never without the encryption there was: the
    /// password goes along.
    pub(super) fn moved_to(&self, location: &str) -> Result<Self, PublishError> {
        let shown = without_login(location);
        let to = self.url.join(location).map_err(|_| PublishError::Elsewhere { to: shown.clone() })?;
        let same_server = to.host() == self.url.host()
            && (to.scheme() == self.url.scheme() || to.scheme() == "https")
            && (to.port_or_known_default() == self.url.port_or_known_default() || to.scheme() != self.url.scheme());
        let plain = to.username().is_empty() && to.password().is_none();
        if !same_server || !plain {
            return Err(PublishError::Elsewhere { to: shown });
        }
        Ok(Self { user: self.user.clone(), ..Self::parse(to.as_str())? })
    }

    /// The resource that a server names, as a URL and its name; `None` for the collection itself and for all that does not lie
    /// directly in it.
    pub(super) fn resource(&self, href: &str) -> Option<(Url, String)> {
        let url = self.url.join(href).ok()?;
        let own = (url.scheme(), url.host(), url.port_or_known_default());
        if own != (self.url.scheme(), self.url.host(), self.url.port_or_known_default()) {
            return None;
        }
        let inside = |url: &Url| -> Option<Vec<String>> {
            url.path_segments()?.map(percent_decoded).collect::<Option<Vec<String>>>()
        };
        let (collection, found) = (inside(&self.url)?, inside(&url)?);
        // The last segment of a collection is empty.
        let (name, folder) = found.split_last()?;
        let is_inside = !name.is_empty() && collection.split_last().is_some_and(|(_, own)| own == folder);
        is_inside.then(|| (url.clone(), name.clone()))
    }

    /// The URL of a resource to be made.
    pub(super) fn named(&self, name: &str) -> Url {
        let mut url = self.url.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push(name);
        }
        url
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Address({}, user: {:?})", self.url, self.user)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.url.fmt(formatter)
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    }
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// A URL as it may be shown.
fn without_login(url: &str) -> String {
    let shown = match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://…@{host}"),
        (None, Some((_, host))) => format!("…@{host}"),
        _ => url.to_owned(),
    };
    shown.chars().take(120).flat_map(char::escape_debug).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_say_where() {
        for (text, shown, user) in [
            ("https://c.example.org/tsb/meetings", "https://c.example.org/tsb/meetings/", None),
            ("https://c.example.org:8443/a%20b/", "https://c.example.org:8443/a%20b/", None),
            ("https://tsb%40itu.int@c.example.org/m/", "https://c.example.org/m/", Some("tsb@itu.int")),
            ("http://127.0.0.1:5232/m/", "http://127.0.0.1:5232/m/", None),
            ("http://[::1]:5232/m/", "http://[::1]:5232/m/", None),
            ("http://localhost/m/", "http://localhost/m/", None),
        ] {
            let address = Address::parse(text).expect(text);
            assert_eq!((address.to_string().as_str(), address.user()), (shown, user), "{text}");
        }
    }

    #[test]
    fn what_is_no_collection_is_refused_and_no_password_is_shown() {
        for (text, reason) in [
            ("https://u:secret@c.example.org/m/", "does not belong"),
            ("http://c.example.org/m/", "over https"),
            ("http://localhost.example.org/m/", "over https"),
            ("http://127.0.0.1@c.example.org/m/", "over https"),
            ("https://c.example.org", "names a server"),
            ("https://c.example.org/m/?a=1", "neither"),
            ("https://c.example.org/m/#x", "neither"),
            ("https://u%3As@c.example.org/m/", "colon"),
            ("caldav://c.example.org/m/", "neither https"),
            ("c.example.org/m", "relative"),
            ("secret@", "relative"),
        ] {
            let error = Address::parse(text).expect_err(text).to_string();
            assert!(error.contains(reason) && !error.contains("secret"), "{text}: {error}");
        }
    }

    #[test]
    fn only_what_lies_in_the_collection_is_its_own() {
        let address = Address::parse("https://c.example.org/t%73b/m/").expect("an address");
        let name = |href: &str| address.resource(href).map(|(_, name)| name);
        for href in [
            "/tsb/m/a%40b.ics",
            "https://c.example.org/tsb/m/a@b.ics",
            "a@b.ics",
            "https://c.example.org:443/tsb/m/a@b.ics",
        ] {
            assert_eq!(name(href).as_deref(), Some("a@b.ics"), "{href}");
        }
        for href in [
            "/tsb/m/",
            "/tsb/",
            "/tsb/m/x/y.ics",
            "/tsb/n/a.ics",
            "https://e.example.org/tsb/m/a.ics",
            "../x.ics",
            "%ff",
        ] {
            assert_eq!(name(href), None, "{href}");
        }
        assert_eq!(address.named("a/b ü@c.ics").as_str(), "https://c.example.org/t%73b/m/a%2Fb%20%C3%BC@c.ics");
    }

    #[test]
    fn a_password_does_not_go_to_another_server() {
        let address = Address::parse("https://u@c.example.org/m/").expect("an address");
        for (to, expected) in [
            ("/n/", Some("https://c.example.org/n/")),
            ("https://c.example.org/n", Some("https://c.example.org/n/")),
            ("http://c.example.org/n/", None),
            ("https://e.example.org/m/", None),
            ("https://c.example.org:444/m/", None),
            ("https://x:y@c.example.org/n/", None),
            ("//e.example.org/m/", None),
        ] {
            let moved = address.moved_to(to).ok();
            assert_eq!(moved.as_ref().map(ToString::to_string).as_deref(), expected, "{to}");
            assert!(moved.is_none_or(|moved| moved.user() == Some("u")), "{to}");
        }
        let here = Address::parse("http://localhost:80/m/").expect("an address");
        assert_eq!(here.moved_to("https://localhost/m/").expect("safer").to_string(), "https://localhost/m/");
    }
}
