//! Each subject of demands, left out, is missed by the plan and caught by the checker.

use super::{HEAD, broken, groups, plan, plan_but, read};
use convoke::domain::event::Event;
use convoke::domain::finding::Strength;
use convoke::planning::timetable::{Ask, Subject, TimetableOutcome};

struct Case {
    subject: Subject,
    /// Tables after the head and the two groups.
    tables: &'static str,
    officer_in_common: bool,
    /// The whole event has a timetable.
    possible: bool,
    /// What the checker must find in the mutant's timetable.
    strength: Strength,
    says: &'static str,
}

const TWO_ROOMS: &str = r#"
[[room]]
id = "one"
seats = 100
booths = 6

[[room]]
id = "two"
seats = 50
"#;

const CASES: [Case; 10] = [
    Case {
        // From New York, 18:00 is better than 09:30; interpreters have gone home.
        subject: Subject::Hours,
        tables: r#"
[event]
meeting = "m"
[[session]]
id = "x"
title = "X"
kind = "plenary"
groups = ["A"]
minutes = 120
remote = 5
interpretation = ["fr"]
starts = ["09:30", "18:00"]
"#,
        officer_in_common: false,
        possible: true,
        strength: Strength::Should,
        says: "interpreted outside the hours",
    },
    Case {
        subject: Subject::Bodies,
        tables: r#"
[event]
meeting = "m"
starts = ["09:30"]
closed = [2017-05-02]
[[session]]
id = "x"
title = "X"
kind = "rapporteur"
groups = ["A"]
minutes = 60
[[session]]
id = "y"
title = "Y"
kind = "rapporteur"
groups = ["A"]
minutes = 60
"#,
        officer_in_common: false,
        possible: false,
        strength: Strength::Must,
        says: "A sits in X",
    },
    Case {
        subject: Subject::Persons,
        tables: r#"
[event]
meeting = "m"
starts = ["09:30"]
closed = [2017-05-02]
[[session]]
id = "x"
title = "X"
kind = "rapporteur"
groups = ["A"]
minutes = 60
[[session]]
id = "y"
title = "Y"
kind = "rapporteur"
groups = ["B"]
minutes = 60
"#,
        officer_in_common: true,
        possible: false,
        strength: Strength::Must,
        says: "Zoe Everywhere is needed in X",
    },
    Case {
        // Both would rather sit in the afternoon; thirty people keep them apart.
        subject: Subject::Delegates,
        tables: r#"
[event]
meeting = "m"
starts = ["09:30", "14:30"]
closed = [2017-05-02]
[[body]]
id = "C"
kind = "focus-group"
name = "Group C"
members = [{ zone = "America/New_York", people = 1 }]
[[session]]
id = "x"
title = "X"
kind = "guest"
groups = ["A"]
minutes = 60
remote = 1
[[session]]
id = "y"
title = "Y"
kind = "guest"
groups = ["C"]
minutes = 60
remote = 1
[[shared]]
between = ["A", "C"]
people = 30
"#,
        officer_in_common: false,
        possible: true,
        strength: Strength::Prefer,
        says: "30 people follow both A and C",
    },
    Case {
        subject: Subject::Parallel,
        tables: r#"
[event]
meeting = "m"
starts = ["09:30", "14:30"]
closed = [2017-05-02]
[[session]]
id = "x"
title = "X"
kind = "rapporteur"
groups = ["A"]
minutes = 60
remote = 1
[[session]]
id = "y"
title = "Y"
kind = "rapporteur"
groups = ["B"]
minutes = 60
remote = 1
"#,
        officer_in_common: false,
        possible: true,
        strength: Strength::Should,
        says: "sit in parallel",
    },
    Case {
        subject: Subject::Rooms,
        tables: r#"
[event]
meeting = "m"
starts = ["09:30"]
[[session]]
id = "x"
title = "X"
kind = "rapporteur"
groups = ["A"]
minutes = 60
attendance = 101
"#,
        officer_in_common: false,
        possible: false,
        strength: Strength::Must,
        says: "101 people are expected",
    },
    Case {
        subject: Subject::Services,
        tables: r#"
[event]
meeting = "m"
starts = ["09:30"]
closed = [2017-05-02]
[[service]]
id = "captioners"
name = "Captioners"
kind = "captioning"
[[session]]
id = "x"
title = "X"
kind = "guest"
groups = ["A"]
minutes = 60
captions = true
[[session]]
id = "y"
title = "Y"
kind = "guest"
groups = ["B"]
minutes = 60
captions = true
"#,
        officer_in_common: false,
        possible: false,
        strength: Strength::Must,
        says: "x, y need 2, there is 1",
    },
    Case {
        subject: Subject::Exclusive,
        tables: r#"
[event]
meeting = "m"
starts = ["09:30"]
closed = [2017-05-02]
[[session]]
id = "x"
title = "X"
kind = "guest"
exclusive = true
minutes = 60
[[session]]
id = "y"
title = "Y"
kind = "guest"
minutes = 60
"#,
        officer_in_common: false,
        possible: false,
        strength: Strength::Must,
        says: "takes place during X",
    },
    Case {
        subject: Subject::Order,
        tables: r#"
[event]
meeting = "m"
starts = ["09:30"]
closed = [2017-05-02]
[[session]]
id = "x"
title = "X"
kind = "guest"
minutes = 60
[[session]]
id = "y"
title = "Y"
kind = "guest"
minutes = 60
after = ["x"]
"#,
        officer_in_common: false,
        possible: false,
        strength: Strength::Must,
        says: "must follow X",
    },
    Case {
        // One person has both; sitting beside the other is cheaper than waking somebody in New York.
        subject: Subject::Remote,
        tables: r#"
[event]
meeting = "m"
starts = ["09:30", "14:30"]
closed = [2017-05-02]
[[body]]
id = "C"
kind = "focus-group"
name = "Group C"
[[session]]
id = "x"
title = "X"
kind = "guest"
groups = ["C"]
minutes = 60
pinned = { day = 2017-05-01, start = "14:30" }
[[session]]
id = "y"
title = "Y"
kind = "guest"
groups = ["A"]
minutes = 60
remote = 1
[[shared]]
between = ["A", "C"]
people = 1
"#,
        officer_in_common: false,
        possible: true,
        strength: Strength::Prefer,
        says: "are at night for 1 people in America/New_York",
    },
];

