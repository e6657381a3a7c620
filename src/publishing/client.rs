//! One collection over HTTP.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio_rustls::rustls::{self, crypto::ring};
use ureq::http::{Request, Response as HttpResponse};
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};
use ureq::{Agent, Body};
use url::Url;

use super::multistatus::{self, Response};
use super::{Address, PublishError};
use crate::announce::publication::{Action, Held};

/// Most octets of an answer that are read.
const MOST_OCTETS: u64 = 128 << 20;
/// Most times a server may point elsewhere.
const MOST_REDIRECTS: usize = 4;
/// Most characters of what a server says that are shown.
const SAID: usize = 200;

/// How long to wait, and how often to try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// To reach the server.
    pub connect: Duration,
    /// For one request, from its first octet to the last of its answer.
    pub request: Duration,
    /// Before each further try of a request that may succeed later; so many tries more.
    pub pauses: [Duration; 2],
    /// The longest pause a server may ask for (Retry-After).
    pub longest_pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(15),
            request: Duration::from_secs(60),
            pauses: [Duration::from_secs(1), Duration::from_secs(5)],
            longest_pause: Duration::from_secs(30),
        }
    }
}

/// What is at the address.
#[derive(Debug)]
pub enum Listing {
    /// Nothing yet.
    Absent,
    /// A calendar with these entries.
    Entries(Vec<Held>),
}

/// A collection on a server.
pub struct Collection {
    address: Address,
    login: Option<String>,
    agent: Agent,
    patience: Patience,
}

impl fmt::Debug for Collection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Collection({:?})", self.address)
    }
}

/// What a request said.
struct Answer {
    status: u16,
    location: Option<String>,
    text: String,
}

