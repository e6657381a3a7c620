//! Whoever plans or approves a meeting is told by mail of clashes that a calendar of others brought: once, each in one's own
//! language, what concerns one's own bodies alone.

use super::DeskError;
use super::arrivals::answers;
use crate::announce::{Announced, Clash, Clashes, clashes};
use crate::app::announcing::sender;
use crate::delivery::compose;
use crate::domain::access::Action;
use crate::domain::ids::{BodyId, MeetingId};
use crate::domain::scenario::Scenario;
use crate::domain::text::{DisplayName, EmailAddress, WebAddress};
use crate::domain::time::Instant;
use crate::ical::Person;
use crate::store::{Account, Notice, Owed, Store};

/// The word under which these mails are listed.
const REASON: &str = "clash";
/// How long such a mail is of use, in seconds.
const WEEK: i64 = 7 * 86_400;

/// Clashes that nobody was told of.
#[derive(Debug, Clone, Copy)]
pub struct Brought<'b> {
    /// The scenario.
    pub scenario: &'b Scenario,
    /// The name of the calendar of others that brought them.
    pub by: &'b str,
    /// What it says now, by its digest: in the id of the mails.
    pub digest: &'b str,
    /// The clashes.
    pub notices: &'b [Notice],
    /// Where people reach the pages, where that is known.
    pub base: Option<&'b str>,
}

/// A mail to each who plans or approves a meeting that is hit.
///
/// # Errors
/// [`DeskError`].
pub async fn mails(store: &Store, brought: &Brought<'_>) -> Result<Vec<Owed>, DeskError> {
    if brought.notices.is_empty() {
        return Ok(Vec::new());
    }
    let scenario = brought.scenario;
    let told: Announced = store.told(scenario.name.as_str()).await?.into_iter().collect();
    let answers = answers(store, scenario, &told).await?;
    let now = store.now().await? / 1000;
    let accounts = store.accounts().await?;
    let mut mails = Vec::new();
    for account in accounts.iter().filter(|account| account.disabled_at.is_none()) {
        let Ok(address) = EmailAddress::parse_confirmed(&account.address) else { continue };
        if answers.is_suppressed(&address) {
            continue;
        }
        let own: Vec<Clash> = brought.notices.iter().filter_map(|notice| concerns(scenario, account, notice)).collect();
        if !own.is_empty() {
            mails.push(mail(brought, account, address, &own, now)?);
        }
    }
    Ok(mails)
}

/// A clash in the words of somebody whom it concerns.
fn concerns(scenario: &Scenario, account: &Account, notice: &Notice) -> Option<Clash> {
    let body = BodyId::parse(&notice.body).ok()?;
    let acts = [Action::Plan, Action::Approve].into_iter().any(|action| account.roles.may(action, scenario, &body));
    let meeting = scenario.meetings().get(&MeetingId::parse(&notice.meeting).ok()?)?;
    let title = meeting.titles.get(&account.language).unwrap_or(&meeting.title);
    acts.then(|| Clash { meeting: title.as_str().to_owned(), text: notice.text.clone() })
}

fn mail(
    brought: &Brought<'_>,
    account: &Account,
    address: EmailAddress,
    own: &[Clash],
    now: i64,
) -> Result<Owed, DeskError> {
    let scenario = brought.scenario;
    let path: String = url::form_urlencoded::byte_serialize(scenario.name.as_bytes()).collect();
    let page = brought.base.and_then(|base| WebAddress::parse(&format!("{base}/scenarios/{path}/outside")).ok());
    let mail = clashes(&Clashes {
        sender: &sender(scenario),
        reader: &Person { name: DisplayName::parse(&account.name).ok(), address },
        language: account.language,
        calendar: scenario.title.as_str(),
        brought_by: brought.by,
        all: own,
        page: page.as_ref(),
        which: brought.digest,
        stamped: Instant::from_unix_seconds(now).ok_or(DeskError::Clock)?,
    });
    let mail = mail.map_err(DeskError::Announcing)?;
    let letter = compose(&mail).map_err(|why| DeskError::Owing { why })?;
    Ok(Owed {
        scenario: scenario.name.clone(),
        // None of these overtakes another: each tells of others.
        about: format!("{} {}", brought.by, &brought.digest[..brought.digest.len().min(12)]),
        reason: REASON,
        message_id: letter.message_id().to_owned(),
        return_address: letter.return_address().as_str().to_owned(),
        recipient: letter.recipient().as_str().to_owned(),
        bytes: letter.bytes().to_vec(),
        useful_until: now + WEEK,
    })
}
