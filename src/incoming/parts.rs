//! The parts of a mail (RFC 2046). Ours, because depth, number and size must be known before a reader sees a byte: a mail
//! inside a mail inside a mail costs a reader that recurses its stack.

use mail_parser::{MessageParser, PartType};

use super::headers::Headers;
use super::{DEEPEST, MOST_HEADERS, MOST_PARTS, MOST_READ};
use crate::announce::answers::Unreadable;

/// One part that holds no parts. A mail inside the mail is such a part.
#[derive(Debug)]
pub(super) struct Part<'a> {
    kind: String,
    charset: Option<String>,
    method: Option<String>,
    encoding: &'static str,
    file_name: Option<String>,
    body: &'a [u8],
}

impl Part<'_> {
    /// `text/plain`, in lower case.
    pub(super) fn kind(&self) -> &str {
        &self.kind
    }

    /// What a calendar asks for, as the content type says.
    pub(super) fn method(&self) -> Option<&str> {
        self.method.as_deref()
    }

    /// The name of the file in it, in lower case.
    pub(super) fn file_name(&self) -> &str {
        self.file_name.as_deref().unwrap_or_default()
    }

    /// Its text, decoded; `None` when it is too long to be read.
    pub(super) fn text(&self) -> Option<String> {
        if self.body.len() > MOST_READ {
            return None;
        }
        // A part of our own with the one body in it: nothing a stranger wrote decides how it is read.
        let charset = self.charset.as_ref().map_or_else(String::new, |name| format!("; charset=\"{name}\""));
        let head = format!("Content-Type: text/plain{charset}\r\nContent-Transfer-Encoding: {}\r\n\r\n", self.encoding);
        let whole = [head.as_bytes(), self.body].concat();
        let parsed = MessageParser::default().parse(&whole)?;
        let text = match &parsed.parts.first()?.body {
            PartType::Text(text) | PartType::Html(text) => text.to_string(),
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            PartType::Message(_) | PartType::Multipart(_) => return None,
        };
        (text.len() <= MOST_READ).then_some(text)
    }
}

/// Headers, with the empty line after them, and what follows.
pub(super) fn split_head(bytes: &[u8]) -> (&[u8], &[u8]) {
    let mut at = 0;
    // One octet more than is allowed is enough to know that there are too many.
    while at < bytes.len().min(MOST_HEADERS + 1) {
        let length = line_length(&bytes[at..]);
        let line = &bytes[at..at + length];
        at += length;
        if matches!(line, b"\r\n" | b"\n") {
            break;
        }
    }
    bytes.split_at(at)
}

/// Octets up to and with the next line feed.
fn line_length(bytes: &[u8]) -> usize {
    bytes.iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |at| at + 1)
}

/// All parts that hold no parts, in their order.
pub(super) fn walk<'a>(headers: &Headers<'_>, body: &'a [u8]) -> Result<Vec<Part<'a>>, Unreadable> {
    let mut found = Vec::new();
    visit(headers, body, "", 0, &mut found)?;
    Ok(found)
}

fn visit<'a>(
    headers: &Headers<'_>,
    body: &'a [u8],
    parent: &str,
    depth: usize,
    found: &mut Vec<Part<'a>>,
) -> Result<(), Unreadable> {
    if depth > DEEPEST || found.len() >= MOST_PARTS {
        return Err(Unreadable::Parts);
    }
    let mut kind = headers.kind();
    // A digest holds mails unless it says otherwise (RFC 2046, section 5.1.5).
    if parent == "multipart/digest" && headers.first("Content-Type").is_none() {
        kind = "message/rfc822".to_owned();
    }
    if kind.starts_with("multipart/") {
        // A multipart without a boundary, or whose boundary never comes, is text (RFC 2046, section 5.1.1).
        let inside = headers.parameter("boundary").map_or_else(Vec::new, |boundary| split(body, boundary));
        if inside.len() > MOST_PARTS {
            return Err(Unreadable::Parts);
        }
        for one in &inside {
            let (head, rest) = split_head(one);
            if head.len() > MOST_HEADERS {
                return Err(Unreadable::Headers);
            }
            visit(&Headers::read(head), rest, &kind, depth + 1, found)?;
        }
        if !inside.is_empty() {
            return Ok(());
        }
        kind = "text/plain".to_owned();
    }
    let plain = |name: &&str| {
        (1..=40).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte))
    };
    // A calendar is UTF-8 unless it says otherwise (RFC 6047, section 2.4).
    let usual = (kind == "text/calendar").then_some("utf-8");
    let encoding = match headers.encoding().as_str() {
        "base64" => "base64",
        "quoted-printable" => "quoted-printable",
        _ => "8bit",
    };
    found.push(Part {
        charset: headers.parameter("charset").filter(plain).or(usual).map(str::to_owned),
        method: headers.parameter("method").map(str::to_ascii_uppercase),
        encoding,
        file_name: headers.file_name().map(str::to_lowercase),
        kind,
        body,
    });
    Ok(())
}

/// What lies between the lines that a boundary makes, at most one more than may be.
fn split<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let mark = format!("--{}", boundary.trim_end());
    let mut parts = Vec::new();
    let mut open: Option<usize> = None;
    let mut at = 0;
    while at < body.len() && parts.len() <= MOST_PARTS {
        let length = line_length(&body[at..]);
        let line = body[at..at + length].trim_ascii_end();
        if let Some(rest) = line.strip_prefix(mark.as_bytes()).filter(|rest| matches!(*rest, b"" | b"--")) {
            if let Some(start) = open.take() {
                parts.push(without_last_line_end(&body[start..at]));
            }
            if rest == b"--" {
                return parts;
            }
            open = Some(at + length);
        }
        at += length;
    }
    // A mail that was cut off ends its last part.
    if let Some(start) = open.filter(|_| parts.len() <= MOST_PARTS) {
        parts.push(&body[start..]);
    }
    parts
}

/// The line end before a boundary belongs to the boundary.
fn without_last_line_end(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}
