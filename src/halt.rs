//! Work on other machines that an interrupt ends, after it has told them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// The state of one kind of work: whether it was asked to stop, and how much of it goes on.
#[derive(Debug)]
pub(crate) struct Halt {
    asked: AtomicBool,
    n_ongoing: Mutex<usize>,
    idle: Condvar,
}

impl Halt {
    /// Nothing goes on, and nothing was asked.
    pub(crate) const fn new() -> Self {
        Self { asked: AtomicBool::new(false), n_ongoing: Mutex::new(0), idle: Condvar::new() }
    }

    /// Asks the work to stop.
    pub(crate) fn ask(&self) {
        self.asked.store(true, Ordering::SeqCst);
    }

    /// Tells whether it was asked to stop.
    pub(crate) fn is_asked(&self) -> bool {
        self.asked.load(Ordering::SeqCst)
    }

    /// Waits until nothing goes on, at most for `limit`. Returns true if nothing is left.
    pub(crate) fn wait(&self, limit: Duration) -> bool {
        let ongoing = self.n_ongoing.lock().unwrap_or_else(PoisonError::into_inner);
        let left = self.idle.wait_timeout_while(ongoing, limit, |ongoing| *ongoing > 0);
        *left.unwrap_or_else(PoisonError::into_inner).0 == 0
    }

    /// Begins work that [`Self::wait`] waits for, until the result is dropped.
    pub(crate) fn begin(&'static self) -> Ongoing {
        *self.n_ongoing.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        Ongoing(self)
    }
}

/// Work that goes on.
#[derive(Debug)]
pub(crate) struct Ongoing(&'static Halt);

impl Drop for Ongoing {
    fn drop(&mut self) {
        *self.0.n_ongoing.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.0.idle.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_ends_with_the_work_or_with_patience() {
        static HALT: Halt = Halt::new();
        assert!(HALT.wait(Duration::ZERO) && !HALT.is_asked());
        let ongoing = HALT.begin();
        HALT.ask();
        assert!(HALT.is_asked() && !HALT.wait(Duration::from_millis(1)));
        let other = std::thread::spawn(move || drop(ongoing));
        assert!(HALT.wait(Duration::from_secs(50)));
        other.join().expect("it ends");
    }
}
