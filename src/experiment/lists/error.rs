//! The reasons that lists that something else made cannot be scored.

use super::attributes::AttributeError;
use crate::dataset::DatasetError;
use crate::experiment::judge::FaultyValue;
use crate::source::ReadError;
use crate::split::SplitError;

/// The reason that lists could not be scored.
#[derive(Debug, thiserror::Error)]
pub enum ScoreError {
    /// A data file could not be read.
    #[error(transparent)]
    Dataset(#[from] DatasetError),
    /// The file of lists could not be read.
    #[error(transparent)]
    Lists(#[from] ReadError),
    /// No user has held-out items.
    #[error(transparent)]
    Split(#[from] SplitError),
    /// An expression on items' attributes cannot be followed.
    #[error("`{path}`")]
    Attributes {
        /// The file of lists.
        path: String,
        /// The reason.
        source: Box<AttributeError>,
    },
    /// A metric has a value that no mean can be made of.
    #[error(transparent)]
    Metric(#[from] FaultyValue),
    /// A file holds lists that are scored in different ways.
    #[error(
        "`{path}` mixes lists of {first} with lists of {second}; score them one kind at a time"
    )]
    Mixed {
        /// The file of lists.
        path: String,
        /// The first kind.
        first: &'static str,
        /// The other.
        second: &'static str,
    },
    /// The lists answer none of the users.
    #[error(
        "`{path}` has no list for anybody of `{held_out}`; it begins with {example}. Are the ids of the \
         same data?{failed}"
    )]
    Strangers {
        /// The file of lists.
        path: String,
        /// The file of held-out interactions.
        held_out: String,
        /// The first query of the lists.
        example: String,
        /// The job's own message, if it failed.
        failed: String,
    },
    /// No listed item is one of the data.
    #[error(
        "`{path}` lists no item that the data has: the first is `{example}`, and the data has {known}. Are the ids of \
         the same data?{advice}"
    )]
    StrangeItems {
        /// The file of lists.
        path: String,
        /// The first listed item.
        example: String,
        /// The item of the data that is probably meant, or the first ones.
        known: String,
        /// Advice where the files given name few items, as a further sentence; may be empty.
        advice: &'static str,
    },
    /// No held-out item is known to training, nor to the lists.
    #[error(
        "no item that `{held_out}` holds out is in what was learnt from, or in any list of `{path}`: the first held out \
         is `{example}`, the first listed `{listed}`. Are the ids of the same data?"
    )]
    StrangeTruth {
        /// The file of lists.
        path: String,
        /// The file of held-out interactions.
        held_out: String,
        /// The first held-out item.
        example: String,
        /// The first listed item.
        listed: String,
    },
    /// The lists are of users for items, of which 1 % of the users is looked at, and nothing says
    /// how many there are.
    #[error(
        "`{path}` has users for items, of which the first 1 % of all users is looked at; `--train` must say how many \
         users there are"
    )]
    NeedsUsers {
        /// The file of lists.
        path: String,
    },
    /// Related items need the histories of users.
    #[error(
        "`{path}` has items for items; `--train` or `--history` must say which item each user had last"
    )]
    NeedsHistory {
        /// The file of lists.
        path: String,
    },
}
