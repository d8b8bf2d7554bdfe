//! Rehearse an Amazon Personalize project on your own machine.
//!
//! The command line alone: arguments become library calls, results become text or JSON and an exit
//! status. 0 done, 1 the answer is no, 2 could not run, 130 interrupted.

#[cfg(any(feature = "aws", feature = "s3"))]
mod access;
mod args;
mod build_facts;
mod colour;
mod command;
#[cfg(any(feature = "aws", feature = "s3"))]
mod consent;
mod event;
mod guard;
mod held;
mod meaning;
mod output;
mod progress;
mod readable;
mod run_folder;
mod settings;
mod typed;
mod verdict;
mod version;
mod watch;

use std::process::ExitCode;

use anyhow::Context;

use args::Cli;
use output::Output;
use settings::Settings;
use typed::Typed;
use verdict::{COULD_NOT_RUN, INTERRUPTED, NO, Verdict};

/// The longest wait for an upload to take back what is unfinished.
#[cfg(feature = "s3")]
const TAKE_BACK: std::time::Duration = std::time::Duration::from_secs(30);

/// The longest wait for Spark to hear of an interrupt.
#[cfg(feature = "spark")]
const TELL_SPARK: std::time::Duration = std::time::Duration::from_secs(10);

fn main() -> ExitCode {
    stay_silent_at_damaged_files();
    // First of all: without the handler an interrupt would leave temporary files, and end otherwise.
    let handled = ctrlc::set_handler(|| {
        // The second process cleans up and ends; its status is the answer.
        if guard::pass_on() {
            return;
        }
        #[cfg(feature = "s3")]
        rehearsal::store::stop(TAKE_BACK);
        #[cfg(feature = "spark")]
        rehearsal::spark::stop(TELL_SPARK);
        let _until_the_end = rehearsal::export::atomic::discard_unfinished();
        output::say_interrupted();
        std::process::exit(INTERRUPTED);
    });
    let handled = handled.map_err(Into::into).and_then(|()| refuse_large_files());
    let Typed { cli, settings, note } = match typed::parse() {
        Ok(typed) => typed,
        Err(code) => return code,
    };
    let mut output = Output::new(&cli.global);
    if let Some(code) = guard::run(&cli.global, &output) {
        return code;
    }
    if let Some(note) = note {
        output.note(&note);
    }
    let result = handled.and_then(|()| run_in_thread(&cli, &settings, &mut output));
    if let Some(line) = run_folder::replaced() {
        output.note(&line);
    }
    let code = match result {
        Ok(Verdict::Done) => 0,
        Ok(Verdict::No) => NO,
        // The interrupt's own handler ends the process, with its own status.
        Err(error) if is_interrupt(&error) => loop {
            std::thread::park();
        },
        Err(error) => {
            output.error(&error);
            COULD_NOT_RUN
        }
    };
    output.end(code);
    ExitCode::from(code)
}

/// Tells whether an interrupt ended the work, and not a fault.
fn is_interrupt(error: &anyhow::Error) -> bool {
    #[cfg(feature = "s3")]
    if let Some(rehearsal::upload::send::UploadError::Interrupted) = error.downcast_ref() {
        return true;
    }
    #[cfg(feature = "spark")]
    if let Some(rehearsal::spark::SparkError::Interrupted) = error.downcast_ref() {
        return true;
    }
    let _ = error;
    false
}

/// Has a panic that becomes an error of a damaged file print nothing of itself.
fn stay_silent_at_damaged_files() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !rehearsal::caught::is_caught() {
            usual(panic);
        }
    }));
}

/// Has a limit on the size of files refuse a write, which is an error with a name, instead of ending the
/// program.
fn refuse_large_files() -> anyhow::Result<()> {
    #[cfg(unix)]
    signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default())?;
    Ok(())
}

/// The stack of the thread that runs a command. It is asked for at once: the main thread's grows as it is
/// used, and where memory runs out then, the process ends by a signal.
const STACK_BYTES: usize = 8 << 20;

fn run_in_thread(cli: &Cli, settings: &Settings, output: &mut Output) -> anyhow::Result<Verdict> {
    let begin = std::thread::Builder::new().name("rehearsal".to_owned()).stack_size(STACK_BYTES);
    std::thread::scope(|scope| {
        let running = begin.spawn_scoped(scope, || run(cli, settings, output));
        let running = running.context("no thread could be started")?;
        running.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn run(cli: &Cli, settings: &Settings, output: &mut Output) -> anyhow::Result<Verdict> {
    #[cfg(feature = "s3")]
    rehearsal::source::remote::serve(Box::new(rehearsal::store::objects::S3Objects::new(
        access::of_environment(),
    )));
    if cli.global.allow_high_compression {
        rehearsal::source::door::allow_high_compression();
    }
    if let Some(folder) = &cli.global.temp_dir {
        guard::put_aside_in(folder)?;
    }
    // Asked before there are threads.
    guard::begin(cli.global.memory_limit.as_deref())?;
    let threads = guard::threads(&cli.global);
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build_global()
        .context("no threads could be started")?;
    command::run(cli, settings, output)
}
