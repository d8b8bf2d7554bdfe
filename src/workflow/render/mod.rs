//! A workflow in four languages, the same bytes for the same steps.

mod cloudformation;
mod gaps;
mod python;
mod shell;
mod terraform;

pub use cloudformation::cloudformation;
pub use gaps::{Gap, InfrastructureError, gaps};
pub use python::python;
pub use shell::shell;
pub use terraform::terraform;
