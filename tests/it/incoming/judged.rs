//! What becomes of mails that came back.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use convoke::announce::answers::{
    Action, Answers, Bounce, Cause, Circumstances, Doubt, Incoming, Judged, Message, Mutant, Proof, Reply, Said,
    Status, Treatment, Unasked, Verdict,
};
use convoke::announce::{Announced, Basis, Question, Recipient, Sender};
use convoke::domain::ids::MeetingId;
use convoke::domain::language::Language;
use convoke::domain::meeting::Firmness;
use convoke::domain::plan::Plan;
use convoke::domain::text::{EmailAddress, Paragraphs};
use convoke::domain::time::{Instant, ZoneData};
use convoke::domain::view::View;
use convoke::ical::AttendeeKind;
use proptest::prelude::*;

use super::read::{bytes, mail, names};
use crate::announce::{day, deadlines, id, person, placement, plan, recipient, scenario, sender};

/// Ana has a token, Bo and Zoe have none; the list is a list.
pub(super) fn people() -> Vec<Recipient> {
    let without = |name: &str, address: &str| Recipient {
        person: person(name, address),
        token: None,
        ..recipient(Language::English)
    };
    let list = Recipient { kind: AttendeeKind::Group, ..without("All", "all@example.org") };
    let (bo, zoe) = (without("Bo Sample", "bo@example.org"), without("Zoe Sample", "zoe@example.org"));
    vec![recipient(Language::English), bo, zoe, list]
}

/// Tells `people` of a plan, one minute after what was told before.
fn tell(announced: &mut Announced, plan: &Plan, people: &[Recipient], minute: i64) {
    let (scenario, deadlines, sender, zones) = (scenario(), deadlines(), sender(), ZoneData::bundled());
    let basis = Basis { view: View::new(&scenario, plan), deadlines: &deadlines, sender: &sender, zones: &zones };
    let recipients: BTreeMap<MeetingId, Vec<Recipient>> =
        ["sg13", "jca-ml-2"].map(|meeting| (id(meeting), people.to_vec())).into();
    let stamped = Instant::from_utc(day("2023-02-08").and_hms_opt(9, 0, 0).expect("a time")).plus_seconds(minute * 60);
    let question =
        Question { basis: &basis, recipients: &recipients, stamped, today: day("2023-02-08"), reworded: false };
    for dispatch in announced.dispatches(&question).expect("dispatches") {
        announced.note(&dispatch);
    }
}

pub(super) fn told() -> Announced {
    let mut announced = Announced::nothing();
    tell(&mut announced, &plan(), &people(), 0);
    announced
}

/// A day after the announcement.
fn arrived() -> Instant {
    Instant::from_utc(day("2023-02-12").and_hms_opt(9, 0, 0).expect("a time"))
}

/// Sender and what was told.
struct World {
    announced: Announced,
    sender: Sender,
}

impl World {
    fn new() -> Self {
        Self { announced: told(), sender: sender() }
    }

    fn by(&self) -> Circumstances<'_> {
        Circumstances::new(&self.announced, &self.sender, arrived())
    }

    fn judge(&self, name: &str) -> Vec<Judged> {
        Answers::nothing().judge(&mail(name), &self.by())
    }

    fn verdict(&self, known: &Answers, message: &Message) -> Verdict {
        match known.judge(message, &self.by()).into_iter().next() {
            Some(Judged::Reply { verdict, .. }) => verdict,
            other => panic!("{other:?}"),
        }
    }
}

fn shown(judged: &Judged) -> String {
    let who = |address: &Option<EmailAddress>| address.as_ref().map_or("nobody", |one| one.as_str()).to_owned();
    match judged {
        Judged::Reply { meeting, attendee, said, verdict } => {
            let meeting = meeting.as_ref().map_or("no meeting", |meeting| meeting.as_str());
            let reason = verdict.reason().map_or(String::new(), |reason| format!(" ({reason})"));
            let proof = match verdict {
                Verdict::Recorded(one) | Verdict::Unchanged(one) | Verdict::Late(one) => {
                    format!(", by {}, {}", one.proof.word(), one.stamped)
                }
                _ => String::new(),
            };
            format!("{meeting}: {} {} {}{reason}{proof}", attendee.as_str(), said.word(), verdict.word())
        }
        Judged::Bounce { recipient, treatment, .. } => {
            let whom = treatment.whom().map_or("nobody", |whom| whom.word());
            format!("bounce of {}: {treatment:?}, told: {whom}", who(recipient))
        }
        Judged::Unsubscribe { address, verdict } => format!("unsubscribe {}: {verdict:?}", who(address)),
    }
}

