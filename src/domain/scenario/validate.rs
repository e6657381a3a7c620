//! The one constructor's checks: every reference exists, ids differ (to the eye too), orders have no cycle, dates make sense.

use super::lookup::Lookup;
use super::{At, Counted, Defect, Fixed, Parts, Scenario};
use crate::domain::ids::{MeetingId, VenueId};
use crate::domain::meeting::{Meeting, Relation};
use crate::domain::plan::Placement;
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};
use unicode_security::confusable_detection::skeleton;

/// Years a date may lie in.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2100;

/// At most so many meetings: a guard against files written by mistake.
const MOST_MEETINGS: usize = 20_000;

struct Checker {
    defects: Vec<Defect>,
    /// Ids by what they name, gathered at the first reference: a scenario has many.
    known: BTreeMap<&'static str, BTreeSet<String>>,
}

fn at(table: &'static str, entry: impl ToString, key: &'static str) -> At {
    At { table, entry: entry.to_string(), occurrence: 0, key }
}

impl Checker {
    fn add(&mut self, code: &'static str, at: At, message: String, help: Option<String>) {
        self.defects.push(Defect { code, at, also: None, message, help });
    }

    /// Ids of a table: no two the same, no two that look the same.
    fn ids<'a>(&mut self, table: &'static str, ids: impl Iterator<Item = &'a str>) {
        let mut seen: BTreeMap<String, (&'a str, usize)> = BTreeMap::new();
        for id in ids {
            // Twice: what looks alike as written (Cyrillic and Latin C), and what looks alike in small letters (the
            // skeleton of m is rn, that of M is M).
            let as_written = skeleton(id).flat_map(char::to_lowercase).collect::<String>();
            let small = skeleton(&id.to_lowercase()).collect::<String>();
            let known = if seen.contains_key(&as_written) { &as_written } else { &small };
            match seen.get_mut(known) {
                None => {
                    seen.insert(as_written, (id, 1));
                    seen.insert(small, (id, 1));
                }
                Some((first, count)) => {
                    let same = *first == id || first.to_lowercase() == id.to_lowercase();
                    let (code, message) = if same {
                        ("id.duplicate", format!("the {table} {id:?} is defined twice"))
                    } else {
                        ("id.confusable", format!("the {table} {id:?} looks like {first:?} but is another id"))
                    };
                    self.defects.push(Defect {
                        code,
                        at: At {
                            table,
                            entry: id.to_owned(),
                            occurrence: if *first == id { *count } else { 0 },
                            key: "id",
                        },
                        also: Some(at(table, *first, "id")),
                        message,
                        help: Some("give each its own id".to_owned()),
                    });
                    *count += 1;
                }
            }
        }
    }

    /// A reference to an id of a table.
    fn reference<'a>(
        &mut self,
        place: At,
        what: &'static str,
        id: &str,
        mut known: impl Iterator<Item = &'a str> + Clone,
    ) {
        let ids = self.known.entry(what).or_insert_with(|| known.clone().map(str::to_owned).collect());
        if ids.contains(id) {
            return;
        }
        let mut near: Vec<(f64, &str)> =
            known.by_ref().map(|candidate| (strsim::jaro_winkler(candidate, id), candidate)).collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let names: Vec<String> =
            near.iter().take(3).filter(|(score, _)| *score > 0.6).map(|(_, name)| format!("{name:?}")).collect();
        let help = if names.is_empty() { None } else { Some(format!("did you mean {}?", names.join(", "))) };
        self.add("ref.unknown", place, format!("there is no {what} {id:?}"), help);
    }

    fn date(&mut self, place: At, date: NaiveDate) {
        if !YEARS.contains(&date.year()) {
            self.add(
                "date.range",
                place,
                format!("the year {} lies outside {} to {}", date.year(), YEARS.start(), YEARS.end()),
                None,
            );
        }
    }

    fn order(
        &mut self,
        code: &'static str,
        table: &'static str,
        entry: &str,
        keys: (&'static str, &'static str),
        first: NaiveDate,
        last: NaiveDate,
    ) {
        self.date(at(table, entry, keys.0), first);
        self.date(at(table, entry, keys.1), last);
        if last < first {
            self.defects.push(Defect {
                code,
                at: at(table, entry, keys.1),
                also: Some(at(table, entry, keys.0)),
                message: format!("{} {last} lies before {} {first}", keys.1, keys.0),
                help: Some(format!("swap the two, or correct {}", keys.1)),
            });
        }
    }
}

