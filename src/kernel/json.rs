//! A JSON document with every key it has, repeated ones too. `serde_json::Value` keeps only the last.
//!
//! Texts are borrowed from the document: one of millions of keys needs memory for its own text alone. What a document has
//! most of is not even read at first: see [`Json::Later`].

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Number, Value};

/// A JSON value.
#[derive(Debug, Clone)]
pub(super) enum Json<'a> {
    Null,
    Bool(bool),
    Number(Number),
    String(Cow<'a, str>),
    Array(Vec<Json<'a>>),
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
    /// The relations of a document, well formed and not read yet: there may be a million of them, to be read one by one.
    Later(&'a RawValue),
}

impl Json<'_> {
    /// A short description for messages.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Number(value) => value.to_string(),
            Self::String(value) if value.chars().count() > 40 => {
                format!("{:?}…", value.chars().take(40).collect::<String>())
            }
            Self::String(value) => format!("{value:?}"),
            Self::Array(items) => format!("a list of {}", items.len()),
            Self::Object(_) => "an object".to_owned(),
            Self::Later(text) => read(text.get()).map_or_else(|error| error.to_string(), |json| json.describe()),
        }
    }

    /// The same as a plain value; of a repeated key the last counts.
    pub(super) fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Number(value) => Value::Number(value.clone()),
            Self::String(value) => Value::String(value.clone().into_owned()),
            Self::Array(items) => Value::Array(items.iter().map(Json::to_value).collect()),
            Self::Object(entries) => Value::Object(
                entries.iter().map(|(key, value)| (key.clone().into_owned(), value.to_value())).collect::<Map<_, _>>(),
            ),
            Self::Later(text) => read(text.get()).map_or(Value::Null, |json| json.to_value()),
        }
    }
}

/// Reads a value.
pub(super) fn read(text: &str) -> serde_json::Result<Json<'_>> {
    serde_json::from_str(text)
}

/// Reads a document, all but its relations.
pub(super) fn read_document(text: &str) -> serde_json::Result<Json<'_>> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let json = deserializer.deserialize_any(AnyValue { is_document: true })?;
    deserializer.end()?;
    Ok(json)
}

/// The texts of the items of a list, unread; `None` where it is no list.
pub(super) fn items(text: &RawValue) -> Option<Vec<&RawValue>> {
    serde_json::from_str(text.get()).ok()
}

impl<'de> Deserialize<'de> for Json<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue { is_document: false })
    }
}

struct AnyValue {
    is_document: bool,
}

impl<'de> Visitor<'de> for AnyValue {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Number::from_f64(value).map_or(Json::Null, Json::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Json::String(Cow::Owned(value.to_owned())))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(Json::String(Cow::Borrowed(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        list.shrink_to_fit();
        Ok(Json::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Key(key)) = entries.next_key()? {
            let value = match key.as_ref() {
                "relations" if self.is_document => Json::Later(entries.next_value()?),
                _ => entries.next_value()?,
            };
            list.push((key, value));
        }
        list.shrink_to_fit();
        Ok(Json::Object(list))
    }
}

/// A key, borrowed where it has no escapes.
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyKey<'a>(PhantomData<&'a ()>);
        impl<'de> Visitor<'de> for AnyKey<'de> {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Owned(value.to_owned())))
            }

            fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Borrowed(value)))
            }
        }
        deserializer.deserialize_str(AnyKey(PhantomData))
    }
}
