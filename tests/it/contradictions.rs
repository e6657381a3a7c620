//! Calendars that contradict themselves: what is named cannot be spared, and is really broken by every plan made without it.

use crate::helpers::read;
use convoke::domain::demand::Demand;
use convoke::domain::finding::Finding;
use convoke::domain::scenario::Scenario;
use convoke::kernel::Budget;
use convoke::milp::Highs;
use convoke::planning::{self, Contradiction, Options, Outcome, Planned};
use std::fs;
use std::process::Command;

/// Three rooms, closed on 15 and 16 March 2027; a study group with what belongs to it, TSAG, and three workshops that have
/// nothing to do with each other.
const HEAD: &str = r#"
[scenario]
name = "against-itself"
as_of = 2026-06-01
from = 2027-03-01
until = 2027-12-31
[[calendar]]
id = "HALL"
name = "Hall"
closed = [
  { date = 2027-03-15, name = "closed", kind = "public", source = "test" },
  { date = 2027-03-16, name = "closed", kind = "public", source = "test" },
]
[[venue]]
id = "hall"
name = "The hall"
country = "CH"
zone = "Europe/Zurich"
headquarters = true
calendars = ["HALL"]
rooms_a_day = 3
[[body]]
id = "SG1"
kind = "study-group"
name = "SG1"
[[body]]
id = "JCA"
kind = "joint-coordination-activity"
name = "JCA"
parent = "SG1"
[[body]]
id = "FG"
kind = "focus-group"
name = "FG"
parent = "SG1"
[[body.terms]]
lifetime_months = 6
[[body]]
id = "TSAG"
kind = "advisory-group"
name = "TSAG"
[[body]]
id = "RG-WM"
kind = "rapporteur-group"
name = "RG-WM"
parent = "TSAG"
[[body.terms]]
longest_physical_days = 3
[[body]]
id = "U"
kind = "workshop"
name = "U"
[[body]]
id = "V"
kind = "workshop"
name = "V"
[[body]]
id = "W"
kind = "workshop"
name = "W"
"#;

