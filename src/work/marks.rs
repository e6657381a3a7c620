//! One writer for the marks of all connections: those that wait while one write goes to disk go together in the next, so
//! that eight connections do not wait for eight writes.

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use super::WorkError;
use crate::store::{Mark, Marked, Store, StoreError};

/// The most marks of one write.
const MOST: usize = 256;
/// How often a write is tried again when the database is busy or away, and after how long.
const TRIES: u32 = 5;
const PAUSE: std::time::Duration = std::time::Duration::from_millis(300);

type Asked = (i64, i64, Mark, oneshot::Sender<Result<Marked, Arc<StoreError>>>);

/// Where marks are handed in.
#[derive(Debug, Clone)]
pub(super) struct Marks(mpsc::Sender<Asked>);

impl Marks {
    /// Begins to write; ends when the last of its clones is gone. After a write that failed for good nothing is written
    /// any more (`stops`): a disk that once could not keep what it was given may say the next time that it has, without it.
    pub(super) fn new(store: Store, stops: bool) -> Self {
        let (sender, receiver) = mpsc::channel(4 * MOST);
        tokio::spawn(write(store, receiver, stops));
        Self(sender)
    }

    /// Writes a mark; when this returns it is on disk.
    pub(super) async fn write(&self, number: i64, fence: i64, mark: Mark) -> Result<Marked, WorkError> {
        let (answer, answered) = oneshot::channel();
        // The writer lives as long as anybody can hand in.
        let gone = || WorkError::Store(Arc::new(StoreError::Row("the writer of marks has ended".to_owned())));
        self.0.send((number, fence, mark, answer)).await.map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?.map_err(WorkError::Store)
    }
}

async fn write(store: Store, mut asked: mpsc::Receiver<Asked>, stops: bool) {
    let mut broken: Option<Arc<StoreError>> = None;
    while let Some(first) = asked.recv().await {
        let mut batch = vec![first];
        while batch.len() < MOST
            && let Ok(next) = asked.try_recv()
        {
            batch.push(next);
        }
        let (marks, answers): (Vec<_>, Vec<_>) =
            batch.into_iter().map(|(number, fence, mark, answer)| ((number, fence, mark), answer)).unzip();
        let written = match &broken {
            Some(error) => Err(error.clone()),
            None => patiently(&store, &marks).await.map_err(Arc::new),
        };
        match written {
            Ok(marked) => {
                for (answer, marked) in answers.into_iter().zip(marked) {
                    // Whoever asked may have been stopped meanwhile.
                    let _ = answer.send(Ok(marked));
                }
            }
            Err(error) => {
                for answer in answers {
                    let _ = answer.send(Err(error.clone()));
                }
                broken = stops.then_some(error);
            }
        }
    }
}

async fn patiently(store: &Store, marks: &[(i64, i64, Mark)]) -> Result<Vec<Marked>, StoreError> {
    let mut tries = 0;
    loop {
        match store.mark(marks).await {
            // A commit whose answer was lost may have happened: a dot that is marked twice is refused, which is safe.
            Err(error) if error.is_passing() && tries < TRIES => tries += 1,
            result => return result,
        }
        tokio::time::sleep(PAUSE).await;
    }
}
