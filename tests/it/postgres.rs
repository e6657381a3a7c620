//! A PostgreSQL server for the tests: Debian's, started once, ended with the tests, a new database for each that asks.

use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

static SERVER: OnceLock<Server> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// A running server.
pub(crate) struct Server {
    port: u16,
    folder: tempfile::TempDir,
    settings: Vec<String>,
    // Its standard input is a pipe that only the tests hold: the server ends when they do, however they end.
    process: Mutex<Child>,
}

fn programs() -> PathBuf {
    let versions =
        std::fs::read_dir("/usr/lib/postgresql").map(|found| found.flatten().map(|one| one.path().join("bin")));
    let newest = versions.ok().and_then(|found| found.filter(|bin| bin.join("postgres").exists()).max());
    newest.expect("PostgreSQL is not installed: run `./x test` (Debian: postgresql)")
}

/// PostgreSQL does not run as root.
fn unprivileged(program: &Path, folder: &Path) -> Command {
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.starts_with(b"0"));
    if !root {
        return Command::new(program);
    }
    let owned = Command::new("chown").args(["-R", "postgres"]).arg(folder).status().expect("chown");
    assert!(owned.success(), "the folder of the server could not be given to its user");
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]).arg(program);
    command
}

/// Starts a server on its data, and waits until it takes connections.
fn run(folder: &Path, port: u16, settings: &[String]) -> Child {
    let keep = "\"$@\" </dev/null >/dev/null 2>&1 & cat >/dev/null; kill -QUIT $!; wait";
    let server = unprivileged(Path::new("/bin/sh"), folder)
        .args(["-c", keep, "sh"])
        .arg(programs().join("postgres"))
        .arg("-D")
        .arg(folder.join("data"))
        .args(["-p", &port.to_string(), "-h", "127.0.0.1", "-k", ""])
        .args(settings.iter().flat_map(|setting| ["-c", setting]))
        .stdin(Stdio::piped())
        .spawn()
        .expect("postgres");
    for _ in 0..600 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    server
}

impl Server {
    /// Starts one of its own; settings like `fsync=off`.
    pub(crate) fn start(settings: &[&str]) -> Self {
        let folder = tempfile::Builder::new().prefix("convoke-postgres").tempdir().expect("a folder");
        let data = folder.path().join("data");
        let bin = programs();
        let made = unprivileged(&bin.join("initdb"), folder.path())
            .args(["--username=convoke", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C", "-D"])
            .arg(&data)
            .stdout(Stdio::null())
            .status()
            .expect("initdb");
        assert!(made.success(), "initdb failed");
        let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
        let settings: Vec<String> = settings.iter().map(|setting| (*setting).to_owned()).collect();
        let process = Mutex::new(run(folder.path(), port, &settings));
        Self { port, folder, settings, process }
    }

    /// Kills the server, all its processes at once, as a power cut would, and starts it again on the same data.
    pub(crate) fn crash(&self) {
        let data = self.folder.path().join("data");
        let about = std::fs::read_to_string(data.join("postmaster.pid")).expect("a running server");
        let number = about.lines().next().expect("its number").to_owned();
        // An immediate shutdown: nothing is written any more (`pg_ctl stop -m immediate`).
        assert!(Command::new("kill").args(["-QUIT", &number]).status().expect("kill").success());
        let mut process = self.process.lock().expect("nobody panicked");
        // The shell waits for the server, and for the end of its input.
        drop(process.stdin.take());
        process.wait().expect("it ended");
        *process = run(self.folder.path(), self.port, &self.settings);
    }

    /// The address of a new, empty database.
    pub(crate) fn database(&self) -> String {
        let name = format!("convoke_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
        let made = || {
            let mut asked = Command::new(programs().join("psql"))
                .args(["-q", "-v", "ON_ERROR_STOP=1", &self.address("postgres")])
                .stdin(Stdio::piped())
                .spawn()
                .expect("psql");
            let mut input = asked.stdin.take().expect("a pipe");
            // One that cannot connect reads nothing.
            let _ = writeln!(input, "CREATE DATABASE {name};");
            drop(input);
            asked.wait().expect("psql").success()
        };
        // A server that accepts connections may still be starting, and then refuses them.
        let made = (0..100).any(|_| {
            made() || {
                std::thread::sleep(Duration::from_millis(100));
                false
            }
        });
        assert!(made, "no database was made");
        self.address(&name)
    }

    fn address(&self, database: &str) -> String {
        format!("postgres://convoke@127.0.0.1:{}/{database}", self.port)
    }
}

/// A new, empty database on the server that all tests share.
pub(crate) fn database() -> String {
    SERVER.get_or_init(|| Server::start(&["max_connections=200"])).database()
}
