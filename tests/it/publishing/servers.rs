//! `convoke publish` with real servers, and real programs that read from them: the calendar is right after each step.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Output;

use super::laws::foreign;
use super::programs::{Desk, PASSWORD, Server, changes};
use crate::helpers::root;

const DAY: &str = "2023-02-08";
const SECOND: &str = "JCA-ML, second meeting";
const ONLINE: &str = "e-meeting (remotely only)";
const UID: &str = "jca-ml-2023-2@tsb.example.org";

/// A copy of the example, to be changed.
pub(crate) fn example(folder: &Path) -> String {
    let from = root().join("examples/jca-ml-2023");
    for entry in fs::read_dir(from).expect("the example") {
        let path = entry.expect("a file").path();
        fs::copy(&path, folder.join(path.file_name().expect("a name"))).expect("a copy");
    }
    folder.join("given.toml").display().to_string()
}

/// Changes the scenario once, at a text that must be there.
pub(crate) fn edit(scenario: &str, from: &str, to: &str) {
    let text = fs::read_to_string(scenario).expect("the scenario");
    assert!(text.contains(from), "{from}");
    fs::write(scenario, text.replacen(from, to, 1)).expect("the scenario");
}

fn publish(server: &Server, scenario: &str, more: &[&str]) -> (i32, String, String) {
    let arguments = ["publish", scenario, "--to", &server.url, "--on", DAY];
    let output: Output = server.convoke(&[&arguments[..], more].concat()).output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("an exit code"), text(output.stdout), text(output.stderr))
}

fn last(out: &str) -> &str {
    out.lines().last().unwrap_or_default().split_once("/: ").map_or("", |(_, counts)| counts)
}

/// The steps of a meeting's life, one after the other.
fn is_right_after_each_step(server: &Server) {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = &example(folder.path());

    let (code, out, err) = publish(server, scenario, &["--dry-run"]);
    assert_eq!((code, out.starts_with("would be made: ")), (0, true), "{out}{err}");
    assert_eq!(last(&out), "34 new, 0 changed, 0 removed (would be so; nothing was done); 0 unchanged");
    let (code, out, err) = publish(server, scenario, &[]);
    assert_eq!((code, last(&out)), (0, "34 new, 0 changed, 0 removed; 0 unchanged"), "{out}{err}");
    let desk = Desk::following(server);
    let mut seen = desk.sync();
    insta::assert_snapshot!("the_calendar_as_published", seen.iter().cloned().collect::<Vec<_>>().join("\n"));
    let (code, out, _) = publish(server, scenario, &[]);
    assert_eq!((code, out.lines().count(), last(&out)), (0, 1, "0 new, 0 changed, 0 removed; 34 unchanged"), "{out}");
    let mut step = |because: &str| -> Vec<String> {
        let (code, out, err) = publish(server, scenario, &[]);
        // With one meeting fewer the year has too few: another one of it then waits for a decision.
        let waits = err.contains("not published: jca-ml-2023-3");
        assert_eq!(
            (code, err.matches("not published").count()),
            (i32::from(waits), usize::from(waits)),
            "{because}: {out}{err}"
        );
        let now = desk.sync();
        let changed = changes(&seen, &now);
        seen = now;
        changed
    };
    let line = |hours: &str, status: &str| format!("{hours}|{SECOND}|{status}|{UID}|{ONLINE}");

    // Two hours later, and then on another day.
    edit(scenario, "hours = \"13:00-16:00\"", "hours = \"15:00-18:00\"");
    let [first, second] = ["2023-07-05 11:00|2023-07-05 14:00", "2023-07-05 13:00|2023-07-05 16:00"];
    assert_eq!(step("hours"), [format!("-{}", line(first, "TENTATIVE")), format!("+{}", line(second, "TENTATIVE"))]);
    // A date that breaks a must is not published: what people see stays.
    edit(scenario, "first = 2023-07-05", "first = 2023-11-07");
    let (code, out, err) = publish(server, scenario, &[]);
    assert_eq!((code, err.contains("not published: jca-ml-2023-2 has a broken must")), (1, true), "{out}{err}");
    edit(scenario, "first = 2023-11-07", "first = 2023-09-13");
    let third = "2023-09-13 13:00|2023-09-13 16:00";
    assert_eq!(step("days"), [format!("-{}", line(second, "TENTATIVE")), format!("+{}", line(third, "TENTATIVE"))]);

    let placed = "first = 2023-09-13\nhalf = \"afternoon\"\nstatus = ";
    edit(scenario, &format!("{placed}\"tentative\""), &format!("{placed}\"cancelled\""));
    assert_eq!(
        step("called off"),
        [format!("-{}", line(third, "TENTATIVE")), format!("+{}", line(third, "CANCELLED"))]
    );

    // Somebody else's entry comes, by another program; it stays through all that follows.
    fs::write(desk.calendar().join("dentist.ics"), foreign("dentist@example.org")).expect("an entry");
    let dentist = "2023-03-01 09:00|2023-03-01 10:00|Dentist||dentist@example.org|".to_owned();
    assert_eq!(step("a stranger"), [format!("+{dentist}")]);
    let whole = format!("\n[[fixed]]\nmeeting = \"jca-ml-2023-2\"\n{placed}\"cancelled\"\n");
    edit(scenario, &whole, "\n");
    assert_eq!(step("gone"), [format!("-{}", line(third, "CANCELLED"))]);

    // Somebody changes one of ours: it is told, and stays so until somebody decides.
    let file = desk.file("jca-ml-2024-3@tsb.example.org");
    let text = fs::read_to_string(&file).expect("an entry");
    let moved = text.replace("JCA-ML\\, sixth meeting", "We all meet on Friday");
    assert_ne!(text, moved);
    fs::write(&file, moved).expect("an entry");
    let before = desk.sync();
    let (code, out, _) = publish(server, scenario, &[]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("JCA-ML, sixth meeting (jca-ml-2024-3@tsb.example.org): somebody changed it"), "{out}");
    assert_eq!(desk.sync(), before, "left as it is");
    assert!(before.iter().any(|line| line.contains("We all meet on Friday")));
    let (code, out, _) = publish(server, scenario, &["--overwrite"]);
    assert_eq!((code, out.contains("changed: 2024-07-18, JCA-ML, sixth meeting")), (1, true), "{out}");
    // Another computer looks: vdirsyncer 0.19 takes an entry that is again as it was once for one that did not change.
    let desk = Desk::following(server);
    let now = desk.sync();
    assert!(!now.iter().any(|line| line.contains("Friday")) && now.contains(&dentist), "{now:?}");
    assert_eq!(changes(&now, &before).len(), 2);
    // One body's meetings alone go, and the others' stay.
    let none = now.iter().filter(|line| !line.contains("|jca-ml-2023-1")).cloned().collect::<BTreeSet<_>>();
    edit(
        scenario,
        "[[fixed]]\nmeeting = \"jca-ml-2023-1\"\nfirst = 2023-03-16\nhalf = \"morning\"\nvenue = \"geneva\"\nstatus = \"announced\"\n",
        "",
    );
    assert_eq!(publish(server, scenario, &["--body", "SG13"]).0, 0);
    assert_eq!(desk.sync(), now);
    assert_eq!(publish(server, scenario, &["--body", "JCA-ML"]).0, 1);
    assert_eq!(desk.sync(), none);
}

