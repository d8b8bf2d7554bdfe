//! Inputs whose bytes are also given to a function as they are read.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

use super::input::Input;

/// A function that is told of all bytes of an input as they are read.
pub(crate) type Watch = Arc<Mutex<dyn FnMut(&[u8]) + Send>>;

/// The same input, of whose bytes `watch` is told.
pub(crate) fn watched(input: Input, watch: Watch) -> Input {
    Input::new(Watched { input, watch })
}

struct Watched {
    input: Input,
    watch: Watch,
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        let mut watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
        (*watch)(&buffer[..read]);
        Ok(read)
    }
}
