//! Reports of mail systems in prose: qmail's (its own format, QSBMF) and Exim's.

use super::headers::Headers;
use super::report::{id_in, status_in};
use super::{MOST_ITEMS, text};
use crate::announce::answers::{Action, Bounce, Status};

/// What such a report says, one for each recipient. Only a mail that a mail system wrote is one.
pub(super) fn bounces(headers: &Headers<'_>, body: &str) -> Vec<Bounce> {
    let author = headers.author();
    let is_system = headers.has_no_return()
        || author.contains("mailer-daemon")
        || author.contains("postmaster")
        || headers.first("X-Failed-Recipients").is_some();
    if !is_system {
        return Vec::new();
    }
    if body.trim_start().starts_with("Hi. This is the ") {
        return qmail(body);
    }
    if headers.first("X-Failed-Recipients").is_some()
        || body.contains("created automatically by mail delivery software")
    {
        return exim(headers, body);
    }
    Vec::new()
}

/// Paragraphs that begin with `<address>:`, up to the line that begins with a hyphen.
fn qmail(body: &str) -> Vec<Bounce> {
    let cut = body.find("\n-").unwrap_or(body.len());
    let (said, copy) = body.split_at(cut);
    let original = copy.trim_start().split_once('\n').and_then(|(_, copy)| id_in(copy));
    let said = said.replace("\r\n", "\n");
    let paragraphs = said.split("\n\n").filter_map(|paragraph| {
        let (address, words) = paragraph.trim().strip_prefix('<')?.split_once(">:")?;
        Some(bounce(address, words, original.as_ref()))
    });
    paragraphs.take(MOST_ITEMS).collect()
}

/// Addresses indented by two, what was said about each indented by four.
fn exim(headers: &Headers<'_>, body: &str) -> Vec<Bounce> {
    let delayed = body.contains("has not yet been delivered") || body.contains("delivery attempts will continue");
    let cut = body.find("\n------ This is a copy of").unwrap_or(body.len());
    let (said, copy) = body.split_at(cut);
    let original = copy.trim_start().split_once('\n').and_then(|(_, copy)| id_in(copy));
    let mut found: Vec<(String, String)> = Vec::new();
    for line in said.lines().map(str::trim_end) {
        let indent = line.len() - line.trim_start().len();
        match found.last_mut() {
            _ if indent == 2 && line.contains('@') => found.push((line.trim().to_owned(), String::new())),
            Some((_, words)) if indent >= 4 => {
                words.push(' ');
                words.push_str(line.trim());
            }
            _ => {}
        }
    }
    if found.is_empty() {
        let named = headers.first("X-Failed-Recipients").unwrap_or_default();
        found.extend(named.split(',').map(|address| (address.trim().to_owned(), String::new())));
    }
    let bounces = found.iter().take(MOST_ITEMS).map(|(address, words)| {
        let mut one = bounce(address, words, original.as_ref());
        if delayed {
            one.action = Action::Delayed;
        }
        one
    });
    bounces.filter(|one| one.final_recipient.is_some()).collect()
}

fn bounce(address: &str, words: &str, original: Option<&String>) -> Bounce {
    Bounce {
        action: Action::Failed,
        final_recipient: text::address(address),
        status: status_in(words).or_else(|| reply_code(words)),
        diagnostic: text::line(words),
        original: original.cloned(),
    }
}

/// A reply code of SMTP where no status code is: 5xx is final, 4xx is not.
fn reply_code(words: &str) -> Option<Status> {
    let codes = words.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| word.len() == 3);
    let mut codes = codes.filter(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    match codes.find(|code| code.starts_with(['4', '5']))?.as_bytes().first()? {
        b'5' => Status::parse("5.0.0"),
        _ => Status::parse("4.0.0"),
    }
}
