//! A condition as a tree, with the columns that it needs and its value for a row.

use polars::prelude::{Expr, Schema, col, lit};

use crate::param::hint;
use crate::transform::sql::SqlDialect;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Always,
    Compare { column: String, operator: Operator, value: Value },
    IsNull { column: String },
    Not(Box<Node>),
    All(Vec<Node>),
    Any(Vec<Node>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Number(f64),
    Text(String),
}

impl Operator {
    /// Tells whether it holds where the left side stands so to the right one.
    fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }

    const fn sql(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "<>",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }

    fn compare(self, left: f64, right: f64) -> bool {
        match self {
            #[expect(clippy::float_cmp, reason = "equality as it was asked for")]
            Self::Equal => left == right,
            #[expect(clippy::float_cmp, reason = "equality as it was asked for")]
            Self::NotEqual => left != right,
            Self::Less => left < right,
            Self::LessOrEqual => left <= right,
            Self::Greater => left > right,
            Self::GreaterOrEqual => left >= right,
        }
    }
}

/// Tells whether all conditions are met; `None` if it is unknown. One that is not met decides alone.
fn all(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut all = Some(true);
    for part in parts {
        match part {
            Some(false) => return Some(false),
            Some(true) => {}
            None => all = None,
        }
    }
    all
}

/// Tells whether any condition is met; `None` if it is unknown. One that is met decides alone.
fn any(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let not = |met: Option<bool>| met.map(|met| !met);
    not(all(parts.map(not)))
}

impl Node {
    pub(super) fn columns(&self, found: &mut Vec<String>) {
        match self {
            Self::Always => {}
            Self::Compare { column, .. } | Self::IsNull { column } if found.contains(column) => {}
            Self::Compare { column, .. } | Self::IsNull { column } => found.push(column.clone()),
            Self::Not(node) => node.columns(found),
            Self::All(nodes) | Self::Any(nodes) => {
                for node in nodes {
                    node.columns(found);
                }
            }
        }
    }

    pub(super) fn of_number(&self, given: &str, number: f64) -> Option<bool> {
        match self {
            Self::Always => Some(true),
            Self::Compare { column, operator, value: Value::Number(value) } if column == given => {
                Some(operator.compare(number, *value))
            }
            Self::IsNull { column } if column == given => Some(false),
            Self::Compare { .. } | Self::IsNull { .. } => None,
            Self::Not(node) => node.of_number(given, number).map(|met| !met),
            // Every part is looked at: one that needs another column makes the whole unknown.
            Self::All(nodes) => nodes
                .iter()
                .try_fold(true, |met, node| node.of_number(given, number).map(|this| met & this)),
            Self::Any(nodes) => nodes
                .iter()
                .try_fold(false, |met, node| node.of_number(given, number).map(|this| met | this)),
        }
    }

    pub(super) fn of_texts(&self, cell: &dyn Fn(&str) -> Option<String>) -> Option<bool> {
        match self {
            Self::Always => Some(true),
            Self::IsNull { column } => Some(cell(column).is_none_or(|text| text.is_empty())),
            Self::Compare { column, operator, value } => {
                let text = cell(column).filter(|text| !text.is_empty())?;
                match value {
                    Value::Number(number) => {
                        Some(operator.compare(text.trim().parse().ok()?, *number))
                    }
                    Value::Text(wanted) => Some(operator.holds(text.as_str().cmp(wanted))),
                }
            }
            Self::Not(node) => node.of_texts(cell).map(|met| !met),
            // As SQL joins what is unknown: one part may decide alone.
            Self::All(nodes) => all(nodes.iter().map(|node| node.of_texts(cell))),
            Self::Any(nodes) => any(nodes.iter().map(|node| node.of_texts(cell))),
        }
    }

