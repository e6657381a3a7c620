//! What is written from arbitrary values, and read back: nothing is added, nothing is lost.

use std::collections::BTreeMap;
use std::path::Path;

use convoke::announce::letter::{Occasion, Source, html, letter as written_letter};
use convoke::app;
use convoke::domain::finding::{Origin, Waiver, Waiverer};
use convoke::domain::ids::{MeetingId, RuleId, VenueId};
use convoke::domain::language::Language;
use convoke::domain::meeting::{Firmness, Half};
use convoke::domain::plan::{LevelProof, Placement, Plan, Quality};
use convoke::domain::text::{DisplayName, EmailAddress, Line, WebAddress};
use convoke::domain::time::{Date, Instant, Keeps, MeetingTime, Zone};
use convoke::domain::view::View;
use convoke::exchange::files::MemoryFiles;
use convoke::exchange::ics::{self, Options};
use convoke::exchange::sheets::{self, Desk};
use convoke::exchange::{plan, scenario};
use convoke::ical::{
    Attendee, AttendeeKind, Conference, Entry, Feature, Importance, InvitationData, Object, Participation, Person,
    Reminder, Role, Standing, Text, Uid, When, cancellation, invitation,
};
use convoke::kernel::Draft;
use convoke::kernel::draft::{
    ActivityDraft, CapacityDraft, FixedDraft, ModeBody, OverDraft, PlaceDraft, RelationDraft, RelationKind,
    ResourceDraft, StartCostDraft,
};
use convoke::rules;

use super::{Inside, KNOWN, PROFILES, ZONES};

/// Values out of bytes; when these are over, all is zero.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    fn number(&mut self) -> u64 {
        (0..8).fold(0, |number, _| number << 8 | u64::from(self.byte()))
    }

    fn below(&mut self, most: usize) -> usize {
        usize::from(u16::from_be_bytes([self.byte(), self.byte()])) % most.max(1)
    }

    fn flag(&mut self) -> bool {
        self.byte() & 1 == 1
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    fn text(&mut self) -> String {
        let length = usize::from(self.byte()).min(self.0.len());
        let (text, rest) = self.0.split_at(length);
        self.0 = rest;
        String::from_utf8_lossy(text).into_owned()
    }

    fn line(&mut self, otherwise: &str) -> Line {
        let text = self.text();
        Line::parse(&text).unwrap_or_else(|_| Line::parse(otherwise).expect("a line"))
    }

    fn date(&mut self) -> Date {
        let first = Date::from_ymd_opt(2023, 2, 8).expect("a date");
        first + chrono::TimeDelta::days(i64::try_from(self.below(690)).unwrap_or(0))
    }
}

/// A package of parts as they are, without compression.
#[derive(Default)]
pub(super) struct Package {
    out: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
}

impl Package {
    pub(super) fn add(&mut self, name: &str, part: &[u8]) {
        let sum = part.iter().fold(u32::MAX, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 })
        });
        let size = u32::try_from(part.len()).expect("small").to_le_bytes();
        let length = u16::try_from(name.len()).expect("short").to_le_bytes();
        let at = u32::try_from(self.out.len()).expect("small").to_le_bytes();
        // Version, flags, method, hour, day; sum and sizes; length of the name, no more.
        let shared =
            [&[20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0][..], &(!sum).to_le_bytes(), &size, &size, &length, &[0, 0]].concat();
        self.out.extend([b"PK\x03\x04", &shared[..], name.as_bytes(), part].concat());
        let more = [&[0; 10][..], &at, name.as_bytes()].concat();
        self.directory.extend([b"PK\x01\x02\x14\x00", &shared[..], &more].concat());
        self.count += 1;
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        let at = u32::try_from(self.out.len()).expect("small").to_le_bytes();
        let size = u32::try_from(self.directory.len()).expect("small").to_le_bytes();
        let count = self.count.to_le_bytes();
        self.out.extend(&self.directory);
        self.out.extend([&b"PK\x05\x06\0\0\0\0"[..], &count, &count, &size, &at, &[0, 0]].concat());
        self.out
    }
}

