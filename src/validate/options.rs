//! The options of a check: what is checked, and with how much room.

use std::path::PathBuf;
use std::sync::Arc;

use crate::choice::choices;
use crate::rule::Selection;
use crate::schema::Domain;
use crate::source::blocks::BLOCK_BYTES;
use crate::source::door::TextOptions;
use crate::validate::recipe::Recipe;
use crate::validate::team::OwnRule;

/// The amount of data that one import brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ImportMode {
    /// All of a dataset's bulk data: up to 100 GB.
    #[default]
    Full,
    /// Added to what is there: up to 1 GB.
    Incremental,
}

choices! { ImportMode { Full = "full": "Up to 100 GB", Incremental = "incremental": "Up to 1 GB" } }

/// The filter of the events that a solution trains on.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EventFilter {
    /// The only event type that passes.
    pub event_type: Option<String>,
    /// The least event value that passes.
    pub value_min: Option<f64>,
}

impl EventFilter {
    /// Tells whether all events pass.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.event_type.is_none() && self.value_min.is_none()
    }
}

/// The outcome of the event filter for a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::validate) enum FilterOutcome {
    /// The row is left out of training.
    Excluded = 0,
    /// The row passes.
    Passes = 1,
}

impl FilterOutcome {
    /// 1 for a row that passes, 0 for one that is left out.
    pub(in crate::validate) const fn n_passing(self) -> u32 {
        self as u32
    }
}

/// The options by which files are checked.
#[derive(Debug, Clone)]
pub struct Options {
    /// The rules to check.
    pub selection: Arc<Selection>,
    /// The rules of a team's own.
    pub own_rules: Arc<[OwnRule]>,
    /// The number of places kept for each violation.
    pub examples_max: usize,
    /// The instant that counts as now, in seconds since 1970-01-01 UTC.
    pub as_of: i64,
    /// The domain of the dataset group.
    pub domain: Domain,
    /// The recipe or use case that is to be trained.
    pub recipe: Option<Recipe>,
    /// The filter of the events that it trains on; the recipe's own event type comes from [`Self::recipe`].
    pub filter: EventFilter,
    /// The amount of data that one import brings.
    pub import_mode: ImportMode,
    /// The properties of the text of files that are said rather than found.
    pub text: TextOptions,
    /// The folder for temporary files.
    pub temporary_folder: PathBuf,
    /// The bytes that the rules on whole files may hold in memory.
    pub memory_bytes: usize,
    /// The number of threads that check.
    pub n_threads: usize,
    /// The number of bytes, about, that a thread takes at a time; what is found does not depend on it.
    pub block_bytes: usize,
}

/// The bytes that the rules on whole files may hold in memory, where nothing else is said.
pub const MEMORY_BYTES: usize = 128 << 20;

impl Options {
    /// The options for all rules and a custom dataset group.
    #[must_use]
    pub fn new(as_of: i64) -> Self {
        Self {
            selection: Arc::new(Selection::default()),
            own_rules: Arc::default(),
            examples_max: 5,
            as_of,
            domain: Domain::Custom,
            recipe: None,
            filter: EventFilter::default(),
            import_mode: ImportMode::Full,
            text: TextOptions::default(),
            temporary_folder: tempfile::env::temp_dir(),
            memory_bytes: MEMORY_BYTES,
            n_threads: rayon::current_num_threads(),
            block_bytes: BLOCK_BYTES,
        }
    }

    /// The filter that training will apply: what was asked for, or else the recipe's own.
    #[must_use]
    pub fn training_filter(&self) -> EventFilter {
        let own = self.recipe.and_then(|recipe| recipe.facts().event_type).map(str::to_owned);
        EventFilter { event_type: self.filter.event_type.clone().or(own), ..self.filter.clone() }
    }
}