#[test]
fn what_becomes_of_each_mail() {
    let world = World::new();
    let mut text = String::new();
    for name in names() {
        let judged = world.judge(&name);
        let lines: Vec<String> = judged.iter().map(shown).collect();
        let lines = if lines.is_empty() { "nothing is recorded".to_owned() } else { lines.join("\n  ") };
        let _infallible = writeln!(text, "{name}\n  {lines}");
    }
    insta::assert_snapshot!(text);
}

/// What the mails of a stranger with the right address on it may not do.
#[test]
fn spoofed_answers_are_refused() {
    let world = World::new();
    for (name, doubt) in [
        ("reply-spoofed-from", Doubt::From),
        ("reply-without-token", Doubt::NoToken),
        ("reply-foreign-token", Doubt::ForeignToken),
    ] {
        let mut answers = Answers::nothing();
        assert_eq!(world.verdict(&answers, &mail(name)), Verdict::Spoofed(doubt), "{name}");
        answers.take(&mail(name), &world.by());
        assert_eq!(answers, Answers::nothing(), "{name}: nothing is known from it");
    }
}

#[test]
fn the_token_stands_in_the_address_to_which_answers_go() {
    let announced = crate::announce::announced("sg13", "Ana", "ana@example.org", Language::English);
    let organizer = "mailto:tsbjcaml+0123456789abcdef0123@itu.int";
    assert!(announced.calendar().replace("\r\n ", "").contains(organizer), "{}", announced.calendar());
    let header = |name: &str| announced.mail.headers.iter().find(|header| header.name() == name).expect("a header");
    assert_eq!(header("Reply-To").value(), "<tsbjcaml+0123456789abcdef0123@itu.int>");
    assert!(header("List-Unsubscribe").value().contains(organizer));
    let Judged::Reply { verdict: Verdict::Recorded(answer), .. } = &World::new().judge("reply-thunderbird-token")[0]
    else {
        panic!("recorded")
    };
    assert_eq!(answer.proof, Proof::Token);
}

fn reply(who: &str, said: Said, sequence: u32, seconds: i64, mail: &str) -> Message {
    let attendee = EmailAddress::parse(who).expect("an address");
    let stamped =
        Some(Instant::from_utc(day("2023-02-09").and_hms_opt(9, 0, 0).expect("a time")).plus_seconds(seconds));
    let reply = Reply {
        uids: vec!["sg13@itu.int".to_owned()],
        attendee: attendee.clone(),
        sent_by: None,
        said,
        sequence,
        stamped,
        comment: Paragraphs::parse(&format!("said in {mail}")).ok(),
        instance: None,
    };
    Message {
        from: Some(attendee),
        to: vec![EmailAddress::parse("tsbjcaml@itu.int").expect("an address")],
        id: Some(mail.to_owned()),
        sent: None,
        subject: None,
        incoming: Incoming::Replies(vec![reply]),
    }
}

#[test]
fn later_answers_replace_earlier_ones_and_never_the_other_way() {
    let (world, mut answers) = (World::new(), Answers::nothing());
    let (by, bo) = (world.by(), EmailAddress::parse("bo@example.org").expect("an address"));
    let said = |answers: &Answers| answers.answer(&id("sg13"), &bo).map(|answer| answer.said.clone());
    answers.take(&reply("bo@example.org", Said::Accepted, 0, 60, "a"), &by);
    let earlier = reply("bo@example.org", Said::Declined, 0, 0, "b");
    assert_eq!(world.verdict(&answers, &earlier), Verdict::Stale);
    answers.take(&earlier, &by);
    assert_eq!(said(&answers), Some(Said::Accepted));
    assert!(matches!(
        world.verdict(&answers, &reply("Bo@example.org", Said::Accepted, 0, 60, "a")),
        Verdict::Unchanged(_)
    ));
    answers.take(&reply("bo@example.org", Said::Tentative, 0, 120, "c"), &by);
    assert_eq!(said(&answers), Some(Said::Tentative));
}

