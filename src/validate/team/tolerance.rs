//! Bounds under which a team lives with a finding.

use super::share::Share;
use crate::number::thousands;

/// The bound of a finding's count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// At most so many.
    Count(u64),
    /// At most so many of the rows of the file.
    Share(Share),
}

impl Bound {
    /// At most so many.
    #[must_use]
    pub const fn count(most: u64) -> Self {
        Self(Kind::Count(most))
    }

    /// Reads a share of the rows, such as `0.1%`; none where the text is no share from 0 to 100 per cent.
    #[must_use]
    pub fn share(text: &str) -> Option<Self> {
        Share::parse(text).map(|share| Self(Kind::Share(share)))
    }

    /// Tells whether `count` in a file of so many rows stays within the bound, the bound itself included.
    #[must_use]
    pub fn has(self, count: u64, rows: u64) -> bool {
        match self.0 {
            Kind::Count(most) => count <= most,
            Kind::Share(share) => share.has(count, rows),
        }
    }

    /// The bound in words.
    #[must_use]
    pub fn text(self) -> String {
        match self.0 {
            Kind::Count(most) => thousands(most),
            Kind::Share(share) => share.text(),
        }
    }
}

/// The bound of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tolerance {
    /// The rule's code.
    pub code: String,
    /// The bound of its count in one column of one file.
    pub bound: Bound,
}
