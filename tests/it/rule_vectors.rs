//! Deadlines and lead times of real letters, as printed by the secretariat.

use crate::helpers::{read, read_file};
use chrono::NaiveDate;
use convoke::domain::days::days_between;
use convoke::domain::deadline::DeadlineKind::{
    self, Captioning, Deliverables, Documents, Interpretation, Letter, PreRegistration, Registration, Translation, Visa,
};
use convoke::domain::finding::{Finding, Origin, Verdict};
use convoke::domain::ids::{MeetingId, RuleId};
use convoke::domain::scenario::Scenario;
use convoke::domain::view::{Scope, View};
use convoke::rules;

/// One meeting `m` of a body `b` of a kind, under a parent `p`.
fn scenario(kind: &str, parent: &str, letter: &str, as_of: &str, opens: &str, more: &str) -> Scenario {
    let year: i32 = opens[..4].parse().unwrap();
    let venues = if more.contains("electronic") { "" } else { "venues = [\"geneva\"]" };
    read(&format!(
        "[scenario]\nname = \"v\"\ntitle = \"V\"\nas_of = {as_of}\nfrom = {}-01-01\nuntil = {}-12-31\n\
         [[body]]\nid = \"p\"\nkind = \"{parent}\"\nname = \"P\"\n\
         [[body]]\nid = \"b\"\nkind = \"{kind}\"\nname = \"B\"\nparent = \"p\"\n{}\n\
         [[meeting]]\nid = \"m\"\nbody = \"b\"\ntitle = \"M\"\ndays = 1\n{venues}\n{}\n{letter}\n\
         [[fixed]]\nmeeting = \"m\"\nfirst = {opens}\nlast = {opens}\nstatus = \"announced\"\n",
        year - 1,
        year + 1,
        if more.starts_with("[[body.terms]]") { more } else { "" },
        if more.starts_with("[[body.terms]]") { "" } else { more },
    ))
}

fn findings(scenario: &Scenario, rule: &str) -> Vec<Finding> {
    let rule = Origin::Rule(RuleId::parse(rule).unwrap());
    let plan = scenario.plan_of_fixed();
    let all = rules::check(&View::new(scenario, &plan), &Scope::All);
    all.into_iter().filter(|finding| finding.origin == rule).collect()
}

fn deadline(scenario: &Scenario, kind: DeadlineKind) -> String {
    let plan = scenario.plan_of_fixed();
    let view = View::new(scenario, &plan);
    let placed = view.placed(&MeetingId::parse("m").unwrap()).unwrap();
    let found = rules::deadlines(&view, &placed);
    let day = found.iter().find(|deadline| deadline.kind == kind).map(|deadline| deadline.day.to_string());
    day.unwrap_or_else(|| "none".to_owned())
}

#[test]
fn deadlines_of_study_groups_are_those_printed() {
    // opening, then letter, translation, interpretation, pre-registration, documents
    let cases = [
        ("2018-02-26", "2017-12-26", "2017-12-22", "2018-01-15", "2018-01-26", "2018-02-14"),
        ("2017-11-06", "2017-09-06", "2017-09-06", "2017-09-25", "2017-10-06", "2017-10-25"),
        ("2017-06-19", "2017-04-19", "2017-04-19", "2017-05-08", "2017-05-19", "2017-06-07"),
        ("2018-04-09", "2018-02-09", "2018-02-09", "2018-02-26", "2018-03-09", "2018-03-28"),
    ];
    for (opens, letter, translation, interpretation, registration, documents) in cases {
        let scenario = scenario("advisory-group", "outside-body", "", "2017-03-01", opens, "");
        assert_eq!(deadline(&scenario, Letter), letter, "letter for {opens}");
        assert_eq!(deadline(&scenario, Translation), translation, "translation for {opens}");
        assert_eq!(deadline(&scenario, Captioning), translation, "captioning for {opens}");
        assert_eq!(deadline(&scenario, Interpretation), interpretation, "interpretation for {opens}");
        assert_eq!(deadline(&scenario, PreRegistration), registration, "registration for {opens}");
        assert_eq!(deadline(&scenario, Documents), documents, "documents for {opens}");
    }
}

/// TSAG on 26 February 2018: the deliverables of FG DLT are due four weeks before.
#[test]
fn deliverables_four_weeks_before_the_parent() {
    let scenario = read_file("tests/fixtures/rules/D-09/pass.toml");
    let plan = scenario.plan_of_fixed();
    let view = View::new(&scenario, &plan);
    let placed = view.placed(&MeetingId::parse("fg-2017-10").unwrap()).unwrap();
    let found = rules::deadlines(&view, &placed);
    let due = found.iter().find(|deadline| deadline.kind == Deliverables).unwrap();
    assert_eq!(due.day.to_string(), "2018-01-29");
}

#[test]
fn four_weeks_before_a_jca_or_focus_group() {
    let jca = "joint-coordination-activity";
    for (kind, as_of, opens, letter) in [
        ("focus-group", "2012-03-01", "2012-04-17", "2012-03-20"),
        (jca, "2012-03-01", "2012-04-19", "2012-03-22"),
        (jca, "2023-02-08", "2023-03-16", "2023-02-16"),
        (jca, "2022-04-20", "2022-06-01", "2022-05-04"),
    ] {
        let scenario = scenario(kind, "study-group", "", as_of, opens, "");
        assert_eq!(deadline(&scenario, Letter), letter, "{opens}");
    }
}

