//! The values of a model's parameters, by their names.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::domain::{Parameter, Value};

/// The values of all parameters of a model of the registry, in the order of its table. A model of your own tells its
/// parameters by [`Fit::params`](crate::model::Fit::params).
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterValues {
    table: &'static [Parameter],
    values: Vec<Value>,
}

impl ParameterValues {
    /// The defaults.
    #[must_use]
    pub fn defaults(table: &'static [Parameter]) -> Self {
        Self { table, values: table.iter().map(|parameter| parameter.default).collect() }
    }

    fn at(&self, key: &str) -> Option<usize> {
        self.table.iter().position(|parameter| parameter.key == key)
    }

    /// The value of `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Value> {
        self.at(key).map(|at| self.values[at])
    }

    /// Replaces the value of `key`; `false`, and nothing happens, where the model has no such parameter or its domain
    /// does not hold the value.
    pub(in crate::model) fn set(&mut self, key: &str, value: Value) -> bool {
        let at = self.at(key).filter(|&at| self.table[at].domain.holds(value));
        if let Some(at) = at {
            self.values[at] = value;
        }
        at.is_some()
    }

    /// The values in the order of the table.
    pub(in crate::model) fn in_order(&self) -> &[Value] {
        &self.values
    }

    /// Every parameter with its value, by name.
    #[must_use]
    pub fn json(&self) -> BTreeMap<String, Json> {
        let pairs = self.table.iter().zip(&self.values);
        pairs.map(|(parameter, value)| (parameter.key.to_owned(), value.json())).collect()
    }

    /// The parameters that are not the default ones, as `key=value,key=value`.
    #[must_use]
    pub fn differing(&self) -> String {
        let pairs = self.table.iter().zip(&self.values);
        let differing = pairs.filter(|(parameter, value)| parameter.default != **value);
        let texts: Vec<String> =
            differing.map(|(parameter, value)| format!("{}={value}", parameter.key)).collect();
        texts.join(",")
    }
}
