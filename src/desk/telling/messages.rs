//! The bytes of what goes out, and keeping them.

use super::Telling;
use super::prepare::{DAY, Prepared, midnight};
use crate::announce::reminders::Reminder;
use crate::announce::{Dispatch, Mail, Told};
use crate::delivery::compose;
use crate::desk::{Circumstances, DeskError};
use crate::domain::ids::MeetingId;
use crate::domain::pieces::side_by_side;
use crate::store::{self, Message, Preparation, Store};
use chrono::Days;

/// Messages composed before they are kept.
const AT_ONCE: usize = 512;

impl Telling {
    /// Keeps it in the store, for somebody else to approve. `by` is who prepares it.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::Composing`]; nothing is kept then.
    pub async fn keep(
        &self,
        store: &Store,
        prepared: &Prepared,
        by: &str,
        circumstances: &Circumstances<'_>,
    ) -> Result<store::Prepared, DeskError> {
        let preparation = Preparation {
            scenario: self.name(),
            by,
            meetings: &prepared.meetings,
            told: &prepared.told,
            stamped: prepared.stamped.unix_seconds(),
            sources: &prepared.sources,
        };
        store.prepare(&preparation, self.messages(prepared, circumstances)).await
    }

    /// All messages with their bytes: those that leave at once, then the reminders. Some are composed side by side, and never
    /// are all of them held. An error is [`DeskError::Composing`].
    pub fn messages<'a>(
        &'a self,
        prepared: &'a Prepared,
        circumstances: &Circumstances<'_>,
    ) -> impl Iterator<Item = Result<Message, DeskError>> + Send + use<'a> {
        let now = circumstances.now.unix_seconds();
        let at_once = composed(&prepared.dispatches, move |dispatch| self.message(dispatch, now));
        at_once.chain(composed(&prepared.reminders, move |reminder| self.reminder(reminder, now)))
    }

    fn message(&self, dispatch: &Dispatch, now: i64) -> Result<Message, DeskError> {
        // Nobody needs it any more the day after the meeting.
        let last = dispatch.told.appointment.placement().last();
        let after = midnight(last.checked_add_days(Days::new(1)).unwrap_or(last));
        let meeting = &dispatch.announcement.meeting;
        let (told, reason) = (dispatch.told.clone(), dispatch.reason.word().to_owned());
        written(meeting, reason, told, &dispatch.announcement.mail, (self.played(after, now), None))
    }

    fn reminder(&self, reminder: &Reminder, now: i64) -> Result<Message, DeskError> {
        let [at, until] = [reminder.at, reminder.until].map(|one| self.played(one.unix_seconds(), now));
        let told = reminder.told.clone();
        // The digest of what is approved holds the hour: where another day is played it may not hang on that of the run.
        written(&reminder.meeting, reminder.reason(), told, &reminder.mail, (until, Some(at)))
    }

    /// A point in time by the clock of the store. Where another day than today is played, as long after now as it would be
    /// then; now is counted from the beginning of the real day, so that it is the same all day long.
    fn played(&self, seconds: i64, now: i64) -> i64 {
        match self.request.on {
            None => seconds,
            Some(on) => now - now.rem_euclid(DAY) + (seconds - midnight(on)),
        }
    }
}

/// One message as it is kept.
fn written(
    meeting: &MeetingId,
    reason: String,
    told: Told,
    mail: &Mail,
    (useful_until, not_before): (i64, Option<i64>),
) -> Result<Message, DeskError> {
    let letter = compose(mail).map_err(|why| DeskError::Composing { meeting: meeting.clone(), why })?;
    Ok(Message {
        meeting: meeting.clone(),
        reason,
        told,
        message_id: letter.message_id().to_owned(),
        return_address: letter.return_address().as_str().to_owned(),
        recipient: letter.recipient().as_str().to_owned(),
        bytes: letter.bytes().to_vec(),
        useful_until,
        not_before,
    })
}

fn composed<'a, T: Sync>(
    all: &'a [T],
    one: impl Fn(&T) -> Result<Message, DeskError> + Send + Sync + Copy + 'a,
) -> impl Iterator<Item = Result<Message, DeskError>> + Send + 'a {
    let piece = move |piece: &[T]| piece.iter().map(one).collect::<Vec<_>>();
    all.chunks(AT_ONCE).flat_map(move |some| side_by_side(some, AT_ONCE / 8, piece)).flatten()
}
