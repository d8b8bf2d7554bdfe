//! Reasons that a mapping does not fit a table.

use crate::column::TIMESTAMP;
use crate::source::error::list;
use crate::text::hint_at_delimiter;

/// The reason that a mapping does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// It is not a list of `OURS=THEIRS`.
    #[error("`--map`: expected USER_ID=column,…, found `{found}`")]
    Syntax {
        /// The part that is not.
        found: String,
    },
    /// One of our columns is named twice.
    #[error("`--map`: `{target}` is given twice")]
    Twice {
        /// The column.
        target: String,
    },
    /// A type is none of ours.
    #[error(
        "`--map`: `{found}` is no type: expected id, string, float, double, int, long, boolean or timestamp"
    )]
    Type {
        /// The type as it was typed.
        found: String,
    },
    /// A name of ours is not one that the service takes.
    #[error(
        "`--map`: `{target}` cannot be a column: expected capital letters, digits and underscores, \
         not beginning with a digit, as the service writes its own"
    )]
    Name {
        /// The name.
        target: String,
    },
    /// The table does not have the column.
    #[error(
        "`--map {target}={source_column}`: the table has no column `{source_column}`{hint}; it has {}{}",
        list(found),
        hint_at_header(found)
    )]
    NoColumn {
        /// Our column.
        target: String,
        /// The table's column.
        source_column: String,
        /// The nearest name, in words.
        hint: String,
        /// The columns there are.
        found: Vec<String>,
    },
    /// The header has the column more than once.
    #[error("`{source_column}` stands in the header more than once; rename one of them")]
    Ambiguous {
        /// The table's column.
        source_column: String,
    },
    /// Several columns may be meant.
    #[error("which column is `{target}`? {} may be; say it with `--map {target}=…`", list(found))]
    Several {
        /// Our column.
        target: String,
        /// The columns that may be it.
        found: Vec<String>,
    },
    /// A column whose lists should become rows is not read.
    #[error("`--explode {column}`: no column that is read has this name; read are {}", list(found))]
    Explode {
        /// The name.
        column: String,
        /// The columns that are read, by the table's names.
        found: Vec<String>,
    },
    /// A time is mapped and said not to be there.
    #[error("`--no-timestamp`: `--map TIMESTAMP={source_column}` names one; leave one of them out")]
    Time {
        /// The table's column.
        source_column: String,
    },
    /// A column that every row needs is not mapped.
    #[error(
        "which column is `{target}`? the table has {}; say it with `--map {target}=…`{}{}",
        list(found),
        hint_at_time(target),
        hint_at_header(found)
    )]
    Missing {
        /// Our column.
        target: String,
        /// The columns there are.
        found: Vec<String>,
    },
}

/// The hint for tables that have no time.
fn hint_at_time(target: &str) -> &'static str {
    if target == TIMESTAMP { ", or `--no-timestamp` where there is no time" } else { "" }
}

/// The hint for a header that has no names, or one name for all columns.
fn hint_at_header(found: &[String]) -> String {
    if found.iter().any(|name| name.parse::<f64>().is_ok()) {
        let hint =
            "; if its first line is a row already, `--no-header --columns a,b,c` names the columns";
        return hint.to_owned();
    }
    hint_at_delimiter(found)
}
