//! What everybody may know: meetings that somebody was written to about, each as the approved announcement that told of it
//! last had it. Pages and feeds for everybody are made from this alone; what was only planned is not in it.

use super::error::WebError;
use super::state::Service;
use crate::announce::{Basis, FeedOptions, FeedPart, Page, Revision, collected, page, upcoming};
use crate::app::announcing::{basis, sender};
use crate::desk::DeskError;
use crate::desk::calendar::Calendar;
use crate::desk::origin::Origin;
use crate::domain::ids::{BodyId, MeetingId};
use crate::domain::language::Language;
use crate::domain::meeting::{Firmness, Meeting};
use crate::domain::plan::{Placement, Plan};
use crate::domain::text::WebAddress;
use crate::domain::time::{Instant, Zone, ZoneData};
use crate::domain::view::View;
use crate::store::AnnouncedBy;
use sha2::{Digest as _, Sha256};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// What was announced, read once, until something else is approved.
#[derive(Debug, Default)]
pub struct Public {
    known: Mutex<Option<Arc<Announced>>>,
    /// When the store was last asked how far it is, and what it said.
    asked: tokio::sync::Mutex<Option<(tokio::time::Instant, (i64, i64))>>,
    /// Held by the one who reads what is new.
    reading: tokio::sync::Mutex<()>,
}

/// What was announced.
#[derive(Debug)]
pub(crate) struct Announced {
    mark: (i64, i64),
    parts: Vec<Part>,
    feeds: Mutex<BTreeMap<FeedKey, Arc<Feed>>>,
}

/// Meetings that one announcement told of last.
#[derive(Debug)]
pub(crate) struct Part {
    /// The scenario's name.
    pub(crate) scenario: String,
    /// The files of the announcement; its plan holds the meetings of this part alone.
    pub(crate) calendar: Calendar,
    revisions: BTreeMap<MeetingId, Revision>,
}

/// In which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    /// For calendars.
    Ics,
    /// For programs.
    Json,
}

type FeedKey = (Option<BodyId>, Form, Language);

/// The bytes of a feed.
#[derive(Debug)]
pub(crate) struct Feed {
    /// What is sent.
    pub(crate) bytes: Arc<[u8]>,
    /// The entity tag, with its quotation marks.
    pub(crate) tag: String,
    /// When what was announced last changed, in seconds since 1970.
    pub(crate) modified: i64,
}

impl Public {
    /// What is announced now.
    ///
    /// # Errors
    /// [`WebError`] of the store.
    pub(crate) async fn announced(&self, service: &Service) -> Result<Arc<Announced>, WebError> {
        let mark = self.mark(service).await?;
        if let Some(known) = self.known(mark) {
            return Ok(known);
        }
        // One reads, all others wait for that.
        let _alone = self.reading.lock().await;
        if let Some(known) = self.known(mark) {
            return Ok(known);
        }
        let read = Arc::new(read(service, mark).await?);
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&read));
        Ok(read)
    }

    /// How far the store is. Whoever comes while it is being asked shares the next answer with all others who wait: that was
    /// asked for after each of them came, so nobody sees less than what was announced before.
    async fn mark(&self, service: &Service) -> Result<(i64, i64), WebError> {
        let came = tokio::time::Instant::now();
        let mut asked = self.asked.lock().await;
        if let Some((began, mark)) = *asked
            && began >= came
        {
            return Ok(mark);
        }
        let began = tokio::time::Instant::now();
        let mark = service.store.announced_mark().await?;
        *asked = Some((began, mark));
        Ok(mark)
    }

    fn known(&self, mark: (i64, i64)) -> Option<Arc<Announced>> {
        let kept = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().filter(|known| known.mark == mark).map(Arc::clone)
    }
}

