//! A relay in this process that logs every message it answered, and misbehaves on demand.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;

/// Where in the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum At {
    Banner,
    Ehlo,
    StartTls,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// While the message comes in, after so many octets.
    Body(usize),
    Dot,
}

/// What happens there in place of the usual answer.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fault {
    /// These octets, as often as said.
    Say(&'static [u8], usize),
    /// These octets, and the end.
    SayAndClose(&'static [u8]),
    /// The usual answer, so many octets at a time, with a pause after each.
    Slices(usize, Duration),
    /// The end.
    Close,
    /// The end, by RST.
    Reset,
    /// Nothing, and the connection stays.
    Hang,
    /// The usual answer, after a while.
    Late(Duration),
}

/// One message that was answered, or would have been.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) mail: String,
    pub(crate) recipient: String,
    /// Dots undone.
    pub(crate) bytes: Vec<u8>,
    /// `250`, another code, or what was done instead.
    pub(crate) answer: String,
    /// The sender had noted that the dot leaves.
    pub(crate) marked: bool,
}

/// How the sink behaves.
#[derive(Clone)]
pub(crate) struct Manner {
    /// Lines of the answer to EHLO behind the first; STARTTLS goes once it is done.
    pub(crate) offers: Vec<&'static str>,
    /// Those after encryption.
    pub(crate) offers_encrypted: Vec<&'static str>,
    pub(crate) faults: Vec<(At, Fault)>,
    /// Faults happen to the first connection alone.
    pub(crate) once: bool,
    /// Faults that happen to messages for a recipient, beside the others.
    pub(crate) by_recipient: fn(&str) -> Option<(At, Fault)>,
    pub(crate) tls: Option<TlsAcceptor>,
    /// Encrypted from the first octet.
    pub(crate) implicit: bool,
    /// Name and password it takes.
    pub(crate) login: Option<(&'static str, &'static str)>,
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            offers: vec!["PIPELINING", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES"],
            offers_encrypted: vec!["PIPELINING", "8BITMIME", "SMTPUTF8", "AUTH PLAIN LOGIN"],
            faults: Vec::new(),
            once: false,
            by_recipient: |_| None,
            tls: None,
            implicit: false,
            login: None,
        }
    }
}

/// What the sink saw.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) taken: Mutex<Vec<Taken>>,
    pub(crate) commands: Mutex<Vec<String>>,
    /// Set by the sender before it lets the dot go.
    pub(crate) marked: AtomicBool,
    /// Octets of the message under way.
    octets: AtomicUsize,
    more: Notify,
    connections: AtomicUsize,
    closed: AtomicUsize,
    last_dot: Mutex<Option<Instant>>,
}

impl Seen {
    /// Waits until so many octets of the message, as they go over the wire, have come in.
    pub(crate) async fn octets(&self, count: usize) {
        self.until(|| self.octets.load(Ordering::SeqCst) >= count).await;
    }

    /// Waits until so many connections are closed.
    pub(crate) async fn closed(&self, count: usize) {
        self.until(|| self.closed.load(Ordering::SeqCst) >= count).await;
    }

    async fn until(&self, holds: impl Fn() -> bool) {
        loop {
            let more = self.more.notified();
            if holds() {
                return;
            }
            more.await;
        }
    }

    pub(crate) fn commands(&self) -> Vec<String> {
        self.commands.lock().expect("a lock").clone()
    }

    pub(crate) fn taken(&self) -> Vec<Taken> {
        self.taken.lock().expect("a lock").clone()
    }

    /// When the last dot came in.
    pub(crate) fn last_dot(&self) -> Option<Instant> {
        *self.last_dot.lock().expect("a lock")
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// Starts one; it ends with the runtime.
pub(crate) async fn start(manner: Manner) -> (u16, Arc<Seen>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let seen = Arc::new(Seen::default());
    let shared = Arc::clone(&seen);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (mut manner, seen) = (manner.clone(), Arc::clone(&shared));
            if seen.connections.fetch_add(1, Ordering::SeqCst) > 0 && manner.once {
                manner.faults.clear();
            }
            tokio::spawn(async move {
                let _ = converse(stream, manner, &seen).await;
                seen.closed.fetch_add(1, Ordering::SeqCst);
                seen.more.notify_waiters();
            });
        }
    });
    (port, seen)
}

/// The conversation is over.
struct Over;

impl From<std::io::Error> for Over {
    fn from(_: std::io::Error) -> Self {
        Self
    }
}

trait Both: AsyncRead + AsyncWrite + Unpin + Send {}
impl<Stream: AsyncRead + AsyncWrite + Unpin + Send> Both for Stream {}

