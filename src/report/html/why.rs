//! Why one meeting is where it is, as a page: what binds and, for every date it could have, a day in a strip coloured by
//! what it would cost. The sign in each day says the same without colour, the tooltip says it in words, and so does text
//! that only screen readers see.

use crate::domain::demand::Level;
use crate::domain::ids::{MeetingId, VenueId};
use crate::domain::meeting::Half;
use crate::domain::plan::Placement;
use crate::domain::reason::{Alternative, Reason};
use crate::report::input::Input;
use crate::report::moves::{place as place_in_words, sign, told_of, venue};
use crate::report::words;
use chrono::{Datelike, NaiveDate};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};
use serde::Serialize;
use std::collections::BTreeMap;

/// Names end in `.html`, so that minijinja escapes every value.
const TEMPLATE: (&str, &str) = ("why.html", include_str!("../../../templates/why.html.j2"));
/// What stands between head and foot.
const PART: (&str, &str) = ("why-part.html", include_str!("../../../templates/why-part.html.j2"));
const STYLE: &str = include_str!("../../../templates/why.css");
/// Shades of one level, from little to much.
const SHADES: u64 = 3;
/// Signs with what they mean, and their class.
const SIGNS: [(char, &str, &str); 7] = [
    ('@', "planned", "here"),
    ('=', "as good", "good"),
    ('+', "better", "better"),
    ('p', "costs at prefer", "p2"),
    ('c', "costs at change", "c2"),
    ('s', "costs at should", "s1"),
    ('x', "forbidden", "forbidden"),
];

#[derive(Serialize)]
struct Page {
    title: String,
    place: String,
    lists: Vec<List>,
    meaning: String,
    signs: Vec<Sign>,
    days: Vec<u32>,
    strips: Vec<Strip>,
    /// Venues and halves at which every date is forbidden.
    closed: Vec<String>,
    generated: String,
}

#[derive(Serialize)]
struct List {
    heading: String,
    rows: Vec<String>,
}

#[derive(Serialize)]
struct Sign {
    sign: String,
    words: &'static str,
    class: &'static str,
}

/// The dates at one venue, in one half of the day.
#[derive(Serialize)]
struct Strip {
    name: String,
    summary: String,
    rows: Vec<Month>,
}

#[derive(Serialize)]
struct Month {
    month: String,
    /// One a day; without a sign where the meeting cannot open.
    cells: Vec<Cell>,
}

#[derive(Clone, Default, Serialize)]
struct Cell {
    sign: String,
    class: String,
    words: String,
}

/// The page. Same input, same bytes.
pub fn why_html(input: &Input<'_>, meeting: &MeetingId, reason: Option<&Reason>, places: &[Alternative]) -> String {
    rendered(TEMPLATE.0, &page(input, meeting, reason, places))
}

/// What the page says, without what is around it: lists and strips, for another page.
pub fn why_part(input: &Input<'_>, meeting: &MeetingId, reason: Option<&Reason>, places: &[Alternative]) -> String {
    rendered(PART.0, &page(input, meeting, reason, places))
}

fn rendered(template: &str, page: &Page) -> String {
    match render(template, page) {
        Ok(page) => page,
        // The template is part of the program and tests render it; a value cannot make it fail.
        Err(error) => unreachable!("the template of an explanation is wrong: {error:#}"),
    }
}

fn render(template: &str, page: &Page) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.add_template(TEMPLATE.0, TEMPLATE.1)?;
    environment.add_template(PART.0, PART.1)?;
    environment.get_template(template)?.render(context! {
        page => Value::from(Serde(page)),
        style => Value::from_safe_string(super::STYLE.to_owned()),
        own_style => Value::from_safe_string(STYLE.to_owned()),
    })
}

fn page(input: &Input<'_>, meeting: &MeetingId, reason: Option<&Reason>, places: &[Alternative]) -> Page {
    let at = input.plan.placements.get(meeting);
    let firm = at.map_or(String::new(), |at| format!(", {}", at.firmness.word()));
    let lists = told_of(input, meeting, reason).into_iter().map(|(heading, rows)| List { heading, rows }).collect();
    let (strips, closed) = strips(input, at, places);
    let meaning = match reason {
        Some(reason) if reason.fixed => "Its dates are fixed: they move only when the scenario is changed.".to_owned(),
        Some(reason) => format!(
            "{} allowed, {} just as good.",
            words::count(reason.choices, "date is", "dates are"),
            words::count(reason.as_good, "other date is", "other dates are")
        ),
        None => String::new(),
    };
    Page {
        title: format!("{} ({meeting})", input.title_of(meeting)),
        place: format!("{}{firm}", place_in_words(input, at)),
        lists,
        meaning,
        signs: SIGNS.iter().map(|&(sign, words, class)| Sign { sign: sign.to_string(), words, class }).collect(),
        days: (1..=31).collect(),
        strips,
        closed,
        generated: input.generated.clone(),
    }
}

