//! What comes back: mails read, judged, and where they come from.

mod hostile;
mod judged;
mod read;
