//! Every rule is documented, has its fixtures under `fixtures/rules/ID/` and says what people can act on.
//!
//! | file | holds |
//! |---|---|
//! | `pass.toml` | dates that keep the rule: no broken finding of it |
//! | `fail.toml` | dates that break it: at least one (not for rules that only inform) |
//! | `missing.toml` | the rule applies, but a datum is not recorded (where that can be) |
//! | `mutant.toml` | open dates: planning without the demand of the rule breaks it, with the demand it does not |

use crate::helpers::{read_file, root, seconds};
use convoke::domain::demand::{Ask, Demand};
use convoke::domain::finding::{Finding, Origin, Verdict};
use convoke::domain::ids::{Family, MeetingId, RuleId};
use convoke::domain::meeting::Firmness;
use convoke::domain::plan::{Placement, Plan};
use convoke::domain::profile::Profile;
use convoke::domain::scenario::Scenario;
use convoke::domain::view::{Scope, View};
use convoke::milp::Highs;
use convoke::planning::{self, Options, Outcome};
use convoke::rules::{self, Rule, Tag};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

const CASES: [&str; 4] = ["pass", "fail", "missing", "mutant"];

fn folder() -> std::path::PathBuf {
    root().join("tests/fixtures/rules")
}

/// The scenario of a case, if the rule has it.
fn fixture(rule: &dyn Rule, case: &str) -> Option<Scenario> {
    let path = format!("tests/fixtures/rules/{}/{case}.toml", rule.id());
    root().join(&path).is_file().then(|| read_file(&path))
}

/// What one rule says.
fn findings_of(rule: &dyn Rule, scenario: &Scenario, plan: &Plan) -> Vec<Finding> {
    let mut findings = rules::check(&View::new(scenario, plan), &Scope::All);
    findings.retain(|finding| finding.origin == Origin::Rule(rule.id()));
    findings
}

fn broken(findings: &[Finding]) -> usize {
    findings.iter().filter(|finding| finding.verdict == Verdict::Broken).count()
}

fn demands_of(rule: &dyn Rule, scenario: &Scenario) -> Vec<Demand> {
    let mut demands = Vec::new();
    rule.demands(scenario, &mut demands);
    demands
}

fn profile() -> Profile {
    read_file("tests/fixtures/rules/N-11/pass.toml").profile
}

#[test]
fn ids_are_in_order_and_documented() {
    let ids: Vec<RuleId> = rules::all().iter().map(|rule| rule.id()).collect();
    let mut families: BTreeMap<_, Vec<RuleId>> = BTreeMap::new();
    for id in &ids {
        families.entry(id.family()).or_default().push(*id);
        assert_eq!(rules::find(*id).map(Rule::id), Some(*id));
    }
    for of_family in families.values() {
        assert!(of_family.is_sorted() && of_family.iter().collect::<BTreeSet<_>>().len() == of_family.len());
    }
    for rule in rules::all() {
        let documentation = rule.documentation();
        let parts = [
            documentation.title,
            documentation.demands,
            documentation.why,
            documentation.example,
            documentation.needs,
            documentation.source,
        ];
        assert!(parts.iter().all(|part| !part.is_empty()), "{}: {documentation:?}", rule.id());
        assert!(!documentation.title.ends_with('.'), "{}: a title is no sentence", rule.id());
        let named = matches!(rule.id().family(), Family::Notice | Family::Documents);
        for number in rule.numbers().iter().filter(|number| named && **number != "roll") {
            assert!(
                documentation.demands.contains(&format!("`{number}`")),
                "{}: say what the number `{number}` does",
                rule.id()
            );
        }
    }
}

#[test]
fn every_rule_has_an_edition_in_force_today() {
    let profile = profile();
    for rule in rules::all() {
        let editions = profile.rules.get(&rule.id()).unwrap_or_else(|| panic!("{} has no edition", rule.id()));
        let last = editions.last().unwrap();
        assert!(last.until.is_none(), "{} ends on {:?}", rule.id(), last.until);
        for pair in editions.windows(2) {
            let next = pair[0].until.and_then(|until| until.succ_opt());
            assert_eq!(next, pair[1].from, "{}: editions follow each other", rule.id());
        }
    }
}

/// The month and year of `10/2016`, as the first day of it.
fn month(text: &str) -> chrono::NaiveDate {
    let (month, year) = text.trim().split_once('/').unwrap_or_else(|| panic!("{text} is no month"));
    chrono::NaiveDate::from_ymd_opt(year.parse().unwrap(), month.parse().unwrap(), 1).unwrap()
}

