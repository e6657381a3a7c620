//! What is fed with arbitrary bytes: each reader of files and mails of others, and each writer whose output must be read
//! back as what was written. A target panics where a promise is broken; whatever it is given otherwise, it returns.
//!
//! The same functions run under libFuzzer (`fuzz_targets/`) and, on any toolchain, in the tests (`tests/it/fuzz.rs`).

use std::path::Path;
use std::sync::LazyLock;

use convoke::announce::answers::{Incoming, Unreadable};
use convoke::app::sandbox::{Outcome, Sandbox, Work};
use convoke::domain::scenario::Scenario;
use convoke::domain::text::{DisplayName, EmailAddress, Line, Paragraphs, WebAddress};
use convoke::domain::time::{HourRange, Zone, ZoneData, parse_clock, parse_date};
use convoke::exchange::files::MemoryFiles;
use convoke::exchange::ics::{self, Options};
use convoke::exchange::profile::Profiles;
use convoke::exchange::report::{MOST_FINDINGS, Report};
use convoke::exchange::sheets::{self, Desk};
use convoke::exchange::{answers, event, plan, registrations, roster, scenario, series, timetable};
use convoke::kernel::{Draft, Problem};
use convoke::{domain, incoming};

#[path = "written.rs"]
mod written;
pub use written::{calendar_written, letter, placement_written, plan_written, sheet_written};

