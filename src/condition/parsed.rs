//! Conditions on a row, such as `rating >= 4.5 and event_type != 'view'`.

use std::fmt;

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::node::{Node, Operator, Value};
use super::text::{ConditionError, parse};

/// A condition on the columns of a row, read from text and written as the same text.
///
/// ```text
/// condition  = and { "or" and }
/// and        = not { "and" not }
/// not        = "not" not | "(" condition ")" | "true" | comparison
/// comparison = COLUMN ("=" | "==" | "!=" | "<" | "<=" | ">" | ">=") (NUMBER | 'TEXT')
///            | COLUMN "is" ["not"] "null"
/// ```
///
/// Columns are named in any case; text stands in single or double quotes. Where a cell is null, a
/// comparison holds for neither side, so that the row does not meet it, nor its negation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
pub struct Condition {
    text: String,
    node: Node,
}

impl Condition {
    /// Reads a condition.
    ///
    /// ```
    /// use rehearsal::condition::Condition;
    /// let love = Condition::parse("rating >= 4.5")?;
    /// assert_eq!(love.of_number("RATING", 4.5), Some(true));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When `text` is not one, with the place where reading stopped.
    pub fn parse(text: &str) -> Result<Self, ConditionError> {
        Ok(Self { text: text.to_owned(), node: parse(text)? })
    }

    /// `column > threshold`.
    #[must_use]
    pub fn above(column: &str, threshold: f64) -> Self {
        let node = Node::Compare {
            column: column.to_uppercase(),
            operator: Operator::Greater,
            value: Value::Number(threshold),
        };
        Self { text: format!("{} > {threshold}", column.to_lowercase()), node }
    }

    /// The columns that it names, in upper case, each once.
    #[must_use]
    pub fn columns(&self) -> Vec<String> {
        let mut columns = Vec::new();
        self.node.columns(&mut columns);
        columns
    }

    /// Tells whether a row meets it in which `column` holds `number`; `None` when it needs another column or a text.
    #[must_use]
    pub fn of_number(&self, column: &str, number: f64) -> Option<bool> {
        self.node.of_number(column, number)
    }

    /// Tells whether it compares `column` with a number.
    #[must_use]
    pub fn compares_number(&self, column: &str) -> bool {
        self.node.compares_number(column)
    }

    /// Tells whether a row meets it whose cells `cell` gives as text, before their columns are read; `None` where it
    /// depends on a cell that is empty or is no number.
    #[must_use]
    pub fn of_texts(&self, cell: &dyn Fn(&str) -> Option<String>) -> Option<bool> {
        self.of_cells(&|name| cell(name).map(Cow::Owned))
    }

    /// Does the same with texts that need not be the caller's own.
    #[must_use]
    pub fn of_cells<'c>(&self, cell: &dyn Fn(&str) -> Option<Cow<'c, str>>) -> Option<bool> {
        self.node.of_cells(cell)
    }

    /// The condition as a tree.
    pub(crate) const fn node(&self) -> &Node {
        &self.node
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl TryFrom<String> for Condition {
    type Error = ConditionError;

    fn try_from(text: String) -> Result<Self, ConditionError> {
        Self::parse(&text)
    }
}

impl From<Condition> for String {
    fn from(condition: Condition) -> Self {
        condition.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_texts_is_judged_as_the_engine_would() {
        let cells = |name: &str| match name {
            "USER_ID" => Some(String::new()),
            "PAID" => Some("100".to_owned()),
            "KIND" => Some("b".to_owned()),
            _ => None,
        };
        let of = |text| Condition::parse(text).expect("valid").of_texts(&cells);
        assert_eq!(of("paid > 50"), Some(true));
        assert_eq!(of("kind = 'b' and paid < 50"), Some(false));
        assert_eq!(of("user_id != ''"), None, "what is empty meets no comparison");
        assert_eq!(of("user_id is null and paid = 100"), Some(true));
        assert_eq!(of("user_id = 'x' or kind = 'b'"), Some(true));
        assert_eq!(of("user_id = 'x' and kind = 'c'"), Some(false));
    }

    #[test]
    fn what_is_no_condition_is_refused_with_its_place() {
        let message = |text: &str| Condition::parse(text).expect_err("no condition").to_string();
        assert_eq!(
            message("rating >> 4"),
            "`rating >> 4`, at character 9: expected a number or a text in quotes, found `> 4`"
        );
        assert_eq!(message(""), "``, at character 1: expected a column, found the end");
        assert_eq!(
            message("rating = 4 4"),
            "`rating = 4 4`, at character 12: expected `and`, `or` or the end, found `4`"
        );
        assert!(message("kind = 'open").contains("at character 8"));
        assert!(message("rating = nan").contains("a number or a text in quotes"));
        assert!(message(&"(".repeat(10_000)).contains("at most 64 levels"));
        assert!(message(&"n = 1 or ".repeat(300)).contains("at most 256 comparisons"));
        assert!(message("(rating = 1").contains("a closing parenthesis"));
    }

    #[test]
    fn a_condition_on_one_number_needs_no_engine() {
        let of = |text, number| Condition::parse(text).expect("valid").of_number("RATING", number);
        assert_eq!(of("rating > 3 and not rating = 5", 4.0), Some(true));
        assert_eq!(of("rating > 3 and not rating = 5", 5.0), Some(false));
        assert_eq!(of("rating > 3 or kind = 'a'", 4.0), None, "another column is needed");
        assert_eq!(Condition::above("RATING", 3.0).to_string(), "rating > 3");
    }
}
