//! What is known of people when something is worked out: what they were told, whether they are written to, what they said.

use crate::announce::answers::Answers;
use crate::announce::{Announced, UnsubscribeToken};
use crate::desk::DeskError;
use crate::domain::time::Instant;
use crate::store::ToldRow;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The name under which it is kept what was known of people.
pub(super) const KNOWN: &str = "known.json";

/// What people answered, in the words of the standard, by meeting and address.
pub(super) type SaidByMeeting = BTreeMap<String, BTreeMap<String, String>>;

/// What is known of people when something is worked out.
pub(super) struct Known {
    /// What they were told.
    pub(super) rows: Vec<ToldRow>,
    /// Their secrets, and what stands for one that is not made yet.
    pub(super) tokens: BTreeMap<String, UnsubscribeToken>,
    pub(super) stand_in: Option<UnsubscribeToken>,
    /// Addresses that are not written to.
    pub(super) silent: BTreeSet<String>,
    /// What they answered.
    pub(super) said: SaidByMeeting,
    /// The stamp of what is written.
    pub(super) stamped: Instant,
}

/// [`Known`] as it is kept beside the announcement that was made from it; secrets and stamp are kept elsewhere.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KnownThen {
    pub(super) told: Vec<i64>,
    pub(super) silent: BTreeSet<String>,
    pub(super) said: SaidByMeeting,
}

impl Known {
    /// What one person answered about one meeting.
    pub(super) fn said(&self, meeting: &str, key: &str) -> Option<&str> {
        self.said.get(meeting).and_then(|people| people.get(key)).map(String::as_str)
    }

    /// As it is kept.
    pub(super) fn to_record(&self) -> Result<Vec<u8>, DeskError> {
        let then = KnownThen {
            told: self.rows.iter().map(|row| row.message).collect(),
            silent: self.silent.clone(),
            said: self.said.clone(),
        };
        serde_json::to_vec(&then).map_err(|why| DeskError::Record { doing: "writing what is known", why })
    }
}

impl KnownThen {
    /// Reads it again from what an announcement was made from.
    pub(super) fn of(sources: &BTreeMap<String, Vec<u8>>) -> Result<Self, DeskError> {
        let known = sources.get(KNOWN).ok_or(DeskError::NotKnown)?;
        serde_json::from_slice(known).map_err(|why| DeskError::Record { doing: "reading what was known then", why })
    }
}

/// What everybody answered who was told of a meeting, by meeting and address.
pub(super) fn said(announced: &Announced, answers: &Answers) -> SaidByMeeting {
    let mut said = SaidByMeeting::new();
    for (meeting, told) in announced.all() {
        if let Some(answer) = answers.answer(meeting, &told.recipient.person.address) {
            let word = answer.said.word().to_owned();
            said.entry(meeting.as_str().to_owned()).or_default().insert(told.recipient.key(), word);
        }
    }
    said
}
