//! What planners and approvers do, over files and a store: the same for the command line and for pages.
//!
//! Nothing here prints, and nothing makes a clock, dice or zones: they are [`Circumstances`]. Files that cannot be used are
//! a value, [`Unusable`], with all that is to be said of them; everything else that stands in the way is a [`DeskError`].
//!
//! * [`calendar`]: files of any place, read and checked: what pages show and commands work on
//! * [`origin`]: where announcements and letters are made from, so that they can be made again
//! * [`telling`]: what is to be told and to whom; prepared, kept, reviewed and approved, made again
//! * [`arrivals`]: what came back, and what follows from it
//! * [`registered`]: everybody who registered, in lists and on pages
//! * [`confirming`]: what those are told who registered on a page
//! * [`clashing`]: what those are told whose meetings clash with a calendar of others
//! * [`letters`]: letters as files

pub mod arrivals;
pub mod calendar;
mod circumstances;
pub mod clashing;
pub mod confirming;
mod error;
pub mod letters;
pub mod origin;
pub mod registered;
pub mod telling;

pub use circumstances::Circumstances;
pub use error::{DeskError, Kind, NoSuchMeeting, Unusable, Wrong};
