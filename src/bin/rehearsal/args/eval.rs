//! Arguments of `split` and `eval`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use rehearsal::experiment::Purpose;
use rehearsal::metric::Convention;
use rehearsal::split::{HoldOut, Seen};

use super::TextArgs;
use super::choice::choice;
use super::lists::EvalLists;
use super::spark::{CountingEngine, SparkArgs};

#[derive(Debug, Args)]
pub(crate) struct DataFiles {
    /// The interactions file [default: interactions.csv of the run folder]
    #[arg(long, value_name = "FILE")]
    pub(crate) interactions: Option<PathBuf>,
    /// The items file, for the catalogue, genres and titles [default: items.csv of the run folder, if
    /// there]
    #[arg(long, value_name = "FILE")]
    pub(crate) items: Option<PathBuf>,
}

/// The cut of interactions.
#[derive(Debug, Args)]
#[command(next_help_heading = "The cut")]
pub(crate) struct CutArgs {
    /// The way in which training set, history and held-out items are made; `eval baselines` takes
    /// several, separated by commas, and says whether the winner holds
    #[arg(
        long,
        value_enum,
        value_name = "NAME",
        value_delimiter = ',',
        default_value = "personalize"
    )]
    pub(crate) protocol: Vec<ProtocolName>,
    /// The purpose of the evaluation: `clean` to decide by, `service` to compare with the service by
    /// [default: both for `eval baselines`, clean for `eval tune`, service for `split`]
    #[arg(long, value_enum, value_name = "NAME")]
    pub(crate) view: Option<ViewName>,
    /// Folds of `personalize`; with 1, only --test-share of the users are tested [default: 10, and 1
    /// for `split`]
    #[arg(long, value_name = "N")]
    pub(crate) folds: Option<usize>,
    /// The share of users tested, with one fold [default: 0.1]
    #[arg(long, value_name = "SHARE")]
    pub(crate) test_share: Option<f64>,
    /// The newest share of `per-user-ratio`, the drawn share of `random-ratio` [default: 0.1]
    #[arg(long, value_name = "SHARE")]
    pub(crate) held_out_share: Option<f64>,
    /// The first instant that `global-time` holds out, as 2018-05-01, 2018-05-01T12:00:00Z or in
    /// seconds [default: that from which the newest tenth of all rows lies]
    #[arg(long, value_name = "TIME", allow_negative_numbers = true)]
    pub(crate) cut: Option<String>,
    /// The part of the rows behind the cut that is held out [default: rows, new-items in the clean
    /// view]
    #[arg(long, value_parser = choice::<HoldOut>(), value_name = "WHAT")]
    pub(crate) hold_out: Option<HoldOut>,
    /// Only rows of these event types are to be found, and count in the ranks of the cut; rows of other
    /// types before it are shown
    #[arg(long, value_name = "TYPE,…", value_delimiter = ',')]
    pub(crate) target: Vec<String>,
    /// Only rows of this event type
    #[arg(long, value_name = "NAME")]
    pub(crate) event_type: Option<String>,
    /// Only rows whose `EVENT_VALUE` is at least this
    #[arg(long, value_name = "VALUE", allow_negative_numbers = true)]
    pub(crate) event_value_threshold: Option<f64>,
    /// Deals users to folds and orders rows of one second; in `eval` it draws bootstrap samples too
    #[arg(long, value_name = "N", default_value_t = 42)]
    pub(crate) seed: u64,
}

