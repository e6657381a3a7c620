//! People as a file: who signs in, and what they may do. No passwords and no secrets.

use crate::domain::access::{Extent, Role, Roles};
use crate::domain::language::Language;
use crate::domain::text::{DisplayName, EmailAddress};
use crate::domain::time::Zone;
use crate::store::{Changed, Store};
use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// All of them.
#[derive(Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct People {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    person: Vec<Person>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    name: String,
    address: String,
    language: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    zone: Option<String>,
    /// `planner of SG13`, `administrator of *`.
    #[serde(default)]
    roles: Vec<String>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    follows: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    closed: bool,
}

impl Person {
    fn read_roles(&self) -> Result<Roles> {
        self.roles.iter().try_fold(Roles::default(), |roles, text| {
            let read =
                text.split_once(" of ").and_then(|(role, extent)| Some((Extent::parse(extent)?, Role::parse(role)?)));
            let (extent, role) =
                read.with_context(|| format!("{}: {text:?} is no role; write planner of SG13", self.name))?;
            Ok(roles.with(extent, role))
        })
    }
}

fn administers(roles: &Roles) -> bool {
    roles.all().any(|one| one == (&Extent::Everything, Role::Administrator))
}

impl People {
    /// Those of a store, by address.
    pub(super) async fn of(store: &Store) -> Result<Self> {
        let mut person = Vec::new();
        for account in store.accounts().await? {
            let roles =
                account.roles.all().map(|(extent, role)| format!("{} of {}", role.word(), extent.word())).collect();
            person.push(Person {
                follows: store.followed(account.number).await?,
                name: account.name,
                address: account.address,
                language: account.language.tag().to_owned(),
                zone: account.zone,
                roles,
                closed: account.disabled_at.is_some(),
            });
        }
        person.sort_by(|one, other| one.address.cmp(&other.address));
        Ok(Self { person })
    }

    /// How many.
    pub(super) fn len(&self) -> usize {
        self.person.len()
    }

    /// Whether all of them can be taken in.
    pub(super) fn check(&self) -> Result<()> {
        let mut found = false;
        let mut addresses = BTreeSet::new();
        for person in &self.person {
            // Before anything is said of them by name.
            DisplayName::parse(&person.name).with_context(|| format!("the name {:?}", person.name))?;
            EmailAddress::parse_confirmed(&person.address)
                .with_context(|| format!("the address {:?}", person.address))?;
            if let Some(zone) = &person.zone {
                Zone::parse(zone).with_context(|| format!("{}: the zone {zone:?}", person.name))?;
            }
            found |= administers(&person.read_roles()?) && !person.closed;
            if Language::parse(&person.language).is_none() {
                bail!("{}: {:?} is no language", person.name, person.language);
            }
            if !addresses.insert(person.address.to_lowercase()) {
                bail!("{} stands there twice", person.address);
            }
        }
        if !found && !self.person.is_empty() {
            bail!("nobody among the people is administrator of *: nobody could say who may do what");
        }
        Ok(())
    }

    /// Takes them in; each needs a new link to choose a password by.
    pub(super) async fn take_in(&self, store: &Store, who: &str) -> Result<()> {
        let mut made = Vec::new();
        for person in &self.person {
            let done = store.make_account(who, &person.name, &person.address, &Roles::default()).await?;
            let Changed::Done(number) = done else { bail!("{} is there already", person.address) };
            let language = Language::parse(&person.language).unwrap_or(Language::English);
            store.set_account(number, &person.name, language, person.zone.as_deref()).await?;
            store.follow(number, &person.follows).await?;
            made.push((number, person, person.read_roles()?));
        }
        // The first account of a store administers it. Whoever does so here comes first, so that there is always one.
        made.sort_by_key(|(_, person, roles)| (person.closed, !administers(roles)));
        for (number, person, roles) in &made {
            if store.set_roles(who, *number, roles).await? != Changed::Done(*number) {
                bail!("{}: the roles could not be given", person.address);
            }
        }
        for (number, person, _) in made.iter().filter(|(_, person, _)| person.closed) {
            if store.disable_account(who, *number, true).await? != Changed::Done(*number) {
                bail!("{}: the account could not be closed", person.address);
            }
        }
        Ok(())
    }
}
