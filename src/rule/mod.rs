//! The linter's rules: stable code, severity, why, remedy, source; and what breaks them.
//!
//! Each family has a letter and a file of its own. `docs/rules.md` is made of these texts.

mod advice;
mod catalogue;
mod cross;
mod definition;
mod event;
mod file;
mod filter;
mod finding;
mod page;
mod place;
mod quota;
mod schema_text;
mod selection;
mod value;

pub use advice::*;
pub use catalogue::{all, find};
pub use cross::*;
pub use definition::{Rule, RuleFamily, Severity};
pub use event::*;
pub use file::*;
pub use filter::*;
pub use finding::{Broken, Findings, Violation};
pub use page::page;
pub use place::{Example, Excerpt, Place, Within};
pub use quota::*;
pub use schema_text::*;
pub use selection::{Selection, UnknownRule};
pub use value::*;
