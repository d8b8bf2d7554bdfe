//! Values held against a JSON schema, more strictly than the schema says: a key that it does not name is a fault.
//!
//! Knows the keywords that our schemas have, and panics at any other.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// Keywords that say nothing of whether a value fits.
const SILENT: &[&str] = &[
    "$schema",
    "$defs",
    "title",
    "description",
    "default",
    "format",
    "minItems",
    "maxItems",
    "uniqueItems",
    "examples",
];

/// The faults of `value`, each with its place.
pub(crate) fn faults(schema: &Value, value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    Check { root: schema }.whole(schema, value, "$", &mut faults);
    faults
}

/// The keys of an object that a schema names.
#[derive(Default)]
struct Named {
    keys: BTreeSet<String>,
    /// True if any key may be there.
    all: bool,
}

impl Named {
    fn add(&mut self, other: Self) {
        self.keys.extend(other.keys);
        self.all |= other.all;
    }
}

struct Check<'s> {
    root: &'s Value,
}

impl Check<'_> {
    /// Checks a value and that each of its keys is named.
    fn whole(&self, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
        let named = self.part(schema, value, at, faults);
        let Some(object) = value.as_object().filter(|_| !named.all) else { return };
        for key in object.keys().filter(|key| !named.keys.contains(*key)) {
            faults.push(format!("{at}.{key}: not in the schema"));
        }
    }

    fn part(&self, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) -> Named {
        let Some(rules) = schema.as_object() else {
            if schema != &Value::Bool(true) {
                faults.push(format!("{at}: nothing may be here"));
            }
            return Named { all: true, ..Named::default() };
        };
        // An empty schema takes anything, as `true` does.
        let mut named = Named {
            all: rules.keys().all(|key| SILENT.contains(&key.as_str())),
            ..Named::default()
        };
        for (keyword, rule) in rules {
            match keyword.as_str() {
                "$ref" => named.add(self.part(self.definition(rule), value, at, faults)),
                "allOf" => {
                    for one in list(rule) {
                        named.add(self.part(one, value, at, faults));
                    }
                }
                "anyOf" | "oneOf" => named.add(self.one_of(list(rule), value, at, faults)),
                "properties" | "required" | "additionalProperties" | "patternProperties" => {
                    if let Some(object) = value.as_object() {
                        named.add(self.members((keyword, rule), rules, object, at, faults));
                    }
                }
                "items" | "prefixItems" => {
                    let n_first = rules.get("prefixItems").map_or(0, |items| list(items).len());
                    self.items((keyword, rule), n_first, list(value), (at, faults));
                }
                _ => faults.extend(
                    fault_of_value(keyword, rule, value).map(|fault| format!("{at}: {fault}")),
                ),
            }
        }
        named
    }

    /// Checks the parts of a list: the first ones by schemas of their own, where there are some.
    fn items(
        &self,
        (keyword, rule): (&str, &Value),
        n_first: usize,
        parts: &[Value],
        (at, faults): (&str, &mut Vec<String>),
    ) {
        for (index, one) in parts.iter().enumerate() {
            let own = if keyword == "items" {
                Some(rule).filter(|_| index >= n_first)
            } else {
                list(rule).get(index)
            };
            if let Some(rule) = own {
                self.whole(rule, one, &format!("{at}[{index}]"), faults);
            }
        }
    }

    fn members(
        &self,
        (keyword, rule): (&str, &Value),
        rules: &Map<String, Value>,
        object: &Map<String, Value>,
        at: &str,
        faults: &mut Vec<String>,
    ) -> Named {
        let own = rules.get("properties").and_then(Value::as_object);
        let mut named = Named::default();
        match keyword {
            "properties" => {
                for (key, rule) in own.into_iter().flatten() {
                    named.keys.insert(key.clone());
                    if let Some(one) = object.get(key) {
                        self.whole(rule, one, &format!("{at}.{key}"), faults);
                    }
                }
            }
            "required" => {
                let missing = list(rule)
                    .iter()
                    .filter_map(Value::as_str)
                    .filter(|key| !object.contains_key(*key));
                faults.extend(missing.map(|key| format!("{at}.{key}: missing")));
            }
            "patternProperties" => {
                // The one pattern that our schemas have: keys that are numbers.
                let number = rule.get(r"^\d+$").expect("a pattern of numbers");
                let is_number = |key: &str| key.bytes().all(|byte| byte.is_ascii_digit());
                for (key, one) in object.iter().filter(|(key, _)| is_number(key)) {
                    named.keys.insert(key.clone());
                    self.whole(number, one, &format!("{at}.{key}"), faults);
                }
            }
            _ if rule == &Value::Bool(false) => {}
            _ => {
                named.all = true;
                for (key, one) in
                    object.iter().filter(|(key, _)| own.is_none_or(|own| !own.contains_key(*key)))
                {
                    self.whole(rule, one, &format!("{at}.{key}"), faults);
                }
            }
        }
        named
    }

    /// The keys that the branches name that fit; a fault where none does, with those of the nearest.
    fn one_of(
        &self,
        branches: &[Value],
        value: &Value,
        at: &str,
        faults: &mut Vec<String>,
    ) -> Named {
        let mut named = Named::default();
        let mut nearest: Option<Vec<String>> = None;
        let mut fits = false;
        for branch in branches {
            let mut own = Vec::new();
            let found = self.part(branch, value, at, &mut own);
            if own.is_empty() {
                fits = true;
                named.add(found);
            } else if nearest.as_ref().is_none_or(|nearest| own.len() < nearest.len()) {
                nearest = Some(own);
            }
        }
        if !fits {
            faults.extend(nearest.unwrap_or_default());
            named.all = true;
        }
        named
    }

    fn definition(&self, reference: &Value) -> &Value {
        let path = reference
            .as_str()
            .and_then(|path| path.strip_prefix('#'))
            .expect("a place in this schema");
        self.root.pointer(path).unwrap_or_else(|| panic!("{path} is not there"))
    }
}