#[test]
fn an_answer_to_dates_that_have_moved_is_kept_and_told() {
    let mut world = World::new();
    let mut moved = plan();
    moved.placements.insert(id("sg13"), placement("2023-03-20", "2023-03-31", Some("geneva"), Firmness::Announced));
    tell(&mut world.announced, &moved, &people(), 1);
    let mut answers = Answers::nothing();
    let old = reply("bo@example.org", Said::Accepted, 0, 600, "a");
    assert!(matches!(world.verdict(&answers, &old), Verdict::Late(_)));
    answers.take(&old, &world.by());
    assert!(matches!(
        world.verdict(&answers, &reply("bo@example.org", Said::Declined, 1, 60, "b")),
        Verdict::Recorded(_)
    ));
    answers.take(&reply("bo@example.org", Said::Declined, 1, 60, "b"), &world.by());
    assert_eq!(world.verdict(&answers, &old), Verdict::Stale, "an older revision never outdoes a newer one");
    let mut off = moved.clone();
    off.placements.insert(id("sg13"), placement("2023-03-20", "2023-03-31", Some("geneva"), Firmness::Cancelled));
    tell(&mut world.announced, &off, &people(), 2);
    let late = reply("bo@example.org", Said::Accepted, 1, 900, "c");
    assert_eq!(world.verdict(&answers, &late), Verdict::NotAsked(Unasked::CalledOff));
    let list = reply("all@example.org", Said::Accepted, 0, 900, "d");
    assert_eq!(World::new().verdict(&answers, &list), Verdict::NotAsked(Unasked::List));
}

#[test]
fn a_clock_that_is_ahead_does_not_outdo_later_answers() {
    let world = World::new();
    let Judged::Reply { verdict: Verdict::Recorded(answer), .. } = &world.judge("reply-clock-ahead")[0] else {
        panic!("recorded")
    };
    assert_eq!(answer.stamped, arrived());
}

fn bounce(message: &str, status: Option<&str>, action: Action) -> Message {
    let bounce = Bounce {
        action,
        final_recipient: None,
        status: status.and_then(Status::parse),
        diagnostic: None,
        original: Some(message.to_owned()),
    };
    Message {
        from: None,
        to: vec![EmailAddress::parse("bounce+zoe=example.org@itu.int").expect("an address")],
        id: Some(format!("report-of-{message}")),
        sent: None,
        subject: None,
        incoming: Incoming::Bounces(vec![bounce]),
    }
}

#[test]
fn an_address_is_suspended_as_the_table_says() {
    let (world, zoe) = (World::new(), EmailAddress::parse("zoe@example.org").expect("an address"));
    let treatments = |mails: &[Message]| -> (Vec<Treatment>, Answers) {
        let mut answers = Answers::nothing();
        let all = mails.iter().flat_map(|mail| answers.take(mail, &world.by())).map(|judged| match judged {
            Judged::Bounce { treatment, .. } => treatment,
            other => panic!("{other:?}"),
        });
        (all.collect(), answers)
    };
    let (found, answers) = treatments(&[bounce("a", Some("5.1.1"), Action::Failed)]);
    assert_eq!(found, [Treatment::Suspended(Cause::Gone)]);
    assert!(answers.is_suppressed(&zoe));
    let finally = |message| bounce(message, None, Action::Failed);
    let (found, answers) = treatments(&[finally("a"), finally("a"), finally("b"), finally("c")]);
    let counted = |number| Treatment::Counted(Cause::Final, number);
    assert_eq!(found, [counted(1), counted(1), counted(2), Treatment::Suspended(Cause::Final)]);
    assert!(answers.is_suppressed(&zoe));
    let passing: Vec<Message> =
        (0..20).map(|number| bounce(&number.to_string(), Some("4.4.7"), Action::Failed)).collect();
    let (found, answers) = treatments(&passing);
    assert_eq!(found.last(), Some(&Treatment::Counted(Cause::Passing, 20)));
    assert!(!answers.is_suppressed(&zoe));
    let (found, answers) = treatments(&[bounce("a", Some("4.4.1"), Action::Delayed)]);
    assert_eq!((found, answers), (vec![Treatment::Nothing], Answers::nothing()));
}

