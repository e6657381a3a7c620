//! E-mail addresses.

use std::fmt;

use unicode_normalization::UnicodeNormalization as _;
use unicode_security::MixedScript as _;

use super::TextError;
use super::character::{first_forbidden, printable};

/// Octets before the `@` (RFC 5321 4.5.3.1.1).
const LOCAL_LIMIT: usize = 64;
/// Octets of the whole address (RFC 5321 4.5.3.1.3, less the angle brackets).
const ADDRESS_LIMIT: usize = 254;
/// Octets of one label of a domain (RFC 1035 2.3.4).
const LABEL_LIMIT: usize = 63;

/// One e-mail address with a public domain.
///
/// The domain is folded to lower case and kept in ASCII; the part before the `@` stays as written. `Debug` and
/// `Display` mask it, so that logs and reports do not spread addresses: use [`EmailAddress::as_str`] to send.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmailAddress {
    address: String,
    at: usize,
}

impl EmailAddress {
    /// Reads one address; a leading `mailto:` is dropped.
    ///
    /// # Errors
    /// `addr.invalid`, `addr.many`, `addr.length`, `addr.domain`, and `addr.confusable` for a domain that looks like
    /// another one.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        Self::read(text, false)
    }

    /// Reads one address whose unusual domain a person has confirmed: never `addr.confusable`.
    ///
    /// # Errors
    /// As [`EmailAddress::parse`] otherwise.
    pub fn parse_confirmed(text: &str) -> Result<Self, TextError> {
        Self::read(text, true)
    }

    /// The address itself, for use in a mail or a calendar.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.address
    }

    /// The part before the `@`.
    #[must_use]
    pub fn local(&self) -> &str {
        &self.address[..self.at]
    }

    /// The domain in ASCII, lower case.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.address[self.at + 1..]
    }

    /// Whether the relay must offer SMTPUTF8 (RFC 6531) to take this address: code `addr.smtputf8`.
    #[must_use]
    pub fn needs_smtputf8(&self) -> bool {
        !self.address.is_ascii()
    }

    /// Whether the two addresses differ at most in the case of the part before the `@`: one mailbox in practice.
    #[must_use]
    pub fn is_probably(&self, other: &Self) -> bool {
        self.domain() == other.domain() && self.local().to_lowercase() == other.local().to_lowercase()
    }

    fn read(text: &str, confirmed: bool) -> Result<Self, TextError> {
        let text = text.trim();
        let text = match text.get(..7) {
            Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => &text[7..],
            _ => text,
        };
        let invalid = |reason| TextError::AddressInvalid { found: printable(text), reason };
        if first_forbidden(text, false).is_some() {
            return Err(invalid("it holds a control or invisible character"));
        }
        let parts: Vec<&str> = text.split([',', ';']).map(str::trim).filter(|part| part.contains('@')).collect();
        if parts.len() > 1 && !text.starts_with('"') {
            return Err(TextError::AddressMany { found: parts.into_iter().map(printable).collect() });
        }
        let (local, domain) = text.rsplit_once('@').ok_or_else(|| invalid("no @"))?;
        let local: String = local.nfc().collect();
        check_local(&local).map_err(invalid)?;
        if local.len() > LOCAL_LIMIT {
            return Err(TextError::AddressLength { part: "part before @", found: local.len(), limit: LOCAL_LIMIT });
        }
        if domain.is_empty()
            || domain.contains(|character: char| character.is_whitespace() || "<>()\"\\".contains(character))
        {
            return Err(invalid("the part after @ is not a domain"));
        }
        let domain = read_domain(domain, confirmed)?;
        let found = local.len() + 1 + domain.len();
        if found > ADDRESS_LIMIT {
            return Err(TextError::AddressLength { part: "whole", found, limit: ADDRESS_LIMIT });
        }
        Ok(Self { at: local.len(), address: format!("{local}@{domain}") })
    }
}

/// Checks the part before the `@`: a dot-atom or a quoted string (RFC 5322 3.4.1), letters of any script (RFC 6531).
fn check_local(local: &str) -> Result<(), &'static str> {
    if let Some(inner) = local.strip_prefix('"') {
        let inner = inner.strip_suffix('"').ok_or("a quotation mark is not closed")?;
        let mut characters = inner.chars();
        while let Some(character) = characters.next() {
            match character {
                '\\' => drop(characters.next().ok_or("a backslash at the end")?),
                '"' => return Err("a quotation mark inside the part before @"),
                _ => {}
            }
        }
        return if inner.is_empty() { Err("nothing before @") } else { Ok(()) };
    }
    if local.is_empty() {
        return Err("nothing before @");
    }
    for atom in local.split('.') {
        if atom.is_empty() {
            return Err("a dot at the start, the end, or next to another dot before @");
        }
        let allowed = |character: char| {
            character.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(character) || !character.is_ascii()
        };
        if !atom.chars().all(|character| allowed(character) && !character.is_whitespace()) {
            return Err("a character before @ that may stand only between quotation marks");
        }
    }
    Ok(())
}

