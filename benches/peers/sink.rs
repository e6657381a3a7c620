//! Postfix's `smtp-sink`: a relay that takes everything.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Starts it on a port of its own.
pub fn sink() -> Result<(u16, Child), String> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
    let port = listener.local_addr().map_err(|error| error.to_string())?.port();
    drop(listener);
    let mut command = Command::new("/usr/sbin/smtp-sink");
    if std::fs::metadata("/proc/self").is_ok_and(|process| std::os::unix::fs::MetadataExt::uid(&process) == 0) {
        command.args(["-u", "nobody"]);
    }
    let sink = command.args([&format!("127.0.0.1:{port}"), "100"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let sink = sink.map_err(|error| format!("smtp-sink (Debian: postfix): {error}"))?;
    for _ in 0..100 {
        if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return Ok((port, sink));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Err("smtp-sink does not listen".to_owned())
}
