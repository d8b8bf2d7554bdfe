//! The form in which rows that cannot be used are written: a CSV of their place, the reason and the row.

use super::quoting::push_row;

/// The header's line.
pub(crate) const REJECTED_HEADER: &[u8] = b"FILE,LINE,REASON,ROW\n";

/// Appends a row that begins on `line` of `file`, as it stands there.
pub(crate) fn push_rejected(file: &str, line: u64, reason: &str, row: &[u8], csv: &mut Vec<u8>) {
    let line = line.to_string();
    push_row([file.as_bytes(), line.as_bytes(), reason.as_bytes(), row], csv);
}
