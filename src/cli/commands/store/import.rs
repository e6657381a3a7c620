//! Files that people can read, into a store. All of them are read and checked before anything is kept.

use super::people::People;
use super::{Called, FILES, PEOPLE, PLAN, PLANS, REGISTRATIONS, SCENARIO, SCENARIOS, decoded};
use crate::cli::{Exit, console};
use crate::exchange::files::{DiskFiles, Files as _, MemoryFiles};
use crate::exchange::profile::Profiles;
use crate::exchange::{plan, scenario};
use crate::store::{NewPlan, NewRevision, Store};
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A scenario as it was read.
struct Read {
    called: Called,
    files: BTreeMap<String, Vec<u8>>,
    /// Plans by subject.
    plans: BTreeMap<String, String>,
}

pub(super) async fn run(folder: &Path, store: &str, who: &str) -> Result<Exit> {
    let (mut scenarios, mut bad) = (Vec::new(), false);
    for (_, path) in inside(&folder.join(SCENARIOS))? {
        let read = scenario_in(&path)?;
        bad |= !is_sound(&read);
        scenarios.push(read);
    }
    let people = match fs::read_to_string(folder.join(PEOPLE)) {
        Ok(text) => toml::from_str(&text).with_context(|| format!("reading {}", folder.join(PEOPLE).display()))?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => People::default(),
        Err(error) => return Err(error).with_context(|| format!("reading {}", folder.join(PEOPLE).display())),
    };
    people.check()?;
    let mut registrations = BTreeMap::new();
    for (name, path) in inside(&folder.join(REGISTRATIONS))? {
        registrations.insert(name, read(&path)?);
    }
    if bad {
        console::say("nothing was taken in");
        return Ok(Exit::BadInput);
    }
    if scenarios.is_empty() && people.len() == 0 && registrations.is_empty() {
        bail!("{}: there is nothing to take in; expected the folder of an export", folder.display());
    }
    let store = Store::open(store, true).await?;
    if !store.scenarios().await?.is_empty() || !store.accounts().await?.is_empty() {
        bail!("{} has scenarios or people already; nothing was taken in", store.place());
    }
    for one in &scenarios {
        keep(&store, one, who).await?;
    }
    people.take_in(&store, who).await?;
    for (scenario, bytes) in &registrations {
        store.keep_registrations(scenario, who, bytes).await?;
    }
    console::say(&format!(
        "took in {} scenarios, {} people, {} lists of registrations; each person needs a new link to choose a password by",
        scenarios.len(),
        people.len(),
        registrations.len()
    ));
    store.close().await;
    Ok(Exit::Clean)
}

/// Keeps a scenario with its plans.
async fn keep(store: &Store, one: &Read, who: &str) -> Result<()> {
    let Called { name, title, main } = &one.called;
    let why = "taken in";
    let new = NewRevision { name, title, main, files: &one.files, by: who, why, seen: 0 };
    store.revise(&new).await?.with_context(|| format!("{name} is there already"))?;
    for (subject, text) in &one.plans {
        let new = NewPlan { scenario: name, subject, seen: None, revision: 1, text, what: "imported", why, by: who };
        store.keep_plan(&new).await?.with_context(|| format!("{name} has a plan already"))?;
    }
    Ok(())
}

/// Whether scenario and plan can be read; what is wrong is said.
fn is_sound(read: &Read) -> bool {
    let files: MemoryFiles = read.files.iter().map(|(path, bytes)| (PathBuf::from(path), bytes.clone())).collect();
    let name = &read.called.name;
    let loaded = match scenario::read_from(&files, Path::new(&read.called.main), &Profiles::bundled()) {
        Ok(loaded) => loaded,
        Err(report) => {
            console::say(&format!("{name}: {}", report.text().trim_end()));
            return false;
        }
    };
    let Some(text) = read.plans.get("") else { return true };
    let files = MemoryFiles::default().with(PLAN, text.clone());
    match plan::read_from(&files, Path::new(PLAN), &loaded.scenario) {
        Ok(_) => true,
        Err(report) => {
            console::say(&format!("{name}: {}", report.text().trim_end()));
            false
        }
    }
}

fn scenario_in(folder: &Path) -> Result<Read> {
    let called = text(&folder.join(SCENARIO))?;
    let called = toml::from_str(&called).with_context(|| format!("reading {}", folder.join(SCENARIO).display()))?;
    let mut files = BTreeMap::new();
    all_files(&folder.join(FILES), "", &mut files)?;
    let mut plans = BTreeMap::new();
    if folder.join(PLAN).exists() {
        plans.insert(String::new(), text(&folder.join(PLAN))?);
    }
    for (subject, path) in inside(&folder.join(PLANS))? {
        plans.insert(subject, text(&path)?);
    }
    Ok(Read { called, files, plans })
}

/// What a folder holds, by the names behind its parts; nothing where there is none.
fn inside(folder: &Path) -> Result<BTreeMap<String, PathBuf>> {
    let reading = || format!("reading {}", folder.display());
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => return Err(error).with_context(reading),
    };
    let mut found = BTreeMap::new();
    for entry in entries {
        let path = entry.with_context(reading)?.path();
        let part = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let name = decoded(part).with_context(|| format!("{}: not a name of an export", path.display()))?;
        found.insert(name, path);
    }
    Ok(found)
}

fn all_files(folder: &Path, under: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Result<()> {
    for (name, path) in inside(folder)? {
        let inner = if under.is_empty() { name } else { format!("{under}/{name}") };
        if path.is_dir() {
            all_files(&path, &inner, files)?;
        } else {
            files.insert(inner, read(&path)?);
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>> {
    DiskFiles.read(path, None).with_context(|| format!("reading {}", path.display()))
}

fn text(path: &Path) -> Result<String> {
    String::from_utf8(read(path)?).with_context(|| format!("{}: no text", path.display()))
}
