//! What is solved: the calendar of a scenario, the timetable of an event, the hours of a series. Everything is in hand here,
//! nothing is asked of the store; so a solve that fails takes nothing else with it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::answer::Outcome;
use super::request::Request;
use crate::app::{self, CheckedTimetable, NoPlan, NoTimetable};
use crate::domain::demand::Demand;
use crate::domain::event::Event;
use crate::domain::plan::{Plan, Quality};
use crate::domain::scenario::Scenario;
use crate::domain::time::ZoneData;
use crate::exchange::files::MemoryFiles;
use crate::exchange::profile::Profiles;
use crate::exchange::report::Report;
use crate::exchange::{event, plan, scenario, series, timetable};
use crate::kernel::{Budget, Progress};
use crate::milp::Highs;
use crate::planning::hours::{self, HoursOutcome, Limit};
use crate::planning::{From, Heard, Options, SoFar};
use crate::report::{Input, summary_line};
use crate::rules::Tally;

/// Better plans are kept at most so often; in a long search more seldom.
const KEEP_EVERY: Duration = Duration::from_secs(1);
const KEEP_SHARE: u32 = 20;

/// What the solve and whoever watches it tell each other.
#[derive(Debug)]
pub(super) struct Told {
    began: Instant,
    /// It is to end with the best so far.
    stop: AtomicBool,
    /// Somebody asked for that, and not the clock.
    asked: AtomicBool,
    /// Nobody wants it any more.
    dropped: AtomicBool,
    /// The last news, if nobody has taken it yet.
    news: Mutex<Option<Progress>>,
    best: Mutex<Best>,
}

/// The best plan so far, as a file.
#[derive(Debug, Default)]
struct Best {
    text: Option<String>,
    kept: Option<Instant>,
    /// Whether somebody has taken it already.
    taken: bool,
}

impl Told {
    /// Nothing is said yet.
    pub(super) fn new() -> Self {
        Self {
            began: Instant::now(),
            stop: AtomicBool::new(false),
            asked: AtomicBool::new(false),
            dropped: AtomicBool::new(false),
            news: Mutex::default(),
            best: Mutex::default(),
        }
    }

    /// It is time to end.
    pub(super) fn stop(&self) {
        self.stop.store(true, Ordering::SeqCst);
    }

    /// Somebody asks for the end.
    pub(super) fn ask(&self) {
        self.asked.store(true, Ordering::SeqCst);
        self.stop();
    }

    /// Whether somebody asked for the end.
    pub(super) fn is_asked(&self) -> bool {
        self.asked.load(Ordering::SeqCst)
    }

