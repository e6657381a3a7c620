//! What is told to whom: looked at, and prepared by one person for another to approve.

use super::Frame;
use super::forms::{self, Fields, every, field};
use super::home::encoded;
use crate::announce::{Change, Dispatch, Reason};
use crate::desk::origin::{Origin, Request};
use crate::desk::telling::{Aim, Prepared, Telling};
use crate::desk::{Circumstances, DeskError};
use crate::domain::access::Action;
use crate::domain::ids::MeetingId;
use crate::domain::language::Language;
use crate::domain::scenario::Scenario;
use crate::domain::text::EmailAddress;
use crate::domain::time::Instant;
use crate::exchange::files::MemoryFiles;
use crate::language::pages::Argument;
use crate::language::{date_range, language_name};
use crate::web::boards::Open;
use crate::web::error::WebError;
use crate::web::guard::{Permission, Visitor, Who};
use crate::web::routes::Route;
use crate::web::state::Service;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use minijinja::{Value, context};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The plan in force beside the files of a scenario.
const PLAN: &str = "convoke-plan-in-force.toml";
/// Who is written to, where the files of a scenario have such a table.
const RECIPIENTS: &str = "recipients.csv";
/// Waiting people that are named; of the others there is a count.
const WAITING_SHOWN: usize = 20;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/scenarios/{scenario}/announce", Permission::InScenario(Action::See), show),
        Route::get("/scenarios/{scenario}/announce/preview", Permission::InScenario(Action::See), preview),
        Route::post("/scenarios/{scenario}/announce/prepare", Permission::InScenario(Action::Plan), prepare),
    ]
}

/// What an announcement is asked to be about.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    pub(super) meetings: Vec<String>,
    pub(super) reworded: bool,
}

impl Asked {
    fn of(fields: &Fields) -> Self {
        let meetings = every(fields, "meeting").filter(|one| !one.is_empty()).map(str::to_owned).collect();
        Self { meetings, reworded: !field(fields, "reworded").is_empty() }
    }

    /// The same for somebody who may do this for some bodies only: for their meetings alone.
    fn within(self, who: &Who, action: Action, scenario: &Scenario) -> Result<Self, WebError> {
        if who.scope_allows(action) && who.roles().everywhere(action) {
            return Ok(self);
        }
        let own = scenario.meetings().values().filter(|meeting| who.may(action, scenario, &meeting.body));
        let own: BTreeSet<&str> = own.map(|meeting| meeting.id.as_str()).collect();
        if own.is_empty() || self.meetings.iter().any(|one| !own.contains(one.as_str())) {
            return Err(WebError::Forbidden("a meeting of a body that is not among yours"));
        }
        if !self.meetings.is_empty() {
            return Ok(self);
        }
        Ok(Self { meetings: own.into_iter().map(str::to_owned).collect(), ..self })
    }
}

/// The files of a scenario as they are now, with the plan in force.
pub(super) async fn origin(service: &Service, open: &Open, asked: Asked) -> Result<Origin, WebError> {
    let head = &open.scene.head;
    let kept = service.store.files(&head.name, head.revision).await?;
    let recipients = kept.contains_key(RECIPIENTS).then(|| PathBuf::from(RECIPIENTS));
    let mut files: MemoryFiles = kept.into_iter().map(|(path, bytes)| (PathBuf::from(path), bytes)).collect();
    let mut plan = None;
    if open.plan_number() != 0 {
        let kept = service.store.plan(&head.name, "", open.plan_number()).await?;
        let (_, text) = kept.ok_or_else(|| WebError::Inside("the plan in force is missing".to_owned()))?;
        files = files.with(PLAN, text);
        plan = Some(PathBuf::from(PLAN));
    }
    let Asked { meetings, reworded } = asked;
    let request = Request {
        scenario: PathBuf::from(&head.main),
        plan,
        recipients,
        meetings,
        reworded,
        on: service.setup.plays,
        ..Request::default()
    };
    Ok(Origin::of(request, files))
}

