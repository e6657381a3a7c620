//! Signatures over mails.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};

use super::canonical::{Field, parts, relaxed_body};
use super::key::{Key, is_name};
use crate::delivery::DeliveryError;
use crate::domain::time::Instant;

/// The headers under the signature, present or not: what people and programs act on.
pub const SIGNED: [&str; 11] = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Reply-To",
    "MIME-Version",
    "Content-Type",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Auto-Submitted",
];

/// Octets of a line of the signature's header.
const WIDTH: usize = 76;

/// Signs mails for a domain.
#[derive(Debug, Clone)]
pub struct Signer {
    domain: String,
    keys: Vec<Key>,
}

impl Signer {
    /// A signer for the domain of the From address (or the one above it) with one key, or one of each kind.
    ///
    /// # Errors
    /// [`DeliveryError::Sign`] for a domain that is none, no key, or two keys under one selector.
    pub fn new(domain: &str, keys: Vec<Key>) -> Result<Self, DeliveryError> {
        let fail = |reason: &str| Err(DeliveryError::Sign(reason.to_owned()));
        if !is_name(domain) || !domain.contains('.') {
            return fail("the domain of the signature is not a name of the DNS");
        }
        let mut selectors: Vec<&str> = keys.iter().map(Key::selector).collect();
        selectors.sort_unstable();
        if selectors.is_empty() {
            return fail("no key is given");
        }
        if selectors.windows(2).any(|two| two[0] == two[1]) {
            return fail("two keys have the same selector");
        }
        Ok(Self { domain: domain.to_ascii_lowercase(), keys })
    }

    /// The keys, in the order of their signatures.
    #[must_use]
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// For which domain it signs.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// What must stand in the DNS: names and TXT values.
    #[must_use]
    pub fn records(&self) -> Vec<(String, String)> {
        let name = |key: &Key| format!("{}._domainkey.{}", key.selector(), self.domain);
        self.keys.iter().map(|key| (name(key), key.record())).collect()
    }

    /// The message with a signature a key in front; the same message, key and instant give the same bytes.
    ///
    /// # Errors
    /// [`DeliveryError::Sign`] for a message without From, which no receiver takes as signed, and for instants before
    /// 1970.
    pub fn sign(&self, message: &[u8], at: Instant) -> Result<Vec<u8>, DeliveryError> {
        let (fields, body) = parts(message);
        if !fields.iter().any(|field| field.is("From")) {
            return Err(DeliveryError::Sign("the message has no From".to_owned()));
        }
        // Receivers take a signature of another domain than that of From for none (RFC 7489 3.1.1).
        if let Some(foreign) = fields.iter().filter(|field| field.is("From")).find(|field| !self.speaks_for(field)) {
            let from = String::from_utf8_lossy(&foreign.relaxed()).into_owned();
            return Err(DeliveryError::Sign(format!("{from} is not of the domain {}", self.domain)));
        }
        if at.unix_seconds() < 0 {
            return Err(DeliveryError::Sign("the signature would be older than 1970".to_owned()));
        }
        let body_hash = STANDARD.encode(digest(&SHA256, &relaxed_body(body)));
        let (names, headers) = covered(&fields);
        let mut signed = Vec::with_capacity(message.len() + self.keys.len() * 800);
        for key in &self.keys {
            let unsigned = self.header(key, &names, &body_hash, at);
            let (own, _) = parts(unsigned.as_bytes());
            let mut input = headers.clone();
            input.extend(own.iter().flat_map(Field::relaxed));
            let signature = STANDARD.encode(key.sign(&input, digest(&SHA256, &input).as_ref())?);
            signed.extend_from_slice(unsigned.as_bytes());
            for (index, piece) in signature.as_bytes().chunks(WIDTH - 4).enumerate() {
                signed.extend_from_slice(if index == 0 { b"" } else { b"\r\n\t" });
                signed.extend_from_slice(piece);
            }
            signed.extend_from_slice(b"\r\n");
        }
        signed.extend_from_slice(message);
        Ok(signed)
    }

    /// Whether the address in a From field is of the domain of the signature or of one below it.
    fn speaks_for(&self, from: &Field<'_>) -> bool {
        let value = from.relaxed().to_ascii_lowercase();
        let behind = value.rsplit(|byte| *byte == b'@').next().unwrap_or_default();
        let part_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
        let length = behind.iter().take_while(|byte| part_of_name(byte)).count();
        let above = behind[..length].strip_suffix(self.domain.as_bytes());
        above.is_some_and(|above| above.is_empty() || above.ends_with(b"."))
    }

    /// The signature's header up to and with `b=`.
    fn header(&self, key: &Key, names: &[&str], body_hash: &str, at: Instant) -> String {
        let mut header = format!(
            "DKIM-Signature: v=1; a={}; c=relaxed/relaxed;\r\n\td={};\r\n\ts={}; t={};\r\n\t",
            key.algorithm(),
            self.domain,
            key.selector(),
            at.unix_seconds()
        );
        let mut width = 1;
        for (index, name) in names.iter().enumerate() {
            let piece = format!("{}{name}", if index == 0 { "h=" } else { ":" });
            if width + piece.len() > WIDTH {
                header.push_str("\r\n\t");
                width = 1;
            }
            width += piece.len();
            header.push_str(&piece);
        }
        header.push_str(&format!(";\r\n\tbh={body_hash};\r\n\tb="));
        header
    }
}

/// The names for `h=` and what is hashed for them: each header from the last one up (RFC 6376 5.4.2), and its name once
/// more, which stands for "and no other" (RFC 6376 8.15).
fn covered(fields: &[Field<'_>]) -> (Vec<&'static str>, Vec<u8>) {
    let (mut names, mut input) = (Vec::new(), Vec::new());
    for name in SIGNED {
        for field in fields.iter().rev().filter(|field| field.is(name)) {
            names.push(name);
            input.extend_from_slice(&field.relaxed());
            input.extend_from_slice(b"\r\n");
        }
        names.push(name);
    }
    (names, input)
}
