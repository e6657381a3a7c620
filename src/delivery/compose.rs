//! MIME bytes of one mail: multipart/mixed of (multipart/alternative of plain, page, calendar) and the calendar once
//! more as an attachment; a reminder is the inner part without the calendar. Every other arrangement tried loses the buttons in some program.

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lettre::address::Envelope;
use lettre::message::MessageBuilder;
use lettre::message::header::{ContentDisposition, ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};

use super::DeliveryError;
use crate::announce::Mail;
use crate::domain::text::{DisplayName, EmailAddress};
use crate::ical::Person;

/// Octets of a line without its CRLF (RFC 5321 4.5.3.1.6).
const LINE_LIMIT: usize = 998;

/// A composed mail with its envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub(super) return_address: EmailAddress,
    pub(super) recipient: EmailAddress,
    pub(super) message_id: String,
    pub(super) bytes: Vec<u8>,
}

impl Letter {
    /// The only recipient.
    #[must_use]
    pub const fn recipient(&self) -> &EmailAddress {
        &self.recipient
    }

    /// The envelope's sender.
    #[must_use]
    pub const fn return_address(&self) -> &EmailAddress {
        &self.return_address
    }

    /// The message's id.
    #[must_use]
    pub fn message_id(&self) -> &str {
        &self.message_id
    }

    /// The bytes of the `.eml` file: CRLF between lines, none longer than 998 octets.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Composes a mail; the same mail gives the same bytes.
///
/// # Errors
/// [`DeliveryError::Address`], [`DeliveryError::Compose`], [`DeliveryError::Line`].
pub fn compose(mail: &Mail) -> Result<Letter, DeliveryError> {
    let seconds = u64::try_from(mail.date.unix_seconds())
        .map_err(|_| DeliveryError::Compose("the date lies before 1970".to_owned()))?;
    let mut builder = Message::builder()
        .message_id(Some(mail.message_id.clone()))
        .date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
        .from(mailbox(&mail.from)?)
        .to(mailbox(&mail.to)?)
        .subject(mail.subject.clone());
    // Said by us: the library would read it out of its own headers, and cannot read every address that it wrote there.
    let envelope = Envelope::new(Some(address(&mail.return_address)?), vec![address(&mail.to.address)?]);
    builder = builder.envelope(envelope.map_err(|error| DeliveryError::Compose(error.to_string()))?);
    builder = literally(builder, mail)?;
    for header in &mail.headers {
        let name = HeaderName::new_from_ascii_str(header.name());
        builder = builder.raw_header(HeaderValue::new(name, header.value().to_owned()));
    }
    let alternative = MultiPart::alternative()
        .boundary(format!("{}_alternative", mail.boundary))
        .singlepart(text("text/plain; charset=utf-8", &mail.plain)?)
        .singlepart(text("text/html; charset=utf-8", &mail.html)?);
    let whole = match &mail.calendar {
        None => alternative,
        Some(calendar) => {
            let calendar_type = format!("text/calendar; charset=utf-8; method={}", mail.method.word());
            let attachment_type = format!("application/ics; name=\"{}\"", mail.file_name);
            let attachment = ContentDisposition::attachment(&mail.file_name);
            MultiPart::mixed()
                .boundary(format!("{}_mixed", mail.boundary))
                .multipart(alternative.singlepart(part(&calendar_type, calendar_body(calendar)?, None)?))
                .singlepart(part(&attachment_type, calendar_body(calendar)?, Some(attachment))?)
        }
    };
    let message = builder.multipart(whole).map_err(|error| DeliveryError::Compose(error.to_string()))?;
    let bytes = message.formatted();
    check_lines(&bytes)?;
    Ok(Letter {
        return_address: mail.return_address.clone(),
        recipient: mail.to.address.clone(),
        message_id: mail.message_id.clone(),
        bytes,
    })
}

/// An address as the mail library wants it.
fn address(address: &EmailAddress) -> Result<Address, DeliveryError> {
    address.as_str().parse().map_err(|error: lettre::address::AddressError| DeliveryError::Address {
        address: address.to_string(),
        reason: error.to_string(),
    })
}

fn mailbox(person: &Person) -> Result<Mailbox, DeliveryError> {
    // The library panics on CR and LF in a name: the type of ours has none.
    let name = person.name.as_ref().map(|name| name.as_str().to_owned());
    Ok(Mailbox::new(name, address(&person.address)?))
}

/// What looks like an encoded word in a title or a name is text all the same: it is encoded itself, or readers would decode
/// it into whatever its writer put there, line breaks and all. Several spaces between two foreign words are part of a word,
/// or readers would take them for what separates two encoded ones (RFC 2047 6.2). And a name with a full stop is quoted (RFC
/// 5322 3.2.5). The library writes all of these as they are.
fn literally(mut builder: MessageBuilder, mail: &Mail) -> Result<MessageBuilder, DeliveryError> {
    let header = |name: &'static str, plain: String, encoded: String| {
        HeaderValue::dangerous_new_pre_encoded(HeaderName::new_from_ascii_str(name), plain, encoded)
    };
    let is_misread = |text: &str| text.contains("=?") || !text.is_ascii() && text.contains("  ");
    if is_misread(&mail.subject) {
        builder = builder.raw_header(header("Subject", mail.subject.clone(), encoded_words(&mail.subject)));
    }
    for (name, person) in [("From", &mail.from), ("To", &mail.to)] {
        let odd = |shown: &&DisplayName| is_misread(shown.as_str()) || shown.as_str().contains('.');
        if let Some(shown) = person.name.as_ref().filter(odd) {
            let shown = shown.as_str();
            let quoted = shown.is_ascii() && shown.len() <= 60 && !shown.contains("=?");
            let shown = if quoted {
                format!("\"{}\"", shown.replace('\\', "\\\\").replace('"', "\\\""))
            } else {
                encoded_words(shown)
            };
            let encoded = format!("{shown}\r\n <{}>", person.address.as_str());
            builder = builder.raw_header(header(name, mailbox(person)?.to_string(), encoded));
        }
    }
    Ok(builder)
}