    /// Whether it is to end.
    pub(super) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }

    /// Nobody wants it any more.
    pub(super) fn give_up(&self) {
        self.dropped.store(true, Ordering::SeqCst);
        self.stop();
    }

    /// Whether nobody wants it any more.
    pub(super) fn is_given_up(&self) -> bool {
        self.dropped.load(Ordering::SeqCst)
    }

    /// Keeps a better plan, if it is time to.
    fn keep(&self, text: impl FnOnce() -> String) {
        let mut best = self.best.lock().unwrap_or_else(PoisonError::into_inner);
        let every = KEEP_EVERY.max(self.began.elapsed() / KEEP_SHARE);
        if best.kept.is_none_or(|kept| kept.elapsed() >= every) {
            *best = Best { text: Some(text()), kept: Some(Instant::now()), taken: false };
        }
    }

    /// Keeps what somebody else kept.
    pub(super) fn hand_on(&self, text: String) {
        *self.best.lock().unwrap_or_else(PoisonError::into_inner) =
            Best { text: Some(text), kept: Some(Instant::now()), taken: false };
    }

    /// The best plan so far, if there is a better one than at the last call.
    pub(super) fn better(&self) -> Option<String> {
        let mut best = self.best.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::replace(&mut best.taken, true) { None } else { best.text.clone() }
    }

    /// The best plan so far.
    pub(super) fn best(&self) -> Option<String> {
        self.best.lock().unwrap_or_else(PoisonError::into_inner).text.clone()
    }

    /// Tells how far it is.
    pub(super) fn tell(&self, news: &Progress) {
        let news = Progress { placements: None, ..news.clone() };
        *self.news.lock().unwrap_or_else(PoisonError::into_inner) = Some(news);
    }

    /// The last news since somebody asked.
    pub(super) fn news(&self) -> Option<Progress> {
        self.news.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Which plan is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Kind {
    /// The calendar.
    Plan,
    /// Sessions of an event.
    Timetable,
    /// Hours of a series.
    Hours,
}

impl Kind {
    /// What the word of a job means.
    pub(super) fn parse(word: &str) -> Option<Self> {
        match word {
            "plan" => Some(Self::Plan),
            "timetable" => Some(Self::Timetable),
            "hours" => Some(Self::Hours),
            _ => None,
        }
    }
}

/// Everything that a solve needs.
#[derive(Debug)]
pub(super) struct Task {
    /// Which plan.
    pub(super) kind: Kind,
    /// What was asked for.
    pub(super) request: Request,
    /// The files of the revision, by path.
    pub(super) files: BTreeMap<String, Vec<u8>>,
    /// The file to begin with: of the scenario, the event or the series.
    pub(super) path: String,
    /// The plan that was seen.
    pub(super) before: Option<String>,
    /// Time-zone data.
    pub(super) zones: &'static ZoneData,
    /// Threads to work on.
    pub(super) threads: usize,
}

impl Task {
    fn files(&self) -> MemoryFiles {
        self.files.iter().map(|(path, bytes)| (PathBuf::from(path), bytes.clone())).collect()
    }

    /// Solves it.
    pub(super) fn solve(&self, told: &Told) -> Outcome {
        let files = self.files();
        match self.kind {
            Kind::Plan => self.plan(&files, told),
            Kind::Timetable => self.timetable(&files, told),
            Kind::Hours => self.hours(&files, told),
        }
    }

    fn options<'a>(
        &self,
        from: Option<From<'a>>,
        stop: &'a (dyn Fn() -> bool + Sync),
        over: &'a (dyn Fn() -> bool + Sync),
        so_far: &'a Heard<'a>,
    ) -> Options<'a> {
        let (seed, relax, stop, over) = (self.request.seed, self.request.relax, Some(stop), Some(over));
        let so_far = Some(so_far);
        Options { seed, relax, from, explain: false, stop, over, so_far, ..Options::new(self.request.budget()) }
    }

    /// Whether the time given, and a second more, is over: nothing is explained then any longer.
    fn is_over(&self, told: &Told) -> bool {
        match self.request.budget() {
            Budget::Seconds(seconds) => told.began.elapsed().as_secs_f64() > seconds + 1.0,
            Budget::Nodes(_) => false,
        }
    }

    /// What was found before the solve broke down, read and checked as if it came from anybody.
    pub(super) fn rescued(&self, best: Option<String>, why: &str) -> Outcome {
        let Some(text) = best else { return Outcome::failed(format!("{why}; nothing was found before")) };
        let files = self.files();
        let words = match self.kind {
            Kind::Plan => scenario::read_from(&files, Path::new(&self.path), &Profiles::bundled()).and_then(|loaded| {
                let checked = app::check(&loaded.scenario, reread(&loaded.scenario, &text)?);
                Ok(summary_line(&Input::new(&loaded.scenario, &checked.plan, &checked.findings, self.zones)))
            }),
            Kind::Timetable => {
                event::read_from(&files, Path::new(&self.path), &Profiles::bundled()).and_then(|loaded| {
                    let checked = self.reread_timetable(&loaded.event, &text)?;
                    Ok(timetable_words(&checked))
                })
            }
            Kind::Hours => return Outcome::failed(why),
        };
        match words {
            Ok(words) => Outcome::Planned { text, words: format!("{words} · interrupted ({why}): the best so far") },
            Err(report) => Outcome::failed(format!("{why}; what was found cannot be read: {}", report.text())),
        }
    }

    fn reread_timetable(&self, event: &Event, text: &str) -> Result<CheckedTimetable, Report> {
        let files = MemoryFiles::default().with("plan.toml", text);
        let read = timetable::read_from(&files, Path::new("plan.toml"), event)?;
        Ok(app::check_timetable(event, read, self.zones))
    }

    fn plan(&self, files: &MemoryFiles, told: &Told) -> Outcome {
        let loaded = match scenario::read_from(files, Path::new(&self.path), &Profiles::bundled()) {
            Ok(loaded) => loaded,
            Err(report) => return unreadable(&report),
        };
        let scenario = loaded.scenario;
        let before = self.before.as_deref().map(|text| reread(&scenario, text));
        let unfit = matches!(before, Some(Err(_)));
        let before = before.and_then(Result::ok);
        let from = before.as_ref().map(|plan| From {
            plan,
            fewest_changes: self.request.fewest_changes,
            may_move_announced: self.request.may_move_announced,
        });
        let stop = || told.is_stopped();
        let so_far = |make: &dyn Fn() -> SoFar| told.keep(|| written(&make()));
        let over = || self.is_over(told);
        let prover = Highs::with_threads(self.threads);
        match app::plan(&scenario, &prover, &self.options(from, &stop, &over, &so_far), &mut |progress| {
            told.tell(progress)
        }) {
            Ok(checked) => {
                let text = plan::write(&checked.plan);
                // Read once more as anybody will read it, and checked by the checker alone.
                let read = match reread(&scenario, &text) {
                    Ok(read) => app::check(&scenario, read),
                    Err(report) => return Outcome::failed(format!("the plan cannot be read again: {}", report.text())),
                };
                let mut words = summary_line(&Input::new(&scenario, &read.plan, &read.findings, self.zones));
                words.push_str(proven(read.plan.quality, told.is_asked()));
                if unfit {
                    words.push_str("; the plan before no longer fits the files, and was left out of account");
                }
                Outcome::Planned { text, words }
            }
            Err(NoPlan::Impossible(contradiction)) => {
                let demands = contradiction.demands.iter().map(demand_words).collect();
                impossible(demands, contradiction.minimal)
            }
            Err(NoPlan::NothingFound { why }) => nothing_found(&why, told),
        }
    }

    fn timetable(&self, files: &MemoryFiles, told: &Told) -> Outcome {
        let event = match event::read_from(files, Path::new(&self.path), &Profiles::bundled()) {
            Ok(loaded) => loaded.event,
            Err(report) => return unreadable(&report),
        };
        let stop = || told.is_stopped();
        let so_far = |make: &dyn Fn() -> SoFar| told.keep(|| written(&make()));
        let over = || self.is_over(told);
        let (prover, options) = (Highs::with_threads(self.threads), self.options(None, &stop, &over, &so_far));
        match app::plan_timetable(&event, self.zones, &prover, &options, &mut |progress| told.tell(progress)) {
            Ok(checked) => {
                let text = timetable::write(&checked.timetable);
                let read = match self.reread_timetable(&event, &text) {
                    Ok(read) => read,
                    Err(report) => {
                        return Outcome::failed(format!("the timetable cannot be read again: {}", report.text()));
                    }
                };
                let words = timetable_words(&read) + proven(read.timetable.quality, told.is_asked());
                Outcome::Planned { text, words }
            }
            Err(NoTimetable::Impossible(contradiction)) => {
                let words =
                    |demand: &crate::planning::timetable::EventDemand| format!("[{}]: {}", demand.origin, demand.why);
                impossible(contradiction.demands.iter().map(words).collect(), contradiction.minimal)
            }
            Err(NoTimetable::NothingFound { why }) => nothing_found(&why, told),
        }
    }

    /// It reads no clock itself: it is told when its time is over.
    fn hours(&self, files: &MemoryFiles, told: &Told) -> Outcome {
        let series = match series::read_from(files, Path::new(&self.path), &Profiles::bundled()) {
            Ok(loaded) => loaded.series,
            Err(report) => return unreadable(&report),
        };
        let (steps, longest) = match self.request.budget() {
            Budget::Nodes(steps) => (Some(steps), None),
            Budget::Seconds(seconds) => (None, Some(Duration::from_secs_f64(seconds))),
        };
        let stop = || told.is_stopped() || longest.is_some_and(|longest| told.began.elapsed() >= longest);
        match hours::plan(&series, self.zones, &Limit { steps, stop: Some(&stop) }) {
            Ok(HoursOutcome::Planned(assessed)) => {
                let text = series::write_plan(&series, &assessed);
                let files = MemoryFiles::default().with("plan.toml", text.clone());
                if let Err(report) = series::read_plan_from(&files, Path::new("plan.toml"), &series) {
                    return Outcome::failed(format!("the hours cannot be read again: {}", report.text()));
                }
                let quality = assessed.proof.as_ref().map_or(Quality::Unproven, |proof| proof.quality);
                let words = format!("{} meetings{}", assessed.meetings.len(), proven(quality, told.is_asked()));
                Outcome::Planned { text, words }
            }
            Ok(HoursOutcome::Impossible(demands)) => {
                let words = |demand: &crate::domain::series::outcome::Demanded| match &demand.meeting {
                    Some(meeting) => format!("{meeting}: {}", demand.what),
                    None => format!("all meetings: {}", demand.what),
                };
                impossible(demands.iter().map(words).collect(), true)
            }
            Ok(HoursOutcome::NothingFound) => nothing_found("the time was over", told),
            Err(error) => Outcome::failed(error.to_string()),
        }
    }
}

