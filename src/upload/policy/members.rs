//! The text of a policy, taken apart and put together again without a change to any part of it.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

/// The members of a JSON object in their order, each as it was written.
pub(super) struct Members(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a policy, which is a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members: Vec<(String, Box<RawValue>)> = Vec::new();
                while let Some((key, value)) = map.next_entry::<String, Box<RawValue>>()? {
                    if members.iter().any(|(other, _)| *other == key) {
                        return Err(A::Error::custom(format!("`{key}` stands there twice")));
                    }
                    members.push((key, value));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

const STATEMENT: &str = "Statement";

impl Members {
    /// The members of a policy without statements.
    pub(super) fn empty() -> Self {
        let raw = |text: &str| RawValue::from_string(text.to_owned()).ok();
        let version = raw(r#""2012-10-17""#).map(|value| ("Version".to_owned(), value));
        let statement = raw("[]").map(|value| (STATEMENT.to_owned(), value));
        Self(version.into_iter().chain(statement).collect())
    }

    /// The statements, of which one alone need not stand in a list.
    pub(super) fn statements(&self) -> Result<Vec<Box<RawValue>>, String> {
        let found = self.0.iter().find(|(key, _)| key == STATEMENT);
        let (_, found) = found.ok_or_else(|| "no `Statement`".to_owned())?;
        if found.get().trim_start().starts_with('{') {
            return Ok(vec![found.clone()]);
        }
        serde_json::from_str(found.get()).map_err(|error| error.to_string())
    }

    /// The policy with one statement more.
    pub(super) fn with(&self, raw: &[Box<RawValue>], added: &str) -> String {
        let mut statements: Vec<&str> = raw.iter().map(|one| one.get()).collect();
        statements.push(added);
        let statements = format!("[{}]", statements.join(","));
        let member = |(key, value): &(String, Box<RawValue>)| {
            let value = if key == STATEMENT { &statements } else { value.get() };
            format!("{}:{value}", Value::from(key.as_str()))
        };
        let members: Vec<String> = self.0.iter().map(member).collect();
        format!("{{{}}}", members.join(","))
    }
}
