//! Of what people are reminded, on which day.

use std::collections::{BTreeMap, BTreeSet};

use convoke::announce::attendance::{Presence, Registration, Service};
use convoke::announce::registered::Registered;
use convoke::announce::reminders::{About, Circumstances, Reminder, Reminding, Standing};
use convoke::announce::{Announced, Basis, Question, Recipient, Told};
use convoke::domain::deadline::DeadlineKind;
use convoke::domain::ids::MeetingId;
use convoke::domain::language::Language;
use convoke::domain::meeting::Firmness;
use convoke::domain::plan::Plan;
use convoke::domain::text::EmailAddress;
use convoke::domain::time::{Instant, Zone, ZoneData};
use convoke::domain::view::View;
use convoke::ical::AttendeeKind;
use proptest::prelude::*;

use crate::announce::{day, deadlines, id, person, placement, plan, recipient, scenario, sender};

const REGISTRATION: About = About::Deadline(DeadlineKind::Registration);
const DOCUMENTS: About = About::Deadline(DeadlineKind::Documents);

fn reminding(of: About, days: &[u16]) -> Reminding {
    Reminding { of, days: days.to_vec() }
}

fn someone(name: &str, zone: Option<&str>, language: Language) -> Recipient {
    let zone = zone.map(|zone| Zone::parse(zone).expect("a zone"));
    Recipient { person: person(name, &format!("{name}@example.org")), zone, ..recipient(language) }
}

/// What follows when these people have just been told, at this moment in UTC.
fn follow(
    people: Vec<Recipient>,
    remindings: &[Reminding],
    plan: &Plan,
    at: &str,
    standing: &dyn Fn(&MeetingId, &Told) -> Standing,
) -> Vec<Reminder> {
    let (scenario, sender, deadlines, zones) = (scenario(), sender(), deadlines(), ZoneData::bundled());
    let basis = Basis { view: View::new(&scenario, plan), deadlines: &deadlines, sender: &sender, zones: &zones };
    let recipients = BTreeMap::from([(id("jca-ml-2"), people)]);
    let stamped = Instant::from_utc(at.parse().expect("a time"));
    let today = stamped.to_utc().date();
    let question = Question { basis: &basis, recipients: &recipients, stamped, today, reworded: false };
    let mut announced = Announced::nothing();
    for dispatch in announced.dispatches(&question).expect("dispatches") {
        announced.note(&dispatch);
    }
    let by = Circumstances { basis: &basis, remindings, stamped, standing };
    by.reminders(&announced, &BTreeSet::from([id("jca-ml-2")])).expect("reminders")
}

fn nobody_said(_: &MeetingId, _: &Told) -> Standing {
    Standing::default()
}

fn listed(all: &[Reminder]) -> Vec<String> {
    let one = |one: &Reminder| {
        format!("{} {} {} until {}", one.told.recipient.person.address.local(), one.reason(), one.at, one.until)
    };
    all.iter().map(one).collect()
}

/// Documents are due on Saturday 14 October 2023, registration on Friday the 20th; the meeting is on Thursday the 26th at
/// 16:30 in Geneva.
#[test]
fn reminders_leave_at_nine_by_the_readers_clocks_on_working_days() {
    let people = vec![
        someone("ana", Some("Asia/Seoul"), Language::English),
        someone("bo", Some("America/New_York"), Language::English),
        someone("cy", None, Language::English),
    ];
    let remindings = [reminding(DOCUMENTS, &[7]), reminding(REGISTRATION, &[7, 4]), reminding(About::Meeting, &[1])];
    let all = follow(people, &remindings, &plan(), "2023-02-08T09:00:00", &nobody_said);
    // Seven days before the 14th is a Saturday: the Friday before. Four before the 20th is a Monday.
    assert_eq!(
        listed(&all),
        [
            "ana reminder:documents 2023-10-06T00:00:00Z until 2023-10-14T15:00:00Z",
            "cy reminder:documents 2023-10-06T07:00:00Z until 2023-10-14T22:00:00Z",
            "bo reminder:documents 2023-10-06T13:00:00Z until 2023-10-15T04:00:00Z",
            "ana reminder:registration 2023-10-13T00:00:00Z until 2023-10-20T15:00:00Z",
            "cy reminder:registration 2023-10-13T07:00:00Z until 2023-10-20T22:00:00Z",
            "bo reminder:registration 2023-10-13T13:00:00Z until 2023-10-21T04:00:00Z",
            "ana reminder:registration 2023-10-16T00:00:00Z until 2023-10-20T15:00:00Z",
            "cy reminder:registration 2023-10-16T07:00:00Z until 2023-10-20T22:00:00Z",
            "bo reminder:registration 2023-10-16T13:00:00Z until 2023-10-21T04:00:00Z",
            "ana reminder:meeting 2023-10-25T00:00:00Z until 2023-10-26T14:30:00Z",
            "cy reminder:meeting 2023-10-25T07:00:00Z until 2023-10-26T14:30:00Z",
            "bo reminder:meeting 2023-10-25T13:00:00Z until 2023-10-26T14:30:00Z",
        ]
    );
}

