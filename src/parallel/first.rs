//! The first error of several threads.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The first error of several threads, if there is one.
#[derive(Debug)]
pub struct First<E>(Mutex<Option<E>>);

impl<E> Default for First<E> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<E> First<E> {
    fn lock(&self) -> MutexGuard<'_, Option<E>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps `error`, unless there is one before it.
    pub fn set(&self, error: E) {
        self.lock().get_or_insert(error);
    }

    /// Tells whether a thread has failed.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.lock().is_some()
    }

    /// The error, if there is one.
    ///
    /// # Errors
    /// The error itself.
    pub fn into_result(self) -> Result<(), E> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
    }
}
