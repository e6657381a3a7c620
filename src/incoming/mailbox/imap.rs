//! A mailbox over IMAP (RFC 3501), opened for reading alone (EXAMINE): no flag changes, nothing is deleted.
//!
//! Mails are taken by their UIDs, which rise. Flags are not looked at: a person who opens a mail must not hide it from us.

use std::fmt::{Debug, Display};
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use async_imap::Session;
use futures_util::TryStreamExt as _;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};

use super::address::Encryption;
use super::{Arrival, ImapAddress, MailboxError};
use crate::domain::time::Instant;
use crate::incoming::MOST_OCTETS;

/// How long to wait for one answer of the server.
const ANSWER: Duration = Duration::from_secs(120);

/// How far a mailbox has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The UIDVALIDITY under which the UIDs hold: when it changes, all mails are new.
    pub validity: u32,
    /// The highest UID read.
    pub last: u32,
}

/// A connection, encrypted or not.
trait Wire: AsyncRead + AsyncWrite + Unpin + Debug + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Debug + Send> Wire for T {}

/// An open mailbox.
#[derive(Debug)]
pub struct Imap {
    session: Session<Box<dyn Wire>>,
    server: String,
    validity: u32,
}

impl Imap {
    /// Opens a mailbox.
    ///
    /// # Errors
    /// [`MailboxError::Connect`], [`MailboxError::Login`], [`MailboxError::Protocol`].
    pub async fn open(address: &ImapAddress) -> Result<Self, MailboxError> {
        let server = address.server();
        let wire = connect(address, &server).await?;
        let mut client = async_imap::Client::new(wire);
        // STARTTLS has read the greeting on the way.
        if address.encryption != Encryption::Asked {
            greeting(&mut client, &server).await?;
        }
        let refused =
            |reason: String| MailboxError::Login { server: server.clone(), user: address.user.clone(), reason };
        let password = address.password.as_deref().ok_or_else(|| refused("no password is known".to_owned()))?;
        let entered = timeout(ANSWER, client.login(&address.user, password)).await;
        let entered = entered.map_err(|_| silent(&server))?;
        let mut session = entered.map_err(|(error, _)| refused(error.to_string()))?;
        let mailbox = answer(&server, session.examine(&address.mailbox)).await?;
        let validity = mailbox.uid_validity.ok_or_else(|| protocol(&server, "the mailbox has no UIDVALIDITY"))?;
        Ok(Self { session, server, validity })
    }

    /// The UIDVALIDITY of the mailbox.
    #[must_use]
    pub const fn validity(&self) -> u32 {
        self.validity
    }

    /// The UIDs of the mails after a position, ascending; of all when the mailbox has been made anew since.
    ///
    /// # Errors
    /// [`MailboxError::Protocol`].
    pub async fn after(&mut self, position: Option<Position>) -> Result<Vec<u32>, MailboxError> {
        let last = position.filter(|one| one.validity == self.validity).map_or(0, |one| one.last);
        let Some(next) = last.checked_add(1) else { return Ok(Vec::new()) };
        let found = answer(&self.server, self.session.uid_search(format!("UID {next}:*"))).await?;
        // `n:*` names the last mail even where it is before `n` (RFC 3501, section 6.4.8).
        let mut found: Vec<u32> = found.into_iter().filter(|uid| *uid > last).collect();
        found.sort_unstable();
        Ok(found)
    }

    /// One mail; `None` when it is there no more.
    ///
    /// # Errors
    /// [`MailboxError::Protocol`].
    pub async fn read(&mut self, uid: u32) -> Result<Option<Arrival>, MailboxError> {
        let wanted = format!("(UID INTERNALDATE BODY.PEEK[]<0.{}>)", MOST_OCTETS + 1);
        let fetched = answer(&self.server, self.session.uid_fetch(uid.to_string(), wanted)).await?;
        let mut fetched = pin!(fetched);
        let mut found = None;
        while let Some(one) = answer(&self.server, fetched.try_next()).await? {
            if let (Some(own), Some(body)) = (one.uid, one.body())
                && own == uid
            {
                let date = one.internal_date().and_then(|date| Instant::from_unix_seconds(date.timestamp()));
                let arrived = date.ok_or_else(|| protocol(&self.server, "a mail without a date of arrival"))?;
                let bytes = body[..body.len().min(MOST_OCTETS + 1)].to_vec();
                found = Some(Arrival { key: format!("{}.{uid}", self.validity), arrived, bytes });
            }
        }
        Ok(found)
    }

