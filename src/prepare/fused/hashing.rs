//! The digest of an input, taken as it is read.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use crate::export::digest::{Digester, FileRecord};
use crate::source::watched::Watch;

/// The digest of the bytes that were read so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Hashing(Arc<Mutex<Digester>>);

impl Hashing {
    /// The watcher that must be told of the bytes.
    pub(super) fn watch(&self) -> Watch {
        let digester = Arc::clone(&self.0);
        Arc::new(Mutex::new(move |bytes: &[u8]| {
            digester.lock().unwrap_or_else(PoisonError::into_inner).update(bytes);
        }))
    }

    /// The size and digest of the bytes read, as the file `path`.
    pub(super) fn record(&self, path: &Path) -> FileRecord {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).record(path)
    }
}
