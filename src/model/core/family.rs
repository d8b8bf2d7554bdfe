//! Families of models.

/// The family of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ModelFamily {
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

impl ModelFamily {
    /// The heading of the family in a list of models.
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
