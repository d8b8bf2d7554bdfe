//! How sparse the data is, and how unevenly it is spread.

mod distribution;
mod sparsity;

pub use distribution::{Distribution, gini, head_share, quantile};
pub use sparsity::{CurvePoint, HeadShare, Span, Stats, describe};
