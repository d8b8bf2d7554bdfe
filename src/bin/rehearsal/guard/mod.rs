//! A command under a low limit of memory or threads: it runs in a second process, with as many threads as fit,
//! and when that one ends for want of memory, the first one says so.
//!
//! An allocation that fails inside a library ends a process by a signal; no code of the process can hinder
//! that. Without a limit there is no second process.

mod aside;
mod asked;
mod need;
mod room;

use std::process::{Command, ExitCode, ExitStatus};
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, anyhow};
use rehearsal::memory::{self, Limit};
use rehearsal::model::bytes;

pub(crate) use aside::{aside, put_aside_in};
pub(crate) use asked::{Holder, expect_fits, expect_rows_fit};
pub(crate) use room::{begin, lowered, room, size};

use crate::args::Global;
use crate::output::Output;
use crate::verdict::{COULD_NOT_RUN, INTERRUPTED};

/// Set for the second process: the most threads that it may start.
const GUARDED: &str = "REHEARSAL_GUARDED";
/// Read by polars when it starts its threads.
const POLARS_THREADS: &str = "POLARS_MAX_THREADS";
/// Read by the allocator of glibc: each arena takes 64 MiB of addresses.
const ARENAS: &str = "MALLOC_ARENA_MAX";

/// Addresses for each thread: its stack and a second one of polars, and the buffers of its work.
const BYTES_PER_THREAD: u64 = 128 << 20;
/// Addresses for each arena of the allocator.
const BYTES_PER_ARENA: u64 = 512 << 20;
/// Threads of one size that a command may have at a time: rayon's, polars' and those of blocks.
const POOLS: usize = 3;
/// Status of a process that ended in a panic.
const PANICKED: i32 = 101;

/// The threads that a command begins with.
pub(crate) fn threads(global: &Global) -> usize {
    let wanted = wanted(global);
    let most = std::env::var(GUARDED).ok().and_then(|text| text.parse().ok());
    possible(most.map_or(wanted, |most: usize| wanted.min(most)))
}

fn wanted(global: &Global) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    global.threads.map_or_else(cores, std::num::NonZero::get)
}

/// The largest part of `wanted` threads, halved as often as needed, that the system gives; at least one.
fn possible(wanted: usize) -> usize {
    let mut n = wanted.max(1);
    while n > 1 && rayon::ThreadPoolBuilder::new().num_threads(n).build().is_err() {
        n /= 2;
    }
    n
}

/// Runs the whole command in a second process where a limit is low; `None` where this process is to run it.
pub(crate) fn run(global: &Global, output: &Output) -> Option<ExitCode> {
    if std::env::var_os(GUARDED).is_some() {
        end_with_parent();
        return None;
    }
    let limit = memory::limit();
    let wanted = wanted(global);
    let given = possible(wanted);
    if limit.is_none() && given == wanted {
        return None;
    }
    let plan = Plan::new(limit, wanted, given);
    match plan.follow() {
        Ok(status) => Some(plan.judge(status, output)),
        // What cannot be guarded runs as it is.
        Err(_) => None,
    }
}

/// The threads and the memory of the second process.
struct Plan {
    limit: Option<Limit>,
    threads: usize,
    arenas: Option<u64>,
}

impl Plan {
    fn new(limit: Option<Limit>, wanted: usize, given: usize) -> Self {
        let mut threads = if given < wanted { (given / POOLS).max(1) } else { given };
        let addresses = limit.filter(|limit| limit.counts_addresses).map(|limit| limit.bytes);
        if let Some(bytes) = addresses {
            let most = usize::try_from(bytes / BYTES_PER_THREAD).unwrap_or(usize::MAX);
            threads = threads.min(most.max(1));
        }
        Self { limit, threads, arenas: addresses.map(|bytes| (bytes / BYTES_PER_ARENA).max(1)) }
    }

    /// Runs this program anew, with the same arguments, and waits for it.
    fn follow(&self) -> anyhow::Result<ExitStatus> {
        let program = std::env::current_exe().context("this program is not found")?;
        let mut command = Command::new(program);
        command.args(std::env::args_os().skip(1)).env(GUARDED, self.threads.to_string());
        if std::env::var_os(POLARS_THREADS).is_none() {
            command.env(POLARS_THREADS, self.threads.to_string());
        }
        if let Some(arenas) = self.arenas.filter(|_| std::env::var_os(ARENAS).is_none()) {
            command.env(ARENAS, arenas.to_string());
        }
        let mut child = command.spawn()?;
        CHILD.store(child.id(), Ordering::SeqCst);
        let status = child.wait();
        CHILD.store(0, Ordering::SeqCst);
        Ok(status?)
    }

    fn judge(&self, status: ExitStatus, output: &Output) -> ExitCode {
        let signal = ended_by(status);
        match (status.code(), signal) {
            (Some(PANICKED), _) => output.error(&self.failed("it could not go on (see above)")),
            (Some(code), _) => return u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from),
            (None, Some(2 | 15)) => {
                return u8::try_from(INTERRUPTED).map_or(ExitCode::FAILURE, ExitCode::from);
            }
            (None, Some(number)) => {
                output.error(&self.failed(&format!("it was ended by signal {number}")));
            }
            (None, None) => output.error(&self.failed("it was ended")),
        }
        ExitCode::from(COULD_NOT_RUN)
    }

    fn failed(&self, how: &str) -> anyhow::Error {
        let Some(limit) = self.limit else {
            return anyhow!("too few threads: {how}; the system gives {} or fewer", self.threads);
        };
        let need = need::of_arguments().above(limit.bytes);
        anyhow!(
            "out of memory: {} allows {}, and {need}; {how}; `--threads 1` takes less",
            limit.of,
            bytes(limit.bytes)
        )
    }
}

#[cfg(unix)]
fn ended_by(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
const fn ended_by(_: ExitStatus) -> Option<i32> {
    None
}

/// The second process while it runs, or 0.
static CHILD: AtomicU32 = AtomicU32::new(0);

/// Passes an interrupt on to the second process; `false` where there is none. A terminal interrupts both; any other
/// signal comes to the first one alone.
pub(crate) fn pass_on() -> bool {
    let id = CHILD.load(Ordering::SeqCst);
    if id != 0 {
        end(id);
    }
    id != 0
}

#[cfg(target_os = "linux")]
fn end(id: u32) {
    use rustix::process::{Pid, Signal, kill_process};

    if let Some(id) = i32::try_from(id).ok().and_then(Pid::from_raw) {
        // One that has ended needs no signal.
        let _ended = kill_process(id, Signal::TERM);
    }
}

#[cfg(target_os = "linux")]
fn end_with_parent() {
    use rustix::process::{Signal, set_parent_process_death_signal};

    // Without it the command would only go on to its end.
    let _known = set_parent_process_death_signal(Some(Signal::TERM));
}

#[cfg(not(target_os = "linux"))]
const fn end(_: u32) {}

#[cfg(not(target_os = "linux"))]
const fn end_with_parent() {}
