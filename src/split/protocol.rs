//! The protocols, as one type that gives folds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cut::Rule;
use crate::dataset::Dataset;
use crate::number::to_u32;
use crate::param::InvalidParam;

/// The protocol by which training set, history and held-out items are made.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "name", rename_all = "kebab-case")]
pub enum Protocol {
    /// The service's way: users are dealt to folds, and each fold's users are tested on a training
    /// set of all the others, whole; their own newest tenth is held out. With several folds this is
    /// what others call a user k-fold.
    Personalize {
        /// The number of folds. With 1, [`Self::Personalize::test_share`] of the users are tested once.
        folds: usize,
        /// The share of users tested when there is one fold.
        test_share: f64,
        /// The seed by which users are dealt to folds.
        seed: u64,
    },
    /// Every user's newest unit is held out, the rest of all users is the training set.
    LeaveLastOne,
    /// Rows from one instant on are held out; the rows of all users before it are the training set. Users without a row
    /// on either side are not tested.
    GlobalTime {
        /// The first instant that is held out, in seconds since 1970-01-01 UTC.
        cut_s: i64,
    },
    /// Every user's newest share is held out, the rest of all users is the training set.
    PerUserRatio {
        /// The share, rounded up to whole units.
        #[serde(default = "a_tenth")]
        held_out_share: f64,
    },
    /// A seeded share of every user's items is held out with all their rows, the rest of all users is the
    /// training set: for data without a time, or without one that can be trusted.
    RandomRatio {
        /// The share, rounded up to whole items.
        #[serde(default = "a_tenth")]
        held_out_share: f64,
        /// The seed by which items are drawn.
        seed: u64,
    },
    /// A cut made elsewhere: files of training, held-out and, if given, history rows.
    External {
        /// True if histories have a file of their own; else a user's history is what training has.
        history: bool,
    },
}

const fn a_tenth() -> f64 {
    0.1
}

/// The reason that a protocol cannot be followed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SplitError {
    /// A parameter is out of range.
    #[error(transparent)]
    Param(#[from] InvalidParam),
    /// No user can be tested.
    #[error("{0}, so that nobody can be tested")]
    NoTestUsers(&'static str),
    /// The data does not have a target event type.
    #[error("`--target {name}`: the data has no such event type; it has {known}")]
    UnknownTarget {
        /// The name that was asked for.
        name: String,
        /// The event types of the data, in words.
        known: String,
    },
    /// A fold would leave nothing to learn from.
    #[error(
        "fold {fold} would test every user and leave nothing to train on; {}",
        if *users < 2 {
            "with one user, `--protocol leave-last-one` learns from what was before"
        } else {
            "use more folds"
        }
    )]
    NothingToTrain {
        /// The fold, from 1.
        fold: usize,
        /// Users of the data.
        users: usize,
    },
}

impl Protocol {
    /// Every user's newest tenth, as AWS's notebook holds it out.
    pub const NEWEST_TENTH: Self = Self::PerUserRatio { held_out_share: 0.1 };

    /// The instant from which the newest tenth of all rows lies, for [`Self::GlobalTime`]: that of
    /// the row at ⌊0.9 n⌋ in time order, so that rows of one second stay together.
    #[must_use]
    pub fn newest_tenth_of_all(dataset: &Dataset) -> Self {
        let mut instants: Vec<i64> =
            (0..to_u32(dataset.n_rows())).map(|row| dataset.timestamp_s(row)).collect();
        instants.sort_unstable();
        let at = (9 * instants.len() / 10).min(instants.len().saturating_sub(1));
        Self::GlobalTime { cut_s: instants.get(at).copied().unwrap_or(0) }
    }

    /// The rule for the end of a user's history.
    pub(super) const fn rule(self) -> Rule {
        match self {
            Self::Personalize { .. } => Rule::NewestShare(a_tenth()),
            Self::LeaveLastOne => Rule::NewestOne,
            Self::GlobalTime { cut_s } => Rule::From(cut_s),
            Self::PerUserRatio { held_out_share } => Rule::NewestShare(held_out_share),
            Self::RandomRatio { held_out_share: share, seed } => Rule::RandomShare { share, seed },
            Self::External { history } => Rule::Part { history: if history { 2 } else { 0 } },
        }
    }

    pub(super) const fn nobody(self) -> &'static str {
        match self {
            Self::GlobalTime { .. } => "no user has interactions on both sides of the cut",
            Self::External { .. } => "no user has held-out interactions",
            Self::RandomRatio { .. } => "no user has two items",
            _ => "no user has two interactions",
        }
    }
}

pub(super) fn expect_share(name: &str, share: f64) -> Result<(), InvalidParam> {
    if share > 0.0 && share < 1.0 {
        return Ok(());
    }
    Err(InvalidParam::new(name, &share, "a share between 0 and 1"))
}
