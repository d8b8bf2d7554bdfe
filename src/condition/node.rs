//! A condition as a tree, with the columns that it needs and its value for a row.

use std::borrow::Cow;

/// A condition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    /// Every row meets it.
    Always,
    /// The column's cell stands so to the value.
    Compare {
        /// The column's name in upper case.
        column: String,
        /// The way in which the cell stands to the value.
        operator: Operator,
        /// The value.
        value: Value,
    },
    /// The column's cell is null.
    IsNull {
        /// The column's name in upper case.
        column: String,
    },
    /// The condition within is not met.
    Not(Box<Node>),
    /// All are met.
    All(Vec<Node>),
    /// One of them is met, or more.
    Any(Vec<Node>),
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// A value that a cell is compared with.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// A number.
    Number(f64),
    /// A text.
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
    /// Adds the columns that it names to `found`, each once.
    pub(crate) fn columns(&self, found: &mut Vec<String>) {
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

    /// Tells whether a row meets it in which the column `given` holds `number`; `None` when it needs more.
    pub(crate) fn of_number(&self, given: &str, number: f64) -> Option<bool> {
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

    /// Tells whether a row meets it whose cells `cell` gives as text; `None` where it depends on a cell that is empty
    /// or is no number.
    pub(crate) fn of_cells<'c>(&self, cell: &dyn Fn(&str) -> Option<Cow<'c, str>>) -> Option<bool> {
        match self {
            Self::Always => Some(true),
            Self::IsNull { column } => Some(cell(column).is_none_or(|text| text.is_empty())),
            Self::Compare { column, operator, value } => {
                let text = cell(column).filter(|text| !text.is_empty())?;
                match value {
                    Value::Number(number) => {
                        Some(operator.compare(text.trim().parse().ok()?, *number))
                    }
                    Value::Text(wanted) => Some(operator.holds(text.as_ref().cmp(wanted.as_str()))),
                }
            }
            Self::Not(node) => node.of_cells(cell).map(|met| !met),
            // As SQL joins what is unknown: one part may decide alone.
            Self::All(nodes) => all(nodes.iter().map(|node| node.of_cells(cell))),
            Self::Any(nodes) => any(nodes.iter().map(|node| node.of_cells(cell))),
        }
    }

    /// Tells whether it compares the column `given` with a number.
    pub(crate) fn compares_number(&self, given: &str) -> bool {
        match self {
            Self::Compare { column, value: Value::Number(_), .. } => column == given,
            Self::Always | Self::Compare { .. } | Self::IsNull { .. } => false,
            Self::Not(node) => node.compares_number(given),
            Self::All(nodes) | Self::Any(nodes) => {
                nodes.iter().any(|node| node.compares_number(given))
            }
        }
    }
}
