//! Options from elsewhere than the command line: a project file and the environment.
//!
//! Which options there are, of what type and how often, is read off the command line's own definition; nothing
//! here names an option twice. Flags go over the environment, that over the file, the file over defaults.

mod collected;
mod environment;
mod file;
mod kind;
mod known;
mod layers;
mod line;
mod place;
mod setting;
#[cfg(test)]
mod tests;
mod typed;
mod written;

pub(crate) use collected::Settings;
pub(crate) use kind::{Kind, expected_number};
pub(crate) use known::{definition, has_option, leaves};
pub(crate) use layers::{Effective, Value};
pub(crate) use line::{Line, check, line};
pub(crate) use setting::{Origin, Setting};
