//! What came back, as text and as JSON. The text masks addresses; programs get them whole.

use super::{Reading, Taken, kind};
use crate::announce::answers::{Incoming, Judged, Treatment, Verdict};
use crate::announce::attendance::{Attendance, Heads, Requests};
use crate::domain::text::EmailAddress;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Text for people.
pub(super) fn text(reading: &Reading) -> String {
    let mut text = String::new();
    for taken in &reading.taken {
        // A key is a file name, which may hold anything.
        let key: String = taken.key.chars().flat_map(char::escape_debug).collect();
        let from = taken.message.from.as_ref().map_or_else(|| "nobody".to_owned(), ToString::to_string);
        let _infallible = writeln!(text, "{key}  {}  {} from {from}", taken.arrived, kind(&taken.message));
        if let Some(subject) = &taken.message.subject {
            let _infallible = writeln!(text, "    {}", subject.as_str());
        }
        for line in outcome(taken) {
            let _infallible = writeln!(text, "    -> {line}");
        }
    }
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    reading.taken.iter().for_each(|taken| *kinds.entry(kind(&taken.message)).or_default() += 1);
    let kinds: Vec<String> = kinds.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
    let _infallible = writeln!(text, "\n{} mails: {}", reading.taken.len(), kinds.join(", "));
    text.push_str(if reading.kept {
        "All mails that were ever kept are counted. Nothing was answered.\n"
    } else {
        "Nothing was recorded, moved or answered.\n"
    });
    if let Some(position) = reading.position {
        let _infallible = writeln!(text, "Read up to --since {}.{}", position.validity, position.last);
    }
    // A meeting to which only a list was invited, and for which nobody registered, has nothing to tell.
    let is_told =
        |one: &&Attendance| one.counts.invited > 0 || one.expected != Heads::default() || !one.requests.is_empty();
    for meeting in reading.attendance.iter().filter(is_told) {
        text.push_str(&expected(meeting));
    }
    text
}

/// What becomes of a mail.
fn outcome(taken: &Taken) -> Vec<String> {
    let who = |address: &Option<EmailAddress>| {
        address.as_ref().map_or_else(|| "nobody known".to_owned(), ToString::to_string)
    };
    let judged = taken.judged.iter().map(|judged| match judged {
        Judged::Reply { meeting, attendee, said, verdict } => {
            let meeting = meeting.as_ref().map_or("no meeting of ours", |meeting| meeting.as_str());
            let why = verdict.reason().map_or_else(String::new, |reason| format!(" ({reason})"));
            format!("{meeting}: {attendee} {}: {}{why}", said.word(), verdict.word())
        }
        Judged::Bounce { recipient, treatment, .. } => {
            let told = treatment.whom().map_or_else(String::new, |whom| format!("; for the {}", whom.word()));
            format!("{}: {}{told}", who(recipient), treated(*treatment))
        }
        Judged::Unsubscribe { address, verdict } => {
            let verdict = match verdict {
                Some(Ok(proof)) => format!("gets no more mails (proved by {})", proof.word()),
                Some(Err(doubt)) => format!("not believed: {}", doubt.words()),
                None => "is not written to".to_owned(),
            };
            format!("{}: {verdict}", who(address))
        }
    });
    let mut lines: Vec<String> = judged.collect();
    match &taken.message.incoming {
        Incoming::Unreadable(why) => lines.push(format!("for a person: {}", why.words())),
        Incoming::Asks { .. } | Incoming::Other => lines.push("for a person".to_owned()),
        Incoming::Automatic(_) => lines.push("ignored".to_owned()),
        Incoming::Replies(_) | Incoming::Bounces(_) | Incoming::Unsubscribe => {}
    }
    lines
}

fn treated(treatment: Treatment) -> String {
    match treatment {
        Treatment::Suspended(cause) => format!("written to no more: {}", cause.words()),
        Treatment::Counted(cause, count) => format!("{} ({count})", cause.words()),
        Treatment::Nothing => "nothing to do".to_owned(),
        Treatment::Unknown => "about nobody that was written to".to_owned(),
    }
}

