//! What comes back after an announcement, as values: answers, bounces, people who want no more mail.
//!
//! A mail is read elsewhere into a [`Message`]; here it is judged against what was told ([`Announced`](super::Announced))
//! and what is known ([`Answers`]). A reply changes nothing but what its own attendee answered, and the comment beside it
//! (RFC 5546, section 3.2.3; RFC 6047, sections 2.2.1 and 3): dates, places and who is invited are never read from it.
//!
//! What is known is the same whatever the order in which mails are read, and however often: an answer is replaced by a
//! later one only, a bounce of one message counts once.
//!
//! * [`message`] what came back
//! * [`proof`] who wrote it
//! * [`judge`] what becomes of it
//! * [`bounces`] when an address is written to no more

pub mod bounces;
pub mod judge;
pub mod message;
pub mod proof;

pub use bounces::{Bounced, Cause, Treatment, Whom};
pub use judge::{Answer, Answers, Circumstances, Judged, Unasked, Verdict};
pub use message::{Action, Automatic, Bounce, Incoming, Message, Reply, Request, Said, Status, Unreadable};
pub use proof::{Doubt, Mutant, Proof};
