//! What a message says about a meeting, row by row, in one language.

use super::schedule::{KnownHours, fail};
use super::{Access, AnnounceError, Recipient};
use crate::domain::deadline::{Deadline, DeadlineKind, SetBy};
use crate::domain::ids::{Family, RuleId};
use crate::domain::language::Language;
use crate::domain::meeting::{Firmness, Format, Half};
use crate::domain::text::WebAddress;
use crate::domain::time::{Date, Instant, MeetingTime, Zone, ZoneData};
use crate::domain::view::{Placed, View};
use crate::language::{Phrase, city_name, clock, date_range, date_with_weekday, deadline_label, language_name, phrase};

/// A label with what stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// The label.
    pub(super) label: &'static str,
    /// One or more lines.
    pub(super) lines: Vec<String>,
    /// The only line is a link.
    pub(super) is_link: bool,
}

/// Everything a message needs to say a meeting.
pub(super) struct Facts<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) placed: &'a Placed<'a>,
    pub(super) hours: &'a KnownHours,
    pub(super) recipient: &'a Recipient,
    pub(super) zones: &'a ZoneData,
}

impl Facts<'_> {
    fn say(&self, which: Phrase, values: &[(&str, &str)]) -> String {
        phrase(which, self.recipient.language, values)
    }

    fn language(&self) -> Language {
        self.recipient.language
    }

    /// The title in the language of the message.
    pub(super) fn title(&self) -> &str {
        let meeting = self.placed.meeting;
        meeting.titles.get(&self.language()).unwrap_or(&meeting.title).as_str()
    }

    /// The dates.
    pub(super) fn dates(&self) -> String {
        date_range(self.placed.at.first(), self.placed.at.last(), self.language())
    }

    /// Where it is.
    pub(super) fn place(&self) -> String {
        match self.placed.venue {
            Some(venue) => match (city_name(venue.name.as_str(), self.language()), venue.address_in(self.language())) {
                (city, Some(address)) => {
                    self.say(Phrase::NameAndAddress, &[("name", city), ("address", address.as_str())])
                }
                (city, None) => city.to_owned(),
            },
            None => self.say(Phrase::Electronic, &[]),
        }
    }

    /// All rows, in their order.
    pub(super) fn rows(&self) -> Result<Vec<Row>, AnnounceError> {
        let body = self.placed.body;
        let mut rows = vec![self.row(Phrase::Meeting, vec![self.title().to_owned()])];
        rows.push(self.row(Phrase::Body, vec![body.name_in(self.language()).as_str().to_owned()]));
        if let Some(parent) = self.view.scenario.parent_of(body) {
            rows.push(self.row(Phrase::Parent, vec![parent.name_in(self.language()).as_str().to_owned()]));
        }
        if let Some(chair) = body.chair() {
            let line = match &chair.affiliation {
                Some(affiliation) => self
                    .say(Phrase::NameAndAddress, &[("name", chair.name.as_str()), ("address", affiliation.as_str())]),
                None => chair.name.as_str().to_owned(),
            };
            rows.push(self.row(Phrase::Chair, vec![line]));
        }
        let (first, last) = (self.placed.at.first(), self.placed.at.last());
        let dates = if first == last { date_with_weekday(first, self.language()) } else { self.dates() };
        let mut dates = vec![dates];
        if self.placed.at.firmness == Firmness::Tentative {
            dates.push(self.say(Phrase::Tentative, &[]));
        }
        rows.push(self.row(Phrase::Dates, dates));
        rows.push(self.row(Phrase::Hours, self.hours()?));
        if self.placed.venue.is_some() {
            rows.push(self.row(Phrase::Place, vec![self.place()]));
        }
        rows.push(self.row(Phrase::Participation, self.participation()));
        let terms = self.placed.terms();
        if let Some(languages) = &terms.languages {
            rows.push(self.row(Phrase::Languages, vec![self.list(languages.iter().copied())]));
        }
        let services = self.services();
        if !services.is_empty() {
            rows.push(self.row(Phrase::Services, services));
        }
        if let Some(page) = &body.web {
            rows.push(Row { is_link: true, ..self.row(Phrase::Page, vec![page.as_str().to_owned()]) });
        }
        if let Some(link) = self.personal_link() {
            rows.push(Row { is_link: true, ..self.row(Phrase::Join, vec![link.as_str().to_owned()]) });
        }
        Ok(rows)
    }

    /// The deadlines that participants must keep, earliest first: day and what is due.
    pub(super) fn deadlines(&self, deadlines: &[Deadline]) -> Vec<(String, String)> {
        participant_deadlines(deadlines)
            .map(|deadline| {
                let what = deadline_label(deadline.kind, self.recipient.language).to_owned();
                (date_with_weekday(deadline.day, self.language()), what)
            })
            .collect()
    }

    /// The recipient's own link to join, where there is anything to join.
    pub(super) fn personal_link(&self) -> Option<&WebAddress> {
        match &self.recipient.access {
            Access::Registered { link } if has_remote(self.placed.meeting.format) => Some(link),
            _ => None,
        }
    }

    fn row(&self, label: Phrase, lines: Vec<String>) -> Row {
        Row { label: label.pattern(self.language()), lines, is_link: false }
    }

    fn list(&self, languages: impl Iterator<Item = Language>) -> String {
        let names: Vec<&str> = languages.map(|one| language_name(one, self.recipient.language)).collect();
        names.join(&self.say(Phrase::ListSeparator, &[]))
    }

    fn participation(&self) -> Vec<String> {
        let meeting = self.placed.meeting;
        let format = match meeting.format {
            Format::Physical => Phrase::Physical,
            Format::PhysicalWithWebcast => Phrase::Webcast,
            Format::PhysicalWithRemoteParticipation => Phrase::Hybrid,
            Format::Electronic => Phrase::Electronic,
        };
        let mut lines = vec![self.say(format, &[])];
        if self.recipient.access == Access::Waiting {
            lines.push(self.say(Phrase::WaitingList, &[]));
        } else if self.recipient.access == Access::General {
            if meeting.services.registration_required {
                lines.push(self.say(Phrase::RegistrationRequired, &[]));
            } else if has_remote(meeting.format) && self.placed.body.web.is_some() {
                lines.push(self.say(Phrase::RemoteDetails, &[]));
            }
        }
        lines
    }

    fn services(&self) -> Vec<String> {
        let services = &self.placed.meeting.services;
        let mut lines = Vec::new();
        if !services.interpretation.is_empty() {
            let languages = self.list(services.interpretation.iter().copied());
            lines.push(self.say(Phrase::Interpretation, &[("languages", &languages)]));
        }
        if services.captions {
            lines.push(self.say(Phrase::Captions, &[]));
        }
        if services.sign_language_interpreters > 0 {
            lines.push(self.say(Phrase::SignLanguage, &[]));
        }
        if services.webcast {
            lines.push(self.say(Phrase::WebcastService, &[]));
        }
        lines
    }

    /// The hours: in the zone of the meeting, in the secretariat's, in UTC and in the reader's, each with its name.
    fn hours(&self) -> Result<Vec<String>, AnnounceError> {
        match self.hours {
            KnownHours::Stated { start, end, several_days } => {
                let lines = self.in_zones(start, Some(end))?;
                let each = |line: String| self.say(Phrase::EachDay, &[("hours", &line)]);
                Ok(if *several_days { lines.into_iter().map(each).collect() } else { lines })
            }
            KnownHours::Opens { opening, desk } => {
                let mut lines = Vec::new();
                for line in self.in_zones(opening, None)? {
                    lines.push(self.say(Phrase::OpensAt, &[("hour", &line)]));
                }
                if let Some(desk) = desk {
                    let hour = self.in_zone(desk, None, desk.zone())?;
                    lines.push(self.say(Phrase::DeskAt, &[("hour", &hour)]));
                }
                Ok(lines)
            }
            KnownHours::HalfOfDay(Half::Morning) => Ok(vec![self.say(Phrase::MorningOf, &[])]),
            KnownHours::HalfOfDay(Half::Afternoon) => Ok(vec![self.say(Phrase::AfternoonOf, &[])]),
            KnownHours::ToBeAnnounced => Ok(vec![self.say(Phrase::HourToBeAnnounced, &[])]),
        }
    }

    fn in_zones(&self, start: &MeetingTime, end: Option<&MeetingTime>) -> Result<Vec<String>, AnnounceError> {
        let secretariat = self.view.scenario.profile.secretariat.zone;
        let mut zones = vec![start.zone()];
        let venue = self.placed.venue.map(|venue| venue.zone);
        for zone in [venue, Some(secretariat), Some(Zone::UTC), self.recipient.zone].into_iter().flatten() {
            if !zones.contains(&zone) {
                zones.push(zone);
            }
        }
        zones.into_iter().map(|zone| self.in_zone(start, end, zone)).collect()
    }

    /// One time as the clocks of `zone` show it, with the zone in words and its offset, and the day when it is another.
    fn in_zone(&self, start: &MeetingTime, end: Option<&MeetingTime>, zone: Zone) -> Result<String, AnnounceError> {
        let at = |instant: Instant| self.zones.at(instant, zone).map_err(|source| fail(self.placed, source));
        let first = at(start.instant())?;
        let mut hours = clock(first.civil.time());
        if let Some(end) = end {
            let last = at(end.instant())?;
            let mut hour = clock(last.civil.time());
            if last.civil.date() != first.civil.date() {
                hour = self.say(Phrase::NextDay, &[("hour", &hour)]);
            }
            hours = format!("{hours}-{hour}");
        }
        let offset = first.offset.to_string();
        let which = if zone == Zone::GENEVA {
            Phrase::InGeneva
        } else if zone == Zone::UTC {
            Phrase::InUtc
        } else if Some(zone) == self.placed.venue.map(|venue| venue.zone) {
            Phrase::AtVenue
        } else if Some(zone) == self.recipient.zone {
            Phrase::InZone
        } else {
            Phrase::InNamedZone
        };
        let line = self.say(which, &[("hours", &hours), ("zone", zone.name()), ("offset", &offset)]);
        let day: Date = first.civil.date();
        if day == start.civil().date() {
            return Ok(line);
        }
        Ok(self.say(Phrase::OnDay, &[("date", &date_with_weekday(day, self.language())), ("time", &line)]))
    }
}

