//! A part of an expression with its place.

/// A part of an expression, and the bytes of the text that it stands in.
///
/// Two are equal if their values are: an expression that is printed and read again is the same one.
#[derive(Debug, Clone, Copy)]
pub struct Located<T> {
    /// The part.
    pub value: T,
    /// Its first byte.
    pub start: usize,
    /// The byte behind it.
    pub end: usize,
}

impl<T> Located<T> {
    /// The part `value`, from the byte `start` up to the byte `end`.
    pub const fn new(value: T, start: usize, end: usize) -> Self {
        Self { value, start, end }
    }

    /// Another value at the same place.
    pub fn with<U>(&self, value: U) -> Located<U> {
        Located { value, start: self.start, end: self.end }
    }
}

impl<T: PartialEq> PartialEq for Located<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Located<T> {}
