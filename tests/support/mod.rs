//! A MovieLens folder, prepared and evaluated through the library.

use std::fs::File;
use std::path::Path;

use polars::prelude::DataFrame;
use rehearsal::dataset::{Dataset, RowFilter};
use rehearsal::experiment::{DataRecord, EvalResult, Experiment, Scoring, Seen, run};
use rehearsal::export::csv::{self, Quoting};
use rehearsal::metric::Convention;
use rehearsal::model::ModelConfig;
use rehearsal::source::movielens::Release;
use rehearsal::split::{HoldOut, Protocol};
use rehearsal::transform::{EventType, SortInteractions, Step, run as apply};

/// The interactions of `folder` at these thresholds.
pub(crate) fn interactions(
    folder: &Path,
    clicked_threshold: f64,
    watched_threshold: f64,
) -> DataFrame {
    let ratings = Release::find(folder).expect("a release").ratings().expect("whole ratings");
    let event_type =
        EventType::above(&[("click", clicked_threshold), ("watch", watched_threshold)]);
    let steps = [Step::EventType(event_type), Step::SortInteractions(SortInteractions {})];
    apply(&steps, ratings).expect("the columns fit").0
}

/// The frame written as CSV and read back as a data set.
pub(crate) fn dataset(interactions: &DataFrame) -> Dataset {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("interactions.csv");
    let mut file = File::create(&path).expect("a new file");
    csv::write(interactions, Quoting::Rfc4180, &mut file).expect("room for the file");
    Dataset::read(&path, None, &RowFilter::default()).expect("what was just written")
}

/// The protocol of the service, each user tested once.
pub(crate) const TEN_FOLDS: Protocol =
    Protocol::Personalize { folds: 10, test_share: 0.1, seed: 42 };

/// What is evaluated; the rest has its defaults.
pub(crate) struct Question<'a> {
    pub(crate) protocol: Protocol,
    pub(crate) hold_out: HoldOut,
    pub(crate) seen: Seen,
    pub(crate) convention: Convention,
    pub(crate) models: &'a [&'a str],
}

pub(crate) fn evaluate(dataset: &Dataset, question: &Question<'_>) -> EvalResult {
    let models = question.models.iter().map(|text| ModelConfig::parse(text).expect("a model"));
    let experiment = Experiment {
        protocol: question.protocol,
        cut: question.hold_out.into(),
        seen: question.seen,
        scoring: Scoring { convention: question.convention, ..Scoring::default() },
        ..Experiment::of(models)
    };
    let record = DataRecord::new(dataset);
    run(dataset, &record, &experiment, None, &|_| {}).expect("users can be tested").result
}

/// NDCG@25 of the model at `index`.
pub(crate) fn ndcg_at_25(result: &EvalResult, index: usize) -> f64 {
    result.models[index].metrics["normalized_discounted_cumulative_gain_at_25"]
}