/// Folds the domain to lower-case ASCII, refusing what mail cannot reach and, unless `confirmed`, look-alikes.
fn read_domain(domain: &str, confirmed: bool) -> Result<String, TextError> {
    let wrong = |reason| TextError::AddressDomain { found: printable(domain), reason };
    if domain.starts_with('[') {
        return Err(wrong("a literal address"));
    }
    let ascii = idna::domain_to_ascii(domain).map_err(|_| wrong("not a domain name"))?;
    let (decoded, validity) = idna::domain_to_unicode(&ascii);
    if validity.is_err() {
        return Err(wrong("not valid punycode"));
    }
    let labels: Vec<&str> = ascii.split('.').collect();
    if let Some(label) = labels.iter().find(|label| label.len() > LABEL_LIMIT) {
        return Err(TextError::AddressLength {
            part: "longest label of the domain",
            found: label.len(),
            limit: LABEL_LIMIT,
        });
    }
    let well_formed = |label: &&str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|character| character.is_ascii_alphanumeric() || character == '-')
    };
    if !labels.iter().all(well_formed) {
        return Err(wrong("a label is empty or holds other than letters, digits and hyphens"));
    }
    let Some((top, [_, ..])) = labels.split_last() else {
        return Err(wrong("no dot"));
    };
    if top.chars().all(|character| character.is_ascii_digit()) {
        return Err(wrong("a number in place of a name"));
    }
    if !confirmed {
        refuse_look_alike(&decoded)?;
    }
    Ok(ascii)
}

/// UTS 39: refuses labels that mix scripts, and labels of one other script that read as Latin letters.
fn refuse_look_alike(decoded: &str) -> Result<(), TextError> {
    for label in decoded.split('.').filter(|label| !label.is_ascii()) {
        let skeleton: String = unicode_security::confusable_detection::skeleton(label).collect();
        if !label.is_single_script() || skeleton.is_ascii() {
            let skeleton: String = unicode_security::confusable_detection::skeleton(decoded).collect();
            return Err(TextError::AddressConfusable { found: decoded.to_owned(), looks_like: skeleton });
        }
    }
    Ok(())
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// Masked: `m***@example.org`.
impl fmt::Display for EmailAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.local().trim_start_matches('"').chars().next().unwrap_or('*');
        write!(formatter, "{first}***@{}", self.domain())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_as_in_the_catalogue_of_bad_input() {
        let long_local = format!("{}@example.org", "x".repeat(65));
        let fitting_local = format!("{}@example.org", "x".repeat(64));
        let cases = [
            ("tsbjcadcc@itu.int", Ok("tsbjcadcc@itu.int")),
            ("MAILTO:a@b.org", Ok("a@b.org")),
            ("A@EXAMPLE.org", Ok("A@example.org")),
            ("a+tag@example.org", Ok("a+tag@example.org")),
            ("\"a b\"@example.org", Ok("\"a b\"@example.org")),
            ("-oQ/tmp@example.org", Ok("-oQ/tmp@example.org")),
            (fitting_local.as_str(), Ok(fitting_local.as_str())),
            ("用户@例え.jp", Ok("用户@xn--r8jz45g.jp")),
            ("a@b.org\r\nRCPT TO:<x>", Err("addr.invalid")),
            ("a@b.org>\r\nBcc: <x@y.org", Err("addr.invalid")),
            ("a@b.org>", Err("addr.invalid")),
            ("Name <a@b.org>", Err("addr.invalid")),
            ("a b@example.org", Err("addr.invalid")),
            ("a..b@example.org", Err("addr.invalid")),
            ("@example.org", Err("addr.invalid")),
            ("nobody", Err("addr.invalid")),
            ("", Err("addr.invalid")),
            ("a@exam\u{202E}ple.org", Err("addr.invalid")),
            ("a\u{200B}@example.org", Err("addr.invalid")),
            ("user@localhost", Err("addr.domain")),
            ("user@[127.0.0.1]", Err("addr.domain")),
            ("user@127.0.0.1", Err("addr.domain")),
            ("a@b", Err("addr.domain")),
            ("a@-x.org", Err("addr.domain")),
            ("a@x..org", Err("addr.domain")),
            ("a@xn--example-.org", Err("addr.domain")),
            (long_local.as_str(), Err("addr.length")),
            ("a@b.org, c@d.org", Err("addr.many")),
            ("a@b.org;c@d.org", Err("addr.many")),
            ("a@аррӏе.com", Err("addr.confusable")),
            ("a@xn--80ak6aa92e.com", Err("addr.confusable")),
            ("a@itu\u{0456}.int", Err("addr.confusable")),
        ];
        for (text, expected) in cases {
            let found = EmailAddress::parse(text);
            let found = found.as_ref().map(EmailAddress::as_str).map_err(TextError::code);
            assert_eq!(found, expected, "{text:?}");
        }
    }

    #[test]
    fn a_confirmed_look_alike_is_taken_and_addresses_are_masked() {
        let address = EmailAddress::parse_confirmed("maria@xn--80ak6aa92e.com").expect("a confirmed address");
        assert_eq!(format!("{address} {address:?}"), "m***@xn--80ak6aa92e.com m***@xn--80ak6aa92e.com");
        assert!(!address.needs_smtputf8());
        let local = EmailAddress::parse("用户@example.org").expect("an address of RFC 6531");
        assert!(local.needs_smtputf8());
        assert!(address.is_probably(&EmailAddress::parse_confirmed("MARIA@xn--80ak6aa92e.com").expect("an address")));
    }
}
