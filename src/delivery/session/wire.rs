//! The connection itself: octets out, answers in, each with its limit in time.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::client::TlsStream;

use super::answer::{Answer, LINE_LIMIT, Reading};
use super::outcome::Reason;
use super::server::{Server, Tls};

/// Octets of a message that go out in one piece.
const BLOCK: usize = 65_536;

#[derive(Debug)]
enum Stream {
    Plain(TcpStream),
    Encrypted(Box<TlsStream<TcpStream>>),
}

/// A connection to a relay.
#[derive(Debug)]
pub(super) struct Wire {
    stream: Stream,
    /// What came in and was not read as an answer yet.
    received: Vec<u8>,
}

/// What came in although nothing was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unasked {
    Nothing,
    Octets,
    End,
}

impl Wire {
    /// Reaches the relay, one of its addresses after the other.
    pub(super) async fn connect(server: &Server, limit: Duration) -> Result<Self, Reason> {
        let unreachable = |error: io::Error| Reason::Unreachable(error.to_string());
        let lookup = tokio::net::lookup_host((server.host.as_str(), server.port));
        let addresses: Vec<_> = within(limit, lookup).await?.map_err(unreachable)?.collect();
        let mut last = Reason::Unreachable("its name has no address".to_owned());
        for address in addresses {
            match within(limit, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => {
                    // The final dot follows the message in a packet of its own and must not wait for an acknowledgement.
                    stream.set_nodelay(true).map_err(unreachable)?;
                    return Ok(Self { stream: Stream::Plain(stream), received: Vec::new() });
                }
                Ok(Err(error)) => last = unreachable(error),
                Err(reason) => last = reason,
            }
        }
        Err(last)
    }

    /// Encrypts from here on. What the relay said in the clear and was not asked for (RFC 3207 section 6) ends the
    /// conversation: somebody on the way may have put it there.
    pub(super) async fn encrypt(self, tls: &Tls, limit: Duration) -> Result<Self, Reason> {
        if !self.received.is_empty() {
            return Err(Reason::BadAnswer("it said something in the clear after it agreed to encrypt"));
        }
        let Stream::Plain(stream) = self.stream else {
            return Err(Reason::Tls("it is encrypted already".to_owned()));
        };
        let stream = within(limit, tls.connector.connect(tls.name.clone(), stream)).await?;
        let stream = stream.map_err(|error| Reason::Tls(error.to_string()))?;
        Ok(Self { stream: Stream::Encrypted(Box::new(stream)), received: Vec::new() })
    }

    /// Whether what is said can be read on the way.
    pub(super) const fn is_encrypted(&self) -> bool {
        matches!(self.stream, Stream::Encrypted(_))
    }

    /// The address of our end as EHLO wants it.
    pub(super) fn own_address(&self) -> String {
        let stream = match &self.stream {
            Stream::Plain(stream) => stream,
            Stream::Encrypted(stream) => stream.get_ref().0,
        };
        match stream.local_addr().map(|address| address.ip().to_canonical()) {
            Ok(std::net::IpAddr::V6(address)) => format!("[IPv6:{address}]"),
            Ok(std::net::IpAddr::V4(address)) => format!("[{address}]"),
            Err(_) => "localhost".to_owned(),
        }
    }

    /// Hands octets to the network, block after block.
    pub(super) async fn write(&mut self, octets: &[u8], limit: Duration) -> Result<(), Reason> {
        for block in octets.chunks(BLOCK) {
            let written = async {
                match &mut self.stream {
                    Stream::Plain(stream) => stream.write_all(block).await,
                    Stream::Encrypted(stream) => {
                        stream.write_all(block).await?;
                        stream.flush().await
                    }
                }
            };
            within(limit, written).await?.map_err(|error| broken(&error))?;
        }
        Ok(())
    }

    /// Reads one answer, complete within the limit.
    pub(super) async fn answer(&mut self, limit: Duration) -> Result<Answer, Reason> {
        within(limit, async {
            let mut reading = Reading::default();
            loop {
                while let Some(line) = self.next_line()? {
                    if let Some(answer) = reading.line(&line)? {
                        return Ok(answer);
                    }
                }
                self.fill().await?;
            }
        })
        .await?
    }

    /// What came in although nothing was asked; looks, and does not wait.
    pub(super) fn unasked(&mut self) -> Unasked {
        if !self.received.is_empty() {
            return Unasked::Octets;
        }
        let mut room = [0_u8; 512];
        let mut buffer = ReadBuf::new(&mut room);
        let mut context = Context::from_waker(Waker::noop());
        let polled = match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_read(&mut context, &mut buffer),
            Stream::Encrypted(stream) => Pin::new(stream).poll_read(&mut context, &mut buffer),
        };
        match polled {
            Poll::Pending => Unasked::Nothing,
            Poll::Ready(Ok(())) if !buffer.filled().is_empty() => {
                self.received.extend_from_slice(buffer.filled());
                Unasked::Octets
            }
            Poll::Ready(_) => Unasked::End,
        }
    }

    /// The next complete line without its end.
    fn next_line(&mut self) -> Result<Option<Vec<u8>>, Reason> {
        let Some(end) = self.received.iter().position(|byte| *byte == b'\n') else {
            if self.received.len() > LINE_LIMIT + 2 {
                return Err(Reason::BadAnswer("a line is too long"));
            }
            return Ok(None);
        };
        let mut line: Vec<u8> = self.received.drain(..=end).collect();
        line.pop();
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Ok(Some(line))
    }

    async fn fill(&mut self) -> Result<(), Reason> {
        let mut room = [0_u8; LINE_LIMIT];
        let read = match &mut self.stream {
            Stream::Plain(stream) => stream.read(&mut room).await,
            Stream::Encrypted(stream) => stream.read(&mut room).await,
        };
        match read {
            Ok(0) => Err(Reason::Closed),
            Ok(count) => {
                self.received.extend_from_slice(&room[..count]);
                Ok(())
            }
            Err(error) => Err(broken(&error)),
        }
    }
}

async fn within<Output>(limit: Duration, work: impl Future<Output = Output>) -> Result<Output, Reason> {
    timeout(limit, work).await.map_err(|_| Reason::TimedOut)
}

/// The end of a TLS connection without a farewell is an end like any other: the answer was complete before, or is not.
fn broken(error: &io::Error) -> Reason {
    match error.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::BrokenPipe => Reason::Closed,
        _ => Reason::Broken(error.to_string()),
    }
}
