//! `convoke invite`: invitations and mails for every meeting, into a folder or to an SMTP server. A meeting with a
//! broken must that nobody waived is not announced.

use crate::announce::{
    Access, Announcement, Basis, Recipient, Revision, Sender, cancellation, invitation, known_recipients,
};
use crate::app::{self, Checked};
use crate::cli::files::Folder;
use crate::cli::zones::zones;
use crate::cli::{Exit, console, inputs, output};
use crate::delivery::{Delivered, Letter, Relay, compose};
use crate::domain::ids::{CountryCode, MeetingId};
use crate::domain::meeting::Firmness;
use crate::domain::scenario::Scenario;
use crate::domain::text::DisplayName;
use crate::domain::time::{Instant, ZoneData};
use crate::domain::view::{Placed, View};
use crate::ical::{AttendeeKind, Person, Role};
use crate::language::MessageLanguage;
use anyhow::{Context, Result, bail};
use chrono::NaiveTime;
use std::collections::BTreeSet;
use std::path::Path;

/// Messages on their way to a server at once.
const CONNECTIONS: u32 = 8;

/// Runs the command.
pub(in crate::cli) fn run(
    scenario: &Path,
    plan: Option<&Path>,
    out: Option<&Path>,
    smtp: Option<&str>,
    meetings: &[String],
) -> Result<Exit> {
    if out.is_none() && smtp.is_none() {
        bail!("say where the invitations go: --out DIR, or --smtp URL");
    }
    let Ok(scenario) = inputs::scenario(scenario) else { return Ok(Exit::BadInput) };
    let Ok(plan) = inputs::plan(&scenario, plan) else { return Ok(Exit::BadInput) };
    let wanted = wanted(&scenario, meetings)?;
    let checked = app::check(&scenario, plan);
    let refused = refused(&checked);
    for meeting in refused.iter().filter(|meeting| wanted.contains(*meeting)) {
        console::say(&format!("not announced: {meeting} has a broken must that nobody waived (see convoke check)"));
    }
    let announced: Vec<MeetingId> = wanted.difference(&refused).cloned().collect();
    if announced.is_empty() {
        console::say("nothing was announced");
        return Ok(Exit::Findings);
    }
    let sent = match (out, smtp) {
        (Some(out), _) => {
            let mut folder = Folder::new(out)?;
            write(&scenario, &checked, &announced, &mut folder)?;
            folder.write("calendar.ics", output::feed(&scenario, &checked)?)?;
            console::say(&format!(
                "wrote {} files about {} meetings to {}",
                folder.written().len(),
                announced.len(),
                out.display()
            ));
            true
        }
        (None, url) => send(&scenario, &checked, &announced, url.unwrap_or_default())?,
    };
    let all = sent && refused.is_disjoint(&wanted);
    Ok(if all { Exit::Clean } else { Exit::Findings })
}

fn wanted(scenario: &Scenario, meetings: &[String]) -> Result<BTreeSet<MeetingId>> {
    if meetings.is_empty() {
        return Ok(scenario.meetings().keys().cloned().collect());
    }
    meetings
        .iter()
        .map(|text| {
            let id = MeetingId::parse(text).with_context(|| format!("--meeting {text:?}"))?;
            if !scenario.meetings().contains_key(&id) {
                bail!("--meeting {text:?}: the scenario has no such meeting");
            }
            Ok(id)
        })
        .collect()
}

/// Meetings that a broken, unwaived must is about.
fn refused(checked: &Checked) -> BTreeSet<MeetingId> {
    checked.findings.iter().filter(|finding| finding.blocks()).flat_map(|finding| finding.meetings.clone()).collect()
}

/// Writes an invitation and a mail for each meeting in English and Chinese.
pub(in crate::cli) fn write(
    scenario: &Scenario,
    checked: &Checked,
    meetings: &[MeetingId],
    folder: &mut Folder,
) -> Result<()> {
    let zones = zones();
    let sender = sender(scenario);
    let basis = basis(View::new(scenario, &checked.plan), checked, &sender, zones);
    for meeting in meetings {
        for language in [MessageLanguage::English, MessageLanguage::Chinese] {
            let recipient = list_recipient(scenario, meeting, language);
            if let Some((announcement, letter)) = message(&basis, meeting, &recipient)? {
                let stem = announcement.file_stem(&recipient);
                folder.write(&format!("invitations/{stem}.ics"), &announcement.calendar)?;
                folder.write(&format!("mails/{stem}.eml"), letter.bytes())?;
            }
        }
    }
    Ok(())
}

