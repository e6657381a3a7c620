//! Relays that others wrote: Postfix's `smtp-sink`, which refuses and breaks on demand, and a whole Postfix that
//! delivers into mailboxes.

use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use convoke::delivery::session::{Connection, Outcome, Outgoing, Server, Timeouts};

use super::encrypted::authority_files;
use super::faults::{SMALL, address, plain, send_one, words};
use super::sink::Seen;

const PATIENT: Timeouts = Timeouts::all(Duration::from_secs(60));

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

fn is_root() -> bool {
    std::os::unix::fs::MetadataExt::uid(&std::fs::metadata("/proc/self").expect("a process")) == 0
}

/// Asks again and again, for as long as a slow machine may need.
async fn eventually<Value>(mut ask: impl AsyncFnMut() -> Option<Value>) -> Option<Value> {
    for _ in 0..600 {
        if let Some(value) = ask().await {
            return Some(value);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    None
}

async fn listens(port: u16) -> bool {
    eventually(async || tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok()).await.is_some()
}

/// A child process that ends with the test.
struct Ending(Child);

impl Drop for Ending {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

async fn smtp_sink(options: &[&str]) -> (u16, Ending) {
    let port = free_port();
    let mut command = Command::new("/usr/sbin/smtp-sink");
    if is_root() {
        command.args(["-u", "nobody"]);
    }
    let child = command
        .args(options)
        .args([&format!("127.0.0.1:{port}"), "100"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("smtp-sink is not installed: run `./x test`");
    let child = Ending(child);
    assert!(listens(port).await, "smtp-sink {options:?}");
    (port, child)
}

#[tokio::test]
async fn smtp_sink_is_understood() {
    for (options, expected) in [
        (&[][..], "accepted"),
        (&["-p"], "accepted"),
        (&["-e"], "accepted"),
        (&["-8"], "accepted"),
        (&["-f", "MAIL"], "refused mail 500 5.3.0"),
        (&["-f", "RCPT"], "refused rcpt 500 5.3.0"),
        (&["-f", "DATA"], "refused data 500 5.3.0"),
        (&["-f", "."], "refused dot 500 5.3.0"),
        (&["-r", "MAIL"], "deferred mail 450 4.3.0"),
        (&["-r", "RCPT"], "deferred rcpt 450 4.3.0"),
        (&["-r", "DATA"], "deferred data 450 4.3.0"),
        (&["-r", "."], "deferred dot 450 4.3.0"),
        (&["-q", "MAIL"], "not-sent mail gone"),
        (&["-q", "RCPT"], "not-sent rcpt gone"),
        (&["-q", "DATA"], "not-sent data gone"),
        (&["-q", "."], "uncertain gone"),
        (&["-Q", "MAIL"], "deferred mail 421 4.0.0"),
        (&["-Q", "DATA"], "deferred data 421 4.0.0"),
        (&["-Q", "."], "deferred dot 421 4.0.0"),
    ] {
        let (port, child) = smtp_sink(options).await;
        let (outcome, marked) = send_one(&plain(port), PATIENT, &Arc::new(Seen::default()), SMALL).await;
        assert_eq!(words(&outcome), expected, "{options:?}: {outcome:?}");
        let dot_left = expected == "accepted" || expected.contains("dot") || expected.starts_with("uncertain");
        assert_eq!(marked, dot_left, "{options:?}");
        drop(child);
    }
}

/// A Postfix of its own in a folder of its own, with mailboxes for ana, luis and the office.
pub(crate) struct Postfix {
    folder: tempfile::TempDir,
    pub(crate) port: u16,
    master: Ending,
}

const SERVICES: &str = "\
127.0.0.1:PORT inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
";

const SETTINGS: &str = "\
compatibility_level = 3.6
queue_directory = FOLDER/queue
data_directory = FOLDER/data
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = relay.example.org
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
maillog_file = FOLDER/log
maillog_file_prefixes = FOLDER
smtputf8_enable = yes
message_size_limit = 1000000
virtual_mailbox_domains = example.org, tsb.example.org
virtual_mailbox_base = FOLDER/boxes
virtual_mailbox_maps = regexp:FOLDER/mailboxes
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
virtual_minimum_uid = 1
smtpd_recipient_restrictions = check_recipient_access regexp:FOLDER/access, permit_mynetworks, reject
smtpd_tls_security_level = may
smtpd_tls_cert_file = FOLDER/certificate.pem
smtpd_tls_key_file = FOLDER/key.pem
smtpd_tls_chain_files = FOLDER/key.pem, FOLDER/certificate.pem
";

const MAILBOXES: &str = "\
/^ana@example[.]org$/ ana/
/^luis@example[.]org$/ luis/
/^meetings([+].*)?@tsb[.]example[.]org$/ office/
";

impl Postfix {
    /// Starts one; gives the authority that signed its certificate.
    pub(crate) async fn start() -> (Self, String) {
        assert!(is_root(), "Postfix changes users and runs as root alone: run the tests as root, as a container does");
        let folder = tempfile::tempdir().expect("a folder");
        let port = free_port();
        let path = |name: &str| folder.path().join(name);
        let fill = |text: &str| {
            text.replace("FOLDER", &folder.path().display().to_string()).replace("PORT", &port.to_string())
        };
        std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).expect("a mode");
        let (authority, certificate, key) = authority_files("localhost");
        for (name, text) in [
            ("main.cf", fill(SETTINGS)),
            ("master.cf", fill(SERVICES)),
            ("mailboxes", MAILBOXES.to_owned()),
            ("access", "/^refused@/ 550 5.1.1 no such mailbox\n/^later@/ 450 4.2.0 greylisted\n".to_owned()),
            ("certificate.pem", certificate),
            ("key.pem", key),
        ] {
            std::fs::write(path(name), text).expect("written");
        }
        std::fs::set_permissions(path("key.pem"), PermissionsExt::from_mode(0o600)).expect("a mode");
        let id = Command::new("id").args(["-u", "postfix"]).output().expect("id");
        let user =
            String::from_utf8_lossy(&id.stdout).trim().parse().expect("Postfix is not installed: run `./x test`");
        for (name, owner) in [("queue", None), ("data", Some(user)), ("boxes", Some(65_534))] {
            std::fs::create_dir(path(name)).expect("a folder");
            chown(path(name), owner, None).expect("an owner");
        }
        let master = Command::new("/usr/sbin/postfix")
            .arg("-c")
            .arg(folder.path())
            .arg("start-fg")
            .stdin(Stdio::null())
            .stdout(std::fs::File::create(path("output")).expect("a file"))
            .stderr(std::fs::File::create(path("errors")).expect("a file"))
            .spawn()
            .expect("Postfix is not installed: run `./x test`");
        let postfix = Self { folder, port, master: Ending(master) };
        assert!(listens(port).await, "{}", postfix.log());
        (postfix, authority)
    }

    /// The Maildir of a mailbox.
    pub(crate) fn maildir(&self, name: &str) -> PathBuf {
        self.folder.path().join("boxes").join(name)
    }

    /// What it said.
    fn log(&self) -> String {
        let read = |name| std::fs::read_to_string(self.folder.path().join(name)).unwrap_or_default();
        ["output", "errors", "log"].map(read).concat()
    }

    /// The messages in a mailbox, once there are so many.
    pub(crate) async fn mailbox(&self, name: &str, count: usize) -> Vec<String> {
        let folder = self.maildir(name).join("new");
        let files = eventually(async || {
            let files: Vec<PathBuf> =
                std::fs::read_dir(&folder).ok()?.map(|entry| entry.expect("a file").path()).collect();
            (files.len() >= count).then_some(files)
        })
        .await
        .unwrap_or_else(|| panic!("{name} has fewer than {count} messages: {}", self.log()));
        files.iter().map(|file| read(file)).collect()
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        let _ = Command::new("/usr/sbin/postfix").arg("-c").arg(self.folder.path()).arg("stop").output();
        let _ = self.master.0.wait();
    }
}

fn read(file: &Path) -> String {
    String::from_utf8(std::fs::read(file).expect("a message")).expect("UTF-8")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postfix_delivers_what_was_sent_and_nothing_else() {
    let (postfix, authority) = Postfix::start().await;
    let from = address("bounce+x=example.org@example.org");
    let text = |to: &str| {
        format!(
            "Message-ID: <one@example.org>\r\nDate: Wed, 08 Feb 2023 09:00:00 +0000\r\nFrom: a@example.org\r\n\
             To: {to}\r\nSubject: one\r\n\r\n.a dot\r\n..\r\nFrom here: é 样本\r\n  end  \r\n"
        )
    };
    let large = [b"From: a@example.org\r\n\r\n".to_vec(), b"0123456789abcdef\r\n".repeat(60_000)].concat();
    let url = format!("smtp://localhost:{}?tls=required", postfix.port);
    let encrypted = Server::parse(&url).expect("a server").trusting_only(authority.as_bytes()).expect("an authority");
    for server in [plain(postfix.port), encrypted] {
        let mut connection = Connection::open(&server, PATIENT).await.expect("a connection");
        for (to, bytes, expected) in [
            ("ana@example.org", text("ana@example.org").into_bytes(), "accepted"),
            ("refused@example.org", text("refused@example.org").into_bytes(), "refused rcpt 550 5.1.1"),
            ("later@example.org", text("later@example.org").into_bytes(), "deferred rcpt 450 4.2.0"),
            ("luis@example.org", text("luis@example.org").into_bytes(), "accepted"),
            ("luis@example.org", large.clone(), "not-sent mail Size { octets: 1080023, limit: 1000000 }"),
            ("ana@example.org", text("ana@example.org").into_bytes(), "accepted"),
        ] {
            let to = address(to);
            let outgoing = Outgoing { return_address: &from, recipient: &to, bytes: &bytes };
            let outcome = connection.send(&outgoing, async || Ok(())).await;
            assert_eq!(words(&outcome), expected, "{outcome:?}");
            if let Outcome::Accepted { answer } = outcome {
                assert!(answer.starts_with("250 2.0.0 Ok: queued as "), "{answer}");
            }
        }
        connection.quit().await;
    }
    for (name, count) in [("ana", 4), ("luis", 2)] {
        let mails = postfix.mailbox(name, count).await;
        assert_eq!(mails.len(), count, "{name}");
        for mail in mails {
            let sent = text(&format!("{name}@example.org")).replace("\r\n", "\n");
            assert!(mail.ends_with(&sent), "{name} has it as it was sent: {mail}");
            assert!(mail.starts_with("Return-Path: <bounce+x=example.org@example.org>\n"), "{mail}");
        }
    }
    assert_eq!(std::fs::read_dir(postfix.folder.path().join("boxes")).expect("a folder").count(), 2, "nobody else");
}
