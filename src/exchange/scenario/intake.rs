//! From documents to the parts of a scenario.

use super::calendars::{self, Changes};
use super::index::Index;
use super::meetings::Defaults;
use super::{Loaded, bodies, drafts, meetings, others, outside_file, places, series};
use crate::domain::body::Body;
use crate::domain::draft::Draft;
use crate::domain::ids::VenueId;
use crate::domain::meeting::{Firmness, Meeting};
use crate::domain::profile::WeightName;
use crate::domain::scenario::{Parts, Scenario, Timetable};
use crate::domain::text::Line;
use crate::domain::time::Zone;
use crate::domain::venue::Venue;
use crate::exchange::documents::{self, Document};
use crate::exchange::files::{Files, inner_path};
use crate::exchange::notices::{self, Notices};
use crate::exchange::profile::{self, Profiles};
use crate::exchange::reader::{Entry, Field};
use crate::exchange::report::{Findings, Item, Note, Report, Severity};
use crate::exchange::sources::Span;
use crate::exchange::tree::{Key, Table, Value};
use chrono::NaiveDate;
use std::collections::BTreeSet;
use std::num::NonZeroU16;
use std::path::Path;

/// Most entries of one table.
const MOST_ENTRIES: usize = 20_000;

/// The tables of a file, besides `include` and `scenario`.
const TABLES: [&str; 17] = [
    "body",
    "venue",
    "calendar",
    "meeting",
    "series",
    "outside",
    "outside_file",
    "shared",
    "limit",
    "fixed",
    "published",
    "waiver",
    "letter",
    "platform",
    "reminder",
    "include",
    "scenario",
];

/// Reads a scenario.
pub(super) fn scenario(files: &dyn Files, path: &Path, profiles: &Profiles) -> Result<Loaded, Report> {
    let ((scenario, beside), notices) = scenario_and(files, path, profiles, &[], |_, _, read| read)?;
    let drafts = beside.drafts.into_iter().map(|draft| (draft.meeting.clone(), draft)).collect();
    Ok(Loaded { scenario, drafts, announced_by: beside.notices, notices })
}

/// What stands in the files of a scenario, and is no planning fact.
pub(in crate::exchange) struct Beside {
    drafts: Vec<Draft>,
    notices: Notices,
}

/// Reads a scenario and, from the same files, further tables; `more` gets the scenario if there is one, and is asked
/// all the same when there is none, so that what is wrong with its tables is told in the same run.
pub(in crate::exchange) fn scenario_and<T>(
    files: &dyn Files,
    path: &Path,
    profiles: &Profiles,
    tables: &[&'static str],
    more: impl for<'a> FnOnce(&'a Findings, &'a [Document], Option<(Scenario, Beside)>) -> Option<T>,
) -> Result<(T, Vec<Item>), Report> {
    let findings = Findings::default();
    let documents = documents::with_includes(&findings, files, path);
    if let Some(main) = documents.last()
        && main.table.keys.is_empty()
        && findings.errors() == 0
    {
        let message = "the file holds no table; expected at least [scenario]";
        findings.add(Note::error("scn.empty", Span::start_of(main.file), message).fix("write a [scenario] table"));
    }
    let hopeless = documents.is_empty() || ["scn.empty", "scn.size", "scn.depth"].iter().any(|code| findings.has(code));
    let parts = if hopeless {
        None
    } else {
        let folder = path.parent().unwrap_or(Path::new(""));
        Intake { findings: &findings, files, folder, profiles, documents: &documents, tables }.parts()
    };
    // After an error of the grammar, what is missing may only be unread.
    let scenario = match parts {
        Some((parts, beside, index)) if !findings.has("scn.syntax") => Scenario::new(parts)
            .map_err(|defects| index.tell(&findings, defects))
            .ok()
            .map(|scenario| (scenario, beside)),
        _ => None,
    };
    let scenario = scenario.filter(|_| findings.errors() == 0);
    let read = if hopeless { None } else { more(&findings, &documents, scenario) };
    if findings.has("scn.syntax") {
        findings.forget("scn.missing_key");
    }
    let errors = findings.errors();
    let report = findings.into_report();
    match read {
        Some(read) if errors == 0 => Ok((read, report.items)),
        _ => Err(report.only(Severity::Error)),
    }
}

struct Intake<'a> {
    findings: &'a Findings,
    files: &'a dyn Files,
    folder: &'a Path,
    profiles: &'a Profiles,
    documents: &'a [Document],
    /// Tables that are read elsewhere.
    tables: &'a [&'static str],
}

