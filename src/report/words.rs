//! Dates, ranges, hours, prices and proofs in the words people read. British English, 24-hour clock, day before month.

use super::input::Input;
use crate::domain::demand::Level;
use crate::domain::finding::Origin;
use crate::domain::meeting::{Half, Hours, Length, Meeting};
use crate::domain::plan::{LevelProof, Placement, Quality};
use crate::domain::reason::Price;
use crate::domain::time::{Resolution, Zone};
use crate::domain::venue::Venue;
use crate::rules::{self, Tally};
use chrono::{Datelike, NaiveDate, NaiveTime};

/// `Thu 16 March 2023`.
pub fn day(date: NaiveDate) -> String {
    date.format("%a %-d %B %Y").to_string()
}

/// `16 March 2023`.
pub fn plain_day(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

/// `Mon 13 – Fri 24 March 2023`; month and year are said once where both days share them.
pub fn range(first: NaiveDate, last: NaiveDate) -> String {
    if first == last {
        return day(first);
    }
    let open = if first.year() != last.year() {
        "%a %-d %B %Y"
    } else if first.month() != last.month() {
        "%a %-d %B"
    } else {
        "%a %-d"
    };
    format!("{} – {}", first.format(open), day(last))
}

/// `13–24 Mar`, for narrow places.
pub fn short_range(first: NaiveDate, last: NaiveDate) -> String {
    if first == last {
        first.format("%-d %b").to_string()
    } else if (first.year(), first.month()) == (last.year(), last.month()) {
        format!("{}–{}", first.day(), last.format("%-d %b"))
    } else {
        format!("{} – {}", first.format("%-d %b"), last.format("%-d %b"))
    }
}

/// A sentence with its ISO dates as people say them; a date that is part of a longer name stays as it is.
pub fn prose(sentence: &str) -> String {
    const LENGTH: usize = "2023-03-16".len();
    let part_of_name = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let mut out = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some(first) = rest.chars().next() {
        let alone = !out.chars().next_back().is_some_and(part_of_name)
            && !rest.get(LENGTH..).and_then(|after| after.chars().next()).is_some_and(part_of_name);
        let date = rest.get(..LENGTH).filter(|_| alone && first.is_ascii_digit()).and_then(|text| text.parse().ok());
        let taken = match date {
            Some(date) => {
                out.push_str(&plain_day(date));
                LENGTH
            }
            None => {
                out.push(first);
                first.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    out
}

/// The dates of a placement with its half-day: `Thu 16 March 2023, morning`.
pub fn placement(at: &Placement) -> String {
    match at.half {
        Some(half) => format!("{}, {}", range(at.first(), at.last()), half.word()),
        None => range(at.first(), at.last()),
    }
}

/// `one meeting`, `12 meetings`: the noun agrees with the number.
pub fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{} {many}", thousands(number as u64)) }
}

/// `12 345` with a narrow no-break space, as timetables print it.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 * 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            out.push('\u{202F}');
        }
        out.push(digit);
    }
    out
}

/// The word of a level.
pub fn level(level: Level) -> &'static str {
    level.word()
}

/// `should +2 · prefer −14`, or `costs nothing more` when no level changes.
pub fn price(rows: &[Price]) -> String {
    let changed: Vec<String> = rows
        .iter()
        .filter(|row| row.points != 0)
        .map(|row| {
            let sign = if row.points < 0 { '−' } else { '+' };
            format!("{} {sign}{}", level(row.level), thousands(row.points.unsigned_abs()))
        })
        .collect();
    if changed.is_empty() { "costs nothing more".to_owned() } else { changed.join(" · ") }
}

/// `5 working days`, `half a day`.
pub fn length(length: Length) -> String {
    match length {
        Length::HalfDay => "half a day".to_owned(),
        Length::WorkingDays(days) => count(days.get().into(), "working day", "working days"),
    }
}

/// How a meeting is held.
pub fn format(meeting: &Meeting) -> &'static str {
    use crate::domain::meeting::Format;
    match meeting.format {
        Format::Physical => "in the room",
        Format::PhysicalWithWebcast => "in the room, webcast",
        Format::PhysicalWithRemoteParticipation => "in the room and remotely",
        Format::Electronic => "electronic meeting",
    }
}

