//! A step to take after a comparison.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A thing to do after a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "Written")]
pub struct NextStep {
    /// The thing to do, as a sentence.
    pub text: String,
    /// The complete command that does it; none where it is done in AWS, or needs what only the reader has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
}

/// A step as files have it: up to version 2 it was its text alone.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum Written {
    Text(String),
    Step {
        text: String,
        #[serde(default)]
        command: Option<String>,
    },
}

impl From<Written> for NextStep {
    fn from(written: Written) -> Self {
        match written {
            Written::Text(text) => Self { text, command: None },
            Written::Step { text, command } => Self { text, command },
        }
    }
}

impl NextStep {
    pub(super) fn sentence(text: impl Into<String>) -> Self {
        Self { text: text.into(), command: None }
    }

    pub(super) fn command(text: impl Into<String>, command: String) -> Self {
        Self { text: text.into(), command: Some(command) }
    }
}

/// The command line of a comparison, as far as its next steps repeat it.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// The options that name the service's figures, as a shell reads them.
    pub service: String,
    /// True if lists of the service are laid beside ours already.
    pub has_lists: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_of_older_files_are_texts() {
        let read = |json: &str| serde_json::from_str::<NextStep>(json).expect("a step");
        assert_eq!(read(r#""Do this.""#), NextStep::sentence("Do this."));
        let step = NextStep::command("Do this:", "rehearsal stats".to_owned());
        let json = r#"{"text":"Do this:","command":"rehearsal stats"}"#;
        assert_eq!(
            (read(json), serde_json::to_string(&step).expect("JSON").as_str()),
            (step, json)
        );
        assert_eq!(serde_json::to_string(&read(r#""x""#)).expect("JSON"), r#"{"text":"x"}"#);
    }
}
