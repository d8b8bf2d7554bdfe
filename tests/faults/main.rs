//! What holds when something goes wrong: killed processes, full disks, bad networks, strange paths, limits of
//! memory, endless inputs, hostile files.
//!
//! `docs/promises.md` says which promise each test shows.
#![cfg(unix)]

mod jobs;
mod place;

mod determinism;
mod disk;
#[cfg(target_os = "linux")]
mod endless;
mod holders;
#[cfg(target_os = "linux")]
mod hostile;
mod kills;
#[cfg(target_os = "linux")]
mod limits;
#[cfg(feature = "fetch")]
mod network;
mod paths;
mod promises;
mod replacing;
#[cfg(feature = "s3")]
mod secrets;
#[cfg(target_os = "linux")]
mod support;
