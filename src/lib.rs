//! Rehearse an Amazon Personalize project on your own machine.
//!
//! Raw ratings go through a pipeline into files that Personalize imports ([`source`], [`transform`],
//! [`export`]); a linter holds them against their Avro schemas ([`schema`]); statistics show how
//! sparse they are ([`stats`]); and local baselines are scored by the metrics that Personalize
//! reports ([`split`], [`model`], [`metric`], [`experiment`]), so that its figures can be laid beside
//! them ([`compare`]) and read on one page ([`report`]).
//!
//! The library does no printing and knows nothing of the command line. Same input, same bytes, with
//! any number of threads.
//!
//! ```
//! use rehearsal::dataset::Dataset;
//! use rehearsal::metric::{Convention, Judged, ndcg_at};
//! use rehearsal::model::{ModelConfig, Request, Training, event};
//! use rehearsal::split::{HoldOut, Protocol};
//!
//! // User, item, event type, seconds.
//! let dataset = Dataset::from_rows(&[
//!     ("ann", "alien", "watch", 1),
//!     ("ann", "brazil", "watch", 2),
//!     ("bob", "alien", "watch", 1),
//!     ("bob", "brazil", "watch", 2),
//!     ("cem", "alien", "watch", 1),
//!     ("cem", "brazil", "watch", 2),
//! ]);
//! let protocol = Protocol::Personalize { folds: 3, test_share: 0.1, seed: 42 };
//! let split = protocol.split(&dataset, HoldOut::Rows)?;
//! let fold = split.fold(0)?;
//! let model = ModelConfig::parse("item-knn")?.fit(&Training::new(&dataset, &fold.training_rows))?;
//!
//! let test = &fold.test_users[0];
//! let history: Vec<_> = test.history.iter().map(|&row| event(&dataset, row)).collect();
//! let user_id = dataset.users().id(test.user.index());
//! let seen: Vec<_> = test.history.iter().map(|&row| dataset.item(row)).collect();
//! let list = model.recommend(&Request { excluded: &seen, ..Request::new(user_id, &history, 25) });
//! let judged = Judged::new(list.iter().map(|scored| scored.item), &test.held_out);
//! assert_eq!(ndcg_at(judged, 5, Convention::Service), Some(1.0));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

// Words that everything below shares.
#[cfg(any(feature = "aws", feature = "s3"))]
pub mod aws;
pub mod column;
pub mod id;
pub mod instant;
pub mod memory;
pub mod normal;
pub mod number;
pub mod parallel;
pub mod param;
pub mod seed;
pub mod text;

// Data in, through and out.
pub mod export;
#[cfg(feature = "fetch")]
pub mod fetch;
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
pub mod dataset;
pub mod experiment;
pub mod metric;
pub mod model;
pub mod split;
pub mod stats;

// What people do with it.
pub mod compare;
pub mod cost;
#[cfg(feature = "aws")]
pub mod live;
pub mod recommend;
#[cfg(feature = "frames")]
pub mod report;
pub mod upload;
