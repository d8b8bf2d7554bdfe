//! The steps, one file each. Adding one is a file and a line of the list below.

use polars::prelude::{LazyFrame, PolarsResult, Schema};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::keys::keys_of;
use super::log::Log;
use crate::param::InvalidParam;
use crate::transform::sql::SqlRows;

macro_rules! steps {
    ($($name:literal $module:ident $kind:ident;)*) => {
        $(mod $module;)*
        $(pub use $module::$kind;)*

        /// One step of a pipeline. Unknown keys are refused when it is read.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
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
    "shift-time" shift_time ShiftTime;
    "sort-by-id" sort_by_id SortById;
    "sort-interactions" sort_interactions SortInteractions;
    "time-window" time_window TimeWindow;
    "timestamp-unit" timestamp_unit TimestampUnit;
    "unique-ids" unique_ids UniqueIds;
    "user-activity" user_activity UserActivity;
    "user-demographics" user_demographics UserDemographics;
}

mod enough;
mod frame;
mod own;
mod ties;
mod transform;

pub use own::Own;
pub use ties::TieRule;
pub use transform::Transform;

pub use creation_timestamp::{Creation, MissingCreation};
pub use deduplicate::Keep;
pub(crate) use deduplicate::groups;
pub(crate) use enough::{Enough, Least, RowCounts};
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

    pub(super) fn sql(&self, rows: SqlRows) -> Result<SqlRows, String> {
        self.inner().sql(rows)
    }
}
