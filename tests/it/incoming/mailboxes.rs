//! Where mails come from: a Maildir, and a real IMAP server.

use std::fs;
use std::path::Path;

use convoke::announce::answers::{Incoming, Unreadable};
use convoke::incoming::mailbox::{Arrival, Imap, ImapAddress, MailboxError, Maildir, Position};
use convoke::incoming::{self, MOST_OCTETS};

use super::dovecot::{Dovecot, PASSWORD};
use super::read::{bytes, mail, names};

pub(super) fn maildir(folder: &Path, mails: &[&str]) {
    for name in ["new", "cur", "tmp"] {
        fs::create_dir_all(folder.join(name)).expect("a folder");
    }
    for (number, name) in mails.iter().enumerate() {
        let file = folder.join("new").join(format!("{}.M{number}.{name}", 1_675_846_803 + number));
        fs::write(file, bytes(name)).expect("a mail");
    }
}

#[test]
fn a_maildir_is_read_once_and_again() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(matches!(Maildir::open(folder.path()), Err(MailboxError::NoMaildir(_))));
    maildir(folder.path(), &["a-question", "reply-outlook-accepted"]);
    fs::write(folder.path().join("tmp/1675846800.half"), "From: half").expect("a file");
    fs::write(folder.path().join("new/.hidden"), "no mail").expect("a file");
    fs::create_dir(folder.path().join("new/folder")).expect("a folder");
    std::os::unix::fs::symlink("/etc/hostname", folder.path().join("new/1.link")).expect("a link");
    fs::write(folder.path().join("new/999.old"), bytes("receipt")).expect("a mail");
    let mailbox = Maildir::open(folder.path()).expect("a Maildir");
    let keys = mailbox.keys().expect("keys");
    let expected = ["999.old", "1675846803.M0.a-question", "1675846804.M1.reply-outlook-accepted"];
    assert_eq!(keys, expected, "by time, and files alone");
    let read = |key: &str| mailbox.read(key).expect("read").expect("a mail");
    assert_eq!(read(expected[2]).bytes, bytes("reply-outlook-accepted"));
    assert_eq!(mailbox.keys().expect("keys"), expected, "reading moves nothing");
    // Two who deal with one mailbox: the second finds it done.
    mailbox.settle(expected[1]).expect("settled");
    mailbox.settle(expected[1]).expect("settled before");
    assert_eq!(mailbox.keys().expect("keys"), [expected[0], expected[2]]);
    assert!(folder.path().join("cur").join(format!("{}:2,", expected[1])).exists(), "kept");
    assert_eq!(mailbox.read(expected[1]).expect("read"), None);
    assert_eq!(fs::read_dir(folder.path().join("tmp")).expect("tmp").count(), 1, "what is half written stays");
}

#[test]
fn a_mail_above_the_limit_is_not_held_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    maildir(folder.path(), &[]);
    let large = [&b"Subject: large\r\n\r\n"[..], &vec![b'x'; 3 * MOST_OCTETS]].concat();
    fs::write(folder.path().join("new/1.large"), large).expect("a mail");
    let arrival = Maildir::open(folder.path()).expect("open").read("1.large").expect("read").expect("a mail");
    assert_eq!(arrival.bytes.len(), MOST_OCTETS + 1);
    assert_eq!(incoming::read(&arrival.bytes).incoming, Incoming::Unreadable(Unreadable::Large));
}

fn all(address: &ImapAddress, after: Option<Position>) -> (Vec<Arrival>, Position) {
    let mut found = Vec::new();
    let position = Imap::read_all(address, after, &mut |arrival| found.push(arrival)).expect("read");
    (found, position)
}

/// Everything at once: a server is dear to start.
#[test]
fn a_mailbox_of_a_real_server_is_read() {
    let server = Dovecot::start();
    let names = names();
    for (number, name) in names.iter().enumerate() {
        server.deliver(&format!("{}.M{number}.host", 1_675_846_803 + number), &bytes(name));
    }
    let here = format!("imap://bo@127.0.0.1:{}/INBOX", server.plain);
    let address = ImapAddress::parse(&here).expect("an address").or_password(Some(PASSWORD.to_owned()));
    let before = server.files();
    let (found, position) = all(&address, None);
    assert_eq!(found.len(), names.len());
    for (arrival, name) in found.iter().zip(&names) {
        assert_eq!(incoming::read(&arrival.bytes), mail(name), "{name}");
    }
    let keys: std::collections::BTreeSet<&String> = found.iter().map(|one| &one.key).collect();
    assert_eq!(keys.len(), names.len(), "every mail has a key of its own");
    assert_eq!(all(&address, None), (found.clone(), position), "the same again");
    assert_eq!(server.files(), before, "nothing was moved, flagged or deleted");

    let (none, still) = all(&address, Some(position));
    assert_eq!((none.len(), still), (0, position), "`n:*` names the last mail, and it is not taken for a new one");
    server.deliver("1675846999.late.host", &bytes("a-question"));
    let (late, after) = all(&address, Some(position));
    assert_eq!(late.len(), 1);
    assert_eq!(incoming::read(&late[0].bytes), mail("a-question"));
    assert!(after.last > position.last && after.validity == position.validity);
    let other = Position { validity: position.validity.wrapping_add(1), last: 4_000_000 };
    assert_eq!(all(&address, Some(other)).0.len(), names.len() + 1, "a mailbox made anew is read anew");
    let end = Position { validity: position.validity, last: u32::MAX };
    assert_eq!(all(&address, Some(end)), (Vec::new(), end));

    server.deliver("1675847000.large.host", &[&b"Subject: large\r\n\r\n"[..], &vec![b'x'; MOST_OCTETS]].concat());
    let (large, _) = all(&address, Some(after));
    assert_eq!(incoming::read(&large[0].bytes).incoming, Incoming::Unreadable(Unreadable::Large));

    let wrong = ImapAddress::parse(&here).expect("an address").or_password(Some("wrong".to_owned()));
    let refused = Imap::read_all(&wrong, None, &mut |_| {}).expect_err("a wrong password");
    assert!(matches!(refused, MailboxError::Login { .. }) && !refused.to_string().contains("wrong"), "{refused}");
    let missing =
        ImapAddress::parse(&format!("{here}/none")).expect("an address").or_password(Some(PASSWORD.to_owned()));
    assert!(matches!(Imap::read_all(&missing, None, &mut |_| {}), Err(MailboxError::Protocol { .. })));
    // A certificate that nobody vouches for is no encryption: neither from the start nor asked for.
    for url in [
        format!("imaps://bo@localhost:{}/INBOX", server.encrypted),
        format!("imap://bo@localhost:{}/INBOX?tls=required", server.plain),
    ] {
        let address = ImapAddress::parse(&url).expect("an address").or_password(Some(PASSWORD.to_owned()));
        let refused = Imap::read_all(&address, None, &mut |_| {});
        assert!(matches!(refused, Err(MailboxError::Connect { .. })), "{url}: {refused:?}");
        // With the certificate among the trusted ones both work; the store is read from the environment.
        let output = super::command::convoke(&["--imap", &url, "--format", "json"], Some(&server.certificate()));
        let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(found["mails"].as_array().map(Vec::len), Some(names.len() + 2), "{url}");
    }
    let ports = server.plain;
    drop(server);
    let gone = ImapAddress::parse(&format!("imap://bo@127.0.0.1:{ports}")).expect("an address");
    assert!(matches!(Imap::read_all(&gone, None, &mut |_| {}), Err(MailboxError::Connect { .. })));
}
