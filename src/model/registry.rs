//! Every model there is, in the order in which `--models all` runs them.

use super::parameter::{Parameter, Values};
use super::{
    FitError, LoadError, Save, Shape, Training, content, hybrid, latent, linear, neighbour,
    popularity, random, repeat_last, sequence, trending, weighted_rating,
};

/// The family of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// The same list for everybody, or none at all.
    NonPersonal,
    /// Similarity of the items' features.
    Content,
    /// Neighbours of users or items, and walks over the graph of both.
    Neighbourhood,
    /// Factors of users and items.
    Latent,
    /// Item-to-item weights by regression.
    Linear,
    /// The order of the history.
    OrderAware,
    /// A classifier of pairs.
    Classifier,
    /// Several models at once.
    Blend,
    /// Models that are not of the registry.
    Own,
}

impl Family {
    /// As a heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::NonPersonal => "non-personal",
            Self::Content => "content",
            Self::Neighbourhood => "neighbourhood and graph",
            Self::Latent => "latent factors",
            Self::Linear => "linear",
            Self::OrderAware => "order-aware",
            Self::Classifier => "classifier",
            Self::Blend => "blend",
            Self::Own => "your own",
        }
    }
}

/// The most multiplications of a model of `--models fast`: a dense inverse of some 12,600 items, which
/// two cores take half a minute for.
pub const FAST_WORK: u64 = 2_000_000_000_000;

impl Kind {
    /// Tells whether what is learnt depends on the set of training rows alone: neither on the order of a
    /// user's rows nor on what will be asked. One fit then serves every view of an evaluation.
    #[must_use]
    pub const fn learns_from_a_set(&self) -> bool {
        // Those of the other families are either cheap or heed order.
        matches!(
            self.family,
            Family::Content | Family::Neighbourhood | Family::Latent | Family::Linear
        )
    }
}

type Fit = fn(&Values, &Training<'_>) -> Result<Box<dyn Save>, FitError>;
type Load = fn(&[u8]) -> Result<Box<dyn Save>, LoadError>;

/// The description of a model before it is fitted.
#[derive(Debug)]
pub struct Kind {
    /// Its name on the command line.
    pub name: &'static str,
    /// Its family.
    pub family: Family,
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
    /// Its parameters.
    pub parameters: &'static [Parameter],
    /// The most memory that `fit` and `recommend` take, in bytes.
    pub(super) memory: fn(&Values, &Shape) -> u64,
    /// Multiplications of `fit` where they grow faster than the pairs; 0 where they do not.
    pub(super) work: fn(&Values, &Shape) -> u64,
    /// Learns.
    pub(super) fit: Fit,
    /// Reads the bytes that [`super::Save::save`] gave.
    pub(super) load: Load,
}

/// Every model.
pub static KINDS: &[&Kind] = &[
    &random::KIND,
    &popularity::KIND,
    &weighted_rating::KIND,
    &trending::KIND,
    &repeat_last::KIND,
    &content::COSINE,
    &content::EUCLIDEAN,
    &neighbour::item_knn::KIND,
    &neighbour::user_knn::KIND,
    &neighbour::walk::P3ALPHA,
    &neighbour::walk::RP3BETA,
    &neighbour::sar::KIND,
    &latent::als::KIND,
    &latent::bpr::KIND,
    &latent::pure_svd::KIND,
    &latent::nmf::KIND,
    &linear::ease::EASE,
    &linear::ease::EDLAE,
    &linear::slim::KIND,
    &sequence::markov::KIND,
    &sequence::session_knn::KIND,
    &super::classifier::LOGISTIC,
    &super::classifier::CLASSIFIER,
    &hybrid::KIND,
];

/// The names of all models.
#[must_use]
pub fn names() -> Vec<&'static str> {
    KINDS.iter().map(|kind| kind.name).collect()
}

/// The model of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Kind> {
    KINDS.iter().copied().find(|kind| kind.name == name)
}