/// TSB Circular 263: the terms of reference say 10 days, the Saturday of Easter; the circular says 10 April.
#[test]
fn the_focus_group_at_easter() {
    let terms = "[[body.terms]]\ncontributions_calendar_days = 10";
    let plain = scenario("focus-group", "study-group", "", "2012-03-01", "2012-04-17", terms);
    assert_eq!(deadline(&plain, Documents), "2012-04-10");
    assert_eq!(deadline(&plain, Visa), "2012-03-20");
    let letter = "letter = { kind = \"circular\", documents_by = 2012-04-10, documents_agreed_by = \"FG management\", \
                  registration_by = 2012-04-03 }";
    let stated = scenario("focus-group", "study-group", letter, "2012-03-01", "2012-04-17", terms);
    assert_eq!(deadline(&stated, Registration), "2012-04-03");
    let found = findings(&stated, "D-10");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].verdict, Verdict::Note);
    assert!(found[0].message.contains("10 calendar days") && found[0].message.contains("agreed by FG management"));
}

/// TSB Circular 007: registration closes after the inputs, which is in order.
#[test]
fn registration_may_close_after_the_documents() {
    let letter =
        "letter = { kind = \"circular\", dated = 2022-04-20, documents_by = 2022-05-20, registration_by = 2022-05-27 }";
    let jca = "joint-coordination-activity";
    let scenario = scenario(jca, "advisory-group", letter, "2022-04-20", "2022-06-01", "format = \"electronic\"");
    assert_eq!(deadline(&scenario, Documents), "2022-05-20");
    assert_eq!(deadline(&scenario, Registration), "2022-05-27");
    for rule in ["N-11", "D-11", "D-14"] {
        let broken: Vec<_> =
            findings(&scenario, rule).into_iter().filter(|finding| finding.verdict == Verdict::Broken).collect();
        assert_eq!(broken, [], "{rule}");
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Kind of body, date of the letter, opening, days between, rule about its notice, days too short.
#[test]
fn real_letters_kept_their_notice() {
    let collective = "collective-letter";
    for (kind, letter, dated, opens, lead, rule, short) in [
        ("advisory-group", collective, "2017-09-11", "2018-02-26", 168, "N-02", 0),
        ("study-group", collective, "2017-07-21", "2017-11-06", 108, "N-02", 0),
        ("study-group", collective, "2017-12-11", "2018-04-09", 119, "N-02", 0),
        ("study-group", collective, "2017-04-07", "2017-06-19", 73, "N-02", 0),
        ("study-group", collective, "2016-11-30", "2017-02-06", 68, "N-02", 0),
        ("study-group", collective, "2016-11-14", "2017-01-16", 63, "N-02", 0),
        ("working-party", collective, "2017-04-12", "2017-07-14", 93, "N-03", 0),
        ("study-group", collective, "2015-03-11", "2015-06-10", 91, "N-02", 0),
        ("study-group", collective, "2009-07-30", "2009-10-26", 88, "N-02", 0),
        ("study-group", collective, "2011-06-24", "2011-09-20", 88, "N-02", 0),
        ("study-group", collective, "2016-07-01", "2016-09-14", 75, "N-02", 0),
        ("study-group", collective, "2010-09-16", "2011-01-24", 130, "N-02", 0),
        ("joint-coordination-activity", "circular", "2023-02-08", "2023-03-16", 36, "N-11", 0),
        ("joint-coordination-activity", "circular", "2022-04-20", "2022-06-01", 42, "N-11", 0),
        ("rapporteur-group", "convening-letter", "2009-04-28", "2009-06-24", 57, "N-06", 4),
        // Rapporteur groups that meet together for IPTV-GSI, by one circular.
        ("rapporteur-group", "circular", "2011-03-24", "2011-05-16", 53, "N-06", 8),
        // The timetable of SG2 came three weeks before; as its letter it would have been late.
        ("study-group", collective, "2013-08-26", "2013-09-17", 22, "N-02", 40),
        // As the letter of a study group, the circular of JCA-ML would be late.
        ("study-group", collective, "2023-02-08", "2023-03-13", 33, "N-02", 26),
    ] {
        assert_eq!(days_between(day(dated), day(opens)), lead, "days from {dated} to {opens}");
        let parts = "[\"agenda\", \"work-plan\", \"questions\", \"registration\"]";
        let letter = format!("letter = {{ kind = \"{letter}\", dated = {dated}, contains = {parts} }}");
        let more = if rule == "N-03" { "preparation = { in_timetable = false, authorised = true }" } else { "" };
        let scenario = scenario(kind, "study-group", &letter, dated, opens, more);
        let found = findings(&scenario, rule);
        let amount: i64 = found.iter().map(|finding| finding.amount).sum();
        assert_eq!(amount, short, "{kind} of {dated}: {found:#?}");
    }
}
