//! Bytes to content lines: unfolded, with the line of the file on which each begins.

use super::Finding;

/// Longest content line read, in octets.
const LONGEST_LINE: usize = 1_000_000;

/// One content line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ContentLine {
    /// Where it begins, from 1.
    pub(super) number: usize,
    /// Its name, in capitals.
    pub(super) name: String,
    /// All of it, unfolded.
    pub(super) text: String,
}

impl ContentLine {
    /// What stands behind the colon that ends the parameters.
    pub(super) fn value(&self) -> &str {
        let mut quoted = false;
        for (index, character) in self.text.char_indices() {
            match character {
                '"' => quoted = !quoted,
                ':' if !quoted => return &self.text[index + 1..],
                _ => {}
            }
        }
        ""
    }
}

/// Unfolds the lines of a file. CRLF, LF and CR end lines; a byte-order mark is dropped; a line folded inside a
/// character is put together again, since folding counts octets.
pub(super) fn unfold(bytes: &[u8], findings: &mut Vec<Finding>) -> Vec<ContentLine> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut raw: Vec<(usize, Vec<u8>)> = Vec::new();
    for (index, line) in physical_lines(bytes).enumerate() {
        match (line.first(), raw.last_mut()) {
            (Some(b' ' | b'\t'), Some((_, whole))) => whole.extend_from_slice(&line[1..]),
            (None, _) => {}
            _ => raw.push((index + 1, line.to_vec())),
        }
    }
    let mut lines = Vec::new();
    for (number, line) in raw {
        if line.len() > LONGEST_LINE {
            let message = format!("a line of {} octets; at most {LONGEST_LINE} are read", line.len());
            findings.push(Finding::error(number, "ics.line", message, "shorten it, or leave the property out"));
            continue;
        }
        let text = match String::from_utf8(line) {
            Ok(text) => text,
            Err(error) => {
                let message = format!("octet {} of the line is not UTF-8", error.utf8_error().valid_up_to() + 1);
                findings.push(Finding::error(number, "ics.encoding", message, "write the file in UTF-8"));
                continue;
            }
        };
        let end = text.find([':', ';']).unwrap_or(text.len());
        let name = text[..end].trim().to_ascii_uppercase();
        if end == text.len()
            || name.is_empty()
            || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        {
            let message = "not a property: expected a name, parameters, a colon and a value";
            findings.push(Finding::notice(number, "ics.line", message, "the line is left out"));
            continue;
        }
        lines.push(ContentLine { number, name, text });
    }
    lines
}

/// Lines of a file, without their ends.
fn physical_lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(bytes);
    std::iter::from_fn(move || {
        let found = rest.take()?;
        match found.iter().position(|byte| matches!(byte, b'\r' | b'\n')) {
            None => Some(found),
            Some(end) => {
                let skip = if found[end..].starts_with(b"\r\n") { 2 } else { 1 };
                rest = Some(&found[end + skip..]);
                Some(&found[..end])
            }
        }
    })
}
