//! Placements, and the answer to a problem as a document.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::at::At;
use super::cost::evaluate;
use super::defect::Defect;
use super::draft::FORMAT;
use super::index::{ActivityIndex, ModeIndex, PlaceIndex};
use super::json::Json;
use super::problem::{Activity, Problem};
use super::prover::{Answer, Member};
use super::reader::{Fields, Reader, parse};

/// Where and when an activity takes place, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Placement {
    /// Its first tick.
    pub start: u32,
    /// Its place; `None` where its mode needs none.
    pub place: Option<PlaceIndex>,
    /// Its mode; 0 where it has a single one.
    pub mode: ModeIndex,
}

/// One placement, or none, for each activity of a problem.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Placements(Vec<Option<Placement>>);

impl Placements {
    /// Nothing placed.
    pub fn empty(problem: &Problem) -> Self {
        Self(vec![None; problem.activities().len()])
    }

    /// From a list in the order of the problem's activities.
    ///
    /// # Errors
    /// A defect if the list has another length.
    pub fn from_list(problem: &Problem, list: Vec<Option<Placement>>) -> Result<Self, Defect> {
        if list.len() == problem.activities().len() {
            return Ok(Self(list));
        }
        let expected = format!("{}, one an activity", problem.activities().len());
        Err(Defect::new("placements", format!("{} placements", list.len()), expected))
    }

    /// Where an activity is placed.
    pub fn get(&self, activity: ActivityIndex) -> Option<Placement> {
        self.0[activity.get()]
    }

    /// Places an activity, or leaves it out.
    pub fn set(&mut self, activity: ActivityIndex, placement: Option<Placement>) {
        self.0[activity.get()] = placement;
    }

    /// All, in the order of the problem's activities.
    pub fn as_slice(&self) -> &[Option<Placement>] {
        &self.0
    }

    /// Reads the placements of a solution document of this problem. Claims (cost, bound, status) are not read: they can
    /// be computed.
    ///
    /// # Errors
    /// All defects: unknown keys, activities, places and modes, missing activities, numbers out of range.
    pub fn from_json(problem: &Problem, text: &str) -> Result<Self, Vec<Defect>> {
        let json = parse(text)?;
        let mut reader = Reader::default();
        let keys = ["format", "problem", "status", "cost", "bound", "placements", "conflict"];
        let fields = reader.object(&json, At::DOCUMENT, &[&keys], &[&["placements"]]);
        if let Some(format) = fields.get("format")
            && reader.text(Some(format), At::top("format")) != FORMAT
        {
            reader.defect("format", format.describe(), format!("{FORMAT:?}"));
        }
        let mut placements = Self::empty(problem);
        let mut seen = vec![false; problem.activities().len()];
        let known: BTreeMap<&str, ActivityIndex> =
            problem.activity_indices().map(|activity| (problem.activity(activity).id(), activity)).collect();
        match fields.get("placements") {
            Some(Json::Object(entries)) => {
                let placed = At::top("placements");
                for (id, value) in entries {
                    let at = placed.key(id);
                    let Some(&activity) = known.get(id.as_ref()) else {
                        reader.defect(at, "an unknown activity", "the id of an activity");
                        continue;
                    };
                    if std::mem::replace(&mut seen[activity.get()], true) {
                        reader.defect(at, "a repeated key", "each activity once");
                    } else if !matches!(value, Json::Null) {
                        let placement = placement(&mut reader, problem, activity, value, at);
                        placements.set(activity, Some(placement));
                    }
                }
            }
            Some(other) => reader.defect("placements", other.describe(), "an object"),
            None => {}
        }
        for (activity, _) in problem.activities().iter().zip(seen).filter(|(_, seen)| !seen) {
            reader.defect(format!("placements.{}", activity.id()), "nothing", "a placement or null");
        }
        if reader.defects.is_empty() { Ok(placements) } else { Err(reader.defects) }
    }
}

