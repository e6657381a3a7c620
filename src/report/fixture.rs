//! Scenarios built in code for the tests of this module: one JCA inside its parent's meeting, and a calendar of 21
//! months with a hundred meetings.

use super::input::Input;
use crate::domain::body::{Body, BodyKind, Establishment};
use crate::domain::calendar::{Calendar, CalendarId, ClosedDay, DayKind};
use crate::domain::days::CalendarDays;
use crate::domain::deadline::{Deadline, DeadlineKind, SetBy};
use crate::domain::demand::Level;
use crate::domain::finding::{Finding, Hit, Origin, Strength, Verdict, Waiver, Waiverer};
use crate::domain::ids::{BodyId, CountryCode, MeetingId, OutsideEventId, VenueId};
use crate::domain::meeting::{Firmness, Format, Half, HourRange, Hours, Length, Meeting, Preparation, Services};
use crate::domain::outside::{OutsideEvent, Stance};
use crate::domain::plan::{LevelProof, Placement, Plan, Quality};
use crate::domain::profile::{Profile, Secretariat};
use crate::domain::reason::{Alternative, Comparison, Price, Reason, Size, Unmet};
use crate::domain::scenario::{Parts, Scenario, Timetable};
use crate::domain::text::{EmailAddress, Line};
use crate::domain::time::{Zone, ZoneData};
use crate::domain::venue::Venue;
use chrono::{Datelike, Days, NaiveDate, NaiveTime};
use std::collections::BTreeMap;
use std::num::{NonZeroU16, NonZeroU32};

pub(super) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn line(text: &str) -> Line {
    Line::parse(text).unwrap()
}

pub(super) fn meeting_id(text: &str) -> MeetingId {
    MeetingId::parse(text).unwrap()
}

fn body(id: &str, kind: BodyKind, name: &str, parent: Option<&str>) -> Body {
    Body {
        id: BodyId::parse(id).unwrap(),
        kind,
        name: line(name),
        names: BTreeMap::new(),
        parent: parent.map(|parent| BodyId::parse(parent).unwrap()),
        area: None,
        officers: vec![],
        members: vec![],
        attendance: NonZeroU32::new(40),
        contact: None,
        web: None,
        reference_code: None,
        establishment: Establishment::default(),
        terms: vec![],
    }
}

fn meeting(id: &str, body: &str, title: &str, days: u16, venues: &[&str]) -> Meeting {
    Meeting {
        id: meeting_id(id),
        body: BodyId::parse(body).unwrap(),
        title: line(title),
        titles: BTreeMap::new(),
        format: if venues.is_empty() { Format::Electronic } else { Format::PhysicalWithRemoteParticipation },
        length: NonZeroU16::new(days).map_or(Length::HalfDay, Length::WorkingDays),
        earliest: date("2017-01-01"),
        latest: date("2023-12-31"),
        opens_on: vec![],
        weekend: false,
        half: None,
        hours: Hours::Usual,
        venues: venues.iter().map(|venue| VenueId::parse(venue).unwrap()).collect(),
        rooms: 1,
        attendance: None,
        host: None,
        travel_days: CalendarDays::new(0),
        wishes: vec![],
        target: None,
        services: Services::default(),
        sessions: vec![],
        preparation: Preparation::default(),
        letter: None,
        invented: false,
        source: None,
    }
}

fn venue(id: &str, name: &str, country: &str, zone: &str, calendar: &str) -> Venue {
    Venue {
        id: VenueId::parse(id).unwrap(),
        name: line(name),
        address: None,
        country: CountryCode::parse(country).unwrap(),
        zone: Zone::parse(zone).unwrap(),
        headquarters: country == "CH",
        calendars: vec![CalendarId::new(calendar).unwrap()],
        rooms_a_day: None,
        rooms: vec![],
    }
}

fn calendar(id: &str, name: &str, closed: &[(&str, &str)]) -> Calendar {
    let empty = Calendar::new(CalendarId::new(id).unwrap(), name).unwrap();
    closed.iter().fold(empty, |calendar, (day, name)| {
        calendar.with_closed(ClosedDay::new(date(day), *name, DayKind::Public, "fixture").unwrap())
    })
}

fn placed(first: &str, last: &str, half: Option<Half>, venue: Option<&str>, firmness: Firmness) -> Placement {
    Placement::new(date(first), date(last), half, venue.map(|venue| VenueId::parse(venue).unwrap()), firmness).unwrap()
}

