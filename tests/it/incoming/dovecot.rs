//! A real IMAP server with one mailbox in a folder of its own, on free ports of this machine, until it is dropped.

use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Where Debian puts it.
const PROGRAM: &str = "/usr/sbin/dovecot";
/// What it asks for.
pub(super) const PASSWORD: &str = "secret";

pub(super) struct Dovecot {
    folder: tempfile::TempDir,
    server: Child,
    pub(super) plain: u16,
    pub(super) encrypted: u16,
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port()
}

fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
}

impl Dovecot {
    pub(super) fn start() -> Self {
        assert!(Path::new(PROGRAM).exists(), "dovecot is not installed: run `./x test`");
        // Sockets have short names.
        let folder = tempfile::Builder::new().prefix("imap").tempdir_in("/tmp").expect("a folder");
        let at = folder.path().display().to_string();
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).expect("permissions");
        for name in ["run", "mail/bo/new", "mail/bo/cur", "mail/bo/tmp"] {
            std::fs::create_dir_all(folder.path().join(name)).expect("a folder");
        }
        // Mails are never read with the rights of root.
        let is_root = output("id", &["-u"]) == "0";
        let who = if is_root { "nobody".to_owned() } else { output("id", &["-un"]) };
        let group = if is_root { "nogroup".to_owned() } else { output("id", &["-gn"]) };
        if is_root {
            output("chown", &["-R", "nobody:nogroup", &format!("{at}/mail")]);
        }
        let (key, certificate) = (format!("{at}/key.pem"), format!("{at}/cert.pem"));
        let names = "subjectAltName=DNS:localhost,IP:127.0.0.1";
        let words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost";
        let mut request: Vec<&str> = words.split(' ').collect();
        request.extend(["-keyout", &key, "-out", &certificate, "-addext", names]);
        request.extend(["-addext", "basicConstraints=critical,CA:FALSE"]);
        output("openssl", &request);
        let (plain, encrypted) = (free_port(), free_port());
        let own = if is_root {
            String::new()
        } else {
            format!("default_internal_user = {who}\ndefault_login_user = {who}\ndefault_internal_group = {group}\n")
        };
        let text = format!(
            "base_dir = {at}/run\nstate_dir = {at}/run\nlog_path = {at}/log\nprotocols = imap\nlisten = 127.0.0.1\n{own}\
             ssl = yes\nssl_cert = <{certificate}\nssl_key = <{key}\ndisable_plaintext_auth = no\n\
             auth_failure_delay = 0\nmail_location = maildir:{at}/mail/%u\nfirst_valid_uid = 1\n\
             passdb {{\n  driver = static\n  args = password={PASSWORD}\n}}\n\
             userdb {{\n  driver = static\n  args = uid={who} gid={group} home={at}/mail/%u\n}}\n\
             service imap-login {{\n  chroot =\n  inet_listener imap {{\n    port = {plain}\n  }}\n  \
             inet_listener imaps {{\n    port = {encrypted}\n    ssl = yes\n  }}\n}}\n\
             service anvil {{\n  chroot =\n}}\n"
        );
        let settings = folder.path().join("dovecot.conf");
        std::fs::write(&settings, text).expect("the settings");
        let server = Command::new(PROGRAM)
            .args(["-F", "-c"])
            .arg(&settings)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("dovecot starts");
        let started = Self { folder, server, plain, encrypted };
        for _ in 0..600 {
            if [plain, encrypted].iter().all(|port| TcpStream::connect(("127.0.0.1", *port)).is_ok()) {
                return started;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("dovecot does not answer: {:?}", std::fs::read_to_string(started.folder.path().join("log")));
    }

    /// Delivers a mail as a delivery program does.
    pub(super) fn deliver(&self, name: &str, bytes: &[u8]) {
        let mailbox = self.folder.path().join("mail/bo");
        std::fs::write(mailbox.join("tmp").join(name), bytes).expect("written");
        std::fs::set_permissions(mailbox.join("tmp").join(name), std::fs::Permissions::from_mode(0o644))
            .expect("rights");
        std::fs::rename(mailbox.join("tmp").join(name), mailbox.join("new").join(name)).expect("delivered");
    }

    /// The certificate, which nobody trusts unless told to.
    pub(super) fn certificate(&self) -> PathBuf {
        self.folder.path().join("cert.pem")
    }

    /// Names of the mails as they lie there, with their flags.
    pub(super) fn files(&self) -> Vec<String> {
        let mut names = Vec::new();
        for folder in ["new", "cur"] {
            for entry in std::fs::read_dir(self.folder.path().join("mail/bo").join(folder)).expect("a folder") {
                names.push(entry.expect("a mail").file_name().into_string().expect("UTF-8"));
            }
        }
        names.sort();
        names
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        // The master takes its children with it when it is asked to end, not when it is killed.
        let _gone = Command::new("kill").arg(self.server.id().to_string()).status();
        let _ended = self.server.wait();
    }
}