/// A plan of the example with dates, proofs and waivers out of bytes. Some meetings are of days, some of half a day.
fn any_plan(bytes: &mut Bytes<'_>) -> Plan {
    let mut placements = BTreeMap::new();
    for (id, meeting) in KNOWN.meetings() {
        if bytes.byte().is_multiple_of(4) {
            continue;
        }
        let half_day = meeting.length == convoke::domain::meeting::Length::HalfDay;
        let first = bytes.date();
        let length = if half_day { 0 } else { i64::try_from(bytes.below(12)).unwrap_or(0) };
        let half = half_day.then(|| bytes.one_of(&[Half::Morning, Half::Afternoon]));
        let venue = meeting.venues.first().cloned();
        let firmness = bytes.one_of(&Firmness::ALL.map(|(firmness, _)| firmness));
        let last = first + chrono::TimeDelta::days(length);
        let placed: Option<VenueId> = venue.filter(|_| meeting.format.is_physical());
        placements.insert(id.clone(), Placement::new(first, last, half, placed, firmness).expect("in order"));
    }
    let level = |bytes: &mut Bytes<'_>| LevelProof {
        level: bytes.one_of(&["must", "should", "change", "prefer"]).to_owned(),
        cost: bytes.number() >> 2,
        bound: bytes.flag().then(|| bytes.number() >> 2),
    };
    let proof = (0..bytes.below(4)).map(|_| level(bytes)).collect();
    let ids: Vec<&MeetingId> = KNOWN.meetings().keys().collect();
    let waiver = |bytes: &mut Bytes<'_>| Waiver {
        origin: if bytes.flag() { Origin::Scenario } else { Origin::Rule(RuleId::parse("N-11").expect("a rule")) },
        meetings: if bytes.flag() { vec![bytes.one_of(&ids).clone()] } else { Vec::new() },
        by: bytes.one_of(&[Waiverer::Planner, Waiverer::Approver]),
        name: bytes.line("A. Planner").as_str().to_owned(),
        reason: bytes.line("agreed").as_str().to_owned(),
    };
    let waivers = (0..bytes.below(3)).map(|_| waiver(bytes)).collect();
    let quality = bytes.one_of(&Quality::ALL.map(|(quality, _)| quality));
    Plan { scenario: KNOWN.name.clone(), as_of: bytes.date(), placements, quality, proof, waivers }
}

/// A plan, as a file.
pub fn plan_written(data: &[u8]) {
    let mut made = any_plan(&mut Bytes(data));
    // A file has its waivers in an order of its own.
    made.waivers.sort_by_key(|waiver| format!("{waiver:?}"));
    let files = MemoryFiles::default().with("plan.toml", plan::write(&made));
    let read = plan::read_from(&files, Path::new("plan.toml"), &KNOWN);
    match read {
        Ok(mut read) => {
            read.waivers.sort_by_key(|waiver| format!("{waiver:?}"));
            assert_eq!(read, made, "{}", plan::write(&made));
        }
        Err(report) => panic!("{}\n{}", report.text(), plan::write(&made)),
    }
}

/// A plan, as a workbook. Checking drops proofs that do not fit, and these are made up.
pub fn sheet_written(data: &[u8]) {
    let made = any_plan(&mut Bytes(data));
    let checked = app::check(&KNOWN, made.clone());
    let book = sheets::calendar(&KNOWN, &app::Checked { plan: made.clone(), ..checked }).expect("a workbook");
    let files = MemoryFiles::default().with("plan.xlsx", book);
    match sheets::read_calendar(Desk::new(&Inside), &files, Path::new("plan.xlsx"), &KNOWN) {
        Ok(read) => assert_eq!(read.made, made),
        Err(report) => panic!("{}", report.text()),
    }
}

