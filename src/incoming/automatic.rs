//! Mails that programs write by themselves (RFC 3834): ignored, and above all never answered.

use super::headers::Headers;
use super::parts::Part;
use crate::announce::answers::Automatic;

/// Headers of older programs that mark an answer as automatic.
const MARKS: [&str; 8] = [
    "X-Autoreply",
    "X-Autorespond",
    "X-Autoresponder",
    "X-Auto-Reply",
    "X-Auto-Response",
    "X-AutoReply-From",
    "X-Vacation",
    "X-MS-Exchange-Inbox-Rules-Loop",
];

/// How subjects of absences begin where nothing else tells: those of Outlook's languages, in lower case.
const SUBJECTS: [&str; 18] = [
    "automatic reply",
    "auto-reply",
    "auto reply",
    "autoreply",
    "out of office",
    "out of the office",
    "automatische antwort",
    "abwesenheitsnotiz",
    "réponse automatique",
    "absence du bureau",
    "respuesta automática",
    "fuera de la oficina",
    "автоматический ответ",
    "автоответ",
    "自动回复",
    "自動回覆",
    "رد تلقائي",
    "الرد التلقائي",
];

/// What the parts of a mail tell: receipts (RFC 8098) and complaints (RFC 5965).
pub(super) fn by_parts(parts: &[Part<'_>]) -> Option<Automatic> {
    parts.iter().find_map(|part| match part.kind() {
        "message/disposition-notification" | "message/global-disposition-notification" => Some(Automatic::Receipt),
        "message/feedback-report" => Some(Automatic::Complaint),
        _ => None,
    })
}

/// What the headers of a mail tell.
pub(super) fn by_headers(headers: &Headers<'_>) -> Option<Automatic> {
    let value = |name: &str| headers.first(name).map(|value| value.trim().to_ascii_lowercase());
    let submitted = value("Auto-Submitted").is_some_and(|word| !word.is_empty() && word != "no");
    let subject = headers.subject().map(|subject| subject.as_str().to_lowercase()).unwrap_or_default();
    if submitted
        || MARKS.iter().any(|mark| headers.first(mark).is_some())
        || value("Precedence").is_some_and(|word| word == "auto_reply")
        || SUBJECTS.iter().any(|start| subject.starts_with(start))
    {
        return Some(Automatic::Response);
    }
    if headers.has_no_return() {
        return Some(Automatic::NoReturn);
    }
    let bulk = value("Precedence").is_some_and(|word| ["bulk", "junk", "list"].contains(&word.as_str()));
    let listed = headers.first("List-Id").is_some() || headers.first("List-Unsubscribe").is_some();
    (bulk || listed).then_some(Automatic::Bulk)
}
