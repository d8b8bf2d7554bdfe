//! Models that can be fitted: those of the registry, and the caller's own.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::error::FitError;
use super::family::ModelFamily;
use super::recommend::Recommend;
use super::training::{Shape, Training};
use super::watch::Watch;

/// A model before it is fitted. Those of the registry are [`ModelConfig`](super::ModelConfig)s; one of your own needs [`Self::fit`] alone.
///
/// ```
/// use rehearsal::dataset::ItemIdx;
/// use rehearsal::model::{Fit, FitError, Recommend, Request, Scored, Training};
///
/// /// Lists the items with most rows first.
/// struct MostRows;
///
/// struct Ranking(Vec<Scored>);
///
/// impl Fit for MostRows {
///     fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Recommend>, FitError> {
///         let rows = (0..).zip(training.rows_per_item());
///         let mut ranking: Vec<Scored> =
///             rows.map(|(item, n)| Scored { item: ItemIdx(item), score: n as f32 }).collect();
///         ranking.sort_by(Scored::rank);
///         Ok(Box::new(Ranking(ranking)))
///     }
/// }
///
/// impl Recommend for Ranking {
///     fn recommend_many(&self, requests: &[Request<'_>]) -> Vec<Vec<Scored>> {
///         let list = |request: &Request<'_>| {
///             let allowed = self.0.iter().filter(|scored| request.allows(scored.item));
///             allowed.copied().take(request.k).collect()
///         };
///         requests.iter().map(list).collect()
///     }
/// }
/// ```
pub trait Fit: Send + Sync {
    /// Learns from `training`, of which the result keeps copies of what it needs. The same rows must give the same
    /// lists, with any number of threads.
    ///
    /// # Errors
    /// When input is missing, the numbers go out of range, or for a reason of your own
    /// ([`FitError::Own`]): the model is left out and named, and the others go on. A panic is not caught.
    fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Recommend>, FitError>;

    /// The same for a model that learns in epochs: `watch` is told of each, and ends the learning if it breaks.
    ///
    /// # Errors
    /// Those of [`Self::fit`].
    fn fit_watched(
        &self,
        training: &Training<'_>,
        _watch: &mut Watch<'_>,
    ) -> Result<Box<dyn Recommend>, FitError> {
        self.fit(training)
    }

    /// Tells whether it learns in epochs and can be ended after any. With `--time-limit` it has the time that is left.
    fn learns_in_epochs(&self) -> bool {
        false
    }

    /// Every parameter with its value, by name, as `eval.json` holds them: `("last_rows".to_owned(), 300.into())`. They
    /// stand behind the model's name, so that one model can be run with several values.
    fn params(&self) -> BTreeMap<String, Json> {
        BTreeMap::new()
    }

    /// Its family.
    fn family(&self) -> ModelFamily {
        ModelFamily::Own
    }

    /// Tells whether it learns in seconds from a million rows. With `--time-limit` such models go first.
    fn is_fast(&self) -> bool {
        false
    }

    /// Tells whether what is learnt depends on the set of training rows alone, neither on the order of a user's
    /// rows nor on what will be asked. One fit then serves every view of an evaluation. Counts of rows or users
    /// qualify, and so does a window by timestamps; the last row of each user, or the newest N rows, do not, since
    /// rows of one second may stand in another order.
    fn learns_from_a_set(&self) -> bool {
        false
    }

    /// The most memory that learning and recommending take on data of this shape, in bytes; 0 where it is not
    /// known.
    fn memory(&self, _shape: &Shape) -> u64 {
        0
    }

    /// The multiplications that learning takes on data of this shape, where they grow faster than the pairs; 0
    /// where they do not.
    fn work(&self, _shape: &Shape) -> u64 {
        0
    }

    /// Tells why learning from `training` would take more memory or work than it may, before anything is learnt.
    ///
    /// # Errors
    /// [`FitError::Memory`] and [`FitError::Work`].
    fn expect_fits(&self, training: &Training<'_>) -> Result<(), FitError> {
        let shape = training.shape();
        if let Some((needed, limit)) = training.lacks_memory(self.memory(&shape)) {
            return Err(FitError::Memory { needed, limit, advice: String::new() });
        }
        if let Some((needed, limit)) = training.lacks_work(self.work(&shape)) {
            return Err(FitError::Work { needed, limit, advice: String::new() });
        }
        Ok(())
    }
}
