//! Turns what was typed of a table's text into what the library takes.

use rehearsal::source::door::TextOptions;
use rehearsal::source::mapped::MappedReading;

use crate::args::{FormArgs, TextArgs};

/// The settings for reading a table of which nothing else is said.
pub(super) fn reading(args: &TextArgs) -> MappedReading {
    MappedReading {
        columns: args.header.no_header.then(|| args.header.columns.clone()),
        skip_lines: args.header.skip_lines,
        ..of_form(&args.form)
    }
}

fn of_form(args: &FormArgs) -> MappedReading {
    MappedReading {
        encoding: args.encoding.clone(),
        delimiter: args.delimiter.clone(),
        ..MappedReading::default()
    }
}

/// The encoding and the delimiter of the texts that a command reads.
pub(super) fn form(args: &FormArgs) -> anyhow::Result<TextOptions> {
    Ok(of_form(args).options()?)
}

/// The properties of the text of the tables that a command reads.
pub(super) fn text(args: &TextArgs) -> anyhow::Result<TextOptions> {
    Ok(reading(args).options()?)
}