/// Checks and assembles.
pub(super) fn scenario(parts: Parts) -> Result<Scenario, Vec<Defect>> {
    let mut check = Checker { defects: Vec::new(), known: BTreeMap::new() };
    if parts.meetings.len() > MOST_MEETINGS {
        check.add(
            "scn.size",
            at("scenario", "", "name"),
            format!("{} meetings; at most {MOST_MEETINGS} are read", parts.meetings.len()),
            None,
        );
        return Err(check.defects);
    }
    tables(&mut check, &parts);
    bodies(&mut check, &parts);
    venues(&mut check, &parts);
    for meeting in &parts.meetings {
        meeting_checks(&mut check, &parts, meeting);
    }
    precedence(&mut check, &parts);
    others(&mut check, &parts);
    if check.defects.is_empty() { assemble(parts) } else { Err(check.defects) }
}

fn tables(check: &mut Checker, parts: &Parts) {
    check.ids("body", parts.bodies.iter().map(|x| x.id.as_str()));
    check.ids("venue", parts.venues.iter().map(|x| x.id.as_str()));
    check.ids("meeting", parts.meetings.iter().map(|x| x.id.as_str()));
    check.ids("outside", parts.outside.iter().map(|x| x.id.as_str()));
    check.order("meeting.order", "scenario", "", ("from", "until"), parts.from, parts.until);
    check.date(at("scenario", "", "as_of"), parts.as_of);
    let secretariat = &parts.profile.secretariat.calendar;
    if !parts.calendars.iter().any(|calendar| calendar.id() == secretariat) {
        check.add(
            "ref.unknown",
            at("scenario", "", "profile"),
            format!("the calendar {secretariat} of the secretariat is not there"),
            None,
        );
    }
}

fn bodies(check: &mut Checker, parts: &Parts) {
    let known = || parts.bodies.iter().map(|x| x.id.as_str());
    let parent: BTreeMap<&str, &str> =
        parts.bodies.iter().filter_map(|body| Some((body.id.as_str(), body.parent.as_ref()?.as_str()))).collect();
    for body in &parts.bodies {
        let id = body.id.as_str();
        if let Some(above) = &body.parent {
            check.reference(at("body", id, "parent"), "body", above.as_str(), known());
        }
        if let Some(by) = &body.establishment.decided_by {
            check.reference(at("body", id, "established"), "body", by.as_str(), known());
        }
        if body.parent.as_ref() == Some(&body.id) {
            check.add("order.self", at("body", id, "parent"), format!("the body {id:?} is its own parent"), None);
            continue;
        }
        let mut path = vec![id];
        while let Some(above) = parent.get(path[path.len() - 1]).filter(|_| path.len() <= parts.bodies.len()) {
            if *above == id {
                // Each cycle is told once, from its smallest member.
                if path.iter().all(|member| id <= *member) {
                    check.add(
                        "order.cycle",
                        at("body", id, "parent"),
                        format!("parents form a circle: {} > {id}", path.join(" > ")),
                        None,
                    );
                }
                break;
            }
            if path.contains(above) {
                break;
            }
            path.push(above);
        }
    }
    for (index, shared) in parts.shared.iter().enumerate() {
        check.reference(at("shared", index, "between"), "body", shared.a.as_str(), known());
        check.reference(at("shared", index, "between"), "body", shared.b.as_str(), known());
        if shared.a == shared.b {
            check.add(
                "order.self",
                at("shared", index, "between"),
                format!("{:?} shares delegates with itself", shared.a.as_str()),
                None,
            );
        }
    }
}

fn venues(check: &mut Checker, parts: &Parts) {
    for venue in &parts.venues {
        for calendar in &venue.calendars {
            check.reference(
                at("venue", venue.id.as_str(), "calendars"),
                "calendar",
                calendar.as_str(),
                parts.calendars.iter().map(|calendar| calendar.id().as_str()),
            );
        }
    }
}