/// The fault of a value by a keyword that looks at nothing below it.
fn fault_of_value(keyword: &str, rule: &Value, value: &Value) -> Option<String> {
    match keyword {
        "const" => (rule != value).then(|| format!("{value} is not {rule}")),
        "enum" => (!list(rule).contains(value)).then(|| format!("{value} is none of {rule}")),
        "type" => (!is_of(rule, value)).then(|| format!("{value} is no {rule}")),
        "minimum" => (value.is_number() && value.as_f64() < rule.as_f64())
            .then(|| format!("{value} < {rule}")),
        "maximum" => (value.is_number() && value.as_f64() > rule.as_f64())
            .then(|| format!("{value} > {rule}")),
        other => {
            assert!(SILENT.contains(&other), "the keyword `{other}` is not known here");
            None
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn is_of(kind: &Value, value: &Value) -> bool {
    if let Some(kinds) = kind.as_array() {
        return kinds.iter().any(|kind| is_of(kind, value));
    }
    match kind.as_str().unwrap_or_default() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("the type `{other}` is not known here"),
    }
}

#[test]
fn faults_are_found_and_what_fits_has_none() {
    let schema = serde_json::json!({
        "type": "object", "required": ["a"],
        "properties": {"a": {"type": "integer", "minimum": 0}, "b": {"anyOf": [{"$ref": "#/$defs/b"}, {"type": "null"}]}},
        "$defs": {"b": {"type": "array", "items": {"enum": ["x"]}}},
    });
    let fits = serde_json::json!({"a": 1, "b": ["x"]});
    assert!(faults(&schema, &fits).is_empty());
    let wrong = serde_json::json!({"a": -1, "b": ["y"], "c": 1});
    let found = ["$.a: -1 < 0", "$.b[0]: \"y\" is none of [\"x\"]", "$.c: not in the schema"];
    assert_eq!(faults(&schema, &wrong), found);
    assert_eq!(faults(&schema, &serde_json::json!({"b": null})), ["$.a: missing"]);
}
