//! What was prepared, approved and sent, kept in a SQLite file or in PostgreSQL.
//!
//! The queue of messages is written by hand. Of the crates tried, `apalis` hides the table that must be audited, and
//! `graphile_worker`, `sqlxmq` and `underway` know PostgreSQL only; none has a mark before the last dot, a message that
//! overtakes another, or one transaction for approval and queue.
//!
//! One text of SQL serves both databases; only the schema, the clock and the choice of due rows differ. All times are the
//! database's own, so that machines whose clocks disagree can share one.
//!
//! * [`accounts`], [`credentials`], [`identities`]: who signs in, and with what
//! * [`scenarios`], [`plans`]: files revision by revision, and what was planned for them
//! * [`jobs`]: long work that any machine may do
//! * [`database`]: opening, and running the same statement on either
//! * [`announcements`]: prepare, approve; [`told`]: what everybody was told
//! * [`messages`]: claim, mark, end; what becomes of messages whose sender fell silent
//! * [`arrivals`]: mails that came back
//! * [`correspondents`]: the secrets of addresses
//! * [`sources`]: what announcements were made from, and lists of registrations
//! * [`notices`]: what somebody is to look at
//! * [`control`]: stop and resume, repeat and park, the log
//! * [`overview`]: what there is; [`examination`]: whether it keeps what it is given
//! * [`backup`](self): a store as one file, the same for both databases
//! * [`network`](self): disks on which no file is a store
//! * [`owed`](self): mails that nobody approves
//! * [`pending`](self): one announcement, as its page shows it
//! * [`people`](self): links to begin with, what is kept about somebody, and its end
//! * [`public`](self): what was announced, as everybody may know it
//! * [`registrations`](self): who registered on a page
//! * [`repeats`](self): nobody is told the same again and again
//! * [`webhooks`](self): programs of others that are told
//! * [`room`](self): how much room there is on the disk, and how much sending needs

mod accounts;
mod announcements;
mod answers;
mod arrivals;
mod backup;
mod control;
mod correspondents;
mod credentials;
mod database;
mod error;
mod examination;
mod identities;
mod jobs;
mod messages;
mod network;
mod notices;
mod outside;
mod overview;
mod owed;
mod packing;
mod pending;
mod people;
mod plans;
mod public;
mod registrations;
mod repeats;
mod room;
mod scenarios;
mod sources;
mod told;
mod webhooks;

pub use accounts::{Account, Changed};
pub use announcements::{Announcement, Approval, Message, MessagesDigest, Preparation, Prepared};
pub use answers::KnownAnswer;
pub use arrivals::Arrived;
pub use backup::{BackedUp, Backup, Restored, tables_of_backups};
pub use control::{Entry, LogFault};
pub use credentials::{Credential, Purpose};
pub use database::Store;
pub use error::StoreError;
pub use examination::{Examined, Health};
pub use identities::{Joined, Known, Newcomer};
pub use jobs::{Finished, Job, JobState, MOST_ATTEMPTS, NewJob, PROGRAM};
pub use messages::{Claim, Claimed, Ending, Mark, Marked, Swept};
pub use notices::{Notice, Noticed};
pub use outside::OutsideFeed;
pub use overview::{Listed, Overview, Scheduled};
pub use owed::Owed;
pub use pending::Pending;
pub use plans::{KeptPlan, NewPlan, PlanHead};
pub use public::AnnouncedBy;
pub use registrations::{Confirmed, NewRegistration, Registered};
pub use scenarios::{NewRevision, Revision, ScenarioHead};
pub use told::{ToldRow, digest};
pub use webhooks::{EVENT, WEBHOOK, Webhook};
