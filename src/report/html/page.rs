//! The page around the findings and the meetings: title, tiles, proof, timetable, comparisons.

use super::findings::{Link, link};
use crate::domain::plan::Placement;
use crate::domain::reason::Comparison;
use crate::report::group::Group;
use crate::report::input::Input;
use crate::report::moves::place;
use crate::report::words;
use crate::rules::Tally;
use serde::Serialize;

/// A number with its name.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Tile {
    /// Key, for the style.
    pub key: &'static str,
    /// Sign told without colour; empty for plain counts.
    pub sign: &'static str,
    /// Number.
    pub number: String,
    /// Name.
    pub name: &'static str,
    /// Where it leads; empty when there is nothing to see.
    pub href: String,
    /// The number is zero.
    pub none: bool,
}

/// A name with what it is.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Fact {
    /// Name.
    pub name: &'static str,
    /// Value in words.
    pub value: String,
}

/// One level of the proof.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ProofRow {
    /// Level.
    pub level: String,
    /// What is charged there.
    pub means: &'static str,
    /// Cost.
    pub cost: String,
    /// Bound, or a dash.
    pub bound: String,
    /// Gap, or a dash.
    pub gap: String,
    /// The verdict in words.
    pub verdict: &'static str,
    /// What is charged in this plan, dearest first.
    pub unmet: Vec<String>,
}

/// So many unmet demands of a level are told with the proof.
const UNMET: usize = 8;

/// A line of the timetable.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Line {
    /// Month to print above this line; empty when it is that of the line before.
    pub month: String,
    /// Days in words.
    pub dates: String,
    /// Body.
    pub body: String,
    /// Class of the kind of body.
    pub kind: String,
    /// The meeting.
    pub meeting: Link,
    /// Venue.
    pub venue: String,
    /// Status.
    pub status: &'static str,
    /// Signs of its findings: sign, key, words.
    pub signs: Vec<(&'static str, &'static str, String)>,
}

/// A published date held against the plan.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Compared {
    /// The meeting.
    pub meeting: Link,
    /// Published.
    pub published: String,
    /// Planned; empty when it is the same.
    pub planned: String,
    /// Rank in words.
    pub rank: String,
    /// Price in words.
    pub price: String,
    /// Musts the published date breaks.
    pub breaks: Vec<String>,
}

/// A meeting that is elsewhere than in the plan people know.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Changed {
    /// The meeting.
    pub meeting: Link,
    /// How firm the old dates were.
    pub status: &'static str,
    /// Where it was.
    pub from: String,
    /// Where it is.
    pub to: String,
    /// Why.
    pub because: String,
}

/// Everything but panels, findings and details.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Page {
    /// Title.
    pub title: String,
    /// Quality in words.
    pub quality: String,
    /// `optimal`, `feasible`, `unproven`.
    pub quality_key: &'static str,
    /// As of, period, and so on.
    pub facts: Vec<Fact>,
    /// Numbers on top.
    pub tiles: Vec<Tile>,
    /// Levels.
    pub proof: Vec<ProofRow>,
    /// Size of the problem, in words; empty when nothing was solved.
    pub size: Vec<Fact>,
    /// The timetable.
    pub timetable: Vec<Line>,
    /// Meetings without a date.
    pub unplaced: Vec<String>,
    /// Comparisons.
    pub comparisons: Vec<Compared>,
    /// Changes.
    pub changes: Vec<Changed>,
    /// Kinds of bodies that appear: class and label, for the legend.
    pub kinds: Vec<(String, &'static str)>,
    /// How many published dates the plan keeps, in words; empty without comparisons.
    pub kept: String,
    /// When it was written, in words.
    pub generated: String,
}