fn parts(name: &str, title: &str, as_of: &str, from: &str, until: &str) -> Parts {
    let secretariat = CalendarId::new("ITU-GENEVA").unwrap();
    let closed = [
        ("2017-05-25", "Ascension Day"),
        ("2017-06-05", "Whit Monday"),
        ("2017-08-01", "National Day"),
        ("2017-12-25", "Christmas Day"),
        ("2017-12-26", "Closed between the years"),
        ("2017-12-27", "Closed between the years"),
        ("2018-01-01", "New Year's Day"),
        ("2018-03-30", "Good Friday"),
        ("2018-04-02", "Easter Monday"),
        ("2018-12-25", "Christmas Day"),
        ("2023-04-07", "Good Friday"),
    ];
    let chinese = [
        ("2017-05-01", "Labour Day"),
        ("2017-05-30", "Dragon Boat Festival"),
        ("2017-10-02", "National Day"),
        ("2017-10-03", "National Day"),
        ("2018-02-15", "Spring Festival"),
        ("2018-02-16", "Spring Festival"),
    ];
    Parts {
        name: name.to_owned(),
        title: line(title),
        as_of: date(as_of),
        from: date(from),
        until: date(until),
        profile: Profile {
            name: "fixture".to_owned(),
            secretariat: Secretariat {
                name: line("TSB"),
                zone: Zone::GENEVA,
                calendar: secretariat,
                dispatch_days: 0,
                address: EmailAddress::parse("meetings@tsb.example.org").unwrap(),
                bounces: EmailAddress::parse("bounces@tsb.example.org").unwrap(),
                list: EmailAddress::parse("participants@tsb.example.org").unwrap(),
            },
            rules: BTreeMap::new(),
            weights: BTreeMap::new(),
        },
        timetable: Timetable::default(),
        bodies: vec![],
        venues: vec![
            venue("geneva", "Geneva", "CH", "Europe/Zurich", "ITU-GENEVA"),
            venue("wuxi", "Wuxi", "CN", "Asia/Shanghai", "CN"),
        ],
        calendars: vec![calendar("ITU-GENEVA", "Geneva secretariat", &closed), calendar("CN", "China", &chinese)],
        meetings: vec![],
        series: vec![],
        outside: vec![],
        shared: vec![],
        limits: vec![],
        fixed: vec![],
        published: vec![],
        waivers: vec![],
    }
}

pub(super) fn finding(rule: &str, strength: Strength, verdict: Verdict, meetings: &[&str], message: &str) -> Finding {
    Finding {
        strength,
        origin: Origin::parse(rule).unwrap(),
        meetings: meetings.iter().map(|id| meeting_id(id)).collect(),
        verdict,
        dates: vec![],
        message: message.to_owned(),
        remedy: String::new(),
        clause: "Rec. ITU-T A.1 (10/2016) 2.2.5".to_owned(),
        hit: Hit::default(),
        amount: 1,
        waiver: None,
    }
}

/// Letter, visa, documents and registration, counted from an opening.
fn deadlines(id: &MeetingId, opening: NaiveDate) -> Vec<Deadline> {
    use crate::domain::ids::RuleId;
    let closed = ClosedDay::new(opening - Days::new(12), "Good Friday", DayKind::Public, "fixture").unwrap();
    [
        ("N-11", DeadlineKind::Letter, 28, SetBy::Rule),
        ("D-10", DeadlineKind::Visa, 27, SetBy::Letter),
        ("D-09", DeadlineKind::Documents, 13, SetBy::TermsOfReference),
        ("D-12", DeadlineKind::Registration, 5, SetBy::Rule),
    ]
    .into_iter()
    .map(|(rule, kind, days, set_by)| Deadline {
        meeting: id.clone(),
        kind,
        rule: RuleId::parse(rule).unwrap(),
        day: opening - Days::new(days),
        counted: if days == 13 { opening - Days::new(12) } else { opening - Days::new(days) },
        rolled_over: if days == 13 { vec![closed.clone()] } else { vec![] },
        set_by,
    })
    .collect()
}

/// Everything a report borrows.
pub(super) struct Fixture {
    pub(super) scenario: Scenario,
    pub(super) plan: Plan,
    pub(super) findings: Vec<Finding>,
    pub(super) reasons: BTreeMap<MeetingId, Reason>,
    pub(super) comparisons: Vec<Comparison>,
    pub(super) size: Option<Size>,
    pub(super) zones: ZoneData,
}

