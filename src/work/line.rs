//! One connection to the relay, one message after the other.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::time::Instant;

use super::marks::Marks;
use super::sender::Shared;
use super::{Mutant, Settings, WorkError};
use crate::app::outbox::Attempt;
use crate::delivery::session::{Connection, EnhancedCode, Failure, Outcome, Outgoing, Withheld};
use crate::domain::text::EmailAddress;
use crate::store::{Claimed, Ending, Mark, Marked};

/// Signs a mail: its bytes, and the time of the signature in seconds since 1970. The same mail at the same time must give
/// the same bytes: a repetition is a copy.
#[derive(Clone)]
pub struct Signer(Arc<Sign>);

type Sign = dyn Fn(&[u8], i64) -> Result<Vec<u8>, String> + Send + Sync;

impl Signer {
    /// Signs as this does.
    pub fn new(sign: impl Fn(&[u8], i64) -> Result<Vec<u8>, String> + Send + Sync + 'static) -> Self {
        Self(Arc::new(sign))
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Signer(…)")
    }
}

/// How a message was left.
#[derive(Debug)]
pub(super) enum Left {
    /// The attempt is over.
    Ended(Marked),
    /// The relay did not open a conversation: this message waits, and the relay is in question.
    NoRelay(Failure, Marked),
    /// It was not begun: the server of its domain asked for patience.
    HeldBack,
    /// Sending was stopped before its dot.
    Stopped,
}

/// One line to the relay.
pub(super) struct Line {
    connection: Option<Connection>,
}

impl Line {
    pub(super) const fn new() -> Self {
        Self { connection: None }
    }

    /// Sends one message, and writes down what became of it.
    pub(super) async fn send(&mut self, message: &Claimed, shared: &Shared) -> Result<Left, WorkError> {
        let (settings, marks) = (&shared.settings, &shared.marks);
        let (number, fence) = (message.number, message.fence);
        if let Some(left) = shared.patience.left(&message.domain, Instant::now()) {
            marks.write(number, fence, Mark::Release).await?;
            shared.store.hold_back(&message.domain, left).await?;
            return Ok(Left::HeldBack);
        }
        let address = |text: &str| {
            let found = EmailAddress::parse_confirmed(text);
            found.map_err(|_| WorkError::Address { number })
        };
        let (return_address, recipient) = (address(&message.return_address)?, address(&message.recipient)?);
        let bytes = sign(message, settings).await?;
        let outgoing = Outgoing { return_address: &return_address, recipient: &recipient, bytes: &bytes };
        let mut fresh = false;
        loop {
            if !self.connection.as_mut().is_some_and(Connection::is_usable) {
                match Connection::open(&settings.server, settings.timeouts).await {
                    Ok(connection) => self.connection = Some(connection),
                    Err(failure) => {
                        let marked = end(marks, message, failure.clone().into(), false).await?;
                        return Ok(Left::NoRelay(failure, marked));
                    }
                }
                fresh = true;
            }
            let Some(connection) = self.connection.as_mut() else { continue };
            let (mut marked, mut broken) = (None, None);
            let late = settings.mutant == Some(Mutant::MarkAfterAnswer);
            let outcome = connection
                .send(&outgoing, async || {
                    if late {
                        return Ok(());
                    }
                    if shared.broken.load(Ordering::SeqCst) {
                        return Err(Withheld::because("the store could not be written"));
                    }
                    match marks.write(number, fence, Mark::Dot).await {
                        Ok(Marked::Done(state)) => {
                            marked = Some(Marked::Done(state));
                            Ok(())
                        }
                        Ok(result) => {
                            marked = Some(result);
                            Err(Withheld::because("stopped, or no longer this sender's"))
                        }
                        Err(error) => {
                            let withheld = Withheld::because(error.to_string());
                            broken = Some(error);
                            Err(withheld)
                        }
                    }
                })
                .await;
            if late && matches!(outcome, Outcome::Accepted { .. }) {
                marked = Some(marks.write(number, fence, Mark::Dot).await?);
            }
            if let Some(error) = broken {
                return Err(error);
            }
            if !fresh && outcome.wants_a_new_connection() {
                self.connection = None;
                continue;
            }
            match marked {
                Some(Marked::Stopped) => {
                    marks.write(number, fence, Mark::Release).await?;
                    return Ok(Left::Stopped);
                }
                Some(Marked::Lost) => return Ok(Left::Ended(Marked::Lost)),
                _ => {}
            }
            if asks_for_patience(&outcome) && settings.mutant != Some(Mutant::HearsNoWish) {
                let wait = shared.patience.asked(&message.domain, Instant::now());
                shared.store.hold_back(&message.domain, wait).await?;
            }
            return Ok(Left::Ended(end(marks, message, outcome, marked.is_some()).await?));
        }
    }

