//! Where an IMAP mailbox is.

use std::fmt;
use std::net::IpAddr;

use super::MailboxError;

/// How the connection is kept from listeners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encryption {
    /// From the first octet (RFC 8314).
    Always,
    /// Asked for before anything is said (STARTTLS); refused when the server does not offer it.
    Asked,
    /// None: this machine only.
    None,
}

/// The address of a mailbox: `imaps://user@mail.example.org/INBOX`.
#[derive(Clone, PartialEq, Eq)]
pub struct ImapAddress {
    pub(super) encryption: Encryption,
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) user: String,
    pub(super) password: Option<String>,
    pub(super) mailbox: String,
}

impl ImapAddress {
    /// Reads `imaps://user@host/mailbox`, `imap://user@host/mailbox?tls=required` (STARTTLS), or
    /// `imap://user@127.0.0.1:1143/mailbox`. The mailbox is INBOX by default, the ports 993 and 143; a password may stand
    /// behind the user. Without encryption only this machine is reached.
    ///
    /// # Errors
    /// [`MailboxError::Address`].
    pub fn parse(url: &str) -> Result<Self, MailboxError> {
        let fail = |reason: &str| MailboxError::Address { found: without_password(url), reason: reason.to_owned() };
        let (scheme, rest) = url.split_once("://").ok_or_else(|| fail("no ://"))?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (who, server) = authority.rsplit_once('@').ok_or_else(|| fail("no user"))?;
        let (user, password) = who.split_once(':').map_or((who, None), |(user, password)| (user, Some(password)));
        let encryption = match (scheme, query) {
            ("imaps", "") => Encryption::Always,
            ("imap", "tls=required") => Encryption::Asked,
            ("imap", "") => Encryption::None,
            ("imap" | "imaps", _) => return Err(fail("only ?tls=required may follow, and only imap://")),
            _ => return Err(fail("neither imap:// nor imaps://")),
        };
        let usual = if encryption == Encryption::Always { 993 } else { 143 };
        let (host, port) = host_and_port(server, usual).ok_or_else(|| fail("no host, or no port from 1 to 65535"))?;
        let is_here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        if encryption == Encryption::None && !is_here {
            return Err(fail("another machine is reached over imaps:// or with ?tls=required only"));
        }
        let plain = |text: &str| decoded(text).ok_or_else(|| fail("a wrong percent sign, or a control character"));
        let (user, mailbox) = (plain(user)?, plain(path)?);
        if user.is_empty() {
            return Err(fail("no user"));
        }
        if !mailbox.is_ascii() {
            return Err(fail("a mailbox is named in ASCII here (RFC 3501, section 5.1.3)"));
        }
        let mailbox = if mailbox.is_empty() { "INBOX".to_owned() } else { mailbox };
        Ok(Self { encryption, host, port, user, password: password.map(plain).transpose()?, mailbox })
    }

    /// The same with a password, where it has none.
    #[must_use]
    pub fn or_password(mut self, password: Option<String>) -> Self {
        self.password = self.password.or(password);
        self
    }

    /// Host and port.
    pub(super) fn server(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

fn host_and_port(server: &str, usual: u16) -> Option<(String, u16)> {
    let (host, port) = match server.strip_prefix('[') {
        Some(rest) => {
            let (host, rest) = rest.split_once(']')?;
            (host, rest.strip_prefix(':').or_else(|| rest.is_empty().then_some("")).map(str::to_owned)?)
        }
        None => server.split_once(':').map_or((server, String::new()), |(host, port)| (host, port.to_owned())),
    };
    let port = if port.is_empty() { usual } else { port.parse().ok().filter(|port| *port > 0)? };
    let fits = !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".:-".contains(&byte));
    fits.then(|| (host.to_owned(), port))
}

/// Text with its percent-encoded octets decoded; `None` for what no user, password or mailbox holds.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains(char::is_control))
}

/// A URL as it may be shown.
fn without_password(url: &str) -> String {
    let shown = match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://…@{host}"),
        _ => url.to_owned(),
    };
    shown.chars().take(120).flat_map(char::escape_debug).collect()
}

/// Without the password.
impl fmt::Debug for ImapAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ImapAddress({}@{}/{})", self.user, self.server(), self.mailbox)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_mailboxes() {
        for (url, expected) in [
            ("imaps://tsb@mail.example.org", Ok("tsb@mail.example.org:993/INBOX")),
            (
                "imaps://tsb%40itu.int:a%2Fb@mail.example.org:1993/Replies/2023",
                Ok("tsb@itu.int@mail.example.org:1993/Replies/2023"),
            ),
            ("imap://tsb@mail.example.org/?tls=required", Ok("tsb@mail.example.org:143/INBOX")),
            ("imap://tsb@127.0.0.1:1143/INBOX", Ok("tsb@127.0.0.1:1143/INBOX")),
            ("imap://tsb@[::1]:1143", Ok("tsb@::1:1143/INBOX")),
            ("imap://tsb:secret@mail.example.org", Err("another machine")),
            ("imap://tsb@localhost.example.org", Err("another machine")),
            ("imap://tsb@127.0.0.1@mail.example.org", Err("another machine")),
            ("imaps://mail.example.org", Err("no user")),
            ("imaps://:secret@mail.example.org", Err("no user")),
            ("imaps://tsb@mail.example.org?tls=none", Err("only ?tls=required")),
            ("imaps://tsb@mail.example.org/a%0D%0Ab", Err("control character")),
            ("imaps://tsb@mail.example.org/%zz", Err("percent")),
            ("imaps://tsb@mail.example.org:99999", Err("no port")),
            ("https://tsb@mail.example.org", Err("neither")),
            ("mail.example.org", Err("no ://")),
        ] {
            match (ImapAddress::parse(url), expected) {
                (Ok(found), Ok(expected)) => assert_eq!(format!("{found:?}"), format!("ImapAddress({expected})")),
                (Err(error), Err(expected)) => {
                    let text = error.to_string();
                    assert!(text.contains(expected) && !text.contains("secret"), "{url}: {text}");
                }
                (found, expected) => panic!("{url}: {found:?}, expected {expected:?}"),
            }
        }
    }
}