/// A meeting in the hall: id, body, days, window, and whatever else its table says.
type Meeting = (&'static str, &'static str, u8, [&'static str; 2], &'static str);

struct Case {
    name: &'static str,
    /// Tables beside the meetings.
    tables: &'static str,
    meetings: &'static [Meeting],
    /// How many demands contradict each other; there is one such set only.
    size: usize,
    /// Words of one of them.
    says: &'static str,
}

/// A window that leaves everything open.
const OPEN: [&str; 2] = ["2027-03-01", "2027-06-30"];
/// The days of one week.
const WEEK: [&str; 2] = ["2027-04-05", "2027-04-09"];

const CASES: [Case; 24] = [
    Case {
        name: "a circle of gaps",
        tables: "",
        meetings: &[
            ("a", "U", 1, OPEN, ""),
            ("b", "V", 1, OPEN, "after = { meeting = \"a\", least_days = 10 }"),
            ("c", "W", 1, OPEN, "after = [{ meeting = \"b\", least_days = 10 }, { meeting = \"a\", most_days = 15 }]"),
        ],
        size: 3,
        says: "1 to 15 days after a closes",
    },
    Case {
        name: "more rooms than the house has",
        tables: "",
        meetings: &[("a", "W", 1, OPEN, "rooms = 4")],
        size: 1,
        says: "has 3 rooms a day",
    },
    Case {
        name: "two meetings in one week that need more rooms than there are",
        tables: "",
        meetings: &[("a", "V", 5, WEEK, "rooms = 2"), ("b", "W", 5, WEEK, "rooms = 2")],
        size: 5,
        says: "has 3 rooms a day",
    },
    Case {
        name: "rooms that an announced meeting has taken",
        tables: "[[fixed]]\nmeeting = \"a\"\nfirst = 2027-04-05\nvenue = \"hall\"\nstatus = \"announced\"\n",
        meetings: &[("a", "V", 5, WEEK, "rooms = 2"), ("b", "W", 2, WEEK, "rooms = 2")],
        size: 3,
        says: "has 3 rooms a day",
    },
    Case {
        name: "a full week",
        tables: "[[limit]]\nat_most = 2\nfrom_working_days = 1\nstrength = \"must\"\n",
        meetings: &[("a", "U", 3, WEEK, ""), ("b", "V", 3, WEEK, ""), ("c", "W", 3, WEEK, "")],
        size: 7,
        says: "at most 2 meetings",
    },
    Case {
        name: "one body in two meetings",
        tables: "",
        meetings: &[("a", "W", 3, WEEK, ""), ("b", "W", 3, WEEK, "")],
        size: 5,
        says: "does not hold two meetings at once",
    },
    Case {
        name: "a week that an announced meeting of the same body has taken",
        tables: "[[fixed]]\nmeeting = \"a\"\nfirst = 2027-04-05\nvenue = \"hall\"\nstatus = \"announced\"\n",
        meetings: &[("a", "W", 5, WEEK, ""), ("b", "W", 2, WEEK, "")],
        size: 3,
        says: "does not hold two meetings at once",
    },
    Case {
        name: "the notice of a JCA against its window",
        tables: "",
        meetings: &[("a", "JCA", 1, ["2026-06-02", "2026-06-19"], "")],
        size: 2,
        says: "4 weeks before",
    },
    Case {
        name: "the notice of a focus group against its window",
        tables: "",
        meetings: &[("a", "FG", 2, ["2026-06-02", "2026-06-19"], "")],
        size: 2,
        says: "4 weeks before",
    },
    Case {
        name: "three months of notice for an approval against the window",
        tables: "",
        meetings: &[("a", "SG1", 5, ["2026-06-22", "2026-07-31"], "preparation = { approval = true }")],
        size: 2,
        says: "3 months before",
    },
    Case {
        name: "a window of closed days",
        tables: "",
        meetings: &[("a", "W", 1, ["2027-03-15", "2027-03-16"], "")],
        size: 3,
        says: "is closed on official holidays",
    },
    Case {
        name: "a meeting inside another that comes too late",
        tables: "",
        meetings: &[
            ("a", "SG1", 5, ["2027-04-05", "2027-04-30"], ""),
            ("b", "JCA", 1, ["2027-03-01", "2027-03-31"], "inside = \"a\""),
        ],
        size: 3,
        says: "held inside a",
    },
    Case {
        name: "a meeting inside another that is shorter",
        tables: "",
        meetings: &[("a", "SG1", 3, OPEN, ""), ("b", "JCA", 5, OPEN, "inside = \"a\"")],
        size: 1,
        says: "held inside a",
    },
    Case {
        name: "a series longer than the year leaves",
        tables: "[[series]]\nid = \"s\"\nmeetings = [\"a\", \"b\", \"c\"]\nleast_days = 60\n",
        meetings: &[
            ("a", "W", 1, ["2027-03-01", "2027-05-31"], ""),
            ("b", "W", 1, ["2027-03-01", "2027-05-31"], ""),
            ("c", "W", 1, ["2027-03-01", "2027-05-31"], ""),
        ],
        size: 3,
        says: "at least 60 days apart",
    },
    Case {
        name: "a series whose windows lie too far apart",
        tables: "[[series]]\nid = \"s\"\nmeetings = [\"a\", \"b\"]\nmost_days = 60\n",
        meetings: &[("a", "W", 1, ["2027-03-01", "2027-03-12"], ""), ("b", "W", 1, ["2027-06-01", "2027-06-30"], "")],
        size: 3,
        says: "1 to 60 days apart",
    },
    Case {
        name: "a series after a date that was announced",
        tables: "[[fixed]]\nmeeting = \"a\"\nfirst = 2027-03-08\nvenue = \"hall\"\nstatus = \"announced\"\n\
                 [[series]]\nid = \"s\"\nmeetings = [\"a\", \"b\"]\nleast_days = 60\n",
        meetings: &[("a", "W", 1, OPEN, ""), ("b", "W", 1, ["2027-03-01", "2027-04-16"], "")],
        size: 2,
        says: "at least 60 days apart",
    },
    Case {
        name: "not during one that takes the whole week",
        tables: "",
        meetings: &[("a", "V", 5, WEEK, ""), ("b", "W", 2, WEEK, "not_during = \"a\"")],
        size: 5,
        says: "not held during a",
    },
    Case {
        name: "between two that follow each other at once",
        tables: "",
        meetings: &[
            ("a", "U", 5, ["2027-04-05", "2027-04-09"], ""),
            ("b", "V", 5, ["2027-04-12", "2027-04-16"], ""),
            ("c", "W", 2, OPEN, "between = [\"a\", \"b\"]"),
        ],
        size: 4,
        says: "held after a has closed",
    },
    Case {
        name: "before one whose window is over",
        tables: "",
        meetings: &[
            ("a", "V", 2, ["2027-05-03", "2027-05-31"], "before = { meeting = \"b\", least_days = 7 }"),
            ("b", "W", 2, ["2027-04-05", "2027-04-30"], ""),
        ],
        size: 3,
        says: "at least 7 days before b opens",
    },
    Case {
        name: "during an event that is shorter",
        tables: "[[outside]]\nid = \"e\"\nname = \"Event\"\nfirst = 2027-05-10\nlast = 2027-05-12\n",
        meetings: &[("a", "W", 4, OPEN, "during = \"e\"")],
        size: 1,
        says: "held during Event",
    },
    Case {
        name: "a focus group after its life",
        tables: "",
        meetings: &[("a", "FG", 2, ["2027-03-01", "2027-03-31"], ""), ("b", "FG", 2, ["2027-11-01", "2027-11-30"], "")],
        size: 3,
        says: "lives 6 months",
    },
    Case {
        name: "longer than its terms allow",
        tables: "",
        meetings: &[("a", "RG-WM", 5, OPEN, "")],
        size: 1,
        says: "at most 3 days",
    },
    Case {
        name: "TSAG too near to an assembly",
        tables: "[[outside]]\nid = \"wtsa-27\"\nname = \"WTSA\"\nfirst = 2027-06-01\nlast = 2027-06-10\n",
        meetings: &[("a", "TSAG", 5, ["2027-04-12", "2027-05-14"], "")],
        size: 2,
        says: "2 months before WTSA",
    },
    Case {
        name: "a window without the weekday asked for",
        tables: "",
        meetings: &[("a", "W", 1, ["2027-04-06", "2027-04-09"], "opens_on = [\"mon\"]")],
        size: 2,
        says: "its window closes",
    },
];

impl Case {
    fn text(&self) -> String {
        let mut text = format!("{HEAD}{}", self.tables);
        for (id, body, days, [earliest, latest], more) in self.meetings {
            text.push_str(&format!(
                "[[meeting]]\nid = \"{id}\"\nbody = \"{body}\"\ndays = {days}\nvenues = [\"hall\"]\n\
                 earliest = {earliest}\nlatest = {latest}\n{more}\n"
            ));
        }
        text
    }
}

/// Within steps: no clock is read, and what is found need not be the best.
fn options() -> Options<'static> {
    Options { explain: false, ..Options::new(Budget::Nodes(300)) }
}

