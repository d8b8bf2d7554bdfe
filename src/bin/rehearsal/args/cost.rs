//! Arguments of `cost`.

use std::path::PathBuf;

use clap::Args;

use super::retrain::Retrain;
use super::what_if::Changes;

#[derive(Debug, Args)]
pub(crate) struct Cost {
    /// GB imported in a month, as CSV [default: the prepared files of the run folder, with which it must agree; else 50
    /// bytes for each of --rows, else 0.005]
    #[arg(long, value_name = "GB", allow_negative_numbers = true)]
    pub(crate) gigabytes: Option<f64>,
    /// Rows of interactions, from which billed hours of a training are estimated [default: those of
    /// the run folder, with which it must agree; else one for each 50 bytes of --gigabytes, else 100000]
    #[arg(long, value_name = "N")]
    pub(crate) rows: Option<usize>,
    /// Users, by whom recommenders are charged and batch jobs counted [default: those of the run folder, with which it must
    /// agree]
    #[arg(long, value_name = "N")]
    pub(crate) users: Option<usize>,
    /// Items, by which batch jobs of related items are counted [default: those of the run folder, with which it must agree]
    #[arg(long, value_name = "N")]
    pub(crate) items: Option<usize>,
    /// Billed hours of one training, instead of an estimate
    #[arg(long, value_name = "HOURS", allow_negative_numbers = true, conflicts_with = "rows")]
    pub(crate) training_hours: Option<f64>,
    /// The answer of DescribeSolutionVersion, as JSON: its trainingHours are those billed
    #[arg(long, value_name = "FILE", conflicts_with_all = ["rows", "training_hours"])]
    pub(crate) solution_version: Option<PathBuf>,
    /// The pace of new trainings; the service's own default is once a week
    #[arg(long, value_enum, default_value_t = Retrain::Weekly)]
    pub(crate) retrain: Retrain,
    /// Trainings in a month of 30 days, instead of a schedule
    #[arg(long, value_name = "N", allow_negative_numbers = true, conflicts_with = "retrain")]
    pub(crate) trainings: Option<f64>,
    /// Transactions per second that are provisioned at least; 0 for no campaign
    #[arg(long, value_name = "N", default_value_t = 1.0, allow_negative_numbers = true)]
    pub(crate) tps: f64,
    /// Hours that the campaign is up in a month
    #[arg(long, value_name = "HOURS", default_value_t = 720.0, allow_negative_numbers = true)]
    pub(crate) serving_hours: f64,
    /// Recommendations that are asked for in a month
    #[arg(long, value_name = "N", default_value_t = 0.0, allow_negative_numbers = true)]
    pub(crate) requests: f64,
    /// Lists of batch jobs in a month
    #[arg(long, value_name = "N", default_value_t = 0.0, allow_negative_numbers = true)]
    pub(crate) batch_lists: f64,
    /// Count the free tier of an account's first two months
    #[arg(long)]
    pub(crate) free_tier: bool,
    /// The recipe, by whose scheme the month is charged: training hours and a campaign; interactions and requests, as
    /// aws-user-personalization-v2; users and hours, as aws-vod-top-picks
    #[arg(long, value_name = "NAME")]
    pub(crate) recipe: Option<String>,
    /// Another month beside this one: changes such as retrain=monthly,requests=2000000; the cheapest is named (repeatable)
    #[arg(long, value_name = "CHANGES")]
    pub(crate) vs: Vec<Changes>,
    /// A file of prices to go by, instead of the shipped ones
    #[arg(long, value_name = "FILE")]
    pub(crate) prices: Option<PathBuf>,
    /// Print the shipped prices, as a file to change, and do nothing else
    #[arg(long)]
    pub(crate) print_prices: bool,
}