impl Collection {
    /// The collection at an address. Certificates are checked against the authorities of this system (or those in
    /// `SSL_CERT_FILE`); there is no way around that.
    #[must_use]
    pub fn new(address: Address, password: Option<&str>, patience: Patience) -> Self {
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
        let mut config = Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(patience.connect))
            .timeout_global(Some(patience.request))
            .user_agent(concat!("convoke/", env!("CARGO_PKG_VERSION")));
        if address.is_this_machine() {
            config = config.proxy(None);
        }
        let login = address.user().map(|user| {
            let both = format!("{user}:{}", password.unwrap_or_default());
            format!("Basic {}", STANDARD.encode(both))
        });
        Self { address, login, agent: config.build().new_agent(), patience }
    }

    /// Looks at the collection: first whether it is a calendar, then at the events in it.
    ///
    /// # Errors
    /// [`PublishError`].
    pub fn list(&mut self) -> Result<Listing, PublishError> {
        if !self.find()? {
            return Ok(Listing::Absent);
        }
        let query = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
            <C:calendar-query xmlns=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\">\
            <prop><getetag/><C:calendar-data/></prop><C:filter><C:comp-filter name=\"VCALENDAR\">\
            <C:comp-filter name=\"VEVENT\"/></C:comp-filter></C:filter></C:calendar-query>";
        let mut entries = Vec::new();
        for response in self.multistatus("REPORT", "1", query)? {
            match (self.address.resource(&response.href), response.status, &response.calendar) {
                (None, Some(507), _) => return Err(self.unreadable("REPORT", "the server lists only a part")),
                (_, Some(404), _) => {}
                (Some((url, name)), None | Some(200), Some(text)) => {
                    entries.push(Held::read(url.as_str(), &name, response.etag.as_deref(), text));
                }
                (Some((_, name)), status, _) => {
                    let status = status.map_or_else(String::new, |status| format!(" ({status})"));
                    return Err(self.unreadable("REPORT", &format!("nothing is said of {name}{status}")));
                }
                (None, ..) => {}
            }
        }
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Listing::Entries(entries))
    }

    /// Whether there is a calendar at the address, wherever on this server it has moved.
    fn find(&mut self) -> Result<bool, PublishError> {
        let query = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<propfind xmlns=\"DAV:\"><prop><resourcetype/></prop></propfind>";
        for _ in 0..=MOST_REDIRECTS {
            let url = self.address.url().clone();
            let answer = self.patiently("PROPFIND", || self.ask("PROPFIND", &url, &[("Depth", "0")], Some(query)))?;
            match (answer.status, &answer.location) {
                (207, _) => {
                    let found = self.read("PROPFIND", &answer)?;
                    return match found.first() {
                        Some(Response { is_calendar: true, .. }) => Ok(true),
                        Some(Response { status: Some(404), .. }) => Ok(false),
                        _ => Err(PublishError::NotACalendar { url: self.address.to_string() }),
                    };
                }
                (404, _) => return Ok(false),
                (301 | 302 | 307 | 308, Some(location)) => self.address = self.address.moved_to(location)?,
                // Any web page answers so.
                (200..=299 | 405 | 501, _) => {
                    return Err(PublishError::NotACalendar { url: self.address.to_string() });
                }
                _ => return Err(self.refused("PROPFIND", &answer)),
            }
        }
        Err(PublishError::Elsewhere { to: self.address.to_string() })
    }

    /// Makes the collection, for events, with a name for people.
    ///
    /// # Errors
    /// [`PublishError`].
    pub fn make(&self, name: &str) -> Result<(), PublishError> {
        let name = quick_xml::escape::escape(name);
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
             <C:mkcalendar xmlns=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\"><set><prop>\
             <displayname>{name}</displayname><C:supported-calendar-component-set><C:comp name=\"VEVENT\"/>\
             </C:supported-calendar-component-set></prop></set></C:mkcalendar>"
        );
        let answer = self.ask("MKCALENDAR", self.address.url(), &[], Some(&body))?;
        match answer.status {
            200..=299 => Ok(()),
            _ => Err(self.refused("MKCALENDAR", &answer)),
        }
    }

    /// Does one thing to one version of a resource: `Ok(true)` when it was done, `Ok(false)` when the version is no longer
    /// there.
    ///
    /// # Errors
    /// [`PublishError`]; [`PublishError::Refused`] is about this resource alone.
    pub fn act(&self, action: &Action) -> Result<bool, PublishError> {
        let (request, url, condition, body) = match action {
            Action::Create { name, text } => ("PUT", self.address.named(name), ("If-None-Match", "*"), Some(text)),
            Action::Replace { href, etag, text } => ("PUT", self.url(href)?, ("If-Match", etag.as_str()), Some(text)),
            Action::Remove { href, etag } => ("DELETE", self.url(href)?, ("If-Match", etag.as_str()), None),
        };
        let answer = self.patiently(request, || self.ask(request, &url, &[condition], body.map(String::as_str)))?;
        match answer.status {
            200..=299 => Ok(true),
            412 => Ok(false),
            404 | 410 if body.is_none() => Ok(true),
            _ => Err(self.refused(request, &answer)),
        }
    }

    /// The address, wherever it has moved.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// A server named it, and it lies in the collection.
    fn url(&self, href: &str) -> Result<Url, PublishError> {
        let found = self.address.resource(href).map(|(url, _)| url);
        found.ok_or_else(|| PublishError::Elsewhere { to: href.to_owned() })
    }

    fn multistatus(&self, request: &'static str, depth: &str, body: &str) -> Result<Vec<Response>, PublishError> {
        let url = self.address.url();
        let answer = self.patiently(request, || self.ask(request, url, &[("Depth", depth)], Some(body)))?;
        if answer.status != 207 {
            return Err(self.refused(request, &answer));
        }
        self.read(request, &answer)
    }

    fn read(&self, request: &'static str, answer: &Answer) -> Result<Vec<Response>, PublishError> {
        multistatus::read(&answer.text).map_err(|reason| self.unreadable(request, &reason))
    }

    /// Tries again what may succeed later, a few times. Each of our requests may be made twice: reading changes nothing, and
    /// a change that was made already no longer meets its condition.
    fn patiently(
        &self,
        request: &'static str,
        ask: impl Fn() -> Result<Answer, PublishError>,
    ) -> Result<Answer, PublishError> {
        let mut pauses = self.patience.pauses.into_iter();
        loop {
            let (error, wanted) = match ask() {
                Ok(answer) if !is_later(answer.status) => return Ok(answer),
                Ok(answer) => {
                    let server = self.server();
                    let wanted = answer.location.as_deref().and_then(|seconds| seconds.trim().parse().ok());
                    (PublishError::NotNow { server, request, status: answer.status }, wanted.map(Duration::from_secs))
                }
                Err(error) if error.is_retryable() => (error, None),
                Err(error) => return Err(error),
            };
            let Some(pause) = pauses.next() else { return Err(error) };
            let pause = wanted.map_or(pause, |wanted| wanted.max(pause));
            if pause > self.patience.longest_pause {
                return Err(error);
            }
            std::thread::sleep(pause);
        }
    }

    fn ask(
        &self,
        request: &'static str,
        url: &Url,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> Result<Answer, PublishError> {
        let mut builder = Request::builder().method(request).uri(url.as_str());
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        if let Some(login) = &self.login {
            builder = builder.header("Authorization", login);
        }
        let sent = match body {
            Some(body) => {
                let kind =
                    if request == "PUT" { "text/calendar; charset=utf-8" } else { "application/xml; charset=utf-8" };
                builder
                    .header("Content-Type", kind)
                    .body(body)
                    .map_err(ureq::Error::Http)
                    .and_then(|one| self.agent.run(one))
            }
            None => builder.body(()).map_err(ureq::Error::Http).and_then(|one| self.agent.run(one)),
        };
        let mut response = sent.map_err(|error| self.failed(request, error))?;
        let status = response.status().as_u16();
        let named = if is_later(status) { "retry-after" } else { "location" };
        let location = header(&response, named);
        let read = response.body_mut().with_config().limit(MOST_OCTETS).read_to_string();
        let text = read.map_err(|error| self.failed(request, error))?;
        Ok(Answer { status, location, text })
    }

    /// The server, for people.
    fn server(&self) -> String {
        let url = self.address.url();
        let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
        format!("{}{port}", url.host_str().unwrap_or_default())
    }

    fn failed(&self, request: &'static str, error: ureq::Error) -> PublishError {
        let server = self.server();
        let reason = error.to_string();
        match error {
            ureq::Error::Rustls(_) | ureq::Error::Tls(_) | ureq::Error::Pem(_) | ureq::Error::TlsRequired => {
                PublishError::Untrusted { server, reason }
            }
            ureq::Error::Io(error) if error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>()) => {
                PublishError::Untrusted { server, reason: error.to_string() }
            }
            ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                PublishError::Unreadable { server, request, reason: error.to_string() }
            }
            ureq::Error::Io(_)
            | ureq::Error::Timeout(_)
            | ureq::Error::HostNotFound
            | ureq::Error::ConnectionFailed
            | ureq::Error::ConnectProxyFailed(_)
            | ureq::Error::BodyStalled => PublishError::NoAnswer { server, reason },
            _ => PublishError::Unreadable { server, request, reason },
        }
    }

    fn refused(&self, request: &'static str, answer: &Answer) -> PublishError {
        let server = self.server();
        match answer.status {
            401 => PublishError::Login { server },
            status => PublishError::Refused { server, request, status, said: said(&answer.text) },
        }
    }

    fn unreadable(&self, request: &'static str, reason: &str) -> PublishError {
        PublishError::Unreadable { server: self.server(), request, reason: reason.to_owned() }
    }
}

/// A status that speaks of the server's state, not of the request. 500 does not: it is what a server says that fails at one
/// entry, each time, and the others should not wait for it.
const fn is_later(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 502 | 503 | 504)
}

fn header(response: &HttpResponse<Body>, name: &str) -> Option<String> {
    response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

/// The words of an answer, without markup, shortened.
fn said(text: &str) -> String {
    let mut plain = String::new();
    let mut inside = false;
    for character in text.chars() {
        match character {
            '<' => inside = true,
            '>' => {
                inside = false;
                plain.push(' ');
            }
            _ if inside => {}
            _ if character.is_control() => plain.push(' '),
            _ => plain.push(character),
        }
    }
    let words: Vec<&str> = plain.split_whitespace().collect();
    let words: String = words.join(" ").chars().take(SAID).collect();
    if words.is_empty() { words } else { format!(" (“{words}”)") }
}