/// What a clause cites by its date was in force at the time for which it is cited.
fn cited_out_of_time(clause: &str, from: Option<chrono::NaiveDate>, until: Option<chrono::NaiveDate>) -> bool {
    const EDITIONS: [&str; 8] =
        ["10/1996", "10/2000", "10/2004", "07/2006", "10/2008", "11/2012", "10/2016", "09/2019"];
    let hammamet = clause.contains("(Rev. Hammamet, 2016)") || clause.contains("Resolution 1 (2016)");
    if hammamet && from.is_none_or(|from| from < month("11/2016")) {
        return true;
    }
    let Some((_, rest)) = clause.split_once("Rec. ITU-T A.1 (") else { return false };
    let cited: Vec<&str> = rest.split(')').next().unwrap().split(',').map(str::trim).collect();
    let position = |edition: &str| EDITIONS.iter().position(|known| *known == edition).unwrap();
    let (first, last) = (position(cited[0]), position(cited[cited.len() - 1]));
    let early = first > 0 && from.is_none_or(|from| from < month(EDITIONS[first]));
    let next = EDITIONS.get(last + 1).map(|edition| month(edition) + chrono::Months::new(1));
    early || next.is_some_and(|next| until.is_none_or(|until| until >= next))
}

#[test]
fn no_edition_is_cited_outside_its_time() {
    let wrong: Vec<String> = profile()
        .rules
        .iter()
        .flat_map(|(id, editions)| editions.iter().map(move |edition| (id, edition)))
        .filter(|(_, edition)| cited_out_of_time(&edition.clause, edition.from, edition.until))
        .map(|(id, edition)| format!("{id} from {:?} until {:?}: {}", edition.from, edition.until, edition.clause))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_test_of_cited_editions_can_fail() {
    let (then, end) = (Some(month("11/2016")), Some(month("09/2019")));
    assert!(!cited_out_of_time("Rec. ITU-T A.1 (10/2016) 1.1.2", then, end));
    assert!(cited_out_of_time("Rec. ITU-T A.1 (10/2016) 1.1.2", None, end));
    assert!(cited_out_of_time("Rec. ITU-T A.1 (10/2016) 1.1.2", then, None));
    assert!(cited_out_of_time("Resolution 1 (2016) 2.2.1", None, None));
    assert!(!cited_out_of_time("Rec. ITU-T A.1, numbered 1.1.2 in 2016", None, end));
}

/// Folders without a rule are leftovers; the other way round is seen below.
#[test]
fn every_fixture_belongs_to_a_rule() {
    for entry in std::fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(RuleId::parse(&name).and_then(rules::find).is_some(), "fixtures/rules/{name} belongs to no rule");
    }
}

#[test]
fn fixtures_pass_and_fail_as_their_names_say() {
    for rule in rules::all() {
        let id = rule.id();
        let informs = rule.tag() == Tag::Information;
        for case in CASES {
            let Some(scenario) = fixture(*rule, case) else {
                let needed = case == "pass" || (case == "fail" && !informs);
                assert!(!needed, "fixtures/rules/{id}/{case}.toml is not there");
                continue;
            };
            let findings = findings_of(*rule, &scenario, &scenario.plan_of_fixed());
            match case {
                "pass" => assert_eq!(broken(&findings), 0, "{id}: {findings:#?}"),
                "fail" => assert!(broken(&findings) > 0 && !informs, "{id} finds nothing: {findings:#?}"),
                "missing" => assert!(
                    findings.iter().any(|finding| matches!(finding.verdict, Verdict::Missing(_))),
                    "{id} misses nothing: {findings:#?}"
                ),
                _ => assert!(!demands_of(*rule, &scenario).is_empty(), "{id} demands nothing of its mutant"),
            }
        }
        let demanding = CASES
            .iter()
            .filter_map(|case| fixture(*rule, case))
            .any(|scenario| !demands_of(*rule, &scenario).is_empty());
        assert!(!demanding || fixture(*rule, "mutant").is_some(), "{id} demands dates but has no mutant.toml");
    }
}

/// Whether a demand holds in a plan, from its words alone. Only what the rules of notice and documents ask.
fn holds(ask: &Ask, plan: &Plan) -> bool {
    let at = |meeting: &MeetingId| plan.placements.get(meeting);
    match ask {
        Ask::OpensFrom { meeting, day } => at(meeting).is_none_or(|at| at.first() >= *day),
        Ask::OpensOn { meeting, days } => at(meeting).is_none_or(|at| days.contains(&at.first())),
        Ask::Apart { a, b } => at(a).zip(at(b)).is_none_or(|(a, b)| a.shared_half_days(b) == 0),
        Ask::Inside { meeting, outer } => outer.iter().filter_map(at).any(|outer| {
            at(meeting).is_none_or(|inner| outer.first() <= inner.first() && inner.last() <= outer.last())
        }),
        Ask::AnyOf(asks) => asks.iter().any(|ask| holds(ask, plan)),
        other => panic!("say what {other:?} means"),
    }
}

