//! The common ground of all models: training data, requests, ranked lists, parameters and errors.

mod config;
mod error;
mod family;
mod fit;
mod kind;
mod list_fault;
pub(in crate::model) mod parameter;
mod ranking;
mod recommend;
mod request;
mod spec_error;
mod training;
mod watch;

pub use config::ModelConfig;
pub use error::{FitError, LoadError, SaveError, bytes};
pub use family::ModelFamily;
pub use fit::Fit;
pub use kind::{FAST_WORK, ModelKind};
pub(in crate::model) use kind::{Learn, Load, Method};
pub use list_fault::{FaultyList, ListFault};
pub(in crate::model) use ranking::{Best, all_items, best_of, rank_by_count};
pub use ranking::{Scored, top_n};
pub(crate) use recommend::{BATCH, recommend_each};
pub use recommend::{Recommend, Save, recommend_all};
pub use request::{Event, Request};
pub use spec_error::SpecError;
pub(in crate::model) use training::THREADS;
pub use training::{Sequence, Shape, Task, Training, event};
pub use watch::{Epoch, Watch};