    /// Takes leave.
    ///
    /// # Errors
    /// [`MailboxError::Protocol`].
    pub async fn close(mut self) -> Result<(), MailboxError> {
        answer(&self.server, self.session.logout()).await
    }

    /// Hands every mail after a position to `each`, oldest first, and says how far it got; for callers that are not
    /// asynchronous themselves.
    ///
    /// # Errors
    /// As the others.
    pub fn read_all(
        address: &ImapAddress,
        after: Option<Position>,
        each: &mut dyn FnMut(Arrival),
    ) -> Result<Position, MailboxError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| protocol(&address.server(), &error.to_string()))?;
        runtime.block_on(async {
            let mut mailbox = Self::open(address).await?;
            let validity = mailbox.validity();
            let mut last = after.filter(|one| one.validity == validity).map_or(0, |one| one.last);
            for uid in mailbox.after(after).await? {
                if let Some(arrival) = mailbox.read(uid).await? {
                    each(arrival);
                }
                last = uid;
            }
            mailbox.close().await?;
            Ok(Position { validity, last })
        })
    }
}

fn protocol(server: &str, reason: &str) -> MailboxError {
    let reason = reason.chars().filter(|character| !character.is_control()).take(300).collect();
    MailboxError::Protocol { server: server.to_owned(), reason }
}

fn silent(server: &str) -> MailboxError {
    protocol(server, "no answer for two minutes")
}

/// An answer of the server, unless it falls silent.
async fn answer<T, E: Display>(server: &str, of: impl Future<Output = Result<T, E>>) -> Result<T, MailboxError> {
    timeout(ANSWER, of).await.map_err(|_| silent(server))?.map_err(|error| protocol(server, &error.to_string()))
}

async fn greeting<T: Wire>(client: &mut async_imap::Client<T>, server: &str) -> Result<(), MailboxError> {
    match answer(server, client.read_response()).await? {
        Some(_) => Ok(()),
        None => Err(protocol(server, "the connection was closed without a greeting")),
    }
}

async fn connect(address: &ImapAddress, server: &str) -> Result<Box<dyn Wire>, MailboxError> {
    let fail = |reason: String| MailboxError::Connect { server: server.to_owned(), reason };
    let dialled = timeout(ANSWER, TcpStream::connect((address.host.as_str(), address.port))).await;
    let plain = dialled.map_err(|_| silent(server))?.map_err(|error| fail(error.to_string()))?;
    let plain = match address.encryption {
        Encryption::None => return Ok(Box::new(plain)),
        Encryption::Always => plain,
        Encryption::Asked => {
            let mut client = async_imap::Client::new(plain);
            greeting(&mut client, server).await?;
            let asked = timeout(ANSWER, client.run_command_and_check_ok("STARTTLS", None)).await;
            asked.map_err(|_| silent(server))?.map_err(|error| fail(format!("no encryption: {error}")))?;
            // What came before the handshake is dropped with the client: nobody can slip in answers.
            client.into_inner()
        }
    };
    let mut roots = RootCertStore::empty();
    let _left_out = roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let config = ClientConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| fail(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(address.host.clone()).map_err(|error| fail(error.to_string()))?;
    let shaken = timeout(ANSWER, TlsConnector::from(Arc::new(config)).connect(name, plain)).await;
    let encrypted = shaken.map_err(|_| silent(server))?.map_err(|error| fail(error.to_string()))?;
    Ok(Box::new(encrypted))
}
