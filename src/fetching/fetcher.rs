//! One request for a calendar.

use super::guard::is_private;
use std::collections::BTreeSet;
use std::net::ToSocketAddrs as _;
use std::sync::Arc;
use std::time::Duration;
use tokio_rustls::rustls::crypto::ring;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};
use url::Url;

/// The longest answer, in bytes.
const LARGEST: u64 = 5_000_000;
/// How long a request may take, from the look-up of the name to the last byte.
const PATIENCE: Duration = Duration::from_secs(5);
/// Most addresses of one name that are tried.
const MOST_ADDRESSES: usize = 16;

/// Why nothing was fetched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Not an address that may be fetched from.
    #[error("{0:?}: expected https:// (or webcal://), a host, and no name or password")]
    Address(String),
    /// The name leads to an address that is none of the open network.
    #[error("{0} is not of the open network; an administrator may allow it")]
    Private(String),
    /// The server points elsewhere.
    #[error("the server points elsewhere ({0}); give that address instead")]
    Elsewhere(String),
    /// Larger than it may be.
    #[error("larger than {LARGEST} bytes")]
    Size,
    /// The server answers, but not with a calendar.
    #[error("the server answers {0}")]
    Status(u16),
    /// It cannot be reached now.
    #[error("cannot be reached: {0}")]
    Unreachable(String),
}

impl FetchError {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Address(_) => "url.invalid",
            Self::Private(_) => "url.private",
            Self::Elsewhere(_) => "url.redirect",
            Self::Size => "url.size",
            Self::Status(_) => "url.status",
            Self::Unreachable(_) => "url.unreachable",
        }
    }

    /// Whether the same may work later, without anybody changing anything.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::Status(429 | 500..=599))
    }
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// It says the same as before.
    Unchanged,
    /// It says something, which may be something else.
    Bytes {
        /// What.
        bytes: Vec<u8>,
        /// What to show the server next time; empty where it gives nothing.
        validator: String,
    },
}

/// Fetches calendars.
#[derive(Debug, Clone)]
pub struct Fetcher {
    allowed: Arc<BTreeSet<String>>,
    pub(super) agent: Agent,
}

/// Looks names up, and lets nothing through that is not of the open network, unless the host is allowed by name.
#[derive(Debug)]
struct Guarded(Arc<BTreeSet<String>>);

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct PrivateAddress(String);

impl Resolver for Guarded {
    fn resolve(&self, uri: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let host = uri.host().ok_or(Error::HostNotFound)?;
        let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("http") { 80 } else { 443 });
        let name = host.trim_start_matches('[').trim_end_matches(']');
        let found: Vec<_> = (name, port).to_socket_addrs().map_err(|_| Error::HostNotFound)?.collect();
        let allowed = self.0.contains(&host.to_ascii_lowercase());
        // One that is private among several is refused, too: whoever gives such answers means no good.
        if let Some(private) = found.iter().find(|one| !allowed && is_private(one.ip())) {
            return Err(Error::Other(Box::new(PrivateAddress(private.ip().to_string()))));
        }
        if found.is_empty() {
            return Err(Error::HostNotFound);
        }
        let mut addresses = self.empty();
        found.into_iter().take(MOST_ADDRESSES).for_each(|one| addresses.push(one));
        Ok(addresses)
    }
}

impl Fetcher {
    /// A fetcher; `allowed` are hosts that may be private and may be asked without encryption, by decision of an administrator.
    #[must_use]
    pub fn new(allowed: impl IntoIterator<Item = String>) -> Self {
        let allowed: Arc<BTreeSet<String>> =
            Arc::new(allowed.into_iter().map(|host| host.to_ascii_lowercase()).collect());
        let roots: Vec<Certificate<'static>> = rustls_native_certs::load_native_certs()
            .certs
            .iter()
            .map(|certificate| Certificate::from_der(certificate).to_owned())
            .collect();
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .root_certs(RootCerts::new_with_certs(&roots))
            .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .proxy(None)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(PATIENCE))
            .user_agent(concat!("convoke/", env!("CARGO_PKG_VERSION")))
            .build();
        let agent = Agent::with_parts(config, DefaultConnector::default(), Guarded(Arc::clone(&allowed)));
        Self { allowed, agent }
    }

    /// Reads an address that somebody gives: `https`, or `webcal`, which means the same.
    ///
    /// # Errors
    /// [`FetchError::Address`].
    pub fn address(&self, text: &str) -> Result<Url, FetchError> {
        let invalid = || FetchError::Address(text.chars().take(200).collect());
        let text = text.trim();
        let text = text.strip_prefix("webcal://").map_or_else(|| text.to_owned(), |rest| format!("https://{rest}"));
        let url = Url::parse(&text).map_err(|_| invalid())?;
        let host = url.host_str().ok_or_else(invalid)?.to_ascii_lowercase();
        let scheme = match url.scheme() {
            "https" => true,
            "http" => self.allowed.contains(&host),
            _ => false,
        };
        let plain = url.username().is_empty() && url.password().is_none();
        if scheme && plain && text.len() <= 2000 { Ok(url) } else { Err(invalid()) }
    }

    /// Asks once. Takes up to five seconds: not to be called where others wait.
    ///
    /// # Errors
    /// [`FetchError`].
    pub fn fetch(&self, url: &Url, validator: &str) -> Result<Fetched, FetchError> {
        let mut request = self.agent.get(url.as_str()).header("accept", "text/calendar");
        // An entity tag, or a date: whatever the server gave.
        if validator.starts_with('"') || validator.starts_with("W/") {
            request = request.header("if-none-match", validator);
        } else if !validator.is_empty() {
            request = request.header("if-modified-since", validator);
        }
        let mut answer = request.call().map_err(told)?;
        let status = answer.status().as_u16();
        let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        match status {
            200 => {}
            304 => return Ok(Fetched::Unchanged),
            300..=399 => {
                let there = header("location").unwrap_or_default();
                return Err(FetchError::Elsewhere(there.chars().filter(|c| !c.is_control()).take(200).collect()));
            }
            status => return Err(FetchError::Status(status)),
        }
        let validator = header("etag").or_else(|| header("last-modified")).unwrap_or_default();
        let validator: String = validator.chars().filter(|c| !c.is_control()).take(300).collect();
        let bytes = answer.body_mut().with_config().limit(LARGEST).read_to_vec().map_err(told)?;
        Ok(Fetched::Bytes { bytes, validator })
    }
}

pub(super) fn told(error: Error) -> FetchError {
    match error {
        Error::BodyExceedsLimit(_) => FetchError::Size,
        Error::Other(inner) if inner.is::<PrivateAddress>() => FetchError::Private(inner.to_string()),
        Error::HostNotFound => FetchError::Unreachable("there is no such host".to_owned()),
        Error::Timeout(_) => FetchError::Unreachable(format!("no answer within {} seconds", PATIENCE.as_secs())),
        other => FetchError::Unreachable(other.to_string().chars().filter(|c| !c.is_control()).take(200).collect()),
    }
}
