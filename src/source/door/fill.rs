//! Bytes that are made block by block, read like any others.

use std::io::{self, Read};

/// A maker of bytes.
pub(super) trait Fill {
    /// Appends the next bytes to `block`, which is empty; none at the end.
    ///
    /// # Errors
    /// When what they are made of cannot be read.
    fn fill(&mut self, block: &mut Vec<u8>) -> io::Result<()>;
}

/// The bytes of a [`Fill`].
pub(super) struct Filled<F> {
    source: F,
    block: Vec<u8>,
    at: usize,
}

impl<F: Fill> Filled<F> {
    /// The bytes of `source` behind `beginning`.
    pub(super) fn behind(beginning: Vec<u8>, source: F) -> Self {
        Self { source, block: beginning, at: 0 }
    }

    /// The bytes of `source`.
    pub(super) fn new(source: F) -> Self {
        Self::behind(Vec::new(), source)
    }
}

impl<F: Fill> Read for Filled<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.block.len() {
            self.block.clear();
            self.at = 0;
            self.source.fill(&mut self.block)?;
        }
        let length = buffer.len().min(self.block.len() - self.at);
        buffer[..length].copy_from_slice(&self.block[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Countdown(u8);

    impl Fill for Countdown {
        fn fill(&mut self, block: &mut Vec<u8>) -> io::Result<()> {
            block.extend(std::iter::repeat_n(self.0, usize::from(self.0)));
            self.0 = self.0.saturating_sub(1);
            Ok(())
        }
    }

    #[test]
    fn blocks_come_one_after_another() {
        let mut bytes = Vec::new();
        Filled::behind(vec![9], Countdown(3)).read_to_end(&mut bytes).expect("memory");
        assert_eq!(bytes, [9, 3, 3, 3, 2, 2, 1]);
    }
}
