//! A relay and how to reach it, from its URL.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::Url;

use crate::delivery::DeliveryError;

/// When the conversation is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encryption {
    /// Never.
    None,
    /// If the relay offers it.
    IfOffered,
    /// Before anything but EHLO is said, or not at all.
    Required,
    /// Before anything is said.
    Implicit,
}

/// A name and a password; never shown.
#[derive(Clone)]
pub(super) struct Credentials {
    pub(super) user: String,
    pub(super) password: String,
}

/// How to encrypt, and whose certificate to expect.
#[derive(Clone)]
pub(super) struct Tls {
    pub(super) connector: TlsConnector,
    pub(super) name: ServerName<'static>,
}

/// A mail relay and how to reach it.
#[derive(Clone)]
pub struct Server {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) encryption: Encryption,
    pub(super) credentials: Option<Credentials>,
    pub(super) hello: Option<String>,
    pub(super) tls: Option<Tls>,
}

impl fmt::Debug for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port, encryption, credentials, .. } = self;
        let login = if credentials.is_some() { "…@" } else { "" };
        write!(formatter, "Server({login}{host}:{port}, encryption: {encryption:?})")
    }
}

impl Server {
    /// Host and port, for people.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// The relay at a URL: `smtp://127.0.0.1:2525`, `smtps://user:password@mail.example.org`,
    /// `smtp://mail.example.org:587?tls=required`. Without encryption only this machine is reached. User and password
    /// may be percent-encoded; a path is the name to say in EHLO, else it is the address of our end (RFC 5321 4.1.4).
    ///
    /// # Errors
    /// [`DeliveryError::Url`], which never shows a password.
    pub fn parse(url: &str) -> Result<Self, DeliveryError> {
        let fail = |reason: &str| DeliveryError::Url { found: without_password(url), reason: reason.to_owned() };
        let read = Url::parse(url).map_err(|error| fail(&error.to_string()))?;
        let (implicit, port) = match read.scheme() {
            "smtp" => (false, 25),
            "smtps" => (true, 465),
            _ => return Err(fail("neither smtp:// nor smtps://")),
        };
        let host = read.host_str().unwrap_or_default().trim_matches(['[', ']']);
        let allowed = |character: char| character.is_ascii_alphanumeric() || "-._:".contains(character);
        if host.is_empty() || !host.chars().all(allowed) {
            return Err(fail("it names no host"));
        }
        let encryption = encryption(&read, implicit).map_err(fail)?;
        let this_machine = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        if !this_machine && !matches!(encryption, Encryption::Required | Encryption::Implicit) {
            return Err(fail("another machine is reached over smtps:// or with ?tls=required only"));
        }
        let port = match (read.port(), encryption) {
            (Some(0), _) => return Err(fail("port 0")),
            (Some(port), _) => port,
            (None, Encryption::Required | Encryption::IfOffered) => 587,
            (None, _) => port,
        };
        let mut server = Self {
            host: host.to_owned(),
            port,
            encryption,
            credentials: credentials(&read).map_err(fail)?,
            hello: hello(&read).map_err(fail)?,
            tls: None,
        };
        if encryption != Encryption::None {
            let mut roots = RootCertStore::empty();
            // What cannot be read is left out: a relay whose authority is missing is then refused by name.
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            server.tls = Some(server.encrypted_by(roots).map_err(|reason| fail(&reason))?);
        }
        Ok(server)
    }

    /// The same relay, whose certificate may only come from the authorities in this PEM file: those of an office that
    /// has its own. A relay reached without encryption stays as it is.
    ///
    /// # Errors
    /// [`DeliveryError::Authority`].
    pub fn trusting_only(mut self, pem: &[u8]) -> Result<Self, DeliveryError> {
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|error| DeliveryError::Authority(error.to_string()))?;
            roots.add(certificate).map_err(|error| DeliveryError::Authority(error.to_string()))?;
        }
        if roots.is_empty() {
            return Err(DeliveryError::Authority("it holds no certificate".to_owned()));
        }
        if self.tls.is_some() {
            self.tls = Some(self.encrypted_by(roots).map_err(DeliveryError::Authority)?);
        }
        Ok(self)
    }

    fn encrypted_by(&self, roots: RootCertStore) -> Result<Tls, String> {
        let name = ServerName::try_from(self.host.clone()).map_err(|error| error.to_string())?;
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Tls { connector: TlsConnector::from(Arc::new(config)), name })
    }
}