/// The scoring of lists.
#[derive(Debug, Args)]
#[command(next_help_heading = "The score")]
pub(crate) struct ScoringArgs {
    /// The definition of NDCG that holds [default: service, standard in the clean view]
    #[arg(long, value_parser = choice::<Convention>(), value_name = "NAME")]
    pub(crate) convention: Option<Convention>,
    /// The metric by which models are put in order and the winner is named
    #[arg(long, value_name = "METRIC", default_value = "ndcg@25")]
    pub(crate) metric: String,
    /// The weight of an event type, for NDCG with event weights; may be repeated
    #[arg(long = "event-weight", value_name = "NAME=W")]
    pub(crate) event_weights: Vec<String>,
    /// A numeric column of the items or interactions file, for average rewards
    #[arg(long, value_name = "COLUMN")]
    pub(crate) reward: Option<String>,
    /// Bootstrap samples for each interval; 0 for no intervals
    #[arg(long, value_name = "N", default_value_t = rehearsal::metric::REPLICATES)]
    pub(crate) replicates: usize,
    /// Also write every user's values to this file, as Parquet or, if it ends in .csv, as CSV; of two
    /// views both, told apart by the column `VIEW`
    #[arg(long, value_name = "FILE")]
    pub(crate) per_user: Option<PathBuf>,
    /// Print the definition of every metric, and do nothing else
    #[arg(long)]
    pub(crate) explain_metrics: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Eval {
    /// Fit and score baselines
    #[command(before_help = "Example: rehearsal eval baselines --models fast --view clean")]
    Baselines(Box<EvalBaselines>),
    /// Make the ranked lists of a baseline: here, on Spark, or as SQL to print
    #[command(
        before_help = "Example: rehearsal eval lists --model item-knn --train train.csv --history history.csv --output lists.csv"
    )]
    Lists(Box<EvalLists>),
    /// Search a model's parameters on an inner cut that never sees the test users
    #[command(before_help = "Example: rehearsal eval tune --model ease --budget 30")]
    Tune(EvalTune),
    /// Score ranked lists that something else made: CSV, TREC runs, or the output of a Personalize
    /// batch inference job
    #[command(
        before_help = "Example: rehearsal eval recommendations --recommendations lists.csv --held-out held-out.csv"
    )]
    Recommendations(EvalRecommendations),
}

#[derive(Debug, Args)]
pub(crate) struct EvalBaselines {
    #[command(flatten)]
    pub(crate) files: DataFiles,
    /// Models by name, separated by commas, or `all` or `fast`; `rehearsal models` lists them
    /// [default: random,popularity,repeat-last,user-knn,ease,markov,session-knn]
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) models: Vec<String>,
    /// A model with parameters, such as item-knn:k=50,similarity=jaccard; may be repeated; a wrong
    /// name or key is answered with the right ones
    #[arg(long = "model", value_name = "NAME:KEY=VALUE,…")]
    pub(crate) model: Vec<String>,
    #[command(flatten)]
    pub(crate) asked: AskedFor,
    /// The most time that the run may take, such as 90s, 2m or 1h: the cheapest models go first, and one that
    /// by a sample would end too late is left out
    #[arg(long, value_name = "TIME")]
    pub(crate) time_limit: Option<String>,
    /// Go on with a run that was interrupted: what it had done is not done again
    #[arg(long)]
    pub(crate) resume: bool,
    /// Also fit each model on all interactions and write it into this folder, for `recommend --load`
    #[arg(long, value_name = "DIR")]
    pub(crate) save: Option<PathBuf>,
    /// The items of the history that may be recommended again [default: include, all of them; exclude,
    /// none, in the clean view]
    #[arg(long, value_parser = choice::<Seen>(), value_name = "WHICH")]
    pub(crate) seen: Option<Seen>,
    #[command(flatten)]
    pub(crate) cut: CutArgs,
    /// The most users to test, over all folds: those who come first by the hash of --seed and id. The
    /// models learn from the same rows as without it [default: all]
    #[arg(long, value_name = "N", help_heading = "The cut")]
    pub(crate) test_users: Option<usize>,
    /// A cut made elsewhere: what to learn from
    #[arg(
        long,
        value_name = "FILE",
        requires = "held_out",
        conflicts_with_all = [
            "interactions", "protocol", "folds", "test_share", "held_out_share", "cut", "hold_out",
            "event_type", "event_value_threshold", "target",
        ],
        help_heading = "The cut"
    )]
    pub(crate) train: Option<PathBuf>,
    /// A cut made elsewhere: what is to be found
    #[arg(long, value_name = "FILE", requires = "train", help_heading = "The cut")]
    pub(crate) held_out: Option<PathBuf>,
    /// A cut made elsewhere: what test users show, if it is not in the training file
    #[arg(long, value_name = "FILE", requires = "train", help_heading = "The cut")]
    pub(crate) history: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) scoring: ScoringArgs,
    #[command(flatten)]
    pub(crate) text: TextArgs,
}

