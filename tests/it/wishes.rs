//! What the scenario itself asks for, judged: dates at all, a status that can be true, and words people read.

use crate::helpers::read;
use convoke::domain::finding::{Finding, Origin, Strength};
use convoke::domain::ids::MeetingId;
use convoke::domain::scenario::Scenario;
use convoke::domain::view::{Scope, View};
use convoke::rules;
use std::collections::BTreeSet;

/// Two e-meetings of two groups that share people, with or without dates.
fn scenario(fixed: &str) -> Scenario {
    read(&format!(
        r#"
[scenario]
name = "two"
title = "Two"
as_of = 2018-03-21
from = 2018-03-01
until = 2018-06-30

[[body]]
id = "SG13"
kind = "study-group"
name = "Study Group 13"

[[body]]
id = "SG11"
kind = "study-group"
name = "Study Group 11"

[[shared]]
between = ["SG11", "SG13"]
people = 25

[[meeting]]
id = "m1"
body = "SG13"
title = "SG13, spring"
days = 1

[[meeting]]
id = "m2"
body = "SG11"
title = "SG11, spring"
days = 1
{fixed}
"#
    ))
}

fn held(meeting: &str, first: &str, status: &str) -> String {
    format!("[[fixed]]\nmeeting = \"{meeting}\"\nfirst = {first}\nstatus = \"{status}\"\n")
}

fn of_scenario(scenario: &Scenario, scope: &Scope) -> Vec<Finding> {
    let plan = scenario.plan_of_fixed();
    let all = rules::check(&View::new(scenario, &plan), scope);
    all.into_iter().filter(|finding| finding.origin == Origin::Scenario).collect()
}

fn said(findings: &[Finding]) -> Vec<(&str, &str)> {
    findings.iter().map(|finding| (finding.message.as_str(), finding.remedy.as_str())).collect()
}

#[test]
fn meetings_without_dates_are_told_once() {
    let scenario = scenario("");
    let found = of_scenario(&scenario, &Scope::All);
    assert_eq!(said(&found), [("2 meetings have no date yet", "run `convoke plan`")]);
    assert_eq!((found[0].strength, found[0].amount), (Strength::Must, 2));
    assert_eq!(found[0].meetings.iter().map(MeetingId::as_str).collect::<Vec<_>>(), ["m1", "m2"]);
    // In scope only.
    let one = Scope::Meetings(BTreeSet::from([MeetingId::parse("m2").unwrap()]));
    let found = of_scenario(&scenario, &one);
    assert_eq!(said(&found), [("SG11, spring has no date yet", "run `convoke plan`")]);
}

#[test]
fn what_is_marked_held_is_over() {
    // Made on 21 March 2018, also the day one of the two closes.
    for (first, status, wrong) in [
        ("2018-03-20", "held", false),
        ("2018-03-21", "held", false),
        ("2018-03-22", "held", true),
        ("2018-03-22", "announced", false),
    ] {
        let fixed = held("m1", first, status) + &held("m2", "2018-03-19", "held");
        let scenario = scenario(&fixed);
        let found = of_scenario(&scenario, &Scope::All);
        assert_eq!(found.len(), usize::from(wrong), "{first} {status}: {found:#?}");
        if wrong {
            assert_eq!(
                said(&found),
                [(
                    "SG13, spring is marked held, but closes on 2018-03-22, after 2018-03-21, the day the plan is made",
                    "mark it announced"
                )]
            );
            assert!(found[0].blocks());
        }
    }
}

#[test]
fn one_day_is_said_once_and_meetings_by_their_titles() {
    let scenario = scenario(&(held("m1", "2018-03-21", "held") + &held("m2", "2018-03-21", "held")));
    let found = of_scenario(&scenario, &Scope::All);
    assert_eq!(
        said(&found),
        [("25 people follow both SG11, spring and SG13, spring, which overlap on 2018-03-21", "move one of the two")]
    );
}