#[test]
fn radicale_and_who_reads_it_are_right_after_each_step() {
    is_right_after_each_step(&Server::radicale(false));
}

#[test]
fn xandikos_and_who_reads_it_are_right_after_each_step() {
    is_right_after_each_step(&Server::xandikos());
}

/// A certificate that nobody vouches for, a wrong password, no password, something else than a calendar: each is told, and
/// nothing is written.
#[test]
fn what_keeps_a_calendar_from_being_written_is_told() {
    let scenario = "examples/jca-ml-2023/given.toml";
    let server = Server::radicale(true);
    let run = |change: &dyn Fn(&mut std::process::Command), to: &str| {
        let mut command = server.convoke(&["publish", scenario, "--on", DAY, "--to", to]);
        change(&mut command);
        let output = command.output().expect("the program runs");
        let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(!text.contains(PASSWORD), "{text}");
        (output.status.code().expect("a code"), text)
    };
    let same: &dyn Fn(&mut std::process::Command) = &|_| {};
    let untrusting: &dyn Fn(&mut std::process::Command) = &|command| {
        command.env_remove("SSL_CERT_FILE");
    };
    for (change, to, expected, says) in [
        (untrusting, server.url.clone(), 2, "is not trusted"),
        (same, server.url.replace("localhost", "127.0.0.1"), 2, "is not trusted"),
        (
            &|command| {
                command.env("CONVOKE_CALDAV_PASSWORD", "wrong");
            },
            server.url.clone(),
            2,
            "another login",
        ),
        (
            &|command| {
                command.env_remove("CONVOKE_CALDAV_USER");
            },
            server.url.clone(),
            2,
            "another login",
        ),
        (same, server.url.replace("/tsb/meetings/", "/tsb/"), 2, "no calendar"),
        (same, server.url.replace("https", "http"), 1, "put off"),
        (same, "https://u:hidden@calendar.example.org/m/".to_owned(), 2, "does not belong here"),
        (same, "http://calendar.example.org/m/".to_owned(), 2, "https:// only"),
        (same, server.url.clone(), 0, "34 new"),
    ] {
        let (code, text) = run(change, &to);
        assert_eq!((code, text.contains(says)), (expected, true), "{to}: {text}");
        assert!(!text.contains("hidden"), "{text}");
    }
    let file = tempfile::NamedTempFile::new().expect("a file");
    fs::write(file.path(), format!("{PASSWORD}\n")).expect("a file");
    let output = server
        .convoke(&["publish", scenario, "--on", DAY, "--to", &server.url, "--format", "json", "--password-file"])
        .arg(file.path())
        .env_remove("CONVOKE_CALDAV_PASSWORD")
        .output()
        .expect("the program runs");
    let read: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&read["unchanged"], &read["outcome"]["state"]), (&34.into(), &"finished".into()), "{read}");
}
