//! A calendar server as small as can be: names, versions, bytes, and the two conditions of HTTP. It gives back what was put
//! there, or, as some servers do, the same in other words.

use std::collections::BTreeMap;

use convoke::announce::publication::{Action, Held};

/// How a server gives back what was put there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// To the byte.
    AsPut,
    /// Properties in another order, lines folded elsewhere, stamps added, line ends of Unix.
    InOwnWords,
}

/// A collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Model {
    pub(super) entries: BTreeMap<String, (u32, String)>,
    pub(super) spelling: Spelling,
    versions: u32,
    /// How many times something was changed.
    pub(super) changes: usize,
}

impl Model {
    pub(super) fn new(spelling: Spelling) -> Self {
        Self { entries: BTreeMap::new(), spelling, versions: 0, changes: 0 }
    }

    pub(super) fn etag(version: u32) -> String {
        format!("\"v{version}\"")
    }

    /// Puts something there, whatever was; as other programs do.
    pub(super) fn set(&mut self, name: &str, text: &str) {
        self.versions += 1;
        self.entries.insert(name.to_owned(), (self.versions, text.to_owned()));
    }

    /// A PUT or, without a text, a DELETE; gives the status.
    pub(super) fn change(&mut self, name: &str, condition: (&str, &str), text: Option<&str>) -> u16 {
        let held = self.entries.get(name).map(|(version, _)| Self::etag(*version));
        let holds = match condition {
            ("if-none-match", "*") => held.is_none(),
            ("if-match", etag) => held.as_deref() == Some(etag),
            _ => panic!("a change without a condition: {name} {condition:?}"),
        };
        match text {
            _ if !holds => 412,
            Some(text) => {
                self.set(name, text);
                self.changes += 1;
                if held.is_some() { 204 } else { 201 }
            }
            None => {
                self.entries.remove(name);
                self.changes += 1;
                204
            }
        }
    }

    /// What is given back: name, version, bytes.
    pub(super) fn given(&self) -> Vec<(String, String, String)> {
        let spelt = |text: &str| match self.spelling {
            Spelling::AsPut => text.to_owned(),
            Spelling::InOwnWords => in_own_words(text),
        };
        self.entries.iter().map(|(name, (version, text))| (name.clone(), Self::etag(*version), spelt(text))).collect()
    }

    pub(super) fn held(&self) -> Vec<Held> {
        let given = self.given();
        given.iter().map(|(name, etag, text)| Held::read(&format!("/c/{name}"), name, Some(etag), text)).collect()
    }

    pub(super) fn act(&mut self, action: &Action) -> u16 {
        match action {
            Action::Create { name, text } => self.change(name, ("if-none-match", "*"), Some(text)),
            Action::Replace { href, etag, text } => self.change(last(href), ("if-match", etag), Some(text)),
            Action::Remove { href, etag } => self.change(last(href), ("if-match", etag), None),
        }
    }
}

fn last(href: &str) -> &str {
    href.rsplit('/').next().expect("a name")
}

/// The same calendar as another program would write it.
fn in_own_words(text: &str) -> String {
    let unfolded = text.replace("\r\n ", "").replace("\n ", "");
    let mut lines: Vec<String> = unfolded.lines().map(|line| line.trim_end_matches('\r').to_owned()).collect();
    // The properties between BEGIN:VEVENT and the next component, sorted backwards, with stamps nobody asked for.
    let begin = lines.iter().position(|line| line == "BEGIN:VEVENT");
    if let Some(begin) = begin {
        let end = lines[begin + 1..].iter().position(|line| line.starts_with("BEGIN:") || line.starts_with("END:"));
        let end = begin + 1 + end.expect("an end");
        lines[begin + 1..end].sort_by(|a, b| b.cmp(a));
        lines.insert(begin + 1, "LAST-MODIFIED:20230101T000000Z".to_owned());
        lines.insert(begin + 1, "CREATED:20230101T000000Z".to_owned());
    }
    let fold = |line: &String| {
        let mut folded = String::new();
        for (index, character) in line.chars().enumerate() {
            if index > 0 && index % 20 == 0 {
                folded.push_str("\n ");
            }
            folded.push(character);
        }
        folded
    };
    lines.iter().map(fold).collect::<Vec<_>>().join("\n") + "\n"
}
