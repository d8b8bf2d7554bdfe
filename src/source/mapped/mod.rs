//! Any table as interactions, items or users: one file, several, or a folder of them, its columns named by a
//! [`Mapping`], its cells read as [`MappedReading`] says.

mod blocks;
mod builder;
mod cell;
mod distinct;
mod explode;
mod instants;
mod kind;
mod mapping;
mod mapping_error;
mod names;
mod numbers;
mod part;
mod rejected;
mod rejected_row;
mod remarks;
mod resolving;
mod settings;
mod table_error;
mod table_files;
#[cfg(test)]
mod value_table;

pub(crate) use blocks::{FileBlock, FileBlocks, FileLayout, Place};
pub use cell::{InstantForm, Instants, NO_VALUE};
pub(crate) use distinct::{CellLines, Cells};
pub use kind::{Mapped, MappedKind};
pub use mapping::Mapping;
pub use mapping_error::MappingError;
pub(crate) use names::{is_usual, meant, service_name};
pub use part::Keeps;
pub use rejected::Rejected;
pub use rejected_row::RejectedRow;
pub(crate) use remarks::{blank_note, form_note, fraction_note};
pub use resolving::Resolved;
pub use settings::{BadRows, MAX_BAD_ROWS, MappedReading, ReadingError};
pub use table_error::TableError;
pub use table_files::{Rows, TableFiles};
