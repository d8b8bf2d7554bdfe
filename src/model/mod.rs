//! Baselines: their training data, their requests and their answers.
//!
//! Each model is one file with its parameters, its source and its `fit`, and one line in
//! [`registry`]. Models know nothing of metrics or protocols.

mod classifier;
pub mod conformance;
mod content;
mod core;
mod hybrid;
mod latent;
mod linear;
mod neighbour;
mod neural;
mod non_personal;
mod parts;
pub mod registry;
mod saved;
mod sequence;
mod user_lists;

pub use core::parameter::{Parameter, ParameterDomain, ParameterValues, Search, Value};
pub(crate) use core::{BATCH, recommend_each};
pub use core::{
    Epoch, Event, FAST_WORK, FaultyList, Fit, FitError, ListFault, LoadError, ModelConfig,
    ModelFamily, ModelKind, Recommend, Request, Save, SaveError, Scored, Sequence, Shape,
    SpecError, Task, Training, Watch, bytes, event, recommend_all, top_n,
};
#[cfg(feature = "versus")]
#[doc(hidden)]
pub use parts::dense::seconds_to_invert;
pub use registry::{KINDS, names, title};
pub use saved::Saved;
pub use user_lists::UserLists;
