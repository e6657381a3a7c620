//! S-19: an e-meeting sits at an hour that is day for as many of its members as possible.

use super::sitting::{clock, hours};
use crate::domain::body::{BodyKind, MemberGroup};
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::meeting::Hours;
use crate::domain::time::{CivilDateTime, Instant, Resolution, Zone, ZoneData};
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use std::sync::OnceLock;

/// Starts tried in search of a better hour: every half-hour of the day.
const TRIED_MINUTES: usize = 30;

/// See the module.
#[derive(Debug)]
pub(super) struct S19;

impl Rule for S19 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Sessions, 19)
    }

    fn tag(&self) -> Tag {
        Tag::Session
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "An e-meeting sits at an hour fair to its regions",
            demands: "At no other hour of the same day would fewer members of the body sit at night, that is before \
                      `day_opens` or after `day_closes` on their own clocks.",
            why: "The times are to give maximum participation.",
            example: "1 June 2022, 13:00-16:00 in Geneva is 07:00-10:00 in New York and 20:00-23:00 in Seoul: day for \
                      both. 16:30-18:00 on 19 April 2012 was 23:30-01:00 in Seoul.",
            needs: "The stated hours, and the members of the body by zone; of a JCA they must be recorded.",
            source: "Rec. ITU-T A.1 (10/2016) 2.2.5; TSB Circulars 261 (2012) and 7 (2022)",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["day_opens", "day_closes"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let Some(edition) = view.edition(self.id(), &placed) else { continue };
            let (Hours::Stated(stated), false) = (placed.meeting.hours, placed.meeting.format.is_physical()) else {
                continue;
            };
            let day = placed.at.first();
            let draft = about(self, edition, &placed.meeting.id).on([day]).hits([&placed]);
            if placed.body.members.is_empty() {
                if placed.body.kind == BodyKind::JointCoordinationActivity {
                    findings.push(draft.missing("how many members it has in which time zone"));
                }
                continue;
            }
            let (Some(opens), Some(closes)) =
                (edition.number("day_opens").and_then(clock), edition.number("day_closes").and_then(clock))
            else {
                continue;
            };
            let zone = view.scenario.profile.secretariat.zone;
            let at_night = |start: NaiveTime| {
                let minutes = i64::from(stated.minutes());
                people_at_night(&placed.body.members, (day, start, minutes), zone, (opens, closes))
            };
            let people = at_night(stated.start());
            let other = (0..24 * 60)
                .step_by(TRIED_MINUTES)
                .filter(|start| i64::from(*start) + i64::from(stated.minutes()) < 24 * 60)
                .filter_map(|start| NaiveTime::from_hms_opt(start / 60, start % 60, 0))
                .map(|start| (at_night(start), (start - stated.start()).num_minutes().abs(), start))
                .min();
            if let Some((fewest, _, start)) = other.filter(|(fewest, ..)| *fewest < people) {
                let all: u32 = placed.body.members.iter().map(|group| group.people.get()).sum();
                findings.push(draft.people(Some(people)).amount(i64::from(people - fewest)).broken(
                    format!(
                        "{} on {day} at {} ({zone}) is night for {people} of {all} members; from {} it would be for {fewest}",
                        placed.meeting.title.as_str(),
                        hours(stated),
                        start.format("%H:%M")
                    ),
                    format!("begin at {}", start.format("%H:%M")),
                ));
            }
        }
    }
}

/// The members on whose clocks some of the meeting lies before the day opens or after it closes.
fn people_at_night(
    members: &[MemberGroup],
    (day, start, minutes): (NaiveDate, NaiveTime, i64),
    zone: Zone,
    (opens, closes): (NaiveTime, NaiveTime),
) -> u32 {
    let Some(begins) = instant(day.and_time(start), zone) else { return 0 };
    let ends = begins.plus_seconds(minutes * 60);
    members
        .iter()
        .filter(|group| {
            let (Ok(first), Ok(last)) = (data().at(begins, group.zone), data().at(ends, group.zone)) else {
                return false;
            };
            let next_day = first.civil.date() != last.civil.date() && last.civil.time() != NaiveTime::MIN;
            next_day || first.civil.time() < opens || last.civil > first.civil.date().and_time(closes)
        })
        .map(|group| group.people.get())
        .sum()
}

/// The instant of a civil time; one that is skipped counts an hour later.
fn instant(civil: CivilDateTime, zone: Zone) -> Option<Instant> {
    match data().resolve(civil, zone).ok()? {
        Resolution::Unique(moment) | Resolution::Fold { first: moment, .. } => Some(moment.instant),
        Resolution::Gap { .. } => match data().resolve(civil + TimeDelta::hours(1), zone).ok()? {
            Resolution::Unique(moment) => Some(moment.instant),
            _ => None,
        },
    }
}

/// The data inside the program: the rule needs offsets to the hour, and must not depend on the machine.
fn data() -> &'static ZoneData {
    static DATA: OnceLock<ZoneData> = OnceLock::new();
    DATA.get_or_init(ZoneData::bundled)
}
