//! Options for the text of tables.

use clap::Args;

/// The properties of a table's text that its bytes do not show.
#[derive(Debug, Default, Args)]
pub(crate) struct TextArgs {
    #[command(flatten)]
    pub(crate) form: FormArgs,
    #[command(flatten)]
    pub(crate) header: HeaderArgs,
}

/// The encoding and the delimiter of texts.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Reading a table")]
pub(crate) struct FormArgs {
    /// The encoding of its text, such as latin-1 or windows-1252 [default: UTF-8 or UTF-16, as found]
    #[arg(long, value_name = "NAME")]
    pub(crate) encoding: Option<String>,
    /// The delimiter: a sign, `::`, or comma, tab, semicolon, pipe, blank [default: the one found]
    #[arg(long, value_name = "SIGN", allow_hyphen_values = true)]
    pub(crate) delimiter: Option<String>,
}

/// The header of a table that has an odd one, or none.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Reading a table")]
pub(crate) struct HeaderArgs {
    /// The first line is a row; `--columns` names the columns
    #[arg(long, requires = "columns")]
    pub(crate) no_header: bool,
    /// The names of the columns of a table without a header
    #[arg(long, value_name = "A,B,…", value_delimiter = ',', requires = "no_header")]
    pub(crate) columns: Vec<String>,
    /// Lines before the header, or before the first row where there is none
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) skip_lines: u64,
}