/// Long work beside the requests; it speaks with the store as they do.
pub(super) async fn aside<T, F>(work: F) -> Result<T, WebError>
where
    T: Send + 'static,
    F: Future<Output = Result<T, WebError>> + Send + 'static,
{
    let handle = tokio::runtime::Handle::current();
    tokio::task::spawn_blocking(move || handle.block_on(work)).await.map_err(|_| WebError::Busy)?
}

/// Does something under the circumstances of the service.
macro_rules! under {
    ($service:expr, $circumstances:ident => $work:expr) => {{
        let random = || $service.chance.draw();
        let now = Instant::from_unix_seconds($service.clock.now()).ok_or(WebError::Busy)?;
        let $circumstances =
            &Circumstances { now, zones: $service.zones, random: &random, workbooks: $service.setup.workbooks };
        $work
    }};
}

pub(super) use under;

/// What would go out now.
async fn looked(service: &Service, open: &Open, asked: Asked) -> Result<(Telling, Prepared), WebError> {
    let (service, origin) = (service.clone(), origin(service, open, asked).await?);
    aside(async move {
        let mut telling = Telling::read(&origin, service.zones, service.setup.workbooks).map_err(DeskError::from)?;
        telling.register_from(&service.store, service.setup.workbooks).await?;
        let prepared = under!(service, by => telling.prepare(Some(&service.store), Aim::Look, by).await)?;
        Ok((telling, prepared))
    })
    .await
}

/// A person's name without the number of the account.
pub(super) fn person(signed: &str) -> &str {
    signed.rsplit_once(" #").map_or(signed, |(name, _)| name)
}

/// Why a message goes out, in words.
fn reason(frame: &Frame<'_>, reason: &Reason) -> String {
    let word = frame.text(&format!("reason-{}", reason.word()), &[]);
    let Reason::Changed(changes) = reason else { return word };
    let dates = |(first, last)| Argument::Text(date_range(first, last, frame.language));
    let one = |change: &Change| match change {
        Change::Dates { before, now } => {
            frame.text("change-dates", &[("before", dates(*before)), ("now", dates(*now))])
        }
        Change::Hours => frame.text("change-hours", &[]),
        Change::Place { .. } => frame.text("change-place", &[]),
        Change::Format { .. } => frame.text("change-format", &[]),
        Change::Standing { tentative: true } => frame.text("change-tentative", &[]),
        Change::Standing { tentative: false } => frame.text("change-confirmed", &[]),
    };
    format!("{word}: {}", changes.iter().map(one).collect::<Vec<_>>().join("; "))
}

/// A line for each meeting and reason, with the languages and where the first message of each stands.
fn lines(frame: &Frame<'_>, dispatches: &[Dispatch]) -> Vec<Value> {
    type Languages = BTreeMap<Language, (usize, usize)>;
    let mut lines: BTreeMap<(&str, String), Languages> = BTreeMap::new();
    for (at, dispatch) in dispatches.iter().enumerate() {
        let key = (dispatch.announcement.meeting.as_str(), reason(frame, &dispatch.reason));
        lines.entry(key).or_default().entry(dispatch.told.recipient.language).or_insert((0, at)).0 += 1;
    }
    let language = |(language, (count, at)): (&Language, &(usize, usize))| {
        context! { tag => language.tag(), name => language_name(*language, frame.language), count, at }
    };
    let line = |((meeting, reason), languages): (&(&str, String), &Languages)| {
        context! { meeting => *meeting, reason, languages => languages.iter().map(language).collect::<Vec<_>>() }
    };
    lines.iter().map(line).collect()
}

