//! Plans that are looked at: read once, with findings and prices at hand, until another one is in force.
//!
//! A [`Board`] borrows from its scenario and plan. So each lives on a thread of its own, which answers one question after the
//! other and ends when nobody holds the board any more.

use crate::app::{self, Checked};
use crate::domain::event::Event;
use crate::domain::scenario::Scenario;
use crate::domain::series::outcome::Assessed;
use crate::domain::time::ZoneData;
use crate::exchange::files::MemoryFiles;
use crate::exchange::profile::Profiles;
use crate::exchange::report::Report;
use crate::exchange::{plan, scenario};
use crate::planning::Board;
use crate::report::Input;
use crate::report::board::Layout;
use crate::store::{PlanHead, ScenarioHead, Store, StoreError};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, mpsc};

/// Boards kept at once, and the scenes of their plans: the ones looked at last.
const MOST_BOARDS: usize = 8;

/// Why a plan cannot be looked at.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no such scenario.
    #[error("there is no such scenario")]
    Absent,
    /// Its files, or its plan, cannot be read any more.
    #[error("what is kept cannot be read: {}", .0.text())]
    Unreadable(Report),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The board ended while it was asked.
    #[error("the plan could not be looked at; try again")]
    Gone,
}

/// A revision of a scenario, read: the same for all plans of it.
#[derive(Debug)]
pub struct Scene {
    /// The scenario as it is kept.
    pub head: ScenarioHead,
    /// Its files, also those that the calendar does not include: events and series lie beside it.
    pub files: MemoryFiles,
    /// What it says.
    pub loaded: scenario::Loaded,
    /// Events among the files that were read already, by path.
    pub events: Mutex<BTreeMap<PathBuf, Arc<Event>>>,
    /// The fairest dates and hours of series that were looked at already, by path; `None` where that is not quickly proven.
    pub fairest: Mutex<BTreeMap<PathBuf, Option<Arc<Assessed>>>>,
}

/// A scenario and its plan in force, with everything known of them.
#[derive(Debug)]
pub struct Open {
    /// The scenario.
    pub scene: Arc<Scene>,
    /// The plan in force; `None` where the dates fixed in the files are meant.
    pub plan: Option<PlanHead>,
    /// The plan, checked.
    pub checked: Checked,
    layout: OnceLock<Layout>,
    board: Option<mpsc::Sender<Question>>,
}

type Question = Box<dyn for<'a> FnOnce(&Board<'a>) + Send>;

impl Open {
    /// The scenario.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        &self.scene.loaded.scenario
    }

    /// The number of the plan in force; 0 where there is none.
    #[must_use]
    pub fn plan_number(&self) -> i64 {
        self.plan.as_ref().map_or(0, |plan| plan.number)
    }

    /// What reports are made from.
    #[must_use]
    pub fn input<'a>(&'a self, zones: &'a ZoneData) -> Input<'a> {
        Input {
            deadlines: &self.checked.deadlines,
            ..Input::new(self.scenario(), &self.checked.plan, &self.checked.findings, zones)
        }
    }

    /// Rows and lanes of the plan, laid out once.
    pub fn layout(&self, zones: &ZoneData) -> &Layout {
        self.layout.get_or_init(|| Layout::of(&self.input(zones)))
    }

    /// Asks the board.
    ///
    /// # Errors
    /// [`OpenError::Gone`] when the question made it end.
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl for<'a> FnOnce(&Board<'a>) -> T + Send + 'static,
    ) -> Result<T, OpenError> {
        let (answer, answered) = tokio::sync::oneshot::channel();
        let question: Question = Box::new(move |board| {
            // Nobody may be waiting any more.
            let _ = answer.send(question(board));
        });
        let board = self.board.as_ref().ok_or(OpenError::Gone)?;
        board.send(question).map_err(|_| OpenError::Gone)?;
        answered.await.map_err(|_| OpenError::Gone)
    }
}

