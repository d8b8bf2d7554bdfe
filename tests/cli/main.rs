//! The real binary: exit code, stdout and stderr.
