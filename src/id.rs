//! The one order of ids.
//!
//! It decides ties in files, item indices, and every tie of scores, so that equal input gives
//! equal bytes everywhere.

use std::cmp::Ordering;

/// Compares two ids by length in bytes, then by bytes.
///
/// For plain whole numbers without leading zeros this is numeric order.
///
/// ```
/// use std::cmp::Ordering;
/// assert_eq!(rehearsal::id::compare("9", "10"), Ordering::Less);
/// assert_eq!(rehearsal::id::compare("b", "a"), Ordering::Greater);
/// ```
#[must_use]
pub fn compare(left: &str, right: &str) -> Ordering {
    compare_bytes(left.as_bytes(), right.as_bytes())
}

/// Compares two ids in UTF-8, as [`compare`].
#[must_use]
pub fn compare_bytes(left: &[u8], right: &[u8]) -> Ordering {
    left.len().cmp(&right.len()).then_with(|| left.cmp(right))
}
