//! What the demands of several rules need: meetings with the edition that holds for them, weights, and how two meetings
//! not yet placed can lie to each other. `check` never uses this.

use crate::domain::body::Body;
use crate::domain::demand::{Ask, Demand, Level};
use crate::domain::finding::{Origin, Strength};
use crate::domain::ids::{MeetingId, RuleId};
use crate::domain::meeting::{Firmness, Meeting, Relation, WishStrength};
use crate::domain::profile::{Edition, WeightName};
use crate::domain::scenario::Scenario;
use chrono::{Datelike, Days, Months, NaiveDate};

/// A meeting to be placed, with the edition of a rule that holds for it.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) meeting: &'a Meeting,
    pub(super) body: &'a Body,
    pub(super) edition: &'a Edition,
}

/// The meetings a rule speaks about; those called off are left out.
pub(super) fn asked(scenario: &Scenario, rule: RuleId) -> impl Iterator<Item = Asked<'_>> {
    scenario.meetings().values().filter(|meeting| !called_off(scenario, meeting)).filter_map(move |meeting| {
        let body = scenario.body_of(meeting);
        let day = meeting.letter.as_ref().and_then(|letter| letter.dated).unwrap_or(scenario.as_of);
        let edition = scenario.profile.edition(rule, day).filter(|edition| edition.applies_to(body.kind))?;
        Some(Asked { meeting, body, edition })
    })
}

/// Called off.
pub(super) fn called_off(scenario: &Scenario, meeting: &Meeting) -> bool {
    scenario.fixed().get(&meeting.id).is_some_and(|at| at.firmness == Firmness::Cancelled)
}

/// The meetings of a body that are not called off.
pub(super) fn meetings_of<'a>(scenario: &'a Scenario, body: &Body) -> Vec<&'a Meeting> {
    scenario.meetings_of(&body.id).filter(|meeting| !called_off(scenario, meeting)).collect()
}

/// The meetings of the parent that are not called off.
pub(super) fn meetings_of_parent<'a>(scenario: &'a Scenario, body: &Body) -> Vec<&'a Meeting> {
    scenario.parent_of(body).map(|parent| meetings_of(scenario, parent)).unwrap_or_default()
}

/// The scenario itself keeps a meeting inside one of some others, all of which fit and have its one venue: what follows
/// from that need not be asked again.
pub(super) fn kept_inside(scenario: &Scenario, meeting: &Meeting, fits: impl Fn(&Meeting) -> bool) -> bool {
    meeting.wishes.iter().filter(|wish| wish.strength == WishStrength::Must).any(|wish| match &wish.relation {
        Relation::Inside(outer) => outer
            .iter()
            .filter_map(|outer| scenario.meetings().get(outer))
            .all(|outer| meeting.venues.len() == 1 && outer.venues == meeting.venues && fits(outer)),
        _ => false,
    })
}

/// A demand whose breach is charged once.
pub(super) fn once(scenario: &Scenario, rule: RuleId, strength: Strength, ask: Ask, why: String) -> Demand {
    let points = match strength {
        Strength::Must => 1,
        Strength::Should => scenario.profile.weight(WeightName::BrokenShould),
        Strength::Prefer => scenario.profile.weight(WeightName::BrokenPrefer),
    };
    weighed(rule, strength, points, ask, why)
}

/// A demand charged by the day.
pub(super) fn by_day(scenario: &Scenario, rule: RuleId, strength: Strength, ask: Ask, why: String) -> Demand {
    let points = match strength {
        Strength::Must => 1,
        Strength::Should => scenario.profile.weight(WeightName::ShouldDay),
        Strength::Prefer => scenario.profile.weight(WeightName::PreferDay),
    };
    weighed(rule, strength, points, ask, why)
}

/// A demand with points of its own.
pub(super) fn weighed(rule: RuleId, strength: Strength, weight: u32, ask: Ask, why: String) -> Demand {
    Demand { origin: Origin::Rule(rule), level: Level::from(strength), weight, ask, why }
}

/// The first and the last day on which a meeting may open: its date where that stands, else its window.
pub(super) fn openings(scenario: &Scenario, meeting: &Meeting) -> (NaiveDate, NaiveDate) {
    match scenario.fixed().get(&meeting.id) {
        Some(at) if matches!(at.firmness, Firmness::Confirmed | Firmness::Announced | Firmness::Held) => {
            (at.first(), at.first())
        }
        _ => (meeting.earliest, meeting.latest),
    }
}

/// Every day on which a meeting may open.
pub(super) fn opening_days(scenario: &Scenario, meeting: &Meeting) -> impl Iterator<Item = NaiveDate> + use<> {
    let (first, last) = openings(scenario, meeting);
    first.iter_days().take_while(move |day| *day <= last)
}

/// Opens on the first of these days or later. A range of days is asked for by its two ends: together with other
/// meetings in an alternative, planning knows ends but no sets.
pub(super) fn opens_from(meeting: &Meeting, day: NaiveDate) -> Ask {
    Ask::OpensFrom { meeting: meeting.id.clone(), day }
}

/// Opens on this day or earlier, said by the closing day that belongs to it. `None` when no working day comes before.
pub(super) fn opens_by(scenario: &Scenario, meeting: &Meeting, day: NaiveDate) -> Option<Ask> {
    let venue = meeting.venues.first();
    let opening = (0..14)
        .filter_map(|back| day.checked_sub_days(Days::new(back)))
        .find(|day| meeting.weekend || !scenario.is_weekend(venue, *day))?;
    Some(Ask::ClosesBy { meeting: meeting.id.clone(), day: scenario.closing_day(meeting, venue, opening) })
}

