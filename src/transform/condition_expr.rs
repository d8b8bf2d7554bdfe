//! Conditions for the engine of frames and for SQL.

use polars::prelude::{Expr, Schema, col, lit};

use super::sql::SqlDialect;
use crate::condition::{Condition, Node, Operator, Value};
use crate::param::hint;

impl Condition {
    /// The condition for the engine.
    pub(super) fn expr(&self) -> Expr {
        self.node().expr()
    }

    /// The condition in SQL.
    pub(super) fn sql(&self, dialect: SqlDialect) -> String {
        self.node().sql(dialect)
    }

    /// Checks that its values fit the types of the columns.
    pub(super) fn check(&self, schema: &Schema) -> Result<(), String> {
        self.node().check(schema).map_err(|what| format!("`{self}`: {what}"))
    }
}

impl Operator {
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
}

impl Node {
    fn expr(&self) -> Expr {
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

    fn sql(&self, dialect: SqlDialect) -> String {
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

    fn check(&self, schema: &Schema) -> Result<(), String> {
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
    fn types_and_names_are_checked_before_a_row_is_read() {
        let frame = df!["RATING" => [1.0], "KIND" => ["a"]].expect("equal lengths");
        let check = |text| Condition::parse(text).expect("a condition").check(frame.schema());
        assert!(check("rating = 'a'").expect_err("a number").contains("holds numbers"));
        assert!(check("kind = 1").expect_err("a text").contains("holds text"));
        assert!(check("ratng = 1").expect_err("a slip").contains("did you mean `RATING`?"));
    }
}
