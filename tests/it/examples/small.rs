//! The five small examples.

use super::{DeadlineKind, Half, Hours, SetBy, at, body, dates, day, deadline, due, finds_the_published_date, found};
use super::{given, id, planned, told};
use convoke::domain::days::days_between;
use convoke::domain::meeting::Format;

#[test]
fn jca_cloud_as_announced() {
    let (scenario, checked) = given("jca-cloud-2012");
    let meeting = &scenario.meetings()[&id("jca-cloud-2012-04")];
    assert_eq!(dates(&checked, "jca-cloud-2012-04"), (day("2012-04-19"), day("2012-04-19")));
    let Hours::Stated(hours) = meeting.hours else { panic!("its hours are stated") };
    assert_eq!((hours.start().to_string(), hours.end_words()), ("16:30:00".into(), "18:00".into()));
    assert_eq!(meeting.format, Format::PhysicalWithRemoteParticipation);
    assert_eq!(scenario.body_of(meeting).parent, Some(body("SG13")));
    // Notice ends on 22 March; the circular bears no date, but was out on 1 March.
    assert_eq!(deadline(&checked, "jca-cloud-2012-04", DeadlineKind::Letter).day, day("2012-03-22"));
    assert!(found(&checked, "N-11", "broken", "jca-cloud-2012-04").is_empty());
    // It ends after 17:30, outside the grid of interpreted sessions: allowed, nobody interprets.
    for rule in ["S-01", "S-06", "S-09"] {
        assert!(found(&checked, rule, "broken", "jca-cloud-2012-04").is_empty(), "{rule}");
    }
    assert!(!checked.findings.iter().any(|finding| finding.blocks()));
    insta::assert_snapshot!("jca_cloud_given", format!("{}\n{}", told(&checked), due(&checked)));
}

#[test]
fn jca_cloud_is_found() {
    let (_, checked) = planned("jca-cloud-2012", true);
    finds_the_published_date(&checked, "jca-cloud-2012-04");
    assert_eq!(at(&checked, "jca-cloud-2012-04").half, Some(Half::Afternoon));
}

#[test]
fn fg_m2m_as_announced() {
    let (scenario, checked) = given("fg-m2m-2012");
    let fg = "fg-m2m-2012-04";
    assert_eq!(dates(&checked, fg), (day("2012-04-17"), day("2012-04-18")));
    let meeting = &scenario.meetings()[&id(fg)];
    let letter = meeting.letter.as_ref().expect("a letter");
    assert_eq!(letter.desk_opens.map(|hour| hour.to_string()).as_deref(), Some("08:30:00"));
    assert_eq!(letter.opens.map(|hour| hour.to_string()).as_deref(), Some("09:30:00"));
    for (kind, last, set_by) in [
        (DeadlineKind::Letter, "2012-03-20", SetBy::TermsOfReference),
        (DeadlineKind::Visa, "2012-03-20", SetBy::Letter),
        (DeadlineKind::Registration, "2012-04-03", SetBy::Letter),
        (DeadlineKind::Documents, "2012-04-10", SetBy::Letter),
    ] {
        let deadline = deadline(&checked, fg, kind);
        assert_eq!((deadline.day, deadline.set_by), (day(last), set_by), "{}", kind.label());
    }
    // The letter's 10 April wins over the ten days of the terms of reference (7 April), and is told.
    let shorter = found(&checked, "D-10", "note", fg);
    assert_eq!(shorter.len(), 1);
    assert!(shorter[0].message.contains("2012-04-07") && shorter[0].message.contains("2012-04-10"));
    assert!(found(&checked, "D-10", "broken", fg).is_empty());
    // One year from the first meeting.
    let lifetime = scenario.body_of(meeting).terms_on(day("2012-04-17")).lifetime.expect("a lifetime");
    assert_eq!(lifetime.to_string(), "12 months");
    insta::assert_snapshot!("fg_m2m_given", format!("{}\n{}", told(&checked), due(&checked)));
}

#[test]
fn fg_m2m_is_found() {
    let (_, checked) = planned("fg-m2m-2012", true);
    finds_the_published_date(&checked, "fg-m2m-2012-04");
}

#[test]
fn jca_ml_as_announced() {
    let (scenario, checked) = given("jca-ml-2023");
    let (first, _) = dates(&checked, "jca-ml-2023-1");
    assert_eq!(first, day("2023-03-16"));
    assert_eq!(dates(&checked, "sg13-2023-03"), (day("2023-03-13"), day("2023-03-24")));
    // 36 days of notice; 28 are due.
    let meeting = &scenario.meetings()[&id("jca-ml-2023-1")];
    let letter = meeting.letter.as_ref().and_then(|letter| letter.dated).expect("a dated letter");
    assert_eq!(days_between(letter, first), 36);
    assert_eq!(meeting.hours, Hours::ToBeAnnounced);
    for rule in ["N-11", "P-13", "P-16"] {
        assert!(found(&checked, rule, "broken", "jca-ml-2023-1").is_empty(), "{rule}");
    }
    assert_eq!(
        scenario.bodies()[&body("JCA-ML")].terms_on(first).review_by,
        Some(day("2024-12-31")),
        "reviewed by the end of 2024"
    );
    // The letter of the study group itself is another letter: dated 8 February it would have been late.
    assert_eq!(deadline(&checked, "sg13-2023-03", DeadlineKind::Letter).day, day("2023-01-13"));
    assert!(!checked.findings.iter().any(|finding| finding.blocks()));
    insta::assert_snapshot!("jca_ml_given", told(&checked));
}