#[track_caller]
fn contradiction(scenario: &Scenario, name: &str) -> Contradiction {
    match planning::plan(scenario, &Highs::default(), &options(), &mut |_| {}) {
        Outcome::Impossible(contradiction) => contradiction,
        other => panic!("{name}: {other:?}"),
    }
}

fn without(scenario: &Scenario, left_out: &Demand) -> Option<Box<Planned>> {
    match planning::plan_but(scenario, left_out, &Highs::default(), &options(), &mut |_| {}) {
        Outcome::Planned(planned) => Some(planned),
        Outcome::Impossible(_) => None,
        Outcome::NothingFound { why } => panic!("{why}"),
    }
}

/// Each is impossible; without any one member there is a plan; and that plan breaks what was left out, says the checker,
/// which has never heard of demands: so the contradiction was no invention.
#[test]
fn without_any_one_of_them_there_is_a_plan() {
    let mut sizes = Vec::new();
    for case in &CASES {
        let scenario = read(&case.text());
        let found = contradiction(&scenario, case.name);
        let whys: Vec<&str> = found.demands.iter().map(|demand| demand.why.as_str()).collect();
        assert!(found.minimal, "{}: {whys:?}", case.name);
        assert_eq!(found.demands.len(), case.size, "{}: {whys:?}", case.name);
        assert!(whys.iter().any(|why| why.contains(case.says)), "{}: {whys:?}", case.name);
        for demand in &found.demands {
            let Some(planned) = without(&scenario, demand) else {
                panic!("{}: none without `{}` either", case.name, demand.why)
            };
            let broken: Vec<&Finding> = planned.findings.iter().filter(|finding| finding.blocks()).collect();
            let its_own = broken.iter().any(|finding| finding.origin == demand.origin);
            assert!(its_own, "{}: without `{}` nothing of its kind is broken: {broken:?}", case.name, demand.why);
        }
        sizes.push(found.demands.len());
    }
    println!(
        "{} contradictions, {} members left out in turn; sizes {sizes:?}",
        sizes.len(),
        sizes.iter().sum::<usize>()
    );
}

/// Two contradictions beside each other: one is told, and nobody says that mending it is enough.
#[test]
fn of_two_contradictions_one_is_told_and_no_more_is_promised() {
    let [.., one, other] = &CASES;
    let both = one.text() + &other.text().replace(HEAD, "").replace("id = \"a\"", "id = \"z\"");
    let scenario = read(&both);
    let found = contradiction(&scenario, "both");
    assert_eq!((found.minimal, found.demands.len()), (true, 2));
    assert!(found.demands.iter().all(|demand| without(&scenario, demand).is_none()), "{:?}", found.demands);
    let folder = tempfile::tempdir().expect("a folder");
    let said = |text: &str| {
        let path = folder.path().join("scenario.toml");
        fs::write(&path, text).expect("written");
        let output = Command::new(env!("CARGO_BIN_EXE_convoke")).arg("plan").arg(&path).output().expect("it runs");
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let told = said(&both);
    assert!(told.contains("These 2 demands contradict each other, and would not without any one of them:"), "{told}");
    assert!(!told.contains("there is a plan"), "{told}");
    let alone = CASES.iter().find(|case| case.size == 1).expect("one");
    let told = said(&alone.text());
    assert!(told.contains("No plan exists. This demand cannot be met:"), "{told}");
}