/// The lists that models are asked for.
#[derive(Debug, Args)]
#[command(next_help_heading = "What is asked")]
pub(crate) struct AskedFor {
    /// Items for a user; items like the newest of the history (as SIMS and Similar-Items); or the
    /// order of given candidates (as Personalized-Ranking)
    #[arg(long, value_parser = choice::<Purpose>(), default_value = "recommend")]
    pub(crate) purpose: Purpose,
    /// The candidates of `--purpose re-rank`: a file of lists as `eval recommendations` reads, or
    /// popular:N for the N items with most users [default: popular:100]
    #[arg(long, value_name = "FILE|popular:N")]
    pub(crate) candidates: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct EvalTune {
    #[command(flatten)]
    pub(crate) files: DataFiles,
    /// The model; parameters that are given stay as they are
    #[arg(long, value_name = "NAME:KEY=VALUE,…")]
    pub(crate) model: String,
    /// The number of candidates to draw, or the time that the search may take, such as 90s, 10m or 2h
    #[arg(long, value_name = "N|TIME", default_value = "27")]
    pub(crate) budget: String,
    /// The metric by which candidates are chosen
    #[arg(long, value_name = "METRIC", default_value = "ndcg@25")]
    pub(crate) metric: String,
    /// Go on with a search that was interrupted
    #[arg(long)]
    pub(crate) resume: bool,
    /// The items of the history that may be recommended again [default: include, all of them; exclude,
    /// none, in the clean view]
    #[arg(long, value_parser = choice::<Seen>(), value_name = "WHICH")]
    pub(crate) seen: Option<Seen>,
    #[command(flatten)]
    pub(crate) cut: CutArgs,
    #[command(flatten)]
    pub(crate) text: TextArgs,
}

#[derive(Debug, Args)]
pub(crate) struct EvalRecommendations {
    /// Ranked lists: CSV (`USER_ID`, `ITEM_ID` and `RANK` or `SCORE`), a TREC run, or batch inference
    /// output; may be repeated, and named as NAME=FILE
    #[arg(long, value_name = "[NAME=]FILE", required_unless_present = "explain_metrics")]
    pub(crate) recommendations: Vec<String>,
    /// The held-out interactions
    #[arg(long, value_name = "FILE", required_unless_present = "explain_metrics")]
    pub(crate) held_out: Option<PathBuf>,
    /// The training data: for the leak audit, novelty and popularity, and for histories
    #[arg(long, value_name = "FILE")]
    pub(crate) train: Option<PathBuf>,
    /// The histories of the test users, if they are not in the training file
    #[arg(long, value_name = "FILE")]
    pub(crate) history: Option<PathBuf>,
    /// The items file, for the catalogue and genres
    #[arg(long, value_name = "FILE")]
    pub(crate) items: Option<PathBuf>,
    /// Everything that happened in the test window, as `split --protocol global-time` writes it, for
    /// trend accuracy
    #[arg(long, value_name = "FILE", requires = "train")]
    pub(crate) window: Option<PathBuf>,
    /// The file to write [default: eval-recommendations.json of the run folder]
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Draws bootstrap samples
    #[arg(long, value_name = "N", default_value_t = 42)]
    pub(crate) seed: u64,
    #[command(flatten)]
    pub(crate) scoring: ScoringArgs,
    /// The machine that judges the lists: `spark` does where they lie, all files being paths as Spark sees them or names of
    /// tables
    #[arg(long, value_enum, default_value_t)]
    pub(crate) engine: CountingEngine,
    #[command(flatten)]
    pub(crate) spark: SparkArgs,
    #[command(flatten)]
    pub(crate) text: TextArgs,
}

#[derive(Debug, Args)]
pub(crate) struct Split {
    /// The interactions file [default: interactions.csv of the run folder]
    pub(crate) file: Option<PathBuf>,
    /// The folder for the files [default: split in the run folder]
    #[arg(long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) cut: CutArgs,
    #[command(flatten)]
    pub(crate) text: TextArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProtocolName {
    /// Users are dealt to folds; each fold's users are tested on a training set of all the others
    Personalize,
    /// The same with at least two folds, 10 where nothing is said
    UserKFold,
    /// Every user's newest row is held out, the rest is the training set
    LeaveLastOne,
    /// The rows from one instant on are held out, the rows before are the training set
    GlobalTime,
    /// Every user's newest share is held out, the rest is the training set
    PerUserRatio,
    /// A drawn share of every user's items is held out: for data without a time
    RandomRatio,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ViewName {
    /// New items, rows of one second as a set, seen items excluded, convention `standard`
    Clean,
    /// The service's cut and convention, leaks and all
    Service,
    Both,
}
