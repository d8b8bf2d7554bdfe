//! One condition held against its dataset's schema and data.

use super::against::{CURRENT_ITEM, CURRENT_USER, FilterField, FilterSchemas, dataset_named};
use super::expression::{
    FilterCondition, FilterOperand, FilterOperator, FilterTarget, FilterValue,
};
use super::located::Located;
use super::values::KnownValues;
use crate::column::EVENT_TYPE;
use crate::param::{hint, nearest};
use crate::rule::{self, Findings, Place};
use crate::schema::{AvroType, DatasetType, Field};
use crate::text::shorten;

/// The part of an expression that a condition stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clause {
    /// Behind WHERE.
    Where,
    /// Behind IF.
    If,
}

/// A condition with all that its check needs.
pub(super) struct Condition<'a> {
    pub(super) parsed: &'a FilterCondition,
    pub(super) clause: Clause,
    pub(super) target: FilterTarget,
    /// The dataset of the first condition behind WHERE, if it is one.
    pub(super) first: Option<DatasetType>,
    /// The text of the whole expression.
    pub(super) text: &'a str,
    pub(super) against: &'a FilterSchemas,
}

impl Condition<'_> {
    pub(super) fn check(&self, findings: &mut Findings) {
        self.check_placeholders(findings);
        let Some(dataset) = self.dataset(findings) else { return };
        let condition = self.parsed;
        let Some(field) = self.field(dataset, &condition.field, findings) else { return };
        self.check_kinds(field, findings);
        self.check_values(dataset, field, findings);
        if let FilterOperand::Field { field, .. } = &condition.operand {
            let place = self.place(field);
            findings.add(&rule::FILTER_CURRENT_ITEM, None, place, || {
                "CurrentItem is known where items related to an item are recommended, and nowhere else".to_owned()
            });
            self.field(DatasetType::Items, field, findings);
        }
    }

    fn place<T>(&self, part: &Located<T>) -> Place<'_> {
        Place::of_part(self.text, part.start, part.end)
    }

    /// The dataset, if conditions on it may stand here.
    fn dataset(&self, findings: &mut Findings) -> Option<DatasetType> {
        let word = &self.parsed.dataset;
        let is_current_user = word.value.eq_ignore_ascii_case(CURRENT_USER);
        if is_current_user != (self.clause == Clause::If) {
            findings.add(&rule::FILTER_CURRENT_USER, None, self.place(word), || match self.clause {
                Clause::If => format!("expected CurrentUser behind IF, found `{}`", word.value),
                Clause::Where => "expected a dataset behind WHERE; conditions on CurrentUser stand behind IF, at the end"
                    .to_owned(),
            });
            return None;
        }
        let allowed = self.allowed();
        let dataset = dataset_named(&word.value)
            .filter(|_| !word.value.eq_ignore_ascii_case(CURRENT_ITEM))
            .filter(|dataset| is_current_user || allowed.contains(dataset));
        let Some(dataset) = dataset else {
            self.add_not_allowed(allowed, findings);
            return None;
        };
        let is_other =
            self.clause == Clause::Where && self.first.is_some_and(|first| first != dataset);
        if is_other {
            let first = self.first.map_or("", name);
            findings.add(&rule::FILTER_MIXED, None, self.place(word), || {
                format!("expected a field of {first}, the dataset of the first condition, found one of {}", name(dataset))
            });
        }
        if !self.against.schemas.contains_key(&dataset) {
            let place = &self.against.place;
            findings.add(&rule::FILTER_DATASET, None, self.place(word), || {
                format!("{} has no schema in {place}", name(dataset))
            });
            return None;
        }
        (!is_other).then_some(dataset)
    }

    const fn allowed(&self) -> [DatasetType; 2] {
        match self.target {
            FilterTarget::Item => [DatasetType::Items, DatasetType::Interactions],
            FilterTarget::User => [DatasetType::Users, DatasetType::Interactions],
            FilterTarget::Action => [DatasetType::Actions, DatasetType::ActionInteractions],
        }
    }

    fn add_not_allowed(&self, allowed: [DatasetType; 2], findings: &mut Findings) {
        let word = &self.parsed.dataset;
        findings.add(&rule::FILTER_DATASET, None, self.place(word), || {
            let [one, other] = allowed.map(name);
            let near = hint(&word.value, &[one, other]);
            let remedy = match dataset_named(&word.value) {
                Some(DatasetType::Users) => {
                    "; `IF CurrentUser.FIELD` asks for the user's own fields"
                }
                _ => "",
            };
            let target = self.target.name();
            format!(
                "{target} is filtered by {one} or {other}, found `{}`{near}{remedy}",
                word.value
            )
        });
    }

    /// The field of this name in the dataset's schema, if filters can use it.
    fn field(
        &self,
        dataset: DatasetType,
        written: &Located<String>,
        findings: &mut Findings,
    ) -> Option<&Field> {
        let schema = self.against.schemas.get(&dataset)?;
        let wanted = written.value.as_str();
        let place = self.place(written);
        let same = |field: &&Field| field.name.eq_ignore_ascii_case(wanted);
        let Some(field) = schema.field(wanted).or_else(|| schema.fields.iter().find(same)) else {
            let names: Vec<&str> = schema.fields.iter().map(|field| field.name.as_str()).collect();
            findings.add(&rule::FILTER_FIELD, Some(wanted), place, || {
                let near = hint(wanted, &names);
                let all = shorten(&names.join(", "), 200);
                format!("{} has no field `{wanted}`{near}; its fields are {all}", name(dataset))
            });
            return None;
        };
        let reason = match field {
            _ if dataset.is_events() && field.name != EVENT_TYPE => {
                Some("of events only EVENT_TYPE can be filtered")
            }
            Field { avro: AvroType::Boolean, .. } => Some("it is boolean"),
            Field { textual: true, .. } => Some("it is free text (`textual`)"),
            _ => None,
        };
        if let Some(reason) = reason {
            findings.add(&rule::FILTER_FIELD_KIND, Some(&field.name), place, || {
                format!("the field cannot serve filters: {reason}")
            });
            return None;
        }
        if field.name != wanted && !dataset.is_events() {
            findings.add(&rule::FILTER_FIELD_CASE, Some(&field.name), place, || {
                format!("expected `{}` as in the schema, found `{wanted}`", field.name)
            });
        }
        Some(field)
    }

    fn check_placeholders(&self, findings: &mut Findings) {
        let operator = self.parsed.operator.value;
        for value in self.parsed.operand.values() {
            let FilterValue::Placeholder(name) = &value.value else { continue };
            let place = self.place(value);
            if operator == FilterOperator::NotIn {
                findings.add(&rule::FILTER_NOT_IN_PLACEHOLDER, None, place, || {
                    format!("expected texts in double quotes behind NOT IN, found the placeholder `${name}`")
                });
            } else if operator.is_range() {
                findings.add(&rule::FILTER_RANGE_PLACEHOLDER, None, place, || {
                    format!(
                        "the placeholder `${name}` stands behind `{}`, which one page of the guide forbids and another shows",
                        operator.name()
                    )
                });
            }
        }
    }

    /// Holds operator and values against the type of the field.
    fn check_kinds(&self, field: &Field, findings: &mut Findings) {
        let operator = &self.parsed.operator;
        let (is_number, sign) = (field.avro.is_number(), operator.value.name());
        let avro = field.avro.name();
        let unfit = match operator.value {
            found if found.takes_list() && is_number => Some("=, <, <=, > or >="),
            found if found.is_range() && !is_number => Some("IN, NOT IN or ="),
            _ => None,
        };
        if let Some(expected) = unfit {
            findings.add(&rule::FILTER_OPERATOR, Some(&field.name), self.place(operator), || {
                format!("expected {expected} for a field of type {avro}, found {sign}")
            });
            return;
        }
        for value in self.parsed.operand.values() {
            let expected = match &value.value {
                FilterValue::Text(_) if is_number => "a number without quotes",
                FilterValue::Number(_) if !is_number => "a text in double quotes",
                _ => continue,
            };
            findings.add(&rule::FILTER_OPERATOR, Some(&field.name), self.place(value), || {
                format!(
                    "expected {expected} for a field of type {avro}, found {}",
                    shown(&value.value)
                )
            });
        }
    }

    /// Holds texts against what the data has, and `*` against its one meaning.
    fn check_values(&self, dataset: DatasetType, field: &Field, findings: &mut Findings) {
        let values = self.parsed.operand.values();
        let key = FilterField { dataset, name: field.name.clone() };
        let known = self.against.values.get(&key);
        for value in values {
            let FilterValue::Text(text) = &value.value else { continue };
            let place = self.place(value);
            if text == "*" {
                if !dataset.is_events() || values.len() > 1 {
                    findings.add(&rule::FILTER_ASTERISK, Some(&field.name), place, || {
                        "expected `*` alone, as a value of EVENT_TYPE".to_owned()
                    });
                }
                continue;
            }
            let Some(KnownValues::All(known)) = known else { continue };
            let is_there = known.contains(text)
                || (dataset.is_events() && known.iter().any(|one| one.eq_ignore_ascii_case(text)));
            if known.is_empty() || is_there {
                continue;
            }
            findings.add(&rule::FILTER_UNKNOWN_VALUE, Some(&field.name), place, || {
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                let near = nearest(text, &known).map_or_else(
                    || format!("; {}", few(&known)),
                    |near| format!(" (did you mean `{}`?)", shorten(near, 40)),
                );
                format!("no row of {} has the value `{}`{near}", name(dataset), shorten(text, 40))
            });
        }
    }
}

/// The first few values, for somebody who looks for another one.
fn few(known: &[&str]) -> String {
    const SHOWN: usize = 8;
    let first: Vec<String> = known.iter().take(SHOWN).map(|one| shorten(one, 30)).collect();
    let more = match known.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("it has {}{more}", first.join(", "))
}

fn shown(value: &FilterValue) -> String {
    shorten(&value.to_string(), 40)
}

/// The name of a dataset in an expression.
const fn name(dataset: DatasetType) -> &'static str {
    match dataset {
        DatasetType::ActionInteractions => "Action_Interactions",
        other => other.record_name(),
    }
}
