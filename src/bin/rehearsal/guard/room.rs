//! The memory that is left to this process.

use std::sync::OnceLock;

use rehearsal::memory::{self, Room};

/// The memory that the system left when the process began, before threads that differ from run to run.
static ROOM: OnceLock<Option<Room>> = OnceLock::new();

/// The memory that a step of this process may ask for.
pub(crate) fn room() -> Option<Room> {
    *ROOM.get_or_init(memory::room)
}
