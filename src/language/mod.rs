//! The languages of the secretariat: official terms, dates and hours in all six, and the sentences of invitations and
//! mails in those that are written so far.
//!
//! Terms that nobody has checked against an official text are marked as such and listed, never passed off as official.

mod dates;
mod deadlines;
mod direction;
mod hours;
mod messages;
mod names;
mod terms;
mod terms_table;

pub use dates::{date, date_line, date_range, date_with_weekday, weekday};
pub use deadlines::deadline_label;
pub use direction::{is_right_to_left, isolate};
pub use hours::{clock, hour, hour_range};
pub use messages::{MessageLanguage, Phrase, phrase};
pub use names::{city_name, language_name};
pub use terms::{Provenance, Term, TermText, body_kind, term};
