//! One SMTP conversation (RFC 5321), with a point to stand on before the final dot.
//!
//! Mail cannot be sent exactly once: between the final dot and its answer nobody knows whether the relay has taken the
//! message (RFC 1047). What can be had is that this window is as small as one message a connection, and that whoever
//! sends knows afterwards which messages stood in it. For that the sender must note "the dot leaves now" after the whole
//! message was handed over and before the dot is. `lettre`, which composes our mails, offers no such point: its
//! `message_iter` writes the message and `CRLF . CRLF` in one go and reads the answer. Hence a conversation of our own.
//!
//! * [`Server`]: where the relay is and how to reach it.
//! * [`Connection`]: one conversation; message after message.
//! * [`Outcome`]: what became of a message; [`Failure`]: why no conversation began.
//! * [`Timeouts`]: how long each [`Stage`] may take.

mod answer;
mod body;
mod greeting;
mod outcome;
mod server;
mod timeouts;
mod transfer;
mod wire;

pub use outcome::{EnhancedCode, Failure, Outcome, Reason, Stage, Withheld};
pub use server::Server;
pub use timeouts::Timeouts;
pub use transfer::Outgoing;

use greeting::Offers;
use transfer::{After, Transfer};
use wire::{Unasked, Wire};

/// An open conversation with a relay.
#[derive(Debug)]
pub struct Connection {
    /// Gone while a message is under way, so that a sender that is dropped in the middle leaves nothing half said.
    wire: Option<Wire>,
    offers: Offers,
    timeouts: Timeouts,
    unclean: bool,
}

impl Connection {
    /// Reaches a relay and comes as far as the first message.
    ///
    /// # Errors
    /// [`Failure`]: nothing was said of any message.
    pub async fn open(server: &Server, timeouts: Timeouts) -> Result<Self, Failure> {
        let (wire, offers) = greeting::open(server, &timeouts).await?;
        Ok(Self { wire: Some(wire), offers, timeouts, unclean: false })
    }

    /// What the relay offers, in words.
    #[must_use]
    pub fn offered(&self) -> String {
        let Offers { pipelining, eight_bit, smtp_utf8, size, .. } = &self.offers;
        let named = [(*pipelining, "PIPELINING"), (*eight_bit, "8BITMIME"), (*smtp_utf8, "SMTPUTF8")];
        let mut words: Vec<String> =
            named.iter().filter(|(offered, _)| *offered).map(|(_, name)| (*name).to_owned()).collect();
        words.extend(size.map(|octets| format!("messages of up to {octets} octets")));
        if words.is_empty() { "offers nothing beside SMTP".to_owned() } else { format!("offers {}", words.join(", ")) }
    }

    /// Whether another message may be sent. It looks and does not wait: a relay that closes the connection at this very
    /// moment is noticed by the next message ([`Outcome::wants_a_new_connection`]).
    pub fn is_usable(&mut self) -> bool {
        let usable = self.wire.as_mut().is_some_and(|wire| wire.unasked() == Unasked::Nothing);
        if !usable {
            self.wire = None;
        }
        usable
    }

    /// Sends one message. `before_dot` is awaited once, after the whole message was handed to the network and before its
    /// final dot is; it never runs for what fails earlier. If it refuses, the connection is dropped and the dot never
    /// leaves.
    pub async fn send(
        &mut self,
        outgoing: &Outgoing<'_>,
        before_dot: impl AsyncFnOnce() -> Result<(), Withheld>,
    ) -> Outcome {
        let Some(mut wire) = self.wire.take() else {
            return Outcome::NotSent { stage: Stage::Mail, reason: Reason::Spent };
        };
        let transfer =
            Transfer { wire: &mut wire, offers: &self.offers, timeouts: &self.timeouts, unclean: self.unclean };
        let (outcome, after) = transfer.run(outgoing, before_dot).await;
        if after != After::Spent {
            self.wire = Some(wire);
        }
        self.unclean = after == After::Unclean;
        outcome
    }

    /// Takes leave. Whether the relay answers changes nothing.
    pub async fn quit(mut self) {
        if let Some(mut wire) = self.wire.take()
            && wire.write(b"QUIT\r\n", self.timeouts.quit).await.is_ok()
        {
            let _ = wire.answer(self.timeouts.quit).await;
        }
    }
}
