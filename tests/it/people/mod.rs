//! People: who joins by which link, who is reminded of what, and what a store alone can make again.

mod command;
mod joining;
mod reminders;
