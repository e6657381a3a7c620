//! Sentences about hours.

use super::input::HoursInput;
use crate::domain::plan::Quality;
use crate::domain::series::outcome::{Aim, Alternative, Assessed, ClockChange, LevelReached, MeetingOutcome};
use crate::domain::series::{Burden, ClosedDays, Counting, HourMode};
use crate::report::words::{count, day, plain_day, thousands};
use std::collections::BTreeMap;

/// How good the plan is, in one or two sentences.
#[must_use]
pub fn quality(input: &HoursInput<'_>) -> String {
    let Some(proof) = &input.shown.proof else {
        return judged(input);
    };
    let looked = thousands(proof.looked_at);
    match (proof.quality, proof.wishes_proven) {
        (Quality::Optimal, true) => {
            "Proven: no other dates and hours are fairer, and none as fair keep the wishes better.".to_owned()
        }
        (Quality::Optimal, false) => {
            "Proven: no other dates and hours are fairer. Whether others as fair keep the wishes better was not settled."
                .to_owned()
        }
        _ => {
            let open = proof.levels.iter().find(|level| level.bound < level.value);
            let gap = open.map_or_else(String::new, |level| {
                format!(" Open: {}, {} here, at least {} in any plan.", aim(level.aim, input), level.value, level.bound)
            });
            format!("Not proven: the search was ended after {looked} partial plans; these are the best dates and hours found.{gap}")
        }
    }
}

/// How a plan that somebody else made stands beside the fairest.
fn judged(input: &HoursInput<'_>) -> String {
    let Some(fairest) = input.fairest else { return "Judged, not searched for: nothing is proven.".to_owned() };
    let [own, best] = [input.shown, fairest].map(|assessed| standing(input, assessed));
    let proven = fairest.proof.as_ref().is_some_and(|proof| proof.quality == Quality::Optimal);
    let best_words = if proven { "the fairest plan" } else { "the best plan found" };
    let same = own == best;
    if same && proven {
        return "Proven fair: no dates and hours inside the windows ask less of those who bear most.".to_owned();
    }
    if same {
        return "As fair as the best plan found; that none is fairer is not proven.".to_owned();
    }
    let worst = |standing: &Standing, night: bool| {
        let ranked = if night { &standing.1 } else { &standing.2 };
        ranked.first().map_or(0, |(points, _)| *points)
    };
    let mut words = Vec::new();
    if own.0 != best.0 {
        let (one, many) = match input.series.settings.counting {
            Counting::Zones => ("member", "members"),
            Counting::People => ("person", "people"),
        };
        let there = if best.0 == 0 { "nobody".to_owned() } else { count(best.0, one, many) };
        words.push(format!("It asks {} on a closed day; {best_words} {there}.", count(own.0, one, many)));
    }
    let night = own.1 != best.1;
    let what = if night { "the night" } else { "all hours" };
    let (own_worst, best_worst) = (worst(&own, night), worst(&best, night));
    if own_worst != best_worst {
        words.push(format!("The worst-off bears {own_worst} points of {what}; in {best_words}, {best_worst}."));
    } else if night || own.2 != best.2 {
        words.push(format!(
            "The worst-off bears as much as in {best_words}, {own_worst} points of {what}; the burdens of the others differ."
        ));
    }
    words.join(" ")
}

/// Asked on closed days; points from the largest down, of the night and of all hours.
type Standing = (usize, Vec<(u32, u32)>, Vec<(u32, u32)>);

