//! One message over an open conversation: MAIL, RCPT, DATA, the message, the caller's mark, the final dot.

use std::time::Duration;

use super::answer::Answer;
use super::body::Body;
use super::greeting::Offers;
use super::outcome::{Outcome, Reason, Stage, Withheld};
use super::timeouts::Timeouts;
use super::wire::{Unasked, Wire};
use crate::domain::text::EmailAddress;

/// How long to wait for words that a relay may have said before it closed the connection.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// A message with its envelope.
#[derive(Debug, Clone, Copy)]
pub struct Outgoing<'a> {
    /// Who hears of it when it cannot be delivered.
    pub return_address: &'a EmailAddress,
    /// To whom.
    pub recipient: &'a EmailAddress,
    /// The message: CRLF between lines, none longer than 998 octets.
    pub bytes: &'a [u8],
}

/// What the connection is good for after a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// For the next message.
    Clean,
    /// For the next message, after RSET.
    Unclean,
    /// For nothing.
    Spent,
}

/// What ended the transfer before the message was accepted.
struct End {
    outcome: Outcome,
    after: After,
}

impl End {
    fn not_sent(stage: Stage, reason: Reason) -> Self {
        Self { outcome: Outcome::NotSent { stage, reason }, after: After::Spent }
    }
}

/// A conversation as it stands.
pub(super) struct Transfer<'a> {
    pub(super) wire: &'a mut Wire,
    pub(super) offers: &'a Offers,
    pub(super) timeouts: &'a Timeouts,
    /// The message before this one left its envelope behind.
    pub(super) unclean: bool,
}

