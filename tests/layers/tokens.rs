//! The tokens of a Rust file: words and marks. Comments, texts, numbers and lifetimes are left out.

/// The tokens of `text`; `::` is one of them.
pub(crate) fn tokens(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        at = token(&letters, at, &mut found);
    }
    found
}

/// Adds the token that begins at `at`, if it is one, and gives the place behind it.
fn token(letters: &[char], at: usize, found: &mut Vec<String>) -> usize {
    let next = letters.get(at + 1).copied();
    match letters[at] {
        '/' if next == Some('/') => skip(letters, at, |letter| letter != '\n'),
        '/' if next == Some('*') => after_comment(letters, at),
        '"' => after_text(letters, at + 1),
        '\'' => after_quote(letters, at),
        ':' if next == Some(':') => {
            found.push("::".to_owned());
            at + 2
        }
        letter if letter.is_ascii_digit() => skip(letters, at, is_of_word),
        letter if is_of_word(letter) => word(letters, at, found),
        letter => {
            if !letter.is_whitespace() {
                found.push(letter.to_string());
            }
            at + 1
        }
    }
}

pub(crate) fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// The first place from `at` on of which `holds` does not hold.
fn skip(letters: &[char], at: usize, holds: impl Fn(char) -> bool) -> usize {
    at + letters[at..].iter().take_while(|&&letter| holds(letter)).count()
}

/// The place behind a comment that may hold others.
fn after_comment(letters: &[char], mut at: usize) -> usize {
    let mut depth = 0;
    while at < letters.len() {
        match (letters[at], letters.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// The place behind a text whose first letter is at `at`.
fn after_text(letters: &[char], mut at: usize) -> usize {
    while at < letters.len() && letters[at] != '"' {
        at += if letters[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// The place behind a letter in quotes, or behind a lifetime.
fn after_quote(letters: &[char], at: usize) -> usize {
    if letters.get(at + 1) == Some(&'\\') {
        return skip(letters, at + 3, |letter| letter != '\'') + 1;
    }
    if letters.get(at + 2) == Some(&'\'') { at + 3 } else { skip(letters, at + 1, is_of_word) }
}

/// Adds a word, unless it is the beginning of a text: `b"…"`, `r#"…"#`.
fn word(letters: &[char], at: usize, found: &mut Vec<String>) -> usize {
    let end = skip(letters, at, is_of_word);
    let word: String = letters[at..end].iter().collect();
    if !matches!(word.as_str(), "b" | "br" | "c" | "cr" | "r") {
        found.push(word);
        return end;
    }
    let quote = skip(letters, end, |letter| letter == '#');
    match letters.get(quote) {
        Some('"') if word.ends_with('r') => after_raw_text(letters, quote + 1, quote - end),
        Some('"') if quote == end => after_text(letters, end + 1),
        Some('\'') if word == "b" => after_quote(letters, end),
        _ => {
            found.push(word);
            end
        }
    }
}

/// The place behind a raw text that ends in a quote and so many `#`.
fn after_raw_text(letters: &[char], mut at: usize, n_marks: usize) -> usize {
    let is_end = |at: usize| {
        let marks = letters[at + 1..].iter().take(n_marks);
        letters[at] == '"' && marks.filter(|&&mark| mark == '#').count() == n_marks
    };
    while at < letters.len() && !is_end(at) {
        at += 1;
    }
    at + 1 + n_marks
}

#[test]
fn comments_and_texts_are_no_tokens() {
    let found = |text: &str| tokens(text).join(" ");
    assert_eq!(found("a::b // c\n/* d /* e */ f */ g"), "a :: b g");
    assert_eq!(
        found(r##"x("y\"z", r#"a"b"#, b"c", '"', '\'', b'"', 'd') -> 'e"##),
        "x ( , , , , , , ) - >"
    );
    assert_eq!(found("&'a str, 1_000u64..0x1F"), "& str , . .");
}
