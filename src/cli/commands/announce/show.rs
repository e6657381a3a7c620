//! What would go out, as people read it before they approve.

use crate::cli::console;
use crate::desk::telling::{Prepared, Telling};
use crate::domain::text::EmailAddress;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Waiting people that are named; of the others there is a count.
const WAITING_SHOWN: usize = 20;

/// What would go out, a line for each meeting and reason, who has a seat, and what would not go out.
pub(super) fn tell(telling: &Telling, prepared: &Prepared) {
    for meeting in &telling.refused {
        console::say(&format!("not announced: {meeting} has a broken must that nobody waived (see convoke check)"));
    }
    if !prepared.silent.is_empty() {
        let count = prepared.silent.len();
        console::say(&format!("not written to: {count} addresses that bounced or whose owners stopped these mails"));
        for address in &prepared.silent {
            console::say(&format!("  addr.suppressed: {address}"));
        }
    }
    let addresses = prepared.dispatches.iter().map(|dispatch| &dispatch.told.recipient.person.address);
    let foreign: BTreeSet<&str> =
        addresses.filter(|address| address.needs_smtputf8()).map(|address| address.as_str()).collect();
    for address in foreign {
        console::say(&format!(
            "  addr.smtputf8: {address} is reached only through a relay that offers SMTPUTF8 (RFC 6531)"
        ));
    }
    let mut lines: BTreeMap<(&str, String), BTreeMap<String, usize>> = BTreeMap::new();
    for dispatch in &prepared.dispatches {
        let what = dispatch.reason.to_string();
        let language = dispatch.told.recipient.language.to_string();
        *lines.entry((dispatch.announcement.meeting.as_str(), what)).or_default().entry(language).or_default() += 1;
    }
    let mut text = String::new();
    for ((meeting, what), languages) in &lines {
        let languages: Vec<String> = languages.iter().map(|(language, count)| format!("{count} {language}")).collect();
        let _infallible = writeln!(text, "{meeting}: {what}; messages: {}", languages.join(", "));
    }
    seats(prepared, &mut text);
    reminders(prepared, &mut text);
    let people: BTreeSet<String> = prepared.dispatches.iter().map(|dispatch| dispatch.told.recipient.key()).collect();
    text.push_str(&match prepared.dispatches.len() {
        0 if prepared.reminders_stand => "Nothing is to be announced: everybody knows what is planned.\n".to_owned(),
        0 => "No message at once: only reminders have changed.\n".to_owned(),
        1 => "1 message to 1 recipient.\n".to_owned(),
        count => format!("{count} messages to {} recipients.\n", people.len()),
    });
    console::data(&text);
}

/// Who joins remotely, and who waits, in the order of registration; addresses are masked.
fn seats(prepared: &Prepared, text: &mut String) {
    for (meeting, seating) in &prepared.seated {
        let seats = seating.seats.map_or_else(|| "no limit".to_owned(), |seats| format!("{seats} seats"));
        let (taken, waiting) = (seating.taken, seating.waiting.len());
        let _infallible = writeln!(text, "{meeting}: joining remotely: {taken} ({seats}); waiting: {waiting}");
        for (number, address) in seating.waiting.iter().take(WAITING_SHOWN).enumerate() {
            let shown = EmailAddress::parse_confirmed(address).map_or_else(|_| "?".to_owned(), |one| one.to_string());
            let _infallible = writeln!(text, "    {}. {shown}", number + 1);
        }
        if waiting > WAITING_SHOWN {
            let _infallible = writeln!(text, "    and {} more", waiting - WAITING_SHOWN);
        }
    }
}

/// The reminders that will follow: on which day, of what, to how many.
fn reminders(prepared: &Prepared, text: &mut String) {
    let mut lines: BTreeMap<(chrono::NaiveDate, &str, String), usize> = BTreeMap::new();
    for reminder in &prepared.reminders {
        *lines.entry((reminder.day, reminder.meeting.as_str(), reminder.reason())).or_default() += 1;
    }
    if lines.is_empty() {
        return;
    }
    let known = if prepared.reminders_stand { ", prepared before" } else { "" };
    let _infallible = writeln!(text, "Reminders that will follow, at nine by the clocks of the reader{known}:");
    for ((day, meeting, reason), count) in lines {
        let what = reason.replace("reminder:", "").replace(',', ", ");
        let _infallible = writeln!(text, "    {day}  {meeting}: {what}; messages: {count}");
    }
}
