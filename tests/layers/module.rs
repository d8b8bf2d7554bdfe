//! One file of the source tree: what it defines, what it uses and which paths it names. Code for tests is left out.

use std::collections::BTreeSet;

use crate::tokens::{is_of_word, tokens};

/// A name that a `use` brings in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Use {
    pub(crate) path: Vec<String>,
    pub(crate) name: String,
    /// True if others can have the name from here.
    pub(crate) is_handed_on: bool,
}

/// The names of a file.
#[derive(Debug, Default)]
pub(crate) struct Module {
    /// What stands at the top level of the file.
    pub(crate) defines: BTreeSet<String>,
    pub(crate) uses: Vec<Use>,
    /// Paths of two names and more outside `use`.
    pub(crate) paths: Vec<Vec<String>>,
    /// Single names outside `use`.
    pub(crate) words: BTreeSet<String>,
    /// Modules that only tests have.
    pub(crate) test_modules: Vec<String>,
}

/// The keywords before the name of what is defined.
const DEFINING: [&str; 9] =
    ["const", "enum", "fn", "static", "struct", "trait", "type", "union", "macro_rules"];

impl Module {
    pub(crate) fn read(text: &str) -> Self {
        let tokens = tokens(text);
        let mut module = Self::default();
        let (mut at, mut depth) = (0, 0);
        while at < tokens.len() {
            match tokens[at].as_str() {
                "{" => (depth, at) = (depth + 1, at + 1),
                "}" => (depth, at) = (depth - 1, at + 1),
                "#" => at = module.attribute(&tokens, at),
                "use" if next_is(&tokens, at, "<") => at += 1,
                "use" => at = module.add_uses(&tokens, at),
                word if word.starts_with(is_of_word) => {
                    if depth == 0 && DEFINING.contains(&word) {
                        module.defines.extend(defined(&tokens[at + 1..]));
                    }
                    at = module.add_path(&tokens, at);
                }
                _ => at += 1,
            }
        }
        module
    }

    /// Passes over an attribute, and over what it marks as code for tests.
    fn attribute(&mut self, tokens: &[String], at: usize) -> usize {
        let Some(open) = (at + 1..at + 3).find(|&at| is(tokens, at, "[")) else { return at + 1 };
        let end = behind(tokens, open);
        let attribute = &tokens[open + 1..end - 1];
        let is_test = |at: usize| attribute[at] == "test" && (at < 2 || attribute[at - 2] != "not");
        let is_of_tests = attribute.first().is_some_and(|word| word == "cfg" || word == "test")
            && (0..attribute.len()).any(is_test);
        if !is_of_tests {
            return end;
        }
        let mut at = end;
        let mut is_use = false;
        while at < tokens.len() {
            match tokens[at].as_str() {
                "use" => (is_use, at) = (true, at + 1),
                "mod" if is(tokens, at + 2, ";") => {
                    self.test_modules.push(tokens[at + 1].clone());
                    return at + 3;
                }
                ";" => return at + 1,
                "{" if !is_use => return behind(tokens, at),
                "(" | "[" | "{" => at = behind(tokens, at),
                _ => at += 1,
            }
        }
        at
    }

    fn add_uses(&mut self, tokens: &[String], at: usize) -> usize {
        let is_handed_on = is_public(&tokens[..at]);
        let end = at + tokens[at..].iter().take_while(|token| *token != ";").count();
        let mut found = Vec::new();
        tree(&tokens[at + 1..end], &[], &mut found);
        let used = |(path, name)| Use { path, name, is_handed_on };
        self.uses.extend(found.into_iter().map(used));
        end
    }

    /// Adds the path or the word that begins at `at`.
    fn add_path(&mut self, tokens: &[String], at: usize) -> usize {
        let mut end = at + 1;
        while is(tokens, end, "::")
            && tokens.get(end + 1).is_some_and(|word| word.starts_with(is_of_word))
        {
            end += 2;
        }
        let before = at.checked_sub(1).map(|before| tokens[before].as_str());
        if matches!(before, Some("::" | "." | "$")) {
            return end;
        }
        self.words.insert(tokens[at].clone());
        if end > at + 1 {
            self.paths.push(tokens[at..end].iter().step_by(2).cloned().collect());
        }
        end
    }
}

