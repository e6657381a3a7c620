//! Web addresses: http and https only, safe to write raw into a calendar or a page.

use std::fmt;

use super::TextError;
use super::character::printable;

/// Longest web address taken, in octets.
const LIMIT: usize = 2_000;

/// An `http` or `https` address in ASCII, without user name, white space, quotes or control characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WebAddress(String);

impl WebAddress {
    /// Reads a web address. Letters outside ASCII are percent-encoded in the path and turned to `xn--` in the host.
    ///
    /// # Errors
    /// `url.scheme`, `url.invalid`, `url.length`.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let text = text.trim();
        let invalid = |reason| TextError::UrlInvalid { found: printable(text), reason };
        let Some((scheme, rest)) = text.split_once("://") else {
            return Err(TextError::UrlScheme { found: printable(text) });
        };
        let scheme = scheme.to_ascii_lowercase();
        if scheme != "http" && scheme != "https" {
            return Err(TextError::UrlScheme { found: printable(text) });
        }
        if let Some(reason) = text.chars().find_map(forbidden) {
            return Err(invalid(reason));
        }
        let authority_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(authority_end);
        if authority.contains('@') {
            return Err(invalid("a user name before the host hides where the link leads"));
        }
        let (host, port) = split_port(authority);
        if host.is_empty() || !port.chars().all(|digit| digit.is_ascii_digit()) {
            return Err(invalid("no host, or a port that is not a number"));
        }
        let host = if host.starts_with('[') {
            host.to_owned()
        } else {
            idna::domain_to_ascii(host).map_err(|_| invalid("the host is not a domain name"))?
        };
        let mut address = format!("{scheme}://{host}");
        if !port.is_empty() {
            address.push(':');
            address.push_str(port);
        }
        for byte in path.bytes() {
            if byte.is_ascii() {
                address.push(char::from(byte));
            } else {
                address.push_str(&format!("%{byte:02X}"));
            }
        }
        if address.len() > LIMIT {
            return Err(TextError::UrlLength { found: address.len(), limit: LIMIT });
        }
        Ok(Self(address))
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Host and port of an authority; the port is empty when there is none.
fn split_port(authority: &str) -> (&str, &str) {
    let host_end = authority.rfind(']').map_or(0, |end| end + 1);
    match authority[host_end..].rfind(':') {
        Some(colon) => (&authority[..host_end + colon], &authority[host_end + colon + 1..]),
        None => (authority, ""),
    }
}

/// Why a character may not stand in a web address (RFC 3986 leaves these out on purpose).
fn forbidden(character: char) -> Option<&'static str> {
    match character {
        _ if character.is_control() => Some("control character"),
        _ if character.is_whitespace() => Some("white space; write %20"),
        '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => Some("a character that must be percent-encoded"),
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' => {
            Some("invisible character")
        }
        _ => None,
    }
}

impl fmt::Debug for WebAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}

impl fmt::Display for WebAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_web_addresses_pass() {
        let cases = [
            ("https://www.itu.int/en/ITU-T/jca/ml?a=1,2;b=3#x", Ok("https://www.itu.int/en/ITU-T/jca/ml?a=1,2;b=3#x")),
            ("HTTP://example.org:8080", Ok("http://example.org:8080")),
            ("http://[2001:db8::1]:80/x", Ok("http://[2001:db8::1]:80/x")),
            ("https://example.org/会议", Ok("https://example.org/%E4%BC%9A%E8%AE%AE")),
            ("javascript:alert(1)", Err("url.scheme")),
            ("file:///etc/passwd", Err("url.scheme")),
            ("www.itu.int", Err("url.scheme")),
            ("https://example.org/a b", Err("url.invalid")),
            ("https://example.org/\r\nX-INJECTED:1", Err("url.invalid")),
            ("https://itu.int@evil.example/", Err("url.invalid")),
            ("https:///path", Err("url.invalid")),
            ("https://example.org:80x/", Err("url.invalid")),
        ];
        for (text, expected) in cases {
            let found = WebAddress::parse(text);
            let found = found.as_ref().map(WebAddress::as_str).map_err(TextError::code);
            assert_eq!(found, expected, "{text:?}");
        }
        assert_eq!(
            WebAddress::parse(&format!("https://example.org/{}", "a".repeat(2_000))).map_err(|error| error.code()),
            Err("url.length")
        );
    }
}
