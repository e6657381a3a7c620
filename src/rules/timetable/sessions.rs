//! The rules on sessions: the timetable is shown to them as the sessions of the meeting, and for the rules on single
//! bodies as a meeting of each body.

use super::{Look, Seat, Words};
use crate::domain::event::SessionFinding;
use crate::domain::finding::{Finding, Origin, Strength, Verdict};
use crate::domain::ids::{BodyId, Family, MeetingId, RuleId};
use crate::domain::meeting::{Format, Meeting, Services, Session, SessionKind};
use crate::domain::scenario::{Fixed, Parts, Scenario};
use crate::domain::view::{Scope, View};
use crate::rules;
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU16;

/// Rules asked about the whole event; S-06 is asked of teams, which the rule on sessions does not know.
const OF_THE_EVENT: [u8; 9] = [1, 2, 3, 5, 7, 8, 9, 11, 17];
/// Rules asked about each body that sits.
const OF_A_BODY: [u8; 3] = [12, 13, 14];

pub(super) fn check(look: &Look<'_>, findings: &mut Vec<SessionFinding>) {
    // What was told as out of reach of the meeting's days cannot be shown as one of its sessions.
    let inside: Vec<&Seat<'_>> =
        look.seats.iter().filter(|seat| look.event.days().contains(&seat.at.day) && seat.end() <= 1_440).collect();
    let whole = meeting(look, look.event.meeting().clone(), &inside);
    let bodies: BTreeSet<&BodyId> = inside.iter().flat_map(|seat| &seat.session.groups).collect();
    let own = &look.event.meeting().id;
    let single: BTreeMap<MeetingId, Meeting> = bodies
        .into_iter()
        .filter(|body| **body != look.event.body().id)
        .filter_map(|body| {
            let seats: Vec<&Seat<'_>> =
                inside.iter().copied().filter(|seat| seat.session.groups == [body.clone()]).collect();
            let id = MeetingId::parse(&format!("{own}/{body}")).ok().filter(|_| !seats.is_empty())?;
            let base = Meeting {
                id: id.clone(),
                body: body.clone(),
                services: Services::default(),
                format: format(&seats),
                ..look.event.meeting().clone()
            };
            Some((id, meeting(look, base, &seats)))
        })
        .collect();
    match shown(look, whole, single) {
        Ok(scenario) => ask(look, &scenario, &inside, findings),
        Err(what) => {
            let words = Words::new(
                format!("the rules on sessions could not be asked: {what}"),
                "mend the other findings first",
            );
            let mut found = look.found(Origin::Scenario, Strength::Must, &[], words);
            found.finding.verdict = Verdict::Missing("a timetable that can be shown as sessions".to_owned());
            findings.push(found);
        }
    }
}

fn format(seats: &[&Seat<'_>]) -> Format {
    let remote = seats.iter().all(|seat| seat.session.is_remote());
    if remote { Format::PhysicalWithRemoteParticipation } else { Format::Physical }
}

/// A meeting with the sessions as they sit.
fn meeting(look: &Look<'_>, base: Meeting, seats: &[&Seat<'_>]) -> Meeting {
    let opens = look.event.placement().first();
    let sessions = seats.iter().filter_map(|seat| {
        let session = seat.session;
        let day = u16::try_from((seat.at.day - opens).num_days() + 1).ok().and_then(NonZeroU16::new)?;
        Some(Session {
            id: session.id.clone(),
            title: session.title.clone(),
            kind: session.kind,
            body: session.groups.first().cloned(),
            day,
            hours: crate::domain::time::HourRange::new(seat.at.start, seat.end())?,
            room: None,
            interpretation: session.interpretation.clone(),
            languages: BTreeSet::new(),
            captions: session.captions,
            webcast: session.webcast,
            remote: session.is_remote(),
            sign_language_interpreters: session.sign_language,
            counts_remote_as_present: false,
            booth_interpreters: None,
        })
    });
    let services = Services {
        captions: base.services.captions,
        sign_language_interpreters: seats.iter().map(|seat| seat.session.sign_language).max().unwrap_or(0),
        ..base.services.clone()
    };
    Meeting { sessions: sessions.collect(), services, wishes: Vec::new(), letter: base.letter.clone(), ..base }
}

/// The scenario with these meetings alone.
fn shown(look: &Look<'_>, whole: Meeting, single: BTreeMap<MeetingId, Meeting>) -> Result<Scenario, String> {
    let known = look.event.scenario();
    let at = look.event.placement();
    let fixed = |meeting: &Meeting| Fixed {
        meeting: meeting.id.clone(),
        first: at.first(),
        last: Some(at.last()),
        half: None,
        venue: at.venue.clone(),
        firmness: at.firmness,
    };
    let meetings: Vec<Meeting> = std::iter::once(whole).chain(single.into_values()).collect();
    Scenario::new(Parts {
        name: known.name.clone(),
        title: known.title.clone(),
        as_of: known.as_of,
        from: known.from,
        until: known.until,
        profile: known.profile.clone(),
        timetable: known.timetable.clone(),
        bodies: known.bodies().values().cloned().collect(),
        venues: known.venues().values().cloned().collect(),
        calendars: known.calendars().values().cloned().collect(),
        fixed: meetings.iter().map(fixed).collect(),
        meetings,
        series: Vec::new(),
        outside: Vec::new(),
        shared: Vec::new(),
        limits: Vec::new(),
        published: Vec::new(),
        waivers: Vec::new(),
    })
    .map_err(|defects| defects.into_iter().map(|defect| defect.message).collect::<Vec<_>>().join("; "))
}

fn ask(look: &Look<'_>, scenario: &Scenario, seats: &[&Seat<'_>], findings: &mut Vec<SessionFinding>) {
    let plan = scenario.plan_of_fixed();
    let view = View::new(scenario, &plan);
    let own = &look.event.meeting().id;
    let (whole, single): (BTreeSet<MeetingId>, BTreeSet<MeetingId>) =
        scenario.meetings().keys().cloned().partition(|meeting| meeting == own);
    for (numbers, meetings) in [(OF_THE_EVENT.as_slice(), whole), (OF_A_BODY.as_slice(), single)] {
        let scope = Scope::Meetings(meetings);
        for rule in numbers.iter().filter_map(|number| rules::find(RuleId::new(Family::Sessions, *number))) {
            let mut told = Vec::new();
            rule.check(&view, &scope, &mut told);
            findings.extend(told.into_iter().map(|finding| attributed(look, finding, seats)));
        }
    }
}

/// The sessions that a finding names by title, day and hours; else, all of the body it is about on its dates.
fn attributed(look: &Look<'_>, mut finding: Finding, seats: &[&Seat<'_>]) -> SessionFinding {
    let named: Vec<_> = seats
        .iter()
        .filter(|seat| finding.message.contains(&seat.named()))
        .map(|seat| seat.session.id.clone())
        .collect();
    let sessions = if named.is_empty() {
        seats
            .iter()
            .filter(|seat| finding.dates.contains(&seat.at.day))
            .filter(|seat| {
                let interpreted = !seat.session.interpretation.is_empty() || seat.session.kind == SessionKind::Plenary;
                let body = finding.hit.bodies.iter().any(|body| seat.session.groups.contains(body));
                interpreted && body
            })
            .map(|seat| seat.session.id.clone())
            .collect()
    } else {
        named
    };
    finding.meetings = vec![look.event.meeting().id.clone()];
    SessionFinding { finding, sessions }
}
