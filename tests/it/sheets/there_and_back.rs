//! What is exported and imported is the same again, and exported again are the same bytes.

use super::{CHILDREN, file, path};
use chrono::{Days, NaiveDate};
use convoke::app;
use convoke::app::sandbox::{Outcome, Sandbox, Work};
use convoke::domain::event::{Event, Sitting, Timetable};
use convoke::domain::finding::{Origin, Waiver, Waiverer};
use convoke::domain::ids::{MeetingId, RoomId, RuleId, ServiceId, SessionId, VenueId};
use convoke::domain::meeting::{Firmness, Half};
use convoke::domain::plan::{LevelProof, Placement, Plan, Quality};
use convoke::domain::scenario::Scenario;
use convoke::domain::time::ZoneData;
use convoke::exchange::files::MemoryFiles;
use convoke::exchange::profile::Profiles;
use convoke::exchange::report::Report;
use convoke::exchange::sheets::{self, Desk, read_calendar, read_timetable};
use convoke::exchange::{event, scenario};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Ids that spreadsheets would take for something else: formulas, numbers, dates, escapes, wide letters.
const IDS: [&str; 12] =
    ["-1+1", "+44", "2026-03-04", "007", "1e5", "_x0041_", "_x000D_", "ＳＧ１３", "TRUE", "会议-1", "a&b", "3/4"];
const TITLES: [&str; 6] =
    ["=1+1", "@SUM(A1)", "- a dash", "a <b> & \"c\" _x0041_", "لجنة الدراسات 16", "Réunion : l’après-midi\u{A0}!"];

/// Meetings with such ids: even ones electronic half-days, odd ones in Geneva or Busan.
static SCENARIO: LazyLock<Scenario> = LazyLock::new(|| {
    let mut text = String::from(
        "[scenario]\nname = \"-x\"\nas_of = 2026-01-05\nfrom = 2026-02-01\nuntil = 2026-12-31\n\
         [[venue]]\nid = \"busan\"\nname = \"Busan\"\ncountry = \"KR\"\nzone = \"Asia/Seoul\"\n\
         [[body]]\nid = \"-B\"\nkind = \"workshop\"\nname = \"B\"\n",
    );
    for (number, id) in IDS.iter().enumerate() {
        let more = if number % 2 == 0 { "half_day = true" } else { "days = 5\nvenues = [\"geneva\", \"busan\"]" };
        let title = TITLES[number % TITLES.len()];
        _ = write!(text, "[[meeting]]\nid = \"{id}\"\nbody = \"-B\"\ntitle = '{title}'\n{more}\n");
    }
    let files = MemoryFiles::default().with("s.toml", text);
    let loaded = scenario::read_from(&files, Path::new("s.toml"), &Profiles::bundled());
    loaded.unwrap_or_else(|report| panic!("{}", report.text())).scenario
});

fn day(offset: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 2, 1).and_then(|day| day.checked_add_days(Days::new(offset))).expect("a day")
}

fn id(number: usize) -> MeetingId {
    MeetingId::parse(IDS[number]).expect("an id")
}

fn placement(number: usize) -> impl Strategy<Value = (MeetingId, Placement)> {
    let firmness = prop::sample::select(Firmness::ALL.map(|(firmness, _)| firmness).to_vec());
    let half = prop::sample::select(vec![Half::Morning, Half::Afternoon]);
    let venue = prop::sample::select(vec!["geneva", "busan"]);
    (0..300_u64, 0..14_u64, half, venue, firmness).prop_map(move |(first, length, half, venue, firmness)| {
        let electronic = number.is_multiple_of(2);
        let last = if electronic { first } else { first + length };
        let venue = (!electronic).then(|| VenueId::parse(venue).expect("an id"));
        let placement = Placement::new(day(first), day(last), electronic.then_some(half), venue, firmness);
        (id(number), placement.expect("in order"))
    })
}

