//! JSON to [`Draft`], with every defect of shape and its path.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::value::RawValue;

use super::at::At;
use super::defect::Defect;
use super::draft::{
    ActivityDraft, CapacityDraft, Draft, FORMAT, FixedDraft, LevelCostDraft, ModeBody, ModeDraft, ModesDraft,
    OverDraft, Per, PlaceCostDraft, PlaceDraft, RelationDraft, RelationKind, ResourceDraft, StartCostDraft, Unit, Who,
};
use super::json::{self, Json};
use super::limits::{LARGEST, LONGEST, MOST_DEFECTS, MOST_RELATIONS, MOST_THINGS};

const MODE_KEYS: [&str; 6] = ["duration", "starts", "places", "start_costs", "place_costs", "uses"];

/// Reads a problem document.
pub(super) fn draft(text: &str) -> Result<Draft, Vec<Defect>> {
    let json = parse(text)?;
    let mut reader = Reader::default();
    let (mut draft, relations) = reader.problem(&json);
    let list = At::top("relations");
    draft.relations = relations.iter().enumerate().map(|(n, text)| reader.later(text, list.item(n))).collect();
    if reader.defects.is_empty() { Ok(draft) } else { Err(reader.defects) }
}

/// Parses a document, all but its relations; a byte-order mark is passed over.
pub(super) fn parse(text: &str) -> Result<Json<'_>, Vec<Defect>> {
    json::read_document(text.trim_start_matches('\u{feff}'))
        .map_err(|error| vec![Defect::new("", error.to_string(), "a JSON document")])
}

/// Reads values and remembers what was wrong; a wrong value is replaced by a harmless one so that reading goes on.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) defects: Vec<Defect>,
}

/// Keys that an object may have, at most.
const MOST_KEYS: usize = 12;

/// An object whose keys have been checked.
pub(super) struct Fields<'a, 'p> {
    at: At<'p>,
    found: [Option<(&'a str, &'a Json<'a>)>; MOST_KEYS],
}

impl<'a> Fields<'a, '_> {
    pub(super) fn get(&self, key: &str) -> Option<&'a Json<'a>> {
        self.found.iter().map_while(|entry| *entry).find(|(known, _)| *known == key).map(|(_, value)| value)
    }

    /// The value, unless it is absent or `null`.
    pub(super) fn present(&self, key: &str) -> Option<&'a Json<'a>> {
        self.get(key).filter(|value| !matches!(value, Json::Null))
    }

    pub(super) fn at<'s>(&'s self, key: &'s str) -> At<'s> {
        self.at.key(key)
    }
}

impl Reader {
    pub(super) fn defect(&mut self, at: impl fmt::Display, found: impl Into<String>, expected: impl Into<String>) {
        if self.defects.len() < MOST_DEFECTS {
            self.defects.push(Defect::new(at, found, expected));
        }
    }

    /// An object with only `known` keys, at most [`MOST_KEYS`], none twice, and all of `needed`; both in groups.
    pub(super) fn object<'a, 'p>(
        &mut self,
        json: &'a Json<'a>,
        at: At<'p>,
        known: &[&[&str]],
        needed: &[&[&str]],
    ) -> Fields<'a, 'p> {
        let mut fields = Fields { at, found: [None; MOST_KEYS] };
        let Json::Object(entries) = json else {
            self.defect(at, json.describe(), "an object");
            return fields;
        };
        let mut count = 0;
        for (key, value) in entries {
            if !known.iter().any(|group| group.contains(&key.as_ref())) {
                self.defect(at.key(key), "an unknown key", format!("one of {}", known.concat().join(", ")));
                continue;
            }
            let earlier = fields.found[..count].iter_mut().flatten().find(|(known, _)| *known == key.as_ref());
            if let Some((_, earlier)) = earlier {
                *earlier = value;
                self.defect(at.key(key), "a repeated key", "each key once");
            } else {
                debug_assert!(count < MOST_KEYS, "more keys may be known than there is room for");
                fields.found[count] = Some((key, value));
                count += 1;
            }
        }
        for key in needed.iter().copied().flatten() {
            if fields.get(key).is_none() {
                self.defect(at.key(key), "nothing", "a value: this key is needed");
            }
        }
        fields
    }

