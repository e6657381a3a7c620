//! How long to wait, stage by stage.

use std::time::Duration;

/// How long each stage may take. An answer must be complete within the time, so that a relay that sends one octet a
/// minute is left as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// To find and reach the relay, each of its addresses.
    pub connect: Duration,
    /// For its first words.
    pub banner: Duration,
    /// For the answer to EHLO, STARTTLS, AUTH or RSET.
    pub command: Duration,
    /// For the TLS handshake.
    pub tls: Duration,
    /// For the answer to MAIL.
    pub mail: Duration,
    /// For the answer to RCPT.
    pub rcpt: Duration,
    /// For the answer to DATA.
    pub data: Duration,
    /// For each block of the message to be taken by the network.
    pub block: Duration,
    /// For the answer to the final dot: whoever gives up early sends again what has arrived (RFC 1047).
    pub dot: Duration,
    /// For the answer to QUIT.
    pub quit: Duration,
}

impl Timeouts {
    /// Those of RFC 5321 4.5.3.2; where it names none, those of Postfix.
    #[must_use]
    pub const fn standard() -> Self {
        Self {
            connect: Duration::from_secs(30),
            banner: Duration::from_secs(300),
            command: Duration::from_secs(300),
            tls: Duration::from_secs(300),
            mail: Duration::from_secs(300),
            rcpt: Duration::from_secs(300),
            data: Duration::from_secs(120),
            block: Duration::from_secs(180),
            dot: Duration::from_secs(600),
            quit: Duration::from_secs(5),
        }
    }

    /// The same for every stage.
    #[must_use]
    pub const fn all(limit: Duration) -> Self {
        Self {
            connect: limit,
            banner: limit,
            command: limit,
            tls: limit,
            mail: limit,
            rcpt: limit,
            data: limit,
            block: limit,
            dot: limit,
            quit: limit,
        }
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        Self::standard()
    }
}
