//! Rehearse an Amazon Personalize project on your own machine: prepare its data, check it, and see what local models
//! make of it, by the metrics that Personalize reports.
//!
//! The library does no printing and knows nothing of the command line. Same input, same bytes, with any number of
//! threads.
//!
//! # Five tasks
//!
//! Each has a program in `examples/`, which `cargo run --example NAME` runs.
//!
//! | task | begin with | example |
//! |---|---|---|
//! | prepare a table | [`transform::run`] with [`transform::Step`]s, [`export::csv::write()`] | `prepare_frame` |
//! | add a step of your own | [`transform::Transform`], [`transform::Step::own`] | `own_step` |
//! | evaluate models, with a metric of your own | [`experiment::Experiment`], [`metric::Metric`], which [`experiment::Scoring`] takes | `own_metric` |
//! | add a model of your own | [`model::Fit`], [`model::Recommend`], [`experiment::Contestant`]; [`model::conformance::check`] | `own_model` |
//! | score lists that you have | [`model::UserLists`], or files by [`experiment::score_lists`] | `own_lists` |
//!
//! # An evaluation
//!
//! ```
//! use rehearsal::dataset::Dataset;
//! use rehearsal::experiment::Experiment;
//! use rehearsal::model::ModelConfig;
//! use rehearsal::split::Protocol;
//!
//! // User, item, seconds; `Dataset::from_frame` takes a polars frame, `Dataset::read` a file.
//! let rows = [
//!     ("ann", "alien", 1), ("ann", "brazil", 2), ("ann", "casablanca", 3),
//!     ("bob", "alien", 1), ("bob", "brazil", 2), ("bob", "casablanca", 3),
//!     ("cem", "alien", 1), ("cem", "brazil", 2), ("cem", "dune", 3),
//! ];
//! let dataset = Dataset::builder().interactions(rows).build();
//! let experiment = Experiment {
//!     protocol: Protocol::LeaveLastOne,
//!     ..Experiment::of([ModelConfig::parse("item-knn:k=20")?, ModelConfig::parse("popularity")?])
//! };
//! let result = experiment.clean(42).run(&dataset)?.result;
//! for model in &result.models {
//!     let interval = model.intervals[&result.main_metric];
//!     let value = model.metrics[&result.main_metric];
//!     assert!((interval.low..=interval.high).contains(&value));
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The rooms
//!
//! Data flows one way: [`source`] reads, [`transform`] changes, [`export`] writes, [`prepare`] does all three as the
//! command does; [`schema`] and [`validate`] check; [`dataset`] numbers users and items; [`stats`] describes;
//! [`split`] cuts; [`model`] recommends; [`metric`] judges; [`experiment`] puts these together; [`compare`] lays the
//! service's figures beside them; [`report`] makes the page.

// Words that everything below shares.
#[cfg(any(feature = "aws", feature = "s3"))]
pub mod aws;
pub mod caught;
pub mod choice;
pub mod column;
pub mod condition;
#[cfg(any(feature = "s3", feature = "spark"))]
mod halt;
pub mod id;
pub mod instant;
pub mod memory;
pub mod normal;
pub mod number;
pub mod parallel;
pub mod param;
pub mod seed;
pub mod text;

// Of other packages, since their types stand in signatures.
#[cfg(feature = "frames")]
pub use polars;
pub use serde_json;

// Data in, through and out.
pub mod export;
#[cfg(feature = "fetch")]
pub mod fetch;
pub mod filter;
pub mod generate;
#[cfg(feature = "frames")]
pub mod prepare;
pub mod rule;
pub mod schema;
pub mod source;
#[cfg(feature = "frames")]
pub mod transform;
pub mod validate;

// What the data is like, and how well models recommend from it.
#[cfg(feature = "frames")]
pub mod baseline;
pub mod dataset;
pub mod experiment;
pub mod metric;
pub mod model;
#[cfg(feature = "spark")]
pub mod spark;
pub mod split;
pub mod stats;

// What people do with it.
pub mod compare;
pub mod cost;
pub mod deletion;
#[cfg(feature = "aws")]
pub mod live;
pub mod past;
pub mod recommend;
#[cfg(feature = "frames")]
pub mod report;
#[cfg(feature = "aws")]
pub mod service;
pub mod stage;
pub mod store;
#[cfg(feature = "frames")]
pub mod survey;
pub mod upload;
pub mod workflow;
