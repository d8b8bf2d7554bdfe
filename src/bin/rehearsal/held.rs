//! Warnings of silent commands, for the command that runs them.

use std::sync::{Mutex, PoisonError};

static HELD: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Keeps a warning.
pub(crate) fn hold(warning: &str) {
    HELD.lock().unwrap_or_else(PoisonError::into_inner).push(warning.to_owned());
}

/// The warnings that were kept since the last time they were taken.
pub(crate) fn take() -> Vec<String> {
    std::mem::take(&mut HELD.lock().unwrap_or_else(PoisonError::into_inner))
}
