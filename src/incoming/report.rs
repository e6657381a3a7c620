//! Reports of mail systems about messages of ours (RFC 3464; RFC 6533 for addresses in other scripts).

use super::headers::Headers;
use super::parts::Part;
use super::{MOST_ITEMS, text};
use crate::announce::answers::{Action, Bounce, Status};

/// What the reports in a mail say, one for each recipient.
pub(super) fn bounces(parts: &[Part<'_>]) -> Vec<Bounce> {
    let is_report =
        |part: &&Part<'_>| matches!(part.kind(), "message/delivery-status" | "message/global-delivery-status");
    let original = original(parts);
    let mut found: Vec<Bounce> = Vec::new();
    for report in parts.iter().filter(is_report).filter_map(Part::text) {
        let groups = groups(&report);
        // The first group is about the message; some systems leave it out.
        let about: Option<String> = groups
            .first()
            .and_then(|group| field(group, "X-Original-Message-ID").or_else(|| field(group, "Original-Message-ID")))
            .and_then(text::id);
        let original = original.clone().or(about);
        found.extend(groups.iter().filter_map(|group| bounce(group, original.as_ref())));
    }
    found.truncate(MOST_ITEMS);
    found
}

/// The id of the message that came back, from the copy of it or of its headers.
fn original(parts: &[Part<'_>]) -> Option<String> {
    let is_copy = |part: &&Part<'_>| {
        ["message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers", "message/rfc822-headers"]
            .contains(&part.kind())
    };
    parts.iter().filter(is_copy).filter_map(Part::text).find_map(|copy| id_in(&copy))
}

/// The message id among the headers at the start of a text.
pub(super) fn id_in(copy: &str) -> Option<String> {
    let (head, _) = super::parts::split_head(copy.trim_start().as_bytes());
    Headers::read(head.get(..head.len().min(super::MOST_HEADERS))?).id()
}

/// Fields of one group, unfolded: name and value.
type Group = Vec<(String, String)>;

/// Groups of fields, which empty lines part.
fn groups(report: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = vec![Vec::new()];
    for line in report.lines() {
        if line.trim().is_empty() {
            if groups.last().is_some_and(|group| !group.is_empty()) {
                groups.push(Vec::new());
            }
            continue;
        }
        let Some(group) = groups.last_mut() else { break };
        match line.split_once(':') {
            _ if line.starts_with([' ', '\t']) => {
                if let Some((_, value)) = group.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            }
            Some((name, value)) => group.push((name.trim().to_ascii_lowercase(), value.trim().to_owned())),
            None => {}
        }
        if groups.len() > MOST_ITEMS + 1 {
            break;
        }
    }
    groups
}

fn field<'a>(group: &'a Group, name: &str) -> Option<&'a str> {
    group.iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

fn bounce(group: &Group, original: Option<&String>) -> Option<Bounce> {
    let recipient = field(group, "Final-Recipient").or_else(|| field(group, "Original-Recipient"));
    let action = match field(group, "Action")?.to_ascii_lowercase().split_whitespace().next()? {
        "failed" => Action::Failed,
        "delayed" => Action::Delayed,
        "delivered" | "relayed" | "expanded" => Action::Passed,
        _ => return None,
    };
    let diagnostic = field(group, "Diagnostic-Code").map(after_type);
    let written = field(group, "Status").and_then(|status| Status::parse(status.split_whitespace().next()?));
    // Exchange and others write 5.0.0 and put the code that says why into the words.
    let said = diagnostic.and_then(status_in);
    let status = match (written, said) {
        (Some(written), Some(said)) if written.about() == (0, 0) => Some(said),
        (written, said) => written.or(said),
    };
    Some(Bounce {
        action,
        final_recipient: recipient.and_then(|value| text::address(after_type(value))),
        status,
        diagnostic: diagnostic.and_then(text::line),
        original: original.cloned(),
    })
}

/// What follows the type in `rfc822; zoe@example.org`.
fn after_type(value: &str) -> &str {
    value.split_once(';').map_or(value, |(_, rest)| rest).trim()
}

/// The first status code in words: `550 5.1.1 no such user`, `(#5.1.1)`.
pub(super) fn status_in(words: &str) -> Option<Status> {
    words.split(|c: char| !(c.is_ascii_digit() || c == '.')).find_map(|word| Status::parse(word.trim_matches('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_in_words() {
        let found = |words| status_in(words).map(|status| status.to_string());
        assert_eq!(found("550 5.1.1 <a@b>: no such user").as_deref(), Some("5.1.1"));
        assert_eq!(found("Sorry, no mailbox here by that name. (#5.1.1)").as_deref(), Some("5.1.1"));
        assert_eq!(found("host mx [192.0.2.1] said: 550 User unknown"), None);
        assert_eq!(found("#550 5.7.515 Access denied.").as_deref(), Some("5.7.515"));
    }

    #[test]
    fn groups_are_unfolded_and_bounded() {
        let report = "Reporting-MTA: dns; a\n\n\nFinal-Recipient: rfc822;\n\tzoe@example.org\nAction: Failed\n";
        let groups = groups(report);
        assert_eq!(groups.len(), 2);
        assert_eq!(field(&groups[1], "final-recipient"), Some("rfc822; zoe@example.org"));
        assert!(super::groups(&"A: b\n\n".repeat(5_000)).len() <= MOST_ITEMS + 2);
    }
}
