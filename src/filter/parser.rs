//! Reads an expression by descent, a function for each rule of the grammar.
//!
//! ```text
//! expression = part { "|" part }
//! part       = ( INCLUDE | EXCLUDE ) ( ItemID | UserID | ActionID ) WHERE condition { ( AND | OR ) condition }
//!              [ IF condition { AND condition } ]
//! condition  = dataset "." field ( [ NOT ] IN list | ( "=" | "<" | "<=" | ">" | ">=" ) one )
//! list       = "(" value { "," value } ")" | CurrentItem "." field
//! one        = value | "(" value ")" | CurrentItem "." field
//! value      = text in double quotes | number | "$" name
//! ```
//!
//! Keywords are read in any case: the guide writes capitals, the service's own model small letters.
//! (Developer guide, "filter-expressions".)

use super::against::CURRENT_ITEM;
use super::expression::{
    FilterAction, FilterCondition, FilterExpression, FilterJoiner, FilterOperand, FilterOperator,
    FilterPart, FilterTarget, FilterValue,
};
use super::lexer::{FilterSyntaxError, Token, tokens};
use super::located::Located;
use crate::param::hint;
use crate::text::shorten;

/// Reads an expression.
///
/// # Errors
/// At the first place where it does not follow the grammar.
pub fn parse(text: &str) -> Result<FilterExpression, FilterSyntaxError> {
    let tokens = tokens(text)?;
    let mut parser = Parser { text, tokens: &tokens, at: 0 };
    let mut parts = vec![parser.part()?];
    while parser.sign(&Token::Pipe).is_some() {
        parts.push(parser.part()?);
    }
    match parser.tokens.get(parser.at) {
        None => Ok(FilterExpression { parts }),
        Some(_) => Err(parser.expected("AND, OR, IF, `|` or the end", &["AND", "OR", "IF"])),
    }
}

/// The tokens, and the number of them that are read.
struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Located<Token>],
    at: usize,
}

type Parsed<T> = Result<T, FilterSyntaxError>;

