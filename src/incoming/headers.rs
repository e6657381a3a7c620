//! Headers of a mail or of one part of it.

use mail_parser::{Address, HeaderName, HeaderValue, Message, MessageParser, MimeHeaders as _};

use super::text;
use crate::domain::text::{EmailAddress, Line};
use crate::domain::time::Instant;

/// Most addresses of one header that are looked at.
const MOST_ADDRESSES: usize = 50;
/// Where mail systems write the address of the delivery.
const DELIVERED: [&str; 4] = ["Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To"];

/// The headers of one mail or part.
#[derive(Debug)]
pub(super) struct Headers<'a> {
    bytes: &'a [u8],
    parsed: Option<Message<'a>>,
}

impl<'a> Headers<'a> {
    /// Reads a block of headers, which ends with an empty line or with the bytes.
    pub(super) fn read(bytes: &'a [u8]) -> Self {
        Self { bytes, parsed: MessageParser::default().parse_headers(bytes) }
    }

    /// The first value of a header as written, on one line.
    pub(super) fn first(&self, name: &str) -> Option<String> {
        self.all(name).next()
    }

    /// All values of a header as written, each on one line.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = String> {
        let headers = self.parsed.as_ref().map_or(&[][..], |parsed| parsed.headers());
        headers.iter().filter(move |header| header.name().eq_ignore_ascii_case(name)).filter_map(|header| {
            let span = header.offset_start() as usize..header.offset_end() as usize;
            let raw = String::from_utf8_lossy(self.bytes.get(span)?);
            Some(raw.split_whitespace().collect::<Vec<_>>().join(" "))
        })
    }

    fn addresses(&self, name: HeaderName<'static>) -> Vec<EmailAddress> {
        let Some(HeaderValue::Address(found)) = self.parsed.as_ref().and_then(|parsed| parsed.header(name)) else {
            return Vec::new();
        };
        let written: Vec<&str> = match found {
            Address::List(list) => list.iter().filter_map(|one| one.address.as_deref()).take(MOST_ADDRESSES).collect(),
            Address::Group(groups) => groups
                .iter()
                .flat_map(|group| &group.addresses)
                .filter_map(|one| one.address.as_deref())
                .take(MOST_ADDRESSES)
                .collect(),
        };
        written.into_iter().filter_map(text::address).collect()
    }

    /// The one author. Several authors are none: nobody can say which of them answers.
    pub(super) fn from(&self) -> Option<EmailAddress> {
        let mut headers = self.all("From");
        let _one = headers.next()?;
        if headers.next().is_some() {
            return None;
        }
        match self.addresses(HeaderName::From).as_slice() {
            [one] => Some(one.clone()),
            _ => None,
        }
    }

    /// Where it arrived.
    pub(super) fn to(&self) -> Vec<EmailAddress> {
        let delivered = DELIVERED.iter().flat_map(|name| self.all(name).take(MOST_ADDRESSES).collect::<Vec<_>>());
        let mut all: Vec<EmailAddress> = delivered.filter_map(|value| text::address(&value)).collect();
        all.extend(self.addresses(HeaderName::To));
        all.extend(self.addresses(HeaderName::Cc));
        let mut kept: Vec<EmailAddress> = Vec::new();
        for address in all {
            if !kept.contains(&address) {
                kept.push(address);
            }
        }
        kept
    }

    /// The id.
    pub(super) fn id(&self) -> Option<String> {
        self.first("Message-ID").as_deref().and_then(text::id)
    }

    /// When it was written.
    pub(super) fn sent(&self) -> Option<Instant> {
        let date = self.parsed.as_ref()?.date().filter(|date| date.is_valid())?;
        Instant::from_unix_seconds(date.to_timestamp())
    }

    /// The subject, decoded.
    pub(super) fn subject(&self) -> Option<Line> {
        text::line(self.parsed.as_ref()?.subject()?)
    }

    /// The author's name and address as written, for words that mail systems use there.
    pub(super) fn author(&self) -> String {
        self.first("From").unwrap_or_default().to_ascii_lowercase()
    }

    /// The mail came without a return address, as reports and most automatic mails do.
    pub(super) fn has_no_return(&self) -> bool {
        self.first("Return-Path").is_some_and(|path| path.chars().all(|c| "<> ".contains(c)))
    }

    /// `text/plain`, in lower case; what RFC 2045 says where nothing is said.
    pub(super) fn kind(&self) -> String {
        let found = self.parsed.as_ref().and_then(|parsed| parsed.content_type());
        found.map_or_else(
            || "text/plain".to_owned(),
            |kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("plain")).to_ascii_lowercase(),
        )
    }

    /// A parameter of the content type.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parsed.as_ref()?.content_type()?.attribute(name)
    }

    /// The name of the file in it.
    pub(super) fn file_name(&self) -> Option<&str> {
        self.parsed.as_ref()?.attachment_name()
    }

    /// The transfer encoding, in lower case.
    pub(super) fn encoding(&self) -> String {
        self.first("Content-Transfer-Encoding").unwrap_or_default().trim().to_ascii_lowercase()
    }
}