/// On every day of the window of a mutant's open meeting the demands of its rule hold exactly if its check finds nothing:
/// planning is neither laxer nor stricter than the checker.
#[test]
fn demands_of_notice_and_documents_mean_what_their_checks_mean() {
    let families = [Family::Notice, Family::Documents];
    for rule in rules::all().iter().filter(|rule| families.contains(&rule.id().family())) {
        let Some(scenario) = fixture(*rule, "mutant") else { continue };
        let demands = demands_of(*rule, &scenario);
        let fixed = scenario.plan_of_fixed();
        let open = scenario.meetings().values().find(|meeting| !fixed.placements.contains_key(&meeting.id)).unwrap();
        let mut seen = BTreeSet::new();
        for first in open.earliest.iter_days().take_while(|day| *day <= open.latest) {
            let venue = open.venues.first().cloned();
            let last = scenario.closing_day(open, venue.as_ref(), first);
            let at = Placement::new(first, last, None, venue, Firmness::Planned).unwrap();
            let mut plan = fixed.clone();
            plan.placements.insert(open.id.clone(), at);
            let kept = broken(&findings_of(*rule, &scenario, &plan)) == 0;
            let asked = demands.iter().all(|demand| holds(&demand.ask, &plan));
            assert_eq!(kept, asked, "{} on {first}: check keeps it, demands hold\n{demands:#?}", rule.id());
            seen.insert(kept);
        }
        assert_eq!(seen.len(), 2, "{}: its window shows only one of the two", rule.id());
    }
}

/// The demand of a rule is what keeps planning from breaking it.
#[test]
fn planning_without_a_demand_is_caught_by_its_check() {
    let options = Options { explain: false, ..Options::new(seconds(600.0)) };
    for rule in rules::all() {
        let Some(scenario) = fixture(*rule, "mutant") else { continue };
        let plan = |left_out: &BTreeSet<RuleId>| match planning::plan_without(
            &scenario,
            left_out,
            &Highs::default(),
            &options,
            &mut |_| {},
        ) {
            Outcome::Planned(planned) => planned.plan,
            other => panic!("{}: {other:#?}", rule.id()),
        };
        let with = plan(&BTreeSet::new());
        let findings = findings_of(*rule, &scenario, &with);
        assert_eq!(broken(&findings), 0, "{}: {findings:#?}\n{with:#?}", rule.id());
        let without = plan(&BTreeSet::from([rule.id()]));
        let findings = findings_of(*rule, &scenario, &without);
        assert!(broken(&findings) > 0, "{}: the mutant is not caught\n{without:#?}", rule.id());
    }
}

/// What people read: one snapshot for each rule.
#[test]
fn messages() {
    for rule in rules::all() {
        let mut text = String::new();
        for case in ["pass", "fail", "missing"] {
            let Some(scenario) = fixture(*rule, case) else { continue };
            let _infallible = writeln!(text, "{case}");
            for finding in findings_of(*rule, &scenario, &scenario.plan_of_fixed()) {
                write_finding(&mut text, &finding);
            }
        }
        if rule.tag() == Tag::Information {
            text.push('\n');
            text.push_str(&rules::explain(*rule, &profile(), chrono::NaiveDate::MAX));
        }
        insta::assert_snapshot!(format!("rule_{}", rule.id()), text);
    }
}

fn write_finding(text: &mut String, finding: &Finding) {
    let verdict = match finding.verdict {
        Verdict::Broken => format!("broken {} by {}", finding.strength, finding.amount),
        Verdict::Missing(_) => "missing".to_owned(),
        Verdict::Note => "note".to_owned(),
    };
    let _infallible = writeln!(text, "  {verdict}: {}", finding.message);
    if !finding.remedy.is_empty() {
        let _infallible = writeln!(text, "    -> {}", finding.remedy);
    }
    let meetings: Vec<&str> = finding.meetings.iter().map(|meeting| meeting.as_str()).collect();
    let people = finding.hit.people.map_or(String::new(), |people| format!(", {people} people"));
    let _infallible = writeln!(text, "    ({}{people}; {})", meetings.join(", "), finding.clause);
}

/// `docs/rules.md` is made from the rules and the profile; `CONVOKE_BLESS=1` writes it.
#[test]
fn the_table_in_the_docs_is_current() {
    let path = root().join("docs/rules.md");
    let table = rules::table_markdown(&profile());
    if std::env::var_os("CONVOKE_BLESS").is_some() {
        std::fs::write(&path, &table).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == table, "docs/rules.md is not what the rules say: run this test with CONVOKE_BLESS=1");
}
