//! The checker of timetables, written from the rules and from what the event says; it has never heard of demands on
//! sessions or of how a timetable was made.
//!
//! * [`presence`] every session sits, on its days, at its hours; [`people`] nobody in two places
//! * [`parallel`] P-06; [`rooms`], [`services`] what sessions share, [`interpreters`] S-06; [`order`] what follows what
//! * [`sessions`] the rules S-01 to S-17, asked about the sessions as they sit; [`remote`] S-19

mod interpreters;
mod order;
mod parallel;
mod people;
mod presence;
mod remote;
mod rooms;
mod services;
mod sessions;

use crate::domain::event::{Event, EventSession, SessionFinding, Sitting, Timetable, clock_words};
use crate::domain::finding::{Finding, Hit, Origin, Strength, Verdict};
use crate::domain::time::ZoneData;

/// All findings of a timetable, strongest first, waivers of the scenario applied; same input, same order.
pub fn check(event: &Event, timetable: &Timetable, zones: &ZoneData) -> Vec<SessionFinding> {
    let seats = seats(event, timetable);
    let look = Look { event, seats: &seats };
    let mut findings = Vec::new();
    presence::check(&look, timetable, &mut findings);
    people::check(&look, &mut findings);
    parallel::check(&look, &mut findings);
    rooms::check(&look, &mut findings);
    services::check(&look, zones, &mut findings);
    interpreters::check(&look, &mut findings);
    order::check(&look, &mut findings);
    sessions::check(&look, &mut findings);
    remote::check(&look, zones, &mut findings);
    for found in &mut findings {
        found.finding.waiver = event.scenario().waivers().iter().find(|waiver| waiver.covers(&found.finding)).cloned();
    }
    findings.sort();
    findings.dedup();
    findings.sort_by_key(|found| (found.finding.verdict.clone(), found.finding.strength, found.finding.origin));
    findings
}

/// A session where it sits.
#[derive(Clone, Copy, Debug)]
struct Seat<'a> {
    session: &'a EventSession,
    at: &'a Sitting,
}

impl Seat<'_> {
    fn end(&self) -> u16 {
        self.at.start.saturating_add(self.session.minutes)
    }

    /// The two share a minute.
    fn meets(&self, other: &Seat<'_>) -> bool {
        self.at.day == other.at.day && self.at.start < other.end() && other.at.start < self.end()
    }

    /// `Opening plenary on 2017-05-01, 09:30-12:30`.
    fn named(&self) -> String {
        format!("{} on {}, {}", self.session.title.as_str(), self.at.day, self.hours())
    }

    fn hours(&self) -> String {
        format!("{}-{}", clock_words(self.at.start), clock_words(self.end()))
    }
}

/// What the checker looks at.
#[derive(Clone, Copy)]
struct Look<'a> {
    event: &'a Event,
    /// Placed sessions by day, hour and id.
    seats: &'a [Seat<'a>],
}

fn seats<'a>(event: &'a Event, timetable: &'a Timetable) -> Vec<Seat<'a>> {
    let mut seats: Vec<Seat<'_>> = timetable
        .sittings
        .iter()
        .filter_map(|(id, at)| Some(Seat { session: event.sessions().get(id)?, at }))
        .collect();
    seats.sort_by_key(|seat| (seat.at.day, seat.at.start, &seat.session.id));
    seats
}

impl<'a> Look<'a> {
    /// Each two sessions that share a minute, the earlier first.
    fn together(&self) -> impl Iterator<Item = (&'a Seat<'a>, &'a Seat<'a>)> + use<'a> {
        let seats = self.seats;
        seats.iter().enumerate().flat_map(move |(index, a)| {
            seats[index + 1..].iter().take_while(|b| b.at.day == a.at.day).filter(|b| a.meets(b)).map(move |b| (a, b))
        })
    }

    /// A finding about some sessions.
    fn found(&self, origin: Origin, strength: Strength, seats: &[&Seat<'_>], words: Words) -> SessionFinding {
        let mut bodies = Vec::new();
        let mut dates = Vec::new();
        let mut people: u32 = 0;
        for seat in seats {
            bodies
                .extend(seat.session.groups.iter().filter(|body| !bodies.contains(*body)).cloned().collect::<Vec<_>>());
            people = people.saturating_add(seat.session.attendance.unwrap_or(0));
            dates.push(seat.at.day);
        }
        dates.sort_unstable();
        dates.dedup();
        SessionFinding {
            finding: Finding {
                strength,
                origin,
                meetings: vec![self.event.meeting().id.clone()],
                verdict: Verdict::Broken,
                dates,
                message: words.message,
                remedy: words.remedy,
                clause: words.clause,
                hit: Hit { bodies, people: (people > 0).then_some(people) },
                amount: words.amount,
                waiver: None,
            },
            sessions: seats.iter().map(|seat| seat.session.id.clone()).collect(),
        }
    }

    /// What the event itself demands is broken.
    fn event(&self, seats: &[&Seat<'_>], message: impl Into<String>, remedy: impl Into<String>) -> SessionFinding {
        self.found(Origin::Scenario, Strength::Must, seats, Words::new(message, remedy))
    }
}

/// The words of a finding.
struct Words {
    message: String,
    remedy: String,
    clause: String,
    amount: i64,
}

impl Words {
    fn new(message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { message: message.into(), remedy: remedy.into(), clause: "the event".to_owned(), amount: 1 }
    }

    fn clause(self, clause: &str) -> Self {
        Self { clause: clause.to_owned(), ..self }
    }

    fn amount(self, amount: i64) -> Self {
        Self { amount, ..self }
    }
}
