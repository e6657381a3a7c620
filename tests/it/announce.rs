//! Invitations, cancellations and feeds made from a scenario and a plan.

use std::collections::BTreeMap;
use std::num::NonZeroU16;

use convoke::announce::{
    Access, Announcement, Basis, FeedOptions, Recipient, Revision, Sender, UnsubscribeToken, cancellation, feed,
    invitation, known_recipients, meeting_uid,
};
use convoke::domain::body::{Body, BodyKind, Establishment, MemberGroup, Officer, Role, TermsOfReference};
use convoke::domain::calendar::Calendar;
use convoke::domain::days::CalendarDays;
use convoke::domain::deadline::{Deadline, DeadlineKind, SetBy};
use convoke::domain::ids::{BodyId, CountryCode, Family, MeetingId, RuleId, VenueId};
use convoke::domain::language::Language;
use convoke::domain::meeting::{
    Firmness, Format, Hours, Length, Meeting, Preparation, Relation, Services, Wish, WishStrength,
};
use convoke::domain::plan::{Placement, Plan, Quality};
use convoke::domain::profile::{Profile, Secretariat};
use convoke::domain::scenario::{Parts, Scenario, Timetable};
use convoke::domain::text::{DisplayName, EmailAddress, Line, WebAddress};
use convoke::domain::time::{Date, HourRange, Instant, Zone, ZoneData};
use convoke::domain::venue::Venue;
use convoke::domain::view::{Placed, View};
use convoke::ical::Person;

