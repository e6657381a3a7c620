//! A government moves the change of clocks after meetings were announced, as that of Lebanon did in March 2023: two sets of
//! time-zone data that `zic` compiles, fifty meetings, of which one stands at another instant under the other set.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use convoke::store::{Notice, Store};

use crate::delivery::sink::{Manner, Taken, start};
use crate::faults::clock_library;
use crate::helpers::root;
use crate::store::run;

/// The day on which it is announced.
const DAY: &str = "2023-01-09";
/// The meeting whose hour moves.
const MOVED: &str = "beirut-2023-03-28";

/// Compiles time-zone data from sources among the fixtures.
pub(crate) fn compiled(folder: &Path, version: &str, beirut: &str) -> PathBuf {
    let made = folder.join(version);
    // Debian's libc-bin, which is always there, has it outside the path of ordinary people.
    for source in [beirut, "others.zi"] {
        let mut zic = Command::new("/usr/sbin/zic");
        zic.arg("-d").arg(&made).arg(root().join("tests/fixtures/zones").join(source));
        let output = zic.output().expect("zic (Debian: libc-bin)");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    std::fs::write(made.join("+VERSION"), version).expect("a version");
    made
}

/// Fifty workshops of two days: in Beirut before, within and after the four weeks that are in question, and elsewhere within
/// them. Each has one person to be told.
fn written(folder: &Path) -> (PathBuf, PathBuf) {
    let mut scenario = format!(
        "[scenario]\nname = \"lebanon\"\ntitle = \"Workshops of 2023\"\nas_of = {DAY}\nfrom = 2023-01-09\nuntil = 2023-12-31\n\
         [[body]]\nid = \"SG13\"\nkind = \"study-group\"\nname = \"Study Group 13\"\n\
         [[body]]\nid = \"WS\"\nkind = \"workshop\"\nname = \"Workshops\"\nparent = \"SG13\"\n"
    );
    for (id, country, zone) in
        [("beirut", "LB", "Asia/Beirut"), ("seoul", "KR", "Asia/Seoul"), ("zurich", "CH", "Europe/Zurich")]
    {
        _ = writeln!(
            scenario,
            "[[venue]]\nid = \"{id}\"\nname = \"{id}\"\ncountry = \"{country}\"\nzone = \"{zone}\"\ncalendars = []"
        );
    }
    let first = chrono::NaiveDate::from_ymd_opt(2023, 2, 14).expect("a day");
    let mut people = "for,address,name,language,zone,join\n".to_owned();
    for week in 0..25_u64 {
        let day = first + chrono::Days::new(7 * week);
        // In Beirut on 28 March alone of the days from 26 March to 20 April.
        let first_venue = match day.to_string().as_str() {
            "2023-04-04" | "2023-04-11" | "2023-04-18" => "zurich",
            _ => "beirut",
        };
        // A body holds one workshop at once.
        for (venue, day) in [(first_venue, day), ("seoul", day + chrono::Days::new(2))] {
            let (id, last) = (format!("{venue}-{day}"), day + chrono::Days::new(1));
            _ = writeln!(
                scenario,
                "[[meeting]]\nid = \"{id}\"\nbody = \"WS\"\ntitle = \"Workshop {id}\"\ndays = 2\nvenues = \"{venue}\"\n\
                 [[fixed]]\nmeeting = \"{id}\"\nfirst = {day}\nlast = {last}\nvenue = \"{venue}\"\nstatus = \"announced\""
            );
            _ = writeln!(people, "{id},{id}@example.org,Somebody,en,,");
        }
    }
    let (file, list) = (folder.join("scenario.toml"), folder.join("people.csv"));
    std::fs::write(&file, scenario).expect("written");
    std::fs::write(&list, people).expect("written");
    (file, list)
}

/// The program under these data: its exit code and what it says.
fn convoke(folder: &Path, zones: &Path, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_convoke"))
        .args(arguments)
        .arg("--zoneinfo")
        .arg(zones)
        .env("CONVOKE_STORE", folder.join("convoke.db"))
        .output()
        .expect("the program runs");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().expect("an exit code"), String::from_utf8(said).expect("UTF-8"))
}

