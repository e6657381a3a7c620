//! Whoever registered on a page is told where that stands: at once when registering, and again when a seat becomes free.

use super::arrivals::answers;
use super::calendar::Calendar;
use super::registered::{Details, counting, registrations_with};
use super::{Circumstances, DeskError};
use crate::announce::joining::{self, Platform, Seating};
use crate::announce::{Announced, Confirming, Recipient, Revision, Stands, UnsubscribeToken, confirmation};
use crate::app::announcing::{basis, sender};
use crate::delivery::compose;
use crate::domain::ids::MeetingId;
use crate::domain::language::Language;
use crate::domain::text::{EmailAddress, WebAddress};
use crate::domain::time::{Instant, Zone};
use crate::ical::Person;
use crate::store::{Confirmed, Owed, Registered, Store};
use chrono::Days;
use std::collections::{BTreeMap, BTreeSet};

/// The word under which these mails are listed.
const REASON: &str = "registration";
/// How long such a mail is of use at least, in seconds.
const DAY: i64 = 86_400;

/// A meeting that people register for.
#[derive(Debug, Clone, Copy)]
pub struct Registering<'r> {
    /// The store.
    pub store: &'r Store,
    /// The calendar as it was announced.
    pub calendar: &'r Calendar,
    /// The meeting.
    pub meeting: &'r MeetingId,
    /// The page of one's own, without the secret.
    pub page: &'r str,
}

/// Somebody who is about to register.
#[derive(Debug, Clone, Copy)]
pub struct Newcomer<'n> {
    /// As it will be kept; its number is above all others.
    pub row: &'n Registered,
    /// The secret of the form.
    pub secret: &'n str,
}

/// What follows from registering or withdrawing.
#[derive(Debug, Clone, Default)]
pub struct Follows {
    /// Where the newcomer stands, and the mail that says so; none for an address that is not written to.
    pub own: Option<(Stands, Owed)>,
    /// Others who stand elsewhere.
    pub others: Vec<Confirmed>,
}