    pub(super) fn compares_number(&self, given: &str) -> bool {
        match self {
            Self::Compare { column, value: Value::Number(_), .. } => column == given,
            Self::Always | Self::Compare { .. } | Self::IsNull { .. } => false,
            Self::Not(node) => node.compares_number(given),
            Self::All(nodes) | Self::Any(nodes) => {
                nodes.iter().any(|node| node.compares_number(given))
            }
        }
    }

    pub(super) fn expr(&self) -> Expr {
        let joined = |nodes: &[Self], join: fn(Expr, Expr) -> Expr, empty: bool| {
            nodes.iter().map(Self::expr).reduce(join).unwrap_or_else(|| lit(empty))
        };
        match self {
            Self::Always => lit(true),
            Self::Not(node) => node.expr().not(),
            Self::IsNull { column } => col(column.as_str()).is_null(),
            Self::All(nodes) => joined(nodes, Expr::and, true),
            Self::Any(nodes) => joined(nodes, Expr::or, false),
            Self::Compare { column, operator, value } => {
                let left = col(column.as_str());
                let right = match value {
                    Value::Number(number) => lit(*number),
                    Value::Text(text) => lit(text.clone()),
                };
                match operator {
                    Operator::Equal => left.eq(right),
                    Operator::NotEqual => left.neq(right),
                    Operator::Less => left.lt(right),
                    Operator::LessOrEqual => left.lt_eq(right),
                    Operator::Greater => left.gt(right),
                    Operator::GreaterOrEqual => left.gt_eq(right),
                }
            }
        }
    }

    pub(super) fn sql(&self, dialect: SqlDialect) -> String {
        let joined = |nodes: &[Self], join: &str, empty: &str| match nodes {
            [] => empty.to_owned(),
            nodes => {
                let nodes: Vec<String> = nodes.iter().map(|node| node.sql(dialect)).collect();
                format!("({})", nodes.join(join))
            }
        };
        match self {
            Self::Always => "(1 = 1)".to_owned(),
            Self::Not(node) => format!("(NOT {})", node.sql(dialect)),
            Self::IsNull { column } => format!("({} IS NULL)", dialect.quoted(column)),
            Self::All(nodes) => joined(nodes, " AND ", "(1 = 1)"),
            Self::Any(nodes) => joined(nodes, " OR ", "(1 = 0)"),
            Self::Compare { column, operator, value } => {
                let sign = operator.sql();
                let column = dialect.quoted(column);
                match value {
                    // Numbers compare as the engine here compares them: with 64 bits.
                    Value::Number(number) => {
                        format!("(CAST({column} AS DOUBLE) {sign} {})", SqlDialect::number(*number))
                    }
                    Value::Text(text) => format!("({column} {sign} {})", dialect.text(text)),
                }
            }
        }
    }

    pub(super) fn check(&self, schema: &Schema) -> Result<(), String> {
        match self {
            Self::Always => Ok(()),
            Self::Not(node) => node.check(schema),
            Self::All(nodes) | Self::Any(nodes) => {
                nodes.iter().try_for_each(|node| node.check(schema))
            }
            Self::IsNull { column } => match schema.get(column) {
                Some(_) => Ok(()),
                None => Err(unknown_column(column, schema)),
            },
            Self::Compare { column, value, .. } => {
                let Some(found) = schema.get(column) else {
                    return Err(unknown_column(column, schema));
                };
                match value {
                    Value::Text(_) if !found.is_string() => Err(format!(
                        "column `{column}` holds numbers: compare it with a number, without quotes"
                    )),
                    Value::Number(_) if !found.is_numeric() => Err(format!(
                        "column `{column}` holds text: compare it with a text in single quotes"
                    )),
                    _ => Ok(()),
                }
            }
        }
    }
}

fn unknown_column(column: &str, schema: &Schema) -> String {
    let names: Vec<&str> = schema.iter_names().map(AsRef::as_ref).collect();
    let hint = hint(column, &names);
    format!("there is no column `{column}`{hint}; there are {}", names.join(", "))
}
