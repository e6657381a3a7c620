//! Bodies, their officers, members and terms of reference.

use crate::domain::body::{
    Body, BodyKind, Establishment, Frequency, MemberGroup, Offer, Officer, Role, TermsOfReference,
};
use crate::domain::days::{CalendarDays, CalendarMonths, CalendarWeeks};
use crate::domain::ids::BodyId;
use crate::domain::language::Language;
use crate::domain::text::Line;
use crate::exchange::reader::{Entry, Field};
use crate::exchange::report::Note;
use std::collections::BTreeMap;

const OFFERS: [(Offer, &str); 2] = [(Offer::Always, "always"), (Offer::OnRequest, "on-request")];

/// A body. What is wrong with it is told; a body with an id is kept all the same, so that references to it hold.
pub(super) fn body(entry: &Entry<'_>) -> Option<Body> {
    let id = entry.required("id", Field::id::<BodyId>);
    let kind = entry.required("kind", |field| field.word(&BodyKind::ALL));
    let name = entry.required("name", Field::line);
    let names = by_language(entry, "names");
    let parent = entry.optional("parent", Field::id);
    let area = entry.optional("area", Field::id);
    let officers = entry.tables("officers", "an officer", officer);
    let members = entry.tables("members", "a group of members", member);
    let attendance = entry.optional("attendance", Field::people);
    let contact = entry.optional("contact", Field::email);
    let web = entry.optional("web", Field::web);
    let reference_code = entry.optional("reference_code", Field::line);
    let establishment = entry.table("established", "the establishment", establishment).unwrap_or_default();
    let mut terms = entry.tables("terms", "the terms of reference", terms);
    terms.sort_by_key(|terms| terms.from);
    chair(entry, &officers, &members);
    let id = id?;
    let name = name.or_else(|| Line::parse(id.as_str()).ok())?;
    let kind = kind.unwrap_or(BodyKind::OutsideBody);
    Some(Body {
        id,
        kind,
        name,
        names,
        parent,
        area,
        officers,
        members,
        attendance,
        contact,
        web,
        reference_code,
        establishment,
        terms,
    })
}

/// Names or titles by language: `{ zh = "…", fr = "…" }`.
pub(super) fn by_language(entry: &Entry<'_>, key: &'static str) -> BTreeMap<Language, Line> {
    let read = |inner: &Entry<'_>| {
        Some(
            Language::ALL
                .into_iter()
                .filter_map(|language| Some((language, inner.optional(language.tag(), Field::line)?)))
                .collect(),
        )
    };
    entry.table(key, "names by language", read).unwrap_or_default()
}

fn officer(entry: &Entry<'_>) -> Option<Officer> {
    let name = entry.required("name", Field::person);
    let role = entry.required("role", |field| field.word(&Role::ALL));
    let affiliation = entry.optional("affiliation", Field::line);
    let country = entry.optional("country", Field::country);
    let email = entry.optional("email", Field::email);
    Some(Officer { name: name?, role: role?, affiliation, country, email })
}

fn member(entry: &Entry<'_>) -> Option<MemberGroup> {
    let country = entry.optional("country", Field::country);
    let zone = entry.required("zone", Field::zone);
    let people = entry.required("people", Field::people);
    Some(MemberGroup { country, zone: zone?, people: people? })
}

/// A chair whose country sends no member is probably a slip: a notice.
fn chair(entry: &Entry<'_>, officers: &[Officer], members: &[MemberGroup]) {
    let Some(country) = officers.iter().find(|officer| officer.role == Role::Chair).and_then(|chair| chair.country)
    else {
        return;
    };
    let known = !members.is_empty() && members.iter().all(|group| group.country.is_some());
    if known && !members.iter().any(|group| group.country == Some(country)) {
        let message = format!("the chair is of {country}, but no member is");
        entry
            .tell(Note::notice("group.chair", entry.place("officers"), message).fix("add the members of that country"));
    }
}

fn establishment(entry: &Entry<'_>) -> Option<Establishment> {
    Some(Establishment {
        decided_on: entry.optional("decided_on", Field::date),
        decided_by: entry.optional("decided_by", Field::id),
        notified_on: entry.optional("notified_on", Field::date),
        circular: entry.optional("circular", Field::line),
        circular_dated: entry.optional("circular_dated", Field::date),
        newslog: entry.optional("newslog", Field::boolean),
        ended_on: entry.optional("ended_on", Field::date),
    })
}

fn terms(entry: &Entry<'_>) -> Option<TermsOfReference> {
    let offer = |key| entry.optional(key, |field| field.word(&OFFERS));
    let months = |key| entry.optional(key, |field| field.count(1..=240)).map(CalendarMonths::new);
    let weeks = |key| entry.optional(key, |field| field.count(0..=104)).map(CalendarWeeks::new);
    Some(TermsOfReference {
        from: entry.optional("from", Field::date),
        source: entry.optional("source", Field::line),
        contributions_before: entry
            .optional("contributions_calendar_days", |field| field.count(0..=366))
            .map(CalendarDays::new),
        announced_before: weeks("announced_weeks"),
        deliverables_before_parent: weeks("deliverables_weeks_before_parent"),
        frequency: entry.table("meetings_a_year", "meetings a year", frequency),
        cycle: months("cycle_months"),
        lifetime: months("lifetime_months"),
        review_by: entry.optional("review_by", Field::date),
        meets_alone: entry.optional("meets_alone", Field::boolean),
        meets_inside_parent: entry.optional("meets_inside_parent", Field::boolean),
        electronic_between: entry.optional("electronic_between", Field::boolean),
        physical_only_with_parent: entry.optional("physical_only_with_parent", Field::boolean),
        longest_physical: entry.optional("longest_physical_days", |field| field.small(1..=60)),
        languages: entry.has("languages").then(|| entry.list("languages", Field::language)),
        paperless: entry.optional("paperless", Field::boolean),
        captions: offer("captions"),
        sign_language: offer("sign_language"),
        remote_participation: offer("remote_participation"),
    })
}

fn frequency(entry: &Entry<'_>) -> Option<Frequency> {
    let exactly = entry.optional("exactly", |field| field.small(1..=52));
    let at_least = entry.optional("at_least", |field| field.small(1..=52));
    match (exactly, at_least) {
        (Some(number), None) => Some(Frequency::Exactly(number)),
        (None, Some(number)) => Some(Frequency::AtLeast(number)),
        _ => {
            if !entry.findings.told_at(entry.span) {
                let message = "meetings a year are either exactly so many or at least so many";
                entry.tell(
                    Note::error("scn.conflict", entry.span, message).fix("write { exactly = 3 } or { at_least = 2 }"),
                );
            }
            None
        }
    }
}