/// Whether people can take part from afar.
pub(super) fn has_remote(format: Format) -> bool {
    matches!(format, Format::PhysicalWithRemoteParticipation | Format::Electronic)
}

/// Documents to the chair of a JCA (D-11) and of a rapporteur group (D-12): no text sets their number, the letter or the
/// terms of reference do. What only the rule counted is a habit, and never told as a fact.
const NUMBER_OF_THE_LETTER: [RuleId; 2] = [RuleId::new(Family::Documents, 11), RuleId::new(Family::Documents, 12)];

/// The deadlines that participants must keep; the others are the secretariat's own.
pub(super) fn participant_deadlines(deadlines: &[Deadline]) -> impl Iterator<Item = &Deadline> {
    deadlines.iter().filter(|deadline| {
        let habit = deadline.set_by == SetBy::Rule && NUMBER_OF_THE_LETTER.contains(&deadline.rule);
        !habit
            && matches!(
                deadline.kind,
                DeadlineKind::Translation
                    | DeadlineKind::Captioning
                    | DeadlineKind::Interpretation
                    | DeadlineKind::PreRegistration
                    | DeadlineKind::Visa
                    | DeadlineKind::Documents
                    | DeadlineKind::Registration
                    | DeadlineKind::Deliverables
            )
    })
}
