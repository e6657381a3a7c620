//! `convoke account`: people who sign in, for whoever holds the machine.

use super::announce::runtime;
use crate::cli::{Exit, console};
use crate::domain::access::{Extent, Role, Roles};
use crate::domain::text::EmailAddress;
use crate::store::{Changed, Purpose, Store};
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};

/// How long a link to choose a password may be used, in milliseconds.
const WELCOME: i64 = 7 * 86_400_000;

/// Whose account, and what with it.
#[derive(Args, Debug)]
pub(in crate::cli) struct AccountArguments {
    /// The store of the service.
    #[arg(long, env = "CONVOKE_STORE", hide_env_values = true, default_value = "convoke.db")]
    store: String,
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand, Debug)]
enum Task {
    /// All accounts with their roles.
    List,
    /// A new account; prints the end of a link to choose a password by.
    Add {
        /// Name, as it stands in the log.
        #[arg(value_parser = crate::cli::names::person)]
        name: String,
        /// Mail address, to sign in with.
        address: String,
        /// What it may do: viewer, planner, approver or administrator, for a body and all below it, such as
        /// `planner:SG13`; without a body for all.
        #[arg(long = "role", value_name = "ROLE[:BODY]", value_parser = role)]
        roles: Vec<(Role, Extent)>,
    },
    /// A new link for somebody who lost the password; what was signed in stays so until one is chosen.
    Link {
        /// Mail address.
        address: String,
    },
    /// Close an account: nobody signs in with it any more.
    Close {
        /// Mail address.
        address: String,
    },
    /// Open it again.
    Open {
        /// Mail address.
        address: String,
    },
}

fn role(text: &str) -> Result<(Role, Extent), String> {
    let (role, body) = text.split_once(':').unwrap_or((text, "*"));
    let known = Role::parse(role).ok_or("expected viewer, planner, approver or administrator")?;
    Ok((known, Extent::parse(body).ok_or("expected a body after the colon")?))
}

/// Runs the command.
pub(in crate::cli) fn run(arguments: &AccountArguments) -> Result<Exit> {
    runtime()?.block_on(async {
        let store = Store::open(&arguments.store, true).await?;
        let exit = task(&store, &arguments.task).await;
        store.close().await;
        exit
    })
}

const BY: &str = "convoke account";

async fn task(store: &Store, task: &Task) -> Result<Exit> {
    match task {
        Task::List => {
            for account in store.accounts().await? {
                let roles: Vec<String> =
                    account.roles.all().map(|(extent, role)| format!("{role}:{}", extent.word())).collect();
                let closed = if account.disabled_at.is_some() { "  closed" } else { "" };
                console::data(&format!("{}  {}  {}{closed}\n", account.address, account.name, roles.join(" ")));
            }
            return Ok(Exit::Clean);
        }
        Task::Add { name, address, roles } => {
            let address = EmailAddress::parse(address).with_context(|| format!("the address {address}"))?;
            let given = roles.iter().cloned().fold(Roles::default(), |all, (role, extent)| all.with(extent, role));
            match store.make_account(BY, name, address.as_str(), &given).await? {
                Changed::Done(number) => link(store, number).await?,
                _ => bail!("there is an account of that address already: convoke account link gives it a new link"),
            }
        }
        Task::Link { address } => link(store, number(store, address).await?).await?,
        Task::Close { address } | Task::Open { address } => {
            let closing = matches!(task, Task::Close { .. });
            if store.disable_account(BY, number(store, address).await?, closing).await? == Changed::LastAdministrator {
                bail!("nobody would be left who may say who may do what");
            }
        }
    }
    Ok(Exit::Clean)
}

async fn number(store: &Store, address: &str) -> Result<i64> {
    let known = store.account_of(address).await?;
    Ok(known.with_context(|| format!("there is no account of {address}"))?.0.number)
}

async fn link(store: &Store, number: i64) -> Result<()> {
    let word = super::serve::chance().secret().context("the system gives no random numbers")?;
    store.keep_credential(Purpose::Welcome, number, &word, ("", ""), WELCOME).await?;
    console::data(&format!("/welcome?word={word}\n"));
    console::say("Put that after the address of the service. It works once, within seven days.");
    Ok(())
}
