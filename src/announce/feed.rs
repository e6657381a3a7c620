//! Feeds: all meetings of a plan for everybody to subscribe to.

use super::identity::part_uid;
use super::message::{find, standing, whole};
use super::render::{Content, description};
use super::rows::{Facts, participant_deadlines};
use super::schedule::schedule;
use super::{AnnounceError, Basis, Recipient, Revision, Sender, meeting_uid};
use crate::domain::deadline::Deadline;
use crate::domain::ids::{BodyId, MeetingId};
use crate::domain::language::Language;
use crate::domain::meeting::Firmness;
use crate::domain::text::WebAddress;
use crate::domain::time::{Zone, ZoneData};
use crate::domain::view::Placed;
use crate::ical::{self, DeadlineData, Entry, FeedData, FeedEntry, IcalError, Importance, LanguageTag, Text};
use crate::language::{Phrase, deadline_label, language_tag, phrase};

/// Hours after which readers should fetch the feed again.
const REFRESH_HOURS: u32 = 12;

/// What a feed holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedOptions {
    /// The language to write in.
    pub language: Language,
    /// Only the meetings of this body.
    pub body: Option<BodyId>,
    /// Where the feed can be fetched.
    pub source: Option<WebAddress>,
}

/// Meetings of one plan in a feed that holds those of several.
pub struct FeedPart<'a> {
    /// What they are written from.
    pub basis: Basis<'a>,
    /// The revision of each.
    pub revision: &'a (dyn Fn(&MeetingId) -> Revision + Sync),
    /// What else is to be said of each.
    pub remark: &'a (dyn Fn(&MeetingId) -> Option<String> + Sync),
}

impl std::fmt::Debug for FeedPart<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FeedPart").field("scenario", &self.basis.view.scenario.name).finish_non_exhaustive()
    }
}

/// All meetings of the plan, cancelled ones marked as such, with the deadlines participants must keep: public facts
/// only, no attendees, no links to join.
///
/// # Errors
/// [`AnnounceError`] for an hour that does not exist.
pub fn feed(basis: &Basis<'_>, options: &FeedOptions, revision: Revision) -> Result<String, AnnounceError> {
    let (revision, remark) = (|_: &MeetingId| revision, |_: &MeetingId| None);
    let part = FeedPart { basis: basis.clone(), revision: &revision, remark: &remark };
    let zone = basis.view.scenario.profile.secretariat.zone;
    collected(&[part], (&feed_name(basis, options.language), zone), options, basis.zones)
}

/// One feed of the meetings of several plans, in the same way, with its name and the zone it is in.
///
/// # Errors
/// [`AnnounceError`] for an hour that does not exist.
pub fn collected(
    parts: &[FeedPart<'_>],
    (name, zone): (&str, Zone),
    options: &FeedOptions,
    zones: &ZoneData,
) -> Result<String, AnnounceError> {
    let mut all: Vec<(&FeedPart<'_>, Placed<'_>)> = Vec::new();
    let mut whens = Vec::new();
    for part in parts {
        for placed in placed(&part.basis, options)? {
            let secretariat = part.basis.view.scenario.profile.secretariat.zone;
            whens.push(schedule(&placed, secretariat, part.basis.zones)?.when);
            all.push((part, placed));
        }
    }
    let data = FeedData {
        name: Text::composed(name),
        description: Text::composed(""),
        zone,
        source: options.source.clone(),
        color: None,
        refresh_hours: REFRESH_HOURS,
        entries: Vec::new(),
    };
    let entries = |piece: &[(&FeedPart<'_>, Placed<'_>)]| {
        let mut entries = Vec::new();
        for (part, placed) in piece {
            let id = &placed.meeting.id;
            let (revision, remark) = ((part.revision)(id), (part.remark)(id));
            let lines = lines_of(&[*placed], &part.basis, options, revision)?;
            entries.extend(lines.into_iter().map(|line| remarked(line.entry, remark.as_deref())));
        }
        Ok(entries)
    };
    let wrong = |source| match (source, all.first()) {
        (IcalError::Time(source), Some((_, placed))) => {
            AnnounceError::Time { meeting: placed.meeting.id.clone(), source }
        }
        (other, _) => AnnounceError::Page(other.to_string()),
    };
    ical::long_feed(&data, &whens, &all, entries, wrong, zones)
}

/// The same entry with one more paragraph.
fn remarked(entry: FeedEntry, remark: Option<&str>) -> FeedEntry {
    match (entry, remark) {
        (FeedEntry::Meeting(mut entry, office), Some(remark)) => {
            entry.description = Text::composed(&format!("{remark}\n\n{}", entry.description.as_str()));
            FeedEntry::Meeting(entry, office)
        }
        (entry, _) => entry,
    }
}

/// What a calendar of all meetings is called.
#[must_use]
pub fn feed_name(basis: &Basis<'_>, language: Language) -> String {
    phrase(Phrase::FeedName, language, &[("title", basis.view.scenario.title.as_str())])
}

/// One line of a feed, with the meeting it is about.
pub(super) struct FeedLine<'a> {
    pub(super) placed: Placed<'a>,
    pub(super) entry: FeedEntry,
}