/// The title of the rule an origin names, or that the scenario asks for it.
pub fn origin_title(origin: Origin) -> &'static str {
    match origin {
        Origin::Rule(id) => rules::find(id).map_or("", |rule| rule.documentation().title),
        Origin::Scenario => "Asked for in the scenario",
    }
}

/// The hours of a placed meeting in the secretariat's zone, with the zone and its offset on the opening day; and in
/// the venue's own zone where clocks there differ.
pub fn hours(input: &Input<'_>, meeting: &Meeting, at: &Placement, venue: Option<&Venue>) -> String {
    let zone = input.scenario.profile.secretariat.zone;
    let opens = meeting.letter.as_ref().and_then(|letter| letter.opens);
    match (meeting.hours, opens) {
        (Hours::Stated(hours), _) => {
            let here = format!(
                "{}–{} {}",
                hours.start().format("%H:%M"),
                hours.end_words(),
                zone_in_words(input, at.first(), hours.start(), zone)
            );
            let there = venue
                .filter(|venue| venue.zone != zone)
                .and_then(|venue| Some((venue, elsewhere(input, at.first(), hours.start(), zone, venue.zone)?)))
                .map(|(venue, clock)| format!("; begins {clock} in {}", venue.name));
            here + &there.unwrap_or_default()
        }
        (Hours::ToBeAnnounced, _) => "hour to be announced".to_owned(),
        (Hours::Usual, Some(opens)) => {
            let zone = venue.map_or(zone, |venue| venue.zone);
            format!(
                "opens at {} on the first day, {}",
                opens.format("%H:%M"),
                zone_in_words(input, at.first(), opens, zone)
            )
        }
        (Hours::Usual, None) => match at.half {
            Some(Half::Morning) => "in the morning, usual hours".to_owned(),
            Some(Half::Afternoon) => "in the afternoon, usual hours".to_owned(),
            None => "usual hours, from 09:30 on the first day (local time)".to_owned(),
        },
    }
}

/// `Geneva time (Europe/Zurich, UTC+02:00)`.
fn zone_in_words(input: &Input<'_>, date: NaiveDate, clock: NaiveTime, zone: Zone) -> String {
    let city = match zone {
        Zone::GENEVA => "Geneva",
        other => other.name().rsplit('/').next().unwrap_or(other.name()),
    }
    .replace('_', " ");
    match input.zones.resolve(date.and_time(clock), zone) {
        Ok(Resolution::Unique(moment)) => format!("{city} time ({}, UTC{})", zone.name(), moment.offset),
        _ => format!("{city} time ({})", zone.name()),
    }
}

/// The clock elsewhere when it is `clock` in `zone`.
fn elsewhere(input: &Input<'_>, date: NaiveDate, clock: NaiveTime, zone: Zone, there: Zone) -> Option<String> {
    let Ok(Resolution::Unique(moment)) = input.zones.resolve(date.and_time(clock), zone) else { return None };
    let civil = input.zones.at(moment.instant, there).ok()?.civil;
    if civil.time() == clock && civil.date() == date {
        return None;
    }
    let other_day = if civil.date() == date { String::new() } else { format!(" on {}", day(civil.date())) };
    Some(format!("{}{other_day}", civil.format("%H:%M")))
}

/// What is known about the quality of the plan, in one sentence.
pub fn quality(input: &Input<'_>, tally: &Tally) -> String {
    let broken = match tally.must {
        0 => String::new(),
        1 => " One must is broken.".to_owned(),
        many => format!(" {many} musts are broken."),
    };
    match input.plan.quality {
        Quality::Optimal => {
            format!("No better plan exists: proven on all levels.{broken}{}", beyond_dates(input, tally))
        }
        Quality::Feasible => {
            let open: Vec<String> = input
                .plan
                .proof
                .iter()
                .filter(|proof| proof.bound.is_none_or(|bound| bound < proof.cost))
                .map(|proof| match proof.bound {
                    Some(bound) => {
                        format!(
                            "{} costs {} and cannot cost less than {}{}",
                            proof.level,
                            thousands(proof.cost),
                            thousands(bound),
                            gap(proof).map(|gap| format!(" (gap {gap})")).unwrap_or_default()
                        )
                    }
                    None => format!("{} costs {}, without a bound", proof.level, thousands(proof.cost)),
                })
                .collect();
            let detail = if open.is_empty() { String::new() } else { format!(": {}", open.join("; ")) };
            format!("A better plan may exist{detail}.{broken}")
        }
        Quality::Unproven => "Written by hand or read from a file: checked, but not proven to be the best.".to_owned(),
    }
}

