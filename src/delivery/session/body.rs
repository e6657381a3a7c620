//! The message as it goes over the wire: checked, and its dots doubled.

use super::outcome::Reason;

/// Octets of a line without its CRLF (RFC 5321 4.5.3.1.6).
const LINE_LIMIT: usize = 998;

/// A checked message.
#[derive(Debug)]
pub(super) struct Body<'a> {
    bytes: &'a [u8],
    /// Some octet is outside ASCII.
    pub(super) eight_bit: bool,
    /// Some octet of the headers is.
    pub(super) eight_bit_header: bool,
}

impl<'a> Body<'a> {
    /// Checks that a relay may take every line as it stands.
    pub(super) fn check(bytes: &'a [u8]) -> Result<Self, Reason> {
        for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
            let number = index + 1;
            let ended = line.strip_suffix(b"\r");
            let content = ended.unwrap_or(line);
            let is_last = line.as_ptr_range().end == bytes.as_ptr_range().end;
            if content.iter().any(|byte| matches!(byte, b'\r' | 0)) || (ended.is_none() && !is_last) {
                return Err(Reason::Octet { line: number });
            }
            if is_last && ended.is_some() {
                return Err(Reason::Octet { line: number });
            }
            if content.len() > LINE_LIMIT {
                return Err(Reason::Line { line: number, octets: content.len() });
            }
        }
        let header = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(bytes.len());
        Ok(Self { bytes, eight_bit: !bytes.is_ascii(), eight_bit_header: !bytes[..header].is_ascii() })
    }

    /// The octets to send before the final dot: a line that begins with a dot gets another (RFC 5321 4.5.2), and the
    /// last line its end.
    pub(super) fn stuffed(&self) -> Vec<u8> {
        let mut stuffed = Vec::with_capacity(self.bytes.len() + self.bytes.len() / 64 + 2);
        for line in self.bytes.split_inclusive(|byte| *byte == b'\n') {
            if line.starts_with(b".") {
                stuffed.push(b'.');
            }
            stuffed.extend_from_slice(line);
        }
        if !stuffed.is_empty() && !stuffed.ends_with(b"\r\n") {
            stuffed.extend_from_slice(b"\r\n");
        }
        stuffed
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dots_at_the_beginning_of_lines_are_doubled() {
        for (message, sent) in [
            ("", ""),
            ("a", "a\r\n"),
            ("a\r\n", "a\r\n"),
            (".", "..\r\n"),
            (".\r\n", "..\r\n"),
            ("a\r\n.\r\nRCPT TO:<b>\r\n", "a\r\n..\r\nRCPT TO:<b>\r\n"),
            ("a\r\n..\r\n", "a\r\n...\r\n"),
            ("a.\r\n\r\n", "a.\r\n\r\n"),
        ] {
            let body = Body::check(message.as_bytes()).expect(message);
            assert_eq!(body.stuffed(), sent.as_bytes(), "{message:?}");
        }
    }

    #[test]
    fn lines_that_a_relay_may_change_are_refused() {
        let long = |octets| [vec![b'a'; octets], b"\r\n".to_vec()].concat();
        assert!(Body::check(&long(998)).is_ok());
        assert_eq!(Body::check(&long(999)).err(), Some(Reason::Line { line: 1, octets: 999 }));
        for (message, line) in [
            ("a\nb\r\n", 1),
            ("a\r\nb\n", 2),
            ("a\rb\r\n", 1),
            ("a\r\nb\r", 2),
            ("a\r\r\n", 1),
            ("a\n.\r\n", 1),
            ("a\r\nb\0\r\n", 2),
        ] {
            assert_eq!(Body::check(message.as_bytes()).err(), Some(Reason::Octet { line }), "{message:?}");
        }
    }

    /// The rules of a strict receiver, octet by octet: what it takes from the wire up to the dot, and how much is left.
    fn receive(wire: &[u8]) -> Option<(Vec<u8>, usize)> {
        let (mut message, mut at) = (Vec::new(), 0);
        loop {
            let end = at + wire[at..].iter().position(|byte| matches!(byte, b'\r' | b'\n'))?;
            if wire.get(end..end + 2)? != b"\r\n" {
                return None;
            }
            match &wire[at..end] {
                b"." => return Some((message, wire.len() - end - 2)),
                line => message.extend_from_slice(line.strip_prefix(b".").unwrap_or(line)),
            }
            message.extend_from_slice(b"\r\n");
            at = end + 2;
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        /// Whatever a body holds, it is refused here or arrives octet by octet, and nothing of it ends the message.
        #[test]
        fn random_bodies_arrive_or_stay_here(
            parts in proptest::collection::vec(prop_oneof![
                Just(b"\r\n".to_vec()), Just(b".".to_vec()), Just(b"\r\n.\r\n".to_vec()), Just(b"\r\n..".to_vec()),
                Just(b"\n".to_vec()), Just(b"\r".to_vec()), Just(b"From ".to_vec()), Just(vec![0]),
                "[ -~]{0,40}".prop_map(String::into_bytes), proptest::collection::vec(128_u8..=255, 1..4),
                (990_usize..1_005).prop_map(|length| vec![b'x'; length]),
            ], 0..12),
        ) {
            let message = parts.concat();
            match Body::check(&message) {
                Err(reason) => {
                    let text = String::from_utf8_lossy(&message).replace("\r\n", " ");
                    let long = message.split(|byte| *byte == b'\n').any(|line| line.strip_suffix(b"\r").unwrap_or(line).len() > 998);
                    prop_assert!(long || text.contains(['\r', '\n', '\0']), "{reason}: {message:?}");
                }
                Ok(body) => {
                    let wire = [body.stuffed(), b".\r\n".to_vec()].concat();
                    let (taken, left) = receive(&wire).expect("strict lines");
                    let mut meant = message.clone();
                    if !meant.is_empty() && !meant.ends_with(b"\r\n") {
                        meant.extend_from_slice(b"\r\n");
                    }
                    prop_assert_eq!(taken, meant);
                    prop_assert_eq!(left, 0);
                    prop_assert!(!message.contains(&0));
                }
            }
        }
    }
}
