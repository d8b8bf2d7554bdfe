//! Rehearse an Amazon Personalize project on your own machine.
//!
//! The command line alone: arguments become library calls, results become text or JSON and an exit
//! status. 0 done, 1 the answer is no, 2 could not run, 130 interrupted.

mod args;
mod command;
mod output;
mod run_folder;
mod text;
mod watch;

use std::process::ExitCode;

use clap::Parser;

use args::Cli;
use output::Output;

/// What a command has to say beside its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// It is done.
    Done,
    /// It ran, and the answer is no.
    No,
}

const NO: u8 = 1;
const COULD_NOT_RUN: u8 = 2;
const INTERRUPTED: i32 = 130;

fn main() -> ExitCode {
    // First of all: without the handler an interrupt would leave temporary files, and end otherwise.
    let handled = ctrlc::set_handler(|| {
        let _until_the_end = rehearsal::export::atomic::discard_unfinished();
        std::process::exit(INTERRUPTED);
    });
    let handled = handled.map_err(Into::into).and_then(|()| refuse_large_files());
    let cli = Cli::parse();
    let mut output = Output::new(&cli.global);
    let result = handled.and_then(|()| run(&cli, &mut output));
    if let Some(line) = run_folder::replaced() {
        output.note(&line);
    }
    match result {
        Ok(Verdict::Done) => ExitCode::SUCCESS,
        Ok(Verdict::No) => ExitCode::from(NO),
        Err(error) => {
            output.error(&error);
            ExitCode::from(COULD_NOT_RUN)
        }
    }
}

/// Has a limit on the size of files refuse a write, which is an error with a name, instead of ending the
/// program.
fn refuse_large_files() -> anyhow::Result<()> {
    #[cfg(unix)]
    signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default())?;
    Ok(())
}

fn run(cli: &Cli, output: &mut Output) -> anyhow::Result<Verdict> {
    if let Some(threads) = cli.global.threads {
        rayon::ThreadPoolBuilder::new().num_threads(threads.get()).build_global()?;
    }
    command::run(cli, output)
}
