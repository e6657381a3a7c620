//! The one list, as it is written, and what it demands of how a case went.

use std::path::PathBuf;

use serde::Deserialize;

use super::through::Went;
use crate::helpers::root;

/// The most that an ordinary file may cost, and the most for one that was made to cost much: seconds of a processor, and
/// megabytes beside the program itself, of which some fifty are in memory as soon as it runs. Time on the clock says nothing
/// on a machine that does other things too. The tests are built with the least optimisation: the program that people run is
/// faster.
const ORDINARY: (f64, f64) = (1.0, 64.0);
const BOMB: (f64, f64) = (5.0, 256.0);

/// The folder of the catalogue.
pub(super) fn folder() -> PathBuf {
    root().join("tests/catalogue")
}

/// How something comes in.
#[derive(Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Door {
    /// `convoke check`: a scenario, or what `run` says.
    Check,
    /// `convoke check --plan`.
    Plan,
    /// `convoke announce --recipients`.
    Recipients,
    /// `convoke inbox --registrations`.
    Registrations,
    /// `convoke options --record`.
    Answers,
    /// `[[outside_file]]` of a scenario: a calendar of others.
    Calendar,
    /// `convoke inbox --maildir`: answers and reports.
    Mail,
    /// `convoke import`.
    Sheet,
    /// `convoke hours`.
    Hours,
    /// `convoke solve`.
    Solve,
    /// Any other command: `run` says which.
    Run,
    /// A request to the service: `asks` says which.
    Web,
    /// What only a test of its own can do: `see` says which.
    Test,
}

impl Door {
    pub(super) fn is_of_the_program(self) -> bool {
        !matches!(self, Self::Web | Self::Test)
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Check => "scenarios",
            Self::Plan => "plans",
            Self::Recipients => "recipients",
            Self::Registrations => "registrations",
            Self::Answers => "answers",
            Self::Calendar => "calendars",
            Self::Mail => "mails",
            Self::Sheet => "workbooks",
            Self::Hours => "series",
            Self::Solve => "problems",
            Self::Run => "other commands",
            Self::Web => "requests",
            Self::Test => "tests",
        }
    }
}

/// A file that is made: a head, a piece so many times, a tail.
#[derive(Deserialize, Debug, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Made {
    pub(super) file: String,
    #[serde(default)]
    pub(super) head: String,
    #[serde(default)]
    pub(super) piece: String,
    #[serde(default)]
    pub(super) times: usize,
    #[serde(default)]
    pub(super) tail: String,
    /// A file of so many bytes of nothing, which takes no room.
    #[serde(default)]
    pub(super) hole: u64,
    /// A symbolic link to there.
    #[serde(default)]
    pub(super) link: String,
    /// A pipe that nobody writes into.
    #[serde(default)]
    pub(super) pipe: bool,
}

/// One case.
#[derive(Deserialize, Debug, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    /// Row of the catalogue.
    pub(super) row: u16,
    /// Its folder, where it has one.
    pub(super) name: String,
    /// What it is.
    pub(super) what: String,
    pub(super) door: Door,
    /// The arguments, where the door does not say them.
    #[serde(default)]
    pub(super) run: Vec<String>,
    /// What is made for it.
    #[serde(default)]
    pub(super) make: Vec<Made>,
    /// The workbook of that name in `tests/it/sheets`.
    #[serde(default)]
    pub(super) sheet: String,
    /// There is a store, in which something waits to be approved.
    #[serde(default)]
    pub(super) store: bool,
    /// What must be told, and nothing else: code and place; `notice` before what is no error.
    #[serde(default)]
    pub(super) tells: Vec<String>,
    /// What must be told first; more of the same may follow.
    #[serde(default)]
    pub(super) first: Vec<String>,
    /// A word of the remedy, or of what was expected.
    #[serde(default)]
    pub(super) fix: String,
    /// Words that stand in what is said.
    #[serde(default)]
    pub(super) says: Vec<String>,
    /// Words that stand nowhere.
    #[serde(default)]
    pub(super) never: Vec<String>,
    /// What is read of a calendar all the same: at most its first three events.
    #[serde(default)]
    pub(super) reads: Vec<String>,
    /// Words that stand, or do not, in a file or folder that was written, decoded.
    #[serde(default)]
    pub(super) writes: Vec<[String; 2]>,
    #[serde(default)]
    pub(super) writes_not: Vec<[String; 2]>,
    /// How the program ends: 2 where an error is told.
    pub(super) exit: Option<i32>,
    /// Made to cost much.
    #[serde(default)]
    pub(super) bomb: bool,
    /// Method and path.
    #[serde(default)]
    pub(super) asks: String,
    /// Who asks.
    #[serde(default)]
    pub(super) by: String,
    /// Headers in place of the usual ones.
    #[serde(default)]
    pub(super) headers: Vec<[String; 2]>,
    /// A body, repeated so many times.
    #[serde(default)]
    pub(super) body: String,
    #[serde(default)]
    pub(super) times: usize,
    /// The status of the answer.
    #[serde(default)]
    pub(super) status: u16,
    /// A test: file and function.
    #[serde(default)]
    pub(super) see: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    case: Vec<Case>,
}

