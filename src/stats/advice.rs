//! Advice on a poor line of the data card, as command lines that run as they are printed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::shell_word;

/// A remedy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Advice {
    /// Its use, as it goes on after "to".
    pub to: String,
    /// The command line.
    pub command: String,
}

/// The place where the commands of the data card find the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DataPlace {
    /// The run folder where none is named.
    DefaultFolder,
    /// The run folder of this path.
    Folder(String),
    /// The interactions file of this path.
    File(String),
}

/// The run folder where none is named.
const DEFAULT: &str = "rehearsal-run";

impl DataPlace {
    /// An evaluation of the data with these options.
    pub(super) fn evaluate(&self, to: &str, options: &str) -> Advice {
        let data = match self {
            Self::DefaultFolder => String::new(),
            Self::Folder(path) => format!(" --run {}", shell_word(path)),
            Self::File(path) => format!(" --interactions {}", shell_word(path)),
        };
        let command = format!("rehearsal eval baselines{data} {options}");
        Advice { to: to.to_owned(), command }
    }

    /// The file `input` prepared with these options, into a run folder of its own.
    pub(super) fn prepare(&self, to: &str, input: &str, options: &str, suffix: &str) -> Advice {
        let folder = match self {
            Self::Folder(path) => path.trim_end_matches('/'),
            Self::DefaultFolder | Self::File(_) => DEFAULT,
        };
        let [input, folder] = [input.to_owned(), format!("{folder}-{suffix}")];
        let command = format!(
            "rehearsal prep interactions --input {} {options} --run {}",
            shell_word(&input),
            shell_word(&folder)
        );
        Advice { to: to.to_owned(), command }
    }
}

/// The option `--filter` that leaves one id out; none where no condition can write the id.
pub(super) fn without(column: &str, id: &str) -> Option<String> {
    let quote = ['\'', '"'].into_iter().find(|&quote| !id.contains(quote))?;
    let is_plain = !id.chars().any(char::is_control);
    is_plain.then(|| format!("--filter {}", shell_word(&format!("{column} != {quote}{id}{quote}"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_name_the_data_where_it_lies() {
        let of = |place: DataPlace| place.evaluate("see", "--view clean").command;
        assert_eq!(of(DataPlace::DefaultFolder), "rehearsal eval baselines --view clean");
        let folder = of(DataPlace::Folder("my run".into()));
        assert_eq!(folder, "rehearsal eval baselines --run 'my run' --view clean");
        let file = of(DataPlace::File("a.csv".into()));
        assert_eq!(file, "rehearsal eval baselines --interactions a.csv --view clean");
    }

    #[test]
    fn an_id_is_quoted_for_the_condition_and_the_shell() {
        let of = |id: &str| without("USER_ID", id);
        assert_eq!(of("v1").as_deref(), Some("--filter \"USER_ID != 'v1'\""));
        assert_eq!(of("o'b").as_deref(), Some("--filter 'USER_ID != \"o'\\''b\"'"));
        assert_eq!(of("$x").as_deref(), Some("--filter 'USER_ID != '\\''$x'\\'''"));
        assert_eq!((of("'\""), of("a\nb")), (None, None));
    }
}
