//! Calendars of others: looked at in turn, kept as files of the scenario when they say something else, so that every clash is
//! found the day it appears, and the planners of the meetings hit are told.

use super::WorkError;
use crate::app;
use crate::desk::DeskError;
use crate::desk::clashing::{self, Brought};
use crate::domain::finding::{Finding, Verdict};
use crate::domain::scenario::Scenario;
use crate::exchange::files::MemoryFiles;
use crate::exchange::profile::Profiles;
use crate::exchange::{plan, scenario};
use crate::fetching::{FetchError, Fetched, Fetcher};
use crate::store::{NewRevision, Notice, OutsideFeed, PROGRAM, Store};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The file that brings the calendars of others into a scenario.
const SUBSCRIBED: &str = "subscribed.toml";
/// The file that includes the scenario's own main file, and that one.
const MAIN: &str = "with-subscribed.toml";

/// What became of one look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Looked {
    /// No calendar is due.
    Nothing,
    /// It says the same as before.
    Unchanged(String),
    /// It says something else, which is a revision of the scenario now.
    Changed {
        /// Its name.
        name: String,
        /// The revision.
        revision: i64,
        /// What planners are told because of it.
        notices: usize,
    },
    /// It could not be looked at, or not be read; what it said before stands.
    Failed {
        /// Its name.
        name: String,
        /// Why.
        fault: String,
    },
}

/// Looks at the next calendar that was not looked at for so many milliseconds. `base` is where people reach the pages, where that is
/// known: mails lead there.
///
/// # Errors
/// [`WorkError`] when the store fails; what is wrong with the calendar is [`Looked::Failed`].
pub async fn look(store: &Store, fetcher: &Fetcher, interval: i64, base: Option<&str>) -> Result<Looked, WorkError> {
    let Some(feed) = store.next_outside(interval).await? else { return Ok(Looked::Nothing) };
    let name = feed.name.clone();
    let fetched = {
        let (fetcher, url, validator) = (fetcher.clone(), feed.url.clone(), feed.validator.clone());
        let fetching = move || fetcher.address(&url).and_then(|address| fetcher.fetch(&address, &validator));
        let gone = |_| FetchError::Unreachable("the look was broken off".to_owned());
        tokio::task::spawn_blocking(fetching).await.map_err(gone).and_then(|fetched| fetched)
    };
    let (bytes, validator) = match fetched {
        Ok(Fetched::Bytes { bytes, validator }) => (bytes, validator),
        Ok(Fetched::Unchanged) => {
            store.note_outside(feed.number, "").await?;
            return Ok(Looked::Unchanged(name));
        }
        Err(error) => {
            let fault = format!("{}: {error}", error.code());
            store.note_outside(feed.number, &fault).await?;
            return Ok(Looked::Failed { name, fault });
        }
    };
    let digest: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    if feed.digest.as_ref() == Some(&digest) {
        store.note_outside(feed.number, "").await?;
        return Ok(Looked::Unchanged(name));
    }
    take(store, &feed, bytes, (&digest, &validator), base).await
}

/// Takes what a calendar says into its scenario.
async fn take(
    store: &Store,
    feed: &OutsideFeed,
    bytes: Vec<u8>,
    (digest, validator): (&str, &str),
    base: Option<&str>,
) -> Result<Looked, WorkError> {
    let name = feed.name.clone();
    let Some(head) = store.scenario(&feed.scenario).await? else { return Ok(Looked::Nothing) };
    let before = store.files(&head.name, head.revision).await?;
    let all = store.outside(&head.name).await?;
    let planned = store.plan_in_force(&head.name, "").await?.map(|(_, text)| text);
    let (main, after) = with_calendar(&head.main, &before, &all, feed, bytes);
    let judging = {
        let (old_main, main, after) = (head.main.clone(), main.clone(), after.clone());
        move || judged(&old_main, before, &main, after, planned)
    };
    let gone = |_| "the look was broken off".to_owned();
    let judged = tokio::task::spawn_blocking(judging).await.map_err(gone).and_then(|judged| judged);
    let (scenario, notices) = match judged {
        Ok(judged) => judged,
        Err(fault) => {
            store.note_outside(feed.number, &fault).await?;
            return Ok(Looked::Failed { name, fault });
        }
    };
    let known = store.known_notices(&scenario.name).await?;
    let fresh = notices.iter().filter(|notice| !known.contains(&(notice.meeting.clone(), notice.text.clone())));
    let fresh: Vec<Notice> = fresh.cloned().collect();
    let brought = Brought { scenario: &scenario, by: &name, digest, notices: &fresh, base };
    let mails = match clashing::mails(store, &brought).await {
        Ok(mails) => mails,
        Err(DeskError::Store(error)) => return Err(error.into()),
        // The clash stands on the page all the same.
        Err(error) => {
            tracing::error!(scenario = head.name, error = error.to_string(), "nobody can be told of clashes");
            Vec::new()
        }
    };
    let title = scenario.title.to_string();
    let why = format!("the calendar {name} says something else");
    let new = NewRevision {
        name: &head.name,
        title: &title,
        main: &main,
        files: &after,
        by: PROGRAM,
        why: &why,
        seen: head.revision,
    };
    match store.keep_outside(feed.number, (digest, validator), &new, &notices, (fresh.len(), &mails)).await? {
        Some(revision) => Ok(Looked::Changed { name, revision, notices: notices.len() }),
        // Somebody revised the scenario, or told of the same, meanwhile: the next look begins from there.
        None => {
            store.look_again(&head.name, &name).await?;
            Ok(Looked::Unchanged(name))
        }
    }
}