/// The one list.
pub(super) fn table() -> Vec<Case> {
    let text = std::fs::read_to_string(folder().join("table.toml")).expect("the list");
    toml::from_str::<Table>(&text).expect("the list is a table").case
}

impl Case {
    fn is_refused(&self) -> bool {
        let errors = |list: &[String]| list.iter().any(|told| !told.starts_with("notice "));
        errors(&self.tells) || errors(&self.first)
    }

    /// A finding about a document as such, which says what was expected in place of a remedy.
    fn of_a_document(&self, told: &str) -> bool {
        told.starts_with("file.")
            && (self.door == Door::Solve || self.run.iter().any(|word| word == "solve" || word == "explain"))
    }

    /// All that went otherwise than the list says.
    pub(super) fn faults(&self, went: &Went) -> Vec<String> {
        let mut faults = went.changed.clone();
        let exit = self.exit.unwrap_or(2);
        if went.exit != exit {
            faults.push(format!("ended with {}, not with {exit}", went.exit));
        }
        if self.is_refused() && exit != 2 {
            faults.push("an error is exit code 2".to_owned());
        }
        if self.first.is_empty() && went.told != self.tells {
            faults.push(format!("told {:?}, not {:?}", went.told, self.tells));
        }
        if !self.reads.is_empty() && went.read != self.reads {
            faults.push(format!("read {:?}, not {:?}", went.read, self.reads));
        }
        // A document of a placement problem has no remedy: what was expected says it.
        let remedies = went.said.lines().filter(|line| line.starts_with("  fix: ")).count();
        if remedies < went.told.iter().filter(|told| !told.contains("placement.") && !self.of_a_document(told)).count()
        {
            faults.push("a finding without a remedy".to_owned());
        }
        if !went.told.starts_with(&self.first) {
            faults.push(format!("told first {:?}, not {:?}", went.told.iter().take(3), self.first));
        }
        if exit == 2 && went.told.is_empty() && self.says.is_empty() {
            faults.push("a refusal has a code or says why".to_owned());
        }
        let all = format!("{}\n{}", went.said, went.out);
        for word in self.says.iter().chain([&self.fix]).filter(|word| !all.contains(word.as_str())) {
            faults.push(format!("does not say {word:?}"));
        }
        for word in self.never.iter().filter(|word| all.contains(word.as_str())) {
            faults.push(format!("says {word:?}"));
        }
        // Whatever is refused, no terminal is led astray by being told so.
        if let Some(odd) =
            went.said.chars().find(|c| c.is_control() && *c != '\n' || matches!(c, '\u{202A}'..='\u{202E}'))
        {
            faults.push(format!("says {odd:?}"));
        }
        let (seconds, megabytes) = if self.bomb { BOMB } else { ORDINARY };
        if went.seconds > seconds || went.megabytes > megabytes {
            faults.push(format!("took {:.2} s and {:.0} MB", went.seconds, went.megabytes));
        }
        for [file, word] in self.writes.iter().filter(|[file, word]| !went.wrote(file, word)) {
            faults.push(format!("{file} does not hold {word:?}"));
        }
        for [file, word] in self.writes_not.iter().filter(|[file, word]| went.wrote(file, word)) {
            faults.push(format!("{file} holds {word:?}"));
        }
        faults
    }
}