/// Most calendar days a meeting can take, weekends included; as many as it takes where its date stands.
pub(super) fn longest_span(scenario: &Scenario, meeting: &Meeting) -> i64 {
    spans(scenario, meeting).1
}

/// The fewest and the most calendar days a meeting can take, weekends included.
fn spans(scenario: &Scenario, meeting: &Meeting) -> (i64, i64) {
    let (first, last) = openings(scenario, meeting);
    if let Some(at) = scenario.fixed().get(&meeting.id).filter(|at| at.first() == first && first == last) {
        let span = (at.last() - at.first()).num_days() + 1;
        return (span, span);
    }
    let venues = meeting.venues.iter().map(Some).chain(meeting.venues.is_empty().then_some(None));
    let spans: Vec<i64> = venues
        .flat_map(|venue| {
            let opens = move |day: &NaiveDate| {
                (meeting.weekend || !scenario.is_weekend(venue, *day))
                    && (meeting.opens_on.is_empty() || meeting.opens_on.contains(&day.weekday()))
            };
            let week = first.iter_days().take(7).filter(opens);
            week.map(move |day| (scenario.closing_day(meeting, venue, day) - day).num_days() + 1)
        })
        .collect();
    (spans.iter().copied().min().unwrap_or(1), spans.into_iter().max().unwrap_or(1))
}

/// The two share a day or are at most so many days apart: any of these, never laxer than that. From the closing of the
/// one to the opening of the other are at most so many days, both ways round. The way back is the way forth less the
/// days both take; where these vary with the weekend, the fewest are counted from either side, so that what one way
/// misses the other grants.
pub(super) fn beside(scenario: &Scenario, a: &Meeting, b: &Meeting, most_days: i64) -> Vec<Ask> {
    let ((a_least, a_most), (b_least, b_most)) = (spans(scenario, a), spans(scenario, b));
    let one_way = |first: &Meeting, second: &Meeting| Ask::Gap {
        first: first.id.clone(),
        second: second.id.clone(),
        least: 2 - a_least - b_least - most_days,
        most: Some(most_days),
        by_day: false,
    };
    let mut ways = vec![one_way(a, b)];
    if a_least + b_least < a_most + b_most {
        ways.push(one_way(b, a));
    }
    ways
}

/// Of some meetings those that are at one place with this one wherever it is held; all of them where there is none. A
/// plan is then free of cost only if its days and its places fit.
pub(super) fn surest<'a>(meeting: &Meeting, others: Vec<&'a Meeting>) -> Vec<&'a Meeting> {
    let sure: Vec<&Meeting> = others.iter().copied().filter(|other| always_share_a_venue(meeting, other)).collect();
    if sure.is_empty() { others } else { sure }
}

/// Both can be held at one place only, the same.
pub(super) fn always_share_a_venue(a: &Meeting, b: &Meeting) -> bool {
    a.venues.len() == 1 && a.venues == b.venues
}

/// One of the two closes at least so many days before the other opens.
pub(super) fn far(a: &MeetingId, b: &MeetingId, least: i64) -> [Ask; 2] {
    [(a, b), (b, a)].map(|(first, second)| Ask::Gap {
        first: first.clone(),
        second: second.clone(),
        least,
        most: None,
        by_day: false,
    })
}

/// The windows keep the two at least so many days apart, whatever is planned.
pub(super) fn always_far(scenario: &Scenario, a: &Meeting, b: &Meeting, least: i64) -> bool {
    let (a_first, a_last) = openings(scenario, a);
    let (b_first, b_last) = openings(scenario, b);
    let after = |last: NaiveDate, span: i64, first: NaiveDate| (first - last).num_days() - (span - 1) >= least;
    after(a_last, longest_span(scenario, a), b_first) || after(b_last, longest_span(scenario, b), a_first)
}

/// Both can be held at one place.
pub(super) fn share_a_venue(a: &Meeting, b: &Meeting) -> bool {
    a.venues.iter().any(|venue| b.venues.contains(venue))
}

/// The first meeting is held before the second, as far as windows, series and relations settle it.
pub(super) fn certainly_before(scenario: &Scenario, a: &Meeting, b: &Meeting) -> bool {
    let position = |meeting: &Meeting| {
        let series = scenario.series_of(&a.id).find(|series| series.meetings.contains(&b.id))?;
        series.meetings.iter().position(|other| *other == meeting.id)
    };
    if let (Some(first), Some(second)) = (position(a), position(b)) {
        return first < second;
    }
    let follows = b.wishes.iter().any(|wish| match &wish.relation {
        Relation::After { meeting, .. } | Relation::Between(meeting, _) => *meeting == a.id,
        _ => false,
    });
    follows || openings(scenario, a).1 <= openings(scenario, b).0
}

/// The same day so many months later, the last day of a shorter month.
pub(super) fn months_later(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

/// The fewest and the most days so many months can take.
pub(super) fn days_of_months(months: u32) -> (i64, i64) {
    // Four years show every pattern of month lengths.
    let start = NaiveDate::from_ymd_opt(2019, 1, 1).unwrap_or_default();
    let lengths = (0..1461).map(|day| {
        let from = start + Days::new(day);
        (months_later(from, months) - from).num_days()
    });
    lengths.fold((i64::MAX, 0), |(least, most), days| (least.min(days), most.max(days)))
}