/// `[scenario]`.
struct Head {
    name: Option<String>,
    title: Option<Line>,
    as_of: Option<NaiveDate>,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
    profile: Option<profile::Loaded>,
    timetable: Timetable,
}

impl<'a> Intake<'a> {
    fn parts(&self) -> Option<(Parts, Beside, Index<'a>)> {
        let mut index = Index::default();
        self.unknown_tables();
        let head = self.head(&mut index);
        let venues = self.venues(head.profile.as_ref(), &mut index);
        let mut overlays: Vec<Changes> = head.profile.iter().flat_map(|loaded| loaded.overlays.clone()).collect();
        overlays.extend(self.read("calendar", "a calendar", |entry, _| places::calendar(entry), &mut index));
        let bodies = self.read(
            "body",
            "a body",
            |entry, index| {
                let body = bodies::body(entry)?;
                index.add("body", &body.id, entry);
                Some(body)
            },
            &mut index,
        );
        let first = NaiveDate::from_ymd_opt(1970, 1, 1)?;
        let (from, until) = (head.from.unwrap_or(first), head.until.unwrap_or(NaiveDate::from_ymd_opt(2100, 12, 31)?));
        let week = head.profile.as_ref().map_or(1, |loaded| loaded.profile.weight(WeightName::TargetWeek));
        let defaults = Defaults {
            names: bodies.iter().map(|body| (&body.id, &body.name)).collect(),
            period: (from, until),
            target_week: u16::try_from(week).ok().and_then(NonZeroU16::new).unwrap_or(NonZeroU16::MIN),
        };
        let mut all: Vec<Meeting> = self.read(
            "meeting",
            "a meeting",
            |entry, index| {
                let meeting = meetings::one(entry, &defaults)?;
                index.add("meeting", &meeting.id, entry);
                Some(meeting)
            },
            &mut index,
        );
        let mut made = Vec::new();
        let series = self.read(
            "series",
            "a series",
            |entry, index| {
                let series = series::one(entry, &defaults, &all, &mut made, index)?;
                index.add("series", &series.id, entry);
                Some(series)
            },
            &mut index,
        );
        all.extend(made);
        let drafts = self.drafts(&all, &mut index);
        let notices = self.notices(&all, &bodies, head.profile.as_ref(), &mut index);
        let mut outside = self.read(
            "outside",
            "an event",
            |entry, index| {
                let event = others::outside(entry)?;
                index.add("outside", &event.id, entry);
                Some(event)
            },
            &mut index,
        );
        let mut taken = outside.iter().map(|event| event.id.as_str().to_lowercase()).collect();
        let zone = head.profile.as_ref().map_or(Zone::GENEVA, |loaded| loaded.profile.secretariat.zone);
        let place = outside_file::Place { files: self.files, folder: self.folder, zone };
        let foreign = self.read(
            "outside_file",
            "a file of events",
            |entry, index| {
                let events = outside_file::events(entry, place, &mut taken)?;
                for event in &events {
                    index.add("outside", &event.id, entry);
                }
                Some(events)
            },
            &mut index,
        );
        outside.extend(foreign.into_iter().flatten());
        let shared = self.numbered("shared", "shared delegates", others::shared, &mut index);
        let limits = self.numbered("limit", "a limit", others::limit, &mut index);
        let waivers = self.numbered("waiver", "a waiver", others::waiver, &mut index);
        let mut dates = |table, what, usual| {
            self.read(
                table,
                what,
                |entry, index| {
                    let fixed = others::fixed(entry, usual)?;
                    index.add(table, &fixed.meeting, entry);
                    Some(fixed)
                },
                &mut index,
            )
        };
        let fixed = dates("fixed", "a fixed date", Firmness::Confirmed);
        let published = dates("published", "a published date", Firmness::Announced);
        let profile = head.profile?.profile;
        let calendar = (&profile.secretariat.calendar, Span::start_of(0));
        let calendars = calendars::resolve(self.findings, calendar, &venues, &overlays);
        let name = head.name.unwrap_or_default();
        let parts = Parts {
            title: head.title.or_else(|| Line::parse("scenario").ok())?,
            name,
            as_of: head.as_of.unwrap_or(from),
            from,
            until,
            profile,
            timetable: head.timetable,
            bodies,
            venues: venues.into_iter().map(|(venue, _)| venue).collect(),
            calendars,
            meetings: all,
            series,
            outside,
            shared,
            limits,
            fixed,
            published,
            waivers,
        };
        Some((parts, Beside { drafts, notices }, index))
    }

