//! Calendar servers that others wrote, and programs that read from them; on free ports of this machine, in folders of their
//! own, until they are dropped.

use std::collections::BTreeSet;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::delivery::authority_files;
use crate::tools::tools;

/// Who may write, and with what.
pub(super) const USER: &str = "tsb";
pub(super) const PASSWORD: &str = "s3cret: with a colon";

/// A running server.
pub(super) struct Server {
    child: Child,
    /// Goes with it.
    _folder: tempfile::TempDir,
    /// The collection to write to; it is not there yet.
    pub(super) url: String,
    /// Whether it asks for a password.
    has_login: bool,
    /// The authority that signed its certificate, if it has one.
    pub(super) authority: Option<PathBuf>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port()
}

/// Python with the programs that the tests install.
pub(crate) fn python() -> Command {
    let mut command = Command::new(tools().join("venv/bin/python3"));
    command.stdin(Stdio::null());
    command
}

impl Server {
    fn run(mut command: Command, folder: tempfile::TempDir, port: u16, url: String, has_login: bool) -> Self {
        let log = folder.path().join("log");
        let file = std::fs::File::create(&log).expect("a file");
        let errors = file.try_clone().expect("a file");
        let child = command.stdout(file).stderr(errors).spawn().expect("the server is not installed: run `./x test`");
        let mut server = Self { child, _folder: folder, url, has_login, authority: None };
        for _ in 0..600 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return server;
            }
            let ended = server.child.try_wait().expect("a process").is_some();
            assert!(!ended, "{}", std::fs::read_to_string(&log).unwrap_or_default());
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("no server: {}", std::fs::read_to_string(&log).unwrap_or_default());
    }

    /// Radicale, which reads what is put there and writes it anew; with a password, and encrypted where asked.
    pub(super) fn radicale(encrypted: bool) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (at, port) = (folder.path().display().to_string(), free_port());
        std::fs::write(folder.path().join("users"), format!("{USER}:{PASSWORD}\n")).expect("a file");
        let mut tls = String::new();
        let mut authority = None;
        if encrypted {
            let (signed_by, certificate, key) = authority_files("localhost");
            for (name, text) in [("authority.pem", signed_by), ("certificate.pem", certificate), ("key.pem", key)] {
                std::fs::write(folder.path().join(name), text).expect("a file");
            }
            tls = format!("ssl = True\ncertificate = {at}/certificate.pem\nkey = {at}/key.pem\n");
            authority = Some(folder.path().join("authority.pem"));
        }
        let settings = format!(
            "[server]\nhosts = 127.0.0.1:{port}\n{tls}[auth]\ntype = htpasswd\nhtpasswd_filename = {at}/users\n\
             htpasswd_encryption = plain\ndelay = 0\n[storage]\nfilesystem_folder = {at}/data\n"
        );
        std::fs::write(folder.path().join("settings"), settings).expect("a file");
        let mut command = python();
        command.args(["-m", "radicale", "--config"]).arg(folder.path().join("settings"));
        let scheme = if encrypted { "https" } else { "http" };
        let url = format!("{scheme}://localhost:{port}/{USER}/meetings/");
        let mut server = Self::run(command, folder, port, url, true);
        server.authority = authority;
        server
    }

    /// Xandikos, which keeps what is put there to the byte; it has no passwords of its own.
    pub(super) fn xandikos() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let port = free_port();
        let mut command = python();
        command.args(["-m", "xandikos", "serve", "--defaults", "--current-user-principal", "/user/"]);
        command.args(["-l", "127.0.0.1", "-p", &port.to_string(), "-d"]).arg(folder.path().join("data"));
        command.arg("--state-dir").arg(folder.path().join("state")).env("HOME", folder.path());
        Self::run(command, folder, port, format!("http://127.0.0.1:{port}/user/calendars/meetings/"), false)
    }
}

impl Server {
    /// A command that may log in.
    pub(super) fn convoke(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_convoke"));
        command.args(arguments).current_dir(crate::helpers::root()).stdin(Stdio::null());
        if self.has_login {
            command.env("CONVOKE_CALDAV_USER", USER).env("CONVOKE_CALDAV_PASSWORD", PASSWORD);
        }
        if let Some(authority) = &self.authority {
            command.env("SSL_CERT_FILE", authority);
        }
        command
    }
}

