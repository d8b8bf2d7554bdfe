//! Numbers: conversions between counts and real numbers, figures as people read them, shares and quantiles, and the
//! narrowest type of a column.

mod cast;
mod display;
mod narrowest;
mod statistic;

pub(crate) use cast::WHOLE_END;
pub use cast::{
    from_count, from_seconds, from_u64, from_u128, round_to_count, single, single_count, to_index,
    to_u32, truncate, truncate_to_index, truncate_to_seconds,
};
pub use display::{grouped, p_value, shown, signed, thousands};
pub use narrowest::Narrowest;
pub use statistic::{gini, neighbours, quantile, ratio};