fn meeting_checks(check: &mut Checker, parts: &Parts, meeting: &Meeting) {
    let id = meeting.id.as_str();
    check.reference(
        at("meeting", id, "body"),
        "body",
        meeting.body.as_str(),
        parts.bodies.iter().map(|x| x.id.as_str()),
    );
    for venue in &meeting.venues {
        check.reference(
            at("meeting", id, "venues"),
            "venue",
            venue.as_str(),
            parts.venues.iter().map(|x| x.id.as_str()),
        );
    }
    match (meeting.format.is_physical(), meeting.venues.is_empty()) {
        (true, true) => check.add(
            "meeting.venue",
            at("meeting", id, "venues"),
            format!("the meeting {id:?} is {} but names no venue", meeting.format.word()),
            Some("add venues = [\"geneva\"], or format = \"electronic\"".to_owned()),
        ),
        (false, false) => check.add(
            "meeting.venue",
            at("meeting", id, "venues"),
            format!("the meeting {id:?} is electronic but names a venue"),
            Some("remove venues, or use format = \"hybrid\"".to_owned()),
        ),
        _ => {}
    }
    if let Some(people) = meeting.attendance {
        let rooms: Vec<_> = parts
            .venues
            .iter()
            .filter(|venue| meeting.venues.contains(&venue.id))
            .flat_map(|venue| &venue.rooms)
            .collect();
        if let Some(largest) = rooms.iter().max_by_key(|room| room.seats).filter(|largest| largest.seats < people) {
            check.add(
                "room.none_fits",
                at("meeting", id, "attendance"),
                format!(
                    "{people} people are expected; the largest room, {:?}, seats {}",
                    largest.name.as_str(),
                    largest.seats
                ),
                None,
            );
        }
    }
    check.order("meeting.order", "meeting", id, ("earliest", "latest"), meeting.earliest, meeting.latest);
    for wish in &meeting.wishes {
        let (others, key): (Vec<&MeetingId>, &'static str) = match &wish.relation {
            Relation::Inside(outer) => (outer.iter().collect(), "inside"),
            Relation::Between(a, b) => (vec![a, b], "between"),
            Relation::After { meeting, .. } => (vec![meeting], "after"),
            Relation::Before { meeting, .. } => (vec![meeting], "before"),
            Relation::NotDuring(others) => (others.iter().collect(), "not_during"),
            Relation::BackToBack { event, .. } => {
                event_reference(check, parts, id, "back_to_back", event.as_str());
                continue;
            }
            Relation::During(event) => {
                event_reference(check, parts, id, "during", event.as_str());
                continue;
            }
        };
        for other in others {
            check.reference(
                at("meeting", id, key),
                "meeting",
                other.as_str(),
                parts.meetings.iter().map(|x| x.id.as_str()),
            );
            if *other == meeting.id {
                check.add(
                    "order.self",
                    at("meeting", id, key),
                    format!("the meeting {id:?} is related to itself"),
                    None,
                );
            }
        }
    }
}

fn event_reference(check: &mut Checker, parts: &Parts, id: &str, key: &'static str, event: &str) {
    check.reference(at("meeting", id, key), "outside event", event, parts.outside.iter().map(|x| x.id.as_str()));
}

