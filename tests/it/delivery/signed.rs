//! Signatures, judged by verifiers that others wrote.

use std::path::Path;
use std::process::{Command, Stdio};

use convoke::delivery::DeliveryError;
use convoke::delivery::signing::{Key, SIGNED, Signer};
use convoke::domain::time::Instant;
use serde_json::Value;

use crate::tools::tools;

fn python(script: &str) -> Command {
    let mut command = Command::new(tools().join("venv/bin/python3"));
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools").join(script));
    command
}

/// Keys of all kinds, made anew.
pub(crate) fn keys() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let made = python("dkim_keys.py").arg(folder.path()).status().expect("python");
    assert!(made.success());
    folder
}

fn key(folder: &tempfile::TempDir, selector: &str, file: &str) -> Result<Key, DeliveryError> {
    Key::from_pem(selector, &std::fs::read(folder.path().join(file)).expect("a key"))
}

pub(crate) fn both(folder: &tempfile::TempDir, domain: &str) -> Signer {
    let keys = vec![
        key(folder, "rsa2026", "rsa-pkcs1.pem").expect("a key"),
        key(folder, "ed2026", "ed25519.pem").expect("a key"),
    ];
    Signer::new(domain, keys).expect("a signer")
}

fn noon() -> Instant {
    Instant::from_unix_seconds(1_790_000_000).expect("an instant")
}

const MAIL: &str = "Message-ID: <one@example.org>\r\nDate: Wed, 08 Feb 2023 09:00:00 +0000\r\n\
    From: \"TSB, secretariat\" <tsb@example.org>\r\nTo: =?utf-8?b?5qC35pys?=\r\n <ana@example.org>\r\n\
    Subject: A  subject\t with\r\n  white space \r\nReply-To: <reply@example.org>\r\nAuto-Submitted: auto-generated\r\n\
    List-Unsubscribe: <https://example.org/stop?token=1>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\
    MIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n boundary=\"b\"\r\nX-Other: not signed\r\n\r\n\
    --b\r\nContent-Type: text/plain\r\n\r\n.dots \t and   spaces  \r\n\r\n\r\n--b--\r\n\r\n\r\n";

/// What dkimpy says of the signatures of each mail.
pub(crate) fn verified(signer: &Signer, mails: &[Vec<u8>]) -> Vec<Vec<bool>> {
    let folder = tempfile::tempdir().expect("a folder");
    let records: serde_json::Map<String, Value> =
        signer.records().into_iter().map(|(name, value)| (name, Value::String(value))).collect();
    let file = folder.path().join("records.json");
    std::fs::write(&file, Value::Object(records).to_string()).expect("written");
    let mut command = python("verify_dkim.py");
    command.arg(file);
    for (index, mail) in mails.iter().enumerate() {
        let file = folder.path().join(format!("{index}.eml"));
        std::fs::write(&file, mail).expect("written");
        command.arg(file);
    }
    let output = command.output().expect("python");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("a list")
}

#[test]
fn both_signatures_hold_and_any_change_breaks_them() {
    let folder = keys();
    let signer = both(&folder, "example.org");
    let signed = String::from_utf8(signer.sign(MAIL.as_bytes(), noon()).expect("signed")).expect("ASCII");
    assert!(signed.ends_with(MAIL) && signed.lines().all(|line| line.len() <= 78));
    let replaced = |from: &str, to: &str| {
        assert!(signed.contains(from), "{from}");
        signed.replacen(from, to, 1)
    };
    let holds = [
        ("as signed", signed.clone()),
        ("a header beside the signature", replaced("X-Other: not signed", "X-Other: whatever")),
        ("a trace header of a relay", format!("Received: from here by there\r\n{signed}")),
        (
            "white space that relays may change",
            replaced("Subject: A  subject\t with\r\n  white", "subject:  A subject with white"),
        ),
        ("empty lines at the end", format!("{signed}\r\n\r\n")),
    ];
    let mut broken = vec![
        ("a word of the text", replaced("and   spaces", "and   places")),
        ("a line more", format!("{signed}more\r\n")),
        ("white space within a word", replaced(".dots", ".d ots")),
        ("the subject", replaced("A  subject", "Another subject")),
        ("the sender", replaced("tsb@example.org", "evil@example.org")),
        ("the time of the signature", replaced("t=1790000000", "t=1790000001").replace("t=1790000000", "t=1790000001")),
    ];
    // Each signed header: changed, taken away, and one more of it, also of one that was not there.
    let dropped: Vec<(String, String)> = SIGNED
        .iter()
        .map(|name| {
            let begin = signed.find(&format!("\r\n{name}:")).unwrap_or_else(|| panic!("{name}")) + 2;
            let mut end = begin;
            loop {
                end += signed[end..].find("\r\n").expect("a line end") + 2;
                if !signed[end..].starts_with([' ', '\t']) {
                    break;
                }
            }
            (format!("without {name}"), format!("{}{}", &signed[..begin], &signed[end..]))
        })
        .collect();
    let added: Vec<(String, String)> =
        SIGNED.iter().map(|name| (format!("with another {name}"), format!("{name}: more\r\n{signed}"))).collect();
    broken.extend(dropped.iter().chain(&added).map(|(what, mail)| (what.as_str(), mail.clone())));

    let all: Vec<(&str, String, bool)> = holds
        .into_iter()
        .map(|(what, mail)| (what, mail, true))
        .chain(broken.into_iter().map(|(what, mail)| (what, mail, false)))
        .collect();
    let mails: Vec<Vec<u8>> = all.iter().map(|(_, mail, _)| mail.clone().into_bytes()).collect();
    for ((what, _, expected), found) in all.iter().zip(verified(&signer, &mails)) {
        assert_eq!(found, [*expected, *expected], "{what}");
    }
}