/// Reads what was announced from what the store kept of it.
async fn read(service: &Service, mark: (i64, i64)) -> Result<Announced, WebError> {
    let mut calendars: BTreeMap<i64, Option<Calendar>> = BTreeMap::new();
    let mut chosen: BTreeMap<(String, i64), BTreeMap<MeetingId, (Revision, bool)>> = BTreeMap::new();
    for rows in newest(service.store.announced().await?) {
        let Some(meeting) = rows.first().and_then(|row| MeetingId::parse(&row.meeting).ok()) else { continue };
        for (older, row) in rows.iter().enumerate() {
            if let Entry::Vacant(place) = calendars.entry(row.announcement) {
                place.insert(kept(service, row.announcement).await?);
            }
            // What cannot be read any more is not shown as it once was either.
            let Some(calendar) = calendars.get(&row.announcement).and_then(Option::as_ref) else { break };
            if !calendar.checked.plan.placements.contains_key(&meeting) {
                // It is off, and no longer in the plan: an older announcement knows where it was.
                continue;
            }
            let stamped = rows.first().map_or(row.stamped, |newest| newest.stamped);
            let Some(stamped) = Instant::from_unix_seconds(stamped) else { break };
            let sequence = u32::try_from(rows.len() - 1).unwrap_or(u32::MAX);
            let part = chosen.entry((row.scenario.clone(), row.announcement)).or_default();
            part.insert(meeting, (Revision { sequence, stamped }, older > 0));
            break;
        }
    }
    let parts = chosen.into_iter().filter_map(|((scenario, announcement), meetings)| {
        let calendar = calendars.get(&announcement)?.as_ref()?;
        Some(Part::of(scenario, calendar, &meetings))
    });
    Ok(Announced { mark, parts: parts.collect(), feeds: Mutex::default() })
}

/// The rows of each meeting; a meeting that two calendars have is that of the one that was announced last.
fn newest(rows: Vec<AnnouncedBy>) -> Vec<Vec<AnnouncedBy>> {
    let mut by_meeting: BTreeMap<String, BTreeMap<String, Vec<AnnouncedBy>>> = BTreeMap::new();
    for row in rows {
        by_meeting.entry(row.meeting.clone()).or_default().entry(row.scenario.clone()).or_default().push(row);
    }
    let last = |rows: &Vec<AnnouncedBy>| rows.first().map_or(0, |row| row.announcement);
    by_meeting.into_values().filter_map(|scenarios| scenarios.into_values().max_by_key(last)).collect()
}

/// What an announcement was made from; `None`, and a note in the record, where that cannot be read.
async fn kept(service: &Service, announcement: i64) -> Result<Option<Calendar>, WebError> {
    let origin = match Origin::kept(&service.store, Some(announcement)).await {
        Ok((origin, _)) => origin,
        Err(DeskError::Store(error)) => return Err(error.into()),
        Err(error) => {
            tracing::error!(announcement, error = error.to_string(), "what was announced cannot be shown");
            return Ok(None);
        }
    };
    let zones = service.zones;
    let read = tokio::task::spawn_blocking(move || origin.read(zones, |_, _| Ok(())).map(|read| read.calendar));
    let read = read.await.map_err(|_| WebError::Busy)?;
    if let Err(error) = &read {
        tracing::error!(announcement, error = error.to_string(), "what was announced cannot be shown");
    }
    Ok(read.ok())
}

impl Part {
    fn of(scenario: String, calendar: &Calendar, meetings: &BTreeMap<MeetingId, (Revision, bool)>) -> Self {
        let mut calendar = calendar.clone();
        calendar.checked.findings.clear();
        calendar.checked.deadlines.retain(|meeting, _| meetings.contains_key(meeting));
        calendar.checked.plan.placements.retain(|meeting, _| meetings.contains_key(meeting));
        for (meeting, placement) in &mut calendar.checked.plan.placements {
            if meetings.get(meeting).is_some_and(|(_, off)| *off) {
                placement.firmness = Firmness::Cancelled;
            }
        }
        let revisions = meetings.iter().map(|(meeting, (revision, _))| (meeting.clone(), *revision)).collect();
        Self { scenario, calendar, revisions }
    }