/// A target: its name, what it does with bytes, and how many changed inputs a quick run of the tests gives it.
pub type Target = (&'static str, fn(&[u8]), u32);

/// All targets.
pub const TARGETS: [Target; 21] = [
    ("scenario", scenario, 150),
    ("plan", plan, 400),
    ("profile", profile, 60),
    ("series", series, 150),
    ("event", event, 100),
    ("timetable", timetable, 300),
    ("answers", answers, 400),
    ("registrations", registrations, 400),
    ("recipients", recipients, 400),
    ("sheet", sheet, 200),
    ("cells", cells, 200),
    ("calendar", calendar, 1_500),
    ("repetition", repetition, 600),
    ("reply", reply, 1_500),
    ("bounce", bounce, 1_500),
    ("words", words, 4_000),
    ("letter", letter, 60),
    ("placement", placement, 1_500),
    ("placement_written", placement_written, 400),
    ("plan_written", plan_written, 300),
    ("calendar_written", calendar_written, 400),
];

/// The one target that is slow where little is optimised; the tests run it less often.
pub const SLOW: Target = ("sheet_written", sheet_written, 25);

pub(crate) static PROFILES: LazyLock<Profiles> = LazyLock::new(Profiles::bundled);
pub(crate) static ZONES: LazyLock<ZoneData> = LazyLock::new(ZoneData::bundled);

/// A scenario with bodies, meetings, people and dates of each kind.
pub(crate) static KNOWN: LazyLock<Scenario> = LazyLock::new(|| {
    let folder = MemoryFiles::default()
        .with("given.toml", include_str!("../../examples/jca-ml-2023/given.toml"))
        .with("facts.toml", include_str!("../../examples/jca-ml-2023/facts.toml"))
        .with("letter.toml", include_str!("../../examples/jca-ml-2023/letter.toml"));
    scenario::read_from(&folder, Path::new("given.toml"), &PROFILES).expect("an example").scenario
});

static EVENT: LazyLock<domain::event::Event> = LazyLock::new(|| {
    let folder = MemoryFiles::default()
        .with("event.toml", include_str!("../../examples/tsag-2017/event.toml"))
        .with("facts.toml", include_str!("../../examples/tsag-2017/facts.toml"))
        .with("sessions.toml", include_str!("../../examples/tsag-2017/sessions.toml"))
        .with("given.toml", include_str!("../../examples/tsag-2017/given.toml"));
    event::read_from(&folder, Path::new("event.toml"), &PROFILES).expect("an example").event
});

/// The files that one input stands for: the parts between its zero bytes.
fn files(names: &[&str], data: &[u8]) -> MemoryFiles {
    names
        .iter()
        .zip(data.split(|byte| *byte == 0))
        .fold(MemoryFiles::default(), |files, (name, bytes)| files.with(*name, bytes))
}

/// Characters that would change what somebody sees of the rest of a line.
fn is_unsafe(character: char) -> bool {
    character.is_control() || matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Every finding says where, what, and what to do; no finding carries on what it is about.
fn told(report: &Report) {
    assert!(!report.items.is_empty() && report.items.len() <= MOST_FINDINGS, "{report:?}");
    for item in &report.items {
        assert!(!item.code.is_empty() && !item.message.is_empty() && !item.help.is_empty(), "{item:?}");
        assert!(item.place.line >= 1 && item.place.column >= 1 && item.nearest.len() <= 3, "{item:?}");
        assert!(!item.message.contains(is_unsafe) && !item.help.contains(is_unsafe), "{item:?}");
    }
    let text = report.text();
    assert!(!text.contains(|character| character != '\n' && is_unsafe(character)), "{text:?}");
    serde_json::from_str::<serde_json::Value>(&report.json()).expect("JSON");
}

/// Reads twice: the same bytes are the same answer; what is refused is told.
fn twice<T: PartialEq + std::fmt::Debug>(read: impl Fn() -> Result<T, Report>) -> Option<T> {
    let first = read();
    assert_eq!(first, read(), "the same bytes, another answer");
    first.inspect_err(told).ok()
}

/// A scenario, a file that it may include, and a calendar of others.
pub fn scenario(data: &[u8]) {
    let files = files(&["scenario.toml", "facts.toml", "events.ics"], data);
    let read = || scenario::read_from(&files, Path::new("scenario.toml"), &PROFILES);
    match (read(), read()) {
        (Ok(one), Ok(other)) => assert_eq!(one.notices, other.notices, "the same bytes, other notices"),
        (Err(one), Err(other)) => {
            told(&one);
            assert_eq!(one, other, "the same bytes, other findings");
        }
        _ => panic!("the same bytes, another answer"),
    }
}

/// A plan; what is taken is written as it was read.
pub fn plan(data: &[u8]) {
    let files = files(&["plan.toml"], data);
    if let Some(read) = twice(|| plan::read_from(&files, Path::new("plan.toml"), &KNOWN)) {
        let files = MemoryFiles::default().with("plan.toml", plan::write(&read));
        let again = plan::read_from(&files, Path::new("plan.toml"), &KNOWN);
        assert_eq!(again, Ok(read), "written and read again it is another plan");
    }
}

/// A profile: its own file, that of hours, and four of rules; those that are not given are the bundled ones.
pub fn profile(data: &[u8]) {
    const NAMES: [&str; 6] = [
        "profile.toml",
        "hours.toml",
        "rules/notice.toml",
        "rules/documents.toml",
        "rules/placement.toml",
        "rules/sessions.toml",
    ];
    let mut all = MemoryFiles::default();
    for (_, path, bytes) in PROFILES.all() {
        all = all.with(path, bytes);
    }
    for (name, bytes) in NAMES.iter().zip(data.split(|byte| *byte == 0)).filter(|(_, bytes)| !bytes.is_empty()) {
        all = all.with(*name, bytes);
    }
    if let Err(report) = Profiles::none().with("mine", all).load("mine") {
        told(&report);
    }
}

/// A series of e-meetings.
pub fn series(data: &[u8]) {
    let files = files(&["series.toml"], data);
    if let Err(report) = series::read_from(&files, Path::new("series.toml"), &PROFILES) {
        told(&report);
    }
}

/// The sessions of one meeting.
pub fn event(data: &[u8]) {
    let files = files(&["event.toml", "facts.toml", "sessions.toml"], data);
    if let Err(report) = event::read_from(&files, Path::new("event.toml"), &PROFILES) {
        told(&report);
    }
}

/// A timetable; what is taken is written as it was read.
pub fn timetable(data: &[u8]) {
    let files = files(&["timetable.toml"], data);
    if let Some(read) = twice(|| timetable::read_from(&files, Path::new("timetable.toml"), &EVENT)) {
        let files = MemoryFiles::default().with("timetable.toml", timetable::write(&read));
        let again = timetable::read_from(&files, Path::new("timetable.toml"), &EVENT);
        assert_eq!(again, Ok(read), "written and read again it is another timetable");
    }
}

/// Answers to a sheet of options.
pub fn answers(data: &[u8]) {
    let files = files(&["answers.toml"], data);
    if let Err(report) = answers::read_from(&files, Path::new("answers.toml"), &KNOWN) {
        told(&report);
    }
}

/// A list of registrations; what is taken is written as it was read.
pub fn registrations(data: &[u8]) {
    let path = Path::new("registrations.toml");
    let files = files(&["registrations.toml"], data);
    if let Some(read) = twice(|| registrations::read_from(&files, path, &KNOWN, Desk::new(&Inside))) {
        let files = MemoryFiles::default().with("registrations.toml", registrations::write(&read));
        let again = registrations::read_from(&files, path, &KNOWN, Desk::new(&Inside));
        assert_eq!(again, Ok(read), "written and read again it is another list");
    }
}

/// A table of people who are to be written to.
pub fn recipients(data: &[u8]) {
    let files = MemoryFiles::default().with("people.csv", data);
    if allocates(data) {
        return;
    }
    twice(|| roster::read_from(&files, Path::new("people.csv"), &KNOWN, Desk::new(&Inside)));
}

/// Reads spreadsheets here, and not in a child: what a limited child would die of, ends the run.
#[derive(Debug)]
pub(crate) struct Inside;

impl Sandbox for Inside {
    fn run(&self, work: &Work<'_>, _: &mut dyn FnMut(&[u8])) -> Outcome {
        match sheets::answer(work.input) {
            Ok(answer) => Outcome::Answer(answer),
            Err(why) => Outcome::Refused(why),
        }
    }
}

/// A workbook may say how many texts it has, and its reader believes it: the limit of a child's memory is what answers.
fn allocates(data: &[u8]) -> bool {
    let digits = |rest: &[u8]| rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    data.windows(7).enumerate().any(|(at, word)| word.eq_ignore_ascii_case(b"count=\"") && digits(&data[at + 7..]) > 6)
}

/// A workbook, whatever it is.
pub fn sheet(data: &[u8]) {
    if allocates(data) {
        return;
    }
    let files = MemoryFiles::default().with("plan.xlsx", data);
    twice(|| sheets::read_calendar(Desk::new(&Inside), &files, Path::new("plan.xlsx"), &KNOWN));
}

/// The XML of a sheet, in a package that is right otherwise.
pub fn cells(data: &[u8]) {
    let mut package = written::Package::default();
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PARTS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{PARTS}\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    package
        .add("[Content_Types].xml", b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>");
    package.add("_rels/.rels", relation("officeDocument", "xl/workbook.xml").as_bytes());
    let book = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"Calendar\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    package.add("xl/workbook.xml", book.as_bytes());
    package.add("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml").as_bytes());
    package.add("xl/worksheets/sheet1.xml", data);
    sheet(&package.finish());
}

/// A calendar of others, with and without a zone for its floating times.
pub fn calendar(data: &[u8]) {
    for floating in [None, Some(Zone::GENEVA)] {
        let options = Options { floating, days_in: Zone::GENEVA, zones: &ZONES };
        let read = ics::read(data, &options);
        assert_eq!(read, ics::read(data, &options), "the same bytes, another answer");
        // CR, LF or both end a line.
        let lines = data.iter().filter(|byte| matches!(**byte, b'\n' | b'\r')).count() + 1;
        for one in &read.findings {
            assert!(one.line >= 1 && one.line <= lines, "{one:?} of {lines} lines");
            assert!(!one.message.is_empty() && !one.help.is_empty() && !one.message.contains(is_unsafe), "{one:?}");
        }
        for event in &read.events {
            assert!(event.first <= event.last, "{event:?}");
            assert!(event.hours.is_none_or(|(start, end)| start <= end), "{event:?}");
        }
    }
}

/// A rule of repetition, of a day, of an hour in a zone, and of an instant.
pub fn repetition(data: &[u8]) {
    let rule = String::from_utf8_lossy(data).replace(['\r', '\n'], "");
    let starts = [";VALUE=DATE:20260131", ";TZID=Europe/Zurich:20260329T010000", ":20260701T100000Z"];
    for start in starts {
        let text = format!(
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a@example.org\r\nDTSTART{start}\r\nRRULE:{rule}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        );
        let options = Options { floating: None, days_in: Zone::GENEVA, zones: &ZONES };
        let read = ics::read(text.as_bytes(), &options);
        assert!(read.events.len() <= 1_000, "{} instances", read.events.len());
        if let (Some(first), Some(last)) = (read.events.first(), read.events.last()) {
            assert!((last.first - first.first).num_days() <= 5 * 366 + 1, "{} to {}", first.first, last.first);
        }
    }
}

fn mail(bytes: &[u8]) {
    let message = incoming::read(bytes);
    assert_ne!(message.incoming, Incoming::Unreadable(Unreadable::Failed), "a reader failed");
    assert_eq!(message, incoming::read(bytes), "the same bytes, another mail");
    let subject = message.subject.as_ref().map_or("", |subject| subject.as_str());
    assert!(!subject.contains(is_unsafe), "{subject:?}");
}

/// A mail that came back: answers of calendars, notices, whatever there is.
pub fn reply(data: &[u8]) {
    mail(data);
}

/// A report of a mail system, around whatever it says.
pub fn bounce(data: &[u8]) {
    let head = b"From: MAILER-DAEMON@example.org\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n";
    mail(&[head, data, b"\r\n--b--\r\n"].concat());
}

/// Texts that people write: what is taken, is taken again as it is.
pub fn words(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let kept = |first: Result<String, String>, again: &dyn Fn(&str) -> Result<String, String>| {
        if let Ok(first) = first {
            assert!(!first.contains(|character| character != '\n' && is_unsafe(character)), "{first:?}");
            assert_eq!(again(&first).as_ref(), Ok(&first), "{text:?} is taken, {first:?} is not");
        }
    };
    let string = |text: &dyn std::fmt::Debug| format!("{text:?}");
    let address = |text: &str| {
        EmailAddress::parse_confirmed(text).map(|one| one.as_str().to_owned()).map_err(|error| string(&error))
    };
    kept(address(text), &address);
    if let Ok(one) = EmailAddress::parse(text) {
        assert!(one.as_str().len() <= 254 && one.local().len() <= 64 && one.domain().is_ascii(), "{:?}", one.as_str());
    }
    let name = |text: &str| DisplayName::parse(text).map(|one| one.as_str().to_owned()).map_err(|error| string(&error));
    kept(name(text), &name);
    let line = |text: &str| Line::parse(text).map(|one| one.as_str().to_owned()).map_err(|error| string(&error));
    kept(line(text), &line);
    let many = |text: &str| Paragraphs::parse(text).map(|one| one.as_str().to_owned()).map_err(|error| string(&error));
    kept(many(text), &many);
    let web = |text: &str| WebAddress::parse(text).map(|one| one.as_str().to_owned()).map_err(|error| string(&error));
    kept(web(text), &web);
    if let Ok(zone) = Zone::parse(text) {
        assert_eq!(Zone::parse(zone.name()), Ok(zone));
    }
    // These have no text of their own to be read again: they return, whatever they are given.
    let _ = (parse_date(text).is_ok(), parse_clock(text).is_ok(), HourRange::parse(text).is_ok());
}

/// A placement problem: what is taken, is written as it was read.
pub fn placement(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let whole = Problem::from_json(text);
    if let Err(defects) = &whole {
        assert!(!defects.is_empty());
        for defect in defects {
            assert!(!defect.found.is_empty() && !defect.expected.is_empty(), "{defect:?}");
        }
    }
    if let Ok(draft) = Draft::from_json(text) {
        assert_eq!(Draft::from_json(&draft.to_json()).as_ref(), Ok(&draft), "written and read again it is another");
    } else {
        assert!(whole.is_err(), "a problem whose draft is refused");
    }
}