pub(crate) fn line(text: &str) -> Line {
    Line::parse(text).expect("a line")
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

pub(crate) fn id(text: &str) -> MeetingId {
    MeetingId::parse(text).expect("an id")
}

fn body(name: &str, kind: BodyKind, parent: Option<&str>) -> Body {
    Body {
        id: BodyId::parse(name).expect("an id"),
        kind,
        name: line(name),
        names: BTreeMap::new(),
        parent: parent.map(|parent| BodyId::parse(parent).expect("an id")),
        area: None,
        officers: Vec::new(),
        members: Vec::new(),
        attendance: None,
        contact: None,
        web: None,
        reference_code: None,
        establishment: Establishment::default(),
        terms: Vec::new(),
    }
}

fn meeting(name: &str, of: &str, title: &str, days: u16) -> Meeting {
    Meeting {
        id: id(name),
        body: BodyId::parse(of).expect("an id"),
        title: line(title),
        titles: BTreeMap::new(),
        format: Format::PhysicalWithRemoteParticipation,
        length: Length::WorkingDays(NonZeroU16::new(days).expect("days")),
        earliest: day("2022-01-01"),
        latest: day("2023-12-31"),
        opens_on: Vec::new(),
        weekend: false,
        half: None,
        hours: Hours::Usual,
        venues: vec![VenueId::parse("geneva").expect("an id")],
        rooms: 1,
        attendance: None,
        host: None,
        travel_days: CalendarDays::new(0),
        wishes: Vec::new(),
        target: None,
        services: Services::default(),
        sessions: Vec::new(),
        preparation: Preparation::default(),
        letter: None,
        invented: false,
        source: None,
    }
}

pub(crate) fn placement(first: &str, last: &str, venue: Option<&str>, firmness: Firmness) -> Placement {
    let venue = venue.map(|venue| VenueId::parse(venue).expect("an id"));
    Placement::new(day(first), day(last), None, venue, firmness).expect("dates")
}

/// SG13 in Geneva with a JCA inside it, an e-meeting with compulsory registration, one meeting called off.
pub(crate) fn parts() -> Parts {
    let mut jca = body("JCA-ML", BodyKind::JointCoordinationActivity, Some("SG13"));
    jca.name = line("Joint Coordination Activity on Machine Learning (JCA-ML)");
    jca.names = BTreeMap::from([(Language::Chinese, line("机器学习联合协调活动（JCA-ML）"))]);
    jca.web = Some(WebAddress::parse("https://www.example.org/jca/ml").expect("a link"));
    jca.terms = vec![TermsOfReference { languages: Some(vec![Language::English]), ..TermsOfReference::default() }];
    jca.officers = vec![
        Officer {
            name: line("<b>Ana</b> Sample & Co"),
            role: Role::Chair,
            affiliation: Some(line("Example Telecom, Korea (Republic of)")),
            country: CountryCode::parse("KR"),
            email: Some(EmailAddress::parse("ana@example.org").expect("an address")),
        },
        Officer {
            name: line("TSB"),
            role: Role::Counsellor,
            affiliation: None,
            country: None,
            email: Some(EmailAddress::parse("tsbjcaml@itu.int").expect("an address")),
        },
    ];
    jca.members = vec![MemberGroup {
        country: CountryCode::parse("KR"),
        zone: Zone::parse("Asia/Seoul").expect("a zone"),
        people: 12.try_into().expect("people"),
    }];
    let mut first = meeting("jca-ml-1", "JCA-ML", "First meeting of JCA-ML", 1);
    first.titles = BTreeMap::from([(Language::Chinese, line("机器学习联合协调活动第一次会议"))]);
    first.hours = Hours::ToBeAnnounced;
    first.wishes = vec![Wish { relation: Relation::Inside(vec![id("sg13")]), strength: WishStrength::Must }];
    let mut electronic = meeting("jca-ml-2", "JCA-ML", "Second meeting of JCA-ML", 1);
    electronic.format = Format::Electronic;
    electronic.venues = Vec::new();
    electronic.hours = Hours::Stated(HourRange::parse("16:30-18:00").expect("hours"));
    electronic.services = Services { registration_required: true, captions: true, ..Services::default() };
    let study_group = meeting("sg13", "SG13", "Study Group 13", 10);
    let off = meeting("sg13-off", "SG13", "Study Group 13, extra", 5);
    let mut secretariat = Calendar::monday_to_friday();
    secretariat = secretariat.known_between(day("2020-01-01"), day("2030-12-31"));
    let calendar = secretariat.id().clone();
    Parts {
        name: "announce".to_owned(),
        title: line("JCA-ML in 2023"),
        as_of: day("2023-02-08"),
        from: day("2022-01-01"),
        until: day("2023-12-31"),
        profile: Profile {
            name: "test".to_owned(),
            secretariat: Secretariat {
                name: line("TSB"),
                zone: Zone::GENEVA,
                calendar,
                dispatch_days: 0,
                address: EmailAddress::parse("meetings@tsb.example.org").unwrap(),
                bounces: EmailAddress::parse("bounces@tsb.example.org").unwrap(),
                list: EmailAddress::parse("participants@tsb.example.org").unwrap(),
            },
            rules: BTreeMap::new(),
            weights: BTreeMap::new(),
        },
        timetable: Timetable::default(),
        bodies: vec![body("SG13", BodyKind::StudyGroup, None), jca],
        venues: vec![Venue {
            id: VenueId::parse("geneva").expect("an id"),
            name: line("Geneva"),
            address: Some(line("ITU Headquarters, Place des Nations")),
            addresses: BTreeMap::from([(Language::Chinese, line("国际电联总部，万国广场"))]),
            country: CountryCode::parse("CH").expect("a country"),
            zone: Zone::GENEVA,
            headquarters: true,
            calendars: Vec::new(),
            rooms_a_day: None,
            rooms: Vec::new(),
        }],
        calendars: vec![secretariat],
        meetings: vec![first, electronic, study_group, off],
        series: Vec::new(),
        outside: Vec::new(),
        shared: Vec::new(),
        limits: Vec::new(),
        fixed: Vec::new(),
        published: Vec::new(),
        waivers: Vec::new(),
    }
}

pub(crate) fn scenario() -> Scenario {
    Scenario::new(parts()).expect("a scenario")
}

pub(crate) fn plan() -> Plan {
    Plan {
        scenario: "announce".to_owned(),
        as_of: day("2023-02-08"),
        placements: BTreeMap::from([
            (id("jca-ml-1"), placement("2023-03-16", "2023-03-16", Some("geneva"), Firmness::Planned)),
            (id("jca-ml-2"), placement("2023-10-26", "2023-10-26", None, Firmness::Tentative)),
            (id("sg13"), placement("2023-03-13", "2023-03-24", Some("geneva"), Firmness::Announced)),
            (id("sg13-off"), placement("2023-07-03", "2023-07-07", Some("geneva"), Firmness::Cancelled)),
        ]),
        quality: Quality::Unproven,
        proof: Vec::new(),
        waivers: Vec::new(),
    }
}

fn deadline(meeting: &str, kind: DeadlineKind, on: &str) -> Deadline {
    Deadline {
        meeting: id(meeting),
        kind,
        rule: RuleId::new(Family::Documents, 11),
        day: day(on),
        counted: day(on),
        rolled_over: Vec::new(),
        set_by: SetBy::Letter,
    }
}

pub(crate) fn deadlines() -> BTreeMap<MeetingId, Vec<Deadline>> {
    BTreeMap::from([(
        id("jca-ml-2"),
        vec![
            deadline("jca-ml-2", DeadlineKind::Letter, "2023-09-28"),
            deadline("jca-ml-2", DeadlineKind::Documents, "2023-10-14"),
            deadline("jca-ml-2", DeadlineKind::Registration, "2023-10-20"),
        ],
    )])
}

pub(crate) fn person(name: &str, address: &str) -> Person {
    Person {
        name: Some(DisplayName::parse(name).expect("a name")),
        address: EmailAddress::parse(address).expect("an address"),
    }
}

pub(crate) fn sender() -> Sender {
    Sender {
        office: person("TSB, JCA-ML secretariat", "tsbjcaml@itu.int"),
        bounce: EmailAddress::parse("bounce@itu.int").expect("an address"),
        unsubscribe_page: Some(WebAddress::parse("https://convoke.example.org/stop").expect("a link")),
    }
}

pub(crate) fn recipient(language: Language) -> Recipient {
    Recipient {
        zone: Some(Zone::parse("Asia/Seoul").expect("a zone")),
        token: UnsubscribeToken::new("0123456789abcdef0123"),
        ..Recipient::person(person("Ana Sample", "ana@example.org"), language)
    }
}

fn revision(sequence: u32) -> Revision {
    let stamped = day("2023-02-08").and_hms_opt(9, 0, 0).expect("a time");
    Revision { sequence, stamped: Instant::from_utc(stamped).plus_seconds(i64::from(sequence) * 60) }
}

/// Runs `check` on announcements of the test scenario.
fn with_basis<Result>(check: impl FnOnce(&Basis<'_>) -> Result) -> Result {
    let (scenario, plan, deadlines, sender, zones) = (scenario(), plan(), deadlines(), sender(), ZoneData::bundled());
    check(&Basis { view: View::new(&scenario, &plan), deadlines: &deadlines, sender: &sender, zones: &zones })
}

fn invited(meeting: &str, recipient: &Recipient, sequence: u32) -> Announcement {
    with_basis(|basis| invitation(basis, &id(meeting), recipient, revision(sequence)).expect("an invitation"))
}

/// The announcement of the test scenario for one recipient, for the tests of delivery.
pub(crate) fn announced(meeting: &str, name: &str, address: &str, language: Language) -> Announcement {
    invited(meeting, &Recipient { person: person(name, address), ..recipient(language) }, 0)
}

fn shown(announcement: &Announcement) -> String {
    let mail = &announcement.mail;
    let headers: Vec<String> =
        mail.headers.iter().map(|header| format!("{}: {}", header.name(), header.value())).collect();
    format!(
        "Subject: {}\nMessage-ID: {}\nReturn: {}\n{}\n\n{}\n==== page\n{}\n==== calendar\n{}",
        mail.subject,
        mail.message_id,
        mail.return_address.as_str(),
        headers.join("\n"),
        mail.plain,
        mail.html,
        announcement.calendar().replace("\r\n", "\n"),
    )
}

#[test]
fn an_e_meeting_in_english() {
    insta::assert_snapshot!(shown(&invited("jca-ml-2", &recipient(Language::English), 0)));
}

#[test]
fn a_meeting_whose_hour_is_not_known_in_chinese() {
    insta::assert_snapshot!(shown(&invited("jca-ml-1", &recipient(Language::Chinese), 0)));
}

#[test]
fn a_meeting_of_days_changed_in_english() {
    insta::assert_snapshot!(shown(&invited("sg13", &recipient(Language::English), 2)));
}

#[test]
fn a_cancellation_in_chinese() {
    let off = with_basis(|basis| {
        cancellation(basis, &id("sg13-off"), &recipient(Language::Chinese), revision(1)).expect("a cancellation")
    });
    insta::assert_snapshot!(shown(&off));
    let refused =
        with_basis(|basis| invitation(basis, &id("sg13-off"), &recipient(Language::English), revision(1)).map(|_| ()));
    assert!(refused.is_err(), "a cancelled meeting is not announced");
}

#[test]
fn the_feed_in_english() {
    let options = FeedOptions { language: Language::English, body: None, source: None };
    let text = with_basis(|basis| feed(basis, &options, revision(0)).expect("a feed"));
    insta::assert_snapshot!(text.replace("\r\n", "\n"));
}

/// No text sets the number of D-11 and D-12: what only the rule counted is told neither in mails nor in calendars; what
/// the letter or the terms of reference set is, and so is what other rules count.
#[test]
fn documents_by_habit_are_not_told_as_a_fact() {
    let cases = [
        (11, SetBy::Rule, false),
        (12, SetBy::Rule, false),
        (11, SetBy::Letter, true),
        (12, SetBy::Letter, true),
        (11, SetBy::TermsOfReference, true),
        (1, SetBy::Rule, true),
    ];
    for (number, set_by, told) in cases {
        let one = Deadline {
            rule: RuleId::new(Family::Documents, number),
            set_by,
            ..deadline("jca-ml-2", DeadlineKind::Documents, "2023-10-09")
        };
        let deadlines = BTreeMap::from([(id("jca-ml-2"), vec![one])]);
        let (scenario, plan, sender, zones) = (scenario(), plan(), sender(), ZoneData::bundled());
        let basis = Basis { view: View::new(&scenario, &plan), deadlines: &deadlines, sender: &sender, zones: &zones };
        let recipient = recipient(Language::English);
        let letter = invitation(&basis, &id("jca-ml-2"), &recipient, revision(0)).expect("an invitation");
        let options = FeedOptions { language: Language::English, body: None, source: None };
        let feed = feed(&basis, &options, revision(0)).expect("a feed");
        let texts = [letter.calendar().to_owned(), letter.mail.plain, letter.mail.html, feed];
        for text in texts.map(|text| text.replace("\r\n ", "")) {
            let says = text.contains("9 October 2023") || text.contains("20231009");
            assert_eq!(says, told, "D-{number} {set_by:?}: {text}");
        }
    }
}

#[test]
fn the_same_revision_gives_the_same_bytes() {
    for language in Language::ALL {
        let recipient = recipient(language);
        assert_eq!(invited("jca-ml-2", &recipient, 0), invited("jca-ml-2", &recipient, 0));
    }
}

/// In every language of the secretariat the invitation and the cancellation say the whole meeting.
#[test]
fn mails_in_the_languages_that_are_neither_english_nor_chinese() {
    for (language, name) in [
        (Language::Arabic, "arabic"),
        (Language::French, "french"),
        (Language::Russian, "russian"),
        (Language::Spanish, "spanish"),
    ] {
        insta::assert_snapshot!(format!("a_mail_in_{name}"), invited("jca-ml-2", &recipient(language), 0).mail.plain);
    }
}

/// The link to join is nowhere in what everybody gets, and everywhere in what the registered get.
#[test]
fn only_the_registered_get_the_link() {
    let link = "https://meet.example.org/j/personal-42";
    let registered = Recipient {
        access: Access::Registered { link: WebAddress::parse(link).expect("a link") },
        ..recipient(Language::English)
    };
    let everybody = shown(&invited("jca-ml-2", &recipient(Language::English), 0));
    assert!(!everybody.contains("meet.example.org") && !everybody.contains("CONFERENCE"));
    assert!(everybody.contains("Registration is compulsory"));
    let one = invited("jca-ml-2", &registered, 0);
    assert!(one.mail.plain.contains(link) && one.mail.html.contains(link));
    assert!(one.calendar().replace("\r\n ", "").contains(&format!("VALUE=URI:{link}")));
    let options = FeedOptions { language: Language::English, body: None, source: None };
    let text = with_basis(|basis| feed(basis, &options, revision(0)).expect("a feed"));
    assert!(!text.contains("CONFERENCE") && !text.contains("ATTENDEE"));
}

/// Every hour that people read is followed by the zone it is in.
#[test]
fn every_hour_names_its_zone() {
    for meeting in ["jca-ml-1", "jca-ml-2", "sg13"] {
        for language in Language::ALL {
            let plain = invited(meeting, &recipient(language), 0).mail.plain;
            for line in plain.lines().filter(|line| {
                line.as_bytes().windows(5).any(|w| w[2] == b':' && [0, 1, 3, 4].iter().all(|i| w[*i].is_ascii_digit()))
            }) {
                assert!(line.contains("UTC"), "{line}");
            }
        }
    }
}

/// What people wrote stays text: no tag, no link but our own.
#[test]
fn names_are_text_in_the_page() {
    let html = invited("jca-ml-2", &recipient(Language::English), 0).mail.html;
    assert!(!html.contains("<b>") && html.contains("&lt;b&gt;Ana"), "{html}");
    assert_eq!(html.matches("<a ").count(), 1, "the page of the group alone");
}

#[test]
fn ids_outlive_dates_and_plans() {
    let recipient = recipient(Language::English);
    let (scenario, mut plan, deadlines, sender, zones) =
        (scenario(), plan(), deadlines(), sender(), ZoneData::bundled());
    let uid = meeting_uid(&id("jca-ml-2"), "itu.int").expect("an id");
    let mut seen = Vec::new();
    for (sequence, date) in [(0, "2023-10-26"), (1, "2023-11-02")] {
        plan.placements.insert(id("jca-ml-2"), placement(date, date, None, Firmness::Confirmed));
        let view = View::new(&scenario, &plan);
        let basis = Basis { view, deadlines: &deadlines, sender: &sender, zones: &zones };
        let one = invitation(&basis, &id("jca-ml-2"), &recipient, revision(sequence)).expect("an invitation");
        assert!(one.calendar().contains(&format!("UID:{uid}\r\n")));
        assert!(one.calendar().contains(&format!("SEQUENCE:{sequence}\r\n")));
        seen.push(one);
    }
    assert_ne!(seen[0].mail.message_id, seen[1].mail.message_id);
    assert!(
        seen[1]
            .mail
            .headers
            .iter()
            .any(|header| header.name() == "References" && header.value() == seen[0].mail.message_id)
    );
    // Clocks in Europe change between the two dates: the hour in Geneva stays, the instant moves.
    assert!(seen[0].mail.plain.contains("14:30-16:00 UTC") && seen[1].mail.plain.contains("15:30-17:00 UTC"));
}

#[test]
fn recipients_come_from_the_officers_and_leave_out_the_sender() {
    with_basis(|basis| {
        let meeting = &basis.view.scenario.meetings()[&id("jca-ml-1")];
        let placed = Placed {
            meeting,
            body: basis.view.scenario.body_of(meeting),
            at: &basis.view.plan.placements[&id("jca-ml-1")],
            venue: None,
        };
        let found = known_recipients(&placed, basis.sender, Language::English);
        let facts: Vec<_> =
            found.iter().map(|one| (one.person.address.as_str(), one.role, one.zone.map(Zone::name))).collect();
        assert_eq!(facts, [("ana@example.org", convoke::ical::Role::Chair, Some("Asia/Seoul"))]);
    });
    assert!(UnsubscribeToken::new("short").is_none() && UnsubscribeToken::new("0123456789abcde\r\n").is_none());
}
