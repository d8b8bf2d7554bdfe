//! The arguments of `data`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum Data {
    /// Download a MovieLens release, check it and unpack it
    #[cfg(feature = "fetch")]
    #[command(before_help = "Example: rehearsal data fetch latest-small")]
    Fetch(Fetch),
    /// Write a synthetic release in MovieLens' own layout
    #[command(
        before_help = "Example: rehearsal data generate --output ml-synthetic --like ml-latest-small"
    )]
    Generate(Generate),
}

#[cfg(feature = "fetch")]
#[derive(Debug, Args)]
pub(crate) struct Fetch {
    /// latest-small, latest, 100k, 1m, 10m, 20m, 25m or 32m
    pub(crate) name: String,
    /// The folder in which the release's own folder is made
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) output: PathBuf,
    /// A mirror that has the same files: NAME.zip and NAME.zip.md5
    #[arg(long, value_name = "URL", default_value = rehearsal::fetch::BASE_URL)]
    pub(crate) base_url: String,
    /// The longest wait for a connection, an answer, or more of it
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=3600))]
    pub(crate) timeout: u16,
    /// Keep what has come when the connection breaks, and go on from there the next time
    #[arg(long)]
    pub(crate) resume: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Generate {
    /// The folder to write
    #[arg(long, value_name = "DIR")]
    pub(crate) output: PathBuf,
    /// A release whose exact counts to take: ml-latest-small, ml-1m or ml-25m [default:
    /// ml-latest-small, unless counts are given]
    #[arg(long, value_name = "NAME", conflicts_with_all = ["users", "items", "ratings"])]
    pub(crate) like: Option<String>,
    /// Users
    #[arg(long, value_name = "N", requires = "items", requires = "ratings")]
    pub(crate) users: Option<u32>,
    /// Films of the catalogue
    #[arg(long, value_name = "N", requires = "users", requires = "ratings")]
    pub(crate) items: Option<u32>,
    /// Ratings
    #[arg(long, value_name = "N", requires = "users", requires = "items")]
    pub(crate) ratings: Option<u64>,
    /// Same seed, same bytes
    #[arg(long, value_name = "N", default_value_t = 42)]
    pub(crate) seed: u64,
}
