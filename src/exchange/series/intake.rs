//! From documents to a series.

use super::entries::{self, Usual};
use super::{Loaded, scenario as taken};
use crate::domain::calendar::{Calendar, CalendarId, bundled};
use crate::domain::ids::{BodyId, CountryCode, MeetingId};
use crate::domain::profile::Profile;
use crate::domain::scenario::Scenario;
use crate::domain::series::{
    Band, BurdenTable, ClosedDays, Counting, Defect, HourMode, Member, Parts, Series, SeriesMeeting, Settings,
};
use crate::domain::text::Line;
use crate::domain::time::{Date, Zone, ZoneData};
use crate::exchange::documents::{self, Document};
use crate::exchange::files::{Files, inner_path};
use crate::exchange::profile::{self, Profiles};
use crate::exchange::reader::{Entry, Field};
use crate::exchange::report::{Findings, Item, MOST_FINDINGS, Note, Report, Severity};
use crate::exchange::scenario::{self, places};
use crate::exchange::sources::Span;
use crate::exchange::tree::{Table, Value};
use crate::exchange::values::{WEEKDAYS, short};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The tables of a series file.
const TABLES: [&str; 8] = ["series", "member", "meeting", "held", "clash", "calendar", "burden", "include"];

/// Most entries of one table.
const MOST_ENTRIES: usize = 5_000;

/// Steps between starts that fit a quarter of an hour, in minutes.
const STEPS: [(u16, i64); 3] = [(15, 15), (30, 30), (60, 60)];

/// Reads a series.
pub(super) fn series(files: &dyn Files, path: &Path, profiles: &Profiles) -> Result<Loaded, Report> {
    let findings = Findings::default();
    let documents = documents::with_includes(&findings, files, path);
    let folder = path.parent().unwrap_or(Path::new(""));
    let hopeless = documents.is_empty() || ["scn.size", "scn.depth"].iter().any(|code| findings.has(code));
    let intake =
        Intake { findings: &findings, files, folder, profiles, documents: &documents, elsewhere: RefCell::default() };
    let parts = if hopeless { None } else { intake.parts() };
    let series = match parts {
        Some((parts, places)) if !findings.has("scn.syntax") => {
            Series::new(parts).map_err(|defects| tell(&findings, &places, defects)).ok()
        }
        _ => None,
    };
    let elsewhere = intake.elsewhere.into_inner();
    if findings.has("scn.syntax") {
        findings.forget("scn.missing_key");
    }
    let errors = findings.errors() + elsewhere.iter().filter(|item| item.severity == Severity::Error).count();
    let mut report = findings.into_report();
    report.items.extend(elsewhere);
    match series {
        Some(series) if errors == 0 => Ok(Loaded { series, notices: report.items }),
        _ => {
            // Those of another file count too: no more are shown than of one.
            let mut report = report.only(Severity::Error);
            report.omitted += report.items.len().saturating_sub(MOST_FINDINGS);
            report.items.truncate(MOST_FINDINGS);
            Err(report)
        }
    }
}

/// Where the entries of each table stand.
type Places<'a> = BTreeMap<&'static str, Vec<(Span, &'a Table)>>;

/// Tells defects of the whole at their places.
fn tell(findings: &Findings, places: &Places<'_>, defects: Vec<Defect>) {
    // What could not be read is no defect of the whole: it was told.
    let unread = findings.errors() > 0;
    for defect in defects.into_iter().filter(|defect| !(unread && defect.code == "hours.empty")) {
        let entry = places.get(defect.table).and_then(|entries| entries.get(defect.entry).or(entries.last()));
        let span =
            entry.map_or(Span::start_of(0), |(header, table)| table.get(defect.key).map_or(*header, |node| node.span));
        if !findings.told_at(span) {
            findings.add(Note::error(defect.code, span, defect.message).fix(defect.help));
        }
    }
}

struct Intake<'a> {
    findings: &'a Findings,
    files: &'a dyn Files,
    folder: &'a Path,
    profiles: &'a Profiles,
    documents: &'a [Document],
    /// Findings of the scenario the series takes from.
    elsewhere: RefCell<Vec<Item>>,
}

/// `[series]`.
struct Head {
    name: MeetingId,
    title: Line,
    as_of: Date,
    zone: Option<Zone>,
    profile: Option<(Profile, Option<Vec<Band>>)>,
    scenario: Option<Scenario>,
    body: Option<BodyId>,
    settings: Settings,
}

