//! SHA-256 of what is read and written.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A file as a manifest names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// The path as it was given.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256 in lower-case hexadecimal digits.
    pub sha256: String,
}

impl FileRecord {
    /// Reads the file at `path` in chunks.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let mut hasher = HashingWriter::new(io::sink());
        let mut chunk = vec![0; 1 << 17];
        loop {
            let read = file.read(&mut chunk)?;
            if read == 0 {
                return Ok(hasher.record(path));
            }
            hasher.write_all(&chunk[..read])?;
        }
    }
}

/// Passes bytes on, and counts and hashes them.
#[derive(Debug)]
pub struct HashingWriter<W> {
    inner: W,
    hasher: Sha256,
    bytes: u64,
}

impl<W: Write> HashingWriter<W> {
    /// Nothing written yet.
    pub fn new(inner: W) -> Self {
        Self { inner, hasher: Sha256::new(), bytes: 0 }
    }

    /// What was written to.
    pub fn into_inner(self) -> W {
        self.inner
    }

    /// What was written so far, as the file `path`.
    #[must_use]
    pub fn record(&self, path: &Path) -> FileRecord {
        use std::fmt::Write as _;
        let digest = self.hasher.clone().finalize();
        let sha256 = digest.iter().fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        });
        FileRecord { path: path.display().to_string(), bytes: self.bytes, sha256 }
    }
}

impl<W: Write> Write for HashingWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