/// The files with what a calendar says now; the scenario's own files stay as somebody wrote them.
fn with_calendar(
    main: &str,
    before: &BTreeMap<String, Vec<u8>>,
    all: &[OutsideFeed],
    feed: &OutsideFeed,
    bytes: Vec<u8>,
) -> (String, BTreeMap<String, Vec<u8>>) {
    let mut files = before.clone();
    files.insert(path_of(&feed.name), bytes);
    let mut tables = String::from(
        "# Calendars of others that are looked at again and again; this file is written anew each time.\n",
    );
    for one in all.iter().filter(|one| files.contains_key(&path_of(&one.name))) {
        tables.push_str(&format!("\n[[outside_file]]\npath = {:?}\n{}\n", path_of(&one.name), one.settings.trim()));
    }
    files.insert(SUBSCRIBED.to_owned(), tables.into_bytes());
    if main != MAIN {
        files.insert(MAIN.to_owned(), format!("include = [{main:?}, {SUBSCRIBED:?}]\n").into_bytes());
    }
    (MAIN.to_owned(), files)
}

fn path_of(name: &str) -> String {
    format!("subscribed/{name}.ics")
}

/// The scenario, and what planners are to look at: clashes that were not there before. Or why it cannot be read.
fn judged(
    old_main: &str,
    before: BTreeMap<String, Vec<u8>>,
    main: &str,
    after: BTreeMap<String, Vec<u8>>,
    planned: Option<String>,
) -> Result<(Scenario, Vec<Notice>), String> {
    let (_, old) = findings(old_main, before, planned.as_deref())?;
    let (loaded, new) = findings(main, after, planned.as_deref())?;
    let old: BTreeSet<Finding> = old.into_iter().collect();
    let appeared = new.iter().filter(|finding| finding.verdict == Verdict::Broken && !old.contains(*finding));
    let mut notices = Vec::new();
    for finding in appeared {
        for meeting in &finding.meetings {
            if let Some(known) = loaded.scenario.meetings().get(meeting) {
                notices.push(Notice {
                    scenario: loaded.scenario.name.clone(),
                    body: known.body.to_string(),
                    meeting: meeting.to_string(),
                    what: "outside".to_owned(),
                    text: format!("{} [{}]: {}", finding.origin, finding.strength, finding.message),
                });
            }
        }
    }
    let mut seen = BTreeSet::new();
    notices.retain(|notice: &Notice| seen.insert((notice.meeting.clone(), notice.text.clone())));
    Ok((loaded.scenario, notices))
}

fn findings(
    main: &str,
    files: BTreeMap<String, Vec<u8>>,
    planned: Option<&str>,
) -> Result<(scenario::Loaded, Vec<Finding>), String> {
    let files: MemoryFiles = files.into_iter().map(|(path, bytes)| (PathBuf::from(path), bytes)).collect();
    let loaded = scenario::read_from(&files, Path::new(main), &Profiles::bundled()).map_err(|report| report.text())?;
    let plan = match planned {
        Some(text) => {
            let files = MemoryFiles::default().with("plan.toml", text);
            plan::read_from(&files, Path::new("plan.toml"), &loaded.scenario).map_err(|report| report.text())?
        }
        None => loaded.scenario.plan_of_fixed(),
    };
    let checked = app::check(&loaded.scenario, plan);
    Ok((loaded, checked.findings))
}
