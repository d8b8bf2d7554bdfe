//! Foreign text, made fit to be shown, or to be typed.

use std::borrow::Cow;

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

/// `text` with each line break, and the blanks around it, as one space; and the number of line
/// breaks.
#[must_use]
pub fn on_one_line(text: &str) -> (Cow<'_, str>, u64) {
    if memchr::memchr2(b'\n', b'\r', text.as_bytes()).is_none() {
        return (Cow::Borrowed(text), 0);
    }
    let mut line = String::with_capacity(text.len());
    let mut n_breaks = 0;
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
    for (at, part) in unified.split('\n').enumerate() {
        if at > 0 {
            n_breaks += 1;
            if !line.is_empty()
                && !line.ends_with(' ')
                && !part.is_empty()
                && !part.starts_with(' ')
            {
                line.push(' ');
            }
        }
        line.push_str(part);
    }
    (Cow::Owned(line), n_breaks)
}

/// The hint for a header of one name that looks like several with a sign between them; empty for any other header.
///
/// ```
/// use rehearsal::text::hint_at_delimiter;
/// let header = ["USER_ID^ITEM_ID^TIMESTAMP".to_owned()];
/// assert_eq!(hint_at_delimiter(&header), "; if `^` stands between the columns, say `--delimiter '^'`");
/// assert_eq!(hint_at_delimiter(&["user_id".to_owned()]), "");
/// ```
#[must_use]
pub fn hint_at_delimiter(header: &[String]) -> String {
    let [name] = header else { return String::new() };
    let is_sign = |sign: char| !sign.is_alphanumeric() && !"_ -.'\"".contains(sign);
    let mut signs: Vec<char> = name.trim().chars().filter(|&sign| is_sign(sign)).collect();
    signs.sort_unstable();
    let most = signs.chunk_by(|left, right| left == right).max_by_key(|equal| equal.len());
    match most.map(|equal| equal[0]) {
        Some(sign) if !sign.is_control() => {
            format!("; if `{sign}` stands between the columns, say `--delimiter '{sign}'`")
        }
        None if !name.trim().contains(' ') => String::new(),
        _ => "; `--delimiter` says what stands between the columns".to_owned(),
    }
}

/// `text` as one word of a shell, in quotes where it needs them.
///
/// ```
/// use rehearsal::text::shell_word;
/// assert_eq!(shell_word("run/events.csv"), "run/events.csv");
/// assert_eq!(shell_word("my events.csv"), "'my events.csv'");
/// assert_eq!(shell_word("id != 'a'"), "\"id != 'a'\"");
/// assert_eq!(shell_word("it's $5"), "'it'\\''s $5'");
/// ```
#[must_use]
pub fn shell_word(text: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "_-./,:=@%+".contains(letter);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    // Within double quotes a shell still reads these; `!=` it leaves alone.
    let is_read = |text: &str| text.contains(['"', '$', '`', '\\', '!']);
    if text.contains('\'') && !is_read(&text.replace("!=", "")) {
        return format!("\"{text}\"");
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// Tells whether a cell holds a text that programs write for a missing value.
#[must_use]
pub fn stands_for_nothing(cell: &[u8]) -> bool {
    const NOTHING: [&str; 9] =
        ["null", "nan", "n/a", "#n/a", "nil", "undefined", "\\n", "<na>", "nat"];
    let is = |text: &str| cell.eq_ignore_ascii_case(text.as_bytes());
    cell.len() <= 9 && NOTHING.into_iter().any(is)
}

/// Tells whether a cell of ids holds such a text. `NA` and `None` may be categories, but no ids.
#[must_use]
pub fn stands_for_no_id(cell: &[u8]) -> bool {
    let is = |text: &str| cell.eq_ignore_ascii_case(text.as_bytes());
    stands_for_nothing(cell) || is("none") || is("na")
}

fn visible(character: char) -> Vec<char> {
    if character.is_control() { character.escape_default().collect() } else { vec![character] }
}

/// The text with its first letter as a capital.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Tells whether a sign steers a terminal or turns the direction of what follows. A line break does not.
#[must_use]
pub fn steers(letter: char) -> bool {
    let turns = matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || (letter.is_control() && letter != '\n')
}

/// The text with signs that steer written out, such as `\u{7}`, so that they show and do nothing: control characters
/// but the line break, and signs that turn the direction of what follows. Marks of direction that a language needs stay.
#[must_use]
pub fn without_steering(text: &str) -> Cow<'_, str> {
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        if steers(letter) {
            out.extend(letter.escape_default());
        } else {
            out.push(letter);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_written_out() {
        assert_eq!(without_steering("a\u{7}\u{202e}b\n\t"), "a\\u{7}\\u{202e}b\n\\t");
        assert!(matches!(without_steering("plain \u{200f}"), Cow::Borrowed(_)));
    }
}