    /// One meeting as a page shows it.
    pub(crate) fn page(
        &self,
        meeting: &MeetingId,
        language: Language,
        reader: Option<Zone>,
        zones: &ZoneData,
    ) -> Result<Option<Page>, WebError> {
        Ok(self.pages([meeting], language, reader, zones)?.pop())
    }

    /// Some meetings as pages show them, in their order; those that this part does not have are left out.
    pub(crate) fn pages<'m>(
        &self,
        meetings: impl IntoIterator<Item = &'m MeetingId>,
        language: Language,
        reader: Option<Zone>,
        zones: &ZoneData,
    ) -> Result<Vec<Page>, WebError> {
        let Calendar { scenario, checked, .. } = &self.calendar;
        let known = meetings.into_iter().filter_map(|id| Some((id, checked.plan.placements.get(id)?)));
        let known: Vec<(&MeetingId, &Placement)> = known.collect();
        // What is off takes no place any more: its page says where it would have been.
        let stands = |at: &Placement| {
            let mut at = at.clone();
            if at.firmness == Firmness::Cancelled {
                at.firmness = Firmness::Announced;
            }
            at
        };
        // A plan of these alone: what is looked at is not to depend on how many others there are.
        let plan = Plan {
            scenario: checked.plan.scenario.clone(),
            as_of: checked.plan.as_of,
            placements: known.iter().map(|(id, at)| ((*id).clone(), stands(at))).collect(),
            quality: checked.plan.quality,
            proof: Vec::new(),
            waivers: Vec::new(),
        };
        let sender = sender(scenario);
        let basis = basis(View::new(scenario, &plan), checked, &sender, zones);
        let mut pages = Vec::with_capacity(known.len());
        for (id, at) in known {
            let read = page(&basis, id, language, reader).map_err(|error| WebError::Inside(error.to_string()))?;
            let off = |page: Page| Page { firmness: at.firmness, deadlines: Vec::new(), register_by: None, ..page };
            pages.extend(if at.firmness == Firmness::Cancelled { read.map(off) } else { read });
        }
        Ok(pages)
    }

    /// Its meetings with their days, those that are off among them.
    pub(crate) fn meetings(&self) -> impl Iterator<Item = (&MeetingId, &Meeting, &Placement)> {
        let known = self.calendar.scenario.meetings();
        self.calendar.checked.plan.placements.iter().filter_map(|(id, at)| Some((id, known.get(id)?, at)))
    }

    fn revision(&self, meeting: &MeetingId) -> Revision {
        let never = Revision { sequence: 0, stamped: Instant::from_utc(Default::default()) };
        self.revisions.get(meeting).copied().unwrap_or(never)
    }
}

impl Announced {
    /// When it last changed, in seconds since 1970.
    pub(crate) fn modified(&self) -> i64 {
        self.mark.1 / 1000
    }

    /// All parts.
    pub(crate) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The part that has a meeting.
    pub(crate) fn part(&self, scenario: &str, meeting: &MeetingId) -> Option<&Part> {
        let mut parts = self.parts.iter().filter(|part| part.scenario == scenario);
        parts.find(|part| part.calendar.checked.plan.placements.contains_key(meeting))
    }

    /// The bodies that have a meeting, with their names in a language.
    pub(crate) fn bodies(&self, language: Language) -> BTreeMap<BodyId, String> {
        let mut bodies = BTreeMap::new();
        for part in &self.parts {
            for (_, meeting, _) in part.meetings() {
                let body = part.calendar.scenario.body_of(meeting);
                bodies.insert(body.id.clone(), body.name_in(language).as_str().to_owned());
            }
        }
        bodies
    }

