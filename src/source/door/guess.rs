//! The form of a text, as its beginning shows it.

use super::dialect::Delimiter;

/// The delimiter of rows of any length: the first of the usual ones in the first line.
pub(super) fn before_rest(text: &[u8]) -> Delimiter {
    let line = text.split(|&byte| matches!(byte, b'\n' | b'\r')).find(|line| !line.is_empty());
    let line = line.unwrap_or(&[]);
    let sign = [b',', b'\t', b';', b'|'].into_iter().find(|sign| line.contains(sign));
    match sign {
        Some(sign) => Delimiter::Sign(sign),
        None if memchr::memmem::find(line, b"::").is_some() => Delimiter::Colons,
        None => Delimiter::Blanks,
    }
}

/// Tells whether a text whose first sign is `first` is JSON rather than a table that begins so.
pub(super) fn is_json(first: Option<u8>, text: &[u8]) -> bool {
    let rest = |sign: u8| {
        let at = memchr::memchr(sign, text).map_or(text.len(), |at| at + 1);
        text[at..].iter().find(|byte| !byte.is_ascii_whitespace()).copied()
    };
    match first {
        Some(b'{') => matches!(rest(b'{'), Some(b'"' | b'}') | None),
        Some(b'[') => {
            matches!(rest(b'['), Some(b'{' | b']' | b'[' | b'"' | b'0'..=b'9' | b'-') | None)
        }
        _ => false,
    }
}

/// The bytes of the first `lines` lines.
pub(super) fn skipped(text: &[u8], lines: u64) -> usize {
    let end = if memchr::memchr(b'\n', text).is_some() { b'\n' } else { b'\r' };
    let mut at = 0;
    for _ in 0..lines {
        match memchr::memchr(end, &text[at..]) {
            Some(next) => at += next + 1,
            None => return text.len(),
        }
    }
    at
}