/// `after` and `before` must not form a circle.
fn precedence(check: &mut Checker, parts: &Parts) {
    let mut next: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut key_of: BTreeMap<(&str, &str), (&str, &'static str)> = BTreeMap::new();
    for meeting in &parts.meetings {
        let id = meeting.id.as_str();
        for wish in &meeting.wishes {
            let edges: Vec<(&str, &str, &'static str)> = match &wish.relation {
                Relation::After { meeting: earlier, least, .. } if *least > 0 => vec![(earlier.as_str(), id, "after")],
                Relation::Before { meeting: later, least, .. } if *least > 0 => vec![(id, later.as_str(), "before")],
                Relation::Between(a, b) => vec![(a.as_str(), id, "between"), (id, b.as_str(), "between")],
                _ => vec![],
            };
            for (earlier, later, key) in edges.into_iter().filter(|(earlier, later, _)| earlier != later) {
                next.entry(earlier).or_default().push(later);
                key_of.insert((earlier, later), (id, key));
            }
        }
    }
    // 0 = not seen, 1 = on the path, 2 = done
    let mut state: BTreeMap<&str, u8> = BTreeMap::new();
    for start in next.keys().copied().collect::<Vec<_>>() {
        let mut path: Vec<(&str, usize)> = vec![(start, 0)];
        if state.get(start).copied().unwrap_or(0) != 0 {
            continue;
        }
        state.insert(start, 1);
        while let Some((node, position)) = path.last_mut() {
            let node = *node;
            let Some(target) = next.get(node).and_then(|targets| targets.get(*position)).copied() else {
                state.insert(node, 2);
                path.pop();
                continue;
            };
            *position += 1;
            match state.get(target).copied().unwrap_or(0) {
                0 => {
                    state.insert(target, 1);
                    path.push((target, 0));
                }
                1 => {
                    let from = path.iter().position(|(member, _)| *member == target).unwrap_or(0);
                    let mut circle: Vec<&str> = path[from..].iter().map(|(member, _)| *member).collect();
                    circle.push(target);
                    let (id, key) = key_of[&(node, target)];
                    check.add(
                        "order.cycle",
                        at("meeting", id, key),
                        format!("these meetings should each be before the next: {}", circle.join(" < ")),
                        Some("remove one of the relations".to_owned()),
                    );
                }
                _ => {}
            }
        }
    }
}

fn others(check: &mut Checker, parts: &Parts) {
    let meetings = || parts.meetings.iter().map(|x| x.id.as_str());
    let bodies = || parts.bodies.iter().map(|x| x.id.as_str());
    for event in &parts.outside {
        let id = event.id.as_str();
        check.order("meeting.order", "outside", id, ("first", "last"), event.first, event.last);
        for body in event.concerns.iter().chain(&event.body) {
            check.reference(at("outside", id, "concerns"), "body", body.as_str(), bodies());
        }
    }
    for series in &parts.series {
        check.reference(at("series", series.id.as_str(), "body"), "body", series.body.as_str(), bodies());
        for meeting in &series.meetings {
            check.reference(at("series", series.id.as_str(), "meetings"), "meeting", meeting.as_str(), meetings());
        }
    }
    for (index, limit) in parts.limits.iter().enumerate() {
        match &limit.counted {
            Counted::All => {}
            Counted::Area(area) => {
                let mut areas: Vec<&str> =
                    parts.bodies.iter().filter_map(|body| body.area.as_ref()).map(|area| area.as_str()).collect();
                areas.sort_unstable();
                areas.dedup();
                check.reference(at("limit", index, "area"), "area", area.as_str(), areas.into_iter());
            }
            Counted::Bodies(list) => {
                for body in list {
                    check.reference(at("limit", index, "bodies"), "body", body.as_str(), bodies());
                }
            }
        }
    }
    for (table, list) in [("fixed", &parts.fixed), ("published", &parts.published)] {
        let mut seen: BTreeMap<&MeetingId, ()> = BTreeMap::new();
        for fixed in list {
            let id = fixed.meeting.as_str();
            check.reference(at(table, id, "meeting"), "meeting", id, meetings());
            if seen.insert(&fixed.meeting, ()).is_some() {
                check.defects.push(Defect {
                    code: "id.duplicate",
                    at: At { table, entry: id.to_owned(), occurrence: 1, key: "meeting" },
                    also: Some(at(table, id, "meeting")),
                    message: format!("the dates of {id:?} are given twice"),
                    help: Some("keep one of the two".to_owned()),
                });
            }
            check.order("meeting.order", table, id, ("first", "last"), fixed.first, fixed.last.unwrap_or(fixed.first));
            if let Some(venue) = &fixed.venue {
                check.reference(
                    at(table, id, "venue"),
                    "venue",
                    venue.as_str(),
                    parts.venues.iter().map(|x| x.id.as_str()),
                );
            }
        }
    }
    for (index, waiver) in parts.waivers.iter().enumerate() {
        for meeting in &waiver.meetings {
            check.reference(at("waiver", index, "meetings"), "meeting", meeting.as_str(), meetings());
        }
    }
}

fn assemble(parts: Parts) -> Result<Scenario, Vec<Defect>> {
    let mut scenario = Scenario {
        name: parts.name,
        title: parts.title,
        as_of: parts.as_of,
        from: parts.from,
        until: parts.until,
        profile: parts.profile,
        timetable: parts.timetable,
        bodies: parts.bodies.into_iter().map(|x| (x.id.clone(), x)).collect(),
        venues: parts.venues.into_iter().map(|x| (x.id.clone(), x)).collect(),
        calendars: parts.calendars.into_iter().map(|x| (x.id().clone(), x)).collect(),
        meetings: parts.meetings.into_iter().map(|x| (x.id.clone(), x)).collect(),
        series: parts.series,
        outside: parts.outside.into_iter().map(|x| (x.id.clone(), x)).collect(),
        shared: parts.shared,
        limits: parts.limits,
        fixed: BTreeMap::new(),
        published: BTreeMap::new(),
        waivers: parts.waivers,
        lookup: Lookup::default(),
    };
    scenario.lookup = Lookup::of(&scenario);
    scenario.fixed = parts.fixed.iter().filter_map(|fixed| placement(&scenario, fixed)).collect();
    scenario.published = parts.published.iter().filter_map(|fixed| placement(&scenario, fixed)).collect();
    Ok(scenario)
}

/// The placement a fixed date means: the venue and the last day follow from the meeting where they are not given.
fn placement(scenario: &Scenario, fixed: &Fixed) -> Option<(MeetingId, Placement)> {
    let meeting = scenario.meetings.get(&fixed.meeting)?;
    let venue: Option<VenueId> = fixed.venue.clone().or_else(|| meeting.venues.first().cloned());
    let last = fixed.last.unwrap_or_else(|| scenario.closing_day(meeting, venue.as_ref(), fixed.first));
    let half = fixed.half.or_else(|| meeting.half_wanted());
    Placement::new(fixed.first, last, half, venue, fixed.firmness).ok().map(|placement| (meeting.id.clone(), placement))
}