fn waiver() -> impl Strategy<Value = Waiver> {
    let origin = prop::sample::select(vec![Origin::Scenario, Origin::Rule(RuleId::parse("N-11").expect("a rule"))]);
    let meetings = prop::collection::vec((0..IDS.len()).prop_map(id), 0..3);
    let by = prop::sample::select(vec![Waiverer::Planner, Waiverer::Approver]);
    (origin, meetings, by, "[A-Z]\\. [A-Za-zéЖ会]{1,12}", "[!-~éЖ会]{1,30}( [!-~é]{1,10})?")
        .prop_map(|(origin, meetings, by, name, reason)| Waiver { origin, meetings, by, name, reason })
}

fn plan() -> impl Strategy<Value = Plan> {
    let placed = prop::sample::subsequence((0..IDS.len()).collect::<Vec<_>>(), 0..=IDS.len())
        .prop_flat_map(|numbers| numbers.into_iter().map(placement).collect::<Vec<_>>());
    let quality = prop::sample::select(Quality::ALL.map(|(quality, _)| quality).to_vec());
    let level = prop::sample::select(vec!["must", "should", "change", "prefer"]);
    let proof = (level, 0..u64::MAX / 2, prop::option::of(0..u64::MAX / 2))
        .prop_map(|(level, cost, bound)| LevelProof { level: level.to_owned(), cost, bound });
    let waivers = prop::collection::vec(waiver(), 0..3);
    (placed, quality, prop::collection::vec(proof, 0..4), waivers, 0..30_u64).prop_map(
        |(placed, quality, proof, waivers, offset)| {
            let scenario = SCENARIO.name.clone();
            Plan { scenario, as_of: day(offset), placements: placed.into_iter().collect(), quality, proof, waivers }
        },
    )
}

/// Workbooks of each kind.
const CASES: u32 = 300;
/// Every so many are read as the program reads them, in a child; the others here, which is the same reader and quicker.
const IN_A_CHILD: u32 = 10;

/// Reads here, and now and then in a child.
#[derive(Debug, Default)]
struct NowAndThen {
    asked: AtomicU32,
}

impl Sandbox for NowAndThen {
    fn run(&self, work: &Work<'_>, news: &mut dyn FnMut(&[u8])) -> Outcome {
        if self.asked.fetch_add(1, Ordering::Relaxed).is_multiple_of(IN_A_CHILD) {
            return CHILDREN.run(work, news);
        }
        match sheets::answer(work.input) {
            Ok(answer) => Outcome::Answer(answer),
            Err(why) => Outcome::Refused(why),
        }
    }
}

static PLANS: NowAndThen = NowAndThen { asked: AtomicU32::new(0) };
static TIMETABLES: NowAndThen = NowAndThen { asked: AtomicU32::new(0) };

/// The workbook of a plan as it is: checking drops proofs that do not fit, and these are made up.
fn export(plan: &Plan) -> Vec<u8> {
    let checked = app::check(&SCENARIO, plan.clone());
    sheets::calendar(&SCENARIO, &app::Checked { plan: plan.clone(), ..checked }).expect("a workbook")
}

fn import(bytes: Vec<u8>) -> Result<Plan, String> {
    match read_calendar(Desk::new(&PLANS), &file(bytes), path(), &SCENARIO) {
        Ok(imported) if imported.notices.is_empty() => Ok(imported.made),
        Ok(imported) => Err(Report { items: imported.notices, omitted: 0 }.text()),
        Err(report) => Err(report.text()),
    }
}

