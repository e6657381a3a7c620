//! Convoke plans, checks and announces the meetings of a standards body.
//!
//! Read the modules in this order; a module may name only modules of a smaller layer, and siblings never see each
//! other (`tests/it/tidy.rs` holds the table).
//!
//! | layer | module | what it is |
//! |---|---|---|
//! | 0 | [`domain`] | what exists: bodies, meetings, venues, time, calendars, plans, findings, demands |
//! | 0 | [`kernel`] | the placement problem: model, validation, cost, the `Prover` trait |
//! | 1 | [`language`] | terms, dates and messages in the languages of the secretariat |
//! | 1 | [`ical`] | iCalendar bytes and time-zone definitions |
//! | 1 | [`rules`] | what the procedures demand: check and demands |
//! | 2 | [`planning`] | demands to placement problem to plan, with reasons |
//! | 2 | [`announce`] | invitations, feeds and mails as values |
//! | 2 | [`report`] | findings and calendars as text, JSON and HTML |
//! | 3 | [`app`] | use cases over small traits |
//! | 4 | `milp`, `exchange`, `delivery`, `incoming`, `publishing`, `fetching`, `sandbox`, `store`, `typeset` | HiGHS, files, SMTP, mails that come back, calendars of servers and of others, limited child processes, SQLite and PostgreSQL, letters on paper |
//! | 5 | `desk` | what planners and approvers do, over files and a store: the same for the command line and for pages |
//! | 5 | `identity` | people who sign in with a provider of identities (OpenID Connect) |
//! | 6 | `work`, `web` | the loops that send what is due and do jobs; pages and the interface for programs |
//! | 7 | `cli` | arguments, commands, printing |

pub mod announce;
pub mod app;
pub mod domain;
pub mod ical;
pub mod kernel;
pub mod language;
pub mod planning;
pub mod report;
pub mod rules;

#[cfg(feature = "delivery")]
pub mod delivery;
#[cfg(feature = "exchange")]
pub mod exchange;
#[cfg(feature = "fetching")]
pub mod fetching;
#[cfg(feature = "incoming")]
pub mod incoming;
#[cfg(feature = "highs")]
pub mod milp;
#[cfg(feature = "publishing")]
pub mod publishing;
#[cfg(feature = "sandbox")]
pub mod sandbox;
#[cfg(feature = "typeset")]
pub mod typeset;

#[cfg(feature = "store")]
pub mod store;

#[cfg(feature = "desk")]
pub mod desk;
#[cfg(feature = "identity")]
pub mod identity;

#[cfg(all(feature = "delivery", feature = "store"))]
pub mod work;

#[cfg(feature = "web")]
pub mod web;

#[cfg(feature = "cli")]
pub mod cli;
