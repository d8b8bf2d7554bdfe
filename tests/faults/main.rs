//! What the real binary does under faults: limits of memory and time, endless inputs, hostile files.

#![cfg(target_os = "linux")]

mod endless;
mod hostile;
mod limits;
mod support;
