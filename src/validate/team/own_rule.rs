//! A rule of a team's own: an expression that bad rows meet.

use super::outcome::OwnRuleSummary;
use super::rules_error::RulesError;
use crate::condition::{Condition, Node, Value};
use crate::param::hint;
use crate::rule::Rule;
use crate::schema::{AvroType, DatasetType, Schema};

/// A rule of a team's own.
#[derive(Debug, Clone)]
pub struct OwnRule {
    /// The rule; its code begins with `U`.
    pub rule: &'static Rule,
    /// The dataset whose rows it looks at.
    pub dataset: DatasetType,
    /// The condition that a bad row meets.
    pub when: Condition,
    /// The message of a finding, with the rule's name.
    pub message: String,
    /// The place of each column's name in the file of rules.
    pub(super) columns: Vec<(String, RulesError)>,
}

impl OwnRule {
    /// The rule as a report has it.
    #[must_use]
    pub fn summary(&self) -> OwnRuleSummary {
        OwnRuleSummary {
            code: self.rule.code.to_owned(),
            name: self.rule.title.to_owned(),
            level: self.rule.severity,
            when: self.when.to_string(),
        }
    }

    /// Checks that a dataset of this schema has the rule's columns, and that their types fit the values that they are
    /// compared with. A schema of another dataset is no matter of this rule.
    ///
    /// # Errors
    /// At the first column that does not, with its place in the file of rules.
    pub fn check(&self, schema: &Schema) -> Result<(), RulesError> {
        if schema.dataset != Some(self.dataset) {
            return Ok(());
        }
        for (name, place) in &self.columns {
            let Some(field) = schema.fields.iter().find(|field| is_named(&field.name, name)) else {
                let names: Vec<&str> =
                    schema.fields.iter().map(|field| field.name.as_str()).collect();
                return Err(place.with(format!(
                    "the schema of {} has no column `{name}`{}; it has {}",
                    self.dataset.stem(),
                    hint(name, &names),
                    names.join(", ")
                )));
            };
            if let Some(what) = misfit(self.when.node(), name, field.avro) {
                return Err(place.with(what));
            }
        }
        Ok(())
    }
}

/// Tells whether a condition, which has names in upper case, means this column.
pub(in crate::validate) fn is_named(column: &str, name: &str) -> bool {
    column.to_uppercase() == name
}

/// The reason that a comparison with the column does not fit its type.
fn misfit(node: &Node, name: &str, avro: AvroType) -> Option<String> {
    let is_number =
        matches!(avro, AvroType::Int | AvroType::Long | AvroType::Float | AvroType::Double);
    match node {
        Node::Compare { column, value: Value::Text(_), .. } if column == name && is_number => {
            Some(format!("column `{name}` holds numbers: compare it with a number, without quotes"))
        }
        Node::Compare { column, value: Value::Number(_), .. } if column == name && !is_number => {
            Some(format!("column `{name}` holds text: compare it with a text in single quotes"))
        }
        Node::Not(node) => misfit(node, name, avro),
        Node::All(nodes) | Node::Any(nodes) => {
            nodes.iter().find_map(|node| misfit(node, name, avro))
        }
        Node::Always | Node::Compare { .. } | Node::IsNull { .. } => None,
    }
}