/// Reminders that will follow: on which day, of what, to how many.
fn reminders(prepared: &Prepared) -> Vec<Value> {
    let mut lines: BTreeMap<(chrono::NaiveDate, &str, String), usize> = BTreeMap::new();
    for reminder in &prepared.reminders {
        *lines.entry((reminder.day, reminder.meeting.as_str(), reminder.reason())).or_default() += 1;
    }
    let line = |((day, meeting, reason), count): ((chrono::NaiveDate, &str, String), usize)| {
        let what = reason.replace("reminder:", "").replace(',', ", ");
        context! { day => day.to_string(), meeting, what, count }
    };
    lines.into_iter().map(line).collect()
}

/// Who joins remotely and who waits; addresses are masked.
fn seated(prepared: &Prepared) -> Vec<Value> {
    let masked =
        |address: &String| EmailAddress::parse_confirmed(address).map_or("?".to_owned(), |one| one.to_string());
    let one = |(meeting, seating): (&MeetingId, &crate::announce::joining::Seating)| {
        context! {
            meeting => meeting.as_str(), taken => seating.taken, seats => seating.seats.map(|seats| seats.get()),
            waiting => seating.waiting.len(),
            first => seating.waiting.iter().take(WAITING_SHOWN).map(masked).collect::<Vec<_>>(),
        }
    };
    prepared.seated.iter().map(one).collect()
}

async fn show(
    State(service): State<Service>,
    who: Who,
    visitor: Visitor,
    headers: HeaderMap,
    Path(scenario): Path<String>,
    Query(fields): Query<Fields>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&service, &visitor, &headers);
    let open = service.boards.open(&service.store, &scenario).await?;
    let prepares = who.may_in(Action::Plan, open.scenario());
    let action = if prepares { Action::Plan } else { Action::See };
    let asked = Asked::of(&fields);
    let (telling, prepared) = looked(&service, &open, asked.clone().within(&who, action, open.scenario())?).await?;
    let all = service.store.announcements().await?;
    let of_this = |one: &&crate::store::Announcement| one.scenario == scenario;
    let announced: Vec<Value> = all
        .iter()
        .filter(of_this)
        .take(50)
        .map(|one| {
            context! {
                number => one.number, messages => one.messages, by => person(&one.prepared.0),
                at => forms::minute(one.prepared.1), approved => one.approved.as_ref().map(|(by, _)| person(by)),
            }
        })
        .collect();
    let people: BTreeSet<String> = prepared.dispatches.iter().map(|one| one.told.recipient.key()).collect();
    let chosen: BTreeSet<&str> = asked.meetings.iter().map(String::as_str).collect();
    let meetings: Vec<Value> = open
        .scenario()
        .meetings()
        .values()
        .filter(|meeting| who.may(action, open.scenario(), &meeting.body))
        .map(|meeting| {
            let id = meeting.id.as_str();
            context! { id, title => meeting.title.as_str(), chosen => chosen.contains(id) }
        })
        .collect();
    let silent: Vec<String> = prepared.silent.iter().take(WAITING_SHOWN).map(|one| masked(one)).collect();
    frame.page(
        "announce.html",
        context! {
            scenario => encoded(&scenario), title => open.scene.head.title.as_str(), lines => lines(&frame, &prepared.dispatches),
            count => prepared.dispatches.len(), people => people.len(), reminders => reminders(&prepared),
            reminders_stand => prepared.reminders_stand, seated => seated(&prepared),
            silent, silent_count => prepared.silent.len(),
            refused => telling.refused.iter().map(|one| one.as_str().to_owned()).collect::<Vec<_>>(),
            announced, meetings, prepares, reworded => asked.reworded, chosen => asked.meetings,
            nothing => is_nothing(&prepared),
        },
    )
}

fn masked(address: &str) -> String {
    EmailAddress::parse_confirmed(address).map_or_else(|_| "?".to_owned(), |one| one.to_string())
}

/// Whether there is nothing to be told.
fn is_nothing(prepared: &Prepared) -> bool {
    prepared.dispatches.is_empty() && (prepared.reminders.is_empty() || prepared.reminders_stand)
}