impl<'a> Intake<'a> {
    fn parts(&self) -> Option<(Parts, Places<'a>)> {
        let mut places = Places::new();
        self.unknown_tables();
        let head = self.head(&mut places);
        let mut members: Vec<Member> = self.read("member", "a member", entries::member, &mut places);
        let as_of = head.as_ref().map_or(Date::MIN, |head| head.as_of);
        let scenario = head.as_ref().and_then(|head| head.scenario.as_ref());
        let known = |id: &str| {
            let id = MeetingId::parse(id).ok()?;
            scenario.and_then(|scenario| scenario.meetings().get(&id)).map(|meeting| meeting.title.clone())
        };
        let usual = Usual { as_of, known: &known };
        let meetings: Vec<SeriesMeeting> =
            self.read("meeting", "a meeting", |entry| entries::meeting(entry, &usual), &mut places);
        let held = self.read("held", "a meeting held", entries::held, &mut places);
        let mut clashes = self.read("clash", "a clash", entries::clash, &mut places);
        let overlays = self.read("calendar", "a calendar", places::calendar, &mut places);
        let bands = self.read("burden", "a band", entries::band, &mut places);
        let head = head?;
        if let (Some(scenario), Some(body)) = (&head.scenario, &head.body)
            && let Some(body) = scenario.bodies().get(body)
        {
            if members.is_empty() {
                members = taken::members(body);
            }
            let own: Vec<MeetingId> = meetings.iter().map(|meeting| meeting.id.clone()).collect();
            clashes.extend(taken::clashes(scenario, body, &own));
        }
        let (profile, usual_bands) = head.profile?;
        let office = self.office(&profile, head.scenario.as_ref());
        let countries: BTreeSet<CountryCode> = members.iter().filter_map(|member| member.country).collect();
        let calendars = countries.into_iter().filter_map(|country| {
            let id = CalendarId::new(country.as_str()).ok()?;
            let changes = overlays.iter().filter(|(overlay, ..)| overlay.calendar() == &id);
            let own = changes.clone().next().map(|(_, name, _)| name.clone().unwrap_or_else(|| id.to_string()));
            let base = bundled(id.as_str()).or_else(|| Calendar::new(id.clone(), own?).ok());
            if base.is_none() {
                let span =
                    places.get("member").and_then(|all| all.first()).map_or(Span::start_of(0), |(span, _)| *span);
                let message = format!("the closed days of {country} are not known; none is respected there");
                self.findings.add(
                    Note::notice("hours.calendar", span, message).fix(format!("add [[calendar]] id = \"{country}\"")),
                );
            }
            Some((country, changes.fold(base?, |calendar, (overlay, ..)| calendar.overlaid(overlay))))
        });
        let calendars = calendars.collect();
        let table = self.table(bands, usual_bands, &places)?;
        self.hours_exist(&head.zone.unwrap_or(profile.secretariat.zone), &meetings, &held, &places);
        let parts = Parts {
            name: head.name,
            title: head.title,
            body: head.body,
            as_of: head.as_of,
            zone: head.zone.unwrap_or(profile.secretariat.zone),
            members,
            meetings,
            held,
            clashes,
            calendars,
            office,
            settings: head.settings,
            table,
        };
        Some((parts, places))
    }

    /// Hours that are given must be hours the zone has once: nobody guesses which of two was meant.
    fn hours_exist(
        &self,
        zone: &Zone,
        meetings: &[SeriesMeeting],
        held: &[crate::domain::series::Held],
        places: &Places<'_>,
    ) {
        let zones = ZoneData::bundled();
        let meetings = meetings.iter().enumerate().filter_map(|(at, meeting)| Some(("meeting", at, meeting.given?)));
        let held = held.iter().enumerate().map(|(at, held)| ("held", at, held.slot));
        for (table, at, slot) in meetings.chain(held) {
            if let Err(error) = slot.time(*zone, &zones) {
                let place = places.get(table).and_then(|all| all.get(at));
                let span =
                    place.map_or(Span::start_of(0), |(span, table)| table.get("start").map_or(*span, |node| node.span));
                self.findings.add(Note::error(error.code(), span, error.to_string()).fix("write another hour"));
            }
        }
    }