/// An invitation whose every text is what it is given; `None` for one whose hours the clocks skip.
fn any_invitation(bytes: &mut Bytes<'_>, plain: bool) -> Option<InvitationData> {
    let mut text = |otherwise: &str| {
        let line = bytes.line(otherwise);
        if plain { otherwise.to_owned() } else { line.as_str().to_owned() }
    };
    let (summary, place, what, label, soon) = (text("s"), text("p"), text("d"), text("l"), text("r"));
    let (organizer, guest, category) = (text("o"), text("g"), text("c"));
    let person = |name: &str, address: &str| Person {
        name: Some(DisplayName::parse(name).expect("a name")),
        address: EmailAddress::parse(address).expect("an address"),
    };
    let day = bytes.date();
    let zone = Zone::parse(bytes.one_of(&["Europe/Zurich", "Asia/Seoul", "UTC", "America/New_York"])).expect("a zone");
    let when = if bytes.flag() {
        When::days(day, day).expect("a day")
    } else {
        let hour = u32::try_from(bytes.below(23)).unwrap_or(0);
        let civil = day.and_hms_opt(hour, 30, 0).expect("a time");
        let start = MeetingTime::new(civil, zone, &ZONES, Keeps::LocalTime).ok()?;
        let end = MeetingTime::of_instant(start.instant().plus_seconds(3_600), zone, &ZONES, Keeps::LocalTime).ok()?;
        When::hours(start, end).expect("hours")
    };
    let entry = Entry {
        uid: Uid::parse("fuzz-1@example.org").expect("an id"),
        sequence: 3,
        stamped: Instant::from_unix_seconds(1_700_000_000).expect("an instant"),
        when,
        standing: bytes.one_of(&[Standing::Confirmed, Standing::Tentative]),
        summary: Text::composed(&summary),
        description: Text::composed(&format!("{what}\n{what}")),
        location: Text::composed(&place),
        language: None,
        page: Some(WebAddress::parse("https://www.example.org/a?b=1,2;c").expect("a link")),
        conferences: vec![Conference {
            link: WebAddress::parse("https://meet.example.org/a,b").expect("a link"),
            features: vec![Feature::Audio],
            label: Text::composed(&label),
        }],
        categories: vec![Text::composed(&category)],
        importance: Importance::Undefined,
        blocks_time: true,
        color: None,
        reminders: vec![Reminder { minutes_before: 15, text: Text::composed(&soon) }],
        part_of: None,
    };
    let attendee = Attendee {
        person: person(&guest, "guest@example.org"),
        kind: AttendeeKind::Individual,
        role: Role::Required,
        participation: Participation::NeedsAction,
        response_wanted: true,
        language: None,
    };
    Some(InvitationData { entry, organizer: person(&organizer, "office@example.org"), attendees: vec![attendee] })
}

/// The names of all lines of a calendar, unfolded as RFC 5545 3.1 says, with those of their parameters.
fn names(calendar: &str) -> Vec<String> {
    for line in calendar.split_terminator("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line:?}", line.len());
        assert!(!line.contains(|c: char| c.is_control() && c != '\t'), "{line:?}");
    }
    let mut found = Vec::new();
    for line in calendar.replace("\r\n ", "").split_terminator("\r\n") {
        let (mut quoted, mut words, mut word) = (false, Vec::new(), String::new());
        for character in line.chars() {
            match character {
                '"' => quoted = !quoted,
                ':' if !quoted => break,
                ';' if !quoted => words.push(std::mem::take(&mut word)),
                _ if !quoted => word.push(character),
                _ => {}
            }
        }
        words.push(word);
        let name = |word: &String| word.split('=').next().unwrap_or_default().to_owned();
        // What follows a colon inside is the value of the property, whatever it holds.
        found.push(words.iter().map(name).collect::<Vec<_>>().join(";"));
    }
    found
}

/// An invitation and its cancellation: exactly the properties that were put in, with the texts that were put in.
pub fn calendar_written(data: &[u8]) {
    let (made, plain) = (any_invitation(&mut Bytes(data), false), any_invitation(&mut Bytes(data), true));
    let (Some(made), Some(plain)) = (made, plain) else { return };
    let write = |data: &InvitationData| {
        (invitation(data, &ZONES).expect("a calendar"), cancellation(data, &ZONES).expect("a calendar"))
    };
    let (written, of_plain) = (write(&made), write(&plain));
    assert_eq!(names(&written.0), names(&of_plain.0), "{}", written.0);
    assert_eq!(names(&written.1), names(&of_plain.1), "{}", written.1);
    let options = Options { floating: None, days_in: Zone::GENEVA, zones: &ZONES };
    let read = ics::read(written.0.as_bytes(), &options);
    assert!(read.findings.is_empty(), "{:?}\n{}", read.findings, written.0);
    let [event] = read.events.as_slice() else { panic!("{} events\n{}", read.events.len(), written.0) };
    assert_eq!(event.summary.as_str(), made.entry.summary.as_str(), "{}", written.0);
    let place = event.location.as_ref().map(|place| place.as_str().to_owned());
    assert_eq!(place.as_deref(), Some(made.entry.location.as_str()), "{}", written.0);
    // Our own reader of what stands on servers finds the same.
    let object = Object::read(&written.0);
    assert_eq!(object.value("UID"), Some(made.entry.uid.as_str()), "{}", written.0);
}