#[test]
fn what_falls_on_one_day_is_one_mail_and_what_is_past_is_none() {
    let one = || vec![someone("cy", None, Language::English)];
    let remindings = [reminding(DOCUMENTS, &[1]), reminding(REGISTRATION, &[7]), reminding(About::Answer, &[13])];
    let all = follow(one(), &remindings, &plan(), "2023-02-08T09:00:00", &nobody_said);
    let reason = "cy reminder:registration,documents,answer 2023-10-13T07:00:00Z until 2023-10-14T22:00:00Z";
    let words = |line: &str| line.split([' ', ',', ':']).map(str::to_owned).collect::<BTreeSet<_>>();
    assert_eq!(listed(&all).len(), 1);
    assert_eq!(words(&listed(&all)[0]), words(reason));
    // Told on the day before: nobody is reminded of what was read yesterday, nor of what is past.
    for at in ["2023-10-12T08:00:00", "2023-10-13T08:00:00", "2023-10-26T16:00:00"] {
        assert_eq!(listed(&follow(one(), &remindings, &plan(), at, &nobody_said)), Vec::<String>::new(), "{at}");
    }
    assert_eq!(follow(one(), &remindings, &plan(), "2023-10-12T06:59:59", &nobody_said).len(), 1);
}

#[test]
fn a_meeting_that_is_off_or_was_held_reminds_nobody() {
    for firmness in [Firmness::Cancelled, Firmness::Held] {
        let mut off = plan();
        off.placements.insert(id("jca-ml-2"), placement("2023-10-26", "2023-10-26", None, firmness));
        let people = vec![someone("cy", None, Language::English)];
        let remindings = [reminding(About::Meeting, &[1])];
        assert_eq!(follow(people, &remindings, &off, "2023-02-08T09:00:00", &nobody_said), []);
    }
}

#[test]
fn who_needs_to_be_reminded_of_what() {
    let nothing = Standing::default();
    let asked = |service| Standing { asked: BTreeSet::from([service]), ..Standing::default() };
    let interpretation = About::Deadline(DeadlineKind::Interpretation);
    let captioning = About::Deadline(DeadlineKind::Captioning);
    let table = [
        (REGISTRATION, &nothing, true),
        (REGISTRATION, &Standing { registered: true, ..nothing.clone() }, false),
        (REGISTRATION, &Standing { answered: true, ..nothing.clone() }, true),
        (DOCUMENTS, &Standing { registered: true, answered: true, ..nothing.clone() }, true),
        (interpretation, &asked(Service::Interpretation), false),
        (interpretation, &asked(Service::Captioning), true),
        (captioning, &asked(Service::SignLanguage), false),
        (About::Answer, &nothing, true),
        (About::Answer, &Standing { answered: true, ..nothing.clone() }, false),
        (About::Answer, &Standing { registered: true, ..nothing.clone() }, false),
        (About::Answer, &Standing { is_list: true, ..nothing.clone() }, false),
        (About::Meeting, &Standing { answered: true, registered: true, ..nothing.clone() }, true),
    ];
    for (about, standing, needed) in table {
        assert_eq!(about.is_needed(standing), needed, "{about:?} {standing:?}");
    }
    for (about, word) in About::ALL {
        for standing in [Standing { declined: true, ..nothing.clone() }, Standing { silent: true, ..nothing.clone() }] {
            assert!(!about.is_needed(&standing), "{about:?} {standing:?}");
        }
        assert_eq!(About::of_reason(&format!("reminder:{word},nonsense")), BTreeSet::from([about]));
    }
    assert_eq!(About::of_reason("invitation"), BTreeSet::new());
}

fn registers(who: &str, meeting: &str, asks: &[Service]) -> Registration {
    Registration {
        meeting: id(meeting),
        person: EmailAddress::parse(&format!("{who}@example.org")).ok(),
        presence: Presence::Remote,
        on: day("2023-02-02"),
        asks: asks.to_vec(),
        name: None,
        language: None,
        zone: None,
    }
}