fn standing(input: &HoursInput<'_>, assessed: &Assessed) -> Standing {
    let people = |member: usize| match input.series.settings.counting {
        Counting::Zones => 1,
        Counting::People => usize::try_from(input.series.members[member].people.get()).unwrap_or(usize::MAX),
    };
    let closed = match input.series.settings.closed_days {
        ClosedDays::Noted => 0,
        ClosedDays::Avoided | ClosedDays::Forbidden => assessed
            .meetings
            .iter()
            .flat_map(|meeting| meeting.locals.iter().enumerate())
            .filter(|(_, local)| !local.closed.is_empty())
            .map(|(member, _)| people(member))
            .sum(),
    };
    let ranked = |of: fn(Burden) -> u32| {
        let most = |members: &Vec<usize>| members.iter().map(|member| of(assessed.members[*member].total())).max();
        let mut all: BTreeMap<std::cmp::Reverse<u32>, u32> = BTreeMap::new();
        for entry in &assessed.entries {
            *all.entry(std::cmp::Reverse(most(&entry.members).unwrap_or(0))).or_default() += entry.weight;
        }
        all.into_iter().map(|(points, weight)| (points.0, weight)).collect::<Vec<_>>()
    };
    (closed, ranked(|burden| burden.night), ranked(|burden| burden.whole))
}

/// What an aim is about.
fn aim(aim: Aim, input: &HoursInput<'_>) -> String {
    let who = |top: u32| match (top, input.series.settings.counting) {
        (1, _) => "of the worst-off".to_owned(),
        (top, Counting::Zones) => format!("of the {top} worst-off clocks together"),
        (top, Counting::People) => format!("of the {top} worst-off people together"),
    };
    match aim {
        Aim::Closed => "asked on a closed day".to_owned(),
        Aim::Night { top } => format!("points of the night {}", who(top)),
        Aim::Whole { top } => format!("points of all hours {}", who(top)),
    }
}

/// Points, and how many of them lie in the night.
#[must_use]
pub fn burden(burden: Burden) -> String {
    match burden {
        Burden { whole: 0, .. } => "nothing".to_owned(),
        Burden { night: 0, whole } => count_points(whole),
        Burden { night, whole } if night == whole => format!("{}, all at night", count_points(whole)),
        Burden { night, whole } => format!("{}, {night} of them at night", count_points(whole)),
    }
}

fn count_points(points: u32) -> String {
    count(usize::try_from(points).unwrap_or(usize::MAX), "point", "points")
}

/// The settings that decide, in one sentence.
#[must_use]
pub fn settings(input: &HoursInput<'_>) -> String {
    let settings = &input.series.settings;
    let counted = match settings.counting {
        Counting::Zones => "each clock counts once, whatever its head count",
        Counting::People => "each person counts once",
    };
    let hour = match settings.hour {
        HourMode::Rotates => "the hour may differ from meeting to meeting",
        HourMode::Kept => "all meetings have the same hour",
    };
    let closed = match settings.closed_days {
        ClosedDays::Forbidden => "nobody is asked on a closed day of the own country",
        ClosedDays::Avoided => "as few as possible are asked on a closed day of their country",
        ClosedDays::Noted => "closed days are only named",
    };
    format!("Who bears most is looked at first, burdens of the night before all others; {counted}; {hour}; {closed}.")
}

/// Why these hours, in sentences.
#[must_use]
pub fn why(input: &HoursInput<'_>) -> Vec<String> {
    let mut sentences = vec![bearers(input)];
    sentences.extend(memory(input));
    if let Some(proof) = &input.shown.proof {
        sentences.extend(proven(input, &proof.levels));
        if proof.quality == Quality::Optimal {
            let all: f64 = proof.choices.iter().map(|choices| *choices as f64).product();
            let choices = if all < 1e15 { thousands(all as u64) } else { format!("{all:.0e}") };
            sentences.push(format!(
                "All {choices} ways of choosing among the dates and hours allowed were covered: {} looked at one by one, \
                 the rest ruled out by bounds, by what asks more of somebody and less of nobody, and by what asks the same.",
                count(usize::try_from(proof.looked_at).unwrap_or(usize::MAX), "partial plan", "partial plans"),
            ));
        }
    }
    sentences.extend(input.shown.meetings.iter().map(|meeting| one_meeting(input, meeting)));
    sentences
}

