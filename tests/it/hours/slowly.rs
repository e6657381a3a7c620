//! Planning against the slow way: every date and every hour, burdens added up minute by minute, lists written out.

use super::{planned, read};
use chrono::{Datelike, Timelike};
use convoke::domain::series::{Burden, ClosedDays, Counting, HourMode, Series, Slot};
use convoke::domain::time::{Resolution, ZoneData};
use convoke::planning::hours::HoursOutcome;
use proptest::prelude::*;
use std::fmt::Write as _;

/// Zone, the clock it keeps, country.
const PLACES: [(&str, usize, &str); 8] = [
    ("America/Vancouver", 0, "CA"),
    ("America/New_York", 1, "US"),
    ("America/Sao_Paulo", 2, "BR"),
    ("Europe/Zurich", 3, "CH"),
    ("Europe/Paris", 3, "FR"),
    ("Asia/Kolkata", 4, "IN"),
    ("Asia/Tokyo", 5, "JP"),
    ("Pacific/Auckland", 6, "NZ"),
];

/// How fair a plan is, and how it keeps the wishes, the most important first.
type Judged = ((usize, Vec<u32>, Vec<u32>), [i64; 3]);

fn asked(series: &Series, zones: &ZoneData, member: usize, slot: Slot, minutes: u16) -> (Burden, bool) {
    let Ok(Resolution::Unique(moment)) = zones.resolve(slot.date.and_time(slot.clock()), series.zone) else {
        panic!("{slot:?} was offered")
    };
    let member = &series.members[member];
    let calendar = member.country.and_then(|country| series.calendars.get(&country));
    let (mut burden, mut closed) = (Burden::default(), false);
    for minute in 0..i64::from(minutes) {
        let civil = zones.at(moment.instant.plus_seconds(minute * 60), member.zone).unwrap().civil;
        let of_day = u16::try_from(civil.hour() * 60 + civil.minute()).unwrap();
        let band = series.table.bands().iter().find(|band| band.from_minute <= of_day && of_day < band.until_minute);
        let band = band.expect("the table covers the day");
        if minute % 15 == 0 {
            burden.whole += u32::from(band.points);
            burden.night += if band.night { u32::from(band.points) } else { 0 };
        }
        closed |= calendar.is_some_and(|calendar| !calendar.is_working(civil.date()));
    }
    (burden, closed)
}

/// A date and hour, with what it asks of each member and whether on a closed day.
type Costs = (Slot, Vec<(Burden, bool)>);

struct Slow<'a> {
    series: &'a Series,
    clocks: &'a [usize],
    /// Burden and closed day by meeting, slot, member.
    costs: Vec<Vec<Costs>>,
}

impl<'a> Slow<'a> {
    fn new(series: &'a Series, clocks: &'a [usize], zones: &ZoneData) -> Self {
        let slots = |meeting: &convoke::domain::series::SeriesMeeting| {
            let mut slots = Vec::new();
            for date in meeting.earliest.iter_days().take_while(|date| *date <= meeting.latest) {
                for start_minute in (0..1_440).step_by(usize::from(series.settings.step_minutes)) {
                    let slot = Slot { date, start_minute: u16::try_from(start_minute).unwrap() };
                    let once = matches!(
                        zones.resolve(slot.date.and_time(slot.clock()), series.zone),
                        Ok(Resolution::Unique(_))
                    );
                    let inside = meeting.hours.is_none_or(|hours| {
                        hours.start_minute() <= slot.start_minute
                            && slot.start_minute + meeting.minutes <= hours.end_minute()
                    });
                    if once && inside && meeting.weekdays.contains(&date.weekday()) {
                        let members = 0..series.members.len();
                        let costs = members.map(|m| asked(series, zones, m, slot, meeting.minutes)).collect();
                        slots.push((slot, costs));
                    }
                }
            }
            slots
        };
        Self { series, clocks, costs: series.meetings.iter().map(slots).collect() }
    }