fn is(tokens: &[String], at: usize, what: &str) -> bool {
    tokens.get(at).is_some_and(|token| token == what)
}

fn next_is(tokens: &[String], at: usize, what: &str) -> bool {
    is(tokens, at + 1, what)
}

/// The place behind the bracket that closes the one at `open`.
fn behind(tokens: &[String], open: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    tokens.len()
}

/// The name behind a keyword that defines; none in `const fn`, whose name follows the second one.
fn defined(rest: &[String]) -> Option<String> {
    let name = rest.iter().find(|token| *token != "!")?;
    let is_name = name.starts_with(is_of_word) && !DEFINING.contains(&name.as_str());
    is_name.then(|| name.clone())
}

/// Tells whether the last of these tokens are `pub`, or `pub` with a scope.
fn is_public(before: &[String]) -> bool {
    let scope = before.iter().rev().take_while(|token| *token != "(").count();
    let has_scope = before.last().is_some_and(|token| token == ")");
    let end = if has_scope { before.len().saturating_sub(scope + 1) } else { before.len() };
    before[..end].last().is_some_and(|token| token == "pub")
}

/// Adds the paths of a tree, such as `a::{b, c as d}`, each with the name that it brings in.
fn tree(tokens: &[String], prefix: &[String], found: &mut Vec<(Vec<String>, String)>) {
    let mut path = prefix.to_vec();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token.as_str() {
            "::" => {}
            "{" => {
                let end = behind(tokens, at) - 1;
                for part in parts(&tokens[at + 1..end]) {
                    tree(part, &path, found);
                }
                return;
            }
            "as" => break,
            "self" if !path.is_empty() => {}
            _ => path.push(token.clone()),
        }
        at += 1;
    }
    let alias = tokens.get(at + 1).or(path.last()).cloned();
    found.extend(alias.map(|name| (path, name)));
}

/// The parts between the commas that stand in no bracket.
fn parts(tokens: &[String]) -> Vec<&[String]> {
    let mut parts = Vec::new();
    let (mut begin, mut at) = (0, 0);
    while at < tokens.len() {
        match tokens[at].as_str() {
            "{" => at = behind(tokens, at),
            "," => {
                parts.push(&tokens[begin..at]);
                (begin, at) = (at + 1, at + 1);
            }
            _ => at += 1,
        }
    }
    parts.push(&tokens[begin..]);
    parts.retain(|part| !part.is_empty());
    parts
}

#[test]
fn names_are_read_and_those_of_tests_are_not() {
    let text = "
        pub(super) use a::{self, b::C as D, e::*};
        #[cfg(feature = \"f\")] const fn g(h: i::J) -> k::l::M<n::O> { use p::Q; r.s() }
        #[cfg(test)] mod tests;
        #[cfg(all(test, feature = \"f\"))] use t::{u, v};
        #[cfg(test)] mod more { use super::*; fn w() { x::y() } }
        impl Z { fn inner() {} }
    ";
    let module = Module::read(text);
    let joined = |path: &Vec<String>| path.join("::");
    let uses: Vec<String> =
        module.uses.iter().map(|one| joined(&one.path) + "=" + &one.name).collect();
    assert_eq!(uses, ["a=a", "a::b::C=D", "a::e::*=*", "p::Q=Q"]);
    let handed_on: Vec<bool> = module.uses.iter().map(|one| one.is_handed_on).collect();
    assert_eq!(handed_on, [true, true, true, false]);
    assert_eq!(module.paths.iter().map(joined).collect::<Vec<_>>(), ["i::J", "k::l::M", "n::O"]);
    assert_eq!(module.defines.iter().collect::<Vec<_>>(), ["g"]);
    assert_eq!(module.test_modules, ["tests"]);
}