/// What a feed holds, by date.
pub(super) fn lines<'a>(
    basis: &Basis<'a>,
    options: &FeedOptions,
    revision: Revision,
) -> Result<Vec<FeedLine<'a>>, AnnounceError> {
    lines_of(&placed(basis, options)?, basis, options, revision)
}

/// The meetings of a feed, by date.
fn placed<'a>(basis: &Basis<'a>, options: &FeedOptions) -> Result<Vec<Placed<'a>>, AnnounceError> {
    let view = &basis.view;
    let mut placed: Vec<Placed<'a>> = Vec::new();
    for meeting in view.plan.placements.keys() {
        let found = find(view, meeting)?;
        if options.body.as_ref().is_none_or(|body| found.meeting.body == *body) {
            placed.push(found);
        }
    }
    placed.sort_by(|one, other| (one.at.first(), &one.meeting.id).cmp(&(other.at.first(), &other.meeting.id)));
    Ok(placed)
}

fn lines_of<'a>(
    meetings: &[Placed<'a>],
    basis: &Basis<'a>,
    options: &FeedOptions,
    revision: Revision,
) -> Result<Vec<FeedLine<'a>>, AnnounceError> {
    let Basis { view, sender, zones, .. } = basis;
    // A feed is for nobody in particular: the reader's zone is not known.
    let reader = Recipient::person(sender.office.clone(), options.language);
    let mut lines = Vec::new();
    for &placed in meetings {
        let schedule = schedule(&placed, view.scenario.profile.secretariat.zone, zones)?;
        let facts = Facts { view, placed: &placed, hours: &schedule.hours, recipient: &reader, zones };
        let deadlines = match placed.at.firmness {
            Firmness::Cancelled | Firmness::Held => &[],
            _ => basis.deadlines_of(&placed.meeting.id),
        };
        let fail = |source: IcalError| AnnounceError::Calendar { meeting: placed.meeting.id.clone(), source };
        let content = Content {
            language: options.language,
            subject: String::new(),
            opening: String::new(),
            rows: facts.rows()?,
            deadlines: facts.deadlines(deadlines),
            notes: Vec::new(),
            office: String::new(),
        };
        let meeting = Entry {
            uid: meeting_uid(&placed.meeting.id, sender.bounce.domain()).map_err(fail)?,
            sequence: revision.sequence,
            stamped: revision.stamped,
            when: schedule.when.clone(),
            standing: standing(placed.at.firmness),
            summary: Text::composed(facts.title()),
            description: Text::composed(&description(&content)),
            location: Text::composed(&facts.place()),
            language: Some(LanguageTag::parse(language_tag(options.language)).map_err(fail)?),
            page: placed.body.web.clone(),
            conferences: Vec::new(),
            categories: vec![Text::composed(placed.body.id.as_str())],
            importance: Importance::Undefined,
            blocks_time: true,
            color: None,
            reminders: Vec::new(),
            part_of: whole(view, &placed, sender).map_err(fail)?,
        };
        for deadline in participant_deadlines(deadlines) {
            let data = deadline_data(deadline, &meeting, facts.title(), sender, options.language).map_err(fail)?;
            lines.push(FeedLine { placed, entry: FeedEntry::Deadline(data) });
        }
        lines.push(FeedLine { placed, entry: FeedEntry::Meeting(meeting, Some(sender.office.clone())) });
    }
    Ok(lines)
}

fn deadline_data(
    deadline: &Deadline,
    meeting: &Entry,
    title: &str,
    sender: &Sender,
    language: Language,
) -> Result<DeadlineData, IcalError> {
    let uid =
        |part: &str| part_uid(&deadline.meeting, &format!("{}-{part}", deadline.kind.word()), sender.bounce.domain());
    let values = [("what", deadline_label(deadline.kind, language)), ("title", title)];
    Ok(DeadlineData {
        entry: Entry {
            uid: uid("task")?,
            sequence: meeting.sequence,
            stamped: meeting.stamped,
            when: meeting.when.clone(),
            standing: meeting.standing,
            summary: Text::composed(&phrase(Phrase::DeadlineOf, language, &values)),
            // What the meeting says of itself is not said again.
            description: Text::default(),
            location: Text::default(),
            language: meeting.language.clone(),
            page: meeting.page.clone(),
            conferences: Vec::new(),
            categories: meeting.categories.clone(),
            importance: meeting.importance,
            blocks_time: false,
            color: meeting.color.clone(),
            reminders: Vec::new(),
            part_of: Some(meeting.uid.clone()),
        },
        event_uid: uid("day")?,
        due: deadline.day,
        office: Some(sender.office.clone()),
    })
}
