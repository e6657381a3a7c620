//! Handing mails to a relay over SMTP.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::{Error, PoolConfig};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::compose::address;
use super::{Delivered, DeliveryError, Letter, Report};

/// How long to wait for an answer: relays may think for minutes about the end of a message.
const ANSWER_SECONDS: u64 = 600;

/// A mail relay.
#[derive(Debug, Clone)]
pub struct Relay {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    connections: u32,
}

impl Relay {
    /// The relay at a URL: `smtp://127.0.0.1:2525`, `smtps://user:password@mail.example.org`,
    /// `smtp://mail.example.org:587?tls=required`. Without encryption only this machine is reached.
    ///
    /// `connections` is how many messages are on their way at once, at least 1: the library itself sets no limit, and
    /// relays give up under hundreds.
    ///
    /// # Errors
    /// [`DeliveryError::Url`].
    pub fn at(url: &str, connections: u32) -> Result<Self, DeliveryError> {
        let fail = |reason: &str| DeliveryError::Url { found: without_password(url), reason: reason.to_owned() };
        if !url.starts_with("smtps://") && !asks_for_tls(url) && !is_this_machine(url) {
            return Err(fail("another machine is reached over smtps:// or with ?tls=required only"));
        }
        let connections = connections.clamp(1, 64);
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|error| fail(&error.to_string()))?
            .timeout(Some(Duration::from_secs(ANSWER_SECONDS)))
            .pool_config(PoolConfig::new().max_size(connections))
            .build();
        Ok(Self { transport, connections })
    }

    /// Sends all letters and says what became of each, in their order.
    ///
    /// Letters to one recipient go one after the other in their order, so that a change never overtakes what it
    /// changes; different recipients are independent.
    ///
    /// # Errors
    /// [`DeliveryError::Address`] before anything is sent.
    pub async fn deliver(&self, letters: Vec<Letter>) -> Result<Vec<Report>, DeliveryError> {
        let mut queues: BTreeMap<String, Vec<(usize, Letter, Envelope)>> = BTreeMap::new();
        for (index, letter) in letters.into_iter().enumerate() {
            let envelope = envelope(&letter)?;
            queues.entry(letter.recipient.as_str().to_lowercase()).or_default().push((index, letter, envelope));
        }
        let limit = Arc::new(Semaphore::new(self.connections as usize));
        let mut tasks = JoinSet::new();
        for queue in queues.into_values() {
            let (transport, limit) = (self.transport.clone(), Arc::clone(&limit));
            tasks.spawn(async move {
                let mut reports = Vec::new();
                for (index, letter, envelope) in queue {
                    // The semaphore is never closed.
                    let _permit = limit.acquire().await;
                    let answer = transport.send_raw(&envelope, &letter.bytes).await;
                    let delivered = match answer {
                        Ok(response) => {
                            Delivered::Accepted(format!("{} {}", response.code(), words(response.message())))
                        }
                        Err(error) => outcome(&error, &letter),
                    };
                    let report = Report { recipient: letter.recipient, message_id: letter.message_id, delivered };
                    reports.push((index, report));
                }
                reports
            });
        }
        let mut reports: Vec<(usize, Report)> = Vec::new();
        while let Some(done) = tasks.join_next().await {
            reports.extend(done.map_err(|error| DeliveryError::Compose(error.to_string()))?);
        }
        reports.sort_by_key(|(index, _)| *index);
        Ok(reports.into_iter().map(|(_, report)| report).collect())
    }

    /// As [`Relay::deliver`], for callers that are not asynchronous themselves.
    ///
    /// # Errors
    /// As [`Relay::deliver`], and [`DeliveryError::Start`].
    pub fn deliver_and_wait(url: &str, connections: u32, letters: Vec<Letter>) -> Result<Vec<Report>, DeliveryError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async { Self::at(url, connections)?.deliver(letters).await })
    }
}

fn envelope(letter: &Letter) -> Result<Envelope, DeliveryError> {
    let (from, to) = (address(&letter.return_address)?, address(&letter.recipient)?);
    Envelope::new(Some(from), vec![to]).map_err(|error| DeliveryError::Compose(error.to_string()))
}

/// What an error says about the message.
fn outcome(error: &Error, letter: &Letter) -> Delivered {
    let text = chain(error);
    if error.is_permanent() {
        Delivered::Refused(text)
    } else if error.is_transient() {
        Delivered::Deferred(text)
    } else if error.is_client() {
        let needs = if letter.recipient.needs_smtputf8() { "addr.smtputf8: " } else { "" };
        Delivered::NotSent(format!("{needs}{text}"))
    } else if error.is_tls() || text.starts_with("Connection error") {
        // The library says so only while it connects.
        Delivered::NotSent(text)
    } else {
        Delivered::Uncertain(text)
    }
}

/// An error with its causes, on one line.
fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text.push_str(": ");
            text.push_str(&inner_text);
        }
        cause = inner.source();
    }
    words(text.split_whitespace())
}

/// Words on one line, without control characters: relays may answer anything.
fn words<Word: AsRef<str>>(words: impl Iterator<Item = Word>) -> String {
    let words: Vec<String> =
        words.map(|word| word.as_ref().chars().filter(|character| !character.is_control()).collect()).collect();
    words.join(" ")
}

/// Whether a URL asks for encryption from the start of the conversation or before anything is said.
fn asks_for_tls(url: &str) -> bool {
    url.split_once('?').is_some_and(|(_, query)| query.split('&').any(|pair| pair == "tls=required"))
}

/// Whether a URL leads to this machine.
fn is_this_machine(url: &str) -> bool {
    let Some((_, rest)) = url.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(rest),
        None => host.split(':').next().unwrap_or(host),
    };
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// A URL as it may be shown.
fn without_password(url: &str) -> String {
    let shown = match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://…@{host}"),
        _ => url.to_owned(),
    };
    shown.chars().take(120).flat_map(char::escape_debug).collect()
}
