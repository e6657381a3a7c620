//! Who may do what: roles that somebody holds for a body and everything below it.
//!
//! Roles are no ladder. Whoever prepares does not approve, so an approver is not a better planner; one person may hold
//! several roles, and the four eyes are still those of two people.

use super::ids::BodyId;
use super::scenario::Scenario;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What somebody is to a body.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Role {
    /// Sees plans, findings and announcements.
    Viewer,
    /// Plans, waives a `should`, prepares announcements.
    Planner,
    /// Waives a `must`, approves announcements.
    Approver,
    /// Says who may do what, and how the program is set up.
    Administrator,
}

impl Role {
    /// All, as people read them.
    pub const ALL: [Role; 4] = [Role::Viewer, Role::Planner, Role::Approver, Role::Administrator];

    /// The word that files and people use.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Planner => "planner",
            Role::Approver => "approver",
            Role::Administrator => "administrator",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == text)
    }

    /// Whether this role by itself allows an action.
    #[must_use]
    pub const fn allows(self, action: Action) -> bool {
        match action {
            Action::See => true,
            Action::Plan => matches!(self, Role::Planner),
            Action::Approve => matches!(self, Role::Approver),
            Action::Administer => matches!(self, Role::Administrator),
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// What somebody wants to do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Action {
    /// Look at what is not public.
    See,
    /// Change plans, waive a `should`, prepare announcements.
    Plan,
    /// Waive a `must`, approve announcements, stop sending.
    Approve,
    /// Accounts, roles, settings.
    Administer,
}

impl Action {
    /// All.
    pub const ALL: [Action; 4] = [Action::See, Action::Plan, Action::Approve, Action::Administer];
}

/// For what a role is held.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Extent {
    /// All bodies.
    Everything,
    /// One body and those below it.
    Body(BodyId),
}

impl Extent {
    /// As it is written: `*`, or the body.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Extent::Everything => "*",
            Extent::Body(body) => body.as_str(),
        }
    }

    /// Reads the word; `None` for what is no id.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text == "*" { Some(Self::Everything) } else { BodyId::parse(text).ok().map(Self::Body) }
    }
}

/// All roles of one person.
///
/// ```
/// # use convoke::domain::access::{Action, Extent, Role, Roles};
/// let roles = Roles::default().with(Extent::Everything, Role::Planner);
/// assert!(roles.everywhere(Action::Plan));
/// assert!(!roles.everywhere(Action::Approve));
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Roles(BTreeMap<Extent, BTreeSet<Role>>);

impl Roles {
    /// The same with one more.
    #[must_use]
    pub fn with(mut self, extent: Extent, role: Role) -> Self {
        self.0.entry(extent).or_default().insert(role);
        self
    }

    /// All, in order.
    pub fn all(&self) -> impl Iterator<Item = (&Extent, Role)> {
        self.0.iter().flat_map(|(extent, roles)| roles.iter().map(move |role| (extent, *role)))
    }

    /// Whether an action is allowed for all bodies.
    #[must_use]
    pub fn everywhere(&self, action: Action) -> bool {
        self.at(&Extent::Everything, action)
    }

    /// Whether an action is allowed for some body.
    #[must_use]
    pub fn somewhere(&self, action: Action) -> bool {
        self.0.values().flatten().any(|role| role.allows(action))
    }

    /// Whether an action is allowed for a body of a scenario: for it, one above it, or everything.
    #[must_use]
    pub fn may(&self, action: Action, scenario: &Scenario, body: &BodyId) -> bool {
        if self.everywhere(action) {
            return true;
        }
        let mut at = scenario.bodies().get(body);
        // A scenario has no circles of parents; the count keeps that from mattering here.
        for _ in 0..=scenario.bodies().len() {
            let Some(known) = at else { return false };
            if self.at(&Extent::Body(known.id.clone()), action) {
                return true;
            }
            at = scenario.parent_of(known);
        }
        false
    }

    /// Whether an action is allowed for some body of a scenario.
    #[must_use]
    pub fn may_in(&self, action: Action, scenario: &Scenario) -> bool {
        self.everywhere(action) || scenario.bodies().keys().any(|body| self.may(action, scenario, body))
    }

    fn at(&self, extent: &Extent, action: Action) -> bool {
        self.0.get(extent).is_some_and(|roles| roles.iter().any(|role| role.allows(action)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_no_ladder() {
        let allowed = |role: Role| Action::ALL.into_iter().filter(|action| role.allows(*action)).collect::<Vec<_>>();
        assert_eq!(allowed(Role::Viewer), [Action::See]);
        assert_eq!(allowed(Role::Planner), [Action::See, Action::Plan]);
        assert_eq!(allowed(Role::Approver), [Action::See, Action::Approve]);
        assert_eq!(allowed(Role::Administrator), [Action::See, Action::Administer]);
    }

    #[test]
    fn a_role_for_one_body_is_none_for_all() {
        let body = BodyId::parse("SG13").unwrap();
        let roles = Roles::default().with(Extent::Body(body), Role::Planner);
        assert!(!roles.everywhere(Action::See));
        assert!(roles.somewhere(Action::Plan));
        assert!(!roles.somewhere(Action::Approve));
    }
}