/// The sessions of an event with such ids, rooms and teams.
static EVENT: LazyLock<Event> = LazyLock::new(|| {
    let mut text = String::from(
        "[scenario]\nname = \"e\"\nas_of = 2026-01-05\nfrom = 2026-02-01\nuntil = 2026-12-31\n\
         [[body]]\nid = \"B\"\nkind = \"study-group\"\nname = \"B\"\n\
         [[meeting]]\nid = \"m\"\nbody = \"B\"\ntitle = \"M\"\ndays = 5\nvenues = [\"geneva\"]\n\
         [[fixed]]\nmeeting = \"m\"\nfirst = 2026-03-02\nlast = 2026-03-06\nvenue = \"geneva\"\n\
         [event]\nmeeting = \"m\"\n\
         [[room]]\nid = \"-1\"\nseats = 100\n[[room]]\nid = \"2\"\nseats = 50\n\
         [[service]]\nid = \"+team\"\nname = \"Team\"\nkind = \"interpretation\"\ncapacity = 1\nlanguages = [\"fr\"]\n",
    );
    for (number, id) in IDS.iter().enumerate() {
        let title = TITLES[number % TITLES.len()];
        _ = write!(text, "[[session]]\nid = \"{id}\"\ntitle = '{title}'\nkind = \"guest\"\nminutes = 60\n");
    }
    let files = MemoryFiles::default().with("e.toml", text);
    let loaded = event::read_from(&files, Path::new("e.toml"), &Profiles::bundled());
    loaded.unwrap_or_else(|report| panic!("{}", report.text())).event
});

fn sitting() -> impl Strategy<Value = Sitting> {
    let room = prop::option::of(prop::sample::select(vec!["-1", "2"]));
    (0..40_u64, 0..1_440_u16, room, any::<bool>()).prop_map(|(offset, start, room, team)| Sitting {
        day: day(offset),
        start,
        room: room.map(|room| RoomId::parse(room).expect("an id")),
        team: team.then(|| ServiceId::parse("+team").expect("an id")),
    })
}

fn timetable() -> impl Strategy<Value = Timetable> {
    let placed = prop::collection::vec(prop::option::of(sitting()), IDS.len());
    let quality = prop::sample::select(Quality::ALL.map(|(quality, _)| quality).to_vec());
    let proof = ("[a-z]{1,8}", 0..u64::MAX / 2, prop::option::of(0..u64::MAX / 2))
        .prop_map(|(level, cost, bound)| LevelProof { level, cost, bound });
    (placed, quality, prop::collection::vec(proof, 0..4)).prop_map(|(placed, quality, proof)| {
        let sittings: BTreeMap<SessionId, Sitting> =
            IDS.iter().zip(placed).filter_map(|(id, at)| Some((SessionId::parse(id).expect("an id"), at?))).collect();
        Timetable { meeting: EVENT.meeting().id.clone(), sittings, quality, proof }
    })
}

fn config() -> ProptestConfig {
    ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() }
}

fn told(what: &str, read: &NowAndThen) {
    let read = read.asked.load(Ordering::Relaxed);
    println!("{read} workbooks of {what} there and back, {} of them read in a child", read.div_ceil(IN_A_CHILD));
    assert!(read >= CASES, "{read} workbooks of {what}");
}

#[test]
fn a_plan_comes_back_as_it_was() {
    proptest!(config(), |(plan in plan())| {
        let bytes = export(&plan);
        let back = import(bytes.clone());
        prop_assert_eq!(back.as_ref(), Ok(&plan));
        prop_assert!(back.is_ok_and(|back| export(&back) == bytes), "other bytes");
    });
    told("plans", &PLANS);
}

#[test]
fn a_timetable_comes_back_as_it_was() {
    let zones = ZoneData::bundled();
    let write = |timetable: &Timetable| {
        let checked = app::check_timetable(&EVENT, timetable.clone(), &zones);
        let checked = app::CheckedTimetable { timetable: timetable.clone(), ..checked };
        sheets::timetable(&EVENT, &checked).expect("a workbook")
    };
    proptest!(config(), |(timetable in timetable())| {
        let bytes = write(&timetable);
        let back = read_timetable(Desk::new(&TIMETABLES), &file(bytes.clone()), path(), &EVENT);
        let back = back.map(|imported| (imported.made, imported.notices)).map_err(|report| report.text());
        prop_assert_eq!(back.as_ref(), Ok(&(timetable, Vec::new())));
        prop_assert!(back.is_ok_and(|(back, _)| write(&back) == bytes), "other bytes");
    });
    told("timetables", &TIMETABLES);
}