/// One message for one recipient; `None` for a meeting without dates, or one already held.
fn message(basis: &Basis<'_>, meeting: &MeetingId, recipient: &Recipient) -> Result<Option<(Announcement, Letter)>> {
    let announcement = match basis.view.plan.placements.get(meeting).map(|at| at.firmness) {
        None | Some(Firmness::Held) => return Ok(None),
        Some(Firmness::Cancelled) => cancellation(basis, meeting, recipient, first_revision(basis.view.scenario)),
        Some(_) => invitation(basis, meeting, recipient, first_revision(basis.view.scenario)),
    }
    .with_context(|| format!("inviting to {meeting}"))?;
    let letter = compose(&announcement.mail).with_context(|| format!("composing the mail about {meeting}"))?;
    Ok(Some((announcement, letter)))
}

fn send(scenario: &Scenario, checked: &Checked, meetings: &[MeetingId], url: &str) -> Result<bool> {
    let zones = zones();
    let sender = sender(scenario);
    let view = View::new(scenario, &checked.plan);
    let basis = basis(view, checked, &sender, zones);
    let mut letters = Vec::new();
    for meeting in meetings {
        let Some(placed) = basis.view.placed(meeting) else { continue };
        for recipient in recipients(scenario, &placed, &sender) {
            letters.extend(message(&basis, meeting, &recipient)?.map(|(_, letter)| letter));
        }
    }
    let count = letters.len();
    console::say(&format!("sending {count} messages"));
    let reports = Relay::deliver_and_wait(url, CONNECTIONS, letters).context("sending")?;
    let accepted = reports.iter().filter(|report| matches!(report.delivered, Delivered::Accepted(_))).count();
    for report in reports.iter().filter(|report| !matches!(report.delivered, Delivered::Accepted(_))) {
        console::say(&format!("{} {}: {}", report.recipient, report.message_id, report.delivered.answer()));
    }
    console::say(&format!("{accepted} of {count} messages were accepted by the server"));
    Ok(accepted == count)
}

/// Officers with an address, each in one language, and the list of the body.
fn recipients(scenario: &Scenario, placed: &Placed<'_>, sender: &Sender) -> Vec<Recipient> {
    let china = CountryCode::parse("CN");
    let language = |address: &str| {
        let officer = placed
            .body
            .officers
            .iter()
            .find(|officer| officer.email.as_ref().is_some_and(|email| email.as_str() == address));
        match officer.and_then(|officer| officer.country) {
            country if country.is_some() && country == china => MessageLanguage::Chinese,
            _ => MessageLanguage::English,
        }
    };
    let mut all = known_recipients(placed, sender, MessageLanguage::English);
    for recipient in &mut all {
        recipient.language = language(recipient.person.address.as_str());
    }
    all.push(list_recipient(scenario, &placed.meeting.id, MessageLanguage::English));
    all
}

/// The mailing list of the body that meets, else that of the secretariat.
fn list_recipient(scenario: &Scenario, meeting: &MeetingId, language: MessageLanguage) -> Recipient {
    let body = scenario.meetings().get(meeting).map(|meeting| scenario.body_of(meeting));
    let address =
        body.and_then(|body| body.contact.clone()).unwrap_or_else(|| scenario.profile.secretariat.list.clone());
    let name = body.and_then(|body| DisplayName::parse(body.name.as_str()).ok());
    Recipient {
        person: Person { name, address },
        kind: AttendeeKind::Group,
        role: Role::Optional,
        zone: None,
        language,
        access: Access::General,
        token: None,
    }
}

/// The office that sends.
pub(in crate::cli) fn sender(scenario: &Scenario) -> Sender {
    let secretariat = &scenario.profile.secretariat;
    Sender {
        office: Person {
            name: DisplayName::parse(secretariat.name.as_str()).ok(),
            address: secretariat.address.clone(),
        },
        bounce: secretariat.bounces.clone(),
        unsubscribe_page: None,
    }
}

/// What announcements are made from.
pub(in crate::cli) fn basis<'a>(
    view: View<'a>,
    checked: &'a Checked,
    sender: &'a Sender,
    zones: &'a ZoneData,
) -> Basis<'a> {
    Basis { view, deadlines: &checked.deadlines, sender, zones }
}

/// The first announcement, stamped with the day the plan is made: the same plan gives the same bytes.
pub(in crate::cli) fn first_revision(scenario: &Scenario) -> Revision {
    Revision { sequence: 0, stamped: Instant::from_utc(scenario.as_of.and_time(NaiveTime::MIN)) }
}
