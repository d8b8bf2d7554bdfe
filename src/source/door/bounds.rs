//! The bounds of the size to which a file may unpack.
//!
//! Tables that people have unpack to 2 to 40 times their size, one row repeated for ever to 500 times, and
//! a file that is made to fill a disk to 1,000 times and far more.

use std::io::{self, Read};
use std::sync::atomic::{AtomicU64, Ordering};

/// The most times its size that a file may unpack to.
pub const RATIO_MAX: u64 = 200;
/// The bytes that any file may unpack to, however small it is.
static BYTES_FREE: AtomicU64 = AtomicU64::new(64 << 20);

/// Lets files of this process unpack to any size.
pub fn allow_high_compression() {
    allow_unpacked(u64::MAX);
}

/// Sets the bytes to which any file of this process may unpack, however small it is; larger files may unpack to
/// [`RATIO_MAX`] times their size. The default is 64 MiB.
pub fn allow_unpacked(bytes: u64) {
    BYTES_FREE.store(bytes, Ordering::Relaxed);
}

/// The unpacked bytes of a file of `packed` bytes, refused where they are far more.
pub(in crate::source) struct Bounded<R> {
    input: R,
    packed: u64,
    left: u64,
}

impl<R> Bounded<R> {
    /// A reader of a file of `packed` bytes.
    pub(in crate::source) fn new(input: R, packed: u64) -> Self {
        Self { input, packed, left: limit(packed) }
    }
}

fn limit(packed: u64) -> u64 {
    packed.saturating_mul(RATIO_MAX).max(BYTES_FREE.load(Ordering::Relaxed))
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buffer)?;
        self.left = self.left.checked_sub(n as u64).ok_or_else(|| refused(self.packed))?;
        Ok(n)
    }
}

fn refused(packed: u64) -> io::Error {
    let what = format!(
        "its {packed} bytes unpack to more than {} times as much, as files do that are made to fill a disk: \
         if it is what it should be, `--allow-high-compression` reads it",
        limit(packed) / packed.max(1)
    );
    io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_unpacks_to_far_more_is_refused_and_small_files_are_not() {
        let read = |bytes: u64, packed: u64| {
            io::copy(&mut Bounded::new(io::repeat(b'x').take(bytes), packed), &mut io::sink())
        };
        let free = BYTES_FREE.load(Ordering::Relaxed);
        assert_eq!(read(free, 0).expect("little"), free);
        assert!(read(free + 1, 100).is_err());
        let packed = free / 100;
        assert_eq!(read(packed * RATIO_MAX, packed).expect("the most"), packed * RATIO_MAX);
        let error = read(packed * RATIO_MAX + 1, packed).expect_err("too much").to_string();
        assert!(error.starts_with("its 671088 bytes unpack to more than 200 times"), "{error}");
    }
}
