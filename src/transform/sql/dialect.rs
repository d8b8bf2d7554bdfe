//! The spelling of one dialect.

use polars::prelude::DataType;

use crate::choice::choices;
use crate::text::steers;

/// A dialect of SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SqlDialect {
    /// Spark SQL, from version 3.5.
    Spark,
    /// `DuckDB`.
    Duckdb,
}

choices! { SqlDialect { Spark = "spark", Duckdb = "duckdb" } }

impl SqlDialect {
    /// A name of a column or a table, quoted.
    #[must_use]
    pub fn quoted(self, name: &str) -> String {
        match self {
            Self::Spark => format!("`{}`", name.replace('`', "``")),
            Self::Duckdb => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }

    /// A text as a literal. Signs that steer a terminal are written by their numbers.
    #[must_use]
    pub fn text(self, text: &str) -> String {
        match self {
            Self::Spark => format!("'{}'", text.chars().map(spark_sign).collect::<String>()),
            Self::Duckdb => duckdb_text(text),
        }
    }

    /// A number as a literal of 64 bits: with an exponent it is no decimal.
    #[must_use]
    pub fn number(number: f64) -> String {
        format!("({number:e}{})", if format!("{number:e}").contains('e') { "" } else { "e0" })
    }

    /// The name of a type; text where there is no other.
    #[must_use]
    pub const fn type_name(self, data_type: &DataType) -> &'static str {
        match (data_type, self) {
            (DataType::Int32, _) => "INT",
            (DataType::Int64, _) => "BIGINT",
            (DataType::Float64, _) => "DOUBLE",
            (_, Self::Spark) => "STRING",
            (_, Self::Duckdb) => "VARCHAR",
        }
    }

    /// The length of a text in bytes.
    #[must_use]
    pub fn bytes(self, text: &str) -> String {
        match self {
            Self::Spark => format!("octet_length({text})"),
            Self::Duckdb => format!("strlen({text})"),
        }
    }

    /// A whole number divided by another without a rest.
    #[must_use]
    pub fn divided(self, number: &str, by: i64) -> String {
        match self {
            Self::Spark => format!("({number} div {by})"),
            Self::Duckdb => format!("({number} // {by})"),
        }
    }

    /// The expression that ends the query with a message, as a value of this type.
    #[must_use]
    pub fn refusal(self, message: &str, data_type: &DataType) -> String {
        let raise = match self {
            Self::Spark => "raise_error",
            Self::Duckdb => "error",
        };
        format!("CAST({raise}({message}) AS {})", self.type_name(data_type))
    }

    /// The condition that a part of a text is of the pattern.
    #[must_use]
    pub fn is_like(self, text: &str, pattern: &str) -> String {
        match self {
            Self::Spark => format!("({text} RLIKE {})", self.text(pattern)),
            Self::Duckdb => format!("regexp_matches({text}, {})", self.text(pattern)),
        }
    }

    /// A text in which all that is of the pattern is replaced by a plain text.
    #[must_use]
    pub fn replaced(self, text: &str, pattern: &str, by: &str) -> String {
        let (pattern, by) = (self.text(pattern), self.text(by));
        match self {
            Self::Spark => format!("regexp_replace({text}, {pattern}, {by})"),
            Self::Duckdb => format!("regexp_replace({text}, {pattern}, {by}, 'g')"),
        }
    }

    /// The part of a text that a group of the pattern finds, counted from 1; the empty text where it finds none.
    #[must_use]
    pub fn found(self, text: &str, pattern: &str, group: usize) -> String {
        format!("regexp_extract({text}, {}, {group})", self.text(pattern))
    }

    /// The days from 1970 to a date, whose year, month and day are whole numbers.
    #[must_use]
    pub fn days(self, [year, month, day]: [&str; 3]) -> String {
        match self {
            Self::Spark => format!("CAST(unix_date(make_date({year}, {month}, {day})) AS BIGINT)"),
            Self::Duckdb => {
                format!(
                    "CAST(date_diff('day', DATE '1970-01-01', make_date({year}, {month}, {day})) AS BIGINT)"
                )
            }
        }
    }
}

/// A sign within a literal of Spark, in which a backslash begins an escape.
fn spark_sign(sign: char) -> String {
    match sign {
        '\\' => "\\\\".to_owned(),
        '\'' => "\\'".to_owned(),
        '\n' => "\\n".to_owned(),
        // A dollar could begin a variable, which Spark puts in before it reads the query.
        sign if sign == '$' || steers(sign) => format!("\\u{:04x}", u32::from(sign)),
        sign => sign.to_string(),
    }
}

/// A literal of `DuckDB`, which has no escapes: signs that steer stand beside it.
fn duckdb_text(text: &str) -> String {
    if !text.contains(steers) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let signs = text.chars().map(|sign| match sign {
        '\'' => "''".to_owned(),
        sign if steers(sign) => format!("' || chr({}) || '", u32::from(sign)),
        sign => sign.to_string(),
    });
    format!("('{}')", signs.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_texts_end_nowhere_else() {
        assert_eq!(SqlDialect::Spark.quoted("a`b"), "`a``b`");
        assert_eq!(SqlDialect::Duckdb.quoted("a\"b"), "\"a\"\"b\"");
        assert_eq!(SqlDialect::Spark.text(r"it's \d"), r"'it\'s \\d'");
        assert_eq!(SqlDialect::Duckdb.text(r"it's \d"), r"'it''s \d'");
    }

    #[test]
    fn signs_that_steer_stand_by_their_numbers() {
        assert_eq!(SqlDialect::Spark.text("a\tb\u{202e}"), "'a\\u0009b\\u202e'");
        assert_eq!(SqlDialect::Spark.text("${env:HOME}"), "'\\u0024{env:HOME}'");
        assert_eq!(SqlDialect::Duckdb.text("a\t"), "('a' || chr(9) || '')");
        assert_eq!(SqlDialect::Duckdb.text("two\nlines"), "'two\nlines'");
    }

    #[test]
    fn numbers_are_no_decimals() {
        assert_eq!(SqlDialect::number(4.5), "(4.5e0)");
        assert_eq!(SqlDialect::number(-1e300), "(-1e300)");
    }
}
