//! An expression as data, and its text.

use std::fmt::{self, Display, Formatter};

use super::located::Located;
use crate::choice::choices;

/// A whole expression: parts with `|` between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterExpression {
    /// The parts, at least one.
    pub parts: Vec<FilterPart>,
}

/// One part: something is kept or left out where conditions hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterPart {
    /// The word that it begins with.
    pub action: Located<FilterAction>,
    /// The kind of thing that is filtered.
    pub target: Located<FilterTarget>,
    /// The first condition, whose dataset is that of all.
    pub first: FilterCondition,
    /// The further conditions, each with the word before it.
    pub rest: Vec<(Located<FilterJoiner>, FilterCondition)>,
    /// The conditions behind `IF`, all of which must hold; empty without `IF`.
    pub current_user: Vec<FilterCondition>,
}

impl FilterPart {
    /// The conditions behind `WHERE`.
    pub fn conditions(&self) -> impl Iterator<Item = &FilterCondition> {
        std::iter::once(&self.first).chain(self.rest.iter().map(|(_, condition)| condition))
    }
}

/// The effect of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterAction {
    /// Only what the conditions describe is recommended.
    Include,
    /// Nothing that the conditions describe is recommended.
    Exclude,
}

choices! { FilterAction { Include = "INCLUDE", Exclude = "EXCLUDE" } }

/// The kind of thing that a filter passes or stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterTarget {
    /// Items of a recommendation.
    Item,
    /// Users of a segment.
    User,
    /// Actions of a recommendation.
    Action,
}

choices! { FilterTarget { Item = "ItemID", User = "UserID", Action = "ActionID" } }

/// The word between two conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterJoiner {
    /// Both must hold.
    And,
    /// One must hold.
    Or,
}

choices! { FilterJoiner { And = "AND", Or = "OR" } }

/// One comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterCondition {
    /// The dataset, as it was written: `Items`, `Interactions`, `CurrentUser` and so on.
    pub dataset: Located<String>,
    /// The field, as it was written.
    pub field: Located<String>,
    /// The operator.
    pub operator: Located<FilterOperator>,
    /// The other side.
    pub operand: FilterOperand,
}

/// An operator of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterOperator {
    /// One of these strings.
    In,
    /// None of these strings.
    NotIn,
    /// Equal.
    Equal,
    /// Less.
    Less,
    /// At most.
    AtMost,
    /// More.
    More,
    /// At least.
    AtLeast,
}

choices! {
    FilterOperator {
        In = "IN",
        NotIn = "NOT IN",
        Equal = "=",
        Less = "<",
        AtMost = "<=",
        More = ">",
        AtLeast = ">=",
    }
}

impl FilterOperator {
    /// Tells whether it compares with a list.
    #[must_use]
    pub const fn takes_list(self) -> bool {
        matches!(self, Self::In | Self::NotIn)
    }

    /// Tells whether it compares by size.
    #[must_use]
    pub const fn is_range(self) -> bool {
        matches!(self, Self::Less | Self::AtMost | Self::More | Self::AtLeast)
    }
}

/// The right side of a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilterOperand {
    /// Values, in brackets.
    List(Vec<Located<FilterValue>>),
    /// One value, without brackets.
    One(Located<FilterValue>),
    /// A field of the item that the request names, `CurrentItem.FIELD`.
    Field {
        /// The word before the dot.
        dataset: Located<String>,
        /// The field.
        field: Located<String>,
    },
}

impl FilterOperand {
    /// The values that it holds.
    #[must_use]
    pub fn values(&self) -> &[Located<FilterValue>] {
        match self {
            Self::List(values) => values,
            Self::One(value) => std::slice::from_ref(value),
            Self::Field { .. } => &[],
        }
    }
}

/// A value of a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilterValue {
    /// A text, which stands in double quotes.
    Text(String),
    /// A number, as it was written.
    Number(String),
    /// The name of a placeholder, which follows a dollar sign.
    Placeholder(String),
}

impl Display for FilterExpression {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        for (at, part) in self.parts.iter().enumerate() {
            write!(formatter, "{}{part}", if at > 0 { " | " } else { "" })?;
        }
        Ok(())
    }
}

impl Display for FilterPart {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let (action, target) = (self.action.value.name(), self.target.value.name());
        write!(formatter, "{action} {target} WHERE {}", self.first)?;
        for (joiner, condition) in &self.rest {
            write!(formatter, " {} {condition}", joiner.value.name())?;
        }
        for (at, condition) in self.current_user.iter().enumerate() {
            write!(formatter, " {} {condition}", if at > 0 { "AND" } else { "IF" })?;
        }
        Ok(())
    }
}

impl Display for FilterCondition {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let Self { dataset, field, operator, operand } = self;
        write!(formatter, "{}.{} {} ", dataset.value, field.value, operator.value.name())?;
        match operand {
            FilterOperand::List(values) => {
                let texts: Vec<String> = values.iter().map(|one| one.value.to_string()).collect();
                write!(formatter, "({})", texts.join(", "))
            }
            FilterOperand::One(value) => write!(formatter, "{}", value.value),
            FilterOperand::Field { dataset, field } => {
                write!(formatter, "{}.{}", dataset.value, field.value)
            }
        }
    }
}

impl Display for FilterValue {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(formatter, "\"{text}\""),
            Self::Number(number) => formatter.write_str(number),
            Self::Placeholder(name) => write!(formatter, "${name}"),
        }
    }
}