impl Fixture {
    fn new(parts: Parts, placements: BTreeMap<MeetingId, Placement>) -> Self {
        let scenario = Scenario::new(parts).unwrap();
        let plan = Plan {
            scenario: scenario.name.clone(),
            as_of: scenario.as_of,
            placements,
            quality: Quality::Unproven,
            proof: vec![],
            waivers: vec![],
        };
        Self {
            scenario,
            plan,
            findings: vec![],
            reasons: BTreeMap::new(),
            comparisons: vec![],
            size: None,
            zones: ZoneData::bundled(),
        }
    }

    pub(super) fn input(&self) -> Input<'_> {
        Input {
            deadlines: self.plan.placements.iter().map(|(id, at)| (id.clone(), deadlines(id, at.first()))).collect(),
            reasons: self.reasons.clone(),
            comparisons: self.comparisons.clone(),
            size: self.size,
            generated: "8 February 2023, 10:00 Geneva time".to_owned(),
            ..Input::new(&self.scenario, &self.plan, &self.findings, &self.zones)
        }
    }
}

/// One JCA inside its parent's meeting: a finding of each group, a reason, a comparison.
pub(super) fn jca() -> Fixture {
    let mut parts = parts("jca-ml-2023", "First meeting of JCA-ML", "2023-02-08", "2023-02-01", "2023-12-31");
    parts.bodies = vec![
        body("SG13", BodyKind::StudyGroup, "Study Group 13: future networks", None),
        body("JCA-ML", BodyKind::JointCoordinationActivity, "Machine learning <script>alert(1)</script>", Some("SG13")),
    ];
    let mut first = meeting("jca-ml-1", "JCA-ML", "JCA-ML, first meeting <script>alert(2)</script>", 0, &["geneva"]);
    let clock = |hour| NaiveTime::from_hms_opt(hour, 30, 0).unwrap();
    first.hours = Hours::Stated(HourRange::new(clock(13), clock(15)).unwrap());
    first.services.captions = true;
    parts.meetings = vec![meeting("sg13-1", "SG13", "Study Group 13", 10, &["geneva"]), first];
    let planned = placed("2023-03-16", "2023-03-16", Some(Half::Afternoon), Some("geneva"), Firmness::Planned);
    let placements = [
        ("sg13-1", placed("2023-03-13", "2023-03-24", None, Some("geneva"), Firmness::Announced)),
        ("jca-ml-1", planned.clone()),
    ];
    let mut fixture = Fixture::new(parts, placements.map(|(id, at)| (meeting_id(id), at)).into());
    fixture.plan.quality = Quality::Feasible;
    fixture.plan.proof = [("should", 0, Some(0)), ("prefer", 14, Some(12))]
        .map(|(level, cost, bound)| LevelProof { level: level.to_owned(), cost, bound })
        .to_vec();
    fixture.size = Some(Size { meetings: 2, free: 1, starts: 20, demands: 7, relations: 12 });
    let mut must = finding(
        "N-11",
        Strength::Must,
        Verdict::Broken,
        &["jca-ml-1", "sg13-1"],
        "JCA-ML, first meeting opens on 2023-03-16; its invitation of 2023-02-20 is 24 days before, but 4 weeks are due (by 2023-02-16)",
    );
    must.remedy = "open 4 days later, or hold it inside a meeting of the parent".to_owned();
    must.dates = vec![date("2023-02-16"), date("2023-03-16")];
    must.hit = Hit { bodies: vec![BodyId::parse("JCA-ML").unwrap()], people: Some(40) };
    let mut waived =
        finding("P-20", Strength::Should, Verdict::Broken, &["sg13-1"], "Study Group 13 meets with a Council group");
    waived.waiver = Some(Waiver {
        origin: waived.origin,
        meetings: vec![],
        by: Waiverer::Planner,
        name: "A. Planner".to_owned(),
        reason: "agreed with the chair".to_owned(),
    });
    fixture.findings = vec![
        must,
        waived,
        finding(
            "scenario",
            Strength::Prefer,
            Verdict::Broken,
            &["jca-ml-1"],
            "JCA-ML would rather meet in the morning & early",
        ),
        finding(
            "N-10",
            Strength::Must,
            Verdict::Missing("the date of its letter".to_owned()),
            &["sg13-1"],
            "cannot be judged",
        ),
        finding(
            "N-10",
            Strength::Must,
            Verdict::Missing("the date of its letter".to_owned()),
            &["jca-ml-1"],
            "cannot be judged",
        ),
        finding(
            "D-09",
            Strength::Should,
            Verdict::Note,
            &["jca-ml-1"],
            "the deadline falls on the day before a bridge day",
        ),
    ];
    let price = |level, points| Price { level, points };
    let other = |day: &str, price: Vec<Price>, breaks: &[&str]| Alternative {
        placement: placed(day, day, Some(Half::Afternoon), Some("geneva"), Firmness::Planned),
        price,
        breaks: breaks.iter().map(|text| (*text).to_owned()).collect(),
    };
    fixture.reasons.insert(
        meeting_id("jca-ml-1"),
        Reason {
            fixed: false,
            choices: 20,
            binds: vec!["JCA-ML meets inside a meeting of SG13 (scenario)".to_owned()],
            unmet: vec![Unmet {
                level: Level::Prefer,
                points: 14,
                why: "14 people follow both JCA-ML and SG13".to_owned(),
                meetings: vec![meeting_id("jca-ml-1"), meeting_id("sg13-1")],
            }],
            alternatives: vec![
                other("2023-03-17", vec![], &[]),
                other("2023-03-20", vec![price(Level::Prefer, 3)], &[]),
                other("2023-03-15", vec![price(Level::Prefer, 9)], &[]),
                other("2023-03-22", vec![price(Level::Should, 1), price(Level::Prefer, -2)], &[]),
                other("2023-03-27", vec![], &["JCA-ML meets inside a meeting of SG13"]),
            ],
            as_good: 1,
        },
    );
    fixture.comparisons.push(Comparison {
        meeting: meeting_id("jca-ml-1"),
        published: placed("2023-03-17", "2023-03-17", Some(Half::Afternoon), Some("geneva"), Firmness::Announced),
        planned,
        rank: Some(1),
        of: 20,
        as_good: 2,
        planned_around: true,
        price: vec![],
        breaks: vec![],
    });
    fixture
}

