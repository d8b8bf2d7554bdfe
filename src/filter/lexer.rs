//! The text of an expression as tokens.

use super::expression::FilterOperator;
use super::located::Located;
use crate::text::shorten;

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A word: a keyword, a dataset, a field.
    Name(String),
    /// A text in double quotes, without them.
    Text(String),
    Number(String),
    /// The name behind a dollar sign.
    Placeholder(String),
    /// An operator made of signs.
    Operator(FilterOperator),
    Dot,
    Comma,
    Open,
    Close,
    Pipe,
}

/// An expression that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FilterSyntaxError {
    /// The first byte of the part that is wrong.
    pub start: usize,
    /// The byte behind it.
    pub end: usize,
    /// The message: what was expected and found.
    pub message: String,
}

impl FilterSyntaxError {
    pub(super) fn new(start: usize, end: usize, message: impl Into<String>) -> Self {
        Self { start, end, message: message.into() }
    }
}

/// The letters of a text that are shown in a message.
const SHOWN: usize = 40;

/// The tokens of `text` with their places.
pub(super) fn tokens(text: &str) -> Result<Vec<Located<Token>>, FilterSyntaxError> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        if letter.is_whitespace() {
            at += letter.len_utf8();
            continue;
        }
        let (token, length) = token(&text[at..], letter)
            .map_err(|(length, message)| FilterSyntaxError::new(at, at + length, message))?;
        found.push(Located::new(token, at, at + length));
        at += length;
    }
    Ok(found)
}

/// The token that `rest` begins with and its length in bytes, or the length of what is none and the message.
fn token(rest: &str, first: char) -> Result<(Token, usize), (usize, String)> {
    let sign = |token| Ok((token, 1));
    match first {
        '.' => sign(Token::Dot),
        ',' => sign(Token::Comma),
        '(' => sign(Token::Open),
        ')' => sign(Token::Close),
        '|' => sign(Token::Pipe),
        '=' | '<' | '>' | '!' => operator(rest),
        '"' => quoted(rest),
        '$' => placeholder(rest),
        '-' | '0'..='9' => number(rest),
        _ if is_first(first) => {
            let length = length_of(rest, is_further);
            Ok((Token::Name(rest[..length].to_owned()), length))
        }
        '\'' | '“' | '”' | '„' | '‘' | '’' => {
            let message = format!("expected double quotes (\") around a text, found `{first}`");
            Err((first.len_utf8(), message))
        }
        _ => Err((first.len_utf8(), format!("found a sign of no meaning, `{}`", shown(first)))),
    }
}

fn shown(letter: char) -> String {
    shorten(&letter.to_string(), SHOWN)
}

const fn is_first(letter: char) -> bool {
    letter.is_ascii_alphabetic() || letter == '_'
}

const fn is_further(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// The bytes at the beginning of `text` whose letters are all `wanted`.
fn length_of(text: &str, wanted: impl Fn(char) -> bool) -> usize {
    text.find(|letter| !wanted(letter)).unwrap_or(text.len())
}

fn operator(rest: &str) -> Result<(Token, usize), (usize, String)> {
    let found = &rest[..length_of(rest, |letter| "=<>!".contains(letter))];
    let known = FilterOperator::ALL.into_iter().find(|known| known.name() == found);
    match known {
        Some(known) => Ok((Token::Operator(known), found.len())),
        None => Err((
            found.len(),
            format!(
                "expected =, <, <=, > or >=, found `{}`; the service has no sign for \"not equal\", which \
                 the opposite of INCLUDE and EXCLUDE says",
                shorten(found, SHOWN)
            ),
        )),
    }
}

fn quoted(rest: &str) -> Result<(Token, usize), (usize, String)> {
    let Some(length) = rest[1..].find('"') else {
        let begins = shorten(rest, SHOWN);
        return Err((rest.len(), format!("the quote before {begins} is not closed")));
    };
    Ok((Token::Text(rest[1..=length].to_owned()), length + 2))
}

fn placeholder(rest: &str) -> Result<(Token, usize), (usize, String)> {
    match length_of(&rest[1..], is_further) {
        0 => Err((1, "expected the name of a placeholder behind `$`, such as `$GENRE`".to_owned())),
        length => Ok((Token::Placeholder(rest[1..=length].to_owned()), length + 1)),
    }
}

fn number(rest: &str) -> Result<(Token, usize), (usize, String)> {
    let sign = usize::from(rest.starts_with('-'));
    let whole = length_of(&rest[sign..], |letter| letter.is_ascii_digit());
    let mut length = sign + whole;
    if let Some(fraction) = rest[length..].strip_prefix('.') {
        length += match length_of(fraction, |letter| letter.is_ascii_digit()) {
            0 => 0,
            digits => digits + 1,
        };
    }
    let behind = length_of(&rest[length..], is_further);
    if whole == 0 || behind > 0 {
        let found = &rest[..length + behind];
        let message = format!(
            "expected a number such as 18 or -0.5, found `{}`; a text stands in double quotes",
            shorten(found, SHOWN)
        );
        return Err((found.len(), message));
    }
    Ok((Token::Number(rest[..length].to_owned()), length))
}