/// A signature covers also headers that are not there, and an empty body is a body.
#[test]
fn small_and_odd_mails_are_signed() {
    let folder = keys();
    let signer = both(&folder, "example.org");
    let mails = [
        "From: a@example.org\r\n\r\n",
        "From: a@example.org\r\n\r\n\r\n\r\n",
        "From: a@example.org\r\n\r\nno line end",
        "From:a@example.org\r\nfrom: b@example.org\r\n\r\n \t \r\nx\r\n",
        "FROM : a@example.org\r\nSubject:\r\nTo: \r\n\r\nx\r\n",
    ];
    let signed: Vec<Vec<u8>> = mails.iter().map(|mail| signer.sign(mail.as_bytes(), noon()).expect("signed")).collect();
    assert_eq!(verified(&signer, &signed[..3]), vec![vec![true, true]; 3]);
    // Two senders: dkimpy refuses such mails as such. They are signed from the last one up, as the standard says.
    assert!(signed[3..].iter().all(|mail| mail.windows(5).any(|five| five == b"h=Fro")));
    assert!(matches!(signer.sign(b"Subject: no sender\r\n\r\nx\r\n", noon()), Err(DeliveryError::Sign(_))));
}

#[test]
fn the_same_mail_key_and_instant_give_the_same_bytes() {
    let folder = keys();
    let signer = both(&folder, "example.org");
    let one = signer.sign(MAIL.as_bytes(), noon()).expect("signed");
    assert_eq!(one, signer.sign(MAIL.as_bytes(), noon()).expect("signed"));
    assert_ne!(one, signer.sign(MAIL.as_bytes(), noon().plus_seconds(1)).expect("signed"));
}

/// What OpenDKIM says of a mail, with records from a file in place of the DNS.
fn opendkim(signer: &Signer, mail: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let records: String = signer.records().iter().map(|(name, value)| format!("{name} {value}\n")).collect();
    std::fs::write(path("records"), records).expect("written");
    let settings = format!("TestDNSData {}\nMode v\nSocket local:{}\n", path("records"), path("socket"));
    std::fs::write(path("settings"), settings).expect("written");
    std::fs::write(path("mail"), mail.replace("\r\n", "\n")).expect("written");
    let output = Command::new("/usr/sbin/opendkim")
        .args(["-x", &path("settings"), "-vv", "-t", &path("mail")])
        .stdin(Stdio::null())
        .output()
        .expect("opendkim is not installed: run `./x test`");
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

/// OpenDKIM, which many relays run, agrees. It knows RSA alone, and passes over the other signature.
#[test]
fn opendkim_agrees() {
    let folder = keys();
    let rsa = key(&folder, "rsa2026", "rsa-pkcs8.pem").expect("a key");
    let alone = Signer::new("example.org", vec![rsa]).expect("a signer");
    for signer in [alone, both(&folder, "example.org")] {
        let signed = String::from_utf8(signer.sign(MAIL.as_bytes(), noon()).expect("signed")).expect("ASCII");
        let judged = opendkim(&signer, &signed);
        assert!(judged.contains("dkim=pass") && judged.contains("header.s=rsa2026"), "{judged}");
        for (from, to) in [("and   spaces", "and   places"), ("List-Unsubscribe: ", "X-Unsubscribe: ")] {
            let judged = opendkim(&signer, &signed.replacen(from, to, 1));
            assert!(judged.contains("dkim=") && !judged.contains("dkim=pass"), "{from}: {judged}");
        }
    }
}

#[test]
fn keys_are_read_or_refused_and_never_shown() {
    let folder = keys();
    for (file, algorithm) in
        [("rsa-pkcs1.pem", "rsa-sha256"), ("rsa-pkcs8.pem", "rsa-sha256"), ("ed25519.pem", "ed25519-sha256")]
    {
        let key = key(&folder, "s", file).expect(file);
        assert_eq!(key.algorithm(), algorithm);
        let text = std::fs::read_to_string(folder.path().join(file)).expect("a key");
        let secret = text.lines().nth(1).expect("a line").to_owned();
        let shown = format!("{key:?} {:?}", Signer::new("example.org", vec![key.clone()]).expect("a signer"));
        assert!(!shown.contains(&secret[..16]), "{shown}");
        assert_eq!(format!("{key:?}"), format!("Key(s, {algorithm})"));
    }
    let one = key(&folder, "s", "rsa-pkcs1.pem").expect("a key");
    let same = key(&folder, "s", "rsa-pkcs8.pem").expect("a key");
    assert_eq!(one.record(), same.record(), "one key in two wrappings");
    for (file, reason) in
        [("rsa-short.pem", "less than 2048 bits"), ("rsa-encrypted.pem", "not encrypted"), ("ec.pem", "")]
    {
        let error = key(&folder, "s", file).expect_err(file).to_string();
        assert!(error.contains(reason), "{file}: {error}");
    }
    for pem in ["", "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n", "secret"] {
        let error = Key::from_pem("s", pem.as_bytes()).expect_err("no key").to_string();
        assert!(!error.contains("secret") && !error.contains("c2Vj"), "{error}");
    }
    for selector in ["", "a b", "a;b", "-a", "a..b", "é"] {
        let pem = std::fs::read(folder.path().join("ed25519.pem")).expect("a key");
        assert!(matches!(Key::from_pem(selector, &pem), Err(DeliveryError::Key { .. })), "{selector}");
    }
    assert!(Signer::new("example.org", vec![one.clone(), same]).is_err(), "two keys under one name");
    assert!(Signer::new("example.org", Vec::new()).is_err());
    assert!(Signer::new("example.org; l=0", vec![one]).is_err());
}
