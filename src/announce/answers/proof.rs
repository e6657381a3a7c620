//! Who wrote a mail. Anybody can write any From header; only who got our invitation knows the token in its address.

use super::judge::Circumstances;
use super::message::Message;
use crate::announce::Recipient;
use crate::announce::identity::{answer_tag, tag_of};
use crate::domain::text::EmailAddress;

/// What speaks for a writer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proof {
    /// The From header alone: the recipient was given no token.
    From,
    /// The token of the recipient.
    Token,
}

impl Proof {
    /// One word for lists.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::From => "address",
            Self::Token => "token",
        }
    }
}

/// What speaks against a writer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// Written by another address than that of the recipient, or by none.
    From,
    /// Without the token that the recipient was given.
    NoToken,
    /// With a token that is not the recipient's.
    ForeignToken,
}

impl Doubt {
    /// What people read.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::From => "written from another address",
            Self::NoToken => "came without the token of the invitation",
            Self::ForeignToken => "came with a token of somebody else",
        }
    }
}

/// A fault that is put in on purpose, to show that the tests find it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutant {
    /// A From header is proof enough, as for those who were given no token.
    BelievesFrom,
    /// Any token of the office will do.
    BelievesAnyToken,
    /// Whoever answers is noted, invited or not.
    TakesStrangers,
    /// A report is believed that comes to an address anybody can write.
    BelievesReports,
}

/// Whether a mail was written by a recipient, or by `assistant` for the recipient, which only a token makes credible.
///
/// # Errors
/// [`Doubt`].
pub(super) fn proof(
    message: &Message,
    recipient: &Recipient,
    assistant: Option<&EmailAddress>,
    Circumstances { sender, mutant, .. }: &Circumstances<'_>,
) -> Result<Proof, Doubt> {
    let is = |address: &EmailAddress| message.from.as_ref().is_some_and(|from| from.is_probably(address));
    let itself = is(&recipient.person.address);
    let token = recipient.token.as_ref().filter(|_| *mutant != Some(Mutant::BelievesFrom));
    let Some(token) = token.and_then(|token| answer_tag(&sender.office.address, token)) else {
        return if itself { Ok(Proof::From) } else { Err(Doubt::From) };
    };
    let mut tags = message.to.iter().filter_map(|to| tag_of(&sender.office.address, to)).peekable();
    if tags.peek().is_none() {
        return Err(Doubt::NoToken);
    }
    // Mail systems fold the case of addresses.
    if !tags.any(|tag| tag.eq_ignore_ascii_case(token)) && *mutant != Some(Mutant::BelievesAnyToken) {
        return Err(Doubt::ForeignToken);
    }
    if itself || assistant.is_some_and(is) { Ok(Proof::Token) } else { Err(Doubt::From) }
}