    /// Takes leave of the relay.
    pub(super) async fn close(self) {
        if let Some(connection) = self.connection {
            connection.quit().await;
        }
    }
}

async fn sign(message: &Claimed, settings: &Settings) -> Result<Vec<u8>, WorkError> {
    let Some(signer) = settings.signer.clone() else { return Ok(message.bytes.clone()) };
    let (bytes, time, number) = (message.bytes.clone(), message.approved / 1000, message.number);
    // A signature takes a processor for a while; connections go on meanwhile.
    let signed = tokio::task::spawn_blocking(move || (signer.0)(&bytes, time)).await;
    let signed = signed.unwrap_or_else(|error| Err(error.to_string()));
    signed.map_err(|reason| WorkError::Signature { number, reason })
}

async fn end(marks: &Marks, message: &Claimed, outcome: Outcome, dotted: bool) -> Result<Marked, WorkError> {
    let said = |stage: String, answer: String| format!("{stage}: {answer}");
    let (attempt, answer) = match outcome {
        Outcome::Accepted { answer } => (Attempt::Accepted, answer),
        Outcome::Refused { stage, answer, .. } => (Attempt::Refused, said(stage.to_string(), answer)),
        Outcome::Deferred { stage, answer, .. } => (Attempt::Deferred, said(stage.to_string(), answer)),
        Outcome::NotSent { stage, reason } => {
            let attempt = if reason.lies_in_the_message() { Attempt::Refused } else { Attempt::NotSent };
            (attempt, said(stage.to_string(), reason.to_string()))
        }
        Outcome::Withheld { reason } => (Attempt::NotSent, reason),
        Outcome::Uncertain { reason } => (Attempt::Lost, format!("after the dot: {reason}")),
    };
    let answer = without_secret(&answer, &message.return_address);
    marks.write(message.number, message.fence, Mark::End(Ending { attempt, dotted, answer })).await
}

/// What a server said, without what only the recipient's mail systems may know: some repeat the return address.
fn without_secret(answer: &str, return_address: &str) -> String {
    let secret = return_address.split_once('+').and_then(|(_, rest)| rest.split_once('@')).map(|(secret, _)| secret);
    let Some(secret) = secret.filter(|secret| !secret.is_empty()) else { return answer.to_owned() };
    let (folded, secret) = (answer.to_ascii_lowercase(), secret.to_ascii_lowercase());
    let (mut shown, mut rest) = (String::new(), 0);
    for (at, _) in folded.match_indices(&secret) {
        shown.push_str(&answer[rest..at]);
        shown.push('…');
        rest = at + secret.len();
    }
    shown + &answer[rest..]
}

/// 4.7.x and 421: the server speaks of us, not of this message.
fn asks_for_patience(outcome: &Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Deferred { code: 421, .. }
            | Outcome::Deferred { enhanced: Some(EnhancedCode { class: 4, subject: 7, .. }), .. }
    )
}

#[cfg(test)]
mod tests {
    use super::without_secret;

    #[test]
    fn what_a_server_repeats_of_the_return_address_is_not_kept() {
        let said = "550 <Bounces+SECRETsecret@tsb.example.org> is not welcome; secretsecret";
        let shown = without_secret(said, "bounces+secretsecret@tsb.example.org");
        assert_eq!(shown, "550 <Bounces+…@tsb.example.org> is not welcome; …");
        assert_eq!(without_secret(said, "bounces@tsb.example.org"), said);
    }
}
