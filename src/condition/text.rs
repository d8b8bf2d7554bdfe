//! The text of conditions: tokens and their grammar.

use super::node::{Node, Operator, Value};

/// The greatest depth of parentheses and `not`, so that no text can exhaust the stack.
const DEPTH_MAX: usize = 64;
/// The largest number of comparisons of one condition: the engine joins them one inside another.
const COMPARISONS_MAX: usize = 256;

/// The reason that a text is not a condition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}`, at character {at}: expected {expected}, found {found}")]
pub struct ConditionError {
    text: String,
    at: usize,
    expected: &'static str,
    found: String,
}

impl ConditionError {
    /// The character at which reading stopped, from 1.
    #[must_use]
    pub const fn at(&self) -> usize {
        self.at
    }

    /// The reason without the text and the place.
    #[must_use]
    pub fn reason(&self) -> String {
        format!("expected {}, found {}", self.expected, self.found)
    }
}

/// The condition that `text` writes.
pub(super) fn parse(text: &str) -> Result<Node, ConditionError> {
    let mut parser = Parser { text, tokens: tokens(text)?, at: 0, depth: 0, comparisons: 0 };
    let node = parser.any()?;
    if parser.at < parser.tokens.len() {
        return Err(parser.unexpected("`and`, `or` or the end"));
    }
    Ok(node)
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Number(f64),
    Text(String),
    Operator(Operator),
    Open,
    Close,
}

/// The tokens of `text`, each with the character at which it begins, from 1.
fn tokens(text: &str) -> Result<Vec<(usize, Token)>, ConditionError> {
    let letters: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        if letter.is_whitespace() {
            at += 1;
            continue;
        }
        let (token, length) = token(&letters[at..]).ok_or_else(|| ConditionError {
            text: text.to_owned(),
            at: at + 1,
            expected: "a column, a number, a text in quotes or a comparison",
            found: format!("`{letter}`"),
        })?;
        tokens.push((at + 1, token));
        at += length;
    }
    Ok(tokens)
}

/// The token with which `letters` begin and its length.
fn token(letters: &[char]) -> Option<(Token, usize)> {
    let run = |accept: fn(char) -> bool| letters.iter().take_while(|&&c| accept(c)).count();
    match letters[0] {
        '(' => Some((Token::Open, 1)),
        ')' => Some((Token::Close, 1)),
        quote @ ('\'' | '"') => {
            let length = letters[1..].iter().position(|&letter| letter == quote)?;
            Some((Token::Text(letters[1..=length].iter().collect()), length + 2))
        }
        letter if letter.is_alphabetic() || letter == '_' => {
            let length = run(|c| c.is_alphanumeric() || c == '_');
            Some((Token::Word(letters[..length].iter().collect()), length))
        }
        letter if letter.is_ascii_digit() || matches!(letter, '-' | '+' | '.') => {
            let length = run(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.'));
            let text: String = letters[..length].iter().collect();
            let number: f64 = text.parse().ok()?;
            number.is_finite().then_some((Token::Number(number), length))
        }
        _ => operator(letters),
    }
}

fn operator(letters: &[char]) -> Option<(Token, usize)> {
    let (operator, length) = match (letters[0], letters.get(1)) {
        ('=', Some('=')) => (Operator::Equal, 2),
        ('=', _) => (Operator::Equal, 1),
        ('!', Some('=')) => (Operator::NotEqual, 2),
        ('<', Some('=')) => (Operator::LessOrEqual, 2),
        ('<', _) => (Operator::Less, 1),
        ('>', Some('=')) => (Operator::GreaterOrEqual, 2),
        ('>', _) => (Operator::Greater, 1),
        _ => return None,
    };
    Some((Token::Operator(operator), length))
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<(usize, Token)>,
    at: usize,
    depth: usize,
    comparisons: usize,
}

impl Parser<'_> {
    fn any(&mut self) -> Result<Node, ConditionError> {
        let mut nodes = vec![self.all()?];
        while self.takes_word("or") {
            nodes.push(self.all()?);
        }
        Ok(if nodes.len() == 1 { nodes.remove(0) } else { Node::Any(nodes) })
    }

    fn all(&mut self) -> Result<Node, ConditionError> {
        let mut nodes = vec![self.not()?];
        while self.takes_word("and") {
            nodes.push(self.not()?);
        }
        Ok(if nodes.len() == 1 { nodes.remove(0) } else { Node::All(nodes) })
    }

    fn not(&mut self) -> Result<Node, ConditionError> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(self.unexpected("at most 64 levels of parentheses and `not`"));
        }
        let node = if self.takes_word("not") {
            Node::Not(Box::new(self.not()?))
        } else if self.takes(&Token::Open) {
            let node = self.any()?;
            if !self.takes(&Token::Close) {
                return Err(self.unexpected("a closing parenthesis"));
            }
            node
        } else if self.takes_word("true") {
            Node::Always
        } else {
            self.comparison()?
        };
        self.depth -= 1;
        Ok(node)
    }

    fn comparison(&mut self) -> Result<Node, ConditionError> {
        let Some((_, Token::Word(column))) = self.tokens.get(self.at).cloned() else {
            return Err(self.unexpected("a column"));
        };
        self.at += 1;
        self.comparisons += 1;
        if self.comparisons > COMPARISONS_MAX {
            return Err(self.unexpected("at most 256 comparisons"));
        }
        let column = column.to_uppercase();
        if self.takes_word("is") {
            let is_not = self.takes_word("not");
            if !self.takes_word("null") {
                return Err(self.unexpected("`null` or `not null`"));
            }
            let node = Node::IsNull { column };
            return Ok(if is_not { Node::Not(Box::new(node)) } else { node });
        }
        let Some(&(_, Token::Operator(operator))) = self.tokens.get(self.at) else {
            return Err(self.unexpected("one of =, !=, <, <=, >, >=, is null, is not null"));
        };
        self.at += 1;
        let value = match self.tokens.get(self.at).cloned() {
            Some((_, Token::Number(number))) => Value::Number(number),
            Some((_, Token::Text(text))) => Value::Text(text),
            _ => return Err(self.unexpected("a number or a text in quotes")),
        };
        self.at += 1;
        Ok(Node::Compare { column, operator, value })
    }

    fn takes(&mut self, expected: &Token) -> bool {
        let found = self.tokens.get(self.at).is_some_and(|(_, token)| token == expected);
        self.at += usize::from(found);
        found
    }

    fn takes_word(&mut self, expected: &str) -> bool {
        let found = matches!(
            self.tokens.get(self.at),
            Some((_, Token::Word(word))) if word.eq_ignore_ascii_case(expected)
        );
        self.at += usize::from(found);
        found
    }

    fn unexpected(&self, expected: &'static str) -> ConditionError {
        let length = self.text.chars().count();
        let at = self.tokens.get(self.at).map_or(length + 1, |&(at, _)| at);
        let rest: String = self.text.chars().skip(at - 1).take(20).collect();
        let found = if rest.is_empty() { "the end".to_owned() } else { format!("`{rest}`") };
        ConditionError { text: self.text.to_owned(), at, expected, found }
    }
}
