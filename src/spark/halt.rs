//! The end of queries before they are done: the server is told first.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

static ASKED: AtomicBool = AtomicBool::new(false);
static N_ONGOING: Mutex<usize> = Mutex::new(0);
static IDLE: Condvar = Condvar::new();

/// Asks all queries of the process to stop, and waits until the server knows, at most for `limit`. For the handler of
/// an interrupt.
pub fn stop(limit: Duration) {
    ASKED.store(true, Ordering::SeqCst);
    let ongoing = N_ONGOING.lock().unwrap_or_else(PoisonError::into_inner);
    let left = IDLE.wait_timeout_while(ongoing, limit, |ongoing| *ongoing > 0);
    drop(left);
}

/// Tells whether the process was asked to stop.
pub(super) fn is_asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}

/// A query that [`stop`] waits for, until this is dropped.
#[derive(Debug)]
pub(super) struct Ongoing(());

impl Ongoing {
    pub(super) fn begin() -> Self {
        *N_ONGOING.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        Self(())
    }
}

impl Drop for Ongoing {
    fn drop(&mut self) {
        *N_ONGOING.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        IDLE.notify_all();
    }
}