    pub(super) fn list<'a>(&mut self, json: Option<&'a Json<'a>>, at: At<'_>) -> &'a [Json<'a>] {
        match json {
            Some(Json::Array(items)) => items,
            Some(other) => {
                self.defect(at, other.describe(), "a list");
                &[]
            }
            None => &[],
        }
    }

    pub(super) fn text(&mut self, json: Option<&Json>, at: At<'_>) -> String {
        match json {
            Some(Json::String(value)) => value.clone().into_owned(),
            Some(other) => {
                self.defect(at, other.describe(), "a string");
                String::new()
            }
            None => String::new(),
        }
    }

    pub(super) fn integer(&mut self, json: Option<&Json>, at: At<'_>, least: i64, most: i64) -> i64 {
        let Some(json) = json else { return least };
        if let Json::Number(number) = json
            && let Some(value) = number.as_i64()
            && (least..=most).contains(&value)
        {
            return value;
        }
        self.defect(at, json.describe(), format!("a whole number from {least} to {most}"));
        least
    }

    fn amount(&mut self, json: Option<&Json>, at: At<'_>) -> u64 {
        self.integer(json, at, 0, LARGEST).unsigned_abs()
    }

    pub(super) fn tick(&mut self, json: Option<&Json>, at: At<'_>, least: u32) -> u32 {
        self.integer(json, at, i64::from(least), i64::from(LONGEST)) as u32
    }

    /// All of a problem but its relations, and the texts of these.
    pub(super) fn problem<'a>(&mut self, json: &'a Json<'a>) -> (Draft, Vec<&'a RawValue>) {
        let needed = ["format", "name", "horizon", "levels", "places", "place_over", "activities"];
        let optional = ["days", "profiles", "resources", "relations"];
        let fields = self.object(json, At::DOCUMENT, &[&needed, &optional], &[&needed]);
        let format = self.text(fields.get("format"), At::top("format"));
        if fields.get("format").is_some() && format != FORMAT {
            self.defect("format", format!("{format:?}"), format!("{FORMAT:?}"));
        }
        let relations = self.relations(fields.get("relations"), At::top("relations"));
        let draft = Draft {
            format,
            name: self.text(fields.get("name"), At::top("name")),
            horizon: self.tick(fields.get("horizon"), At::top("horizon"), 1),
            days: fields
                .present("days")
                .map(|days| self.each(Some(days), At::top("days"), |r, j, p| r.tick(Some(j), p, 0))),
            levels: self.few(fields.get("levels"), At::top("levels"), MOST_THINGS, |r, j, p| r.text(Some(j), p)),
            profiles: self.profiles(fields.get("profiles"), At::top("profiles")),
            places: self.few(fields.get("places"), At::top("places"), MOST_THINGS, Self::place),
            place_over: self.over(fields.get("place_over"), At::top("place_over")),
            resources: self.few(fields.get("resources"), At::top("resources"), MOST_THINGS, Self::resource),
            activities: self.few(fields.get("activities"), At::top("activities"), MOST_THINGS, Self::activity),
            relations: Vec::new(),
        };
        (draft, relations)
    }

    /// The texts of relations, unless there are too many.
    fn relations<'a>(&mut self, json: Option<&'a Json<'a>>, at: At<'_>) -> Vec<&'a RawValue> {
        let Some(json) = json else { return Vec::new() };
        let texts = match json {
            Json::Later(text) => json::items(text),
            _ => None,
        };
        match texts {
            Some(texts) if texts.len() > MOST_RELATIONS => {
                self.defect(at, format!("a list of {}", texts.len()), format!("at most {MOST_RELATIONS}"));
                Vec::new()
            }
            Some(texts) => texts,
            None => {
                self.defect(at, json.describe(), "a list");
                Vec::new()
            }
        }
    }

    /// A relation that was left for later.
    pub(super) fn later(&mut self, text: &RawValue, at: At<'_>) -> RelationDraft {
        match json::read(text.get()) {
            Ok(json) => self.relation(&json, at, true),
            Err(error) => {
                self.defect(at, error.to_string(), "an object");
                RelationDraft { kind: RelationKind::AnyOf { of: Vec::new() }, over: None, tag: None }
            }
        }
    }

    /// A list that is not read if it is longer than `most`.
    fn few<T>(
        &mut self,
        json: Option<&Json>,
        at: At<'_>,
        most: usize,
        read: impl FnMut(&mut Self, &Json, At<'_>) -> T,
    ) -> Vec<T> {
        let length = self.list(json, at).len();
        if length > most {
            self.defect(at, format!("a list of {length}"), format!("at most {most}"));
            return Vec::new();
        }
        self.each(json.filter(|json| matches!(json, Json::Array(_))), at, read)
    }

    fn each<T>(
        &mut self,
        json: Option<&Json>,
        at: At<'_>,
        mut read: impl FnMut(&mut Self, &Json, At<'_>) -> T,
    ) -> Vec<T> {
        let items = self.list(json, at);
        items.iter().enumerate().map(|(n, item)| read(self, item, at.item(n))).collect()
    }

    fn profiles(&mut self, json: Option<&Json>, at: At<'_>) -> BTreeMap<String, Vec<u64>> {
        let mut profiles = BTreeMap::new();
        match json {
            Some(Json::Object(entries)) if entries.len() > MOST_THINGS => {
                self.defect(at, format!("{} profiles", entries.len()), format!("at most {MOST_THINGS}"));
            }
            Some(Json::Object(entries)) => {
                for (name, values) in entries {
                    let at = at.key(name);
                    let values = self.each(Some(values), at, |r, j, p| r.amount(Some(j), p));
                    if profiles.insert(name.clone().into_owned(), values).is_some() {
                        self.defect(at, "a repeated key", "each key once");
                    }
                }
            }
            Some(other) => self.defect(at, other.describe(), "an object"),
            None => {}
        }
        profiles
    }

    fn over(&mut self, json: Option<&Json>, at: At<'_>) -> OverDraft {
        match json {
            None => OverDraft::Forbidden,
            Some(Json::String(word)) if word == "forbidden" => OverDraft::Forbidden,
            Some(json @ Json::Object(_)) => {
                let fields = self.object(json, at, &[&["level", "weight"]], &[&["level", "weight"]]);
                OverDraft::Level {
                    level: self.text(fields.get("level"), fields.at("level")),
                    weight: self.amount(fields.get("weight"), fields.at("weight")),
                }
            }
            Some(other) => {
                self.defect(at, other.describe(), "\"forbidden\" or {\"level\", \"weight\"}");
                OverDraft::Forbidden
            }
        }
    }

    fn range(&mut self, json: &Json, at: At<'_>) -> (u32, u32) {
        match json {
            Json::Array(pair) if pair.len() == 2 => {
                (self.tick(Some(&pair[0]), at, 0), self.tick(Some(&pair[1]), at, 0))
            }
            other => {
                self.defect(at, other.describe(), "a range [first, last]");
                (0, 0)
            }
        }
    }

    fn place(&mut self, json: &Json, at: At<'_>) -> PlaceDraft {
        let fields = self.object(json, at, &[&["id", "capacity", "closed"]], &[&["id"]]);
        let capacity = match fields.get("capacity") {
            None => Some(1),
            Some(Json::Null) => None,
            Some(json) => Some(self.amount(Some(json), fields.at("capacity"))),
        };
        PlaceDraft {
            id: self.text(fields.get("id"), fields.at("id")),
            capacity,
            closed: self.each(fields.get("closed"), fields.at("closed"), Self::range),
        }
    }

    fn resource(&mut self, json: &Json, at: At<'_>) -> ResourceDraft {
        let keys = ["id", "capacity", "over"];
        let fields = self.object(json, at, &[&keys], &[&keys]);
        let capacity = match fields.get("capacity") {
            Some(Json::String(profile)) => CapacityDraft::Profile(profile.clone().into_owned()),
            other => CapacityDraft::Constant(self.amount(other, fields.at("capacity"))),
        };
        ResourceDraft {
            id: self.text(fields.get("id"), fields.at("id")),
            capacity,
            over: self.over(fields.get("over"), fields.at("over")),
        }
    }

    fn activity(&mut self, json: &Json, at: At<'_>) -> ActivityDraft {
        let several = matches!(json, Json::Object(entries) if entries.iter().any(|(key, _)| key == "modes"));
        let fields = if several {
            self.object(json, at, &[&["id", "modes", "optional", "fixed"]], &[&["id"]])
        } else {
            let own = ["id", "optional", "fixed"];
            self.object(json, at, &[&MODE_KEYS, &own], &[&["id", "duration", "starts"]])
        };
        let modes = if several {
            ModesDraft::Several { modes: self.each(fields.get("modes"), fields.at("modes"), Self::mode) }
        } else {
            ModesDraft::One(self.mode_body(&fields))
        };
        ActivityDraft {
            id: self.text(fields.get("id"), fields.at("id")),
            modes,
            optional: fields.get("optional").map(|json| self.level_cost(json, fields.at("optional"))),
            fixed: fields.present("fixed").map(|json| self.fixed(json, fields.at("fixed"))),
        }
    }

    fn fixed(&mut self, json: &Json, at: At<'_>) -> FixedDraft {
        let fields = self.object(json, at, &[&["start", "place", "mode"]], &[&["start"]]);
        FixedDraft {
            start: self.tick(fields.get("start"), fields.at("start"), 0),
            place: fields.get("place").map(|json| match json {
                Json::Null => None,
                json => Some(self.text(Some(json), fields.at("place"))),
            }),
            mode: fields.present("mode").map(|json| self.text(Some(json), fields.at("mode"))),
        }
    }

    fn level_cost(&mut self, json: &Json, at: At<'_>) -> LevelCostDraft {
        let fields = self.object(json, at, &[&["level", "cost"]], &[&["level", "cost"]]);
        LevelCostDraft {
            level: self.text(fields.get("level"), fields.at("level")),
            cost: self.amount(fields.get("cost"), fields.at("cost")),
        }
    }

    fn mode(&mut self, json: &Json, at: At<'_>) -> ModeDraft {
        let fields = self.object(json, at, &[&MODE_KEYS, &["id", "cost"]], &[&["id", "duration", "starts"]]);
        ModeDraft {
            id: self.text(fields.get("id"), fields.at("id")),
            cost: fields.present("cost").map(|json| self.level_cost(json, fields.at("cost"))),
            body: self.mode_body(&fields),
        }
    }

    fn mode_body(&mut self, fields: &Fields<'_, '_>) -> ModeBody {
        ModeBody {
            duration: self.tick(fields.get("duration"), fields.at("duration"), 1),
            starts: self.each(fields.get("starts"), fields.at("starts"), Self::range),
            places: fields
                .present("places")
                .map(|places| self.each(Some(places), fields.at("places"), |r, j, p| r.text(Some(j), p))),
            start_costs: self.each(fields.get("start_costs"), fields.at("start_costs"), Self::start_cost),
            place_costs: self.each(fields.get("place_costs"), fields.at("place_costs"), Self::place_cost),
            uses: self.uses(fields.get("uses"), fields.at("uses")),
        }
    }

    fn start_cost(&mut self, json: &Json, at: At<'_>) -> StartCostDraft {
        let keys = ["level", "profile", "weight"];
        let fields = self.object(json, at, &[&keys], &[&keys]);
        StartCostDraft {
            level: self.text(fields.get("level"), fields.at("level")),
            profile: self.text(fields.get("profile"), fields.at("profile")),
            weight: self.amount(fields.get("weight"), fields.at("weight")),
        }
    }

    fn place_cost(&mut self, json: &Json, at: At<'_>) -> PlaceCostDraft {
        let keys = ["place", "level", "cost"];
        let fields = self.object(json, at, &[&keys], &[&keys]);
        PlaceCostDraft {
            place: self.text(fields.get("place"), fields.at("place")),
            level: self.text(fields.get("level"), fields.at("level")),
            cost: self.amount(fields.get("cost"), fields.at("cost")),
        }
    }

    fn uses(&mut self, json: Option<&Json>, at: At<'_>) -> BTreeMap<String, u64> {
        let mut uses = BTreeMap::new();
        match json {
            Some(Json::Object(entries)) => {
                for (resource, units) in entries {
                    let at = at.key(resource);
                    let units = self.amount(Some(units), at);
                    if uses.insert(resource.clone().into_owned(), units).is_some() {
                        self.defect(at, "a repeated key", "each key once");
                    }
                }
            }
            Some(other) => self.defect(at, other.describe(), "an object"),
            None => {}
        }
        uses
    }

    fn relation(&mut self, json: &Json, at: At<'_>, top: bool) -> RelationDraft {
        let kind = match json {
            Json::Object(entries) => entries.iter().find(|(key, _)| key == "kind").map(|(_, kind)| kind),
            other => {
                self.defect(at, other.describe(), "an object");
                return RelationDraft { kind: RelationKind::AnyOf { of: Vec::new() }, over: None, tag: None };
            }
        };
        let name = match kind {
            Some(Json::String(name)) => name.as_ref(),
            _ => "",
        };
        let (needed, optional): (&[&str], &[&str]) = match name {
            "overlap" => (&["a", "b"], &["per"]),
            "disjoint" => (&["activities"], &["per"]),
            "gap" => (&["first", "second", "min"], &["max", "per", "unit"]),
            "spacing" => (&["a", "b", "min"], &["max", "per", "unit"]),
            "break" => (&["activities", "min"], &[]),
            "within" => (&["inner", "outer"], &[]),
            "same_place" => (&["activities"], &[]),
            "same_days" => (&["activities", "allow"], &[]),
            "move" => (&["activities", "window"], &[]),
            "any_of" => (&["of"], &[]),
            _ => {
                let found = kind.map_or_else(|| "nothing".to_owned(), Json::describe);
                let kinds =
                    "one of overlap, disjoint, gap, spacing, break, within, same_place, same_days, move, any_of";
                self.defect(at.key("kind"), found, kinds);
                return RelationDraft { kind: RelationKind::AnyOf { of: Vec::new() }, over: None, tag: None };
            }
        };
        let over: &[&str] = if top { &["over"] } else { &[] };
        let fields = self.object(json, at, &[needed, optional, over, &["kind", "tag"]], &[needed, over]);
        RelationDraft {
            kind: self.relation_kind(name, &fields),
            over: top.then(|| self.over(fields.get("over"), fields.at("over"))),
            tag: fields.get("tag").map(Json::to_value),
        }
    }

    fn relation_kind(&mut self, name: &str, fields: &Fields<'_, '_>) -> RelationKind {
        let per = match fields.get("per") {
            None => Per::Once,
            Some(Json::String(word)) if word == "once" => Per::Once,
            Some(Json::String(word)) if word == "tick" => Per::Tick,
            Some(other) => {
                self.defect(fields.at("per"), other.describe(), "\"once\" or \"tick\"");
                Per::Once
            }
        };
        let unit = match fields.get("unit") {
            None => Unit::Tick,
            Some(Json::String(word)) if word == "tick" => Unit::Tick,
            Some(Json::String(word)) if word == "day" => Unit::Day,
            Some(other) => {
                self.defect(fields.at("unit"), other.describe(), "\"tick\" or \"day\"");
                Unit::Tick
            }
        };
        let min =
            fields.get("min").map(|json| self.integer(Some(json), fields.at("min"), -LARGEST, LARGEST)).unwrap_or(0);
        let max = fields.present("max").map(|json| self.integer(Some(json), fields.at("max"), -LARGEST, LARGEST));
        match name {
            "overlap" => RelationKind::Overlap { a: self.who(fields, "a"), b: self.who(fields, "b"), per },
            "disjoint" => RelationKind::Disjoint { activities: self.who(fields, "activities"), per },
            "gap" => {
                let (first, second) = (self.id(fields, "first"), self.id(fields, "second"));
                RelationKind::Gap { first, second, min, max, per, unit }
            }
            "spacing" => {
                RelationKind::Spacing { a: self.id(fields, "a"), b: self.id(fields, "b"), min, max, per, unit }
            }
            "break" => RelationKind::Break { activities: self.who(fields, "activities"), min },
            "within" => RelationKind::Within { inner: self.id(fields, "inner"), outer: self.who(fields, "outer") },
            "same_place" => RelationKind::SamePlace { activities: self.who(fields, "activities") },
            "same_days" => RelationKind::SameDays {
                activities: self.who(fields, "activities"),
                allow: self.amount(fields.get("allow"), fields.at("allow")),
            },
            "move" => RelationKind::Move {
                activities: self.who(fields, "activities"),
                window: self.integer(fields.get("window"), fields.at("window"), -LARGEST, LARGEST),
            },
            _ => RelationKind::AnyOf {
                of: self.each(fields.get("of"), fields.at("of"), |r, j, p| r.relation(j, p, false)),
            },
        }
    }

    fn id(&mut self, fields: &Fields<'_, '_>, key: &str) -> String {
        self.text(fields.get(key), fields.at(key))
    }

    fn who(&mut self, fields: &Fields<'_, '_>, key: &str) -> Who {
        match fields.get(key) {
            Some(Json::String(word)) if word == "*" => Who::All,
            Some(Json::String(id)) => Who::one(id.clone().into_owned()),
            other => Who::Ids(self.each(other, fields.at(key), |r, j, p| r.text(Some(j), p))),
        }
    }
}
