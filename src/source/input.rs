//! Bytes from anywhere.

use std::io::{self, Read};

/// The UTF-8 byte-order mark, which some programs write before the header.
pub const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Bytes from a file, an archive or anywhere else.
pub struct Input(Box<dyn Read + Send>);

impl Input {
    /// An input that reads from `input`.
    pub fn new(input: impl Read + Send + 'static) -> Self {
        Self(Box::new(input))
    }
}

impl std::fmt::Debug for Input {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Input")
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}
