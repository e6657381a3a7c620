//! Events of others, shared delegates, limits, fixed dates and waivers.

use super::meetings::HALVES;
use super::wishes::strength;
use crate::domain::body::SharedDelegates;
use crate::domain::finding::{Origin, Waiver, Waiverer};
use crate::domain::meeting::Firmness;
use crate::domain::outside::{OutsideEvent, Stance};
use crate::domain::scenario::{Counted, Fixed, Limit};
use crate::exchange::reader::{Entry, Field};
use crate::exchange::report::Note;

/// How meetings behave towards an event, in words.
pub(super) const STANCES: [(Stance, &str); 2] = [(Stance::Avoid, "avoid"), (Stance::Known, "known")];

const WAIVERERS: [(Waiverer, &str); 2] = [(Waiverer::Planner, "planner"), (Waiverer::Approver, "approver")];

/// An event of others.
pub(super) fn outside(entry: &Entry<'_>) -> Option<OutsideEvent> {
    let id = entry.required("id", Field::id);
    let name = entry.required("name", Field::line);
    let body = entry.optional("body", Field::id);
    let first = entry.required("first", Field::date);
    let last = entry.optional("last", Field::date);
    let place = entry.optional("place", Field::line);
    let stance = entry.or("stance", Stance::Avoid, |field| field.word(&STANCES));
    let concerns = entry.list("concerns", Field::id);
    let people = entry.optional("people", Field::people).map(std::num::NonZeroU32::get);
    let council = entry.flag("council");
    let announced_on = entry.optional("announced_on", Field::date);
    let source = entry.optional("source", Field::line);
    let first = first?;
    let last = last.unwrap_or(first);
    let (id, name) = (id?, name?);
    Some(OutsideEvent { id, name, body, first, last, place, stance, concerns, people, council, announced_on, source })
}

/// People who follow two bodies.
pub(super) fn shared(entry: &Entry<'_>) -> Option<SharedDelegates> {
    let between = entry.required("between", |field| {
        let list = field.list(Field::id);
        match <[_; 2]>::try_from(list) {
            Ok(two) => Some(two),
            Err(_) if field.findings.told_at(field.node.span) => None,
            Err(list) => field.wrong("scn.type", format!("{} bodies; expected two", list.len())),
        }
    });
    let people = entry.required("people", Field::people);
    let [a, b] = between?;
    Some(SharedDelegates { a, b, people: people? })
}

/// A limit on meetings at once.
pub(super) fn limit(entry: &Entry<'_>) -> Option<Limit> {
    let at_most = entry.required("at_most", |field| field.count(0..=1_000));
    let area = entry.optional("area", Field::id);
    let bodies = entry.has("bodies").then(|| entry.list("bodies", Field::id));
    let from_working_days = entry.or("from_working_days", 1, |field| field.count(0..=60));
    let electronic = entry.flag("electronic");
    let strength = strength(entry);
    let counted = match (area, bodies) {
        (Some(_), Some(_)) => {
            let message = "area and bodies say two things to count";
            entry.tell(
                Note::error("scn.conflict", entry.place("bodies"), message).also(entry.place("area")).fix("keep one"),
            );
            return None;
        }
        (Some(area), None) => Counted::Area(area),
        (None, Some(bodies)) => Counted::Bodies(bodies),
        (None, None) => Counted::All,
    };
    Some(Limit { counted, from_working_days, electronic, at_most: at_most?, strength })
}

/// A date that stands, or one once published.
pub(super) fn fixed(entry: &Entry<'_>, usual: Firmness) -> Option<Fixed> {
    let meeting = entry.required("meeting", Field::id);
    let first = entry.required("first", Field::date);
    let last = entry.optional("last", Field::date);
    let half = entry.optional("half", |field| field.word(&HALVES));
    let venue = entry.optional("venue", Field::id);
    let firmness = entry.or("status", usual, |field| field.word(&Firmness::ALL));
    Some(Fixed { meeting: meeting?, first: first?, last, half, venue, firmness })
}

/// A reason to let a finding stand.
pub(in crate::exchange) fn waiver(entry: &Entry<'_>) -> Option<Waiver> {
    let origin = entry.required("rule", |field| {
        let text = field.text()?;
        match Origin::parse(text) {
            Some(Origin::Rule(id)) if crate::rules::find(id).is_none() => {
                let names: Vec<String> = crate::rules::all().iter().map(|rule| rule.id().to_string()).collect();
                let note = Note::error("ref.unknown", field.node.span, format!("there is no rule {id}"));
                field.findings.add(note.near(text, names.iter().map(String::as_str)));
                None
            }
            Some(origin) => Some(origin),
            None => field.rule().map(Origin::Rule),
        }
    });
    let meetings = entry.list("meetings", Field::id);
    let by = entry.required("by", |field| field.word(&WAIVERERS));
    let name = entry.required("name", Field::person).map(|name| name.as_str().to_owned());
    let reason = entry.required("reason", Field::string);
    Some(Waiver { origin: origin?, meetings, by: by?, name: name?, reason: reason? })
}
