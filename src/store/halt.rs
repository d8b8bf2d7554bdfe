//! The end of network work before it is done: what it began on the other side is taken back first.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::sync::Notify;

use crate::halt::{Halt, Ongoing};

static HALT: Halt = Halt::new();
static WAKE: Notify = Notify::const_new();

/// Work was stopped before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stopped;

/// Asks all uploads of the process to stop, and waits until they have taken back what is unfinished, at most
/// for `limit`. For the handler of an interrupt. Returns true if nothing is left.
pub fn stop(limit: Duration) -> bool {
    HALT.ask();
    WAKE.notify_waiters();
    HALT.wait(limit)
}

/// Tells whether the process was asked to stop.
pub(crate) fn is_stopped() -> bool {
    HALT.is_asked()
}

/// Begins work that [`stop`] waits for, until the result is dropped.
pub(crate) fn begin() -> Ongoing {
    HALT.begin()
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