/// Anybody can write a report of a mail system. Only who saw the return address can write one that is believed.
#[test]
fn a_forged_bounce_suspends_nobody_who_has_a_token() {
    let ana = EmailAddress::parse("ana@example.org").expect("an address");
    let to = |address: &str| Message {
        to: vec![EmailAddress::parse(address).expect("an address")],
        ..bounce("a", Some("5.1.1"), Action::Failed)
    };
    let forged = "bounce+ana=example.org@itu.int";
    let suspends = |people: &[Recipient], mails: &[&str]| {
        let mut world = World::new();
        // What was told before there were tokens, about another meeting, opens no door either.
        world.announced = Announced::nothing();
        let mut older = people.to_vec();
        older.iter_mut().for_each(|one| one.token = None);
        tell(&mut world.announced, &plan(), &older, 0);
        world.announced = world.announced.about(&[id("jca-ml-2")].into());
        tell(&mut world.announced, &plan(), people, 1);
        let mut answers = Answers::nothing();
        mails.iter().for_each(|mail| drop(answers.take(&to(mail), &world.by())));
        answers.is_suppressed(&ana)
    };
    let token = recipient(Language::English).token.expect("a token");
    let mail = crate::announce::announced("sg13", "Ana", "ana@example.org", Language::English).mail;
    let own = mail.return_address.as_str();
    assert!(own.starts_with("bounce+") && own.len() == "bounce+@itu.int".len() + 32, "{own}");
    let answers = format!("bounce+{}@itu.int", token.as_str());
    assert!(!suspends(&people(), &[forged, &answers]), "neither the address nor the token of answers will do");
    assert!(suspends(&people(), &[own]));
    let folded = own.to_uppercase().replace("BOUNCE+", "bounce+").replace("ITU.INT", "itu.int");
    assert!(suspends(&people(), &[&folded]), "mail systems fold the case of addresses");
    let mut without = people();
    without.iter_mut().for_each(|one| one.token = None);
    assert!(suspends(&without, &[forged]), "this test can fail: without tokens anybody can do it");
}

/// Mails of others, each with the right name on it, of which nothing may be known afterwards.
fn forged() -> Vec<(&'static str, Message)> {
    let fixtures =
        ["reply-spoofed-from", "reply-without-token", "reply-foreign-token", "reply-stranger", "unsubscribe-spoofed"];
    let report = Message {
        to: vec![EmailAddress::parse("bounce+ana=example.org@itu.int").expect("an address")],
        ..bounce("a", Some("5.1.1"), Action::Failed)
    };
    fixtures.into_iter().map(|name| (name, mail(name))).chain([("report", report)]).collect()
}

/// The forged mails of which something is known afterwards.
fn got_in(mutant: Option<Mutant>) -> Vec<&'static str> {
    let world = World::new();
    let by = Circumstances { mutant, ..world.by() };
    let believed = |(name, mail): (&'static str, Message)| {
        let mut answers = Answers::nothing();
        answers.take(&mail, &by);
        (answers != Answers::nothing()).then_some(name)
    };
    forged().into_iter().filter_map(believed).collect()
}

/// Whoever writes in the name of others is not believed; each way of being credulous is seen.
#[test]
fn nothing_is_known_from_forged_mails() {
    assert_eq!(got_in(None), [""; 0]);
    let mutants = [
        (Mutant::BelievesFrom, &["reply-without-token", "reply-foreign-token", "unsubscribe-spoofed"][..]),
        (Mutant::BelievesAnyToken, &["reply-foreign-token"]),
        (Mutant::TakesStrangers, &["reply-stranger"]),
        (Mutant::BelievesReports, &["report"]),
    ];
    for (mutant, expected) in mutants {
        assert_eq!(got_in(Some(mutant)), expected, "{mutant:?}: that would not have been seen");
    }
}

