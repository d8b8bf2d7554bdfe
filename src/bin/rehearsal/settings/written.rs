//! Settings as a project file.

use std::fmt::Write as _;

use super::collected::Settings;
use super::kind::Kind;
use super::layers::Value;
use super::setting::Origin;

impl Settings {
    /// The options that something sets, as a project file that means the same: those of every command, then those of
    /// each of `commands`.
    pub(crate) fn to_toml(&self, commands: &[Vec<String>]) -> String {
        let mut text = String::new();
        let own = commands.iter().filter(|path| !path.is_empty());
        for path in std::iter::once(&Vec::new()).chain(own) {
            let values = self.values(path);
            let set: Vec<&Value> =
                values.iter().filter(|one| one.origin != Origin::Default).collect();
            let words: Vec<&str> = path.iter().map(String::as_str).collect();
            // An empty table too says that `run` has the stage.
            if set.is_empty() && !self.mentions(&words) {
                continue;
            }
            if !path.is_empty() {
                let gap = if text.is_empty() { "" } else { "\n" };
                let _ = writeln!(text, "{gap}[{}]", path.join("."));
            }
            for value in set {
                let _ =
                    writeln!(text, "{} = {}   # {}", value.option, literal(value), value.origin);
            }
        }
        if let Some(rules) = self.rules() {
            let _ = write!(text, "\n{rules}");
        }
        text
    }
}

/// The value of an option in TOML.
fn literal(value: &Value) -> String {
    let one = |text: &String| match value.kind {
        Kind::Whole | Kind::Number | Kind::Count | Kind::Switch => text.clone(),
        _ => toml::Value::String(text.clone()).to_string(),
    };
    match &value.values[..] {
        [text] if !value.is_many => one(text),
        all => format!("[{}]", all.iter().map(one).collect::<Vec<_>>().join(", ")),
    }
}
