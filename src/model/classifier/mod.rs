//! A classifier of the next event: the probability of an item from what is known of user, item,
//! context and history.

mod descent;
mod evidence;
mod layers;
mod network;
mod sample;
mod scorer;

pub(super) use scorer::{CLASSIFIER, LOGISTIC};