/// An answer that also says other dates, another place, another title and other people counts as what its own attendee
/// answered: nothing else follows from it for anybody.
#[test]
fn an_answer_moves_no_meeting() {
    let world = World::new();
    let mut text = String::from_utf8(bytes("reply-thunderbird-token")).expect("UTF-8");
    for (from, to) in [
        ("DTSTART;VALUE=DATE:20230313", "DTSTART;VALUE=DATE:20230614"),
        ("DTEND;VALUE=DATE:20230325", "DTEND;VALUE=DATE:20230626"),
        ("LOCATION:Geneva", "LOCATION:Elsewhere"),
        ("SUMMARY:Study Group 13", "SUMMARY:Party\r\nSTATUS:CANCELLED\r\nATTENDEE:mailto:party@example.net"),
    ] {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    let mut answers = Answers::nothing();
    let judged = answers.take(&convoke::incoming::read(text.as_bytes()), &world.by());
    assert!(matches!(&judged[..], [Judged::Reply { verdict: Verdict::Recorded(_), .. }]), "{judged:?}");
    let (scenario, plan, deadlines, zones) = (scenario(), plan(), deadlines(), ZoneData::bundled());
    let basis =
        Basis { view: View::new(&scenario, &plan), deadlines: &deadlines, sender: &world.sender, zones: &zones };
    let recipients = BTreeMap::from(["sg13", "jca-ml-2"].map(|meeting| (id(meeting), people())));
    let question = Question {
        basis: &basis,
        recipients: &recipients,
        stamped: arrived(),
        today: day("2023-02-12"),
        reworded: true,
    };
    assert_eq!(world.announced.dispatches(&question).expect("dispatches"), []);
    assert_eq!(world.announced, told(), "what was told stays what was told");
    let party = EmailAddress::parse("party@example.net").expect("an address");
    for meeting in ["sg13", "jca-ml-1", "jca-ml-2"] {
        assert!(answers.answer(&id(meeting), &party).is_none(), "{meeting}");
    }
}

#[test]
fn only_who_is_written_to_can_unsubscribe_and_only_with_the_token_that_was_given() {
    let world = World::new();
    let mut answers = Answers::nothing();
    for name in ["unsubscribe-with-token", "unsubscribe-automatic", "unsubscribe-spoofed"] {
        answers.take(&mail(name), &world.by());
    }
    let stopped = |name: &str| answers.has_unsubscribed(&EmailAddress::parse(name).expect("an address"));
    assert!(stopped("ana@example.org") && stopped("bo@example.org") && !stopped("zoe@example.org"));
    let mut answers = Answers::nothing();
    answers.take(&mail("unsubscribe-spoofed"), &world.by());
    assert_eq!(answers, Answers::nothing(), "without her token Ana goes on getting mails");
}

/// One thing that comes back: who, what, which revision, when, in which mail.
type Event = (usize, u8, u32, i64, u8);

fn message((who, what, sequence, seconds, mail): &Event) -> Message {
    let people = ["bo@example.org", "zoe@example.org", "party@example.net"];
    let said = [Said::Accepted, Said::Tentative, Said::Declined, Said::Nothing];
    reply(people[who % 3], said[usize::from(*what) % 4].clone(), *sequence, *seconds, &format!("mail-{mail}"))
}

proptest! {
    /// What is known depends on which mails came, not on their order or number; and it is what a slow reading of the
    /// standard says: of all answers of one person, the highest revision, then the latest.
    #[test]
    fn the_order_of_mails_changes_nothing(
        events in prop::collection::vec((0_usize..3, 0_u8..4, 0_u32..3, 0_i64..4, 0_u8..6), 0..12),
        again in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        moved in any::<bool>(),
    ) {
        let mut world = World::new();
        if moved {
            let mut later = plan();
            let there = placement("2023-03-20", "2023-03-31", Some("geneva"), Firmness::Announced);
            later.placements.insert(id("sg13"), there);
            tell(&mut world.announced, &later, &people(), 1);
        }
        let mails: Vec<Message> = events.iter().map(message).collect();
        let taken = |order: &mut dyn Iterator<Item = &Message>| {
            let mut answers = Answers::nothing();
            for mail in order {
                answers.take(mail, &world.by());
            }
            answers
        };
        let forwards = taken(&mut mails.iter());
        prop_assert_eq!(&taken(&mut mails.iter().rev()), &forwards);
        if !mails.is_empty() {
            let mut repeated = mails.iter().chain(again.iter().map(|at| at.get(&mails)));
            prop_assert_eq!(&taken(&mut repeated), &forwards);
        }
        let newest = u32::from(moved);
        for (index, who) in ["bo@example.org", "zoe@example.org", "party@example.net"].into_iter().enumerate() {
            let own = events.iter().filter(|event| event.0 % 3 == index && index < 2 && event.2 <= newest);
            let best = own.map(|event| (event.2, event.3)).max();
            let found = forwards.answer(&id("sg13"), &EmailAddress::parse(who).expect("an address"));
            let stamp = |seconds: i64| {
                Instant::from_utc(day("2023-02-09").and_hms_opt(9, 0, 0).expect("a time")).plus_seconds(seconds)
            };
            prop_assert_eq!(found.map(|one| (one.sequence, one.stamped)), best.map(|(s, at)| (s, stamp(at))));
        }
    }
}
