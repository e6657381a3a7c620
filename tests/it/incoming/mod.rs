//! What comes back: mails read, judged, and where they come from.

mod attendance;
mod command;
mod dovecot;
mod hostile;
mod judged;
mod mailboxes;
mod read;