/// Prepares the page.
pub fn page(input: &Input<'_>) -> Page {
    let scenario = input.scenario;
    let tally = Tally::of(input.findings);
    let mut facts = vec![
        Fact { name: "As of", value: words::day(input.plan.as_of) },
        Fact { name: "Period", value: words::range(scenario.from, scenario.until) },
        Fact { name: "Scenario", value: scenario.name.clone() },
    ];
    if let Some(number) = &scenario.timetable.number {
        facts.push(Fact { name: "Timetable", value: number.to_string() });
    }
    let same = input.comparisons.iter().filter(|row| row.same_dates()).count();
    let kept = if input.comparisons.is_empty() {
        String::new()
    } else {
        format!("{same} of {} kept", words::count(input.comparisons.len(), "published date", "published dates"))
    };
    if !kept.is_empty() {
        facts.push(Fact { name: "Compared", value: kept.clone() });
    }
    Page {
        title: input.title.clone(),
        quality: words::quality(input, &tally),
        quality_key: input.plan.quality.word(),
        facts,
        tiles: tiles(input, &tally),
        proof: proof(input),
        size: size(input),
        timetable: timetable(input),
        unplaced: scenario
            .meetings()
            .values()
            .filter(|meeting| !input.plan.placements.contains_key(&meeting.id))
            .map(|meeting| format!("{} ({})", meeting.title, meeting.body))
            .collect(),
        comparisons: input.comparisons.iter().map(|row| compared(input, row)).collect(),
        changes: input
            .changes
            .iter()
            .map(|change| Changed {
                meeting: link(input, &change.meeting),
                status: change.from.as_ref().map_or("new", |from| from.firmness.word()),
                from: place(input, change.from.as_ref()),
                to: place(input, change.to.as_ref()),
                because: words::prose(&change.because),
            })
            .collect(),
        kinds: kinds(input),
        kept,
        generated: input.generated.clone(),
    }
}

fn tiles(input: &Input<'_>, tally: &Tally) -> Vec<Tile> {
    let tile = |key, sign, number: usize, name, href: &str| Tile {
        key,
        sign,
        number: words::thousands(number as u64),
        name,
        href: if number == 0 { String::new() } else { href.to_owned() },
        none: number == 0,
    };
    let of = |group: Group, number: usize, name| {
        tile(group.word(), group.sign(), number, name, &format!("#group-{}", group.word()))
    };
    let plural = |number: usize, one: &'static str, many: &'static str| if number == 1 { one } else { many };
    let placed = input.view().all().count();
    let unplaced = input.scenario.meetings().len().saturating_sub(input.plan.placements.len());
    let mut tiles = vec![tile("plain", "", placed, plural(placed, "meeting", "meetings"), "#timetable")];
    if unplaced > 0 {
        tiles.push(tile("missing", "", unplaced, "not placed", "#timetable"));
    }
    tiles.extend([
        of(Group::Must, tally.must, plural(tally.must, "must broken", "musts broken")),
        of(Group::Should, tally.should, plural(tally.should, "should broken", "shoulds broken")),
        of(Group::Prefer, tally.prefer, plural(tally.prefer, "preference not met", "preferences not met")),
        of(Group::Waived, tally.waived, "waived"),
        of(Group::Missing, tally.missing, "without data"),
        of(Group::Note, tally.notes, plural(tally.notes, "note", "notes")),
    ]);
    tiles
}

fn proof(input: &Input<'_>) -> Vec<ProofRow> {
    input
        .plan
        .proof
        .iter()
        .map(|proof| ProofRow {
            level: proof.level.clone(),
            means: match proof.level.as_str() {
                "must" => "demands that cannot be met together",
                "should" => "shoulds broken, weighed by the people hit",
                "change" => "distance from dates people already know",
                "prefer" => "shared delegates, wishes, spread",
                _ => "",
            },
            cost: words::thousands(proof.cost),
            bound: proof.bound.map_or_else(|| "–".to_owned(), words::thousands),
            gap: words::gap(proof).unwrap_or_else(|| "–".to_owned()),
            verdict: match proof.bound {
                Some(bound) if bound >= proof.cost => "proven: no plan costs less",
                Some(_) => "a better plan may exist",
                None => "nothing proven",
            },
            unmet: words::unmet(input, words::level_named(&proof.level), UNMET),
        })
        .collect()
}