    fn judged(&self, chosen: &[usize]) -> Option<Judged> {
        let settings = &self.series.settings;
        let slots: Vec<Slot> = chosen.iter().zip(&self.costs).map(|(at, costs)| costs[*at].0).collect();
        for pair in slots.windows(2) {
            let days = (pair[1].date - pair[0].date).num_days();
            let far = settings.most_days.is_some_and(|most| days > i64::from(most));
            let other_hour = settings.hour == HourMode::Kept && pair[0].start_minute != pair[1].start_minute;
            if days < i64::from(settings.least_days) || far || other_hour {
                return None;
            }
        }
        let mut closed = 0;
        let mut groups: Vec<(usize, Burden, Burden, u32)> = Vec::new();
        for (member, about) in self.series.members.iter().enumerate() {
            let asked: Vec<(Burden, bool)> =
                chosen.iter().zip(&self.costs).map(|(at, costs)| costs[*at].1[member]).collect();
            let days = asked.iter().filter(|(_, closed)| *closed).count();
            let people = if settings.counting == Counting::People { about.people.get() } else { 1 };
            closed += days * people as usize;
            let sum: Burden = asked.iter().map(|(burden, _)| *burden).sum();
            let clock = self.clocks[member];
            let group = groups.iter_mut().find(|group| settings.counting == Counting::Zones && group.0 == clock);
            match group {
                Some(group) => {
                    group.1.night = group.1.night.max(about.past.night);
                    group.1.whole = group.1.whole.max(about.past.whole);
                }
                None => groups.push((clock, about.past, sum, people)),
            }
        }
        match settings.closed_days {
            ClosedDays::Forbidden if closed > 0 => return None,
            ClosedDays::Noted => closed = 0,
            _ => {}
        }
        let list = |of: fn(Burden) -> u32| {
            let mut list: Vec<u32> = groups
                .iter()
                .flat_map(|(_, past, sum, people)| std::iter::repeat_n(of(*past + *sum), *people as usize))
                .collect();
            list.sort_unstable_by(|a, b| b.cmp(a));
            list
        };
        Some(((closed, list(|burden| burden.night), list(|burden| burden.whole)), self.wishes(&slots)))
    }

    fn wishes(&self, slots: &[Slot]) -> [i64; 3] {
        let settings = &self.series.settings;
        let mut missed = [0; 3];
        for (slot, meeting) in slots.iter().zip(&self.series.meetings) {
            missed[0] += meeting.target.map_or(0, |target| (slot.date - target).num_days().abs());
            let wished = &settings.preferred_weekdays;
            missed[1] += i64::from(!wished.is_empty() && !wished.contains(&slot.date.weekday()));
        }
        for pair in slots.windows(2) {
            let days = (pair[1].date - pair[0].date).num_days();
            missed[0] += settings.every_days.map_or(0, |every| (days - i64::from(every)).abs());
            missed[2] += (i64::from(pair[1].start_minute) - i64::from(pair[0].start_minute)).abs();
        }
        missed
    }

    fn best(&self) -> Option<Judged> {
        let mut best = None;
        let mut chosen = vec![0; self.costs.len()];
        if self.costs.iter().any(Vec::is_empty) {
            return None;
        }
        loop {
            if let Some(judged) = self.judged(&chosen)
                && best.as_ref().is_none_or(|best| judged < *best)
            {
                best = Some(judged);
            }
            let Some(at) = (0..chosen.len()).rev().find(|at| chosen[*at] + 1 < self.costs[*at].len()) else {
                return best;
            };
            chosen[at] += 1;
            chosen[at + 1..].fill(0);
        }
    }
}

