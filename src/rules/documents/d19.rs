//! D-19: a letter cites the edition in force on its date.

use crate::domain::body::BodyKind;
use crate::domain::finding::Finding;
use crate::domain::ids::{Family, RuleId};
use crate::domain::letter::{Citation, LetterPart};
use crate::domain::profile::Edition;
use crate::domain::view::{Scope, View};
use crate::rules::rule::{Documentation, Rule, Tag, about};

/// See the module.
#[derive(Debug)]
pub(super) struct D19;

impl Rule for D19 {
    fn id(&self) -> RuleId {
        RuleId::new(Family::Documents, 19)
    }

    fn tag(&self) -> Tag {
        Tag::Letter
    }

    fn documentation(&self) -> Documentation {
        Documentation {
            title: "A letter cites the edition in force on its date",
            demands: "Clauses are cited as numbered on the date of the letter. A.1 treats JCAs in `jca_clause`, part \
                      `jca_part` (0 = all of it): 2.2 until 26 September 2019, 5 since. A.7 has `a7_clauses` clauses (0 = \
                      not known): 8 since August 2024.",
            why: "Readers look the clause up.",
            example: "TSB Circular 261 (2012) cites A.1 2.2.2; TSB Circular 72 of 8 February 2023 cites A.1 5.7 and 5.10.",
            needs: "What the letter cites; its date, or the day the plan is made.",
            source: "Editions of Rec. ITU-T A.1: 10/2008, 11/2012, 10/2016, 09/2019; of A.7: 08/2024",
        }
    }

    fn numbers(&self) -> &'static [&'static str] {
        &["jca_clause", "jca_part", "a7_clauses"]
    }

    fn check(&self, view: &View<'_>, scope: &Scope, findings: &mut Vec<Finding>) {
        for placed in view.scoped(scope) {
            let (Some(edition), Some(letter)) = (view.edition(self.id(), &placed), &placed.meeting.letter) else {
                continue;
            };
            let day = letter.dated.unwrap_or(view.scenario.as_of);
            let draft = || about(self, edition, &placed.meeting.id).on([day]);
            if letter.cites.is_empty() && letter.contains.contains(&LetterPart::TermsOfReference) {
                findings.push(draft().missing("what its letter cites"));
            }
            for citation in &letter.cites {
                let (Some(clause), Some(expected)) = (clause(citation), expected(citation, placed.body.kind, edition))
                else {
                    continue;
                };
                if !expected.holds(&clause) {
                    findings.push(draft().broken(
                        format!(
                            "the letter of {} of {day} cites {} clause {}; on that day {}",
                            placed.meeting.title.as_str(),
                            citation.text.as_str(),
                            citation.clause.as_ref().map_or("", |clause| clause.as_str()),
                            expected.words()
                        ),
                        "cite the edition in force on the date of the letter",
                    ));
                }
            }
        }
    }
}

/// What a clause must look like.
enum Expected {
    /// Begins with these numbers.
    Within(Vec<i64>),
    /// Its first number is at most this.
    AtMost(i64),
}

impl Expected {
    fn holds(&self, clause: &[i64]) -> bool {
        match self {
            Expected::Within(numbers) => clause.starts_with(numbers),
            Expected::AtMost(last) => clause.first().is_some_and(|first| first <= last),
        }
    }

    fn words(&self) -> String {
        match self {
            Expected::Within(numbers) => {
                let numbers: Vec<String> = numbers.iter().map(i64::to_string).collect();
                format!("JCAs are treated in clause {}", numbers.join("."))
            }
            Expected::AtMost(last) => format!("the text has clauses 1 to {last}"),
        }
    }
}

/// The numbers of a clause: `2.2.5` is 2, 2, 5. `None` for what has none, such as an annex.
fn clause(citation: &Citation) -> Option<Vec<i64>> {
    let numbers: Vec<i64> =
        citation.clause.as_ref()?.as_str().split('.').map_while(|number| number.trim().parse().ok()).collect();
    (!numbers.is_empty()).then_some(numbers)
}

fn expected(citation: &Citation, kind: BodyKind, edition: &Edition) -> Option<Expected> {
    let text = citation.text.as_str();
    let cites = |name: &str| text.split_whitespace().any(|word| word.trim_matches(['(', ')', ',']) == name);
    let positive = |name: &str| edition.number(name).filter(|number| *number > 0);
    if cites("A.1") && kind == BodyKind::JointCoordinationActivity {
        Some(Expected::Within(positive("jca_clause").into_iter().chain(positive("jca_part")).collect()))
    } else if cites("A.7") {
        positive("a7_clauses").map(Expected::AtMost)
    } else {
        None
    }
}
