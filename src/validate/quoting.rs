//! CSV out, where a checked file is written again.

/// Appends a cell, in quotes by RFC 4180 where it needs them.
pub(super) fn push_cell(cell: &[u8], line: &mut Vec<u8>) {
    if !cell.iter().any(|byte| matches!(byte, b'"' | b',' | b'\n' | b'\r')) {
        line.extend_from_slice(cell);
        return;
    }
    push_quoted(cell, line);
}

/// Appends a cell in quotes.
pub(super) fn push_quoted(cell: &[u8], line: &mut Vec<u8>) {
    line.push(b'"');
    for &byte in cell {
        if byte == b'"' {
            line.push(b'"');
        }
        line.push(byte);
    }
    line.push(b'"');
}