prop_compose! {
    fn text()(
        members in prop::collection::btree_map(0..PLACES.len(), (1_u32..4, 0_u32..40, 0_u32..40), 1..5),
        meetings in prop::collection::vec((0_u32..3, 0_u16..3, any::<bool>()), 1..4),
        // Changes of clocks, Golden Week, the end of a year.
        begin in prop::sample::select(vec!["2027-03-12", "2027-03-26", "2027-04-29", "2027-10-29", "2027-12-22"]),
        within in prop::sample::select(vec!["00:00-07:00", "08:00-15:00", "13:00-20:00", "17:00-24:00"]),
        points in prop::collection::vec(0_u16..9, 3),
        count in prop::sample::select(vec!["zones", "people"]),
        hour in prop::sample::select(vec!["rotates", "rotates", "kept"]),
        closed in prop::sample::select(vec!["avoided", "noted", "forbidden"]),
        gaps in (0_u16..4, prop::option::of(3_u16..9), prop::option::of(1_u16..6)),
    ) -> (String, Vec<usize>) {
        let mut text = format!(
            "[series]\nname = \"s\"\nas_of = 2026-12-01\nstep_minutes = 60\ncount = \"{count}\"\nhour = \"{hour}\"\nclosed_days = \"{closed}\"\nleast_days = {}\npreferred_weekdays = [\"tue\", \"wed\"]\n",
            gaps.0
        );
        if let Some(most) = gaps.1 { _ = writeln!(text, "most_days = {most}"); }
        if let Some(every) = gaps.2 { _ = writeln!(text, "every_days = {every}"); }
        let bands = [("00:00", "07:30", true), ("07:30", "18:15", false), ("18:15", "24:00", false)];
        for ((from, until, night), points) in bands.iter().zip(&points) {
            _ = write!(text, "[[burden]]\nfrom = \"{from}\"\nuntil = \"{until}\"\npoints = {points}\nnight = {night}\nreason = \"test\"\n");
        }
        let begin: chrono::NaiveDate = begin.parse().unwrap();
        for (number, (first, length, wished)) in meetings.iter().enumerate() {
            let earliest = begin + chrono::Days::new(u64::from(*first) + 2 * number as u64);
            let latest = earliest + chrono::Days::new(u64::from(*length));
            _ = write!(text, "[[meeting]]\nid = \"m{number}\"\nminutes = {}\nearliest = {earliest}\nlatest = {latest}\nwithin = \"{within}\"\nweekdays = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\", \"sun\"]\n", 45 + 45 * number);
            if *wished { _ = writeln!(text, "target = {latest}"); }
        }
        let mut clocks = Vec::new();
        for (place, (people, night, more)) in &members {
            let (zone, clock, country) = PLACES[*place];
            clocks.push(clock);
            _ = write!(text, "[[member]]\nname = \"{zone}\"\nzone = \"{zone}\"\ncountry = \"{country}\"\npeople = {people}\npast = {{ night = {night}, whole = {} }}\n", night + more);
        }
        (text, clocks)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_dates_and_hours_are_fairer_or_keep_the_wishes_better((text, clocks) in text()) {
        let series = read(&text);
        let slow = Slow::new(&series, &clocks, &ZoneData::bundled());
        match (planned(&series), slow.best()) {
            (HoursOutcome::Planned(assessed), Some(best)) => {
                let proof = assessed.proof.as_ref().expect("it was planned");
                prop_assert!(proof.wishes_proven && proof.quality == convoke::domain::plan::Quality::Optimal);
                let chosen: Vec<usize> = series.meetings.iter().zip(&slow.costs).map(|(meeting, costs)| {
                    let slot = assessed.plan.slots[&meeting.id];
                    costs.iter().position(|(other, _)| *other == slot).expect("an allowed date and hour")
                }).collect();
                prop_assert_eq!(slow.judged(&chosen), Some(best), "{}", text);
                for (member, outcome) in assessed.members.iter().enumerate() {
                    let sum: Burden = chosen.iter().zip(&slow.costs).map(|(at, costs)| costs[*at].1[member].0).sum();
                    prop_assert_eq!(outcome.series, sum);
                }
                for (meeting, at) in assessed.meetings.iter().zip(&chosen) {
                    prop_assert_eq!(meeting.rank.fairer, 0, "{:?} {}", at, text);
                }
                let broken = assessed.findings.iter().any(|finding| finding.strength == convoke::domain::finding::Strength::Must);
                prop_assert!(!broken, "{:?}", assessed.findings);
            }
            (HoursOutcome::Impossible(demands), None) => prop_assert!(!demands.is_empty()),
            (outcome, best) => prop_assert!(false, "{:?} but {:?}\n{}", outcome, best, text),
        }
    }
}