/// A letter whose words are what they are given: none of them is markup.
pub fn letter(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let quoted: String = text
        .chars()
        .flat_map(|character| match character {
            '"' | '\\' => vec!['\\', character],
            _ if character.is_control() => format!("\\u{:04X}", u32::from(character)).chars().collect(),
            _ => vec![character],
        })
        .collect();
    let scenario_text = format!(
        "[scenario]\nname = \"x\"\nas_of = 2026-01-05\nfrom = 2026-01-05\nuntil = 2026-12-31\n\
         [[body]]\nid = \"SG13\"\nkind = \"study-group\"\nname = \"Study Group 13\"\n\
         [[meeting]]\nid = \"m\"\nbody = \"SG13\"\ndays = 5\nvenues = [\"geneva\"]\n\
         [[fixed]]\nmeeting = \"m\"\nfirst = 2026-06-08\n\
         [[letter]]\nmeeting = \"m\"\nparagraphs = [[\"invitation\", {{ en = \"<q7z {quoted}\" }}], \"visa\"]\n"
    );
    let files = MemoryFiles::default().with("s.toml", scenario_text);
    let Ok(loaded) = scenario::read_from(&files, Path::new("s.toml"), &PROFILES) else { return };
    let given = loaded.scenario.plan_of_fixed();
    let id = MeetingId::parse("m").expect("an id");
    let view = View::new(&loaded.scenario, &given);
    let deadlines = view.placed(&id).map(|placed| rules::deadlines(&view, &placed)).unwrap_or_default();
    let source = Source { view, deadlines: &deadlines, draft: &loaded.drafts[&id], dated: None };
    let made = written_letter(&source, &id, Language::English, Occasion::Announcement).expect("a letter");
    let page = html(&made).expect("a page");
    assert!(page.contains("q7z") && !page.contains("<q7z"), "{page}");
}

/// A placement problem, as a document.
pub fn placement_written(data: &[u8]) {
    let bytes = &mut Bytes(data);
    let horizon = 1 + u32::try_from(bytes.below(200)).unwrap_or(0);
    let tick = |bytes: &mut Bytes<'_>| u32::try_from(bytes.below(200)).unwrap_or(0);
    let span = |bytes: &mut Bytes<'_>| {
        let (one, other) = (tick(bytes), tick(bytes));
        (one.min(other), one.max(other))
    };
    let over = |bytes: &mut Bytes<'_>| match bytes.flag() {
        true => OverDraft::Forbidden,
        false => OverDraft::Level { level: "should".to_owned(), weight: bytes.number() >> 34 },
    };
    let names: Vec<String> =
        (0..1 + bytes.below(4)).map(|number| format!("{number} {}", bytes.line("x").as_str())).collect();
    let profile: Vec<u64> = (0..horizon).map(|_| u64::from(bytes.byte())).collect();
    let places = names.iter().map(|id| PlaceDraft {
        capacity: bytes.flag().then(|| bytes.number() >> 34),
        closed: (0..bytes.below(3)).map(|_| span(bytes)).collect(),
        ..PlaceDraft::new(id)
    });
    let places: Vec<PlaceDraft> = places.collect();
    let resources = vec![ResourceDraft {
        id: bytes.line("r").as_str().to_owned(),
        capacity: CapacityDraft::Constant(bytes.number() >> 34),
        over: over(bytes),
    }];
    let activities: Vec<ActivityDraft> = names
        .iter()
        .map(|id| {
            let body = ModeBody {
                duration: 1 + tick(bytes),
                starts: (0..bytes.below(3)).map(|_| span(bytes)).collect(),
                places: bytes.flag().then(|| vec![bytes.one_of(&["a", "b"]).to_owned()]),
                start_costs: vec![StartCostDraft {
                    level: "should".to_owned(),
                    profile: "p".to_owned(),
                    weight: bytes.number() >> 34,
                }],
                ..ModeBody::default()
            };
            let fixed = bytes.flag().then(|| FixedDraft {
                start: tick(bytes),
                place: bytes.flag().then_some(None),
                mode: None,
            });
            ActivityDraft { fixed, ..ActivityDraft::new(id.as_str(), body) }
        })
        .collect();
    let relation = RelationKind::Gap {
        first: names[0].clone(),
        second: bytes.line("y").as_str().to_owned(),
        min: i64::from(tick(bytes)) - 100,
        max: bytes.flag().then(|| i64::from(tick(bytes))),
        per: Default::default(),
        unit: Default::default(),
    };
    let draft = Draft {
        name: bytes.line("n").as_str().to_owned(),
        horizon,
        levels: vec!["must".to_owned(), "should".to_owned()],
        profiles: BTreeMap::from([("p".to_owned(), profile)]),
        places,
        place_over: over(bytes),
        resources,
        activities,
        relations: vec![RelationDraft::new(relation, over(bytes))],
        ..Draft::default()
    };
    let text = draft.to_json();
    match Draft::from_json(&text) {
        Ok(read) => assert_eq!(read, draft, "{text}"),
        Err(defects) => panic!("{defects:?}\n{text}"),
    }
}