impl Registering<'_> {
    /// What follows when these rows are the registrations of the page that are in force, with the newcomer among them.
    ///
    /// # Errors
    /// [`DeskError`].
    pub async fn follows(
        &self,
        rows: &[Registered],
        newcomer: Option<Newcomer<'_>>,
        circumstances: &Circumstances<'_>,
    ) -> Result<Follows, DeskError> {
        let own = newcomer.map(|newcomer| newcomer.row.number);
        let stands = self.stands(rows, circumstances).await?;
        let elsewhere = |row: &&Registered| {
            let now = stands.get(&row.address).copied();
            now.is_some_and(|now| Some(row.number) == own || is_news(&row.told, now))
        };
        let told: Vec<&Registered> = counting(rows, self.meeting).into_iter().filter(elsewhere).collect();
        if told.is_empty() {
            return Ok(Follows::default());
        }
        let scenario = &self.calendar.scenario;
        let all: Announced = self.store.told(scenario.name.as_str()).await?.into_iter().collect();
        let answers = answers(self.store, scenario, &all).await?;
        let addresses: BTreeSet<String> = told.iter().map(|row| row.address.clone()).collect();
        let tokens = self.store.issue_tokens(&addresses, &mut || (circumstances.random)()).await?;
        let now = self.store.now().await? / 1000;
        let revision = self.revision(&all, now)?;
        let mut follows = Follows::default();
        for row in told {
            let (Ok(address), Some(stands)) = (EmailAddress::parse_confirmed(&row.address), stands.get(&row.address))
            else {
                continue;
            };
            // Who bounced, or wants no mails, gets none; the page says the same.
            if answers.is_suppressed(&address) {
                continue;
            }
            let secret = newcomer.filter(|newcomer| newcomer.row.number == row.number).map(|newcomer| newcomer.secret);
            let mail = self.mail(row, address, *stands, (tokens.get(&row.address), secret), revision, circumstances)?;
            if secret.is_some() {
                follows.own = Some((*stands, mail));
            } else {
                let (before, stands) = (row.told.clone(), stands.word().to_owned());
                follows.others.push(Confirmed { number: row.number, before, stands, mail });
            }
        }
        Ok(follows)
    }

    /// Where each address of the page stands.
    async fn stands(
        &self,
        rows: &[Registered],
        circumstances: &Circumstances<'_>,
    ) -> Result<BTreeMap<String, Stands>, DeskError> {
        let scenario = &self.calendar.scenario;
        let all = registrations_with(self.store, scenario, rows, circumstances.workbooks).await?;
        let meeting = scenario.meetings().get(self.meeting);
        let platform = meeting.and_then(|known| Platform::of(&self.calendar.announced_by.platforms, known));
        let seating = platform.map(|platform| Seating::of(self.meeting, platform.seats, &all));
        let has = |list: &[String], row: &Registered| list.contains(&row.address);
        let one = |row: &Registered| match &seating {
            _ if row.presence == Stands::Room.word() => Stands::Room,
            Some(seating) if has(&seating.seated, row) => Stands::Seated,
            Some(seating) if has(&seating.waiting, row) => Stands::Waiting,
            _ => Stands::Remote,
        };
        Ok(counting(rows, self.meeting).into_iter().map(|row| (row.address.clone(), one(row))).collect())
    }

    /// The revision of the meeting that people were told, with the stamp of now: to a calendar it is the same entry.
    fn revision(&self, all: &Announced, now: i64) -> Result<Revision, DeskError> {
        let sequences =
            all.all().filter(|(meeting, _)| *meeting == self.meeting).map(|(_, told)| told.revision.sequence);
        let stamped = Instant::from_unix_seconds(now).ok_or(DeskError::Clock)?;
        Ok(Revision { sequence: sequences.max().unwrap_or(0), stamped })
    }

    fn mail(
        &self,
        row: &Registered,
        address: EmailAddress,
        stands: Stands,
        (token, secret): (Option<&UnsubscribeToken>, Option<&str>),
        revision: Revision,
        circumstances: &Circumstances<'_>,
    ) -> Result<Owed, DeskError> {
        let Calendar { scenario, checked, announced_by, .. } = self.calendar;
        let details: Details = serde_json::from_str(&row.details).unwrap_or_default();
        let language = Language::parse(&details.language).unwrap_or(Language::English);
        // Without the name: whoever writes somebody else's address into the form does not get to write to that person.
        let person = Recipient::person(Person { name: None, address }, language);
        let mut recipients = [Recipient { zone: Zone::parse(&details.zone).ok(), token: token.cloned(), ..person }];
        if let Some(meeting) = scenario.meetings().get(self.meeting)
            && let Some(platform) = Platform::of(&announced_by.platforms, meeting)
        {
            let list = |of: Stands| if stands == of { vec![row.address.clone()] } else { Vec::new() };
            let (seated, waiting) = (list(Stands::Seated), list(Stands::Waiting));
            let seating = Seating { seated, waiting, taken: 0, seats: platform.seats };
            joining::give_access(&mut recipients, meeting, platform, &seating);
        }
        let [recipient] = recipients;
        let page = secret.and_then(|secret| WebAddress::parse(&format!("{}?word={secret}", self.page)).ok());
        let which = format!("{} {} {} {}", row.number, row.told, stands.word(), revision.stamped.unix_seconds());
        let confirming =
            Confirming { stands, before: Stands::parse(&row.told), own_page: page.as_ref(), which: &which };
        let sender = sender(scenario);
        let basis = basis(self.calendar.view(), checked, &sender, circumstances.zones);
        let mail = confirmation(&basis, self.meeting, &recipient, revision, &confirming);
        let mail = mail.map_err(DeskError::Announcing)?;
        let letter = compose(&mail).map_err(|why| DeskError::Composing { meeting: self.meeting.clone(), why })?;
        let last = checked.plan.placements.get(self.meeting).map(|at| at.last());
        let end = last.and_then(|last| last.checked_add_days(Days::new(1))?.and_hms_opt(0, 0, 0));
        let now = revision.stamped.unix_seconds();
        Ok(Owed {
            scenario: scenario.name.clone(),
            about: self.meeting.as_str().to_owned(),
            reason: REASON,
            message_id: letter.message_id().to_owned(),
            return_address: letter.return_address().as_str().to_owned(),
            recipient: letter.recipient().as_str().to_owned(),
            bytes: letter.bytes().to_vec(),
            // Where a day of long ago is played, the meeting is over by the clock of the store.
            useful_until: end.map_or(0, |end| end.and_utc().timestamp()).max(now + DAY),
        })
    }
}

/// Whether somebody is written to who was told this: a seat that has become free, or one that is not there after all. Where
/// nobody was told anything, the registration is older than these mails.
fn is_news(told: &str, now: Stands) -> bool {
    matches!(
        (Stands::parse(told), now),
        (Some(Stands::Waiting), Stands::Seated) | (Some(Stands::Seated), Stands::Waiting)
    )
}
