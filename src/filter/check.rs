//! An expression held against schemas, quotas and the values of the data.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::against::{FilterField, FilterSchemas, dataset_named};
use super::condition::{Clause, Condition};
use super::expression::{
    FilterCondition, FilterExpression, FilterJoiner, FilterOperand, FilterPart,
};
use super::parser::parse;
use crate::number::thousands;
use crate::rule::{self, Findings, Place, Selection, Violation};
use crate::schema::DatasetType;

/// The longest expression, in characters. (Service model, `FilterExpression`.)
const LENGTH_MAX: usize = 2_500;
/// The most different fields of one filter. (Developer guide, "limits".)
pub const FIELDS_MAX: usize = 10;
/// The most different fields of all filters of a dataset group. (Developer guide, "limits".)
pub const GROUP_FIELDS_MAX: usize = 20;
/// The most filters of a dataset group. (Developer guide, "limits".)
pub const GROUP_FILTERS_MAX: usize = 30;

/// An expression with all that was found in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedFilter {
    /// The expression, if it can be read.
    pub expression: Option<FilterExpression>,
    /// The different fields that it looks at.
    pub fields: BTreeSet<FilterField>,
    /// The findings, errors first.
    pub violations: Vec<Violation>,
}

/// Holds the expression `text` against schemas and data; `name` stands for it in the findings.
#[must_use]
pub fn check(
    text: &str,
    name: &str,
    against: &FilterSchemas,
    selection: &Arc<Selection>,
) -> CheckedFilter {
    let mut findings = Findings::new(name, 5, selection);
    let length = text.chars().count();
    if length > LENGTH_MAX {
        findings.add(&rule::FILTER_LENGTH, None, Place::line(1, b""), || {
            format!("expected at most 2,500 characters, found {}", thousands(length as u64))
        });
    }
    let expression = match parse(text) {
        Ok(expression) => expression,
        Err(error) => {
            let place = Place::of_part(text, error.start, error.end);
            findings.add(&rule::FILTER_SYNTAX, None, place, || error.message.clone());
            let violations = findings.into_violations();
            return CheckedFilter { expression: None, fields: BTreeSet::new(), violations };
        }
    };
    for part in &expression.parts {
        check_part(part, text, against, &mut findings);
    }
    let fields = fields(&expression, against);
    if fields.len() > FIELDS_MAX {
        findings.add(&rule::FILTER_FIELDS, None, Place::line(1, b""), || {
            format!("expected at most {FIELDS_MAX} different fields, found {}", fields.len())
        });
    }
    CheckedFilter { expression: Some(expression), fields, violations: findings.into_violations() }
}

/// Holds all filters together against the quotas of a dataset group; `name` stands for them in the findings.
#[must_use]
pub fn check_group(
    filters: &[CheckedFilter],
    name: &str,
    selection: &Arc<Selection>,
) -> Vec<Violation> {
    let mut findings = Findings::new(name, 5, selection);
    let fields: BTreeSet<&FilterField> = filters.iter().flat_map(|filter| &filter.fields).collect();
    let quotas = [
        (filters.len(), GROUP_FILTERS_MAX, "filters"),
        (fields.len(), GROUP_FIELDS_MAX, "different fields in all filters"),
    ];
    for (found, most, what) in quotas.into_iter().filter(|(found, most, _)| found > most) {
        findings.add(&rule::FILTER_GROUP, Some(what), Place::line(1, b""), || {
            format!("expected at most {most} {what}, found {found}")
        });
    }
    findings.into_violations()
}

/// The different fields of known datasets, under the schema's own spelling where it has them.
fn fields(expression: &FilterExpression, against: &FilterSchemas) -> BTreeSet<FilterField> {
    let mut fields = BTreeSet::new();
    let mut add = |dataset: &str, written: &str| {
        let Some(dataset) = dataset_named(dataset) else { return };
        let known = against.schemas.get(&dataset).and_then(|schema| {
            schema.fields.iter().find(|field| field.name.eq_ignore_ascii_case(written))
        });
        let name = known.map_or(written, |field| &field.name).to_owned();
        fields.insert(FilterField { dataset, name });
    };
    for part in &expression.parts {
        for FilterCondition { dataset, field, operand, .. } in
            part.conditions().chain(&part.current_user)
        {
            add(&dataset.value, &field.value);
            if let FilterOperand::Field { dataset, field } = operand {
                add(&dataset.value, &field.value);
            }
        }
    }
    fields
}

fn check_part(part: &FilterPart, text: &str, against: &FilterSchemas, findings: &mut Findings) {
    let first = dataset_named(&part.first.dataset.value);
    let mut check = |parsed, clause| {
        Condition { parsed, clause, target: part.target.value, first, text, against }
            .check(findings);
    };
    for condition in part.conditions() {
        check(condition, Clause::Where);
    }
    for condition in &part.current_user {
        check(condition, Clause::If);
    }
    check_joiners(part, text, findings);
    let is_interactions = |condition: &FilterCondition| {
        dataset_named(&condition.dataset.value) == Some(DatasetType::Interactions)
    };
    if let Some(condition) = part.conditions().find(|condition| is_interactions(condition)) {
        let place = Place::of_part(text, condition.dataset.start, condition.field.end);
        findings.add(&rule::FILTER_NEWEST, None, place, || {
            "the filter sees the 100 newest interactions of each user and event type; older ones do not count, so \
             that items bought before come back"
                .to_owned()
        });
    }
}

fn check_joiners(part: &FilterPart, text: &str, findings: &mut Findings) {
    let joiners = || part.rest.iter().map(|(joiner, _)| joiner);
    let Some(first) = joiners().next() else { return };
    if let Some(other) = joiners().find(|joiner| joiner.value != first.value) {
        let place = Place::of_part(text, other.start, other.end);
        findings.add(&rule::FILTER_AND_OR, None, place, || {
            let name = |joiner: FilterJoiner| joiner.name();
            format!(
                "{} follows {}, and which binds first is not documented",
                name(other.value),
                name(first.value)
            )
        });
    }
}