/// Who bears most, and in which meetings.
fn bearers(input: &HoursInput<'_>) -> String {
    let members = &input.shown.members;
    let most = members.iter().map(|member| member.total().night).max().unwrap_or(0);
    if most == 0 {
        let whole = members.iter().map(|member| member.total().whole).max().unwrap_or(0);
        let who = named(input, &|member| members[member].total().whole == whole);
        return if whole == 0 {
            "Nobody bears anything: every meeting lies in everybody's working hours.".to_owned()
        } else {
            format!("Nobody is asked at night. Most is asked of {who}: {}.", count_points(whole))
        };
    }
    let who = named(input, &|member| members[member].total().night == most);
    let asked = input.shown.meetings.iter().filter_map(|meeting| {
        let nights = named_of(input, meeting);
        (!nights.is_empty()).then(|| format!("{} in {}", nights.join(", "), meeting.id))
    });
    let asked: Vec<String> = asked.collect();
    let where_ = if asked.is_empty() { String::new() } else { format!(" Asked at night: {}.", asked.join("; ")) };
    format!("Most of the night falls to {who}: {} in all.{where_}", count_points(most))
}

fn named(input: &HoursInput<'_>, chosen: &dyn Fn(usize) -> bool) -> String {
    let names: Vec<&str> = (0..input.series.members.len()).filter(|m| chosen(*m)).map(|m| input.member(m)).collect();
    match names.len() {
        0..=4 => names.join(", "),
        more => format!("{} and {} more", names[..3].join(", "), more - 3),
    }
}

fn named_of(input: &HoursInput<'_>, meeting: &MeetingOutcome) -> Vec<String> {
    let asleep = |(_, local): &(usize, &crate::domain::series::outcome::Local)| local.burden.night > 0;
    let words = |(member, local): (usize, &crate::domain::series::outcome::Local)| {
        format!("{} (from {}, {})", input.member(member), local.start.format("%H:%M"), local.burden.night)
    };
    meeting.locals.iter().enumerate().filter(asleep).map(words).collect()
}

/// What the past does.
fn memory(input: &HoursInput<'_>) -> Option<String> {
    let members = &input.shown.members;
    let most = members.iter().map(|member| member.before).max_by_key(|before| (before.night, before.whole))?;
    if most == Burden::default() {
        return None;
    }
    let who = named(input, &|member| members[member].before == most);
    let held = match input.series.held.len() {
        0 => String::new(),
        number => format!(" ({} remembered)", count(number, "meeting", "meetings")),
    };
    Some(format!(
        "Before the series most had been asked of {who}: {}{held}. It counts as if it were part of it.",
        burden(most)
    ))
}

/// The levels as sentences: the worst-off, and how far the rest was settled.
fn proven(input: &HoursInput<'_>, levels: &[LevelReached]) -> Vec<String> {
    let mut sentences = Vec::new();
    for level in levels {
        let (what, first) = match level.aim {
            Aim::Closed if level.value > 0 => ("asking on closed days", true),
            Aim::Night { top: 1 } if level.value > 0 => ("points of the night", true),
            Aim::Whole { top: 1 } if level.value > 0 => ("points of all hours", true),
            Aim::Closed | Aim::Night { .. } | Aim::Whole { .. } => ("", false),
        };
        if !first {
            continue;
        }
        if level.bound < level.value {
            sentences.push(format!("Not settled: {} may be as few as {}.", aim(level.aim, input), level.bound));
            continue;
        }
        let given = if matches!(level.aim, Aim::Whole { .. }) { ", the night being as it is" } else { "" };
        let least = match level.aim {
            Aim::Closed => format!("No choice of dates spares more: {} {what}.", level.value),
            _ => format!("No rotation leaves the worst-off with fewer than {} {what}{given}.", level.value),
        };
        sentences.push(format!("{least}{}", weighed(input, level)));
    }
    let settled = levels.iter().filter(|level| level.bound >= level.value).count();
    if settled > 3 {
        sentences.push(format!(
            "Below that the same was settled for the next worst-off, and so on down the line: {} in all.",
            count(settled, "level", "levels")
        ));
    }
    sentences
}

