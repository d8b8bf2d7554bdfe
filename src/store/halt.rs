//! The end of network work before it is done: what it began on the other side is taken back first.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;

use tokio::sync::Notify;

static ASKED: AtomicBool = AtomicBool::new(false);
static WAKE: Notify = Notify::const_new();
static N_ONGOING: Mutex<usize> = Mutex::new(0);
static IDLE: Condvar = Condvar::new();

/// Work was stopped before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stopped;

/// Asks all uploads of the process to stop, and waits until they have taken back what is unfinished, at most
/// for `limit`. For the handler of an interrupt. Returns true if nothing is left.
pub fn stop(limit: Duration) -> bool {
    ASKED.store(true, Ordering::SeqCst);
    WAKE.notify_waiters();
    let ongoing = N_ONGOING.lock().unwrap_or_else(PoisonError::into_inner);
    let left = IDLE.wait_timeout_while(ongoing, limit, |ongoing| *ongoing > 0);
    *left.unwrap_or_else(PoisonError::into_inner).0 == 0
}

/// Tells whether the process was asked to stop.
pub(crate) fn is_stopped() -> bool {
    ASKED.load(Ordering::SeqCst)
}

/// Work that [`stop`] waits for, until this is dropped.
#[derive(Debug)]
pub(crate) struct Ongoing(());

impl Ongoing {
    pub(crate) fn begin() -> Self {
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

/// The result of `work`, or [`Stopped`] as soon as [`stop`] is called.
pub(crate) async fn unless_stopped<F: Future>(work: F) -> Result<F::Output, Stopped> {
    let mut work = pin!(work);
    let mut woken = pin!(WAKE.notified());
    poll_fn(|context| {
        // Registered before the flag is read, so that no call falls between the two.
        let is_woken = woken.as_mut().poll(context).is_ready();
        if is_woken || is_stopped() {
            return Poll::Ready(Err(Stopped));
        }
        work.as_mut().poll(context).map(Ok)
    })
    .await
}
