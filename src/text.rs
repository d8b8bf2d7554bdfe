//! Foreign text, made fit to be shown.

/// At most `length` characters of `text`, with control characters escaped, so that a foreign value
/// can be shown on a terminal. A cut is marked by `…`.
///
/// ```
/// use rehearsal::text::shorten;
/// assert_eq!(shorten("a\tb", 10), "a\\tb");
/// assert_eq!(shorten("abcdef", 3), "abc…");
/// ```
#[must_use]
pub fn shorten(text: &str, length: usize) -> String {
    let mut short: String = text.chars().take(length).flat_map(visible).collect();
    if text.chars().nth(length).is_some() {
        short.push('…');
    }
    short
}

fn visible(character: char) -> Vec<char> {
    if character.is_control() { character.escape_default().collect() } else { vec![character] }
}