/// The bound by weighing, where it stands by itself.
fn weighed(input: &HoursInput<'_>, level: &LevelReached) -> String {
    let Some(shares) = &level.weighing else { return String::new() };
    let mut heaviest: Vec<(u32, usize)> = shares.iter().copied().zip(0..).filter(|(share, _)| *share >= 10).collect();
    heaviest.sort_by_key(|(share, entry)| (std::cmp::Reverse(*share), *entry));
    if heaviest.is_empty() || heaviest.len() > 6 {
        return String::new();
    }
    let names: Vec<String> = heaviest
        .iter()
        .filter_map(|(share, entry)| {
            let entry = input.shown.entries.get(*entry)?;
            Some(format!("{} {} %", input.member(*entry.members.first()?), share / 10))
        })
        .collect();
    format!(
        " The proof in one line: weigh {}; even if every meeting had the hour that is cheapest by these weights, they would bear that much between them.",
        names.join(", ")
    )
}

/// One meeting: its rank, and what the next hour would cost.
fn one_meeting(input: &HoursInput<'_>, meeting: &MeetingOutcome) -> String {
    let rank = meeting.rank;
    let place = if rank.fairer == 0 {
        let others = rank.as_fair.saturating_sub(1);
        let ties = if others == 0 { String::new() } else { format!(", {others} are as fair") };
        format!("none of its {} dates and hours is fairer while the others stay{ties}", thousands(rank.of as u64))
    } else {
        format!(
            "{} of its {} dates and hours are fairer while the others stay, {} of {} on the same day",
            thousands(rank.fairer as u64),
            thousands(rank.of as u64),
            rank.fairer_that_day,
            rank.of_that_day
        )
    };
    let mut sentence = format!("{}, {} {}: {place}.", meeting.id, day(meeting.slot.date), meeting.hours());
    if let Some(better) = &meeting.better {
        sentence.push_str(&format!(
            " The fairest, {}, would {}.",
            when(input, meeting, better),
            changed(input, meeting, better)
        ));
    } else if let Some(next) = &meeting.next {
        sentence.push_str(&format!(
            " The next best that day, {}, would {}.",
            when(input, meeting, next),
            changed(input, meeting, next)
        ));
    }
    sentence
}

fn when(input: &HoursInput<'_>, meeting: &MeetingOutcome, other: &Alternative) -> String {
    let hours = other.slot.hours(input.minutes(&meeting.id));
    if other.slot.date == meeting.slot.date { hours } else { format!("{} {hours}", day(other.slot.date)) }
}

/// What another hour would ask more and less.
#[must_use]
pub fn changed(input: &HoursInput<'_>, meeting: &MeetingOutcome, other: &Alternative) -> String {
    let (mut more, mut less) = (Vec::new(), Vec::new());
    for (member, (local, other)) in meeting.locals.iter().zip(&other.burdens).enumerate() {
        let name = input.member(member);
        let (night, whole) = (
            i64::from(other.night) - i64::from(local.burden.night),
            i64::from(other.whole) - i64::from(local.burden.whole),
        );
        let at_night = if night == 0 { String::new() } else { format!(" ({night:+} at night)") };
        match whole.cmp(&0) {
            std::cmp::Ordering::Greater => more.push((night.max(0), whole, format!("{name} {whole}{at_night}"))),
            std::cmp::Ordering::Less => less.push((-night.min(0), -whole, format!("{name} {}{at_night}", -whole))),
            std::cmp::Ordering::Equal => {}
        }
    }
    let list = |mut all: Vec<(i64, i64, String)>| {
        all.sort_by(|a, b| (b.0, b.1, &a.2).cmp(&(a.0, a.1, &b.2)));
        let more = all.len().saturating_sub(3);
        let mut names: Vec<String> = all.into_iter().take(3).map(|(.., words)| words).collect();
        if more > 0 {
            names.push(format!("and {more} more"));
        }
        names.join(", ")
    };
    match (more.is_empty(), less.is_empty()) {
        (true, true) => "ask the same of everybody, but on other days".to_owned(),
        (false, true) => format!("ask more of {}", list(more)),
        (true, false) => format!("ask less of {}", list(less)),
        (false, false) => format!("ask more of {}, and less of {}", list(more), list(less)),
    }
}