#[test]
fn jca_ml_is_found_and_the_series_placed() {
    let (_, checked) = planned("jca-ml-2023", true);
    finds_the_published_date(&checked, "jca-ml-2023-1");
    for year in [2023, 2024] {
        let meetings = (1..=3).filter(|number| {
            use chrono::Datelike;
            dates(&checked, &format!("jca-ml-{year}-{number}")).0.year() == year
        });
        assert_eq!(meetings.count(), 3, "three meetings in {year}");
    }
    for (inner, outer) in [
        ("jca-ml-2023-1", "sg13-2023-03"),
        ("jca-ml-2023-3", "sg13-2023-10"),
        ("jca-ml-2024-1", "sg13-2024-03"),
        ("jca-ml-2024-3", "sg13-2024-07"),
    ] {
        let (first, last) = dates(&checked, outer);
        assert!((first..=last).contains(&dates(&checked, inner).0), "{inner} lies inside {outer}");
    }
    for (before, between, after) in
        [("sg13-2023-03", "jca-ml-2023-2", "sg13-2023-10"), ("sg13-2024-03", "jca-ml-2024-2", "sg13-2024-07")]
    {
        let here = dates(&checked, between).0;
        assert!(dates(&checked, before).1 < here && here < dates(&checked, after).0, "{between}");
    }
}

#[test]
fn jca_dcc_as_announced() {
    let (scenario, checked) = given("jca-dcc-2022");
    let jca = "jca-dcc-2022-06";
    let meeting = &scenario.meetings()[&id(jca)];
    assert_eq!(dates(&checked, jca), (day("2022-06-01"), day("2022-06-01")));
    let Hours::Stated(hours) = meeting.hours else { panic!("its hours are stated") };
    assert_eq!((hours.start().to_string(), hours.end_words()), ("13:00:00".into(), "16:00".into()));
    assert_eq!(meeting.format, Format::Electronic);
    assert!(meeting.services.registration_required, "the link is for registered people only");
    assert_eq!(deadline(&checked, jca, DeadlineKind::Letter).day, day("2022-05-04"));
    assert_eq!(deadline(&checked, jca, DeadlineKind::Documents).day, day("2022-05-20"));
    assert_eq!(deadline(&checked, jca, DeadlineKind::Registration).day, day("2022-05-27"));
    // Registration after the inputs is legal; that its day is a bridge day is told.
    let bridge = found(&checked, "D-11", "note", jca);
    assert!(bridge.iter().any(|finding| finding.message.contains("bridge day between Ascension Day (2022-05-26)")));
    for rule in ["N-11", "D-11", "S-18", "S-19"] {
        assert!(found(&checked, rule, "broken", jca).is_empty(), "{rule}");
    }
    insta::assert_snapshot!("jca_dcc_given", format!("{}\n{}", told(&checked), due(&checked)));
}

#[test]
fn jca_dcc_is_found() {
    let (_, checked) = planned("jca-dcc-2022", true);
    finds_the_published_date(&checked, "jca-dcc-2022-06");
}

const GROUPS: [&str; 5] = ["rg-stdsstrat-2017-05", "rg-wp-2017-05", "rg-wm-2017-05", "rg-sc-2017-05", "rg-sop-2017-05"];

#[test]
fn tsag_as_held() {
    let (scenario, checked) = given("tsag-2017");
    assert_eq!(dates(&checked, "tsag-2017-05"), (day("2017-05-01"), day("2017-05-04")));
    let tsag = &scenario.meetings()[&id("tsag-2017-05")];
    assert_eq!(tsag.services.interpretation.len(), 6);
    assert!(tsag.services.captions && tsag.services.webcast);
    assert_eq!(tsag.format, Format::PhysicalWithRemoteParticipation);
    assert_eq!(tsag.sessions.last().map(|session| session.hours.end_words()).as_deref(), Some("17:20"));
    for group in GROUPS {
        assert!((day("2017-05-02")..=day("2017-05-03")).contains(&dates(&checked, group).0), "{group}");
        assert!(scenario.meetings()[&id(group)].services.captions);
    }
    // 1 May is not a holiday in Geneva.
    assert!(found(&checked, "P-21", "broken", "tsag-2017-05").is_empty());
    assert!(found(&checked, "P-06", "broken", "rg-wm-2017-05").is_empty(), "RG-WM meets alone");
    assert!(!checked.findings.iter().any(|finding| finding.blocks()));
    insta::assert_snapshot!("tsag_given", told(&checked));
}

#[test]
fn tsag_groups_share_once_and_no_plan_shares_less() {
    let (_, checked) = planned("tsag-2017", true);
    finds_the_published_date(&checked, "tsag-2017-05");
    let slot = |group: &str| (at(&checked, group).first(), at(&checked, group).half);
    for group in GROUPS {
        assert!((day("2017-05-02")..=day("2017-05-03")).contains(&slot(group).0), "{group}");
        assert!(group == "rg-wm-2017-05" || slot(group) != slot("rg-wm-2017-05"), "RG-WM is alone, not with {group}");
    }
    let pairs = GROUPS.iter().enumerate().flat_map(|(i, a)| GROUPS[i + 1..].iter().map(move |b| (a, b)));
    assert_eq!(pairs.filter(|(a, b)| slot(a) == slot(b)).count(), 1, "one pair shares a half-day");
    // The level of shoulds is proven (see `planned`), and its whole cost is that one pair.
    let parallel: Vec<_> = checked.findings.iter().filter(|finding| finding.origin.to_string() == "P-06").collect();
    assert_eq!(parallel.len(), 1);
    assert!(checked.plan.proof.iter().any(|proof| proof.level == "should" && proof.cost > 0));
}
