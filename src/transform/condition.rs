//! Conditions on a row, such as `rating >= 4.5 and event_type != 'view'`.

use std::fmt;

use polars::prelude::{Expr, Schema};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::condition_node::{Node, Operator, Value};
use super::condition_text::{ConditionError, parse};
use super::sql::SqlDialect;

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
    /// use rehearsal::transform::Condition;
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
        self.node.of_texts(cell)
    }

    /// The condition for the engine.
    pub(super) fn expr(&self) -> Expr {
        self.node.expr()
    }

    /// The condition in SQL.
    pub(super) fn sql(&self, dialect: SqlDialect) -> String {
        self.node.sql(dialect)
    }

    /// Checks that its values fit the types of the columns.
    pub(super) fn check(&self, schema: &Schema) -> Result<(), String> {
        self.node.check(schema).map_err(|what| format!("`{}`: {what}", self.text))
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
    use polars::prelude::{IntoLazy, df};

    fn rows(text: &str) -> Vec<i32> {
        let frame = df![
            "N" => [1, 2, 3],
            "RATING" => [Some(1.0), Some(4.5), None],
            "KIND" => [Some("a"), None, Some("b c")],
        ]
        .expect("equal lengths");
        let condition = Condition::parse(text).expect("a condition");
        condition.check(frame.schema()).expect("fitting types");
        let kept = frame.lazy().filter(condition.expr()).collect().expect("it runs");
        kept.column("N").expect("N").i32().expect("whole").iter().flatten().collect()
    }

    #[test]
    fn comparisons_and_their_joins_keep_the_rows_they_say() {
        assert_eq!(rows("rating >= 4.5"), [2]);
        assert_eq!(rows("rating < 4.5 or n = 3"), [1, 3]);
        assert_eq!(rows("n > 1 and not n == 3"), [2]);
        assert_eq!(rows("kind = 'b c'"), [3]);
        assert_eq!(rows("kind != \"a\""), [3]);
        assert_eq!(rows("TRUE"), [1, 2, 3]);
        assert_eq!(rows("n = 1 or n = 2 and rating > 100"), [1], "`and` binds tighter");
        assert_eq!(rows("(n = 1 or n = 2) and rating > 100"), [0; 0]);
        assert_eq!(rows("n >= -1.5e0"), [1, 2, 3]);
    }

    #[test]
    fn null_meets_neither_a_comparison_nor_its_negation() {
        assert_eq!(rows("rating > 0"), [1, 2]);
        assert_eq!(rows("not rating > 0"), [0; 0]);
        assert_eq!(rows("rating is null"), [3]);
        assert_eq!(rows("kind IS NOT NULL and n > 1"), [3]);
    }

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
    fn types_and_names_are_checked_before_a_row_is_read() {
        let frame = df!["RATING" => [1.0], "KIND" => ["a"]].expect("equal lengths");
        let check = |text| Condition::parse(text).expect("a condition").check(frame.schema());
        assert!(check("rating = 'a'").expect_err("a number").contains("holds numbers"));
        assert!(check("kind = 1").expect_err("a text").contains("holds text"));
        assert!(check("ratng = 1").expect_err("a slip").contains("did you mean `RATING`?"));
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
