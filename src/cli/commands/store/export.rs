//! A store as files that people can read.

use super::people::People;
use super::{
    ANNOUNCEMENTS, Called, FILES, LOG, PEOPLE, PLAN, PLANS, REGISTRATIONS, SCENARIO, SCENARIOS, encoded, encoded_path,
};
use crate::cli::{Exit, console, files};
use crate::store::Store;
use anyhow::{Context, Result, bail};
use serde::Serialize;
use std::fs;
use std::path::Path;

pub(super) async fn run(store: &str, out: &Path) -> Result<Exit> {
    let store = Store::open(store, false).await?;
    fs::create_dir_all(out).with_context(|| format!("making the folder {}", out.display()))?;
    if fs::read_dir(out).with_context(|| format!("reading {}", out.display()))?.next().is_some() {
        bail!("{} is not empty; nothing was written", out.display());
    }
    let scenarios = scenarios(&store, &out.join(SCENARIOS)).await?;
    let people = People::of(&store).await?;
    write(&out.join(PEOPLE), toml::to_string(&people)?)?;
    for scenario in store.registered_scenarios().await? {
        if let Some(bytes) = store.registrations(&scenario).await? {
            write(&out.join(REGISTRATIONS).join(encoded(&scenario)), bytes)?;
        }
    }
    let announcements = announcements(&store, &out.join(ANNOUNCEMENTS)).await?;
    let (entries, fault) = log(&store, &out.join(LOG)).await?;
    console::say(&format!(
        "wrote to {}: {scenarios} scenarios, {} people, {announcements} announcements, {entries} entries of the log, whose head is {}",
        out.display(),
        people.len(),
        store.log_head().await?
    ));
    store.close().await;
    if fault {
        console::say("the log is not as it was written: convoke outbox log says where");
    }
    Ok(if fault { Exit::Findings } else { Exit::Clean })
}

fn write(path: &Path, bytes: impl AsRef<[u8]>) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("making the folder {}", folder.display()))?;
    }
    files::write(path, bytes)
}

async fn scenarios(store: &Store, out: &Path) -> Result<usize> {
    let heads = store.scenarios().await?;
    for head in &heads {
        let folder = out.join(encoded(&head.name));
        for (path, bytes) in store.files(&head.name, head.revision).await? {
            write(&folder.join(FILES).join(encoded_path(&path)), bytes)?;
        }
        for subject in store.planned_subjects(&head.name).await? {
            let Some((_, text)) = store.plan_in_force(&head.name, &subject).await? else { continue };
            let at = if subject.is_empty() { PLAN.into() } else { Path::new(PLANS).join(encoded(&subject)) };
            write(&folder.join(at), text)?;
        }
        let called = Called { name: head.name.clone(), title: head.title.clone(), main: head.main.clone() };
        write(&folder.join(SCENARIO), toml::to_string(&called)?)?;
    }
    Ok(heads.len())
}

/// What was announced, to read: what it was made from stands beside it.
#[derive(Serialize)]
struct Announced {
    scenario: String,
    digest: String,
    messages: i64,
    prepared_by: String,
    prepared_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    approved_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    approved_at: Option<String>,
}

async fn announcements(store: &Store, out: &Path) -> Result<usize> {
    let all = store.announcements().await?;
    for one in &all {
        let folder = out.join(format!("{:05}", one.number));
        for (name, bytes) in store.sources(one.number).await? {
            write(&folder.join(FILES).join(encoded_path(&name)), bytes)?;
        }
        let announced = Announced {
            scenario: one.scenario.clone(),
            digest: one.digest.clone(),
            messages: one.messages,
            prepared_by: one.prepared.0.clone(),
            prepared_at: moment(one.prepared.1),
            approved_by: one.approved.as_ref().map(|(who, _)| who.clone()),
            approved_at: one.approved.as_ref().map(|(_, at)| moment(*at)),
        };
        write(&folder.join("announcement.toml"), toml::to_string(&announced)?)?;
    }
    Ok(all.len())
}

/// The log as a table, with the hash of each entry; whether it is not as it was written.
async fn log(store: &Store, out: &Path) -> Result<(usize, bool)> {
    let (entries, fault) = store.log().await?;
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut text = "number,at,who,what,about,hash\r\n".to_owned();
    for entry in &entries {
        let cells = [&entry.who, &entry.what, &entry.about].map(|cell| quoted(cell)).join(",");
        text.push_str(&format!("{},{},{cells},{}\r\n", entry.number, moment(entry.at), entry.hash));
    }
    write(out, text)?;
    Ok((entries.len(), fault.is_some()))
}

fn moment(milliseconds: i64) -> String {
    let at = chrono::DateTime::from_timestamp_millis(milliseconds);
    at.map_or_else(|| milliseconds.to_string(), |at| at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string())
}
