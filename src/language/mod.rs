//! The languages of the secretariat: official terms, dates, hours and the sentences of invitations and mails, in all six.
//!
//! Terms that nobody has checked against an official text are marked as such and listed, never passed off as official.

mod dates;
mod deadlines;
mod direction;
mod hours;
mod letters;
mod names;
pub mod pages;
mod phrases;
mod terms;
mod terms_table;

pub use dates::{date, date_line, date_range, date_with_weekday, weekday};
pub use deadlines::deadline_label;
pub use direction::{is_right_to_left, isolate, isolate_any};
pub use hours::{clock, hour, hour_range};
pub use letters::{Sentence, sentence};
pub use names::{city_name, language_name, language_tag};
pub use phrases::{Phrase, phrase};
pub use terms::{Provenance, Term, TermText, body_kind, term};