impl Parser<'_> {
    /// The error that something else was expected here; `words` are those that may be a slip away.
    fn expected(&self, what: &str, words: &[&str]) -> FilterSyntaxError {
        let Some(found) = self.tokens.get(self.at) else {
            let end = self.text.len();
            let message = format!("expected {what}, found the end of the expression");
            return FilterSyntaxError::new(end, end, message);
        };
        let written = &self.text[found.start..found.end];
        let near = match &found.value {
            Token::Name(name) => hint(name, words),
            _ => String::new(),
        };
        let message = format!("expected {what}, found `{}`{near}", shorten(written, 40));
        FilterSyntaxError::new(found.start, found.end, message)
    }

    fn sign(&mut self, wanted: &Token) -> Option<Located<()>> {
        let found = self.tokens.get(self.at).filter(|found| found.value == *wanted)?;
        self.at += 1;
        Some(found.with(()))
    }

    fn name(&mut self) -> Option<Located<String>> {
        let found = self.tokens.get(self.at)?;
        let Token::Name(name) = &found.value else { return None };
        self.at += 1;
        Some(found.with(name.clone()))
    }

    /// The keyword that stands here, of those `known` by a name.
    fn keyword<T: Copy>(&mut self, known: &[(T, &str)]) -> Option<Located<T>> {
        let found = self.tokens.get(self.at)?;
        let Token::Name(name) = &found.value else { return None };
        let &(value, _) = known.iter().find(|(_, known)| known.eq_ignore_ascii_case(name))?;
        self.at += 1;
        Some(found.with(value))
    }

    fn word(&mut self, word: &str) -> bool {
        self.keyword(&[((), word)]).is_some()
    }

    fn part(&mut self) -> Parsed<FilterPart> {
        let actions = FilterAction::ALL.map(|action| (action, action.name()));
        let action = self
            .keyword(&actions)
            .ok_or_else(|| self.expected("INCLUDE or EXCLUDE", &["INCLUDE", "EXCLUDE"]))?;
        let targets = FilterTarget::ALL.map(|target| (target, target.name()));
        let target = self.keyword(&targets).ok_or_else(|| {
            self.expected("ItemID, UserID or ActionID", &FilterTarget::ALL.map(FilterTarget::name))
        })?;
        if !self.word("WHERE") {
            return Err(self.expected("WHERE", &["WHERE"]));
        }
        let first = self.condition()?;
        let joiners = FilterJoiner::ALL.map(|joiner| (joiner, joiner.name()));
        let mut rest = Vec::new();
        while let Some(joiner) = self.keyword(&joiners) {
            rest.push((joiner, self.condition()?));
        }
        let current_user = self.current_user()?;
        Ok(FilterPart { action, target, first, rest, current_user })
    }

    fn current_user(&mut self) -> Parsed<Vec<FilterCondition>> {
        let mut conditions = Vec::new();
        if self.word("IF") {
            conditions.push(self.condition()?);
            while self.word("AND") {
                conditions.push(self.condition()?);
            }
            if let Some(FilterJoiner::Or) =
                self.keyword(&[(FilterJoiner::Or, "OR")]).map(|found| found.value)
            {
                self.at -= 1;
                return Err(
                    self.expected("AND, `|` or the end behind IF, which OR cannot extend", &[])
                );
            }
        }
        Ok(conditions)
    }

    fn condition(&mut self) -> Parsed<FilterCondition> {
        if self.tokens.get(self.at).is_some_and(|found| found.value == Token::Open) {
            return Err(
                self.expected("a field such as Items.GENRES (brackets hold values only)", &[])
            );
        }
        let (dataset, field) = self.dotted("a field such as Items.GENRES")?;
        let operator = self.operator()?;
        let operand = self.operand(operator.value)?;
        Ok(FilterCondition { dataset, field, operator, operand })
    }

    fn dotted(&mut self, what: &str) -> Parsed<(Located<String>, Located<String>)> {
        let dataset = self.name().ok_or_else(|| self.expected(what, &[]))?;
        if self.sign(&Token::Dot).is_none() {
            return Err(
                self.expected(&format!("a dot and a field behind `{}`", dataset.value), &[])
            );
        }
        let field = self.name().ok_or_else(|| self.expected("the name of a field", &[]))?;
        Ok((dataset, field))
    }

    fn operator(&mut self) -> Parsed<Located<FilterOperator>> {
        const WHAT: &str = "IN, NOT IN, =, <, <=, > or >=";
        if let Some(Located { value: Token::Operator(operator), start, end }) =
            self.tokens.get(self.at)
        {
            self.at += 1;
            return Ok(Located::new(*operator, *start, *end));
        }
        let wanted = [(FilterOperator::In, "IN"), (FilterOperator::NotIn, "NOT")];
        let found = self.keyword(&wanted).ok_or_else(|| self.expected(WHAT, &["IN", "NOT IN"]))?;
        if found.value == FilterOperator::In {
            return Ok(found);
        }
        let behind = self
            .keyword(&[(FilterOperator::NotIn, "IN")])
            .ok_or_else(|| self.expected("IN behind NOT", &["IN"]))?;
        Ok(Located::new(FilterOperator::NotIn, found.start, behind.end))
    }

    fn operand(&mut self, operator: FilterOperator) -> Parsed<FilterOperand> {
        if self.keyword(&[((), CURRENT_ITEM)]).is_some() {
            self.at -= 1;
            let (dataset, field) = self.dotted("a field of CurrentItem")?;
            return Ok(FilterOperand::Field { dataset, field });
        }
        if self.sign(&Token::Open).is_some() {
            return self.list(operator);
        }
        let what = if operator.takes_list() {
            "values in brackets, such as (\"Drama\"), or CurrentItem.FIELD"
        } else {
            "a number, a text in double quotes, a placeholder such as $AGE, or CurrentItem.FIELD"
        };
        match (operator.takes_list(), self.value()) {
            (false, Some(value)) => Ok(FilterOperand::One(value)),
            (true, Some(_)) => {
                self.at -= 1;
                Err(self.expected(what, &[]))
            }
            (_, None) => Err(self.expected(what, &[CURRENT_ITEM])),
        }
    }

    /// The values up to the closing bracket; the opening one is read.
    fn list(&mut self, operator: FilterOperator) -> Parsed<FilterOperand> {
        const WHAT: &str = "a text in double quotes, a number or a placeholder such as $GENRE";
        let mut values = Vec::new();
        loop {
            values.push(self.value().ok_or_else(|| self.expected(WHAT, &[]))?);
            if self.sign(&Token::Close).is_some() {
                return Ok(FilterOperand::List(values));
            }
            if !operator.takes_list() {
                let what = format!("`)`, since `{}` compares with one value", operator.name());
                return Err(self.expected(&what, &[]));
            }
            if self.sign(&Token::Comma).is_none() {
                return Err(self.expected("`,` or `)`", &[]));
            }
        }
    }

    fn value(&mut self) -> Option<Located<FilterValue>> {
        let found = self.tokens.get(self.at)?;
        let value = match &found.value {
            Token::Text(text) => FilterValue::Text(text.clone()),
            Token::Number(number) => FilterValue::Number(number.clone()),
            Token::Placeholder(name) => FilterValue::Placeholder(name.clone()),
            _ => return None,
        };
        self.at += 1;
        Some(found.with(value))
    }
}
