//! A prepared Personalize CSV, typed by its columns' names, never by inference.

mod blocks;
mod history;
mod interaction;
mod interaction_rows;
mod items;
mod measured;

pub use blocks::{BlockEnd, InteractionBlocks};
pub use history::{HistoryRow, read_history};
pub use interaction::{Interaction, OtherColumns};
pub use interaction_rows::InteractionRows;
pub use items::{Item, read_item_amounts, read_item_columns, read_items};
pub use measured::{TableSize, measure, other_form};