/// What the URL says of encryption. Anything but `tls`, and `tls` twice, is refused: a slip must not mean "none".
fn encryption(url: &Url, implicit: bool) -> Result<Encryption, &'static str> {
    if url.fragment().is_some() {
        return Err("it ends in a fragment, which means nothing");
    }
    let mut found = None;
    for (key, value) in url.query_pairs() {
        let meant = match (&*key, &*value) {
            ("tls", "required") => Encryption::Required,
            ("tls", "opportunistic") => Encryption::IfOffered,
            ("tls", _) => return Err("tls is `required` or `opportunistic`"),
            _ => return Err("the only parameter is tls"),
        };
        if found.replace(meant).is_some() {
            return Err("tls is given twice");
        }
    }
    Ok(if implicit { Encryption::Implicit } else { found.unwrap_or(Encryption::None) })
}

fn credentials(url: &Url) -> Result<Option<Credentials>, &'static str> {
    let decoded = |text: &str| {
        let text = percent_decoded(text).ok_or("the user or password is not UTF-8")?;
        let clean = !text.contains(['\0', '\r', '\n']);
        if clean { Ok(text) } else { Err("the user or password holds a control character") }
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        ("", Some(_)) => Err("a password without a user"),
        (_, None) => Err("a user without a password"),
        (user, Some(password)) => Ok(Some(Credentials { user: decoded(user)?, password: decoded(password)? })),
    }
}

/// The name of our end, if the URL gives one.
fn hello(url: &Url) -> Result<Option<String>, &'static str> {
    let name = url.path().trim_matches('/');
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-.[]:".contains(&byte);
    if !name.bytes().all(allowed) || name.len() > 255 {
        return Err("the path is the name to say in EHLO, and this is none");
    }
    Ok((!name.is_empty()).then(|| name.to_owned()))
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let pair = tail.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

/// A URL as it may be shown.
fn without_password(url: &str) -> String {
    let shown = match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://…@{host}"),
        // Nothing that looks like a scheme: whatever stands before an @ may be a password.
        (None, Some((_, host))) => format!("…@{host}"),
        _ => url.to_owned(),
    };
    shown.chars().take(120).flat_map(char::escape_debug).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_say_where_and_how() {
        for (url, shown) in [
            ("smtp://127.0.0.1:2525", "Server(127.0.0.1:2525, encryption: None)"),
            ("smtp://localhost", "Server(localhost:25, encryption: None)"),
            ("smtp://[::1]:25", "Server(::1:25, encryption: None)"),
            ("smtp://127.0.0.1:25?tls=opportunistic", "Server(127.0.0.1:25, encryption: IfOffered)"),
            ("smtps://mail.example.org", "Server(mail.example.org:465, encryption: Implicit)"),
            ("smtp://mail.example.org?tls=required", "Server(mail.example.org:587, encryption: Required)"),
            ("smtp://u:secret@mail.example.org:26?tls=required", "Server(…@mail.example.org:26, encryption: Required)"),
        ] {
            let server = Server::parse(url).expect(url);
            assert_eq!(format!("{server:?}"), shown);
        }
        let server = Server::parse("smtp://a%40b:p%C3%A9%25%2B+@localhost/host.example.org").expect("a server");
        let login = server.credentials.expect("credentials");
        assert_eq!((login.user.as_str(), login.password.as_str()), ("a@b", "pé%++"));
        assert_eq!(server.hello.as_deref(), Some("host.example.org"));
    }

    #[test]
    fn what_is_no_relay_is_refused_and_no_password_is_shown() {
        for url in [
            "smtp://mail.example.org",
            "smtp://u:secret@mail.example.org:587",
            "smtp://u:secret@mail.example.org:587?tls=opportunistic",
            "smtp://mail.example.org?tls=opportunistic&tls=required",
            "smtp://mail.example.org?tls=no&tls=required",
            "smtp://127.0.0.1@evil.example",
            "smtp://127.0.0.1.evil.example",
            "smtp://evil.example?tls=required#@127.0.0.1",
            "smtp://127.0.0.1?tsl=required",
            "smtp://secret@127.0.0.1",
            "smtp://:secret@127.0.0.1",
            "smtp://u:secret%0d%0a@127.0.0.1",
            "smtp://127.0.0.1/a%0d%0ab",
            "smtp://127.0.0.1:0",
            "smtp://u:secret@",
            "u:secret@127.0.0.1",
            "http://127.0.0.1",
            "127.0.0.1:2525",
            "smtp:127.0.0.1",
            "",
        ] {
            match Server::parse(url) {
                Err(DeliveryError::Url { found, reason }) => {
                    assert!(!format!("{found}{reason}").contains("secret"), "{found}: {reason}");
                }
                other => panic!("{url}: {other:?}"),
            }
        }
    }
}
