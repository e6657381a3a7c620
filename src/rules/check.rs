//! The checker: every rule over a plan. It never looks at demands or at how a plan was made.

use super::{all, wishes};
use crate::domain::finding::Finding;
use crate::domain::view::{Scope, View};

/// All findings of a plan in scope, strongest first, waivers applied; same input, same order.
pub fn check(view: &View<'_>, scope: &Scope) -> Vec<Finding> {
    let view = &view.focused(scope);
    let mut findings = Vec::new();
    for rule in all() {
        rule.check(view, scope, &mut findings);
    }
    wishes::check(view, scope, &mut findings);
    for finding in &mut findings {
        finding.waiver =
            view.plan.waivers.iter().chain(view.scenario.waivers()).find(|waiver| waiver.covers(finding)).cloned();
    }
    sort(&mut findings);
    findings
}

/// Puts findings in their order, strongest first, each once.
pub fn sort(findings: &mut Vec<Finding>) {
    let key = |finding: &Finding| (finding.strength, finding.origin);
    findings.sort_by(|a, b| a.verdict.cmp(&b.verdict).then(key(a).cmp(&key(b))).then_with(|| a.cmp(b)));
    findings.dedup();
}

/// How many findings of each kind there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// Broken musts nobody waived.
    pub must: usize,
    /// Broken shoulds nobody waived.
    pub should: usize,
    /// Broken preferences nobody waived.
    pub prefer: usize,
    /// Broken but waived.
    pub waived: usize,
    /// Not judged for lack of data.
    pub missing: usize,
    /// Notes.
    pub notes: usize,
}

impl Tally {
    /// Counts findings.
    pub fn of(findings: &[Finding]) -> Self {
        use crate::domain::finding::{Strength, Verdict};
        let mut tally = Self::default();
        for finding in findings {
            let slot = match (&finding.verdict, &finding.waiver, finding.strength) {
                (Verdict::Missing(_), ..) => &mut tally.missing,
                (Verdict::Note, ..) => &mut tally.notes,
                (Verdict::Broken, Some(_), _) => &mut tally.waived,
                (Verdict::Broken, None, Strength::Must) => &mut tally.must,
                (Verdict::Broken, None, Strength::Should) => &mut tally.should,
                (Verdict::Broken, None, Strength::Prefer) => &mut tally.prefer,
            };
            *slot += 1;
        }
        tally
    }
}
