//! From the first octet to the point where a message may be spoken of: banner, EHLO, encryption, AUTH.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::answer::Answer;
use super::outcome::{Failure, Reason, Stage};
use super::server::{Credentials, Encryption, Server};
use super::timeouts::Timeouts;
use super::wire::Wire;

/// What a relay said it can do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Offers {
    pub(super) pipelining: bool,
    pub(super) eight_bit: bool,
    pub(super) smtp_utf8: bool,
    /// Octets of a message it takes; none said means none known.
    pub(super) size: Option<usize>,
    start_tls: bool,
    plain: bool,
    login: bool,
}

impl Offers {
    fn read(answer: &Answer) -> Self {
        let mut offers = Self::default();
        for line in answer.lines.iter().skip(1) {
            let line = line.to_ascii_uppercase();
            // Some old relays write `AUTH=LOGIN`.
            let mut words = line.split([' ', '=']).filter(|word| !word.is_empty());
            match words.next().unwrap_or_default() {
                "PIPELINING" => offers.pipelining = true,
                "8BITMIME" => offers.eight_bit = true,
                "SMTPUTF8" => offers.smtp_utf8 = true,
                "STARTTLS" => offers.start_tls = true,
                // 0 means no limit (RFC 1870 section 4).
                "SIZE" => {
                    offers.size = words.next().and_then(|word| word.parse().ok()).filter(|&octets: &usize| octets > 0);
                }
                "AUTH" => {
                    for word in words {
                        offers.plain |= word == "PLAIN";
                        offers.login |= word == "LOGIN";
                    }
                }
                _ => {}
            }
        }
        offers
    }
}

/// Opens a conversation.
pub(super) async fn open(server: &Server, timeouts: &Timeouts) -> Result<(Wire, Offers), Failure> {
    let mut wire = at(Stage::Connect, Wire::connect(server, timeouts.connect).await)?;
    if server.encryption == Encryption::Implicit {
        wire = encrypt(wire, server, timeouts).await?;
    }
    let banner = at(Stage::Banner, wire.answer(timeouts.banner).await)?;
    expect(Stage::Banner, &banner, &[220])?;
    let mut offers = greet(&mut wire, server, timeouts).await?;
    let wants = match server.encryption {
        Encryption::Required => true,
        Encryption::IfOffered => offers.start_tls,
        Encryption::None | Encryption::Implicit => false,
    };
    if wants {
        if !offers.start_tls {
            return Err(Failure::Broken { stage: Stage::Tls, reason: Reason::NoEncryption });
        }
        let answer = ask(&mut wire, Stage::Tls, "STARTTLS\r\n", timeouts).await?;
        expect(Stage::Tls, &answer, &[220])?;
        wire = encrypt(wire, server, timeouts).await?;
        // What was offered in the clear is forgotten (RFC 3207 section 4.2).
        offers = greet(&mut wire, server, timeouts).await?;
    }
    if let Some(credentials) = &server.credentials {
        authenticate(&mut wire, &offers, credentials, timeouts).await?;
    }
    Ok((wire, offers))
}

async fn encrypt(wire: Wire, server: &Server, timeouts: &Timeouts) -> Result<Wire, Failure> {
    let none = || Failure::Broken { stage: Stage::Tls, reason: Reason::NoEncryption };
    let tls = server.tls.as_ref().ok_or_else(none)?;
    at(Stage::Tls, wire.encrypt(tls, timeouts.tls).await)
}

/// EHLO, and HELO where a relay does not know it (RFC 5321 3.2).
async fn greet(wire: &mut Wire, server: &Server, timeouts: &Timeouts) -> Result<Offers, Failure> {
    let name = server.hello.clone().unwrap_or_else(|| wire.own_address());
    let answer = ask(wire, Stage::Ehlo, &format!("EHLO {name}\r\n"), timeouts).await?;
    if matches!(answer.code, 500 | 502) && !wire.is_encrypted() {
        let answer = ask(wire, Stage::Ehlo, &format!("HELO {name}\r\n"), timeouts).await?;
        expect(Stage::Ehlo, &answer, &[250])?;
        return Ok(Offers::default());
    }
    expect(Stage::Ehlo, &answer, &[250])?;
    Ok(Offers::read(&answer))
}

async fn authenticate(
    wire: &mut Wire,
    offers: &Offers,
    credentials: &Credentials,
    timeouts: &Timeouts,
) -> Result<(), Failure> {
    let Credentials { user, password } = credentials;
    // A relay may say back what it was told: that must not reach a log.
    let secrets = [password.clone(), STANDARD.encode(password), STANDARD.encode(format!("\0{user}\0{password}"))];
    let hidden = |mut answer: Answer| {
        for line in &mut answer.lines {
            for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
                *line = line.replace(secret.as_str(), "…");
            }
        }
        answer
    };
    if offers.plain {
        let line = format!("AUTH PLAIN {}\r\n", secrets[2]);
        let answer = ask(wire, Stage::Auth, &line, timeouts).await.map(hidden)?;
        return expect(Stage::Auth, &answer, &[235]);
    }
    if offers.login {
        let lines = ["AUTH LOGIN\r\n".to_owned(), format!("{}\r\n", STANDARD.encode(user))];
        for line in lines {
            let answer = ask(wire, Stage::Auth, &line, timeouts).await.map(hidden)?;
            expect(Stage::Auth, &answer, &[334])?;
        }
        let answer = ask(wire, Stage::Auth, &format!("{}\r\n", secrets[1]), timeouts).await.map(hidden)?;
        return expect(Stage::Auth, &answer, &[235]);
    }
    Err(Failure::Broken { stage: Stage::Auth, reason: Reason::NoAuthentication })
}

async fn ask(wire: &mut Wire, stage: Stage, line: &str, timeouts: &Timeouts) -> Result<Answer, Failure> {
    at(stage, wire.write(line.as_bytes(), timeouts.command).await)?;
    at(stage, wire.answer(timeouts.command).await)
}

fn at<Value>(stage: Stage, result: Result<Value, Reason>) -> Result<Value, Failure> {
    result.map_err(|reason| Failure::Broken { stage, reason })
}

fn expect(stage: Stage, answer: &Answer, codes: &[u16]) -> Result<(), Failure> {
    let Answer { code, enhanced, .. } = *answer;
    match code {
        _ if codes.contains(&code) => Ok(()),
        400..500 => Err(Failure::Deferred { stage, answer: answer.text(), code, enhanced }),
        500..600 => Err(Failure::Refused { stage, answer: answer.text(), code, enhanced }),
        _ => Err(Failure::Broken { stage, reason: Reason::BadAnswer("its answer may not come here") }),
    }
}
