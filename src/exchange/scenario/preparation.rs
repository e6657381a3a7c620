//! What a meeting offers, how it is prepared, which letter announces it.

use crate::domain::letter::{Citation, Letter, LetterKind, LetterPart};
use crate::domain::meeting::{HostInvitation, Preparation, Services};
use crate::exchange::reader::{Entry, Field};

/// The invitation of a host.
pub(super) fn host(entry: &Entry<'_>) -> Option<HostInvitation> {
    let country = entry.required("country", Field::country);
    let submitted_on = entry.optional("submitted_on", Field::date);
    let avoid_holidays = entry.flag("avoid_holidays");
    let withdrawn_on = entry.optional("withdrawn_on", Field::date);
    let charges_participants = entry.flag("charges_participants");
    Some(HostInvitation { country: country?, submitted_on, avoid_holidays, withdrawn_on, charges_participants })
}

/// Services.
pub(super) fn services(entry: &Entry<'_>) -> Option<Services> {
    Some(Services {
        interpretation: entry.list("interpretation", Field::language).into_iter().collect(),
        captions: entry.flag("captions"),
        sign_language_interpreters: entry.or("sign_language_interpreters", 0, |field| field.small(0..=50)),
        webcast: entry.flag("webcast"),
        registration_required: entry.flag("registration_required"),
    })
}

/// Facts of the preparation.
pub(super) fn preparation(entry: &Entry<'_>) -> Option<Preparation> {
    let date = |key| entry.optional(key, Field::date);
    let known = |key| entry.optional(key, Field::boolean);
    let announced = entry.optional("contributions_announced", |field| field.number(0..=100_000));
    Some(Preparation {
        in_timetable: known("in_timetable"),
        approval: known("approval"),
        new_questions: known("new_questions"),
        texts_sent_on: date("texts_sent_on"),
        consultation_closes_on: date("consultation_closes_on"),
        result_notified_on: date("result_notified_on"),
        agreed_on: date("agreed_on"),
        authorised: known("authorised"),
        confirmed_on: date("confirmed_on"),
        named_in_parent_letter: known("named_in_parent_letter"),
        contributions_announced: announced.and_then(|number| u32::try_from(number).ok()),
        report_on: date("report_on"),
        report_draft_on: date("report_draft_on"),
        documents_posted_on: date("documents_posted_on"),
        last_contribution_on: date("last_contribution_on"),
        posting_working_days: entry.optional("posting_working_days", |field| field.count(0..=366)),
        coordinated: known("coordinated"),
        deliverables_on: date("deliverables_on"),
        separate_registration: known("separate_registration"),
        accessibility_guidelines: known("accessibility_guidelines"),
        moved_from: date("moved_from"),
        move_announced: known("move_announced"),
    })
}

/// The letter.
pub(super) fn letter(entry: &Entry<'_>) -> Option<Letter> {
    let date = |key| entry.optional(key, Field::date);
    let kind = entry.required("kind", |field| field.word(&LetterKind::ALL));
    let letter = Letter {
        kind: kind.unwrap_or(LetterKind::ElectronicNotice),
        number: entry.optional("number", Field::line),
        dated: date("dated"),
        languages: entry.list("languages", Field::language).into_iter().collect(),
        contains: entry.list("contains", |field| field.word(&LetterPart::ALL)).into_iter().collect(),
        cites: entry.list("cites", citation),
        documents_by: date("documents_by"),
        documents_agreed_by: entry.optional("documents_agreed_by", Field::line),
        translation_by: date("translation_by"),
        registration_by: date("registration_by"),
        visa_by: date("visa_by"),
        interpretation_by: date("interpretation_by"),
        captioning_by: date("captioning_by"),
        desk_opens: entry.optional("desk_opens", Field::clock),
        opens: entry.optional("opens", Field::clock),
    };
    kind.map(|_| letter)
}

fn citation(field: Field<'_>) -> Option<Citation> {
    if !field.is_table() {
        return Some(Citation { text: field.line()?, clause: None });
    }
    field.table("a citation", |entry| {
        let text = entry.required("text", Field::line);
        let clause = entry.optional("clause", Field::line);
        Some(Citation { text: text?, clause })
    })
}