    /// The feed of all meetings, or of one body; `None` where the body has none.
    ///
    /// # Errors
    /// [`WebError::Inside`] for an hour that does not exist.
    pub(crate) async fn feed(
        self: &Arc<Self>,
        service: &Service,
        body: Option<BodyId>,
        form: Form,
        language: Language,
        name: &str,
    ) -> Result<Option<Arc<Feed>>, WebError> {
        let key = (body.clone(), form, language);
        if let Some(feed) = self.feeds.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(Some(Arc::clone(feed)));
        }
        if let Some(body) = &body
            && !self.bodies(language).contains_key(body)
        {
            return Ok(None);
        }
        let (announced, zones, name) = (Arc::clone(self), service.zones, name.to_owned());
        let source = source(service, body.as_ref(), form);
        let options = FeedOptions { language, body, source };
        let written = tokio::task::spawn_blocking(move || announced.write(&options, form, &name, zones));
        let bytes = written.await.map_err(|_| WebError::Busy)??;
        let feed = Arc::new(Feed { tag: tag(&bytes), bytes: bytes.into(), modified: self.modified() });
        self.feeds.lock().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&feed));
        Ok(Some(feed))
    }

    fn write(&self, options: &FeedOptions, form: Form, name: &str, zones: &ZoneData) -> Result<Vec<u8>, WebError> {
        match form {
            Form::Ics => self.calendar(options, name, zones, None, &|_| None),
            Form::Json => self.list(options, zones),
        }
    }

    /// A calendar, of the meetings of some bodies only where these are named, with a remark beside some of them.
    pub(crate) fn calendar(
        &self,
        options: &FeedOptions,
        name: &str,
        zones: &ZoneData,
        bodies: Option<&BTreeSet<String>>,
        remark: &(dyn Fn(&MeetingId) -> Option<String> + Sync),
    ) -> Result<Vec<u8>, WebError> {
        let followed = |part: &Part| {
            let mut plan = part.calendar.checked.plan.clone();
            let scenario = &part.calendar.scenario;
            plan.placements.retain(|id, _| {
                let body = scenario.meetings().get(id).map(|meeting| meeting.body.as_str());
                bodies.is_none_or(|bodies| body.is_some_and(|body| bodies.contains(body)))
            });
            (plan, sender(scenario))
        };
        let own: Vec<_> = self.parts.iter().map(followed).collect();
        let revisions: Vec<_> =
            self.parts.iter().map(|part| move |meeting: &MeetingId| part.revision(meeting)).collect();
        let mut parts: Vec<FeedPart<'_>> = Vec::with_capacity(own.len());
        for ((part, (plan, sender)), revision) in self.parts.iter().zip(&own).zip(&revisions) {
            let basis: Basis<'_> =
                basis(View::new(&part.calendar.scenario, plan), &part.calendar.checked, sender, zones);
            parts.push(FeedPart { basis, revision, remark });
        }
        let text = collected(&parts, (name, Zone::GENEVA), options, zones);
        text.map(String::into_bytes).map_err(|error| WebError::Inside(error.to_string()))
    }

    fn list(&self, options: &FeedOptions, zones: &ZoneData) -> Result<Vec<u8>, WebError> {
        let mut all = Vec::new();
        for part in &self.parts {
            let sender = sender(&part.calendar.scenario);
            let basis = basis(part.calendar.view(), &part.calendar.checked, &sender, zones);
            let listed = upcoming(&basis, options).map_err(|error| WebError::Inside(error.to_string()))?;
            if let serde_json::Value::Array(listed) = listed {
                all.extend(listed);
            }
        }
        let text = |value: &serde_json::Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
        all.sort_by_key(|one| (text(one, "first"), text(one, "id")));
        Ok(format!("{:#}\n", serde_json::Value::Array(all)).into_bytes())
    }
}

/// Where a feed is fetched.
fn source(service: &Service, body: Option<&BodyId>, form: Form) -> Option<WebAddress> {
    let ending = if form == Form::Ics { "ics" } else { "json" };
    let name = body.map_or_else(|| "all".to_owned(), |body| super::pages::encoded(body.as_str()));
    WebAddress::parse(&format!("{}/feeds/{name}.{ending}", service.setup.base)).ok()
}

/// The entity tag of bytes.
pub(crate) fn tag(bytes: &[u8]) -> String {
    let digest: String = Sha256::digest(bytes).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{digest}\"")
}
