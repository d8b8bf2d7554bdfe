//! The schemas of the JSON that commands print and write.

mod document;
mod printed;
#[cfg(all(test, feature = "aws", feature = "fetch", feature = "s3"))]
mod tests;

use clap::error::ErrorKind;
use clap::{ArgMatches, Command};

use crate::args::Format;

/// The schema that `matches` ask for, as text: that of what the command would print with these options.
pub(crate) fn asked(matches: &ArgMatches, command: &Command) -> Result<String, clap::Error> {
    let refuse = |why: &str| command.clone().error(ErrorKind::InvalidValue, why);
    let mut words = Vec::new();
    let mut at = matches;
    while let Some((word, deeper)) = at.subcommand() {
        words.push(word);
        at = deeper;
    }
    if !matches!(at.get_one("format"), None | Some(Format::Text | Format::Json)) {
        return Err(refuse("this has no tables: expected `--format text` or `--format json`"));
    }
    let words = words.join(" ");
    let found = printed::of(&words, at).and_then(document::find);
    let found = found.ok_or_else(|| {
        refuse(&format!(
            "`{words}` prints no JSON of its own; a command such as `rehearsal stats` does"
        ))
    })?;
    found.text().map_err(|error| refuse(&error.to_string()))
}
