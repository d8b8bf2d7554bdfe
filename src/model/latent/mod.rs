//! Users and items as vectors.

pub(super) mod als;
mod als_descent;
mod als_problem;
mod als_solve;
pub(super) mod bpr;
mod bpr_epoch;
pub(super) mod nmf;
pub(super) mod pure_svd;
mod vectors;
