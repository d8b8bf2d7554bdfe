//! Figures by name, and the names of those that cannot be told.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Deref, DerefMut};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Figures by their keys. One that is not told, since what it rests on is missing, is no part of the map
/// that this dereferences to. In a file it stands as `null` where the files of lists lack it
/// ([`Self::is_untold`]), and not at all where the data set does, such as genres or rewards.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figures {
    told: BTreeMap<String, f64>,
    untold: BTreeSet<String>,
}

impl Figures {
    /// Takes the figure `key` away: it has no base.
    pub fn leave_untold(&mut self, key: &str) {
        self.told.remove(key);
        self.untold.insert(key.to_owned());
    }

    /// Tells whether the figure `key` is known to have no base.
    #[must_use]
    pub fn is_untold(&self, key: &str) -> bool {
        self.untold.contains(key)
    }
}

impl Deref for Figures {
    type Target = BTreeMap<String, f64>;

    fn deref(&self) -> &Self::Target {
        &self.told
    }
}

impl DerefMut for Figures {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.told
    }
}

impl<const N: usize> From<[(String, f64); N]> for Figures {
    fn from(figures: [(String, f64); N]) -> Self {
        Self { told: figures.into(), untold: BTreeSet::new() }
    }
}

impl Serialize for Figures {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let told = self.told.iter().map(|(key, &value)| (key.as_str(), Some(value)));
        let untold = self.untold.iter().map(|key| (key.as_str(), None));
        let all: BTreeMap<&str, Option<f64>> = untold.chain(told).collect();
        all.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Figures {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let all = BTreeMap::<String, Option<f64>>::deserialize(deserializer)?;
        let mut figures = Self::default();
        for (key, value) in all {
            match value {
                Some(value) => drop(figures.told.insert(key, value)),
                None => drop(figures.untold.insert(key)),
            }
        }
        Ok(figures)
    }
}

impl JsonSchema for Figures {
    fn schema_name() -> Cow<'static, str> {
        "Figures".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        BTreeMap::<String, Option<f64>>::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_told_is_null_in_a_file_and_absent_here() {
        let mut figures = Figures::from([("a".to_owned(), 0.5), ("b".to_owned(), 1.0)]);
        figures.leave_untold("b");
        figures.leave_untold("c");
        let json = serde_json::to_string(&figures).expect("JSON");
        assert_eq!(json, r#"{"a":0.5,"b":null,"c":null}"#);
        let read: Figures = serde_json::from_str(&json).expect("figures");
        assert_eq!(read, figures);
        assert!(read.is_untold("b") && !read.is_untold("a") && read.get("b").is_none());
        let old: Figures = serde_json::from_str(r#"{"a":0.5}"#).expect("of an older file");
        assert_eq!(old.keys().collect::<Vec<_>>(), ["a"]);
    }
}
