//! The lines of `--progress json`: an object each, on stderr.

use std::io::Write;
use std::time::Instant;

use schemars::JsonSchema;
use serde::Serialize;

/// A line of `--progress json`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "event", rename_all = "lowercase")]
#[schemars(title = "A line of --progress json")]
pub(crate) enum Event<'a> {
    /// The progress of long work. Of one stage `done` only grows; lines come at most twice a second.
    Progress {
        /// The work under way, such as `ease, fold 3`.
        stage: &'a str,
        /// The part that is done.
        done: u64,
        /// The whole that is to be done; absent where that is not known.
        #[serde(skip_serializing_if = "Option::is_none")]
        total: Option<u64>,
        /// The unit of `done` and `total`.
        unit: Unit,
        /// Seconds since the command began.
        seconds: f64,
    },
    /// Something that a person may want to know.
    Note {
        /// The sentence.
        text: &'a str,
    },
    /// Something that a person should know.
    Warning {
        /// The sentence.
        text: &'a str,
    },
    /// The reason for which the command ends with 2.
    Error {
        /// The sentence.
        text: &'a str,
    },
    /// The last line. A command that an interrupt or a signal ends has none.
    End {
        /// The exit code: 0, 1 or 2.
        exit_code: u8,
        /// Seconds since the command began.
        seconds: f64,
    },
}

/// The unit in which work is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Unit {
    /// Bytes that are read or sent.
    Bytes,
    /// Models fitted to a fold and judged.
    Fits,
    /// Ratings that are written.
    Ratings,
    /// Tasks of Spark.
    #[cfg_attr(
        not(feature = "spark"),
        expect(dead_code, reason = "all programs say the same units")
    )]
    Tasks,
    /// Candidates of a search.
    Trials,
}

/// Seconds since `began`, to the millisecond.
pub(crate) fn seconds_since(began: Instant) -> f64 {
    (began.elapsed().as_secs_f64() * 1_000.0).round() / 1_000.0
}

impl Event<'_> {
    /// Writes the line.
    pub(crate) fn say(&self) {
        let Ok(mut line) = serde_json::to_vec(self) else { return };
        line.push(b'\n');
        // Nobody is left to tell when stderr is closed.
        let _ = std::io::stderr().lock().write_all(&line);
    }
}