/// What a change of clocks does.
#[must_use]
pub fn clock_change(input: &HoursInput<'_>, change: &ClockChange) -> String {
    let seconds = change.change.after.seconds() - change.change.before.seconds();
    let way = if seconds >= 0 { "forward" } else { "back" };
    let size = minutes_in_words(seconds.unsigned_abs() / 60);
    let who = if change.members.is_empty() {
        "nobody's clock but that of the hours published".to_owned()
    } else {
        change.members.iter().map(|member| input.member(*member)).collect::<Vec<_>>().join(", ")
    };
    let mut words = format!("{}: {} puts its clocks {way} by {size} ({who}).", plain_day(change.day), change.zone);
    if let (Some(before), Some(after)) = &change.between
        && change.zone != input.series.zone
    {
        match change.shift_minutes {
            Some(0) => words.push_str(&format!(
                " Between {before} and {after} the hour published moves with it: the same hour in {} stays the same there.",
                input.series.zone
            )),
            Some(shift) => words.push_str(&format!(
                " The same hour in {} is {} {} there in {after} than in {before}.",
                input.series.zone,
                minutes_in_words(shift.unsigned_abs()),
                if shift > 0 { "later" } else { "earlier" }
            )),
            None => {}
        }
    }
    if change.zone == input.series.zone {
        words.push_str(&left_behind(input, change));
    }
    words
}

/// Whose hour moves because the clocks of the series' zone change and theirs do not, or not yet.
fn left_behind(input: &HoursInput<'_>, change: &ClockChange) -> String {
    let find = |id: &Option<crate::domain::ids::MeetingId>| {
        input.shown.meetings.iter().find(|meeting| id.as_ref() == Some(&meeting.id))
    };
    let (Some(before), Some(after)) = (find(&change.between.0), find(&change.between.1)) else { return String::new() };
    let ahead = |meeting: &MeetingOutcome, member: usize| {
        (meeting.locals[member].offset.seconds() - meeting.offset.seconds()) / 60
    };
    let mut moved: BTreeMap<i32, Vec<&str>> = BTreeMap::new();
    for member in 0..input.series.members.len() {
        let shift = ahead(after, member) - ahead(before, member);
        if shift != 0 {
            moved.entry(shift).or_default().push(input.member(member));
        }
    }
    if moved.is_empty() {
        return format!(" From {} to {} everybody's clocks move with it.", before.id, after.id);
    }
    let one = |(shift, names): (i32, Vec<&str>)| {
        let way = if shift > 0 { "later" } else { "earlier" };
        format!(
            " The same hour published is {} {way} in {} than in {} for {}.",
            minutes_in_words(shift.unsigned_abs()),
            after.id,
            before.id,
            names.join(", ")
        )
    };
    moved.into_iter().map(one).collect()
}

fn minutes_in_words(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => count(minutes as usize, "minute", "minutes"),
        (hours, 0) => count(hours as usize, "hour", "hours"),
        (hours, minutes) => format!("{} {minutes} minutes", count(hours as usize, "hour", "hours")),
    }
}

/// Closed days that meetings touch, and hours that were not offered.
#[must_use]
pub fn closed_days(input: &HoursInput<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for meeting in &input.shown.meetings {
        for (member, local) in meeting.locals.iter().enumerate() {
            for known in &local.closed {
                let forecast = if known.is_forecast() { ", a forecast" } else { "" };
                lines.push(format!(
                    "{}: {} in {}, {}{forecast}.",
                    meeting.id,
                    known.day.name(),
                    input.member(member),
                    plain_day(known.day.date())
                ));
            }
        }
    }
    lines
}

/// Hours that were not offered.
#[must_use]
pub fn left_out(input: &HoursInput<'_>) -> Vec<String> {
    let one = |left: &crate::domain::series::outcome::LeftOut| {
        let what = if left.skipped { "do not exist" } else { "happen twice" };
        format!(
            "On {} {} from {} {what} in {} and were not offered.",
            plain_day(left.slot.date),
            count(left.starts, "start", "starts"),
            left.slot.clock().format("%H:%M"),
            input.series.zone
        )
    };
    input.shown.left_out.iter().map(one).collect()
}