/// A venue, or none, and a half of the day.
type Column<'a> = (Option<&'a VenueId>, Option<Half>);

/// A strip for each venue and half at which anything is allowed, in the order of the places; the others in a sentence.
fn strips(input: &Input<'_>, at: Option<&Placement>, places: &[Alternative]) -> (Vec<Strip>, Vec<String>) {
    let mut blocks: Vec<(Column<'_>, Vec<&Alternative>)> = Vec::new();
    for place in places {
        let key = (place.placement.venue.as_ref(), place.placement.half);
        match blocks.iter_mut().find(|(known, _)| *known == key) {
            Some((_, block)) => block.push(place),
            None => blocks.push((key, vec![place])),
        }
    }
    let most = most(places);
    let (mut strips, mut closed) = (Vec::new(), Vec::new());
    for ((venue_id, half), block) in blocks {
        let name = venue(input, venue_id);
        let name = half.map_or(name.clone(), |half| format!("{name}, {}", half.word()));
        let allowed = block.iter().filter(|place| sign(at, place) != 'x').count();
        if allowed == 0 {
            closed.push(format!("{name}: {} forbidden.", all_of(block.len())));
            continue;
        }
        let mut months: BTreeMap<(i32, u32), Vec<Cell>> = BTreeMap::new();
        for place in &block {
            let first = place.placement.first();
            let row = months.entry((first.year(), first.month())).or_insert_with(|| vec![Cell::default(); 31]);
            row[first.day0() as usize] = cell(input, at, place, &most);
        }
        let rows = months.into_iter().map(|((year, month), cells)| {
            let first = NaiveDate::from_ymd_opt(year, month, 1);
            Month { month: first.map_or(String::new(), |first| first.format("%b %Y").to_string()), cells }
        });
        let summary = format!("{allowed} of {} allowed", words::count(block.len(), "date", "dates"));
        strips.push(Strip { name, summary, rows: rows.collect() });
    }
    (strips, closed)
}

/// A place that a meeting could have, as it is painted: by what it would cost.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Heat {
    /// Opening day.
    pub first: NaiveDate,
    /// Half of the day.
    pub half: Option<&'static str>,
    /// Venue.
    pub venue: Option<String>,
    /// Told from the others without colour.
    pub sign: char,
    /// Class of the style sheet: kind and shade.
    pub class: String,
    /// The same in words.
    pub words: String,
}

/// All places of a meeting as they are painted, in the order of days.
pub fn heat(input: &Input<'_>, meeting: &MeetingId, places: &[Alternative]) -> Vec<Heat> {
    let at = input.plan.placements.get(meeting);
    let most = most(places);
    let painted = |place: &Alternative| {
        let Cell { class, words, .. } = cell(input, at, place, &most);
        let there = &place.placement;
        Heat {
            first: there.first(),
            half: there.half.map(Half::word),
            venue: there.venue.as_ref().map(ToString::to_string),
            sign: sign(at, place),
            class,
            words,
        }
    };
    places.iter().map(painted).collect()
}

fn all_of(count: usize) -> String {
    if count == 1 { "the one date is".to_owned() } else { format!("all {count} dates are") }
}

/// The greatest rise of each level: what the darkest shade stands for.
fn most(places: &[Alternative]) -> BTreeMap<Level, u64> {
    let mut most: BTreeMap<Level, u64> = BTreeMap::new();
    for place in places.iter().filter(|place| place.breaks.is_empty()) {
        if let Some(price) = place.price.first().filter(|price| price.points > 0) {
            let known = most.entry(price.level).or_default();
            *known = price.points.unsigned_abs().max(*known);
        }
    }
    most
}

fn cell(input: &Input<'_>, at: Option<&Placement>, place: &Alternative, most: &BTreeMap<Level, u64>) -> Cell {
    let sign = sign(at, place);
    let class = SIGNS.iter().find(|(known, ..)| *known == sign).map_or("", |(_, _, class)| *class);
    let shaded = matches!(sign, 'p' | 'c' | 's');
    let class = match place.price.first().filter(|_| shaded) {
        Some(price) => {
            let most = most.get(&price.level).copied().unwrap_or(1).max(1);
            let shade = 1 + (price.points.unsigned_abs().saturating_sub(1) * SHADES / most).min(SHADES - 1);
            format!("{sign}{shade}")
        }
        None => class.to_owned(),
    };
    let days = place_in_words(input, Some(&place.placement));
    let what = match sign {
        '@' => "planned".to_owned(),
        'x' if !place.breaks.is_empty() => {
            format!("forbidden: {}", place.breaks.iter().map(|why| words::prose(why)).collect::<Vec<_>>().join("; "))
        }
        _ => words::price(&place.price),
    };
    Cell { sign: sign.to_string(), class, words: format!("{days}: {what}") }
}
