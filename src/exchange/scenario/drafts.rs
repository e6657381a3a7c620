//! The words of letters: `[[letter]]`, usually in a file of their own that the scenario includes.

use super::bodies::by_language;
use crate::domain::draft::{AnnexLabels, Draft, Formula, Marker, Passage, Prose, Section, VisaDesk, Words};
use crate::domain::ids::MeetingId;
use crate::domain::language::Language;
use crate::domain::meeting::Meeting;
use crate::exchange::reader::{Entry, Field};
use crate::exchange::report::Note;
use crate::exchange::tree::Value;
use std::collections::BTreeMap;

/// One `[[letter]]`.
pub(super) fn draft(entry: &Entry<'_>) -> Option<Draft> {
    let meeting = entry.required("meeting", Field::id::<MeetingId>);
    let draft = Draft {
        meeting: meeting.clone().or_else(|| MeetingId::parse("unknown").ok())?,
        telephone: entry.optional("telephone", Field::line),
        fax: entry.optional("fax", Field::line),
        subject: by_language(entry, "subject"),
        scope: prose(entry, "scope"),
        paragraphs: entry.list("paragraphs", |field| Some(field.list(passage))),
        wish: by_language(entry, "wish"),
        signatory: by_language(entry, "signatory"),
        annexes: entry.or("annexes", AnnexLabels::default(), |field| field.word(&AnnexLabels::ALL)),
        terms: entry.tables("terms", "a section of the terms of reference", section),
        terms_source: by_language(entry, "terms_source"),
        agenda: entry.list("agenda", |field| field.table("a point of the agenda", |inner| Some(words(inner)))),
        practical: entry.tables("practical", "a section of the practical information", section),
        hotel_form: entry.flag("hotel_form"),
        hotel_page: entry.optional("hotel_page", Field::web),
        registration_page: entry.optional("registration_page", Field::web),
        visa: entry.table("visa", "the visa desk", visa).unwrap_or_default(),
    };
    meeting.map(|_| draft)
}

/// Tells letters for meetings that do not exist, and second letters for one meeting.
pub(super) fn check(entry: &Entry<'_>, draft: &Draft, meetings: &[Meeting], earlier: &[Draft]) {
    let id = draft.meeting.as_str();
    let place = entry.place("meeting");
    if !meetings.iter().any(|meeting| meeting.id == draft.meeting) {
        let message = format!("there is no meeting {id:?}");
        entry.tell(Note::error("ref.unknown", place, message).near(id, meetings.iter().map(|one| one.id.as_str())));
    } else if earlier.iter().any(|other| other.meeting == draft.meeting) {
        let message = format!("the meeting {id:?} has two letters");
        entry.tell(Note::error("id.duplicate", place, message).fix("keep one, or join them"));
    }
}

/// Words by language, the table being the whole entry.
fn words(entry: &Entry<'_>) -> Words {
    each_language(entry, Field::line)
}

fn each_language<'a, T>(entry: &Entry<'a>, read: impl Fn(Field<'a>) -> Option<T>) -> BTreeMap<Language, T> {
    let one = |language: Language| Some((language, entry.optional(language.tag(), &read)?));
    Language::ALL.into_iter().filter_map(one).collect()
}

fn prose(entry: &Entry<'_>, key: &'static str) -> Prose {
    let read = |inner: &Entry<'_>| Some(each_language(inner, Field::paragraphs));
    entry.table(key, "a text by language", read).unwrap_or_default()
}

/// A formula by its word; a text by language; `{ point = { … } }`, a numbered point under the paragraph.
fn passage(field: Field<'_>) -> Option<Passage> {
    if matches!(field.node.value, Value::Text(_)) {
        return field.word(&Formula::ALL).map(Passage::Formula);
    }
    field.table("a passage: a word, or a text by language", |entry| {
        if entry.has("point") {
            return Some(Passage::Point(prose(entry, "point")));
        }
        let text = each_language(entry, Field::paragraphs);
        if text.is_empty() {
            // What stands there was told: a key of no language, or a value that is no text.
            if entry.table.keys.is_empty() {
                let message = "the passage has no text";
                entry.tell(Note::error("scn.missing_key", entry.span, message).fix("write { en = \"…\" }"));
            }
            return None;
        }
        Some(Passage::Prose(text))
    })
}

fn section(entry: &Entry<'_>) -> Option<Section> {
    Some(Section {
        title: by_language(entry, "title"),
        text: prose(entry, "text"),
        points: entry
            .list("points", |field| field.table("a point", |inner| Some(each_language(inner, Field::paragraphs)))),
        marker: entry.or("marker", Marker::default(), |field| field.word(&Marker::ALL)),
        after: prose(entry, "after"),
    })
}

fn visa(entry: &Entry<'_>) -> Option<VisaDesk> {
    let fax = entry.optional("fax", Field::line);
    let email = entry.optional("email", Field::email);
    Some(VisaDesk { fax, email })
}
