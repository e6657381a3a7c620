//! Meetings as data for other programs: what a feed says, as JSON.

use serde_json::{Value, json};

use super::schedule::{KnownHours, schedule};
use super::{AnnounceError, Basis, FeedOptions, meeting_uid};
use crate::domain::meeting::Firmness;
use crate::domain::time::MeetingTime;
use crate::language::{city_name, language_tag};

/// All meetings of the plan that a feed with these options holds, by date: an array of objects with `uid`, `id`, `body`,
/// `title`, `status` (`tentative`, `confirmed` or `cancelled`), `first`, `last`, `half`, `hours`, `format`, `place`, `zone`
/// and `page`; what is not known is null. An hour is given with its zone, its offset and in UTC.
///
/// # Errors
/// [`AnnounceError`] for an hour that does not exist.
pub fn upcoming(basis: &Basis<'_>, options: &FeedOptions) -> Result<Value, AnnounceError> {
    let view = &basis.view;
    let mut placed = Vec::new();
    for meeting in view.plan.placements.keys() {
        let found = super::message::find(view, meeting)?;
        if options.body.as_ref().is_none_or(|body| found.meeting.body == *body) {
            placed.push(found);
        }
    }
    placed.sort_by_key(|placed| (placed.at.first(), placed.meeting.id.clone()));
    let mut list = Vec::new();
    for placed in placed {
        let meeting = placed.meeting;
        let schedule = schedule(&placed, view.scenario.profile.secretariat.zone, basis.zones)?;
        let uid = meeting_uid(&meeting.id, basis.sender.bounce.domain())
            .map_err(|source| AnnounceError::Calendar { meeting: meeting.id.clone(), source })?;
        let status = match placed.at.firmness {
            Firmness::Tentative => "tentative",
            Firmness::Cancelled => "cancelled",
            Firmness::Planned | Firmness::Confirmed | Firmness::Announced | Firmness::Held => "confirmed",
        };
        let hours = match &schedule.hours {
            KnownHours::Stated { start, end, several_days } => {
                json!({ "opens": hour(start), "closes": hour(end), "each_day": several_days })
            }
            KnownHours::Opens { opening, .. } => json!({ "opens": hour(opening), "closes": null, "each_day": false }),
            KnownHours::HalfOfDay(_) | KnownHours::ToBeAnnounced => Value::Null,
        };
        list.push(json!({
            "uid": uid.as_str(),
            "id": meeting.id.as_str(),
            "body": meeting.body.as_str(),
            "title": meeting.titles.get(&options.language).unwrap_or(&meeting.title).as_str(),
            "language": language_tag(options.language),
            "status": status,
            "first": placed.at.first().to_string(),
            "last": placed.at.last().to_string(),
            "half": placed.at.half.map(|half| half.word()),
            "hours": hours,
            "format": meeting.format.word(),
            "place": placed.venue.map(|venue| city_name(venue.name.as_str(), options.language)),
            "zone": placed.venue.map_or(view.scenario.profile.secretariat.zone, |venue| venue.zone).name(),
            "page": placed.body.web.as_ref().map(|page| page.as_str()),
        }));
    }
    Ok(Value::Array(list))
}

fn hour(time: &MeetingTime) -> Value {
    json!({
        "local": time.civil().to_string(),
        "zone": time.zone().name(),
        "offset": time.offset().to_string(),
        "utc": format!("{}Z", time.instant().to_utc().format("%Y-%m-%dT%H:%M:%S")),
    })
}
