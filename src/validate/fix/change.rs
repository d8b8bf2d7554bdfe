//! The kinds of change that mending makes, and their counts.

use schemars::JsonSchema;
use serde::Serialize;

use crate::rule::{self, Rule};

/// A kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// The byte-order mark was removed.
    ByteOrderMark,
    /// The quotes of column names were removed.
    HeaderQuotes,
    /// A column was named as in the schema.
    ColumnName,
    /// The columns were put into the schema's order.
    ColumnOrder,
    /// A carriage return before a line feed was removed.
    CarriageReturn,
    /// White space around an id was removed.
    IdBlank,
    /// Milliseconds, microseconds or nanoseconds became seconds.
    Seconds,
    /// A whole number lost a fraction of zeros, or an instant one of a second.
    Fraction,
    /// A line break within a value became a space.
    LineBreak,
    /// A text to learn from was cut to what the service reads.
    TextCut,
    /// A category, event type or other string was cut to what the service takes.
    StringCut,
    /// A row that equals an earlier one was left out.
    RepeatedRow,
}

impl Change {
    /// All kinds of change.
    pub const ALL: [Self; 12] = [
        Self::ByteOrderMark,
        Self::HeaderQuotes,
        Self::ColumnName,
        Self::ColumnOrder,
        Self::CarriageReturn,
        Self::IdBlank,
        Self::Seconds,
        Self::Fraction,
        Self::LineBreak,
        Self::TextCut,
        Self::StringCut,
        Self::RepeatedRow,
    ];

    /// The rule that asks for it: without the rule, the change is not made.
    #[must_use]
    pub fn rule(self) -> &'static Rule {
        match self {
            Self::ByteOrderMark => &rule::FILE_BYTE_ORDER_MARK,
            Self::HeaderQuotes => &rule::FILE_QUOTED_HEADER,
            Self::ColumnName => &rule::FILE_COLUMN_SPELLING,
            Self::ColumnOrder => &rule::FILE_COLUMN_ORDER,
            Self::CarriageReturn => &rule::FILE_CARRIAGE_RETURN,
            Self::IdBlank => &rule::VALUE_ID_BLANK,
            Self::Seconds => &rule::VALUE_NOT_SECONDS,
            Self::Fraction => &rule::VALUE_FRACTION,
            Self::LineBreak => &rule::FILE_LINE_BREAK,
            Self::TextCut => &rule::VALUE_TEXT_CUT,
            Self::StringCut => &rule::VALUE_TOO_LONG,
            Self::RepeatedRow => &rule::REPEATED_ROW,
        }
    }

    /// The change that was made, for people.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::ByteOrderMark => "byte-order mark removed",
            Self::HeaderQuotes => "column names taken out of quotes",
            Self::ColumnName => "column names spelled as in the schema",
            Self::ColumnOrder => "columns put into the schema's order",
            Self::CarriageReturn => "carriage returns before a line feed removed",
            Self::IdBlank => "ids freed of white space at their ends",
            Self::Seconds => "timestamps brought to seconds",
            Self::Fraction => "whole numbers freed of `.0`, timestamps of fractions of a second",
            Self::LineBreak => "line breaks within values made spaces",
            Self::TextCut => "over-long texts cut",
            Self::StringCut => "over-long strings and lists cut",
            Self::RepeatedRow => "rows left out that equal an earlier one",
        }
    }
}

/// The counts of rows and changes of a file that was mended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Fixed {
    /// The number of rows read.
    pub rows_in: u64,
    /// The number of rows written.
    pub rows_out: u64,
    /// The number of rows that cannot be read and were written as they are.
    pub rows_left: u64,
    /// The number of times that each change was made; those never made are left out.
    pub changes: Vec<(Change, u64)>,
}