/// What somebody registered for twice counts together; other meetings and other people change nothing.
#[test]
fn a_registration_is_found_by_meeting_and_address() {
    let list = [
        registers("Ana", "jca-ml-2", &[Service::Captioning]),
        registers("ana", "jca-ml-2", &[Service::Interpretation]),
        registers("ana", "sg13", &[Service::SignLanguage]),
        registers("not an address", "sg13", &[]),
    ];
    let registered = Registered::of(&list);
    let of = |meeting: &str, who: &str| Standing::default().with(&id(meeting), who, &registered);
    let asked = BTreeSet::from([Service::Captioning, Service::Interpretation]);
    assert_eq!(of("jca-ml-2", "ana@example.org"), Standing { registered: true, asked, ..Standing::default() });
    for (meeting, who) in [("jca-ml-1", "ana@example.org"), ("sg13", "bo@example.org")] {
        assert_eq!(of(meeting, who), Standing::default(), "{meeting} {who}");
    }
    let declined = Standing { declined: true, ..Standing::default() };
    assert!(declined.with(&id("sg13"), "ana@example.org", &registered).declined, "what is known else stays");
}

/// Going through the list for each person would take minutes here.
#[test]
fn as_many_people_as_registrations_are_looked_up_at_once() {
    let list: Vec<Registration> = (0..30_000).map(|n| registers(&format!("p{n}"), "jca-ml-2", &[])).collect();
    let registered = Registered::of(&list);
    let known = (0..60_000).filter(|n| {
        let address = format!("p{n}@example.org");
        Standing::default().with(&id("jca-ml-2"), &address, &registered).registered
    });
    assert_eq!(known.count(), 30_000);
}

#[test]
fn reminders_in_six_languages() {
    let remindings = [
        reminding(DOCUMENTS, &[1]),
        reminding(REGISTRATION, &[7]),
        reminding(About::Meeting, &[1]),
        reminding(About::Answer, &[1]),
    ];
    let people = Language::ALL.map(|language| someone(language.tag(), None, language)).to_vec();
    let mut text = String::new();
    for one in follow(people, &remindings, &plan(), "2023-02-08T09:00:00", &nobody_said) {
        let mail = &one.mail;
        let opening = mail.plain.split("\n\n").nth(1).unwrap_or_default();
        let words = mail.message_id.split('.').next().unwrap_or_default();
        text.push_str(&format!(
            "{} {} {words}\n  {}\n  {opening}\n",
            one.day, one.told.recipient.language, mail.subject
        ));
        assert!(mail.calendar.is_none());
        let letter = convoke::delivery::compose(mail).expect("a mail");
        let bytes = String::from_utf8_lossy(letter.bytes()).into_owned();
        assert!(!bytes.contains("text/calendar") && bytes.contains("multipart/alternative"), "{bytes}");
        assert!(bytes.contains("In-Reply-To: <jca-ml-2.0."), "{bytes}");
    }
    insta::assert_snapshot!(text);
}

#[test]
fn a_list_is_reminded_of_deadlines_and_not_of_answering() {
    let list = Recipient { kind: AttendeeKind::Group, ..someone("all", None, Language::English) };
    let remindings = [reminding(REGISTRATION, &[7]), reminding(About::Answer, &[7])];
    let all = follow(vec![list], &remindings, &plan(), "2023-02-08T09:00:00", &nobody_said);
    assert_eq!(all.iter().map(Reminder::reason).collect::<Vec<_>>(), ["reminder:registration"]);
}

proptest! {
    /// Whatever is asked for: at nine by the reader's clocks, on a working day, before what it reminds of, and the same set
    /// when it is worked out again.
    #[test]
    fn every_reminder_keeps_the_rules(
        days in prop::collection::vec(0_u16..300, 0..4),
        zone in prop::sample::select(vec!["Asia/Seoul", "America/New_York", "Pacific/Auckland", "Europe/Zurich", "Africa/Casablanca"]),
        told in 0_u64..250,
    ) {
        let remindings = [reminding(DOCUMENTS, &days), reminding(REGISTRATION, &days), reminding(About::Meeting, &days)];
        let at = day("2023-02-08").checked_add_days(chrono::Days::new(told)).expect("a day");
        let at = format!("{at}T10:30:00");
        let people = || vec![someone("ana", Some(zone), Language::English)];
        let all = follow(people(), &remindings, &plan(), &at, &nobody_said);
        prop_assert_eq!(&follow(people(), &remindings, &plan(), &at, &nobody_said), &all);
        let (zones, scenario) = (ZoneData::bundled(), scenario());
        let stamped = Instant::from_utc(at.parse().expect("a time"));
        let mut days_seen = BTreeSet::new();
        for one in &all {
            let civil = zones.at(one.at, Zone::parse(zone).expect("a zone")).expect("a time").civil;
            prop_assert_eq!(civil.time(), chrono::NaiveTime::from_hms_opt(9, 0, 0).expect("a time"));
            prop_assert_eq!(civil.date(), one.day);
            prop_assert!(scenario.secretariat_calendar().is_working(one.day));
            prop_assert!(one.at > stamped.plus_seconds(86_400) && one.at < one.until);
            prop_assert!(days_seen.insert(one.day), "one mail a day");
        }
    }
}
