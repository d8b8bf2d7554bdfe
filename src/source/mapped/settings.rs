//! The settings for reading a table that its bytes do not show.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::kind::Mapped;
use super::mapping::Mapping;
use crate::choice::choices;
use crate::instant::InstantFormat;
use crate::source::door::{Delimiter, Encoding, TextOptions};

/// A treatment of rows that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BadRows {
    /// The first one is an error.
    #[default]
    Error,
    /// It is left out and counted.
    Drop,
    /// It is left out, counted and written beside the output with its place and the reason.
    KeepApart,
}

choices! { BadRows { Error = "error", Drop = "drop", KeepApart = "keep-apart" } }

/// The settings for reading a table that its bytes do not show.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
#[serde(deny_unknown_fields, default)]
pub struct MappedReading {
    /// The encoding of its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// The delimiter between its cells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<String>,
    /// The names of its columns, where it has no header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub columns: Option<Vec<String>>,
    /// Lines before its header.
    #[serde(skip_serializing_if = "is_zero")]
    pub skip_lines: u64,
    /// Texts that stand for nothing, in every column.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub null: Vec<String>,
    /// True if ids such as `17385.0` lose the point and the zeros.
    #[serde(skip_serializing_if = "is_false")]
    pub whole_ids: bool,
    /// True if numbers have a decimal comma, and a point may part their thousands: `1.234,50`.
    #[serde(skip_serializing_if = "is_false")]
    pub decimal_comma: bool,
    /// The format of its instants, where they are neither numbers nor ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp_format: Option<InstantFormat>,
    /// The separator between the values of a list in a cell, where it is not `|`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list_separator: Option<String>,
    /// Columns that hold lists, by their names or ours: each part becomes a row. Lists of one row are as long as
    /// each other.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub explode: Vec<String>,
    /// True if the table has no time.
    #[serde(skip_serializing_if = "is_false")]
    pub no_timestamp: bool,
    /// The treatment of rows that cannot be used.
    #[serde(skip_serializing_if = "is_default")]
    pub bad_rows: BadRows,
    /// The largest share of such rows, from 0 to 1.
    #[serde(skip_serializing_if = "is_one_percent")]
    pub max_bad_rows: f64,
    /// True if files of a folder that cannot be read are passed over.
    #[serde(skip_serializing_if = "is_false")]
    pub skip_unreadable: bool,
    /// True if columns that nothing names are kept under names of the service's form.
    #[serde(skip_serializing_if = "is_false")]
    pub keep_columns: bool,
}

/// The largest share of rows that cannot be used, where nothing is said.
pub const MAX_BAD_ROWS: f64 = 0.01;

impl Default for MappedReading {
    fn default() -> Self {
        Self {
            encoding: None,
            delimiter: None,
            columns: None,
            skip_lines: 0,
            null: Vec::new(),
            whole_ids: false,
            decimal_comma: false,
            timestamp_format: None,
            list_separator: None,
            explode: Vec::new(),
            no_timestamp: false,
            bad_rows: BadRows::Error,
            max_bad_rows: MAX_BAD_ROWS,
            skip_unreadable: false,
            keep_columns: false,
        }
    }
}

/// A setting of a table that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadingError {
    /// No encoding has the name.
    #[error(
        "`--encoding {0}`: expected utf-8, utf-16, latin-1, windows-1252 or another name of the WHATWG \
         encoding standard"
    )]
    Encoding(String),
    /// No delimiter is meant by it.
    #[error("`--delimiter {0}`: expected one sign, `::`, or comma, tab, semicolon, pipe or blank")]
    Delimiter(String),
    /// The share is none.
    #[error("`--max-bad-rows`: expected a share from 0 to 1, such as 1%, found {0}")]
    Share(String),
}

impl MappedReading {
    /// The options of the door.
    ///
    /// # Errors
    /// When an encoding or a delimiter is not known.
    pub fn options(&self) -> Result<TextOptions, ReadingError> {
        let encoding = self
            .encoding
            .as_ref()
            .map(|name| Encoding::parse(name).ok_or_else(|| ReadingError::Encoding(name.clone())));
        let delimiter = self.delimiter.as_ref().map(|text| {
            Delimiter::parse(text).ok_or_else(|| ReadingError::Delimiter(text.clone()))
        });
        if !(0.0..=1.0).contains(&self.max_bad_rows) {
            return Err(ReadingError::Share(self.max_bad_rows.to_string()));
        }
        Ok(TextOptions {
            encoding: encoding.transpose()?,
            delimiter: delimiter.transpose()?,
            columns: self.columns.clone(),
            skip_lines: self.skip_lines,
            has_rest: self.columns.as_ref().and_then(|columns| columns.last()).is_some_and(
                |last| self.explode.iter().any(|name| name.eq_ignore_ascii_case(last)),
            ),
        })
    }

    /// The same, with the columns of lists by the table's names where a mapping tells them.
    #[must_use]
    pub fn with_sources(&self, mapping: &Mapping) -> Self {
        let source = |name: &String| {
            let is_it = |ours: &str| {
                ours.split(':').next().is_some_and(|ours| ours.eq_ignore_ascii_case(name))
            };
            let found = mapping.pairs().find(|(ours, _)| is_it(ours));
            found.map_or_else(|| name.clone(), |(_, theirs)| theirs.to_owned())
        };
        Self { explode: self.explode.iter().map(source).collect(), ..self.clone() }
    }

    /// Tells whether the lists of this column become rows.
    pub(super) fn explodes(&self, mapped: &Mapped) -> bool {
        let named = |name: &String| {
            name.eq_ignore_ascii_case(&mapped.source) || name.eq_ignore_ascii_case(&mapped.target)
        };
        self.explode.iter().any(named)
    }

    /// Tells whether `text` stands for nothing in every column.
    pub(super) fn is_null(&self, text: &str) -> bool {
        text.is_empty() || self.null.iter().any(|null| null == text)
    }

    /// Tells whether all options have their defaults.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
const fn is_zero(number: &u64) -> bool {
    *number == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
const fn is_false(is: &bool) -> bool {
    !*is
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_default(bad_rows: &BadRows) -> bool {
    *bad_rows == BadRows::default()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_one_percent(share: &f64) -> bool {
    *share == MAX_BAD_ROWS
}
