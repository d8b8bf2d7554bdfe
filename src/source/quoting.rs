//! Cells and rows of CSV as they are written: quotes by RFC 4180, only where a cell needs them.

/// Tells whether a cell must stand in quotes.
pub(crate) fn needs_quotes(cell: &[u8]) -> bool {
    memchr::memchr3(b',', b'"', b'\n', cell).is_some() || memchr::memchr(b'\r', cell).is_some()
}

/// Appends a cell, in quotes where it needs them.
pub(crate) fn push_cell(cell: &[u8], line: &mut Vec<u8>) {
    if needs_quotes(cell) {
        push_quoted(cell, line);
    } else {
        line.extend_from_slice(cell);
    }
}

/// Appends a cell in quotes.
pub(crate) fn push_quoted(cell: &[u8], line: &mut Vec<u8>) {
    line.push(b'"');
    for &byte in cell {
        if byte == b'"' {
            line.push(b'"');
        }
        line.push(byte);
    }
    line.push(b'"');
}

/// Appends a row with its line break.
pub(crate) fn push_row<C: AsRef<[u8]>>(cells: impl IntoIterator<Item = C>, lines: &mut Vec<u8>) {
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            lines.push(b',');
        }
        push_cell(cell.as_ref(), lines);
    }
    lines.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_where_it_needs_to_be() {
        let mut lines = Vec::new();
        push_row(["plain", "a,b", "a \"b\"", "two\nlines", ""], &mut lines);
        assert_eq!(lines, b"plain,\"a,b\",\"a \"\"b\"\"\",\"two\nlines\",\n");
    }
}