impl Case {
    fn event(&self) -> Event {
        read(&format!("{HEAD}{}{TWO_ROOMS}{}", groups(self.officer_in_common), self.tables))
    }
}

#[test]
fn what_is_not_demanded_is_missed_and_caught() {
    for case in CASES {
        let event = case.event();
        let subject = case.subject;
        match (plan(&event, &[]), case.possible) {
            (TimetableOutcome::Planned(whole), true) => {
                let found = broken(&whole.findings, case.strength);
                assert!(!found.iter().any(|message| message.contains(case.says)), "{subject:?} whole: {found:?}");
            }
            (TimetableOutcome::Impossible(contradiction), false) => {
                assert!(contradiction.minimal, "{subject:?}: {:?}", contradiction.demands);
            }
            (other, possible) => panic!("{subject:?}: possible {possible}, but {other:?}"),
        }
        let TimetableOutcome::Planned(mutant) = plan(&event, &[subject]) else {
            panic!("{subject:?}: the mutant found nothing");
        };
        let found = broken(&mutant.findings, case.strength);
        assert!(found.iter().any(|message| message.contains(case.says)), "{subject:?} mutant: {found:?}");
    }
}

/// Where the whole event has no timetable: without any one demand of the contradiction there is one, and it breaks what was
/// left out, says the checker.
#[test]
fn without_any_one_of_them_there_is_a_timetable() {
    let mut sizes = Vec::new();
    for case in CASES.into_iter().filter(|case| !case.possible) {
        let (event, subject) = (case.event(), case.subject);
        let TimetableOutcome::Impossible(contradiction) = plan(&event, &[]) else { panic!("{subject:?}: a timetable") };
        for demand in &contradiction.demands {
            let TimetableOutcome::Planned(planned) = plan_but(&event, demand) else {
                panic!("{subject:?}: none without `{}` either", demand.why)
            };
            let broken = broken(&planned.findings, Strength::Must);
            // At which hours sessions begin is asked of planning alone: whoever moves one by hand may choose another.
            let asked_of_planning = matches!(demand.ask, Ask::Starts { .. });
            assert!(asked_of_planning || !broken.is_empty(), "{subject:?}: without `{}` nothing is broken", demand.why);
        }
        sizes.push(contradiction.demands.len());
    }
    println!("{} contradictions of sessions, each member left out; sizes {sizes:?}", sizes.len());
    assert!(sizes.len() >= 6 && sizes.iter().all(|size| *size > 0), "{sizes:?}");
}

#[test]
fn every_subject_has_a_mutant() {
    let mut subjects: Vec<Subject> = CASES.iter().map(|case| case.subject).collect();
    subjects.sort();
    assert_eq!(subjects, Subject::ALL);
}
