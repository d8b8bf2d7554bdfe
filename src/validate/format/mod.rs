//! The forms in which a report is written for other programs.

mod junit;
mod sarif;

pub use junit::junit;
pub use sarif::sarif;