/// One mail as it may be looked at.
pub(super) fn sample(
    telling: &Telling,
    prepared: &Prepared,
    at: usize,
    service: &Service,
) -> Result<Option<Value>, WebError> {
    let Some(dispatch) = prepared.dispatches.get(at) else { return Ok(None) };
    let shown = under!(service, by => telling.shown_at(prepared, at, by))?;
    let language = dispatch.told.recipient.language;
    Ok(shown.map(|shown| {
        context! {
            to => dispatch.told.recipient.person.address.to_string(), subject => shown.mail.subject,
            text => shown.mail.plain, calendar => shown.mail.calendar, language => language.tag(),
            direction => if crate::language::is_right_to_left(language) { "rtl" } else { "ltr" },
        }
    }))
}

async fn preview(
    State(service): State<Service>,
    who: Who,
    visitor: Visitor,
    headers: HeaderMap,
    Path(scenario): Path<String>,
    Query(fields): Query<Fields>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&service, &visitor, &headers);
    let open = service.boards.open(&service.store, &scenario).await?;
    let action = if who.may_in(Action::Plan, open.scenario()) { Action::Plan } else { Action::See };
    let asked = Asked::of(&fields).within(&who, action, open.scenario())?;
    let (telling, prepared) = looked(&service, &open, asked).await?;
    let at: usize = field(&fields, "at").parse().unwrap_or(0);
    let sample = sample(&telling, &prepared, at, &service)?.ok_or(WebError::Absent)?;
    let total = prepared.dispatches.len();
    let asked = Asked::of(&fields);
    frame.page(
        "announced.html",
        context! {
            scenario => encoded(&scenario), samples => vec![sample], title => open.scene.head.title.as_str(), number => at + 1,
            total, before => at.checked_sub(1), after => (at + 1 < total).then_some(at + 1), chosen => asked.meetings,
            reworded => asked.reworded,
        },
    )
}

async fn prepare(
    State(service): State<Service>,
    who: Who,
    visitor: Visitor,
    headers: HeaderMap,
    Path(scenario): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&service, &visitor, &headers);
    let open = service.boards.open(&service.store, &scenario).await?;
    let named = Asked::of(&fields);
    let blocked = open.checked.findings.iter().filter(|finding| finding.blocks()).flat_map(|one| one.meetings.iter());
    let blocked: BTreeSet<&str> = blocked.map(MeetingId::as_str).collect();
    if let Some(broken) = named.meetings.iter().find(|one| blocked.contains(one.as_str())) {
        let arguments = [("meeting", Argument::Text(broken.clone()))];
        return Err(WebError::Conflict(frame.text("refused-must", &arguments)));
    }
    let asked = named.within(&who, Action::Plan, open.scenario())?;
    let (own, origin, by) = (service.clone(), origin(&service, &open, asked).await?, who.signature());
    let kept = aside(async move {
        let mut telling = Telling::read(&origin, own.zones, own.setup.workbooks).map_err(DeskError::from)?;
        telling.register_from(&own.store, own.setup.workbooks).await?;
        let look = under!(own, with => telling.prepare(Some(&own.store), Aim::Look, with).await)?;
        if is_nothing(&look) {
            return Ok(None);
        }
        let prepared = under!(own, with => telling.prepare(Some(&own.store), Aim::Keep, with).await)?;
        Ok(Some(under!(own, with => telling.keep(&own.store, &prepared, &by, with).await)?))
    });
    match kept.await? {
        Some(kept) => {
            Ok(Redirect::to(&format!("/scenarios/{}/announce/{}", encoded(&scenario), kept.number)).into_response())
        }
        None => Err(WebError::Conflict(frame.text("nothing-to-announce", &[]))),
    }
}

/// A reason as the store keeps it, in words.
pub(super) fn reason_word(frame: &Frame<'_>, word: &str) -> String {
    match word.strip_prefix("reminder:") {
        Some(about) => frame.text("reason-reminder", &[("about", Argument::Text(about.replace(',', ", ")))]),
        None => frame.text(&format!("reason-{word}"), &[]),
    }
}
