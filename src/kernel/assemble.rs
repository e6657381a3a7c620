//! [`Draft`] or document to [`Problem`]: what is too large is refused before anything is built from it.
//!
//! A document of a million relations is read one by one: none of them is there twice, as text and as what it means.

use super::at::At;
use super::check::{Check, Rest};
use super::dearest;
use super::defect::Defect;
use super::draft::{Draft, RelationDraft};
use super::index::RelationIndex;
use super::limits::Limits;
use super::problem::{Problem, Relation};
use super::reader::{Reader, parse};

/// Checks and indexes a draft.
///
/// # Errors
/// All that is too large in it, or else all that is wrong with it.
pub(super) fn problem(mut draft: Draft) -> Result<Problem, Vec<Defect>> {
    let relations = std::mem::take(&mut draft.relations);
    let list = At::top("relations");
    let mut limits = Limits::of(&draft, relations.len());
    for (n, relation) in relations.iter().enumerate() {
        limits.relation(relation, list.item(n));
    }
    if !limits.defects.is_empty() {
        return Err(limits.defects);
    }
    let (mut check, rest) = Check::new(&draft);
    let checked = relations.into_iter().enumerate().map(|(n, relation)| check.relation(relation, list.item(n)));
    let checked = checked.collect();
    rest.problem(draft, check, checked)
}

/// Reads, checks and indexes a document.
///
/// # Errors
/// All that is wrong with its shape, or else all that is too large in it, or else all that is wrong with its content.
pub(super) fn document(text: &str) -> Result<Problem, Vec<Defect>> {
    let mut reader = Reader::default();
    let json = parse(text)?;
    let (draft, texts) = reader.problem(&json);
    let mut limits = Limits::of(&draft, texts.len());
    let is_sound = |reader: &Reader, limits: &Limits| reader.defects.is_empty() && limits.defects.is_empty();
    // What is malformed or too large is not looked at more closely.
    let mut closer = is_sound(&reader, &limits).then(|| Check::new(&draft));
    let list = At::top("relations");
    let mut relations = Vec::with_capacity(texts.len());
    for (n, text) in texts.into_iter().enumerate() {
        let relation: RelationDraft = reader.later(text, list.item(n));
        limits.relation(&relation, list.item(n));
        match &mut closer {
            Some((check, _)) if is_sound(&reader, &limits) => relations.push(check.relation(relation, list.item(n))),
            _ => closer = None,
        }
    }
    match closer {
        Some((check, rest)) => rest.problem(draft, check, relations),
        None if reader.defects.is_empty() => Err(limits.defects),
        None => Err(reader.defects),
    }
}

impl Rest {
    /// The problem, if nothing is wrong with it.
    fn problem(self, draft: Draft, check: Check, relations: Vec<Relation>) -> Result<Problem, Vec<Defect>> {
        if !check.defects.is_empty() {
            return Err(check.defects);
        }
        let mut counts = vec![0; self.activities.len()];
        for activity in relations.iter().flat_map(|relation| relation.kind.activities()) {
            counts[activity.get()] += 1;
        }
        let mut touching: Vec<Vec<RelationIndex>> = counts.into_iter().map(Vec::with_capacity).collect();
        for (n, relation) in relations.iter().enumerate() {
            for activity in relation.kind.activities() {
                touching[activity.get()].push(RelationIndex::new(n));
            }
        }
        let Self { day_of, places, place_over, resources, activities } = self;
        let profiles = draft.profiles.into_values().collect();
        let (name, horizon, levels) = (draft.name, draft.horizon, draft.levels);
        let problem = Problem {
            name,
            horizon,
            day_of,
            levels,
            profiles,
            places,
            place_over,
            resources,
            activities,
            relations,
            touching,
        };
        let dear = dearest::dearest(&problem);
        let too_dear: Vec<Defect> = problem
            .levels
            .iter()
            .zip(dear)
            .enumerate()
            .filter(|(_, (_, dear))| *dear >= dearest::LIMIT)
            .map(|(n, (level, _))| {
                Defect::new(
                    At::top("levels").item(n),
                    format!("costs of {level:?} that can exceed 2^53"),
                    "smaller weights, so that sums stay exact",
                )
            })
            .collect();
        if too_dear.is_empty() { Ok(problem) } else { Err(too_dear) }
    }
}
