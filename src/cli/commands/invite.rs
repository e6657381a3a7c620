//! `convoke invite`: invitations and mails for every meeting, into a folder or to an SMTP server. A meeting with a
//! broken must that nobody waived is not announced.

use crate::announce::{Announced, Dispatch, Recipient, Revision};
use crate::app::announcing::{Occasion, list_recipient, recipients, refused, sender};
use crate::app::{self, Checked};
use crate::cli::files::Folder;
use crate::cli::zones::zones;
use crate::cli::{Exit, console, inputs, output};
use crate::delivery::{Delivered, Letter, Relay, compose};
use crate::desk::telling::wanted;
use crate::domain::ids::MeetingId;
use crate::domain::language::Language;
use crate::domain::plan::Plan;
use crate::domain::scenario::Scenario;
use crate::domain::time::Instant;
use crate::domain::view::Placed;
use anyhow::{Context, Result, bail};
use chrono::NaiveTime;
use std::collections::BTreeMap;
use std::path::Path;

/// Messages on their way to a server at once.
const CONNECTIONS: u32 = 8;

/// Runs the command.
pub(in crate::cli) fn run(
    scenario: &Path,
    plan: Option<&Path>,
    after: Option<&Path>,
    out: Option<&Path>,
    smtp: Option<&str>,
    meetings: &[String],
    languages: &[Language],
) -> Result<Exit> {
    if out.is_none() && smtp.is_none() {
        bail!("say where the invitations go: --out DIR, or --smtp URL");
    }
    let Ok(scenario) = inputs::scenario(scenario) else { return Ok(Exit::BadInput) };
    let Ok(plan) = inputs::plan(&scenario, plan) else { return Ok(Exit::BadInput) };
    let Ok(before) = after.map(|after| inputs::plan(&scenario, Some(after))).transpose() else {
        return Ok(Exit::BadInput);
    };
    let wanted = wanted(&scenario, meetings).map_err(|none| inputs::no_such_meeting(&none))?;
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
            let languages = if languages.is_empty() { &Language::ALL } else { languages };
            let written = write(&scenario, &checked, before.as_ref(), &announced, languages, &mut folder)?;
            folder.write("calendar.ics", output::feed(&scenario, &checked)?)?;
            if before.is_some() {
                tell(&written);
            }
            console::say(&format!(
                "wrote {} files about {} meetings to {}",
                folder.written().len(),
                written.len(),
                out.display()
            ));
            true
        }
        (None, url) => {
            let sender = sender(&scenario);
            let people = |placed: &Placed<'_>| recipients(&scenario, placed, &sender);
            let due = due(&scenario, &checked, before.as_ref(), &announced, &people)?;
            if before.is_some() {
                tell(&due);
            }
            send(&due, url.unwrap_or_default())?
        }
    };
    let all = sent && refused.is_disjoint(&wanted);
    Ok(if all { Exit::Clean } else { Exit::Findings })
}

/// Writes an invitation and a mail for each meeting in each of the languages; after an earlier plan, only what follows
/// from the difference. Returns what was written, in one of the languages.
pub(in crate::cli) fn write(
    scenario: &Scenario,
    checked: &Checked,
    before: Option<&Plan>,
    meetings: &[MeetingId],
    languages: &[Language],
    folder: &mut Folder,
) -> Result<Vec<Dispatch>> {
    let mut last = Vec::new();
    for &language in languages {
        let list = |placed: &Placed<'_>| vec![list_recipient(scenario, &placed.meeting.id, language)];
        last = due(scenario, checked, before, meetings, &list)?;
        for dispatch in &last {
            let stem = dispatch.announcement.file_stem(&dispatch.told.recipient);
            folder.write(&format!("invitations/{stem}.ics"), dispatch.announcement.calendar())?;
            folder.write(&format!("mails/{stem}.eml"), letter(dispatch)?.bytes())?;
        }
    }
    Ok(last)
}

