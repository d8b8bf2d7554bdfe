//! The description of a model before it is fitted, and the way from its parameters to a fitted model.

use std::fmt::Debug;
use std::sync::Arc;

use super::error::{FitError, LoadError};
use super::family::ModelFamily;
use super::parameter::{Parameter, Parameters, Value};
use super::recommend::Save;
use super::training::{Shape, Training};
use super::watch::Watch;

/// The most multiplications of a model of `--models fast`: a dense inverse of some 12,600 items, which
/// two cores take half a minute for.
pub const FAST_WORK: u64 = 2_000_000_000_000;

/// A model with its parameters, before it is fitted.
pub(in crate::model) trait Learn: Debug + Send + Sync {
    /// The most memory that learning and recommending take, in bytes.
    fn memory(&self, shape: &Shape) -> u64;

    /// Multiplications of [`Self::fit`] where they grow faster than the pairs; 0 where they do not.
    fn work(&self, _shape: &Shape) -> u64 {
        0
    }

    /// Learns.
    fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Save>, FitError>;

    /// The same; a model that learns in epochs tells `watch` of each, and ends if it breaks.
    fn fit_watched(
        &self,
        training: &Training<'_>,
        _watch: &mut Watch<'_>,
    ) -> Result<Box<dyn Save>, FitError> {
        self.fit(training)
    }

    /// Tells whether it learns in epochs.
    fn learns_in_epochs(&self) -> bool {
        false
    }
}

/// The way from the values of a table to a model with typed parameters.
#[derive(Debug)]
pub(in crate::model) struct Method {
    /// The table of its parameters.
    pub(in crate::model) table: &'static [Parameter],
    /// The model with its defaults.
    pub(in crate::model) default: fn() -> Arc<dyn Learn>,
    /// The model with these values, which stand in the order of the table; `None` where one of them is of another type.
    pub(in crate::model) read: fn(&[Value]) -> Option<Arc<dyn Learn>>,
}

impl Method {
    /// The method of a model that is nothing but its parameters.
    pub(in crate::model) const fn of<P: Parameters + Learn + 'static>() -> Self {
        Self {
            table: P::TABLE,
            default: || Arc::new(P::default()),
            read: |values| {
                let model: Arc<dyn Learn> = Arc::new(P::read(values)?);
                Some(model)
            },
        }
    }
}

/// The way from the bytes that [`Save::save`] gave to a fitted model.
pub(in crate::model) type Load = fn(&[u8]) -> Result<Box<dyn Save>, LoadError>;

/// The description of a model before it is fitted.
#[derive(Debug)]
pub struct ModelKind {
    /// Its name on the command line.
    pub name: &'static str,
    /// Its family.
    pub family: ModelFamily,
    /// The method of the model, in one sentence.
    pub summary: &'static str,
    /// Its score, as a formula.
    pub equation: &'static str,
    /// The paper that it is from.
    pub source: &'static str,
    /// Time and memory of `fit`, in users m, items n, rows r and the values of parameters.
    pub cost: &'static str,
    /// True if it is among `--models fast`: seconds on a million rows, where it stays below
    /// [`FAST_WORK`].
    pub is_fast: bool,
    /// The input that it cannot do without, and the option that supplies it.
    pub needs: Option<&'static str>,
    /// Its parameters and the model that is made of them.
    pub(in crate::model) method: Method,
    /// Reads the bytes that [`super::Save::save`] gave.
    pub(in crate::model) load: Load,
}

impl ModelKind {
    /// Its parameters.
    #[must_use]
    pub const fn parameters(&self) -> &'static [Parameter] {
        self.method.table
    }

    /// Tells whether what is learnt depends on the set of training rows alone: neither on the order of a
    /// user's rows nor on what will be asked. One fit then serves every view of an evaluation.
    #[must_use]
    pub const fn learns_from_a_set(&self) -> bool {
        // Those of the other families are either cheap or heed order.
        matches!(
            self.family,
            ModelFamily::Content
                | ModelFamily::Neighbourhood
                | ModelFamily::Latent
                | ModelFamily::Linear
        )
    }
}