enum Line {
    Plain(TcpStream),
    Encrypted(Box<tokio_rustls::server::TlsStream<TcpStream>>),
}

struct Talk<'a> {
    line: Line,
    input: Vec<u8>,
    manner: Manner,
    seen: &'a Seen,
}

async fn converse(stream: TcpStream, manner: Manner, seen: &Seen) -> Result<(), Over> {
    stream.set_nodelay(true)?;
    let line = match (&manner.tls, manner.implicit) {
        (Some(tls), true) => Line::Encrypted(Box::new(tls.clone().accept(stream).await?)),
        _ => Line::Plain(stream),
    };
    Talk { line, input: Vec::new(), manner, seen }.run().await
}

impl Talk<'_> {
    async fn run(mut self) -> Result<(), Over> {
        self.say(At::Banner, b"220 sink ESMTP\r\n").await?;
        let (mut mail, mut recipient) = (String::new(), String::new());
        let usual = self.manner.faults.len();
        loop {
            let line = self.line().await?;
            let line = String::from_utf8(line).map_err(|_| Over)?;
            self.seen.commands.lock().expect("a lock").push(line.clone());
            let upper = line.to_uppercase();
            if upper.starts_with("EHLO") {
                let encrypted = matches!(self.line, Line::Encrypted(_));
                let offers = if encrypted { &self.manner.offers_encrypted } else { &self.manner.offers };
                let mut lines = vec!["sink".to_owned()];
                lines.extend(offers.iter().map(|offer| (*offer).to_owned()));
                let last = lines.len() - 1;
                let answer: String = lines
                    .iter()
                    .enumerate()
                    .map(|(index, line)| format!("250{}{line}\r\n", if index == last { ' ' } else { '-' }))
                    .collect();
                self.say(At::Ehlo, answer.as_bytes()).await?;
            } else if upper.starts_with("HELO") {
                self.write(b"250 sink\r\n").await?;
            } else if upper == "STARTTLS" {
                self.say(At::StartTls, b"220 2.0.0 go\r\n").await?;
                let (Some(tls), Line::Plain(stream)) = (self.manner.tls.clone(), self.line) else { return Err(Over) };
                // What was said in the clear behind STARTTLS does not count.
                self.input.clear();
                self.line = Line::Encrypted(Box::new(tls.accept(stream).await?));
            } else if upper.starts_with("AUTH") {
                self.login(&line).await?;
            } else if upper.starts_with("MAIL") {
                mail = line;
                self.say(At::Mail, b"250 2.1.0 ok\r\n").await?;
            } else if upper.starts_with("RCPT") {
                recipient = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                self.manner.faults.truncate(usual);
                self.manner.faults.extend((self.manner.by_recipient)(&recipient));
                self.say(At::Rcpt, b"250 2.1.5 ok\r\n").await?;
            } else if upper == "DATA" {
                self.say(At::Data, b"354 go\r\n").await?;
                let refused = self.manner.faults.iter().any(
                    |(at, fault)| matches!((at, fault), (At::Data, Fault::Say(octets, _)) if !octets.starts_with(b"354")),
                );
                if !refused {
                    self.message(&mail, &recipient).await?;
                }
            } else if upper == "RSET" {
                self.write(b"250 2.0.0 ok\r\n").await?;
            } else if upper == "QUIT" {
                self.write(b"221 2.0.0 bye\r\n").await?;
                return Ok(());
            } else {
                self.write(b"502 5.5.2 what?\r\n").await?;
            }
        }
    }

    /// A message, strictly: CRLF alone ends a line, and a line of one dot the message.
    async fn message(&mut self, mail: &str, recipient: &str) -> Result<(), Over> {
        self.seen.octets.store(0, Ordering::SeqCst);
        let mut bytes = Vec::new();
        let mut octets = 0;
        loop {
            if let Some((At::Body(limit), fault)) =
                self.manner.faults.iter().copied().find(|(at, _)| matches!(at, At::Body(limit) if octets >= *limit))
            {
                self.fault(fault, b"").await?;
                self.manner.faults.retain(|(at, _)| *at != At::Body(limit));
            }
            let line = self.line().await?;
            if line == b"." {
                *self.seen.last_dot.lock().expect("a lock") = Some(Instant::now());
                break;
            }
            octets += line.len() + 2;
            bytes.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
            bytes.extend_from_slice(b"\r\n");
            self.seen.octets.store(octets, Ordering::SeqCst);
            self.seen.more.notify_waiters();
        }
        let usual: &[u8] = b"250 2.0.0 taken\r\n";
        let answer = match self.manner.faults.iter().find(|(at, _)| *at == At::Dot).map(|(_, fault)| fault) {
            None | Some(Fault::Slices(..) | Fault::Late(_)) => "250".to_owned(),
            Some(Fault::Say(octets, _) | Fault::SayAndClose(octets)) => {
                String::from_utf8_lossy(octets).chars().take(3).collect()
            }
            Some(other) => format!("{other:?}").to_lowercase(),
        };
        self.seen.taken.lock().expect("a lock").push(Taken {
            mail: mail.to_owned(),
            recipient: recipient.to_owned(),
            bytes,
            answer,
            marked: self.seen.marked.swap(false, Ordering::SeqCst),
        });
        self.say(At::Dot, usual).await
    }

    async fn login(&mut self, line: &str) -> Result<(), Over> {
        let Some((user, password)) = self.manner.login else { return self.write(b"503 5.5.1 no\r\n").await };
        let given = if let Some(rest) = line.strip_prefix("AUTH PLAIN ") {
            let plain = base64_text(rest);
            let mut parts = plain.split('\0').skip(1).map(str::to_owned);
            (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
        } else {
            self.write(b"334 VXNlcm5hbWU6\r\n").await?;
            let user = self.line().await?;
            self.write(b"334 UGFzc3dvcmQ6\r\n").await?;
            let password = self.line().await?;
            (base64_text(&String::from_utf8_lossy(&user)), base64_text(&String::from_utf8_lossy(&password)))
        };
        if given == (user.to_owned(), password.to_owned()) {
            self.say(At::Auth, b"235 2.7.0 welcome\r\n").await
        } else {
            // Some relays do say back what they were told.
            let answer = format!("535 5.7.8 {} is not the password of {}\r\n", given.1, given.0);
            self.say(At::Auth, answer.as_bytes()).await
        }
    }

    async fn say(&mut self, at: At, usual: &[u8]) -> Result<(), Over> {
        match self.manner.faults.iter().find(|(where_, _)| *where_ == at).map(|(_, fault)| *fault) {
            None => self.write(usual).await,
            Some(fault) => self.fault(fault, usual).await,
        }
    }

    async fn fault(&mut self, fault: Fault, usual: &[u8]) -> Result<(), Over> {
        match fault {
            Fault::Say(octets, times) => {
                for _ in 0..times {
                    self.write(octets).await?;
                }
                Ok(())
            }
            Fault::SayAndClose(octets) => {
                self.write(octets).await?;
                Err(Over)
            }
            Fault::Slices(size, pause) => {
                for slice in usual.chunks(size) {
                    self.write(slice).await?;
                    tokio::time::sleep(pause).await;
                }
                Ok(())
            }
            Fault::Close => Err(Over),
            Fault::Reset => {
                let stream = match &self.line {
                    Line::Plain(stream) => stream,
                    Line::Encrypted(stream) => stream.get_ref().0,
                };
                stream.set_zero_linger()?;
                Err(Over)
            }
            Fault::Hang => std::future::pending().await,
            Fault::Late(after) => {
                tokio::time::sleep(after).await;
                self.write(usual).await
            }
        }
    }

    /// The next line, ended by CRLF; LF or CR alone is an offence that ends the conversation.
    async fn line(&mut self) -> Result<Vec<u8>, Over> {
        loop {
            if let Some(end) = self.input.iter().position(|byte| *byte == b'\n') {
                let mut line: Vec<u8> = self.input.drain(..=end).collect();
                line.truncate(end);
                if line.pop() != Some(b'\r') || line.contains(&b'\r') || line.len() > 998 + 1 {
                    self.seen.commands.lock().expect("a lock").push(format!("OFFENCE {line:?}"));
                    return Err(Over);
                }
                return Ok(line);
            }
            let mut room = vec![0; 65_536];
            let count = self.both().read(&mut room).await?;
            if count == 0 {
                return Err(Over);
            }
            self.input.extend_from_slice(&room[..count]);
        }
    }

    async fn write(&mut self, octets: &[u8]) -> Result<(), Over> {
        self.both().write_all(octets).await?;
        self.both().flush().await?;
        Ok(())
    }

    fn both(&mut self) -> &mut dyn Both {
        match &mut self.line {
            Line::Plain(stream) => stream,
            Line::Encrypted(stream) => stream.as_mut(),
        }
    }
}

/// The text behind base64.
fn base64_text(encoded: &str) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for byte in encoded.bytes().filter(|byte| *byte != b'=') {
        let value = ALPHABET.iter().position(|one| *one == byte).expect("base64");
        bits = bits << 6 | u32::try_from(value).expect("six bits");
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).expect("eight bits"));
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}