/// A text as encoded words (RFC 2047), one a line, none longer than a line may be.
fn encoded_words(text: &str) -> String {
    let mut words = vec![String::new()];
    for character in text.chars() {
        // 36 octets are 48 in base64: with the longest name of a header in front a line stays below 76.
        if words.last().is_some_and(|word| word.len() + character.len_utf8() > 36) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(character);
        }
    }
    let words: Vec<String> = words.into_iter().map(|word| format!("=?utf-8?b?{}?=", STANDARD.encode(word))).collect();
    words.join("\r\n ")
}

/// A text part: quoted-printable while most of it is ASCII, else base64, which is then shorter.
fn text(content_type: &str, text: &str) -> Result<SinglePart, DeliveryError> {
    let text = text.replace('\n', "\r\n");
    let foreign = text.bytes().filter(|byte| !byte.is_ascii()).count();
    let encoding = if foreign * 6 > text.len() {
        ContentTransferEncoding::Base64
    } else {
        ContentTransferEncoding::QuotedPrintable
    };
    part(content_type, body(text, encoding)?, None)
}

/// The calendar, in base64: no program on the way may touch its line ends.
fn calendar_body(calendar: &str) -> Result<Body, DeliveryError> {
    body(calendar.to_owned(), ContentTransferEncoding::Base64)
}

fn body(text: String, encoding: ContentTransferEncoding) -> Result<Body, DeliveryError> {
    Body::new_with_encoding(text, encoding)
        .map_err(|_| DeliveryError::Compose("a part does not fit its encoding".to_owned()))
}

fn part(content_type: &str, body: Body, disposition: Option<ContentDisposition>) -> Result<SinglePart, DeliveryError> {
    let content_type = ContentType::parse(content_type).map_err(|error| DeliveryError::Compose(error.to_string()))?;
    let mut builder = SinglePart::builder().header(content_type);
    if let Some(disposition) = disposition {
        builder = builder.header(disposition);
    }
    Ok(builder.body(body))
}

/// Refuses what strict relays refuse: long lines, and CR or LF alone.
fn check_lines(bytes: &[u8]) -> Result<(), DeliveryError> {
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let ended = line.strip_suffix(b"\r");
        let content = ended.unwrap_or(line);
        if content.len() > LINE_LIMIT {
            return Err(DeliveryError::Line { line: index + 1, octets: content.len() });
        }
        if content.contains(&b'\r') || (ended.is_none() && !line.is_empty()) {
            return Err(DeliveryError::Compose(format!("line {} does not end in CRLF", index + 1)));
        }
    }
    Ok(())
}