/// The level of a name in a proof.
pub fn level_named(name: &str) -> Level {
    match name {
        "must" => Level::Must,
        "should" => Level::Should,
        "change" => Level::Change,
        _ => Level::Prefer,
    }
}

/// What a plan leaves unmet at a level, dearest first, each demand once: `P-06: the groups of TSAG … (10 points: RG-SOP,
/// RG-WP)`. At most `most` of them, then how many more.
pub fn unmet(input: &Input<'_>, level: Level, most: usize) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    let mut found: Vec<(u64, String)> = Vec::new();
    for unmet in input.reasons.values().flat_map(|reason| &reason.unmet).filter(|unmet| unmet.level == level) {
        let mut meetings = unmet.meetings.clone();
        meetings.sort();
        if seen.insert((meetings.clone(), unmet.points)) {
            let titles: Vec<String> = meetings.iter().map(|meeting| input.title_of(meeting)).collect();
            let points = count(usize::try_from(unmet.points).unwrap_or(usize::MAX), "point", "points");
            found.push((unmet.points, format!("{} ({points}; {})", prose(&unmet.why), titles.join(", "))));
        }
    }
    found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let more = found.len().saturating_sub(most);
    let mut words: Vec<String> = found.into_iter().take(most).map(|(_, words)| words).collect();
    if more > 0 {
        words.push(format!("and {more} more; each is told with its meeting"));
    }
    words
}

/// What the proof does not speak about: shoulds that are found although none of the planned dates costs one.
fn beyond_dates(input: &Input<'_>, tally: &Tally) -> String {
    let free_of_cost = input.plan.proof.iter().any(|proof| proof.level == "should" && proof.cost == 0);
    match tally.should {
        count if count > 0 && free_of_cost => {
            let shoulds = self::count(count, "broken should", "broken shoulds");
            format!(" Other dates would not mend the {shoulds}: about hours, letters or dates that stand.")
        }
        _ => String::new(),
    }
}

/// `16.3 %` of the cost between cost and bound; `0 %` where the level is at its best; `None` without a bound.
pub fn gap(proof: &LevelProof) -> Option<String> {
    let bound = proof.bound?;
    let missing = proof.cost.saturating_sub(bound);
    if missing == 0 {
        return Some("0\u{A0}%".to_owned());
    }
    let tenths = u128::from(missing) * 1000 / u128::from(proof.cost.max(1));
    Some(format!("{}.{}\u{A0}%", tenths / 10, tenths % 10))
}

/// `JCA-ML, SG13 · 40 people`; empty when nobody is named.
pub fn hit(bodies: &[String], people: Option<u32>) -> String {
    let people = people.map(|people| count(people as usize, "person", "people"));
    match (bodies.is_empty(), people) {
        (true, None) => String::new(),
        (true, Some(people)) => people,
        (false, None) => bodies.join(", "),
        (false, Some(people)) => format!("{} · {people}", bodies.join(", ")),
    }
}

/// A key that sorts `SG2` before `SG13`: words and the numbers after them, in turn.
pub fn natural(text: &str) -> Vec<(String, u64)> {
    let mut parts: Vec<(String, u64)> = Vec::new();
    let mut in_number = true;
    for character in text.chars() {
        match (character.to_digit(10), parts.last_mut()) {
            (Some(digit), Some((_, number))) => {
                *number = number.saturating_mul(10).saturating_add(digit.into());
                in_number = true;
            }
            (None, Some((word, _))) if !in_number => word.extend(character.to_lowercase()),
            (digit, _) => {
                let word = if digit.is_none() { character.to_lowercase().collect() } else { String::new() };
                parts.push((word, digit.unwrap_or(0).into()));
                in_number = digit.is_some();
            }
        }
    }
    parts
}
