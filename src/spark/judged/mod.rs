//! Ranked lists judged where they lie: the ranks of the hits come back, and counts.

mod lists;
mod truth;

pub use lists::EachUser;
pub use truth::SparkTruth;