/// What everybody was told when the plan was announced, after an earlier one or as the first.
pub(in crate::cli) fn told(scenario: &Scenario, checked: &Checked, before: Option<&Plan>) -> Result<Announced> {
    let sender = sender(scenario);
    let refused = refused(checked);
    let meetings: Vec<MeetingId> = scenario.meetings().keys().filter(|id| !refused.contains(*id)).cloned().collect();
    let recipients = |placed: &Placed<'_>| recipients(scenario, placed, &sender);
    let (mut announced, stamped) = known(scenario, checked, before, &meetings, &recipients)?;
    let last = differences(scenario, checked, &announced, &meetings, &recipients, stamped)?;
    last.iter().for_each(|dispatch| announced.note(dispatch));
    Ok(announced)
}

/// What must go out about these meetings when everybody knows the plan before, or nothing.
fn due(
    scenario: &Scenario,
    checked: &Checked,
    before: Option<&Plan>,
    meetings: &[MeetingId],
    recipients: &dyn Fn(&Placed<'_>) -> Vec<Recipient>,
) -> Result<Vec<Dispatch>> {
    let (announced, stamped) = known(scenario, checked, before, meetings, recipients)?;
    differences(scenario, checked, &announced, meetings, recipients, stamped)
}

/// What everybody knows from the plan before, and the stamp of what is written now.
fn known(
    scenario: &Scenario,
    checked: &Checked,
    before: Option<&Plan>,
    meetings: &[MeetingId],
    recipients: &dyn Fn(&Placed<'_>) -> Vec<Recipient>,
) -> Result<(Announced, Instant)> {
    let mut announced = Announced::nothing();
    let mut stamped = first_stamp(&checked.plan);
    if let Some(plan) = before {
        let then = app::check(scenario, plan.clone());
        let earlier = first_stamp(&then.plan);
        stamped = stamped.max(earlier.plus_seconds(60));
        let dispatches = differences(scenario, &then, &announced, meetings, recipients, earlier)?;
        dispatches.iter().for_each(|dispatch| announced.note(dispatch));
    }
    Ok((announced, stamped))
}

fn differences(
    scenario: &Scenario,
    checked: &Checked,
    announced: &Announced,
    meetings: &[MeetingId],
    recipients: &dyn Fn(&Placed<'_>) -> Vec<Recipient>,
    stamped: Instant,
) -> Result<Vec<Dispatch>> {
    let today = scenario.as_of;
    let occasion = Occasion { scenario, checked, zones: zones(), stamped, today, reworded: false };
    occasion.due(meetings, announced, recipients).context("announcing")
}

fn letter(dispatch: &Dispatch) -> Result<Letter> {
    let announcement = &dispatch.announcement;
    compose(&announcement.mail).with_context(|| format!("composing the mail about {}", announcement.meeting))
}

/// What changed for whom, a line a meeting.
fn tell(dispatches: &[Dispatch]) {
    let mut lines: BTreeMap<(&MeetingId, String), usize> = BTreeMap::new();
    for dispatch in dispatches {
        let what = dispatch.reason.to_string();
        *lines.entry((&dispatch.announcement.meeting, what)).or_default() += 1;
    }
    for ((meeting, what), recipients) in lines {
        console::say(&format!("{meeting}: {what}; recipients: {recipients}"));
    }
}

fn send(dispatches: &[Dispatch], url: &str) -> Result<bool> {
    let letters = dispatches.iter().map(letter).collect::<Result<Vec<_>>>()?;
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

/// A plan is announced on the day it is made: the same plan gives the same bytes.
fn first_stamp(plan: &Plan) -> Instant {
    Instant::from_utc(plan.as_of.and_time(NaiveTime::MIN))
}

/// The first revision of everything in a plan.
pub(in crate::cli) fn first_revision(scenario: &Scenario) -> Revision {
    Revision { sequence: 0, stamped: Instant::from_utc(scenario.as_of.and_time(NaiveTime::MIN)) }
}
