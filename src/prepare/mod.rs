//! Raw data to files that Personalize imports: a pipeline as a file, the data it reads, the engine
//! that runs it, and the files it leaves.

mod columns;
mod defaults;
mod engines;
mod error;
mod file;
pub mod fused;
mod input;
mod load;
mod output;
mod plan;
mod resources;
mod result;
mod run;
pub mod sql;

pub use defaults::{InteractionOptions, ItemOptions, UserOptions, UsersFrom};
pub use error::PrepareError;
pub use file::{EngineChoice, FileError, PipelineFile};
pub use input::{InputError, PrepareInput};
pub use output::{Output, OutputError};
pub use plan::{Engine, PreparePlan, Preview, plan};
pub use resources::Resources;
pub use result::{expect_domain, schema_elsewhere};
pub use run::{Prepared, commit};