fn reread(scenario: &Scenario, text: &str) -> Result<Plan, Report> {
    plan::read_from(&MemoryFiles::default().with("plan.toml", text), Path::new("plan.toml"), scenario)
}

fn written(so_far: &SoFar) -> String {
    match so_far {
        SoFar::Calendar(plan) => plan::write(plan),
        SoFar::Timetable(timetable) => timetable::write(timetable),
    }
}

fn unreadable(report: &Report) -> Outcome {
    Outcome::failed(format!("the files cannot be read: {}", report.text()))
}

fn proven(quality: Quality, stopped: bool) -> &'static str {
    match (quality, stopped) {
        (Quality::Optimal, _) => " · proven: there is no better one",
        (Quality::Feasible, true) => " · stopped: the best so far",
        (Quality::Feasible, false) => " · the best found; a better one may exist",
        (Quality::Unproven, _) => " · nothing is proven",
    }
}

fn timetable_words(checked: &CheckedTimetable) -> String {
    let Tally { must, should, prefer, .. } = checked.tally();
    format!("{} sessions · {must} must · {should} should · {prefer} prefer", checked.timetable.sittings.len())
}

fn nothing_found(why: &str, told: &Told) -> Outcome {
    let words = if told.is_asked() { "it was stopped" } else { why };
    Outcome::NothingFound { words: format!("no plan was found: {words}; that is no proof that there is none") }
}

fn impossible(demands: Vec<String>, minimal: bool) -> Outcome {
    let count = demands.len();
    let without = if minimal { ", and would not without any one of them" } else { " (a smaller set may exist)" };
    let words = match count {
        1 => "no plan exists: this demand cannot be met".to_owned(),
        _ => format!("no plan exists: these {count} demands contradict each other{without}"),
    };
    Outcome::Impossible { words, demands }
}

fn demand_words(demand: &Demand) -> String {
    let mut meetings: Vec<String> = demand.ask.meetings().iter().take(4).map(ToString::to_string).collect();
    let more = demand.ask.meetings().len().saturating_sub(4);
    if more > 0 {
        meetings.push(format!("{more} more"));
    }
    format!("{} [{}]: {}", meetings.join(", "), demand.origin, demand.why)
}