fn size(input: &Input<'_>) -> Vec<Fact> {
    let Some(size) = input.size else { return vec![] };
    let mean = size.starts.checked_div(size.free).unwrap_or(0);
    vec![
        Fact { name: "Meetings", value: words::thousands(size.meetings as u64) },
        Fact { name: "Free to move", value: words::thousands(size.free as u64) },
        Fact {
            name: "Allowed openings",
            value: format!("{}, {mean} a meeting on average", words::thousands(size.starts as u64)),
        },
        Fact { name: "Demands", value: words::thousands(size.demands as u64) },
        Fact { name: "Relations", value: words::thousands(size.relations as u64) },
    ]
}

fn kinds(input: &Input<'_>) -> Vec<(String, &'static str)> {
    let mut kinds: Vec<_> = input
        .plan
        .placements
        .keys()
        .filter_map(|id| input.scenario.meetings().get(id))
        .map(|meeting| input.scenario.body_of(meeting).kind)
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.into_iter().map(|kind| (format!("k-{}", kind.word()), kind.label())).collect()
}

/// Where a meeting is held, in words.
pub fn venue(input: &Input<'_>, at: &Placement) -> String {
    match at.venue.as_ref() {
        None => "electronic".to_owned(),
        Some(id) => match input.scenario.venues().get(id) {
            Some(venue) if venue.headquarters => venue.name.to_string(),
            Some(venue) => format!("{} ({})", venue.name, venue.country),
            None => id.to_string(),
        },
    }
}

fn timetable(input: &Input<'_>) -> Vec<Line> {
    let findings = super::findings::by_meeting(input);
    let mut rows: Vec<_> =
        input.plan.placements.iter().filter_map(|(id, at)| Some((input.scenario.meetings().get(id)?, at))).collect();
    rows.sort_by_cached_key(|(meeting, at)| (at.first(), at.half, at.last(), words::natural(meeting.body.as_str())));
    let mut above = String::new();
    rows.into_iter()
        .map(|(meeting, at)| {
            let month = at.first().format("%B %Y").to_string();
            let new = month != above;
            above.clone_from(&month);
            let mut signs: std::collections::BTreeMap<Group, usize> = std::collections::BTreeMap::new();
            for numbered in findings.get(&meeting.id).into_iter().flatten() {
                *signs.entry(Group::of(numbered.finding)).or_default() += 1;
            }
            signs.remove(&Group::Note);
            Line {
                month: if new { month } else { String::new() },
                dates: words::placement(at),
                body: meeting.body.to_string(),
                kind: format!("k-{}", input.scenario.body_of(meeting).kind.word()),
                meeting: link(input, &meeting.id),
                venue: venue(input, at),
                status: at.firmness.word(),
                signs: signs
                    .into_iter()
                    .map(|(group, number)| (group.sign(), group.word(), format!("{number} {}", group.word())))
                    .collect(),
            }
        })
        .collect()
}

/// A comparison in words.
pub fn compared(input: &Input<'_>, row: &Comparison) -> Compared {
    Compared {
        meeting: link(input, &row.meeting),
        published: format!("{}, {}", words::placement(&row.published), venue(input, &row.published)),
        planned: if row.same_dates() {
            String::new()
        } else {
            format!("{}, {}", words::placement(&row.planned), venue(input, &row.planned))
        },
        rank: match row.rank {
            None => "forbidden".to_owned(),
            Some(rank) => {
                let others = row.as_good.saturating_sub(1);
                let shared = if others == 0 {
                    String::new()
                } else {
                    format!("; {} just as good", words::count(others, "other date is", "other dates are"))
                };
                format!("{} of {}{shared}", words::thousands(rank as u64), words::thousands(row.of as u64))
            }
        },
        price: match (row.rank.is_none(), row.planned_around) {
            (true, _) => String::new(),
            (false, true) => format!("{}, the others planned anew", words::price(&row.price)),
            (false, false) => {
                format!("{}, what must stay with it moving along, all others staying", words::price(&row.price))
            }
        },
        breaks: row.breaks.iter().map(|must| words::prose(must)).collect(),
    }
}