    /// How meetings are announced: as the scenario says, else as the profile does.
    fn notices(
        &self,
        meetings: &[Meeting],
        bodies: &[Body],
        profile: Option<&profile::Loaded>,
        index: &mut Index<'a>,
    ) -> Notices {
        let names = notices::Names {
            meetings: meetings.iter().map(|meeting| &meeting.id).collect(),
            bodies: bodies.iter().map(|body| &body.id).collect(),
        };
        let platforms = self.read("platform", "a platform", |one, _| notices::platform(one, Some(&names)), index);
        let mut taken = BTreeSet::new();
        let reminders = self.read("reminder", "a reminder", |one, _| notices::reminder(one, &mut taken), index);
        let of_profile = profile.map(|loaded| loaded.notices.clone()).unwrap_or_default();
        Notices { platforms, reminders }.before(of_profile)
    }

    /// The words of letters.
    fn drafts(&self, meetings: &[Meeting], index: &mut Index<'a>) -> Vec<Draft> {
        let mut drafts: Vec<Draft> = Vec::new();
        self.read(
            "letter",
            "a letter",
            |entry, _| {
                let draft = drafts::draft(entry)?;
                drafts::check(entry, &draft, meetings, &drafts);
                drafts.push(draft);
                Some(())
            },
            index,
        );
        drafts
    }

    fn unknown_tables(&self) {
        for document in self.documents {
            let tables: Vec<&str> = TABLES.iter().chain(self.tables).copied().collect();
            for key in document.table.keys.iter().filter(|key| !tables.contains(&key.name.as_str())) {
                let message = format!("a scenario has no table {:?}; expected one of {}", key.name, tables.join(", "));
                let note = Note::error("scn.unknown_key", key.span, message);
                self.findings.add(note.near(&key.name, tables.iter().copied()));
            }
        }
    }

    /// The entries of a table in all files, each with its unknown keys told.
    fn read<T>(
        &self,
        table: &'static str,
        what: &'static str,
        mut read: impl FnMut(&Entry<'a>, &mut Index<'a>) -> Option<T>,
        index: &mut Index<'a>,
    ) -> Vec<T> {
        let mut found = Vec::new();
        let mut count = 0;
        for document in self.documents {
            let Some(node) = document.table.get(table) else { continue };
            let field = Field { findings: self.findings, key: table, node };
            for item in field.nodes() {
                count += 1;
                if count > MOST_ENTRIES {
                    let message = format!("more than {MOST_ENTRIES} entries of {table:?}; the rest is not read");
                    self.findings.add(Note::error("scn.size", item.span, message).fix("split the scenario"));
                    return found;
                }
                let one = Field { node: item, ..field };
                found.extend(one.table(what, |entry| read(entry, index)));
            }
        }
        found
    }

