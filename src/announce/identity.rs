//! Ids that stay the same for life: of calendar entries, messages and envelopes.

use super::token::Place;
use super::{AnnounceError, Recipient, UnsubscribeToken};
use crate::domain::ids::MeetingId;
use crate::domain::text::EmailAddress;
use crate::ical::{IcalError, Uid};

/// The id of a meeting's calendar entry: made of the meeting's id and the domain of the sender alone, so that it
/// survives new dates, new titles and new plans.
///
/// # Errors
/// [`IcalError::Uid`] when the two together are longer than 255 octets.
pub fn meeting_uid(meeting: &MeetingId, domain: &str) -> Result<Uid, IcalError> {
    Uid::parse(&format!("{}@{domain}", plain_id(meeting.as_str())))
}

/// The id of something that belongs to a meeting, as its deadlines do.
pub(super) fn part_uid(meeting: &MeetingId, part: &str, domain: &str) -> Result<Uid, IcalError> {
    Uid::parse(&format!("{}.{part}@{domain}", plain_id(meeting.as_str())))
}

/// An id in ASCII letters, digits and `-_`: other characters become `.` and their number, so that no two ids meet.
pub(super) fn plain_id(id: &str) -> String {
    let mut plain = String::new();
    for character in id.chars() {
        if character.is_ascii_alphanumeric() || matches!(character, '-' | '_') {
            plain.push(character);
        } else {
            plain.push_str(&format!(".{:x}.", u32::from(character)));
        }
    }
    plain
}

/// FNV-1a, 64 bits: the same on every machine and in every version, which the standard hasher does not promise.
pub(super) fn fingerprint(text: &str) -> String {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("{hash:016x}")
}

/// The envelope sender for one recipient (VERP), so that a bounce names who it is about: with a token,
/// `bounce+` and what only the recipient's own mail systems see of it, so that nobody else can have an address
/// suspended; without one `bounce+zoe=example.org@itu.int`, a fingerprint where that would be too long.
pub(super) fn return_address(bounce: &EmailAddress, recipient: &Recipient) -> Result<EmailAddress, AnnounceError> {
    let address = &recipient.person.address;
    let face = recipient.token.as_ref().map(|token| token.face(Place::Return, ""));
    let local = match face.as_deref().and_then(|face| fitting(bounce, face)) {
        Some(tag) => format!("{}+{tag}", bounce.local()),
        None => readable(bounce, address),
    };
    EmailAddress::parse_confirmed(&format!("{local}@{}", bounce.domain())).map_err(AnnounceError::ReturnAddress)
}

/// The recipient in words, or a fingerprint.
fn readable(bounce: &EmailAddress, recipient: &EmailAddress) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    let readable = recipient.local().bytes().all(plain);
    let written = format!("{}+{}={}", bounce.local(), recipient.local(), recipient.domain());
    if readable && written.len() <= 64 {
        written
    } else {
        format!("{}+{}", bounce.local(), fingerprint(recipient.as_str()))
    }
}

/// What of a word fits beside an office's name into an address, or nothing: at least 16 letters.
fn fitting<'a>(office: &EmailAddress, word: &'a str) -> Option<&'a str> {
    // One `+`, and 64 octets before the `@` (RFC 5321 4.5.3.1.1).
    let room = 63_usize.saturating_sub(office.local().len()).min(32);
    if room < 16 || office.local().starts_with('"') {
        return None;
    }
    word.get(..room.min(word.len()))
}

/// What of a recipient's token stands beside the office's name in the address for answers.
pub(super) fn answer_tag<'a>(office: &EmailAddress, token: &'a UnsubscribeToken) -> Option<&'a str> {
    fitting(office, token.as_str())
}

/// Where the answers of one recipient go: the office's address with the recipient's token, so that an answer proves who
/// got the invitation; the office's own address where there is no token.
pub(super) fn answer_address(office: &EmailAddress, recipient: &Recipient) -> Result<EmailAddress, AnnounceError> {
    let Some(tag) = recipient.token.as_ref().and_then(|token| answer_tag(office, token)) else {
        return Ok(office.clone());
    };
    EmailAddress::parse_confirmed(&format!("{}+{tag}@{}", office.local(), office.domain()))
        .map_err(AnnounceError::ReturnAddress)
}

/// What stands after the `+` in an address of this office.
pub(super) fn tag_of<'a>(office: &EmailAddress, address: &'a EmailAddress) -> Option<&'a str> {
    let (local, tag) = address.local().split_once('+')?;
    (address.domain() == office.domain() && local.eq_ignore_ascii_case(office.local())).then_some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_plain_and_distinct() {
        let id = |text| plain_id(MeetingId::parse(text).expect("an id").as_str());
        assert_eq!(id("jca-ml-2023-1"), "jca-ml-2023-1");
        assert_eq!(id("SG13/WP1"), "SG13.2f.WP1");
        assert_ne!(id("a.b"), id("a-b"));
        assert_eq!(id("会"), ".4f1a.");
    }

    #[test]
    fn a_bounce_names_its_recipient() {
        let address = |text: &str| EmailAddress::parse(text).expect("an address");
        let bounce = address("bounce@itu.int");
        let to = |text: &str, token: Option<UnsubscribeToken>| {
            let person = crate::ical::Person { name: None, address: address(text) };
            let recipient =
                Recipient { token, ..Recipient::person(person, crate::domain::language::Language::English) };
            return_address(&bounce, &recipient).expect("an address").as_str().to_owned()
        };
        assert_eq!(to("zoe@example.org", None), "bounce+zoe=example.org@itu.int");
        assert!(to(&format!("{}@example.org", "z".repeat(60)), None).starts_with("bounce+"));
        assert_eq!(to("\"a b\"@example.org", None).len(), "bounce+0123456789abcdef@itu.int".len());
        let token = UnsubscribeToken::from_random([1; 32]);
        let secret = to("zoe@example.org", Some(token.clone()));
        assert_eq!(secret.len(), "bounce+@itu.int".len() + 32);
        assert!(!secret.contains("zoe") && !secret.contains(&token.as_str()[..16]));
        assert_ne!(secret, to("zoe@example.org", Some(UnsubscribeToken::from_random([2; 32]))));
    }
}