    fn office(&self, profile: &Profile, scenario: Option<&Scenario>) -> Calendar {
        let own = scenario.map(|scenario| scenario.secretariat_calendar().clone());
        own.or_else(|| bundled(profile.secretariat.calendar.as_str())).unwrap_or_else(Calendar::monday_to_friday)
    }

    fn table(&self, own: Vec<Band>, usual: Option<Vec<Band>>, places: &Places<'_>) -> Option<BurdenTable> {
        let from_file = places.contains_key("burden");
        let bands = if from_file { own } else { usual? };
        match BurdenTable::new(bands) {
            Ok(table) => Some(table),
            // A band that could not be read leaves a hole that is no news.
            Err(_) if self.findings.errors() > 0 => None,
            Err(error) => {
                let first = places.get("burden").and_then(|entries| entries.first());
                let span = first.map_or(Span::start_of(0), |(span, _)| *span);
                self.findings
                    .add(Note::error("hours.table", span, error.to_string()).fix("mend the bands' from and until"));
                None
            }
        }
    }

    fn head(&self, places: &mut Places<'a>) -> Option<Head> {
        let tables = self.entries("series");
        let start = self.documents.last().map_or(Span::start_of(0), |document| Span::start_of(document.file));
        let Some((span, table)) = tables.last().copied() else {
            let message = "the file has no [series]; expected one";
            self.findings.add(Note::error("scn.missing_key", start, message).fix("write a [series] table"));
            return None;
        };
        if let [.., (first, _), (second, _)] = tables[..] {
            let note = Note::error("scn.conflict", second, "a second [series]").also(first);
            self.findings.add(note.fix("keep one of the two"));
        }
        places.entry("series").or_default().push((span, table));
        let entry = Entry::new(self.findings, "the series", span, table);
        let name: Option<MeetingId> = entry.required("name", Field::id);
        let title = entry.optional("title", Field::line);
        let as_of = entry.required("as_of", Field::date);
        let zone = entry.optional("zone", Field::zone);
        let profile = match entry.field("profile") {
            Some(field) => field.text().and_then(|text| self.profile(text, field.node.span)),
            None => self.profile("itu-t", span),
        };
        let scenario = entry.optional("scenario", |field| self.scenario(field));
        let body = entry.optional("body", |field| {
            let id: BodyId = field.id()?;
            if let Some(scenario) = scenario.as_ref().filter(|scenario| !scenario.bodies().contains_key(&id)) {
                let message = format!("the scenario has no body {:?}", id.as_str());
                let names = scenario.bodies().keys().map(BodyId::as_str);
                self.findings.add(Note::error("ref.unknown", field.node.span, message).near(id.as_str(), names));
                return None;
            }
            Some(id)
        });
        if entry.has("scenario") && !entry.has("body") {
            let message = "the scenario is named, but not whose members and meetings are meant";
            self.findings.add(Note::error("scn.missing_key", entry.place("scenario"), message).fix("add body = \"…\""));
        }
        let settings = settings(&entry);
        entry.optional("notes", Field::paragraphs);
        entry.finish();
        let name = name?;
        let title = title.or_else(|| Line::parse(name.as_str()).ok())?;
        Some(Head { name, title, as_of: as_of?, zone, profile, scenario, body, settings })
    }

    fn scenario(&self, field: Field<'_>) -> Option<Scenario> {
        let Some(path) = inner_path(field.text()?) else {
            return field.wrong("path.outside", "the scenario lies outside the folder of the series");
        };
        match scenario::read_from(self.files, &self.folder.join(path), self.profiles) {
            Ok(loaded) => Some(loaded.scenario),
            Err(report) => {
                self.elsewhere.borrow_mut().extend(report.items);
                None
            }
        }
    }

    /// A profile with its bands; bundled, or a folder beside the file.
    fn profile(&self, text: &str, span: Span) -> Option<(Profile, Option<Vec<Band>>)> {
        if let Some(files) = self.profiles.files(text) {
            return self.profile_of(files, Path::new(""), &format!("profile {text}: "), span);
        }
        let there = |folder: &PathBuf| {
            self.files.read(&self.folder.join(folder).join("profile.toml"), Some(self.folder)).is_ok()
        };
        let Some(folder) = inner_path(text).filter(there) else {
            let message =
                format!("there is no profile {:?}, neither bundled nor as a folder with a profile.toml", short(text));
            self.findings.add(Note::error("ref.unknown", span, message).near(text, self.profiles.names()));
            return None;
        };
        self.profile_of(self.files, &self.folder.join(folder), &format!("{text}/"), span)
    }