    /// Entries without an id: they are known by their position.
    fn numbered<T>(
        &self,
        table: &'static str,
        what: &'static str,
        mut read: impl FnMut(&Entry<'a>) -> Option<T>,
        index: &mut Index<'a>,
    ) -> Vec<T> {
        let mut number = 0;
        self.read(
            table,
            what,
            |entry, index| {
                let one = read(entry)?;
                index.add(table, number, entry);
                number += 1;
                Some(one)
            },
            index,
        )
    }

    /// Venues of the scenario with their places; those of the profile where the scenario has none of that id.
    fn venues(&self, profile: Option<&profile::Loaded>, index: &mut Index<'a>) -> Vec<(Venue, Span)> {
        let mut venues = self.read(
            "venue",
            "a venue",
            |entry, index| {
                let venue = places::venue(entry)?;
                index.add("venue", &venue.id, entry);
                Some((venue, entry.place("calendars")))
            },
            index,
        );
        let own: Vec<VenueId> = venues.iter().map(|(venue, _)| venue.id.clone()).collect();
        let others = profile.into_iter().flat_map(|loaded| &loaded.venues).filter(|venue| !own.contains(&venue.id));
        venues.extend(others.map(|venue| (venue.clone(), Span::start_of(0))));
        venues
    }

    /// `[scenario]`, its keys gathered from all files: those of the including file win.
    fn head(&self, index: &mut Index<'a>) -> Head {
        let mut found = self.documents.iter().filter_map(|document| match &document.table.get("scenario")?.value {
            Value::Table(table) => Some((document.table.get("scenario")?.span, table)),
            _ => None,
        });
        let main = self.documents.last().map_or(0, |document| document.file);
        let (span, merged) = match (found.next(), found.next()) {
            (None, _) => {
                let span = Span::start_of(main);
                let message = "the file has no [scenario] table";
                self.findings.add(
                    Note::error("scn.missing_key", span, message)
                        .fix("add [scenario] with name, as_of, from and until"),
                );
                return Head::empty();
            }
            (Some((span, table)), None) => (span, table.clone()),
            (Some(first), Some(second)) => {
                let rest: Vec<(Span, &Table)> = [first, second].into_iter().chain(found).collect();
                let last = rest.last().map_or(Span::start_of(main), |(span, _)| *span);
                (last, merged(&rest))
            }
        };
        if let Some(table) =
            self.documents.iter().rev().find_map(|document| match &document.table.get("scenario")?.value {
                Value::Table(table) => Some(table),
                _ => None,
            })
        {
            index.add("scenario", "", &Entry::new(self.findings, "the scenario", span, table));
        }
        let entry = Entry::new(self.findings, "the scenario", span, &merged);
        let head = self.read_head(&entry);
        entry.finish();
        head
    }

    fn read_head(&self, entry: &Entry<'_>) -> Head {
        let name = entry.required("name", |field| {
            // It becomes part of file names.
            field.id::<crate::domain::ids::MeetingId>().map(|id| id.as_str().replace('/', "-"))
        });
        let title = entry.optional("title", Field::line);
        let as_of = entry.required("as_of", Field::date);
        let from = entry.required("from", Field::date);
        let until = entry.required("until", Field::date);
        let timetable = entry.table("timetable", "the timetable", |inner| {
            let number = inner.optional("number", Field::line);
            let communicated_on = inner.optional("communicated_on", Field::date);
            Some(Timetable { number, communicated_on })
        });
        entry.optional("notes", Field::paragraphs);
        let profile = match entry.field("profile") {
            Some(field) => self.profile(field),
            None => self.bundled("itu-t", entry.span),
        };
        let title = title.or_else(|| name.as_deref().and_then(|name| Line::parse(name).ok()));
        Head { name, title, as_of, from, until, profile, timetable: timetable.unwrap_or_default() }
    }

    fn bundled(&self, name: &str, span: Span) -> Option<profile::Loaded> {
        let files = self.profiles.files(name)?;
        profile::read(self.findings, files, Path::new(""), &format!("profile {name}: "), span)
    }

    /// A profile by name, or a folder beside the file.
    fn profile(&self, field: Field<'_>) -> Option<profile::Loaded> {
        let text = field.text()?;
        let span = field.node.span;
        if let Some(loaded) = self.profiles.files(text).map(|_| self.bundled(text, span)) {
            return loaded;
        }
        let Some(inner) = inner_path(text) else {
            let message = "the profile lies outside the folder of the scenario";
            self.findings
                .add(Note::error("path.outside", span, message).fix("write \"itu-t\", or a folder beside this file"));
            return None;
        };
        let folder = self.folder.join(&inner);
        match self.files.read(&folder.join("profile.toml"), Some(self.folder)) {
            Ok(_) => profile::read(self.findings, self.files, &folder, &format!("{text}/"), span),
            Err(crate::exchange::files::FileError::Absent) => {
                let message =
                    format!("there is no profile {text:?}, neither bundled nor as a folder with a profile.toml");
                self.findings.add(Note::error("ref.unknown", span, message).near(text, self.profiles.names()));
                None
            }
            Err(error) => field.wrong(error.code(), format!("{text}/profile.toml: {error}")),
        }
    }
}

impl Head {
    fn empty() -> Self {
        let timetable = Timetable::default();
        Self { name: None, title: None, as_of: None, from: None, until: None, profile: None, timetable }
    }
}

/// The keys of several tables; a later one wins.
fn merged(tables: &[(Span, &Table)]) -> Table {
    let mut keys: Vec<Key> = Vec::new();
    for (_, table) in tables {
        for key in &table.keys {
            keys.retain(|other| other.name != key.name);
            keys.push(key.clone());
        }
    }
    Table { keys }
}