/// Something once it was read. Who reads it holds the lock meanwhile: everybody else who asks waits for that reading.
type Slot<T> = Arc<tokio::sync::Mutex<Option<Arc<T>>>>;

/// Readings by key, the ones asked for last at the end.
#[derive(Debug)]
struct Shelf<Key, T>(Mutex<Vec<(Key, Slot<T>)>>);

impl<Key, T> Default for Shelf<Key, T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<Key: PartialEq, T> Shelf<Key, T> {
    fn slot(&self, key: Key) -> Slot<T> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept.iter().position(|(known, _)| *known == key).map(|at| kept.remove(at).1);
        let slot = known.unwrap_or_default();
        kept.push((key, Arc::clone(&slot)));
        let surplus = kept.len().saturating_sub(MOST_BOARDS);
        kept.drain(..surplus);
        slot
    }
}

/// Boards that are kept at hand.
#[derive(Debug, Default)]
pub struct Boards {
    /// By name and revision.
    scenes: Shelf<(String, i64), Scene>,
    /// By name, revision and plan.
    boards: Shelf<(String, i64, i64), Open>,
}

impl Boards {
    /// The scenario of this name with its plan in force. A reading once begun is finished and kept, also when who asked for it
    /// has gone: the next one who asks finds it. Where only the plan is another one, only the plan is read.
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn open(&self, store: &Store, name: &str) -> Result<Arc<Open>, OpenError> {
        let head = store.scenario(name).await?.ok_or(OpenError::Absent)?;
        let number = store.plan_number_in_force(name, "").await?;
        let mut held = self.boards.slot((name.to_owned(), head.revision, number)).lock_owned().await;
        if let Some(open) = &*held {
            return Ok(Arc::clone(open));
        }
        let mut scene = self.scenes.slot((name.to_owned(), head.revision)).lock_owned().await;
        let files = if scene.is_none() { store.files(name, head.revision).await? } else { BTreeMap::new() };
        let plan = if number == 0 { None } else { store.plan(name, "", number).await? };
        let reading = move || {
            let known = match &*scene {
                Some(known) => Arc::clone(known),
                None => Arc::clone(scene.insert(Arc::new(read_scene(head, files)?))),
            };
            drop(scene);
            let open = Arc::new(read(known, plan)?);
            *held = Some(Arc::clone(&open));
            Ok(open)
        };
        tokio::task::spawn_blocking(reading).await.map_err(|_| OpenError::Gone)?
    }
}

fn read_scene(head: ScenarioHead, files: BTreeMap<String, Vec<u8>>) -> Result<Scene, OpenError> {
    let files: MemoryFiles = files.into_iter().map(|(path, bytes)| (PathBuf::from(path), bytes)).collect();
    let loaded =
        scenario::read_from(&files, Path::new(&head.main), &Profiles::bundled()).map_err(OpenError::Unreadable)?;
    Ok(Scene { head, files, loaded, events: Mutex::default(), fairest: Mutex::default() })
}

fn read(scene: Arc<Scene>, plan: Option<(PlanHead, String)>) -> Result<Open, OpenError> {
    let scenario = &scene.loaded.scenario;
    let (plan, planned) = match plan {
        Some((head, text)) => {
            let files = MemoryFiles::default().with("plan.toml", text);
            let read = plan::read_from(&files, Path::new("plan.toml"), scenario);
            (Some(head), read.map_err(OpenError::Unreadable)?)
        }
        None => (None, scenario.plan_of_fixed()),
    };
    let checked = app::check(scenario, planned);
    let (scene_of_board, plan_of_board) = (Arc::clone(&scene), checked.plan.clone());
    let (asking, asked) = mpsc::channel::<Question>();
    let answering = move || {
        let board = Board::new(&scene_of_board.loaded.scenario, &plan_of_board);
        asked.into_iter().for_each(|question| question(&board));
    };
    let board = std::thread::Builder::new().name("board".to_owned()).spawn(answering).ok().map(|_| asking);
    Ok(Open { scene, plan, checked, layout: OnceLock::new(), board })
}