fn placement(reader: &mut Reader, problem: &Problem, activity: ActivityIndex, json: &Json, at: At<'_>) -> Placement {
    let fields = reader.object(json, at, &[&["start", "place", "mode"]], &[&["start"]]);
    let place = fields.present("place").map(|json| {
        let id = reader.text(Some(json), fields.at("place"));
        let position = problem.places().iter().position(|place| place.id() == id);
        PlaceIndex::new(position.unwrap_or_else(|| {
            reader.defect(fields.at("place"), format!("{id:?}"), "the id of a place");
            0
        }))
    });
    let mode = mode(reader, problem.activity(activity), &fields);
    Placement { start: reader.tick(fields.get("start"), fields.at("start"), 0), place, mode }
}

fn mode(reader: &mut Reader, activity: &Activity, fields: &Fields<'_, '_>) -> ModeIndex {
    let found = fields.present("mode").map(|json| reader.text(Some(json), fields.at("mode")));
    let position = activity.modes().iter().position(|mode| mode.id() == found.as_deref());
    ModeIndex::new(position.unwrap_or_else(|| {
        let modes: Vec<&str> = activity.modes().iter().filter_map(|mode| mode.id()).collect();
        let expected = if modes.is_empty() { "no mode".to_owned() } else { format!("one of {}", modes.join(", ")) };
        reader.defect(
            fields.at("mode"),
            found.map_or_else(|| "nothing".to_owned(), |mode| format!("{mode:?}")),
            expected,
        );
        0
    }))
}

/// The answer to a problem as a solution document.
pub fn to_json(problem: &Problem, answer: &Answer) -> String {
    let mut document = Map::new();
    document.insert("format".to_owned(), json!(FORMAT));
    document.insert("problem".to_owned(), json!(problem.name()));
    document.insert("status".to_owned(), json!(answer.status()));
    if let Some(placements) = answer.placements() {
        let cost = evaluate(problem, placements).cost;
        document.insert("cost".to_owned(), by_level(problem, cost.into_iter().map(|cost| json!(cost))));
    }
    // A bound speaks of the cost beside it; without placements there is none.
    let bounds = match answer.placements() {
        Some(_) => answer.bounds(problem),
        None => vec![None; problem.levels().len()],
    };
    document.insert("bound".to_owned(), by_level(problem, bounds.into_iter().map(|bound| json!(bound))));
    let empty = Placements::empty(problem);
    let placements = answer.placements().unwrap_or(&empty);
    let entries = problem.activities().iter().zip(placements.as_slice());
    let entries = entries.map(|(activity, placement)| {
        let value = placement.map_or(Value::Null, |placement| {
            let place = placement.place.map(|place| problem.place(place).id());
            match activity.mode(placement.mode).id() {
                Some(mode) => json!({"start": placement.start, "place": place, "mode": mode}),
                None => json!({"start": placement.start, "place": place}),
            }
        });
        (activity.id().to_owned(), value)
    });
    document.insert("placements".to_owned(), Value::Object(entries.collect()));
    if let Answer::Infeasible { conflict, .. } = answer {
        let members = conflict.iter().map(|member| member.to_value(problem));
        document.insert("conflict".to_owned(), Value::Array(members.collect()));
    }
    Value::Object(document).to_string()
}

fn by_level(problem: &Problem, values: impl Iterator<Item = Value>) -> Value {
    Value::Object(problem.levels().iter().cloned().zip(values).collect())
}

impl Member {
    /// What stands for it in a solution's `conflict`: the relation's tag, the activity's id, or a small object.
    pub fn to_value(&self, problem: &Problem) -> Value {
        match *self {
            Self::Relation(index) => {
                problem.relation(index).tag().cloned().unwrap_or_else(|| json!({"relation": index.get()}))
            }
            Self::Window(activity) => json!(problem.activity(activity).id()),
            Self::Resource(resource) => json!({"resource": problem.resource(resource).id()}),
            Self::Places => json!({"place_over": "forbidden"}),
        }
    }
}
