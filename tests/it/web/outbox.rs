//! Mails that the service owes people, as they leave the outbox.

use super::site::Site;
use convoke::store::{Claim, Ending, Mark, Store};
use std::collections::{BTreeMap, BTreeSet};

/// A mail as its reader's program shows it.
pub(crate) struct Mail {
    pub(crate) subject: String,
    /// The text, without carriage returns.
    pub(crate) text: String,
    pub(crate) calendar: Option<String>,
    bytes: Vec<u8>,
}

impl Mail {
    pub(crate) fn header(&self, name: &str) -> String {
        let parsed = mail_parser::MessageParser::default().parse(&self.bytes).expect("a mail");
        parsed.header_raw(name).unwrap_or_default().trim().to_owned()
    }

    /// What follows this base in each address of a mail: in its texts, its page, its calendar and its headers.
    pub(crate) fn paths_of(&self, base: &str) -> BTreeSet<String> {
        let parsed = mail_parser::MessageParser::default().parse(&self.bytes).expect("a mail");
        let texts = parsed.parts.iter().filter_map(|part| part.text_contents().map(str::to_owned));
        let headers = parsed.headers_raw().map(|(_, value)| value.to_owned());
        let mut found = BTreeSet::new();
        for text in texts.chain(headers) {
            let text = text.replace("\r\n ", "").replace("&amp;", "&");
            for rest in text.split(base).skip(1) {
                let end = |c: char| c.is_whitespace() || "\"'<>\\),;".contains(c);
                found.insert(rest.split(end).next().unwrap_or_default().to_owned());
            }
        }
        found
    }

    pub(crate) fn raw(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

fn read(bytes: Vec<u8>) -> Mail {
    let parsed = mail_parser::MessageParser::default().parse(&bytes).expect("a mail");
    let calendar = parsed.parts.iter().find_map(|part| {
        let text = part.text_contents()?;
        text.contains("BEGIN:VCALENDAR").then(|| text.replace("\r\n ", "").replace('\r', ""))
    });
    let subject = parsed.subject().expect("a subject").to_owned();
    let text = parsed.body_text(0).expect("a text").replace('\r', "");
    Mail { subject, text, calendar, bytes }
}

/// Takes everything that is due and lets it leave.
pub(crate) async fn leaves(store: &Store) -> BTreeMap<String, Vec<Mail>> {
    let claim = Claim { by: "test", most: 1000, lease: 30_000, most_per_day: 1000, most_per_minute: 0 };
    let mut all: BTreeMap<String, Vec<Mail>> = BTreeMap::new();
    loop {
        let claimed = store.claim(&claim).await.expect("claims");
        if claimed.is_empty() {
            return all;
        }
        for one in claimed {
            let ending =
                Ending { attempt: convoke::app::outbox::Attempt::Accepted, answer: "250".to_owned(), dotted: true };
            store.mark(&[(one.number, one.fence, Mark::Dot)]).await.expect("a mark");
            store.mark(&[(one.number, one.fence, Mark::End(ending))]).await.expect("a mark");
            all.entry(one.recipient).or_default().push(read(one.bytes));
        }
    }
}

pub(crate) async fn all(site: &Site) -> BTreeMap<String, Vec<Mail>> {
    leaves(&site.store).await
}
