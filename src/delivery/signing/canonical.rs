//! The canonical forms "relaxed" of RFC 6376 3.4.2 and 3.4.4.

/// One header field: its name, and its value with folding as it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field<'a> {
    pub(super) name: &'a [u8],
    value: &'a [u8],
}

impl Field<'_> {
    /// Whether this is a header of that name.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }

    /// `name:value`, unfolded, without CRLF.
    pub(super) fn relaxed(&self) -> Vec<u8> {
        let mut line = self.name.to_ascii_lowercase();
        line.push(b':');
        let unfolded: Vec<u8> = self.value.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
        squeeze(&unfolded, true, &mut line);
        line
    }
}

/// Splits a message into its header fields and its body.
pub(super) fn parts(message: &[u8]) -> (Vec<Field<'_>>, &[u8]) {
    let mut fields = Vec::new();
    let mut rest = message;
    while !rest.is_empty() {
        if let Some(body) = rest.strip_prefix(b"\r\n") {
            return (fields, body);
        }
        let end = field_end(rest);
        let (field, behind) = rest.split_at(end);
        if let Some(colon) = field.iter().position(|byte| *byte == b':') {
            fields.push(Field { name: field[..colon].trim_ascii_end(), value: &field[colon + 1..] });
        }
        rest = behind;
    }
    (fields, rest)
}

/// Behind the CRLF of a field: the first that no white space follows.
fn field_end(text: &[u8]) -> usize {
    let mut at = 0;
    while let Some(found) = text[at..].windows(2).position(|two| two == b"\r\n") {
        at += found + 2;
        if !matches!(text.get(at), Some(b' ' | b'\t')) {
            return at;
        }
    }
    text.len()
}

/// The body: white space at the ends of lines and empty lines at the end left out, other white space one space.
pub(super) fn relaxed_body(body: &[u8]) -> Vec<u8> {
    let mut relaxed = Vec::with_capacity(body.len());
    let mut empty = 0;
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let before = relaxed.len();
        for _ in 0..empty {
            relaxed.extend_from_slice(b"\r\n");
        }
        let begin = relaxed.len();
        squeeze(line, false, &mut relaxed);
        if relaxed.len() == begin {
            relaxed.truncate(before);
            empty += 1;
        } else {
            relaxed.extend_from_slice(b"\r\n");
            empty = 0;
        }
    }
    relaxed
}

/// Appends a line with runs of white space as one space and none at its end, nor, if asked for, at its beginning.
fn squeeze(line: &[u8], trim_start: bool, into: &mut Vec<u8>) {
    let begin = into.len();
    let mut space = false;
    for byte in line {
        if matches!(byte, b' ' | b'\t') {
            space = true;
            continue;
        }
        if space && !(trim_start && into.len() == begin) {
            into.push(b' ');
        }
        space = false;
        into.push(*byte);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 6376 3.4.5.
    #[test]
    fn the_example_of_the_standard() {
        let message = b"A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n";
        let (fields, body) = parts(message);
        let headers: Vec<Vec<u8>> = fields.iter().map(Field::relaxed).collect();
        assert_eq!(headers, [b"a:X".to_vec(), b"b:Y Z".to_vec()]);
        assert_eq!(relaxed_body(body), b" C\r\nD E\r\n");
    }

    #[test]
    fn bodies() {
        for (body, relaxed) in [
            ("", ""),
            ("\r\n", ""),
            ("\r\n\r\n \t\r\n", ""),
            ("a", "a\r\n"),
            ("a\r\n\r\n\r\nb\r\n\r\n", "a\r\n\r\n\r\nb\r\n"),
            ("a\r\n \r\nb", "a\r\n\r\nb\r\n"),
        ] {
            assert_eq!(relaxed_body(body.as_bytes()), relaxed.as_bytes(), "{body:?}");
        }
    }

    #[test]
    fn a_message_without_a_body() {
        let (fields, body) = parts(b"From: a\r\nTo: b\r\n c\r\n");
        assert_eq!(fields.len(), 2);
        assert_eq!(fields[1].relaxed(), b"to:b c");
        assert!(body.is_empty());
    }
}