impl Transfer<'_> {
    /// Sends one message.
    pub(super) async fn run(
        mut self,
        outgoing: &Outgoing<'_>,
        before_dot: impl AsyncFnOnce() -> Result<(), Withheld>,
    ) -> (Outcome, After) {
        let unclean = if self.unclean { After::Unclean } else { After::Clean };
        let (body, mail) = match self.prepare(outgoing) {
            Ok(prepared) => prepared,
            // Nothing was said: the connection is as good as before.
            Err(reason) => return (Outcome::NotSent { stage: Stage::Mail, reason }, unclean),
        };
        match self.transfer(&body, &mail, outgoing.recipient, before_dot).await {
            Ok(outcome) => (outcome, After::Clean),
            Err(End { outcome, after }) => (outcome, after),
        }
    }

    /// Whether the relay can take it at all, and what to say for MAIL.
    fn prepare<'b>(&self, outgoing: &Outgoing<'b>) -> Result<(Body<'b>, String), Reason> {
        let Outgoing { return_address, recipient, bytes } = outgoing;
        let body = Body::check(bytes)?;
        let utf8 = return_address.needs_smtputf8() || recipient.needs_smtputf8() || body.eight_bit_header;
        if utf8 && !self.offers.smtp_utf8 {
            return Err(Reason::NeedsSmtpUtf8);
        }
        if body.eight_bit && !self.offers.eight_bit {
            return Err(Reason::NeedsEightBit);
        }
        let mut mail = format!("MAIL FROM:<{}>", return_address.as_str());
        if let Some(limit) = self.offers.size {
            if bytes.len() > limit {
                return Err(Reason::Size { octets: bytes.len(), limit });
            }
            mail.push_str(&format!(" SIZE={}", bytes.len()));
        }
        if body.eight_bit {
            mail.push_str(" BODY=8BITMIME");
        }
        if utf8 {
            mail.push_str(" SMTPUTF8");
        }
        mail.push_str("\r\n");
        Ok((body, mail))
    }

    async fn transfer(
        &mut self,
        body: &Body<'_>,
        mail: &str,
        recipient: &EmailAddress,
        before_dot: impl AsyncFnOnce() -> Result<(), Withheld>,
    ) -> Result<Outcome, End> {
        let Timeouts { command, data, block, dot, .. } = *self.timeouts;
        self.envelope(mail, recipient).await?;
        self.write(Stage::Data, b"DATA\r\n", command).await?;
        let answer = self.answer(Stage::Data, data).await?;
        judge(Stage::Data, &answer, 354..=354, After::Unclean)?;

        if let Err(reason) = self.wire.write(&body.stuffed(), block).await {
            // A relay that had enough often says why, and closes.
            return Err(match self.wire.answer(LAST_WORDS).await {
                Ok(answer) => early(&answer),
                Err(_) => End::not_sent(Stage::Data, reason),
            });
        }
        self.still_listening().await?;
        before_dot()
            .await
            .map_err(|Withheld { reason }| End { outcome: Outcome::Withheld { reason }, after: After::Spent })?;
        self.still_listening().await?;

        let uncertain = |reason| End { outcome: Outcome::Uncertain { reason }, after: After::Spent };
        self.wire.write(b".\r\n", command).await.map_err(uncertain)?;
        let answer = self.wire.answer(dot).await.map_err(uncertain)?;
        judge(Stage::Dot, &answer, 200..=299, After::Clean)?;
        Ok(Outcome::Accepted { answer: answer.text() })
    }

    /// MAIL and RCPT; at once where the relay takes commands without waiting (RFC 2920).
    async fn envelope(&mut self, mail: &str, recipient: &EmailAddress) -> Result<(), End> {
        let timeouts = *self.timeouts;
        let reset = if self.unclean { "RSET\r\n" } else { "" };
        let rcpt = format!("RCPT TO:<{}>\r\n", recipient.as_str());
        if self.offers.pipelining {
            self.write(Stage::Mail, format!("{reset}{mail}{rcpt}").as_bytes(), timeouts.command).await?;
            let reset = if self.unclean { Some(self.answer(Stage::Mail, timeouts.command).await?) } else { None };
            if let Some(answer) = reset {
                judge(Stage::Mail, &answer, 200..=299, After::Spent)?;
            }
            let to_mail = self.answer(Stage::Mail, timeouts.mail).await?;
            let accepted = judge(Stage::Mail, &to_mail, 200..=299, After::Unclean);
            if let Err(End { after: After::Spent, .. }) = accepted {
                return accepted;
            }
            match (accepted, self.answer(Stage::Rcpt, timeouts.rcpt).await) {
                (Ok(()), Ok(answer)) => judge(Stage::Rcpt, &answer, 200..=299, After::Unclean),
                (Ok(()), Err(end)) => Err(end),
                (Err(end), Ok(_)) => Err(end),
                // MAIL was answered, and that answer counts; but the two are out of step.
                (Err(End { outcome, .. }), Err(_)) => Err(End { outcome, after: After::Spent }),
            }
        } else {
            if self.unclean {
                self.write(Stage::Mail, reset.as_bytes(), timeouts.command).await?;
                let answer = self.answer(Stage::Mail, timeouts.command).await?;
                judge(Stage::Mail, &answer, 200..=299, After::Spent)?;
            }
            self.write(Stage::Mail, mail.as_bytes(), timeouts.command).await?;
            let answer = self.answer(Stage::Mail, timeouts.mail).await?;
            judge(Stage::Mail, &answer, 200..=299, After::Unclean)?;
            self.write(Stage::Rcpt, rcpt.as_bytes(), timeouts.command).await?;
            let answer = self.answer(Stage::Rcpt, timeouts.rcpt).await?;
            judge(Stage::Rcpt, &answer, 200..=299, After::Unclean)
        }
    }

    /// Before the dot a relay has nothing to say. What it says all the same is not the answer to the dot: a refusal is
    /// one, anything else puts the two out of step. Either way the dot must not go out.
    async fn still_listening(&mut self) -> Result<(), End> {
        // What has arrived is known only after the network was looked at.
        tokio::task::yield_now().await;
        match self.wire.unasked() {
            Unasked::Nothing => Ok(()),
            Unasked::End => Err(End::not_sent(Stage::Data, Reason::Closed)),
            Unasked::Octets => Err(match self.wire.answer(LAST_WORDS).await {
                Ok(answer) => early(&answer),
                Err(reason) => End::not_sent(Stage::Data, reason),
            }),
        }
    }

    async fn write(&mut self, stage: Stage, octets: &[u8], limit: Duration) -> Result<(), End> {
        self.wire.write(octets, limit).await.map_err(|reason| End::not_sent(stage, reason))
    }

    async fn answer(&mut self, stage: Stage, limit: Duration) -> Result<Answer, End> {
        self.wire.answer(limit).await.map_err(|reason| End::not_sent(stage, reason))
    }
}

/// An answer that came before the dot.
fn early(answer: &Answer) -> End {
    match judge(Stage::Data, answer, 600..=600, After::Spent) {
        Err(End { outcome, .. }) => End { outcome, after: After::Spent },
        Ok(()) => End::not_sent(Stage::Data, Reason::BadAnswer("it answered before the message ended")),
    }
}

/// What an answer says about the message.
fn judge(stage: Stage, answer: &Answer, good: std::ops::RangeInclusive<u16>, after: After) -> Result<(), End> {
    let Answer { code, enhanced, .. } = *answer;
    // After these the relay closes the connection (RFC 5321 3.8, RFC 7504).
    let after = if matches!(code, 421 | 521) { After::Spent } else { after };
    let outcome = match code {
        _ if good.contains(&code) => return Ok(()),
        400..=499 => Outcome::Deferred { stage, answer: answer.text(), code, enhanced },
        500..=599 => Outcome::Refused { stage, answer: answer.text(), code, enhanced },
        _ => {
            let reason = Reason::BadAnswer("its answer may not come here");
            let outcome =
                if stage == Stage::Dot { Outcome::Uncertain { reason } } else { Outcome::NotSent { stage, reason } };
            return Err(End { outcome, after: After::Spent });
        }
    };
    Err(End { outcome, after })
}
