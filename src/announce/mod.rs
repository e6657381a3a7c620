//! Invitations, cancellations, feeds and letters as values: every word, header and byte, nothing sent.
//!
//! The same revision for the same recipient gives the same bytes. Links to join reach registered people only; every
//! hour names its zone.

pub mod answers;
mod appointment;
pub mod attendance;
mod clash;
mod confirmation;
mod dispatch;
mod error;
mod feed;
mod identity;
pub mod joining;
pub mod letter;
mod mail;
mod markup;
mod message;
mod page;
pub mod publication;
mod record;
pub mod registered;
pub mod reminders;
mod render;
mod rows;
mod schedule;
mod sender;
mod sessions;
mod token;
mod upcoming;

pub use appointment::{Appointment, Change};
pub use clash::{Clash, Clashes, clashes};
pub use confirmation::{Confirming, Stands, confirmation};
pub use dispatch::{Announced, Dispatch, Drifted, Question, Reason, Told};
pub use error::AnnounceError;
pub use feed::{FeedOptions, FeedPart, collected, feed, feed_name};
pub use identity::meeting_uid;
pub use mail::{Header, Mail, Method};
pub use message::{Announcement, Basis, Revision, cancellation, invitation};
pub use page::{Page, page};
pub use record::RecordError;
pub use sender::{Access, Entitled, Recipient, Sender, known_recipients};
pub use sessions::{SessionCalendar, event_calendar, session_calendars};
pub use token::UnsubscribeToken;
pub use upcoming::upcoming;
