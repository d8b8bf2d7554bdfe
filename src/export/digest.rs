//! SHA-256 of what is read and written.

use std::io::{self, Read, Write};
use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::source::{opening, remote};

/// A file as a manifest names it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FileRecord {
    /// The path as it was given.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256 in lower-case hexadecimal digits.
    pub sha256: String,
}

impl FileRecord {
    /// Reads the file at `path` in chunks; of a folder all its data files, one after another in their order.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(path: &Path) -> io::Result<Self> {
        let mut digester = Digester::default();
        if remote::is_dir(path) {
            for part in crate::source::files::find(path)?.parts {
                digester.read(&part.path)?;
            }
        } else {
            digester.read(path)?;
        }
        Ok(digester.record(path))
    }
}

/// Counts and hashes bytes.
#[derive(Debug, Clone, Default)]
pub struct Digester {
    hasher: Sha256,
    bytes: u64,
}

impl Digester {
    /// Takes in more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
    }

    fn read(&mut self, path: &Path) -> io::Result<()> {
        let mut file = opening::open(path)?;
        let mut chunk = vec![0; 1 << 17];
        loop {
            match file.read(&mut chunk)? {
                0 => return Ok(()),
                read => self.update(&chunk[..read]),
            }
        }
    }

    /// The number of bytes so far.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The record of the bytes so far, as the file `path`.
    #[must_use]
    pub fn record(&self, path: &Path) -> FileRecord {
        let sha256 = hex(&self.hasher.clone().finalize());
        FileRecord { path: path.display().to_string(), bytes: self.bytes, sha256 }
    }
}

/// Bytes as lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Passes bytes on, and counts and hashes them.
#[derive(Debug)]
pub struct HashingWriter<W> {
    inner: W,
    digester: Digester,
}

impl<W: Write> HashingWriter<W> {
    /// A writer into `inner` that has written nothing yet.
    pub fn new(inner: W) -> Self {
        Self { inner, digester: Digester::default() }
    }

    /// The inner writer.
    pub const fn get_ref(&self) -> &W {
        &self.inner
    }

    /// The inner writer, taken out.
    pub fn into_inner(self) -> W {
        self.inner
    }

    /// The record of the bytes written so far, as the file `path`.
    #[must_use]
    pub fn record(&self, path: &Path) -> FileRecord {
        self.digester.record(path)
    }

    /// The inner writer, past the digest; the digest must then be told by [`Self::digester`].
    pub const fn past_digest(&mut self) -> &mut W {
        &mut self.inner
    }

    /// The digest of what was written so far.
    pub const fn digester(&mut self) -> &mut Digester {
        &mut self.digester
    }
}

impl<W: Write> Write for HashingWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.digester.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
