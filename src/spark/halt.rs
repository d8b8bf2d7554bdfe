//! The end of queries before they are done: the server is told first.

use std::time::Duration;

use crate::halt::{Halt, Ongoing};

static HALT: Halt = Halt::new();

/// Asks all queries of the process to stop, and waits until the server knows, at most for `limit`. For the handler of
/// an interrupt. Returns true if nothing is left.
pub fn stop(limit: Duration) -> bool {
    HALT.ask();
    HALT.wait(limit)
}

/// Tells whether the process was asked to stop.
pub(super) fn is_asked() -> bool {
    HALT.is_asked()
}

/// Begins a query that [`stop`] waits for, until the result is dropped.
pub(super) fn begin() -> Ongoing {
    HALT.begin()
}