/// What is noted for somebody to decide, after the program has worked on that day, at noon, until nothing was due.
async fn looked(folder: &Path, zones: &Path, url: &str) -> Vec<Notice> {
    let place = folder.join("convoke.db");
    let output = Command::new(env!("CARGO_BIN_EXE_convoke"))
        .args(["work", "--once", "--smtp", url, "--zoneinfo"])
        .arg(zones)
        .arg("--store")
        .arg(&place)
        .env("LD_PRELOAD", clock_library())
        .env("FAKETIME", format!("@{DAY} 12:00:00"))
        .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    let store = Store::open(&place.display().to_string(), false).await.expect("a store");
    let notices = store.notices("lebanon").await.expect("a list").into_iter().map(|one| one.notice).collect();
    store.close().await;
    notices
}

/// What the relay has, by meeting.
fn about(taken: &[Taken], meeting: &str) -> Vec<String> {
    let own = taken.iter().filter(|one| one.recipient == format!("{meeting}@example.org"));
    own.map(|one| String::from_utf8_lossy(&one.bytes).into_owned()).collect()
}

#[test]
fn a_change_of_clocks_is_listed_and_told_only_when_somebody_decides() {
    run(async {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        let usual = compiled(folder, "2023a", "usual.zi");
        let postponed = compiled(folder, "2023b", "postponed.zi");
        let (file, list) = written(folder);
        let (port, seen) = start(Manner::default()).await;
        let url = format!("smtp://127.0.0.1:{port}");
        let announce = |zones: &Path, more: &[&str]| {
            let (file, list) = (file.to_str().expect("a path"), list.to_str().expect("a path"));
            convoke(folder, zones, &[&["announce", file, "--on", DAY, "--recipients", list], more].concat())
        };
        let out = |zones: &Path, by: &str, with: &str| {
            let (code, said) = announce(zones, &["--prepare-as", by]);
            assert_eq!(code, 0, "{said}");
            let (code, said) = announce(zones, &["--approve-as", with, "--send", "--smtp", &url]);
            assert_eq!(code, 0, "{said}");
        };
        out(&usual, "Ana Lima", "Bo Chen");
        assert_eq!(seen.taken().len(), 50);

        let (code, said) = convoke(folder, &usual, &["tz", "--on", DAY]);
        assert_eq!((code, said.trim()), (0, "Under time-zone data 2023a all hours are as they were told."));
        let (code, said) = convoke(folder, &postponed, &["tz", "--on", DAY]);
        assert_eq!((code, said.lines().count()), (1, 1), "{said}");
        let told =
            format!("{MOVED}: told to 1 as 2023-03-28 09:30:00 in Asia/Beirut, 2023-03-28 06:30:00 UTC (data 2023a)");
        let both =
            "the same hour on the wall is 2023-03-28 07:30:00 UTC now; the same instant is 2023-03-28 08:30:00 there";
        assert_eq!(said.trim(), format!("{told}; {both}"));
        // What is over moves nobody.
        assert_eq!(convoke(folder, &postponed, &["tz", "--on", "2023-03-30"]).0, 0);
        assert_eq!(seen.taken().len(), 50, "looking sends nothing");

        // The program looks by itself: nothing under the data under which it was told, one notice under the others, however
        // often it looks; and no mail, though it has a relay.
        for (zones, expected) in [(&usual, 0), (&postponed, 1), (&postponed, 1), (&usual, 1), (&postponed, 1)] {
            let notices = looked(folder, zones, &url).await;
            assert_eq!(notices.len(), expected, "{notices:?}");
            assert!(notices.iter().all(|one| one.meeting == MOVED && one.what == "zones"), "{notices:?}");
            assert!(notices.iter().all(|one| one.text.contains("07:30:00 UTC")), "{notices:?}");
        }
        assert_eq!(seen.taken().len(), 50, "nor does this");
        println!("D4: 50 meetings, 1 notice, 0 mails");

        // Somebody decides to keep the hour on the wall, somebody else approves: one message, about this meeting alone.
        out(&postponed, "Ana Lima", "Bo Chen");
        let taken = seen.taken();
        assert_eq!(taken.len(), 51);
        let [first, second] = &about(&taken, MOVED)[..] else { panic!("two messages about {MOVED}") };
        assert!(first.contains("Subject: Invitation") && second.contains("Subject: Changed"), "{second}");
        assert_eq!(convoke(folder, &postponed, &["tz", "--on", DAY]).0, 0, "and now it is told");

        // The government goes back to the usual day: the same meeting, and no other.
        let (code, said) = convoke(folder, &usual, &["tz", "--on", DAY]);
        assert_eq!((code, said.lines().count(), said.starts_with(MOVED)), (1, 1, true), "{said}");
        assert_eq!(seen.taken().len(), 51);
    });
}
