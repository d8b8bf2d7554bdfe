//! The steps, one file each. Adding one is a file and a line of the list below.

use polars::prelude::{
    BooleanChunked, Column, DataFrame, Field, IntoLazy, LazyFrame, NamedFrom, PolarsError,
    PolarsResult, Schema, Series,
};
use serde::{Deserialize, Serialize};

use super::keys::keys_of;
use super::run::Log;
use crate::param::InvalidParam;

/// A step of a pipeline, from one frame to one frame.
pub trait Transform: Send + Sync {
    /// Tells whether the parameters can be used at all.
    ///
    /// # Errors
    /// When one is out of range.
    fn check(&self) -> Result<(), InvalidParam> {
        Ok(())
    }

    /// The columns that the step cannot do without.
    fn needs(&self) -> Vec<String>;

    /// Tells whether the parameters fit the types of the columns.
    ///
    /// # Errors
    /// The sentence on what does not fit.
    fn check_types(&self, _schema: &Schema) -> Result<(), String> {
        Ok(())
    }

    /// The frame behind the step, which says in `log` what it did. It is also run on a frame without rows, for the
    /// columns that it leaves. A step that must look at all rows at once, as `k-core` must, collects inside.
    ///
    /// # Errors
    /// When the engine refuses.
    fn apply(&self, frame: LazyFrame, log: &mut Log) -> PolarsResult<LazyFrame>;
}

macro_rules! steps {
    ($($name:literal $module:ident $kind:ident;)*) => {
        $(mod $module;)*
        $(pub use $module::$kind;)*

        /// One step of a pipeline. Unknown keys are refused when it is read.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "step")]
        pub enum Step {
            $(
                #[doc = concat!("`", $name, "`: [`", stringify!($kind), "`].")]
                #[serde(rename = $name)]
                $kind($kind),
            )*
            /// A step that is not of this list: [`Own`].
            #[serde(rename = "own")]
            Own(Own),
        }

        impl Step {
            /// The names of all steps, as a pipeline file spells them.
            pub const NAMES: &'static [&'static str] = &[$($name),*];

            /// The step's name, as a pipeline file spells it.
            #[must_use]
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$kind(_) => $name,)*
                    Self::Own(own) => own.name(),
                }
            }

            /// The keys that the step of this name knows; `None` when there is no such step.
            #[must_use]
            pub fn keys(name: &str) -> Option<&'static [&'static str]> {
                match name {
                    $($name => Some(keys_of::<$kind>()),)*
                    _ => None,
                }
            }

            fn inner(&self) -> &dyn Transform {
                match self {
                    $(Self::$kind(step) => step,)*
                    Self::Own(own) => own.step(),
                }
            }
        }
    };
}

steps! {
    "collapse-events" collapse_events CollapseEvents;
    "columns" columns Columns;
    "constant-timestamp" constant_timestamp ConstantTimestamp;
    "creation-timestamp" creation_timestamp CreationTimestamp;
    "deduplicate" deduplicate Deduplicate;
    "event-type" event_type EventType;
    "event-value" event_value EventValue;
    "filter" filter Filter;
    "item-description" item_description ItemDescription;
    "item-genres" item_genres ItemGenres;
    "item-title" item_title ItemTitle;
    "item-year" item_year ItemYear;
    "k-core" k_core KCore;
    "minimum-counts" minimum_counts MinimumCounts;
    "rename-events" rename_events RenameEvents;
    "sample-users" sample_users SampleUsers;
    "sort-by-id" sort_by_id SortById;
    "sort-interactions" sort_interactions SortInteractions;
    "time-window" time_window TimeWindow;
    "timestamp-unit" timestamp_unit TimestampUnit;
    "unique-ids" unique_ids UniqueIds;
    "user-activity" user_activity UserActivity;
    "user-demographics" user_demographics UserDemographics;
}

mod own;

pub use own::Own;

pub use creation_timestamp::{Creation, MissingCreation};
pub use deduplicate::Keep;
pub(crate) use deduplicate::groups;
pub use event_type::EventRule;
pub use item_genres::{EmptyGenres, NO_GENRES};
pub use item_year::year_of_title;
pub use minimum_counts::Count;
pub use time_window::Instant;
pub use unique_ids::KeepRow;

impl Step {
    /// A step of your own under `name`, which should be none of [`Self::NAMES`].
    #[must_use]
    pub fn own(name: &'static str, step: impl Transform + 'static) -> Self {
        Self::Own(Own::new(name, step))
    }

    pub(super) fn check(&self) -> Result<(), InvalidParam> {
        self.inner().check()
    }

    /// The columns that the step cannot do without.
    #[must_use]
    pub fn needs(&self) -> Vec<String> {
        self.inner().needs()
    }

    pub(super) fn check_types(&self, schema: &Schema) -> Result<(), String> {
        self.inner().check_types(schema)
    }

    pub(super) fn apply(&self, frame: LazyFrame, log: &mut Log) -> PolarsResult<LazyFrame> {
        self.inner().apply(frame, log)
    }
}

fn names(columns: &[&str]) -> Vec<String> {
    columns.iter().map(|&column| column.to_owned()).collect()
}

/// The rows of `frame` for which `keep` is true.
fn only(frame: &DataFrame, keep: &[bool]) -> PolarsResult<LazyFrame> {
    Ok(frame.filter(&BooleanChunked::new("keep".into(), keep))?.lazy())
}

/// The texts of a column; null is the empty text.
fn texts<'a>(frame: &'a DataFrame, column: &str) -> PolarsResult<Vec<&'a str>> {
    let texts = frame.column(column)?.str()?;
    Ok(texts.iter().map(|text| text.unwrap_or("")).collect())
}

/// The texts of a column as dense numbers in the order of their first use, and the number of distinct texts.
fn codes(frame: &DataFrame, column: &str) -> PolarsResult<(Vec<usize>, usize)> {
    let mut known = std::collections::HashMap::new();
    let codes = texts(frame, column)?
        .into_iter()
        .map(|text| {
            let next = known.len();
            *known.entry(text).or_insert(next)
        })
        .collect();
    Ok((codes, known.len()))
}

/// A text column made from another by `change`.
fn changed_text(column: &Column, change: impl Fn(&str) -> Option<String>) -> PolarsResult<Column> {
    let changed: Vec<Option<String>> =
        column.str()?.iter().map(|text| text.and_then(&change)).collect();
    Ok(Series::new(column.name().clone(), changed).into())
}

/// The name of a column with another type, as the engine asks for it.
fn typed(
    data_type: polars::prelude::DataType,
) -> impl Fn(&Schema, &Field) -> PolarsResult<Field> + Clone {
    move |_, field| Ok(Field::new(field.name().clone(), data_type.clone()))
}

fn failed(what: String) -> PolarsError {
    PolarsError::ComputeError(what.into())
}
