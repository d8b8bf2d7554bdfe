//! What holds when something goes wrong: killed processes, full disks, bad networks, strange paths.
//!
//! `docs/promises.md` says which promise each test shows.
#![cfg(unix)]

mod jobs;
mod place;

mod determinism;
mod disk;
mod holders;
mod kills;
#[cfg(feature = "fetch")]
mod network;
mod paths;
mod promises;
mod replacing;
#[cfg(feature = "s3")]
mod secrets;