/// A calendar of 21 months with a hundred meetings of forty bodies.
pub(super) fn calendar_of_21_months() -> Fixture {
    use BodyKind as Kind;
    let mut parts =
        parts("itu-t-2017-2018", "ITU-T meetings, May 2017 to December 2018", "2017-05-04", "2017-05-01", "2018-12-31");
    parts.timetable.number = Some(line("TD105R2"));
    parts.bodies.push(body("TSAG", Kind::AdvisoryGroup, "Telecommunication Standardization Advisory Group", None));
    for group in ["RG-WM", "RG-SC", "RG-StdsStrat", "RG-ResReview", "RG-WP"] {
        parts.bodies.push(body(group, Kind::RapporteurGroup, &format!("Rapporteur group {group}"), Some("TSAG")));
    }
    for (number, subject) in [
        (2, "Operational aspects"),
        (3, "Economic and policy issues"),
        (5, "Environment and circular economy"),
        (9, "Broadband cable and TV"),
        (11, "Protocols and test specifications"),
        (12, "Performance, QoS and QoE"),
        (13, "Future networks"),
        (15, "Transport, access and home"),
        (16, "Multimedia"),
        (17, "Security"),
        (20, "IoT and smart cities"),
    ] {
        let name = format!("SG{number}");
        parts.bodies.push(body(&name, Kind::StudyGroup, subject, None));
        parts.bodies.push(body(
            &format!("JCA-{number}"),
            Kind::JointCoordinationActivity,
            &format!("Coordination of {subject}"),
            Some(&name),
        ));
        if number % 2 == 1 {
            parts.bodies.push(body(
                &format!("{name}RG-AFR"),
                Kind::RegionalGroup,
                &format!("{subject} in Africa"),
                Some(&name),
            ));
        }
    }
    parts.bodies.push(body("FG-DFC", Kind::FocusGroup, "Digital currency including fiat currency", Some("TSAG")));
    parts.bodies.push(body("FG-DLT", Kind::FocusGroup, "Distributed ledger technology", Some("TSAG")));
    parts.bodies.push(body("WS", Kind::Workshop, "Workshops and symposia", None));
    let start = date("2017-05-08");
    let mut placements = BTreeMap::new();
    for (index, body) in parts.bodies.iter().enumerate() {
        let (days, count) = match body.kind {
            Kind::StudyGroup => (if index % 3 == 0 { 10 } else { 8 }, 3),
            Kind::AdvisoryGroup => (5, 3),
            Kind::FocusGroup => (4, 5),
            Kind::Workshop => (2, 6),
            Kind::RapporteurGroup => (1, 3),
            _ => (1, 2),
        };
        for turn in 0..count {
            let week = (index * 7 + turn * (84 / count)) % 84;
            let opening = start + Days::new(7 * week as u64 + if days < 5 { (index % 4) as u64 } else { 0 });
            let id = format!("{}-{}", body.id.as_str().to_lowercase(), turn + 1);
            let abroad = (index + turn) % 7 == 0 && days > 1;
            let electronic = body.kind == Kind::RapporteurGroup && turn > 0;
            let venues: &[&str] = if electronic {
                &[]
            } else if abroad {
                &["wuxi", "geneva"]
            } else {
                &["geneva"]
            };
            let title = format!("{}, meeting {}", body.name, turn + 1);
            let mut made = meeting(&id, body.id.as_str(), &title, if days == 1 { 0 } else { days }, venues);
            made.source = Some(line("report 19.1"));
            let last = opening + Days::new(u64::from(days) - 1 + if days > 5 { 2 } else { 0 });
            let half = (days == 1).then_some(if index % 2 == 0 { Half::Morning } else { Half::Afternoon });
            let firmness = match index % 4 {
                _ if opening.year() == 2017 && opening.month() < 7 => Firmness::Announced,
                0 => Firmness::Tentative,
                _ => Firmness::Planned,
            };
            let place = venues.first().copied();
            placements.insert(meeting_id(&id), placed(&opening.to_string(), &last.to_string(), half, place, firmness));
            parts.meetings.push(made);
        }
    }
    for (id, name, first, last, council) in [
        ("cwg-2017", "Council working groups", "2017-09-11", "2017-09-22", true),
        ("telecom-2017", "ITU Telecom World", "2017-09-25", "2017-09-28", false),
        ("cwg-2018", "Council working groups", "2018-01-22", "2018-01-26", true),
        ("council-2018", "Council", "2018-04-17", "2018-04-27", true),
        ("pp-18", "Plenipotentiary Conference", "2018-10-29", "2018-11-16", true),
    ] {
        parts.outside.push(OutsideEvent {
            id: OutsideEventId::parse(id).unwrap(),
            name: line(name),
            body: None,
            first: date(first),
            last: date(last),
            place: Some(line("Geneva")),
            stance: if council { Stance::Avoid } else { Stance::Known },
            concerns: vec![],
            people: None,
            council,
            announced_on: None,
            source: None,
        });
    }
    let mut fixture = Fixture::new(parts, placements);
    fixture.plan.quality = Quality::Optimal;
    fixture.plan.proof = [("should", 3, Some(3)), ("change", 0, Some(0)), ("prefer", 1874, Some(1874))]
        .map(|(level, cost, bound)| LevelProof { level: level.to_owned(), cost, bound })
        .to_vec();
    fixture.size = Some(Size { meetings: 100, free: 92, starts: 4210, demands: 611, relations: 2044 });
    let ids: Vec<MeetingId> = fixture.scenario.meetings().keys().cloned().collect();
    for (index, id) in ids.iter().enumerate() {
        if index % 11 == 3 {
            let mut found = finding(
                "P-20",
                Strength::Should,
                Verdict::Broken,
                &[id.as_str()],
                &format!("{id} meets in the days of the Council working groups"),
            );
            found.hit =
                Hit { bodies: vec![fixture.scenario.meetings()[id].body.clone()], people: Some(12 + index as u32) };
            found.dates = vec![date("2018-01-22"), date("2018-01-26")];
            found.remedy = "move it to the week of 29 January 2018".to_owned();
            fixture.findings.push(found);
        }
        if index % 7 == 2 {
            fixture.findings.push(finding(
                "scenario",
                Strength::Prefer,
                Verdict::Broken,
                &[id.as_str()],
                &format!("{id} opens two weeks after the date asked for"),
            ));
        }
        fixture.findings.push(finding(
            "N-11",
            Strength::Must,
            Verdict::Missing("the date of its letter".to_owned()),
            &[id.as_str()],
            "cannot be judged",
        ));
    }
    fixture
}
