//! Foreign text made ours.

use crate::domain::text::{EmailAddress, Line, Paragraphs};

/// Most characters of a line that are kept.
const LINE: usize = 300;
/// Most characters of a comment that are kept.
const PARAGRAPHS: usize = 2_000;

/// One line: what a line cannot hold becomes a space, what is too long is cut.
pub(super) fn line(text: &str) -> Option<Line> {
    let holds = |character: char| Line::parse(character.encode_utf8(&mut [0; 4])).is_ok();
    let plain: String = text.chars().take(LINE).map(|c| if holds(c) { c } else { ' ' }).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    Line::parse(&words.join(" ")).ok()
}

/// Several lines: what they cannot hold is left out, what is too long is cut. `None` when nothing is left.
pub(super) fn paragraphs(text: &str) -> Option<Paragraphs> {
    let holds = |character: char| Paragraphs::parse(character.encode_utf8(&mut [0; 4])).is_ok();
    let plain: String = text.chars().take(PARAGRAPHS).filter(|&c| holds(c)).collect();
    Paragraphs::parse(&plain).ok().filter(|found| !found.as_str().is_empty())
}

/// An address as others write it: with `mailto:`, in angle brackets, or bare. Look-alikes are taken: it is compared with
/// addresses we know, and none is written to because of it.
pub(super) fn address(text: &str) -> Option<EmailAddress> {
    let text = text.trim();
    let text = text.get(..7).filter(|start| start.eq_ignore_ascii_case("mailto:")).map_or(text, |_| &text[7..]);
    // RFC 6068 lets a URI carry percent-encoded octets and fields; an address of an answer has neither.
    let text = text.trim().trim_start_matches('<').trim_end_matches('>');
    EmailAddress::parse_confirmed(text).ok()
}

/// An id: visible ASCII without angle brackets, at most 255 octets.
pub(super) fn id(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches('<').trim_end_matches('>');
    let fits = !text.is_empty() && text.len() <= 255 && text.bytes().all(|byte| byte.is_ascii_graphic());
    fits.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_becomes_ours() {
        let found = |text: &str| line(text).map(|line| line.as_str().to_owned());
        assert_eq!(found("550 no\r\nBcc: x\0y").as_deref(), Some("550 no Bcc: x y"));
        assert_eq!(found("\r\n\t"), None);
        assert_eq!(found(&"字".repeat(1_000)).map(|text| text.chars().count()), Some(LINE));
        assert_eq!(paragraphs("a\0b\r\nc\u{202E}d").map(|text| text.as_str().to_owned()).as_deref(), Some("ab\ncd"));
        assert_eq!(paragraphs(" \n "), None);
        assert_eq!(
            address("MAILTO:<zoe@Example.org>").map(|one| one.as_str().to_owned()).as_deref(),
            Some("zoe@example.org")
        );
        assert_eq!(address("mailto:zoe@example.org\r\nBcc: x@y.org"), None);
        assert_eq!(id("<a@b>").as_deref(), Some("a@b"));
        assert_eq!(id("<a b>"), None);
    }
}
