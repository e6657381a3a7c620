//! What a page says about a meeting: the same words as a mail, for nobody in particular.

use super::rows::{Facts, has_remote, participant_deadlines};
use super::schedule::{KnownHours, schedule};
use super::{AnnounceError, Basis, Recipient};
use crate::domain::deadline::DeadlineKind;
use crate::domain::ids::{BodyId, MeetingId};
use crate::domain::language::Language;
use crate::domain::meeting::Firmness;
use crate::domain::time::{Date, Instant, Zone};

/// A meeting as a page shows it: public facts only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The meeting.
    pub meeting: MeetingId,
    /// The title.
    pub title: String,
    /// The body that meets.
    pub body: BodyId,
    /// Its name.
    pub body_name: String,
    /// The first day.
    pub first: Date,
    /// The last.
    pub last: Date,
    /// Both in words.
    pub dates: String,
    /// Where it is, in words.
    pub place: String,
    /// How firm it is.
    pub firmness: Firmness,
    /// When it opens, where that is known.
    pub opens: Option<Instant>,
    /// Whether one can take part from afar.
    pub has_remote: bool,
    /// Whether there is a room.
    pub has_room: bool,
    /// Labels, lines, and whether the line is a link.
    pub rows: Vec<(String, Vec<String>, bool)>,
    /// Days in words, and what is due.
    pub deadlines: Vec<(String, String)>,
    /// The last day to register, where there is one.
    pub register_by: Option<Date>,
}

/// A meeting as a page shows it; hours also by the clocks of `reader`. `None`: the plan has no such meeting.
///
/// # Errors
/// [`AnnounceError`] for an hour that does not exist.
pub fn page(
    basis: &Basis<'_>,
    meeting: &MeetingId,
    language: Language,
    reader: Option<Zone>,
) -> Result<Option<Page>, AnnounceError> {
    let Basis { view, sender, zones, .. } = basis;
    let Some(placed) = view.placed(meeting) else { return Ok(None) };
    let schedule = schedule(&placed, view.scenario.profile.secretariat.zone, zones)?;
    let recipient = Recipient { zone: reader, ..Recipient::person(sender.office.clone(), language) };
    let facts = Facts { view, placed: &placed, hours: &schedule.hours, recipient: &recipient, zones };
    let deadlines = match placed.at.firmness {
        Firmness::Cancelled | Firmness::Held => &[],
        _ => basis.deadlines_of(meeting),
    };
    let opens = match &schedule.hours {
        KnownHours::Stated { start, .. } => Some(start.instant()),
        KnownHours::Opens { opening, .. } => Some(opening.instant()),
        KnownHours::HalfOfDay(_) | KnownHours::ToBeAnnounced => None,
    };
    Ok(Some(Page {
        meeting: meeting.clone(),
        title: facts.title().to_owned(),
        body: placed.body.id.clone(),
        body_name: placed.body.name_in(language).as_str().to_owned(),
        first: placed.at.first(),
        last: placed.at.last(),
        dates: facts.dates(),
        place: facts.place(),
        firmness: placed.at.firmness,
        opens,
        has_remote: has_remote(placed.meeting.format),
        has_room: placed.meeting.format.is_physical(),
        rows: facts.rows()?.into_iter().map(|row| (row.label.to_owned(), row.lines, row.is_link)).collect(),
        deadlines: facts.deadlines(deadlines),
        register_by: participant_deadlines(deadlines)
            .filter(|deadline| deadline.kind == DeadlineKind::Registration)
            .map(|deadline| deadline.day)
            .max(),
    }))
}
