//! Rules on a whole table: ids, repeats and twins, event types, spread, quotas, and the stores behind them.

pub(in crate::validate) mod actions;
pub(in crate::validate) mod events;
pub(in crate::validate) mod facts;
pub(in crate::validate) mod gathered;
mod gathering;
pub(in crate::validate) mod id_entry;
pub(in crate::validate) mod id_hash;
pub(in crate::validate) mod id_table;
pub(in crate::validate) mod ids;
pub(in crate::validate) mod insight;
pub(in crate::validate) mod keyed_row;
pub(in crate::validate) mod quota;
mod repeat_finder;
pub(in crate::validate) mod repeats;
pub(in crate::validate) mod room;
pub(in crate::validate) mod second_look;
pub(in crate::validate) mod sequence;
pub(in crate::validate) mod spill;
mod spill_record;
mod spilled;