/// Somebody's computer: vdirsyncer keeps a copy of the calendar, khal shows it in UTC.
pub(super) struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    /// A computer that follows a collection.
    pub(super) fn following(server: &Server) -> Self {
        let desk = Self { folder: tempfile::tempdir().expect("a folder") };
        let at = desk.folder.path().display().to_string();
        std::fs::create_dir(desk.calendar()).expect("a folder");
        let login = match server.has_login {
            true => format!("username = \"{USER}\"\npassword = \"{PASSWORD}\"\n"),
            false => String::new(),
        };
        let url = &server.url;
        let settings = format!(
            "[general]\nstatus_path = \"{at}/status/\"\n[pair p]\na = \"server\"\nb = \"here\"\ncollections = null\n\
             [storage server]\ntype = \"caldav\"\nurl = \"{url}\"\n{login}[storage here]\ntype = \"filesystem\"\n\
             path = \"{at}/calendar/\"\nfileext = \".ics\"\n"
        );
        std::fs::write(desk.folder.path().join("vdirsyncer"), settings).expect("a file");
        desk.run(&["discover"]);
        desk
    }

    /// Where the copy is: one file an entry.
    pub(super) fn calendar(&self) -> PathBuf {
        self.folder.path().join("calendar")
    }

    fn run(&self, arguments: &[&str]) {
        let mut command = Command::new("vdirsyncer");
        command.arg("-c").arg(self.folder.path().join("vdirsyncer")).args(arguments);
        output(command.env("HOME", self.folder.path()));
    }

    /// Brings server and copy together, and shows the calendar.
    pub(super) fn sync(&self) -> BTreeSet<String> {
        self.run(&["sync"]);
        khal(&self.calendar(), self.folder.path())
    }

    /// The file of an entry.
    pub(super) fn file(&self, uid: &str) -> PathBuf {
        let files = std::fs::read_dir(self.calendar()).expect("a folder").map(|entry| entry.expect("a file").path());
        let is_it = |path: &PathBuf| {
            let text = std::fs::read_to_string(path).unwrap_or_default();
            text.replace("\r\n", "\n").replace("\n ", "").lines().any(|line| line == format!("UID:{uid}"))
        };
        files.into_iter().find(is_it).unwrap_or_else(|| panic!("no entry {uid}"))
    }
}

/// What a command says; it must go well.
pub(crate) fn output(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output();
    let output = output.unwrap_or_else(|error| panic!("{command:?}: {error}: run `./x test`"));
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{command:?}: {errors}{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// What khal shows of a folder of entries: `first|last|title|status|id|place`, hours in UTC; days without hours as days.
pub(crate) fn khal(calendar: &Path, home: &Path) -> BTreeSet<String> {
    let settings = format!(
        "[calendars]\n[[c]]\npath = {}\nreadonly = True\n[locale]\nlocal_timezone = UTC\ndefault_timezone = UTC\n\
         timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\n\
         longdatetimeformat = %Y-%m-%d %H:%M\n[sqlite]\npath = {}/khal.db\n",
        calendar.display(),
        home.display()
    );
    // It looks again only where the folder is another, not a file in it.
    let _ = std::fs::remove_file(home.join("khal.db"));
    let file = home.join("khal");
    std::fs::write(&file, settings).expect("a file");
    let form = "{start-long}|{end-long}|{title}|{status}|{uid}|{location}";
    let mut command = Command::new("khal");
    command.arg("-c").arg(&file).args([
        "list",
        "--once",
        "--format",
        form,
        "--day-format",
        "",
        "2023-01-01",
        "2025-01-01",
    ]);
    let text = output(command.env("HOME", home).env("LC_ALL", "C.UTF-8").env("TZ", "UTC"));
    text.lines().map(|line| line.replace(" |", "|")).filter(|line| line.contains('|')).collect()
}

/// What changed between two views: lines gone with `-`, lines new with `+`, in order.
pub(crate) fn changes(before: &BTreeSet<String>, after: &BTreeSet<String>) -> Vec<String> {
    let gone = before.difference(after).map(|line| format!("-{line}"));
    gone.chain(after.difference(before).map(|line| format!("+{line}"))).collect()
}