    fn profile_of(
        &self,
        files: &dyn Files,
        folder: &Path,
        shown: &str,
        span: Span,
    ) -> Option<(Profile, Option<Vec<Band>>)> {
        let loaded = profile::read(self.findings, files, folder, shown, span)?;
        // A file with bands of its own needs none of the profile.
        if !self.entries("burden").is_empty() {
            return Some((loaded.profile, None));
        }
        let document = documents::one(self.findings, files, folder, Path::new("hours.toml"), shown, span)?;
        let entry = Entry::new(self.findings, "the hours of a profile", Span::start_of(document.file), &document.table);
        let bands = entry.tables("burden", "a band", entries::band);
        entry.finish();
        Some((loaded.profile, Some(bands)))
    }

    /// The entries of a table in all files.
    fn entries(&self, name: &str) -> Vec<(Span, &'a Table)> {
        let mut found = Vec::new();
        for document in self.documents {
            let Some(node) = document.table.get(name) else { continue };
            let nodes = match &node.value {
                Value::List(items) => items.as_slice(),
                _ => std::slice::from_ref(node),
            };
            for node in nodes {
                if let Value::Table(table) = &node.value {
                    found.push((node.span, table));
                }
            }
        }
        found
    }

    fn read<T>(
        &self,
        name: &'static str,
        what: &'static str,
        read: impl Fn(&Entry<'a>) -> Option<T>,
        places: &mut Places<'a>,
    ) -> Vec<T> {
        let all = self.entries(name);
        if let Some((span, _)) = all.get(MOST_ENTRIES) {
            let message = format!("{} of [[{name}]]; at most {MOST_ENTRIES}", all.len());
            self.findings.add(Note::error("scn.size", *span, message).fix("remove some"));
            return Vec::new();
        }
        let mut made = Vec::new();
        for (span, table) in all {
            let entry = Entry::new(self.findings, what, span, table);
            // Also what could not be made is in its place, so that a file with broken bands is one with bands.
            let one = read(&entry);
            entry.finish();
            if let Some(one) = one {
                places.entry(name).or_default().push((span, table));
                made.push(one);
            } else {
                places.entry(name).or_default();
            }
        }
        made
    }

    fn unknown_tables(&self) {
        for document in self.documents {
            for key in &document.table.keys {
                if TABLES.contains(&key.name.as_str()) {
                    let wrong = match &key.node.value {
                        Value::List(items) => {
                            items.iter().find(|item| !matches!(item.value, Value::Table(_) | Value::Broken))
                        }
                        Value::Table(_) | Value::Broken => None,
                        _ => Some(&key.node),
                    };
                    if let Some(node) = wrong.filter(|_| key.name != "include") {
                        let message = format!("{:?} is {}; expected [[{}]]", key.name, node.value.noun(), key.name);
                        self.findings.add(Note::error("scn.type", node.span, message).fix("write a table"));
                    }
                } else if !self.findings.told_at(key.span) {
                    let shown = short(&key.name);
                    let message =
                        format!("a series file has no table {shown:?}; expected one of {}", TABLES.join(", "));
                    self.findings
                        .add(Note::error("scn.unknown_key", key.span, message).near(&key.name, TABLES.into_iter()));
                }
            }
        }
    }
}

fn settings(entry: &Entry<'_>) -> Settings {
    let days = |key, least| entry.optional(key, |field| field.count(least..=400));
    let step = entry.optional("step_minutes", |field| {
        let number = field.number(1..=1_440)?;
        match STEPS.iter().find(|(_, minutes)| *minutes == number) {
            Some((step, _)) => Some(*step),
            None => field.wrong("number.range", format!("{number} minutes between starts; expected 15, 30 or 60")),
        }
    });
    Settings {
        counting: entry.or("count", Counting::Zones, |field| field.word(&Counting::ALL)),
        step_minutes: step.unwrap_or(30),
        hour: entry.or("hour", HourMode::Rotates, |field| field.word(&HourMode::ALL)),
        closed_days: entry.or("closed_days", ClosedDays::Avoided, |field| field.word(&ClosedDays::ALL)),
        least_days: days("least_days", 0).unwrap_or(1),
        most_days: days("most_days", 0),
        every_days: days("every_days", 1),
        preferred_weekdays: entry.list("preferred_weekdays", |day| day.word(&WEEKDAYS)),
    }
}