fn expected(meeting: &Attendance) -> String {
    let counts = &meeting.counts;
    let mut text = format!(
        "\n{}: {} invited; accepted {}, tentative {}, declined {}, delegated {}, no answer {}\n",
        meeting.meeting,
        counts.invited,
        counts.accepted,
        counts.tentative,
        counts.declined,
        counts.delegated,
        counts.silent
    );
    if counts.late > 0 {
        let _infallible = writeln!(text, "    answers to dates that have changed since: {}", counts.late);
    }
    if counts.suppressed > 0 {
        let _infallible = writeln!(text, "    not reached, or want no mails: {}", counts.suppressed);
    }
    let (registered, heads) = (meeting.registered, meeting.expected);
    let _infallible = writeln!(
        text,
        "    registered {} in the room, {} remotely; expected {} in the room, {} remotely",
        registered.room, registered.remote, heads.room, heads.remote
    );
    for Requests { service, planned, until, in_time, late } in &meeting.requests {
        let planned = if *planned { "planned" } else { "not planned" };
        let until = until.map_or_else(|| "no last day is set".to_owned(), |until| format!("until {until}"));
        let _infallible =
            writeln!(text, "    {}: {planned}; requests ({until}): {in_time} in time, {late} too late", service.word());
    }
    for concern in &meeting.concerns {
        let _infallible = writeln!(text, "    ! {concern}");
    }
    text
}

/// Data for programs.
pub(super) fn json(reading: &Reading) -> Value {
    let mails: Vec<Value> = reading.taken.iter().map(mail).collect();
    let meetings: Vec<Value> = reading.attendance.iter().map(meeting).collect();
    let position = reading.position.map(|one| json!({ "validity": one.validity, "last": one.last }));
    json!({ "format": "convoke-inbox/1", "mails": mails, "meetings": meetings, "position": position })
}

fn address(address: Option<&EmailAddress>) -> Option<&str> {
    address.map(EmailAddress::as_str)
}

fn mail(taken: &Taken) -> Value {
    let message = &taken.message;
    let outcome: Vec<Value> = taken.judged.iter().map(judged).collect();
    json!({
        "key": taken.key, "arrived": taken.arrived.to_string(), "kind": kind(message), "id": message.id,
        "from": address(message.from.as_ref()), "subject": message.subject.as_ref().map(|line| line.as_str()),
        "why": match &message.incoming { Incoming::Unreadable(why) => Some(why.words()), _ => None },
        "outcome": outcome,
    })
}

fn judged(judged: &Judged) -> Value {
    match judged {
        Judged::Reply { meeting, attendee, said, verdict } => {
            let answer = match verdict {
                Verdict::Recorded(answer) | Verdict::Unchanged(answer) | Verdict::Late(answer) => Some(answer),
                Verdict::Stale | Verdict::Stranger | Verdict::Spoofed(_) | Verdict::NotAsked(_) => None,
            };
            json!({
                "meeting": meeting.as_ref().map(|meeting| meeting.as_str()), "attendee": attendee.as_str(),
                "said": said.word(), "verdict": verdict.word(), "reason": verdict.reason(),
                "proof": answer.map(|answer| answer.proof.word()), "sequence": answer.map(|answer| answer.sequence),
                "stamped": answer.map(|answer| answer.stamped.to_string()),
                "comment": answer.and_then(|answer| answer.comment.as_ref()).map(|comment| comment.as_str()),
            })
        }
        Judged::Bounce { recipient, treatment, .. } => json!({
            "recipient": address(recipient.as_ref()), "treatment": treatment.word(), "words": treated(*treatment),
            "told": treatment.whom().map(|whom| whom.word()),
        }),
        Judged::Unsubscribe { address: who, verdict } => json!({
            "unsubscribe": address(who.as_ref()), "believed": matches!(verdict, Some(Ok(_))),
            "reason": match verdict { Some(Err(doubt)) => Some(doubt.words()), _ => None },
        }),
    }
}

fn meeting(one: &Attendance) -> Value {
    let counts = &one.counts;
    let requests: Vec<Value> = one
        .requests
        .iter()
        .map(|one| {
            json!({
                "service": one.service.word(), "planned": one.planned,
                "until": one.until.map(|until| until.to_string()), "in_time": one.in_time, "late": one.late,
            })
        })
        .collect();
    let concerns: Vec<String> = one.concerns.iter().map(ToString::to_string).collect();
    json!({
        "meeting": one.meeting.as_str(),
        "answers": {
            "invited": counts.invited, "accepted": counts.accepted, "tentative": counts.tentative,
            "declined": counts.declined, "delegated": counts.delegated, "silent": counts.silent,
            "late": counts.late, "suppressed": counts.suppressed,
        },
        "registered": { "room": one.registered.room, "remote": one.registered.remote },
        "expected": { "room": one.expected.room, "remote": one.expected.remote },
        "seats": one.seats, "planned": one.planned, "requests": requests, "concerns": concerns,
    })
}
