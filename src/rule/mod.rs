//! The linter's rules: stable code, severity, why, remedy, source; and what breaks them.
//!
//! Each family has a letter and a file of its own. `docs/rules.md` is made of these texts.

mod advice;
mod cross;
mod definition;
mod event;
mod families;
mod file;
pub mod finding;
mod page;
mod quota;
mod schema_text;
pub mod selection;
mod value;

pub use advice::*;
pub use cross::*;
pub use definition::{Rule, Severity};
pub use event::*;
pub use families::{FAMILIES, Family, all, find};
pub use file::*;
pub use finding::{Example, Findings, Place, Violation};
pub use page::page;
pub use quota::*;
pub use schema_text::*;
pub use selection::{Selection, UnknownRule};
pub use value::*;
