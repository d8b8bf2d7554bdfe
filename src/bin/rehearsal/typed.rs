//! What was typed: the arguments, or the answer to a question that needs no command to run.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgMatches, ColorChoice, Command, CommandFactory, FromArgMatches};

use crate::args::Cli;
use crate::command::schemas;
use crate::settings::{self, Kind, Line, Settings, expected_number};
use crate::verdict::COULD_NOT_RUN;
use crate::{build_facts, output};

/// The arguments of this process, with what comes from elsewhere.
pub(crate) struct Typed {
    pub(crate) cli: Cli,
    /// The options from elsewhere, for commands that run others.
    pub(crate) settings: Settings,
    /// The options that a project file sets for this command, in words; none where it sets none.
    pub(crate) note: Option<String>,
}

/// The arguments of this process; or its status, where a help, a version, a schema or an error has been printed.
pub(crate) fn parse() -> Result<Typed, ExitCode> {
    let words: Vec<OsString> = std::env::args_os().collect();
    if asks_schema(&words) {
        // Whatever a project file or the environment sets: it is an answer about the command that was typed.
        return Err(answer_schema(&words));
    }
    let Line { words, settings, note } = settings::line(words).map_err(|error| refuse(&error))?;
    let command = negatives_are_values(Cli::command()).color(colour(&words));
    let found = command.clone().try_get_matches_from(&words);
    let found = found.and_then(|matches| Cli::from_arg_matches(&matches));
    match found {
        Ok(cli) => Ok(Typed { cli, settings, note }),
        Err(error) if error.kind() == ErrorKind::DisplayVersion && is_verbose(&words) => {
            Err(print(&build_facts::text()))
        }
        Err(error) => {
            Err(refuse(&in_words(&error).unwrap_or_else(|| error.format(&mut command.clone()))))
        }
    }
}

/// The same command line, in which `-1` behind an option that takes a number is its value, if a wrong one, and no option.
fn negatives_are_values(command: Command) -> Command {
    let takes_number = |arg: &Arg| matches!(Kind::of(arg), Kind::Whole | Kind::Number);
    let allowing =
        |arg: Arg| if takes_number(&arg) { arg.allow_negative_numbers(true) } else { arg };
    command.mut_args(allowing).mut_subcommands(negatives_are_values)
}

/// The error with the number in words that an option takes, if it is about one.
fn in_words(error: &clap::Error) -> Option<clap::Error> {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        _ => None,
    };
    let about = context(ContextKind::InvalidValue).zip(context(ContextKind::InvalidArg));
    let (value, option) = about?;
    let expected = expected_number(error, &value)?;
    let text = format!(
        "invalid value '{value}' for '{option}': expected {expected}\n\nFor more information, try '--help'.\n"
    );
    Some(clap::Error::raw(error.kind(), text))
}

/// Prints the schema of what these words would print.
fn answer_schema(words: &[OsString]) -> ExitCode {
    let command = Cli::command().color(colour(words));
    let matches = match command.clone().try_get_matches_from(words) {
        // The schema of a command needs none of its arguments.
        Err(error) if is_incomplete(&error) => {
            command.clone().ignore_errors(true).try_get_matches_from(words)
        }
        found => found,
    };
    match matches {
        Ok(matches) => print_schema(&matches, &command),
        Err(error) => refuse(&error.format(&mut command.clone())),
    }
}

fn is_incomplete(error: &clap::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::MissingRequiredArgument
            | ErrorKind::MissingSubcommand
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    )
}

fn asks_schema(words: &[OsString]) -> bool {
    words.iter().skip(1).take_while(|word| *word != "--").any(|word| word == "--json-schema")
}

/// Tells whether `-v` stands beside `--version`, on either side of it.
fn is_verbose(words: &[OsString]) -> bool {
    words.iter().skip(1).filter_map(|word| word.to_str()).any(|word| {
        let letters = word.strip_prefix('-').filter(|letters| !letters.starts_with('-'));
        word == "--verbose" || letters.is_some_and(|letters| letters.contains('v'))
    })
}

/// The colours of help and of errors of the arguments: clap itself asks the environment and the terminal.
fn colour(words: &[OsString]) -> ColorChoice {
    let words: Vec<&str> = words.iter().filter_map(|word| word.to_str()).collect();
    let behind = words.windows(2).filter(|pair| pair[0] == "--color").map(|pair| pair[1]);
    let joined = words.iter().filter_map(|word| word.strip_prefix("--color="));
    match behind.chain(joined).last() {
        Some("always") => ColorChoice::Always,
        Some("never") => ColorChoice::Never,
        _ => ColorChoice::Auto,
    }
}

/// Prints the schema of what the command prints that `matches` name.
fn print_schema(matches: &ArgMatches, command: &Command) -> ExitCode {
    match schemas::asked(matches, command) {
        Ok(text) => print(&text),
        Err(error) => refuse(&error),
    }
}

fn print(text: &str) -> ExitCode {
    // Whoever reads may stop before the end.
    let _ = output::say_first(text);
    ExitCode::SUCCESS
}

fn refuse(error: &clap::Error) -> ExitCode {
    // Nobody is left to tell when the stream is closed.
    let _ = error.print();
    u8::try_from(error.exit_code()).map_or(ExitCode::from(COULD_NOT_RUN), ExitCode::from)
}
